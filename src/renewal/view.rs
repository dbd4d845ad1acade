//! What a face needs to draw: a snapshot of the renewal without anything secret.

use std::path::PathBuf;

use time::Duration;

use crate::domain::certificate::Certificate;
use crate::domain::exchange::{Accepted, HolderRecord};
use crate::domain::key::{KeyRef, Place, PlaceId};
use crate::domain::moment::Moment;
use crate::domain::subject::Comparison;
use crate::fault::Fault;
use crate::renewal::step::{Stage, Step};

/// A snapshot.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// Name of the renewal (of its journal).
    pub renewal: String,
    /// Where the user is.
    pub step: Step,
    /// What is awaited from the user; `None` while the program works or waits for the CA.
    pub question: Option<Question>,
    /// The certificate that is being replaced.
    pub old: Certificate,
    /// What the CA would write into the new certificate, once known.
    pub holder: Option<HolderRecord>,
    /// Current and new values side by side.
    pub rows: Vec<Comparison>,
    /// Where keys can live, as last looked at.
    pub places: Vec<Place>,
    /// The chosen place and whether a software key may be exported.
    pub placed: Option<(PlaceId, bool)>,
    /// The key to be replaced.
    pub old_key: KeyRef,
    /// Stages of «Получение».
    pub stages: Vec<StageView>,
    /// The request at the CA.
    pub accepted: Option<Accepted>,
    /// What the CA said last while we wait.
    pub waiting: Option<WaitView>,
    /// The new certificate after every check.
    pub certificate: Option<Certificate>,
    /// Chain above it.
    pub chain: Vec<Certificate>,
    /// The copy.
    pub backup: Option<(PathBuf, bool)>,
    /// From when the new certificate is the current one.
    pub takeover: Option<Takeover>,
    /// What went wrong at this step, if anything did.
    pub fault: Option<Fault>,
    /// The CA's page, for what cannot be done here.
    pub page: String,
    /// «Отмена» is possible: no certificate was issued yet.
    pub can_stop: bool,
    /// Last write of the journal.
    pub saved_at: Moment,
}

/// What the user is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// СНИЛС.
    Snils,
    /// «Верны» or «Не согласен».
    Data,
    /// Where the key goes.
    Place,
    /// Random movements.
    Randomness,
    /// The PIN of a token or the password of an existing container.
    Pin {
        /// Which key it opens.
        key: KeyRef,
        /// The place as last looked at.
        place: Place,
    },
    /// The password of a container that will be made.
    NewPassword {
        /// The key it will protect.
        key: KeyRef,
    },
    /// The certificate was read: sign the receipt.
    Acknowledgement,
    /// Where the copy goes.
    Backup {
        /// The private key will be part of it and needs a password.
        with_key: bool,
    },
    /// Something failed: «Повторить» or leave.
    Retry,
    /// The renewal is complete, cancelled or handed over to the CA's page.
    End,
}

/// One stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StageView {
    /// Which.
    pub stage: Stage,
    /// How far.
    pub progress: Progress,
}

/// How far a stage is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Not begun.
    Pending,
    /// Begun at this moment.
    Running(Moment),
    /// Done, and how long it took.
    Done(Duration),
    /// Stopped here.
    Failed,
}

/// Waiting for the CA.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitView {
    /// Stage by its name in the protocol; text `stage-<name>` in the locales, `ca-stage-<name>`.
    pub stage: String,
    /// When the CA will be asked next.
    pub next: Moment,
    /// Since when we wait.
    pub since: Moment,
    /// The shown wait is over: the window can be closed, nothing is lost.
    pub may_close: bool,
}

/// From when the new certificate is the current one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takeover {
    /// At once.
    Now,
    /// On this date; until then the old one is used.
    On(Moment),
}
