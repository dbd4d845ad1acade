//! The queue of «Заменить все» in the window: which certificate of how many is open, and how it goes on.

use iced::Task;

use crate::domain::key::FoundCertificate;
use crate::domain::queue::Order;
use crate::gui::app::{App, Message, Section};
use crate::gui::screens::Action;
use crate::gui::screens::approvals::ApprovalsScreen;
use crate::gui::screens::queue::{self, Place};
use crate::gui::screens::wizard::Wizard;
use crate::gui::widgets::MAIN;
use crate::renewal::{Input, View};
use crate::runtime::message::{Card, Command, Panel};

impl App {
    /// A panel was read. A token that the queue waits for lets it go on, while its page is in sight.
    pub(super) fn take_panel(&mut self, panel: Panel) -> Task<Message> {
        let came = queue::goes_on_by_itself(&self.panel, &panel);
        self.panel = panel;
        self.scanning = false;
        let in_sight = self.wizard.is_none() && self.sheet.is_none() && self.pin.is_none();
        let queue_shown = self.section == Section::Notifications && self.notifications.shows_queue();
        if came && in_sight && queue_shown && !self.opening {
            return self.perform(Action::Tell(Command::Queue(Order::Next)));
        }
        self.begin_wanted()
    }

    /// Nothing begins now: on the page of the queue the main button has the focus.
    pub(super) fn queue_rests(&mut self) -> Task<Message> {
        self.opening = false;
        if self.notifications.shows_queue() && self.wizard.is_none() && self.sheet.is_none() {
            return iced::widget::operation::focus(MAIN);
        }
        Task::none()
    }

    /// The queue is told something. The worker itself leaves the renewal that is open.
    pub(super) fn before_queue(&mut self, order: &Order) {
        self.scanning = true;
        if *order == Order::End {
            self.snils = None;
        }
        if order.goes_on() {
            self.save_draft();
            (self.wizard, self.sheet) = (None, None);
            self.section = Section::Notifications;
            self.notifications.show_queue();
            self.opening = true;
            self.approvals = ApprovalsScreen::new();
        }
    }

    /// The place of a renewal in the queue, and the СНИЛС that was typed for the same holder.
    pub(super) fn queued(&self, view: &View) -> Option<Place> {
        Place::of(view.old.as_ref()?, self.panel.queue.as_ref()?)
    }

    /// A number that was typed for one certificate of the queue is offered for the next of the same holder.
    pub(super) fn remember(&mut self, input: &Input) {
        if let (Input::Snils(snils), true) = (input, self.wizard.as_ref().is_some_and(Wizard::is_queued)) {
            self.snils = Some(snils.clone());
        }
    }
}

/// The other certificate of the holder of this renewal, if it is due too.
pub(super) fn second<'a>(panel: &'a Panel, wizard: &Wizard) -> Option<&'a FoundCertificate> {
    let old = wizard.renewal().old.as_ref().filter(|_| !wizard.is_queued())?;
    let holder = old.snils()?;
    panel.cards.iter().find_map(|card| match card {
        Card::Due { found, .. }
            if found.certificate != *old
                && found.certificate.purpose() != old.purpose()
                && found.certificate.snils().as_ref() == Some(&holder) =>
        {
            Some(&**found)
        }
        _ => None,
    })
}
