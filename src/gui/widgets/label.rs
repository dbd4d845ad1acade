//! Text by role: title, heading, body, label, small.

use crate::gui::theme::{fonts, measures, styles};
use iced::advanced::text::IntoFragment;
use iced::widget::{Text, row, text};
use iced::{Element, Font};

/// The title of a page.
pub fn title<'a>(content: impl IntoFragment<'a>) -> Text<'a> {
    styled(content, measures::TITLE, fonts::BOLD, measures::TITLE_LINE_HEIGHT)
}

/// The title of a dialog.
pub fn heading<'a>(content: impl IntoFragment<'a>) -> Text<'a> {
    styled(content, measures::HEADING, fonts::BOLD, measures::TITLE_LINE_HEIGHT)
}

/// The title of a card.
pub fn card_title<'a>(content: impl IntoFragment<'a>) -> Text<'a> {
    styled(content, measures::BODY, fonts::SEMIBOLD, measures::LINE_HEIGHT)
}

/// Ordinary text.
pub fn body<'a>(content: impl IntoFragment<'a>) -> Text<'a> {
    styled(content, measures::BODY, fonts::REGULAR, measures::LINE_HEIGHT)
}

/// Ordinary text that stands back: the subtitle of a page.
pub fn muted<'a>(content: impl IntoFragment<'a>) -> Text<'a> {
    body(content).style(styles::muted)
}

/// The name of a field.
pub fn label<'a>(content: impl IntoFragment<'a>) -> Text<'a> {
    styled(content, measures::LABEL, fonts::SEMIBOLD, measures::LINE_HEIGHT)
}

/// The name of a field, with a red star if it must be filled, and in words too while it is not.
pub fn caption<'a, M: 'a>(name: String, starred: bool, missing: Option<String>) -> Element<'a, M> {
    let star = starred.then(|| label("*").style(styles::bad));
    let missing = missing.filter(|words| !words.is_empty()).map(|words| small(words).style(styles::bad));
    row![label(name), star, missing].spacing(measures::GAP_XS).align_y(iced::Center).into()
}

/// A second line.
pub fn small<'a>(content: impl IntoFragment<'a>) -> Text<'a> {
    styled(content, measures::SMALL, fonts::REGULAR, measures::SMALL_LINE_HEIGHT).style(styles::muted)
}

fn styled<'a>(content: impl IntoFragment<'a>, size: f32, font: Font, line: f32) -> Text<'a> {
    text(content).size(size).font(font).line_height(line)
}
