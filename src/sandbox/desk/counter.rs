//! What the operator does by hand: the buttons of the operator's page.

use crate::domain::portal::{Problem, Stage};
use crate::domain::refusal::Refusal;
use crate::sandbox::desk::{Desk, Order, conflict, not_found};

impl Desk {
    /// All requests, the latest first.
    pub fn orders(&self) -> impl Iterator<Item = &Order> {
        self.orders.iter().rev()
    }

    /// The automatic check is passed, whatever the registers say.
    pub fn pass_check(&mut self, id: &str) -> Result<(), Problem> {
        self.go_on(id, Stage::Checking, "проверка пройдена (страница УЦ)")
    }

    /// The head has approved, as far as the training is concerned.
    pub fn approve(&mut self, id: &str) -> Result<(), Problem> {
        self.go_on(id, Stage::Approval, "согласовано за руководителя (страница УЦ)")
    }

    /// The bill is paid.
    pub fn pay(&mut self, id: &str) -> Result<(), Problem> {
        let at = self.place(id)?;
        match self.orders.get_mut(at) {
            Some(order) if order.stage == Stage::Payment => order.paid = true,
            _ => return Err(too_late()),
        }
        self.go_on(id, Stage::Payment, "оплата получена (страница УЦ)")
    }

    /// The operator has no objections, and the certificate is made at once.
    pub fn issue_now(&mut self, id: &str) -> Result<(), Problem> {
        let at = self.place(id)?;
        let now = self.now();
        match self.orders.get(at).map(|order| order.stage) {
            Some(Stage::Operator) => {
                let next = self.scheme().after(Stage::Operator);
                self.move_to(at, next, now, "решение оператора (страница УЦ)");
            }
            Some(Stage::Issuing) => {}
            _ => return Err(too_late()),
        }
        if self.orders.get(at).is_some_and(|order| order.stage == Stage::Issuing) {
            self.move_to(at, Stage::Issued, now, "сертификат изготовлен (страница УЦ)");
        }
        self.save()
    }

    /// Decides against a request at any stage.
    pub fn refuse(&mut self, id: &str, refusal: Refusal) -> Result<(), Problem> {
        let at = self.place(id)?;
        let now = self.now();
        if self.orders.get(at).ok_or_else(not_found)?.is_final() {
            return Err(too_late());
        }
        self.refuse_at(at, refusal, now, "отказ (страница УЦ)");
        self.save()
    }

    /// The code word of a request, compared as on the telephone; none when none was told.
    pub fn word_fits(&self, id: &str, word: &str) -> Option<bool> {
        let draft = self.order(id).ok()?.draft.as_ref()?;
        Some(self.any_draft(draft)?.word.as_ref()?.fits(word))
    }

    /// A code word was told.
    pub fn has_word(&self, order: &Order) -> bool {
        let draft = order.draft.as_ref().and_then(|draft| self.any_draft(draft));
        draft.is_some_and(|draft| draft.word.is_some())
    }

    fn go_on(&mut self, id: &str, from: Stage, note: &str) -> Result<(), Problem> {
        let at = self.place(id)?;
        if self.orders.get(at).map(|order| order.stage) != Some(from) {
            return Err(too_late());
        }
        let now = self.now();
        self.move_to(at, self.scheme().after(from), now, note);
        // A stage without a promised time may be over at once.
        let _ = self.advance(at, now);
        self.save()
    }
}

fn too_late() -> Problem {
    conflict("заявка уже на другом этапе")
}
