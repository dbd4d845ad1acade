//! «Сертификаты»: every certificate that was found, expired ones too, to be looked at.

use iced::Element;

use crate::domain::key::{FoundCertificate, PlaceId};
use crate::gui::screens::notifications::{self, entry, holder};
use crate::gui::screens::{Action, Home, Page, Sheet, place};
use crate::gui::theme::Tone;
use crate::gui::widgets::{badge, link, secondary, small};
use crate::i18n;
use crate::runtime::message::{Card, Command, Panel};
use crate::tr;

/// What the user did.
#[derive(Debug, Clone)]
pub enum Message {
    /// «Подробнее» of the certificate at this position.
    Details(usize),
    /// «Проверить сейчас».
    Check,
    /// «История замен».
    History,
}

/// Takes a message.
pub fn update(message: Message, panel: &Panel) -> Action<Message> {
    match message {
        Message::Check => Action::Tell(Command::Scan),
        Message::History => Action::Show(Sheet::History),
        Message::Details(index) => match panel.certificates.get(index) {
            Some(found) => Action::Show(Sheet::Details(Box::new(found.certificate.clone()))),
            None => Action::None,
        },
    }
}

/// Draws the screen.
pub fn page<'a>(home: &Home<'a>) -> Page<'a, Message> {
    let found = &home.panel.certificates;
    let empty = found.is_empty().then(|| small(tr!("certificates-empty")));
    let cards = found.iter().enumerate().map(|(index, found)| draw(index, found, home));
    Page::new(tr!("certificates-title"))
        .aside(home.checked())
        .extend(cards)
        .extend(empty)
        .left(link(tr!("history-open"), Some(Message::History)))
        .right(secondary(tr!("notifications-check-now"), home.unless_busy(Message::Check)))
}

fn draw<'a>(index: usize, found: &'a FoundCertificate, home: &Home<'a>) -> Element<'a, Message> {
    let place = home.panel.places.iter().find(|place| place.id == found.key.place);
    let place = match (place, &found.key.place) {
        (Some(place), _) => place::name(place),
        (None, PlaceId::Token { label, .. }) => label.clone(),
        (None, PlaceId::Computer) => tr!("place-computer"),
    };
    let until = found.usable_until();
    let line = tr!(
        "certificates-line",
        serial = found.certificate.serial_hex(),
        from = i18n::date(found.certificate.not_before()),
        to = i18n::date(until)
    );
    let date = i18n::date(until);
    let badge = if until > home.now {
        badge(tone(found, home), tr!("certificates-valid", date = date))
    } else {
        badge(Tone::Bad, tr!("certificates-expired", date = date))
    };
    entry(
        holder(&found.certificate, &place).push(small(line)),
        Some(badge),
        Some(secondary(tr!("certificates-details"), Some(Message::Details(index)))),
    )
}

/// As urgent as on «Уведомления».
fn tone(found: &FoundCertificate, home: &Home<'_>) -> Tone {
    let due = home.panel.cards.iter().find_map(|card| match card {
        Card::Due { found: due, urgency, .. } if due.certificate == found.certificate => Some(*urgency),
        _ => None,
    });
    due.map_or(Tone::Ok, notifications::tone)
}
