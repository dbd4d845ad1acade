//! The journal folded into what is known of a renewal. Live and resumed renewals fold the same lines.

use std::path::PathBuf;

use crate::domain::certificate::Certificate;
use crate::domain::entry::{Entry, Event};
use crate::domain::exchange::{Accepted, HolderRecord, Submission};
use crate::domain::identifier::Snils;
use crate::domain::key::{KeyPlan, KeyRef, PlaceId};
use crate::domain::moment::Moment;
use crate::fault::{Fault, SupportCode};
use crate::renewal::step::Stage;

/// What is known.
#[derive(Debug, Clone)]
pub struct Facts {
    pub(super) old_key: KeyRef,
    pub(super) old: Certificate,
    pub(super) started_at: Moment,
    pub(super) saved_at: Moment,
    pub(super) identified: Option<(Snils, HolderRecord)>,
    pub(super) confirmed: bool,
    pub(super) placed: Option<(PlaceId, bool)>,
    pub(super) planned: Option<(KeyPlan, String)>,
    pub(super) point: Option<Vec<u8>>,
    pub(super) submission: Option<Submission>,
    pub(super) accepted: Option<Accepted>,
    pub(super) waited: Option<(String, Moment)>,
    pub(super) polls: u32,
    pub(super) refused: Option<String>,
    pub(super) issued: Option<(Certificate, Vec<Certificate>)>,
    pub(super) stored: bool,
    pub(super) receipt: Option<Vec<u8>>,
    pub(super) acknowledged: bool,
    pub(super) backup: Option<Option<(PathBuf, bool)>>,
    pub(super) undoing: bool,
    pub(super) end: Option<Event>,
    pub(super) times: Times,
}

/// When each stage began and ended.
#[derive(Debug, Clone, Copy, Default)]
pub struct Times([(Option<Moment>, Option<Moment>); Stage::ALL.len()]);

impl Times {
    /// Marks the beginning unless it was marked before.
    pub(super) fn begin(&mut self, stage: Stage, at: Moment) {
        let _ = self.0[stage as usize].0.get_or_insert(at);
    }

    /// Marks the end.
    pub(super) fn end(&mut self, stage: Stage, at: Moment) {
        self.begin(stage, at);
        self.0[stage as usize].1 = Some(at);
    }

    /// Beginning and end.
    pub(super) fn of(&self, stage: Stage) -> (Option<Moment>, Option<Moment>) {
        self.0[stage as usize]
    }
}

impl Facts {
    /// The beginning, from the first line.
    ///
    /// # Errors
    /// `JournalDamaged` when the first line is another one.
    pub(super) fn begin(first: &Entry) -> Result<Self, Fault> {
        let Event::Started { key, certificate, .. } = &first.event else {
            return Err(Fault::new(SupportCode::JournalDamaged).with("detail", "no beginning"));
        };
        Ok(Self {
            old_key: key.clone(),
            old: Certificate::from_der(certificate)?,
            started_at: first.at,
            saved_at: first.at,
            identified: None,
            confirmed: false,
            placed: None,
            planned: None,
            point: None,
            submission: None,
            accepted: None,
            waited: None,
            polls: 0,
            refused: None,
            issued: None,
            stored: false,
            receipt: None,
            acknowledged: false,
            backup: None,
            undoing: false,
            end: None,
            times: Times::default(),
        })
    }

    /// Adds one line.
    ///
    /// # Errors
    /// `CertUnreadable` when a line holds bytes that are no certificate.
    pub(super) fn apply(&mut self, entry: &Entry) -> Result<(), Fault> {
        let at = entry.at;
        self.saved_at = at;
        match &entry.event {
            Event::Started { .. } | Event::Gathered { .. } => {}
            Event::Identified { snils, holder } => self.identified = Some((snils.clone(), holder.clone())),
            Event::Confirmed => self.confirmed = true,
            Event::Placed { place, exportable } => self.placed = Some((place.clone(), *exportable)),
            Event::KeyPlanned { plan, idempotency } => {
                self.planned = Some((plan.clone(), idempotency.clone()));
                self.times.end(Stage::Check, at);
                self.times.begin(Stage::Key, at);
            }
            Event::KeyMade { point, .. } => {
                self.point = Some(point.clone());
                self.times.end(Stage::Key, at);
                self.times.begin(Stage::Request, at);
            }
            Event::RequestReady { submission } => {
                self.submission = Some(submission.clone());
                self.times.end(Stage::Request, at);
                self.times.begin(Stage::Submit, at);
            }
            Event::Submitted { accepted } => {
                self.accepted = Some(accepted.clone());
                self.times.end(Stage::Submit, at);
                self.times.begin(Stage::Wait, at);
            }
            Event::Waited { stage, next } => {
                self.waited = Some((stage.clone(), *next));
                self.polls += 1;
            }
            Event::Refused { reason } => self.refused = Some(reason.clone()),
            Event::Issued { certificate, chain } => {
                let chain = chain.iter().map(|der| Certificate::from_der(der)).collect::<Result<_, _>>()?;
                self.issued = Some((Certificate::from_der(certificate)?, chain));
                self.times.end(Stage::Wait, at);
                self.times.end(Stage::Match, at);
                self.times.begin(Stage::Store, at);
            }
            Event::Stored => {
                self.stored = true;
                self.times.end(Stage::Store, at);
            }
            Event::ReceiptReady { receipt } => self.receipt = Some(receipt.clone()),
            Event::Acknowledged => self.acknowledged = true,
            Event::BackedUp { folder, with_key } => self.backup = Some(Some((folder.clone(), *with_key))),
            Event::BackupSkipped => self.backup = Some(None),
            Event::UndoBegun => self.undoing = true,
            Event::Disagreed | Event::Finished | Event::Cancelled => self.end = Some(entry.event.clone()),
        }
        Ok(())
    }

    /// The new key, once planned.
    pub(super) fn new_key(&self) -> Option<&KeyRef> {
        self.planned.as_ref().map(|(plan, _)| &plan.key)
    }

    /// The private key goes into the copy.
    pub(super) fn exportable(&self) -> bool {
        matches!(self.placed, Some((PlaceId::Computer, true)))
    }

    /// The stage that «Получение» stands at.
    pub(super) fn stage(&self) -> Stage {
        if self.planned.is_none() {
            Stage::Check
        } else if self.point.is_none() {
            Stage::Key
        } else if self.submission.is_none() {
            Stage::Request
        } else if self.accepted.is_none() {
            Stage::Submit
        } else if self.issued.is_none() {
            Stage::Wait
        } else {
            Stage::Store
        }
    }
}
