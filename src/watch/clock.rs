//! Which time to count with when the clock cannot be right: an empty battery, a restored machine, a wrong year.
//!
//! Nothing may go quiet because a clock was set back. So time never runs backwards here: the latest moment that is
//! known to have passed counts, and that it counts is told.

use time::Duration;
use time::macros::datetime;

use super::Watched;
use crate::domain::moment::Moment;

/// When this version was made, unless the build says so itself (`SOURCE_DATE_EPOCH`, reproducible-builds.org).
const MADE: Moment = datetime!(2026-11-01 00:00 UTC);

/// How far back a clock may be without being told: CAs date certificates from the next midnight, time zones are set
/// wrongly, and two systems on one computer do not agree on what the clock in it means.
const SLACK: Duration = Duration::DAY;

/// How the clock was caught.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behind {
    /// A later time was seen on this clock. Or that one was the mistake: the user can say so.
    Seen,
    /// This version of the program did not exist yet, or a certificate found was not issued yet.
    Impossible,
}

/// The time to count with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settled {
    /// The clock, or a later moment that has certainly passed.
    pub now: Moment,
    /// What the clock shows.
    pub clock: Moment,
    /// The clock is behind by more than a day.
    pub behind: Option<Behind>,
}

impl Settled {
    /// A clock that nobody doubts.
    pub fn trusted(clock: Moment) -> Self {
        Self { now: clock, clock, behind: None }
    }
}

/// Compares the clock with what is known to have passed: the latest time `seen` on it, the making of this program,
/// and the beginnings of the certificates.
pub fn settle(clock: Moment, seen: Option<Moment>, watched: &[Watched]) -> Settled {
    let issued = watched.iter().map(|one| one.not_before.saturating_sub(SLACK)).max();
    let certain = issued.map_or(made(), |issued| issued.max(made()));
    let behind = if certain > clock {
        Some(Behind::Impossible)
    } else {
        seen.filter(|seen| seen.saturating_sub(SLACK) > clock).map(|_| Behind::Seen)
    };
    let now = seen.map_or(certain, |seen| seen.max(certain)).max(clock);
    Settled { now: now.to_offset(clock.offset()), clock, behind }
}

fn made() -> Moment {
    let epoch = option_env!("SOURCE_DATE_EPOCH").and_then(|seconds| seconds.parse().ok());
    epoch.and_then(|seconds| Moment::from_unix_timestamp(seconds).ok()).unwrap_or(MADE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_time_that_has_certainly_passed_counts() {
        let clock = datetime!(2027-03-01 09:00 UTC);
        let (hour, day) = (Duration::HOUR, Duration::DAY);
        for (seen, now, behind) in [
            (None, clock, None),
            (Some(clock - day), clock, None),
            (Some(clock + hour), clock + hour, None),
            (Some(clock + day + hour), clock + day + hour, Some(Behind::Seen)),
        ] {
            assert_eq!(settle(clock, seen, &[]), Settled { now, clock, behind }, "{seen:?}");
        }
        let before = settle(MADE - day, None, &[]);
        assert_eq!((before.now, before.behind), (made(), Some(Behind::Impossible)));
    }
}
