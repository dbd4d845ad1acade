//! The look: names for colours, sizes and fonts, so that no view holds a number.

pub mod colours;
pub mod fonts;
pub mod measures;
pub mod styles;

pub use colours::{Colours, Tone, colours};

use iced::theme::Palette;
use iced::{Settings, Theme};

/// The light look, the one the program starts with.
pub fn light() -> Theme {
    Theme::custom("Renewal light", palette(&colours::LIGHT))
}

/// The dark look: other colours in the same roles.
pub fn dark() -> Theme {
    Theme::custom("Renewal dark", palette(&colours::DARK))
}

/// What iced has to know before the first window: the bundled fonts and the size of ordinary text.
pub fn settings() -> Settings {
    Settings {
        fonts: fonts::files(),
        default_font: fonts::REGULAR,
        default_text_size: measures::BODY.into(),
        ..Settings::default()
    }
}

/// The six colours stock widgets derive theirs from.
fn palette(colours: &Colours) -> Palette {
    Palette {
        background: colours.bg,
        text: colours.ink,
        primary: colours.primary,
        success: colours.ok,
        warning: colours.warn,
        danger: colours.bad,
    }
}
