//! What is known of a CA: protocol, address, trust, steps and limits. Read by [`crate::ca`] from TOML.

use serde::{Deserialize, Serialize};

use crate::domain::certificate::Certificate;

/// How to speak to the CA.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Protocol {
    /// The portal protocol of the operator (`docs/portal.yaml`).
    Portal,
    /// Enrollment over Secure Transport (RFC 7030, RFC 8951).
    Est,
}

/// One CA.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Short stable name, written into journals.
    pub id: String,
    /// Name for people.
    pub title: String,
    /// Protocol.
    pub protocol: Protocol,
    /// Base address, `https://…` without a slash at the end.
    pub endpoint: String,
    /// Page of the CA for «Не согласен» and for visits.
    pub page: String,
    /// Roots that the TLS certificate of the server must end in.
    pub tls_anchors: Vec<Certificate>,
    /// Roots that an issued certificate must end in.
    pub anchors: Vec<Certificate>,
    /// The CA wants the signed acknowledgement of the holder.
    pub acknowledgement: bool,
    /// Longest wait that is shown before «можно закрыть», in seconds.
    pub shown_wait: u32,
    /// Life of a new private key in months, from its making.
    pub key_months: u8,
    /// Name of the signing tool written into requests (1.2.643.100.111).
    pub sign_tool: String,
    /// True for the sandbox: everything is labelled «Учебный режим».
    pub training: bool,
}
