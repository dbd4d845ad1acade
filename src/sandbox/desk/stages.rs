//! What moves a request on: the clock by the table of its scheme, or somebody's decision.

use time::Duration;

use crate::domain::moment::Moment;
use crate::domain::portal::Stage;
use crate::domain::refusal::{Refusal, Source};
use crate::sandbox::desk::notices::Notice;
use crate::sandbox::desk::{Change, Desk, Order};
use crate::sandbox::scheme::Until;

/// What happens next to a request, when, and how that is told.
struct Step {
    at: Moment,
    to: Result<Stage, Refusal>,
    note: &'static str,
}

impl Desk {
    /// Brings a request to where it stands now; several stages at once when nobody has looked for days. True when
    /// something changed.
    pub(super) fn advance(&mut self, at: usize, now: Moment) -> bool {
        let mut changed = false;
        while let Some(step) = self.orders.get(at).and_then(|order| self.due(order, now)) {
            match step.to {
                Ok(stage) => self.move_to(at, stage, step.at, step.note),
                Err(refusal) => self.refuse_at(at, refusal, step.at, step.note),
            }
            changed = true;
        }
        changed
    }

    /// When the stage should be over, or the request lapses; none for a stage that ends some time.
    pub(super) fn ends(&self, order: &Order) -> Option<Moment> {
        match self.scheme().until(order.stage)? {
            Until::Delay => Some(order.since + Duration::seconds(self.setup.delay.into())),
            Until::WorkingDays(days) => Some(self.setup.clock.after_working_days(order.since, days)),
            Until::Decision => self.lapse(order),
        }
    }

    /// When a request that waits for somebody is forgotten.
    pub(super) fn lapse(&self, order: &Order) -> Option<Moment> {
        let days = self.scheme().draft_days;
        (days > 0).then(|| order.submitted_at + Duration::days(days.into()))
    }

    /// Moves a request on, by whomever.
    pub(super) fn move_to(&mut self, at: usize, stage: Stage, when: Moment, note: &str) {
        let certificate = (stage == Stage::Issued).then(|| self.make_certificate(at, when));
        if let Some(Err(refusal)) = certificate {
            return self.refuse_at(at, refusal, when, "сертификат не получился");
        }
        let Some(order) = self.orders.get_mut(at) else { return };
        (order.stage, order.since) = (stage, when);
        if let Some(Ok((certificate, access))) = certificate {
            (order.certificate, order.access) = (certificate, access);
        }
        order.history.push(Change { at: when, stage, note: note.to_owned() });
        self.outbox.extend(Notice::of(self.setup.scheme, order));
    }

    /// Ends a request; what was filled in is open again.
    pub(super) fn refuse_at(&mut self, at: usize, refusal: Refusal, when: Moment, note: &str) {
        let Some(order) = self.orders.get_mut(at) else { return };
        (order.stage, order.since) = (Stage::Rejected, when);
        order.refusal = Some(refusal);
        order.history.push(Change { at: when, stage: Stage::Rejected, note: note.to_owned() });
        self.outbox.extend(Notice::of(self.setup.scheme, order));
        if let Some(draft) = order.draft.clone() {
            self.reopen_draft(&draft, when);
        }
    }

    fn due(&self, order: &Order, now: Moment) -> Option<Step> {
        let at = self.ends(order).filter(|end| *end <= now)?;
        if self.scheme().until(order.stage) == Some(Until::Decision) {
            return Some(Step { at, to: Err(lapsed(order.stage)), note: "срок заявки истёк" });
        }
        let refusal = if order.stage == Stage::Checking { self.examine(order) } else { None };
        Some(match refusal {
            Some(refusal) => Step { at, to: Err(refusal), note: "проверка не пройдена" },
            None => Step { at, to: Ok(self.scheme().after(order.stage)), note: "по сроку" },
        })
    }
}

fn lapsed(stage: Stage) -> Refusal {
    let (source, reason) = match stage {
        Stage::Payment => (Source::Payment, "Счёт не оплачен в срок"),
        _ => (Source::Other, "Заявку не согласовали в срок"),
    };
    Refusal { source, reason: reason.to_owned(), sections: Vec::new(), new_key: false }
}
