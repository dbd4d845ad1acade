//! A card that can be chosen, one of several: a radio mark, a title, a second line.

use super::badge::badge;
use super::focusable::focusable;
use super::label;
use super::marks::{self, Mark};
use crate::gui::theme::{Tone, colours, measures, styles};
use iced::widget::button::{Status, Style};
use iced::widget::{button, column, row};
use iced::{Background, Border, Center, Element, Fill, Theme};

/// See [`radio_card`].
pub struct RadioCard<M> {
    title: String,
    chosen: bool,
    badge: Option<(Tone, String)>,
    detail: Option<String>,
    warning: Option<String>,
    on_choose: Option<M>,
}

/// A card to choose; without a message it is shown but cannot be chosen.
pub fn radio_card<M>(title: impl Into<String>, chosen: bool, on_choose: Option<M>) -> RadioCard<M> {
    RadioCard { title: title.into(), chosen, badge: None, detail: None, warning: None, on_choose }
}

impl<M> RadioCard<M> {
    /// A badge behind the title.
    #[must_use]
    pub fn badge(mut self, tone: Tone, words: impl Into<String>) -> Self {
        self.badge = Some((tone, words.into()));
        self
    }

    /// The second line.
    #[must_use]
    pub fn detail(mut self, words: impl Into<String>) -> Self {
        self.detail = Some(words.into());
        self
    }

    /// The end of the second line, in the colour of a warning.
    #[must_use]
    pub fn warning(mut self, words: impl Into<String>) -> Self {
        self.warning = Some(words.into());
        self
    }
}

impl<'a, M: Clone + 'a> From<RadioCard<M>> for Element<'a, M> {
    fn from(card: RadioCard<M>) -> Self {
        let title = label::card_title(card.title);
        let title = if card.on_choose.is_some() { title } else { title.style(styles::muted) };
        let badge = card.badge.map(|(tone, words)| badge(tone, words));
        let detail = card.detail.map(label::small);
        let warning = card.warning.map(|words| label::small(words).style(styles::warn));
        let lines = column![
            row![title, badge].spacing(measures::GAP_M).align_y(Center),
            row![detail, warning].spacing(measures::GAP_XS).wrap(),
        ];
        let line = row![marks::mark(Mark::Radio(card.chosen), measures::CHOICE_MARK), lines.width(Fill)]
            .spacing(measures::GAP_L)
            .align_y(Center);
        let button = button(line)
            .width(Fill)
            .padding([measures::CARD_PADDING_Y, measures::CARD_PADDING_X])
            .on_press_maybe(card.on_choose.clone())
            .style(move |theme, status| style(theme, status, card.chosen));
        focusable(button, card.on_choose).radius(measures::RADIUS_CARD).into()
    }
}

fn style(theme: &Theme, status: Status, chosen: bool) -> Style {
    let c = colours(theme);
    let (background, line) = match (chosen, status) {
        (true, _) => (c.surface_chosen, c.primary),
        (false, Status::Hovered | Status::Pressed) => (c.surface, c.outline),
        (false, Status::Disabled) => (c.bg, c.line),
        (false, Status::Active) => (c.surface, c.line),
    };
    Style {
        background: Some(Background::Color(background)),
        text_color: c.ink,
        border: Border { color: line, width: 1.0, radius: measures::RADIUS_CARD.into() },
        ..Style::default()
    }
}
