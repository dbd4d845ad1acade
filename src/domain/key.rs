//! Where keys live and how they are named.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::domain::certificate::Certificate;
use crate::domain::entry::{base64_list, base64_option};
use crate::domain::field::Field;
use crate::domain::moment::Moment;
use crate::domain::subject::Subject;

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

/// Bytes of randomness in an identifier of this program; the rest of its 16 bytes is the mark.
pub const RANDOM_IN_ID: usize = 12;

impl CkaId {
    /// An identifier for a new key: randomness, and behind it a mark by which this program knows its own keys again on
    /// a computer that has no journal of them (`manual::decisions`, «A mark inside the identifier»).
    pub fn marked(random: [u8; RANDOM_IN_ID]) -> Self {
        Self([random.as_slice(), &mark(&random)].concat())
    }

    /// This program made it. A foreign identifier looks so once in four billion times.
    pub fn is_marked(&self) -> bool {
        let (random, rest) = self.0.split_at(self.0.len().min(RANDOM_IN_ID));
        self.0.len() == RANDOM_IN_ID + MARK && rest == mark(random)
    }
}

/// Length of the mark in bytes.
const MARK: usize = 4;

fn mark(random: &[u8]) -> [u8; MARK] {
    let digest = Sha256::new().chain_update("renewal-master cka-id").chain_update(random).finalize();
    std::array::from_fn(|i| digest.get(i).copied().unwrap_or_default())
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

impl PlaceId {
    /// Under which name the PIN of a token is kept: tells neither label nor number. None for this computer.
    pub fn pin_name(&self) -> Option<String> {
        let Self::Token { serial, label } = self else { return None };
        let hash = Sha256::new().chain_update("renewal-master pin");
        // The length keeps two tokens apart whose number and label run into each other.
        let hash = hash.chain_update((serial.len() as u64).to_be_bytes()).chain_update(serial);
        Some(hex::encode(hash.chain_update(label).finalize()))
    }
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

/// Whether the password store of the system can keep the PIN of a place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Keeping {
    /// Nobody wants it, or the place has no PIN that could be kept.
    #[default]
    NotWanted,
    /// Wanted, but the system has no password store that answers.
    NoKeyring,
    /// It can.
    Offered,
    /// It does.
    Kept,
}

/// A connected token, or this computer, as the screen «Носитель ключа» shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Identity over time.
    pub id: PlaceId,
    /// Label or model for people; empty for this computer.
    pub title: String,
    /// Model as the token tells it, trimmed; empty where it tells none.
    pub model: String,
    /// Free private or public memory in bytes, where the token tells it.
    pub free_bytes: Option<u64>,
    /// State of the user PIN.
    pub pin: PinState,
    /// State of the PIN of the administrator, as far as it is told.
    pub admin_pin: PinState,
    /// Tries left for the user PIN, where a function of the vendor tells a number. PKCS#11 itself tells none.
    pub tries_left: Option<u32>,
    /// Shortest and longest PIN in bytes.
    pub pin_length: (usize, usize),
    /// The PIN is typed on the reader; no field is shown.
    pub protected_path: bool,
    /// The place can make and use P-256 keys.
    pub p256: bool,
    /// False for a write-protected token.
    pub writable: bool,
    /// What of its PIN can be kept between two runs. A token does not know.
    #[serde(skip)]
    pub keeping: Keeping,
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

/// Free memory that a new key pair, its certificate and their attributes need; measured on SoftHSM2, rounded up.
pub const ROOM: u64 = 4096;

/// Longest label in bytes. PKCS#11 sets no limit to `CKA_LABEL`, lists of other programs do.
const LONGEST_LABEL: usize = 64;

/// The label that other programs show for a new key and its certificate: «Иванова М. П., до 02.2028». Whose it is comes
/// first, since lists are cut off at the right; the month tells it from the key before it. Russian in every language of
/// the window, since so are the names in it.
pub fn label(holder: &Subject, end: Moment) -> String {
    let initials = holder.value(Field::GivenName).unwrap_or_default();
    let initials: String = initials
        .split_whitespace()
        .filter_map(|name| name.chars().next())
        .map(|c| format!(" {c}."))
        .collect();
    let name = match holder.value(Field::Surname) {
        Some(surname) => format!("{surname}{initials}"),
        None => holder.full_name(),
    };
    let until = format!(", до {:02}.{}", u8::from(end.month()), end.year());
    let room = LONGEST_LABEL.saturating_sub(until.len());
    if name.len() <= room {
        return name + &until;
    }
    // The dots that say that something is missing take three bytes.
    let fits = |(at, letter): &(usize, char)| at + letter.len_utf8() + 3 <= room;
    let cut: String = name.char_indices().take_while(fits).map(|(_, letter)| letter).collect();
    format!("{}…{until}", cut.trim_end())
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

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn a_marked_identifier_is_known_again_and_no_other_one() {
        let id = CkaId::marked([7; RANDOM_IN_ID]);
        assert!(id.is_marked());
        assert_eq!(id.as_bytes().len(), 16);
        for at in 0..16 {
            let mut other = id.as_bytes().to_vec();
            other[at] ^= 1;
            assert!(!CkaId::new(other).is_marked(), "byte {at}");
        }
        for foreign in [&[][..], &[1], &[0; 16], &[0; 20], &id.as_bytes()[..15]] {
            assert!(!CkaId::new(foreign).is_marked(), "{foreign:?}");
        }
    }

    #[test]
    fn a_label_says_whose_key_it_is_and_until_when() {
        let end = datetime!(2028-02-22 12:00 UTC);
        let long = "Общество с ограниченной ответственностью «Ромашка»";
        for (fields, expected) in [
            (
                &[(Field::Surname, "Иванова"), (Field::GivenName, "Мария Петровна")][..],
                "Иванова М. П., до 02.2028",
            ),
            (&[(Field::Surname, "Ли"), (Field::GivenName, "Ян")], "Ли Я., до 02.2028"),
            (&[(Field::Surname, "Ким")], "Ким, до 02.2028"),
            (&[(Field::CommonName, "ООО «Ромашка»")], "ООО «Ромашка», до 02.2028"),
            (&[(Field::CommonName, long)], "Общество с ограниченной о…, до 02.2028"),
        ] {
            let fields = fields.iter().map(|(field, value)| (*field, (*value).to_owned()));
            let label = label(&Subject::from_fields(fields), end);
            assert_eq!(label, expected);
            assert!(label.len() <= LONGEST_LABEL, "{} bytes: {label}", label.len());
        }
    }
}
