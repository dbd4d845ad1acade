//! Cards: a white surface with a border around what belongs together.

use crate::gui::theme::{measures, styles};
use iced::widget::{Container, container};
use iced::{Element, Fill};

/// A card across the page.
pub fn card<'a, M: 'a>(content: impl Into<Element<'a, M>>) -> Container<'a, M> {
    container(content)
        .width(Fill)
        .padding([measures::CARD_PADDING_Y, measures::CARD_PADDING_X])
        .style(styles::card)
}

/// A card around a table: its rows bring their own padding.
pub fn tight_card<'a, M: 'a>(content: impl Into<Element<'a, M>>) -> Container<'a, M> {
    card(content).padding([measures::GAP_XS + 1.0, measures::GAP_S + 1.0])
}
