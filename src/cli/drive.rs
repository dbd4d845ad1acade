//! Drives a renewal by answering its questions from the arguments. Nothing is ever tried twice with a PIN.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::cli::arguments::{Answers, Renew, Resume};
use crate::cli::choose::{begun, choose, unfinished};
use crate::cli::output::Output;
use crate::cli::{DONE, FAILED, WAITING};
use crate::compose::{self, Desktop};
use crate::domain::certificate::Certificate;
use crate::domain::entry::Event;
use crate::domain::identifier::Snils;
use crate::domain::key::{KeyRef, Place, PlaceId};
use crate::domain::secret::{Pin, Seed};
use crate::entropy;
use crate::fault::{Fault, SupportCode};
use crate::renewal::{Input, Question, View};
use crate::runtime::worker::{Workshop, beginning};
use crate::runtime::{Engine, Pause};

/// `renewctl renew`. What was begun for the certificate goes on: a script that calls again after a failure must
/// not fill the token with keys.
pub fn renew(options: &Renew, output: &mut Output) -> Result<u8, Fault> {
    let _only = compose::only_instance()?;
    let desktop = Desktop::open(&options.world.profile, &options.world.module)?;
    let snils = parse_snils(&options.snils)?;
    let found = choose(&desktop, options, &snils)?;
    let ports = desktop.ports(Some((found.key.clone(), found.certificate.clone())))?;
    let engine = match begun(&desktop, &found.certificate)? {
        Some(renewal) => Engine::resume(ports, desktop.profile(), &renewal, output)?,
        None => Engine::start(ports, desktop.profile(), &found, output)?,
    };
    let target = if options.computer { Target::Computer } else { Target::SameAs(found.key.place.clone()) };
    let script = Script {
        old_key: Some(found.key),
        snils: Some(snils),
        target,
        exportable: options.exportable,
        answers: &options.answers,
        cancel: false,
    };
    script.play(&desktop, engine, output)
}

/// `renewctl resume`.
pub fn resume(options: &Resume, output: &mut Output) -> Result<u8, Fault> {
    let _only = compose::only_instance()?;
    let desktop = Desktop::open(&options.world.profile, &options.world.module)?;
    let Some(renewal) = unfinished(&desktop, options.renewal.as_deref())? else {
        output.object(&json!({"outcome": "nothing", "code": "OK"}));
        output.text(&crate::tr!("cli-nothing-to-resume"));
        return Ok(DONE);
    };
    let old = beginning(&desktop.journals()?.read(&renewal)?)?;
    let (key, certificate) = old.clone().unzip();
    let ports = desktop.ports(old)?;
    let engine = Engine::resume(ports, desktop.profile(), &renewal, output)?;
    let snils = match &options.snils {
        Some(text) => Some(parse_snils(text)?),
        None => certificate.and_then(|certificate| certificate.snils()),
    };
    let same = key.as_ref().map_or(Target::Computer, |key| Target::SameAs(key.place.clone()));
    let target = options.token.clone().map_or(same, Target::Label);
    let script = Script {
        old_key: key,
        snils,
        target,
        exportable: false,
        answers: &options.answers,
        cancel: options.cancel,
    };
    script.play(&desktop, engine, output)
}

/// Where the new key goes.
enum Target {
    Computer,
    SameAs(PlaceId),
    Label(String),
}

impl Target {
    fn find(&self, places: &[Place]) -> Option<PlaceId> {
        let wanted = |place: &&Place| match (self, &place.id) {
            (Self::Computer, id) => *id == PlaceId::Computer,
            (Self::SameAs(same), id) => id == same,
            (Self::Label(wanted), PlaceId::Token { label, .. }) => label == wanted,
            (Self::Label(_), PlaceId::Computer) => false,
        };
        places.iter().find(wanted).map(|place| place.id.clone())
    }
}

/// All answers.
struct Script<'a> {
    old_key: Option<KeyRef>,
    snils: Option<Snils>,
    target: Target,
    exportable: bool,
    answers: &'a Answers,
    cancel: bool,
}

impl Script<'_> {
    fn play(&self, desktop: &Desktop, mut engine: Engine, output: &mut Output) -> Result<u8, Fault> {
        let deadline = Instant::now() + Duration::from_secs(self.answers.wait);
        if self.cancel {
            engine.feed(Input::Stop, output);
        }
        loop {
            let view = engine.view();
            match engine.pause() {
                Pause::End => return self.finish(desktop, &view, output),
                Pause::Until(at) => {
                    let left = deadline.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        return Ok(waiting(&view, output));
                    }
                    let wait = Duration::try_from(at - desktop.clock().now()).unwrap_or_default();
                    std::thread::sleep(wait.min(left));
                    engine.wake(output);
                }
                Pause::User => match self.answer(&view) {
                    Ok(input) => engine.feed(input, output),
                    Err(fault) => {
                        output.fault(&fault);
                        return Ok(FAILED);
                    }
                },
            }
        }
    }

    /// The answer to the question that is asked. A question that comes back with a fault is not answered twice.
    fn answer(&self, view: &View) -> Result<Input, Fault> {
        if let Some(fault) = &view.fault {
            return Err(fault.clone());
        }
        let missing = |what: &str| Fault::new(SupportCode::ArgumentMissing).with("argument", what);
        Ok(match view.question.as_ref() {
            Some(Question::Snils) => Input::Snils(self.snils.clone().ok_or_else(|| missing("--snils"))?),
            Some(Question::Data) if self.answers.yes => Input::Agree,
            Some(Question::Acknowledgement) if self.answers.yes => Input::Acknowledge,
            Some(Question::Data | Question::Acknowledgement) => return Err(missing("--yes")),
            Some(Question::Place) => {
                let place = self.target.find(&view.places).ok_or(SupportCode::TokenAbsent)?;
                Input::Choose { place, exportable: self.exportable }
            }
            Some(Question::Randomness) => Input::Randomness(system_seed()?),
            // A new container keeps its password when it is opened again by a later run.
            Some(Question::NewPassword { key } | Question::Pin { key, .. }) if self.is_new_container(key) => {
                let name = self.answers.new_password_env.as_deref().or(self.answers.pin_env.as_deref());
                Input::Unlock(secret(name).ok_or_else(|| missing("--new-password-env"))?)
            }
            Some(Question::Pin { .. } | Question::NewPassword { .. }) => {
                Input::Unlock(secret(self.answers.pin_env.as_deref()).ok_or_else(|| missing("--pin-env"))?)
            }
            Some(Question::Backup { with_key }) => match &self.answers.backup {
                None => Input::SkipBackup,
                Some(medium) => {
                    // A script names a folder, not a drive that may be missing.
                    std::fs::create_dir_all(medium)?;
                    let password = secret(self.answers.backup_password_env.as_deref());
                    if *with_key && password.is_none() {
                        return Err(missing("--backup-password-env"));
                    }
                    Input::Backup { medium: medium.clone(), password }
                }
            },
            Some(
                Question::Workplace
                | Question::Drafts(_)
                | Question::Form(_)
                | Question::CodeWord
                | Question::Review
                | Question::Refused
                | Question::SaveRequest
                | Question::CertificateFile
                | Question::Retry
                | Question::End,
            )
            | None => {
                return Err(Fault::new(SupportCode::Internal).with("detail", "nothing was asked"));
            }
        })
    }

    fn is_new_container(&self, key: &KeyRef) -> bool {
        key.place == PlaceId::Computer && Some(key) != self.old_key.as_ref()
    }

    fn finish(&self, desktop: &Desktop, view: &View, output: &Output) -> Result<u8, Fault> {
        let Some(certificate) = &view.certificate else {
            output.object(&json!({"outcome": "cancelled", "code": "OK"}));
            output.text(&crate::tr!("cli-cancelled"));
            return Ok(DONE);
        };
        // The renewal has ended, and the journal says so: a form that cannot be written must not hide it.
        let form = self.answers.pdf.as_ref().map(|path| save_form(desktop, certificate, path));
        let (form, fault) = match form.transpose() {
            Ok(path) => (path, None),
            Err(fault) => (None, Some(fault)),
        };
        let copied = view.backup.as_ref().map(|(folder, _)| files_in(folder)).unwrap_or_default();
        let files: Vec<PathBuf> = form.into_iter().chain(copied).collect();
        let outcome = json!({
            "outcome": "finished",
            "code": "OK",
            "renewal": view.renewal,
            "cka_id": desktop.key_of(&view.renewal)?.map(|key| key.id.to_string()),
            "serial": certificate.serial_hex(),
            "not_after": certificate.not_after().unix_timestamp(),
            "files": files,
        });
        output.text(&crate::tr!("cli-finished", serial = certificate.serial_hex()));
        match fault {
            None => output.object(&outcome),
            Some(fault) => {
                output.spoiled(outcome, &fault);
                return Ok(FAILED);
            }
        }
        Ok(DONE)
    }
}

fn save_form(desktop: &Desktop, certificate: &Certificate, path: &Path) -> Result<PathBuf, Fault> {
    std::fs::write(path, desktop.form(certificate)?).map_err(|error| {
        Fault::new(SupportCode::PdfFailed).with("file", path.display()).with("detail", error)
    })?;
    Ok(path.to_owned())
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut files: Vec<PathBuf> = entries.filter_map(Result::ok).map(|file| file.path()).collect();
    files.sort();
    files
}

fn waiting(view: &View, output: &Output) -> u8 {
    output.object(&json!({
        "outcome": "waiting",
        "code": "OK",
        "renewal": view.renewal,
        "number": view.accepted.as_ref().map(|accepted| accepted.number.clone()),
        "next": view.waiting.as_ref().map(|wait| wait.next.unix_timestamp()),
    }));
    output.text(&crate::tr!("cli-waiting"));
    WAITING
}

fn parse_snils(text: &str) -> Result<Snils, Fault> {
    Snils::parse(text)
        .map_err(|error| Fault::new(SupportCode::SnilsCheck).with("detail", format!("{error:?}")))
}

/// A script has no hands to move a mouse: the system's source alone, and the journal says so.
fn system_seed() -> Result<Seed, Fault> {
    entropy::from_system().map_err(|error| Fault::new(SupportCode::Internal).with("detail", error))
}

/// A secret from a named environment variable.
pub fn secret(name: Option<&str>) -> Option<Pin> {
    std::env::var(name?).ok().map(Pin::new)
}

/// Chain and request of a renewal.
pub type Papers = (Vec<Certificate>, Vec<u8>);

/// Chain and request that belong to a certificate, from its journal; for `backup`.
pub fn issued_in(desktop: &Desktop, serial: &str) -> Result<Option<Papers>, Fault> {
    let mut journals = desktop.journals()?;
    for name in journals.list()?.into_iter().rev() {
        let lines = journals.read(&name)?;
        let mut request = Vec::new();
        for line in lines {
            match line.event {
                Event::RequestReady { submission } => request = submission.request,
                Event::Issued { certificate, chain }
                    if Certificate::from_der(&certificate)?.serial_hex() == serial =>
                {
                    let chain =
                        chain.iter().map(|der| Certificate::from_der(der)).collect::<Result<_, _>>()?;
                    return Ok(Some((chain, request)));
                }
                _ => {}
            }
        }
    }
    Ok(None)
}
