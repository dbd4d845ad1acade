//! SNILS: the number of a person's account in the social fund, the one a signing certificate is found by.

use serde::{Deserialize, Serialize};
use std::fmt;

use super::{IdentifierError, digit_values, expect_check_digits, expect_length, refuse_zeros, weighted_sum};

/// Up to this number, 001-001-998, the fund issued numbers without check digits.
const LAST_UNCHECKED: u64 = 1_001_998;

/// A SNILS (OID 1.2.643.100.3): nine digits and two check digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Snils(String);

super::text_form!(Snils);

impl Snils {
    /// Accepts the number as typed, pasted or read from a certificate: spaces and dashes of any kind may stand
    /// anywhere between the digits.
    ///
    /// # Errors
    /// [`IdentifierError`]: a strange character, a wrong count of digits, zeros, wrong check digits.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let text: String = super::without_spaces(text).chars().filter(|c| !is_dash(*c)).collect();
        let digits = digit_values(&text)?;
        expect_length(digits.len(), 11)?;
        refuse_zeros(&digits)?;
        let number = &digits[..9];
        if super::as_number(number) > LAST_UNCHECKED {
            expect_check_digits(&text, format!("{:02}", check_digits(number)))?;
        }
        Ok(Self(text))
    }

    /// The eleven digits without separators, as they stand in a certificate.
    pub fn digits(&self) -> &str {
        &self.0
    }
}

/// The paper form: `112-233-445 95`.
impl fmt::Display for Snils {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = &self.0;
        write!(f, "{}-{}-{} {}", &digits[..3], &digits[3..6], &digits[6..9], &digits[9..])
    }
}

/// The digits times 9, 8 … 1, summed, modulo 101; a remainder of 100 is written as 00.
fn check_digits(number: &[u32]) -> u32 {
    weighted_sum(number, &[9, 8, 7, 6, 5, 4, 3, 2, 1]) % 101 % 100
}

/// The hyphen-minus, the hyphens and dashes of Unicode, the minus sign and the soft hyphen.
fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{00AD}' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn true_numbers_are_accepted_and_shown_as_on_paper() {
        for text in [
            "112-233-445 95",
            "087-654-303 00", // sum 202
            "123-456-789 64", // sum 165
            "001-239-570 99", // sum 99
            "001-326-679 00", // sum 100
            "001-508-816 00", // sum 101
            "001-437-545 01", // sum 102
            "017-996-174 00", // sum 201, remainder 100
            "006-877-898 01", // sum 203
            "189-798-879 00", // sum 302, remainder 100
        ] {
            assert_eq!(Snils::parse(text).map(|snils| snils.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn wrong_check_digits_are_refused() {
        for (text, expected) in [
            ("112-233-445 96", "95"),
            ("112-233-444 95", "94"),
            ("123-456-789 00", "64"),
            ("001-001-999 00", "65"),
        ] {
            let expected = expected.to_owned();
            assert_eq!(Snils::parse(text), Err(IdentifierError::CheckDigits { expected }), "{text}");
        }
    }

    #[test]
    fn the_oldest_numbers_have_no_check_digits() {
        for text in ["001-001-998 00", "001-001-998 42", "000-000-001 77"] {
            assert!(Snils::parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn any_pasted_form_gives_the_same_number() {
        let plain = Snils::parse("11223344595").unwrap();
        for text in [
            "112-233-445 95",
            "112 233 445 95",
            "112\u{a0}233\u{202f}445\u{a0}95",
            "112–233–445 95",
            "112—233−445\u{2011}95",
            "  112-233-44595\r\n",
            "\u{feff}112\t233 445-95\u{200b}",
        ] {
            assert_eq!(Snils::parse(text).as_ref(), Ok(&plain), "{text:?}");
        }
        assert_eq!(plain.digits(), "11223344595");
    }

    #[test]
    fn the_count_of_digits_is_told() {
        assert_eq!(Snils::parse("112-233-445 9"), Err(IdentifierError::Length { found: 10, expected: 11 }));
        assert_eq!(Snils::parse("112233445950"), Err(IdentifierError::Length { found: 12, expected: 11 }));
        assert_eq!(Snils::parse(""), Err(IdentifierError::Length { found: 0, expected: 11 }));
    }

    #[test]
    fn zeros_are_nobodys_number() {
        assert_eq!(Snils::parse("000-000-000 00"), Err(IdentifierError::AllZeros));
    }
}
