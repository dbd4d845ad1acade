//! What is exchanged with a CA, whatever the protocol.

use serde::{Deserialize, Serialize};

use crate::domain::certificate::Certificate;
use crate::domain::identifier::Snils;
use crate::domain::moment::Moment;
use crate::domain::subject::Subject;

/// What the engine asks of a CA. The protocol behind it is chosen by the profile.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "a dozen are made in a renewal")]
pub enum CaAsk {
    /// What a new certificate of this holder would say.
    Holder {
        /// The number typed by the user.
        snils: Snils,
        /// The current certificate.
        certificate: Certificate,
    },
    /// Bytes to be signed with the current key to sign in.
    Challenge,
    /// The answer to the challenge: CMS SignedData over it.
    SignIn {
        /// DER.
        proof: Vec<u8>,
    },
    /// The request. May be repeated with the same idempotency key: the CA answers the same.
    Submit(Submission),
    /// State of a request that was accepted.
    Status {
        /// Identifier given by the CA.
        request: String,
        /// What was sent; protocols without identifiers (EST) send it again.
        submission: Submission,
    },
    /// The signed acknowledgement of the holder.
    Acknowledge {
        /// Identifier given by the CA.
        request: String,
        /// CMS SignedData, detached, over the new certificate.
        receipt: Vec<u8>,
    },
    /// The holder gives the request up.
    Withdraw {
        /// Identifier given by the CA.
        request: String,
    },
}

/// A request ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// Joins repetitions of one submission; 16 bytes as hex.
    pub idempotency: String,
    /// PKCS#10 in DER (RFC 2986).
    #[serde(with = "crate::domain::entry::base64_bytes")]
    pub request: Vec<u8>,
    /// CMS SignedData by the old key with the request inside (RFC 5652), DER.
    #[serde(with = "crate::domain::entry::base64_bytes")]
    pub package: Vec<u8>,
}

/// What the CA answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaReply {
    /// What the new certificate would say.
    Holder(HolderRecord),
    /// Bytes to sign; `None` when the protocol needs no sign-in.
    Challenge(Option<Vec<u8>>),
    /// Signed in.
    SignedIn,
    /// The request is with the CA.
    Accepted(Accepted),
    /// Not ready yet.
    Waiting(Waiting),
    /// The certificate, not yet checked, and the chain that came with it.
    Issued {
        /// DER of the certificate.
        certificate: Vec<u8>,
        /// DER of the certificates above it, in any order.
        chain: Vec<Vec<u8>>,
    },
    /// The acknowledgement was taken.
    Acknowledged,
    /// The request was given up.
    Withdrawn,
}

/// The holder as the CA knows him.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolderRecord {
    /// Subject of the new certificate.
    pub subject: Subject,
    /// First day of the new certificate if issued now.
    #[serde(with = "time::serde::rfc3339")]
    pub not_before: Moment,
    /// Last day of the new certificate if issued now.
    #[serde(with = "time::serde::rfc3339")]
    pub not_after: Moment,
}

/// A request that the CA took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    /// Identifier for later calls.
    pub request: String,
    /// Number for people.
    pub number: String,
}

/// Not ready yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Stage by its name in the protocol, for example `checking`.
    pub stage: String,
    /// Seconds until it is polite to ask again, if the CA told them.
    pub retry_after: Option<u32>,
}
