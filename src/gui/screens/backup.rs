//! «Резервная копия»: where it goes, and its password if the key is part of it.

use iced::Center;
use iced::Element;
use iced::widget::row;
use zeroize::Zeroizing;

use crate::domain::key::PlaceId;
use crate::domain::medium::CopyPlace;
use crate::domain::secret::Pin;
use crate::gui::screens::trouble::Trouble;
use crate::gui::screens::unlock::Hidden;
use crate::gui::screens::{Action, Frame, Page};
use crate::gui::theme::{Tone, measures};
use crate::gui::widgets::{Hint, RadioCard, field, link, notice, primary, quiet, radio_card, small};
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
    chosen: Option<CopyPlace>,
    password: Zeroizing<String>,
    repeat: Zeroizing<String>,
}

/// What the user did.
#[derive(Debug, Clone)]
pub enum Message {
    /// A card was pressed.
    Choose(CopyPlace),
    /// «Обновить».
    Refresh,
    /// Password.
    Typed(Hidden),
    /// Repetition.
    Repeated(Hidden),
    /// «Создать копию» or Enter.
    Create,
    /// «Пропустить».
    Skip,
}

impl std::fmt::Debug for BackupScreen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "BackupScreen({:?}, …)", self.chosen)
    }
}

impl BackupScreen {
    /// Nothing chosen: the first medium is preselected.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a message.
    pub fn update(&mut self, message: Message, frame: &Frame<'_>) -> Action<Message> {
        match message {
            Message::Choose(place) => self.chosen = Some(place),
            Message::Typed(text) => self.password = text.into_inner(),
            Message::Repeated(text) => self.repeat = text.into_inner(),
            Message::Refresh => return Action::Tell(Command::Media),
            Message::Skip => return Action::Ask(Input::SkipBackup),
            Message::Create => {
                let Some(place) = self.ready(frame) else { return Action::None };
                let with_key = takes_key(frame.view, &place);
                self.repeat = Zeroizing::default();
                let password = Pin::new(std::mem::take(&mut *self.password));
                return Action::Ask(Input::Backup { place, password: with_key.then_some(password) });
            }
        }
        Action::None
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
        let cards = media.iter().map(|medium| card(medium, selected == Some(&medium.place)));
        let insert = match media.iter().any(|medium| medium.external) {
            true => tr!("backup-other"),
            false => tr!("backup-insert"),
        };
        let refresh = link(tr!("refresh"), Some(Message::Refresh));
        Page::new(tr!("backup-title"))
            .lead(lead)
            .extend(cards)
            .push(row![small(insert), refresh].spacing(measures::GAP_S).align_y(Center))
            .extend(frame.view.fault.as_ref().map(|fault| notice(Tone::Bad, Trouble::new(fault).line())))
            .push(notice(tone, what))
            .extend(with_key.then(|| self.password(frame.unless_busy(Message::Create))))
            .left(quiet(tr!("backup-skip"), frame.unless_busy(Message::Skip)))
            .right(primary(tr!("backup-create"), create))
    }

    fn password<'a>(&'a self, enter: Option<Message>) -> Element<'a, Message> {
        let first = match self.password.chars().count() {
            1..SHORTEST => Hint::Bad(tr!("backup-short", length = SHORTEST)),
            _ => Hint::None,
        };
        let second = match self.password != self.repeat && !self.repeat.is_empty() {
            true => Hint::Bad(tr!("unlock-differs")),
            false => Hint::None,
        };
        row![
            field(tr!("backup-password"), self.password.as_str())
                .id(FIELD)
                .secret()
                .hint(first)
                .on_input(|text| Message::Typed(Hidden::new(text)))
                .on_submit(enter.clone()),
            field(tr!("backup-repeat"), self.repeat.as_str())
                .id(REPEAT)
                .secret()
                .hint(second)
                .on_input(|text| Message::Repeated(Hidden::new(text)))
                .on_submit(enter),
        ]
        .spacing(measures::GAP_L)
        .into()
    }

    fn selected<'m>(&self, media: &'m [Medium]) -> Option<&'m CopyPlace> {
        let chosen = media.iter().find(|medium| Some(&medium.place) == self.chosen.as_ref());
        chosen.or(media.first()).map(|medium| &medium.place)
    }

    /// Where to, once everything needed is there.
    fn ready(&self, frame: &Frame<'_>) -> Option<CopyPlace> {
        let long_enough = self.password.chars().count() >= SHORTEST && self.password == self.repeat;
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

fn card(medium: &Medium, selected: bool) -> RadioCard<Message> {
    let title = match (medium.external, &medium.place) {
        (true, CopyPlace::Token { .. }) => tr!("backup-token", title = medium.title.as_str()),
        (true, CopyPlace::Folder(_)) => tr!("backup-drive", title = medium.title.as_str()),
        (false, _) => tr!("backup-folder"),
    };
    let free = medium.free_bytes.map(|free| tr!("backup-free", amount = i18n::size(free)));
    let what = match (&medium.place, medium.external) {
        (CopyPlace::Token { serial, .. }, _) => Some(tr!("place-number", serial = serial.as_str())),
        (CopyPlace::Folder(_), true) => None,
        (CopyPlace::Folder(_), false) => Some(tr!("backup-default")),
    };
    let line = what.into_iter().chain(free).collect::<Vec<_>>().join(" · ");
    radio_card(title, selected, Some(Message::Choose(medium.place.clone()))).detail(line)
}
