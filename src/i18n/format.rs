//! Dates, times and sizes as people write them.

use crate::domain::moment::{self, Moment};
use crate::tr;
use crate::watch::Begin;
use std::time::Duration;

/// `26.11.2026`, the day on the user's wall. The form is the same in every language of the program.
pub fn date(moment: Moment) -> String {
    day(moment::local(moment).date())
}

/// `26.11.2026`.
pub fn day(day: time::Date) -> String {
    format!("{:02}.{:02}.{}", day.day(), u8::from(day.month()), day.year())
}

/// Until when a renewal is to be begun, in a sentence.
pub fn begin_by(begin: &Begin) -> String {
    let (date, days) = (day(begin.day), tr!("notices-working-days", days = begin.checks));
    match begin.unsettled {
        _ if begin.missed => tr!("notices-begin-missed", date = date, days = days),
        Some(year) => tr!("notices-begin-unsettled", date = date, days = days, year = year.to_string()),
        None => tr!("notices-begin", date = date, days = days),
    }
}

/// `26 ноября 2026 г.`, for headings and papers.
pub fn date_words(moment: Moment) -> String {
    let day = moment::local(moment);
    tr!("app-date-words", day = day.day(), month = u8::from(day.month()), year = day.year())
}

/// `14:32`, the time on the user's wall.
pub fn clock(moment: Moment) -> String {
    let time = moment::local(moment);
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// How long a stage took: `3 с` below ten seconds, then `0:48`, `4:10`, `1:02:03`.
pub fn interval(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, s) if s < 10 => tr!("app-seconds", seconds = s),
        (0, m, s) => format!("{m}:{s:02}"),
        (h, m, s) => format!("{h}:{m:02}:{s:02}"),
    }
}

/// `41 КБ`, `14,2 ГБ`: powers of 1024, one digit after the comma from megabytes on.
pub fn size(bytes: u64) -> String {
    const KB: u64 = 1024;
    const MB: u64 = KB * KB;
    const GB: u64 = KB * MB;
    match bytes {
        0..KB => tr!("app-size-bytes", value = bytes),
        KB..MB => tr!("app-size-kb", value = bytes / KB),
        MB..GB => tr!("app-size-mb", value = tenths(bytes, MB)),
        GB.. => tr!("app-size-gb", value = tenths(bytes, GB)),
    }
}

/// `bytes / unit` with one decimal (rounded down, so free space is never overstated), without `,0`.
fn tenths(bytes: u64, unit: u64) -> String {
    match (bytes / unit, bytes % unit * 10 / unit) {
        (whole, 0) => whole.to_string(),
        (whole, tenth) => format!("{whole}{}{tenth}", tr!("app-decimal-mark")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn a_day_is_written_the_russian_way() {
        let noon = datetime!(2026-11-26 12:00 UTC);
        assert_eq!(date(noon), "26.11.2026");
        assert_eq!(date_words(noon), "26 ноября 2026 г.");
        assert_eq!(date(datetime!(2028-02-02 12:00 UTC)), "02.02.2028");
    }

    #[test]
    fn sizes_use_the_largest_fitting_unit_and_a_comma() {
        assert_eq!(size(900), "900 Б");
        assert_eq!(size(41 * 1024 + 100), "41 КБ");
        assert_eq!(size(3 * 1024 * 1024), "3 МБ");
        assert_eq!(size(15_247_000_000), "14,1 ГБ");
    }

    #[test]
    fn short_stages_are_told_in_seconds_and_long_ones_as_a_clock() {
        for (seconds, said) in [(3, "3 с"), (48, "0:48"), (250, "4:10"), (3723, "1:02:03")] {
            assert_eq!(interval(Duration::from_secs(seconds)), said);
        }
    }
}
