//! «Отмена»: what was made is taken back, first at the CA, then on the place of the key.

use crate::domain::entry::Event;
use crate::domain::exchange::CaAsk;
use crate::domain::moment::Moment;
use crate::renewal::flow::{Flow, Work};
use crate::renewal::input::Effect;

impl Flow {
    /// With nothing to take back it is over at once.
    pub(super) fn begin_undo(&mut self, now: Moment) -> Vec<Effect> {
        let facts = &self.facts;
        if facts.planned.is_some() || facts.accepted.is_some() || facts.live_draft(now).is_some() {
            return self.note(Event::UndoBegun, now);
        }
        self.close(Event::Cancelled, now)
    }

    /// «Отменено» is said only when nothing is left: of the request, of the draft, of the key.
    pub(super) fn undo(&mut self, now: Moment) -> Vec<Effect> {
        let facts = &self.facts;
        // What was refused is closed, and what was carried by hand was never here.
        let open = facts.refused.is_none() && !self.by_hand() && !self.run.withdrawn;
        if let (Some(accepted), true) = (&facts.accepted, open) {
            let ask = CaAsk::Withdraw { request: accepted.request.clone() };
            return match self.session() {
                Some(effects) => effects,
                None => self.work(Work::Withdraw, |op| Effect::Ask { op, ask }),
            };
        }
        // Nobody needs a token for a draft: without a session it ends by itself.
        let session = self.run.signed_in || self.is_first();
        if let (Some(draft), true) = (facts.live_draft(now), session && !self.run.draft_dropped) {
            let ask = CaAsk::DropDraft { draft: draft.id.clone() };
            return self.work(Work::DropDraft, |op| Effect::Ask { op, ask });
        }
        let Some(key) = facts.new_key().cloned() else { return self.close(Event::Cancelled, now) };
        match self.unlock(vec![key.clone()]) {
            Some(effects) => effects,
            None => self.work(Work::Remove, |op| Effect::Remove { op, key }),
        }
    }

    /// The key of a refused request goes before a new one is made.
    pub(super) fn drop_key(&mut self) -> Vec<Effect> {
        let Some(key) = self.facts.new_key().cloned() else { return self.contradiction("no key to drop") };
        match self.unlock(vec![key.clone()]) {
            Some(effects) => effects,
            None => self.work(Work::DropKey, |op| Effect::Remove { op, key }),
        }
    }
}
