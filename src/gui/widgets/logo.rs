//! The mark and the name of the program above the rail.

use super::Drawing;
use crate::gui::theme::{Colours, fonts, measures};
use crate::tr;
use iced::widget::canvas::{Canvas, Frame, Geometry, LineCap, Path, Program, Stroke, path::Arc};
use iced::widget::{column, row, text};
use iced::{Center, Element, Point, Radians, Rectangle, Renderer, Theme, mouse};

/// Mark and name, on two lines.
pub fn logo<'a, M: 'a>() -> Element<'a, M> {
    let line =
        |words| text(words).size(measures::LOGO_TEXT).font(fonts::BOLD).line_height(measures::LINE_HEIGHT);
    row![
        Canvas::new(Turn).width(measures::LOGO).height(measures::LOGO),
        column![line(tr!("app-logo-1")), line(tr!("app-logo-2"))],
    ]
    .spacing(measures::GAP_S)
    .align_y(Center)
    .into()
}

/// An arrow that comes round again, on a rounded square.
struct Turn;

impl<M> Program<M> for Turn {
    type State = Drawing<()>;

    fn draw(
        &self,
        drawing: &Drawing<()>,
        renderer: &Renderer,
        theme: &Theme,
        bounds: Rectangle,
        _cursor: mouse::Cursor,
    ) -> Vec<Geometry> {
        drawing.of(&(), renderer, theme, bounds.size(), draw)
    }
}

fn draw(frame: &mut Frame, c: &Colours) {
    let side = frame.size();
    frame.fill(&Path::rounded_rectangle(Point::ORIGIN, side, measures::RADIUS.into()), c.primary);

    let centre = frame.center();
    let radius = side.width * 0.18;
    let pen = Stroke { line_cap: LineCap::Round, ..Stroke::default().with_color(c.on_fill).with_width(2.0) };
    // From two o'clock all the way round to half past three; angles run clockwise from three o'clock.
    let (start, end) = (Radians(0.35), Radians(5.5));
    frame.stroke(
        &Path::new(|path| path.arc(Arc { center: centre, radius, start_angle: start, end_angle: end })),
        pen,
    );
    let tip = Point::new(centre.x + radius * 1.15, centre.y - radius * 0.35);
    let head = Path::new(|path| {
        path.move_to(Point::new(tip.x, tip.y - radius * 0.95));
        path.line_to(tip);
        path.line_to(Point::new(tip.x - radius * 0.95, tip.y));
    });
    frame.stroke(&head, pen);
}
