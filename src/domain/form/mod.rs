//! What a long renewal asks of the user besides the certificate itself, section by section.
//!
//! A section is a set of named texts ([`Values`]), the same on the screen, in the journal, in the draft at the CA, in
//! the signed dossier and on paper. What fields a section has stands in [`spec`], what may stand in them in
//! [`check`]; which sections a CA wants stands in its profile.
//!
//! | Section | Screen | Seed rows |
//! |---|---|---|
//! | [`Section::Office`] | where the request goes | 0.03, 0.04, 2.36 |
//! | [`Section::Content`] | kind of certificate, powers, protection class | 0.06, 1.10, 1.14, 2.38 |
//! | [`Section::Holder`] | whose certificate (first issue only) | 2.39 |
//! | [`Section::Identity`] | identity document | 1.11, 1.12 |
//! | [`Section::Authority`] | document of authority | 1.22, 1.23 |
//! | [`Section::Statement`] | «Заявление» | 0.16, 2.26 |
//! | [`Section::Contacts`] | telephone, e-mail | 0.19, 1.25 |
//! | [`Section::Consents`] | agreements | 3.10, 3.13 |

pub mod check;
pub mod scan;
pub mod spec;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use check::{Problem, Trouble};
pub use scan::{Inspected, Media, Scan, ScanLimits};
pub use spec::{FieldSpec, Kind, Required, Slot};

/// A part of the dossier that is filled on one screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Section {
    /// Where the request goes: region, office, organisation.
    Office,
    /// What the certificate shall be: kind, powers, protection class.
    Content,
    /// Whose certificate it is; only for a first issue, a renewal has the old certificate for that.
    Holder,
    /// The identity document of the holder.
    Identity,
    /// The document that gives the holder his authority.
    Authority,
    /// The application on paper.
    Statement,
    /// Telephone and e-mail.
    Contacts,
    /// The user agreement and the public contract.
    Consents,
}

impl Section {
    /// All sections in the order of the table above.
    pub const ALL: [Self; 8] = [
        Self::Office,
        Self::Content,
        Self::Holder,
        Self::Identity,
        Self::Authority,
        Self::Statement,
        Self::Contacts,
        Self::Consents,
    ];

    /// Name in journals, in the portal protocol and, with the prefix `step-`, in the locales.
    pub fn id(self) -> &'static str {
        match self {
            Self::Office => "office",
            Self::Content => "content",
            Self::Holder => "holder",
            Self::Identity => "identity",
            Self::Authority => "authority",
            Self::Statement => "statement",
            Self::Contacts => "contacts",
            Self::Consents => "consents",
        }
    }
}

/// What a flag says when it is set; a flag that is not set has no value.
pub const YES: &str = "yes";

/// The values of a section by the name of their field. Empty values are not kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Values(BTreeMap<String, String>);

impl Values {
    /// The value of a field; empty when there is none.
    pub fn text(&self, field: &str) -> &str {
        self.0.get(field).map_or("", String::as_str)
    }

    /// True for a flag that is set.
    pub fn flag(&self, field: &str) -> bool {
        self.text(field) == YES
    }

    /// Sets a value; an empty one removes it.
    pub fn set(&mut self, field: &str, value: impl Into<String>) {
        let value = value.into();
        let _ = if value.is_empty() { self.0.remove(field) } else { self.0.insert(field.to_owned(), value) };
    }

    /// Sets or clears a flag.
    pub fn set_flag(&mut self, field: &str, set: bool) {
        self.set(field, if set { YES } else { "" });
    }

    /// The same with a value set.
    #[must_use]
    pub fn with(mut self, field: &str, value: impl Into<String>) -> Self {
        self.set(field, value);
        self
    }

    /// All values in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(field, value)| (field.as_str(), value.as_str()))
    }

    /// No field has a value.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Everything the user filled in and attached. Sent to the CA as a draft, and signed with the request.
///
/// The code word is not part of it: it is a secret and travels alone (`manual::decisions`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dossier {
    /// Filled sections.
    #[serde(default)]
    pub sections: BTreeMap<Section, Values>,
    /// Attached scans.
    #[serde(default)]
    pub scans: Vec<Scan>,
}

impl Dossier {
    /// The values of a section, if it was filled.
    pub fn section(&self, section: Section) -> Option<&Values> {
        self.sections.get(&section)
    }

    /// A value; empty when the section or the field has none.
    pub fn text(&self, section: Section, field: &str) -> &str {
        self.section(section).map_or("", |values| values.text(field))
    }

    /// The scans of a slot.
    pub fn scans_of(&self, slot: Slot) -> impl Iterator<Item = &Scan> {
        self.scans.iter().filter(move |scan| scan.slot == slot)
    }

    /// JSON with sorted members and no white space: the bytes that are signed.
    pub fn canonical(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }
}
