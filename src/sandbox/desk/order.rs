//! A request that was taken, as it is kept.

use serde::{Deserialize, Serialize};

use crate::domain::certificate::Certificate;
use crate::domain::entry::base64_bytes;
use crate::domain::field::Field;
use crate::domain::form::{Dossier, Section};
use crate::domain::moment::{self, Moment};
use crate::domain::portal::{Contacts, Stage};
use crate::domain::refusal::Refusal;
use crate::domain::request::CertificationRequest;
use crate::domain::subject::Subject;

/// A request.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Order {
    /// Identifier, and the capability to ask for it.
    pub id: String,
    /// Number for people.
    pub number: String,
    /// Joins repetitions of its submission.
    pub idempotency: String,
    /// SHA-256 of the submission, to tell a repetition from another request.
    pub digest: String,
    /// The certificate to be replaced; empty for a first issue.
    #[serde(with = "base64_bytes")]
    pub old: Vec<u8>,
    /// What was sent: the package, or the PKCS#10 of a first issue.
    #[serde(with = "base64_bytes")]
    pub request: Vec<u8>,
    /// PKCS#10.
    #[serde(default, with = "base64_bytes")]
    pub pkcs10: Vec<u8>,
    /// What was filled in and signed.
    #[serde(default)]
    pub dossier: Dossier,
    /// The draft it was made of; the scans lie there.
    #[serde(default)]
    pub draft: Option<String>,
    /// When it was taken.
    #[serde(default = "long_ago", with = "time::serde::rfc3339")]
    pub submitted_at: Moment,
    /// Where it stands.
    #[serde(default = "issued")]
    pub stage: Stage,
    /// Since when.
    #[serde(default = "long_ago", with = "time::serde::rfc3339")]
    pub since: Moment,
    /// Why it was refused.
    #[serde(default)]
    pub refusal: Option<Refusal>,
    /// The bill is paid.
    #[serde(default)]
    pub paid: bool,
    /// The head's decision, CMS, if he signed one.
    #[serde(default, with = "base64_bytes")]
    pub decision: Vec<u8>,
    /// The certificate; empty before it is issued.
    #[serde(with = "base64_bytes")]
    pub certificate: Vec<u8>,
    /// Login and password of the certificate store.
    #[serde(default)]
    pub access: Option<(String, String)>,
    /// The receipt came.
    pub acknowledged: bool,
    /// Telephone and e-mail, as they are now.
    #[serde(default)]
    pub contacts: Option<Contacts>,
    /// Everything that happened.
    #[serde(default)]
    pub history: Vec<Change>,
}

/// Something that happened to a request.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Change {
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub at: Moment,
    /// Where it stood afterwards.
    pub stage: Stage,
    /// How it came, for people.
    pub note: String,
}

impl Order {
    /// The certificate to be replaced; none for a first issue.
    pub fn current(&self) -> Option<Certificate> {
        Certificate::from_der(&self.old).ok()
    }

    /// Subject that is asked for.
    pub fn subject(&self) -> Subject {
        CertificationRequest::parse(&self.pkcs10).map(|request| request.subject()).unwrap_or_default()
    }

    /// The organisation it concerns, by ОГРН.
    pub fn organization(&self) -> String {
        let subject = self.subject();
        let named = subject.value(Field::Ogrn).unwrap_or_default();
        if named.is_empty() {
            self.dossier.text(Section::Office, "ogrn").to_owned()
        } else {
            named.to_owned()
        }
    }

    /// Nothing happens to it any more.
    pub fn is_final(&self) -> bool {
        matches!(self.stage, Stage::Issued | Stage::Rejected | Stage::Withdrawn)
    }
}

fn long_ago() -> Moment {
    moment::from_unix(0)
}

/// What was kept by a version without stages had its certificate from the beginning.
fn issued() -> Stage {
    Stage::Issued
}
