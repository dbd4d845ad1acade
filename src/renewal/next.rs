//! What comes next. The whole renewal can be read here from top to bottom.

use time::{Duration, Month};

use crate::domain::entry::Event;
use crate::domain::exchange::{Accepted, CaAsk, Submission};
use crate::domain::form::Scan;
use crate::domain::key::{self, CkaId, KeyPlan, KeyRef, PinState, PlaceId};
use crate::domain::moment::{self, Moment};
use crate::domain::profile::{EarlyStep, Protocol};
use crate::domain::refusal::Refusal;
use crate::domain::subject::Subject;
use crate::domain::{request, signed};
use crate::fault::{Fault, SupportCode};
use crate::renewal::flow::{Flow, Work};
use crate::renewal::forms;
use crate::renewal::input::Effect;
use crate::renewal::step::Stage;
use crate::renewal::view::Question;

impl Flow {
    /// The next effect or question, decided from the facts.
    pub(super) fn next(&mut self, now: Moment) -> Vec<Effect> {
        let facts = &self.facts;
        if let Some(end) = &facts.end {
            if *end == Event::Revoked {
                self.run.fault = Some(SupportCode::CertRevoked.into());
            }
            self.ask(Question::End)
        } else if facts.undoing {
            self.undo(now)
        } else if self.run.stop && self.can_stop() {
            self.begin_undo(now)
        } else if facts.refused.is_some() && self.run.refusal_told {
            self.run.fault = facts.refused.as_ref().map(Refusal::to_fault);
            self.ask(Question::Refused)
        } else {
            self.before_key(now).unwrap_or_else(|| self.key_and_behind(now))
        }
    }

    /// Everything behind the steps of the profile.
    fn key_and_behind(&mut self, now: Moment) -> Vec<Effect> {
        let facts = &self.facts;
        if facts.placed.is_none() {
            if self.run.places_fresh { self.ask(Question::Place) } else { self.look_at_places() }
        } else if facts.dropping {
            self.drop_key()
        } else if facts.planned.is_none() && self.run.seed.is_none() {
            self.ask(Question::Randomness)
        } else if !facts.stored {
            self.enroll(now)
        } else if !facts.acknowledged {
            self.accept(now)
        } else if facts.backup.is_none() {
            self.back_up(now)
        } else {
            self.close(Event::Finished, now)
        }
    }

    /// The steps of the profile, and the draft that is kept at the CA meanwhile.
    fn before_key(&mut self, now: Moment) -> Option<Vec<Effect>> {
        match self.undone(now) {
            Some(step @ (EarlyStep::Workplace | EarlyStep::SignIn)) => Some(self.take_early(step, now)),
            undone => self.tend_draft(now).or_else(|| Some(self.take_early(undone?, now))),
        }
    }

    /// The last line, and nothing of the renewal stays open.
    pub(super) fn close(&mut self, event: Event, now: Moment) -> Vec<Effect> {
        let mut effects = self.record(event, now);
        if !self.facts.scans.is_empty() {
            effects.push(self.drop_all_scans());
        }
        effects.push(Effect::Logout);
        effects.extend(self.next(now));
        effects
    }

    /// «Получение», stage by stage.
    fn enroll(&mut self, now: Moment) -> Vec<Effect> {
        self.facts.times.begin(Stage::Check, now);
        if let Some(effects) = self.unlock(self.keys_for_enrolment()) {
            return effects;
        }
        match self.facts.stage() {
            Stage::Check => self.check(now),
            Stage::Key => self.generate(),
            Stage::Request => self.prepare(now),
            Stage::Submit if self.by_hand() => self.hand_over(now),
            Stage::Submit if !self.has_session() => self.sign_in(),
            Stage::Submit => self.submit(),
            Stage::Wait | Stage::Match if self.by_hand() => self.ask(Question::CertificateFile),
            Stage::Wait | Stage::Match => self.wait(now),
            Stage::Store => self.store(),
        }
    }

    /// Token and CA are in order; then the key is planned. The identifier is chosen and on the disk before the
    /// key exists, so that after a crash it can be found (`manual::decisions`, «CKA_ID first»).
    fn check(&mut self, now: Moment) -> Vec<Effect> {
        if !self.run.places_fresh {
            return self.look_at_places();
        }
        let Some((place, exportable)) = self.facts.placed.clone() else {
            return self.contradiction("no place");
        };
        if let Err(fault) = self.usable(&place) {
            return self.fail(fault);
        }
        if !self.has_session() {
            return self.sign_in();
        }
        let (Some(key), Some(seed)) = (self.new_key(), &self.run.seed) else {
            return self.contradiction("no seed");
        };
        let end = add_months(now, self.profile.key_months);
        let plan = KeyPlan { key, label: key::label(&self.holder(), end), exportable, start: now, end };
        let idempotency = hex::encode(seed.identifier::<16>("idempotency"));
        self.note(Event::KeyPlanned { plan, idempotency }, now)
    }

    fn generate(&mut self) -> Vec<Effect> {
        let Some((plan, _)) = self.facts.planned.clone() else { return self.contradiction("no plan") };
        let seed = self.run.seed.take();
        self.work(Work::Generate, |op| Effect::Generate { op, plan, seed })
    }

    /// From the key to a package that is ready to be sent: the request by the new key, the code word, a look at
    /// everything, and then the signatures of the old key.
    fn prepare(&mut self, now: Moment) -> Vec<Effect> {
        let Some(request) = self.run.request.clone() else { return self.sign_request() };
        let facts = &self.facts;
        let word = self.profile.forms.code_word && self.has_dossier() && !facts.code_word_sent;
        let scans = self.has_dossier() && !facts.dossier.scans.is_empty();
        if (word || scans) && facts.live_draft(now).is_none() {
            return self.session().unwrap_or_else(|| self.open_draft(true));
        }
        if word {
            return self.session().unwrap_or_else(|| self.ask(Question::CodeWord));
        }
        if self.profile.review && !self.run.reviewed {
            return self.ask(Question::Review);
        }
        // Nobody has a key yet that could sign, and a portal of files takes the bare request.
        if self.is_first() || self.by_hand() {
            let dossier = self.has_dossier().then(|| self.facts.dossier.canonical());
            let package = request.clone();
            return self.request_ready(request, package, dossier, now);
        }
        let draft = self
            .facts
            .replaced()
            .and_then(|(key, old)| signed::Draft::attached(&request, &old, now).map(|draft| (key, draft)));
        match draft {
            Ok((key, draft)) => {
                let message = draft.to_sign();
                self.work(Work::SignPackage(request, draft), |op| Effect::Sign { op, key, message })
            }
            Err(fault) => self.fail(fault),
        }
    }

    /// The request is complete; from here on it stays as it is.
    pub(super) fn request_ready(
        &mut self,
        request: Vec<u8>,
        package: Vec<u8>,
        dossier: Option<Vec<u8>>,
        now: Moment,
    ) -> Vec<Effect> {
        let Some((_, idempotency)) = self.facts.planned.clone() else { return self.contradiction("no plan") };
        let draft = self.facts.live_draft(now).map(|draft| draft.id.clone());
        let submission = Submission { idempotency, request, package, dossier, draft };
        self.run.request = None;
        self.note(Event::RequestReady { submission }, now)
    }

    fn sign_request(&mut self) -> Vec<Effect> {
        let facts = &self.facts;
        let (Some((plan, _)), Some(point), Some(subject)) =
            (&facts.planned, &facts.point, forms::subject(&self.profile, facts))
        else {
            return self.contradiction("nothing to sign");
        };
        let key = plan.key.clone();
        let draft = forms::wishes(&self.profile, facts).and_then(|wishes| match &facts.old {
            Some((_, old)) => request::Draft::renewal(old, &subject, point, plan, &wishes),
            None => request::Draft::first(&subject, point, plan, &wishes),
        });
        match draft {
            Ok(draft) => {
                let message = draft.to_sign();
                self.work(Work::SignRequest(draft), |op| Effect::Sign { op, key, message })
            }
            Err(fault) => self.fail(fault),
        }
    }

    pub(super) fn sign_in(&mut self) -> Vec<Effect> {
        self.work(Work::Challenge, |op| Effect::Ask { op, ask: CaAsk::Challenge })
    }

    /// First the scans that have not arrived yet, piece by piece, then the request itself.
    fn submit(&mut self) -> Vec<Effect> {
        let Some(submission) = self.facts.submission.clone() else { return self.contradiction("no request") };
        let sent = &self.facts.uploaded;
        let scan = self.facts.dossier.scans.iter().find(|scan| !sent.contains(&scan.digest)).cloned();
        match (&submission.dossier, &submission.draft, scan) {
            (Some(_), Some(draft), Some(scan)) => {
                // What arrived before a cut need not be sent again.
                let ask = CaAsk::Received { draft: draft.clone(), digest: scan.digest.clone() };
                self.work(Work::Received(scan), |op| Effect::Ask { op, ask })
            }
            _ => self.work(Work::Submit, |op| Effect::Ask { op, ask: CaAsk::Submit(submission) }),
        }
    }

    /// The next piece of a scan, of which so much has arrived.
    pub(super) fn upload(&mut self, scan: Scan, offset: u64, now: Moment) -> Vec<Effect> {
        if offset >= scan.size {
            self.run.uploading = None;
            return self.note(Event::Uploaded { digest: scan.digest }, now);
        }
        if self.run.stop {
            // «Отмена» need not wait for the last piece.
            return self.go_on(now);
        }
        let draft = self.facts.submission.as_ref().and_then(|submission| submission.draft.clone());
        let Some(draft) = draft else { return self.contradiction("no draft") };
        self.run.uploading = Some((scan.clone(), offset));
        self.work(Work::Upload(scan.clone(), offset), |op| Effect::Upload { op, draft, scan, offset })
    }

    /// The request file is with the user, who carries it to the portal.
    fn hand_over(&mut self, now: Moment) -> Vec<Effect> {
        let (Some(_), Some(submission)) = (&self.facts.request_file, &self.facts.submission) else {
            return self.ask(Question::SaveRequest);
        };
        let days = i64::from(self.profile.draft_days);
        let accepted = Accepted {
            request: submission.idempotency.clone(),
            number: submission.idempotency.chars().take(8).collect(),
            link: Some(self.profile.page.clone()),
            until: (days > 0).then(|| now + Duration::days(days)),
        };
        self.note(Event::Submitted { accepted }, now)
    }

    fn store(&mut self) -> Vec<Effect> {
        let facts = &self.facts;
        let (Some((plan, _)), Some((certificate, _))) = (&facts.planned, &facts.issued) else {
            return self.contradiction("no certificate");
        };
        let (key, label, certificate) = (plan.key.clone(), plan.label.clone(), certificate.clone());
        self.work(Work::Store, |op| Effect::Store { op, key, certificate, label })
    }

    /// «Подтверждение»: the receipt is signed by the **old** key, since only that one is known to the CA.
    fn accept(&mut self, now: Moment) -> Vec<Effect> {
        let facts = &self.facts;
        let Some((certificate, _)) = &facts.issued else { return self.contradiction("no certificate") };
        if let (Some(receipt), Some(accepted)) = (&facts.receipt, &facts.accepted) {
            let ask = CaAsk::Acknowledge { request: accepted.request.clone(), receipt: receipt.clone() };
            return self.work(Work::Acknowledge, |op| Effect::Ask { op, ask });
        }
        if !self.run.acknowledged {
            return self.ask(Question::Acknowledgement);
        }
        // A receipt is signed by the key the CA knows, and sent to somebody who takes it.
        if !self.profile.acknowledgement || self.is_first() || self.by_hand() {
            return self.note(Event::Acknowledged, now);
        }
        let (key, old) = match facts.replaced() {
            Ok(replaced) => replaced,
            Err(fault) => return self.fail(fault),
        };
        let draft = signed::Draft::detached(certificate.der(), &old, now);
        if let Some(effects) = self.unlock(vec![key.clone()]) {
            return effects;
        }
        match draft {
            Ok(draft) => {
                let message = draft.to_sign();
                self.work(Work::SignReceipt(draft), |op| Effect::Sign { op, key, message })
            }
            Err(fault) => self.fail(fault),
        }
    }

    /// Which keys the present stage needs: as few as possible, so that a long wait asks for no PIN.
    fn keys_for_enrolment(&self) -> Vec<KeyRef> {
        let (new, old) = (self.new_key(), self.old_key().filter(|_| !self.by_hand()));
        match self.facts.stage() {
            Stage::Check | Stage::Key | Stage::Request => new.into_iter().chain(old).collect(),
            Stage::Submit => old.into_iter().collect(),
            // EST has no request identifiers: the request is sent again over TLS with the old key.
            Stage::Wait | Stage::Match if self.profile.protocol == Protocol::Est => old.into_iter().collect(),
            Stage::Wait | Stage::Match => Vec::new(),
            Stage::Store => new.into_iter().collect(),
        }
    }

    /// The key to be replaced, if there is one.
    pub(super) fn old_key(&self) -> Option<KeyRef> {
        self.facts.old.as_ref().map(|(key, _)| key.clone())
    }

    /// The holder, for the label of the new key.
    fn holder(&self) -> Subject {
        let record = self.facts.identified.as_ref().map(|(_, holder)| &holder.subject);
        let old = self.facts.old.as_ref().map(|(_, old)| old.subject());
        old.or(record).cloned().unwrap_or_default()
    }

    /// The new key: as planned, or as it will be planned.
    pub(super) fn new_key(&self) -> Option<KeyRef> {
        self.facts.new_key().cloned().or_else(|| {
            let (place, _) = self.facts.placed.clone()?;
            let id = CkaId::marked(self.run.seed.as_ref()?.identifier("cka-id"));
            Some(KeyRef { place, id })
        })
    }

    /// Asks for the PIN of the first key that is not open; `None` when all are.
    pub(super) fn unlock(&mut self, keys: Vec<KeyRef>) -> Option<Vec<Effect>> {
        let key = keys.into_iter().find(|key| !self.is_open(key))?;
        if !self.run.places_fresh {
            return Some(self.look_at_places());
        }
        let place = match self.place(&key.place) {
            Ok(place) => place.clone(),
            Err(fault) => return Some(self.fail(fault)),
        };
        if place.pin == PinState::Locked {
            return Some(self.fail(Fault::new(SupportCode::PinLocked).with("token", place.title)));
        }
        let to_be_made = self.facts.point.is_none() && self.new_key().as_ref() == Some(&key);
        // A PIN that was to be kept opens the place by itself. A container that is yet to be made has none.
        let new_container = to_be_made && key.place == PlaceId::Computer;
        if !new_container && self.run.shut.as_ref() != Some(&key) {
            return Some(self.work(Work::Probe(key.clone()), |op| Effect::Probe { op, key }));
        }
        Some(match key.place {
            PlaceId::Computer if new_container => self.ask(Question::NewPassword { key }),
            _ => self.ask(Question::Pin { key, place }),
        })
    }

    pub(super) fn look_at_places(&mut self) -> Vec<Effect> {
        self.work(Work::ListPlaces, Effect::ListPlaces)
    }

    /// The journal says something impossible. Nothing is done.
    pub(super) fn contradiction(&mut self, what: &str) -> Vec<Effect> {
        self.fail(Fault::new(SupportCode::Internal).with("detail", what))
    }
}

/// The same day some months later, or the last day of that month.
pub(super) fn add_months(from: Moment, months: u8) -> Moment {
    let total = i32::from(u8::from(from.month())) - 1 + i32::from(months);
    let year = from.year() + total / 12;
    let month = Month::try_from(u8::try_from(total % 12 + 1).unwrap_or(1)).unwrap_or(Month::January);
    let day = from.day().min(month.length(year));
    time::Date::from_calendar_date(year, month, day).map_or(from, |date| from.replace_date(date))
}

/// Puts an unlimited server hint into sensible bounds: never earlier than asked for, never later than a day.
///
/// Without a hint: every 5 s while the user looks on, then twice as long each time, up to an hour
/// (`manual::decisions`, «Polite polling»).
pub(super) fn next_poll(now: Moment, hint: Option<u32>, polls: u32, shown: bool) -> Moment {
    let seconds = match hint {
        Some(seconds) => i64::from(seconds.clamp(1, 86_400)),
        None if shown => 5,
        None => (60_i64 << polls.min(6)).min(3_600),
    };
    moment::from_unix(moment::to_unix(now)) + Duration::seconds(seconds)
}
