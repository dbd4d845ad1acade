//! Draws the fields of a section by their specification: masks, choices, flags, each with its hint.

use iced::widget::{Column, column, row};
use iced::{Element, Fill};

use crate::domain::form::{FieldSpec, Kind, Problem, check};
use crate::domain::profile::Forms;
use crate::gui::screens::form::shape;
use crate::gui::screens::form::typing::{Typing, label, widget};
use crate::gui::theme::measures;
use crate::gui::widgets::{Field, Hint, caption, field, radio, switch};
use crate::i18n;
use crate::tr;

/// Longest text that needs only half of the page.
const HALF: usize = 128;

/// What happens to a field.
#[derive(Debug, Clone)]
pub enum Change {
    /// Its text was typed.
    Typed(&'static FieldSpec, String),
    /// An option was chosen.
    Chosen(&'static str, &'static str),
    /// A flag was set or cleared.
    Flag(&'static str, bool),
}

impl Change {
    /// Makes it so.
    pub fn apply(&self, typing: &mut Typing, forms: &Forms) {
        match self {
            Self::Typed(field, text) => typing.typed(field, text, forms),
            Self::Chosen(field, option) => typing.set(field, option),
            Self::Flag(field, on) => typing.set_flag(field, *on),
        }
    }
}

/// What the fields of a section are drawn from.
pub struct Fields<'a, 'p, M> {
    /// The drafts.
    pub typing: &'a Typing,
    /// What may stand in them.
    pub forms: &'a Forms,
    /// What is wrong with them.
    pub problems: &'p [Problem],
    /// What a change sends.
    pub on_change: fn(Change) -> M,
    /// What Enter sends.
    pub on_enter: Option<M>,
}

impl<'a, M: Clone + 'a> Fields<'a, '_, M> {
    /// All fields that are shown, short ones side by side, without those that the screen draws itself.
    pub fn draw(&self, without: &[&str]) -> Element<'a, M> {
        let values = self.typing.values();
        let mut lines = Column::new().spacing(measures::GAP_L);
        let mut waiting: Option<Element<'a, M>> = None;
        for field in self.typing.section().fields() {
            if without.contains(&field.id) || !check::is_shown(field, values, self.forms) {
                continue;
            }
            let drawn = self.one(field);
            match (is_short(field), waiting.take()) {
                (true, None) => waiting = Some(drawn),
                (true, Some(first)) => lines = lines.push(pair(first, Some(drawn))),
                (false, first) => {
                    lines = lines.push(first.map(|first| pair(first, None))).push(drawn);
                }
            }
        }
        lines.push(waiting.map(|first| pair(first, None))).into()
    }

    /// One field.
    pub fn one(&self, spec: &'static FieldSpec) -> Element<'a, M> {
        let hint = self.typing.hint(spec, self.problems, self.forms);
        let name = label(self.typing.section(), spec.id);
        let required = self.required(spec);
        match spec.kind {
            Kind::Flag => {
                let on = self.typing.values().flag(spec.id);
                let toggle = (self.on_change)(Change::Flag(spec.id, !on));
                switch(name, on, Some(toggle)).id(widget(spec.id)).into()
            }
            Kind::Choice(options) => self.choice(spec, options, name, hint),
            _ => {
                let on_change = self.on_change;
                let hint = match hint {
                    Hint::None => self.advice(spec),
                    hint => hint,
                };
                // What is wrong is said below the field: once is enough.
                let required = match &hint {
                    Hint::Bad(_) => required.map(|_| String::new()),
                    _ => required,
                };
                self.text(spec, name)
                    .required(required)
                    .hint(hint)
                    .on_input(move |text| on_change(Change::Typed(spec, text)))
                    .on_submit(self.on_enter.clone())
                    .into()
            }
        }
    }

    /// The field of a text, still without hint and messages.
    pub fn text(&self, spec: &'static FieldSpec, name: String) -> Field<'a, M> {
        let country = self.forms.country;
        let mut drawn = field(name, self.typing.shown(spec, self.forms)).id(widget(spec.id));
        if let Some(mask) = shape::mask(spec.kind, country) {
            drawn = drawn.mask(mask);
        }
        match shape::placeholder(spec.kind, country) {
            Some(placeholder) => drawn.placeholder(placeholder),
            None => drawn,
        }
    }

    /// The word beside the star of a field that must be filled.
    pub fn required(&self, spec: &FieldSpec) -> Option<String> {
        check::is_required(spec.required, self.typing.values(), self.forms).then(|| tr!("form-required"))
    }

    fn choice(
        &self,
        spec: &'static FieldSpec,
        options: &'static [&'static str],
        name: String,
        hint: Hint,
    ) -> Element<'a, M> {
        let chosen = self.typing.values().text(spec.id);
        let missing = self.required(spec).filter(|_| chosen.is_empty());
        let caption = caption(name, self.required(spec).is_some(), missing);
        let first = options.first().copied();
        let lines = options.iter().map(|option| {
            let words = i18n::text(&format!("option-{}-{option}", spec.id), &[]);
            let message = (self.on_change)(Change::Chosen(spec.id, option));
            let line = radio(words, chosen == *option, Some(message));
            // «Далее» with nothing chosen leads to the first option.
            if first == Some(*option) { line.id(widget(spec.id)).into() } else { line.into() }
        });
        column![caption, Column::with_children(lines).spacing(measures::GAP_S), hint.draw()]
            .spacing(measures::GAP_S)
            .into()
    }

    /// What a field is good for, where that is not plain.
    fn advice(&self, spec: &FieldSpec) -> Hint {
        match spec.kind {
            Kind::Phone => Hint::Plain(tr!("form-advice-phone")),
            Kind::Email => Hint::Plain(tr!("form-advice-email")),
            _ => Hint::None,
        }
    }
}

/// Two fields side by side; a single one keeps its half.
pub fn pair<'a, M: 'a>(first: Element<'a, M>, second: Option<Element<'a, M>>) -> Element<'a, M> {
    let half = |element: Option<Element<'a, M>>| {
        iced::widget::container(element.unwrap_or_else(|| iced::widget::space().into())).width(Fill)
    };
    row![half(Some(first)), half(second)].spacing(measures::GAP_L).into()
}

fn is_short(field: &FieldSpec) -> bool {
    match field.kind {
        Kind::Text(longest) => longest <= HALF,
        Kind::Choice(_) | Kind::List(_) | Kind::Flag => false,
        _ => true,
    }
}
