//! INN: the taxpayer's number, ten digits for an organisation and twelve for a person.

use serde::{Deserialize, Serialize};
use std::fmt;

use super::{IdentifierError, digit_values, expect_check_digits, refuse_zeros, weighted_sum};

const ORGANISATION: [u32; 9] = [2, 4, 10, 3, 5, 9, 4, 6, 8];
const PERSON_FIRST: [u32; 10] = [7, 2, 4, 10, 3, 5, 9, 4, 6, 8];
const PERSON_SECOND: [u32; 11] = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];

/// An INN: OID 1.2.643.3.131.1.1 for a person, 1.2.643.100.4 (INNLE) for an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Inn(String);

super::text_form!(Inn);

/// Whom the tax service gave the number to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InnHolder {
    /// Ten digits.
    Organisation,
    /// Twelve digits: a person or a sole trader.
    Person,
}

impl Inn {
    /// Accepts ten or twelve digits; spaces are dropped.
    ///
    /// Twelve digits that begin with `00` are an organisation's number padded to the size of the INN
    /// attribute, as certificates had it before INNLE appeared: the padding is dropped. No region has the
    /// number 00, so no person's number is lost by that.
    ///
    /// # Errors
    /// [`IdentifierError`]: a strange character, a wrong count of digits, zeros, wrong check digits.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let mut text = super::without_spaces(text);
        if text.len() == 12 && text.starts_with("00") {
            text.drain(..2);
        }
        let digits = digit_values(&text)?;
        refuse_zeros_of_full_length(&digits)?;
        match digits.len() {
            10 => expect_check_digits(&text, check_digit(&digits, &ORGANISATION).to_string())?,
            12 => expect_check_digits(&text, person_check_digits(&digits))?,
            found => {
                let expected = if found < 10 { 10 } else { 12 };
                return Err(IdentifierError::Length { found, expected });
            }
        }
        Ok(Self(text))
    }

    /// Ten or twelve digits, without padding.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// An organisation or a person, told by the length.
    pub fn holder(&self) -> InnHolder {
        if self.0.len() == 10 { InnHolder::Organisation } else { InnHolder::Person }
    }
}

impl fmt::Display for Inn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An unfinished row of zeros is merely short.
fn refuse_zeros_of_full_length(digits: &[u32]) -> Result<(), IdentifierError> {
    if digits.len() >= 10 { refuse_zeros(digits) } else { Ok(()) }
}

fn check_digit(digits: &[u32], weights: &[u32]) -> u32 {
    weighted_sum(digits, weights) % 11 % 10
}

/// The second check digit is computed over the first one as it should be, so that the answer is the true pair.
fn person_check_digits(digits: &[u32]) -> String {
    let mut number = digits[..10].to_vec();
    let first = check_digit(&number, &PERSON_FIRST);
    number.push(first);
    format!("{first}{}", check_digit(&number, &PERSON_SECOND))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn organisations_have_ten_digits() {
        for text in ["7707083893", "7710474375", "7707704692", "7830002293", "1234567894", "7707000030"] {
            assert_eq!(Inn::parse(text).map(|inn| inn.holder()), Ok(InnHolder::Organisation), "{text}");
        }
    }

    #[test]
    fn people_have_twelve_digits() {
        for text in ["500100732259", "123456789047", "164400537302", "500100730004"] {
            assert_eq!(Inn::parse(text).map(|inn| inn.holder()), Ok(InnHolder::Person), "{text}");
        }
    }

    #[test]
    fn wrong_check_digits_are_refused() {
        for (text, expected) in [
            ("7707083894", "3"),
            ("1234567895", "4"),
            ("7707704693", "2"),
            ("500100732258", "59"),
            ("123456789037", "47"),
            ("772012345678", "70"),
        ] {
            let expected = expected.to_owned();
            assert_eq!(Inn::parse(text), Err(IdentifierError::CheckDigits { expected }), "{text}");
        }
    }

    #[test]
    fn zeros_are_nobodys_number() {
        assert_eq!(Inn::parse("0000000000"), Err(IdentifierError::AllZeros));
        assert_eq!(Inn::parse("000000000000"), Err(IdentifierError::AllZeros));
    }

    #[test]
    fn a_padded_organisation_number_is_an_organisation_number() {
        let padded = Inn::parse("007707083893").unwrap();
        assert_eq!(padded.digits(), "7707083893");
        assert_eq!(padded.holder(), InnHolder::Organisation);
    }

    #[test]
    fn the_nearest_longer_length_is_told() {
        assert_eq!(Inn::parse("770708389"), Err(IdentifierError::Length { found: 9, expected: 10 }));
        assert_eq!(Inn::parse("77070838931"), Err(IdentifierError::Length { found: 11, expected: 12 }));
        assert_eq!(Inn::parse("000"), Err(IdentifierError::Length { found: 3, expected: 10 }));
    }

    #[test]
    fn spaces_of_a_paste_are_dropped() {
        assert_eq!(Inn::parse(" 5001 0073\u{a0}2259\n").unwrap().to_string(), "500100732259");
    }
}
