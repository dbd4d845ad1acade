//! PIN or password: a dialog over whatever screen the renewal stands at.

use iced::Element;
use iced::widget::column;

use crate::domain::key::{Keeping, PinState, Place};
use crate::domain::secret::Keep;
use crate::fault::{Fault, SupportCode};
use crate::gui::screens::pin::typing::{self, CapsLock};
use crate::gui::screens::trouble::{Trouble, remark};
use crate::gui::screens::{Action, Frame};
use crate::gui::screens::{Sheet, pin, place};
use crate::gui::theme::{Tone, measures};
use crate::gui::widgets::dialog::Dialog;
use crate::gui::widgets::{
    Hint, SecretDraft, body, check_box, field, link, notice, primary, secondary, small, toggle,
};
use crate::renewal::{Input, Question, Step};
use crate::tr;

/// Identifier of the first field, for focus.
pub const FIELD: &str = "pin";
/// Identifier of the repetition.
pub const REPEAT: &str = "pin-repeat";

/// Drafts of the dialog; wiped when they go out of scope.
#[derive(Debug, Default)]
pub struct UnlockScreen {
    secret: SecretDraft,
    repeat: SecretDraft,
    /// «Запомнить до закрытия программы», «Хранить в хранилище паролей».
    keep: Keep,
    /// Typed since the last answer, so that an old refusal is no longer shown.
    touched: bool,
    /// The warning of the last try was read.
    certain: bool,
    /// Enter was pressed too early: what is missing is told.
    pressed: bool,
    caps: CapsLock,
}

/// What the user did.
#[derive(Debug, Clone)]
pub enum Message {
    /// First field.
    Typed(SecretDraft),
    /// Repetition.
    Repeated(SecretDraft),
    /// «Понимаю».
    Certain(bool),
    /// «Запомнить до закрытия программы», «Хранить в хранилище паролей», or neither any more.
    Keep(Keep),
    /// «Сменить PIN-код», «Разблокировать», «Задать PIN-код».
    Pin(pin::Kind),
    /// «Продолжить» or Enter.
    Submit,
    /// «Продолжить позже» or Esc.
    Later,
    /// «Выбрать другое место» or Esc, when the place is wanted for the copy only.
    Elsewhere,
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
                self.secret = text;
                (self.touched, self.pressed) = (true, false);
                Action::None
            }
            Message::Repeated(text) => {
                self.repeat = text;
                self.touched = true;
                Action::None
            }
            Message::Certain(certain) => {
                self.certain = certain;
                Action::None
            }
            Message::Keep(keep) => {
                self.keep = keep;
                Action::None
            }
            Message::Pin(kind) => match question {
                Question::Pin { place, .. } => Action::Show(Sheet::Pin(kind, Box::new(place.clone()))),
                _ => Action::None,
            },
            Message::Submit if self.ready(question) => {
                (self.touched, self.certain, self.pressed) = (false, false, false);
                self.repeat = SecretDraft::default();
                Action::Ask(Input::Unlock(self.secret.take(), self.keep_of(question)))
            }
            Message::Submit => {
                self.pressed = true;
                Action::None
            }
            Message::Later => Action::Leave,
            Message::Elsewhere => Action::Ask(Input::Back),
        }
    }

    /// A key has told how Caps Lock stands.
    pub fn caps_lock(&mut self, on: bool) {
        self.caps = Some(on);
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
        let mut main = primary(tr!("app-continue"), enter.clone().filter(|_| self.ready(question)));
        let (title, subject, content) = match question {
            Question::NewPassword { .. } => {
                (tr!("unlock-new-title"), tr!("unlock-new-lead"), self.new_password(enter))
            }
            Question::Pin { place, .. } => {
                let computer = is_computer(place);
                let title = if computer { tr!("unlock-password-title") } else { tr!("unlock-pin-title") };
                if place.pin == PinState::Locked {
                    main = primary(tr!("pin-unlock"), (!busy).then_some(Message::Pin(pin::Kind::Unlock)));
                }
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
            buttons: vec![later, main],
            on_escape: Some(Message::Later),
        })
    }

    fn pin<'a>(
        &'a self,
        fault: Option<&Fault>,
        place: &Place,
        enter: Option<Message>,
    ) -> Element<'a, Message> {
        if place.pin == PinState::Locked {
            return notice(Tone::Bad, tr!("pin-locked-text")).into();
        }
        let content = column![].spacing(measures::GAP_M);
        let content = if place.protected_path {
            content.push(body(tr!("unlock-reader"))).push(self.refused(fault, place).map(bad))
        } else {
            content.push(self.field(fault, place, enter)).push(self.keep(place))
        };
        let certain =
            check_box(tr!("unlock-final-confirm"), self.certain, Some(Message::Certain as fn(bool) -> _));
        match place.pin {
            PinState::CountLow if self.touched || fault.is_none() => {
                content.push(remark(Tone::Warn, typing::tries_left(place)))
            }
            PinState::FinalTry => content.push(remark(Tone::Bad, tr!("unlock-final"))).push(certain),
            PinState::ToBeChanged => content
                .push(remark(Tone::Warn, tr!("pin-factory")))
                .push(link(tr!("pin-change"), enter_other(pin::Kind::Change, place))),
            PinState::NotSet => content
                .push(remark(Tone::Warn, tr!("pin-none-yet")))
                .push(link(tr!("pin-set"), enter_other(pin::Kind::Unlock, place))),
            _ => content,
        }
        .into()
    }

    fn field<'a>(
        &'a self,
        fault: Option<&Fault>,
        place: &Place,
        enter: Option<Message>,
    ) -> Element<'a, Message> {
        let label = if is_computer(place) { tr!("unlock-password-label") } else { tr!("unlock-pin-label") };
        let secret = self.secret.reveal();
        let told = self.refused(fault, place);
        let told = told.or_else(|| typing::misfit(secret, place.pin_length, self.pressed));
        let hint = match told.or_else(|| typing::keyboard(secret, self.caps)) {
            Some(told) => Hint::Bad(told),
            // One line either way, so that no button moves from under the pointer while a PIN is typed again.
            None if is_computer(place) || place.pin == PinState::CountLow => Hint::None,
            None => typing::limits(place.pin_length).map_or(Hint::None, Hint::Plain),
        };
        let field = field(label, secret).id(FIELD).secret().hint(hint);
        field.on_input(|text| Message::Typed(SecretDraft::new(text))).on_submit(enter).into()
    }

    /// Why the last try failed, until something is typed again.
    fn refused(&self, fault: Option<&Fault>, place: &Place) -> Option<String> {
        fault.filter(|_| !self.touched).map(|fault| refusal(fault, place))
    }

    fn keep<'a>(&self, place: &Place) -> Element<'a, Message> {
        let choice = |words: String, keep: Keep| {
            let chosen = self.keep == keep;
            toggle(words, chosen, Some(Message::Keep(if chosen { Keep::Once } else { keep })))
        };
        let in_keyring = || choice(tr!("pin-keep-keyring"), Keep::InKeyring);
        let offered = takes_pins(place.keeping);
        let line = match (place.keeping, self.keep) {
            (Keeping::NoKeyring, _) => tr!("pin-keep-none", code = SupportCode::KeyringAbsent.as_str()),
            (_, Keep::InKeyring) if offered => tr!("pin-keep-keyring-line"),
            _ => tr!("pin-keep-line"),
        };
        column![choice(tr!("pin-keep"), Keep::UntilClosed)]
            .push(offered.then(in_keyring))
            .push(small(line))
            .spacing(measures::GAP_XS)
            .into()
    }

    /// What was chosen, where it can still be had.
    fn keep_of(&self, question: &Question) -> Keep {
        match (question, self.keep) {
            (Question::Pin { place, .. }, Keep::InKeyring) if takes_pins(place.keeping) => Keep::InKeyring,
            (_, Keep::InKeyring) => Keep::Once,
            (_, keep) => keep,
        }
    }

    fn new_password<'a>(&'a self, enter: Option<Message>) -> Element<'a, Message> {
        let first = typing::of_new(self.secret.reveal(), self.caps).map_or(Hint::None, Hint::Plain);
        let second = if self.secret != self.repeat && !self.repeat.is_empty() {
            Hint::Bad(tr!("unlock-differs"))
        } else {
            Hint::None
        };
        let without = self.secret.is_empty() && self.repeat.is_empty();
        column![
            field(tr!("unlock-password-label"), self.secret.reveal())
                .id(FIELD)
                .secret()
                .hint(first)
                .on_input(|text| Message::Typed(SecretDraft::new(text)))
                .on_submit(enter.clone()),
            field(tr!("unlock-repeat-label"), self.repeat.reveal())
                .id(REPEAT)
                .secret()
                .hint(second)
                .on_input(|text| Message::Repeated(SecretDraft::new(text)))
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
            Question::Pin { place, .. } if place.pin == PinState::Locked => false,
            Question::Pin { place, .. } => {
                let (secret, typed) = (self.secret.reveal(), place.protected_path || is_computer(place));
                let whole = !secret.is_empty() && typing::misfit(secret, place.pin_length, true).is_none();
                (typed || whole) && (place.pin != PinState::FinalTry || self.certain)
            }
            _ => false,
        }
    }
}

fn takes_pins(keeping: Keeping) -> bool {
    matches!(keeping, Keeping::Offered | Keeping::Kept)
}

fn is_computer(place: &Place) -> bool {
    place.id == crate::domain::key::PlaceId::Computer
}

/// Why the last try failed and what is left, in one line: «PIN-код не подошёл. Осталось мало попыток.»
fn refusal(fault: &Fault, place: &Place) -> String {
    let trouble = Trouble::new(fault);
    let then = match place.pin {
        PinState::CountLow => typing::tries_left(place),
        _ => trouble.remedy,
    };
    format!("{}. {then}", trouble.headline)
}

fn bad<'a>(sentence: String) -> Element<'a, Message> {
    remark(Tone::Bad, sentence).into()
}

/// A place that is written to can have its PIN changed.
fn enter_other(kind: pin::Kind, place: &Place) -> Option<Message> {
    place.writable.then_some(Message::Pin(kind))
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
            admin_pin: PinState::Unknown,
            tries_left: None,
            pin_length: (4, 8),
            protected_path: false,
            p256: true,
            writable: true,
            keeping: Keeping::NotWanted,
        };
        Question::Pin { key: KeyRef { place: id, id: CkaId::new([1]) }, place }
    }

    fn typed(text: &str) -> UnlockScreen {
        UnlockScreen { secret: SecretDraft::new(text.to_owned()), ..UnlockScreen::default() }
    }

    #[test]
    fn a_pin_leaves_the_field_when_it_is_sent() {
        let mut screen = typed("12345678");
        let action = screen.update(Message::Submit, &question(PinState::Fine));
        assert!(matches!(action, Action::Ask(Input::Unlock(pin, Keep::Once)) if pin.reveal() == "12345678"));
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
        assert!(matches!(screen.update(Message::Submit, &last), Action::Ask(Input::Unlock(..))));
    }

    #[test]
    fn a_pin_is_kept_only_when_the_box_says_so_and_the_box_stays_after_a_refusal() {
        let fine = question(PinState::Fine);
        let mut screen = typed("12345678");
        screen.update(Message::Keep(Keep::UntilClosed), &fine);
        let action = screen.update(Message::Submit, &fine);
        assert!(matches!(action, Action::Ask(Input::Unlock(_, Keep::UntilClosed))));
        screen.update(Message::Typed(SecretDraft::new("87654321".to_owned())), &fine);
        let action = screen.update(Message::Submit, &fine);
        assert!(matches!(action, Action::Ask(Input::Unlock(_, Keep::UntilClosed))));
    }

    #[test]
    fn a_pin_goes_into_the_password_store_only_where_there_is_one() {
        for (keeping, expected) in [
            (Keeping::NotWanted, Keep::Once),
            (Keeping::NoKeyring, Keep::Once),
            (Keeping::Offered, Keep::InKeyring),
            (Keeping::Kept, Keep::InKeyring),
        ] {
            let mut question = question(PinState::Fine);
            if let Question::Pin { place, .. } = &mut question {
                place.keeping = keeping;
            }
            let mut screen = typed("12345678");
            screen.update(Message::Keep(Keep::InKeyring), &question);
            let action = screen.update(Message::Submit, &question);
            assert!(matches!(action, Action::Ask(Input::Unlock(_, keep)) if keep == expected), "{keeping:?}");
        }
    }

    #[test]
    fn a_locked_pin_is_not_asked_for_and_can_be_unlocked() {
        let locked = question(PinState::Locked);
        assert!(matches!(typed("12345678").update(Message::Submit, &locked), Action::None));
        let action = UnlockScreen::new().update(Message::Pin(pin::Kind::Unlock), &locked);
        assert!(matches!(action, Action::Show(Sheet::Pin(pin::Kind::Unlock, _))));
    }
}
