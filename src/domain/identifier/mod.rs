//! Numbers that the Russian state gives to people and organisations, parsed once and checked by their digits.
//!
//! | Type | Length | Given to | Check |
//! |---|---|---|---|
//! | [`Snils`] | 11 | a person, by the social fund | two digits, modulo 101 |
//! | [`Inn`] | 10 or 12 | an organisation or a person, by the tax service | one or two digits, modulo 11 |
//! | [`Ogrn`] | 13 | an organisation, by the state register | one digit, modulo 11 |
//! | [`Ogrnip`] | 15 | a sole trader, by the state register | one digit, modulo 13 |
//! | [`Kpp`] | 9 | an organisation at one tax office | none, the form only |
//!
//! A value keeps its digits alone; spaces and dashes come back with `Display` where the paper form has them.

mod inn;
mod kpp;
mod ogrn;
mod ogrnip;
mod snils;

pub use inn::{Inn, InnHolder};
pub use kpp::Kpp;
pub use ogrn::Ogrn;
pub use ogrnip::Ogrnip;
pub use snils::Snils;

use std::fmt;

/// Why a typed or read number was refused. The faces turn it into a hint beside the field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IdentifierError {
    /// Too few or too many characters, separators not counted.
    Length {
        /// How many there are.
        found: usize,
        /// How many there should be; of several allowed lengths, the next one not shorter than `found`.
        expected: usize,
    },
    /// Something that is neither a digit nor an accepted separator.
    Characters,
    /// The check digits disagree with the rest: one digit is mistyped, or two are swapped.
    CheckDigits {
        /// What the rest of the number asks for. Of use to tests and support; a hint should not offer it,
        /// or a mistyped number would be "repaired" at the wrong end.
        expected: String,
    },
    /// Nothing but zeros: the sums agree, yet nobody has such a number.
    AllZeros,
    /// The leading digit never occurs in this kind of number.
    Prefix,
}

impl fmt::Display for IdentifierError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length { found, expected } => write!(f, "{found} characters instead of {expected}"),
            Self::Characters => f.write_str("a character that does not belong here"),
            Self::CheckDigits { .. } => f.write_str("the check digits do not agree"),
            Self::AllZeros => f.write_str("nothing but zeros"),
            Self::Prefix => f.write_str("an impossible leading digit"),
        }
    }
}

impl std::error::Error for IdentifierError {}

/// Drops white space (no-break and narrow spaces included) and the invisible marks that come along with a
/// paste from a browser or an office program.
fn without_spaces(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\u{200B}'..='\u{200F}' | '\u{FEFF}'))
        .collect()
}

/// The values of the digits; anything else is refused before lengths are compared, because
/// "a letter among the digits" is the more helpful hint.
fn digit_values(text: &str) -> Result<Vec<u32>, IdentifierError> {
    text.chars().map(|c| c.to_digit(10).ok_or(IdentifierError::Characters)).collect()
}

fn expect_length(found: usize, expected: usize) -> Result<(), IdentifierError> {
    if found == expected { Ok(()) } else { Err(IdentifierError::Length { found, expected }) }
}

/// Zeros satisfy every check sum here, so they are refused by name.
fn refuse_zeros(digits: &[u32]) -> Result<(), IdentifierError> {
    if digits.iter().all(|digit| *digit == 0) { Err(IdentifierError::AllZeros) } else { Ok(()) }
}

fn weighted_sum(digits: &[u32], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum()
}

/// The digits as one number. Fifteen digits at most, so `u64` never overflows.
fn as_number(digits: &[u32]) -> u64 {
    digits.iter().fold(0, |number, digit| number * 10 + u64::from(*digit))
}

/// Compares the last digits with what the rest of the number asks for.
fn expect_check_digits(text: &str, expected: String) -> Result<(), IdentifierError> {
    if text.ends_with(&expected) { Ok(()) } else { Err(IdentifierError::CheckDigits { expected }) }
}

/// The traits that every identifier has alike: parsing from text, and serde as the bare digits.
macro_rules! text_form {
    ($name:ident) => {
        impl std::str::FromStr for $name {
            type Err = crate::domain::identifier::IdentifierError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = crate::domain::identifier::IdentifierError;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }
    };
}
use text_form;

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn identifiers_travel_through_json_as_their_digits() {
        let snils = Snils::parse("112-233-445 95").unwrap();
        let json = serde_json::to_string(&snils).unwrap();
        assert_eq!(json, "\"11223344595\"");
        assert_eq!(serde_json::from_str::<Snils>(&json).unwrap(), snils);
    }

    #[test]
    fn a_wrong_number_in_stored_json_is_refused() {
        assert!(serde_json::from_str::<Snils>("\"11223344596\"").is_err());
        assert!(serde_json::from_str::<Inn>("\"7707083894\"").is_err());
    }

    #[test]
    fn a_letter_is_reported_before_the_length() {
        assert_eq!(Snils::parse("112-233-O"), Err(IdentifierError::Characters));
        assert_eq!(Inn::parse("77O7083893"), Err(IdentifierError::Characters));
    }

    #[test]
    fn digits_of_other_scripts_are_not_digits_here() {
        assert_eq!(Inn::parse("٧٧٠٧٠٨٣٨٩٣"), Err(IdentifierError::Characters));
    }
}
