//! A labelled text field with a hint under it: errors stand where they belong.

use super::input::{Input, Settings};
use super::label;
use super::mask::Mask;
use crate::gui::theme::{fonts, measures, styles};
use iced::advanced::widget::Id;
use iced::widget::{column, container};
use iced::{Element, Length};

/// What stands under a field.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Hint {
    /// Nothing.
    #[default]
    None,
    /// How to fill the field.
    Plain(String),
    /// The value is right.
    Ok(String),
    /// What is wrong with the value; the border turns to the same colour.
    Bad(String),
}

impl Hint {
    /// The line under a field, if there is anything to say.
    pub fn draw<'a, M: 'a>(self) -> Option<Element<'a, M>> {
        Some(match self {
            Self::None => return None,
            Self::Plain(text) => label::small(text).style(styles::muted).into(),
            Self::Ok(text) => label::small(text).style(styles::ok).into(),
            Self::Bad(text) => label::small(text).style(styles::bad).into(),
        })
    }
}

/// See [`field`].
pub struct Field<'a, M> {
    label: String,
    required: Option<String>,
    hint: Hint,
    width: Length,
    settings: Settings,
    value: String,
    on_input: Option<Box<dyn Fn(String) -> M + 'a>>,
    on_submit: Option<M>,
}

/// A field showing `value` under `label`; it cannot be edited until it has [`Field::on_input`].
pub fn field<'a, M>(label: impl Into<String>, value: impl Into<String>) -> Field<'a, M> {
    Field {
        label: label.into(),
        required: None,
        hint: Hint::None,
        width: Length::Fill,
        settings: Settings {
            id: None,
            placeholder: String::new(),
            secret: false,
            mask: None,
            size: measures::BODY,
            font: fonts::REGULAR,
            height: measures::CONTROL_HEIGHT,
            bad: false,
            submits: false,
        },
        value: value.into(),
        on_input: None,
        on_submit: None,
    }
}

impl<'a, M> Field<'a, M> {
    /// A name for `operation::focus` and for tests.
    #[must_use]
    pub fn id(mut self, id: impl Into<Id>) -> Self {
        self.settings.id = Some(id.into());
        self
    }

    /// Marks the field as required, in words: a star and a colour alone tell nothing to those who cannot see them.
    #[must_use]
    pub fn required(mut self, words: Option<String>) -> Self {
        self.required = words;
        self
    }

    /// Shown while the field is empty.
    #[must_use]
    pub fn placeholder(mut self, text: impl Into<String>) -> Self {
        self.settings.placeholder = text.into();
        self
    }

    /// The message for each change, with the whole new text (already in the shape of the mask).
    #[must_use]
    pub fn on_input(mut self, message: impl Fn(String) -> M + 'a) -> Self {
        self.on_input = Some(Box::new(message));
        self
    }

    /// The message for Enter. Give it whether or not the text is complete, and check in `update`: an Enter right
    /// after the last character is handled before the page is drawn again, while the main button was still dead.
    #[must_use]
    pub fn on_submit(mut self, message: Option<M>) -> Self {
        self.settings.submits = message.is_some();
        self.on_submit = message;
        self
    }

    /// Shows dots, and keeps the text out of the clipboard.
    #[must_use]
    pub fn secret(mut self) -> Self {
        self.settings.secret = true;
        self
    }

    /// Keeps the text in a shape and shows the shape while the field is empty.
    #[must_use]
    pub fn mask(mut self, mask: Mask) -> Self {
        self.settings.mask = Some(mask);
        self.placeholder(mask.pattern())
    }

    /// Larger digits, for the one number a screen is about.
    #[must_use]
    pub fn large(mut self) -> Self {
        self.settings.size = measures::NUMBER;
        self.settings.font = fonts::MEDIUM;
        self.settings.height = measures::LARGE_CONTROL_HEIGHT;
        self.width(measures::FIELD_WIDTH)
    }

    /// The width of the field; it fills its place otherwise.
    #[must_use]
    pub fn width(mut self, width: impl Into<Length>) -> Self {
        self.width = width.into();
        self
    }

    /// Gives the border the colour of a value that is wrong; what is wrong stands elsewhere.
    #[must_use]
    pub fn bad(mut self, bad: bool) -> Self {
        self.settings.bad = bad;
        self
    }

    /// What stands under the field.
    #[must_use]
    pub fn hint(mut self, hint: Hint) -> Self {
        self.settings.bad = matches!(hint, Hint::Bad(_));
        self.hint = hint;
        self
    }
}

impl<'a, M: Clone + 'a> From<Field<'a, M>> for Element<'a, M> {
    fn from(field: Field<'a, M>) -> Self {
        let (starred, empty) = (field.required.is_some(), field.value.is_empty());
        let input = Input::new(field.settings, field.value, field.on_input, field.on_submit);
        let missing = field.required.filter(|_| empty);
        let hint = field.hint.draw();
        let label = (!field.label.is_empty()).then(|| label::caption(field.label, starred, missing));
        let input = column![label, container(input).width(field.width)].spacing(measures::LABEL_GAP);
        column![input, hint].spacing(measures::GAP_S).into()
    }
}
