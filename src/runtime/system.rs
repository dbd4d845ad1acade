//! The clock of the operating system, and so many seconds more as a training puts it forward.

use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;

use time::Duration;

use crate::domain::moment::Moment;
use crate::ports::Clock;

/// Names a file with seconds to add, in builds for tests: days must pass without being waited for.
const VARIABLE: &str = "RENEWAL_CLOCK";

/// The clock of the training mode, once it was begun.
static FOLLOWED: OnceLock<PathBuf> = OnceLock::new();

/// The system's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Moment {
        Moment::now_utc() + shift()
    }
}

/// From now on the clock goes as the training CA's does. Its certificates begin on days that were only played.
pub fn follow(file: PathBuf) {
    // A second training in the same process is the same training.
    let _ = FOLLOWED.set(file);
}

/// The file that puts the clock forward, if one was named. Never in a build for users.
pub fn clock_file() -> Option<PathBuf> {
    if cfg!(debug_assertions) { std::env::var_os(VARIABLE).map(PathBuf::from) } else { None }
}

/// Read at every look, so that a day can pass while the program runs. A file that is not there counts as 0.
fn shift() -> Duration {
    let Some(file) = clock_file().or_else(|| FOLLOWED.get().cloned()) else { return Duration::ZERO };
    let seconds = fs::read_to_string(file).ok().and_then(|text| text.trim().parse().ok());
    // More than a lifetime is a mistake, and would overflow dates.
    Duration::seconds(seconds.unwrap_or(0_i64).clamp(-3_000_000_000, 3_000_000_000))
}
