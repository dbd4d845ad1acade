//! The messages of the portal protocol, version 1: what client and sandbox both must spell the same way.
//!
//! The contract in full is `docs/portal.yaml` (OpenAPI 3.1). Binary values are base64 of DER. Errors are
//! `application/problem+json` (RFC 9457) with a `code` of [`ProblemCode`].
//!
//! A request identifier is 128 random bits and serves as the capability to ask for the status and to fetch
//! the certificate, so that polling goes on while no PIN was typed. Submitting and withdrawing need a session.

use serde::{Deserialize, Serialize};

use crate::domain::entry::{base64_bytes, base64_list, base64_option};
use crate::domain::exchange::HolderRecord;
use crate::domain::form::Dossier;
use crate::domain::identifier::Snils;
use crate::domain::moment::Moment;
use crate::domain::refusal::{Finding, Refusal};
use crate::domain::subject::Subject;

/// `POST /v1/holder`: answered by [`HolderRecord`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolderQuery {
    /// The number typed by the user; absent where the CA knows its holders otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snils: Option<Snils>,
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
    /// Name of the person who signed in.
    #[serde(default)]
    pub name: String,
    /// The person approves the requests of the organisation.
    #[serde(default)]
    pub head: bool,
}

/// `POST /v1/drafts`, and `PUT /v1/drafts/{id}`: what the user has filled in so far.
///
/// Drafts of a renewal need a session. For a first issue there is none: then the draft's identifier is the
/// capability, and [`DraftBody::first`] says so.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftBody {
    /// Filled sections and descriptions of scans.
    pub dossier: Dossier,
    /// A first issue: nobody is signed in.
    #[serde(default)]
    pub first: bool,
}

/// A draft at the CA; answer to `POST /v1/drafts` and `GET /v1/drafts/{id}`, and element of `GET /v1/drafts`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Identifier, 128 random bits.
    pub draft: String,
    /// Number for people; the request keeps it.
    pub number: String,
    /// Address for people, to be sent to the head or kept.
    pub link: String,
    /// When the CA forgets it.
    #[serde(with = "time::serde::rfc3339")]
    pub until: Moment,
    /// Last change.
    #[serde(with = "time::serde::rfc3339")]
    pub saved_at: Moment,
    /// What was filled in.
    pub dossier: Dossier,
}

/// `PUT /v1/drafts/{id}/code-word`. The CA keeps only what it needs to compare the word on the telephone.
#[derive(Serialize, Deserialize)]
pub struct CodeWord {
    /// The word. Sent once, kept nowhere on this side.
    pub word: String,
}

/// Answer to `GET` and `PATCH /v1/drafts/{id}/files/{digest}`: how much of a file has arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// Bytes from the beginning.
    pub received: u64,
}

/// `POST /v1/register`: what the registers say of data that are about to be sent. No session: as with the holder,
/// nothing beyond the certificate and the data themselves is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterQuery {
    /// The current certificate; absent for a first issue.
    #[serde(default, with = "base64_option", skip_serializing_if = "Option::is_none")]
    pub certificate: Option<Vec<u8>>,
    /// The subject that is asked for.
    pub subject: Subject,
    /// What was filled in.
    pub dossier: Dossier,
}

/// Answer to [`RegisterQuery`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterAnswer {
    /// Nothing in it: all is well.
    pub findings: Vec<Finding>,
}

/// `POST /v1/requests` with the header `Idempotency-Key`; answered by [`crate::domain::exchange::Accepted`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// CMS SignedData by the current certificate, content PKCS#10 with the renewal attribute; for a first issue the
    /// PKCS#10 itself.
    #[serde(with = "base64_bytes")]
    pub package: Vec<u8>,
    /// CMS SignedData by the current certificate, content [`Dossier::canonical`]; for a first issue that JSON itself.
    #[serde(default, with = "base64_option", skip_serializing_if = "Option::is_none")]
    pub dossier: Option<Vec<u8>>,
    /// The draft that becomes this request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<String>,
}

/// Answer to `GET /v1/requests/{id}`; `Retry-After` says when it is polite to ask again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// Where the request stands.
    pub stage: Stage,
    /// Why, if rejected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Why, if rejected, and what to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Refusal>,
    /// Since when the request stands there.
    #[serde(default, with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none")]
    pub since: Option<Moment>,
    /// When the stage should be over, or the request is forgotten.
    #[serde(default, with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none")]
    pub until: Option<Moment>,
    /// What is to be paid, if anything is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<Payment>,
    /// The certificate lies in a store: see `GET /v1/requests/{id}/store`.
    #[serde(default)]
    pub store: bool,
}

/// What is to be paid. The bill is at `GET /v1/requests/{id}/bill`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// Amount with its currency, for people.
    pub amount: String,
    /// Who has to pay.
    pub payer: String,
    /// It was paid.
    pub paid: bool,
}

/// `PUT /v1/requests/{id}/contacts`: telephone and e-mail, changeable until the request ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contacts {
    /// As it is kept: `+7…`, `+375…`.
    pub phone: String,
    /// E-mail address.
    pub email: String,
    /// News by e-mail.
    pub notify: bool,
}

/// Answer to `GET /v1/requests/{id}/store`, which needs a session: how to get into the certificate store.
#[derive(Serialize, Deserialize)]
pub struct StoreAccess {
    /// Login.
    pub login: String,
    /// Password. Moved into a secret type at once.
    pub password: String,
}

/// A request that waits for the head; element of `GET /v1/approvals`, which needs a session of a head.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// Identifier of the request.
    pub request: String,
    /// Number for people.
    pub number: String,
    /// Whose certificate.
    pub holder: String,
    /// When it was submitted.
    #[serde(with = "time::serde::rfc3339")]
    pub submitted_at: Moment,
}

/// Answer to `GET /v1/approvals/{id}`: everything the head decides on. Scans are at
/// `GET /v1/approvals/{id}/files/{digest}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalCard {
    /// The line of the list.
    #[serde(flatten)]
    pub approval: Approval,
    /// Subject of the current certificate; empty for a first issue.
    #[serde(default)]
    pub current: Subject,
    /// Subject that is asked for.
    pub subject: Subject,
    /// Everything that was filled in and attached.
    pub dossier: Dossier,
}

/// What the head signs; `POST /v1/approvals/{id}/decision` carries it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Identifier of the request.
    pub request: String,
    /// Approved or declined.
    pub approved: bool,
    /// Why, if declined.
    #[serde(default)]
    pub reason: String,
    /// SHA-256 of [`ApprovalCard`] as canonical JSON, hex: what was decided on.
    pub card: String,
}

/// `POST /v1/approvals/{id}/decision`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedDecision {
    /// CMS SignedData by the head's certificate, content [`Decision`] as JSON.
    #[serde(with = "base64_bytes")]
    pub decision: Vec<u8>,
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
