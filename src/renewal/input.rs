//! What goes into the flow and what comes out: plain data, no I/O.

use std::path::PathBuf;

use crate::domain::certificate::Certificate;
use crate::domain::entry::Entry;
use crate::domain::exchange::{CaAsk, CaReply};
use crate::domain::form::{Inspected, Scan, ScanLimits, Section, Slot, Values};
use crate::domain::identifier::Snils;
use crate::domain::key::{KeyPlan, KeyRef, Place, PlaceId};
use crate::domain::medium::CopyPlace;
use crate::domain::moment::Moment;
use crate::domain::secret::{Keep, Pin, Seed};
use crate::domain::workplace::Check;
use crate::fault::Fault;

/// Joins an effect and its reply. A reply with another number changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OpId(pub u64);

/// Something happened. Not `Clone`: it may carry a secret.
#[derive(Debug)]
pub enum Input {
    /// «Продолжить» after the check of the workplace.
    Proceed,
    /// Check the workplace again.
    Recheck,
    /// Go on with the draft that lies at the CA, by its identifier; `None`: begin anew.
    TakeDraft(Option<String>),
    /// A section as far as it was typed. Changes nothing but what survives a cut.
    Draft(Section, Values),
    /// A section is complete: check it and go on.
    Fill(Section, Values),
    /// Go back to a section that was filled.
    Revise(Section),
    /// Attach a file.
    Attach {
        /// To what.
        slot: Slot,
        /// Which.
        path: PathBuf,
    },
    /// The shrunk picture is good enough, or is not.
    TakeShrunk(bool),
    /// Take an attached file off.
    Detach {
        /// From what.
        slot: Slot,
        /// SHA-256, hex.
        digest: String,
    },
    /// The code word was typed.
    CodeWord(Pin),
    /// «Подписать и отправить».
    Sign,
    /// «Исправить и подать снова».
    Repair,
    /// Telephone or e-mail have changed since the request was sent.
    ChangeContacts(Values),
    /// Fetch the bill.
    Bill,
    /// Write the request file into this folder.
    SaveRequest(PathBuf),
    /// The certificate came as a file.
    Import(PathBuf),
    /// The number was typed.
    Snils(Snils),
    /// «Верны».
    Agree,
    /// «Не согласен».
    Disagree,
    /// Where the key goes; `exportable` counts only for this computer.
    Choose {
        /// The place.
        place: PlaceId,
        /// Explicit choice of an exportable key.
        exportable: bool,
    },
    /// Look for tokens again.
    Refresh,
    /// The collector is done.
    Randomness(Seed),
    /// A PIN or password was typed, and whether it is kept.
    Unlock(Pin, Keep),
    /// The certificate was read and is acknowledged.
    Acknowledge,
    /// Make the copy here.
    Backup {
        /// Folder or token.
        place: CopyPlace,
        /// Password of the key store, for an exportable key that goes into a folder.
        password: Option<Pin>,
    },
    /// Go on without a copy.
    SkipBackup,
    /// «Назад».
    Back,
    /// «Повторить».
    Retry,
    /// «Отмена»: undo what was made.
    Stop,
    /// Ask the CA now instead of later.
    AskNow,
    /// An effect was carried out, or failed.
    Reply(OpId, Result<Reply, Fault>),
}

/// What carrying out an effect brought.
#[derive(Debug)]
pub enum Reply {
    /// To [`Effect::CheckWorkplace`].
    Workplace(Vec<Check>),
    /// To [`Effect::Attach`].
    Attached(Inspected),
    /// To [`Effect::KeepStoreAccess`]: the password is in the vault.
    StoreKnown {
        /// Login.
        login: String,
    },
    /// To [`Effect::WriteRequest`].
    Written {
        /// The request file.
        file: PathBuf,
    },
    /// To [`Effect::ListPlaces`].
    Places(Vec<Place>),
    /// To [`Effect::Login`].
    LoggedIn,
    /// To [`Effect::Probe`].
    Open(bool),
    /// To [`Effect::Generate`].
    KeyMade {
        /// Public point, SEC1 uncompressed.
        point: Vec<u8>,
        /// The user's randomness was taken.
        seeded: bool,
    },
    /// To [`Effect::Sign`]: DER ECDSA signature.
    Signed(Vec<u8>),
    /// To [`Effect::Ask`].
    Ca(CaReply),
    /// To [`Effect::WakeAt`].
    Woke,
    /// To [`Effect::Store`].
    Stored,
    /// To [`Effect::Remove`].
    Removed,
    /// To [`Effect::SaveBackup`].
    Saved {
        /// Folder of the copy, or the token.
        place: CopyPlace,
        /// The private key is part of it.
        with_key: bool,
    },
}

/// Something to be done, in order. The runtime stops at the first [`Effect::Record`] that fails.
#[derive(Debug)]
pub enum Effect {
    /// Write to the journal and wait for the disk.
    Record(Entry),
    /// Check driver, token, clock, CA, free space and keyring.
    CheckWorkplace(OpId),
    /// Look at a file by its content and put it into the store of scans.
    Attach {
        /// Number.
        op: OpId,
        /// To what it is attached.
        slot: Slot,
        /// Which file.
        path: PathBuf,
        /// What the CA takes.
        limits: ScanLimits,
    },
    /// Send the next piece of a scan; replied by [`CaReply::Received`].
    Upload {
        /// Number.
        op: OpId,
        /// Identifier of the draft.
        draft: String,
        /// Which scan.
        scan: Scan,
        /// How much has arrived.
        offset: u64,
    },
    /// Ask for login and password of the certificate store; the password goes into the vault and nowhere else.
    KeepStoreAccess {
        /// Number.
        op: OpId,
        /// Identifier of the request.
        request: String,
    },
    /// Fetch the certificate from the store, with the password from the vault; replied by [`CaReply::Issued`].
    FetchStored {
        /// Number.
        op: OpId,
        /// Login.
        login: String,
    },
    /// Write the request file and its sheet, read the file back and compare.
    WriteRequest {
        /// Number.
        op: OpId,
        /// Where.
        folder: PathBuf,
        /// PKCS#10 in DER.
        request: Vec<u8>,
        /// PEM instead of DER.
        pem: bool,
    },
    /// Read certificate and chain from a file; replied by [`CaReply::Issued`], the certificate of this key first.
    ReadCertificate {
        /// Number.
        op: OpId,
        /// Which file.
        path: PathBuf,
        /// Public point of our key, to find the certificate among several.
        point: Vec<u8>,
    },
    /// The scans are no longer needed on this machine.
    DropScans(Vec<String>),
    /// Look at all places.
    ListPlaces(OpId),
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
    /// Make a key pair; without a seed (after a crash) the system's source alone is used.
    Generate {
        /// Number.
        op: OpId,
        /// How it shall look.
        plan: KeyPlan,
        /// The collected randomness.
        seed: Option<Seed>,
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
    /// Reply `Woke` at this moment, not before.
    WakeAt {
        /// Number.
        op: OpId,
        /// When.
        at: Moment,
    },
    /// Write the certificate beside its key and read it back.
    Store {
        /// Number.
        op: OpId,
        /// Beside which key.
        key: KeyRef,
        /// What.
        certificate: Certificate,
        /// Label for other programs.
        label: String,
    },
    /// Remove what was made under this identifier.
    Remove {
        /// Number.
        op: OpId,
        /// Which key.
        key: KeyRef,
    },
    /// Write the copy, read it back and compare.
    SaveBackup {
        /// Number.
        op: OpId,
        /// What and where.
        order: BackupOrder,
    },
    /// Open the CA's page in the browser.
    OpenPage(String),
    /// End all sessions.
    Logout,
}

/// What a copy consists of.
#[derive(Debug)]
pub struct BackupOrder {
    /// Folder of the medium, or the token.
    pub place: CopyPlace,
    /// The new key.
    pub key: KeyRef,
    /// The new certificate.
    pub certificate: Certificate,
    /// Chain above it, issuing CA first.
    pub chain: Vec<Certificate>,
    /// The request, DER.
    pub request: Vec<u8>,
    /// Password of the key store; `None` when the key cannot leave its place.
    pub password: Option<Pin>,
}
