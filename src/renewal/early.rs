//! The steps before the key, in the order of the profile: which of them is next, and what it needs.

use crate::domain::exchange::CaAsk;
use crate::domain::form::{Problem, Section, Values};
use crate::domain::moment::{self, Moment};
use crate::domain::profile::{EarlyStep, Protocol};
use crate::renewal::flow::{Flow, Work};
use crate::renewal::input::Effect;
use crate::renewal::view::Question;
use crate::renewal::{forms, step};

impl Flow {
    /// The early steps of this renewal.
    pub(super) fn early(&self) -> Vec<EarlyStep> {
        step::early(&self.profile, self.is_first())
    }

    /// Nobody has a certificate yet.
    pub(super) fn is_first(&self) -> bool {
        self.facts.old.is_none()
    }

    /// The number is asked of the user; else the one of the certificate is used, if there is one.
    pub(super) fn asks_snils(&self) -> bool {
        self.profile.has(EarlyStep::Identify) && !self.is_first()
    }

    /// Sections are sent and signed as a dossier.
    pub(super) fn has_dossier(&self) -> bool {
        self.profile.protocol == Protocol::Portal && self.sections().next().is_some()
    }

    /// The sections of this renewal, in the order of the profile.
    pub(super) fn sections(&self) -> impl Iterator<Item = Section> {
        self.early().into_iter().filter_map(|step| match step {
            EarlyStep::Form(section) => Some(section),
            _ => None,
        })
    }

    /// The first step that is not done. Once the request is signed there is none: what was signed stays as it is.
    pub(super) fn undone(&self, now: Moment) -> Option<EarlyStep> {
        if self.facts.submission.is_some() {
            return None;
        }
        self.early().into_iter().find(|step| !self.is_done(*step, now))
    }

    fn is_done(&self, step: EarlyStep, now: Moment) -> bool {
        let facts = &self.facts;
        match step {
            EarlyStep::Workplace => facts.workplace_checked,
            // A draft that was opened needs no session to be gone on with here. From the key on, and after a
            // refusal, whoever needs the session asks for it.
            EarlyStep::SignIn => {
                let later = facts.planned.is_some() || facts.repairs > 0 || facts.live_draft(now).is_some();
                self.has_session() || later
            }
            EarlyStep::Identify => facts.identified.is_some(),
            EarlyStep::Form(section) => {
                let filled = facts.dossier.section(section);
                // Typed over and not handed in: whoever was cut off there comes back to it.
                let open = facts.reopened.contains(&section) || facts.drafted.contains_key(&section);
                !open && filled.is_some_and(|values| self.problems(section, values, now).is_empty())
            }
            EarlyStep::Verify => self.is_confirmed(),
        }
    }

    /// The data were confirmed, and what was filled in before has not changed since.
    fn is_confirmed(&self) -> bool {
        let Some(confirmed) = &self.facts.confirmed else { return false };
        let early = self.early();
        let before = early.iter().take_while(|step| **step != EarlyStep::Verify);
        self.facts.identified.is_some()
            && before.into_iter().all(|step| match step {
                EarlyStep::Form(section) => {
                    confirmed.get(section) == self.facts.dossier.sections.get(section)
                }
                _ => true,
            })
    }

    /// What is wrong with a section as it is kept.
    pub(super) fn problems(&self, section: Section, values: &Values, now: Moment) -> Vec<Problem> {
        forms::problems(section, values, &self.profile, &self.facts, moment::local(now).date())
    }

    /// Nothing more is needed to speak to the CA in the name of the holder.
    pub(super) fn has_session(&self) -> bool {
        self.run.signed_in || self.is_first() || self.profile.protocol == Protocol::File
    }

    /// Does what the step needs, or asks its question.
    pub(super) fn take_early(&mut self, step: EarlyStep, now: Moment) -> Vec<Effect> {
        match step {
            EarlyStep::Workplace if self.run.checks.is_none() => {
                self.work(Work::Workplace, Effect::CheckWorkplace)
            }
            EarlyStep::Workplace => self.ask(Question::Workplace),
            EarlyStep::SignIn => self.session().unwrap_or_else(|| self.contradiction("signed in already")),
            EarlyStep::Identify => self.look_up_holder(now),
            EarlyStep::Form(section) => {
                // What is asked stays asked until it is handed in, also when a new scan has mended it meanwhile.
                if self.facts.dossier.section(section).is_some() {
                    let _ = self.facts.reopened.insert(section);
                }
                self.ask(Question::Form(section))
            }
            EarlyStep::Verify => self.verify(),
        }
    }

    fn look_up_holder(&mut self, now: Moment) -> Vec<Effect> {
        let Some((_, certificate)) = self.facts.old.clone() else {
            let (snils, holder) = forms::first_holder(&self.profile, &self.facts, now);
            return self.note(crate::domain::entry::Event::Identified { snils, holder }, now);
        };
        // Used once: a number the CA does not take is asked for again.
        let snils = match self.facts.known_snils.take() {
            Some(known) => known,
            None if self.asks_snils() => return self.ask(Question::Snils),
            None => certificate.snils(),
        };
        let ask = CaAsk::Holder { snils: snils.clone(), certificate };
        self.work(Work::FindHolder(snils), |op| Effect::Ask { op, ask })
    }

    /// «Проверка данных». A CA that wants a dossier is asked what the registers say of it before anything is made.
    fn verify(&mut self) -> Vec<Effect> {
        let subject = forms::subject(&self.profile, &self.facts);
        match subject.filter(|_| self.has_dossier() && self.run.findings.is_none()) {
            Some(subject) => {
                let ask = CaAsk::Register {
                    certificate: self.facts.old.as_ref().map(|(_, old)| old.clone()),
                    subject,
                    dossier: self.facts.dossier.clone(),
                };
                self.work(Work::Register, |op| Effect::Ask { op, ask })
            }
            None => self.ask(Question::Data),
        }
    }

    /// Signs in, unless that is done: first the PIN of the old key. `None` when the session stands.
    pub(super) fn session(&mut self) -> Option<Vec<Effect>> {
        if self.has_session() {
            return None;
        }
        let keys = self.old_key().into_iter().collect();
        Some(self.unlock(keys).unwrap_or_else(|| self.sign_in()))
    }

    /// What the draft at the CA needs now: to be opened, or to be saved. Neither ever holds the user up.
    pub(super) fn tend_draft(&mut self, now: Moment) -> Option<Vec<Effect>> {
        if self.facts.submission.is_some() || !self.has_session() {
            return None;
        }
        let keeps = self.profile.draft_days > 0 && self.has_dossier();
        match self.facts.live_draft(now) {
            None if keeps && !self.run.draft_failed && self.facts.repairs == 0 => {
                Some(self.open_draft(false))
            }
            Some(draft) if self.run.draft_behind && !self.run.draft_failed => {
                let ask = CaAsk::SaveDraft { draft: draft.id.clone(), dossier: self.facts.dossier.clone() };
                Some(self.work(Work::SaveDraft, |op| Effect::Ask { op, ask }))
            }
            _ => None,
        }
    }

    /// Opens a draft, or takes up one that lies there. `needed`: what follows cannot do without it.
    pub(super) fn open_draft(&mut self, needed: bool) -> Vec<Effect> {
        let first = self.is_first();
        match &self.run.drafts {
            None if !first && !needed => self.work(Work::Drafts, |op| Effect::Ask { op, ask: CaAsk::Drafts }),
            Some(drafts) if !drafts.is_empty() && !needed => {
                let drafts = drafts.clone();
                self.ask(Question::Drafts(drafts))
            }
            _ => {
                let ask = CaAsk::OpenDraft { dossier: self.facts.dossier.clone(), first };
                self.work(Work::OpenDraft { needed }, |op| Effect::Ask { op, ask })
            }
        }
    }

    /// The question before this one, if there is one that can be asked again.
    pub(super) fn reopen_before(&mut self, step: Option<EarlyStep>) -> bool {
        let early = self.early();
        let at = step.map_or(early.len(), |step| early.iter().position(|s| *s == step).unwrap_or_default());
        for step in early[..at].iter().rev() {
            match step {
                EarlyStep::Form(section) => {
                    let _ = self.facts.reopened.insert(*section);
                }
                EarlyStep::Verify => self.facts.confirmed = None,
                EarlyStep::Identify if self.asks_snils() => {
                    (self.facts.identified, self.facts.known_snils) = (None, None);
                }
                EarlyStep::Workplace | EarlyStep::SignIn | EarlyStep::Identify => continue,
            }
            return true;
        }
        false
    }
}
