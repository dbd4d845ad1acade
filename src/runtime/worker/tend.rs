//! What is done to a place while no renewal asks for it: a PIN is changed, what renewals have left is put right.

use crate::approval;
use crate::domain::key::PlaceId;
use crate::fault::Fault;
use crate::renewal::{Input, Question};
use crate::runtime::message::{Command, Notice};
use crate::runtime::pins::{self, PinOrder};
use crate::runtime::worker::{Desk, Teller};
use crate::runtime::workshop::Workshop;

impl Desk {
    /// Whoever asks for a PIN looks at its counter again; after the change a step that stopped is tried again.
    pub(super) fn pin(&mut self, order: PinOrder, tell: &mut dyn FnMut(Notice)) {
        let answer = pins::carry_out(order, &self.workshop.tokens());
        let changed = answer.done.is_ok();
        tell(Notice::Pin(Box::new(answer)));
        if let Some(engine) = &mut self.engine {
            match engine.view().question {
                Some(Question::Retry) if changed => engine.feed(Input::Retry, &mut Teller(tell)),
                Some(Question::Pin { .. } | Question::Place) => {
                    engine.feed(Input::Refresh, &mut Teller(tell));
                }
                _ => {}
            }
        } else if let Some(approvals) = &mut self.approvals {
            let tell = &mut |view: &approval::View| tell(Notice::Approvals(Box::new(view.clone())));
            match approvals.view().question {
                Some(approval::Question::Retry) if changed => approvals.feed(approval::Input::Retry, tell),
                Some(approval::Question::Pin { .. }) => approvals.feed(approval::Input::Refresh, tell),
                _ => {}
            }
        }
    }

    /// Forgets a PIN that is kept, and shows that it is not used any more, also when the keyring did not remove it.
    pub(super) fn forget_pin(&mut self, place: &PlaceId, tell: &mut dyn FnMut(Notice)) -> Result<(), Fault> {
        let tokens = self.workshop.tokens();
        let forgotten = tokens.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).forget_pin(place);
        self.handle(Command::Scan, tell);
        forgotten
    }

    /// Tends what lies on a place, says what came of it, and reads everything anew: counters of PINs, too.
    pub(super) fn tend(
        &mut self,
        work: impl FnOnce(&dyn Workshop) -> Result<usize, Fault>,
        tell: &mut dyn FnMut(Notice),
    ) {
        // A renewal that is open has sessions of its own, and would lose them.
        if self.engine.is_some() {
            return;
        }
        self.leave_approvals();
        tell(Notice::Tended(work(self.workshop.as_ref())));
        self.handle(Command::Scan, tell);
    }
}
