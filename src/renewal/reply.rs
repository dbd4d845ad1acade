//! What a reply means for the work it belongs to.

use crate::domain::entry::Event;
use crate::domain::exchange::{CaAsk, CaReply, HolderRecord, Submission};
use crate::domain::field::Field;
use crate::domain::identifier::Snils;
use crate::domain::moment::Moment;
use crate::domain::refusal::{Refusal, Source};
use crate::domain::signed;
use crate::fault::{Fault, SupportCode};
use crate::renewal::flow::{Doing, Flow, Work};
use crate::renewal::input::{Effect, Reply};
use crate::renewal::matched::{Expected, MatchedCertificate};
use crate::renewal::next::next_poll;
use crate::renewal::step::Stage;
use crate::renewal::view::Question;

impl Flow {
    /// Takes the awaited reply.
    pub(super) fn on_reply(&mut self, reply: Result<Reply, Fault>, now: Moment) -> Vec<Effect> {
        let doing = std::mem::replace(&mut self.doing, Doing::Asking(Question::Retry));
        let work = match doing {
            Doing::Working(_, work) => work,
            Doing::Sleeping(_) => return self.go_on(now),
            Doing::Asking(_) => return Vec::new(),
        };
        match reply {
            Ok(reply) => self.on_success(work, reply, now).unwrap_or_else(|fault| self.fail(fault)),
            Err(fault) => self.on_failure(work, fault, now),
        }
    }

    fn on_success(&mut self, work: Work, reply: Reply, now: Moment) -> Result<Vec<Effect>, Fault> {
        Ok(match (work, reply) {
            (Work::FindHolder(snils), Reply::Ca(CaReply::Holder(holder))) => {
                check_record(&snils, &holder)?;
                self.note(Event::Identified { snils: Some(snils), holder }, now)
            }
            (Work::ListPlaces, Reply::Places(places)) => {
                self.run.places = places;
                self.run.places_fresh = true;
                // The last fault stays: it may be why the places were looked at again.
                self.next(now)
            }
            (Work::Login(key), Reply::LoggedIn) => {
                self.run.open.push(key);
                self.go_on(now)
            }
            (Work::Challenge, Reply::Ca(CaReply::Challenge(None)))
            | (Work::SignIn, Reply::Ca(CaReply::SignedIn(_))) => {
                self.run.signed_in = true;
                self.go_on(now)
            }
            (Work::Challenge, Reply::Ca(CaReply::Challenge(Some(challenge)))) => {
                let (key, old) = self.facts.replaced()?;
                let draft = signed::Draft::attached(&challenge, &old, now)?;
                let message = draft.to_sign();
                self.work(Work::SignChallenge(draft), |op| Effect::Sign { op, key, message })
            }
            (Work::SignChallenge(draft), Reply::Signed(signature)) => {
                let proof = draft.finish(&signature)?;
                self.work(Work::SignIn, |op| Effect::Ask { op, ask: CaAsk::SignIn { proof } })
            }
            (Work::Generate, Reply::KeyMade { point, seeded }) => {
                self.note(Event::KeyMade { point, seeded }, now)
            }
            (Work::SignRequest(draft), Reply::Signed(signature)) => {
                let request = draft.finish(&signature)?;
                let (key, old) = self.facts.replaced()?;
                let draft = signed::Draft::attached(&request, &old, now)?;
                let message = draft.to_sign();
                self.work(Work::SignPackage(request, draft), |op| Effect::Sign { op, key, message })
            }
            (Work::SignPackage(request, draft), Reply::Signed(signature)) => {
                let package = draft.finish(&signature)?;
                let Some((_, idempotency)) = self.facts.planned.clone() else {
                    return Err(SupportCode::Internal.into());
                };
                let submission = Submission { idempotency, request, package, dossier: None, draft: None };
                self.note(Event::RequestReady { submission }, now)
            }
            (Work::Submit, Reply::Ca(CaReply::Accepted(accepted))) => {
                self.run.signing_in_again = false;
                self.note(Event::Submitted { accepted }, now)
            }
            (Work::Status, Reply::Ca(CaReply::Waiting(waiting))) => {
                let since = self.facts.times.of(Stage::Wait).0.unwrap_or(now);
                let shown = (now - since).whole_seconds() < i64::from(self.profile.shown_wait);
                let next = next_poll(now, waiting.retry_after, self.facts.polls, shown);
                self.note(Event::Waited { stage: waiting.stage, news: waiting.news, next }, now)
            }
            (Work::Status, Reply::Ca(CaReply::Issued { certificate, chain })) => {
                self.take_certificate(&certificate, &chain, now)?
            }
            (Work::Store, Reply::Stored) => self.note(Event::Stored, now),
            (Work::SignReceipt(draft), Reply::Signed(signature)) => {
                let receipt = draft.finish(&signature)?;
                self.note(Event::ReceiptReady { receipt }, now)
            }
            (Work::Acknowledge, Reply::Ca(CaReply::Acknowledged)) => self.note(Event::Acknowledged, now),
            (Work::SaveBackup, Reply::Saved { folder, with_key }) => {
                self.note(Event::BackedUp { folder, with_key }, now)
            }
            (Work::Withdraw, Reply::Ca(CaReply::Withdrawn)) => {
                self.run.withdrawn = true;
                self.go_on(now)
            }
            (Work::Remove, Reply::Removed) => {
                let mut effects = self.record(Event::Cancelled, now);
                effects.push(Effect::Logout);
                effects.extend(self.go_on(now));
                effects
            }
            _ => return Err(Fault::new(SupportCode::Internal).with("detail", "unexpected reply")),
        })
    }

    fn on_failure(&mut self, work: Work, fault: Fault, now: Moment) -> Vec<Effect> {
        use SupportCode::*;
        match (work, fault.code) {
            // The number can be typed again; the certificate itself cannot be renewed any more.
            (Work::FindHolder(_), _) => {
                self.run.fault = Some(fault);
                self.ask(Question::Snils)
            }
            // Asked again, with the state of the counter read anew.
            (Work::Login(_), PinWrong | PinLength | PasswordWrong) => {
                self.run.fault = Some(fault);
                self.run.places_fresh = false;
                self.next(now)
            }
            // Sessions end; that is no error of the user. Once, not in a circle.
            (Work::Submit | Work::Withdraw, CaSignIn) if !self.run.signing_in_again => {
                self.run.signing_in_again = true;
                self.run.signed_in = false;
                self.go_on(now)
            }
            (Work::Withdraw, CaRefused) => {
                // The CA knows no such request or has closed it: there is nothing left to withdraw.
                self.run.withdrawn = true;
                self.go_on(now)
            }
            (Work::Status, CaRejected) if self.facts.refused.is_none() => {
                let reason = fault.fact("reason").unwrap_or_default().to_owned();
                let refusal = Refusal { source: Source::Other, reason, sections: Vec::new(), new_key: false };
                let mut effects = self.record(Event::Refused { refusal }, now);
                effects.extend(self.fail(fault));
                effects
            }
            // The copy can go elsewhere.
            (Work::SaveBackup, _) => {
                self.run.fault = Some(fault);
                let with_key = self.facts.exportable();
                self.ask(Question::Backup { with_key })
            }
            (_, TokenRemoved | TokenAbsent | TokenFailed) => {
                // Sessions are gone with the connection: the PIN is asked for again.
                self.run.open.clear();
                self.run.places_fresh = false;
                self.fail(fault)
            }
            (_, CaSignIn) => {
                self.run.signed_in = false;
                self.fail(fault)
            }
            _ => self.fail(fault),
        }
    }

    /// Checks what the CA issued before a single byte of it is written.
    fn take_certificate(
        &mut self,
        certificate: &[u8],
        chain: &[Vec<u8>],
        now: Moment,
    ) -> Result<Vec<Effect>, Fault> {
        let (Some(point), Some((_, holder))) = (&self.facts.point, &self.facts.identified) else {
            return Err(SupportCode::Internal.into());
        };
        let expected = Expected { point, subject: &holder.subject, anchors: &self.profile.anchors };
        let (certificate, chain) =
            MatchedCertificate::check(certificate, chain, &expected, now)?.into_parts();
        let event = Event::Issued {
            certificate: certificate.der().to_vec(),
            chain: chain.iter().map(|c| c.der().to_vec()).collect(),
        };
        Ok(self.note(event, now))
    }
}

/// The CA must speak of the person who was asked for.
fn check_record(snils: &Snils, holder: &HolderRecord) -> Result<(), Fault> {
    match holder.subject.value(Field::Snils).map(Snils::parse) {
        Some(Ok(named)) if named == *snils => Ok(()),
        None => Ok(()),
        _ => Err(Fault::new(SupportCode::CaGarbage).with("detail", "record of another holder")),
    }
}
