//! Why a request was refused or would be, and what to do about it.

use serde::{Deserialize, Serialize};

use crate::domain::form::{Section, YES};
use crate::fault::{Fault, SupportCode};

/// Who found the trouble. What to do next follows from it: texts `finding-<id>` (who that is), `refusal-<id>` (what
/// happened) and `refusal-do-<id>`.
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

impl Refusal {
    /// As a fault: what a CA client answers when a request was decided against.
    pub fn to_fault(&self) -> Fault {
        let mut fault =
            Fault::new(SupportCode::CaRejected).with("reason", &self.reason).with("source", self.source.id());
        if !self.sections.is_empty() {
            let sections: Vec<_> = self.sections.iter().map(|section| section.id()).collect();
            fault = fault.with("sections", sections.join(","));
        }
        if self.new_key { fault.with("new_key", YES) } else { fault }
    }

    /// What a fault of a CA client says of the refusal. Protocols that tell only a reason give [`Source::Other`] and
    /// no sections; names that are not known are left out.
    pub fn from_fault(fault: &Fault) -> Self {
        let fact = |name| fault.fact(name).unwrap_or_default();
        let source = Source::ALL.into_iter().find(|source| source.id() == fact("source"));
        let named = |name: &str| Section::ALL.into_iter().find(|section| section.id() == name);
        Self {
            source: source.unwrap_or(Source::Other),
            reason: fact("reason").to_owned(),
            sections: fact("sections").split(',').filter_map(named).collect(),
            new_key: fact("new_key") == YES,
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_comes_out_of_its_fault_as_it_went_in() {
        for source in Source::ALL {
            for (sections, new_key) in [
                (Vec::new(), false),
                (vec![Section::Identity], true),
                (vec![Section::Office, Section::Statement, Section::Contacts], false),
            ] {
                let refusal =
                    Refusal { source, reason: "ИНН не совпал, 7707".into(), sections, new_key };
                assert_eq!(Refusal::from_fault(&refusal.to_fault()), refusal);
            }
        }
    }

    #[test]
    fn a_fault_with_a_reason_alone_is_a_refusal_without_a_source() {
        let fault = Fault::new(SupportCode::CaRejected).with("reason", "Отказано");
        let refusal = Refusal::from_fault(&fault);
        assert_eq!((refusal.source, refusal.reason.as_str()), (Source::Other, "Отказано"));
        assert!(refusal.sections.is_empty() && !refusal.new_key);
    }

    #[test]
    fn names_of_a_later_version_are_left_out() {
        let fault = Fault::new(SupportCode::CaRejected)
            .with("source", "moon")
            .with("sections", "identity,,horoscope")
            .with("new_key", "perhaps");
        let refusal = Refusal::from_fault(&fault);
        assert_eq!((refusal.source, refusal.new_key), (Source::Other, false));
        assert_eq!(refusal.sections, [Section::Identity]);
    }
}
