//! What a reply means for the work it belongs to.

use crate::approval::card::Card;
use crate::approval::flow::{Doing, Flow, Work};
use crate::approval::input::{Effect, Reply};
use crate::approval::own;
use crate::approval::view::{Outcome, Question};
use crate::domain::exchange::{CaAsk, CaReply, Person};
use crate::domain::moment::Moment;
use crate::domain::portal::Approval;
use crate::domain::signed;
use crate::fault::{Fault, SupportCode};

impl Flow {
    /// Takes the awaited reply.
    pub(super) fn on_reply(&mut self, reply: Result<Reply, Fault>, now: Moment) -> Vec<Effect> {
        let doing = std::mem::replace(&mut self.doing, Doing::Asking(Question::Retry));
        let Doing::Working(_, work) = doing else { return Vec::new() };
        match reply {
            Ok(reply) => self.on_success(work, reply, now).unwrap_or_else(|fault| self.fail(fault)),
            Err(fault) => self.on_failure(work, fault, now),
        }
    }

    fn on_success(&mut self, work: Work, reply: Reply, now: Moment) -> Result<Vec<Effect>, Fault> {
        Ok(match (work, reply) {
            (Work::Look, Reply::Found { certificates, places, faults }) => {
                self.candidates = own::candidates(certificates, &places, now);
                self.places = places;
                self.looked = true;
                // A fault that is shown stays: it may be why we looked again.
                if self.candidates.is_empty() && self.fault.is_none() {
                    self.fault = faults.into_iter().next();
                }
                self.next(now)
            }
            (Work::Login, Reply::LoggedIn) => {
                (self.open, self.shut) = (true, false);
                self.go_on(now)
            }
            (Work::Probe, Reply::Open(open)) => {
                (self.open, self.shut) = (open, !open);
                // The last fault stays: it may be why the PIN is asked for again.
                self.next(now)
            }
            (Work::Challenge, Reply::Ca(CaReply::Challenge(Some(challenge)))) => {
                let own = self.own.clone().ok_or(SupportCode::Internal)?;
                let draft = signed::Draft::attached(&challenge, &own.certificate, now)?;
                let (key, message) = (own.key, draft.to_sign());
                self.work(Work::SignChallenge(Box::new(draft)), |op| Effect::Sign { op, key, message })
            }
            // A CA without sign-in has no heads either.
            (Work::Challenge, Reply::Ca(CaReply::Challenge(None))) => {
                return Err(SupportCode::CaUnsupported.into());
            }
            (Work::SignChallenge(draft), Reply::Signed(signature)) => {
                let proof = draft.finish(&signature)?;
                self.ask_ca(Work::SignIn, CaAsk::SignIn { proof })
            }
            (Work::SignIn, Reply::Ca(CaReply::SignedIn(person))) => self.signed_in(person, now),
            (Work::List, Reply::Ca(CaReply::Approvals(list))) => {
                self.again = false;
                self.listed(list, now)
            }
            (Work::Card(asked), Reply::Ca(CaReply::ApprovalCard(card))) => {
                self.again = false;
                self.card = Some(Card::open(&asked, *card)?);
                self.go_on(now)
            }
            (Work::Document(digest), Reply::Ca(CaReply::Document(bytes))) => {
                self.again = false;
                self.arrived(&digest, Ok(bytes), now)
            }
            (Work::Show, Reply::Shown) => self.go_on(now),
            (Work::SignDecision(draft), Reply::Signed(signature)) => {
                self.signed = Some(draft.finish(&signature)?);
                self.go_on(now)
            }
            (Work::Send, Reply::Ca(CaReply::Done)) => {
                self.again = false;
                self.decided(true, now)
            }
            (Work::Send, _) => return Ok(self.lost(SupportCode::CaGarbage.into(), now)),
            _ => return Err(Fault::new(SupportCode::CaGarbage).with("detail", "unexpected reply")),
        })
    }

    fn on_failure(&mut self, work: Work, fault: Fault, now: Moment) -> Vec<Effect> {
        use SupportCode::*;
        match (work, fault.code) {
            // Asked again, with the state of the counter read anew.
            (Work::Login, PinWrong | PinLength | PasswordWrong) => {
                self.fault = Some(fault);
                self.looked = false;
                self.next(now)
            }
            // A kept PIN was tried by itself: the head is asked, and told why.
            (Work::Probe, PinStale) => {
                self.shut = true;
                self.fault = Some(fault);
                self.looked = false;
                self.next(now)
            }
            // Sessions end; that is no error of the user, and what needed one was not done. Once, not in a circle.
            (Work::List | Work::Card(_) | Work::Document(_) | Work::Send, CaSignIn) if !self.again => {
                self.again = true;
                self.person = None;
                self.go_on(now)
            }
            (Work::Send, code) if answer_is_lost(code) => self.lost(fault, now),
            // Decided by somebody else, or changed since it was opened: the list tells what there is now.
            (Work::Send | Work::Card(_), CaRefused | CaRejected) => {
                (self.verdict, self.signed, self.card, self.list) = (None, None, None, None);
                self.fault = Some(fault);
                let mut effects = vec![Effect::Hide];
                effects.extend(self.next(now));
                effects
            }
            (Work::Document(digest), _) => self.arrived(&digest, Err(fault), now),
            // The decision was taken; the list is read again when it is looked at.
            (Work::List, _) if self.outcome.is_some() => self.ask(Question::Decided),
            (
                _,
                TokenRemoved | TokenAbsent | TokenFailed | ModuleLoad | ModuleCrashed | ModuleHung | PinWrong
                | PinLocked | PinExpired | PinNotSet,
            ) => {
                // Sessions are gone with the connection, and a PIN that does not serve any more opens nothing.
                (self.open, self.shut, self.looked) = (false, false, false);
                self.fail(fault)
            }
            (_, CaSignIn) => {
                self.person = None;
                self.fail(fault)
            }
            _ => self.fail(fault),
        }
    }

    fn signed_in(&mut self, person: Person, now: Moment) -> Vec<Effect> {
        if person.head {
            self.person = Some(person);
            return self.go_on(now);
        }
        // What was wanted stays wanted: the next certificate may be the right one.
        self.sign_out();
        self.fault = Some(Fault::new(SupportCode::NotHead).with("name", &person.name));
        let mut effects = vec![Effect::Hide, Effect::Logout];
        effects.extend(self.next(now));
        effects
    }

    /// The list came; it settles what became of a decision whose answer was lost.
    fn listed(&mut self, list: Vec<Approval>, now: Moment) -> Vec<Effect> {
        let waits = |request: &str| list.iter().any(|approval| approval.request == request);
        let open = self.card.as_ref().map(|card| card.card.approval.request.as_str());
        let settled = self.unsure.is_some() && !open.is_some_and(waits);
        self.list = Some(list);
        if settled {
            return self.decided(false, now);
        }
        self.unsure = None;
        // Why the list was read again, if anything went wrong, is still to be told.
        self.next(now)
    }

    fn arrived(&mut self, digest: &str, content: Result<Vec<u8>, Fault>, now: Moment) -> Vec<Effect> {
        if let Some(card) = &mut self.card {
            card.arrived(digest, content);
        }
        self.go_on(now)
    }

    /// The decision was sent and nobody knows whether it arrived. It is never sent twice: the list tells.
    fn lost(&mut self, fault: Fault, now: Moment) -> Vec<Effect> {
        self.unsure = self.verdict.take();
        (self.signed, self.list) = (None, None);
        self.fault = Some(fault);
        self.next(now)
    }

    fn decided(&mut self, confirmed: bool, now: Moment) -> Vec<Effect> {
        let verdict = self.verdict.take().or(self.unsure.take());
        self.outcome = self.card.take().zip(verdict).map(|(card, verdict)| Outcome {
            approval: card.card.approval,
            approved: verdict.approved(),
            confirmed,
        });
        self.signed = None;
        if confirmed {
            self.list = None;
        }
        self.then(vec![Effect::Hide], now)
    }
}

/// The request may have reached the CA all the same.
fn answer_is_lost(code: SupportCode) -> bool {
    use SupportCode::*;
    matches!(code, CaUnreachable | CaSlow | CaFailed | CaBusy | CaGarbage)
}
