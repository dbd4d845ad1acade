//! OGRNIP: the number of a sole trader's entry in the state register.

use serde::{Deserialize, Serialize};
use std::fmt;

use super::{IdentifierError, digit_values, expect_check_digits, expect_length, refuse_zeros};

/// An OGRNIP (OID 1.2.643.100.5): fourteen digits and a check digit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Ogrnip(String);

super::text_form!(Ogrnip);

impl Ogrnip {
    /// Accepts fifteen digits that begin with 3 or 4; spaces are dropped.
    ///
    /// The check digit is the last digit of the remainder modulo 13. Some validators forget that remainders
    /// 10, 11 and 12 are written as 0, 1 and 2, and refuse true numbers.
    ///
    /// # Errors
    /// [`IdentifierError`]: a strange character, a wrong count of digits, another leading digit, a wrong check
    /// digit.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let text = super::without_spaces(text);
        let digits = digit_values(&text)?;
        expect_length(digits.len(), 15)?;
        refuse_zeros(&digits)?;
        if !matches!(digits[0], 3 | 4) {
            return Err(IdentifierError::Prefix);
        }
        let check = super::as_number(&digits[..14]) % 13 % 10;
        expect_check_digits(&text, check.to_string())?;
        Ok(Self(text))
    }

    /// The fifteen digits.
    pub fn digits(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Ogrnip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn true_numbers_are_accepted() {
        for text in [
            "304500116000157",
            "316861700133226",
            "304500116000180", // remainder 10
            "304500116000191", // remainder 11
            "304500116000202", // remainder 12
        ] {
            assert_eq!(Ogrnip::parse(text).map(|ogrnip| ogrnip.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn wrong_check_digits_are_refused() {
        for (text, expected) in [("304500116000158", "7"), ("315774600002662", "1")] {
            let expected = expected.to_owned();
            assert_eq!(Ogrnip::parse(text), Err(IdentifierError::CheckDigits { expected }), "{text}");
        }
    }

    #[test]
    fn an_entry_of_another_kind_is_refused() {
        assert_eq!(Ogrnip::parse("000000000000000"), Err(IdentifierError::AllZeros));
        assert_eq!(Ogrnip::parse("104500116000157"), Err(IdentifierError::Prefix));
    }

    #[test]
    fn the_count_of_digits_is_told() {
        assert_eq!(Ogrnip::parse("3045001160001"), Err(IdentifierError::Length { found: 13, expected: 15 }));
    }
}
