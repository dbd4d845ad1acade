//! The two palettes: one colour per role, and a test that keeps every text readable (WCAG 2.1, 1.4.3).

use iced::{Color, Theme};

/// One colour per role. A name says what a colour is for, never what it looks like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Colours {
    /// The window behind the cards.
    pub bg: Color,
    /// Cards, the rail, the footer, fields.
    pub surface: Color,
    /// A chosen card.
    pub surface_chosen: Color,
    /// Borders of cards and fields.
    pub line: Color,
    /// Lines between the rows of a table.
    pub line_soft: Color,
    /// Outlines of check boxes and radio marks, which must be seen to be clicked.
    pub outline: Color,
    /// The empty part of a progress bar and a button that cannot be pressed.
    pub trough: Color,
    /// Text.
    pub ink: Color,
    /// Second lines, and steps that are still to come.
    pub muted: Color,
    /// The main button, selection, links.
    pub primary: Color,
    /// The main button under the mouse.
    pub primary_strong: Color,
    /// Behind what is chosen, and behind hints.
    pub primary_soft: Color,
    /// Text on `primary_soft` in longer passages.
    pub primary_ink: Color,
    /// Done.
    pub ok: Color,
    /// Behind `ok`.
    pub ok_soft: Color,
    /// Text on `ok_soft` in longer passages.
    pub ok_ink: Color,
    /// Needs a look.
    pub warn: Color,
    /// Behind `warn`.
    pub warn_soft: Color,
    /// Text on `warn_soft` in longer passages.
    pub warn_ink: Color,
    /// Stopped.
    pub bad: Color,
    /// Behind `bad`.
    pub bad_soft: Color,
    /// Text on `bad_soft` in longer passages.
    pub bad_ink: Color,
    /// Text and ticks on `primary`, `ok` and `bad`.
    pub on_fill: Color,
    /// Over the window while a dialog is open.
    pub scrim: Color,
    /// One ring of the shadow of a dialog; the rings lie over each other.
    pub shadow: Color,
}

/// What a badge or a notice is about; each tone is a triple of colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Worth knowing.
    Info,
    /// Done, in order.
    Ok,
    /// Needs a look.
    Warn,
    /// Stopped, or nearly too late.
    Bad,
}

impl Colours {
    /// The strong colour of a tone: short texts and marks.
    pub fn strong(&self, tone: Tone) -> Color {
        match tone {
            Tone::Info => self.primary,
            Tone::Ok => self.ok,
            Tone::Warn => self.warn,
            Tone::Bad => self.bad,
        }
    }

    /// The background of a tone.
    pub fn soft(&self, tone: Tone) -> Color {
        match tone {
            Tone::Info => self.primary_soft,
            Tone::Ok => self.ok_soft,
            Tone::Warn => self.warn_soft,
            Tone::Bad => self.bad_soft,
        }
    }

    /// Text on the background of a tone.
    pub fn text_on_soft(&self, tone: Tone) -> Color {
        match tone {
            Tone::Info => self.primary_ink,
            Tone::Ok => self.ok_ink,
            Tone::Warn => self.warn_ink,
            Tone::Bad => self.bad_ink,
        }
    }
}

/// The colours of a theme made by [`super::light`] or [`super::dark`].
pub fn colours(theme: &Theme) -> &'static Colours {
    if theme.extended_palette().is_dark { &DARK } else { &LIGHT }
}

/// The palette of the design.
pub const LIGHT: Colours = Colours {
    bg: rgb(0xF4F6F9),
    surface: rgb(0xFFFFFF),
    surface_chosen: rgb(0xFBFDFF),
    line: rgb(0xDCE2EA),
    line_soft: rgb(0xEDF0F4),
    outline: rgb(0xB6C0CC),
    trough: rgb(0xE3E8EF),
    ink: rgb(0x17212E),
    muted: rgb(0x5A6878),
    primary: rgb(0x1B5FC1),
    primary_strong: rgb(0x154E9F),
    primary_soft: rgb(0xE9F1FD),
    primary_ink: rgb(0x123F80),
    ok: rgb(0x1A7F4E),
    // A shade lighter than drawn (E7F6EE), for `ok` on it had 4.49 : 1.
    ok_soft: rgb(0xE9F7F0),
    ok_ink: rgb(0x0F5C37),
    warn: rgb(0x8F5A00),
    warn_soft: rgb(0xFFF4DC),
    warn_ink: rgb(0x5F3D00),
    bad: rgb(0xB3261E),
    bad_soft: rgb(0xFCEBEA),
    bad_ink: rgb(0x7B1A14),
    on_fill: rgb(0xFFFFFF),
    scrim: Color { a: 0.45, ..rgb(0x17212E) },
    shadow: Color { a: 0.022, ..rgb(0x17212E) },
};

/// The same roles by night: fills become light, so what stands on them becomes dark.
pub const DARK: Colours = Colours {
    bg: rgb(0x12181F),
    surface: rgb(0x1B232D),
    surface_chosen: rgb(0x1D2936),
    line: rgb(0x323E4C),
    line_soft: rgb(0x28323E),
    outline: rgb(0x66758A),
    trough: rgb(0x2C3744),
    ink: rgb(0xE8EDF3),
    muted: rgb(0xA7B4C3),
    primary: rgb(0x85B4F7),
    primary_strong: rgb(0xA6C9FA),
    primary_soft: rgb(0x1D324F),
    primary_ink: rgb(0xCFE1FB),
    ok: rgb(0x66CC98),
    ok_soft: rgb(0x163427),
    ok_ink: rgb(0xBDEAD2),
    warn: rgb(0xEBBE62),
    warn_soft: rgb(0x3A2D10),
    warn_ink: rgb(0xF6E0AE),
    bad: rgb(0xF3938B),
    bad_soft: rgb(0x421E1C),
    bad_ink: rgb(0xFACBC7),
    on_fill: rgb(0x0F1720),
    scrim: Color { a: 0.6, ..rgb(0x05080C) },
    shadow: Color { a: 0.05, ..rgb(0x000000) },
};

/// A colour as designers write it.
const fn rgb(hex: u32) -> Color {
    let [_, r, g, b] = hex.to_be_bytes();
    Color::from_rgb8(r, g, b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_readable_on_every_background_it_stands_on() {
        for c in [LIGHT, DARK] {
            let plain = [c.bg, c.surface, c.surface_chosen];
            let mut pairs: Vec<_> = plain
                .into_iter()
                .flat_map(|b| [c.ink, c.muted, c.primary, c.ok, c.warn, c.bad].map(|t| (t, b)))
                .collect();
            for tone in [Tone::Info, Tone::Ok, Tone::Warn, Tone::Bad] {
                pairs.push((c.strong(tone), c.soft(tone)));
                pairs.push((c.text_on_soft(tone), c.soft(tone)));
            }
            // A changed row of a table, a button that cannot be pressed, fills.
            pairs.extend([(c.ink, c.warn_soft), (c.muted, c.warn_soft), (c.muted, c.trough)]);
            pairs.extend([c.primary, c.primary_strong, c.ok, c.bad].map(|fill| (c.on_fill, fill)));
            for (text, background) in pairs {
                let ratio = text.relative_contrast(background);
                assert!(ratio >= 4.5, "{text} on {background}: {ratio:.2}");
            }
        }
    }

    #[test]
    fn a_theme_finds_its_own_colours() {
        assert_eq!(colours(&super::super::light()), &LIGHT);
        assert_eq!(colours(&super::super::dark()), &DARK);
    }
}
