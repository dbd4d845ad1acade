//! Lines for people on standard error, or one JSON object a line on standard output.

use std::io::Write;

use serde_json::{Map, Value, json};

use crate::cli::profiles;
use crate::domain::entry::{Entry, Event};
use crate::domain::medium::CopyPlace;
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
            // A mistake in a file that somebody edits: the sentence alone would not say where.
            let place = fault.fact("line").map(|_| format!("{}\n", profiles::sentence(fault)));
            let (place, code) = (place.unwrap_or_default(), fault.support_code());
            let _ = writeln!(std::io::stderr(), "{}\n{}\n{place}[{code}]", text.what, text.remedy);
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
                if let Some(link) = &accepted.link {
                    object["link"] = link.clone().into();
                }
            }
            Event::Waited { stage, next, .. } => {
                object["stage"] = stage.clone().into();
                object["next"] = next.unix_timestamp().into();
            }
            Event::CopyBegun { place } => tell_place(&mut object, place),
            Event::BackedUp { place, with_key } => {
                tell_place(&mut object, place);
                object["with_key"] = (*with_key).into();
            }
            Event::Refused { refusal } => {
                object["reason"] = refusal.reason.clone().into();
                object["source"] = refusal.source.id().into();
            }
            Event::Filled { section, .. } | Event::Drafted { section, .. } => {
                object["section"] = section.id().into();
            }
            Event::Attached { scan } => {
                object["slot"] = scan.slot.id().into();
                object["name"] = scan.name.clone().into();
                object["digest"] = scan.digest.clone().into();
            }
            Event::Detached { digest, .. } | Event::Uploaded { digest } => {
                object["digest"] = digest.clone().into();
            }
            Event::DraftOpened { draft } => {
                object["number"] = draft.number.clone().into();
                object["link"] = draft.link.clone().into();
                object["until"] = draft.until.unix_timestamp().into();
            }
            Event::RequestWritten { file } => object["file"] = file.display().to_string().into(),
            Event::RepairBegun { new_key } => object["new_key"] = (*new_key).into(),
            _ => {}
        }
        self.object(&object);
        self.text(&i18n::text(&format!("cli-event-{}", entry.event.name()), &[]));
    }

    fn moved(&mut self, _: &View) {}
}

fn tell_place(object: &mut Value, place: &CopyPlace) {
    match place {
        CopyPlace::Folder(folder) => object["folder"] = folder.display().to_string().into(),
        CopyPlace::Token { serial, label } => {
            object["token"] = label.clone().into();
            object["token_serial"] = serial.clone().into();
        }
    }
}

/// Nobody may be listening any more, as behind `| head -1`: the renewal goes on all the same.
fn line(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}
