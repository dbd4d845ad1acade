//! What the engine needs from the world, as traits. Adapters implement them; [`crate::compose`] joins them.
//!
//! All calls block and run on a worker thread, never on the thread of the window. None of them asks the user
//! anything: what needs an answer comes back as a value or as a [`Fault`].

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use serde::{Deserialize, Serialize};

use crate::domain::certificate::Certificate;
use crate::domain::entry::{Entry, base64_named};
use crate::domain::exchange::{CaAsk, CaReply};
use crate::domain::form::{Inspected, ScanLimits, Slot};
use crate::domain::history::{Record, Verdict};
use crate::domain::key::{FoundCertificate, Held, KeyPlan, KeyRef, KeyTrace, Place, PlaceId};
use crate::domain::medium::CopyPlace;
use crate::domain::moment::Moment;
use crate::domain::queue::Queue;
use crate::domain::reminder::{Looks, Reminders};
pub use crate::domain::secret::Keep;
use crate::domain::secret::{Pin, PrivateKeyDer, Seed};
use crate::domain::workplace::Check;
use crate::fault::Fault;

/// Every place where keys live: the tokens of all modules and the software containers of this computer.
///
/// Sessions are disposable: after any error outside PIN and template errors an adapter drops its session and
/// finds the token again by serial number on the next call (see `manual::decisions`).
pub trait Tokens: Send {
    /// Connected tokens and, last, this computer. Asks for no PIN.
    fn places(&mut self) -> Result<Vec<Place>, Fault>;

    /// Slots that hold a token now, of all modules; quickly, without a word to a token. Other numbers than last time
    /// mean that [`Tokens::places`] is worth a call.
    fn occupied(&mut self) -> Vec<u64>;

    /// How the last [`Tokens::places`] found each module.
    fn drivers(&mut self) -> Vec<Driver>;

    /// Certificates that can be read without a PIN. A module that fails is left out and told in the second part.
    fn certificates(&mut self) -> Result<(Vec<FoundCertificate>, Vec<Fault>), Fault>;

    /// Opens a place for signing: exactly one login per call. `key` tells which container of this computer; for a
    /// token any key will do. For a key that does not exist yet the PIN of a container is the password to be set.
    ///
    /// # Errors
    /// `PinWrong` and its kin; the state of the counter is read again by [`Tokens::places`].
    fn login(&mut self, key: &KeyRef, pin: Pin, keep: Keep) -> Result<(), Fault>;

    /// True when [`Tokens::login`] succeeded earlier and still holds, or the place needs none.
    fn is_open(&mut self, key: &KeyRef) -> bool;

    /// Opens a place with a PIN that is kept, if there is one. False when the user has to be asked.
    ///
    /// # Errors
    /// `PinStale` when a kept PIN was refused: one try was spent, and the user has to be asked.
    fn open_by_itself(&mut self, key: &KeyRef) -> Result<bool, Fault> {
        Ok(self.is_open(key))
    }

    /// Ends all sessions. A PIN that was to be kept until the program is closed stays.
    fn logout(&mut self);

    /// Gives a place a new user PIN by the old one (`C_SetPIN`). Two tries at most are spent: one, unless the old PIN
    /// is wrong.
    ///
    /// # Errors
    /// `PinWrong`, `PinLength`, `PinWeak` and their kin; the old PIN is then still the right one.
    fn change_pin(&mut self, place: &PlaceId, old: Pin, new: Pin) -> Result<(), Fault>;

    /// Gives a locked place a new user PIN by the PIN of the administrator (`C_Login` as `CKU_SO`, `C_InitPIN`). A
    /// wrong one spends one of the administrator's tries, and many tokens are lost for good when those are spent.
    ///
    /// # Errors
    /// `AdminPinWrong`, `AdminPinLocked`, `PinLength`, `PinWeak` and their kin.
    fn unlock_pin(&mut self, place: &PlaceId, admin: Pin, new: Pin) -> Result<(), Fault>;

    /// Forgets the PIN of a place that is kept beyond the end of the program. From now on it is not used, also when this
    /// fails.
    ///
    /// # Errors
    /// `PinNotForgotten`.
    fn forget_pin(&mut self, _place: &PlaceId) -> Result<(), Fault> {
        Ok(())
    }

    /// What went wrong beside the work that was asked for, since the last call: a PIN that could not be kept or
    /// forgotten.
    fn remarks(&mut self) -> Vec<Fault> {
        Vec::new()
    }

    /// Everything on a place that has an identifier, each identifier once. Private keys are seen after login only.
    fn inventory(&mut self, place: &PlaceId) -> Result<Vec<Held>, Fault>;

    /// Makes a P-256 key pair: sensitive, not extractable (unless the plan says so, on this computer only), with
    /// the identifier of the plan. Returns the public point (SEC1, uncompressed) and whether the token took the
    /// seed (`C_SeedRandom`).
    fn generate(&mut self, plan: &KeyPlan, seed: &Seed) -> Result<(Vec<u8>, bool), Fault>;

    /// What lies under an identifier, after login: private halves are invisible before.
    fn trace(&mut self, key: &KeyRef) -> Result<KeyTrace, Fault>;

    /// ECDSA over SHA-256 of `message`; a DER signature (RFC 3279 2.2.3).
    fn sign(&mut self, key: &KeyRef, message: &[u8]) -> Result<Vec<u8>, Fault>;

    /// Writes the certificate under the identifier of its key, unless it is already there, and reads it back.
    fn store_certificate(
        &mut self,
        key: &KeyRef,
        certificate: &Certificate,
        label: &str,
    ) -> Result<(), Fault>;

    /// Writes the copy of a certificate onto another token, under the identifier of its key, after login: reads all
    /// of it back and compares. What is there already is not written again; a copy that cannot be completed is
    /// removed.
    ///
    /// # Errors
    /// `TokenFull`, `TokenReadOnly`, `TokenRemoved`; `BackupDiffers` when what was read is not what was written.
    fn save_copy(&mut self, key: &KeyRef, copy: &TokenCopy) -> Result<(), Fault>;

    /// Removes everything under an identifier that this program chose itself. Only for undoing.
    fn remove(&mut self, key: &KeyRef) -> Result<(), Fault>;

    /// The private key, if it is software and was made exportable; `None` otherwise.
    fn export(&mut self, key: &KeyRef) -> Result<Option<PrivateKeyDer>, Fault>;
}

/// A module, as it was found by the last look at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Driver {
    /// Its file.
    pub path: PathBuf,
    /// How many tokens it shows, or why it shows none.
    pub tokens: Result<usize, Fault>,
    /// It works by the reader service of the system.
    pub by_service: bool,
}

/// [`Tokens`] as they are shared between the engine and a TLS connection that signs with a key.
pub type SharedTokens = Arc<Mutex<Box<dyn Tokens>>>;

/// A CA by one of the protocols.
pub trait CertificateAuthority: Send {
    /// Asks and waits for the answer, with the time limits and repetitions of the protocol.
    fn ask(&mut self, ask: &CaAsk) -> Result<CaReply, Fault>;
}

/// The journals of all renewals on this machine.
pub trait Journals: Send {
    /// Opens a new journal; entries go to it from now on.
    fn create(&mut self, renewal: &str) -> Result<(), Fault>;

    /// Adds one entry and returns after it is on the disk (fsync).
    fn append(&mut self, renewal: &str, entry: &Entry) -> Result<(), Fault>;

    /// All entries. A torn last line, left by a power cut, is dropped; other damage is `JournalDamaged`.
    fn read(&mut self, renewal: &str) -> Result<Vec<Entry>, Fault>;

    /// Names of all journals, oldest first.
    fn list(&mut self) -> Result<Vec<String>, Fault>;
}

/// What became of all renewals on this machine, for who asks later.
pub trait History: Send {
    /// All records that can be read, oldest first.
    fn records(&mut self) -> Result<Vec<Record>, Fault>;

    /// Adds a record and returns after it is on the disk (fsync).
    fn append(&mut self, record: &Record) -> Result<(), Fault>;

    /// Looks whether all records stand as they were written.
    fn verify(&mut self) -> Result<Verdict, Fault>;
}

/// The clock.
pub trait Clock: Send {
    /// Now, UTC.
    fn now(&self) -> Moment;
}

/// What the user said of notices, and when somebody looked last.
pub trait Notebook: Send {
    /// What was said. Nothing when it cannot be read: too many notices are better than none.
    fn reminders(&mut self) -> Reminders;

    /// Keeps what was said; returns after it is on the disk.
    fn remind(&mut self, reminders: &Reminders) -> Result<(), Fault>;

    /// When somebody looked.
    fn looks(&mut self) -> Looks;

    /// Keeps when somebody looked. A look that is lost in a power cut was none.
    fn looked(&mut self, looks: &Looks) -> Result<(), Fault>;

    /// The certificates of «Заменить все». None when it cannot be read: each can be renewed by itself.
    fn queue(&mut self) -> Queue;

    /// Keeps them, or forgets an empty queue; returns after it is on the disk.
    fn keep_queue(&mut self, queue: &Queue) -> Result<(), Fault>;
}

/// The system's source of randomness.
pub trait Random: Send {
    /// Fills the buffer.
    fn fill(&mut self, buffer: &mut [u8]) -> Result<(), Fault>;
}

/// Where a secret of this program is kept between runs.
pub trait Vault: Send {
    /// The key that protects the journals, made on first use.
    fn journal_key(&mut self) -> Result<zeroize::Zeroizing<[u8; 32]>, Fault>;

    /// False when the fallback file is used because there is no keyring; the user is told.
    fn is_keyring(&self) -> bool;

    /// Keeps a secret under a name, for example the password of a certificate store under its renewal.
    fn keep(&mut self, name: &str, secret: &Pin) -> Result<(), Fault>;

    /// The secret kept under a name; `None` when there is none.
    fn recall(&mut self, name: &str) -> Result<Option<Pin>, Fault>;

    /// Forgets a secret. One that is not there is no error.
    fn forget(&mut self, name: &str) -> Result<(), Fault>;
}

/// The PINs of tokens in the keyring of the system, each under [`PlaceId::pin_name`]. There is no file to fall back to.
pub trait PinStore: Send {
    /// A keyring answers.
    fn is_there(&mut self) -> bool;

    /// One is kept under this name and may be used. Asks no keyring.
    fn has(&self, name: &str) -> bool;

    /// The PIN under a name; `None` when there is none.
    ///
    /// # Errors
    /// `VaultFailed` when the keyring is locked or silent.
    fn recall(&mut self, name: &str) -> Result<Option<Pin>, Fault>;

    /// Keeps a PIN, instead of the one that was kept before.
    ///
    /// # Errors
    /// `PinNotKept`; none is used under this name then.
    fn keep(&mut self, name: &str, pin: &Pin) -> Result<(), Fault>;

    /// Forgets a PIN. One that is not there is no error.
    ///
    /// # Errors
    /// `PinNotForgotten`; it is not used any more all the same.
    fn forget(&mut self, name: &str) -> Result<(), Fault>;

    /// Forgets all of them and says how many there were.
    ///
    /// # Errors
    /// `PinNotForgotten`; none is used any more all the same.
    fn forget_all(&mut self) -> Result<usize, Fault>;
}

/// The scans of all renewals, encrypted like the journals.
pub trait Documents: Send {
    /// Looks at a file by its content, never by its name, and puts it into the store. A picture that is too large
    /// comes back with a smaller copy, if one can be made; both are within bounded memory.
    ///
    /// # Errors
    /// `ScanType`, `ScanTooLarge`, `ScanBroken`, `ScanBomb`, `DiskDenied`, `DiskFull`.
    fn take(&mut self, path: &Path, slot: Slot, limits: &ScanLimits) -> Result<Inspected, Fault>;

    /// A piece of a stored scan, at most `length` bytes.
    fn read(&mut self, digest: &str, offset: u64, length: usize) -> Result<Vec<u8>, Fault>;

    /// Removes scans that no renewal needs any more.
    fn drop_scans(&mut self, digests: &[String]) -> Result<(), Fault>;
}

/// Looks at the workplace before a renewal begins.
pub trait Workplace: Send {
    /// One line per [`crate::domain::workplace::Checked`], in its order. Never fails itself: a check that cannot be
    /// made is a line with a fault.
    fn check(&mut self) -> Vec<Check>;
}

/// Request files, and certificates that come as files.
pub trait RequestFiles: Send {
    /// Writes the request (PKCS#10 in DER) as `.req` and its printed sheet beside it, reads the request back and
    /// compares. Returns the request file.
    fn write(&mut self, folder: &Path, request: &[u8], pem: bool) -> Result<PathBuf, Fault>;

    /// Certificates of a `.cer`, `.crt`, `.p7b` or `.pem`, by content: the one with this public key (SEC1
    /// uncompressed), and all the others as its chain.
    ///
    /// # Errors
    /// `CertUnreadable`; `IssuedOtherKey` when none is for this key.
    fn certificates(&mut self, path: &Path, point: &[u8]) -> Result<(Vec<u8>, Vec<Vec<u8>>), Fault>;
}

/// Where a backup can go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Medium {
    /// Name for people: label of the drive; empty for the default folder.
    pub title: String,
    /// Folder or token.
    pub place: CopyPlace,
    /// Free space in bytes, where known.
    pub free_bytes: Option<u64>,
    /// An external drive or a token; else the default folder.
    pub external: bool,
}

impl Medium {
    /// The folder, unless it is a token.
    pub fn folder(&self) -> Option<&Path> {
        self.place.folder()
    }
}

/// What a copy consists of, without secrets.
#[derive(Debug)]
pub struct CopyContent<'a> {
    /// The new certificate.
    pub certificate: &'a Certificate,
    /// Chain above it, issuing CA first.
    pub chain: &'a [Certificate],
    /// The request, DER.
    pub request: &'a [u8],
    /// Private key and the password to protect it, if it may leave its place.
    pub key: Option<(&'a PrivateKeyDer, &'a Pin)>,
}

/// What a copy on another token consists of. Never a key: that cannot leave its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenCopy {
    /// The new certificate, then its chain, each with the label that other programs show: it says «copy».
    pub certificates: Vec<(String, Certificate)>,
    /// Request and printed form with their names, for tokens that take data objects.
    #[serde(with = "base64_named")]
    pub files: Vec<(String, Vec<u8>)>,
}

/// Writes backups and reads them back.
pub trait Backups: Send {
    /// Folders to write to; the default folder is last and always there.
    fn media(&mut self) -> Result<Vec<Medium>, Fault>;

    /// Writes everything into a new folder on the medium, reads every byte back and compares.
    /// Returns the folder.
    fn save(&mut self, medium: &Path, content: &CopyContent<'_>) -> Result<PathBuf, Fault>;

    /// The same for a token, to be written by [`Tokens::save_copy`].
    fn for_token(&mut self, content: &CopyContent<'_>) -> TokenCopy;
}

/// The printing system.
pub trait Printer: Send {
    /// Names of the printers, the default one first.
    fn printers(&mut self) -> Result<Vec<String>, Fault>;

    /// Sends a PDF file.
    fn print(&mut self, printer: &str, file: &Path, title: &str, copies: u8) -> Result<(), Fault>;
}

/// Opens pages and files in the user's programs.
pub trait Opener: Send {
    /// An `https://` address or a file.
    fn open(&mut self, target: &str) -> Result<(), Fault>;
}
