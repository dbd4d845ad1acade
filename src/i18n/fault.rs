//! What a fault says to the user: what happened, what to do, and the code for support.

use super::{Value, refusal, size, text};
use crate::domain::refusal::Source;
use crate::fault::{Fault, SupportCode};

/// The three lines a fault is shown as, wherever it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultText {
    /// What happened and what it means for the key (`err-<code>`).
    pub what: String,
    /// What the user can do now (`rec-<code>`; after a refusal that names its source, what helps there).
    pub remedy: String,
    /// The code support asks for, for example `TOKEN-REMOVED-0x32`.
    pub code: String,
}

/// Finds the texts of a fault; its facts fill their places.
pub fn fault(fault: &Fault) -> FaultText {
    let code = fault.code.as_str().to_ascii_lowercase();
    let args: Vec<_> = fault.facts.iter().map(|(name, fact)| (*name, argument(name, fact))).collect();
    FaultText {
        what: text(&format!("err-{code}"), &args),
        remedy: match refused_by(fault) {
            Some(source) => refusal::ways_out(source).join("\n"),
            None => text(&format!("rec-{code}"), &args),
        },
        code: fault.support_code(),
    }
}

fn refused_by(fault: &Fault) -> Option<Source> {
    let source = fault.fact("source").filter(|_| fault.code == SupportCode::CaRejected)?;
    Source::ALL.into_iter().find(|known| known.id() == source)
}

/// Limits are facts in bytes; people read them in megabytes.
fn argument<'a>(name: &str, fact: &'a str) -> Value<'a> {
    match fact.parse() {
        Ok(bytes) if name == "limit" => size(bytes).into(),
        _ => value(fact),
    }
}

/// A plain number must select plural forms; a serial number such as `007` must keep its zeros.
fn value(fact: &str) -> Value<'_> {
    match fact.parse::<i64>() {
        Ok(number) if number.to_string() == fact => number.into(),
        _ => fact.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::refusal::Refusal;
    use crate::i18n::{Language, text_in};

    #[test]
    fn every_code_says_what_happened_and_what_to_do_in_every_language() {
        for language in Language::ALL {
            for code in SupportCode::ALL {
                for part in ["err", "rec"] {
                    let id = format!("{part}-{}", code.as_str().to_ascii_lowercase());
                    assert_ne!(text_in(language, &id, &[]), id, "{language:?} lacks {id}");
                }
            }
        }
    }

    #[test]
    fn a_fault_carries_its_support_code() {
        let said = fault(&Fault::new(SupportCode::TokenRemoved).with("rv", "0x32"));
        assert_eq!(said.code, "TOKEN-REMOVED-0x32");
    }

    /// A terminal says the same as the screen of a refusal.
    #[test]
    fn a_refusal_says_what_helps_against_its_source() {
        for source in Source::ALL {
            let refusal = Refusal { source, reason: String::new(), sections: Vec::new(), new_key: false };
            let said = fault(&refusal.to_fault());
            assert_eq!(said.remedy, refusal::ways_out(source).join("\n"));
            assert!(!said.remedy.contains("refusal-"), "{source:?} has no text");
        }
        let bare = fault(&Fault::new(SupportCode::CaRejected).with("reason", "Отказано"));
        assert_eq!(bare.remedy, text("rec-ca-rejected", &[]));
    }

    #[test]
    fn a_limit_is_told_in_megabytes() {
        let limit = Fault::new(SupportCode::ScanTooLarge).with("limit", 1024 * 1024).with("name", "скан.pdf");
        assert!(fault(&limit).what.starts_with("Файл больше 1 МБ. Файл «скан.pdf» не прикреплён"));
    }

    #[test]
    fn numbers_count_and_serial_numbers_stay_as_they_are() {
        assert!(matches!(value("3"), Value::Number(_)));
        assert!(matches!(value("0041127"), Value::String(_)));
    }
}
