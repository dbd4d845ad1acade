//! A renewal that is one of several: what the wizard says of the others.

use crate::domain::certificate::Certificate;
use crate::domain::identifier::Snils;
use crate::fault::SupportCode;
use crate::gui::screens::Page;
use crate::gui::screens::queue::Place;
use crate::gui::screens::wizard::screen::Screen;
use crate::gui::screens::wizard::{Message, Wizard};
use crate::gui::theme::Tone;
use crate::gui::widgets::notice_with;
use crate::tr;

impl Wizard {
    /// The same as a part of the queue; the СНИЛС that was typed for the same holder stands in its field already.
    #[must_use]
    pub fn queued(mut self, place: Option<Place>, snils: Option<&Snils>) -> Self {
        let own = self.view.old.as_ref().and_then(Certificate::snils);
        if let (Screen::Snils(screen), Some(_), Some(snils)) = (&mut self.screen, &place, snils)
            && own.as_ref() == Some(snils)
        {
            screen.offer(snils);
        }
        self.queue = place;
        self
    }

    /// A part of the queue.
    pub fn is_queued(&self) -> bool {
        self.queue.is_some()
    }

    /// «Сертификат 2 из 3», and the way past what stops here or waits for others.
    pub(super) fn in_queue<'a>(&self, place: &Place, page: Page<'a, Message>) -> Page<'a, Message> {
        let said = [page.aside.clone(), Some(place.said())].into_iter().flatten().collect::<Vec<_>>();
        let page = page.aside(said.join(" · "));
        if !place.more {
            return page;
        }
        let stopped = |why| (tr!("queue-others-go-on"), tr!("queue-skip"), Message::SkipInQueue(why));
        let (words, action, message) = match &self.screen {
            Screen::Stopped(_) => {
                stopped(self.view.fault.as_ref().map_or(SupportCode::Internal, |fault| fault.code))
            }
            Screen::Refused(_) => stopped(SupportCode::CaRejected),
            Screen::Waiting(_) | Screen::ByHand(_) => {
                (tr!("queue-others-meanwhile"), tr!("queue-following"), Message::NextInQueue)
            }
            _ => return page,
        };
        // In sight without scrolling: the page may be long.
        let mut page = page;
        page.sections.insert(0, notice_with(Tone::Info, words, action, message).into());
        page
    }
}
