//! The settings of this computer for both faces, and how they take effect.

use crate::compose::{pins, profiles, schedule};
use crate::domain::settings::{InForce, Key, Settings};
use crate::fault::{Fault, SupportCode};
use crate::platform::directories::Directories;
use crate::platform::settings::{self, Files};
use crate::runtime::settings::{ProfileChoice, SettingsView};

pub use crate::platform::settings::{check, parse_one};

/// Where the settings of this home stand.
pub(super) fn files(directories: &Directories) -> Files {
    Files::of(directories.settings())
}

/// What holds for this user. Never fails: without a home the defaults hold, and that is told.
pub fn in_force() -> InForce {
    match Directories::locate() {
        Ok(directories) => files(&directories).load(),
        Err(fault) => InForce { mistakes: vec![fault], ..InForce::default() },
    }
}

/// The user's own file and the policy of the administrator, for messages.
///
/// # Errors
/// `DiskDenied`, `DiskFull`.
pub fn places() -> Result<Files, Fault> {
    Directories::open().map(|directories| files(&directories))
}

/// Changes one setting as typed.
///
/// # Errors
/// `SettingsInvalid`, `SettingsLocked`, `DiskDenied`, `DiskFull`; `PinNotForgotten` after the change, when kept PINs are
/// to be forgotten and the keyring did not remove them.
pub fn set(key: Key, text: &str) -> Result<(), Fault> {
    let files = places()?;
    let held = files.load();
    if held.is_locked(key) {
        return Err(Fault::new(SupportCode::SettingsLocked).with("setting", key.name()));
    }
    let mut wanted = held.settings;
    wanted.take(key, &settings::parse_one(key, text)?);
    files.save(&wanted)?;
    let held = files.load().settings;
    if held.remember_pin {
        // Whether there is a keyring is told where a PIN is asked for: it may come and go.
        return Ok(());
    }
    pins::apply(&Directories::open()?, &held).map_or(Ok(()), Err)
}

/// What «Настройки» is drawn from.
pub(super) fn view() -> SettingsView {
    let choices = || -> Result<Vec<ProfileChoice>, Fault> {
        let all = profiles::at_hand()?.all()?;
        let readable = all.into_iter().filter_map(|shelved| shelved.profile.ok());
        let real = readable.filter(|profile| !profile.training);
        Ok(real.map(|profile| ProfileChoice { id: profile.id, title: profile.title }).collect())
    };
    let held = in_force();
    let pin_fault = Directories::locate().ok().and_then(|home| pins::apply(&home, &held.settings));
    SettingsView {
        held,
        pin_fault,
        profiles: choices().unwrap_or_default(),
        schedule: schedule::registered(),
        ..SettingsView::default()
    }
}

/// Saves what the user wants.
///
/// # Errors
/// `DiskDenied`, `DiskFull`.
pub(super) fn save(wanted: &Settings) -> Result<SettingsView, Fault> {
    let put_aside = places()?.save(wanted)?;
    let schedule_fault = schedule::apply(&in_force().settings).err();
    Ok(SettingsView { put_aside, schedule_fault, ..view() })
}
