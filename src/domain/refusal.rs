//! Why a request was refused or would be, and what to do about it.

use serde::{Deserialize, Serialize};

use crate::domain::form::Section;

/// Who found the trouble. What to do next follows from it: texts `refusal-<id>` and `refusal-do-<id>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// The Interior Ministry: passport data. To its office.
    Mvd,
    /// The tax service: ИНН, name. To a tax office, its on-line service, or the personal cabinet.
    Fns,
    /// The social fund: СНИЛС.
    Sfr,
    /// The organisation is not in the state register. To the registration centre.
    Egr,
    /// The request differs from the current certificate. Data that change need a visit.
    Certificate,
    /// The head of the organisation declined.
    Head,
    /// The operator of the CA: documents.
    Operator,
    /// The bill was not paid in time.
    Payment,
    /// The request file or its key is not what the CA takes: a new one must be made.
    Request,
    /// A visit is needed, whatever else is right.
    Visit,
    /// Anything else, told in the reason.
    #[serde(other)]
    Other,
}

impl Source {
    /// All sources.
    pub const ALL: [Self; 11] = [
        Self::Mvd,
        Self::Fns,
        Self::Sfr,
        Self::Egr,
        Self::Certificate,
        Self::Head,
        Self::Operator,
        Self::Payment,
        Self::Request,
        Self::Visit,
        Self::Other,
    ];

    /// Name in the protocol and in the locales.
    pub fn id(self) -> &'static str {
        match self {
            Self::Mvd => "mvd",
            Self::Fns => "fns",
            Self::Sfr => "sfr",
            Self::Egr => "egr",
            Self::Certificate => "certificate",
            Self::Head => "head",
            Self::Operator => "operator",
            Self::Payment => "payment",
            Self::Request => "request",
            Self::Visit => "visit",
            Self::Other => "other",
        }
    }

    /// Nothing that can be done here helps: the request ends, and somebody has to go somewhere.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Egr | Self::Visit)
    }
}

/// A decision against a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Who decided.
    pub source: Source,
    /// Why, in the words of the CA or of the head.
    #[serde(default)]
    pub reason: String,
    /// Sections of the dossier that must be corrected; the others were right.
    #[serde(default)]
    pub sections: Vec<Section>,
    /// A new key pair is needed.
    #[serde(default)]
    pub new_key: bool,
}

/// What a register says about data before they are sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Whose register.
    pub source: Source,
    /// The field concerned: of the subject, or `section/field` of the dossier.
    #[serde(default)]
    pub field: String,
    /// For people.
    #[serde(default)]
    pub detail: String,
    /// The request would be refused.
    pub blocking: bool,
}
