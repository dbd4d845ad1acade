//! OGRN: the number of an organisation's entry in the state register.

use serde::{Deserialize, Serialize};
use std::fmt;

use super::{IdentifierError, digit_values, expect_check_digits, expect_length, refuse_zeros};

/// An OGRN (OID 1.2.643.100.1): twelve digits and a check digit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Ogrn(String);

super::text_form!(Ogrn);

impl Ogrn {
    /// Accepts thirteen digits, the first of them not zero; spaces are dropped.
    ///
    /// # Errors
    /// [`IdentifierError`]: a strange character, a wrong count of digits, a leading zero, a wrong check digit.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let text = super::without_spaces(text);
        let digits = digit_values(&text)?;
        expect_length(digits.len(), 13)?;
        refuse_zeros(&digits)?;
        if digits[0] == 0 {
            return Err(IdentifierError::Prefix);
        }
        let check = super::as_number(&digits[..12]) % 11 % 10;
        expect_check_digits(&text, check.to_string())?;
        Ok(Self(text))
    }

    /// The thirteen digits.
    pub fn digits(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Ogrn {
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
            "1047702026701",
            "1097746299353",
            "1027700132195",
            "1037739085636",
            "1022200525819",
            "1027700132130", // remainder 10
        ] {
            assert_eq!(Ogrn::parse(text).map(|ogrn| ogrn.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn wrong_check_digits_are_refused() {
        for (text, expected) in [("1047702026702", "1"), ("1027700132196", "5")] {
            let expected = expected.to_owned();
            assert_eq!(Ogrn::parse(text), Err(IdentifierError::CheckDigits { expected }), "{text}");
        }
    }

    #[test]
    fn a_leading_zero_never_occurs() {
        assert_eq!(Ogrn::parse("0000000000000"), Err(IdentifierError::AllZeros));
        assert_eq!(Ogrn::parse("0027700132195"), Err(IdentifierError::Prefix));
    }

    #[test]
    fn the_count_of_digits_is_told() {
        assert_eq!(Ogrn::parse("104770202670"), Err(IdentifierError::Length { found: 12, expected: 13 }));
    }
}
