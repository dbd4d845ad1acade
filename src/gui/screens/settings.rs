//! «Настройки»: everything that can be chosen, on one page with one button.

mod sections;

use std::path::{Path, PathBuf};

use crate::domain::settings::{InForce, Key, LanguageChoice, ProxyChoice, Settings, ThemeChoice};
use crate::fault::Fault;
use crate::gui::screens::trouble::fault_notice;
use crate::gui::screens::{Action, Page};
use crate::gui::theme::Tone;
use crate::gui::widgets::{Hint, notice, primary};
use crate::runtime::message::Command;
use crate::runtime::settings::{Mode, SettingsView};
use crate::tr;

/// Identifiers of the fields, for focus.
pub const MODULES: &str = "settings-modules";
/// See [`MODULES`].
pub const THRESHOLDS: &str = "settings-thresholds";
/// See [`MODULES`].
pub const BACKUP: &str = "settings-backup";
/// See [`MODULES`].
pub const PROXY: &str = "settings-proxy";

/// Between the paths of several modules in one field; no path on any system is in need of it.
const BETWEEN: char = ';';

/// What the user did.
#[derive(Debug, Clone)]
pub enum Message {
    /// A CA, or none.
    Profile(Option<String>),
    /// Paths of modules.
    Modules(String),
    /// Days.
    Thresholds(String),
    /// A language.
    Language(LanguageChoice),
    /// A text size.
    TextSize(u16),
    /// Light or dark.
    Theme(ThemeChoice),
    /// «Проверять сертификаты при входе и каждый день».
    Autostart,
    /// «Предлагать хранить PIN-код».
    RememberPin,
    /// Folder for copies.
    Backup(String),
    /// «Выбрать…».
    Browse,
    /// The folder that was chosen; none was when the dialog was closed, or where there is none.
    Chosen(Option<PathBuf>),
    /// Which way to the CA.
    Proxy(Way),
    /// Address of the proxy.
    Address(String),
    /// «Сохранить» or Enter.
    Save,
    /// «Открыть учебный режим», «Вернуться к работе».
    Reopen(Mode),
}

/// Which way leads to the CA.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// As the system says.
    System,
    /// Without a proxy.
    Direct,
    /// By a proxy whose address stands here.
    Proxy,
}

/// The page and what was typed. It outlives a look at another section.
#[derive(Debug)]
pub struct SettingsScreen {
    view: SettingsView,
    /// All that is chosen and not typed.
    draft: Settings,
    modules: String,
    thresholds: String,
    backup: String,
    way: Way,
    address: String,
    /// The first look at a wrong field comes after «Сохранить».
    judged: bool,
    saving: bool,
    saved: bool,
}

impl SettingsScreen {
    /// With the settings as they hold.
    pub fn new(view: SettingsView) -> Self {
        let held = &view.held.settings;
        let paths: Vec<_> = held.modules.iter().map(|path| path.to_string_lossy()).collect();
        let days: Vec<_> = held.thresholds.iter().map(u16::to_string).collect();
        let (way, address) = match &held.proxy {
            ProxyChoice::System => (Way::System, String::new()),
            ProxyChoice::None => (Way::Direct, String::new()),
            ProxyChoice::At(address) => (Way::Proxy, address.clone()),
        };
        Self {
            draft: held.clone(),
            modules: paths.join("; "),
            thresholds: days.join(", "),
            backup: held.backup_folder.as_deref().unwrap_or(Path::new("")).to_string_lossy().into_owned(),
            way,
            address,
            judged: false,
            saving: false,
            saved: false,
            view,
        }
    }

    /// The worker has answered: after saving, with what holds now. What was typed meanwhile stays.
    pub fn heard(&mut self, view: SettingsView) {
        if std::mem::take(&mut self.saving) {
            *self = Self { saved: true, ..Self::new(view) };
        } else {
            self.view = view;
        }
    }

    /// An order failed.
    pub fn failed(&mut self) {
        self.saving = false;
    }

    /// Takes a message.
    pub fn update(&mut self, message: Message) -> Action<Message> {
        self.saved = false;
        match message {
            Message::Profile(profile) => self.draft.profile = profile,
            Message::Modules(text) => self.modules = text,
            Message::Thresholds(text) => self.thresholds = text,
            Message::Language(language) => self.draft.language = language,
            Message::TextSize(percent) => self.draft.text_size = percent,
            Message::Theme(theme) => self.draft.theme = theme,
            Message::Autostart => self.draft.autostart = !self.draft.autostart,
            Message::RememberPin => self.draft.remember_pin = !self.draft.remember_pin,
            Message::Backup(text) => self.backup = text,
            Message::Chosen(Some(folder)) => self.backup = folder.to_string_lossy().into_owned(),
            Message::Chosen(None) => {}
            Message::Proxy(way) => self.way = way,
            Message::Address(text) => self.address = text,
            Message::Browse => {
                let dialog = rfd::AsyncFileDialog::new().set_title(tr!("settings-backup"));
                let folder = |folder: Option<rfd::FileHandle>| folder.map(|one| one.path().to_owned());
                let picked = iced::Task::perform(dialog.pick_folder(), folder);
                return Action::Run(picked.map(Message::Chosen));
            }
            Message::Save => return self.save(),
            Message::Reopen(mode) => return Action::Tell(Command::Reopen(mode)),
        }
        Action::None
    }

    fn save(&mut self) -> Action<Message> {
        if self.saving {
            return Action::None;
        }
        self.judged = true;
        let typed = (self.read_modules(), self.read_thresholds(), self.read_backup(), self.read_proxy());
        let (Ok(modules), Ok(thresholds), Ok(backup_folder), Ok(proxy)) = typed else {
            let first = [MODULES, THRESHOLDS, BACKUP, PROXY].into_iter().find(|field| self.is_bad(field));
            return first.map_or(Action::None, |field| Action::Run(iced::widget::operation::focus(field)));
        };
        self.saving = true;
        let wanted = Settings { modules, thresholds, backup_folder, proxy, ..self.draft.clone() };
        Action::Tell(Command::SaveSettings(Box::new(wanted)))
    }

    fn read_modules(&self) -> Result<Vec<PathBuf>, String> {
        let paths = self.modules.split(BETWEEN).map(str::trim).filter(|path| !path.is_empty());
        let paths: Vec<PathBuf> = paths.map(PathBuf::from).collect();
        match paths.iter().find(|path| !path.is_absolute()) {
            Some(path) => Err(tr!("settings-not-whole", path = path.to_string_lossy())),
            None => Ok(paths),
        }
    }

    fn read_thresholds(&self) -> Result<Vec<u16>, String> {
        let between = |c: char| c == ',' || c == BETWEEN || c.is_whitespace();
        let words = self.thresholds.split(between).filter(|word| !word.is_empty());
        let day = |word: &str| word.parse().ok().filter(|day| Settings::DAYS.contains(day));
        let days: Option<Vec<u16>> = words.map(day).collect();
        days.filter(|days| (1..=Settings::MOST_THRESHOLDS).contains(&days.len()))
            .map(Settings::ordered)
            .ok_or_else(|| tr!("settings-thresholds-wrong", most = Settings::MOST_THRESHOLDS))
    }

    fn read_backup(&self) -> Result<Option<PathBuf>, String> {
        let text = self.backup.trim();
        let path = (!text.is_empty()).then(|| PathBuf::from(text));
        match path.as_ref().filter(|path| !path.is_absolute()) {
            Some(path) => Err(tr!("settings-not-whole", path = path.to_string_lossy())),
            None => Ok(path),
        }
    }

    fn read_proxy(&self) -> Result<ProxyChoice, String> {
        match self.way {
            Way::System => Ok(ProxyChoice::System),
            Way::Direct => Ok(ProxyChoice::None),
            Way::Proxy => {
                let address = ProxyChoice::parse(self.address.trim()).ok();
                let address = address.filter(|choice| matches!(choice, ProxyChoice::At(_)));
                address.ok_or_else(|| tr!("settings-proxy-wrong"))
            }
        }
    }

    fn is_bad(&self, field: &str) -> bool {
        match field {
            MODULES => self.read_modules().is_err(),
            THRESHOLDS => self.read_thresholds().is_err(),
            BACKUP => self.read_backup().is_err(),
            _ => self.read_proxy().is_err(),
        }
    }

    /// What stands under a field: its mistake once «Сохранить» was pressed, else how to fill it.
    fn hint<T>(&self, read: Result<T, String>, plain: String) -> Hint {
        match read {
            Err(mistake) if self.judged => Hint::Bad(mistake),
            _ => Hint::Plain(plain),
        }
    }

    fn held(&self) -> &InForce {
        &self.view.held
    }

    /// The message of a control, unless the administrator has given the setting.
    fn unless_locked<T>(&self, key: Key, message: T) -> Option<T> {
        (!self.held().is_locked(key)).then_some(message)
    }

    /// Draws the screen.
    pub fn page<'a>(&'a self, mode: Mode, fault: Option<&Fault>) -> Page<'a, Message> {
        let save = (!self.saving).then_some(Message::Save);
        let failed = fault.map(|fault| fault_notice(Tone::Bad, fault));
        let broken =
            self.held().mistakes.iter().map(|mistake| notice(Tone::Warn, sections::mistake(mistake)));
        let aside = self
            .view
            .put_aside
            .as_ref()
            .map(|file| notice(Tone::Info, tr!("settings-put-aside", file = file.to_string_lossy())));
        let saved = self.saved.then(|| notice(Tone::Ok, tr!("settings-saved")));
        Page::new(tr!("settings-title"))
            .extend(failed)
            .extend(broken)
            .extend(aside)
            .extend(saved)
            .extend(self.sections(mode))
            .right(primary(tr!("settings-save"), save))
    }
}
