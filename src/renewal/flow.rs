//! The renewal as a machine: an input goes in, effects come out. Nothing here touches the world.
//!
//! What is true stands in [`Facts`], folded from the journal; what comes next is decided from them alone, in
//! `next.rs`. A resumed renewal therefore takes exactly the way the live one would have taken.

use std::sync::Arc;

use crate::domain::entry::{Entry, Event};
use crate::domain::exchange::Person;
use crate::domain::form::{Inspected, Problem, Scan, Values};
use crate::domain::identifier::Snils;
use crate::domain::key::{FoundCertificate, KeyRef, PinState, Place, PlaceId, ROOM};
use crate::domain::medium::CopyPlace;
use crate::domain::model;
use crate::domain::moment::Moment;
use crate::domain::portal::Draft;
use crate::domain::profile::Profile;
use crate::domain::refusal::Finding;
use crate::domain::secret::{Pin, Seed};
use crate::domain::workplace::Check;
use crate::domain::{request, signed};
use crate::fault::{Fault, SupportCode};
use crate::renewal::facts::Facts;
use crate::renewal::input::{Effect, Input, OpId};
use crate::renewal::view::Question;

/// One renewal.
#[derive(Debug)]
pub struct Flow {
    pub(super) renewal: String,
    pub(super) profile: Arc<Profile>,
    pub(super) facts: Facts,
    pub(super) run: Run,
    pub(super) doing: Doing,
    last_op: u64,
}

/// What is known in this run only: it is gone with the process, and nothing depends on it.
#[derive(Debug, Default)]
pub(super) struct Run {
    /// The collected randomness, until the key is made.
    pub(super) seed: Option<Seed>,
    /// Keys whose places were opened.
    pub(super) open: Vec<KeyRef>,
    /// The key that was last found to need a PIN: it is asked for, not looked at again.
    pub(super) shut: Option<KeyRef>,
    /// Places as last looked at.
    pub(super) places: Vec<Place>,
    /// Nothing happened since that could have changed them.
    pub(super) places_fresh: bool,
    /// Tokens as last seen while the workplace was shown.
    pub(super) tokens: Option<Vec<PlaceId>>,
    /// The session at the CA stands.
    pub(super) signed_in: bool,
    /// The session was lost once and is being renewed.
    pub(super) signing_in_again: bool,
    /// The user acknowledged the certificate.
    pub(super) acknowledged: bool,
    /// The user chose where the copy goes.
    pub(super) saving: Option<(CopyPlace, Option<Pin>)>,
    /// A copy that was begun is not gone on with: another place was wished for, or it failed.
    pub(super) copy_elsewhere: bool,
    /// The request was withdrawn at the CA.
    pub(super) withdrawn: bool,
    /// «Отмена» was pressed.
    pub(super) stop: bool,
    /// «Обновить» was pressed.
    pub(super) ask_now: bool,
    /// What went wrong last.
    pub(super) fault: Option<Fault>,
    /// «Проверка рабочего места», once checked.
    pub(super) checks: Option<Vec<Check>>,
    /// Who is signed in.
    pub(super) person: Option<Person>,
    /// Drafts at the CA, once asked for; empty when the user begins anew.
    pub(super) drafts: Option<Vec<Draft>>,
    /// The draft at the CA is not as new as the dossier here.
    pub(super) draft_behind: bool,
    /// The draft could not be opened or saved; tried again when something was filled in.
    pub(super) draft_failed: bool,
    /// What the registers say of the dossier as it is now, once asked.
    pub(super) findings: Option<Vec<Finding>>,
    /// What is wrong with the section that was handed in last.
    pub(super) problems: Vec<Problem>,
    /// A smaller picture is offered.
    pub(super) offer: Option<Inspected>,
    /// The request, signed by the new key, not yet by the old one.
    pub(super) request: Option<Vec<u8>>,
    /// Everything that will be signed was shown and found right.
    pub(super) reviewed: bool,
    /// How much of which scan has arrived.
    pub(super) uploading: Option<(Scan, u64)>,
    /// The refusal was told in this run; before that the CA is asked whether it still stands.
    pub(super) refusal_told: bool,
    /// New telephone and e-mail, on their way to the CA.
    pub(super) contacts: Option<Values>,
    /// The bill was asked for.
    pub(super) bill_wanted: bool,
    /// The bill, once fetched.
    pub(super) bill: Option<Arc<[u8]>>,
    /// Something asked for while waiting needs a session.
    pub(super) session_needed: bool,
    /// The draft at the CA was dropped, or will end by itself.
    pub(super) draft_dropped: bool,
}

/// What the flow waits for.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one at a time")]
pub(super) enum Doing {
    /// The user.
    Asking(Question),
    /// A reply to an effect.
    Working(OpId, Work),
    /// A moment.
    Sleeping(OpId),
}

/// The meaning of the reply that is awaited.
#[derive(Debug)]
pub(super) enum Work {
    Workplace,
    Drafts,
    OpenDraft { needed: bool },
    SaveDraft,
    DropDraft,
    Attach,
    Register,
    CodeWord,
    FindHolder(Option<Snils>),
    ListPlaces,
    Login(KeyRef),
    Probe(KeyRef),
    Challenge,
    SignChallenge(signed::Draft),
    SignIn,
    Generate,
    SignRequest(request::Draft),
    SignPackage(Vec<u8>, signed::Draft),
    SignDossier { request: Vec<u8>, package: Vec<u8>, draft: signed::Draft },
    WriteRequest,
    Received(Scan),
    Upload(Scan, u64),
    Submit,
    Status,
    Contacts(Values),
    Bill,
    StoreAccess,
    FetchStored,
    ReadCertificate,
    Store,
    SignReceipt(signed::Draft),
    Acknowledge,
    SaveBackup(CopyPlace),
    Withdraw,
    Remove,
    DropKey,
}

impl Flow {
    /// Begins the replacement of a certificate. The first effect writes the journal.
    ///
    /// # Errors
    /// `CertExpired` when it can no longer sign: then a visit to the CA is needed.
    pub fn start(
        renewal: String,
        profile: Arc<Profile>,
        found: &FoundCertificate,
        now: Moment,
    ) -> Result<(Self, Vec<Effect>), Fault> {
        if found.usable_until() <= now {
            return Err(SupportCode::CertExpired.into());
        }
        let event = Event::Started {
            key: found.key.clone(),
            certificate: found.certificate.der().to_vec(),
            profile: profile.id.clone(),
            key_end: found.key_end,
        };
        let first = Entry { at: now, event };
        let mut flow = Self::new(renewal, profile, Facts::begin(&first)?);
        let mut effects = vec![Effect::Record(first)];
        effects.extend(flow.next(now));
        Ok((flow, effects))
    }

    /// Begins a first issue: there is no certificate yet. The first effect writes the journal.
    ///
    /// # Errors
    /// `CaUnsupported` when the CA wants to see first-time holders in person from the beginning.
    pub fn start_first(
        renewal: String,
        profile: Arc<Profile>,
        now: Moment,
    ) -> Result<(Self, Vec<Effect>), Fault> {
        if !profile.first_issue {
            return Err(SupportCode::CaUnsupported.into());
        }
        let first = Entry { at: now, event: Event::StartedFirst { profile: profile.id.clone() } };
        let mut flow = Self::new(renewal, profile, Facts::begin(&first)?);
        let mut effects = vec![Effect::Record(first)];
        effects.extend(flow.next(now));
        Ok((flow, effects))
    }

    /// Goes on where the journal ends.
    ///
    /// # Errors
    /// `JournalDamaged`, `CertUnreadable`.
    pub fn resume(
        renewal: String,
        profile: Arc<Profile>,
        journal: &[Entry],
        now: Moment,
    ) -> Result<(Self, Vec<Effect>), Fault> {
        let (first, rest) = journal.split_first().ok_or(SupportCode::JournalDamaged)?;
        let mut facts = Facts::begin(first)?;
        rest.iter().try_for_each(|entry| facts.apply(entry))?;
        let mut flow = Self::new(renewal, profile, facts);
        let effects = flow.next(now);
        Ok((flow, effects))
    }

    /// Takes one input. Total: an input that does not fit changes nothing.
    pub fn on(&mut self, input: Input, now: Moment) -> Vec<Effect> {
        match input {
            Input::Reply(op, reply) if self.awaits(op) => self.on_reply(reply, now),
            Input::Reply(..) => Vec::new(),
            Input::Stop if self.can_stop() => {
                self.run.stop = true;
                if matches!(self.doing, Doing::Working(..)) { Vec::new() } else { self.go_on(now) }
            }
            // Kept whatever happens at the moment, and changes nothing else.
            Input::Draft(section, values) => self.keep_typed(section, values, now),
            input if matches!(self.doing, Doing::Sleeping(_)) => self.on_wish(input, now),
            input => self.on_answer(input, now),
        }
    }

    /// «Отмена» is possible as long as no certificate was issued.
    pub(super) fn can_stop(&self) -> bool {
        self.facts.issued.is_none() && self.facts.end.is_none() && !self.facts.undoing
    }

    /// A new key can be made there.
    ///
    /// # Errors
    /// Why not: `TokenAbsent`, `TokenNoP256`, `TokenReadOnly`, `PinLocked`, `TokenFull`.
    pub(super) fn usable(&self, place: &PlaceId) -> Result<(), Fault> {
        let seen = self.place(place)?;
        let code = if !seen.p256 {
            SupportCode::TokenNoP256
        } else if !seen.writable {
            SupportCode::TokenReadOnly
        } else if seen.pin == PinState::Locked {
            SupportCode::PinLocked
        } else if seen.free_bytes.is_some_and(|free| free < ROOM) {
            SupportCode::TokenFull
        } else {
            return Ok(());
        };
        let fault = Fault::new(code).with("token", &seen.title);
        Err(match (code, seen.free_bytes) {
            (SupportCode::TokenNoP256, _) => fault.with("makes", model::makes(seen).id()),
            (SupportCode::TokenFull, Some(free)) => fault.with("free", free).with("needed", ROOM),
            _ => fault,
        })
    }

    /// The place as last looked at.
    pub(super) fn place(&self, id: &PlaceId) -> Result<&Place, Fault> {
        self.run.places.iter().find(|p| p.id == *id).ok_or_else(|| {
            let fault = Fault::new(SupportCode::TokenAbsent);
            match id {
                PlaceId::Token { label, .. } => fault.with("token", label),
                PlaceId::Computer => fault,
            }
        })
    }

    /// The place of this key was opened in this run. A token is open for all its keys.
    pub(super) fn is_open(&self, key: &KeyRef) -> bool {
        self.run.open.iter().any(|open| match key.place {
            PlaceId::Token { .. } => open.place == key.place,
            PlaceId::Computer => open == key,
        })
    }

    /// Writes a line, and goes on.
    pub(super) fn note(&mut self, event: Event, now: Moment) -> Vec<Effect> {
        let mut effects = self.record(event, now);
        effects.extend(self.go_on(now));
        effects
    }

    /// Writes a line.
    pub(super) fn record(&mut self, event: Event, now: Moment) -> Vec<Effect> {
        let entry = Entry { at: now, event };
        match self.facts.apply(&entry) {
            Ok(()) => vec![Effect::Record(entry)],
            Err(fault) => self.fail(fault),
        }
    }

    /// Forgets the last fault and does what comes next.
    pub(super) fn go_on(&mut self, now: Moment) -> Vec<Effect> {
        self.run.fault = None;
        self.next(now)
    }

    /// Waits for the user.
    pub(super) fn ask(&mut self, question: Question) -> Vec<Effect> {
        self.doing = Doing::Asking(question);
        Vec::new()
    }

    /// Stops here; «Повторить» goes on from here.
    pub(super) fn fail(&mut self, fault: Fault) -> Vec<Effect> {
        self.run.fault = Some(fault);
        self.ask(Question::Retry)
    }

    /// Has an effect carried out and waits for its reply.
    pub(super) fn work(&mut self, work: Work, effect: impl FnOnce(OpId) -> Effect) -> Vec<Effect> {
        let op = self.operation();
        self.doing = Doing::Working(op, work);
        vec![effect(op)]
    }

    /// Waits until a moment.
    pub(super) fn sleep(&mut self, at: Moment) -> Vec<Effect> {
        let op = self.operation();
        self.doing = Doing::Sleeping(op);
        vec![Effect::WakeAt { op, at }]
    }

    /// Shows a failure that lies outside the flow: a journal that could not be written. «Повторить» goes on.
    pub fn interrupt(&mut self, fault: Fault) {
        let _ = self.fail(fault);
    }

    fn operation(&mut self) -> OpId {
        self.last_op += 1;
        OpId(self.last_op)
    }

    fn awaits(&self, op: OpId) -> bool {
        matches!(self.doing, Doing::Working(expected, _) | Doing::Sleeping(expected) if expected == op)
    }

    fn new(renewal: String, profile: Arc<Profile>, facts: Facts) -> Self {
        Self {
            renewal,
            profile,
            facts,
            run: Run::default(),
            doing: Doing::Asking(Question::Snils),
            last_op: 0,
        }
    }
}
