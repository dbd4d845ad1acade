//! One page of the printed form, drawn from the very same items as the PDF.

use iced::widget::canvas::{self, Frame, Geometry, Path, Stroke, Text};
use iced::{Color, Pixels, Point, Rectangle, Renderer, Size, Theme, mouse};

use super::Message;
use crate::gui::theme::{Colours, fonts};
use crate::gui::widgets::Drawing;
use crate::paper::font;
use crate::paper::page::{self, Item, LINE_WIDTH, SHADE};

/// Width of the preview in pixels; the height follows from A4.
pub const WIDTH: f32 = 330.0;

/// A page to be drawn. Paper is white by night too.
pub struct SheetOfPaper<'a> {
    /// Which.
    pub page: &'a page::Page,
}

impl canvas::Program<Message> for SheetOfPaper<'_> {
    type State = Drawing<page::Page>;

    fn draw(
        &self,
        drawing: &Drawing<page::Page>,
        renderer: &Renderer,
        theme: &Theme,
        bounds: Rectangle,
        _cursor: mouse::Cursor,
    ) -> Vec<Geometry> {
        drawing.of(self.page, renderer, theme, bounds.size(), |frame, c| draw(frame, self.page, c))
    }
}

fn draw(frame: &mut Frame, page: &page::Page, c: &Colours) {
    let size = frame.size();
    let scale = size.width / page::A4.0;
    frame.fill_rectangle(Point::ORIGIN, size, Color::WHITE);
    for item in &page.items {
        match item {
            Item::Text { x, y, size, bold, text } => frame.fill_text(Text {
                content: text.clone(),
                position: Point::new(x * scale, (y - size * font::ASCENT) * scale),
                color: Color::BLACK,
                size: Pixels(size * scale),
                line_height: iced::widget::text::LineHeight::Relative(font::ASCENT + font::DESCENT),
                font: if *bold { fonts::BOLD } else { fonts::REGULAR },
                ..Text::default()
            }),
            Item::Line { from, to } => {
                let line = Path::line(at(*from, scale), at(*to, scale));
                let width = (LINE_WIDTH * scale).max(0.5);
                frame.stroke(&line, Stroke::default().with_width(width).with_color(Color::BLACK));
            }
            Item::Rect { x, y, width, height } => {
                let shade = Color::from_rgb(SHADE, SHADE, SHADE);
                frame.fill_rectangle(at((*x, *y), scale), Size::new(width * scale, height * scale), shade);
            }
        }
    }
    let edge = Path::rectangle(Point::new(0.5, 0.5), Size::new(size.width - 1.0, size.height - 1.0));
    frame.stroke(&edge, Stroke::default().with_color(c.line));
}

fn at((x, y): (f32, f32), scale: f32) -> Point {
    Point::new(x * scale, y * scale)
}
