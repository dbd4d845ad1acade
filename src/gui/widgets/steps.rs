//! The rail as a list of steps: always says where the user is.

use super::marks::{self, Mark};
use crate::gui::theme::{colours, fonts, measures, styles};
use iced::widget::{Column, center, row, text};
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

/// The steps, numbered from 1. Many of them stand closer together, so that a long journey is seen as a whole.
pub fn steps<'a, M: 'a>(steps: impl IntoIterator<Item = Step>) -> Element<'a, M> {
    let steps: Vec<Step> = steps.into_iter().collect();
    let (gap, size) = match steps.len() > measures::MANY_STEPS {
        true => (measures::GAP_S, measures::LABEL),
        false => (measures::CARD_GAP, measures::BODY),
    };
    Column::with_children(steps.into_iter().zip(1..).map(|(step, number)| line(step, number, size)))
        .spacing(gap)
        .into()
}

fn line<'a, M: 'a>(step: Step, number: usize, size: f32) -> Element<'a, M> {
    let title = text(step.title).size(size);
    let (mark, title) = match step.mark {
        StepMark::Done => (marks::mark(Mark::Done, measures::STEP_MARK).into(), title.style(styles::muted)),
        StepMark::Current => (circle(number, true), title.font(fonts::SEMIBOLD).style(styles::ink)),
        StepMark::Failed => (
            marks::mark(Mark::Failed, measures::STEP_MARK).into(),
            title.font(fonts::SEMIBOLD).style(styles::bad),
        ),
        StepMark::Ahead => (circle(number, false), title.style(styles::muted)),
    };
    row![mark, title].spacing(measures::GAP_M).align_y(Center).into()
}

/// A number in a ring. A quad of its own, not a drawing under a text in a `stack`: a `stack` makes layers, and
/// the software renderer does not redraw the edge of a layer cleanly.
fn circle<'a, M: 'a>(number: usize, current: bool) -> Element<'a, M> {
    let number = text(number).size(measures::STEP_NUMBER).font(fonts::BOLD).style(move |theme| {
        let c = colours(theme);
        text::Style { color: Some(if current { c.primary } else { c.muted }) }
    });
    center(number)
        .width(measures::STEP_MARK)
        .height(measures::STEP_MARK)
        .style(move |theme| {
            let c = colours(theme);
            let border = Border {
                color: if current { c.primary } else { c.line },
                width: 2.0,
                radius: (measures::STEP_MARK / 2.0).into(),
            };
            styles::surface(theme).border(border)
        })
        .into()
}
