//! Buttons: one primary per screen, secondary ones, quiet ones at the left, links inside text.

use super::focusable::focusable;
use crate::gui::theme::{Colours, Tone, colours, fonts, measures};
use iced::advanced::text::{IntoFragment, Wrapping};
use iced::widget::button::{Status, Style};
use iced::widget::{button, container, text};
use iced::{Background, Border, Color, Element, Fill, Padding, Theme};

/// A link is as high as its line.
const INLINE_HEIGHT: f32 = measures::LABEL * measures::LINE_HEIGHT;

/// The name of the main button of a screen, for `operation::focus`.
pub const MAIN: &str = "main";

/// The main button of a screen. Without a message it cannot be pressed.
pub fn primary<'a, M: Clone + 'a>(label: impl IntoFragment<'a>, on_press: Option<M>) -> Element<'a, M> {
    tall(label, on_press, Some(MAIN), |theme, status| {
        let c = colours(theme);
        let fill = if status == Status::Active { c.primary } else { c.primary_strong };
        styled(c, status, fill, c.on_fill, fill)
    })
}

/// Any other button.
pub fn secondary<'a, M: Clone + 'a>(label: impl IntoFragment<'a>, on_press: Option<M>) -> Element<'a, M> {
    tall(label, on_press, None, |theme, status| {
        let c = colours(theme);
        let fill = if status == Status::Active { c.surface } else { c.bg };
        styled(c, status, fill, c.ink, c.line)
    })
}

/// The button at the bottom left: «Назад», «Отмена».
pub fn quiet<'a, M: Clone + 'a>(label: impl IntoFragment<'a>, on_press: Option<M>) -> Element<'a, M> {
    bare(label, on_press, measures::BODY, measures::CONTROL_HEIGHT, |c| c.primary)
}

/// A button that reads as part of a text.
pub fn link<'a, M: Clone + 'a>(label: impl IntoFragment<'a>, on_press: Option<M>) -> Element<'a, M> {
    bare(label, on_press, measures::LABEL, INLINE_HEIGHT, |c| c.primary)
}

/// A link in a notice, in the colour of the text around it.
pub(super) fn inline<'a, M: Clone + 'a>(
    label: impl IntoFragment<'a>,
    on_press: Option<M>,
    tone: Tone,
) -> Element<'a, M> {
    bare(label, on_press, measures::LABEL, INLINE_HEIGHT, move |c| c.text_on_soft(tone))
}

fn tall<'a, M: Clone + 'a>(
    label: impl IntoFragment<'a>,
    on_press: Option<M>,
    name: Option<&'static str>,
    style: impl Fn(&Theme, Status) -> Style + 'a,
) -> Element<'a, M> {
    let label = text(label).size(measures::BODY).font(fonts::SEMIBOLD).wrapping(Wrapping::None);
    let button = button(container(label).center_y(Fill))
        .height(measures::CONTROL_HEIGHT)
        .padding(Padding::from([0.0, measures::BUTTON_PADDING]))
        .on_press_maybe(on_press.clone())
        .style(style);
    let button = focusable(button, on_press);
    match name {
        Some(name) => button.id(name).into(),
        None => button.into(),
    }
}

fn bare<'a, M: Clone + 'a>(
    label: impl IntoFragment<'a>,
    on_press: Option<M>,
    size: f32,
    height: f32,
    ink: impl Fn(&Colours) -> Color + 'a,
) -> Element<'a, M> {
    let label = text(label).size(size).font(fonts::SEMIBOLD).wrapping(Wrapping::None);
    let button = button(container(label).center_y(Fill))
        .height(height)
        .padding(0)
        .on_press_maybe(on_press.clone())
        .style(move |theme, status| {
            let c = colours(theme);
            let text_color = match status {
                Status::Active => ink(c),
                Status::Hovered | Status::Pressed => c.primary_strong,
                Status::Disabled => c.muted,
            };
            Style { text_color, ..Style::default() }
        });
    focusable(button, on_press).radius(measures::GAP_XS).into()
}

fn styled(c: &Colours, status: Status, fill: Color, ink: Color, line: Color) -> Style {
    let (fill, ink, line) =
        if status == Status::Disabled { (c.trough, c.muted, c.trough) } else { (fill, ink, line) };
    Style {
        background: Some(Background::Color(fill)),
        text_color: ink,
        border: Border { color: line, width: 1.0, radius: measures::RADIUS.into() },
        ..Style::default()
    }
}
