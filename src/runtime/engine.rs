//! Carries out the effects of one renewal, in order, and stops at the first journal line that fails.

use std::collections::VecDeque;
use std::sync::{Arc, MutexGuard};

use crate::domain::entry::Entry;
use crate::domain::exchange::{CaAsk, CaReply};
use crate::domain::form::Scan;
use crate::domain::history::Outcome;
use crate::domain::key::{FoundCertificate, KeyRef};
use crate::domain::medium::CopyPlace;
use crate::domain::moment::Moment;
use crate::domain::profile::Profile;
use crate::domain::secret::Seed;
use crate::fault::{Fault, SupportCode};
use crate::ports::{
    Backups, CertificateAuthority, Clock, CopyContent, Documents, History, Journals, Medium, Opener, Random,
    RequestFiles, SharedTokens, Tokens, Vault, Workplace,
};
use crate::renewal::{BackupOrder, Effect, Flow, Input, OpId, Question, Reply, Step, View};
use crate::runtime::crash::CrashPoint;
use crate::runtime::history;

/// Length of one piece of a scan on its way to the CA, in bytes.
const PIECE: usize = 64 * 1024;

/// The world as the engine sees it.
pub struct Ports {
    /// All places for keys.
    pub tokens: SharedTokens,
    /// The CA of the profile.
    pub ca: Box<dyn CertificateAuthority>,
    /// All journals.
    pub journals: Box<dyn Journals>,
    /// What became of all renewals.
    pub history: Box<dyn History>,
    /// The clock.
    pub clock: Box<dyn Clock>,
    /// The system's randomness.
    pub random: Box<dyn Random>,
    /// The copies.
    pub backups: Box<dyn Backups>,
    /// The browser.
    pub opener: Box<dyn Opener>,
    /// The scans.
    pub documents: Box<dyn Documents>,
    /// Secrets between runs.
    pub vault: Box<dyn Vault>,
    /// The look at the workplace.
    pub workplace: Box<dyn Workplace>,
    /// Request and certificate files.
    pub files: Box<dyn RequestFiles>,
}

/// Hears what happens, as it happens.
pub trait Observer {
    /// A line stands in the journal.
    fn recorded(&mut self, entry: &Entry);
    /// The renewal moved.
    fn moved(&mut self, view: &View);
}

/// Why the engine stands still.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pause {
    /// The user has to answer [`View::question`].
    User,
    /// Nothing to do until this moment; then call [`Engine::wake`].
    Until(Moment),
    /// The renewal is over.
    End,
}

/// One renewal at work.
pub struct Engine {
    ports: Ports,
    renewal: String,
    profile: Arc<Profile>,
    flow: Flow,
    sleeping: Option<(OpId, Moment)>,
    /// Slots with a token, at the last look since something else happened.
    occupied: Option<Vec<u64>>,
    /// The journal could be neither written nor read: the flow must not go on before it is made anew.
    ahead: Option<Fault>,
    crash: CrashPoint,
}

impl Engine {
    /// Begins a renewal and does what can be done without the user.
    ///
    /// # Errors
    /// What [`Flow::start`] refuses, or a journal that cannot be made; nothing was done then.
    pub fn start(
        ports: Ports,
        profile: Arc<Profile>,
        found: &FoundCertificate,
        observer: &mut dyn Observer,
    ) -> Result<Self, Fault> {
        Self::begin(ports, profile.clone(), observer, |renewal, now| {
            Flow::start(renewal, profile, found, now)
        })
    }

    /// Begins a first issue and does what can be done without the user.
    ///
    /// # Errors
    /// What [`Flow::start_first`] refuses, or a journal that cannot be made; nothing was done then.
    pub fn start_first(
        ports: Ports,
        profile: Arc<Profile>,
        observer: &mut dyn Observer,
    ) -> Result<Self, Fault> {
        Self::begin(ports, profile.clone(), observer, |renewal, now| Flow::start_first(renewal, profile, now))
    }

    fn begin(
        mut ports: Ports,
        profile: Arc<Profile>,
        observer: &mut dyn Observer,
        start: impl FnOnce(String, Moment) -> Result<(Flow, Vec<Effect>), Fault>,
    ) -> Result<Self, Fault> {
        let now = ports.clock.now();
        let mut tail = [0; 4];
        ports.random.fill(&mut tail)?;
        // Sorts by time; unique even if two begin in one second.
        let renewal = format!("{}-{}", now.unix_timestamp(), hex::encode(tail));
        let (flow, mut effects) = start(renewal.clone(), now)?;
        ports.journals.create(&renewal)?;
        let mut engine = Self::new(ports, renewal, profile, flow);
        // A renewal without its first line could not be resumed: it does not begin at all.
        if let Effect::Record(first) = effects.remove(0) {
            engine.record(&first, observer)?;
        }
        engine.carry_out(effects, observer);
        Ok(engine)
    }

    /// Takes up a renewal where its journal ends.
    ///
    /// # Errors
    /// `JournalDamaged`, `DiskDenied`.
    pub fn resume(
        mut ports: Ports,
        profile: Arc<Profile>,
        renewal: &str,
        observer: &mut dyn Observer,
    ) -> Result<Self, Fault> {
        let journal = ports.journals.read(renewal)?;
        let (flow, effects) = Flow::resume(renewal.to_owned(), profile.clone(), &journal, ports.clock.now())?;
        let mut engine = Self::new(ports, renewal.to_owned(), profile, flow);
        engine.carry_out(effects, observer);
        Ok(engine)
    }

    /// Gives an input to the renewal and does all that follows from it.
    pub fn feed(&mut self, input: Input, observer: &mut dyn Observer) {
        if let Some(fault) = self.ahead.take() {
            self.start_over(fault);
        }
        if self.ahead.is_some() {
            return observer.moved(&self.view());
        }
        let effects = self.flow.on(input, self.ports.clock.now());
        self.occupied = None;
        self.carry_out(effects, observer);
    }

    /// A token that is inserted now matters: then [`Engine::look`] every now and then.
    pub fn watches(&self) -> bool {
        self.ahead.is_none() && self.flow.watches_places()
    }

    /// Looks whether tokens came or went. Says nothing when nothing has changed.
    pub fn look(&mut self, observer: &mut dyn Observer) {
        if !self.watches() {
            return;
        }
        let occupied = self.tokens().occupied();
        if self.occupied.replace(occupied.clone()) == Some(occupied) {
            return;
        }
        let Ok(places) = self.tokens().places() else { return };
        if let Some(effects) = self.flow.see(places, self.ports.clock.now()) {
            self.carry_out(effects, observer);
        }
    }

    /// Goes on after [`Pause::Until`]. Too early, it changes nothing.
    pub fn wake(&mut self, observer: &mut dyn Observer) {
        if let Some((op, _)) = self.sleeping.filter(|(_, at)| *at <= self.ports.clock.now()) {
            self.sleeping = None;
            self.feed(Input::Reply(op, Ok(Reply::Woke)), observer);
        }
    }

    /// Why nothing happens at the moment.
    pub fn pause(&self) -> Pause {
        match (self.sleeping, self.view().question) {
            (_, Some(Question::End)) => Pause::End,
            (Some((_, at)), None) => Pause::Until(at),
            _ => Pause::User,
        }
    }

    /// Where the copy can go: drives, other tokens and, last, the default folder.
    ///
    /// # Errors
    /// When no folder is known.
    pub fn media(&mut self) -> Result<Vec<Medium>, Fault> {
        let mut media = self.ports.backups.media()?;
        if self.view().step != Step::Backup {
            return Ok(media);
        }
        // A token that does not answer is no place for a copy.
        let places = self.tokens().places().unwrap_or_default();
        let tokens = places.into_iter().filter(|place| self.flow.takes_copy(place)).filter_map(|place| {
            let (title, free_bytes) = (place.title, place.free_bytes);
            Some(Medium { title, place: CopyPlace::on(&place.id)?, free_bytes, external: true })
        });
        let before_last = media.len().saturating_sub(1);
        let _ = media.splice(before_last..before_last, tokens);
        Ok(media)
    }

    /// The renewal as a face sees it.
    pub fn view(&self) -> View {
        self.flow.view(self.ports.clock.now())
    }

    /// Ends all sessions and gives the ports back; the journal keeps everything.
    pub fn leave(self) -> Ports {
        self.tokens().logout();
        self.ports
    }

    fn new(ports: Ports, renewal: String, profile: Arc<Profile>, flow: Flow) -> Self {
        let crash = CrashPoint::from_environment();
        Self { ports, renewal, profile, flow, sleeping: None, occupied: None, ahead: None, crash }
    }

    fn carry_out(&mut self, effects: Vec<Effect>, observer: &mut dyn Observer) {
        let mut queue = VecDeque::from(effects);
        observer.moved(&self.view());
        while let Some(effect) = queue.pop_front() {
            let done = match effect {
                Effect::Record(entry) => {
                    if let Err(fault) = self.record(&entry, observer) {
                        self.start_over(fault);
                        return observer.moved(&self.view());
                    }
                    continue;
                }
                Effect::WakeAt { op, at } => {
                    self.sleeping = Some((op, at));
                    continue;
                }
                Effect::OpenPage(page) => {
                    // The address stands on the screen as well: a missing browser loses nothing.
                    let _ = self.ports.opener.open(&page);
                    continue;
                }
                Effect::DropScans(digests) => {
                    // What stays behind is encrypted; the next clean-up takes it.
                    let _ = self.ports.documents.drop_scans(&digests);
                    continue;
                }
                Effect::Logout => {
                    self.tokens().logout();
                    continue;
                }
                other => self.work(other),
            };
            let Some((op, reply)) = done else { continue };
            queue.extend(self.flow.on(Input::Reply(op, reply), self.ports.clock.now()));
            observer.moved(&self.view());
        }
    }

    fn record(&mut self, entry: &Entry, observer: &mut dyn Observer) -> Result<(), Fault> {
        self.crash.pass("before");
        self.ports.journals.append(&self.renewal, entry)?;
        self.crash.count("after");
        if Outcome::of(&entry.event).is_some() {
            // The journal has it: what the history misses now it gets at the next look.
            let (journals, history) = (self.ports.journals.as_mut(), self.ports.history.as_mut());
            let _ = history::note(&self.renewal, journals, history);
        }
        observer.recorded(entry);
        Ok(())
    }

    /// Carries out an effect that has a reply.
    fn work(&mut self, effect: Effect) -> Option<(OpId, Result<Reply, Fault>)> {
        Some(match effect {
            Effect::ListPlaces(op) => (op, self.tokens().places().map(Reply::Places)),
            Effect::Login { op, key, pin, keep } => {
                (op, self.tokens().login(&key, pin, keep).map(|()| Reply::LoggedIn))
            }
            Effect::Probe { op, key } => (op, self.tokens().open_by_itself(&key).map(Reply::Open)),
            Effect::Generate { op, plan, seed } => {
                let seed = seed.map_or_else(|| self.system_seed(), Ok);
                let made = seed.and_then(|seed| self.tokens().generate(&plan, &seed));
                (op, made.map(|(point, seeded)| Reply::KeyMade { point, seeded }))
            }
            Effect::Sign { op, key, message } => (op, self.tokens().sign(&key, &message).map(Reply::Signed)),
            Effect::Ask { op, ask } => (op, self.ports.ca.ask(&ask).map(Reply::Ca)),
            Effect::Store { op, key, certificate, label } => {
                let stored = self.tokens().store_certificate(&key, &certificate, &label);
                (op, stored.map(|()| Reply::Stored))
            }
            Effect::Remove { op, key } => (op, self.tokens().remove(&key).map(|()| Reply::Removed)),
            Effect::SaveBackup { op, order } => {
                let saved = self.save_backup(&order);
                (op, saved.map(|(place, with_key)| Reply::Saved { place, with_key }))
            }
            Effect::CheckWorkplace(op) => (op, Ok(Reply::Workplace(self.ports.workplace.check()))),
            Effect::Attach { op, slot, path, limits } => {
                (op, self.ports.documents.take(&path, slot, &limits).map(Reply::Attached))
            }
            Effect::Upload { op, draft, scan, offset } => {
                (op, self.upload(draft, scan, offset).map(Reply::Ca))
            }
            Effect::KeepStoreAccess { op, request } => {
                let kept = self.keep_store_access(request);
                (op, kept.map(|login| Reply::StoreKnown { login }))
            }
            Effect::FetchStored { op, login } => (op, self.fetch_stored(login).map(Reply::Ca)),
            Effect::WriteRequest { op, folder, request, pem } => {
                let written = self.ports.files.write(&folder, &request, pem);
                (op, written.map(|file| Reply::Written { file }))
            }
            Effect::ReadCertificate { op, path, point } => {
                let read = self.ports.files.certificates(&path, &point);
                (op, read.map(|(certificate, chain)| Reply::Ca(CaReply::Issued { certificate, chain })))
            }
            Effect::Record(_)
            | Effect::WakeAt { .. }
            | Effect::OpenPage(_)
            | Effect::DropScans(_)
            | Effect::Logout => return None,
        })
    }

    /// Sends the next piece of a scan.
    fn upload(&mut self, draft: String, scan: Scan, offset: u64) -> Result<CaReply, Fault> {
        let bytes = self.ports.documents.read(&scan.digest, offset, PIECE)?;
        self.ports.ca.ask(&CaAsk::Upload { draft, scan, offset, bytes })
    }

    fn keep_store_access(&mut self, request: String) -> Result<String, Fault> {
        match self.ports.ca.ask(&CaAsk::StoreAccess { request })? {
            CaReply::StoreAccess { login, password } => {
                self.ports.vault.keep(&store_secret(&self.renewal), &password)?;
                Ok(login)
            }
            _ => Err(SupportCode::CaGarbage.into()),
        }
    }

    fn fetch_stored(&mut self, login: String) -> Result<CaReply, Fault> {
        let kept = self.ports.vault.recall(&store_secret(&self.renewal))?;
        let password = kept.ok_or(SupportCode::VaultFailed)?;
        self.ports.ca.ask(&CaAsk::FetchStored { login, password })
    }

    fn save_backup(&mut self, order: &BackupOrder) -> Result<(CopyPlace, bool), Fault> {
        let key = match &order.password {
            Some(_) => self.tokens().export(&order.key)?,
            None => None,
        };
        let content = CopyContent {
            certificate: &order.certificate,
            chain: &order.chain,
            request: &order.request,
            key: key.as_ref().zip(order.password.as_ref()),
        };
        let place = match (&order.place, order.place.token()) {
            (CopyPlace::Folder(medium), _) => CopyPlace::Folder(self.ports.backups.save(medium, &content)?),
            (token, place) => {
                let place = place.ok_or(SupportCode::BackupMedium)?;
                let copy = self.ports.backups.for_token(&content);
                self.tokens().save_copy(&KeyRef { place, id: order.key.id.clone() }, &copy)?;
                token.clone()
            }
        };
        Ok((place, content.key.is_some()))
    }

    /// After a crash between plan and key there are no collected events any more.
    fn system_seed(&mut self) -> Result<Seed, Fault> {
        let mut bytes = [0; 32];
        self.ports.random.fill(&mut bytes)?;
        Ok(Seed::new(bytes, 0))
    }

    /// The journal could not be written: the flow is ahead of it, so it is made anew from what is on the disk.
    fn start_over(&mut self, fault: Fault) {
        let now = self.ports.clock.now();
        let journal = self.ports.journals.read(&self.renewal);
        let resumed =
            journal.and_then(|lines| Flow::resume(self.renewal.clone(), self.profile.clone(), &lines, now));
        match resumed {
            Ok((flow, _)) => self.flow = flow,
            Err(_) => self.ahead = Some(fault.clone()),
        }
        self.sleeping = None;
        self.flow.interrupt(fault);
    }

    /// A poisoned lock means that a call panicked in another thread; the places themselves are still there.
    fn tokens(&self) -> MutexGuard<'_, Box<dyn Tokens>> {
        self.ports.tokens.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// Name in the vault of the password of the certificate store of a renewal.
pub fn store_secret(renewal: &str) -> String {
    format!("store-{renewal}")
}
