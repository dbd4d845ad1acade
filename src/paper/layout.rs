//! A form → A4 pages: wraps by real glyph widths and breaks pages where a reader would.
//!
//! Everything below the head is cut into **strips** as wide as the page: a heading, one line of a row, a
//! signature. A strip may be tied to the next one; a chain of tied strips never breaks, so all rules of
//! page breaking are said by tying.

use crate::fault::Fault;
use crate::paper::font::Typeface;
use crate::paper::form::{Block, Form, Signature, fill};
use crate::paper::page::{A4, Item, Page};

// Millimetres. The left margin leaves room for punching (GOST R 7.0.97-2016 3.2: at least 20 mm).
const LEFT: f32 = 22.0;
const RIGHT: f32 = 15.0;
const TOP: f32 = 16.0;
const BOTTOM: f32 = 16.0;
const WIDTH: f32 = A4.0 - LEFT - RIGHT;
const LABEL_WIDTH: f32 = 58.0;
const GUTTER: f32 = 4.0;
const PADDING: f32 = 1.1;
const BLOCK_GAP: f32 = 3.2;
const FOOTER_HEIGHT: f32 = 9.0;
const SIGNATURE_HEIGHT: f32 = 17.0;
const PARAGRAPH_GAP: f32 = 1.4;
const BOX: f32 = 3.0;
const BOX_INDENT: f32 = 6.0;
const ADDRESSEE: f32 = 90.0;

const TITLE: f32 = 5.3;
const SUBTITLE: f32 = 3.7;
const BODY: f32 = 3.3;
const SMALL: f32 = 2.6;
const LEADING: f32 = 1.35;

/// A row of up to this many lines stays on one page; a longer one may break, but not after its first or before
/// its last line.
const UNBROKEN_LINES: usize = 6;

/// Lays a form out. There is always at least one page.
///
/// # Errors
/// `PdfFailed` when a character has no glyph.
pub fn pages(form: &Form) -> Result<Vec<Page>, Fault> {
    let setter = Setter { typeface: Typeface::bundled()? };
    let mut strips = Vec::new();
    for block in &form.blocks {
        strips.extend(setter.block(block)?);
    }
    if !form.signatures.is_empty() {
        // A signature on an otherwise empty page says nothing of what was signed.
        if let Some(last) = strips.last_mut() {
            last.tied = true;
        }
        for signature in &form.signatures {
            strips.push(setter.signature(signature)?);
        }
    }

    let footer = setter.footer(form)?;
    let bottom = A4.1 - BOTTOM - footer.height;
    let mut pages = break_pages(strips, bottom, setter.head(form)?, &setter.running_head(form)?);
    let count = pages.len().to_string();
    for (index, page) in pages.iter_mut().enumerate() {
        let number = fill(&form.page_number, &[("page", &(index + 1).to_string()), ("pages", &count)]);
        let x = LEFT + WIDTH - setter.typeface.width(&number, SMALL, false)?;
        page.items.extend(footer.items.iter().cloned().map(|item| item.moved_down(bottom)));
        page.items.push(text(x, A4.1 - BOTTOM, SMALL, false, number));
    }
    Ok(pages)
}

/// A part of the page over its full width; the y of its items starts at 0.
#[derive(Default)]
struct Strip {
    height: f32,
    items: Vec<Item>,
    /// Must stand on the same page as the next strip.
    tied: bool,
}

fn break_pages(strips: Vec<Strip>, bottom: f32, head: Strip, running_head: &Strip) -> Vec<Page> {
    let mut y = TOP + head.height;
    let mut page = Page::default();
    page.items.extend(head.items.into_iter().map(|item| item.moved_down(TOP)));
    let mut pages = Vec::new();
    let mut chain_start = true;
    let heights: Vec<(f32, bool)> = strips.iter().map(|s| (s.height, s.tied)).collect();
    for (index, strip) in strips.into_iter().enumerate() {
        let needed = if chain_start { chain_height(&heights[index..]) } else { strip.height };
        if y + needed > bottom && y > TOP + running_head.height {
            pages.push(std::mem::take(&mut page));
            page.items.extend(running_head.items.iter().cloned().map(|item| item.moved_down(TOP)));
            y = TOP + running_head.height;
        }
        chain_start = !strip.tied;
        page.items.extend(strip.items.into_iter().map(|item| item.moved_down(y)));
        y += strip.height;
    }
    pages.push(page);
    pages
}

/// Height of the tied strips at the front, with the first untied one.
fn chain_height(strips: &[(f32, bool)]) -> f32 {
    let tied = strips.iter().take_while(|(_, tied)| *tied).count();
    strips.iter().take(tied + 1).map(|(height, _)| height).sum()
}

struct Setter {
    typeface: &'static Typeface,
}

impl Setter {
    fn head(&self, form: &Form) -> Result<Strip, Fault> {
        let mut strip = Strip::default();
        if !form.mark.is_empty() {
            let x = LEFT + WIDTH - self.typeface.width(&form.mark, SMALL, false)?;
            strip.items.push(text(x, SMALL, SMALL, false, form.mark.clone()));
            strip.height += SMALL * LEADING + PARAGRAPH_GAP;
        }
        for line in self.wrap(&form.addressee, BODY, false, WIDTH - ADDRESSEE)? {
            strip.items.push(text(LEFT + ADDRESSEE, strip.height + BODY, BODY, false, line));
            strip.height += BODY * LEADING;
        }
        if !form.addressee.is_empty() {
            strip.height += 2.0 * BLOCK_GAP;
        }
        for (content, size, bold) in [(&form.title, TITLE, true), (&form.subtitle, SUBTITLE, false)] {
            for line in self.wrap(content, size, bold, WIDTH)? {
                let baseline = strip.height + size;
                strip.items.push(text(LEFT, baseline, size, bold, line));
                strip.height += size * LEADING;
            }
            strip.height += 0.8;
        }
        strip.height += BLOCK_GAP;
        Ok(strip)
    }

    fn running_head(&self, form: &Form) -> Result<Strip, Fault> {
        let all = [form.title.as_str(), form.subtitle.as_str(), form.mark.as_str()];
        let all = all.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" · ");
        let mut strip = Strip::default();
        for line in self.wrap(&all, SMALL, false, WIDTH)? {
            strip.items.push(text(LEFT, strip.height + SMALL, SMALL, false, line));
            strip.height += SMALL * LEADING;
        }
        strip.height += 0.8;
        strip.items.push(rule(strip.height));
        strip.height += BLOCK_GAP;
        Ok(strip)
    }

    /// The small print; the page number is set on its last line.
    fn footer(&self, form: &Form) -> Result<Strip, Fault> {
        let lines = self.wrap(&form.footer, SMALL, false, WIDTH - 40.0)?;
        let height = FOOTER_HEIGHT.max(4.0 + SMALL * LEADING * lines.len() as f32);
        let first = height - SMALL * LEADING * lines.len().saturating_sub(1) as f32;
        let mut strip = Strip { height, items: vec![rule(first - SMALL - 1.5)], tied: false };
        for (index, line) in lines.into_iter().enumerate() {
            strip.items.push(text(LEFT, first + SMALL * LEADING * index as f32, SMALL, false, line));
        }
        Ok(strip)
    }

    fn block(&self, block: &Block) -> Result<Vec<Strip>, Fault> {
        let mut strips = Vec::new();
        if let Some(heading) = &block.heading {
            for line in self.wrap(heading, BODY, true, WIDTH - 2.0 * PADDING)? {
                let height = BODY * LEADING + 2.0 * PADDING;
                let shade = Item::Rect { x: LEFT, y: 0.0, width: WIDTH, height };
                let items = vec![shade, text(LEFT + PADDING, PADDING + BODY, BODY, true, line)];
                strips.push(Strip { height, items, tied: true });
            }
            if let Some(last) = strips.last_mut()
                && !(block.text.is_empty() && block.checks.is_empty())
            {
                last.height += PARAGRAPH_GAP;
            }
        }
        for paragraph in &block.text {
            strips.extend(self.paragraph(paragraph, 0.0)?);
        }
        for paragraph in &block.checks {
            strips.extend(self.check(paragraph)?);
        }
        for (index, (label, value)) in block.rows.iter().enumerate() {
            strips.extend(self.row(label, value)?);
            if let (0, Some(last)) = (index, strips.last_mut()) {
                // A heading with a single row at the foot of a page is easily overlooked.
                last.tied = true;
            }
        }
        for signature in &block.signatures {
            // What is signed and the signature stand together.
            if let Some(last) = strips.last_mut() {
                last.tied = true;
            }
            strips.push(self.signature(signature)?);
        }
        if let Some(last) = strips.last_mut() {
            last.height += BLOCK_GAP;
            last.tied = false;
        }
        Ok(strips)
    }

    /// One strip per line; a short paragraph stays together, a long one leaves two lines at least on either side.
    fn paragraph(&self, content: &str, indent: f32) -> Result<Vec<Strip>, Fault> {
        let lines = self.wrap(content, BODY, false, WIDTH - indent)?;
        let count = lines.len();
        let strips = lines.into_iter().enumerate().map(|(index, line)| {
            let last = index + 1 == count;
            let height = BODY * LEADING + if last { PARAGRAPH_GAP } else { 0.0 };
            let tied = !last && (count <= UNBROKEN_LINES || index == 0 || index + 2 == count);
            Strip { height, items: vec![text(LEFT + indent, BODY, BODY, false, line)], tied }
        });
        Ok(strips.collect())
    }

    fn check(&self, content: &str) -> Result<Vec<Strip>, Fault> {
        let mut strips = self.paragraph(content, BOX_INDENT)?;
        if let Some(first) = strips.first_mut() {
            let (left, top) = (LEFT + 0.5, 0.6);
            let (right, bottom) = (left + BOX, top + BOX);
            let corners = [(left, top), (right, top), (right, bottom), (left, bottom)];
            let sides = corners.into_iter().zip(corners.into_iter().cycle().skip(1));
            first.items.extend(sides.map(|(from, to)| Item::Line { from, to }));
        }
        Ok(strips)
    }

    /// One strip per line, a rule under the last.
    fn row(&self, label: &str, value: &str) -> Result<Vec<Strip>, Fault> {
        let labels = self.wrap(label, BODY, false, LABEL_WIDTH - PADDING)?;
        let values = self.wrap(value, BODY, false, WIDTH - LABEL_WIDTH - GUTTER - PADDING)?;
        let count = labels.len().max(values.len());
        let mut strips = Vec::new();
        for line in 0..count {
            let first = line == 0;
            let last = line + 1 == count;
            let mut strip = Strip { height: BODY * LEADING, ..Strip::default() };
            let top = if first { PADDING } else { 0.0 };
            strip.height += top + if last { PADDING } else { 0.0 };
            for (x, column) in [(LEFT + PADDING, &labels), (LEFT + LABEL_WIDTH + GUTTER, &values)] {
                if let Some(content) = column.get(line) {
                    strip.items.push(text(x, top + BODY, BODY, false, content.clone()));
                }
            }
            if last {
                strip.items.push(rule(strip.height));
            }
            strip.tied = !last && (count <= UNBROKEN_LINES || first || line + 2 == count);
            strips.push(strip);
        }
        Ok(strips)
    }

    fn signature(&self, signature: &Signature) -> Result<Strip, Fault> {
        const COLUMNS: [(f32, f32); 4] = [(0.0, 44.0), (47.0, 42.0), (92.0, 52.0), (147.0, 26.0)];
        let [role, sign, name, date] = COLUMNS;
        let lines = self.wrap(&signature.role, BODY, false, role.1)?.len();
        let lines = lines.max(self.wrap(&signature.name, BODY, false, name.1)?.len());
        // A long position stands in many lines, and all of them above the rule.
        let height = SIGNATURE_HEIGHT.max(BODY * LEADING * lines as f32 + 8.0);
        let line = height - 5.0;
        let mut strip = Strip { height, ..Strip::default() };
        let mut above = |(x, width): (f32, f32), content: &str| -> Result<(), Fault> {
            let lines = self.wrap(content, BODY, false, width)?;
            let first = line - 1.0 - BODY * LEADING * lines.len().saturating_sub(1) as f32;
            for (index, content) in lines.into_iter().enumerate() {
                let y = first + BODY * LEADING * index as f32;
                strip.items.push(text(LEFT + x, y, BODY, false, content));
            }
            Ok(())
        };
        above(role, &signature.role)?;
        above(name, &signature.name)?;
        let captions = [&signature.signature_caption, &signature.name_caption, &signature.date_caption];
        for ((x, width), caption) in [sign, name, date].into_iter().zip(captions) {
            strip.items.push(Item::Line { from: (LEFT + x, line), to: (LEFT + x + width, line) });
            let indent = (width - self.typeface.width(caption, SMALL, false)?).max(0.0) / 2.0;
            strip.items.push(text(LEFT + x + indent, line + SMALL + 0.7, SMALL, false, caption.clone()));
        }
        if !signature.seal.is_empty() {
            strip.items.push(text(LEFT + role.0, line + SMALL + 0.7, SMALL, false, signature.seal.clone()));
        }
        strip.tied = true;
        Ok(strip)
    }

    /// Breaks a text into lines at spaces and line ends; a word wider than the column is cut.
    fn wrap(&self, content: &str, size: f32, bold: bool, width: f32) -> Result<Vec<String>, Fault> {
        let mut lines = Vec::new();
        for paragraph in content.lines() {
            let mut line = String::new();
            for word in paragraph.split_ascii_whitespace() {
                let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
                if self.typeface.width(&longer, size, bold)? <= width {
                    line = longer;
                    continue;
                }
                if !line.is_empty() {
                    lines.push(std::mem::take(&mut line));
                }
                for character in word.chars() {
                    line.push(character);
                    if self.typeface.width(&line, size, bold)? > width && line.chars().count() > 1 {
                        let _ = line.pop();
                        lines.push(std::mem::replace(&mut line, character.to_string()));
                    }
                }
            }
            if !line.is_empty() {
                lines.push(line);
            }
        }
        Ok(lines)
    }
}

fn text(x: f32, y: f32, size: f32, bold: bool, text: String) -> Item {
    Item::Text { x, y, size, bold, text }
}

fn rule(y: f32) -> Item {
    Item::Line { from: (LEFT, y), to: (LEFT + WIDTH, y) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn form(rows: usize, value: &str) -> Form {
        let rows = (1..=rows).map(|row| (format!("Строка {row}"), value.to_owned())).collect();
        Form {
            title: "Заголовок".to_owned(),
            blocks: vec![Block { heading: Some("Раздел".to_owned()), rows, ..Block::default() }],
            signatures: vec![Signature { role: "Владелец".to_owned(), ..Signature::default() }],
            page_number: "Страница %page% из %pages%".to_owned(),
            ..Form::default()
        }
    }

    fn texts(page: &Page) -> Vec<&str> {
        let mut texts = Vec::new();
        for item in &page.items {
            if let Item::Text { text, .. } = item {
                texts.push(text.as_str());
            }
        }
        texts
    }

    #[test]
    fn an_empty_form_is_one_page() {
        assert_eq!(pages(&Form::default()).unwrap().len(), 1);
    }

    #[test]
    fn every_page_has_the_title_and_its_number() {
        let pages = pages(&form(100, "значение")).unwrap();
        assert_eq!(pages.len(), 3);
        for (index, page) in pages.iter().enumerate() {
            let texts = texts(page);
            assert!(texts.contains(&"Заголовок"));
            assert!(texts.contains(&format!("Страница {} из 3", index + 1).as_str()));
        }
    }

    #[test]
    fn every_row_is_printed_once_and_in_order() {
        let pages = pages(&form(100, "значение")).unwrap();
        let rows = pages.iter().flat_map(texts).filter(|text| text.starts_with("Строка"));
        let expected = (1..=100).map(|row| format!("Строка {row}"));
        assert!(rows.eq(expected));
    }

    #[test]
    fn the_signature_never_stands_without_a_row() {
        for rows in 20..60 {
            let pages = pages(&form(rows, "значение")).unwrap();
            let last = texts(pages.last().unwrap());
            assert!(last.contains(&"Владелец"));
            assert!(last.contains(&format!("Строка {rows}").as_str()), "{rows} rows");
        }
    }

    #[test]
    fn a_row_of_six_lines_stays_on_one_page() {
        for rows in 10..30 {
            for page in pages(&form(rows, "а\nб\nв\nг\nд\nе")).unwrap() {
                let count = |line: &str| texts(&page).iter().filter(|text| **text == line).count();
                assert!(
                    ["б", "в", "г", "д", "е"].iter().all(|line| count(line) == count("а")),
                    "{rows} rows"
                );
            }
        }
    }

    #[test]
    fn a_value_longer_than_a_page_goes_on_the_next_one() {
        let value = (1..=90).map(|line| format!("стр. {line}")).collect::<Vec<_>>().join("\n");
        let pages = pages(&form(1, &value)).unwrap();
        let lines: Vec<&str> = pages.iter().flat_map(texts).filter(|text| text.starts_with("стр.")).collect();
        assert_eq!(lines.join("\n"), value);
        assert!(pages.len() > 1);
    }

    #[test]
    fn a_word_wider_than_the_column_is_cut_and_nothing_is_lost() {
        let setter = Setter { typeface: Typeface::bundled().unwrap() };
        let word = "Ш".repeat(200);
        let lines = setter.wrap(&word, BODY, false, 60.0).unwrap();
        assert_eq!(lines.concat(), word);
        for line in lines {
            assert!(setter.typeface.width(&line, BODY, false).unwrap() <= 60.0);
        }
    }
}
