//! Waiting for the CA, for minutes or for days, and what the user can wish for meanwhile.

use crate::domain::exchange::CaAsk;
use crate::domain::moment::Moment;
use crate::renewal::flow::{Flow, Work};
use crate::renewal::input::Effect;

impl Flow {
    /// Wishes first; then the certificate store, if that is where the certificate lies; else the next look.
    pub(super) fn wait(&mut self, now: Moment) -> Vec<Effect> {
        let facts = &self.facts;
        let Some(accepted) = facts.accepted.clone() else {
            return self.contradiction("no request at the CA");
        };
        let in_store = facts.waited.as_ref().is_some_and(|waited| waited.news.store);
        let asks_for_access = in_store && facts.store_login.is_none();
        if (self.run.session_needed || self.run.contacts.is_some() || asks_for_access)
            && let Some(effects) = self.session()
        {
            return effects;
        }
        self.run.session_needed = false;
        if let Some(values) = self.run.contacts.take() {
            let ask = CaAsk::Contacts { request: accepted.request, values: values.clone() };
            return self.work(Work::Contacts(values), |op| Effect::Ask { op, ask });
        }
        if std::mem::take(&mut self.run.bill_wanted) {
            let ask = CaAsk::Bill { request: accepted.request };
            return self.work(Work::Bill, |op| Effect::Ask { op, ask });
        }
        match &self.facts.store_login {
            Some(login) if in_store => {
                let login = login.clone();
                self.work(Work::FetchStored, |op| Effect::FetchStored { op, login })
            }
            None if in_store => {
                let request = accepted.request;
                self.work(Work::StoreAccess, |op| Effect::KeepStoreAccess { op, request })
            }
            _ => self.poll(now),
        }
    }

    fn poll(&mut self, now: Moment) -> Vec<Effect> {
        let facts = &self.facts;
        let (Some(accepted), Some(submission)) = (&facts.accepted, &facts.submission) else {
            return self.contradiction("no request at the CA");
        };
        let ask = CaAsk::Status { request: accepted.request.clone(), submission: submission.clone() };
        // After a refusal there is nothing to wait for: only whether it still stands.
        let waits = facts.waited.as_ref().filter(|waited| waited.next > now && facts.refused.is_none());
        match waits.map(|waited| waited.next) {
            Some(next) if !std::mem::take(&mut self.run.ask_now) => self.sleep(next),
            _ => self.work(Work::Status, |op| Effect::Ask { op, ask }),
        }
    }
}
