//! The root of the window: holds the panel or the wizard, routes messages, speaks to the worker thread.
//!
//! Nothing here decides anything about the renewal. Orders go out through a channel, news come in as a stream;
//! while neither the user nor the worker does anything, nothing is drawn and no time is spent.

use std::path::PathBuf;
use std::sync::mpsc::Sender;

use iced::widget::stack;
use iced::{Element, Size, Task};

use crate::domain::identifier::Snils;
use crate::domain::link::Link;
use crate::domain::moment::Moment;
use crate::domain::settings::InForce;
use crate::fault::{Fault, SupportCode};
use crate::gui::app::beside::{Beside, documents};
use crate::gui::app::sheets::OpenSheet;
use crate::gui::screens::approvals::{self, ApprovalsScreen};
use crate::gui::screens::notifications::{self, Notifications};
use crate::gui::screens::settings::{self, SettingsScreen};
use crate::gui::screens::wizard::{self, Wizard};
use crate::gui::screens::{Action, Sheet};
use crate::gui::screens::{certificates, diagnostics, pin, tokens};
use crate::gui::shell::{self, Rail};
use crate::gui::widgets::{dialog, focus_scope, repaint};
use crate::runtime::message::{Command, Notice, Panel, WantedRequest};
use crate::runtime::recovery::Remains;
use crate::tr;

mod beside;
mod chosen;
mod events;
mod follow;
mod launch;
mod pages;
mod pins;
mod queue;
mod sheets;

pub use launch::{WorkerLink, run};
use queue::second;

/// A section of the program beside the wizard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// «Уведомления».
    Notifications,
    /// «Сертификаты».
    Certificates,
    /// «Носители».
    Tokens,
    /// «Согласование».
    Approvals,
    /// «Настройки».
    Settings,
    /// «Диагностика».
    Diagnostics,
}

/// Everything that can happen.
#[derive(Debug, Clone)]
pub enum Message {
    /// News from the worker.
    Notice(Notice),
    /// The worker thread has ended.
    WorkerGone,
    /// A second has passed while something is counted on the screen.
    Tick,
    /// A file was dropped on the window.
    Dropped(PathBuf),
    /// An entry of the navigation.
    Open(Section),
    /// «Уведомления».
    Notifications(notifications::Message),
    /// «Сертификаты».
    Certificates(certificates::Message),
    /// «Носители».
    Tokens(tokens::Message),
    /// «Согласование».
    Approvals(approvals::Message),
    /// «Настройки».
    Settings(settings::Message),
    /// The window has another size.
    Resized(Size),
    /// The desktop turned dark or light.
    SystemTheme(iced::theme::Mode),
    /// «Диагностика».
    Diagnostics(diagnostics::Message),
    /// A screen of the wizard.
    Wizard(wizard::Message),
    /// «Сменить PIN-код», «Разблокировать».
    Pin(pin::Message),
    /// A key has told how Caps Lock stands.
    CapsLock(bool),
    /// A page over the others.
    Sheet(sheets::Message),
    /// «Назад» of such a page.
    CloseSheet,
}

impl Message {
    /// Not by itself: what the user did answers what went wrong before.
    fn is_of_the_user(&self) -> bool {
        !matches!(
            self,
            Self::Notice(_) | Self::WorkerGone | Self::Tick | Self::Resized(_) | Self::SystemTheme(_)
        )
    }
}

/// The state of the window.
pub struct App {
    commands: Sender<Command>,
    training: bool,
    clock: fn() -> Moment,
    now: Moment,
    section: Section,
    panel: Panel,
    remains: Remains,
    notifications: Notifications,
    approvals: ApprovalsScreen,
    beside: Beside,
    wizard: Option<Wizard>,
    sheet: Option<OpenSheet>,
    /// Lies over everything.
    pin: Option<pin::PinScreen>,
    /// «Настройки», once opened, with what was typed there.
    settings: Option<SettingsScreen>,
    /// The settings as they hold.
    held: InForce,
    system_is_dark: bool,
    /// The window as it would be without a text size.
    size: Size,
    /// A link that waits for the certificates to be read.
    wanted: Option<Link>,
    /// A link that waits for a CA to be chosen.
    after_choice: Option<Link>,
    /// As typed last for a certificate of the queue.
    snils: Option<Snils>,
    /// The panel is being read.
    scanning: bool,
    /// A renewal was asked for and has not answered yet.
    opening: bool,
    /// An order that belongs to no renewal failed.
    fault: Option<Fault>,
    /// The worker thread has ended: no order is carried out any more, and the fault that says why stays.
    gone: bool,
    /// Messages taken, over and over from zero.
    changes: u8,
}

impl App {
    /// The window before the first news. `clock` tells the time, for what counts on the screen.
    pub fn new(commands: Sender<Command>, training: bool, clock: fn() -> Moment) -> Self {
        Self {
            commands,
            training,
            clock,
            now: clock(),
            section: Section::Notifications,
            panel: Panel::default(),
            remains: Remains::default(),
            notifications: Notifications::default(),
            approvals: ApprovalsScreen::new(),
            beside: Beside::default(),
            wizard: None,
            sheet: None,
            pin: None,
            settings: None,
            held: InForce::default(),
            system_is_dark: false,
            size: chosen::designed(),
            wanted: None,
            after_choice: None,
            snils: None,
            scanning: true,
            opening: false,
            fault: None,
            gone: false,
            changes: 0,
        }
    }

    /// Takes a message.
    pub fn update(&mut self, message: Message) -> Task<Message> {
        self.now = (self.clock)();
        self.changes = self.changes.wrapping_add(1);
        if !self.gone && message.is_of_the_user() {
            self.fault = None;
        }
        match message {
            Message::Notice(notice) => self.on_notice(notice),
            Message::WorkerGone => {
                (self.wizard, self.pin) = (None, None);
                self.gone = true;
                // A thread that could not begin has said why.
                self.fault.get_or_insert(SupportCode::Internal.into());
                Task::none()
            }
            Message::Tick => {
                self.save_draft();
                if let Some(look) = self.wizard.as_mut().and_then(Wizard::look) {
                    self.send(look);
                }
                Task::none()
            }
            Message::Dropped(path) => {
                let Some(wizard) = self.wizard.as_mut().filter(|_| self.sheet.is_none()) else {
                    return Task::none();
                };
                let action = wizard.dropped(path);
                self.perform(action.map(Message::Wizard))
            }
            Message::Open(section) => {
                self.section = section;
                self.sheet = None;
                match section {
                    Section::Approvals if !self.approvals.is_open() => self.open_approvals(None),
                    Section::Settings => self.open_settings(),
                    _ => {}
                }
                self.section_opened(section);
                Task::none()
            }
            Message::Pin(message) => self.on_pin(message),
            Message::CapsLock(on) => {
                self.on_caps_lock(on);
                Task::none()
            }
            Message::CloseSheet => {
                self.sheet = None;
                Task::none()
            }
            Message::Notifications(message) => {
                let action = self.notifications.update(message);
                self.perform(action.map(Message::Notifications))
            }
            Message::Certificates(message) => {
                let action = certificates::update(message, &self.panel);
                self.perform(action.map(Message::Certificates))
            }
            Message::Tokens(message) => {
                let action = tokens::update(message);
                self.perform(action.map(Message::Tokens))
            }
            Message::Approvals(message) => {
                let action = self.approvals.update(message);
                self.perform(action.map(Message::Approvals))
            }
            Message::Settings(message) => {
                let Some(settings) = &mut self.settings else { return Task::none() };
                let action = settings.update(message);
                self.perform(action.map(Message::Settings))
            }
            Message::Resized(size) => {
                self.resized(size);
                Task::none()
            }
            Message::SystemTheme(mode) => {
                if mode != iced::theme::Mode::None {
                    self.system_is_dark = mode == iced::theme::Mode::Dark;
                }
                Task::none()
            }
            Message::Diagnostics(message) => self.on_diagnostics(message),
            Message::Wizard(message) => {
                let second = self.wizard.as_ref().and_then(|wizard| second(&self.panel, wizard)).cloned();
                let Some(wizard) = &mut self.wizard else { return Task::none() };
                let action = wizard.update(message, self.now, second.as_ref(), &documents());
                self.perform(action.map(Message::Wizard))
            }
            Message::Sheet(message) => {
                let Some(sheet) = &mut self.sheet else { return Task::none() };
                let action = sheet.update(message, &self.panel, &self.remains);
                self.perform(action.map(Message::Sheet))
            }
        }
    }

    /// Draws the window.
    pub fn view(&self) -> Element<'_, Message> {
        let rail = match &self.wizard {
            Some(wizard) => wizard.rail(),
            None => Rail::Nav(self.navigation()),
        };
        let page = self.page();
        let title = page.title.clone();
        let (page, over) = page.into_parts();
        let close = self.sheet.is_some().then_some(Message::CloseSheet);
        let frame =
            focus_scope(shell::fitted(rail, page, self.training, self.room())).on_escape(close).page(&title);
        stack![repaint(self.changes), dialog::layer(frame, over)].into()
    }

    /// What the list of windows and a screen reader say: where the user is.
    pub fn title(&self) -> String {
        let page = self.page();
        let here = page.over.map_or(page.title, |dialog| dialog.title);
        format!("{here} · {}", tr!("app-name"))
    }

    fn on_notice(&mut self, notice: Notice) -> Task<Message> {
        let heard = match &mut self.sheet {
            Some(sheet) => sheet.hear(notice),
            None => Some(notice),
        };
        let Some(notice) = heard else { return Task::none() };
        match notice {
            Notice::Panel(panel) => return self.take_panel(*panel),
            Notice::QueueRests => return self.queue_rests(),
            Notice::Settings(view) => self.hold(*view),
            Notice::Opened(mode) => self.opened(mode),
            Notice::Remains(remains) => self.remains = *remains,
            Notice::View(view) => return self.show(*view),
            Notice::Approvals(view) => {
                let action = self.approvals.show(*view);
                // News that came after another section was opened take no focus there.
                if self.section == Section::Approvals && self.wizard.is_none() {
                    return self.perform(action.map(Message::Approvals));
                }
            }
            Notice::Pin(answer) => return self.on_pin_answer(*answer),
            Notice::Link(link) => return self.follow(link),
            Notice::Page(news) => self.beside.hear(news),
            Notice::Failed(fault) | Notice::Tended(Err(fault)) => {
                self.scanning = false;
                self.opening = false;
                self.approvals.failed();
                if let Some(settings) = &mut self.settings {
                    settings.failed();
                }
                self.beside.failed();
                self.fault = Some(fault);
            }
            // An answer that came after its page was closed.
            Notice::Printers(_) | Notice::FormSaved(_) | Notice::FormPrinted | Notice::Tended(Ok(_)) => {}
            notice => {
                if let Some(wizard) = &mut self.wizard {
                    wizard.hear(notice);
                }
            }
        }
        Task::none()
    }

    /// The renewal moved. News of a renewal that was left are not shown any more.
    fn show(&mut self, view: crate::renewal::View) -> Task<Message> {
        let action = match &mut self.wizard {
            Some(wizard) => wizard.show(view, self.now),
            None if self.opening => {
                let place = self.queued(&view);
                let (wizard, action) = Wizard::new(view, self.now);
                self.wizard = Some(wizard.queued(place, self.snils.as_ref()));
                self.sheet = None;
                action
            }
            None => Action::None,
        };
        self.opening = false;
        self.perform(action.map(Message::Wizard))
    }

    fn perform(&mut self, action: Action<Message>) -> Task<Message> {
        match action {
            Action::None => {}
            Action::Run(task) => return task,
            Action::Ask(input) => {
                self.remember(&input);
                self.save_draft();
                self.send(Command::Input(input));
            }
            Action::Tell(command) => {
                if matches!(command, Command::Start(_) | Command::StartFirst | Command::Resume(_)) {
                    self.leave();
                    self.opening = true;
                    // The worker ends the head's work: its session must not serve a renewal.
                    self.approvals = ApprovalsScreen::new();
                }
                if let Command::Queue(order) = &command {
                    self.before_queue(order);
                }
                // Whatever was tended, everything is read anew.
                self.scanning |= matches!(
                    command,
                    Command::Scan | Command::Remind(_) | Command::Repair(..) | Command::CleanUp(..)
                );
                self.send(command);
            }
            Action::Show(Sheet::Pin(kind, place)) => return self.open_pin(kind, *place),
            Action::Show(sheet) => {
                if let Some((sheet, order)) = OpenSheet::open(sheet, &documents()) {
                    self.sheet = Some(sheet);
                    order.into_iter().for_each(|order| self.send(order));
                }
            }
            Action::Leave => {
                self.leave();
                self.scanning = true;
                self.send(Command::Scan);
            }
        }
        Task::none()
    }

    fn open_approvals(&mut self, wanted: Option<WantedRequest>) {
        self.approvals.opening();
        self.send(Command::Approvals(wanted));
    }

    /// Closes the wizard, if it is open. The journal keeps everything.
    fn leave(&mut self) {
        self.save_draft();
        if self.wizard.take().is_some() {
            self.sheet = None;
            self.send(Command::Leave);
        }
    }

    /// Sends what was typed and not saved yet.
    fn save_draft(&mut self) {
        if let Some(draft) = self.wizard.as_mut().and_then(Wizard::unsaved) {
            self.send(Command::Input(draft));
        }
    }

    fn send(&mut self, command: Command) {
        if self.commands.send(command).is_err() {
            let _ = self.fault.get_or_insert_with(|| SupportCode::Internal.into());
        }
    }
}

/// A window that is closed while something is typed saves it too: the worker takes what lies in the channel.
impl Drop for App {
    fn drop(&mut self) {
        self.save_draft();
    }
}
