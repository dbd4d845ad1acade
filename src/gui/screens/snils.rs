//! «СНИЛС»: the number of the holder, checked while it is typed.

use crate::domain::identifier::{IdentifierError, Snils};
use crate::gui::screens::trouble::Trouble;
use crate::gui::screens::{Action, Frame, Page};
use crate::gui::theme::{Tone, measures};
use crate::gui::widgets::{Hint, Mask, field, notice, primary, quiet};
use crate::renewal::Input;
use crate::tr;

/// Identifier of the field, for focus and caret.
pub const FIELD: &str = "snils";

/// As on the insurance card.
const MASK: Mask = Mask::new("000-000-000 00");

/// Drafts of the screen.
#[derive(Debug, Clone, Default)]
pub struct SnilsScreen {
    /// As shown, with dashes.
    text: String,
    /// Typed since the last answer, so that an old refusal is no longer shown.
    touched: bool,
}

/// What the user did.
#[derive(Debug, Clone)]
pub enum Message {
    /// The text changed by typing or pasting.
    Typed(String),
    /// «Далее» or Enter.
    Next,
    /// «Отмена».
    Cancel,
}

impl SnilsScreen {
    /// An empty field.
    pub fn new() -> Self {
        Self::default()
    }

    /// The number that was typed a moment ago for another certificate of the same holder.
    pub fn offer(&mut self, snils: &Snils) {
        self.text = snils.to_string();
    }

    /// Takes a message.
    pub fn update(&mut self, message: Message) -> Action<Message> {
        match message {
            Message::Typed(text) => {
                self.text = text;
                self.touched = true;
                Action::None
            }
            Message::Next => match Snils::parse(&self.text) {
                Ok(snils) => {
                    self.touched = false;
                    Action::Ask(Input::Snils(snils))
                }
                Err(_) => Action::None,
            },
            Message::Cancel => Action::Ask(Input::Stop),
        }
    }

    /// Draws the screen.
    pub fn view<'a>(&'a self, frame: &Frame<'a>) -> Page<'a, Message> {
        let old = frame.view.old.as_ref();
        let holder = old.map(|old| old.subject().full_name()).unwrap_or_default();
        let next = frame.unless_busy(Message::Next).filter(|_| Snils::parse(&self.text).is_ok());
        let field = field(tr!("snils-label"), &self.text)
            .id(FIELD)
            .large()
            .mask(MASK)
            .hint(self.hint(frame))
            .on_input(Message::Typed)
            .on_submit(frame.unless_busy(Message::Next));
        Page::new(tr!("snils-title"))
            .lead(tr!("snils-lead", holder = holder))
            .push(field)
            .push(notice(Tone::Info, tr!("snils-note")).max_width(measures::MEASURE))
            .left(quiet(tr!("app-cancel"), frame.unless_busy(Message::Cancel)))
            .right(primary(tr!("app-next"), next))
    }

    /// The line under the field: the refusal of the number, or how far the typing is.
    fn hint(&self, frame: &Frame<'_>) -> Hint {
        if let (Some(fault), false) = (&frame.view.fault, self.touched) {
            return Hint::Bad(Trouble::new(fault).line());
        }
        match Snils::parse(&self.text) {
            Ok(_) => Hint::Ok(tr!("snils-valid")),
            Err(IdentifierError::Length { found: 0, .. }) => Hint::None,
            Err(IdentifierError::Length { found, expected }) => {
                Hint::Plain(tr!("snils-rest", count = expected.saturating_sub(found)))
            }
            Err(IdentifierError::AllZeros) => Hint::Bad(tr!("snils-zeros")),
            Err(_) => Hint::Bad(tr!("snils-wrong")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> SnilsScreen {
        SnilsScreen { text: text.to_owned(), touched: true }
    }

    #[test]
    fn a_number_with_wrong_check_digits_is_never_sent() {
        assert!(matches!(typed("112-233-445 96").update(Message::Next), Action::None));
    }

    #[test]
    fn a_right_number_is_sent() {
        let action = typed("112-233-445 95").update(Message::Next);
        assert!(matches!(action, Action::Ask(Input::Snils(snils)) if snils.digits() == "11223344595"));
    }
}
