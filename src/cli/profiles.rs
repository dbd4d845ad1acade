//! `renewctl profiles`: which profiles of CAs are at hand, and what is wrong with one.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use crate::ca::profile::{self, Origin, Shelved};
use crate::cli::output::Output;
use crate::cli::{COULD_NOT_LOOK, DONE};
use crate::compose::profiles;
use crate::domain::profile::Profile;
use crate::fault::{Fault, SupportCode};

/// Options of `profiles`.
#[derive(Debug, Args)]
pub struct Options {
    /// Check this file instead and tell every mistake with its line and column: exit code 2 when there is one.
    #[arg(long, value_name = "FILE")]
    pub check: Option<PathBuf>,
    /// One JSON object per profile, or per mistake.
    #[arg(long)]
    pub json: bool,
}

/// Lists the profiles, or checks a file.
pub fn run(options: &Options, output: &Output) -> Result<u8, Fault> {
    match &options.check {
        Some(file) => Ok(check(file, output)),
        None => list(output),
    }
}

fn list(output: &Output) -> Result<u8, Fault> {
    for shelved in profiles::at_hand()?.all()? {
        let mut object = json!({ "id": shelved.id });
        let own = match &shelved.origin {
            Origin::Own(file) => {
                object["source"] = "own".into();
                object["file"] = file.display().to_string().into();
                true
            }
            Origin::BuiltIn => {
                object["source"] = "built-in".into();
                false
            }
        };
        match &shelved.profile {
            Ok(profile) => {
                describe(profile, &mut object);
                output.object(&object);
                output.text(&line(&shelved, &profile.title, own));
            }
            Err(mistakes) => tell_broken(&shelved, mistakes, object, own, output),
        }
    }
    Ok(DONE)
}

/// A broken profile: its first mistake in JSON, all of them for people.
fn tell_broken(shelved: &Shelved, mistakes: &[Fault], mut object: Value, own: bool, output: &Output) {
    if let Some(first) = mistakes.first() {
        object["code"] = first.support_code().into();
        place(first, &mut object);
    }
    output.object(&object);
    output.text(&line(shelved, &crate::tr!("profiles-broken"), own));
    for mistake in mistakes {
        output.text(&format!("    {}", sentence(mistake)));
    }
}

fn check(file: &Path, output: &Output) -> u8 {
    let mistakes = match profile::check(file) {
        Ok(profile) => {
            let mut object = json!({"outcome": "valid", "code": "OK", "id": profile.id});
            describe(&profile, &mut object);
            output.object(&object);
            output.text(&crate::tr!("profiles-valid", title = profile.title));
            return DONE;
        }
        Err(mistakes) => mistakes,
    };
    // What could not be read at all is told as everywhere.
    if let [only] = &*mistakes
        && only.code != SupportCode::ProfileInvalid
    {
        output.fault(only);
        return COULD_NOT_LOOK;
    }
    tell_mistakes(&mistakes, SupportCode::ProfileInvalid, output)
}

/// Every mistake of a file that somebody edits, and how many there are.
pub fn tell_mistakes(mistakes: &[Fault], code: SupportCode, output: &Output) -> u8 {
    for mistake in mistakes {
        let mut object = json!({});
        place(mistake, &mut object);
        output.object(&object);
        output.text(&sentence(mistake));
    }
    output.object(&json!({ "outcome": "failed", "code": code.as_str(), "mistakes": mistakes.len() }));
    output.text(&crate::tr!("profiles-mistakes", count = mistakes.len()));
    COULD_NOT_LOOK
}

fn describe(profile: &Profile, object: &mut Value) {
    object["title"] = profile.title.clone().into();
    object["protocol"] = json!(profile.protocol);
    object["steps"] = profile.steps.iter().map(|step| step.id()).collect();
}

fn place(mistake: &Fault, object: &mut Value) {
    let number = |name: &str| mistake.fact(name).and_then(|text| text.parse::<u64>().ok());
    object["file"] = mistake.fact("file").into();
    object["line"] = number("line").into();
    object["column"] = number("column").into();
    object["detail"] = mistake.fact("detail").into();
}

fn line(shelved: &Shelved, what: &str, own: bool) -> String {
    let source = if own { crate::tr!("profiles-own") } else { crate::tr!("profiles-built-in") };
    format!("{} · {what} · {source}", shelved.id)
}

/// As compilers write it, so that an editor finds the place: `file:line:column: detail`.
pub fn sentence(mistake: &Fault) -> String {
    let facts = ["file", "line", "column", "detail"].into_iter().filter_map(|name| mistake.fact(name));
    let parts: Vec<&str> = facts.collect();
    match parts.split_last() {
        Some((detail, place)) if !place.is_empty() => format!("{}: {detail}", place.join(":")),
        _ => parts.concat(),
    }
}
