//! The commands that are not a renewal.

use std::path::Path;

use serde_json::json;

use crate::cli::arguments::{Backup, Check, Import, Look, Print, Role, Sandbox, Training};
use crate::cli::diagnose;
use crate::cli::drive::{issued_in, secret};
use crate::cli::output::Output;
use crate::cli::{DONE, DUE};
use crate::compose::{self, Desktop, notices};
use crate::domain::certificate::{Certificate, Purpose};
use crate::domain::identifier::Snils;
use crate::domain::key::{FoundCertificate, PlaceId};
use crate::domain::moment;
use crate::domain::reminder::{Looker, Wish};
use crate::fault::{Fault, SupportCode};
use crate::i18n;
use crate::ports::{Clock, CopyContent, Keep};
use crate::runtime::message::{Card, Unfinished};
use crate::runtime::standing::Standing;
use crate::runtime::system::SystemClock;
use crate::runtime::workshop::Workshop;
use crate::runtime::{look, panel, reminders};
use crate::sandbox;
use crate::watch::Timing;

/// `renewctl sandbox`: serves until it is stopped or its standard input, if it is a pipe, is closed.
pub fn sandbox(options: &Sandbox, output: &mut Output) -> Result<u8, Fault> {
    let server = compose::sandbox(&options.dir, options.port, options.delay)?;
    server.set_faults(sandbox::Faults { revoked: options.revoked.clone(), ..sandbox::Faults::default() });
    output.object(&json!({
        "portal": server.url(),
        "root": server.root_pem_path(),
        "profile": server.profile_path(),
        "profiles": server.profiles().into_iter().collect::<std::collections::BTreeMap<_, _>>(),
        "operator": server.operator_url(),
    }));
    loop {
        std::thread::park();
    }
}

/// `renewctl training`.
pub fn training(options: &Training, output: &mut Output) -> Result<u8, Fault> {
    let (role, snils) = match options.role {
        Role::Holder => (sandbox::Role::Holder, "112-233-445 95"),
        Role::Head => (sandbox::Role::Head, "087-654-303 00"),
    };
    let snils = Snils::parse(options.snils.as_deref().unwrap_or(snils))
        .map_err(|error| Fault::new(SupportCode::SnilsCheck).with("detail", format!("{error:?}")))?;
    let pin = secret(Some(&options.pin_env))
        .ok_or_else(|| Fault::new(SupportCode::ArgumentMissing).with("argument", "--pin-env"))?;
    let purpose = if options.fss { Purpose::Fss } else { Purpose::Reporting };
    let trainee = sandbox::Trainee { snils, purpose, role, title: options.title.clone() };
    let found = compose::put_training_certificate(&compose::TrainingOrder {
        sandbox: &options.dir,
        module: &options.module,
        token: &options.token,
        pin,
        days: options.days,
        key_days: options.key_days.unwrap_or(options.days),
        trainee: &trainee,
    })?;
    output.object(&describe(&found));
    output.text(&line(&found));
    Ok(DONE)
}

/// `renewctl list`.
pub fn list(options: &Look, output: &mut Output) -> Result<u8, Fault> {
    let desktop = Desktop::open_to_look(options.world.profile.as_deref(), &options.world.module)?;
    let (found, faults) = desktop.certificates()?;
    for found in &found {
        output.object(&describe(found));
        output.text(&line(found));
    }
    for fault in &faults {
        output.fault(fault);
    }
    Ok(DONE)
}

/// `renewctl check`: asks the CAs that may be asked, and tells what needs the user. A window that is open asks them
/// itself, so then only the certificates are looked at.
pub fn check(options: &Check, output: &mut Output) -> Result<u8, Fault> {
    let desktop = Desktop::open_to_look(options.look.world.profile.as_deref(), &options.look.world.module)?;
    let looks = match compose::look_alone()? {
        Some(_only) => look::round(&desktop)?,
        None => Vec::new(),
    };
    for look in &looks {
        tell(look, output);
        if look.changed {
            desktop.announce(look);
        }
    }
    if options.trust_clock {
        reminders::heed(desktop.notebook().as_mut(), &Wish::TrustClock, SystemClock.now())?;
    }
    let panel = panel::read(&desktop)?;
    reminders::looked(desktop.notebook().as_mut(), Looker::Schedule, SystemClock.now());
    for card in &panel.cards {
        match card {
            Card::Due { found, urgency, timing, .. } => {
                tell_due(found, &format!("{urgency:?}").to_lowercase(), Some(timing), output);
                desktop.announce_due(found, Some(timing));
            }
            Card::Visit { found, fault, .. } if fault.code == SupportCode::CertRevoked => {
                tell_due(found, "revoked", None, output);
            }
            Card::Visit { found, .. } => {
                tell_due(found, "expired", None, output);
                desktop.announce_due(found, None);
            }
            Card::Unfinished(unfinished) if unfinished.needs_you => tell_unfinished(unfinished, output),
            _ => {}
        }
    }
    diagnose::preflight(&desktop, &panel, output);
    // A clock that is behind, a module that does not load: what was found is not all that can be said.
    for fault in panel.faults.iter().filter(|_| !panel.certificates.is_empty()) {
        output.fault(fault);
    }
    let lasting = |look: &&look::Look| look.fault.as_ref().is_some_and(|fault| !fault.passes_by_itself());
    let changed = looks.iter().filter(|look| look.changed).count();
    let due =
        changed > 0 || looks.iter().any(|look| lasting(&look)) || panel.cards.iter().any(Card::needs_you);
    if !due && !panel.faults.is_empty() && panel.certificates.is_empty() {
        return Err(panel.faults.into_iter().next().unwrap_or(SupportCode::TokenAbsent.into()));
    }
    if !due {
        output.text(&crate::tr!("cli-nothing-due"));
    }
    let faults = looks.iter().filter_map(|look| look.fault.as_ref()).chain(&panel.faults);
    output.object(&json!({
        "outcome": if due { "due" } else { "nothing-due" },
        "code": "OK",
        "certificates": panel.certificates.len(),
        "replaced": panel.tally.replaced,
        "hidden": panel.tally.hidden,
        "later": panel.tally.later,
        "changed": changed,
        "faults": faults.map(Fault::support_code).collect::<Vec<_>>(),
    }));
    Ok(if due { DUE } else { DONE })
}

fn tell(look: &look::Look, output: &Output) {
    let mut object = json!({
        "event": "looked",
        "renewal": look.renewal,
        "number": look.number,
        "stage": look.standing.id(),
        "asked": look.asked,
        "changed": look.changed,
        "next": look.next.map(|next| next.unix_timestamp()),
    });
    let number = look.number.as_str();
    let line = match &look.fault {
        Some(fault) => {
            object["code"] = fault.support_code().into();
            crate::tr!("cli-look-failed", number = number, text = i18n::fault(fault).what)
        }
        None => crate::tr!("cli-looked", number = number, text = notices::of_look(look).text),
    };
    output.object(&object);
    output.text(&line);
}

fn tell_due(found: &FoundCertificate, urgency: &str, timing: Option<&Timing>, output: &mut Output) {
    let mut object = describe(found);
    object["urgency"] = urgency.into();
    if let Some(timing) = timing {
        object["occasion"] = timing.occasion.id().into();
        object["begin_by"] = timing.begin.map(|begin| begin.day.to_string()).into();
        object["may_wait_until"] = timing.later.map(|until| until.unix_timestamp()).into();
    }
    output.object(&object);
    output.text(&line(found));
}

fn tell_unfinished(unfinished: &Unfinished, output: &Output) {
    output.object(&json!({
        "event": "unfinished",
        "renewal": unfinished.renewal,
        "number": unfinished.number,
        "holder": unfinished.holder,
        "stage": unfinished.standing.id(),
        "deadline": unfinished.deadline.map(|deadline| deadline.at.unix_timestamp()),
        "days_left": unfinished.deadline.map(|deadline| deadline.days_left),
    }));
    let state = match &unfinished.standing {
        Standing::Step(step) => i18n::text(&format!("step-{}", step.id()), &[]),
        standing => i18n::stage(standing.id()),
    };
    output.text(&crate::tr!("cli-unfinished", holder = unfinished.holder.as_str(), state = state));
}

/// `renewctl print`.
pub fn print(options: &Print, output: &mut Output) -> Result<u8, Fault> {
    let desktop = Desktop::open(options.world.profile.as_deref(), &options.world.module)?;
    let found = by_serial(&desktop, &options.serial)?;
    let pdf = desktop.form(&found.certificate)?;
    if let Some(path) = &options.pdf {
        std::fs::write(path, &pdf)?;
    }
    if let Some(printer) = &options.printer {
        let file = std::env::temp_dir().join(format!("{}.pdf", found.certificate.serial_hex()));
        std::fs::write(&file, &pdf)?;
        let title = found.certificate.subject().full_name();
        let printed = desktop.printer().print(printer, &file, &title, options.copies);
        let _ = std::fs::remove_file(&file);
        printed?;
    }
    output.object(&json!({"outcome": "printed", "code": "OK", "serial": found.certificate.serial_hex()}));
    Ok(DONE)
}

/// `renewctl backup`.
pub fn backup(options: &Backup, output: &mut Output) -> Result<u8, Fault> {
    let desktop = Desktop::open(options.world.profile.as_deref(), &options.world.module)?;
    let found = by_serial(&desktop, &options.serial)?;
    let (chain, request) = issued_in(&desktop, &found.certificate.serial_hex())?.unwrap_or_default();
    let password = secret(options.password_env.as_deref());
    let key = match (&password, secret(options.pin_env.as_deref())) {
        (Some(_), Some(pin)) => {
            let tokens = desktop.tokens();
            let mut tokens = tokens.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            tokens.login(&found.key, pin, Keep::Once)?;
            let key = tokens.export(&found.key);
            tokens.logout();
            key?
        }
        _ => None,
    };
    let content = CopyContent {
        certificate: &found.certificate,
        chain: &chain,
        request: &request,
        key: key.as_ref().zip(password.as_ref()),
    };
    let folder = desktop.backups().save(&options.dir, &content)?;
    let with_key = content.key.is_some();
    output.object(&json!({"outcome": "copied", "code": "OK", "folder": folder, "with_key": with_key}));
    output.text(&folder.display().to_string());
    Ok(DONE)
}

/// `renewctl import`.
pub fn import(options: &Import, output: &mut Output) -> Result<u8, Fault> {
    let pin = secret(Some(&options.pin_env))
        .ok_or_else(|| Fault::new(SupportCode::ArgumentMissing).with("argument", "--pin-env"))?;
    let certificate = Certificate::from_pem(&read_text(&options.certificate)?)?;
    let found = compose::import(&read_text(&options.key)?, certificate, &pin, options.exportable)?;
    output.object(&describe(&found));
    output.text(&line(&found));
    Ok(DONE)
}

fn read_text(path: &Path) -> Result<String, Fault> {
    std::fs::read_to_string(path).map_err(|error| Fault::from(error).with("file", path.display()))
}

fn by_serial(desktop: &Desktop, serial: &str) -> Result<FoundCertificate, Fault> {
    let (found, _) = desktop.certificates()?;
    let wanted = serial.to_uppercase();
    let found = found.into_iter().find(|f| f.certificate.serial_hex() == wanted);
    found.ok_or_else(|| SupportCode::CertNotFound.into())
}

/// A certificate for scripts.
fn describe(found: &FoundCertificate) -> serde_json::Value {
    let certificate = &found.certificate;
    let (token, token_serial) = match &found.key.place {
        PlaceId::Token { label, serial } => (Some(label), Some(serial)),
        PlaceId::Computer => (None, None),
    };
    let until = found.usable_until();
    json!({
        "serial": certificate.serial_hex(),
        "holder": certificate.subject().full_name(),
        "snils": certificate.snils().map(|snils| snils.digits().to_owned()),
        "issuer": certificate.issuer().full_name(),
        "not_before": certificate.not_before().unix_timestamp(),
        "not_after": certificate.not_after().unix_timestamp(),
        "usable_until": until.unix_timestamp(),
        "days_left": moment::days_left(SystemClock.now(), until),
        "cka_id": found.key.id.to_string(),
        "token": token,
        "token_serial": token_serial,
    })
}

/// A certificate for people.
fn line(found: &FoundCertificate) -> String {
    let certificate = &found.certificate;
    crate::tr!(
        "cli-certificate",
        holder = certificate.subject().full_name(),
        serial = certificate.serial_hex(),
        until = found.usable_until().date().to_string()
    )
}
