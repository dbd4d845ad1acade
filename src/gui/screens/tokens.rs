//! «Носители»: every place where keys live, and the state of its PIN.

use iced::Element;
use iced::widget::column;

use crate::domain::key::{PinState, Place, PlaceId};
use crate::gui::screens::notifications::entry;
use crate::gui::screens::{Action, Home, Page, Sheet, cleanup, place, recovery};
use crate::gui::theme::Tone;
use crate::gui::widgets::{badge, card_title, link, secondary, small};
use crate::runtime::message::Command;
use crate::tr;

/// What the user did.
#[derive(Debug, Clone)]
pub enum Message {
    /// «Проверить сейчас».
    Check,
    /// «Проверить ключи и сертификаты».
    Recovery,
    /// «Удалить старые ключи».
    CleanUp(PlaceId),
}

/// Takes a message.
pub fn update(message: Message) -> Action<Message> {
    match message {
        Message::Check => Action::Tell(Command::Scan),
        Message::Recovery => recovery::sheet(),
        Message::CleanUp(place) => Action::Show(Sheet::CleanUp(place)),
    }
}

/// Draws the screen.
pub fn page<'a>(home: &Home<'a>) -> Page<'a, Message> {
    let places = &home.panel.places;
    let no_token = places.iter().all(|place| place.id == PlaceId::Computer);
    let empty = no_token.then(|| small(tr!("tokens-empty")));
    Page::new(tr!("tokens-title"))
        .aside(home.checked())
        .extend(places.iter().map(|place| draw(place, home)))
        .extend(empty)
        .left(link(tr!("recovery-open"), Some(Message::Recovery)))
        .right(secondary(tr!("notifications-check-now"), home.unless_busy(Message::Check)))
}

fn draw<'a>(seen: &Place, home: &Home<'a>) -> Element<'a, Message> {
    let facts = if seen.id == PlaceId::Computer { tr!("tokens-computer") } else { place::facts(seen) };
    let badge = match (place::pin_warning(seen.pin), seen.pin) {
        (Some(warning), PinState::Locked) => Some(badge(Tone::Bad, warning)),
        (Some(warning), _) => Some(badge(Tone::Warn, warning)),
        (None, PinState::Fine) => Some(badge(Tone::Ok, tr!("tokens-pin-fine"))),
        (None, _) => None,
    };
    let clean_up = || link(tr!("cleanup-button"), home.unless_busy(Message::CleanUp(seen.id.clone())));
    let old = cleanup::has_old(&seen.id, home.remains).then(clean_up);
    entry(column![card_title(place::title(seen)), small(facts)], badge, old)
}
