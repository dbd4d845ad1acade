//! Ticks, crosses, rings and dots, drawn as paths: the bundled font has no such glyphs.

use super::Drawing;
use crate::gui::theme::{Colours, Tone};
use iced::widget::canvas::{self, Canvas, Frame, Geometry, LineCap, LineJoin, Path, Program, Stroke};
use iced::{Color, Point, Rectangle, Renderer, Size, Theme, mouse};

/// What can be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// A tick on a disc: done.
    Done,
    /// A cross on a disc: stopped.
    Failed,
    /// An exclamation mark on a disc: needs a look.
    Warned,
    /// A thick ring: running.
    Running,
    /// A thin ring: still to come.
    Pending,
    /// A radio mark, chosen or not.
    Radio(bool),
    /// A check box, checked or not.
    Box(bool),
}

/// A mark in a square of `size` pixels.
pub fn mark<'a, M: 'a>(mark: Mark, size: f32) -> Canvas<Mark, M> {
    Canvas::new(mark).width(size).height(size)
}

impl<M> Program<M> for Mark {
    type State = Drawing<Mark>;

    fn draw(
        &self,
        drawing: &Drawing<Mark>,
        renderer: &Renderer,
        theme: &Theme,
        bounds: Rectangle,
        _cursor: mouse::Cursor,
    ) -> Vec<Geometry> {
        drawing.of(self, renderer, theme, bounds.size(), |frame, c| self.draw_with(Pen::new(frame), c))
    }
}

impl Mark {
    fn draw_with(self, mut pen: Pen<'_>, c: &Colours) {
        match self {
            Mark::Done => {
                pen.disc(c.ok);
                pen.tick(c.on_fill);
            }
            Mark::Failed => {
                pen.disc(c.bad);
                pen.cross(c.on_fill);
            }
            Mark::Warned => {
                pen.disc(c.strong(Tone::Warn));
                pen.exclamation(c.on_fill);
            }
            Mark::Running => pen.running(c),
            Mark::Pending => pen.ring(c.line, c.surface),
            Mark::Radio(true) => pen.running(c),
            Mark::Radio(false) => pen.ring(c.outline, c.surface),
            Mark::Box(checked) => pen.check_box(c, checked),
        }
    }
}

/// Draws in a square whose coordinates run from 0 to 1.
struct Pen<'a> {
    frame: &'a mut Frame,
    size: f32,
}

impl<'a> Pen<'a> {
    fn new(frame: &'a mut Frame) -> Self {
        let size = frame.width();
        Self { frame, size }
    }

    fn at(&self, x: f32, y: f32) -> Point {
        Point::new(x * self.size, y * self.size)
    }

    fn disc(&mut self, fill: Color) {
        let path = Path::circle(self.at(0.5, 0.5), self.size / 2.0);
        self.frame.fill(&path, fill);
    }

    fn ring(&mut self, line: Color, fill: Color) {
        let path = Path::circle(self.at(0.5, 0.5), self.size / 2.0 - 1.0);
        self.frame.fill(&path, fill);
        self.frame.stroke(&path, Stroke::default().with_color(line).with_width(2.0));
    }

    fn running(&mut self, c: &Colours) {
        self.disc(c.primary);
        let hole = Path::circle(self.at(0.5, 0.5), self.size * 0.21);
        self.frame.fill(&hole, c.surface);
    }

    fn check_box(&mut self, c: &Colours, checked: bool) {
        let (line, fill) = if checked { (c.primary, c.primary) } else { (c.outline, c.surface) };
        let side = Size::new(self.size - 2.0, self.size - 2.0);
        let path = Path::rounded_rectangle(Point::new(1.0, 1.0), side, 4.0.into());
        self.frame.fill(&path, fill);
        self.frame.stroke(&path, Stroke::default().with_color(line).with_width(2.0));
        if checked {
            self.tick(c.on_fill);
        }
    }

    fn tick(&mut self, ink: Color) {
        self.lines(ink, &[&[(0.32, 0.52), (0.45, 0.65), (0.68, 0.40)]]);
    }

    fn cross(&mut self, ink: Color) {
        self.lines(ink, &[&[(0.36, 0.36), (0.64, 0.64)], &[(0.64, 0.36), (0.36, 0.64)]]);
    }

    fn exclamation(&mut self, ink: Color) {
        self.lines(ink, &[&[(0.5, 0.27), (0.5, 0.54)], &[(0.5, 0.66), (0.5, 0.76)]]);
    }

    fn lines(&mut self, ink: Color, lines: &[&[(f32, f32)]]) {
        let width = self.size * 0.09;
        let stroke = Stroke {
            line_cap: LineCap::Butt,
            line_join: LineJoin::Miter,
            ..Stroke::default().with_color(ink).with_width(width)
        };
        for line in lines {
            let path = Path::new(|path: &mut canvas::path::Builder| {
                for (i, &(x, y)) in line.iter().enumerate() {
                    let point = self.at(x, y);
                    if i == 0 { path.move_to(point) } else { path.line_to(point) }
                }
            });
            self.frame.stroke(&path, stroke);
        }
    }
}
