//! «Проверка данных»: what stands in the certificate and what will stand in the new one, side by side.

use crate::domain::certificate::Certificate;
use crate::domain::field::Field;
use crate::domain::identifier::Snils;
use crate::domain::subject::Comparison;
use crate::gui::screens::page::question;
use crate::gui::screens::{Action, Frame, Page};
use crate::gui::theme::Tone;
use crate::gui::widgets::dialog::Dialog;
use crate::gui::widgets::{notice, primary, quiet, secondary, table, tight_card};
use crate::i18n;
use crate::renewal::Input;
use crate::tr;

/// Drafts of the screen.
#[derive(Debug, Clone, Default)]
pub struct VerifyScreen {
    /// The dialog of «Не согласен» is open.
    disagreeing: bool,
}

/// What the user did.
#[derive(Debug, Clone)]
pub enum Message {
    /// «Верны».
    Agree,
    /// «Не согласен».
    Disagree,
    /// «Открыть страницу» in the dialog.
    OpenPage,
    /// The dialog was closed.
    Stay,
    /// «Назад».
    Back,
}

impl VerifyScreen {
    /// No dialog open.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a message.
    pub fn update(&mut self, message: Message) -> Action<Message> {
        self.disagreeing = matches!(message, Message::Disagree);
        match message {
            Message::Agree => Action::Ask(Input::Agree),
            Message::OpenPage => Action::Ask(Input::Disagree),
            Message::Back => Action::Ask(Input::Back),
            Message::Disagree | Message::Stay => Action::None,
        }
    }

    /// Draws the screen.
    pub fn view<'a>(&'a self, frame: &Frame<'a>) -> Page<'a, Message> {
        let view = frame.view;
        let changed: Vec<Field> = view.rows.iter().filter(|r| r.changed()).map(|r| r.field).collect();
        let (tone, count) = match changed.len() {
            0 => (Tone::Ok, tr!("verify-same")),
            count => (Tone::Warn, tr!("verify-changed", count = count, fields = names(&changed))),
        };
        let header = [tr!("verify-field"), tr!("verify-current"), tr!("verify-new")];
        let mut table = table([26, 37, 37]).header(header);
        for row in &shown(&view.rows) {
            table = table.row_if_changed(cells(row), row.changed());
        }
        if let Some(holder) = &view.holder {
            let until = |old: &Certificate| tr!("verify-until", date = i18n::date(old.not_after()));
            let current = view.old.as_ref().map(until).unwrap_or_default();
            let (from, end) = (i18n::date(holder.not_before), i18n::date(holder.not_after));
            let period = tr!("verify-period", from = from, until = end);
            table = table.row([tr!("verify-validity"), current, period]);
        }
        Page::new(tr!("verify-title"))
            .lead(tr!("verify-lead"))
            .push(notice(tone, count))
            .push(tight_card(table))
            .left(quiet(tr!("app-back"), frame.unless_busy(Message::Back)))
            .right(secondary(tr!("verify-disagree"), frame.unless_busy(Message::Disagree)))
            .right(primary(tr!("verify-agree"), frame.unless_busy(Message::Agree)))
            .over(self.disagreeing.then(|| disagreement(frame)))
    }
}

fn disagreement<'a>(frame: &Frame<'a>) -> Dialog<'a, Message> {
    question(
        "disagreement",
        tr!("verify-disagree-title"),
        tr!("verify-disagree-text"),
        (tr!("verify-disagree-confirm"), frame.unless_busy(Message::OpenPage)),
        (tr!("app-back"), Message::Stay),
    )
}

/// The rows as people read them: one row for the whole name, and no common name that only repeats another row.
fn shown(rows: &[Comparison]) -> Vec<Comparison> {
    let row = |field: Field| rows.iter().find(|row| row.field == field);
    let whole = row(Field::Surname).zip(row(Field::GivenName)).map(|(surname, given)| Comparison {
        field: Field::Surname,
        current: format!("{} {}", surname.current, given.current),
        new: format!("{} {}", surname.new, given.new),
    });
    let repeats = |name: &Comparison| {
        let others = rows.iter().filter(|row| row.field != Field::CommonName).chain(&whole);
        others.into_iter().any(|row| row.current == name.current && row.new == name.new)
    };
    rows.iter()
        .filter(|row| row.field != Field::CommonName || !repeats(row))
        .filter(|row| row.field != Field::GivenName || whole.is_none())
        .map(|row| match (&whole, row.field) {
            (Some(whole), Field::Surname) => whole.clone(),
            _ => row.clone(),
        })
        .collect()
}

/// A row as the user reads it: the name of the field and both values.
fn cells(row: &Comparison) -> [String; 3] {
    let shown = |value: &str| match (value, row.field) {
        ("", _) => tr!("verify-absent"),
        (digits, Field::Snils) => Snils::parse(digits).map_or(digits.to_owned(), |snils| snils.to_string()),
        (value, _) => value.to_owned(),
    };
    let label = match row.field {
        Field::Surname if row.current.contains(' ') || row.new.contains(' ') => tr!("verify-full-name"),
        field => name(field),
    };
    [label, shown(&row.current), shown(&row.new)]
}

fn name(field: Field) -> String {
    i18n::text(&format!("field-{}", field.id()), &[])
}

/// The names inside a sentence: «должность», but «СНИЛС».
fn names(fields: &[Field]) -> String {
    let inside = |field: &Field| {
        let name = name(*field);
        let mut letters = name.chars();
        match (letters.next(), letters.next()) {
            (Some(first), Some(second)) if second.is_lowercase() => {
                first.to_lowercase().chain(name.chars().skip(1)).collect()
            }
            _ => name,
        }
    };
    fields.iter().map(inside).collect::<Vec<String>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changed_fields_are_named_as_in_a_sentence() {
        assert_eq!(names(&[Field::Title, Field::Snils]), "должность, СНИЛС");
    }

    #[test]
    fn disagreeing_asks_before_it_ends_the_renewal() {
        let mut screen = VerifyScreen::new();
        assert!(matches!(screen.update(Message::Disagree), Action::None));
        assert!(screen.disagreeing);
        assert!(matches!(screen.update(Message::OpenPage), Action::Ask(Input::Disagree)));
    }
}
