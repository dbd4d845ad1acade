//! The thread behind the window: it owns the adapters, takes [`Command`]s and tells [`Notice`]s.

use std::io::Read;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use crate::approval;
use crate::domain::certificate::Certificate;
use crate::domain::entry::{Entry, Event};
use crate::domain::form::Media;
use crate::domain::key::{FoundCertificate, KeyRef};
use crate::domain::moment::Moment;
use crate::domain::reminder::Looker;
use crate::domain::secret::Sealed;
use crate::fault::{Fault, SupportCode};
use crate::renewal::View;
use crate::runtime::approvals::Approvals;
use crate::runtime::engine::{Engine, Observer, Pause};
use crate::runtime::look::Rounds;
use crate::runtime::message::{Command, Document, Notice, Panel, WantedRequest};
use crate::runtime::pages::{PageNews, PageOrder, preflights};
use crate::runtime::queue as turns;
use crate::runtime::settings::Mode;
use crate::runtime::viewing::Viewing;
use crate::runtime::workshop::Workshop;
use crate::runtime::{panel, recovery, reminders};

mod queue;
mod tend;

/// How often tokens are looked for while one is awaited: it is seen within a second (seed row 0.11).
const LOOK: Duration = Duration::from_millis(700);

/// Runs until the sender of the commands is gone, or until another workshop is wanted: which one is returned. `tell`
/// may be called from this thread only.
pub fn run(
    workshop: Box<dyn Workshop>,
    commands: &Receiver<Command>,
    tell: &mut dyn FnMut(Notice),
) -> Option<Mode> {
    let mut desk = Desk {
        workshop,
        engine: None,
        approvals: None,
        look_again: None,
        viewing: None,
        rounds: Rounds::default(),
        looked_ahead: false,
        occupied: Vec::new(),
        reopen: None,
    };
    desk.handle(Command::Scan, tell);
    loop {
        if desk.reopen.is_some() {
            desk.close();
            return desk.reopen;
        }
        let command = match desk.time_to_wake() {
            None => commands.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(wait) => commands.recv_timeout(wait),
        };
        match command {
            Ok(command) => desk.handle(command, tell),
            Err(RecvTimeoutError::Timeout) => match &mut desk.engine {
                Some(engine) => {
                    engine.wake(&mut Teller(tell));
                    engine.look(&mut Teller(tell));
                }
                None => {
                    desk.look_again(tell);
                    desk.look_at_slots(tell);
                    desk.look(tell);
                }
            },
            Err(RecvTimeoutError::Disconnected) => return None,
        }
    }
}

struct Desk {
    workshop: Box<dyn Workshop>,
    engine: Option<Engine>,
    approvals: Option<Approvals>,
    /// When the panel is read again, if no renewal is open.
    look_again: Option<Moment>,
    /// Documents that were shown.
    viewing: Option<Viewing>,
    /// Looks at what waits at a CA while no renewal is open.
    rounds: Rounds,
    /// The workplace was looked at for the renewals to come.
    looked_ahead: bool,
    /// Slots that held a token when the panel was read.
    occupied: Vec<u64>,
    /// Another workshop is wanted.
    reopen: Option<Mode>,
}

impl Desk {
    fn handle(&mut self, command: Command, tell: &mut dyn FnMut(Notice)) {
        if let Err(fault) = self.try_handle(command, tell) {
            tell(Notice::Failed(fault));
        }
    }

    fn try_handle(&mut self, command: Command, tell: &mut dyn FnMut(Notice)) -> Result<(), Fault> {
        match command {
            Command::Scan => {
                let now = self.workshop.clock().now();
                // One that cannot be read now is tried again tomorrow, too.
                self.look_again = Some(now + time::Duration::DAY);
                let panel = self.read_panel()?;
                self.look_again = panel.next_look;
                reminders::looked(self.workshop.notebook().as_mut(), Looker::Window, now);
                let ahead = !preflights(&panel, now).is_empty();
                self.show_panel(panel, tell);
                self.rounds.begin(self.workshop.as_ref());
                self.serve(PageOrder::Keyring, tell)?;
                if ahead && !std::mem::replace(&mut self.looked_ahead, true) {
                    self.serve(PageOrder::Preflight, tell)?;
                }
            }
            Command::Remind(wish) => {
                let now = self.workshop.clock().now();
                reminders::heed(self.workshop.notebook().as_mut(), &wish, now)?;
                self.try_handle(Command::Scan, tell)?;
            }
            Command::Queue(order) => self.queue(&order, tell)?,
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
            Command::Media => {
                let media = match &mut self.engine {
                    Some(engine) => engine.media()?,
                    None => self.workshop.backups().media()?,
                };
                tell(Notice::Media(media));
            }
            Command::Printers => tell(Notice::Printers(self.workshop.printer().printers()?)),
            Command::SaveForm(document, path) => {
                std::fs::write(&path, self.pdf(&document, None)?)?;
                tell(Notice::FormSaved(path));
            }
            Command::PrintForm { document, printer, copies } => {
                self.print(&document, &printer, copies)?;
                tell(Notice::FormPrinted);
            }
            Command::Open(target) => self.workshop.opener().open(&target)?,
            Command::Approvals(wanted) => self.approvals(wanted, tell)?,
            Command::Approval(input) => {
                if let Some(approvals) = &mut self.approvals {
                    approvals.feed(input, &mut |view| tell(Notice::Approvals(Box::new(view.clone()))));
                }
            }
            Command::LeaveApprovals => self.leave_approvals(),
            Command::Pin(order) => self.pin(order, tell),
            Command::ForgetPin(place) => self.forget_pin(&place, tell)?,
            Command::Repair(finding, pin) => {
                self.tend(|workshop| recovery::repair(workshop, &finding, pin).map(usize::from), tell);
            }
            Command::CleanUp(keys, pin) => {
                self.tend(|workshop| Ok(recovery::clean_up(workshop, &keys, pin)?.len()), tell);
            }
            Command::Settings => tell(Notice::Settings(Box::new(self.workshop.settings()))),
            Command::SaveSettings(wanted) => {
                let before = self.workshop.settings().held.settings;
                let view = self.workshop.save_settings(&wanted)?;
                self.reopen = self.workshop.mode().after(&before, &view.held.settings);
                tell(Notice::Settings(Box::new(view)));
            }
            Command::Reopen(mode) => self.reopen = Some(mode),
            Command::Page(order) => self.serve(order, tell)?,
            Command::SaveReport(checks, path) => {
                std::fs::write(&path, self.workshop.report(&checks))?;
                tell(Notice::ReportSaved(path));
            }
            Command::StartFirst => self.start_first(tell)?,
            Command::ShowDocument { name, bytes } => self.show(&name, &bytes)?,
            Command::RevealStore(renewal) => {
                if let Some(password) = self.workshop.reveal_store(&renewal)? {
                    tell(Notice::StorePassword(Sealed::new(password)));
                }
            }
            Command::ReadCertificate(path) => {
                tell(Notice::Certificate(read_certificate(&path).map(Box::new)));
            }
        }
        Ok(())
    }

    fn serve(&self, order: PageOrder, tell: &mut dyn FnMut(Notice)) -> Result<(), Fault> {
        match self.workshop.serve(order)? {
            PageNews::Nothing => {}
            news => tell(Notice::Page(news)),
        }
        Ok(())
    }

    /// Begins the head's work, or goes on with it.
    fn approvals(
        &mut self,
        wanted: Option<WantedRequest>,
        tell: &mut dyn FnMut(Notice),
    ) -> Result<(), Fault> {
        let here = &self.workshop.profile().id;
        if let Some(other) = wanted.as_ref().filter(|wanted| wanted.profile != *here) {
            return Err(Fault::new(SupportCode::LinkElsewhere).with("profile", &other.profile));
        }
        let request = wanted.map(|wanted| wanted.request);
        let mut tell = |view: &approval::View| tell(Notice::Approvals(Box::new(view.clone())));
        match (&mut self.approvals, request) {
            (Some(approvals), Some(request)) => {
                approvals.feed(approval::Input::Follow(request), &mut tell);
            }
            (Some(approvals), None) => tell(&approvals.view()),
            (None, request) => {
                self.approvals = Some(Approvals::start(self.workshop.as_ref(), request, &mut tell)?);
            }
        }
        Ok(())
    }

    /// Ends what is under way; the journal keeps everything.
    fn close(&mut self) {
        self.leave_approvals();
        if let Some(engine) = self.engine.take() {
            let _ = engine.leave();
        }
    }

    /// A renewal logs in for itself; a session of the head must not serve it.
    fn leave_approvals(&mut self) {
        if let Some(approvals) = self.approvals.take() {
            approvals.leave();
        }
    }

    fn start(&mut self, found: &FoundCertificate, tell: &mut dyn FnMut(Notice)) -> Result<(), Fault> {
        self.leave_approvals();
        let profile = self.workshop.profile();
        let ports = self.workshop.ports(&profile, Some((found.key.clone(), found.certificate.clone())))?;
        self.engine = Some(Engine::start(ports, profile, found, &mut Teller(tell))?);
        Ok(())
    }

    fn start_first(&mut self, tell: &mut dyn FnMut(Notice)) -> Result<(), Fault> {
        self.leave_approvals();
        let profile = self.workshop.profile();
        let ports = self.workshop.ports(&profile, None)?;
        self.engine = Some(Engine::start_first(ports, profile, &mut Teller(tell))?);
        Ok(())
    }

    fn resume(&mut self, renewal: &str, tell: &mut dyn FnMut(Notice)) -> Result<(), Fault> {
        self.leave_approvals();
        let journal = self.workshop.journals()?.read(renewal)?;
        let profile = self.workshop.profile_of(begun_under(&journal)?)?;
        let ports = self.workshop.ports(&profile, beginning(&journal)?)?;
        self.engine = Some(Engine::resume(ports, profile, renewal, &mut Teller(tell))?);
        Ok(())
    }

    /// `copies` counts for what marks its copies.
    fn pdf(&self, document: &Document, copies: Option<u8>) -> Result<Vec<u8>, Fault> {
        match document {
            Document::Certificate(certificate) => self.workshop.form(certificate),
            Document::Statement(view) => {
                self.workshop.statement(view, copies.unwrap_or(view.profile.forms.statement_copies))
            }
            Document::VisitList(view) => self.workshop.visit_list(view),
        }
    }

    /// A bill in the user's viewer, from a private file that is gone with the program.
    fn show(&mut self, name: &str, bytes: &[u8]) -> Result<(), Fault> {
        let viewing = self.viewing.get_or_insert_with(Viewing::new);
        let file = viewing.put(name, Media::Pdf, bytes)?;
        self.workshop.opener().open(&file.to_string_lossy())
    }

    fn print(&self, document: &Document, printer: &str, copies: u8) -> Result<(), Fault> {
        let (name, title) = match document {
            Document::Certificate(certificate) => {
                (certificate.serial_hex(), certificate.subject().full_name())
            }
            Document::Statement(view) => {
                let holder = view.old.as_ref().map(|old| old.subject().full_name());
                (format!("statement-{}", view.renewal), holder.unwrap_or_default())
            }
            Document::VisitList(view) => (format!("visit-{}", view.renewal), view.profile.title.clone()),
        };
        let file = std::env::temp_dir().join(format!("{name}.pdf"));
        std::fs::write(&file, self.pdf(document, Some(copies))?)?;
        // The copies of an application stand marked in the file: it is printed once.
        let copies = if matches!(document, Document::Statement(_)) { 1 } else { copies };
        let printed = self.workshop.printer().print(printer, &file, &title, copies);
        let _ = std::fs::remove_file(&file);
        printed
    }

    /// Looks at one request that waits at a CA, and shows the panel anew when something came of it.
    fn look(&mut self, tell: &mut dyn FnMut(Notice)) {
        let Some(look) = self.rounds.step(self.workshop.as_ref()).filter(|look| look.changed) else { return };
        if let Ok(panel) = self.read_panel() {
            self.show_panel(panel, tell);
        }
        self.workshop.announce(&look);
    }

    /// Looks whether tokens came or went since the panel was read, and shows it anew if so.
    fn look_at_slots(&mut self, tell: &mut dyn FnMut(Notice)) {
        if self.slots() != self.occupied
            && let Ok(panel) = self.read_panel()
        {
            self.show_panel(panel, tell);
        }
    }

    /// The panel, and behind it, while it is looked at already, what renewals have left. What cannot be read was told by
    /// the panel.
    fn show_panel(&self, panel: Panel, tell: &mut dyn FnMut(Notice)) {
        tell(Notice::Panel(Box::new(panel)));
        let remains = recovery::look(self.workshop.as_ref()).unwrap_or_default();
        tell(Notice::Remains(Box::new(remains)));
    }

    /// Reads the panel; once more if a token came or went meanwhile, since reading may take long.
    fn read_panel(&mut self) -> Result<Panel, Fault> {
        let before = self.slots();
        let panel = panel::read(self.workshop.as_ref());
        self.occupied = self.slots();
        let mut panel = if self.occupied == before { panel } else { panel::read(self.workshop.as_ref()) }?;
        if let Err(fault) = turns::tend(self.workshop.as_ref(), &mut panel) {
            panel.faults.push(fault);
        }
        Ok(panel)
    }

    fn slots(&self) -> Vec<u64> {
        let tokens = self.workshop.tokens();
        let mut tokens = tokens.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        tokens.occupied()
    }

    /// How long until a CA may be asked again, tokens are to be looked for, or the panel is to be read anew. The clock
    /// may be set back meanwhile, so at most a minute for a CA and an hour for the panel.
    fn time_to_wake(&self) -> Option<Duration> {
        const CA: Duration = Duration::from_secs(60);
        const PANEL: Duration = Duration::from_secs(3600);
        let now = self.workshop.clock().now();
        let left = |at: Moment| Duration::try_from(at - now).unwrap_or_default();
        match &self.engine {
            Some(engine) if engine.watches() => Some(LOOK),
            Some(engine) => match engine.pause() {
                Pause::Until(at) => Some(left(at).min(CA)),
                _ => None,
            },
            None => {
                let round = self.rounds.wait(now).map(|wait| wait.min(CA));
                let panel = self.look_again.map(|at| left(at).min(PANEL));
                round.into_iter().chain(panel).chain([LOOK]).min()
            }
        }
    }

    /// Days pass while the window stays open.
    fn look_again(&mut self, tell: &mut dyn FnMut(Notice)) {
        let now = self.workshop.clock().now();
        if self.engine.is_none() && self.look_again.is_some_and(|at| at <= now) {
            self.handle(Command::Scan, tell);
        }
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

/// Until when the certificate that a journal begins with can sign, as far as was known then.
pub fn old_until(journal: &[Entry]) -> Option<Moment> {
    let Event::Started { certificate, key_end, .. } = &journal.first()?.event else { return None };
    let until = Certificate::from_der(certificate).ok()?.usable_until();
    Some(key_end.map_or(until, |key_end| key_end.min(until)))
}

/// Identifier of the profile under which a renewal was begun.
///
/// # Errors
/// `JournalDamaged` when the journal does not begin as one does.
pub fn begun_under(journal: &[Entry]) -> Result<&str, Fault> {
    match journal.first().map(|entry| &entry.event) {
        Some(Event::Started { profile, .. } | Event::StartedFirst { profile }) => Ok(profile),
        _ => Err(Fault::new(SupportCode::JournalDamaged).with("detail", "no beginning")),
    }
}

/// The certificate in a file, PEM or DER by its content. No certificate is longer than this; nothing longer is read.
fn read_certificate(path: &Path) -> Result<Certificate, Fault> {
    const LONGEST: u64 = 64 * 1024;
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(LONGEST).read_to_end(&mut bytes)?;
    match std::str::from_utf8(&bytes) {
        Ok(text) if text.contains("-----BEGIN") => Certificate::from_pem(text),
        _ => Certificate::from_der(&bytes),
    }
}

struct Teller<'a>(&'a mut dyn FnMut(Notice));

impl Observer for Teller<'_> {
    fn recorded(&mut self, _: &Entry) {}

    fn moved(&mut self, view: &View) {
        (self.0)(Notice::View(Box::new(view.clone())));
    }
}
