//! How the scheduled check is registered, in words.

use crate::domain::schedule::Mechanism;
use crate::tr;

/// Who starts the check, or that nobody does.
pub fn schedule(by: Option<Mechanism>) -> String {
    match by {
        Some(Mechanism::Timer) => tr!("schedule-timer"),
        Some(Mechanism::Autostart) => tr!("schedule-autostart"),
        Some(Mechanism::Task) => tr!("schedule-task"),
        Some(Mechanism::Agent) => tr!("schedule-agent"),
        None => tr!("schedule-none"),
    }
}
