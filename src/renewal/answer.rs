//! What the user answers and wishes, and what follows from it.

use crate::domain::entry::Event;
use crate::domain::exchange::DraftRef;
use crate::domain::form::{Inspected, Problem, Scan, ScanLimits, Section, Slot, Trouble, Values};
use crate::domain::key::PlaceId;
use crate::domain::moment::Moment;
use crate::domain::profile::{EarlyStep, Protocol};
use crate::domain::secret::Pin;
use crate::fault::SupportCode;
use crate::renewal::flow::{Doing, Flow, Work};
use crate::renewal::forms;
use crate::renewal::input::{Effect, Input};
use crate::renewal::view::Question;

/// Longest code word in characters.
const CODE_WORD: usize = 64;

impl Flow {
    /// An answer of the user, if it fits the question.
    pub(super) fn on_answer(&mut self, input: Input, now: Moment) -> Vec<Effect> {
        let Doing::Asking(question) = &self.doing else { return Vec::new() };
        match (question, input) {
            (Question::Snils, Input::Snils(snils)) => {
                let own = self.facts.old.as_ref().and_then(|(_, old)| old.snils());
                if own.is_some_and(|own| own != snils) {
                    self.run.fault = Some(SupportCode::SnilsOther.into());
                    return Vec::new();
                }
                self.facts.known_snils = Some(Some(snils));
                self.go_on(now)
            }
            (Question::Workplace, Input::Proceed) if !self.is_blocked() => {
                self.note(Event::WorkplaceChecked, now)
            }
            (Question::Workplace, Input::Recheck) => {
                self.run.checks = None;
                self.go_on(now)
            }
            (Question::Drafts(_), Input::TakeDraft(chosen)) => self.take_draft(chosen.as_deref(), now),
            (Question::Form(asked), Input::Fill(section, values)) if *asked == section => {
                self.fill(section, &values, now)
            }
            (Question::Form(asked), Input::Attach { slot, path }) if has_slot(*asked, slot) => {
                self.run.fault = None;
                self.forget_offer();
                let forms = &self.profile.forms;
                let limits = ScanLimits { bytes: forms.scan_bytes, media: forms.scan_media.clone() };
                self.work(Work::Attach, |op| Effect::Attach { op, slot, path, limits })
            }
            (Question::Form(_), Input::TakeShrunk(taken)) => match self.run.offer.take() {
                Some(Inspected::TooLarge { shrunk: Some(scan), .. }) if taken => self.attach(scan, now),
                Some(Inspected::TooLarge { shrunk: Some(scan), .. }) => {
                    self.drop_unless_attached(scan.digest)
                }
                _ => Vec::new(),
            },
            (Question::Form(asked), Input::Detach { slot, digest }) if has_slot(*asked, slot) => {
                self.detach(slot, digest, now)
            }
            (Question::Data, Input::Agree) if !self.has_blocking_finding() => {
                self.note(Event::Confirmed, now)
            }
            (Question::Data, Input::Recheck | Input::Refresh) => {
                self.run.findings = None;
                self.go_on(now)
            }
            (Question::Data, Input::Disagree) => {
                let page = Effect::OpenPage(self.profile.page.clone());
                let mut effects = self.note(Event::Disagreed, now);
                effects.extend([page, self.drop_all_scans(), Effect::Logout]);
                effects
            }
            (Question::Place, Input::Choose { place, exportable }) => self.choose(place, exportable, now),
            (Question::Place, Input::Refresh) => {
                self.run.places_fresh = false;
                self.go_on(now)
            }
            (Question::Randomness, Input::Randomness(seed)) => {
                let event = Event::Gathered { bits: seed.credited_bits() };
                self.run.seed = Some(seed);
                // Gathering takes its time: the token may have been pulled out meanwhile.
                self.run.places_fresh = false;
                self.note(event, now)
            }
            (Question::Pin { key, .. } | Question::NewPassword { key }, Input::Unlock(pin, keep)) => {
                let key = key.clone();
                self.run.fault = None;
                self.work(Work::Login(key.clone()), |op| Effect::Login { op, key, pin, keep })
            }
            // The PIN was changed or unlocked meanwhile, or a try was spent on it.
            (Question::Pin { .. }, Input::Refresh) => {
                self.run.places_fresh = false;
                self.go_on(now)
            }
            (Question::CodeWord, Input::CodeWord(word)) => self.send_code_word(word, now),
            (Question::Review, Input::Sign) => {
                self.run.reviewed = true;
                self.go_on(now)
            }
            (Question::SaveRequest | Question::CertificateFile, Input::SaveRequest(folder)) => {
                self.write_request(folder)
            }
            (Question::CertificateFile, Input::Import(path)) => {
                let Some(point) = self.facts.point.clone() else { return self.contradiction("no key") };
                self.run.fault = None;
                self.work(Work::ReadCertificate, |op| Effect::ReadCertificate { op, path, point })
            }
            (Question::Refused | Question::CertificateFile, Input::Repair) => self.repair(now),
            // The CA may have thought better of it.
            (Question::Refused, Input::AskNow | Input::Retry) => {
                self.run.refusal_told = false;
                self.go_on(now)
            }
            (Question::Acknowledgement, Input::Acknowledge) => {
                self.run.acknowledged = true;
                self.go_on(now)
            }
            (Question::Backup { .. }, Input::Backup { place, password }) => {
                // A token may have come or gone since; for a folder no token is looked at.
                self.run.places_fresh &= place.folder().is_some();
                self.run.saving = Some((place, password));
                self.go_on(now)
            }
            (Question::Backup { .. }, Input::SkipBackup) => self.note(Event::BackupSkipped, now),
            (question, Input::Back) if self.opens_for_copy(question) => self.give_medium_up(None),
            (Question::Retry, Input::Retry) => {
                self.run.places_fresh = false;
                self.run.draft_failed = false;
                self.go_on(now)
            }
            (Question::End | Question::Refused, _) => Vec::new(),
            (_, Input::Revise(section)) => self.revise(section, now),
            (question, Input::Back) => {
                let question = question.clone();
                self.back(&question, now)
            }
            _ => Vec::new(),
        }
    }

    /// What can be wished for while the CA works.
    pub(super) fn on_wish(&mut self, input: Input, now: Moment) -> Vec<Effect> {
        match input {
            Input::AskNow => self.run.ask_now = true,
            Input::ChangeContacts(values) => {
                let values = forms::handed_in(Section::Contacts, &values, &self.profile, &self.facts);
                self.run.problems = self.problems(Section::Contacts, &values, now);
                if !self.run.problems.is_empty() {
                    return Vec::new();
                }
                self.run.contacts = Some(values);
            }
            Input::Bill => self.run.bill_wanted = true,
            _ => return Vec::new(),
        }
        self.go_on(now)
    }

    /// Half-typed values, so that a cut does not lose them.
    pub(super) fn keep_typed(&mut self, section: Section, values: Values, now: Moment) -> Vec<Effect> {
        let facts = &self.facts;
        let open = facts.submission.is_none() && facts.end.is_none() && !facts.undoing;
        let belongs = self.sections().any(|other| other == section);
        if !open || !belongs || forms::values(section, &self.profile, facts) == values {
            return Vec::new();
        }
        self.record(Event::Drafted { section, values }, now)
    }

    /// A check of the workplace forbids to go on.
    fn is_blocked(&self) -> bool {
        self.run.checks.iter().flatten().any(crate::domain::workplace::Check::blocks)
    }

    /// The registers say that the request would be refused: to send it would cost days for nothing.
    fn has_blocking_finding(&self) -> bool {
        self.run.findings.iter().flatten().any(|finding| finding.blocking)
    }

    fn take_draft(&mut self, chosen: Option<&str>, now: Moment) -> Vec<Effect> {
        let drafts = self.run.drafts.take().unwrap_or_default();
        match chosen {
            None => {
                self.run.drafts = Some(Vec::new());
                self.go_on(now)
            }
            Some(id) => match drafts.iter().find(|draft| draft.draft == id) {
                Some(draft) => {
                    let (draft, dossier) = (DraftRef::from(draft), draft.dossier.clone());
                    let mut effects = self.record(Event::DraftOpened { draft }, now);
                    effects.extend(self.note(Event::DraftTaken { dossier }, now));
                    effects
                }
                None => {
                    self.run.drafts = Some(drafts);
                    Vec::new()
                }
            },
        }
    }

    /// Checks a section that was handed in. What is wrong with it stays as it was typed, and the problems are told.
    fn fill(&mut self, section: Section, typed: &Values, now: Moment) -> Vec<Effect> {
        let values = forms::handed_in(section, typed, &self.profile, &self.facts);
        self.run.problems = self.problems(section, &values, now);
        if !self.run.problems.is_empty() {
            return self.keep_typed(section, typed.clone(), now);
        }
        self.forget_offer();
        self.changed();
        self.note(Event::Filled { section, values }, now)
    }

    pub(super) fn attach(&mut self, scan: Scan, now: Moment) -> Vec<Effect> {
        self.changed();
        self.run.problems.retain(|problem| problem.field != format!("scan-{}", scan.slot.id()));
        self.note(Event::Attached { scan }, now)
    }

    fn detach(&mut self, slot: Slot, digest: String, now: Moment) -> Vec<Effect> {
        if !self.facts.dossier.scans_of(slot).any(|scan| scan.digest == digest) {
            return Vec::new();
        }
        self.changed();
        let mut effects = self.record(Event::Detached { slot, digest: digest.clone() }, now);
        effects.extend(self.drop_unless_attached(digest));
        effects.extend(self.go_on(now));
        effects
    }

    fn drop_unless_attached(&self, digest: String) -> Vec<Effect> {
        let attached = self.facts.dossier.scans.iter().any(|scan| scan.digest == digest);
        if attached { Vec::new() } else { vec![Effect::DropScans(vec![digest])] }
    }

    /// Nothing on this machine is needed any more.
    pub(super) fn drop_all_scans(&self) -> Effect {
        Effect::DropScans(self.facts.scans.iter().cloned().collect())
    }

    /// The dossier is another one: registers and draft do not know it yet, and it must be looked through again.
    pub(super) fn changed(&mut self) {
        let run = &mut self.run;
        (run.findings, run.request, run.reviewed) = (None, None, false);
        (run.draft_behind, run.draft_failed) = (true, false);
    }

    fn forget_offer(&mut self) {
        (self.run.offer, self.run.problems) = (None, Vec::new());
    }

    /// Goes back to a section that was filled, as long as nothing was signed.
    fn revise(&mut self, section: Section, now: Moment) -> Vec<Effect> {
        let facts = &self.facts;
        let open = facts.submission.is_none() && !facts.undoing;
        let filled = facts.dossier.section(section).is_some() && self.sections().any(|s| s == section);
        if !open || !filled {
            return Vec::new();
        }
        let _ = self.facts.reopened.insert(section);
        self.changed();
        self.forget_offer();
        self.go_on(now)
    }

    /// Empty or endless words are no words: asked again, with what is wrong.
    fn send_code_word(&mut self, word: Pin, now: Moment) -> Vec<Effect> {
        let length = word.reveal().trim().chars().count();
        let trouble = match length {
            0 => Trouble::Missing,
            1..=CODE_WORD => {
                self.forget_offer();
                let Some(draft) = self.facts.live_draft(now).map(|draft| draft.id.clone()) else {
                    return self.go_on(now);
                };
                let ask = crate::domain::exchange::CaAsk::CodeWord { draft, word };
                return self.work(Work::CodeWord, |op| Effect::Ask { op, ask });
            }
            _ => Trouble::TooLong(CODE_WORD),
        };
        self.run.problems = vec![Problem { field: "code-word".into(), trouble }];
        Vec::new()
    }

    /// «Исправить и подать снова», where that can help. A portal that takes files tells its refusal on its own page,
    /// so there the request can be made again at any time.
    fn repair(&mut self, now: Moment) -> Vec<Effect> {
        let refusal = self.facts.refused.as_ref();
        if refusal.is_some_and(|refusal| refusal.source.is_final()) {
            return Vec::new();
        }
        let new_key = refusal.is_some_and(|refusal| refusal.new_key) || self.profile.new_key_after_refusal;
        self.changed();
        (self.run.refusal_told, self.run.draft_behind) = (false, false);
        if new_key {
            self.run.seed = None;
        }
        self.note(Event::RepairBegun { new_key }, now)
    }

    fn choose(&mut self, place: PlaceId, exportable: bool, now: Moment) -> Vec<Effect> {
        let exportable = exportable && place == PlaceId::Computer;
        match self.usable(&place) {
            Ok(()) => self.note(Event::Placed { place, exportable }, now),
            Err(fault) => {
                self.run.fault = Some(fault);
                Vec::new()
            }
        }
    }

    /// One question back. From the key on there is something to undo: then only what was filled in can be changed.
    fn back(&mut self, question: &Question, now: Moment) -> Vec<Effect> {
        if self.run.contacts.take().is_some() || std::mem::take(&mut self.run.bill_wanted) {
            // The PIN for a wish while waiting: the wish is given up.
            self.run.session_needed = false;
            return self.go_on(now);
        }
        let planned = self.facts.planned.is_some();
        let moved = match question {
            Question::Form(section) => self.reopen_before(Some(EarlyStep::Form(*section))),
            Question::Data => self.reopen_before(Some(EarlyStep::Verify)),
            Question::Place if !planned => self.reopen_before(None),
            Question::Randomness if !planned => self.facts.placed.take().is_some(),
            Question::Pin { .. } | Question::NewPassword { .. } | Question::Retry
                if !planned && self.undone(now).is_none() =>
            {
                self.run.seed = None;
                self.facts.placed.take().is_some()
            }
            _ => false,
        };
        if !moved {
            return Vec::new();
        }
        self.forget_offer();
        self.run.places_fresh = false;
        self.go_on(now)
    }

    fn write_request(&mut self, folder: std::path::PathBuf) -> Vec<Effect> {
        let Some(submission) = &self.facts.submission else { return self.contradiction("no request") };
        let (request, pem) = (submission.request.clone(), self.profile.file.pem);
        self.run.fault = None;
        self.work(Work::WriteRequest, |op| Effect::WriteRequest { op, folder, request, pem })
    }

    /// The request is carried by hand.
    pub(super) fn by_hand(&self) -> bool {
        self.profile.protocol == Protocol::File
    }
}

fn has_slot(section: Section, slot: Slot) -> bool {
    section.slot().is_some_and(|(own, _)| own == slot)
}
