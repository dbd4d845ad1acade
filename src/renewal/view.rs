//! What a face needs to draw: a snapshot of the renewal without anything secret.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use time::Duration;

use crate::domain::certificate::Certificate;
use crate::domain::exchange::{Accepted, DraftRef, HolderRecord, Person, WaitNews};
use crate::domain::form::{Dossier, Inspected, Problem, Scan, Section, Values};
use crate::domain::key::{KeyRef, Place, PlaceId};
use crate::domain::medium::CopyPlace;
use crate::domain::moment::Moment;
use crate::domain::portal::Draft;
use crate::domain::profile::Profile;
use crate::domain::refusal::{Finding, Refusal};
use crate::domain::subject::Comparison;
use crate::domain::workplace::Check;
use crate::fault::Fault;
use crate::renewal::step::{Stage, Step};

/// A snapshot.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// Name of the renewal (of its journal).
    pub renewal: String,
    /// The CA and its rules: what the forms may hold, which sections it wants.
    pub profile: Arc<Profile>,
    /// Where the user is.
    pub step: Step,
    /// What is awaited from the user; `None` while the program works or waits for the CA.
    pub question: Option<Question>,
    /// The steps of this renewal, for the rail.
    pub rail: Vec<Step>,
    /// The certificate that is being replaced; none for a first issue.
    pub old: Option<Certificate>,
    /// Until when that one can sign: the earliest of the ends of certificate and private key.
    pub old_until: Option<Moment>,
    /// What the CA would write into the new certificate, once known.
    pub holder: Option<HolderRecord>,
    /// Current and new values side by side.
    pub rows: Vec<Comparison>,
    /// Where keys can live, as last looked at.
    pub places: Vec<Place>,
    /// The chosen place and whether a software key may be exported.
    pub placed: Option<(PlaceId, bool)>,
    /// The key to be replaced; none for a first issue.
    pub old_key: Option<KeyRef>,
    /// Everything about the dossier; empty for a CA that asks nothing.
    pub forms: FormsView,
    /// «Проверка рабочего места», once checked.
    pub checks: Vec<Check>,
    /// Who is signed in at the CA.
    pub person: Option<Person>,
    /// What the registers say.
    pub findings: Vec<Finding>,
    /// The decision against the request, until it is repaired.
    pub refusal: Option<Refusal>,
    /// What will be signed, at [`Question::Review`].
    pub to_sign: Vec<ToSign>,
    /// The scan that is on its way, and how many bytes of it have arrived.
    pub uploading: Option<(Scan, u64)>,
    /// The bill, PDF, once fetched.
    pub bill: Option<Arc<[u8]>>,
    /// Login of the certificate store; the password is in the vault under this renewal.
    pub store_login: Option<String>,
    /// The request file, once written.
    pub request_file: Option<PathBuf>,
    /// When the CA forgets the draft or the request, if nobody acts.
    pub deadline: Option<Moment>,
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
    /// The copy: where it lies, and whether the key is part of it.
    pub backup: Option<(CopyPlace, bool)>,
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

impl View {
    /// «Верны» is possible: no register says that the request would be refused.
    pub fn can_agree(&self) -> bool {
        !self.findings.iter().any(|finding| finding.blocking)
    }

    /// «Продолжить» after the check of the workplace is possible.
    pub fn can_proceed(&self) -> bool {
        !self.checks.iter().any(Check::blocks)
    }

    /// «Исправить и подать снова» is possible; else only a visit helps.
    pub fn can_repair(&self) -> bool {
        self.refusal.as_ref().is_some_and(|refusal| !refusal.source.is_final())
    }

    /// What must be filled in anew because of the refusal that is being repaired, or of findings.
    pub fn sections_to_correct(&self) -> Vec<Section> {
        let blamed = |section: &Section| {
            let prefix = format!("{}/", section.id());
            self.findings.iter().any(|finding| finding.blocking && finding.field.starts_with(&prefix))
        };
        let refused = self.refusal.iter().flat_map(|refusal| refusal.sections.iter().copied());
        let mut sections: Vec<Section> = refused.chain(Section::ALL.into_iter().filter(blamed)).collect();
        sections.sort();
        sections.dedup();
        sections
    }
}

/// The dossier as a face sees it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FormsView {
    /// Filled sections and attached scans.
    pub dossier: Dossier,
    /// What is shown in a section: half-typed values, else filled ones, else what is known already.
    pub values: BTreeMap<Section, Values>,
    /// What is wrong with the section that was handed in last.
    pub problems: Vec<Problem>,
    /// A smaller picture is offered.
    pub offer: Option<Inspected>,
    /// The draft at the CA.
    pub draft: Option<DraftRef>,
    /// The draft at the CA is not as new as the one here.
    pub draft_behind: bool,
}

/// One document that will be signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToSign {
    /// Which: `request`, `dossier` or a slot; text `to-sign-<id>`.
    pub id: &'static str,
    /// Name of the file, for a scan.
    pub name: String,
    /// Length in bytes.
    pub size: u64,
    /// SHA-256, hex.
    pub digest: String,
}

/// What the user is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// The workplace was checked: go on, or check again.
    Workplace,
    /// Drafts lie at the CA: go on with one of them, or begin anew.
    Drafts(Vec<Draft>),
    /// A section of the dossier.
    Form(Section),
    /// The code word.
    CodeWord,
    /// Everything that will be signed is shown.
    Review,
    /// The request was refused: repair it, or give it up.
    Refused,
    /// Where the request file goes.
    SaveRequest,
    /// The certificate file is awaited, for days perhaps.
    CertificateFile,
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
    /// Stage by its name in the protocol; text `ca-stage-<name>` in the locales.
    pub stage: String,
    /// What the CA tells beside the stage.
    pub news: WaitNews,
    /// When the CA was asked last.
    pub asked_at: Moment,
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
