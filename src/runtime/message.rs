//! What the faces tell the worker thread and what it tells them.

use std::path::PathBuf;
use std::sync::Arc;

use crate::approval;
use crate::domain::certificate::Certificate;
use crate::domain::key::{FoundCertificate, KeyRef, Place, PlaceId};
use crate::domain::link::Link;
use crate::domain::moment::Moment;
use crate::domain::queue::Order;
use crate::domain::reminder::{Looks, Wish};
use crate::domain::secret::{Keep, Pin, Sealed};
use crate::domain::settings::Settings;
use crate::domain::workplace::Check;
use crate::fault::Fault;
use crate::ports::Medium;
use crate::renewal::recovery::Finding;
use crate::renewal::{Input, View};
use crate::runtime::pages::{PageNews, PageOrder};
use crate::runtime::pins::{PinAnswer, PinOrder};
use crate::runtime::queue::QueueView;
use crate::runtime::recovery::Remains;
use crate::runtime::settings::{Mode, SettingsView};
use crate::runtime::standing::{Deadline, Standing};
use crate::watch::{Timing, Urgency};

/// An order for the worker. Not `Clone`: an [`Input`] may carry a secret.
#[derive(Debug)]
pub enum Command {
    /// Read the certificates of all places again.
    Scan,
    /// «Напомнить позже», «Скрыть», «Показывать снова», «Часы идут верно»; then the panel is read again.
    Remind(Wish),
    /// «Заменить все», and what follows from it; then the next renewal, or the panel.
    Queue(Order),
    /// «Заменить».
    Start(Box<FoundCertificate>),
    /// «Продолжить».
    Resume(String),
    /// An input for the running renewal.
    Input(Input),
    /// Leave the wizard; the journal keeps everything.
    Leave,
    /// Look for drives.
    Media,
    /// Look for printers.
    Printers,
    /// Write a printed form as PDF to this file.
    SaveForm(Document, PathBuf),
    /// Send a printed form to a printer.
    PrintForm {
        /// Which.
        document: Document,
        /// To which printer.
        printer: String,
        /// How many.
        copies: u8,
    },
    /// Open a page or a file in the user's program.
    Open(String),
    /// Write the report of «Проверка рабочего места» for the administrator to this file.
    SaveReport(Vec<Check>, PathBuf),
    /// «Получить первый сертификат»: a renewal without a certificate.
    StartFirst,
    /// Show a document that came from the CA in the user's viewer.
    ShowDocument {
        /// Name of the file.
        name: String,
        /// Its content.
        bytes: Arc<[u8]>,
    },
    /// Show the password of the certificate store of this renewal, once.
    RevealStore(String),
    /// Read an existing certificate from a file, to fill a form from it.
    ReadCertificate(PathBuf),
    /// «Согласование»; with the request that a link leads to.
    Approvals(Option<WantedRequest>),
    /// An input for the head's work.
    Approval(approval::Input),
    /// End the head's work.
    LeaveApprovals,
    /// Change or unlock a PIN.
    Pin(PinOrder),
    /// «Забыть PIN-код».
    ForgetPin(PlaceId),
    /// Repair what a renewal has left, with the PIN of the place.
    Repair(Box<Finding>, Option<(Pin, Keep)>),
    /// An order of a page beside the renewals.
    Page(PageOrder),
    /// Remove old pairs of one place, with its PIN.
    CleanUp(Vec<KeyRef>, Option<(Pin, Keep)>),
    /// «Настройки».
    Settings,
    /// Save the settings.
    SaveSettings(Box<Settings>),
    /// Close everything and open it anew: for work, or for practice.
    Reopen(Mode),
}

/// A request that a link leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedRequest {
    /// Profile of the CA that has it.
    pub profile: String,
    /// Identifier.
    pub request: String,
}

/// What can be printed.
#[derive(Debug, Clone)]
pub enum Document {
    /// «Сертификат на бумаге».
    Certificate(Box<Certificate>),
    /// «Заявление», from the dossier of a renewal.
    Statement(Box<View>),
    /// «Что взять с собой» to the visit that ends a renewal.
    VisitList(Box<View>),
}

/// News from the worker.
#[derive(Debug, Clone)]
pub enum Notice {
    /// The panel «Уведомления».
    Panel(Box<Panel>),
    /// The renewal moved.
    View(Box<View>),
    /// The queue can go no further at the moment; the panel says why.
    QueueRests,
    /// Drives.
    Media(Vec<Medium>),
    /// Printers, the default one first.
    Printers(Vec<String>),
    /// The form was written here.
    FormSaved(PathBuf),
    /// The form was sent to the printer.
    FormPrinted,
    /// What has come of changing or unlocking a PIN.
    Pin(Box<PinAnswer>),
    /// What renewals have left on the places.
    Remains(Box<Remains>),
    /// What came of [`Command::Repair`] and [`Command::CleanUp`]: how many keys and certificates were tended.
    Tended(Result<usize, Fault>),
    /// The head's work moved.
    Approvals(Box<approval::View>),
    /// A link was followed: the window shows itself and what the link leads to.
    Link(Link),
    /// The report for the administrator was written here.
    ReportSaved(PathBuf),
    /// The password of the certificate store.
    StorePassword(Sealed),
    /// What was read from a certificate file.
    Certificate(Result<Box<Certificate>, Fault>),
    /// The settings, when they were asked for and after they were saved.
    Settings(Box<SettingsView>),
    /// The window works on this now.
    Opened(Mode),
    /// News for a page beside the renewals.
    Page(PageNews),
    /// An order that belongs to no renewal failed.
    Failed(Fault),
}

/// The panel «Уведомления».
#[derive(Debug, Clone, Default)]
pub struct Panel {
    /// Cards, most urgent first.
    pub cards: Vec<Card>,
    /// All certificates found, for the screen «Сертификаты».
    pub certificates: Vec<FoundCertificate>,
    /// All places, for the screen «Носители».
    pub places: Vec<Place>,
    /// The CA in force issues to somebody who has no certificate yet.
    pub first_issue: bool,
    /// When they were read.
    pub checked_at: Option<Moment>,
    /// Modules or tokens that could not be read.
    pub faults: Vec<Fault>,
    /// Page where the other side of the training mode is played.
    pub operator_page: Option<String>,
    /// Certificates that the user does not want to hear of, now or ever.
    pub quiet: Vec<Quiet>,
    /// What became of all the certificates found.
    pub tally: Tally,
    /// When somebody looked before.
    pub looks: Looks,
    /// When this panel is read again by itself.
    pub next_look: Option<Moment>,
    /// A later time was seen on the clock: «Часы идут верно» is worth offering.
    pub clock_doubted: bool,
    /// «Заменить все», as long as it is not over.
    pub queue: Option<QueueView>,
}

/// How many certificates there is nothing to do about, and why.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Their end is far.
    pub far: usize,
    /// When the first of those comes near.
    pub near_from: Option<Moment>,
    /// Newer ones do their work.
    pub replaced: usize,
    /// «Скрыть».
    pub hidden: usize,
    /// «Напомнить позже».
    pub later: usize,
}

/// A certificate that the user does not want to hear of.
#[derive(Debug, Clone)]
pub struct Quiet {
    /// Which.
    pub found: Box<FoundCertificate>,
    /// Title of its place.
    pub place: String,
    /// Until when; none for «Скрыть».
    pub until: Option<Moment>,
}

/// A card of the panel.
#[derive(Debug, Clone)]
pub enum Card {
    /// A certificate that needs replacing.
    Due {
        /// Which.
        found: Box<FoundCertificate>,
        /// Whole days left, rounded up.
        days_left: i64,
        /// How urgent.
        urgency: Urgency,
        /// Title of its place.
        place: String,
        /// Why now, until when to begin, how long it may be put off.
        timing: Timing,
    },
    /// A certificate that cannot be renewed from here any more; the text explains why a visit is needed.
    Visit {
        /// Which.
        found: Box<FoundCertificate>,
        /// Why: `CertExpired` or `CertRevoked`.
        fault: Fault,
        /// Title of its place.
        place: String,
    },
    /// A renewal that was begun and not ended: «Продолжить».
    Unfinished(Box<Unfinished>),
    /// A new certificate that takes over later.
    Received {
        /// Holder.
        holder: String,
        /// From when.
        from: Moment,
    },
}

impl Card {
    /// Nothing happens here before the user does something.
    pub fn needs_you(&self) -> bool {
        match self {
            Self::Due { .. } | Self::Visit { .. } => true,
            Self::Unfinished(unfinished) => unfinished.needs_you,
            Self::Received { .. } => false,
        }
    }
}

/// A renewal that was begun and not ended.
#[derive(Debug, Clone)]
pub struct Unfinished {
    /// Name of its journal.
    pub renewal: String,
    /// Holder; empty as long as nobody has filled in whose first certificate it will be.
    pub holder: String,
    /// Organisation.
    pub organization: Option<String>,
    /// A first issue: there is no certificate yet.
    pub first: bool,
    /// Its CA, when that is not the one in force.
    pub ca: Option<String>,
    /// Where it stands.
    pub standing: Standing,
    /// Number of the request or draft at the CA, if it has one.
    pub number: Option<String>,
    /// When the CA forgets it.
    pub deadline: Option<Deadline>,
    /// It waits for the user.
    pub needs_you: bool,
    /// Last write.
    pub saved_at: Moment,
}
