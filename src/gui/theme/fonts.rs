//! Golos Text, bundled so that the window looks the same on a machine without fonts.

use iced::Font;
use iced::font::Weight;
use std::borrow::Cow;

/// Ordinary text.
pub const REGULAR: Font = Font::with_name("Golos Text");
/// Entries of the navigation.
pub const MEDIUM: Font = weight(Weight::Medium);
/// Titles of cards, labels, buttons.
pub const SEMIBOLD: Font = weight(Weight::Semibold);
/// Titles of pages and dialogs.
pub const BOLD: Font = weight(Weight::Bold);

/// The font files, in the form iced loads them. All four are one family for the shaper (name ID 16).
pub fn files() -> Vec<Cow<'static, [u8]>> {
    vec![
        include_bytes!("../../../assets/fonts/GolosText-Regular.ttf").into(),
        include_bytes!("../../../assets/fonts/GolosText-Medium.ttf").into(),
        include_bytes!("../../../assets/fonts/GolosText-SemiBold.ttf").into(),
        include_bytes!("../../../assets/fonts/GolosText-Bold.ttf").into(),
    ]
}

const fn weight(weight: Weight) -> Font {
    Font { weight, ..REGULAR }
}
