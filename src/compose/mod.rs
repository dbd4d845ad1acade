//! The composition root: the one place that knows every adapter by name, for both faces.

pub mod training;
mod workplace;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use rand::Rng;

use crate::backup::{self, BackupStore};
use crate::ca::{self, ClientIdentity};
use crate::documents::DocumentStore;
use crate::domain::certificate::{Certificate, Purpose};
use crate::domain::entry::Event;
use crate::domain::identifier::Snils;
use crate::domain::key::{CkaId, FoundCertificate, KeyPlan, KeyRef, PlaceId};
use crate::domain::profile::Profile;
use crate::domain::request::p256_spki;
use crate::domain::secret::{Pin, Seed};
use crate::entropy::{self, SystemRandom};
use crate::fault::{Fault, SupportCode};
use crate::i18n;
use crate::journal::FileJournals;
use crate::paper;
use crate::platform::directories::Directories;
use crate::platform::instance::Instance;
use crate::platform::media;
use crate::platform::opener::SystemOpener;
use crate::platform::printer::SystemPrinter;
use crate::platform::vault::SystemVault;
use crate::ports::{Backups, Clock, Journals, Opener, Printer, SharedTokens, Tokens, Vault};
use crate::runtime::Ports;
use crate::runtime::system::SystemClock;
use crate::runtime::worker::Workshop;
use crate::sandbox::{Authority, Options, Server};
use crate::token::{Containers, Places, discovery};

/// Everything on a real computer.
pub struct Desktop {
    directories: Directories,
    profile: Arc<Profile>,
    tokens: SharedTokens,
    /// What must live as long: the lock of the only instance, the sandbox.
    held: Vec<Box<dyn Send>>,
}

impl Desktop {
    /// With the CA of a profile file and the tokens of these modules, or of all that are found.
    ///
    /// # Errors
    /// `ProfileInvalid`, `DiskDenied`.
    pub fn open(profile: &Path, modules: &[PathBuf]) -> Result<Self, Fault> {
        let directories = Directories::open()?;
        let modules = if modules.is_empty() { discovery::known() } else { discovery::explicit(modules) };
        let places = Places::new(modules, directories.keys(), expand, None);
        Ok(Self::new(directories, ca::profile::load(profile)?, places))
    }

    /// From parts, for the training mode.
    pub fn new(directories: Directories, profile: Profile, places: Places) -> Self {
        let tokens: Box<dyn Tokens> = Box::new(places);
        Self {
            directories,
            profile: Arc::new(profile),
            tokens: Arc::new(Mutex::new(tokens)),
            held: Vec::new(),
        }
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

    fn tokens(&self) -> SharedTokens {
        self.tokens.clone()
    }

    fn clock(&self) -> Box<dyn Clock> {
        Box::new(SystemClock)
    }

    fn journals(&self) -> Result<Box<dyn Journals>, Fault> {
        let key = SystemVault::new(self.directories.home(), SystemRandom).journal_key()?;
        Ok(Box::new(FileJournals::new(&self.directories.journal(), &key)?))
    }

    fn ports(&self, old: Option<(KeyRef, Certificate)>) -> Result<Ports, Fault> {
        let identity = old.map(|(key, certificate)| {
            let tokens = self.tokens.clone();
            let sign = Arc::new(move |message: &[u8]| lock(&tokens).sign(&key, message));
            ClientIdentity { chain: vec![certificate], sign }
        });
        let mut vault = SystemVault::new(self.directories.home(), SystemRandom);
        let key = vault.journal_key()?;
        Ok(Ports {
            tokens: self.tokens.clone(),
            documents: Box::new(DocumentStore::new(&self.directories.home().join("documents"), &key)),
            vault: Box::new(vault),
            workplace: Box::new(workplace::Computer),
            files: Box::new(ca::FileExchange),
            ca: ca::connect(&self.profile, identity)?,
            journals: self.journals()?,
            clock: Box::new(SystemClock),
            random: Box::new(SystemRandom),
            backups: self.backups(),
            opener: self.opener(),
        })
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
}

/// The workshop of the window on a real computer.
///
/// # Errors
/// `SecondCopy`, and those of [`Desktop::open`].
pub fn window(profile: &Path, modules: &[PathBuf]) -> Result<Box<dyn Workshop>, Fault> {
    let only = only_instance()?;
    Ok(Box::new(Desktop::open(profile, modules)?.holding(only)))
}

/// The workshop of the training mode: an in-memory token and the sandbox, both in a folder of their own. What
/// was begun there goes on at the next start; when nothing is unfinished it starts afresh.
///
/// # Errors
/// `SecondCopy`, `DiskDenied`.
pub fn training() -> Result<Box<dyn Workshop>, Fault> {
    let home = Directories::open()?.home().join("training");
    let directories = Directories::at(&home)?;
    let only = Instance::take(directories.home())?;
    if !training::is_unfinished(&directories) {
        training::clear(&directories)?;
    }
    let server = sandbox(&home.join("sandbox"), 0, training::DELAY)?;
    let token = training::token(&home, &server)?;
    let places = Places::new(Vec::new(), directories.keys(), expand, Some(token));
    let profile = ca::profile::load(&server.profile_path())?;
    let desktop = Desktop::new(directories, profile, places);
    Ok(Box::new(desktop.holding(only).holding(server)))
}

/// The right to work on the renewals of this home, until dropped.
///
/// # Errors
/// `SecondCopy`.
pub fn only_instance() -> Result<Instance, Fault> {
    Instance::take(Directories::open()?.home())
}

/// Starts the sandbox in a folder.
///
/// # Errors
/// When the folder cannot be written or the port is taken.
pub fn sandbox(folder: &Path, port: u16, delay: u32) -> Result<Server, Fault> {
    Server::start(Options { port, delay, ..Options::in_folder(folder) })
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
    /// Holder.
    pub snils: &'a Snils,
    /// Kind of certificate.
    pub purpose: Purpose,
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
    places.login(&key, Pin::new(order.pin.reveal().to_owned()))?;
    let now = SystemClock.now();
    let plan = KeyPlan {
        key: key.clone(),
        label: i18n::text("app-training", &[]),
        exportable: false,
        start: now,
        end: now + time::Duration::days(i64::from(order.days)),
    };
    let (point, _) = places.generate(&plan, &seed)?;
    let spki = der::Encode::to_der(&p256_spki(&point).map_err(internal)?).map_err(internal)?;
    let certificate = authority.issue_for_training(&spki, order.snils, order.days, order.purpose)?;
    places.store_certificate(&key, &certificate, &plan.label)?;
    places.logout();
    Ok(FoundCertificate { key, label: plan.label, certificate })
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
    Ok(FoundCertificate { key, label, certificate })
}

/// The paper form of a certificate in the language of the program.
///
/// # Errors
/// `PdfFailed`.
pub fn certificate_pdf(certificate: &Certificate) -> Result<Vec<u8>, Fault> {
    let form = certificate_form(certificate);
    paper::pdf::from_form(&form, SystemClock.now())
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
