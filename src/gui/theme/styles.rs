//! Style functions shared by several widgets and screens; a style used by one widget stands beside it.

use super::{colours, measures};
use iced::widget::{container, scrollable, text};
use iced::{Background, Border, Theme};

/// Ordinary text.
pub fn ink(theme: &Theme) -> text::Style {
    text::Style { color: Some(colours(theme).ink) }
}

/// Second lines.
pub fn muted(theme: &Theme) -> text::Style {
    text::Style { color: Some(colours(theme).muted) }
}

/// What is chosen.
pub fn primary(theme: &Theme) -> text::Style {
    text::Style { color: Some(colours(theme).primary) }
}

/// What is in order.
pub fn ok(theme: &Theme) -> text::Style {
    text::Style { color: Some(colours(theme).ok) }
}

/// What needs a look.
pub fn warn(theme: &Theme) -> text::Style {
    text::Style { color: Some(colours(theme).warn) }
}

/// What has stopped.
pub fn bad(theme: &Theme) -> text::Style {
    text::Style { color: Some(colours(theme).bad) }
}

/// The window behind everything.
pub fn window(theme: &Theme) -> container::Style {
    container::background(colours(theme).bg).color(colours(theme).ink)
}

/// The rail and the footer.
pub fn surface(theme: &Theme) -> container::Style {
    container::background(colours(theme).surface).color(colours(theme).ink)
}

/// A hairline drawn as a filled strip.
pub fn line(theme: &Theme) -> container::Style {
    container::background(colours(theme).line)
}

/// A card.
pub fn card(theme: &Theme) -> container::Style {
    surface(theme).border(Border {
        color: colours(theme).line,
        width: 1.0,
        radius: measures::RADIUS_CARD.into(),
    })
}

/// A scroll bar without a rail, seen as a thin grip.
pub fn scroll(theme: &Theme, status: scrollable::Status) -> scrollable::Style {
    let stock = scrollable::default(theme, status);
    let c = colours(theme);
    let grip = match status {
        scrollable::Status::Active { .. } => c.outline,
        _ => c.muted,
    };
    let rail = scrollable::Rail {
        background: None,
        border: Border::default(),
        scroller: scrollable::Scroller {
            background: Background::Color(grip),
            border: Border { radius: measures::GAP_XS.into(), ..Border::default() },
        },
    };
    scrollable::Style { vertical_rail: rail, horizontal_rail: rail, ..stock }
}
