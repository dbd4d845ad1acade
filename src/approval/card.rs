//! The open request: its documents as they arrive, and what a decision about it says.

use sha2::{Digest, Sha256};

use crate::approval::verdict::Verdict;
use crate::approval::view::{CardView, DocumentState, DocumentView};
use crate::domain::certificate::Certificate;
use crate::domain::field::Field;
use crate::domain::form::Scan;
use crate::domain::identifier::Snils;
use crate::domain::portal::{ApprovalCard, Decision};
use crate::fault::{Fault, SupportCode};

/// A request with its documents. The documents live in memory and no longer than the card is open.
#[derive(Debug)]
pub(super) struct Card {
    pub(super) card: ApprovalCard,
    documents: Vec<Document>,
    digest: String,
}

#[derive(Debug)]
struct Document {
    scan: Scan,
    content: Option<Result<Vec<u8>, Fault>>,
}

impl Card {
    /// The card that was asked for.
    ///
    /// # Errors
    /// `CaGarbage` when it is that of another request.
    pub(super) fn open(asked: &str, card: ApprovalCard) -> Result<Self, Fault> {
        if card.approval.request != asked {
            return Err(Fault::new(SupportCode::CaGarbage).with("detail", "card of another request"));
        }
        let scans = card.dossier.scans.iter();
        let documents = scans.map(|scan| Document { scan: scan.clone(), content: None }).collect();
        Ok(Self { digest: card.digest(), card, documents })
    }

    /// The next document to be fetched.
    pub(super) fn missing(&self) -> Option<&Scan> {
        self.documents.iter().find(|document| document.content.is_none()).map(|document| &document.scan)
    }

    /// A document came, or did not.
    pub(super) fn arrived(&mut self, digest: &str, content: Result<Vec<u8>, Fault>) {
        let waits = |document: &&mut Document| document.content.is_none() && document.scan.digest == digest;
        if let Some(document) = self.documents.iter_mut().find(waits) {
            document.content = Some(content.and_then(|bytes| checked(&document.scan, bytes)));
        }
    }

    /// A document that can be shown.
    pub(super) fn document(&self, index: usize) -> Option<(&Scan, &[u8])> {
        let document = self.documents.get(index)?;
        let content = document.content.as_ref()?.as_ref().ok()?;
        Some((&document.scan, content))
    }

    /// Everything was asked for.
    pub(super) fn is_loaded(&self) -> bool {
        self.missing().is_none()
    }

    /// The verdict can be given: nothing is approved that could not be read.
    pub(super) fn allows(&self, verdict: &Verdict) -> bool {
        let whole = self.documents.iter().all(|document| matches!(document.content, Some(Ok(_))));
        self.is_loaded() && (whole || !verdict.approved())
    }

    /// The bytes that the head signs.
    pub(super) fn decision(&self, verdict: &Verdict) -> Result<Vec<u8>, Fault> {
        let decision = Decision {
            request: self.card.approval.request.clone(),
            approved: verdict.approved(),
            reason: verdict.reason().to_owned(),
            card: self.digest.clone(),
        };
        serde_json::to_vec(&decision).map_err(|error| Fault::new(SupportCode::Internal).with("detail", error))
    }

    /// For a face.
    pub(super) fn view(&self, head: Option<&Certificate>) -> CardView {
        let state = |document: &Document| match &document.content {
            None => DocumentState::Loading,
            Some(Ok(_)) => DocumentState::Ready,
            Some(Err(fault)) => DocumentState::Failed(fault.clone()),
        };
        let applicant = self.card.subject.value(Field::Snils).and_then(|snils| Snils::parse(snils).ok());
        CardView {
            card: self.card.clone(),
            rows: self.card.current.compare(&self.card.subject),
            documents: self
                .documents
                .iter()
                .map(|document| DocumentView { scan: document.scan.clone(), state: state(document) })
                .collect(),
            own: applicant.is_some() && applicant == head.and_then(Certificate::snils),
        }
    }
}

/// The document that was attached, bit for bit.
fn checked(scan: &Scan, bytes: Vec<u8>) -> Result<Vec<u8>, Fault> {
    let same = bytes.len() as u64 == scan.size
        && hex::encode(Sha256::digest(&bytes)).eq_ignore_ascii_case(&scan.digest);
    if same { Ok(bytes) } else { Err(Fault::new(SupportCode::DocumentDiffers).with("file", &scan.name)) }
}
