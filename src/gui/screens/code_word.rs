//! The code word: asked for again after a restart, since it is kept nowhere.

use crate::domain::secret::Pin;
use crate::gui::screens::trouble::Trouble;
use crate::gui::screens::{Action, Frame};
use crate::gui::widgets::dialog::Dialog;
use crate::gui::widgets::{Hint, SecretDraft, body, field, primary, secondary};
use crate::renewal::Input;
use crate::tr;

/// Name of the field, for focus.
pub const FIELD: &str = "code-word";

/// Drafts of the dialog; wiped when they go out of scope.
#[derive(Debug, Default)]
pub struct CodeWordScreen {
    word: SecretDraft,
    /// Typed since the last answer, so that an old refusal is no longer shown.
    touched: bool,
}

/// What the user did.
#[derive(Debug, Clone)]
pub enum Message {
    /// The word was typed.
    Typed(SecretDraft),
    /// «Продолжить» or Enter.
    Submit,
    /// «Продолжить позже» or Esc.
    Later,
}

impl CodeWordScreen {
    /// An empty field.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a message.
    pub fn update(&mut self, message: Message, busy: bool) -> Action<Message> {
        match message {
            Message::Typed(word) => {
                self.word = word;
                self.touched = true;
                Action::None
            }
            Message::Submit if self.word.is_empty() || busy => Action::None,
            Message::Submit => {
                self.touched = false;
                let word: Pin = self.word.take();
                Action::Ask(Input::CodeWord(word))
            }
            Message::Later => Action::Leave,
        }
    }

    /// Draws the dialog.
    pub fn view<'a>(&'a self, frame: &Frame<'a>) -> Dialog<'a, Message> {
        let enter = frame.unless_busy(Message::Submit);
        let hint = match (&frame.view.fault, self.touched) {
            (Some(fault), false) => Hint::Bad(Trouble::new(fault).line()),
            _ => Hint::Plain(tr!("code-word-hint")),
        };
        let word = field(tr!("code-word-label"), self.word.reveal())
            .id(FIELD)
            .secret()
            .hint(hint)
            .on_input(|text| Message::Typed(SecretDraft::new(text)))
            .on_submit(enter.clone());
        let submit = enter.filter(|_| !self.word.is_empty());
        Dialog {
            name: "code-word",
            title: tr!("code-word-title"),
            subject: None,
            body: vec![body(tr!("code-word-text")).into(), word.into()],
            buttons: vec![
                secondary(tr!("unlock-later"), Some(Message::Later)),
                primary(tr!("app-continue"), submit),
            ],
            on_escape: Some(Message::Later),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_leaves_the_field_when_it_is_sent_and_shows_nothing_before() {
        let mut screen = CodeWordScreen::new();
        let message = Message::Typed(SecretDraft::new("ромашка".to_owned()));
        assert!(!format!("{message:?}").contains("ромашка"));
        screen.update(message, false);
        assert!(!format!("{screen:?}").contains("ромашка"));
        let action = screen.update(Message::Submit, false);
        assert!(matches!(action, Action::Ask(Input::CodeWord(word)) if word.reveal() == "ромашка"));
        assert!(matches!(screen.update(Message::Submit, false), Action::None));
    }
}
