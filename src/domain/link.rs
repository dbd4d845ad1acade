//! Links that open the program at one place: `renewal-master://…`, from an e-mail or a page.
//!
//! A link comes from anybody. It can only show something: which card, which renewal. Everything but the two forms
//! below is refused, so that no address ever becomes a path, an option or a command.
//!
//! ```text
//! renewal-master://approve/<profile>/<request>
//! renewal-master://open/<renewal>
//! ```

use std::fmt;

use crate::fault::{Fault, SupportCode};

/// The scheme with its slashes.
const SCHEME: &str = "renewal-master://";
/// Longest identifier, as in the portal protocol.
const LONGEST_NAME: usize = 64;

/// A link that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// The card of a request that waits for the head.
    Approve {
        /// Profile of the CA that has the request.
        profile: String,
        /// Identifier of the request.
        request: String,
    },
    /// A renewal that was begun on this computer.
    Open {
        /// Name of its journal.
        renewal: String,
    },
}

impl Link {
    /// Longest link in bytes.
    pub const LONGEST: usize = 192;

    /// Reads a link.
    ///
    /// # Errors
    /// `LinkInvalid` for anything but the two forms, letter for letter.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let invalid = || Fault::new(SupportCode::LinkInvalid);
        let rest = text.strip_prefix(SCHEME).filter(|_| text.len() <= Self::LONGEST).ok_or_else(invalid)?;
        let parts: Vec<&str> = rest.split('/').collect();
        match parts.as_slice() {
            ["approve", profile, request] if is_name(profile) && is_name(request) => {
                Ok(Self::Approve { profile: (*profile).to_owned(), request: (*request).to_owned() })
            }
            ["open", renewal] if is_name(renewal) => Ok(Self::Open { renewal: (*renewal).to_owned() }),
            _ => Err(invalid()),
        }
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Approve { profile, request } => write!(f, "{SCHEME}approve/{profile}/{request}"),
            Self::Open { renewal } => write!(f, "{SCHEME}open/{renewal}"),
        }
    }
}

/// Letters, digits, `-` and `_`, beginning with a letter or a digit: no dots, no options, no escapes.
fn is_name(text: &str) -> bool {
    (1..=LONGEST_NAME).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn both_forms_are_read_and_written_the_same() {
        for text in [
            "renewal-master://approve/treasury/00112233445566778899aabbccddeeff",
            "renewal-master://approve/e-pasluga/A_b-9",
            "renewal-master://open/1795488523-60e3bbb2",
        ] {
            assert_eq!(Link::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn everything_else_is_refused() {
        let long = format!("renewal-master://open/{}", "a".repeat(65));
        let refused = [
            "",
            "renewal-master:",
            "renewal-master://",
            "renewal-master://open",
            "renewal-master://open/",
            "renewal-master://open/a/",
            "renewal-master://open/a/b",
            "renewal-master://open/..",
            "renewal-master://open/../../secret",
            "renewal-master://open/-h",
            "renewal-master://open/a%2Fb",
            "renewal-master://open/a?b",
            "renewal-master://open/a#b",
            "renewal-master://open/a b",
            "renewal-master://open/a\n",
            " renewal-master://open/a",
            "renewal-master://open/ж",
            "renewal-master://approve/treasury",
            "renewal-master://approve//a",
            "renewal-master://approve/treasury/a/b",
            "renewal-master://decline/treasury/a",
            "RENEWAL-MASTER://open/a",
            "https://ca.example/open/a",
            "--profile=a",
            &long,
        ];
        for text in refused {
            assert_eq!(Link::parse(text).unwrap_err().code, SupportCode::LinkInvalid, "{text:?}");
        }
    }
}
