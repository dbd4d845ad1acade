//! Errors as the user meets them: a stable support code and facts, never a sentence.
//!
//! The sentences stand in `locales/*/faults.ftl`: `err-<code>` says what happened and what it means for the
//! key, `rec-<code>` says what to do. A test fails on a code that lacks either in any locale.

use std::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)+) => {
        /// What went wrong, by a name that never changes once it was released.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum SupportCode { $($(#[$doc])* $name,)+ }

        impl SupportCode {
            /// Every code, for the tests and for the documentation.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The code as support hears it over the telephone, for example `TOKEN-REMOVED`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }
        }
    };
}

codes! {
    /// The check digits of a SNILS do not fit.
    SnilsCheck = "SNILS-CHECK",
    /// The SNILS belongs to somebody other than the holder of the chosen certificate.
    SnilsOther = "SNILS-OTHER",

    /// The chosen certificate has expired.
    CertExpired = "CERT-EXPIRED",
    /// The chosen certificate has been revoked.
    CertRevoked = "CERT-REVOKED",
    /// Bytes that should be a certificate cannot be read.
    CertUnreadable = "CERT-UNREADABLE",
    /// A request file cannot be read, or its signature does not fit, or it was written differently.
    RequestUnreadable = "REQUEST-UNREADABLE",
    /// No certificate fits the request (none found, or several and none named).
    CertNotFound = "CERT-NOT-FOUND",

    /// No token library was found where they are looked for.
    ModuleAbsent = "MODULE-ABSENT",
    /// A token library could not be loaded.
    ModuleLoad = "MODULE-LOAD",
    /// A token library was built for another kind of processor or of another width than this program.
    ModuleBitness = "MODULE-BITNESS",
    /// A token library crashed; its process was started anew.
    ModuleCrashed = "MODULE-CRASHED",
    /// A token library did not answer in time; its process was stopped.
    ModuleHung = "MODULE-HUNG",
    /// The service of the system that speaks to readers of tokens is not there or does not answer.
    ReaderService = "READER-SERVICE",
    /// The token is not connected.
    TokenAbsent = "TOKEN-ABSENT",
    /// The token was pulled out, or its connection was lost, during an operation.
    TokenRemoved = "TOKEN-REMOVED",
    /// There is no room for another key or certificate.
    TokenFull = "TOKEN-FULL",
    /// The token is write-protected.
    TokenReadOnly = "TOKEN-READONLY",
    /// The token cannot make or use P-256 keys.
    TokenNoP256 = "TOKEN-NO-P256",
    /// The token answered with an error of its own.
    TokenFailed = "TOKEN-FAILED",
    /// The private key that should be there was not found.
    KeyMissing = "KEY-MISSING",
    /// A pair of keys was to be removed that may still be needed.
    PairNeeded = "PAIR-NEEDED",
    /// A certificate was written but reads back differently.
    WriteMismatch = "WRITE-MISMATCH",

    /// The PIN was not accepted.
    PinWrong = "PIN-WRONG",
    /// Few tries are left before the PIN is locked.
    PinFew = "PIN-FEW",
    /// The PIN is locked.
    PinLocked = "PIN-LOCKED",
    /// The PIN is too short or too long.
    PinLength = "PIN-LENGTH",
    /// The PIN must be changed before the token can be used.
    PinExpired = "PIN-EXPIRED",
    /// No PIN has been set on the token.
    PinNotSet = "PIN-NOT-SET",
    /// The new PIN is too simple for the rules of the token.
    PinWeak = "PIN-WEAK",
    /// The new PIN was used before, which the rules of the token forbid.
    PinReused = "PIN-REUSED",
    /// A PIN that was kept in the password store of the system does not fit any more; one try was spent.
    PinStale = "PIN-STALE",
    /// The password store of the system did not take a PIN.
    PinNotKept = "PIN-NOT-KEPT",
    /// The password store of the system did not remove a PIN; the program does not use it any more.
    PinNotForgotten = "PIN-NOT-FORGOTTEN",
    /// A script would spend the last try of a PIN.
    PinLastTry = "PIN-LAST-TRY",
    /// A script would spend the last try of the administrator.
    AdminPinLastTry = "ADMIN-PIN-LAST-TRY",
    /// The PIN of the administrator was not accepted.
    AdminPinWrong = "ADMIN-PIN-WRONG",
    /// The PIN of the administrator is locked.
    AdminPinLocked = "ADMIN-PIN-LOCKED",
    /// The password of a software container was not accepted.
    PasswordWrong = "PASSWORD-WRONG",
    /// The password of a software container is forgotten: nothing opens it any more.
    PasswordLost = "PASSWORD-LOST",
    /// A password for a PKCS#12 file has characters other programs cannot type.
    PasswordCharacters = "PASSWORD-CHARACTERS",

    /// The CA cannot be reached.
    CaUnreachable = "CA-UNREACHABLE",
    /// Nobody has chosen a CA yet.
    CaNotChosen = "CA-NOT-CHOSEN",
    /// No address is known for the name of the CA's server.
    CaNameUnknown = "CA-NAME-UNKNOWN",
    /// The computer of the CA, or one on the way, refuses connections.
    CaPortClosed = "CA-PORT-CLOSED",
    /// The proxy of this computer lets nobody through to the CA.
    CaProxy = "CA-PROXY",
    /// The server shows the certificate of another issuer: something on the way looks into the connection.
    CaTlsForeign = "CA-TLS-FOREIGN",
    /// The CA did not answer in time.
    CaSlow = "CA-SLOW",
    /// The TLS certificate of the server is for another name.
    CaTlsName = "CA-TLS-NAME",
    /// The TLS certificate of the server does not end in the roots of the profile.
    CaTlsRoot = "CA-TLS-ROOT",
    /// The CA answered that the request is not allowed (HTTP 4xx).
    CaRefused = "CA-REFUSED",
    /// The CA has an error of its own (HTTP 5xx).
    CaFailed = "CA-FAILED",
    /// The CA is busy and asked to come later (HTTP 429 or 503).
    CaBusy = "CA-BUSY",
    /// The answer cannot be understood, is incomplete or too large.
    CaGarbage = "CA-GARBAGE",
    /// The CA does not know the holder.
    CaHolderUnknown = "CA-HOLDER-UNKNOWN",
    /// The session at the CA has ended; signing in again helps.
    CaSignIn = "CA-SIGN-IN",
    /// The CA decided against the request and gave a reason.
    CaRejected = "CA-REJECTED",
    /// This CA cannot do what was asked of it.
    CaUnsupported = "CA-UNSUPPORTED",
    /// The profile of the CA is malformed.
    ProfileInvalid = "PROFILE-INVALID",
    /// No profile with this identifier is at hand: asked for, or named by a journal.
    ProfileGone = "PROFILE-GONE",
    /// A file with settings has a mistake; what cannot be read holds with its default.
    SettingsInvalid = "SETTINGS-INVALID",
    /// The administrator has given this setting.
    SettingsLocked = "SETTINGS-LOCKED",
    /// The scheduled check could not be registered with the system, or did not run when it was tried.
    ScheduleFailed = "SCHEDULE-FAILED",

    /// The issued certificate has another public key.
    IssuedOtherKey = "ISSUED-OTHER-KEY",
    /// The issued certificate names another holder or other data than were confirmed.
    IssuedOtherHolder = "ISSUED-OTHER-HOLDER",
    /// The chain of the issued certificate does not end in the anchors of the profile.
    IssuedChain = "ISSUED-CHAIN",
    /// The dates of the issued certificate make no sense.
    IssuedDates = "ISSUED-DATES",
    /// The issued certificate cannot be used for signing.
    IssuedUsage = "ISSUED-USAGE",

    /// The disk is full.
    DiskFull = "DISK-FULL",
    /// The folder cannot be written or read.
    DiskDenied = "DISK-DENIED",
    /// The journal of a renewal is damaged.
    JournalDamaged = "JOURNAL-DAMAGED",
    /// A record of the history was altered or is missing.
    HistoryAltered = "HISTORY-ALTERED",
    /// The key that protects the journal cannot be read.
    VaultFailed = "VAULT-FAILED",
    /// The keyring of the system is not there; secrets lie in files of the owner alone.
    KeyringAbsent = "KEYRING-ABSENT",
    /// Nobody starts the daily check of certificates.
    AutostartOff = "AUTOSTART-OFF",
    /// The clock of this computer is wrong.
    ClockWrong = "CLOCK-WRONG",
    /// Another copy of the program is working on the same renewals.
    SecondCopy = "SECOND-COPY",

    /// The content of a scan is of a kind that is not taken.
    ScanType = "SCAN-TYPE",
    /// The scan is longer than the CA allows, and is no picture that could be shrunk.
    ScanTooLarge = "SCAN-TOO-LARGE",
    /// The scan has the right kind but cannot be used.
    ScanBroken = "SCAN-BROKEN",
    /// The scan unpacks to far more than a scan can be.
    ScanBomb = "SCAN-BOMB",

    /// There is no printer.
    PrintNone = "PRINT-NONE",
    /// The printing system refused the form.
    PrintFailed = "PRINT-FAILED",
    /// The printed form could not be made.
    PdfFailed = "PDF-FAILED",
    /// The medium for the backup is not there.
    BackupMedium = "BACKUP-MEDIUM",
    /// The copy reads back differently.
    BackupDiffers = "BACKUP-DIFFERS",
    /// A page or a file cannot be opened in its program.
    OpenFailed = "OPEN-FAILED",

    /// The person who signed in approves no requests: another certificate is needed.
    NotHead = "NOT-HEAD",
    /// The request does not wait for the head any more: decided, withdrawn or forgotten.
    ApprovalGone = "APPROVAL-GONE",
    /// A document of a request is not the one that was attached to it.
    DocumentDiffers = "DOCUMENT-DIFFERS",
    /// A link that this program does not understand.
    LinkInvalid = "LINK-INVALID",
    /// A link to a request at another CA than the one that is open.
    LinkElsewhere = "LINK-ELSEWHERE",

    /// A script did not give an answer that is needed.
    ArgumentMissing = "ARGUMENT-MISSING",
    /// A form file of a script does not fit the forms of the CA.
    FormWrong = "FORM-WRONG",
    /// The program contradicts itself; nothing was written.
    Internal = "INTERNAL",
}

/// One failure: the code, and the facts that make its sentence concrete.
///
/// Facts never hold secrets: they are shown, copied and sent to support.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The stable code.
    pub code: SupportCode,
    /// Named facts for the texts, for example `("reason", …)` or `("rv", "0x32")`.
    pub facts: Vec<(&'static str, String)>,
}

impl Fault {
    /// A failure without facts.
    pub fn new(code: SupportCode) -> Self {
        Self { code, facts: Vec::new() }
    }

    /// Adds a fact.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.facts.push((name, value.to_string()));
        self
    }

    /// A mistake in a file that somebody edits, at this byte of its text: the facts `file`, `line`, `column` (both
    /// count from 1, columns in characters) and `detail`.
    pub fn in_text(
        code: SupportCode,
        file: impl fmt::Display,
        text: &str,
        at: usize,
        detail: impl fmt::Display,
    ) -> Self {
        let before = text.get(..at).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Self::new(code)
            .with("file", file)
            .with("line", before.matches('\n').count() + 1)
            .with("column", before.get(line_start..).unwrap_or_default().chars().count() + 1)
            .with("detail", detail)
    }

    /// The value of a fact.
    pub fn fact(&self, name: &str) -> Option<&str> {
        self.facts.iter().find(|(n, _)| *n == name).map(|(_, v)| v.as_str())
    }

    /// The code with the foreign return value behind it, for example `TOKEN-REMOVED-0x32`.
    pub fn support_code(&self) -> String {
        match self.fact("rv") {
            Some(rv) => format!("{}-{rv}", self.code.as_str()),
            None => self.code.as_str().to_owned(),
        }
    }

    /// True when the same step may succeed if it is simply tried again.
    pub fn passes_by_itself(&self) -> bool {
        use SupportCode::*;
        matches!(self.code, CaUnreachable | CaSlow | CaFailed | CaBusy | CaGarbage)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.support_code())
    }
}

impl std::error::Error for Fault {}

impl From<SupportCode> for Fault {
    fn from(code: SupportCode) -> Self {
        Self::new(code)
    }
}

/// Maps an error of the file system: full disk, refused access, missing folder.
impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind;
        let code = match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                SupportCode::DiskFull
            }
            _ => SupportCode::DiskDenied,
        };
        Self::new(code).with("detail", error)
    }
}
