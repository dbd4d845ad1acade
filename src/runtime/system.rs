//! The clock of the operating system.

use crate::domain::moment::Moment;
use crate::ports::Clock;

/// The system's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Moment {
        Moment::now_utc()
    }
}
