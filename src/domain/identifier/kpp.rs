//! KPP: the code of the reason an organisation stands at one tax office.

use serde::{Deserialize, Serialize};
use std::fmt;

use super::{IdentifierError, expect_length};

/// A KPP (OID 1.2.643.3.61.502710.1.7): four digits, two digits or capital Latin letters, three digits.
/// There is no check digit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Kpp(String);

super::text_form!(Kpp);

impl Kpp {
    /// Accepts nine characters; spaces are dropped.
    ///
    /// # Errors
    /// [`IdentifierError`]: a character out of place, a wrong count of characters, zeros.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let text = super::without_spaces(text);
        if !text.chars().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase()) {
            return Err(IdentifierError::Characters);
        }
        expect_length(text.len(), 9)?;
        if text.char_indices().any(|(at, c)| c.is_ascii_uppercase() && !matches!(at, 4 | 5)) {
            return Err(IdentifierError::Characters);
        }
        if text.chars().all(|c| c == '0') {
            return Err(IdentifierError::AllZeros);
        }
        Ok(Self(text))
    }

    /// The nine characters. Not all of them need be digits.
    pub fn digits(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Kpp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_may_stand_for_the_reason() {
        for text in ["770701001", "7707AZ001"] {
            assert_eq!(Kpp::parse(text).map(|kpp| kpp.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn a_code_of_another_form_is_refused() {
        for (text, error) in [
            ("7707A?001", IdentifierError::Characters),
            ("770701-01", IdentifierError::Characters),
            ("77А701001", IdentifierError::Characters),
            ("A70701001", IdentifierError::Characters),
            ("77070100", IdentifierError::Length { found: 8, expected: 9 }),
            ("000000000", IdentifierError::AllZeros),
        ] {
            assert_eq!(Kpp::parse(text), Err(error), "{text}");
        }
    }
}
