//! Golos Text, the typeface of the forms: widths for the layout, files for the PDF.

use std::sync::OnceLock;

use printpdf::ParsedFont;

use crate::fault::{Fault, SupportCode};

/// Height of the ascent above the baseline, as a part of the size (table `hhea` of Golos Text).
pub const ASCENT: f32 = 0.98;

/// Depth of the descent below the baseline, as a part of the size (table `hhea` of Golos Text).
pub const DESCENT: f32 = 0.22;

const REGULAR: &[u8] = include_bytes!("../../assets/fonts/GolosText-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../../assets/fonts/GolosText-Bold.ttf");

/// Both weights, parsed.
pub struct Typeface {
    regular: ParsedFont,
    bold: ParsedFont,
}

impl Typeface {
    /// The typeface that is part of the program; parsed once.
    ///
    /// # Errors
    /// `PdfFailed` when the program was built with a broken font file.
    pub fn bundled() -> Result<&'static Self, Fault> {
        static TYPEFACE: OnceLock<Option<Typeface>> = OnceLock::new();
        TYPEFACE
            .get_or_init(|| Some(Self { regular: parse(REGULAR)?, bold: parse(BOLD)? }))
            .as_ref()
            .ok_or_else(|| Fault::new(SupportCode::PdfFailed).with("detail", "font"))
    }

    /// One of the weights.
    pub fn weight(&self, bold: bool) -> &ParsedFont {
        if bold { &self.bold } else { &self.regular }
    }

    /// Width of a line of text in the unit of `size`.
    ///
    /// Kerning is not counted, because the PDF does not kern either.
    ///
    /// # Errors
    /// `PdfFailed` with the character when the font has no glyph for it: a form with a box instead of a letter
    /// of somebody's name must not be signed.
    pub fn width(&self, text: &str, size: f32, bold: bool) -> Result<f32, Fault> {
        let font = self.weight(bold);
        let em = f32::from(font.font_metrics.units_per_em);
        let mut units = 0.0;
        for character in text.chars() {
            let glyph = font.lookup_glyph_index(u32::from(character)).filter(|glyph| *glyph != 0);
            let glyph = glyph.ok_or_else(|| no_glyph(character))?;
            units += f32::from(font.get_horizontal_advance(glyph));
        }
        Ok(units / em * size)
    }
}

fn parse(bytes: &[u8]) -> Option<ParsedFont> {
    ParsedFont::from_bytes(bytes, 0, &mut Vec::new())
}

fn no_glyph(character: char) -> Fault {
    Fault::new(SupportCode::PdfFailed)
        .with("detail", format!("no glyph for U+{:04X} {character:?}", u32::from(character)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn bold_is_wider_than_regular() {
        let font = Typeface::bundled().unwrap();
        let text = "Иванова Мария Петровна";
        assert!(font.width(text, 4.0, true).unwrap() > font.width(text, 4.0, false).unwrap());
    }

    #[test]
    fn width_grows_with_the_size() {
        let font = Typeface::bundled().unwrap();
        let small = font.width("ООО «Ромашка»", 3.0, false).unwrap();
        let large = font.width("ООО «Ромашка»", 6.0, false).unwrap();
        assert!((large - 2.0 * small).abs() < 1e-3);
    }

    #[test]
    fn a_character_without_a_glyph_is_named() {
        let fault = Typeface::bundled().unwrap().width("Иванова 漢", 3.0, false).unwrap_err();
        assert_eq!(fault.code, SupportCode::PdfFailed);
        assert!(fault.fact("detail").unwrap().contains("U+6F22"));
    }

    #[test]
    fn the_constants_are_those_of_the_font() {
        let font = Typeface::bundled().unwrap().weight(false);
        let em = f32::from(font.font_metrics.units_per_em);
        let metrics = font.get_font_metrics();
        assert!((metrics.ascent / em - ASCENT).abs() < 0.01, "{metrics:?}");
        assert!((metrics.descent.abs() / em - DESCENT).abs() < 0.01, "{metrics:?}");
    }
}
