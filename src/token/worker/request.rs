//! What a worker is asked to do: the operations of a module, without their secrets.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::domain::certificate::Certificate;
use crate::domain::entry::base64_bytes;
use crate::domain::key::{KeyPlan, KeyRef, PlaceId};
use crate::ports::TokenCopy;

/// One operation. Secrets come beside it, see [`super::frame`].
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Request {
    /// Loads the module that the worker was started for. The first request, once.
    Load {
        /// `pReserved` of `C_Initialize`.
        init_args: Option<String>,
        /// A file to which calls are added.
        trace: Option<PathBuf>,
    },
    /// Connected tokens.
    Places,
    /// Slots that hold a token.
    Occupied,
    /// Certificates of all tokens.
    Certificates,
    /// Logs in. Secret: the PIN.
    Login {
        /// Where.
        place: PlaceId,
    },
    /// Whether a logged-in session stands.
    IsOpen {
        /// Where.
        place: PlaceId,
    },
    /// Ends all sessions.
    Logout,
    /// Gives a place a new PIN. Secrets: the old one, the new one.
    ChangePin {
        /// Where.
        place: PlaceId,
    },
    /// Unlocks a place. Secrets: the PIN of the administrator, the new one.
    UnlockPin {
        /// Where.
        place: PlaceId,
    },
    /// Everything with an identifier.
    Inventory {
        /// Where.
        place: PlaceId,
    },
    /// Makes a key pair. Secret: the bytes that are offered to the token as a seed.
    Generate {
        /// What it shall look like.
        plan: KeyPlan,
    },
    /// What lies under an identifier.
    Trace {
        /// Which.
        key: KeyRef,
    },
    /// Signs.
    Sign {
        /// With which key.
        key: KeyRef,
        /// What.
        #[serde(with = "base64_bytes")]
        message: Vec<u8>,
    },
    /// Writes a certificate beside its key.
    Store {
        /// The key.
        key: KeyRef,
        /// The certificate.
        certificate: Box<Certificate>,
        /// Label for other programs.
        label: String,
    },
    /// Writes a copy onto another token.
    SaveCopy {
        /// Where, and under which identifier.
        key: KeyRef,
        /// The copy.
        copy: TokenCopy,
    },
    /// Removes everything under an identifier.
    Remove {
        /// Which.
        key: KeyRef,
    },
}
