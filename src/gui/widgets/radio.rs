//! A radio mark with a few words, one of several lines; a click on the words counts too.

use super::focusable::{Focusable, focusable};
use super::marks::{self, Mark};
use crate::gui::theme::{fonts, measures, styles};
use iced::Center;
use iced::advanced::text::IntoFragment;
use iced::widget::{button, row, text};

/// One line of a choice; without a message it is shown but cannot be chosen.
pub fn radio<'a, M: Clone + 'a>(
    words: impl IntoFragment<'a>,
    chosen: bool,
    on_choose: Option<M>,
) -> Focusable<'a, M> {
    let words = text(words)
        .size(measures::BODY)
        .font(if chosen { fonts::SEMIBOLD } else { fonts::REGULAR })
        .style(if on_choose.is_some() { styles::ink } else { styles::muted });
    let line = row![marks::mark(Mark::Radio(chosen), measures::CHOICE_MARK), words]
        .spacing(measures::GAP_M)
        .align_y(Center);
    let button =
        button(line).padding(0).on_press_maybe(on_choose.clone()).style(|_, _| button::Style::default());
    focusable(button, on_choose).radius(measures::GAP_XS)
}
