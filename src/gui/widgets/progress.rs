//! A progress bar, alone or under a line that says what it counts.

use crate::gui::theme::{colours, fonts, measures};
use iced::advanced::text::IntoFragment;
use iced::widget::{column, progress_bar, row, space};
use iced::{Background, Border, Center, Element};

/// A bar filled to `share`, from 0 to 1.
pub fn progress<'a, M: 'a>(share: f32) -> Element<'a, M> {
    progress_bar(0.0..=1.0, share)
        .girth(measures::PROGRESS_HEIGHT)
        .style(|theme| progress_bar::Style {
            background: Background::Color(colours(theme).trough),
            bar: Background::Color(colours(theme).primary),
            border: Border { radius: (measures::PROGRESS_HEIGHT / 2.0).into(), ..Border::default() },
        })
        .into()
}

/// A bar under «Собрано 67 %» at the left and a second line at the right.
pub fn progress_with_text<'a, M: 'a>(
    share: f32,
    left: impl IntoFragment<'a>,
    right: impl IntoFragment<'a>,
) -> Element<'a, M> {
    let line = row![super::body(left).font(fonts::SEMIBOLD), space::horizontal(), super::small(right)]
        .align_y(Center);
    column![line, progress(share)].spacing(measures::GAP_S).into()
}
