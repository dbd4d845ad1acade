//! «Носители»: every place where keys live, and the state of its PIN.

use iced::widget::{column, row};
use iced::{Center, Element};

use crate::domain::key::{Keeping, PinState, Place, PlaceId};
use crate::gui::screens::notifications::entry;
use crate::gui::screens::trouble::fault_notice;
use crate::gui::screens::{Action, Home, Page, Sheet, cleanup, pin, place, recovery};
use crate::gui::theme::{Tone, measures};
use crate::gui::widgets::{badge, card_title, link, secondary, small};
use crate::runtime::message::Command;
use crate::tr;

/// What the user did.
#[derive(Debug, Clone)]
pub enum Message {
    /// «Проверить сейчас».
    Check,
    /// «Сменить PIN-код», «Разблокировать», «Задать PIN-код», «Сменить пароль».
    Pin(pin::Kind, Box<Place>),
    /// «Проверить ключи и сертификаты».
    Recovery,
    /// «Забыть PIN-код».
    Forget(PlaceId),
    /// «Удалить старые ключи».
    CleanUp(PlaceId),
}

/// Takes a message.
pub fn update(message: Message) -> Action<Message> {
    match message {
        Message::Check => Action::Tell(Command::Scan),
        Message::Pin(kind, place) => Action::Show(Sheet::Pin(kind, place)),
        Message::Recovery => recovery::sheet(),
        Message::Forget(place) => Action::Tell(Command::ForgetPin(place)),
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
        .extend(home.fault.map(|fault| fault_notice(Tone::Warn, fault)))
        .extend(places.iter().map(|seen| draw(seen, home)))
        .extend(empty)
        .left(link(tr!("recovery-open"), Some(Message::Recovery)))
        .right(secondary(tr!("notifications-check-now"), home.unless_busy(Message::Check)))
}

fn draw<'a>(seen: &Place, home: &Home<'a>) -> Element<'a, Message> {
    let computer = seen.id == PlaceId::Computer;
    let facts = if computer { tr!("tokens-computer") } else { place::facts(seen) };
    let badge = match (place::pin_warning(seen), seen.pin) {
        (Some(warning), PinState::Locked) => Some(badge(Tone::Bad, warning)),
        (Some(warning), _) => Some(badge(Tone::Warn, warning)),
        (None, PinState::Fine) => Some(badge(Tone::Ok, tr!("tokens-pin-fine"))),
        (None, _) => None,
    };
    // Without a key on this computer there is no password either.
    let nothing = computer && !home.panel.certificates.iter().any(|found| found.key.place == seen.id);
    let offer = pin::offer(seen).filter(|_| !nothing).map(|kind| {
        let open = home.unless_busy(Message::Pin(kind, Box::new(seen.clone())));
        secondary(pin::name(kind, seen), open)
    });
    let clean_up = || link(tr!("cleanup-button"), home.unless_busy(Message::CleanUp(seen.id.clone())));
    let old = cleanup::has_old(&seen.id, home.remains).then(clean_up);
    let kept = (seen.keeping == Keeping::Kept).then(|| {
        let forget = link(tr!("pin-forget"), home.unless_busy(Message::Forget(seen.id.clone())));
        row![small(tr!("tokens-pin-kept")), forget].spacing(measures::GAP_M).align_y(Center).wrap()
    });
    entry(column![card_title(place::title(seen)), small(facts)].push(kept).push(old), badge, offer)
}
