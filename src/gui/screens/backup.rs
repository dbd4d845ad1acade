//! «Резервная копия»: where it goes, and its password if the key is part of it.

use iced::Center;
use iced::Element;
use iced::widget::row;

use crate::domain::key::PlaceId;
use crate::domain::medium::CopyPlace;
use crate::domain::secret::Pin;
use crate::fault::SupportCode;
use crate::gui::screens::trouble::fault_notice;
use crate::gui::screens::{Action, Frame, Page};
use crate::gui::theme::{Tone, measures};
use crate::gui::widgets::dialog::Dialog;
use crate::gui::widgets::{
    Hint, RadioCard, SecretDraft, body, field, link, notice, primary, quiet, radio_card, secondary, small,
};
use crate::i18n;
use crate::ports::Medium;
use crate::renewal::{Input, View};
use crate::runtime::message::Command;
use crate::tr;

/// Shortest password of a copy that holds a private key: it can be guessed at leisure, unlike a PIN.
const SHORTEST: usize = 8;

/// Identifier of the password field, for focus.
pub const FIELD: &str = "backup-password";
const REPEAT: &str = "backup-repeat";

/// Drafts of the screen; wiped when they go out of scope.
#[derive(Default)]
pub struct BackupScreen {
    /// The user's own choice, kept while it is gone.
    chosen: Option<Medium>,
    password: SecretDraft,
    repeat: SecretDraft,
    over: Option<Over>,
    /// The user was asked for something outside this computer.
    asked: bool,
}

/// A question over the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Over {
    /// «Вставьте носитель».
    Insert,
    /// «Продолжить без копии?»
    Skip,
}

/// What the user did.
#[derive(Debug, Clone)]
pub enum Message {
    /// A card was pressed.
    Choose(CopyPlace),
    /// «Обновить».
    Refresh,
    /// Password.
    Typed(SecretDraft),
    /// Repetition.
    Repeated(SecretDraft),
    /// «Создать копию» or Enter.
    Create,
    /// «Пропустить».
    Skip,
    /// «Без копии».
    SkipSurely,
    /// «Вернуться».
    Stay,
    /// «Повторить» when the medium is missing.
    Again,
    /// «Отмена» then: the default folder will do.
    Default,
}

impl std::fmt::Debug for BackupScreen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "BackupScreen({:?}, …)", self.chosen)
    }
}

impl BackupScreen {
    /// Nothing chosen: the first drive, or else the default folder, is preselected.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a message.
    pub fn update(&mut self, message: Message, frame: &Frame<'_>) -> Action<Message> {
        match message {
            Message::Choose(place) => {
                let media = frame.media.unwrap_or_default();
                self.chosen = media.iter().find(|medium| medium.place == place).cloned();
            }
            Message::Typed(text) => self.password = text,
            Message::Repeated(text) => self.repeat = text,
            Message::Refresh => return Action::Tell(Command::Media),
            Message::Skip => self.over = Some(Over::Skip),
            Message::Stay => self.over = None,
            Message::SkipSurely => {
                self.over = None;
                return Action::Ask(Input::SkipBackup);
            }
            Message::Create => return self.create(frame),
            Message::Again if self.chosen.is_none() => return Action::Tell(Command::Media),
            Message::Again => {
                self.over = None;
                return self.create(frame);
            }
            Message::Default => {
                self.over = None;
                let media = frame.media.unwrap_or_default();
                self.chosen = media.iter().find(|medium| !medium.external).cloned();
                if self.chosen.is_some() && self.ready(frame).is_none() {
                    return Action::Run(iced::widget::operation::focus(FIELD));
                }
                return self.create(frame);
            }
        }
        Action::None
    }

    /// The drives and tokens were looked at. A key of this computer is lost with it, and so is a copy beside it:
    /// then something outside is asked for first (seed row 4.22).
    pub fn found(&mut self, frame: &Frame<'_>) {
        let media = frame.media.unwrap_or_default();
        let outside = media.iter().any(|medium| medium.external);
        let on_computer = matches!(frame.view.placed, Some((PlaceId::Computer, _)));
        match (self.over, &self.chosen) {
            (Some(Over::Insert), Some(chosen)) if media.iter().any(|m| m.place == chosen.place) => {
                self.over = None;
            }
            (Some(Over::Insert), None) if outside => self.over = None,
            (None, None) if on_computer && !outside && !self.asked => {
                self.over = Some(Over::Insert);
            }
            _ => {}
        }
        self.asked = true;
    }

    /// The copy could not be made: what is missing is asked for.
    pub fn refused(&mut self, view: &View) {
        use SupportCode::{BackupMedium, TokenAbsent, TokenRemoved};
        let code = view.fault.as_ref().map(|fault| fault.code);
        if matches!(code, Some(BackupMedium | TokenAbsent | TokenRemoved)) {
            self.over = Some(Over::Insert);
        }
    }

    /// Something is awaited that can be inserted at any moment.
    pub fn awaits_medium(&self) -> bool {
        self.over == Some(Over::Insert)
    }

    /// The password stays until the copy is made: a drive that was pulled out must not cost typing it again.
    fn create(&mut self, frame: &Frame<'_>) -> Action<Message> {
        let media = frame.media.unwrap_or_default();
        let Some(place) = self.ready(frame) else { return Action::None };
        match media.iter().find(|medium| medium.place == place) {
            Some(medium) => self.chosen = Some(medium.clone()),
            None => {
                self.over = Some(Over::Insert);
                return Action::Tell(Command::Media);
            }
        }
        let password = takes_key(frame.view, &place).then(|| Pin::new(self.password.reveal().to_owned()));
        Action::Ask(Input::Backup { place, password })
    }

    /// Draws the screen.
    pub fn view<'a>(&'a self, frame: &Frame<'a>) -> Page<'a, Message> {
        let media = frame.media.unwrap_or_default();
        let selected = self.selected(media);
        let to_token = selected.is_some_and(|place| place.token().is_some());
        let with_key = exportable(frame.view) && !to_token;
        let create = self.ready(frame).and(frame.unless_busy(Message::Create));
        let lead = if with_key { tr!("backup-lead-key") } else { tr!("backup-lead") };
        let (tone, what) = match (with_key, to_token) {
            (true, _) => (Tone::Info, tr!("backup-with-key")),
            (false, true) => (Tone::Warn, tr!("backup-on-token")),
            (false, false) => (Tone::Warn, tr!("backup-without-key")),
        };
        let gone = self.chosen.iter().filter(|chosen| !media.iter().any(|m| m.place == chosen.place));
        let cards = gone.chain(media).map(|medium| card(medium, selected == Some(&medium.place)));
        let insert = match media.iter().any(|medium| medium.external) {
            true => tr!("backup-other"),
            false => tr!("backup-insert"),
        };
        let refresh = link(tr!("refresh"), Some(Message::Refresh));
        Page::new(tr!("backup-title"))
            .lead(lead)
            .extend(cards)
            .push(row![small(insert), refresh].spacing(measures::GAP_S).align_y(Center))
            .extend(frame.view.fault.as_ref().map(|fault| fault_notice(Tone::Bad, fault)))
            .push(notice(tone, what))
            .extend(with_key.then(|| self.password(frame.unless_busy(Message::Create))))
            .left(quiet(tr!("backup-skip"), frame.unless_busy(Message::Skip)))
            .right(primary(tr!("backup-create"), create))
            .over(self.over.map(|over| match over {
                Over::Insert => self.insert(frame),
                Over::Skip => skip(frame),
            }))
    }

    /// «Вставьте носитель».
    fn insert<'a>(&self, frame: &Frame<'_>) -> Dialog<'a, Message> {
        let title = match &self.chosen {
            Some(medium) => tr!("backup-missing-named", title = medium.title.as_str()),
            None => tr!("backup-missing"),
        };
        let folder = frame.media.unwrap_or_default().iter().find(|medium| !medium.external);
        let folder = folder.and_then(Medium::folder).map(|path| path.display().to_string());
        let instead = folder.map(|path| body(tr!("backup-missing-default", path = path)).into());
        let cancel = frame.unless_busy(Message::Default);
        Dialog {
            name: "backup-missing",
            title,
            subject: None,
            body: std::iter::once(body(tr!("backup-missing-what")).into()).chain(instead).collect(),
            buttons: vec![
                secondary(tr!("app-cancel"), cancel.clone()),
                primary(tr!("app-repeat"), frame.unless_busy(Message::Again)),
            ],
            on_escape: cancel,
        }
    }

    fn password<'a>(&'a self, enter: Option<Message>) -> Element<'a, Message> {
        let first = match self.password.reveal().chars().count() {
            1..SHORTEST => Hint::Bad(tr!("backup-short", length = SHORTEST)),
            _ => Hint::None,
        };
        let second = match self.password != self.repeat && !self.repeat.is_empty() {
            true => Hint::Bad(tr!("unlock-differs")),
            false => Hint::None,
        };
        row![
            field(tr!("backup-password"), self.password.reveal())
                .id(FIELD)
                .secret()
                .hint(first)
                .on_input(|text| Message::Typed(SecretDraft::new(text)))
                .on_submit(enter.clone()),
            field(tr!("backup-repeat"), self.repeat.reveal())
                .id(REPEAT)
                .secret()
                .hint(second)
                .on_input(|text| Message::Repeated(SecretDraft::new(text)))
                .on_submit(enter),
        ]
        .spacing(measures::GAP_L)
        .into()
    }

    fn selected<'m>(&'m self, media: &'m [Medium]) -> Option<&'m CopyPlace> {
        // A token is taken only by choice: it may be somebody else's, and the copy takes its room.
        let folder = media.iter().find(|medium| medium.folder().is_some());
        self.chosen.as_ref().or(folder).map(|medium| &medium.place)
    }

    /// Where to, once everything needed is there.
    fn ready(&self, frame: &Frame<'_>) -> Option<CopyPlace> {
        let long_enough = self.password.reveal().chars().count() >= SHORTEST && self.password == self.repeat;
        let place = self.selected(frame.media.unwrap_or_default())?;
        (long_enough || !takes_key(frame.view, place)).then(|| place.clone())
    }
}

/// By the place, not by the question: behind the dialog of the password the question is another one.
fn exportable(view: &View) -> bool {
    matches!(view.placed, Some((PlaceId::Computer, true)))
}

/// The key goes into a folder, behind a password; onto a token, which would have to import it, never.
fn takes_key(view: &View, place: &CopyPlace) -> bool {
    exportable(view) && place.folder().is_some()
}

/// «Продолжить без копии?»
fn skip<'a>(frame: &Frame<'_>) -> Dialog<'a, Message> {
    let sure = frame.unless_busy(Message::SkipSurely);
    let what = if exportable(frame.view) { tr!("backup-skip-key") } else { tr!("backup-skip-what") };
    Dialog {
        name: "backup-skip",
        title: tr!("backup-skip-title"),
        subject: None,
        body: vec![body(what).into()],
        buttons: vec![
            secondary(tr!("backup-skip-surely"), sure),
            primary(tr!("backup-stay"), Some(Message::Stay)),
        ],
        on_escape: Some(Message::Stay),
    }
}

fn card(medium: &Medium, selected: bool) -> RadioCard<Message> {
    let title = match (medium.external, &medium.place) {
        (true, CopyPlace::Token { .. }) => tr!("backup-token", title = medium.title.as_str()),
        (true, CopyPlace::Folder(_)) => tr!("backup-drive", title = medium.title.as_str()),
        (false, _) => tr!("backup-folder"),
    };
    let free = medium.free_bytes.map(|free| tr!("backup-free", amount = i18n::size(free)));
    let what = match &medium.place {
        CopyPlace::Token { serial, .. } => Some(tr!("place-number", serial = serial.as_str())),
        CopyPlace::Folder(path) if !medium.external => {
            Some(tr!("backup-default", path = path.to_string_lossy()))
        }
        CopyPlace::Folder(_) => None,
    };
    let line = what.into_iter().chain(free).collect::<Vec<_>>().join(" · ");
    radio_card(title, selected, Some(Message::Choose(medium.place.clone()))).detail(line)
}
