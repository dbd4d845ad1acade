//! The composition root: the one place that knows every adapter by name, for both faces.

mod alone;
mod diagnosis;
mod history;
mod journals;
pub mod notices;
mod pages;
mod papers;
pub mod pins;
pub mod places;
pub mod profiles;
pub mod rehearsal;
mod report;
pub mod schedule;
pub mod settings;
pub mod training;
pub mod workplace;

pub use alone::{hand_link_over, listen_for_links, look_alone, only_instance, raise};
pub use history::{history, history_csv, rfc3339};
pub use pages::rehearsal_program;
pub use papers::{bill_pdf, request_sheet_pdf, statement_form, statement_pdf, visit_form, visit_pdf};
pub use training::{TrainingOrder, put_training_certificate};

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
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
use crate::domain::profile::Profile;
use crate::domain::secret::{Pin, Seed};
use crate::domain::settings::Settings;
use crate::domain::workplace::Check;
use crate::entropy::{self, SystemRandom};
use crate::fault::{Fault, SupportCode};
use crate::i18n;
use crate::journal::FileHistory;
use crate::paper::{self, of_renewal};
use crate::platform::directories::Directories;
use crate::platform::instance::Instance;
use crate::platform::media;
use crate::platform::notebook::FileNotebook;
use crate::platform::opener::SystemOpener;
use crate::platform::printer::SystemPrinter;
use crate::platform::vault::SystemVault;
use crate::ports::{
    Backups, CertificateAuthority, Clock, Journals, Notebook, Opener, Printer, SharedTokens, Tokens, Vault,
};
use crate::renewal::View;
use crate::runtime::look::Look;
use crate::runtime::pages::{PageNews, PageOrder};
use crate::runtime::settings::{Mode, SettingsView};
use crate::runtime::system::{self, SystemClock};
use crate::runtime::workshop::Workshop;
use crate::runtime::{Ports, store_secret};
use crate::sandbox::{self, Options, Server};
use crate::token::{Containers, Places};
use crate::watch::Thresholds;

/// Everything on a real computer.
pub struct Desktop {
    directories: Directories,
    /// The CA in force.
    profile: Arc<Profile>,
    /// The CAs of renewals that were begun under another profile.
    profiles: Library,
    tokens: SharedTokens,
    /// What the user has chosen; the defaults in the training mode.
    settings: Settings,
    /// PINs that are kept are used.
    by_itself: Arc<AtomicBool>,
    /// How many token libraries there are.
    modules: usize,
    /// Page of the operator of the training CA.
    operator_page: Option<String>,
    /// Arguments that open a window on the same.
    window: Vec<String>,
    /// What must live as long: the lock of the only instance, the sandbox.
    held: Vec<Box<dyn Send>>,
}

impl Desktop {
    /// With the CA of a profile, told by its file or its identifier, and the tokens of these modules. Without them
    /// those of the settings; without any there all modules that are found.
    ///
    /// # Errors
    /// `ArgumentMissing` when nobody has chosen a profile; `ProfileInvalid`, `ProfileGone`, `DiskDenied`.
    pub fn open(profile: Option<&Path>, modules: &[PathBuf]) -> Result<Self, Fault> {
        let desktop = Self::open_to_look(profile, modules)?;
        let missing = || Fault::new(SupportCode::ArgumentMissing).with("argument", "--profile");
        if desktop.profile.is_chosen() { Ok(desktop) } else { Err(missing()) }
    }

    /// The same for what needs no CA: certificates end as well before one was chosen. The profile is then
    /// [`Profile::unchosen`].
    ///
    /// # Errors
    /// `ProfileInvalid`, `ProfileGone`, `DiskDenied`.
    pub fn open_to_look(profile: Option<&Path>, modules: &[PathBuf]) -> Result<Self, Fault> {
        let directories = Directories::open()?;
        let settings = settings::files(&directories).load().settings;
        let window = profiles::arguments(profile, modules);
        let profile = profile.or(settings.profile.as_deref().map(Path::new));
        let modules = if modules.is_empty() { settings.modules.as_slice() } else { modules };
        let places = places::of(&directories, modules);
        let library = profiles::library(&directories);
        let profile = match profile {
            Some(profile) => profiles::chosen(profile, &library)?,
            None => Profile::unchosen().into(),
        };
        let (modules, by_itself) = (places.modules(), Arc::new(AtomicBool::new(true)));
        let tokens = pins::remembered(Box::new(places), &directories, &settings, by_itself.clone());
        Ok(Self { settings, window, by_itself, ..Self::of(directories, profile, library, tokens, modules) })
    }

    /// From parts, for the training mode.
    pub fn new(directories: Directories, profile: Arc<Profile>, profiles: Library, places: Places) -> Self {
        let modules = places.modules();
        Self::of(directories, profile, profiles, Box::new(places), modules)
    }

    fn of(
        directories: Directories,
        profile: Arc<Profile>,
        profiles: Library,
        tokens: Box<dyn Tokens>,
        modules: usize,
    ) -> Self {
        Self {
            directories,
            profile,
            profiles,
            tokens: Arc::new(Mutex::new(tokens)),
            settings: Settings::default(),
            by_itself: Arc::default(),
            modules,
            operator_page: None,
            held: Vec::new(),
            window: Vec::new(),
        }
    }

    /// Uses PINs that are kept only if none was `given`: two of them would be a guess which one is meant.
    pub fn pin_is_given(&self, given: bool) {
        self.by_itself.store(!given, Ordering::Relaxed);
    }

    fn connection(&self) -> ca::Settings {
        ca::Settings { proxy: self.settings.proxy.clone(), ..ca::Settings::default() }
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

    fn thresholds(&self) -> Thresholds {
        Thresholds::new(self.settings.thresholds.iter().copied()).unwrap_or_default()
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
            ca: ca::connect_with(profile, identity, self.connection())?,
            journals: self.journals()?,
            history: Box::new(FileHistory::new(self.directories.home(), &key)?),
            clock: Box::new(SystemClock),
            random: Box::new(SystemRandom),
            backups: self.backups(),
            opener: self.opener(),
        })
    }

    fn authority(&self) -> Result<Box<dyn CertificateAuthority>, Fault> {
        ca::connect_with(&self.profile, None, self.connection())
    }

    fn backups(&self) -> Box<dyn Backups> {
        let names = backup::Names::from_labels(&|id| i18n::text(id, &[]));
        let form = Box::new(certificate_pdf);
        let folder = self.settings.backup_folder.clone().unwrap_or_else(|| self.directories.backup());
        Box::new(BackupStore::new(folder, media::removable, form, names))
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

    fn settings(&self) -> SettingsView {
        settings::view()
    }

    fn save_settings(&self, wanted: &Settings) -> Result<SettingsView, Fault> {
        settings::save(wanted)
    }

    fn mode(&self) -> Mode {
        // The sandbox is served to the training alone; its profile may be used from elsewhere.
        if self.operator_page.is_some() { Mode::Training } else { Mode::Work }
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
pub fn window(profile: Option<&Path>, modules: &[PathBuf]) -> Result<Box<dyn Workshop>, Fault> {
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
    let directories = Directories::at(&alone::training_home()?)?;
    let only = Instance::take(directories.home())?;
    Ok(Box::new(rehearsal::training_in(directories, ca, training::DELAY)?.holding(only)))
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
