//! News for holders who want them: one line a change in `outbox.jsonl`, where e-mail would be sent.

use std::fs;
use std::io::Write;

use serde::Serialize;

use crate::domain::moment::Moment;
use crate::domain::portal::Stage;
use crate::sandbox::desk::{Desk, Order};
use crate::sandbox::scheme::Scheme;

/// One message.
#[derive(Debug, Clone, Serialize)]
pub struct Notice {
    #[serde(with = "time::serde::rfc3339")]
    at: Moment,
    to: String,
    scheme: &'static str,
    number: String,
    stage: Stage,
    #[serde(skip_serializing_if = "String::is_empty")]
    reason: String,
}

impl Notice {
    /// The news of a request, if its holder wants them.
    pub fn of(scheme: &'static Scheme, order: &Order) -> Option<Self> {
        let contacts = order.contacts.as_ref().filter(|contacts| contacts.notify)?;
        Some(Self {
            at: order.since,
            to: contacts.email.clone(),
            scheme: scheme.id,
            number: order.number.clone(),
            stage: order.stage,
            reason: order.refusal.as_ref().map(|refusal| refusal.reason.clone()).unwrap_or_default(),
        })
    }
}

impl Desk {
    /// Sends what has gathered; called after the change itself is on the disk, so that nothing is told that is not so.
    pub(super) fn send_notices(&mut self) {
        let lines: String = self
            .outbox
            .drain(..)
            .filter_map(|notice| serde_json::to_string(&notice).ok())
            .map(|line| line + "\n")
            .collect();
        if !lines.is_empty() {
            let path = self.setup.root.join("outbox.jsonl");
            let file = fs::OpenOptions::new().create(true).append(true).open(path);
            // A message that is lost is no reason to refuse the change it tells of.
            let _ = file.and_then(|mut file| file.write_all(lines.as_bytes()));
        }
    }
}
