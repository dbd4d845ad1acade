//! The machine: an input goes in, effects come out. Nothing here touches the world.
//!
//! Nobody writes down where the head is: what comes next follows from what is known ([`Flow::next`]).

use std::sync::Arc;

use crate::approval::card::Card;
use crate::approval::input::{Effect, Input, OpId};
use crate::approval::own;
use crate::approval::verdict::Verdict;
use crate::approval::view::{Candidate, Outcome, Question, View};
use crate::domain::exchange::{CaAsk, Person};
use crate::domain::key::{FoundCertificate, KeyRef, Place};
use crate::domain::moment::Moment;
use crate::domain::portal::Approval;
use crate::domain::profile::Profile;
use crate::domain::signed;
use crate::fault::{Fault, SupportCode};

/// The work of one head, from choosing a certificate to leaving.
#[derive(Debug)]
pub struct Flow {
    profile: Arc<Profile>,
    pub(super) doing: Doing,
    last_op: u64,
    pub(super) looked: bool,
    pub(super) candidates: Vec<Candidate>,
    pub(super) places: Vec<Place>,
    /// The certificate of the head.
    pub(super) own: Option<FoundCertificate>,
    /// Its place was opened.
    pub(super) open: bool,
    /// It was found to need a PIN: the PIN is asked for.
    pub(super) shut: bool,
    /// The session at the CA stands.
    pub(super) person: Option<Person>,
    /// The session was lost once and is being renewed.
    pub(super) again: bool,
    /// The request to be opened.
    pub(super) wanted: Option<String>,
    pub(super) list: Option<Vec<Approval>>,
    pub(super) card: Option<Card>,
    /// What the head has decided and not yet signed.
    pub(super) verdict: Option<Verdict>,
    /// The signed decision, not yet sent.
    pub(super) signed: Option<Vec<u8>>,
    /// A decision was sent and the answer was lost: the list tells.
    pub(super) unsure: Option<Verdict>,
    pub(super) outcome: Option<Outcome>,
    pub(super) fault: Option<Fault>,
}

/// What the machine waits for.
#[derive(Debug)]
pub(super) enum Doing {
    /// The head.
    Asking(Question),
    /// A reply to an effect.
    Working(OpId, Work),
}

/// The meaning of the reply that is awaited.
#[derive(Debug)]
pub(super) enum Work {
    Look,
    Login,
    Probe,
    Challenge,
    SignChallenge(Box<signed::Draft>),
    SignIn,
    List,
    Card(String),
    Document(String),
    Show,
    SignDecision(Box<signed::Draft>),
    Send,
}

impl Flow {
    /// Begins by looking for certificates. `wanted` is a request that a link leads to.
    pub fn start(profile: Arc<Profile>, wanted: Option<String>, now: Moment) -> (Self, Vec<Effect>) {
        let mut flow = Self {
            profile,
            doing: Doing::Asking(Question::Certificate),
            last_op: 0,
            looked: false,
            candidates: Vec::new(),
            places: Vec::new(),
            own: None,
            open: false,
            shut: false,
            person: None,
            again: false,
            wanted,
            list: None,
            card: None,
            verdict: None,
            signed: None,
            unsure: None,
            outcome: None,
            fault: None,
        };
        let effects = flow.next(now);
        (flow, effects)
    }

    /// Takes one input. Total: an input that does not fit changes nothing.
    pub fn on(&mut self, input: Input, now: Moment) -> Vec<Effect> {
        match (input, &self.doing) {
            (Input::Reply(op, reply), Doing::Working(expected, _)) if op == *expected => {
                self.on_reply(reply, now)
            }
            // Remembered while the program works; an outcome that is shown comes first.
            (Input::Follow(request), doing) => {
                let free = matches!(doing, Doing::Asking(Question::List | Question::Card));
                self.wanted = Some(request);
                if free { self.reload(now) } else { Vec::new() }
            }
            (input, Doing::Asking(question)) => {
                let question = question.clone();
                self.on_answer(&question, input, now)
            }
            _ => Vec::new(),
        }
    }

    fn on_answer(&mut self, question: &Question, input: Input, now: Moment) -> Vec<Effect> {
        match (question, input) {
            (Question::Certificate, Input::SignIn(key)) => self.choose(&key, now),
            (Question::Certificate | Question::Retry, Input::Refresh | Input::Retry) => {
                self.looked = false;
                self.go_on(now)
            }
            (Question::Pin { key, .. }, Input::Unlock(pin, keep)) => {
                let key = key.clone();
                self.fault = None;
                self.work(Work::Login, |op| Effect::Login { op, key, pin, keep })
            }
            // The PIN was changed or unlocked meanwhile, or a try was spent on it.
            (Question::Pin { .. }, Input::Refresh) => {
                self.looked = false;
                self.go_on(now)
            }
            // A decision that needs the PIN again is put aside; before the sign-in another certificate is chosen.
            (Question::Pin { .. }, Input::Back) if self.card.is_some() => {
                (self.verdict, self.signed) = (None, None);
                self.fault = None;
                self.ask(Question::Card)
            }
            (Question::Pin { .. } | Question::Retry | Question::List, Input::Back) => self.leave(now),
            (Question::List, Input::Open(request)) => {
                self.wanted = Some(request);
                self.go_on(now)
            }
            (Question::List | Question::Card, Input::Refresh) => {
                self.wanted = self.card.as_ref().map(|card| card.card.approval.request.clone());
                self.reload(now)
            }
            (Question::Card, Input::Show(index)) => self.show(index),
            (Question::Card, Input::Decide(verdict)) => {
                if !self.card.as_ref().is_some_and(|card| card.allows(&verdict)) {
                    return Vec::new();
                }
                self.verdict = Some(verdict);
                self.go_on(now)
            }
            (Question::Card, Input::Back) => {
                self.card = None;
                self.then(vec![Effect::Hide], now)
            }
            (Question::Decided, Input::Back) => {
                self.outcome = None;
                self.go_on(now)
            }
            _ => Vec::new(),
        }
    }

    fn choose(&mut self, key: &KeyRef, now: Moment) -> Vec<Effect> {
        let chosen = self.candidates.iter().find(|candidate| candidate.found.key == *key);
        self.own = chosen.map(|candidate| candidate.found.clone());
        self.go_on(now)
    }

    fn show(&mut self, index: usize) -> Vec<Effect> {
        let Some((scan, bytes)) = self.card.as_ref().and_then(|card| card.document(index)) else {
            return Vec::new();
        };
        let (name, media, bytes) = (scan.name.clone(), scan.media, bytes.to_vec());
        self.fault = None;
        self.work(Work::Show, |op| Effect::Show { op, name, media, bytes })
    }

    /// Reads the list anew, and the wanted card after it.
    fn reload(&mut self, now: Moment) -> Vec<Effect> {
        (self.list, self.card) = (None, None);
        self.then(vec![Effect::Hide], now)
    }

    /// Ends the session and begins anew with the choice of a certificate.
    fn leave(&mut self, now: Moment) -> Vec<Effect> {
        self.sign_out();
        self.looked = false;
        self.then(vec![Effect::Hide, Effect::Logout], now)
    }

    /// Forgets everything that belongs to the person.
    pub(super) fn sign_out(&mut self) {
        (self.own, self.person, self.list, self.card) = (None, None, None, None);
        (self.verdict, self.signed, self.unsure, self.outcome) = (None, None, None, None);
        (self.open, self.shut, self.again) = (false, false, false);
    }

    /// What comes next, decided from what is known.
    pub(super) fn next(&mut self, now: Moment) -> Vec<Effect> {
        if !self.looked {
            return self.work(Work::Look, Effect::Look);
        }
        let Some(own) = self.own.clone() else { return self.ask(Question::Certificate) };
        let must_sign = self.person.is_none() || (self.verdict.is_some() && self.signed.is_none());
        if must_sign && !self.open {
            return self.ask_pin(own.key);
        }
        if self.person.is_none() {
            return self.ask_ca(Work::Challenge, CaAsk::Challenge);
        }
        if let (Some(decision), Some(card)) = (self.signed.clone(), &self.card) {
            let request = card.card.approval.request.clone();
            return self.ask_ca(Work::Send, CaAsk::Decide { request, decision });
        }
        if self.verdict.is_some() {
            return self.sign_decision(&own, now).unwrap_or_else(|fault| self.fail(fault));
        }
        let Some(list) = &self.list else { return self.ask_ca(Work::List, CaAsk::Approvals) };
        if self.outcome.is_some() {
            return self.ask(Question::Decided);
        }
        if let Some(request) = self.wanted.take() {
            if list.iter().any(|approval| approval.request == request) {
                let ask = CaAsk::ApprovalCard { request: request.clone() };
                return self.ask_ca(Work::Card(request), ask);
            }
            return self.fail(SupportCode::ApprovalGone.into());
        }
        match &self.card {
            None => self.ask(Question::List),
            Some(card) => match card.missing() {
                None => self.ask(Question::Card),
                Some(scan) => {
                    let (request, digest) = (card.card.approval.request.clone(), scan.digest.clone());
                    self.ask_ca(Work::Document(digest.clone()), CaAsk::ApprovalFile { request, digest })
                }
            },
        }
    }

    fn sign_decision(&mut self, own: &FoundCertificate, now: Moment) -> Result<Vec<Effect>, Fault> {
        let (Some(card), Some(verdict)) = (&self.card, &self.verdict) else {
            return Err(SupportCode::Internal.into());
        };
        let draft = signed::Draft::attached(&card.decision(verdict)?, &own.certificate, now)?;
        let (key, message) = (own.key.clone(), draft.to_sign());
        Ok(self.work(Work::SignDecision(Box::new(draft)), |op| Effect::Sign { op, key, message }))
    }

    fn ask_pin(&mut self, key: KeyRef) -> Vec<Effect> {
        match self.places.iter().find(|place| place.id == key.place).cloned() {
            // A PIN that was to be kept opens the place by itself.
            Some(_) if !self.shut => self.work(Work::Probe, |op| Effect::Probe { op, key }),
            Some(place) => self.ask(Question::Pin { key, place }),
            None => self.fail(SupportCode::TokenAbsent.into()),
        }
    }

    /// Forgets the last fault and does what comes next.
    pub(super) fn go_on(&mut self, now: Moment) -> Vec<Effect> {
        self.fault = None;
        self.next(now)
    }

    /// Does something, and what comes next.
    pub(super) fn then(&mut self, mut effects: Vec<Effect>, now: Moment) -> Vec<Effect> {
        effects.extend(self.go_on(now));
        effects
    }

    /// Stops where the head can see what was reached: nothing is signed or sent by itself any more.
    pub(super) fn fail(&mut self, fault: Fault) -> Vec<Effect> {
        (self.verdict, self.signed, self.again) = (None, None, false);
        self.fault = Some(fault);
        let loaded = self.card.as_ref().is_some_and(Card::is_loaded);
        self.ask(if self.unsure.is_some() {
            Question::Retry
        } else if loaded {
            Question::Card
        } else if self.list.is_some() {
            Question::List
        } else if self.own.is_none() {
            Question::Certificate
        } else {
            Question::Retry
        })
    }

    pub(super) fn ask(&mut self, question: Question) -> Vec<Effect> {
        self.doing = Doing::Asking(question);
        Vec::new()
    }

    pub(super) fn ask_ca(&mut self, work: Work, ask: CaAsk) -> Vec<Effect> {
        self.work(work, |op| Effect::Ask { op, ask })
    }

    /// Has an effect carried out and waits for its reply.
    pub(super) fn work(&mut self, work: Work, effect: impl FnOnce(OpId) -> Effect) -> Vec<Effect> {
        self.last_op += 1;
        let op = OpId(self.last_op);
        self.doing = Doing::Working(op, work);
        vec![effect(op)]
    }

    /// A snapshot for a face.
    pub fn view(&self) -> View {
        let question = match &self.doing {
            Doing::Asking(question) => Some(question.clone()),
            Doing::Working(..) => None,
        };
        View {
            question,
            profile: self.profile.clone(),
            candidates: self.candidates.clone(),
            preselected: own::preselected(&self.candidates),
            person: self.person.clone(),
            wanted: self.wanted.is_some(),
            list: self.list.clone(),
            card: self.card.as_ref().map(|card| card.view(self.own.as_ref().map(|own| &own.certificate))),
            outcome: self.outcome.clone(),
            fault: self.fault.clone(),
        }
    }
}
