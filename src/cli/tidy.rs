//! `renewctl recover` and `renewctl cleanup`: what renewals have left on the places. Nothing is removed without `--yes`.

use clap::Args;
use serde_json::{Value, json};

use crate::cli::arguments::World;
use crate::cli::drive::secret;
use crate::cli::output::Output;
use crate::cli::{DONE, DUE, FAILED};
use crate::compose::{self, Desktop};
use crate::domain::key::{KeyRef, PlaceId};
use crate::domain::secret::Keep;
use crate::fault::{Fault, SupportCode};
use crate::i18n;
use crate::renewal::cleanup::{OldPair, Verdict};
use crate::renewal::recovery::{Finding, Kind, Repair};
use crate::runtime::recovery;
use crate::runtime::workshop::Workshop;
use crate::tr;

/// Options of `recover`.
#[derive(Debug, Args)]
pub struct Recover {
    /// Where keys and the CA are.
    #[command(flatten)]
    pub world: World,
    /// Repair what can be repaired here: write certificates again, remove keys of cancelled renewals. What has to go on
    /// at the CA goes on with `resume`.
    #[arg(long)]
    pub yes: bool,
    /// Environment variable that holds the PIN of the token; without it the PIN that is kept is used, if there is one.
    #[arg(long, value_name = "VAR")]
    pub pin_env: Option<String>,
    /// Repair on the token with this label only.
    #[arg(long)]
    pub token: Option<String>,
    /// Remove unfinished keys of other computers, too.
    #[arg(long, requires = "yes")]
    pub other_computers: bool,
    /// One JSON object per finding, and the outcome last.
    #[arg(long)]
    pub json: bool,
}

/// Options of `cleanup`.
#[derive(Debug, Args)]
pub struct Cleanup {
    /// Where keys and the CA are.
    #[command(flatten)]
    pub world: World,
    /// Label of the token; without it this computer.
    #[arg(long)]
    pub token: Option<String>,
    /// Serial number of the certificate whose key pair is to go; may be repeated. Without it they are only shown.
    #[arg(long, value_name = "SERIAL")]
    pub remove: Vec<String>,
    /// What was encrypted to the old key need not be read any more.
    #[arg(long)]
    pub yes: bool,
    /// Environment variable that holds the PIN of the token; without it the PIN that is kept is used, if there is one.
    #[arg(long, value_name = "VAR")]
    pub pin_env: Option<String>,
    /// One JSON object per pair, and the outcome last.
    #[arg(long)]
    pub json: bool,
}

/// `renewctl recover`.
pub fn recover(options: &Recover, output: &mut Output) -> Result<u8, Fault> {
    let _only = compose::only_instance()?;
    let desktop = Desktop::open(options.world.profile.as_deref(), &options.world.module)?;
    desktop.pin_is_given(options.pin_env.is_some());
    let before = first_look(options, &desktop)?;
    let wanted = |finding: &&Finding| options.yes && may_repair(finding, options);
    let mut repaired = 0;
    for finding in before.iter().filter(wanted) {
        let pin = secret(options.pin_env.as_deref());
        match recovery::repair(&desktop, finding, pin.map(|pin| (pin, Keep::Once))) {
            Ok(done) => repaired += usize::from(done),
            // Nothing is tried twice with a PIN.
            Err(fault) => {
                output.fault(&fault);
                return Ok(FAILED);
            }
        }
    }
    let findings = if repaired > 0 { recovery::look(&desktop)?.findings } else { before };
    for finding in &findings {
        output.object(&describe(finding));
        let said = i18n::finding(finding);
        let place = name(&finding.key.place);
        output.text(&tr!("cli-finding", what = said.what, place = place, means = said.means));
    }
    if findings.is_empty() {
        output.text(&tr!("cli-recover-nothing"));
    }
    let needs_you = findings.iter().filter(|finding| finding.needs_you()).count();
    output.object(&json!({
        "outcome": if needs_you > 0 { "found" } else { "in-place" },
        "code": "OK",
        "findings": findings.len(),
        "needs_you": needs_you,
        "repaired": repaired,
    }));
    Ok(if needs_you > 0 { DUE } else { DONE })
}

/// With the PIN of a token its private keys are looked at, too. A repair logs in for itself, so then it is not done twice.
fn first_look(options: &Recover, desktop: &Desktop) -> Result<Vec<Finding>, Fault> {
    let pin = secret(options.pin_env.as_deref()).filter(|_| !options.yes);
    let (Some(label), Some(pin)) = (&options.token, pin) else {
        return Ok(recovery::look(desktop)?.findings);
    };
    let place =
        token(desktop, label)?.ok_or_else(|| Fault::new(SupportCode::TokenAbsent).with("token", label))?;
    Ok(recovery::look_open(desktop, &place, pin)?.findings)
}

/// The connected token with this label.
fn token(desktop: &Desktop, wanted: &str) -> Result<Option<PlaceId>, Fault> {
    let tokens = desktop.tokens();
    let places = tokens.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).places()?;
    let is_it = |id: &PlaceId| matches!(id, PlaceId::Token { label, .. } if label == wanted);
    Ok(places.into_iter().map(|place| place.id).find(is_it))
}

fn may_repair(finding: &Finding, options: &Recover) -> bool {
    let here = match (&options.token, &finding.key.place) {
        (Some(wanted), PlaceId::Token { label, .. }) => wanted == label,
        (Some(_), PlaceId::Computer) => false,
        (None, _) => true,
    };
    let ours = finding.kind != Kind::OtherComputer || options.other_computers;
    here && ours && matches!(finding.repair, Repair::Rewrite | Repair::Remove)
}

/// `renewctl cleanup`.
pub fn cleanup(options: &Cleanup, output: &mut Output) -> Result<u8, Fault> {
    let _only = compose::only_instance()?;
    let desktop = Desktop::open(options.world.profile.as_deref(), &options.world.module)?;
    if !desktop.has_token(options.token.as_deref())? {
        return Err(Fault::new(SupportCode::TokenAbsent).with("token", name_of(options.token.as_deref())));
    }
    let pairs: Vec<OldPair> = recovery::look(&desktop)?.old_pairs;
    let pairs: Vec<OldPair> =
        pairs.into_iter().filter(|pair| lies_on(pair, options.token.as_deref())).collect();
    if options.remove.is_empty() {
        for pair in &pairs {
            output.object(&describe_pair(pair));
            output.text(&line(pair));
        }
        if pairs.is_empty() {
            output.text(&tr!("cli-cleanup-nothing"));
        }
        output.object(&json!({"outcome": "listed", "code": "OK", "count": pairs.len()}));
        return Ok(DONE);
    }
    if !options.yes {
        return Err(Fault::new(SupportCode::ArgumentMissing).with("argument", "--yes"));
    }
    let keys = options.remove.iter().map(|serial| removable(&pairs, serial)).collect::<Result<Vec<_>, _>>();
    let cleaned = keys.and_then(|keys| {
        desktop.pin_is_given(options.pin_env.is_some());
        let pin = secret(options.pin_env.as_deref());
        recovery::clean_up(&desktop, &keys, pin.map(|pin| (pin, Keep::Once)))
    });
    match cleaned {
        Ok(gone) => {
            let ids: Vec<String> = gone.iter().map(|key| key.id.to_string()).collect();
            output.object(&json!({"outcome": "cleaned", "code": "OK", "removed": ids}));
            output.text(&tr!("cli-cleaned", count = gone.len()));
            Ok(DONE)
        }
        Err(fault) => {
            output.fault(&fault);
            Ok(FAILED)
        }
    }
}

/// The key of a pair that may go.
fn removable(pairs: &[OldPair], serial: &str) -> Result<KeyRef, Fault> {
    let wanted = serial.to_uppercase();
    let pair = pairs.iter().find(|pair| pair.certificate.serial_hex() == wanted);
    let refused =
        |detail: &str| Fault::new(SupportCode::PairNeeded).with("serial", &wanted).with("detail", detail);
    match pair.map(|pair| (&pair.verdict, &pair.key)) {
        Some((Verdict::Safe(_), key)) => Ok(key.clone()),
        Some((Verdict::Kept(reason), _)) => Err(refused(reason.id())),
        None => Err(refused("no old pair of this program")),
    }
}

fn lies_on(pair: &OldPair, wanted: Option<&str>) -> bool {
    match (&pair.key.place, wanted) {
        (PlaceId::Token { label, .. }, Some(wanted)) => label == wanted,
        (PlaceId::Computer, None) => true,
        _ => false,
    }
}

fn name(place: &PlaceId) -> String {
    match place {
        PlaceId::Token { label, .. } => label.clone(),
        PlaceId::Computer => name_of(None),
    }
}

fn name_of(token: Option<&str>) -> String {
    token.map_or_else(|| tr!("place-computer"), str::to_owned)
}

fn describe(finding: &Finding) -> Value {
    let mut object = place_of(&finding.key);
    let said = i18n::finding(finding);
    object["event"] = "finding".into();
    object["kind"] = finding.kind.id().into();
    object["repair"] = finding.repair.id().into();
    object["renewal"] = finding.renewal.clone().into();
    object["holder"] = finding.holder.clone().into();
    object["label"] = finding.label.clone().into();
    object["asked"] = finding.asked.id().into();
    object["pin_needed"] = finding.unseen.into();
    object["needs_you"] = finding.needs_you().into();
    object["what"] = said.what.into();
    object["means"] = said.means.into();
    object
}

fn describe_pair(pair: &OldPair) -> Value {
    let mut object = place_of(&pair.key);
    object["event"] = "old-pair".into();
    object["serial"] = pair.certificate.serial_hex().into();
    object["holder"] = pair.certificate.subject().full_name().into();
    object["ended"] = pair.ended.unix_timestamp().into();
    object["renewal"] = pair.renewal.clone().into();
    match &pair.verdict {
        Verdict::Safe(proof) => {
            object["safe"] = true.into();
            object["replaced_by"] = proof.by.serial_hex().into();
            object["pin_needed"] = (!proof.seen).into();
        }
        Verdict::Kept(reason) => {
            object["safe"] = false.into();
            object["reason"] = reason.id().into();
        }
    }
    object
}

fn place_of(key: &KeyRef) -> Value {
    let (token, token_serial) = match &key.place {
        PlaceId::Token { label, serial } => (Some(label), Some(serial)),
        PlaceId::Computer => (None, None),
    };
    json!({"cka_id": key.id.to_string(), "token": token, "token_serial": token_serial})
}

fn line(pair: &OldPair) -> String {
    let verdict = match &pair.verdict {
        Verdict::Safe(proof) => tr!("cli-old-pair-safe", by = proof.by.serial_hex()),
        Verdict::Kept(reason) => i18n::kept(reason),
    };
    tr!(
        "cli-old-pair",
        holder = pair.certificate.subject().full_name(),
        serial = pair.certificate.serial_hex(),
        date = i18n::date(pair.ended),
        verdict = verdict
    )
}
