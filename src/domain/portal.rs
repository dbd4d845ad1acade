//! The messages of the portal protocol, version 1: what client and sandbox both must spell the same way.
//!
//! The contract in full is `docs/portal.yaml` (OpenAPI 3.1). Binary values are base64 of DER. Errors are
//! `application/problem+json` (RFC 9457) with a `code` of [`ProblemCode`].
//!
//! A request identifier is 128 random bits and serves as the capability to ask for the status and to fetch
//! the certificate, so that polling goes on while no PIN was typed. Submitting and withdrawing need a session.

use serde::{Deserialize, Serialize};

use crate::domain::entry::{base64_bytes, base64_list};
use crate::domain::exchange::HolderRecord;
use crate::domain::identifier::Snils;

/// `POST /v1/holder`: answered by [`HolderRecord`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolderQuery {
    /// The number typed by the user.
    pub snils: Snils,
    /// The current certificate.
    #[serde(with = "base64_bytes")]
    pub certificate: Vec<u8>,
}

/// Answer to [`HolderQuery`].
pub type HolderAnswer = HolderRecord;

/// Answer to `POST /v1/challenge`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    /// 32 random bytes, to be signed within [`Challenge::expires_in`] seconds, once.
    #[serde(with = "base64_bytes")]
    pub challenge: Vec<u8>,
    /// Seconds.
    pub expires_in: u32,
}

/// `POST /v1/session`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    /// CMS SignedData with the challenge inside, signed by the current certificate.
    #[serde(with = "base64_bytes")]
    pub proof: Vec<u8>,
}

/// Answer to [`SignIn`]. The token goes into `Authorization: Bearer`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Opaque.
    pub token: String,
    /// Seconds.
    pub expires_in: u32,
}

/// `POST /v1/requests` with the header `Idempotency-Key`; answered by [`crate::domain::exchange::Accepted`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// CMS SignedData by the current certificate, content PKCS#10 with the renewal attribute.
    #[serde(with = "base64_bytes")]
    pub package: Vec<u8>,
}

/// Answer to `GET /v1/requests/{id}`; `Retry-After` says when it is polite to ask again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// Where the request stands.
    pub stage: Stage,
    /// Why, if rejected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Where a request stands at the CA.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Automatic checks of the data.
    Checking,
    /// The head of the organisation has to approve.
    Approval,
    /// A payment is awaited.
    Payment,
    /// The operator looks at it.
    Operator,
    /// The certificate is being made.
    Issuing,
    /// The certificate can be fetched.
    Issued,
    /// Decided against.
    Rejected,
    /// Given up by the holder.
    Withdrawn,
}

impl Stage {
    /// Name in the protocol and, with the prefix `stage-`, in the locales.
    pub fn id(self) -> &'static str {
        match self {
            Self::Checking => "checking",
            Self::Approval => "approval",
            Self::Payment => "payment",
            Self::Operator => "operator",
            Self::Issuing => "issuing",
            Self::Issued => "issued",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// Answer to `GET /v1/requests/{id}/certificate`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issued {
    /// The certificate.
    #[serde(with = "base64_bytes")]
    pub certificate: Vec<u8>,
    /// Certificates above it, issuing CA first.
    #[serde(with = "base64_list")]
    pub chain: Vec<Vec<u8>>,
}

/// `POST /v1/requests/{id}/acknowledgement`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledgement {
    /// Detached CMS SignedData over the DER of the new certificate, by the current (old) certificate.
    #[serde(with = "base64_bytes")]
    pub receipt: Vec<u8>,
}

/// An error of the CA (RFC 9457).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Machine-readable reason.
    pub code: ProblemCode,
    /// HTTP status.
    pub status: u16,
    /// Sentence for people, in the language of the CA.
    #[serde(default)]
    pub detail: String,
}

/// Machine-readable reasons of [`Problem`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProblemCode {
    /// No such holder.
    HolderUnknown,
    /// The SNILS is not that of the certificate.
    SnilsOther,
    /// The current certificate has expired.
    CertificateExpired,
    /// The current certificate was revoked.
    CertificateRevoked,
    /// No session, or it has ended, or the proof is wrong.
    SignIn,
    /// Package or receipt do not verify.
    BadSignature,
    /// The request is not what it must be.
    BadRequest,
    /// No such request.
    NotFound,
    /// Not possible in this state.
    Conflict,
    /// Come back later.
    Busy,
    /// Any other reason, told in the detail.
    #[serde(other)]
    Other,
}
