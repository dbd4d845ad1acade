//! Switches that make the sandbox misbehave, for tests and for practising.

use serde::{Deserialize, Serialize};

/// What goes wrong. Everything is off by default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Faults {
    /// Requests are decided against, with this reason.
    pub reject: Option<String>,
    /// Every request to a path that contains `on` is answered with this HTTP status.
    pub status: Option<u16>,
    /// Which paths `status`, `garbage`, `half_body` and `slow_seconds` concern; empty means all.
    pub on: String,
    /// Answers are no JSON.
    pub garbage: bool,
    /// Answers break off in the middle.
    pub half_body: bool,
    /// Answers come this much later.
    pub slow_seconds: u64,
    /// Serial numbers, hex, of certificates that were revoked.
    pub revoked: Vec<String>,
    /// Certificates are wrong.
    pub issue: Option<Misissue>,
}

/// How an issued certificate is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Misissue {
    /// For another public key.
    OtherKey,
    /// For another holder.
    OtherHolder,
    /// Signed by a CA nobody knows.
    UnknownChain,
    /// Over since yesterday.
    PastDates,
}
