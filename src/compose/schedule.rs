//! The scheduled check of this program: what is run, and whether the settings want it.

use std::env::consts::EXE_SUFFIX;

use crate::domain::schedule::Mechanism;
use crate::domain::settings::Settings;
use crate::fault::{Fault, SupportCode};
use crate::platform::directories::HOME;
use crate::platform::schedule::{self, Job};
use crate::platform::settings::POLICY;

pub use crate::platform::schedule::{registered, remove};

/// Registers the check and runs it once.
///
/// # Errors
/// `ScheduleFailed`.
pub fn install() -> Result<Mechanism, Fault> {
    schedule::install(&job()?)
}

/// Registers the check or takes it away, as the settings want it. Without a CA there is nothing to check yet.
///
/// # Errors
/// `ScheduleFailed`.
pub fn apply(settings: &Settings) -> Result<Option<Mechanism>, Fault> {
    let wanted = settings.autostart && settings.profile.is_some();
    match (wanted, registered()) {
        (true, None) => install().map(Some),
        (false, Some(_)) => remove().map(|()| None),
        (_, state) => Ok(state),
    }
}

/// `renewctl check` beside this program, with the settings of this user. Where they are elsewhere than usual, the
/// scheduler has to know.
fn job() -> Result<Job, Fault> {
    let program =
        std::env::current_exe().map(|program| program.with_file_name(format!("renewctl{EXE_SUFFIX}")));
    let program = program.ok().filter(|program| program.is_file()).ok_or_else(|| {
        Fault::new(SupportCode::ScheduleFailed).with("detail", "renewctl is not beside this program")
    })?;
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let environment = [HOME, POLICY].into_iter().filter_map(|name| Some((name.to_owned(), set(name)?)));
    Ok(Job { program, arguments: vec!["check".to_owned()], environment: environment.collect() })
}
