//! «Получение»: the stages with their times; the long wait; taking the request back.

use iced::Element;

use crate::domain::moment::Moment;
use crate::gui::screens::page::question;
use crate::gui::screens::trouble::day_and_clock;
use crate::gui::screens::{Action, Frame, Page, place};
use crate::gui::widgets::dialog::Dialog;
use crate::gui::widgets::{self, StageMark, card, quiet, secondary};
use crate::i18n;
use crate::renewal::{Input, Progress, Stage, StageView, View};
use crate::tr;

/// Drafts of the screen.
#[derive(Debug, Clone, Default)]
pub struct EnrollScreen {
    /// «Отозвать заявку?» is asked.
    stopping: bool,
}

/// What the user did.
#[derive(Debug, Clone)]
pub enum Message {
    /// «Отозвать заявку» or «Отмена».
    AskStop,
    /// The question was answered by no.
    Stay,
    /// The question was answered by yes.
    Stop,
    /// «Проверить сейчас».
    AskNow,
    /// «Свернуть».
    Minimize,
}

impl EnrollScreen {
    /// No question open.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a message.
    pub fn update(&mut self, message: Message) -> Action<Message> {
        self.stopping = matches!(message, Message::AskStop);
        match message {
            Message::AskStop | Message::Stay => Action::None,
            Message::Stop => Action::Ask(Input::Stop),
            Message::AskNow => Action::Ask(Input::AskNow),
            Message::Minimize => Action::Run(
                iced::window::latest().and_then(|window| iced::window::minimize::<Message>(window, true)),
            ),
        }
    }

    /// Draws the screen.
    pub fn view<'a>(&'a self, frame: &Frame<'a>) -> Page<'a, Message> {
        let view = frame.view;
        let long = view.waiting.as_ref().is_some_and(|wait| wait.may_close);
        let (title, lead) = match long {
            true => (tr!("enroll-long-title"), tr!("enroll-long-lead")),
            false => (tr!("enroll-title"), tr!("enroll-lead")),
        };
        let mut page = Page::new(title)
            .lead(lead)
            .push(card(stages(view, frame.now)))
            .right(secondary(tr!("enroll-minimize"), Some(Message::Minimize)));
        if view.can_stop {
            let label = if view.accepted.is_some() { tr!("enroll-withdraw") } else { tr!("enroll-stop") };
            page = page.left(quiet(label, frame.unless_busy(Message::AskStop)));
        }
        if view.waiting.is_some() {
            page = page.right(secondary(tr!("enroll-ask-now"), frame.unless_busy(Message::AskNow)));
        }
        page.over((self.stopping && view.can_stop).then(|| stop_question(view)))
    }
}

/// The list of stages; also shown beside a fault.
pub fn stages<'a, Message: 'a>(view: &View, now: Moment) -> Element<'a, Message> {
    widgets::stages(view.stages.iter().map(|stage| line(stage, view, now)))
}

fn line(stage: &StageView, view: &View, now: Moment) -> widgets::Stage {
    let name = stage.stage.id();
    let (mark, id) = match stage.progress {
        Progress::Pending => (StageMark::Pending, format!("stage-{name}")),
        Progress::Running(_) => (StageMark::Running, format!("stage-{name}")),
        Progress::Done(_) => (StageMark::Done, format!("stage-{name}-done")),
        Progress::Failed => (StageMark::Failed, format!("stage-{name}")),
    };
    widgets::Stage {
        mark,
        title: i18n::text(&id, &[]),
        detail: second_line(stage, view, now),
        time: length(stage, view, now),
    }
}

/// How long the stage took or has been taking.
fn length(stage: &StageView, view: &View, now: Moment) -> Option<String> {
    match stage.progress {
        Progress::Done(length) => Some(interval(length)),
        Progress::Running(since) => match &view.waiting {
            Some(wait) if wait.may_close => Some(tr!("enroll-since", when = day_and_clock(since, now))),
            _ => Some(interval(now - since)),
        },
        Progress::Pending | Progress::Failed => None,
    }
}

fn second_line(stage: &StageView, view: &View, now: Moment) -> Option<String> {
    match (stage.stage, stage.progress) {
        (_, Progress::Pending) => None,
        (Stage::Key, _) => {
            let (id, _) = view.placed.as_ref()?;
            let place = view.places.iter().find(|place| place.id == *id)?;
            Some(place::name(place))
        }
        (Stage::Submit, Progress::Done(_)) => {
            Some(tr!("enroll-request", number = view.accepted.as_ref()?.number.as_str()))
        }
        (Stage::Wait, Progress::Running(_)) => {
            let wait = view.waiting.as_ref()?;
            let seconds = (wait.next - now).whole_seconds().max(0);
            let next = if wait.may_close || seconds > 90 {
                tr!("enroll-next-at", when = day_and_clock(wait.next, now))
            } else {
                tr!("enroll-next-in", seconds = seconds)
            };
            let id = format!("ca-stage-{}", wait.stage);
            let what = i18n::text(&id, &[]);
            // A stage of another CA that has no text here is left out.
            Some(if what == id { next } else { format!("{what} · {next}") })
        }
        _ => None,
    }
}

fn interval(length: time::Duration) -> String {
    i18n::interval(length.try_into().unwrap_or_default())
}

fn stop_question<'a>(view: &View) -> Dialog<'a, Message> {
    let (title, text, confirm) = match &view.accepted {
        Some(accepted) => (
            tr!("enroll-withdraw-title"),
            tr!("enroll-withdraw-text", number = accepted.number.as_str()),
            tr!("enroll-withdraw-confirm"),
        ),
        None => (tr!("enroll-stop-title"), tr!("enroll-stop-text"), tr!("enroll-stop-confirm")),
    };
    question("stop", title, text, (confirm, Some(Message::Stop)), (tr!("enroll-stay"), Message::Stay))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taking_the_request_back_asks_first() {
        let mut screen = EnrollScreen::new();
        assert!(matches!(screen.update(Message::AskStop), Action::None));
        assert!(screen.stopping);
        assert!(matches!(screen.update(Message::Stop), Action::Ask(Input::Stop)));
    }
}
