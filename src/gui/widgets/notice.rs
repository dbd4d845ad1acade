//! Notices: a sentence in a coloured box, with at most one thing to do about it.

use super::button::inline;
use crate::gui::theme::{Tone, colours, measures};
use iced::advanced::text::IntoFragment;
use iced::widget::{Container, Text, column, container, text};
use iced::{Border, Element, Fill, Padding};

/// A notice of one or more sentences.
pub fn notice<'a, M: 'a>(tone: Tone, sentence: impl IntoFragment<'a>) -> Container<'a, M> {
    boxed(tone, said(sentence))
}

/// A notice with a link under the sentence: «Скопировать сведения».
pub fn notice_with<'a, M: Clone + 'a>(
    tone: Tone,
    sentence: impl IntoFragment<'a>,
    action: impl IntoFragment<'a>,
    on_press: M,
) -> Container<'a, M> {
    boxed(tone, column![said(sentence), inline(action, Some(on_press), tone)].spacing(measures::GAP_XS))
}

fn said<'a>(sentence: impl IntoFragment<'a>) -> Text<'a> {
    text(sentence).size(measures::LABEL).line_height(measures::LINE_HEIGHT)
}

fn boxed<'a, M: 'a>(tone: Tone, content: impl Into<Element<'a, M>>) -> Container<'a, M> {
    container(content).width(Fill).padding(Padding::from([measures::GAP_M, measures::GAP_L])).style(
        move |theme| {
            let c = colours(theme);
            let border = Border { radius: measures::RADIUS.into(), ..Border::default() };
            container::background(c.soft(tone)).color(c.text_on_soft(tone)).border(border)
        },
    )
}
