//! Links that open the program at one place: `renewal-master://…`, from an e-mail or a page.
//!
//! A link comes from anybody. It can only show something: which card, which renewal, the first page of the wizard for
//! which certificate. Everything but the forms below is refused, so that no address ever becomes a path, an option or a command.
//!
//! ```text
//! renewal-master://approve/<profile>/<request>
//! renewal-master://open/<renewal>
//! renewal-master://certificate/<serial>/<SHA-256>
//! renewal-master://window
//! ```

use std::fmt;

use sha2::{Digest, Sha256};

use crate::domain::certificate::Certificate;
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
    /// The wizard for a certificate: «Заменить» of a notice on the desktop.
    Certificate {
        /// Serial number, as [`Certificate::serial_hex`].
        serial: String,
        /// SHA-256 of the certificate in small hexadecimal digits: a serial number alone is unique for one CA only.
        fingerprint: String,
    },
    /// The window, nothing more: a second start of the program.
    Window,
}

impl Link {
    /// To the wizard for this certificate.
    pub fn to_certificate(certificate: &Certificate) -> Self {
        let fingerprint = hex::encode(Sha256::digest(certificate.der()));
        Self::Certificate { serial: certificate.serial_hex(), fingerprint }
    }

    /// Longest link in bytes.
    pub const LONGEST: usize = 192;

    /// Reads a link.
    ///
    /// # Errors
    /// `LinkInvalid` for anything but these forms, letter for letter.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let invalid = || Fault::new(SupportCode::LinkInvalid);
        let rest = text.strip_prefix(SCHEME).filter(|_| text.len() <= Self::LONGEST).ok_or_else(invalid)?;
        let parts: Vec<&str> = rest.split('/').collect();
        match parts.as_slice() {
            ["approve", profile, request] if is_name(profile) && is_name(request) => {
                Ok(Self::Approve { profile: (*profile).to_owned(), request: (*request).to_owned() })
            }
            ["open", renewal] if is_name(renewal) => Ok(Self::Open { renewal: (*renewal).to_owned() }),
            ["certificate", serial, fingerprint]
                if is_hex(serial) && fingerprint.len() == LONGEST_NAME && is_hex(fingerprint) =>
            {
                let (serial, fingerprint) = ((*serial).to_owned(), (*fingerprint).to_owned());
                Ok(Self::Certificate { serial, fingerprint })
            }
            ["window"] => Ok(Self::Window),
            _ => Err(invalid()),
        }
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Approve { profile, request } => write!(f, "{SCHEME}approve/{profile}/{request}"),
            Self::Open { renewal } => write!(f, "{SCHEME}open/{renewal}"),
            Self::Certificate { serial, fingerprint } => {
                write!(f, "{SCHEME}certificate/{serial}/{fingerprint}")
            }
            Self::Window => write!(f, "{SCHEME}window"),
        }
    }
}

/// Letters, digits, `-` and `_`, beginning with a letter or a digit: no dots, no options, no escapes.
fn is_name(text: &str) -> bool {
    (1..=LONGEST_NAME).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// A serial number has at most 20 bytes (RFC 5280 4.1.2.2), a digest 32.
fn is_hex(text: &str) -> bool {
    is_name(text) && text.bytes().all(|b| b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn every_form_is_read_and_written_the_same() {
        let digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
        let certificate = format!("renewal-master://certificate/01D7C40A11B24F9000003A01/{digest}");
        for text in [
            &certificate,
            "renewal-master://window",
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
            "renewal-master://certificate/01D7",
            "renewal-master://certificate/01D7/abcd",
            "renewal-master://certificate/01D7/",
            "renewal-master://window/",
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
