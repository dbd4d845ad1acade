//! Where keys live and how they are named.

use serde::{Deserialize, Serialize};

use crate::domain::certificate::Certificate;
use crate::domain::entry::{base64_list, base64_option};
use crate::domain::moment::Moment;

/// The identifier that joins private key, public key and certificate (PKCS#11 `CKA_ID`), as chosen or found.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct CkaId(Vec<u8>);

impl CkaId {
    /// Wraps the bytes as they stand on the token.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    /// The bytes as they stand on the token.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Display for CkaId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex::encode(&self.0))
    }
}

impl std::fmt::Debug for CkaId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CkaId({self})")
    }
}

impl From<CkaId> for String {
    fn from(id: CkaId) -> Self {
        id.to_string()
    }
}

impl TryFrom<String> for CkaId {
    type Error = hex::FromHexError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        hex::decode(text).map(Self)
    }
}

/// A place where a key can live. Tokens are known by serial number and label, never by slot.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlaceId {
    /// A token.
    Token {
        /// Serial number as the token tells it, trimmed.
        serial: String,
        /// Label as the token tells it, trimmed.
        label: String,
    },
    /// «Этот компьютер»: software containers in the user's own folder.
    Computer,
}

/// One key: where it lives and under which identifier.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct KeyRef {
    /// Where.
    pub place: PlaceId,
    /// Under which identifier.
    pub id: CkaId,
}

/// What can be said of a PIN before it is typed (PKCS#11 3.1, 4.6 token flags).
///
/// PKCS#11 gives no number of tries, so none is invented.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PinState {
    /// Nothing special.
    Fine,
    /// A wrong PIN was typed since the last right one: few tries are left.
    CountLow,
    /// The next wrong PIN locks the token.
    FinalTry,
    /// The PIN is locked.
    Locked,
    /// The PIN of the factory is still set and must be changed.
    ToBeChanged,
    /// No PIN was ever set.
    NotSet,
    /// The place asks for no PIN (a container without password) or does not tell.
    Unknown,
}

/// A connected token, or this computer, as the screen «Носитель ключа» shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Identity over time.
    pub id: PlaceId,
    /// Label or model for people; empty for this computer.
    pub title: String,
    /// Free private or public memory in bytes, where the token tells it.
    pub free_bytes: Option<u64>,
    /// State of the user PIN.
    pub pin: PinState,
    /// Shortest and longest PIN in bytes.
    pub pin_length: (usize, usize),
    /// The PIN is typed on the reader; no field is shown.
    pub protected_path: bool,
    /// The place can make and use P-256 keys.
    pub p256: bool,
    /// False for a write-protected token.
    pub writable: bool,
}

/// A certificate found on a place without a PIN.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundCertificate {
    /// Where it lies, and its identifier.
    pub key: KeyRef,
    /// Label for people.
    pub label: String,
    /// The certificate.
    pub certificate: Certificate,
    /// When its private key ends, where the place tells that without a PIN (`CKA_END_DATE`).
    #[serde(default, with = "time::serde::rfc3339::option")]
    pub key_end: Option<Moment>,
}

impl FoundCertificate {
    /// Until when it can sign: the earliest of the ends of certificate and private key.
    pub fn usable_until(&self) -> Moment {
        let until = self.certificate.usable_until();
        self.key_end.map_or(until, |key_end| key_end.min(until))
    }
}

/// What a new key pair shall look like. Fixed and journaled before the key exists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyPlan {
    /// Place and chosen identifier.
    pub key: KeyRef,
    /// Label that other programs show (`CKA_LABEL`).
    pub label: String,
    /// A software key may be exported only by explicit choice; a token key never.
    pub exportable: bool,
    /// First day (`CKA_START_DATE`).
    #[serde(with = "time::serde::rfc3339")]
    pub start: Moment,
    /// Last day (`CKA_END_DATE`).
    #[serde(with = "time::serde::rfc3339")]
    pub end: Moment,
}

/// What lies on a place under one identifier.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyTrace {
    /// Number of private keys (seen only after login).
    pub private_keys: usize,
    /// Public key point, uncompressed SEC1, if there is a public key.
    #[serde(default, with = "base64_option")]
    pub public_point: Option<Vec<u8>>,
    /// Certificates in DER.
    #[serde(with = "base64_list")]
    pub certificates: Vec<Vec<u8>>,
}

/// What a place holds under one identifier, as far as it can be seen now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Where, and under which identifier.
    pub key: KeyRef,
    /// Label for people: of the private key, else of another object.
    pub label: String,
    /// The objects.
    pub trace: KeyTrace,
    /// Private keys could be seen: the place is open. Else [`KeyTrace::private_keys`] says nothing.
    pub private_seen: bool,
    /// When the key pair ends, where the place tells (`CKA_END_DATE`).
    #[serde(default, with = "time::serde::rfc3339::option")]
    pub key_end: Option<Moment>,
}
