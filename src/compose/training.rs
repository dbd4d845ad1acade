//! The training mode: its token, its certificates, and when it starts afresh.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use crate::ca::profile::{self, Library};
use crate::domain::certificate::Purpose;
use crate::domain::entry::is_over;
use crate::domain::identifier::Snils;
use crate::domain::key::{CkaId, FoundCertificate, KeyPlan, KeyRef, PlaceId};
use crate::domain::profile::Profile;
use crate::domain::queue::Queue;
use crate::domain::request::p256_spki;
use crate::domain::secret::{Keep, Pin};
use crate::entropy;
use crate::fault::{Fault, SupportCode};
use crate::i18n;
use crate::journal::FileJournals;
use crate::paper;
use crate::paper::form::{Block, Form};
use crate::platform::directories::Directories;
use crate::platform::notebook::FileNotebook;
use crate::platform::vault::SystemVault;
use crate::ports::{Clock, Journals, Notebook, Tokens, Vault};
use crate::runtime::queue;
use crate::runtime::system::SystemClock;
use crate::runtime::worker::begun_under;
use crate::sandbox::{Authority, Bill, Role, Server, Trainee};
use crate::token::{MemoryToken, Places, discovery};

/// Seconds the training CA takes: long enough to see the waiting, short enough to practise.
pub const DELAY: u32 = 6;
/// PIN of the training token; the window tells it (`app-training-hint`).
pub const PIN: &str = "12345678";
/// СНИЛС of the training holder; the window tells it.
pub const SNILS: &str = "11223344595";
/// СНИЛС of the head of the training organisation.
const HEAD: &str = "08765430300";
/// Whose certificates lie on the training token, for what, and the days until they end: two are due, and the head
/// can approve for most of a year.
const CERTIFICATES: [(Role, Purpose, u32); 3] = [
    (Role::Holder, Purpose::Reporting, 4),
    (Role::Holder, Purpose::Fss, 23),
    (Role::Head, Purpose::Reporting, 300),
];

/// The CAs of the sandbox by the name for `--training`, and the file in its folder that holds the profile.
pub const CAS: [(&str, &str); 3] =
    [("operator", "profile.toml"), ("treasury", "treasury.toml"), ("e-pasluga", "e-pasluga.toml")];

/// The profile in force and all profiles that the sandbox has written.
///
/// # Errors
/// `ProfileGone` when the one in force is not among them, `ProfileInvalid`.
pub fn profiles(sandbox: &Path, in_force: &str) -> Result<(Arc<Profile>, Library), Fault> {
    let mut active = None;
    let mut all = Vec::new();
    for (name, file) in CAS {
        let path = sandbox.join(file);
        if !path.exists() {
            continue;
        }
        let profile = Arc::new(profile::load(&path)?);
        if name == in_force {
            active = Some(profile.clone());
        }
        all.push(profile);
    }
    let active = active.ok_or_else(|| Fault::new(SupportCode::ProfileGone).with("profile", in_force))?;
    Ok((active, Library::Given(all)))
}

/// A renewal was begun and not ended, and its CA is still there; or several are to be done one after the other.
pub fn is_unfinished(directories: &Directories, profiles: &Library) -> bool {
    unfinished(directories, profiles).unwrap_or(false)
}

fn unfinished(directories: &Directories, profiles: &Library) -> Result<bool, Fault> {
    let key = SystemVault::new(directories.home(), entropy::SystemRandom).journal_key()?;
    let mut journals = FileJournals::new(&directories.journal(), &key)?;
    for name in journals.list()? {
        let lines = journals.read(&name)?;
        let open = !lines.is_empty() && !is_over(&lines);
        if open && begun_under(&lines).and_then(|id| profiles.find(id)).is_ok() {
            return Ok(true);
        }
    }
    queue::is_open(&mut FileNotebook::in_home(directories.home()), &mut journals)
}

/// Forgets an ended training: journals and token. The CA keeps its keys, making them anew takes time.
///
/// # Errors
/// `DiskDenied`.
pub fn clear(directories: &Directories) -> Result<(), Fault> {
    let absent_is_fine = |result: std::io::Result<()>| match result {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Fault::from(error)),
        _ => Ok(()),
    };
    absent_is_fine(fs::remove_file(token_file(directories.home())))?;
    // The days that were played are over, too.
    absent_is_fine(fs::remove_file(directories.home().join("sandbox").join("clock")))?;
    let mut notebook = FileNotebook::in_home(directories.home());
    notebook.forget_looks()?;
    notebook.keep_queue(&Queue::default())?;
    absent_is_fine(fs::remove_dir_all(directories.journal()))?;
    absent_is_fine(fs::remove_dir_all(directories.keys()))?;
    let _ = Directories::at(directories.home())?;
    Ok(())
}

/// The training token; a new one gets a certificate that ends in four days, one for the ФСС, and one of the head.
///
/// # Errors
/// `DiskDenied`, `DiskFull`.
pub fn token(home: &Path, server: &Server) -> Result<MemoryToken, Fault> {
    let label = i18n::text("app-training-token", &[]);
    let mut token = MemoryToken::open(token_file(home), &label, PIN, super::expand)?;
    if !token.certificates().is_empty() {
        return Ok(token);
    }
    token.login(Pin::new(PIN.to_owned()), Keep::Once)?;
    let now = SystemClock.now();
    for (role, purpose, days) in CERTIFICATES {
        let snils = if role == Role::Head { HEAD } else { SNILS };
        let snils = Snils::parse(snils).map_err(|error| internal(format!("{error:?}")))?;
        let trainee = Trainee { snils, purpose, role, title: None };
        let seed = super::system_seed()?;
        let key = KeyRef { place: token.id(), id: CkaId::new(seed.identifier::<16>("training")) };
        let end = now + time::Duration::days(i64::from(days));
        let plan = KeyPlan { key, label: label.clone(), exportable: false, start: now, end };
        let point = token.generate(&plan, &seed)?;
        let spki = p256_spki(&point).and_then(|spki| der::Encode::to_der(&spki));
        let spki = spki.map_err(|error| internal(error.to_string()))?;
        let certificate = server.authority().issue_to(&spki, &trainee, days)?;
        token.store(&plan.key.id, &certificate)?;
    }
    token.logout();
    Ok(token)
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
    let mut places = Places::new(modules, containers, super::expand, None);
    let place = places
        .places()?
        .into_iter()
        .map(|place| place.id)
        .find(|id| matches!(id, PlaceId::Token { label, .. } if label == order.token))
        .ok_or_else(|| Fault::new(SupportCode::TokenAbsent).with("token", order.token))?;
    let seed = super::system_seed()?;
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
    let spki = der::Encode::to_der(&p256_spki(&point).map_err(super::internal)?).map_err(super::internal)?;
    let certificate = authority.issue_to(&spki, order.trainee, order.days)?;
    places.store_certificate(&key, &certificate, &plan.label)?;
    places.logout();
    Ok(FoundCertificate { key, label: plan.label, certificate, key_end: None })
}

/// A bill as the program prints its papers.
///
/// # Errors
/// `PdfFailed`.
pub fn bill_pdf(bill: &Bill) -> Result<Vec<u8>, Fault> {
    let text = |id: &str| i18n::text(id, &[]);
    let mut block = Block::default();
    block.push(text("bill-payer"), bill.payer.as_str());
    block.push(text("bill-holder"), bill.holder.as_str());
    block.push(text("bill-amount"), bill.amount.as_str());
    block.push(text("bill-until"), bill.until.map(i18n::date).unwrap_or_default());
    let form = Form {
        language: i18n::language().code().to_owned(),
        title: text("bill-title"),
        subtitle: crate::tr!("bill-subtitle", number = bill.number.as_str(), date = i18n::date(bill.date)),
        blocks: vec![block],
        footer: text("bill-footer"),
        ..Form::default()
    };
    paper::pdf::from_form(&form, bill.date)
}

fn token_file(home: &Path) -> std::path::PathBuf {
    home.join("training-token.json")
}

fn internal(detail: String) -> Fault {
    Fault::new(SupportCode::Internal).with("detail", detail)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use crate::domain::field::Field;
    use crate::watch::{Calendar, Rules, Settled, Thresholds, Watched};

    #[test]
    fn all_cas_that_the_sandbox_has_written_are_at_hand_and_one_is_in_force() {
        let folder = std::env::temp_dir().join(format!("renewal-training-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let put = |from: &str, to: &str| {
            let text = fs::read_to_string(Path::new("assets/profiles").join(from)).unwrap();
            fs::write(folder.join(to), text).unwrap();
        };
        put("operator.toml", "profile.toml");
        let (active, library) = profiles(&folder, "operator").unwrap();
        assert_eq!((active.id.as_str(), library.all().unwrap().len()), ("operator", 1));
        assert_eq!(profiles(&folder, "treasury").unwrap_err().code, SupportCode::ProfileGone);
        put("treasury.toml", "treasury.toml");
        put("e-pasluga.toml", "e-pasluga.toml");
        let (active, library) = profiles(&folder, "e-pasluga").unwrap();
        assert_eq!((active.id.as_str(), library.all().unwrap().len()), ("e-pasluga", 3));
        assert_eq!(library.find("treasury").unwrap().draft_days, 31);
        fs::remove_dir_all(folder).unwrap();
    }

    /// Seed row 0.25.
    #[test]
    fn the_training_token_holds_a_head_of_the_same_organisation_who_is_not_due() {
        let home = std::env::temp_dir().join(format!("renewal-training-head-{}", std::process::id()));
        let server = Server::start(crate::sandbox::Options::in_folder(&home.join("sandbox"))).unwrap();
        let found = token(&home, &server).unwrap().certificates();
        let ogrn = |found: &crate::domain::key::FoundCertificate| {
            found.certificate.subject().value(Field::Ogrn).map(str::to_owned)
        };
        assert!(found.iter().all(|one| ogrn(one) == ogrn(&found[0])));
        let watched: Vec<_> = found.iter().map(|found| Watched::new(&found.certificate)).collect();
        let (calendar, thresholds) = (Calendar::russia(), Thresholds::default());
        let rules = Rules { calendar: &calendar, thresholds: &thresholds, checks: 0 };
        let states = crate::watch::states(&watched, Settled::trusted(SystemClock.now()), rules);
        let due = crate::watch::due(&watched, &states);
        assert_eq!(due.iter().map(|(_, due)| due.days_left).collect::<Vec<_>>(), [4, 23]);
        let titles: Vec<_> =
            found.iter().filter_map(|one| one.certificate.subject().value(Field::Title)).collect();
        assert_eq!(titles, ["Бухгалтер", "Бухгалтер", "Генеральный директор"]);
        drop(server);
        fs::remove_dir_all(home).unwrap();
    }

    #[test]
    fn the_window_tells_the_number_and_the_pin_to_practise_with() {
        let hint = i18n::text("app-training-hint", &[]);
        let digits: String = hint.chars().filter(char::is_ascii_digit).collect();
        assert_eq!(digits, format!("{SNILS}{PIN}"));
    }
}
