//! What is exchanged with a CA, whatever the protocol.

use serde::{Deserialize, Serialize};

use crate::domain::certificate::Certificate;
use crate::domain::form::{Dossier, Scan, Values};
use crate::domain::identifier::Snils;
use crate::domain::moment::Moment;
use crate::domain::portal::{Approval, ApprovalCard, Draft, Payment};
use crate::domain::refusal::Finding;
use crate::domain::secret::Pin;
use crate::domain::subject::Subject;

/// What the engine asks of a CA. The protocol behind it is chosen by the profile.
///
/// Not `Clone`: it may carry a secret.
#[derive(Debug, PartialEq, Eq)]
pub enum CaAsk {
    /// What a new certificate of this holder would say.
    Holder {
        /// The number typed by the user; absent where the CA knows its holders otherwise.
        snils: Option<Snils>,
        /// The current certificate.
        certificate: Certificate,
    },
    /// What the registers say of data that are about to be sent.
    Register {
        /// The current certificate; absent for a first issue.
        certificate: Option<Certificate>,
        /// The subject that is asked for.
        subject: Subject,
        /// What was filled in.
        dossier: Dossier,
    },
    /// Unfinished requests of the person who is signed in.
    Drafts,
    /// Opens a draft at the CA.
    OpenDraft {
        /// What was filled in.
        dossier: Dossier,
        /// A first issue: nobody is signed in.
        first: bool,
    },
    /// Replaces the content of a draft.
    SaveDraft {
        /// Identifier of the draft.
        draft: String,
        /// What was filled in.
        dossier: Dossier,
    },
    /// Forgets a draft.
    DropDraft {
        /// Identifier of the draft.
        draft: String,
    },
    /// Tells the code word.
    CodeWord {
        /// Identifier of the draft.
        draft: String,
        /// The word.
        word: Pin,
    },
    /// How much of a scan has arrived.
    Received {
        /// Identifier of the draft.
        draft: String,
        /// SHA-256, hex.
        digest: String,
    },
    /// The next piece of a scan. May be repeated.
    Upload {
        /// Identifier of the draft.
        draft: String,
        /// The scan.
        scan: Scan,
        /// Where the piece begins.
        offset: u64,
        /// The piece.
        bytes: Vec<u8>,
    },
    /// The bill, PDF.
    Bill {
        /// Identifier of the request.
        request: String,
    },
    /// Changes telephone and e-mail of a request.
    Contacts {
        /// Identifier of the request.
        request: String,
        /// The new values of the section.
        values: Values,
    },
    /// Login and password of the certificate store.
    StoreAccess {
        /// Identifier of the request.
        request: String,
    },
    /// The certificate from the store.
    FetchStored {
        /// Login.
        login: String,
        /// Password.
        password: Pin,
    },
    /// Requests that wait for the head who is signed in.
    Approvals,
    /// Everything about one of them.
    ApprovalCard {
        /// Identifier of the request.
        request: String,
    },
    /// A scan of one of them.
    ApprovalFile {
        /// Identifier of the request.
        request: String,
        /// SHA-256, hex.
        digest: String,
    },
    /// The head's decision.
    Decide {
        /// Identifier of the request.
        request: String,
        /// CMS SignedData by the head's certificate over [`crate::domain::portal::Decision`].
        decision: Vec<u8>,
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
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// Joins repetitions of one submission; 16 bytes as hex.
    pub idempotency: String,
    /// PKCS#10 in DER (RFC 2986).
    #[serde(with = "crate::domain::entry::base64_bytes")]
    pub request: Vec<u8>,
    /// CMS SignedData by the old key with the request inside (RFC 5652), DER; for a first issue the request itself.
    #[serde(with = "crate::domain::entry::base64_bytes")]
    pub package: Vec<u8>,
    /// CMS SignedData by the old key with [`Dossier::canonical`] inside; for a first issue that JSON itself.
    #[serde(default, with = "crate::domain::entry::base64_option", skip_serializing_if = "Option::is_none")]
    pub dossier: Option<Vec<u8>>,
    /// The draft that becomes this request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<String>,
}

/// What the CA answers. Not `Clone`: it may carry a secret.
#[derive(Debug, PartialEq, Eq)]
pub enum CaReply {
    /// What the new certificate would say.
    Holder(HolderRecord),
    /// What the registers say.
    Findings(Vec<Finding>),
    /// Drafts, the latest first.
    Drafts(Vec<Draft>),
    /// The draft that was opened.
    DraftOpened(Draft),
    /// The draft was saved or dropped, the code word or the contacts were taken.
    Done,
    /// So much of a scan has arrived.
    Received(u64),
    /// A document: the bill, a scan.
    Document(Vec<u8>),
    /// How to get into the certificate store.
    StoreAccess {
        /// Login.
        login: String,
        /// Password.
        password: Pin,
    },
    /// Requests that wait for the head.
    Approvals(Vec<Approval>),
    /// Everything about one of them.
    ApprovalCard(Box<ApprovalCard>),
    /// Bytes to sign; `None` when the protocol needs no sign-in.
    Challenge(Option<Vec<u8>>),
    /// Signed in.
    SignedIn(Person),
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
    /// Address for people, to be sent to the head.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// When the CA forgets the request, if nobody acts.
    #[serde(default, with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none")]
    pub until: Option<Moment>,
}

/// Not ready yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Stage by its name in the protocol, for example `checking`.
    pub stage: String,
    /// Seconds until it is polite to ask again, if the CA told them.
    pub retry_after: Option<u32>,
    /// What the CA tells beside the stage.
    pub news: WaitNews,
}

/// What the CA tells beside the stage.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitNews {
    /// Since when the request stands at this stage.
    #[serde(default, with = "time::serde::rfc3339::option")]
    pub since: Option<Moment>,
    /// When the stage should be over, or the request is forgotten.
    #[serde(default, with = "time::serde::rfc3339::option")]
    pub until: Option<Moment>,
    /// What is to be paid.
    #[serde(default)]
    pub payment: Option<Payment>,
    /// The certificate is made and lies in the store of the CA.
    #[serde(default)]
    pub store: bool,
}

/// The person who signed in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// Name.
    pub name: String,
    /// Approves the requests of the organisation.
    pub head: bool,
}

/// A draft as the journal knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftRef {
    /// Identifier at the CA.
    pub id: String,
    /// Number for people.
    pub number: String,
    /// Address for people.
    pub link: String,
    /// When the CA forgets it.
    #[serde(with = "time::serde::rfc3339")]
    pub until: Moment,
}
