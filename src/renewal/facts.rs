//! The journal folded into what is known of a renewal. Live and resumed renewals fold the same lines.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use sha2::{Digest, Sha256};

use crate::domain::certificate::Certificate;
use crate::domain::entry::{Entry, Event};
use crate::domain::exchange::{Accepted, DraftRef, HolderRecord, Submission, WaitNews};
use crate::domain::form::{Dossier, Section, Values};
use crate::domain::identifier::Snils;
use crate::domain::key::{KeyPlan, KeyRef, PlaceId};
use crate::domain::medium::CopyPlace;
use crate::domain::moment::Moment;
use crate::domain::refusal::Refusal;
use crate::fault::{Fault, SupportCode};
use crate::renewal::step::Stage;

/// What is known.
#[derive(Debug, Clone)]
pub struct Facts {
    /// Key and certificate to be replaced; none for a first issue.
    pub(super) old: Option<(KeyRef, Certificate)>,
    /// When the key to be replaced ends, where its place tells it.
    key_end: Option<Moment>,
    pub(super) started_at: Moment,
    pub(super) saved_at: Moment,
    pub(super) identified: Option<(Option<Snils>, HolderRecord)>,
    /// The sections as they were when the data were confirmed.
    pub(super) confirmed: Option<BTreeMap<Section, Values>>,
    /// The number that was typed before a refusal: it is not asked for again.
    pub(super) known_snils: Option<Option<Snils>>,
    pub(super) placed: Option<(PlaceId, bool)>,
    pub(super) planned: Option<(KeyPlan, String)>,
    pub(super) point: Option<Vec<u8>>,
    pub(super) submission: Option<Submission>,
    pub(super) accepted: Option<Accepted>,
    pub(super) waited: Option<Waited>,
    pub(super) polls: u32,
    pub(super) refused: Option<Refusal>,
    pub(super) issued: Option<(Certificate, Vec<Certificate>)>,
    pub(super) stored: bool,
    pub(super) receipt: Option<Vec<u8>>,
    pub(super) acknowledged: bool,
    pub(super) backup: Option<Option<(CopyPlace, bool)>>,
    /// A copy was begun there, and a part of it may lie there.
    pub(super) copying: Option<CopyPlace>,
    pub(super) undoing: bool,
    pub(super) end: Option<Event>,
    pub(super) times: Times,
    pub(super) workplace_checked: bool,
    pub(super) draft: Option<DraftRef>,
    pub(super) dossier: Dossier,
    /// Sections as far as they were typed, newer than what is filled.
    pub(super) drafted: BTreeMap<Section, Values>,
    pub(super) code_word_sent: bool,
    pub(super) uploaded: BTreeSet<String>,
    pub(super) store_login: Option<String>,
    /// Filled sections that must be gone through once more.
    pub(super) reopened: BTreeSet<Section>,
    /// Every scan that was ever put into the store of this machine for this renewal.
    pub(super) scans: BTreeSet<String>,
    pub(super) request_file: Option<PathBuf>,
    /// How many times a refused request was taken up again.
    pub(super) repairs: u32,
    /// The key of the refused request must go before a new one is made.
    pub(super) dropping: bool,
}

/// The CA was asked and is still at it.
#[derive(Debug, Clone)]
pub(super) struct Waited {
    pub(super) stage: String,
    pub(super) news: WaitNews,
    pub(super) asked_at: Moment,
    pub(super) next: Moment,
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

    /// Forgets this stage and all behind it: they will be gone through again.
    pub(super) fn forget_from(&mut self, stage: Stage) {
        self.0.iter_mut().skip(stage as usize).for_each(|times| *times = (None, None));
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
        let (old, key_end) = match &first.event {
            Event::Started { key, certificate, key_end, .. } => {
                (Some((key.clone(), Certificate::from_der(certificate)?)), *key_end)
            }
            Event::StartedFirst { .. } => (None, None),
            _ => return Err(Fault::new(SupportCode::JournalDamaged).with("detail", "no beginning")),
        };
        Ok(Self {
            old,
            key_end,
            started_at: first.at,
            saved_at: first.at,
            identified: None,
            confirmed: None,
            known_snils: None,
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
            copying: None,
            undoing: false,
            end: None,
            times: Times::default(),
            workplace_checked: false,
            draft: None,
            dossier: Dossier::default(),
            drafted: BTreeMap::new(),
            code_word_sent: false,
            uploaded: BTreeSet::new(),
            store_login: None,
            reopened: BTreeSet::new(),
            scans: BTreeSet::new(),
            request_file: None,
            repairs: 0,
            dropping: false,
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
            Event::Started { .. } | Event::StartedFirst { .. } | Event::Gathered { .. } => {}
            Event::WorkplaceChecked => self.workplace_checked = true,
            Event::DraftOpened { draft } => {
                // What was sent to an earlier draft is not in this one.
                self.uploaded.clear();
                self.code_word_sent = false;
                self.draft = Some(draft.clone());
            }
            Event::DraftTaken { dossier } => {
                self.dossier = dossier.clone();
                self.drafted.clear();
                self.leave_scans_behind();
                self.rebuild_holder();
            }
            Event::Drafted { section, values } => {
                let _ = self.drafted.insert(*section, values.clone());
            }
            Event::Filled { section, values } => {
                let _ = self.drafted.remove(section);
                let _ = self.reopened.remove(section);
                let _ = self.dossier.sections.insert(*section, values.clone());
                self.rebuild_holder();
            }
            Event::Attached { scan } => {
                let _ = self.scans.insert(scan.digest.clone());
                self.dossier.scans.retain(|other| (other.slot, &other.digest) != (scan.slot, &scan.digest));
                self.dossier.scans.push(scan.clone());
            }
            Event::Detached { slot, digest } => {
                self.dossier.scans.retain(|scan| (scan.slot, &scan.digest) != (*slot, digest));
            }
            Event::CodeWordSent => self.code_word_sent = true,
            Event::Uploaded { digest } => {
                let _ = self.uploaded.insert(digest.clone());
            }
            Event::ContactsChanged { values } => {
                let _ = self.dossier.sections.insert(Section::Contacts, values.clone());
            }
            Event::StoreKnown { login } => self.store_login = Some(login.clone()),
            Event::RepairBegun { new_key } => self.repair(*new_key),
            Event::KeyDropped => {
                (self.planned, self.point, self.dropping) = (None, None, false);
                self.times.forget_from(Stage::Check);
            }
            Event::Identified { snils, holder } => self.identified = Some((snils.clone(), holder.clone())),
            Event::Confirmed => self.confirmed = Some(self.dossier.sections.clone()),
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
            Event::RequestWritten { file } => self.request_file = Some(file.clone()),
            Event::Submitted { accepted } => {
                self.refused = None;
                self.accepted = Some(accepted.clone());
                self.times.end(Stage::Submit, at);
                self.times.begin(Stage::Wait, at);
            }
            Event::Waited { stage, news, next } => {
                let (stage, news) = (stage.clone(), news.clone());
                self.waited = Some(Waited { stage, news, asked_at: at, next: *next });
                // The CA has thought better of it.
                self.refused = None;
                self.polls += 1;
            }
            Event::Refused { refusal } => self.refused = Some(refusal.clone()),
            Event::Issued { certificate, chain } => {
                self.refused = None;
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
            Event::CopyBegun { place } => self.copying = Some(place.clone()),
            Event::BackedUp { place, with_key } => self.backup = Some(Some((place.clone(), *with_key))),
            Event::BackupSkipped => self.backup = Some(None),
            // Not of the renewal itself but of what it has left: see `story.rs`.
            Event::RemovalBegun { .. } | Event::Removed { .. } | Event::Rewritten => {}
            Event::UndoBegun => self.undoing = true,
            Event::Disagreed | Event::Revoked | Event::Finished | Event::Cancelled => {
                self.end = Some(entry.event.clone())
            }
        }
        Ok(())
    }

    /// «Исправить и подать снова»: the sections of the refusal are open again, the data are confirmed anew, and the
    /// request will be another one. The key stays, unless it must go.
    fn repair(&mut self, new_key: bool) {
        self.repairs += 1;
        self.dropping = new_key && self.planned.is_some();
        self.reopened.extend(self.refused.take().into_iter().flat_map(|refusal| refusal.sections));
        if let Some((snils, _)) = self.identified.take() {
            self.known_snils = Some(snils);
        }
        self.confirmed = None;
        // To the CA the same key of idempotency would mean the same, refused, request.
        if let Some((_, idempotency)) = &mut self.planned {
            *idempotency = next_idempotency(idempotency);
        }
        (self.submission, self.accepted, self.waited, self.polls) = (None, None, None, 0);
        (self.draft, self.request_file, self.store_login) = (None, None, None);
        self.code_word_sent = false;
        self.uploaded.clear();
        self.times.forget_from(if new_key { Stage::Check } else { Stage::Request });
        if !new_key && self.point.is_some() {
            self.times.begin(Stage::Request, self.saved_at);
        }
    }

    /// A draft from another computer names scans that only that one has: their sections are asked again.
    fn leave_scans_behind(&mut self) {
        let (here, elsewhere): (Vec<_>, Vec<_>) =
            self.dossier.scans.drain(..).partition(|scan| self.scans.contains(&scan.digest));
        self.dossier.scans = here;
        self.reopened.extend(elsewhere.iter().filter_map(|scan| Section::of_slot(scan.slot)));
    }

    /// Nobody tells who the holder of a first certificate is but the dossier itself.
    fn rebuild_holder(&mut self) {
        if self.old.is_none() {
            self.identified = None;
        }
    }

    /// A certificate beside the old one was asked for, not instead of it.
    pub(super) fn is_additional(&self) -> bool {
        self.dossier.text(Section::Content, "request") == "additional"
    }

    /// The draft at the CA, while it is one and the CA still keeps it.
    pub(super) fn live_draft(&self, now: Moment) -> Option<&DraftRef> {
        self.draft.as_ref().filter(|draft| self.accepted.is_none() && draft.until > now)
    }

    /// Until when the old certificate can sign.
    pub(super) fn old_until(&self) -> Option<Moment> {
        let until = self.old.as_ref().map(|(_, old)| old.usable_until());
        until.map(|until| self.key_end.map_or(until, |key_end| key_end.min(until)))
    }

    /// Key and certificate to be replaced.
    ///
    /// # Errors
    /// `Internal` for a first issue, which has none.
    pub(super) fn replaced(&self) -> Result<(KeyRef, Certificate), Fault> {
        self.old.clone().ok_or_else(|| Fault::new(SupportCode::Internal).with("detail", "nothing to replace"))
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

/// The key of idempotency of a request that takes the place of a refused one: another one, and the same one at every
/// reading of the journal.
fn next_idempotency(refused: &str) -> String {
    let digest = Sha256::new().chain_update("repair").chain_update(refused).finalize();
    hex::encode(&digest[..16])
}
