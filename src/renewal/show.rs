//! The renewal as a face sees it.

use sha2::{Digest, Sha256};
use time::Duration;

use crate::domain::entry::Event;
use crate::domain::key::KeyRef;
use crate::domain::moment::Moment;
use crate::domain::profile::EarlyStep;
use crate::domain::subject::{Comparison, Subject};
use crate::fault::SupportCode;
use crate::renewal::facts::Waited;
use crate::renewal::flow::{Doing, Flow};
use crate::renewal::forms;
use crate::renewal::step::{Stage, Step};
use crate::renewal::view::{FormsView, Progress, Question, StageView, Takeover, ToSign, View, WaitView};

/// The old certificate stays current as long as it has more than this left; exactly this counts as «at once».
pub const HANDOVER: Duration = Duration::days(5);

impl Flow {
    /// A snapshot for a face.
    pub fn view(&self, now: Moment) -> View {
        let facts = &self.facts;
        let new_subject = forms::subject(&self.profile, facts);
        View {
            renewal: self.renewal.clone(),
            profile: self.profile.clone(),
            step: self.step(now),
            question: match &self.doing {
                Doing::Asking(question) => Some(question.clone()),
                _ => None,
            },
            rail: Step::rail_of(&self.profile, self.is_first()),
            old: facts.old.as_ref().map(|(_, old)| old.clone()),
            old_until: facts.old_until(),
            holder: facts.identified.as_ref().map(|(_, holder)| holder.clone()),
            rows: new_subject.map(|new| self.compare(&new)).unwrap_or_default(),
            places: self.run.places.clone(),
            placed: facts.placed.clone(),
            old_key: facts.old.as_ref().map(|(key, _)| key.clone()),
            forms: self.forms_view(),
            checks: self.run.checks.clone().unwrap_or_default(),
            person: self.run.person.clone(),
            findings: self.run.findings.clone().unwrap_or_default(),
            refusal: facts.refused.clone(),
            to_sign: self.to_sign(),
            uploading: self.run.uploading.clone(),
            bill: self.run.bill.clone(),
            store_login: facts.store_login.clone(),
            request_file: facts.request_file.clone(),
            deadline: self.deadline(),
            stages: self.stages(),
            accepted: facts.accepted.clone(),
            waiting: self.waiting(now),
            certificate: facts.issued.as_ref().map(|(certificate, _)| certificate.clone()),
            chain: facts.issued.as_ref().map(|(_, chain)| chain.clone()).unwrap_or_default(),
            backup: facts.backup.clone().flatten(),
            takeover: (facts.stored && !facts.is_additional())
                .then(|| facts.old_until().map_or(Takeover::Now, |until| takeover(now, until))),
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

    fn step(&self, now: Moment) -> Step {
        let facts = &self.facts;
        let question = match &self.doing {
            Doing::Asking(question) => Some(question),
            _ => None,
        };
        let unlocking = matches!(question, Some(Question::Pin { .. } | Question::NewPassword { .. }));
        let has_wait = !self.profile.waiting.is_empty() || self.by_hand();
        let waits = if has_wait { Step::Wait } else { Step::Enroll };
        match question {
            Some(Question::CodeWord | Question::Review) => return Step::Review,
            Some(Question::SaveRequest | Question::CertificateFile | Question::Refused) => return waits,
            Some(Question::Drafts(_)) => return Step::SignIn,
            Some(Question::Form(section)) => return Step::Form(*section),
            _ => {}
        }
        if facts.undoing {
            Step::Enroll
        } else if let Some(undone) = self.undone(now) {
            self.early_step(undone)
        } else if facts.placed.is_none() {
            Step::Place
        } else if facts.planned.is_none() && self.run.seed.is_none() {
            Step::Gather
        } else if facts.planned.is_none() && unlocking {
            Step::Unlock
        } else if !facts.stored {
            match facts.stage() {
                Stage::Submit if self.profile.review => Step::Review,
                Stage::Wait | Stage::Match | Stage::Store => waits,
                _ => Step::Enroll,
            }
        } else if !facts.acknowledged {
            Step::Accept
        } else if facts.backup.is_none() {
            Step::Backup
        } else {
            Step::Finish
        }
    }

    /// A holder who is looked up without a question belongs to the step that needs him.
    fn early_step(&self, undone: EarlyStep) -> Step {
        let early = self.early();
        let silent = undone == EarlyStep::Identify && !self.asks_snils();
        let behind = early.iter().skip_while(|step| **step != undone).nth(1).filter(|_| silent);
        Step::of(*behind.unwrap_or(&undone))
    }

    /// Current and new values; for a first issue there are no current ones.
    fn compare(&self, new: &Subject) -> Vec<Comparison> {
        let none = Subject::default();
        self.facts.old.as_ref().map_or(&none, |(_, old)| old.subject()).compare(new)
    }

    fn forms_view(&self) -> FormsView {
        let values = |section| (section, forms::values(section, &self.profile, &self.facts));
        FormsView {
            dossier: self.facts.dossier.clone(),
            values: self.sections().map(values).collect(),
            problems: self.run.problems.clone(),
            offer: self.run.offer.clone(),
            draft: self.facts.draft.clone(),
            draft_behind: self.run.draft_behind,
        }
    }

    /// Everything that «Подписать и отправить» will sign.
    fn to_sign(&self) -> Vec<ToSign> {
        let (Doing::Asking(Question::Review), Some(request)) = (&self.doing, &self.run.request) else {
            return Vec::new();
        };
        let bytes = |id, bytes: &[u8]| ToSign {
            id,
            name: String::new(),
            size: bytes.len() as u64,
            digest: hex::encode(Sha256::digest(bytes)),
        };
        let mut list = vec![bytes("request", request)];
        if self.has_dossier() {
            list.push(bytes("dossier", &self.facts.dossier.canonical()));
            list.extend(self.facts.dossier.scans.iter().map(|scan| ToSign {
                id: scan.slot.id(),
                name: scan.name.clone(),
                size: scan.size,
                digest: scan.digest.clone(),
            }));
        }
        list
    }

    /// Until when something must happen, or the CA forgets what it has.
    fn deadline(&self) -> Option<Moment> {
        let facts = &self.facts;
        let Some(accepted) = &facts.accepted else { return facts.draft.as_ref().map(|draft| draft.until) };
        if facts.issued.is_some() {
            return None;
        }
        // At these stages somebody has to act; the end of the others is only a promise of the CA.
        let acts = |waited: &&Waited| ["approval", "payment"].contains(&waited.stage.as_str());
        let stage = facts.waited.as_ref().filter(acts).and_then(|waited| waited.news.until);
        [accepted.until, stage].into_iter().flatten().min()
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

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    /// Rows 4.25, 4.26.
    #[test]
    fn with_exactly_five_days_left_the_new_certificate_is_current_at_once() {
        let now = datetime!(2026-11-21 12:00 UTC);
        let end = now + time::Duration::days(5);
        assert_eq!(takeover(now, end), Takeover::Now);
        assert_eq!(takeover(now, end - time::Duration::SECOND), Takeover::Now);
        let later = end + time::Duration::SECOND;
        assert_eq!(takeover(now, later), Takeover::On(now + time::Duration::SECOND));
        assert_eq!(
            takeover(now, end + time::Duration::days(20)),
            Takeover::On(datetime!(2026-12-11 12:00 UTC))
        );
    }
}
