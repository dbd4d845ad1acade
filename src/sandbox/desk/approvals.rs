//! What the head of an organisation sees of its requests, and what he decides.

use crate::domain::certificate::Certificate;
use crate::domain::moment::Moment;
use crate::domain::portal::{Approval, ApprovalCard, Decision, Problem, ProblemCode, Stage};
use crate::domain::refusal::{Refusal, Source};
use crate::domain::signed;
use crate::sandbox::desk::{Desk, Order, conflict, not_found, problem, unfit, unsigned};
use crate::sandbox::holder;

/// Longest reason in characters.
const REASON: usize = 1_000;

impl Desk {
    /// Requests that wait for the head who is signed in, the oldest first.
    pub fn approvals(&self, token: &str) -> Result<Vec<Approval>, Problem> {
        let ogrn = self.headed(token)?;
        let waiting = self.orders.iter().filter(|order| order.stage == Stage::Approval);
        Ok(waiting.filter(|order| order.organization() == ogrn).map(describe).collect())
    }

    /// Everything about one of them; it can still be looked at when it was decided.
    pub fn approval(&self, token: &str, id: &str) -> Result<ApprovalCard, Problem> {
        let order = self.concerning(token, id)?;
        Ok(card(order))
    }

    /// A scan of one of them.
    pub fn approval_file(&self, token: &str, id: &str, digest: &str) -> Result<Vec<u8>, Problem> {
        let order = self.concerning(token, id)?;
        let attached = order.dossier.scans.iter().any(|scan| scan.digest == digest);
        let draft = order.draft.as_deref().filter(|_| attached).ok_or_else(not_found)?;
        self.file(draft, digest)
    }

    /// Takes the head's decision. The same decision again does no harm; another one comes too late.
    pub fn decide(&mut self, token: &str, id: &str, package: &[u8]) -> Result<(), Problem> {
        let now = self.now();
        let order = self.concerning(token, id)?;
        let decision = self.check_decision(token, order, package, now)?;
        if !order.decision.is_empty() && same_verdict(&order.decision, decision.approved) {
            return Ok(());
        }
        if order.stage != Stage::Approval {
            return Err(conflict("заявка не ждёт согласования"));
        }
        let at = self.place(id)?;
        if let Some(order) = self.orders.get_mut(at) {
            order.decision = package.to_vec();
        }
        if decision.approved {
            self.move_to(at, self.scheme().after(Stage::Approval), now, "согласовано руководителем");
        } else {
            let reason = decision.reason.trim().to_owned();
            let refusal = Refusal { source: Source::Head, reason, sections: Vec::new(), new_key: false };
            self.refuse_at(at, refusal, now, "отклонено руководителем");
        }
        self.save()
    }

    /// The signer heads the organisation and is who signed in, and decides on exactly this card.
    fn check_decision(
        &self,
        token: &str,
        order: &Order,
        package: &[u8],
        now: Moment,
    ) -> Result<Decision, Problem> {
        let verified = signed::verify(package, None).map_err(|_| unsigned())?;
        let signer = self.current(verified.signer.der(), now)?;
        if signer != *self.guest(token)? {
            return Err(unsigned());
        }
        let decision: Decision =
            serde_json::from_slice(&verified.content).map_err(|_| unfit("решение не читается"))?;
        if decision.request != order.id {
            return Err(unfit("решение по другой заявке"));
        }
        if decision.card != card(order).digest() {
            return Err(unfit("решение по другим сведениям"));
        }
        let reason = decision.reason.trim().chars().count();
        if !decision.approved && reason == 0 {
            return Err(unfit("назовите причину отказа"));
        }
        if reason > REASON {
            return Err(unfit("причина слишком длинная"));
        }
        Ok(decision)
    }

    /// A request of the organisation whose head is signed in, waiting for him or already decided by him.
    fn concerning(&self, token: &str, id: &str) -> Result<&Order, Problem> {
        let ogrn = self.headed(token)?;
        let order = self.order(id)?;
        let shown = order.stage == Stage::Approval || !order.decision.is_empty();
        if shown && order.organization() == ogrn { Ok(order) } else { Err(not_found()) }
    }

    /// The organisation of the head who is signed in.
    fn headed(&self, token: &str) -> Result<&str, Problem> {
        let guest: &Certificate = self.guest(token)?;
        let refused = || problem(ProblemCode::Other, 403, "согласует только руководитель организации");
        holder::heads(guest).ok_or_else(refused)
    }
}

fn describe(order: &Order) -> Approval {
    Approval {
        request: order.id.clone(),
        number: order.number.clone(),
        holder: order.subject().full_name(),
        submitted_at: order.submitted_at,
    }
}

fn card(order: &Order) -> ApprovalCard {
    ApprovalCard {
        approval: describe(order),
        current: order.current().map(|current| current.subject().clone()).unwrap_or_default(),
        subject: order.subject(),
        dossier: order.dossier.clone(),
    }
}

fn same_verdict(package: &[u8], approved: bool) -> bool {
    let decision = signed::verify(package, None).ok();
    let decision = decision.and_then(|verified| serde_json::from_slice::<Decision>(&verified.content).ok());
    decision.is_some_and(|earlier| earlier.approved == approved)
}
