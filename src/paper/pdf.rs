//! Pages → a PDF file with subset fonts, searchable text, title and language.

use lopdf::{Dictionary, Object};
use printpdf::{
    Color, FontId, Greyscale, Line, LinePoint, Mm, Op, PaintMode, PdfDocument, PdfFontHandle, PdfPage,
    PdfSaveOptions, Point, Polygon, Pt, TextItem,
};

use crate::domain::moment::Moment;
use crate::fault::{Fault, SupportCode};
use crate::paper::font::Typeface;
use crate::paper::form::Form;
use crate::paper::layout;
use crate::paper::page::{A4, Item, LINE_WIDTH, Page, SHADE};

const POINTS_PER_MM: f32 = 72.0 / 25.4;

/// Lays a form out and writes it.
///
/// # Errors
/// As [`layout::pages`] and [`write()`].
pub fn from_form(form: &Form, made: Moment) -> Result<Vec<u8>, Fault> {
    write(&layout::pages(form)?, &form.title, &form.language, made)
}

/// Writes pages as a PDF file.
///
/// `title` is shown by viewers in place of the file name; `language` is BCP 47 (ISO 32000-1 14.9.2); `made` is
/// the date of the document.
///
/// # Errors
/// `PdfFailed` when a character has no glyph or the file cannot be composed.
pub fn write(pages: &[Page], title: &str, language: &str, made: Moment) -> Result<Vec<u8>, Fault> {
    let typeface = Typeface::bundled()?;
    let mut document = PdfDocument::new(title);
    let info = &mut document.metadata.info;
    info.creator = env!("CARGO_PKG_NAME").to_owned();
    let made = printpdf::DateTime::from_unix_timestamp(made.unix_timestamp()).map_err(failed)?;
    (info.creation_date, info.modification_date, info.metadata_date) = (made, made, made);

    let fonts = Fonts {
        regular: document.add_font(typeface.weight(false)),
        bold: document.add_font(typeface.weight(true)),
    };
    for page in pages {
        let mut operations = Vec::new();
        for item in &page.items {
            if let Item::Text { text, size, bold, .. } = item {
                // The writer would draw a box; the layout has checked its own pages, not those of others.
                let _ = typeface.width(text, *size, *bold)?;
            }
            draw(item, &fonts, &mut operations);
        }
        document.pages.push(PdfPage::new(Mm(A4.0), Mm(A4.1), operations));
    }
    serialize(&document, language)
}

struct Fonts {
    regular: FontId,
    bold: FontId,
}

fn draw(item: &Item, fonts: &Fonts, operations: &mut Vec<Op>) {
    match item {
        Item::Text { x, y, size, bold, text } => {
            let font = if *bold { &fonts.bold } else { &fonts.regular };
            operations.extend([
                Op::StartTextSection,
                Op::SetFillColor { col: grey(0.0) },
                Op::SetFont { font: PdfFontHandle::External(font.clone()), size: Pt(size * POINTS_PER_MM) },
                Op::SetTextCursor { pos: point(*x, *y) },
                Op::ShowText { items: vec![TextItem::Text(text.clone())] },
                Op::EndTextSection,
            ]);
        }
        Item::Line { from, to } => operations.extend([
            Op::SetOutlineColor { col: grey(0.0) },
            Op::SetOutlineThickness { pt: Pt(LINE_WIDTH * POINTS_PER_MM) },
            Op::DrawLine { line: Line { points: corners([*from, *to]), is_closed: false } },
        ]),
        Item::Rect { x, y, width, height } => {
            let points = corners([(*x, *y), (x + width, *y), (x + width, y + height), (*x, y + height)]);
            let rings = vec![printpdf::PolygonRing { points }];
            operations.extend([
                Op::SetFillColor { col: grey(SHADE) },
                Op::DrawPolygon { polygon: Polygon { rings, mode: PaintMode::Fill, ..Polygon::default() } },
            ]);
        }
    }
}

fn corners<const N: usize>(points: [(f32, f32); N]) -> Vec<LinePoint> {
    points.into_iter().map(|(x, y)| LinePoint { p: point(x, y), bezier: false }).collect()
}

/// PDF counts from the bottom left corner.
fn point(x: f32, y: f32) -> Point {
    Point::new(Mm(x), Mm(A4.1 - y))
}

fn grey(percent: f32) -> Color {
    Color::Greyscale(Greyscale { percent, icc_profile: None })
}

/// Sets what the crate leaves out: language and viewer preferences (ISO 32000-1 7.7.2, 12.2); and takes back the
/// claim to be PDF/X for printing houses, which it writes into every file.
fn serialize(document: &PdfDocument, language: &str) -> Result<Vec<u8>, Fault> {
    let mut document = document.to_lopdf_document(&PdfSaveOptions::default(), &mut Vec::new());
    document.version = "1.7".to_owned();
    let mut preferences = Dictionary::new();
    preferences.set("DisplayDocTitle", true);
    let catalog = document.catalog_mut().map_err(failed)?;
    catalog.set("Lang", Object::string_literal(language));
    catalog.set("ViewerPreferences", preferences);
    let info = document.trailer.get(b"Info").and_then(Object::as_reference).map_err(failed)?;
    let info = document.get_object_mut(info).and_then(Object::as_dict_mut).map_err(failed)?;
    for claim in ["GTS_PDFXVersion", "GTS_PDFXConformance"] {
        let _ = info.remove(claim.as_bytes());
    }
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

fn failed(error: impl std::fmt::Display) -> Fault {
    Fault::new(SupportCode::PdfFailed).with("detail", error)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_page_with_a_character_without_glyph_is_refused() {
        let item = Item::Text { x: 20.0, y: 20.0, size: 4.0, bold: false, text: "漢".to_owned() };
        let fault = write(&[Page { items: vec![item] }], "t", "ru", Moment::UNIX_EPOCH).unwrap_err();
        assert_eq!(fault.code, SupportCode::PdfFailed);
    }

    #[test]
    fn only_the_used_letters_are_embedded() {
        let item = Item::Text { x: 20.0, y: 20.0, size: 4.0, bold: false, text: "Иванова".to_owned() };
        let bytes = write(&[Page { items: vec![item] }], "t", "ru", Moment::UNIX_EPOCH).unwrap();
        assert!(bytes.starts_with(b"%PDF-"));
        assert!(bytes.len() < 30_000, "{} bytes", bytes.len());
    }
}
