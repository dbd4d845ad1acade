//! `renewctl settings`: what holds, what is wrong with a file, and one change at a time.

use std::path::Path;

use serde_json::{Map, Value, json};

use crate::cli::arguments::{ChangeSetting, SettingsOptions};
use crate::cli::output::Output;
use crate::cli::profiles::{sentence, tell_mistakes};
use crate::cli::{COULD_NOT_LOOK, DONE};
use crate::compose::settings;
use crate::domain::settings::{InForce, Key, Settings};
use crate::fault::{Fault, SupportCode};

/// Shows, checks or changes.
pub fn run(options: &SettingsOptions, output: &Output) -> Result<u8, Fault> {
    match (&options.change, &options.check) {
        (Some(ChangeSetting::Set { key, value }), _) => set(key, value, output),
        (None, Some(file)) => Ok(check(file, output)),
        (None, None) => show(output),
    }
}

fn set(key: &str, value: &str, output: &Output) -> Result<u8, Fault> {
    let key = Key::named(key).ok_or(SupportCode::Internal)?;
    settings::set(key, value)?;
    output.object(&json!({ "outcome": "saved", "code": "OK", "setting": key.name() }));
    Ok(DONE)
}

fn check(file: &Path, output: &Output) -> u8 {
    match settings::check(file) {
        Ok(()) => {
            output.object(&json!({ "outcome": "valid", "code": "OK" }));
            output.text(&crate::tr!("settings-cli-valid", file = file.to_string_lossy()));
            DONE
        }
        Err(mistakes) => match &*mistakes {
            // What could not be read at all is told as everywhere.
            [only] if only.code != SupportCode::SettingsInvalid => {
                output.fault(only);
                COULD_NOT_LOOK
            }
            mistakes => tell_mistakes(mistakes, SupportCode::SettingsInvalid, output),
        },
    }
}

fn show(output: &Output) -> Result<u8, Fault> {
    let files = settings::places()?;
    let held = settings::in_force();
    output.text(&crate::tr!("settings-cli-own", file = files.own.to_string_lossy()));
    if files.policy.exists() {
        output.text(&crate::tr!("settings-cli-policy", file = files.policy.to_string_lossy()));
    }
    let values: Map<String, Value> =
        Key::ALL.iter().map(|key| (key.name().to_owned(), value(*key, &held.settings))).collect();
    for (name, value) in &values {
        let locked = Key::named(name).is_some_and(|key| held.is_locked(key));
        let locked = if locked { format!(" · {}", crate::tr!("settings-locked")) } else { String::new() };
        output.text(&format!("{name} = {value}{locked}"));
    }
    for mistake in &held.mistakes {
        output.text(&sentence(mistake));
    }
    output.object(&json!({
        "outcome": "shown",
        "code": held.mistakes.first().map_or("OK".to_owned(), Fault::support_code),
        "file": files.own,
        "policy": files.policy.exists().then_some(&files.policy),
        "settings": values,
        "locked": locked(&held),
        "mistakes": held.mistakes.iter().map(sentence).collect::<Vec<_>>(),
    }));
    Ok(DONE)
}

fn locked(held: &InForce) -> Vec<&'static str> {
    held.locked.iter().map(|key| key.name()).collect()
}

fn value(key: Key, settings: &Settings) -> Value {
    match key {
        Key::Profile => json!(settings.profile),
        Key::Modules => json!(settings.modules),
        Key::Thresholds => json!(settings.thresholds),
        Key::Language => json!(settings.language.name()),
        Key::TextSize => json!(settings.text_size),
        Key::Theme => json!(settings.theme.name()),
        Key::Autostart => json!(settings.autostart),
        Key::BackupFolder => json!(settings.backup_folder),
        Key::Proxy => json!(settings.proxy.name()),
        Key::RememberPin => json!(settings.remember_pin),
    }
}
