//! `renewctl schedule`: the daily check, registered with the system.

use serde_json::json;

use crate::cli::arguments::{Schedule, ScheduleWhat};
use crate::cli::output::Output;
use crate::cli::{DONE, FAILED};
use crate::compose::schedule;
use crate::domain::schedule::Mechanism;
use crate::fault::Fault;
use crate::i18n;

/// Registers, takes away, or tells.
pub fn run(options: &Schedule, output: &Output) -> Result<u8, Fault> {
    let by = match options.what {
        ScheduleWhat::Install => Some(schedule::install()?),
        ScheduleWhat::Remove => schedule::remove().map(|()| None)?,
        ScheduleWhat::Status => schedule::registered(),
    };
    output.object(&json!({
        "outcome": if by.is_some() { "registered" } else { "not-registered" },
        "code": "OK",
        "by": by.map(Mechanism::id),
    }));
    output.text(&i18n::schedule(by));
    Ok(if by.is_none() && options.what == ScheduleWhat::Status { FAILED } else { DONE })
}
