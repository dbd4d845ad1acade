//! Carries out what the machine of the head wants, on the thread of the worker.

use std::sync::MutexGuard;

use crate::approval::{Effect, Flow, Input, OpId, Reply, View};
use crate::fault::Fault;
use crate::ports::{CertificateAuthority, Clock, Opener, SharedTokens, Tokens};
use crate::runtime::viewing::Viewing;
use crate::runtime::workshop::Workshop;

/// A head at work.
pub struct Approvals {
    flow: Flow,
    tokens: SharedTokens,
    ca: Box<dyn CertificateAuthority>,
    clock: Box<dyn Clock>,
    opener: Box<dyn Opener>,
    viewing: Viewing,
}

impl Approvals {
    /// Begins, and does what can be done without the head. `wanted` is the request that a link leads to.
    ///
    /// # Errors
    /// When there is no client for the CA.
    pub fn start(
        workshop: &dyn Workshop,
        wanted: Option<String>,
        tell: &mut dyn FnMut(&View),
    ) -> Result<Self, Fault> {
        let clock = workshop.clock();
        let (flow, effects) = Flow::start(workshop.profile(), wanted, clock.now());
        let mut approvals = Self {
            flow,
            tokens: workshop.tokens(),
            ca: workshop.authority()?,
            clock,
            opener: workshop.opener(),
            viewing: Viewing::new(),
        };
        approvals.carry_out(effects, tell);
        Ok(approvals)
    }

    /// Gives an input to the machine and does all that follows from it.
    pub fn feed(&mut self, input: Input, tell: &mut dyn FnMut(&View)) {
        let effects = self.flow.on(input, self.clock.now());
        self.carry_out(effects, tell);
    }

    /// As a face sees it.
    pub fn view(&self) -> View {
        self.flow.view()
    }

    /// Ends the sessions of the token; documents that were shown are removed.
    pub fn leave(self) {
        self.tokens().logout();
    }

    /// What has no reply is done before anything is told: files and sessions are gone when the window says so.
    fn carry_out(&mut self, mut effects: Vec<Effect>, tell: &mut dyn FnMut(&View)) {
        loop {
            let work = self.tidy(effects);
            tell(&self.view());
            let Some((op, reply)) = work.and_then(|effect| self.work(effect)) else { return };
            effects = self.flow.on(Input::Reply(op, reply), self.clock.now());
        }
    }

    /// Carries out what has no reply, and gives back what has one. The machine waits for one reply at a time.
    fn tidy(&mut self, effects: Vec<Effect>) -> Option<Effect> {
        let mut work = None;
        for effect in effects {
            match effect {
                Effect::Hide => self.viewing.clear(),
                Effect::Logout => self.tokens().logout(),
                effect => work = Some(effect),
            }
        }
        work
    }

    fn work(&mut self, effect: Effect) -> Option<(OpId, Result<Reply, Fault>)> {
        Some(match effect {
            Effect::Look(op) => (op, self.look()),
            Effect::Login { op, key, pin, keep } => {
                (op, self.tokens().login(&key, pin, keep).map(|()| Reply::LoggedIn))
            }
            Effect::Probe { op, key } => (op, self.tokens().open_by_itself(&key).map(Reply::Open)),
            Effect::Sign { op, key, message } => (op, self.tokens().sign(&key, &message).map(Reply::Signed)),
            Effect::Ask { op, ask } => (op, self.ca.ask(&ask).map(Reply::Ca)),
            Effect::Show { op, name, media, bytes } => {
                let shown = self.viewing.put(&name, media, &bytes);
                let shown = shown.and_then(|path| self.opener.open(&path.to_string_lossy()));
                (op, shown.map(|()| Reply::Shown))
            }
            Effect::Hide | Effect::Logout => return None,
        })
    }

    fn look(&self) -> Result<Reply, Fault> {
        let mut tokens = self.tokens();
        let places = tokens.places()?;
        let (certificates, faults) = tokens.certificates()?;
        Ok(Reply::Found { certificates, places, faults })
    }

    /// A poisoned lock means that a call panicked in another thread; the places themselves are still there.
    fn tokens(&self) -> MutexGuard<'_, Box<dyn Tokens>> {
        self.tokens.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}
