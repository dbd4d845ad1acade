//! The lines of the journal: everything that must survive a cut, in the order in which it became true.
//!
//! **Write-ahead**: [`Event::KeyPlanned`], [`Event::RequestReady`], [`Event::Issued`], [`Event::CopyBegun`] and
//! [`Event::UndoBegun`] stand in the journal before the effect they announce; a crash in between therefore
//! always leaves a hint at what may lie on the token or at the CA.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::domain::exchange::{Accepted, DraftRef, HolderRecord, Submission, WaitNews};
use crate::domain::form::{Dossier, Scan, Section, Slot, Values};
use crate::domain::identifier::Snils;
use crate::domain::key::{KeyPlan, KeyRef, PlaceId};
use crate::domain::medium::CopyPlace;
use crate::domain::moment::Moment;
use crate::domain::refusal::Refusal;

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub at: Moment,
    /// What.
    #[serde(flatten)]
    pub event: Event,
}

/// What became true, or is about to be tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// «Заменить» was pressed.
    Started {
        /// The key and certificate to be replaced.
        key: KeyRef,
        /// The certificate to be replaced, DER.
        #[serde(with = "base64_bytes")]
        certificate: Vec<u8>,
        /// The profile in force.
        profile: String,
        /// When the private key ends, where its place tells it.
        #[serde(default, with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none")]
        key_end: Option<Moment>,
    },
    /// A first issue was begun: there is no certificate to be replaced.
    StartedFirst {
        /// The profile in force.
        profile: String,
    },
    /// The workplace was checked and is in order.
    WorkplaceChecked,
    /// The draft at the CA: opened, or found there and taken up.
    DraftOpened {
        /// Identifier, number, link, end.
        draft: DraftRef,
    },
    /// What was found in a draft at the CA replaces what was filled in here.
    DraftTaken {
        /// Its content.
        dossier: Dossier,
    },
    /// A section as far as it was typed; not checked.
    Drafted {
        /// Which.
        section: Section,
        /// What was typed.
        values: Values,
    },
    /// A section was filled and checked.
    Filled {
        /// Which.
        section: Section,
        /// Its values.
        values: Values,
    },
    /// A scan lies in the store of this machine.
    Attached {
        /// Which.
        scan: Scan,
    },
    /// A scan was taken off again.
    Detached {
        /// From where.
        slot: Slot,
        /// SHA-256, hex.
        digest: String,
    },
    /// The code word is with the CA.
    CodeWordSent,
    /// A scan has arrived at the CA.
    Uploaded {
        /// SHA-256, hex.
        digest: String,
    },
    /// The SNILS was typed and belongs to the holder.
    Identified {
        /// The number; absent where the CA knows its holders otherwise.
        #[serde(default)]
        snils: Option<Snils>,
        /// What the CA would write into a new certificate.
        holder: HolderRecord,
    },
    /// «Верны».
    Confirmed,
    /// «Не согласен»: the renewal ends here.
    Disagreed,
    /// The CA says that the certificate to be replaced is revoked: the renewal ends here, nothing was made.
    Revoked,
    /// Where the new key goes.
    Placed {
        /// The place.
        place: PlaceId,
        /// An exportable software key, by explicit choice.
        exportable: bool,
    },
    /// The collector is done.
    Gathered {
        /// Bits credited to the user's events.
        bits: u32,
    },
    /// A key pair with this identifier is about to be made. From here on something may lie on the place.
    KeyPlanned {
        /// Identifier, label, dates.
        plan: KeyPlan,
        /// Joins repetitions of the submission.
        idempotency: String,
    },
    /// The key pair exists.
    KeyMade {
        /// Public point, SEC1 uncompressed.
        #[serde(with = "base64_bytes")]
        point: Vec<u8>,
        /// The token took the user's randomness (`C_SeedRandom`), or the key is software and used it.
        seeded: bool,
    },
    /// Request and package are signed and about to be sent. From here on the CA may have them.
    RequestReady {
        /// What is sent.
        submission: Submission,
    },
    /// The request file was written, read back and compared, to be carried to a portal by hand.
    RequestWritten {
        /// The file.
        file: PathBuf,
    },
    /// The CA took the request.
    Submitted {
        /// Identifier and number.
        accepted: Accepted,
    },
    /// The CA is still at it.
    Waited {
        /// Stage by its name in the protocol.
        stage: String,
        /// What the CA tells beside the stage.
        #[serde(default)]
        news: WaitNews,
        /// When to ask again.
        #[serde(with = "time::serde::rfc3339")]
        next: Moment,
    },
    /// The certificate came and passed every check; it is about to be written.
    Issued {
        /// DER.
        #[serde(with = "base64_bytes")]
        certificate: Vec<u8>,
        /// DER of the chain above it, issuing CA first.
        #[serde(with = "base64_list")]
        chain: Vec<Vec<u8>>,
    },
    /// The certificate lies beside its key and was read back.
    Stored,
    /// The holder has read the certificate; the receipt is signed and about to be sent.
    ReceiptReady {
        /// CMS SignedData by the old key, detached, DER.
        #[serde(with = "base64_bytes")]
        receipt: Vec<u8>,
    },
    /// The CA took the receipt, or wants none.
    Acknowledged,
    /// A copy is about to be written onto another token. From here on a part of it may lie there.
    CopyBegun {
        /// Which token.
        place: CopyPlace,
    },
    /// The copy was written, read back and compared.
    BackedUp {
        /// Folder of the copy, or the token that holds it.
        #[serde(alias = "folder")]
        place: CopyPlace,
        /// The private key is part of it.
        with_key: bool,
    },
    /// The user went on without a copy.
    BackupSkipped,
    /// The renewal is complete.
    Finished,
    /// The user gave up; what was made is about to be undone.
    UndoBegun,
    /// Nothing of the renewal is left.
    Cancelled,
    /// The CA, the registers or the head decided against the request.
    Refused {
        /// Reason, and what to do about it.
        refusal: Refusal,
    },
    /// «Исправить и подать снова»: what was right stays, the sections of the refusal are open again.
    RepairBegun {
        /// The key pair of the refused request goes, a new one will be made.
        new_key: bool,
    },
    /// The key pair of the refused request is gone from its place.
    KeyDropped,
    /// Telephone or e-mail were changed at the CA after the request was sent.
    ContactsChanged {
        /// The new values of [`Section::Contacts`].
        values: Values,
    },
    /// The login of the certificate store; its password is in the vault.
    StoreKnown {
        /// Login.
        login: String,
    },
}

impl Event {
    /// True when nothing follows any more.
    pub fn is_end(&self) -> bool {
        matches!(self, Self::Disagreed | Self::Revoked | Self::Finished | Self::Cancelled)
    }

    /// Name of the line in the journal and in the events of `renewctl --json`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Started { .. } => "started",
            Self::StartedFirst { .. } => "started-first",
            Self::WorkplaceChecked => "workplace-checked",
            Self::DraftOpened { .. } => "draft-opened",
            Self::DraftTaken { .. } => "draft-taken",
            Self::Drafted { .. } => "drafted",
            Self::Filled { .. } => "filled",
            Self::Attached { .. } => "attached",
            Self::Detached { .. } => "detached",
            Self::CodeWordSent => "code-word-sent",
            Self::Uploaded { .. } => "uploaded",
            Self::Identified { .. } => "identified",
            Self::Confirmed => "confirmed",
            Self::Disagreed => "disagreed",
            Self::Revoked => "revoked",
            Self::Placed { .. } => "placed",
            Self::Gathered { .. } => "gathered",
            Self::KeyPlanned { .. } => "key-planned",
            Self::KeyMade { .. } => "key-made",
            Self::RequestReady { .. } => "request-ready",
            Self::RequestWritten { .. } => "request-written",
            Self::Submitted { .. } => "submitted",
            Self::Waited { .. } => "waited",
            Self::Issued { .. } => "issued",
            Self::Stored => "stored",
            Self::ReceiptReady { .. } => "receipt-ready",
            Self::Acknowledged => "acknowledged",
            Self::CopyBegun { .. } => "copy-begun",
            Self::BackedUp { .. } => "backed-up",
            Self::BackupSkipped => "backup-skipped",
            Self::Finished => "finished",
            Self::UndoBegun => "undo-begun",
            Self::Cancelled => "cancelled",
            Self::Refused { .. } => "refused",
            Self::RepairBegun { .. } => "repair-begun",
            Self::KeyDropped => "key-dropped",
            Self::ContactsChanged { .. } => "contacts-changed",
            Self::StoreKnown { .. } => "store-known",
        }
    }
}

/// Bytes as base64 in JSON.
pub mod base64_bytes {
    use base64::{Engine, engine::general_purpose::STANDARD};
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    /// Writes base64.
    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(bytes))
    }

    /// Reads base64.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        STANDARD.decode(String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// Bytes that may be absent, as base64 in JSON. Use with `#[serde(default)]`.
pub mod base64_option {
    use base64::{Engine, engine::general_purpose::STANDARD};
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    /// Writes base64 or null.
    pub fn serialize<S: Serializer>(bytes: &Option<Vec<u8>>, serializer: S) -> Result<S::Ok, S::Error> {
        bytes.as_ref().map(|bytes| STANDARD.encode(bytes)).serialize(serializer)
    }

    /// Reads base64 or null.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<u8>>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| STANDARD.decode(text).map_err(D::Error::custom)).transpose()
    }
}

/// A list of byte strings as base64 in JSON.
pub mod base64_list {
    use base64::{Engine, engine::general_purpose::STANDARD};
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    /// Writes base64.
    pub fn serialize<S: Serializer>(list: &[Vec<u8>], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(list.iter().map(|bytes| STANDARD.encode(bytes)))
    }

    /// Reads base64.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Vec<u8>>, D::Error> {
        let texts = Vec::<String>::deserialize(deserializer)?;
        texts.into_iter().map(|text| STANDARD.decode(text).map_err(D::Error::custom)).collect()
    }
}

/// Named byte strings as base64 in JSON.
pub mod base64_named {
    use base64::{Engine, engine::general_purpose::STANDARD};
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    /// Writes base64.
    pub fn serialize<S: Serializer>(list: &[(String, Vec<u8>)], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(list.iter().map(|(name, bytes)| (name, STANDARD.encode(bytes))))
    }

    /// Reads base64.
    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<(String, Vec<u8>)>, D::Error> {
        let texts = Vec::<(String, String)>::deserialize(deserializer)?;
        let named = |(name, text)| Ok((name, STANDARD.decode(text).map_err(D::Error::custom)?));
        texts.into_iter().map(named).collect()
    }
}
