//! A step that failed: what happened, where, what to do. Every step of the wizard stops on this screen.

use crate::domain::key::Place;
use crate::fault::{Fault, SupportCode};
use crate::gui::screens::trouble::{self, Trouble};
use crate::gui::screens::{Action, Frame, Page, Sheet, enroll, pin};
use crate::gui::theme::Tone;
use crate::gui::widgets::{card, notice_with, primary, quiet, secondary};
use crate::renewal::{Input, Step};
use crate::tr;

/// Drafts of the screen.
#[derive(Debug, Clone, Default)]
pub struct StoppedScreen {
    /// The details are on the clipboard.
    copied: bool,
}

/// What the user did.
#[derive(Debug, Clone)]
pub enum Message {
    /// «Повторить».
    Retry,
    /// «Выйти и продолжить позже».
    Later,
    /// «Отменить замену».
    Stop,
    /// «Сменить PIN-код» or «Разблокировать».
    Pin(pin::Kind, Box<Place>),
    /// «Скопировать сведения»: this text.
    Copy(String),
}

impl StoppedScreen {
    /// Nothing copied.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a message.
    pub fn update(&mut self, message: Message) -> Action<Message> {
        match message {
            Message::Retry => Action::Ask(Input::Retry),
            Message::Later => Action::Leave,
            Message::Stop => Action::Ask(Input::Stop),
            Message::Pin(kind, place) => Action::Show(Sheet::Pin(kind, place)),
            Message::Copy(details) => {
                self.copied = true;
                Action::Run(iced::clipboard::write(details))
            }
        }
    }

    /// Draws the screen.
    pub fn view<'a>(&'a self, frame: &Frame<'a>) -> Page<'a, Message> {
        let internal = Fault::new(SupportCode::Internal);
        let fault = frame.view.fault.as_ref().unwrap_or(&internal);
        let trouble = Trouble::new(fault);
        let stages = (frame.view.step == Step::Enroll).then(|| card(enroll::stages(frame.view, frame.now)));
        let copy = if self.copied { tr!("copied-details") } else { tr!("copy-details") };
        let details = Message::Copy(trouble::details(fault));
        let support = format!("{} · {}", tr!("support-code", code = trouble.code), tr!("support-safe"));
        let mut page = Page::new(trouble.headline)
            .lead(trouble.advice)
            .extend(stages)
            .push(notice_with(Tone::Bad, support, copy, details))
            .left(quiet(tr!("later"), Some(Message::Later)));
        let retry = frame.unless_busy(Message::Retry);
        // What helps comes first. Nothing can be undone on a token that does not open, so that is not offered.
        if let Some((kind, place)) = pin::remedy(fault, &frame.view.places) {
            let help = frame.unless_busy(Message::Pin(kind, Box::new(place.clone())));
            return page
                .right(secondary(tr!("app-repeat"), retry))
                .right(primary(pin::name(kind, place), help));
        }
        if frame.view.can_stop {
            page = page.right(secondary(tr!("stopped-give-up"), frame.unless_busy(Message::Stop)));
        }
        page.right(primary(tr!("app-repeat"), retry))
    }
}
