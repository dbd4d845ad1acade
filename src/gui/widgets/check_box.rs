//! A check box with its sentence; a click on the sentence counts too.

use super::focusable::{Focusable, focusable};
use super::marks::{self, Mark};
use crate::gui::theme::{fonts, measures, styles};
use iced::advanced::text::IntoFragment;
use iced::widget::{button, row, text};
use iced::{Center, Element};

/// A check box; `on_toggle` gets the new state. Without it the box cannot be changed.
pub fn check_box<'a, M: Clone + 'a>(
    sentence: impl IntoFragment<'a>,
    checked: bool,
    on_toggle: Option<fn(bool) -> M>,
) -> Element<'a, M> {
    toggle(sentence, checked, on_toggle.map(|on_toggle| on_toggle(!checked))).into()
}

/// The same with the message that a press sends, for boxes that are told apart by more than their state.
pub fn toggle<'a, M: Clone + 'a>(
    sentence: impl IntoFragment<'a>,
    checked: bool,
    message: Option<M>,
) -> Focusable<'a, M> {
    let sentence = text(sentence)
        .size(measures::BODY)
        .font(if checked { fonts::SEMIBOLD } else { fonts::REGULAR })
        .line_height(measures::LINE_HEIGHT)
        .style(if message.is_some() { styles::ink } else { styles::muted });
    let line = row![marks::mark(Mark::Box(checked), measures::CHOICE_MARK), sentence]
        .spacing(measures::GAP_M)
        .align_y(Center);
    let button =
        button(line).padding(0).on_press_maybe(message.clone()).style(|_, _| button::Style::default());
    focusable(button, message).radius(measures::GAP_XS)
}
