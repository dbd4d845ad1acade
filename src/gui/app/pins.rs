//! The dialog of a PIN over whatever page the window shows.

use iced::Task;

use crate::domain::key::Place;
use crate::gui::app::{App, Message, Section};
use crate::gui::screens::pin::{self, PinScreen};
use crate::gui::screens::wizard::Wizard;
use crate::gui::screens::{Action, Page, page};
use crate::runtime::pins::PinAnswer;

impl App {
    /// Opens the dialog over the page.
    pub(super) fn open_pin(&mut self, kind: pin::Kind, place: Place) -> Task<Message> {
        let screen = PinScreen::new(kind, place, self.training);
        let focus = screen.focus();
        self.pin = Some(screen);
        self.perform(focus.map(Message::Pin))
    }

    /// Takes a message of the dialog.
    pub(super) fn on_pin(&mut self, message: pin::Message) -> Task<Message> {
        let Some(screen) = &mut self.pin else { return Task::none() };
        match screen.update(message) {
            Action::Leave => self.close_pin(),
            action => self.perform(action.map(Message::Pin)),
        }
    }

    /// The worker has answered: the counter is shown anew in the list of places, too.
    pub(super) fn on_pin_answer(&mut self, answer: PinAnswer) -> Task<Message> {
        let known = self.panel.places.iter_mut().find(|place| place.id == answer.place);
        if let (Some(known), Some(seen)) = (known, &answer.seen) {
            known.clone_from(seen);
        }
        let Some(screen) = &mut self.pin else { return Task::none() };
        let action = screen.answered(answer);
        self.perform(action.map(Message::Pin))
    }

    /// A key has told how Caps Lock stands.
    pub(super) fn on_caps_lock(&mut self, on: bool) {
        let dialog = self.wizard.as_mut().map_or_else(|| self.approvals.pin_dialog(), Wizard::pin_dialog);
        match (&mut self.pin, dialog) {
            (Some(screen), _) => screen.caps_lock(on),
            (None, Some(dialog)) => dialog.caps_lock(on),
            (None, None) => {}
        }
    }

    /// A PIN may be typed now, so that Caps Lock matters.
    pub(super) fn takes_pin(&self) -> bool {
        let asked = match &self.wizard {
            Some(wizard) => wizard.asks_pin(),
            None => self.section == Section::Approvals && self.approvals.asks_pin(),
        };
        self.pin.is_some() || asked
    }

    /// The page with the dialog over it.
    pub(super) fn under_pin<'a>(&'a self, below: Page<'a, Message>) -> Page<'a, Message> {
        match &self.pin {
            Some(screen) => below.over(Some(page::map_dialog(screen.view(), Message::Pin))),
            None => below,
        }
    }

    /// Whoever was called away goes on where he was.
    fn close_pin(&mut self) -> Task<Message> {
        self.pin = None;
        let action = match &self.wizard {
            Some(wizard) => wizard.entered(self.now).map(Message::Wizard),
            None if self.section == Section::Approvals => self.approvals.entered().map(Message::Approvals),
            None => Action::None,
        };
        self.perform(action)
    }
}
