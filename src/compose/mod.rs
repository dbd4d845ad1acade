//! The composition root: the one place that knows every adapter by name, for both faces.

mod diagnosis;
mod history;
mod journals;
pub mod notices;
mod pages;
mod papers;
pub mod places;
pub mod profiles;
pub mod rehearsal;
mod report;
pub mod training;
pub mod workplace;

pub use history::{history, history_csv, rfc3339};
pub use pages::rehearsal_program;
pub use papers::{bill_pdf, request_sheet_pdf, statement_form, statement_pdf, visit_form, visit_pdf};

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use rand::Rng;

use self::journals::LockedJournals;
use crate::backup::{self, BackupStore};
use crate::ca::profile::Library;
use crate::ca::{self, ClientIdentity};
use crate::documents::DocumentStore;
use crate::domain::certificate::Certificate;
use crate::domain::entry::Event;
use crate::domain::key::{CkaId, FoundCertificate, KeyPlan, KeyRef, PlaceId};
use crate::domain::link::Link;
use crate::domain::profile::Profile;
use crate::domain::request::p256_spki;
use crate::domain::secret::{Pin, Seed};
use crate::domain::workplace::Check;
use crate::entropy::{self, SystemRandom};
use crate::fault::{Fault, SupportCode};
use crate::i18n;
use crate::journal::FileHistory;
use crate::paper::{self, of_renewal};
use crate::platform::directories::Directories;
use crate::platform::instance::Instance;
use crate::platform::link::{self, Listener, OnLink};
use crate::platform::media;
use crate::platform::notebook::FileNotebook;
use crate::platform::opener::SystemOpener;
use crate::platform::printer::SystemPrinter;
use crate::platform::vault::SystemVault;
use crate::ports::{
    Backups, CertificateAuthority, Clock, Journals, Keep, Notebook, Opener, Printer, SharedTokens, Tokens,
    Vault,
};
use crate::renewal::View;
use crate::runtime::look::Look;
use crate::runtime::pages::{PageNews, PageOrder};
use crate::runtime::system::{self, SystemClock};
use crate::runtime::worker::Workshop;
use crate::runtime::{Ports, store_secret};
use crate::sandbox::{self, Authority, Options, Server, Trainee};
use crate::token::{Containers, Places, discovery};

/// Folder of the training mode in the home.
const TRAINING: &str = "training";

/// Everything on a real computer.
pub struct Desktop {
    directories: Directories,
    /// The CA in force.
    profile: Arc<Profile>,
    /// The CAs of renewals that were begun under another profile.
    profiles: Library,
    tokens: SharedTokens,
    /// How many token libraries there are.
    modules: usize,
    /// Page of the operator of the training CA.
    operator_page: Option<String>,
    /// What must live as long: the lock of the only instance, the sandbox.
    held: Vec<Box<dyn Send>>,
}

impl Desktop {
    /// With the CA of a profile, told by its file or its identifier, and the tokens of these modules, or of all that
    /// are found.
    ///
    /// # Errors
    /// `ProfileInvalid`, `ProfileGone`, `DiskDenied`.
    pub fn open(profile: &Path, modules: &[PathBuf]) -> Result<Self, Fault> {
        let directories = Directories::open()?;
        let places = places::of(&directories, modules);
        let library = profiles::library(&directories);
        let profile = profiles::chosen(profile, &library)?;
        Ok(Self::new(directories, profile, library, places))
    }

    /// From parts, for the training mode.
    pub fn new(directories: Directories, profile: Arc<Profile>, profiles: Library, places: Places) -> Self {
        let modules = places.modules();
        let tokens: Box<dyn Tokens> = Box::new(places);
        let tokens = Arc::new(Mutex::new(tokens));
        Self { directories, profile, profiles, tokens, modules, operator_page: None, held: Vec::new() }
    }

    /// Keeps something alive as long as this.
    #[must_use]
    fn holding(mut self, thing: impl Send + 'static) -> Self {
        self.held.push(Box::new(thing));
        self
    }

    /// Certificates that can be read without a PIN, and what could not be read.
    ///
    /// # Errors
    /// When nothing can be read.
    pub fn certificates(&self) -> Result<(Vec<FoundCertificate>, Vec<Fault>), Fault> {
        lock(&self.tokens).certificates()
    }

    /// A token with this label is connected.
    ///
    /// # Errors
    /// When no place can be read.
    pub fn has_token(&self, wanted: Option<&str>) -> Result<bool, Fault> {
        let places = lock(&self.tokens).places()?;
        Ok(places.iter().any(|place| match (&place.id, wanted) {
            (PlaceId::Token { label, .. }, Some(wanted)) => label == wanted,
            (PlaceId::Computer, None) => true,
            _ => false,
        }))
    }

    /// The new key of a renewal, by its journal.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn key_of(&self, renewal: &str) -> Result<Option<KeyRef>, Fault> {
        let lines = self.journals()?.read(renewal)?;
        Ok(lines.into_iter().rev().find_map(|line| match line.event {
            Event::KeyPlanned { plan, .. } => Some(plan.key),
            _ => None,
        }))
    }
}

impl Workshop for Desktop {
    fn profile(&self) -> Arc<Profile> {
        self.profile.clone()
    }

    fn profile_of(&self, id: &str) -> Result<Arc<Profile>, Fault> {
        if self.profile.id == id { Ok(self.profile.clone()) } else { self.profiles.find(id) }
    }

    fn tokens(&self) -> SharedTokens {
        self.tokens.clone()
    }

    fn clock(&self) -> Box<dyn Clock> {
        Box::new(SystemClock)
    }

    fn journals(&self) -> Result<Box<dyn Journals>, Fault> {
        Ok(Box::new(LockedJournals::new(&self.directories)))
    }

    fn notebook(&self) -> Box<dyn Notebook> {
        Box::new(FileNotebook::in_home(self.directories.home()))
    }

    fn ports(&self, profile: &Profile, old: Option<(KeyRef, Certificate)>) -> Result<Ports, Fault> {
        let signer = old.as_ref().map(|(key, _)| key.place.clone());
        let identity = old.map(|(key, certificate)| {
            let tokens = self.tokens.clone();
            let sign = Arc::new(move |message: &[u8]| lock(&tokens).sign(&key, message));
            ClientIdentity { chain: vec![certificate], sign }
        });
        let mut vault = SystemVault::new(self.directories.home(), SystemRandom);
        let key = vault.journal_key()?;
        let workplace = self.computer(signer, profile, vault.is_keyring());
        Ok(Ports {
            tokens: self.tokens.clone(),
            documents: Box::new(DocumentStore::new(&self.directories.home().join("documents"), &key)?),
            vault: Box::new(vault),
            workplace: Box::new(workplace),
            files: Box::new(ca::FileExchange::new(request_sheet(profile))),
            ca: ca::connect(profile, identity)?,
            journals: self.journals()?,
            history: Box::new(FileHistory::new(self.directories.home(), &key)?),
            clock: Box::new(SystemClock),
            random: Box::new(SystemRandom),
            backups: self.backups(),
            opener: self.opener(),
        })
    }

    fn authority(&self) -> Result<Box<dyn CertificateAuthority>, Fault> {
        ca::connect(&self.profile, None)
    }

    fn backups(&self) -> Box<dyn Backups> {
        let names = backup::Names::from_labels(&|id| i18n::text(id, &[]));
        let form = Box::new(certificate_pdf);
        Box::new(BackupStore::new(self.directories.backup(), media::removable, form, names))
    }

    fn printer(&self) -> Box<dyn Printer> {
        Box::new(SystemPrinter::new())
    }

    fn opener(&self) -> Box<dyn Opener> {
        Box::new(SystemOpener)
    }

    fn form(&self, certificate: &Certificate) -> Result<Vec<u8>, Fault> {
        certificate_pdf(certificate)
    }

    fn statement(&self, view: &View, copies: u8) -> Result<Vec<u8>, Fault> {
        let subject = of_renewal::subject(view);
        papers::statement_pdf(&of_renewal::statement(view, &subject), copies)
    }

    fn visit_list(&self, view: &View) -> Result<Vec<u8>, Fault> {
        papers::visit_pdf(&of_renewal::visit(view))
    }

    fn reveal_store(&self, renewal: &str) -> Result<Option<Pin>, Fault> {
        let mut vault = SystemVault::new(self.directories.home(), SystemRandom);
        let _ = vault.journal_key()?;
        vault.recall(&store_secret(renewal))
    }

    fn report(&self, checks: &[Check]) -> String {
        report::text(checks)
    }

    fn announce(&self, look: &Look) {
        let _ = notices::show(&notices::of_look(look));
    }

    fn serve(&self, order: PageOrder) -> Result<PageNews, Fault> {
        pages::serve(self, order)
    }

    fn operator_page(&self) -> Option<String> {
        self.operator_page.clone()
    }
}

/// The workshop of the window on a real computer.
///
/// # Errors
/// `SecondCopy`, and those of [`Desktop::open`].
pub fn window(profile: &Path, modules: &[PathBuf]) -> Result<Box<dyn Workshop>, Fault> {
    let only = only_instance()?;
    Ok(Box::new(Desktop::open(profile, modules)?.holding(only)))
}

/// The workshop of the training mode: an in-memory token and the sandbox with all its CAs, in a folder of their own.
/// `ca` is the one in force, one of [`training::CAS`]. What was begun there goes on at the next start; when nothing
/// is unfinished it starts afresh.
///
/// # Errors
/// `SecondCopy`, `DiskDenied`; `ProfileGone` when the sandbox does not serve this CA.
pub fn training(ca: &str) -> Result<Box<dyn Workshop>, Fault> {
    let directories = Directories::at(&training_home()?)?;
    let only = Instance::take(directories.home())?;
    Ok(Box::new(rehearsal::training_in(directories, ca, training::DELAY)?.holding(only)))
}

/// The right to work on the renewals of this home, until dropped.
///
/// # Errors
/// `SecondCopy`.
pub fn only_instance() -> Result<Instance, Fault> {
    Instance::take(Directories::open()?.home())
}

/// The right to look at what waits at a CA; `None` when a window or another command has it, which looks for itself.
///
/// # Errors
/// `DiskDenied`.
pub fn look_alone() -> Result<Option<Instance>, Fault> {
    Instance::take_to_look(Directories::open()?.home())
}

/// Takes links from later starts of the window. Held as long as the window is open; only by who holds the home.
///
/// # Errors
/// `DiskDenied`; the window works without.
pub fn listen_for_links(training: bool, on_link: OnLink) -> Result<Option<Listener>, Fault> {
    let home = if training { training_home()? } else { Directories::open()?.home().to_owned() };
    Listener::open(&home, on_link)
}

/// Gives a link to the window that is open, be it at work or in the training mode. False when none is.
pub fn hand_link_over(link: &Link) -> bool {
    let Ok(directories) = Directories::open() else { return false };
    [directories.home().to_owned(), directories.home().join(TRAINING)]
        .iter()
        .any(|home| link::hand_over(home, link))
}

fn training_home() -> Result<PathBuf, Fault> {
    Ok(Directories::open()?.home().join(TRAINING))
}

/// Starts the sandbox in a folder.
///
/// # Errors
/// When the folder cannot be written or the port is taken.
pub fn sandbox(folder: &Path, port: u16, delay: u32) -> Result<Server, Fault> {
    let defaults = Options::in_folder(folder);
    Server::start(Options {
        port,
        delay,
        clock: system::clock_file().map_or(defaults.clock, sandbox::Clock::of),
        bill: Arc::new(|bill| training::bill_pdf(bill).unwrap_or_default()),
        texts: Arc::new(|id| i18n::text(id, &[])),
        ..defaults
    })
}

/// What [`put_training_certificate`] needs.
pub struct TrainingOrder<'a> {
    /// Folder of the sandbox.
    pub sandbox: &'a Path,
    /// PKCS#11 module of the token.
    pub module: &'a Path,
    /// Label of the token.
    pub token: &'a str,
    /// PIN of the token.
    pub pin: Pin,
    /// Days until the certificate ends.
    pub days: u32,
    /// Days until the private key ends.
    pub key_days: u32,
    /// Whom it is for.
    pub trainee: &'a Trainee,
}

/// Makes a key pair on a token and puts a certificate of the sandbox CA beside it.
///
/// # Errors
/// Those of the token, and `DiskDenied` for the folder of the sandbox.
pub fn put_training_certificate(order: &TrainingOrder<'_>) -> Result<FoundCertificate, Fault> {
    let authority = Authority::open(order.sandbox)?;
    let containers = Directories::open()?.keys();
    let modules = discovery::explicit(&[order.module.to_owned()]);
    let mut places = Places::new(modules, containers, expand, None);
    let place = places
        .places()?
        .into_iter()
        .map(|place| place.id)
        .find(|id| matches!(id, PlaceId::Token { label, .. } if label == order.token))
        .ok_or_else(|| Fault::new(SupportCode::TokenAbsent).with("token", order.token))?;
    let seed = system_seed()?;
    let key = KeyRef { place, id: CkaId::new(seed.identifier::<16>("training")) };
    places.login(&key, Pin::new(order.pin.reveal().to_owned()), Keep::Once)?;
    let now = SystemClock.now();
    let plan = KeyPlan {
        key: key.clone(),
        label: i18n::text("app-training", &[]),
        exportable: false,
        start: now,
        end: now + time::Duration::days(i64::from(order.key_days)),
    };
    let (point, _) = places.generate(&plan, &seed)?;
    let spki = der::Encode::to_der(&p256_spki(&point).map_err(internal)?).map_err(internal)?;
    let certificate = authority.issue_to(&spki, order.trainee, order.days)?;
    places.store_certificate(&key, &certificate, &plan.label)?;
    places.logout();
    Ok(FoundCertificate { key, label: plan.label, certificate, key_end: None })
}

/// Makes a software container from a key and a certificate.
///
/// # Errors
/// `CertUnreadable` when they do not fit together or the key is no P-256 key in PKCS#8.
pub fn import(
    key_pem: &str,
    certificate: Certificate,
    password: &Pin,
    exportable: bool,
) -> Result<FoundCertificate, Fault> {
    let mut containers = Containers::new(Directories::open()?.keys(), expand);
    let id = CkaId::new(system_seed()?.identifier::<16>("import"));
    let key = KeyRef { place: PlaceId::Computer, id };
    let label = certificate.subject().full_name();
    let (start, end) = (certificate.not_before(), certificate.usable_until());
    let plan = KeyPlan { key: key.clone(), label: label.clone(), exportable, start, end };
    containers.import(&plan, key_pem, &certificate, password)?;
    Ok(FoundCertificate { key, label, certificate, key_end: None })
}

/// The paper form of a certificate in the language of the program.
///
/// # Errors
/// `PdfFailed`.
pub fn certificate_pdf(certificate: &Certificate) -> Result<Vec<u8>, Fault> {
    let form = certificate_form(certificate);
    paper::pdf::from_form(&form, SystemClock.now())
}

/// Makes the sheet that lies beside a request file: of this portal.
fn request_sheet(profile: &Profile) -> ca::Sheet {
    let profile = profile.clone();
    Box::new(move |request, file, name| papers::request_sheet_pdf(&profile, request, file, name))
}

/// The paper form of a certificate, for the preview.
pub fn certificate_form(certificate: &Certificate) -> paper::form::Form {
    let language = i18n::language().code();
    paper::certificate_form::build(certificate, language, &|id| i18n::text(id, &[]))
}

fn system_seed() -> Result<Seed, Fault> {
    entropy::from_system().map_err(internal)
}

/// Makes bytes for software keys: seed and fresh system randomness through the generator.
fn expand(seed: &Seed, buffer: &mut [u8]) -> Result<(), Fault> {
    entropy::Drbg::new(seed, "software key").map_err(internal)?.fill_bytes(buffer);
    Ok(())
}

fn lock(tokens: &SharedTokens) -> std::sync::MutexGuard<'_, Box<dyn Tokens>> {
    tokens.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

fn internal(error: impl std::fmt::Display) -> Fault {
    Fault::new(SupportCode::Internal).with("detail", error)
}
