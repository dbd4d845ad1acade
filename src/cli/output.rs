//! Lines for people on standard error, or one JSON object a line on standard output.

use std::io::Write;

use serde_json::{Map, Value, json};

use crate::domain::entry::{Entry, Event};
use crate::fault::Fault;
use crate::i18n;
use crate::renewal::View;
use crate::runtime::Observer;

/// Where the results go.
pub struct Output {
    json: bool,
}

impl Output {
    /// Text for people, or JSON.
    pub fn new(json: bool) -> Self {
        Self { json }
    }

    /// One object on standard output; nothing in text mode.
    pub fn object(&self, value: &Value) {
        if self.json {
            line(&value.to_string());
        }
    }

    /// One line for people; nothing in JSON mode.
    pub fn text(&self, text: &str) {
        if !self.json {
            line(text);
        }
    }

    /// What went wrong, what it means for the key, what to do.
    pub fn fault(&self, fault: &Fault) {
        self.spoiled(json!({"outcome": "failed"}), fault);
    }

    /// An outcome that a fault belongs to.
    pub fn spoiled(&self, mut outcome: Value, fault: &Fault) {
        let text = i18n::fault(fault);
        if self.json {
            let facts: Map<String, Value> =
                fault.facts.iter().map(|(name, value)| ((*name).to_owned(), value.clone().into())).collect();
            outcome["code"] = fault.support_code().into();
            outcome["what"] = text.what.into();
            outcome["remedy"] = text.remedy.into();
            outcome["facts"] = facts.into();
            line(&outcome.to_string());
        } else {
            let _ = writeln!(std::io::stderr(), "{}\n{}\n[{}]", text.what, text.remedy, fault.support_code());
        }
    }
}

impl Observer for Output {
    fn recorded(&mut self, entry: &Entry) {
        let mut object = json!({
            "event": entry.event.name(),
            "at": entry.at.unix_timestamp(),
        });
        match &entry.event {
            Event::KeyPlanned { plan, .. } => object["cka_id"] = plan.key.id.to_string().into(),
            Event::KeyMade { seeded, .. } => object["seeded"] = (*seeded).into(),
            Event::Submitted { accepted } => {
                object["request"] = accepted.request.clone().into();
                object["number"] = accepted.number.clone().into();
            }
            Event::Waited { stage, next, .. } => {
                object["stage"] = stage.clone().into();
                object["next"] = next.unix_timestamp().into();
            }
            Event::BackedUp { folder, with_key } => {
                object["folder"] = folder.display().to_string().into();
                object["with_key"] = (*with_key).into();
            }
            Event::Refused { refusal } => object["reason"] = refusal.reason.clone().into(),
            _ => {}
        }
        self.object(&object);
        self.text(&i18n::text(&format!("cli-event-{}", entry.event.name()), &[]));
    }

    fn moved(&mut self, _: &View) {}
}

/// Nobody may be listening any more, as behind `| head -1`: the renewal goes on all the same.
fn line(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}
