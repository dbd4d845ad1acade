//! The root of the window: holds the panel or the wizard, routes messages, speaks to the worker thread.
//!
//! Nothing here decides anything about the renewal. Orders go out through a channel, news come in as a stream;
//! while neither the user nor the worker does anything, nothing is drawn and no time is spent.

use std::path::PathBuf;
use std::sync::mpsc::Sender;

use iced::widget::stack;
use iced::{Element, Task};

use crate::domain::link::Link;
use crate::domain::moment::Moment;
use crate::fault::{Fault, SupportCode};
use crate::gui::app::beside::{Beside, documents, second};
use crate::gui::app::sheets::OpenSheet;
use crate::gui::screens::approvals::{self, ApprovalsScreen};
use crate::gui::screens::notifications::{self, Notifications};
use crate::gui::screens::trouble::Trouble;
use crate::gui::screens::wizard::{self, Wizard};
use crate::gui::screens::{Action, Home, Page, Sheet};
use crate::gui::screens::{certificates, diagnostics, pin, tokens};
use crate::gui::shell::{self, Rail};
use crate::gui::theme::Tone;
use crate::gui::widgets::{NavItem, dialog, focus_scope, notice, repaint};
use crate::renewal::recovery::Finding;
use crate::runtime::message::{Command, Notice, Panel, WantedRequest};
use crate::runtime::recovery::Remains;
use crate::tr;

mod beside;
mod events;
mod launch;
mod pins;
mod sheets;

pub use launch::{WorkerLink, run};

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
        if !self.gone && !matches!(message, Message::Notice(_) | Message::WorkerGone | Message::Tick) {
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
                if section == Section::Approvals && !self.approvals.is_open() {
                    self.open_approvals(None);
                }
                self.opened(section);
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
        let frame = focus_scope(shell::frame(rail, page, self.training)).on_escape(close).page(&title);
        stack![repaint(self.changes), dialog::layer(frame, over)].into()
    }

    /// What the list of windows and a screen reader say: where the user is.
    pub fn title(&self) -> String {
        let page = self.page();
        let here = page.over.map_or(page.title, |dialog| dialog.title);
        format!("{here} · {}", tr!("app-name"))
    }

    fn page(&self) -> Page<'_, Message> {
        self.under_pin(self.page_below())
    }

    fn page_below(&self) -> Page<'_, Message> {
        match (&self.sheet, &self.wizard) {
            (Some(sheet), _) => sheet.page(&self.home()),
            (None, Some(wizard)) => {
                let page = wizard.page(self.now, second(&self.panel, wizard)).map(Message::Wizard);
                page.extend(self.fault.as_ref().map(|fault| notice(Tone::Warn, Trouble::new(fault).line())))
            }
            (None, None) => self.home_page(),
        }
    }

    fn home(&self) -> Home<'_> {
        let busy = !self.gone && (self.scanning || self.opening);
        let (panel, remains, fault) = (&self.panel, &self.remains, self.fault.as_ref());
        Home { panel, remains, now: self.now, busy, gone: self.gone, fault }
    }

    fn home_page(&self) -> Page<'_, Message> {
        let home = self.home();
        match self.section {
            Section::Notifications => {
                self.beside.warn(self.notifications.page(&home).map(Message::Notifications))
            }
            Section::Diagnostics => self.beside.page(self.training, self.fault.as_ref()),
            Section::Certificates => certificates::page(&home).map(Message::Certificates),
            Section::Tokens => tokens::page(&home).map(Message::Tokens),
            Section::Approvals => self.approvals.page(self.now, self.fault.as_ref()).map(Message::Approvals),
        }
    }

    fn navigation(&self) -> Vec<NavItem<Message>> {
        let due = self.panel.cards.iter().filter(|card| card.needs_you()).count();
        // One card leads to all of it.
        let remains = usize::from(self.remains.findings.iter().any(Finding::is_news));
        let item = |section: Section, title: String, waiting: usize| NavItem {
            title,
            waiting,
            selected: section == self.section,
            on_press: Message::Open(section),
        };
        vec![
            item(Section::Notifications, tr!("nav-notifications"), due + remains),
            item(Section::Certificates, tr!("nav-certificates"), 0),
            item(Section::Tokens, tr!("nav-tokens"), 0),
            item(Section::Approvals, tr!("nav-approvals"), self.approvals.waiting()),
            item(Section::Diagnostics, tr!("nav-diagnostics"), 0),
        ]
    }

    fn on_notice(&mut self, notice: Notice) -> Task<Message> {
        let heard = match &mut self.sheet {
            Some(sheet) => sheet.hear(notice),
            None => Some(notice),
        };
        let Some(notice) = heard else { return Task::none() };
        match notice {
            Notice::Panel(panel) => {
                self.panel = *panel;
                self.scanning = false;
            }
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
                let (wizard, action) = Wizard::new(view, self.now);
                self.wizard = Some(wizard);
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

    /// Comes to the front and shows what a link leads to. The journal keeps what was open.
    fn follow(&mut self, link: Link) -> Task<Message> {
        let shown = match link {
            Link::Approve { profile, request } => {
                self.leave();
                self.sheet = None;
                self.section = Section::Approvals;
                self.open_approvals(Some(WantedRequest { profile, request }));
                Task::none()
            }
            Link::Open { renewal } => {
                let open = self.wizard.as_ref().is_some_and(|wizard| wizard.renewal().renewal == renewal);
                let resume = Action::Tell(Command::Resume(renewal));
                if open { Task::none() } else { self.perform(resume) }
            }
        };
        Task::batch([launch::raise(), shown])
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
