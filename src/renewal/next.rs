//! What comes next. The whole renewal can be read here from top to bottom.

use time::Month;

use crate::domain::entry::Event;
use crate::domain::exchange::CaAsk;
use crate::domain::key::{CkaId, KeyPlan, KeyRef, PinState, PlaceId};
use crate::domain::moment::{self, Moment};
use crate::domain::profile::Protocol;
use crate::domain::{request, signed};
use crate::fault::{Fault, SupportCode};
use crate::renewal::flow::{Flow, Work};
use crate::renewal::input::{BackupOrder, Effect};
use crate::renewal::step::Stage;
use crate::renewal::view::Question;

impl Flow {
    /// The next effect or question, decided from the facts.
    pub(super) fn next(&mut self, now: Moment) -> Vec<Effect> {
        let facts = &self.facts;
        if facts.end.is_some() {
            self.ask(Question::End)
        } else if facts.undoing {
            self.undo(now)
        } else if self.run.stop && self.can_stop() {
            self.begin_undo(now)
        } else if facts.identified.is_none() {
            self.ask(Question::Snils)
        } else if !facts.confirmed {
            self.ask(Question::Data)
        } else if facts.placed.is_none() {
            if self.run.places_fresh { self.ask(Question::Place) } else { self.look_at_places() }
        } else if facts.planned.is_none() && self.run.seed.is_none() {
            self.ask(Question::Randomness)
        } else if !facts.stored {
            self.enroll(now)
        } else if !facts.acknowledged {
            self.accept(now)
        } else if facts.backup.is_none() {
            self.back_up(now)
        } else {
            let mut effects = self.record(Event::Finished, now);
            effects.push(Effect::Logout);
            effects.extend(self.next(now));
            effects
        }
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
            Stage::Request => self.sign_request(),
            Stage::Submit if !self.run.signed_in => self.sign_in(),
            Stage::Submit => self.submit(),
            Stage::Wait | Stage::Match => self.poll(now),
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
        if !self.run.signed_in {
            return self.sign_in();
        }
        let (Some(key), Some(seed)) = (self.new_key(), &self.run.seed) else {
            return self.contradiction("no seed");
        };
        let plan = KeyPlan {
            key,
            label: format!("{} {}", self.holder_name(), now.date()),
            exportable,
            start: now,
            end: add_months(now, self.profile.key_months),
        };
        let idempotency = hex::encode(seed.identifier::<16>("idempotency"));
        self.note(Event::KeyPlanned { plan, idempotency }, now)
    }

    fn generate(&mut self) -> Vec<Effect> {
        let Some((plan, _)) = self.facts.planned.clone() else { return self.contradiction("no plan") };
        let seed = self.run.seed.take();
        self.work(Work::Generate, |op| Effect::Generate { op, plan, seed })
    }

    fn sign_request(&mut self) -> Vec<Effect> {
        let facts = &self.facts;
        let (Some((plan, _)), Some(point), Some((_, holder))) =
            (&facts.planned, &facts.point, &facts.identified)
        else {
            return self.contradiction("nothing to sign");
        };
        let key = plan.key.clone();
        let draft = facts.replaced().and_then(|(_, old)| {
            request::Draft::renewal(&old, &holder.subject, point, plan, &self.profile.sign_tool)
        });
        match draft {
            Ok(draft) => {
                let message = draft.to_sign();
                self.work(Work::SignRequest(draft), |op| Effect::Sign { op, key, message })
            }
            Err(fault) => self.fail(fault),
        }
    }

    fn sign_in(&mut self) -> Vec<Effect> {
        self.work(Work::Challenge, |op| Effect::Ask { op, ask: CaAsk::Challenge })
    }

    fn submit(&mut self) -> Vec<Effect> {
        let Some(submission) = self.facts.submission.clone() else { return self.contradiction("no request") };
        self.work(Work::Submit, |op| Effect::Ask { op, ask: CaAsk::Submit(submission) })
    }

    fn poll(&mut self, now: Moment) -> Vec<Effect> {
        let facts = &self.facts;
        let (Some(accepted), Some(submission)) = (&facts.accepted, &facts.submission) else {
            return self.contradiction("no request at the CA");
        };
        let ask = CaAsk::Status { request: accepted.request.clone(), submission: submission.clone() };
        match &facts.waited {
            Some(waited) if waited.next > now && !std::mem::take(&mut self.run.ask_now) => {
                let next = waited.next;
                self.sleep(next)
            }
            _ => self.work(Work::Status, |op| Effect::Ask { op, ask }),
        }
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
        if !self.profile.acknowledgement {
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

    /// «Резервная копия».
    fn back_up(&mut self, _now: Moment) -> Vec<Effect> {
        let with_key = self.facts.exportable();
        if self.run.saving.is_none() {
            return self.ask(Question::Backup { with_key });
        }
        if with_key {
            let keys = self.facts.new_key().cloned().into_iter().collect();
            if let Some(effects) = self.unlock(keys) {
                return effects;
            }
        }
        let facts = &self.facts;
        let (Some(key), Some((certificate, chain)), Some(submission)) =
            (facts.new_key(), &facts.issued, &facts.submission)
        else {
            return self.contradiction("nothing to copy");
        };
        let Some((medium, password)) = self.run.saving.take() else { return self.contradiction("no medium") };
        let order = BackupOrder {
            medium,
            key: key.clone(),
            certificate: certificate.clone(),
            chain: chain.clone(),
            request: submission.request.clone(),
            password: password.filter(|_| with_key),
        };
        self.work(Work::SaveBackup, |op| Effect::SaveBackup { op, order })
    }

    fn begin_undo(&mut self, now: Moment) -> Vec<Effect> {
        if self.facts.planned.is_some() {
            return self.note(Event::UndoBegun, now);
        }
        let mut effects = self.record(Event::Cancelled, now);
        effects.push(Effect::Logout);
        effects.extend(self.next(now));
        effects
    }

    /// Takes back what was made: first at the CA, then on the place. «Отменено» is said only after both.
    fn undo(&mut self, _now: Moment) -> Vec<Effect> {
        if let (Some(accepted), false) = (&self.facts.accepted, self.run.withdrawn) {
            let ask = CaAsk::Withdraw { request: accepted.request.clone() };
            if let Some(effects) = self.unlock(self.old_key().into_iter().collect()) {
                return effects;
            }
            if !self.run.signed_in {
                return self.sign_in();
            }
            return self.work(Work::Withdraw, |op| Effect::Ask { op, ask });
        }
        let Some(key) = self.facts.new_key().cloned() else { return self.contradiction("nothing to undo") };
        if let Some(effects) = self.unlock(vec![key.clone()]) {
            return effects;
        }
        self.work(Work::Remove, |op| Effect::Remove { op, key })
    }

    /// Which keys the present stage needs: as few as possible, so that a long wait asks for no PIN.
    fn keys_for_enrolment(&self) -> Vec<KeyRef> {
        let (new, old) = (self.new_key(), self.old_key());
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
    fn old_key(&self) -> Option<KeyRef> {
        self.facts.old.as_ref().map(|(key, _)| key.clone())
    }

    /// The holder, for the label of the new key.
    fn holder_name(&self) -> String {
        let record = self.facts.identified.as_ref().map(|(_, holder)| holder.subject.full_name());
        let old = self.facts.old.as_ref().map(|(_, old)| old.subject().full_name());
        old.or(record).unwrap_or_default()
    }

    /// The new key: as planned, or as it will be planned.
    pub(super) fn new_key(&self) -> Option<KeyRef> {
        self.facts.new_key().cloned().or_else(|| {
            let (place, _) = self.facts.placed.clone()?;
            let id = CkaId::new(self.run.seed.as_ref()?.identifier::<16>("cka-id"));
            Some(KeyRef { place, id })
        })
    }

    /// Asks for the PIN of the first key that is not open; `None` when all are.
    fn unlock(&mut self, keys: Vec<KeyRef>) -> Option<Vec<Effect>> {
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
        Some(match key.place {
            PlaceId::Computer if to_be_made => self.ask(Question::NewPassword { key }),
            _ => self.ask(Question::Pin { key, place }),
        })
    }

    fn look_at_places(&mut self) -> Vec<Effect> {
        self.work(Work::ListPlaces, Effect::ListPlaces)
    }

    /// The journal says something impossible. Nothing is done.
    pub(super) fn contradiction(&mut self, what: &str) -> Vec<Effect> {
        self.fail(Fault::new(SupportCode::Internal).with("detail", what))
    }
}

/// The same day some months later, or the last day of that month.
fn add_months(from: Moment, months: u8) -> Moment {
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
    moment::from_unix(moment::to_unix(now)) + time::Duration::seconds(seconds)
}
