//! «Проверка данных»: what stands in the certificate and what will stand in the new one, side by side.

use iced::Element;

use crate::domain::certificate::Certificate;
use crate::domain::field::Field;
use crate::domain::form::Section;
use crate::domain::identifier::Snils;
use crate::domain::refusal::Finding;
use crate::domain::subject::Comparison;
use crate::gui::screens::page::question;
use crate::gui::screens::{Action, Frame, Page};
use crate::gui::theme::Tone;
use crate::gui::widgets::dialog::Dialog;
use crate::gui::widgets::{Table, notice, notice_with, primary, quiet, secondary, table, tight_card};
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
    /// «Проверить снова»: ask the registers once more.
    Again,
    /// «Изменить» at what a register says.
    Revise(Section),
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
            Message::Again => Action::Ask(Input::Recheck),
            Message::Revise(section) => Action::Ask(Input::Revise(section)),
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
        let first = view.old.is_none();
        let mut table = comparison(&view.rows);
        if let Some(holder) = &view.holder {
            let until = |old: &Certificate| tr!("verify-until", date = i18n::date(old.not_after()));
            let current = view.old.as_ref().map(until).unwrap_or_default();
            let (from, end) = (i18n::date(holder.not_before), i18n::date(holder.not_after));
            let period = tr!("verify-period", from = from, until = end);
            table = match first {
                true => table.row([tr!("verify-validity"), period]),
                false => table.row([tr!("verify-validity"), current, period]),
            };
        }
        let blocked = view.findings.iter().any(|finding| finding.blocking);
        let agree = frame.unless_busy(Message::Agree).filter(|_| !blocked);
        Page::new(tr!("verify-title"))
            .lead(if first { tr!("verify-lead-first") } else { tr!("verify-lead") })
            .extend(view.findings.iter().map(finding))
            .extend((!first).then(|| notice(tone, count)))
            .push(tight_card(table))
            .left(quiet(tr!("app-back"), frame.unless_busy(Message::Back)))
            .extend_right(
                (!view.findings.is_empty())
                    .then(|| secondary(tr!("workplace-again"), frame.unless_busy(Message::Again))),
            )
            .right(secondary(tr!("verify-disagree"), frame.unless_busy(Message::Disagree)))
            .right(primary(tr!("verify-agree"), agree))
            .over(self.disagreeing.then(|| disagreement(frame)))
    }
}

/// What a register says: whose it is, what is wrong there, and where to go with it, a line for each.
fn finding<'a>(finding: &Finding) -> Element<'a, Message> {
    let register = i18n::register(finding.source);
    let place = finding_field(&finding.field).map(|field| format!(" ({field})")).unwrap_or_default();
    let first = match finding.detail.trim_end_matches('.') {
        "" => format!("{register}{place}."),
        detail => format!("{register}{place}: {detail}."),
    };
    let said = std::iter::once(first).chain(i18n::ways_out(finding.source)).collect::<Vec<_>>().join("\n");
    let tone = if finding.blocking { Tone::Bad } else { Tone::Warn };
    match section_of(finding) {
        Some(section) => notice_with(tone, said, tr!("review-revise"), Message::Revise(section)).into(),
        None => notice(tone, said).into(),
    }
}

/// The section that a finding is about, if it can be corrected here.
fn section_of(finding: &Finding) -> Option<Section> {
    let (section, _) = finding.field.split_once('/')?;
    Section::ALL.into_iter().find(|known| known.id() == section)
}

/// The name of the field a register speaks of: of the subject, or `section/field` of the dossier.
fn finding_field(id: &str) -> Option<String> {
    let field = match id.split_once('/') {
        Some((section, field)) => {
            let section = Section::ALL.into_iter().find(|known| known.id() == section)?;
            let _ = section.fields().iter().find(|known| known.id == field)?;
            format!("form-{}-{field}", section.id())
        }
        None => format!("field-{}", Field::ALL.iter().find(|known| known.id() == id)?.id()),
    };
    Some(i18n::text(&field, &[]))
}

/// Current and new values side by side, the changed ones marked. A first certificate has nothing beside it.
pub fn comparison(rows: &[Comparison]) -> Table {
    if rows.iter().all(|row| row.current.is_empty()) {
        let empty = table([34, 66]).header([tr!("verify-field"), tr!("verify-first")]);
        return shown(rows).iter().fold(empty, |table, row| {
            let [label, _, new] = cells(row);
            table.row([label, new])
        });
    }
    let header = [tr!("verify-field"), tr!("verify-current"), tr!("verify-new")];
    let empty = table([26, 37, 37]).header(header);
    shown(rows).iter().fold(empty, |table, row| table.row_if_changed(cells(row), row.changed()))
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
