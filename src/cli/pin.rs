//! `renewctl pin`: another PIN by the old one, or by that of the administrator; an end to one that is kept.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::json;

use crate::cli::drive::secret;
use crate::cli::output::Output;
use crate::cli::{DONE, FAILED};
use crate::compose::{self, places};
use crate::domain::key::{PinState, Place, PlaceId};
use crate::domain::secret::Pin;
use crate::fault::{Fault, SupportCode};
use crate::i18n;
use crate::ports::SharedTokens;
use crate::runtime::pins::{self, PinOrder};
use crate::tr;

/// Options of `pin`.
#[derive(Debug, Args)]
pub struct Options {
    /// What to do with the PIN.
    #[command(subcommand)]
    order: Order,
}

/// What to do with the PIN.
#[derive(Debug, Subcommand)]
enum Order {
    /// Set another PIN by the old one: exit code 0 changed, 1 refused and the old one holds, 2 could not look.
    Change(Change),
    /// Set another PIN by that of the administrator. A wrong one spends one of the administrator's tries; when none is
    /// left the token can only be formatted, and its keys are gone.
    Unlock(Unlock),
    /// Forget PINs that the password store of the system keeps for this program; the tokens need not be connected.
    Forget(Forget),
}

/// Options of `pin change`.
#[derive(Debug, Args)]
struct Change {
    /// Which place.
    #[command(flatten)]
    target: Target,
    /// Label of the token; without it the password of the keys of this computer that it opens.
    #[arg(long)]
    token: Option<String>,
    /// Environment variable that holds the PIN that holds now.
    #[arg(long, value_name = "VAR")]
    pin_env: String,
}

/// Options of `pin unlock`.
#[derive(Debug, Args)]
struct Unlock {
    /// Which place.
    #[command(flatten)]
    target: Target,
    /// Label of the token.
    #[arg(long)]
    token: String,
    /// Environment variable that holds the PIN of the administrator.
    #[arg(long, value_name = "VAR")]
    admin_pin_env: String,
}

/// Options of `pin forget`.
#[derive(Debug, Args)]
struct Forget {
    /// Label of the token; without it all PINs are forgotten.
    #[arg(long)]
    token: Option<String>,
    /// Serial number of the token; needed when it is not connected, or several have this label.
    #[arg(long, requires = "token")]
    serial: Option<String>,
    /// PKCS#11 module; may be repeated. Without it the known places of the vendors are searched.
    #[arg(long, value_name = "SO")]
    module: Vec<PathBuf>,
    /// One JSON object on standard output.
    #[arg(long)]
    json: bool,
}

/// What a change and an unlocking need.
#[derive(Debug, Args)]
struct Target {
    /// Serial number of the token, if several have this label.
    #[arg(long)]
    serial: Option<String>,
    /// Environment variable that holds the new PIN.
    #[arg(long, value_name = "VAR")]
    new_pin_env: String,
    /// Try even if it is the last try: of the owner before the token locks itself, of the administrator before it can only
    /// be formatted.
    #[arg(long)]
    last_try: bool,
    /// PKCS#11 module; may be repeated. Without it the known places of the vendors are searched.
    #[arg(long, value_name = "SO")]
    module: Vec<PathBuf>,
    /// One JSON object on standard output.
    #[arg(long)]
    json: bool,
}

impl Options {
    /// The answer is read by a script.
    pub fn json(&self) -> bool {
        match &self.order {
            Order::Change(change) => change.target.json,
            Order::Unlock(unlock) => unlock.target.json,
            Order::Forget(forget) => forget.json,
        }
    }
}

/// `renewctl pin`.
pub fn run(options: &Options, output: &Output) -> Result<u8, Fault> {
    let (target, token, opener, by_admin) = match &options.order {
        Order::Change(o) => (&o.target, o.token.as_deref(), needed(&o.pin_env, "--pin-env")?, false),
        Order::Unlock(o) => {
            (&o.target, Some(o.token.as_str()), needed(&o.admin_pin_env, "--admin-pin-env")?, true)
        }
        Order::Forget(o) => return forget(o, output),
    };
    let new = needed(&target.new_pin_env, "--new-pin-env")?;
    let tokens = places::open(&target.module)?;
    let found = find(&tokens, token, target.serial.as_deref())?;
    if let Some(fault) = last_try(&found, by_admin).filter(|_| !target.last_try) {
        output.spoiled(json!({"outcome": "failed", "state": state(found.pin)}), &fault);
        return Ok(FAILED);
    }
    let place = found.id;
    let order = match by_admin {
        false => PinOrder::Change { place, old: opener, new },
        true => PinOrder::Unlock { place, admin: opener, new },
    };
    let answer = pins::carry_out(order, &tokens);
    let state = answer.seen.as_ref().map(|place| state(place.pin));
    match answer.done {
        Ok(()) => {
            let (label, serial) = match &answer.place {
                PlaceId::Token { label, serial } => (Some(label), Some(serial)),
                PlaceId::Computer => (None, None),
            };
            let mut outcome = match by_admin {
                false => json!({"outcome": "pin-changed"}),
                true => json!({"outcome": "pin-unlocked"}),
            };
            outcome["code"] = "OK".into();
            outcome["token"] = json!(label);
            outcome["token_serial"] = json!(serial);
            outcome["state"] = json!(state);
            outcome["remark"] = json!(answer.remark.as_ref().map(Fault::support_code));
            output.object(&outcome);
            output.text(&tr!("cli-pin-done"));
            if let Some(remark) = &answer.remark {
                let said = i18n::fault(remark);
                output.text(&format!("{} {} [{}]", said.what, said.remedy, remark.support_code()));
            }
            Ok(DONE)
        }
        Err(fault) => {
            output.spoiled(json!({"outcome": "failed", "state": state}), &fault);
            Ok(FAILED)
        }
    }
}

/// `renewctl pin forget`.
fn forget(options: &Forget, output: &Output) -> Result<u8, Fault> {
    let place = match (&options.token, &options.serial) {
        (None, _) => None,
        (Some(label), Some(serial)) => Some(PlaceId::Token { serial: serial.clone(), label: label.clone() }),
        (Some(label), None) => Some(find(&places::open(&options.module)?, Some(label), None)?.id),
    };
    match compose::pins::forget(place.as_ref()) {
        Ok(count) => {
            output.object(&json!({"outcome": "pin-forgotten", "code": "OK", "count": count}));
            output.text(&tr!("cli-pin-forgotten", count = count));
            Ok(DONE)
        }
        Err(fault) => {
            output.fault(&fault);
            Ok(FAILED)
        }
    }
}

/// A mistake would lock the token, or make it good for nothing but formatting.
fn last_try(place: &Place, by_admin: bool) -> Option<Fault> {
    let (state, code) = match by_admin {
        false => (place.pin, SupportCode::PinLastTry),
        true => (place.admin_pin, SupportCode::AdminPinLastTry),
    };
    (state == PinState::FinalTry).then(|| Fault::new(code).with("token", &place.title))
}

fn needed(variable: &str, argument: &str) -> Result<Pin, Fault> {
    secret(Some(variable)).ok_or_else(|| Fault::new(SupportCode::ArgumentMissing).with("argument", argument))
}

/// The only place that is meant. Of two tokens with one label the wrong one must not be touched.
fn find(tokens: &SharedTokens, token: Option<&str>, serial: Option<&str>) -> Result<Place, Fault> {
    let places = tokens.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).places()?;
    let mut meant = places.into_iter().filter(|place| match (&place.id, token) {
        (PlaceId::Token { label, serial: number }, Some(token)) => {
            label == token && serial.is_none_or(|serial| serial == number)
        }
        (PlaceId::Computer, None) => true,
        _ => false,
    });
    let place = meant
        .next()
        .ok_or_else(|| Fault::new(SupportCode::TokenAbsent).with("token", token.unwrap_or_default()))?;
    match meant.next() {
        None => Ok(place),
        Some(_) => Err(Fault::new(SupportCode::ArgumentMissing).with("argument", "--serial")),
    }
}

/// The state of a PIN for scripts.
fn state(pin: PinState) -> &'static str {
    match pin {
        PinState::Fine => "fine",
        PinState::CountLow => "count-low",
        PinState::FinalTry => "final-try",
        PinState::Locked => "locked",
        PinState::ToBeChanged => "to-be-changed",
        PinState::NotSet => "not-set",
        PinState::Unknown => "unknown",
    }
}
