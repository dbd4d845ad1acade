//! «Согласия»: a switch for each agreement, and the way to its text.

use iced::widget::{Column, column, row, space};
use iced::{Center, Element};

use crate::domain::form::{Problem, Section};
use crate::domain::profile::Consent;
use crate::gui::screens::form::behind;
use crate::gui::screens::form::typing::{Typing, widget};
use crate::gui::screens::trouble::fault_notice;
use crate::gui::screens::{Action, Frame, Page};
use crate::gui::theme::{Tone, measures};
use crate::gui::widgets::{card, link, primary, quiet, small, switch};
use crate::renewal::{Input, View};
use crate::runtime::message::Command;
use crate::tr;

/// Drafts of the screen.
#[derive(Debug, Clone)]
pub struct ConsentsScreen {
    typing: Typing,
}

/// What the user did.
#[derive(Debug, Clone)]
pub enum Message {
    /// A switch: the name of its flag.
    Agree(String, bool),
    /// «Открыть текст»: this page.
    Open(String),
    /// «Далее».
    Next,
    /// «Назад».
    Back,
}

impl ConsentsScreen {
    /// What was agreed to before.
    pub fn new(view: &View) -> Self {
        Self { typing: Typing::new(Section::Consents, view) }
    }

    /// The section while it is filled.
    pub fn typing(&self) -> &Typing {
        &self.typing
    }

    /// The same, to take what is not saved yet.
    pub fn typing_mut(&mut self) -> &mut Typing {
        &mut self.typing
    }

    /// Takes a message.
    pub fn update(&mut self, message: Message, frame: &Frame<'_>) -> Action<Message> {
        match message {
            Message::Agree(consent, on) => {
                self.typing.set_flag(&consent, on);
                Action::None
            }
            Message::Open(page) => Action::Tell(Command::Open(page)),
            Message::Next if frame.busy => Action::None,
            Message::Next => self.typing.next(frame),
            Message::Back => Action::Ask(Input::Back),
        }
    }

    /// Draws the screen.
    pub fn view<'a>(&'a self, frame: &Frame<'a>) -> Page<'a, Message> {
        let problems = self.typing.problems(frame.view, frame.now);
        let consents = &frame.view.profile.forms.consents;
        let lines = consents.iter().map(|consent| self.consent(consent, &problems));
        let fault = frame.view.fault.as_ref().map(|fault| fault_notice(Tone::Bad, fault));
        Page::new(tr!("form-consents-heading"))
            .lead(tr!("form-consents-lead"))
            .extend(fault)
            .push(Column::with_children(lines).spacing(measures::CARD_GAP))
            .extend(behind(frame))
            .left(quiet(tr!("app-back"), frame.unless_busy(Message::Back)))
            .right(primary(tr!("app-next"), frame.unless_busy(Message::Next)))
    }

    fn consent<'a>(&'a self, consent: &'a Consent, problems: &[Problem]) -> Element<'a, Message> {
        let flag = format!("consent-{}", consent.id);
        let on = self.typing.values().flag(&flag);
        let agree = switch(consent.title.as_str(), on, Some(Message::Agree(flag.clone(), !on)));
        let version = small(tr!("consent-version", version = consent.version.as_str()));
        let open = link(tr!("consent-open"), Some(Message::Open(consent.page.clone())));
        let line = row![agree.id(widget(&flag)), space::horizontal(), open].align_y(Center);
        card(
            column![line, version].push(self.typing.hint_at(&flag, problems).draw()).spacing(measures::GAP_S),
        )
        .into()
    }
}
