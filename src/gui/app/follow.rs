//! Where a link leads: from an e-mail, from a notice on the desktop, from a second start of the program.

use iced::Task;

use crate::domain::certificate::Certificate;
use crate::domain::link::Link;
use crate::fault::SupportCode;
use crate::gui::app::{App, Message, Section, launch};
use crate::gui::screens::Action;
use crate::runtime::message::{Card, Command, WantedRequest};

impl App {
    /// Comes to the front and shows what a link leads to. The journal keeps what was open.
    pub(super) fn follow(&mut self, link: Link) -> Task<Message> {
        let shown = match link {
            Link::Window => Task::none(),
            Link::Approve { profile, request } => {
                self.leave();
                self.sheet = None;
                self.section = Section::Approvals;
                self.open_approvals(Some(WantedRequest { profile, request }));
                Task::none()
            }
            Link::Open { renewal } => {
                let open = self.wizard.as_ref().is_some_and(|wizard| wizard.renewal().renewal == renewal);
                let resume = Action::Tell(Command::Resume(renewal));
                if open { Task::none() } else { self.perform(resume) }
            }
            link @ Link::Certificate { .. } => {
                let is_this = |certificate: &Certificate| link == Link::to_certificate(certificate);
                let open = self.wizard.as_ref().and_then(|wizard| wizard.renewal().old.as_ref());
                if open.is_some_and(is_this) {
                    Task::none()
                } else {
                    let known = self.panel.certificates.iter().any(|found| is_this(&found.certificate));
                    self.wanted = Some(link);
                    self.begin_or_look(known)
                }
            }
        };
        Task::batch([launch::raise(), shown])
    }

    /// A certificate that was not there when the tokens were read last may be there now.
    fn begin_or_look(&mut self, known: bool) -> Task<Message> {
        if known {
            return self.begin_wanted();
        }
        if !self.scanning {
            self.scanning = true;
            self.send(Command::Scan);
        }
        Task::none()
    }

    /// Begins the renewal of the certificate that a link has named, now that the certificates were read. One that
    /// needs no renewal is shown among the others. The training knows no real one: while no CA is chosen, the settings
    /// open, and the renewal begins when one was.
    pub(super) fn begin_wanted(&mut self) -> Task<Message> {
        if self.wanted.is_none() {
            return Task::none();
        }
        let wanted = self.wanted.take();
        let is_wanted = |certificate: &Certificate| wanted == Some(Link::to_certificate(certificate));
        let due = self.panel.cards.iter().find_map(|card| match card {
            Card::Due { found, .. } if is_wanted(&found.certificate) => Some(found.clone()),
            _ => None,
        });
        if let Some(found) = due {
            return self.perform(Action::Tell(Command::Start(found)));
        }
        self.leave();
        self.sheet = None;
        if self.training && self.held.settings.profile.is_none() {
            self.after_choice = wanted;
            self.open_settings();
            self.fault = Some(SupportCode::CaNotChosen.into());
            return Task::none();
        }
        self.section = Section::Notifications;
        if !self.panel.certificates.iter().any(|found| is_wanted(&found.certificate)) {
            self.fault = Some(SupportCode::TokenAbsent.into());
        }
        Task::none()
    }
}
