//! The thread behind the window: it owns the adapters, takes [`Command`]s and tells [`Notice`]s.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use crate::domain::certificate::Certificate;
use crate::domain::entry::{Entry, Event};
use crate::domain::key::{FoundCertificate, KeyRef};
use crate::domain::profile::Profile;
use crate::fault::{Fault, SupportCode};
use crate::ports::{Backups, Clock, Journals, Opener, Printer, SharedTokens};
use crate::renewal::View;
use crate::runtime::engine::{Engine, Observer, Pause, Ports};
use crate::runtime::message::{Command, Notice};
use crate::runtime::panel;

/// Makes the adapters; [`crate::compose`] has the only real one.
pub trait Workshop: Send {
    /// The CA in force.
    fn profile(&self) -> Arc<Profile>;
    /// All places for keys.
    fn tokens(&self) -> SharedTokens;
    /// The clock.
    fn clock(&self) -> Box<dyn Clock>;
    /// All journals.
    fn journals(&self) -> Result<Box<dyn Journals>, Fault>;
    /// Everything a renewal needs: of this key and certificate, or of none for a first issue.
    fn ports(&self, old: Option<(KeyRef, Certificate)>) -> Result<Ports, Fault>;
    /// Copies.
    fn backups(&self) -> Box<dyn Backups>;
    /// Printing.
    fn printer(&self) -> Box<dyn Printer>;
    /// Browser and viewers.
    fn opener(&self) -> Box<dyn Opener>;
    /// The printed form of a certificate as PDF.
    fn form(&self, certificate: &Certificate) -> Result<Vec<u8>, Fault>;
}

/// Runs until the sender of the commands is gone. `tell` may be called from this thread only.
pub fn run(workshop: Box<dyn Workshop>, commands: &Receiver<Command>, tell: &mut dyn FnMut(Notice)) {
    let mut desk = Desk { workshop, engine: None };
    desk.handle(Command::Scan, tell);
    loop {
        let command = match desk.time_to_wake() {
            None => commands.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(wait) => commands.recv_timeout(wait),
        };
        match command {
            Ok(command) => desk.handle(command, tell),
            Err(RecvTimeoutError::Timeout) => {
                if let Some(engine) = &mut desk.engine {
                    engine.wake(&mut Teller(tell));
                }
            }
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

struct Desk {
    workshop: Box<dyn Workshop>,
    engine: Option<Engine>,
}

impl Desk {
    fn handle(&mut self, command: Command, tell: &mut dyn FnMut(Notice)) {
        if let Err(fault) = self.try_handle(command, tell) {
            tell(Notice::Failed(fault));
        }
    }

    fn try_handle(&mut self, command: Command, tell: &mut dyn FnMut(Notice)) -> Result<(), Fault> {
        match command {
            Command::Scan => tell(Notice::Panel(Box::new(panel::read(self.workshop.as_ref())?))),
            Command::Start(found) => self.start(&found, tell)?,
            Command::Resume(renewal) => self.resume(&renewal, tell)?,
            Command::Input(input) => {
                if let Some(engine) = &mut self.engine {
                    engine.feed(input, &mut Teller(tell));
                }
            }
            Command::Leave => {
                if let Some(engine) = self.engine.take() {
                    let _ = engine.leave();
                }
                self.handle(Command::Scan, tell);
            }
            Command::Media => tell(Notice::Media(self.workshop.backups().media()?)),
            Command::Printers => tell(Notice::Printers(self.workshop.printer().printers()?)),
            Command::SaveForm(certificate, path) => {
                std::fs::write(&path, self.workshop.form(&certificate)?)?;
                tell(Notice::FormSaved(path));
            }
            Command::PrintForm { certificate, printer, copies } => {
                let file = std::env::temp_dir().join(format!("{}.pdf", certificate.serial_hex()));
                std::fs::write(&file, self.workshop.form(&certificate)?)?;
                let title = certificate.subject().full_name();
                let printed = self.workshop.printer().print(&printer, &file, &title, copies);
                let _ = std::fs::remove_file(&file);
                printed?;
                tell(Notice::FormPrinted);
            }
            Command::Open(target) => self.workshop.opener().open(&target)?,
        }
        Ok(())
    }

    fn start(&mut self, found: &FoundCertificate, tell: &mut dyn FnMut(Notice)) -> Result<(), Fault> {
        let ports = self.workshop.ports(Some((found.key.clone(), found.certificate.clone())))?;
        self.engine = Some(Engine::start(ports, self.workshop.profile(), found, &mut Teller(tell))?);
        Ok(())
    }

    fn resume(&mut self, renewal: &str, tell: &mut dyn FnMut(Notice)) -> Result<(), Fault> {
        let journal = self.workshop.journals()?.read(renewal)?;
        let ports = self.workshop.ports(beginning(&journal)?)?;
        self.engine = Some(Engine::resume(ports, self.workshop.profile(), renewal, &mut Teller(tell))?);
        Ok(())
    }

    /// How long until the CA may be asked again. The clock may be set back meanwhile, so at most a minute.
    fn time_to_wake(&self) -> Option<Duration> {
        let Some(Pause::Until(at)) = self.engine.as_ref().map(Engine::pause) else { return None };
        let left = at - self.workshop.clock().now();
        let left = Duration::try_from(left).unwrap_or_default();
        Some(left.min(Duration::from_secs(60)))
    }
}

/// Key and certificate that a journal begins with; none for a first issue.
///
/// # Errors
/// `JournalDamaged` when it begins otherwise.
pub fn beginning(journal: &[Entry]) -> Result<Option<(KeyRef, Certificate)>, Fault> {
    match journal.first().map(|entry| &entry.event) {
        Some(Event::Started { key, certificate, .. }) => {
            Ok(Some((key.clone(), Certificate::from_der(certificate)?)))
        }
        Some(Event::StartedFirst { .. }) => Ok(None),
        _ => Err(Fault::new(SupportCode::JournalDamaged).with("detail", "no beginning")),
    }
}

struct Teller<'a>(&'a mut dyn FnMut(Notice));

impl Observer for Teller<'_> {
    fn recorded(&mut self, _: &Entry) {}

    fn moved(&mut self, view: &View) {
        (self.0)(Notice::View(Box::new(view.clone())));
    }
}
