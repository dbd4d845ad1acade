//! «Носитель ключа»: where the new key goes. Nothing is chosen that cannot work.

use iced::Center;
use iced::widget::row;

use crate::domain::key::{PinState, Place, PlaceId, ROOM};
use crate::domain::model::{self, Makes};
use crate::gui::screens::trouble::fault_notice;
use crate::gui::screens::{Action, Frame, Page};
use crate::gui::theme::{Tone, measures};
use crate::gui::widgets::{RadioCard, check_box, link, notice, primary, quiet, radio_card, small};
use crate::i18n;
use crate::renewal::{Input, View};
use crate::tr;

/// Drafts of the screen.
#[derive(Debug, Clone, Default)]
pub struct PlaceScreen {
    /// The user's own choice; until then the best place is preselected.
    chosen: Option<PlaceId>,
    /// An exportable key was asked for.
    exportable: bool,
    /// Said by the user: a key that stays in this computer signs nowhere else.
    only_here: bool,
}

/// What the user did.
#[derive(Debug, Clone)]
pub enum Message {
    /// A card was pressed.
    Choose(PlaceId),
    /// The box «экспортируемый».
    Exportable(bool),
    /// The box «только на этом компьютере».
    OnlyHere(bool),
    /// «Обновить».
    Refresh,
    /// «Далее».
    Next,
    /// «Назад».
    Back,
}

impl PlaceScreen {
    /// The choice made earlier, if the user came back.
    pub fn new(view: &View) -> Self {
        match &view.placed {
            Some((place, exportable)) => Self {
                chosen: Some(place.clone()),
                exportable: *exportable,
                only_here: *place == PlaceId::Computer,
            },
            None => Self::default(),
        }
    }

    /// Takes a message.
    pub fn update(&mut self, message: Message, view: &View) -> Action<Message> {
        match message {
            Message::Choose(place) => {
                self.exportable &= place == PlaceId::Computer;
                self.chosen = Some(place);
                Action::None
            }
            Message::Exportable(exportable) => {
                self.exportable = exportable;
                Action::None
            }
            Message::OnlyHere(understood) => {
                self.only_here = understood;
                Action::None
            }
            Message::Refresh => Action::Ask(Input::Refresh),
            Message::Next => match self.decided(view) {
                Some(place) => Action::Ask(Input::Choose { place, exportable: self.exportable }),
                None => Action::None,
            },
            Message::Back => Action::Ask(Input::Back),
        }
    }

    /// Draws the screen.
    pub fn view<'a>(&'a self, frame: &Frame<'a>) -> Page<'a, Message> {
        let view = frame.view;
        let selected = self.selected(view);
        let on_computer = selected == Some(PlaceId::Computer);
        let cards = view.places.iter().map(|place| {
            let card = card(place, view, selected.as_ref() == Some(&place.id));
            if self.exportable && place.id == PlaceId::Computer {
                card.detail(tr!("place-computer-exportable"))
            } else {
                card
            }
        });
        let lead = if on_computer { tr!("place-lead-computer") } else { tr!("place-lead") };
        let hint = if selected.is_some() { tr!("place-insert") } else { tr!("place-none") };
        let exportable = || {
            check_box(tr!("place-exportable"), self.exportable, Some(Message::Exportable as fn(bool) -> _))
        };
        let only_here =
            || check_box(tr!("place-only-here"), self.only_here, Some(Message::OnlyHere as fn(bool) -> _));
        let refresh = link(tr!("refresh"), frame.unless_busy(Message::Refresh));
        Page::new(tr!("place-title"))
            .lead(lead)
            .extend(cards)
            .extend(view.places.iter().filter_map(way_out).map(|way| notice(Tone::Info, way)))
            .extend(on_computer.then(exportable))
            .extend(on_computer.then(|| notice(Tone::Warn, self.risk())))
            .extend((on_computer && !self.exportable).then(only_here))
            .extend(view.fault.as_ref().map(|fault| fault_notice(Tone::Bad, fault)))
            .push(row![small(hint), refresh].spacing(measures::GAP_S).align_y(Center))
            .left(quiet(tr!("app-back"), frame.unless_busy(Message::Back)))
            .right(primary(tr!("app-next"), self.decided(view).and(frame.unless_busy(Message::Next))))
    }

    /// What a key in this computer risks: to be lost with it, or to be copied.
    fn risk(&self) -> String {
        if self.exportable { tr!("place-exportable-note") } else { tr!("place-computer-note") }
    }

    /// The selected place, once everything was said that has to be: who takes this computer by mistake could sign
    /// nowhere else, and never mend it.
    fn decided(&self, view: &View) -> Option<PlaceId> {
        self.selected(view).filter(|place| *place != PlaceId::Computer || self.exportable || self.only_here)
    }

    /// The chosen place if it is still usable, else the token of the old key, else another token. This computer
    /// is taken only by choice: a key there is less safe.
    fn selected(&self, view: &View) -> Option<PlaceId> {
        let usable = |id: &PlaceId| view.places.iter().any(|p| p.id == *id && obstacle(p).is_none());
        let tokens = view.places.iter().map(|p| &p.id).filter(|id| **id != PlaceId::Computer);
        let same = view.old_key.iter().map(|key| &key.place);
        let offered = same.filter(|id| **id != PlaceId::Computer).chain(tokens);
        self.chosen.iter().chain(offered).find(|id| usable(id)).cloned()
    }
}

/// Title of a place, as other screens show it too.
pub fn title(place: &Place) -> String {
    match &place.id {
        PlaceId::Computer => tr!("place-computer"),
        PlaceId::Token { label, .. } if place.title.is_empty() => label.clone(),
        PlaceId::Token { .. } => place.title.clone(),
    }
}

/// «№ 1047386621»; nothing for this computer.
pub fn number(place: &Place) -> String {
    match &place.id {
        PlaceId::Computer => String::new(),
        PlaceId::Token { serial, .. } => tr!("place-number", serial = serial.as_str()),
    }
}

/// «Рутокен ЭЦП 3.0 № 1047386621».
pub fn name(place: &Place) -> String {
    format!("{} {}", title(place), number(place)).trim_end().to_owned()
}

/// Number and free room.
pub fn facts(place: &Place) -> String {
    if place.id == PlaceId::Computer {
        return tr!("place-computer-line");
    }
    let free = place.free_bytes.map(|free| tr!("place-free", amount = i18n::size(free)));
    std::iter::once(number(place)).chain(free).collect::<Vec<_>>().join(" · ")
}

/// What must be said of the PIN, in words: PKCS#11 tells no number of tries, some vendors do.
pub fn pin_warning(place: &Place) -> Option<String> {
    match place.pin {
        PinState::Fine | PinState::Unknown => None,
        PinState::CountLow => Some(match place.tries_left {
            Some(tries) => tr!("place-pin-tries", tries = tries),
            None => tr!("place-pin-low"),
        }),
        PinState::FinalTry => Some(tr!("place-pin-final")),
        PinState::Locked => Some(tr!("place-pin-locked")),
        PinState::ToBeChanged => Some(tr!("place-pin-change")),
        PinState::NotSet => Some(tr!("place-pin-none")),
    }
}

/// Why no key can be made here.
fn obstacle(place: &Place) -> Option<String> {
    if !place.p256 {
        Some(makes_only(place))
    } else if !place.writable {
        Some(tr!("place-read-only"))
    } else if matches!(place.pin, PinState::Locked | PinState::NotSet) {
        pin_warning(place)
    } else {
        // How much is free stands before it.
        let full = place.free_bytes.is_some_and(|free| free < ROOM);
        full.then(|| tr!("place-full-numbers", needed = i18n::size(ROOM)))
    }
}

/// What a token that cannot make the key is good for, in a few words.
fn makes_only(place: &Place) -> String {
    match model::makes(place) {
        Makes::Nothing => tr!("storage-nothing"),
        Makes::GostOnly => tr!("storage-gost"),
        Makes::RsaOnly => tr!("storage-rsa"),
        Makes::P256 | Makes::Unknown => tr!("place-no-p256"),
    }
}

/// What to do about a token that cannot take the key, where more can be said than that another one is needed.
fn way_out(place: &Place) -> Option<String> {
    let name = name(place);
    let full = place.free_bytes.is_some_and(|free| free < ROOM);
    match model::makes(place) {
        Makes::Nothing => Some(tr!("storage-nothing-do", place = name)),
        Makes::GostOnly => Some(tr!("storage-gost-do", place = name)),
        Makes::RsaOnly => Some(tr!("storage-rsa-do", place = name)),
        Makes::P256 if full => Some(tr!("place-full-do", place = name)),
        Makes::P256 | Makes::Unknown => None,
    }
}

fn card(place: &Place, view: &View, selected: bool) -> RadioCard<Message> {
    let obstacle = obstacle(place);
    let choose = obstacle.is_none().then(|| Message::Choose(place.id.clone()));
    let mut card = radio_card(title(place), selected, choose);
    if view.old_key.as_ref().is_some_and(|key| key.place == place.id) {
        card = card.badge(Tone::Info, tr!("place-old"));
    }
    match obstacle.or_else(|| pin_warning(place)) {
        Some(warning) => card.detail(format!("{} ·", facts(place))).warning(warning),
        None => card.detail(facts(place)),
    }
}
