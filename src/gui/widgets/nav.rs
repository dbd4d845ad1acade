//! The rail as navigation: one entry per section, with a count where something waits.

use super::badge::count;
use super::focusable::focusable;
use crate::gui::theme::{colours, fonts, measures};
use iced::widget::button::{Status, Style};
use iced::widget::{Column, Row, button, container, row, space, text};
use iced::{Background, Border, Center, Element, Fill, Length, Padding, Shrink, Theme};

/// An entry.
#[derive(Debug, Clone)]
pub struct NavItem<M> {
    /// The name of the section.
    pub title: String,
    /// How many things wait there; nothing is shown for 0.
    pub waiting: usize,
    /// True for the section on show.
    pub selected: bool,
    /// What a click sends.
    pub on_press: M,
}

/// The entries, one below the other.
pub fn nav<'a, M: Clone + 'a>(items: impl IntoIterator<Item = NavItem<M>>) -> Element<'a, M> {
    let entries = items.into_iter().map(|item| entry(item, Fill));
    Column::with_children(entries).spacing(measures::GAP_XS).into()
}

/// The same beside each other, as many as there is room for.
pub fn nav_row<'a, M: Clone + 'a>(items: impl IntoIterator<Item = NavItem<M>>) -> Element<'a, M> {
    let entries = items.into_iter().map(|item| entry(item, Shrink));
    Row::with_children(entries).spacing(measures::GAP_XS).wrap().into()
}

fn entry<'a, M: Clone + 'a>(item: NavItem<M>, width: Length) -> Element<'a, M> {
    let title = text(item.title).size(measures::BODY).font(if item.selected {
        fonts::SEMIBOLD
    } else {
        fonts::MEDIUM
    });
    let waiting = (item.waiting > 0).then(|| count(item.waiting));
    let between = if width == Fill { space::horizontal() } else { space().width(measures::GAP_XS) };
    let line = row![title, between, waiting].align_y(Center);
    let button = button(container(line).center_y(Fill))
        .width(width)
        .height(measures::NAV_HEIGHT)
        .padding(Padding::from([0.0, measures::GAP_M]))
        .on_press(item.on_press.clone())
        .style(move |theme, status| style(theme, status, item.selected));
    focusable(button, Some(item.on_press)).into()
}

fn style(theme: &Theme, status: Status, selected: bool) -> Style {
    let c = colours(theme);
    let (background, text_color) = match (selected, status) {
        (true, _) => (Some(c.primary_soft), c.primary),
        (false, Status::Hovered | Status::Pressed) => (Some(c.bg), c.ink),
        (false, _) => (None, c.muted),
    };
    Style {
        background: background.map(Background::Color),
        text_color,
        border: Border { radius: measures::RADIUS.into(), ..Border::default() },
        ..Style::default()
    }
}
