//! What goes into the machine of the head and what comes out: plain data, no I/O.

use crate::approval::verdict::Verdict;
use crate::domain::exchange::{CaAsk, CaReply};
use crate::domain::form::Media;
use crate::domain::key::{FoundCertificate, KeyRef, Place};
use crate::domain::secret::{Keep, Pin};
use crate::fault::Fault;

/// Joins an effect and its reply. A reply with another number changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OpId(pub u64);

/// Something happened. Not `Clone`: it may carry a secret.
#[derive(Debug)]
pub enum Input {
    /// «Войти» with the certificate of this key.
    SignIn(KeyRef),
    /// A PIN or password was typed, and whether it is kept.
    Unlock(Pin, Keep),
    /// «Открыть» of a request in the list.
    Open(String),
    /// A link to a request: its card is opened as soon as somebody is signed in.
    Follow(String),
    /// «Открыть» of the document at this position.
    Show(usize),
    /// «Согласовать и подписать» or «Отклонить и подписать».
    Decide(Verdict),
    /// «Обновить»: the certificates, the list or the card, whichever is shown.
    Refresh,
    /// «Назад»; from the list: end the session.
    Back,
    /// «Повторить».
    Retry,
    /// An effect was carried out, or failed.
    Reply(OpId, Result<Reply, Fault>),
}

/// What carrying out an effect brought.
#[derive(Debug)]
pub enum Reply {
    /// To [`Effect::Look`].
    Found {
        /// Certificates that were read without a PIN.
        certificates: Vec<FoundCertificate>,
        /// Connected places.
        places: Vec<Place>,
        /// What could not be read.
        faults: Vec<Fault>,
    },
    /// To [`Effect::Login`].
    LoggedIn,
    /// To [`Effect::Probe`].
    Open(bool),
    /// To [`Effect::Sign`]: DER ECDSA signature.
    Signed(Vec<u8>),
    /// To [`Effect::Ask`].
    Ca(CaReply),
    /// To [`Effect::Show`].
    Shown,
}

/// Something to be done, in order.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one at a time")]
pub enum Effect {
    /// Look for certificates and places.
    Look(OpId),
    /// Log in once.
    Login {
        /// Number.
        op: OpId,
        /// Which key.
        key: KeyRef,
        /// With what.
        pin: Pin,
        /// How long it is kept.
        keep: Keep,
    },
    /// Ask whether a key can be used without a PIN: one that was to be kept is still there.
    Probe {
        /// Number.
        op: OpId,
        /// Which key.
        key: KeyRef,
    },
    /// Sign.
    Sign {
        /// Number.
        op: OpId,
        /// By which key.
        key: KeyRef,
        /// What.
        message: Vec<u8>,
    },
    /// Ask the CA.
    Ask {
        /// Number.
        op: OpId,
        /// What.
        ask: CaAsk,
    },
    /// Open a document in the user's viewer, from a file that only the user can read.
    Show {
        /// Number.
        op: OpId,
        /// Name for people.
        name: String,
        /// Kind by content; the file gets its extension from it, never from the name.
        media: Media,
        /// The checked content.
        bytes: Vec<u8>,
    },
    /// Remove the files of [`Effect::Show`].
    Hide,
    /// End all sessions of the token.
    Logout,
}
