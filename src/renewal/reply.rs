//! What a reply means for the work it belongs to.

use crate::domain::entry::Event;
use crate::domain::exchange::{CaAsk, CaReply, DraftRef, HolderRecord};
use crate::domain::field::Field;
use crate::domain::form::Inspected;
use crate::domain::identifier::Snils;
use crate::domain::moment::Moment;
use crate::domain::signed;
use crate::fault::{Fault, SupportCode};
use crate::renewal::failure::needs_session;
use crate::renewal::flow::{Doing, Flow, Work};
use crate::renewal::forms;
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
        if needs_session(&work) {
            self.run.signing_in_again = false;
        }
        Ok(match (work, reply) {
            (Work::Workplace, Reply::Workplace(checks)) => {
                self.run.checks = Some(checks);
                self.go_on(now)
            }
            (Work::FindHolder(snils), Reply::Ca(CaReply::Holder(holder))) => {
                if let Some(snils) = &snils {
                    check_record(snils, &holder)?;
                }
                self.note(Event::Identified { snils, holder }, now)
            }
            (Work::Register, Reply::Ca(CaReply::Findings(findings))) => {
                self.run.findings = Some(findings);
                self.go_on(now)
            }
            (Work::Attach, Reply::Attached(Inspected::Stored(scan))) => self.attach(scan, now),
            (Work::Attach, Reply::Attached(offer @ Inspected::TooLarge { .. })) => {
                self.run.offer = Some(offer);
                self.next(now)
            }
            (work @ (Work::Drafts | Work::OpenDraft { .. } | Work::SaveDraft | Work::DropDraft), reply) => {
                self.on_draft(work, reply, now)?
            }
            (Work::CodeWord, Reply::Ca(CaReply::Done)) => self.note(Event::CodeWordSent, now),
            (Work::ListPlaces, Reply::Places(places)) => {
                self.run.places = places;
                self.run.places_fresh = true;
                // The last fault stays: it may be why the places were looked at again.
                self.next(now)
            }
            (Work::Login(key), Reply::LoggedIn) => {
                self.run.shut = None;
                self.run.open.push(key);
                self.go_on(now)
            }
            (Work::Probe(key), Reply::Open(open)) => {
                if open {
                    self.run.open.push(key);
                } else {
                    self.run.shut = Some(key);
                }
                // The last fault stays: it may be why the PIN is asked for again.
                self.next(now)
            }
            (Work::Challenge, Reply::Ca(CaReply::Challenge(None))) => {
                self.run.signed_in = true;
                self.go_on(now)
            }
            (Work::SignIn, Reply::Ca(CaReply::SignedIn(person))) => {
                self.run.signed_in = true;
                self.run.person = Some(person);
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
                self.run.request = Some(draft.finish(&signature)?);
                self.go_on(now)
            }
            (Work::SignPackage(request, draft), Reply::Signed(signature)) => {
                let package = draft.finish(&signature)?;
                if !self.has_dossier() {
                    return Ok(self.request_ready(request, package, None, now));
                }
                let (key, old) = self.facts.replaced()?;
                let draft = signed::Draft::attached(&self.facts.dossier.canonical(), &old, now)?;
                let message = draft.to_sign();
                let work = Work::SignDossier { request, package, draft };
                self.work(work, |op| Effect::Sign { op, key, message })
            }
            (Work::SignDossier { request, package, draft }, Reply::Signed(signature)) => {
                let dossier = draft.finish(&signature)?;
                self.request_ready(request, package, Some(dossier), now)
            }
            (Work::WriteRequest, Reply::Written { file }) => {
                let page = Effect::OpenPage(self.profile.page.clone());
                let mut effects = self.note(Event::RequestWritten { file }, now);
                effects.push(page);
                effects
            }
            (Work::Received(scan), Reply::Ca(CaReply::Received(arrived))) => self.upload(scan, arrived, now),
            (Work::Upload(scan, offset), Reply::Ca(CaReply::Received(arrived))) => {
                if arrived <= offset {
                    return Err(Fault::new(SupportCode::CaGarbage).with("detail", "no piece arrived"));
                }
                self.upload(scan, arrived, now)
            }
            (Work::Submit, Reply::Ca(CaReply::Accepted(accepted))) => {
                self.note(Event::Submitted { accepted }, now)
            }
            (Work::Status, Reply::Ca(CaReply::Waiting(waiting))) => {
                let since = self.facts.times.of(Stage::Wait).0.unwrap_or(now);
                let shown = (now - since).whole_seconds() < i64::from(self.profile.shown_wait);
                let next = next_poll(now, waiting.retry_after, self.facts.polls, shown);
                self.note(Event::Waited { stage: waiting.stage, news: waiting.news, next }, now)
            }
            (
                Work::Status | Work::FetchStored | Work::ReadCertificate,
                Reply::Ca(CaReply::Issued { certificate, chain }),
            ) => self.take_certificate(&certificate, &chain, now)?,
            (Work::StoreAccess, Reply::StoreKnown { login }) => self.note(Event::StoreKnown { login }, now),
            (Work::Contacts(values), Reply::Ca(CaReply::Done)) => {
                self.note(Event::ContactsChanged { values }, now)
            }
            (Work::Bill, Reply::Ca(CaReply::Document(pdf))) => {
                self.run.bill = Some(pdf.into());
                self.go_on(now)
            }
            (Work::Store, Reply::Stored) => self.note(Event::Stored, now),
            (Work::SignReceipt(draft), Reply::Signed(signature)) => {
                let receipt = draft.finish(&signature)?;
                self.note(Event::ReceiptReady { receipt }, now)
            }
            (Work::Acknowledge, Reply::Ca(CaReply::Acknowledged)) => self.note(Event::Acknowledged, now),
            (Work::SaveBackup(_), Reply::Saved { place, with_key }) => {
                self.note(Event::BackedUp { place, with_key }, now)
            }
            (Work::Withdraw, Reply::Ca(CaReply::Withdrawn)) => {
                self.run.withdrawn = true;
                self.go_on(now)
            }
            (Work::Remove, Reply::Removed) => {
                self.run.fault = None;
                self.close(Event::Cancelled, now)
            }
            (Work::DropKey, Reply::Removed) => self.note(Event::KeyDropped, now),
            _ => return Err(unexpected()),
        })
    }

    /// The draft at the CA has changed.
    fn on_draft(&mut self, work: Work, reply: Reply, now: Moment) -> Result<Vec<Effect>, Fault> {
        match (work, reply) {
            (Work::Drafts, Reply::Ca(CaReply::Drafts(drafts))) => self.run.drafts = Some(drafts),
            (Work::OpenDraft { .. }, Reply::Ca(CaReply::DraftOpened(draft))) => {
                self.run.draft_behind = false;
                return Ok(self.note(Event::DraftOpened { draft: DraftRef::from(&draft) }, now));
            }
            (Work::SaveDraft, Reply::Ca(CaReply::Done)) => self.run.draft_behind = false,
            (Work::DropDraft, Reply::Ca(CaReply::Done)) => self.run.draft_dropped = true,
            _ => return Err(unexpected()),
        }
        // The last fault stays, as do the problems of a form: the draft is none of the user's business.
        Ok(self.next(now))
    }

    /// Checks what the CA issued before a single byte of it is written.
    fn take_certificate(
        &mut self,
        certificate: &[u8],
        chain: &[Vec<u8>],
        now: Moment,
    ) -> Result<Vec<Effect>, Fault> {
        let subject = forms::subject(&self.profile, &self.facts);
        let (Some(point), Some(subject)) = (&self.facts.point, &subject) else {
            return Err(SupportCode::Internal.into());
        };
        let powers = forms::powers(&self.profile, &self.facts)?;
        let expected = Expected { point, subject, powers: &powers, anchors: &self.profile.anchors };
        let (certificate, chain) =
            MatchedCertificate::check(certificate, chain, &expected, now)?.into_parts();
        let event = Event::Issued {
            certificate: certificate.der().to_vec(),
            chain: chain.iter().map(|c| c.der().to_vec()).collect(),
        };
        Ok(self.note(event, now))
    }
}

fn unexpected() -> Fault {
    Fault::new(SupportCode::Internal).with("detail", "unexpected reply")
}

/// The CA must speak of the person who was asked for.
fn check_record(snils: &Snils, holder: &HolderRecord) -> Result<(), Fault> {
    match holder.subject.value(Field::Snils).map(Snils::parse) {
        Some(Ok(named)) if named == *snils => Ok(()),
        None => Ok(()),
        _ => Err(Fault::new(SupportCode::CaGarbage).with("detail", "record of another holder")),
    }
}
