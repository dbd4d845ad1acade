//! What the three screens beside the wizard are drawn from.

use crate::domain::moment::Moment;
use crate::fault::Fault;
use crate::gui::screens::trouble::day_and_clock;
use crate::runtime::message::Panel;
use crate::runtime::recovery::Remains;
use crate::tr;

/// The panel as last read, and what the window knows of it.
#[derive(Debug, Clone, Copy)]
pub struct Home<'a> {
    /// As last read.
    pub panel: &'a Panel,
    /// What renewals have left on the places, as last read.
    pub remains: &'a Remains,
    /// The time as of the last message.
    pub now: Moment,
    /// An order is under way.
    pub busy: bool,
    /// No order is carried out any more.
    pub gone: bool,
    /// The last order failed.
    pub fault: Option<&'a Fault>,
}

impl Home<'_> {
    /// The message of a button, unless an order is under way or none is taken any more.
    pub fn unless_busy<Message>(&self, message: Message) -> Option<Message> {
        (!self.busy && !self.gone).then_some(message)
    }

    /// «Проверено сегодня в 09:00 · 5 сертификатов на 2 носителях».
    pub fn checked(&self) -> String {
        if self.busy {
            return tr!("notifications-checking");
        }
        // Nothing was read, and nothing is being read: the fault on the page says why.
        let Some(at) = self.panel.checked_at else { return String::new() };
        let certificates = tr!("notifications-certificates", count = self.panel.certificates.len());
        let mut places: Vec<_> = self.panel.certificates.iter().map(|found| &found.key.place).collect();
        places.sort_by_key(|place| format!("{place:?}"));
        places.dedup();
        let tokens = tr!("notifications-tokens", count = places.len());
        let when = day_and_clock(at, self.now);
        tr!("notifications-checked", when = when, certificates = certificates, tokens = tokens)
    }
}
