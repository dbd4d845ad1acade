//! A switch with its sentence: agreed or not. A click on the sentence counts too.

use super::focusable::{Focusable, focusable};
use super::label;
use crate::gui::theme::{colours, measures, styles};
use iced::advanced::text::IntoFragment;
use iced::widget::{button, container, row, space};
use iced::{Border, Center, Element};

/// A switch; `on_toggle` is sent when it is pressed.
pub fn switch<'a, M: Clone + 'a>(
    sentence: impl IntoFragment<'a>,
    on: bool,
    on_toggle: Option<M>,
) -> Focusable<'a, M> {
    let line = row![track(on), label::card_title(sentence).style(styles::ink)]
        .spacing(measures::GAP_M)
        .align_y(Center);
    let button =
        button(line).padding(0).on_press_maybe(on_toggle.clone()).style(|_, _| button::Style::default());
    focusable(button, on_toggle).radius(measures::GAP_XS)
}

/// A knob in a groove, at the right when it is on.
fn track<'a, M: 'a>(on: bool) -> Element<'a, M> {
    let (width, height) = measures::SWITCH;
    let side = height - 2.0 * measures::GAP_XS;
    let round = || Border { radius: measures::RADIUS_PILL.into(), ..Border::default() };
    let knob = container(space())
        .width(side)
        .height(side)
        .style(move |theme| container::background(colours(theme).on_fill).border(round()));
    let groove = container(knob).width(width).height(height).padding(measures::GAP_XS);
    let groove = if on { groove.align_right(width) } else { groove.align_left(width) };
    groove
        .style(move |theme| {
            let c = colours(theme);
            container::background(if on { c.primary } else { c.outline }).border(round())
        })
        .into()
}
