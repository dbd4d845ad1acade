//! The rail as a list of steps: always says where the user is.

use super::marks::{self, Mark};
use crate::gui::theme::{colours, fonts, measures, styles};
use iced::widget::{Column, center, container, row, text};
use iced::{Border, Center, Element};

/// How far a step has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepMark {
    /// Behind the user.
    Done,
    /// Where the user is.
    Current,
    /// Where the user is, and something has stopped.
    Failed,
    /// Still to come.
    Ahead,
}

/// A step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its short name.
    pub title: String,
    /// How far it has come.
    pub mark: StepMark,
}

/// The steps, numbered from 1. Many of them stand closer together, so that a long journey is seen as a whole; closer
/// still where something stands `below` them.
pub fn steps<'a, M: 'a>(steps: impl IntoIterator<Item = Step>, below: bool) -> Element<'a, M> {
    let steps: Vec<Step> = steps.into_iter().collect();
    let ((circle, gap), size) = match (steps.len() > measures::MANY_STEPS, below) {
        (false, _) => ((measures::STEP_MARK, measures::CARD_GAP), measures::BODY),
        (true, false) => (measures::STEP_CLOSE, measures::LABEL),
        (true, true) => (measures::STEP_TIGHT, measures::LABEL),
    };
    let lines = steps.into_iter().zip(1..).map(|(step, number)| line(step, number, circle, size));
    Column::with_children(lines).spacing(gap).into()
}

fn line<'a, M: 'a>(step: Step, number: usize, side: f32, size: f32) -> Element<'a, M> {
    let title = text(step.title).size(size);
    let (mark, title) = match step.mark {
        StepMark::Done => (marks::mark(Mark::Done, side).into(), title.style(styles::muted)),
        StepMark::Current => (circle(number, true, side), title.font(fonts::SEMIBOLD).style(styles::ink)),
        StepMark::Failed => {
            (marks::mark(Mark::Failed, side).into(), title.font(fonts::SEMIBOLD).style(styles::bad))
        }
        StepMark::Ahead => (circle(number, false, side), title.style(styles::muted)),
    };
    // Titles begin at one line, whatever the size of the circles.
    let mark = container(mark).width(measures::STEP_MARK);
    row![mark, title].spacing(measures::GAP_M).align_y(Center).into()
}

/// A number in a ring. A quad of its own, not a drawing under a text in a `stack`: a `stack` makes layers, and
/// the software renderer does not redraw the edge of a layer cleanly.
fn circle<'a, M: 'a>(number: usize, current: bool, side: f32) -> Element<'a, M> {
    let number = text(number).size(measures::STEP_NUMBER).font(fonts::BOLD).style(move |theme| {
        let c = colours(theme);
        text::Style { color: Some(if current { c.primary } else { c.muted }) }
    });
    center(number)
        .width(side)
        .height(side)
        .style(move |theme| {
            let c = colours(theme);
            let border = Border {
                color: if current { c.primary } else { c.line },
                width: 2.0,
                radius: (side / 2.0).into(),
            };
            styles::surface(theme).border(border)
        })
        .into()
}
