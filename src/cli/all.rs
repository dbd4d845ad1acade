//! `renewctl renew --all`: everything that is due, one after the other, with the same answers.

use clap::Args;
use serde_json::json;

use crate::cli::arguments::Renew;
use crate::cli::drive::{one, parse_snils};
use crate::cli::output::Output;
use crate::cli::{DONE, FAILED, REFUSED, WAITING};
use crate::compose::Desktop;
use crate::domain::identifier::Snils;
use crate::domain::key::{FoundCertificate, PlaceId};
use crate::fault::{Fault, SupportCode};
use crate::runtime::workshop::Workshop;
use crate::runtime::{panel, queue};
use crate::tr;

/// From the best to the worst.
const CODES: [u8; 4] = [DONE, WAITING, REFUSED, FAILED];

/// What `renew` takes for several certificates at once.
#[derive(Debug, Args)]
pub struct Options {
    /// Every certificate that is due or was begun, one after the other; `--token` and `--snils` narrow them. Exit code:
    /// the worst of all.
    #[arg(long, conflicts_with_all = ["first", "serial", "pdf", "draft", "certificate"])]
    pub all: bool,
    /// With `--all`: environment variable that holds the PIN of the token with this label, instead of `--pin-env`; may
    /// be repeated.
    #[arg(long, value_name = "LABEL=VAR", requires = "all", value_parser = pin_of)]
    pub pin_env_for: Vec<(String, String)>,
}

/// `LABEL=VAR`. A label may have such a sign in it, the name of a variable may not.
pub fn pin_of(text: &str) -> Result<(String, String), String> {
    let parts = text.rsplit_once('=').filter(|(label, variable)| !label.is_empty() && !variable.is_empty());
    parts
        .map(|(label, variable)| (label.to_owned(), variable.to_owned()))
        .ok_or_else(|| "LABEL=VAR".to_owned())
}

/// Renews one certificate after the other. What stops with a fault does not stop the others; but a token whose PIN was
/// refused is left alone from then on.
pub fn run(options: &Renew, desktop: &Desktop, output: &mut Output) -> Result<u8, Fault> {
    let holder = options.snils.as_deref().map(parse_snils).transpose()?;
    let panel = panel::read(desktop)?;
    // A module that does not load may hide what is due.
    if let (true, Some(fault)) = (panel.certificates.is_empty(), panel.faults.first()) {
        return Err(fault.clone());
    }
    let mut chosen = queue::all(desktop, &panel)?;
    chosen.retain(|found| is_meant(found, options, holder.as_ref()));
    for fault in &panel.faults {
        output.fault(fault);
    }
    let of = chosen.len();
    let (mut codes, mut shut): (Vec<u8>, Vec<(PlaceId, Fault)>) = (Vec::new(), Vec::new());
    // Of the first one that stopped.
    let mut stopped = None;
    for (index, found) in chosen.into_iter().enumerate() {
        let place = found.key.place.clone();
        announce(&found, index + 1, of, output);
        let refused = shut.iter().find(|(other, _)| *other == place).map(|(_, fault)| fault.clone());
        let played = match (refused, found.certificate.snils().or(holder.clone())) {
            (Some(fault), _) => Err(fault),
            (None, None) => Err(Fault::new(SupportCode::ArgumentMissing).with("argument", "--snils")),
            (None, Some(snils)) => renew(options, desktop, found, snils, output),
        };
        let (code, fault) = played.unwrap_or_else(|fault| {
            output.fault(&fault);
            (FAILED, Some(fault))
        });
        desktop.tokens().lock().unwrap_or_else(|poisoned| poisoned.into_inner()).logout();
        stopped = stopped.or(fault.as_ref().map(Fault::support_code));
        shut.extend(fault.filter(is_about_the_pin).map(|fault| (place, fault)));
        codes.push(code);
    }
    let count = |code: u8| codes.iter().filter(|other| **other == code).count();
    let worst = CODES.into_iter().rfind(|code| codes.contains(code)).unwrap_or(DONE);
    output.object(&json!({
        "outcome": "all",
        "code": stopped.as_deref().unwrap_or("OK"),
        "certificates": of,
        "finished": count(DONE),
        "waiting": count(WAITING),
        "refused": count(REFUSED),
        "failed": count(FAILED),
    }));
    let done = count(DONE);
    output.text(&if of == 0 { tr!("cli-nothing-due") } else { tr!("cli-all-done", done = done, of = of) });
    Ok(worst)
}

/// With the PIN of its token.
fn renew(
    options: &Renew,
    desktop: &Desktop,
    found: FoundCertificate,
    snils: Snils,
    output: &mut Output,
) -> Result<(u8, Option<Fault>), Fault> {
    let mut answers = options.answers.clone();
    if let PlaceId::Token { label, .. } = &found.key.place
        && let Some((_, variable)) = options.several.pin_env_for.iter().find(|(wanted, _)| wanted == label)
    {
        answers.pin_env = Some(variable.clone());
    }
    one(options, &answers, desktop, found, snils, output)
}

fn is_meant(found: &FoundCertificate, options: &Renew, holder: Option<&Snils>) -> bool {
    let here = match (&options.token, &found.key.place) {
        (None, _) => true,
        (Some(wanted), PlaceId::Token { label, .. }) => wanted == label,
        (Some(_), PlaceId::Computer) => false,
    };
    here && holder.is_none_or(|holder| found.certificate.snils().as_ref().is_none_or(|own| own == holder))
}

/// Trying the same PIN once more would bring the token nearer to its lock.
fn is_about_the_pin(fault: &Fault) -> bool {
    fault.code.as_str().starts_with("PIN-")
}

fn announce(found: &FoundCertificate, at: usize, of: usize, output: &Output) {
    let token = match &found.key.place {
        PlaceId::Token { label, .. } => Some(label),
        PlaceId::Computer => None,
    };
    let holder = found.certificate.subject().full_name();
    output.object(&json!({
        "event": "next",
        "at": at,
        "of": of,
        "old_serial": found.certificate.serial_hex(),
        "holder": holder,
        "token": token,
    }));
    output.text(&tr!("cli-all-next", at = at, of = of, holder = holder));
}
