//! Points in time. The core takes them as arguments; only a [`crate::ports::Clock`] reads the clock.

use der::DateTime;
use time::{Duration, OffsetDateTime, UtcOffset};

/// A point in time, UTC inside the program; faces show it in local time.
pub type Moment = OffsetDateTime;

/// From the time of a certificate (RFC 5280 4.1.2.5).
pub fn from_x509(time: x509_cert::time::Time) -> Moment {
    from_unix(time.to_unix_duration().as_secs())
}

/// From seconds since 1970. Values beyond the calendar become the last day it knows.
pub fn from_unix(seconds: u64) -> Moment {
    i64::try_from(seconds)
        .ok()
        .and_then(|s| OffsetDateTime::from_unix_timestamp(s).ok())
        .unwrap_or(time::PrimitiveDateTime::MAX.assume_utc())
}

/// Seconds since 1970, for DER encoders. Times before 1970 become 1970.
pub fn to_unix(moment: Moment) -> u64 {
    u64::try_from(moment.unix_timestamp()).unwrap_or(0)
}

/// As DER time (GeneralizedTime without fractions).
pub fn to_der(moment: Moment) -> Option<DateTime> {
    DateTime::from_unix_duration(std::time::Duration::from_secs(to_unix(moment))).ok()
}

/// Whole days from `now` until `end`, rounded up: on the last day one day is left, afterwards none.
pub fn days_left(now: Moment, end: Moment) -> i64 {
    let left = end - now;
    if left <= Duration::ZERO { 0 } else { (left.whole_seconds() + 86_399) / 86_400 }
}

/// The calendar day on the user's wall, for texts.
pub fn local(moment: Moment) -> Moment {
    moment.to_offset(UtcOffset::local_offset_at(moment).unwrap_or(UtcOffset::UTC))
}
