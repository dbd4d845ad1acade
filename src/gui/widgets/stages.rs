//! A list of stages: what is done, what is running, what has stopped, what is still to come.

use super::marks::{self, Mark};
use crate::gui::theme::{fonts, measures, styles};
use iced::widget::{Column, column, row};
use iced::{Element, Fill, Padding};

/// How far a stage has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StageMark {
    /// Done.
    Done,
    /// Running now.
    Running,
    /// Done, but needs a look.
    Warned,
    /// Stopped.
    Failed,
    /// Still to come.
    Pending,
}

/// A stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// How far it has come.
    pub mark: StageMark,
    /// What is done in it.
    pub title: String,
    /// A second line.
    pub detail: Option<String>,
    /// At the right: how long it took or has been running.
    pub time: Option<String>,
}

impl Stage {
    /// A stage without a second line and time.
    pub fn new(mark: StageMark, title: impl Into<String>) -> Self {
        Self { mark, title: title.into(), detail: None, time: None }
    }

    /// Adds a second line.
    #[must_use]
    pub fn detail(mut self, words: impl Into<String>) -> Self {
        self.detail = Some(words.into());
        self
    }

    /// Adds the time at the right.
    #[must_use]
    pub fn time(mut self, words: impl Into<String>) -> Self {
        self.time = Some(words.into());
        self
    }
}

/// The stages, one below the other; put them in a [`super::card`].
pub fn stages<'a, M: 'a>(stages: impl IntoIterator<Item = Stage>) -> Element<'a, M> {
    Column::with_children(stages.into_iter().map(line))
        .spacing(measures::CARD_GAP)
        .padding(Padding::from([measures::STAGE_INSET, 0.0]))
        .into()
}

fn line<'a, M: 'a>(stage: Stage) -> Element<'a, M> {
    let title = super::body(stage.title);
    let (mark, title) = match stage.mark {
        StageMark::Done => (Mark::Done, title),
        StageMark::Running => (Mark::Running, title.font(fonts::SEMIBOLD)),
        StageMark::Warned => (Mark::Warned, title.font(fonts::SEMIBOLD)),
        StageMark::Failed => (Mark::Failed, title.font(fonts::SEMIBOLD)),
        StageMark::Pending => (Mark::Pending, title.style(styles::muted)),
    };
    row![
        marks::mark(mark, measures::STAGE_MARK),
        column![title, stage.detail.map(super::small)].width(Fill),
        stage.time.map(super::small),
    ]
    .spacing(measures::GAP_L)
    .into()
}
