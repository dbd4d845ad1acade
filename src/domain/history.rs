//! What became of every renewal, for who asks later: the records of the history, read out of the journals.

use serde::{Deserialize, Serialize};

use crate::domain::certificate::Certificate;
use crate::domain::entry::{Entry, Event};
use crate::domain::moment::Moment;

/// One record: who, which certificate, when, with what outcome. Never a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// When it became true.
    #[serde(with = "time::serde::rfc3339")]
    pub at: Moment,
    /// Name of the renewal.
    pub renewal: String,
    /// Whose certificate; empty before a first issue has named its holder.
    pub holder: String,
    /// Serial number of the certificate that is replaced, hexadecimal.
    pub old: Option<String>,
    /// Serial number of the new certificate, hexadecimal.
    pub new: Option<String>,
    /// What became true.
    pub outcome: Outcome,
}

/// What a record tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// «Заменить» was pressed.
    Begun,
    /// The request is with the CA.
    Submitted,
    /// The request was refused.
    Refused,
    /// The new certificate came, passed every check and lies beside its key.
    Stored,
    /// The renewal is complete.
    Finished,
    /// «Не согласен».
    Disagreed,
    /// The certificate to be replaced is revoked.
    Revoked,
    /// The user gave up, and what was made was undone.
    Cancelled,
    /// An old key pair that nobody needs any more was removed from its place.
    Removed,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Begun,
        Self::Submitted,
        Self::Refused,
        Self::Stored,
        Self::Finished,
        Self::Disagreed,
        Self::Revoked,
        Self::Cancelled,
        Self::Removed,
    ];

    /// Name in `renewctl --json` and, with the prefix `history-`, in the locales.
    pub fn id(self) -> &'static str {
        match self {
            Self::Begun => "begun",
            Self::Submitted => "submitted",
            Self::Refused => "refused",
            Self::Stored => "stored",
            Self::Finished => "finished",
            Self::Disagreed => "disagreed",
            Self::Revoked => "revoked",
            Self::Cancelled => "cancelled",
            Self::Removed => "removed",
        }
    }

    /// What a line of the journal adds to the history, if anything.
    pub fn of(event: &Event) -> Option<Self> {
        Some(match event {
            Event::Started { .. } | Event::StartedFirst { .. } => Self::Begun,
            Event::Submitted { .. } | Event::RequestWritten { .. } => Self::Submitted,
            Event::Refused { .. } => Self::Refused,
            Event::Stored => Self::Stored,
            Event::Finished => Self::Finished,
            Event::Disagreed => Self::Disagreed,
            Event::Revoked => Self::Revoked,
            Event::Cancelled => Self::Cancelled,
            Event::Removed { .. } => Self::Removed,
            _ => return None,
        })
    }
}

/// The records of one journal, in its order.
pub fn records(renewal: &str, journal: &[Entry]) -> Vec<Record> {
    let (mut holder, mut old, mut new) = (String::new(), None, None);
    let parsed = |der: &[u8]| Certificate::from_der(der).ok();
    let mut records = Vec::new();
    for entry in journal {
        match &entry.event {
            Event::Started { certificate, .. } => {
                if let Some(certificate) = parsed(certificate) {
                    holder = certificate.subject().full_name();
                    old = Some(certificate.serial_hex());
                }
            }
            Event::Issued { certificate, .. } => {
                if let Some(certificate) = parsed(certificate) {
                    holder = certificate.subject().full_name();
                    new = Some(certificate.serial_hex());
                }
            }
            _ => {}
        }
        if let Some(outcome) = Outcome::of(&entry.event) {
            let (renewal, holder) = (renewal.to_owned(), holder.clone());
            records.push(Record {
                at: entry.at,
                renewal,
                holder,
                old: old.clone(),
                new: new.clone(),
                outcome,
            });
        }
    }
    records
}

/// What a look at the whole history has found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// All records stand as they were written.
    Whole,
    /// This record, counted from 1, is the first that was altered, moved, added by another hand, or that stands where
    /// one was taken out.
    Altered(u64),
    /// As many records stand as were written before this one, counted from 1; it and all after it are gone.
    CutOff(u64),
}
