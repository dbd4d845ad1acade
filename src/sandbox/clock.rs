//! The clock of the sandbox: the computer's, and so many seconds more as stand in a file, so that days can be played.

use std::fs;
use std::path::{Path, PathBuf};

use time::{Date, Duration, UtcOffset};

use crate::domain::moment::Moment;
use crate::fault::Fault;
use crate::sandbox::authority::write_private;
use crate::watch::Calendar;

/// Name of the file in the folder of the sandbox.
const FILE: &str = "clock";

/// Offices open and close by the time of Moscow.
const OFFICE: i8 = 3;

/// A clock that can be put forward. The file is read at every look, so that a client may share it.
#[derive(Debug, Clone)]
pub struct Clock {
    file: PathBuf,
    calendar: Calendar,
}

impl Clock {
    /// The clock of a sandbox in this folder.
    pub fn in_folder(folder: &Path) -> Self {
        Self::of(folder.join(FILE))
    }

    /// The clock that a file puts forward; a file that is not there or cannot be read counts as 0.
    pub fn of(file: PathBuf) -> Self {
        Self { file, calendar: Calendar::russia() }
    }

    /// Now, by whole seconds: what is stored and signed must look the same after it was read again.
    pub fn now(&self) -> Moment {
        let now = Moment::now_utc() + self.shift();
        now.replace_nanosecond(0).unwrap_or(now)
    }

    /// Puts it forward to the same hour of the next working day.
    ///
    /// # Errors
    /// `DiskDenied`, `DiskFull`.
    pub fn next_working_day(&self) -> Result<(), Fault> {
        let now = self.now();
        let shift = self.shift() + (self.after_working_days(now, 1) - now);
        write_private(&self.file, &shift.whole_seconds().to_string())
    }

    /// The same hour so many working days later.
    pub fn after_working_days(&self, from: Moment, days: u16) -> Moment {
        let today = office_day(from);
        let mut working = std::iter::successors(today.next_day(), |day| day.next_day())
            .filter(|day| self.calendar.is_working_day(*day));
        match usize::from(days).checked_sub(1).and_then(|skipped| working.nth(skipped)) {
            Some(day) => from + (day - today),
            None => from,
        }
    }

    fn shift(&self) -> Duration {
        let seconds = fs::read_to_string(&self.file).ok().and_then(|text| text.trim().parse().ok());
        // More than a lifetime is a mistake, and would overflow dates.
        Duration::seconds(seconds.unwrap_or(0_i64).clamp(-3_000_000_000, 3_000_000_000))
    }
}

fn office_day(moment: Moment) -> Date {
    UtcOffset::from_hms(OFFICE, 0, 0).map_or(moment.date(), |offset| moment.to_offset(offset).date())
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn five_working_days_are_counted_over_weekends_and_holidays() {
        let clock = Clock::of(PathBuf::from("no such file"));
        for (from, days, to) in [
            (datetime!(2026-10-05 9:00 UTC), 5, datetime!(2026-10-12 9:00 UTC)),
            (datetime!(2026-10-09 9:00 UTC), 1, datetime!(2026-10-12 9:00 UTC)),
            // Before New Year: 31 December and 1 to 11 January are off.
            (datetime!(2026-12-30 9:00 UTC), 1, datetime!(2027-01-11 9:00 UTC)),
            // In Moscow it is Saturday already.
            (datetime!(2026-10-09 22:00 UTC), 1, datetime!(2026-10-11 22:00 UTC)),
            (datetime!(2026-10-05 9:00 UTC), 0, datetime!(2026-10-05 9:00 UTC)),
        ] {
            assert_eq!(clock.after_working_days(from, days), to, "{from} and {days}");
        }
    }
}
