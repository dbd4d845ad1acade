//! Badges: a word or a number in a rounded strip.

use crate::gui::theme::{Tone, colours, fonts, measures};
use iced::advanced::text::{IntoFragment, Wrapping};
use iced::widget::{container, text};
use iced::{Border, Element, Padding};

/// A few words in the colours of a tone: «Осталось 4 дня».
pub fn badge<'a, M: 'a>(tone: Tone, words: impl IntoFragment<'a>) -> Element<'a, M> {
    let words = text(words).size(measures::SMALL).font(fonts::SEMIBOLD).wrapping(Wrapping::None);
    container(words)
        .center_y(measures::BADGE_HEIGHT)
        .padding(Padding::from([0.0, measures::BADGE_PADDING]))
        .style(move |theme| {
            let c = colours(theme);
            container::background(c.soft(tone)).color(c.strong(tone)).border(pill())
        })
        .into()
}

/// How many things wait, on an entry of the navigation.
pub fn count<'a, M: 'a>(number: usize) -> Element<'a, M> {
    let number = text(number).size(measures::SMALL).font(fonts::SEMIBOLD).wrapping(Wrapping::None);
    container(number)
        .center_y(measures::BADGE_HEIGHT)
        .padding(Padding::from([0.0, measures::GAP_S]))
        .style(|theme| container::background(colours(theme).bad).color(colours(theme).on_fill).border(pill()))
        .into()
}

fn pill() -> Border {
    Border { radius: measures::RADIUS_PILL.into(), ..Border::default() }
}
