//! PIN or password: a dialog over whatever screen the renewal stands at.

use iced::Element;
use iced::widget::column;
use zeroize::Zeroizing;

use crate::domain::key::{PinState, Place};
use crate::domain::secret::Pin;
use crate::fault::Fault;
use crate::gui::screens::place;
use crate::gui::screens::trouble::{Trouble, remark};
use crate::gui::screens::{Action, Frame};
use crate::gui::theme::{Tone, measures};
use crate::gui::widgets::dialog::Dialog;
use crate::gui::widgets::{Hint, body, check_box, field, primary, secondary};
use crate::renewal::{Input, Question, Step};
use crate::tr;

/// Identifier of the first field, for focus.
pub const FIELD: &str = "pin";
/// Identifier of the repetition.
pub const REPEAT: &str = "pin-repeat";

/// Drafts of the dialog; wiped when they go out of scope.
#[derive(Default)]
pub struct UnlockScreen {
    secret: Zeroizing<String>,
    repeat: Zeroizing<String>,
    /// Typed since the last answer, so that an old refusal is no longer shown.
    touched: bool,
    /// The warning of the last try was read.
    certain: bool,
}

/// What the user did.
#[derive(Debug, Clone)]
pub enum Message {
    /// First field.
    Typed(Hidden),
    /// Repetition.
    Repeated(Hidden),
    /// «Понимаю».
    Certain(bool),
    /// «Продолжить» or Enter.
    Submit,
    /// «Продолжить позже» or Esc.
    Later,
    /// «Выбрать другое место» or Esc, when the place is wanted for the copy only.
    Elsewhere,
}

/// A typed secret on its way through the window: `Debug` shows nothing, the text is wiped after use.
#[derive(Clone)]
pub struct Hidden(Zeroizing<String>);

impl Hidden {
    /// Takes over the text.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// Gives the text away.
    pub fn into_inner(self) -> Zeroizing<String> {
        self.0
    }
}

impl std::fmt::Debug for Hidden {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hidden(…)")
    }
}

impl std::fmt::Debug for UnlockScreen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("UnlockScreen(…)")
    }
}

impl UnlockScreen {
    /// Empty fields.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a message.
    pub fn update(&mut self, message: Message, question: &Question) -> Action<Message> {
        match message {
            Message::Typed(text) => {
                self.secret = text.into_inner();
                self.touched = true;
                Action::None
            }
            Message::Repeated(text) => {
                self.repeat = text.into_inner();
                self.touched = true;
                Action::None
            }
            Message::Certain(certain) => {
                self.certain = certain;
                Action::None
            }
            Message::Submit if self.ready(question) => {
                self.touched = false;
                self.certain = false;
                self.repeat = Zeroizing::default();
                // Moved out, not copied: what stays behind is an empty text.
                Action::Ask(Input::Unlock(Pin::new(std::mem::take(&mut *self.secret))))
            }
            Message::Submit => Action::None,
            Message::Later => Action::Leave,
            Message::Elsewhere => Action::Ask(Input::Back),
        }
    }

    /// Draws the dialog for a question of PIN or password; nothing for other questions.
    pub fn view<'a>(&'a self, frame: &Frame<'a>) -> Option<Dialog<'a, Message>> {
        let question = frame.view.question.as_ref()?;
        let fault = frame.view.fault.as_ref();
        let mut dialog = self.dialog(question, fault, frame.busy, tr!("unlock-later"))?;
        if frame.view.step == Step::Backup {
            // Nobody is held up by a PIN he does not know: the copy can go elsewhere.
            let elsewhere = frame.unless_busy(Message::Elsewhere);
            dialog.on_escape = elsewhere.clone();
            dialog.buttons.splice(..1, [secondary(tr!("unlock-elsewhere"), elsewhere)]);
        }
        Some(dialog)
    }

    /// The same without a renewal around it; `later` is the way out.
    pub fn dialog<'a>(
        &'a self,
        question: &Question,
        fault: Option<&Fault>,
        busy: bool,
        later: String,
    ) -> Option<Dialog<'a, Message>> {
        let enter = (!busy).then_some(Message::Submit);
        let submit = enter.clone().filter(|_| self.ready(question));
        let (title, subject, content) = match question {
            Question::NewPassword { .. } => {
                (tr!("unlock-new-title"), tr!("unlock-new-lead"), self.new_password(enter))
            }
            Question::Pin { place, .. } => {
                let computer = is_computer(place);
                let title = if computer { tr!("unlock-password-title") } else { tr!("unlock-pin-title") };
                (title, place::name(place), self.pin(fault, place, enter))
            }
            _ => return None,
        };
        let later = secondary(later, Some(Message::Later));
        Some(Dialog {
            name: "unlock",
            title,
            subject: Some(subject),
            body: vec![content],
            buttons: vec![later, primary(tr!("app-continue"), submit)],
            on_escape: Some(Message::Later),
        })
    }

    fn pin<'a>(
        &'a self,
        fault: Option<&Fault>,
        place: &Place,
        enter: Option<Message>,
    ) -> Element<'a, Message> {
        if place.protected_path {
            return body(tr!("unlock-reader")).into();
        }
        let label = if is_computer(place) { tr!("unlock-password-label") } else { tr!("unlock-pin-label") };
        let hint = match (fault, typing_hint(&self.secret)) {
            (Some(fault), _) if !self.touched => Hint::Bad(refusal(fault, place.pin)),
            (_, Some(hint)) => Hint::Bad(hint),
            _ => Hint::None,
        };
        let field = field(label, self.secret.as_str()).id(FIELD).secret().hint(hint);
        let content = column![]
            .spacing(measures::GAP_M)
            .push(field.on_input(|text| Message::Typed(Hidden::new(text))).on_submit(enter));
        let certain =
            check_box(tr!("unlock-final-confirm"), self.certain, Some(Message::Certain as fn(bool) -> _));
        match place.pin {
            PinState::CountLow if self.touched || fault.is_none() => {
                content.push(remark(Tone::Warn, tr!("unlock-low")))
            }
            PinState::FinalTry => content.push(remark(Tone::Bad, tr!("unlock-final"))).push(certain),
            _ => content,
        }
        .into()
    }

    fn new_password<'a>(&'a self, enter: Option<Message>) -> Element<'a, Message> {
        let first = typing_hint(&self.secret).map_or(Hint::None, Hint::Plain);
        let second = if self.secret != self.repeat && !self.repeat.is_empty() {
            Hint::Bad(tr!("unlock-differs"))
        } else {
            Hint::None
        };
        let without = self.secret.is_empty() && self.repeat.is_empty();
        column![
            field(tr!("unlock-password-label"), self.secret.as_str())
                .id(FIELD)
                .secret()
                .hint(first)
                .on_input(|text| Message::Typed(Hidden::new(text)))
                .on_submit(enter.clone()),
            field(tr!("unlock-repeat-label"), self.repeat.as_str())
                .id(REPEAT)
                .secret()
                .hint(second)
                .on_input(|text| Message::Repeated(Hidden::new(text)))
                .on_submit(enter),
        ]
        .push(without.then(|| remark(Tone::Warn, tr!("unlock-empty"))))
        .spacing(measures::GAP_M)
        .into()
    }

    /// The answer can be given: one press, one try.
    fn ready(&self, question: &Question) -> bool {
        match question {
            Question::NewPassword { .. } => self.secret == self.repeat,
            Question::Pin { place, .. } if place.protected_path || is_computer(place) => true,
            Question::Pin { place, .. } => {
                let (shortest, longest) = place.pin_length;
                let length = self.secret.len();
                // A token that tells no longest PIN says 0.
                let fits = length >= shortest.max(1) && (longest == 0 || length <= longest);
                fits && (place.pin != PinState::FinalTry || self.certain)
            }
            _ => false,
        }
    }
}

fn is_computer(place: &Place) -> bool {
    place.id == crate::domain::key::PlaceId::Computer
}

/// Why the last try failed and what is left, in one line: «PIN-код не подошёл. Осталось мало попыток.»
fn refusal(fault: &Fault, pin: PinState) -> String {
    let trouble = Trouble::new(fault);
    let then = match pin {
        PinState::CountLow => tr!("unlock-low"),
        _ => trouble.remedy,
    };
    format!("{}. {then}", trouble.headline)
}

/// What the typed characters tell of the keyboard: PINs are Latin, and seldom all capitals.
fn typing_hint(secret: &str) -> Option<String> {
    let letters: Vec<char> = secret.chars().filter(|c| c.is_alphabetic()).collect();
    if letters.iter().any(|c| ('\u{400}'..='\u{4FF}').contains(c)) {
        Some(tr!("unlock-cyrillic"))
    } else if letters.len() > 2 && letters.iter().all(|c| c.is_uppercase()) {
        Some(tr!("unlock-capitals"))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::key::{CkaId, KeyRef, PlaceId};

    fn question(pin: PinState) -> Question {
        let id = PlaceId::Token { serial: "1".to_owned(), label: "t".to_owned() };
        let place = Place {
            id: id.clone(),
            title: String::new(),
            model: String::new(),
            free_bytes: None,
            pin,
            pin_length: (4, 8),
            protected_path: false,
            p256: true,
            writable: true,
        };
        Question::Pin { key: KeyRef { place: id, id: CkaId::new([1]) }, place }
    }

    fn typed(text: &str) -> UnlockScreen {
        UnlockScreen { secret: Zeroizing::new(text.to_owned()), ..UnlockScreen::default() }
    }

    #[test]
    fn a_pin_leaves_the_field_when_it_is_sent() {
        let mut screen = typed("12345678");
        let action = screen.update(Message::Submit, &question(PinState::Fine));
        assert!(matches!(action, Action::Ask(Input::Unlock(pin)) if pin.reveal() == "12345678"));
        assert!(screen.secret.is_empty());
    }

    #[test]
    fn a_pin_of_impossible_length_spends_no_try() {
        for pin in ["123", "123456789"] {
            assert!(matches!(typed(pin).update(Message::Submit, &question(PinState::Fine)), Action::None));
        }
    }

    #[test]
    fn the_last_try_needs_a_tick() {
        let last = question(PinState::FinalTry);
        let mut screen = typed("12345678");
        assert!(matches!(screen.update(Message::Submit, &last), Action::None));
        screen.update(Message::Certain(true), &last);
        assert!(matches!(screen.update(Message::Submit, &last), Action::Ask(Input::Unlock(_))));
    }

    #[test]
    fn a_russian_layout_is_noticed_without_telling_the_pin() {
        assert_eq!(typing_hint("йцук"), Some(tr!("unlock-cyrillic")));
        assert_eq!(typing_hint("QWERTY"), Some(tr!("unlock-capitals")));
        assert_eq!(typing_hint("12345678"), None);
        assert_eq!(format!("{:?}", Message::Typed(Hidden::new("1234".to_owned()))), "Typed(Hidden(…))");
    }
}
