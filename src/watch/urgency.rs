//! How urgent a replacement is, by the time that is left.

use time::Duration;

use crate::domain::moment::Moment;
use crate::watch::Calendar;

/// How urgent a replacement is; the greater, the more urgent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Urgency {
    /// Up to 60 days: good to know.
    Info,
    /// Up to 30 days: time to begin.
    Remind,
    /// Up to 14 working days: some CAs accept no request later, for they need as long.
    Urgent,
    /// Up to 5 days.
    Critical,
    /// Over: a renewal cannot be signed any more, a visit is needed.
    Expired,
}

const INFO: Duration = Duration::days(60);
const REMIND: Duration = Duration::days(30);
pub(super) const CRITICAL: Duration = Duration::days(5);
const URGENT_WORKING_DAYS: usize = 14;

impl Urgency {
    /// `None` while more than sixty days are left.
    ///
    /// `now` in local time: its offset says when a working day begins. Exactly at a threshold the more urgent
    /// side counts.
    pub fn of(usable_until: Moment, now: Moment, calendar: &Calendar) -> Option<Self> {
        let left = usable_until - now;
        if left <= Duration::ZERO {
            Some(Self::Expired)
        } else if left <= CRITICAL {
            Some(Self::Critical)
        } else if left <= INFO && is_within_working_days(usable_until, now, calendar) {
            Some(Self::Urgent)
        } else if left <= REMIND {
            Some(Self::Remind)
        } else if left <= INFO {
            Some(Self::Info)
        } else {
            None
        }
    }
}

fn is_within_working_days(usable_until: Moment, now: Moment, calendar: &Calendar) -> bool {
    let end = usable_until.to_offset(now.offset()).date();
    calendar.working_days_between(now.date(), end) <= URGENT_WORKING_DAYS
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    /// Wednesday; no holidays in the sixty days before.
    const END: Moment = datetime!(2026-10-28 12:00 UTC);

    fn with_left(left: Duration) -> Option<Urgency> {
        Urgency::of(END, END - left, &Calendar::russia())
    }

    #[test]
    fn at_a_threshold_the_more_urgent_side_counts() {
        let second = Duration::SECOND;
        for (left, at, before) in [
            (INFO, Some(Urgency::Info), None),
            (REMIND, Some(Urgency::Remind), Some(Urgency::Info)),
            (CRITICAL, Some(Urgency::Critical), Some(Urgency::Urgent)),
            (Duration::ZERO, Some(Urgency::Expired), Some(Urgency::Critical)),
        ] {
            assert_eq!(with_left(left), at, "{left}");
            assert_eq!(with_left(left + second), before, "a second more than {left}");
        }
    }

    #[test]
    fn fourteen_full_working_days_are_urgent_and_fifteen_are_not() {
        let calendar = Calendar::russia();
        // From Thursday 8 to Tuesday 27 October there are fourteen working days.
        let wednesday = datetime!(2026-10-07 00:00 UTC);
        assert_eq!(Urgency::of(END, wednesday, &calendar), Some(Urgency::Urgent));
        assert_eq!(Urgency::of(END, wednesday - Duration::SECOND, &calendar), Some(Urgency::Remind));
    }

    #[test]
    fn the_new_year_holidays_bring_the_urgent_threshold_forward() {
        let calendar = Calendar::russia();
        let (now, end) = (datetime!(2025-12-22 09:00 UTC), datetime!(2026-01-20 09:00 UTC));
        assert!(end - now > Duration::days(28));
        assert_eq!(Urgency::of(end, now, &calendar), Some(Urgency::Urgent));
    }

    #[test]
    fn working_days_begin_at_the_users_midnight() {
        let calendar = Calendar::russia();
        let tuesday_evening = datetime!(2026-10-06 22:00 UTC);
        assert_eq!(Urgency::of(END, tuesday_evening, &calendar), Some(Urgency::Remind));
        let the_same_in_moscow = tuesday_evening.to_offset(time::macros::offset!(+3));
        assert_eq!(Urgency::of(END, the_same_in_moscow, &calendar), Some(Urgency::Urgent));
    }

    #[test]
    fn the_variants_sort_by_urgency() {
        let mut all = [Urgency::Expired, Urgency::Info, Urgency::Critical, Urgency::Remind, Urgency::Urgent];
        all.sort();
        let expected = [Urgency::Info, Urgency::Remind, Urgency::Urgent, Urgency::Critical, Urgency::Expired];
        assert_eq!(all, expected);
    }
}
