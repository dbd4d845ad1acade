//! The worker's part in the queue: one renewal is left before the next is begun.

use super::Desk;
use crate::domain::queue::Order;
use crate::fault::Fault;
use crate::runtime::message::Notice;
use crate::runtime::queue::{self, Start};

impl Desk {
    /// Carries out what the user wants of the queue. Where nothing can be begun, the panel says why.
    pub(super) fn queue(&mut self, order: &Order, tell: &mut dyn FnMut(Notice)) -> Result<(), Fault> {
        if let Some(engine) = self.engine.take() {
            let _ = engine.leave();
        }
        let mut panel = self.read_panel()?;
        let heeded = queue::heed(self.workshop.as_ref(), order, &mut panel);
        let start = queue::start(&panel).filter(|_| order.goes_on() && heeded.is_ok());
        self.show_panel(panel, tell);
        heeded?;
        match start {
            Some(Start::Begin(found)) => self.start(&found, tell),
            Some(Start::Resume(renewal)) => self.resume(&renewal, tell),
            None => {
                tell(Notice::QueueRests);
                self.rounds.begin(self.workshop.as_ref());
                Ok(())
            }
        }
    }
}
