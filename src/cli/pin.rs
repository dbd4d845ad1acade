//! `renewctl pin`: another PIN by the old one, or by that of the administrator.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::json;

use crate::cli::drive::secret;
use crate::cli::output::Output;
use crate::cli::{DONE, FAILED};
use crate::compose::places;
use crate::domain::key::{PinState, Place, PlaceId};
use crate::domain::secret::Pin;
use crate::fault::{Fault, SupportCode};
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

/// What both need.
#[derive(Debug, Args)]
struct Target {
    /// Serial number of the token, if several have this label.
    #[arg(long)]
    serial: Option<String>,
    /// Environment variable that holds the new PIN.
    #[arg(long, value_name = "VAR")]
    new_pin_env: String,
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
    };
    let new = needed(&target.new_pin_env, "--new-pin-env")?;
    let tokens = places::open(&target.module)?;
    let place = find(&tokens, token, target.serial.as_deref())?.id;
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
            output.object(&outcome);
            output.text(&tr!("cli-pin-done"));
            Ok(DONE)
        }
        Err(fault) => {
            output.spoiled(json!({"outcome": "failed", "state": state}), &fault);
            Ok(FAILED)
        }
    }
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
