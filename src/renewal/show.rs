//! The renewal as a face sees it.

use time::Duration;

use crate::domain::entry::Event;
use crate::domain::key::KeyRef;
use crate::domain::moment::Moment;
use crate::fault::SupportCode;
use crate::renewal::facts::Waited;
use crate::renewal::flow::{Doing, Flow};
use crate::renewal::step::{Stage, Step};
use crate::renewal::view::{FormsView, Progress, Question, StageView, Takeover, View, WaitView};

/// The old certificate stays current as long as it has more than this left; exactly this counts as «at once».
pub const HANDOVER: Duration = Duration::days(5);

impl Flow {
    /// A snapshot for a face.
    pub fn view(&self, now: Moment) -> View {
        let facts = &self.facts;
        let new_subject = facts.identified.as_ref().map(|(_, holder)| &holder.subject);
        View {
            renewal: self.renewal.clone(),
            step: self.step(),
            question: match &self.doing {
                Doing::Asking(question) => Some(question.clone()),
                _ => None,
            },
            rail: Step::rail(&self.profile),
            old: facts.old.as_ref().map(|(_, old)| old.clone()),
            holder: facts.identified.as_ref().map(|(_, holder)| holder.clone()),
            rows: new_subject
                .zip(facts.old.as_ref())
                .map(|(new, (_, old))| old.subject().compare(new))
                .unwrap_or_default(),
            places: self.run.places.clone(),
            placed: facts.placed.clone(),
            old_key: facts.old.as_ref().map(|(key, _)| key.clone()),
            forms: FormsView::default(),
            checks: Vec::new(),
            person: None,
            findings: Vec::new(),
            refusal: facts.refused.clone(),
            to_sign: Vec::new(),
            uploading: None,
            bill: None,
            store_login: facts.store_login.clone(),
            request_file: None,
            deadline: None,
            stages: self.stages(),
            accepted: facts.accepted.clone(),
            waiting: self.waiting(now),
            certificate: facts.issued.as_ref().map(|(certificate, _)| certificate.clone()),
            chain: facts.issued.as_ref().map(|(_, chain)| chain.clone()).unwrap_or_default(),
            backup: facts.backup.clone().flatten(),
            takeover: facts.stored.then(|| match &facts.old {
                Some((_, old)) => takeover(now, old.usable_until()),
                None => Takeover::Now,
            }),
            fault: self.run.fault.clone(),
            page: self.profile.page.clone(),
            can_stop: self.can_stop(),
            saved_at: facts.saved_at,
        }
    }

    /// How it ended, if it did.
    pub fn end(&self) -> Option<&Event> {
        self.facts.end.as_ref()
    }

    /// When the renewal was begun.
    pub fn started_at(&self) -> Moment {
        self.facts.started_at
    }

    /// The new key, once planned.
    pub fn planned_key(&self) -> Option<&KeyRef> {
        self.facts.new_key()
    }

    fn step(&self) -> Step {
        let facts = &self.facts;
        let unlocking =
            matches!(self.doing, Doing::Asking(Question::Pin { .. } | Question::NewPassword { .. }));
        if facts.identified.is_none() {
            Step::Identify
        } else if !facts.confirmed {
            Step::Verify
        } else if facts.placed.is_none() {
            Step::Place
        } else if facts.planned.is_none() && self.run.seed.is_none() {
            Step::Gather
        } else if facts.planned.is_none() && unlocking {
            Step::Unlock
        } else if !facts.stored || facts.undoing {
            Step::Enroll
        } else if !facts.acknowledged {
            Step::Accept
        } else if facts.backup.is_none() {
            Step::Backup
        } else {
            Step::Finish
        }
    }

    fn stages(&self) -> Vec<StageView> {
        let failed = self.run.fault.as_ref().map(|fault| match fault.code {
            SupportCode::IssuedOtherKey
            | SupportCode::IssuedOtherHolder
            | SupportCode::IssuedChain
            | SupportCode::IssuedDates
            | SupportCode::IssuedUsage
            | SupportCode::CertUnreadable => Stage::Match,
            _ => self.facts.stage(),
        });
        Stage::ALL
            .into_iter()
            .map(|stage| {
                let progress = match self.facts.times.of(stage) {
                    _ if failed == Some(stage) => Progress::Failed,
                    (Some(begin), Some(end)) => Progress::Done(end - begin),
                    (Some(begin), None) if failed.is_none() => Progress::Running(begin),
                    _ => Progress::Pending,
                };
                StageView { stage, progress }
            })
            .collect()
    }

    fn waiting(&self, now: Moment) -> Option<WaitView> {
        let waited = self.facts.waited.clone()?;
        if self.facts.issued.is_some() {
            return None;
        }
        let since = self.facts.times.of(Stage::Wait).0?;
        let may_close = (now - since).whole_seconds() >= i64::from(self.profile.shown_wait);
        let Waited { stage, news, asked_at, next } = waited;
        Some(WaitView { stage, news, asked_at, next, since, may_close })
    }
}

/// From when the new certificate is the current one: five days before the old one's end, or at once.
pub fn takeover(now: Moment, old_end: Moment) -> Takeover {
    if old_end - now > HANDOVER { Takeover::On(old_end - HANDOVER) } else { Takeover::Now }
}
