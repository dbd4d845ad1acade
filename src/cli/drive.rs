//! Drives a renewal by answering its questions from the arguments. Nothing is ever tried twice with a PIN.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::cli::all;
use crate::cli::arguments::{Answers, Renew, Resume};
use crate::cli::choose::{beginning_of, begun, begun_first, choose, unfinished};
use crate::cli::form::FormFile;
use crate::cli::output::Output;
use crate::cli::script::{Done, Reaction, Script, Target};
use crate::cli::{DONE, FAILED, REFUSED, WAITING};
use crate::compose::{self, Desktop};
use crate::domain::certificate::Certificate;
use crate::domain::entry::Event;
use crate::domain::identifier::Snils;
use crate::domain::key::FoundCertificate;
use crate::domain::medium::CopyPlace;
use crate::domain::profile::Profile;
use crate::domain::refusal::{Refusal, Source};
use crate::domain::secret::Pin;
use crate::fault::{Fault, SupportCode};
use crate::i18n;
use crate::renewal::{Input, View};
use crate::runtime::workshop::Workshop;
use crate::runtime::{Engine, Pause};
use crate::tr;

/// `renewctl renew`. What was begun for the certificate goes on: a script that calls again after a failure must
/// not fill the token with keys.
pub fn renew(options: &Renew, output: &mut Output) -> Result<u8, Fault> {
    let _only = compose::only_instance()?;
    let desktop = Desktop::open(options.world.profile.as_deref(), &options.world.module)?;
    if options.first {
        return first(options, &desktop, output);
    }
    if options.several.all {
        return all::run(options, &desktop, output);
    }
    let snils = parse_snils(options.snils.as_deref().unwrap_or_default())?;
    let found = choose(&desktop, options, &snils)?;
    let played = one(options, &options.answers, &desktop, found, snils, output)?;
    Ok(played.0)
}

/// One certificate: the exit code, and the fault that it stopped with.
pub fn one(
    options: &Renew,
    answers: &Answers,
    desktop: &Desktop,
    found: FoundCertificate,
    snils: Snils,
    output: &mut Output,
) -> Result<(u8, Option<Fault>), Fault> {
    desktop.pin_is_given(answers.pin_env.is_some());
    let form = form_of(answers, &desktop.profile())?;
    let old = Some((found.key.clone(), found.certificate.clone()));
    let engine = match begun(desktop, &found.certificate)? {
        Some(renewal) => {
            let (profile, _) = beginning_of(desktop, &renewal)?;
            Engine::resume(desktop.ports(&profile, old)?, profile, &renewal, output)?
        }
        None => {
            let profile = desktop.profile();
            Engine::start(desktop.ports(&profile, old)?, profile, &found, output)?
        }
    };
    let target = if options.computer { Target::Computer } else { Target::SameAs(found.key.place.clone()) };
    let script = Script {
        old_key: Some(found.key),
        snils: Some(snils),
        target,
        exportable: options.exportable,
        answers,
        form,
        cancel: false,
        done: Done::default(),
    };
    play(script, desktop, engine, output)
}

/// `renewctl renew --first`.
fn first(options: &Renew, desktop: &Desktop, output: &mut Output) -> Result<u8, Fault> {
    desktop.pin_is_given(options.answers.pin_env.is_some());
    let form = form_of(&options.answers, &desktop.profile())?;
    let engine = match begun_first(desktop)? {
        Some(renewal) => {
            let (profile, _) = beginning_of(desktop, &renewal)?;
            Engine::resume(desktop.ports(&profile, None)?, profile, &renewal, output)?
        }
        None => {
            let profile = desktop.profile();
            Engine::start_first(desktop.ports(&profile, None)?, profile, output)?
        }
    };
    let label = options.token.clone().filter(|_| !options.computer);
    let script = Script {
        old_key: None,
        snils: None,
        target: label.map_or(Target::Computer, Target::Label),
        exportable: options.exportable,
        answers: &options.answers,
        form,
        cancel: false,
        done: Done::default(),
    };
    Ok(play(script, desktop, engine, output)?.0)
}

/// `renewctl resume`.
pub fn resume(options: &Resume, output: &mut Output) -> Result<u8, Fault> {
    let _only = compose::only_instance()?;
    let desktop = Desktop::open(options.world.profile.as_deref(), &options.world.module)?;
    let Some(renewal) = unfinished(&desktop, options.renewal.as_deref())? else {
        output.object(&json!({"outcome": "nothing", "code": "OK"}));
        output.text(&tr!("cli-nothing-to-resume"));
        return Ok(DONE);
    };
    desktop.pin_is_given(options.answers.pin_env.is_some());
    let (profile, old) = beginning_of(&desktop, &renewal)?;
    let form = form_of(&options.answers, &profile)?;
    let (key, certificate) = old.clone().unzip();
    let ports = desktop.ports(&profile, old)?;
    let engine = Engine::resume(ports, profile, &renewal, output)?;
    let snils = match &options.snils {
        Some(text) => Some(parse_snils(text)?),
        None => certificate.and_then(|certificate| certificate.snils()),
    };
    let same = key.as_ref().map_or(Target::Computer, |key| Target::SameAs(key.place.clone()));
    let script = Script {
        old_key: key,
        snils,
        target: options.token.clone().map_or(same, Target::Label),
        exportable: false,
        answers: &options.answers,
        form,
        cancel: options.cancel,
        done: Done::default(),
    };
    Ok(play(script, &desktop, engine, output)?.0)
}

fn form_of(answers: &Answers, profile: &Profile) -> Result<FormFile, Fault> {
    let read = |path: &PathBuf| FormFile::read(path, &profile.forms);
    answers.form.as_ref().map_or_else(|| Ok(FormFile::default()), read)
}

fn play(
    mut script: Script<'_>,
    desktop: &Desktop,
    mut engine: Engine,
    output: &mut Output,
) -> Result<(u8, Option<Fault>), Fault> {
    let deadline = Instant::now() + Duration::from_secs(script.answers.wait);
    if script.cancel {
        engine.feed(Input::Stop, output);
    }
    loop {
        let view = engine.view();
        match engine.pause() {
            Pause::End => return Ok((finish(script.answers, desktop, &view, output)?, None)),
            Pause::Until(at) => {
                let left = deadline.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    return Ok((waiting(&view, output), None));
                }
                let wait = Duration::try_from(at - desktop.clock().now()).unwrap_or_default();
                std::thread::sleep(wait.min(left));
                engine.wake(output);
            }
            Pause::User => match script.react(&view) {
                Ok(Reaction::Answer(input)) => engine.feed(*input, output),
                Ok(Reaction::Later) => return Ok((waiting(&view, output), None)),
                Ok(Reaction::Refused) => return Ok((refused(&view, output), None)),
                Err(fault) => {
                    output.fault(&fault);
                    return Ok((FAILED, Some(fault)));
                }
            },
        }
    }
}

fn finish(answers: &Answers, desktop: &Desktop, view: &View, output: &Output) -> Result<u8, Fault> {
    let Some(certificate) = &view.certificate else {
        if let Some(fault) = &view.fault {
            output.fault(fault);
            return Ok(FAILED);
        }
        output.object(&json!({"outcome": "cancelled", "code": "OK"}));
        output.text(&tr!("cli-cancelled"));
        return Ok(DONE);
    };
    // The renewal has ended, and the journal says so: a form that cannot be written must not hide it.
    let form = answers.pdf.as_ref().map(|path| save_form(desktop, certificate, path));
    let (form, fault) = match form.transpose() {
        Ok(path) => (path, None),
        Err(fault) => (None, Some(fault)),
    };
    let copy = view.backup.as_ref().map(|(place, _)| place);
    let copied = copy.and_then(CopyPlace::folder).map(files_in).unwrap_or_default();
    let files: Vec<PathBuf> = form.into_iter().chain(copied).collect();
    let mut outcome = json!({
        "outcome": "finished",
        "code": "OK",
        "renewal": view.renewal,
        "cka_id": desktop.key_of(&view.renewal)?.map(|key| key.id.to_string()),
        "serial": certificate.serial_hex(),
        "not_after": certificate.not_after().unix_timestamp(),
        "files": files,
    });
    if let Some(CopyPlace::Token { label, .. }) = copy {
        outcome["backup_token"] = label.clone().into();
    }
    output.text(&tr!("cli-finished", serial = certificate.serial_hex()));
    match fault {
        None => output.object(&outcome),
        Some(fault) => {
            output.spoiled(outcome, &fault);
            return Ok(FAILED);
        }
    }
    Ok(DONE)
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
        "stage": view.waiting.as_ref().map(|wait| wait.stage.clone()),
        "number": view.accepted.as_ref().map(|accepted| accepted.number.clone()),
        "link": view.accepted.as_ref().and_then(|accepted| accepted.link.clone()),
        "deadline": view.deadline.map(|deadline| deadline.unix_timestamp()),
        "request_file": view.request_file,
        "next": view.waiting.as_ref().map(|wait| wait.next.unix_timestamp()),
    }));
    match &view.request_file {
        Some(file) => output.text(&tr!("cli-carry", file = file.display().to_string())),
        None => output.text(&tr!("cli-waiting")),
    }
    WAITING
}

/// The request was refused, or the registers say that it would be.
fn refused(view: &View, output: &Output) -> u8 {
    let found = view.findings.iter().find(|finding| finding.blocking).map(|finding| Refusal {
        source: finding.source,
        reason: finding.detail.clone(),
        sections: view.sections_to_correct(),
        new_key: false,
    });
    let refusal = view.refusal.clone().or(found).unwrap_or(Refusal {
        source: Source::Other,
        reason: String::new(),
        sections: Vec::new(),
        new_key: false,
    });
    let sections: Vec<_> = refusal.sections.iter().map(|section| section.id()).collect();
    let findings: Vec<_> = view
        .findings
        .iter()
        .map(|f| json!({"source": f.source.id(), "field": f.field, "detail": f.detail, "blocking": f.blocking}))
        .collect();
    let outcome = json!({
        "outcome": "refused",
        "renewal": view.renewal,
        "number": view.accepted.as_ref().map(|accepted| accepted.number.clone()),
        "source": refusal.source.id(),
        "reason": refusal.reason,
        "sections": sections,
        "new_key": refusal.new_key,
        "findings": findings,
        "next": if refusal.source.is_final() { "visit" } else { "repair" },
    });
    // What to do about it follows as the remedy of the fault.
    output.text(&said(&refusal));
    output.spoiled(outcome, &refusal.to_fault());
    REFUSED
}

/// «Отказ: паспортные данные не подтвердились. Причина: …», in the words of the screen.
fn said(refusal: &Refusal) -> String {
    let what = tr!("cli-refused", what = i18n::refusal(refusal.source));
    match refusal.reason.as_str() {
        "" => what,
        reason => format!("{what} {}", tr!("fault-reason", reason = reason)),
    }
}

/// A СНИЛС as typed.
pub fn parse_snils(text: &str) -> Result<Snils, Fault> {
    Snils::parse(text)
        .map_err(|error| Fault::new(SupportCode::SnilsCheck).with("detail", format!("{error:?}")))
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
