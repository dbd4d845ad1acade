//! «Вход по сертификату»: what lies under the question for the PIN while the program signs in at the CA.

use crate::gui::screens::{Action, Frame, Page};
use crate::gui::theme::measures;
use crate::gui::widgets::{card, card_title, quiet, small};
use crate::i18n;
use crate::tr;

/// What the user did.
#[derive(Debug, Clone)]
pub enum Message {
    /// «Выйти и продолжить позже».
    Later,
}

/// Takes a message.
pub fn update(message: Message) -> Action<Message> {
    match message {
        Message::Later => Action::Leave,
    }
}

/// Draws the screen.
pub fn view<'a>(frame: &Frame<'a>) -> Page<'a, Message> {
    let certificate = frame.view.old.as_ref().map(|old| {
        let until =
            tr!("verify-until", date = i18n::date(frame.view.old_until.unwrap_or(old.usable_until())));
        let lines = iced::widget::column![
            card_title(old.subject().full_name()),
            small(tr!("review-serial", serial = old.serial_hex())),
            small(until),
        ];
        card(lines.spacing(measures::GAP_XS))
    });
    Page::new(tr!("sign-in-title"))
        .lead(tr!("sign-in-lead", ca = frame.view.profile.title.as_str()))
        .extend(certificate)
        .left(quiet(tr!("later"), Some(Message::Later)))
}
