//! What a face needs to draw: a snapshot without anything secret.

use std::sync::Arc;

use crate::domain::exchange::Person;
use crate::domain::form::Scan;
use crate::domain::key::{FoundCertificate, KeyRef, Place};
use crate::domain::portal::{Approval, ApprovalCard};
use crate::domain::profile::Profile;
use crate::domain::subject::Comparison;
use crate::fault::Fault;

/// A snapshot.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// What is awaited from the head; `None` while the program works.
    pub question: Option<Question>,
    /// The CA.
    pub profile: Arc<Profile>,
    /// Certificates one can sign in with, the likeliest first.
    pub candidates: Vec<Candidate>,
    /// The one that is chosen unless the user says otherwise.
    pub preselected: Option<KeyRef>,
    /// Who is signed in.
    pub person: Option<Person>,
    /// A link leads to a request that is opened as soon as somebody is signed in.
    pub wanted: bool,
    /// Requests that wait; `None` until they were read.
    pub list: Option<Vec<Approval>>,
    /// The request that is open.
    pub card: Option<CardView>,
    /// What became of the last decision.
    pub outcome: Option<Outcome>,
    /// What went wrong, if anything did.
    pub fault: Option<Fault>,
}

/// What the head is asked.
#[expect(clippy::large_enum_variant, reason = "there is one at a time")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// With which certificate to sign in.
    Certificate,
    /// The PIN of a token or the password of a container.
    Pin {
        /// Which key it opens.
        key: KeyRef,
        /// The place as last looked at.
        place: Place,
    },
    /// Which request to open.
    List,
    /// The decision on the open request.
    Card,
    /// The decision was taken.
    Decided,
    /// Something failed: «Повторить» or leave.
    Retry,
}

/// A certificate one can sign in with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The certificate and its key.
    pub found: FoundCertificate,
    /// Its place; `None` when the place was gone at the last look.
    pub place: Option<Place>,
    /// Its holder leads an organisation, by the position in the certificate.
    pub head: bool,
}

/// Everything about the open request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardView {
    /// As the CA sent it.
    pub card: ApprovalCard,
    /// Current and requested subject side by side; for a first issue the left side is empty.
    pub rows: Vec<Comparison>,
    /// The documents in the order of the dossier.
    pub documents: Vec<DocumentView>,
    /// The head himself is the applicant (seed 3.03).
    pub own: bool,
}

impl CardView {
    /// Every document is here and is the one that was attached. Without that nothing can be approved.
    pub fn is_whole(&self) -> bool {
        self.documents.iter().all(|document| document.state == DocumentState::Ready)
    }
}

/// A document of the open request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentView {
    /// What it is.
    pub scan: Scan,
    /// Whether it can be opened.
    pub state: DocumentState,
}

/// Whether a document can be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DocumentState {
    /// On its way.
    Loading,
    /// Here, and its digest is right.
    Ready,
    /// It could not be fetched, or is another one.
    Failed(Fault),
}

/// What became of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The request.
    pub approval: Approval,
    /// Approved, not declined.
    pub approved: bool,
    /// The CA said that it took the decision. Otherwise its answer was lost, and all that is known is that the
    /// request waits no longer.
    pub confirmed: bool,
}
