//! Working days: weekends, the holidays of the law, and the government's transfers, read from a data file.

use serde::Deserialize;
use std::collections::BTreeSet;
use time::{Date, Month, Weekday, macros::format_description};

use crate::domain::profile::Country;

const RUSSIA: &str = include_str!("../../assets/calendar/ru.toml");
const BELARUS: &str = include_str!("../../assets/calendar/by.toml");

/// Tells working days from days off. The default knows weekends only.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    holidays: BTreeSet<(Month, u8)>,
    days_off: BTreeSet<Date>,
    working_days: BTreeSet<Date>,
    /// A holiday on a weekend makes the next working day a day off, without a decree.
    weekend_holidays_move: bool,
    /// Years whose transfers are published.
    settled: BTreeSet<i32>,
}

/// A calendar file that cannot be read; the text is for whoever edits the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarError(String);

impl std::fmt::Display for CalendarError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for CalendarError {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    holidays: Vec<String>,
    days_off: Vec<String>,
    working_days: Vec<String>,
    #[serde(default)]
    weekend_holidays_move: bool,
    #[serde(default)]
    settled_years: BTreeSet<i32>,
}

impl Calendar {
    /// The calendar of a state.
    pub fn of(country: Country) -> Self {
        match country {
            Country::Ru => Self::russia(),
            Country::By => Self::belarus(),
        }
    }

    /// The calendar of Russia that the program carries.
    pub fn russia() -> Self {
        // The file is part of the program and a test reads it; weekends alone would still be a usable calendar.
        Self::parse(RUSSIA).unwrap_or_default()
    }

    /// The calendar of Belarus that the program carries.
    pub fn belarus() -> Self {
        Self::parse(BELARUS).unwrap_or_default()
    }

    /// Reads a calendar file; `assets/calendar/ru.toml` explains the form.
    ///
    /// # Errors
    /// [`CalendarError`] with the offending line or day.
    pub fn parse(text: &str) -> Result<Self, CalendarError> {
        let file: File = toml::from_str(text).map_err(|error| CalendarError(error.to_string()))?;
        Ok(Self {
            holidays: file.holidays.iter().map(|day| month_and_day(day)).collect::<Result<_, _>>()?,
            days_off: file.days_off.iter().map(|day| date(day)).collect::<Result<_, _>>()?,
            working_days: file.working_days.iter().map(|day| date(day)).collect::<Result<_, _>>()?,
            weekend_holidays_move: file.weekend_holidays_move,
            settled: file.settled_years,
        })
    }

    /// True for a day on which offices and CAs work.
    pub fn is_working_day(&self, day: Date) -> bool {
        if self.working_days.contains(&day) {
            return true;
        }
        !is_weekend(day)
            && !self.is_holiday(day)
            && !self.days_off.contains(&day)
            && !self.makes_up_for_a_holiday(day)
    }

    /// Working days that can be used in full: the days after `today` and before `end`.
    ///
    /// Neither edge counts: today is under way, and on the last day the certificate ends at some hour.
    pub fn working_days_between(&self, today: Date, end: Date) -> usize {
        std::iter::successors(today.next_day(), |day| day.next_day())
            .take_while(|day| *day < end)
            .filter(|day| self.is_working_day(*day))
            .count()
    }

    /// The last day of a term of so many working days: the term begins on the day after `from`, as terms do.
    ///
    /// A term of no days ends on `from`; one that would leave the calendar of the program, on its last day.
    pub fn add_working_days(&self, from: Date, days: u16) -> Date {
        let mut left = days;
        let mut end = from;
        while left > 0 {
            let Some(next) = end.next_day() else { return end };
            end = next;
            if self.is_working_day(end) {
                left -= 1;
            }
        }
        end
    }

    /// The last working day on which a term of so many working days can begin and still end before `end`.
    ///
    /// The day itself is used for beginning and does not count; neither does `end`, on which the certificate ends
    /// at some hour. A term that would leave the calendar of the program begins on its first day.
    pub fn begin_by(&self, end: Date, days: u16) -> Date {
        let mut left = u32::from(days) + 1;
        let mut day = end;
        while left > 0 {
            let Some(previous) = day.previous_day() else { return day };
            day = previous;
            if self.is_working_day(day) {
                left -= 1;
            }
        }
        day
    }

    /// True when the transfers of this year are published. Before, its days off are those of the law alone, and
    /// may differ by a few days around holidays.
    pub fn is_settled(&self, year: i32) -> bool {
        self.settled.contains(&year)
    }

    fn is_holiday(&self, day: Date) -> bool {
        self.holidays.contains(&(day.month(), day.day()))
    }

    /// Article 112, part 2: a holiday on a weekend moves the day off to the next working day. The holidays of
    /// January are excepted; their weekends are moved by decree.
    ///
    /// A state without such a rule says so in its file, and nothing moves.
    ///
    /// Looks back over the weekend and the holidays that end at `day`: if a holiday of them fell on a weekend,
    /// this is the day that makes up for it. Two such holidays in one row do not occur outside January.
    fn makes_up_for_a_holiday(&self, day: Date) -> bool {
        self.weekend_holidays_move
            && std::iter::successors(day.previous_day(), |day| day.previous_day())
                .take_while(|day| is_weekend(*day) || self.is_holiday(*day))
                .any(|day| is_weekend(day) && self.is_holiday(day) && day.month() != Month::January)
    }
}

fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

fn date(text: &str) -> Result<Date, CalendarError> {
    Date::parse(text, format_description!("[year]-[month]-[day]"))
        .map_err(|error| CalendarError(format!("{text}: {error}")))
}

/// Read as a day of a leap year, for 29 February is a day, too.
fn month_and_day(text: &str) -> Result<(Month, u8), CalendarError> {
    date(&format!("2024-{text}")).map(|date| (date.month(), date.day()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use time::macros::date;

    fn days_off_of(year: i32, file: &str) -> Vec<Date> {
        let calendar = Calendar::parse(file).unwrap();
        let first = Date::from_calendar_date(year, Month::January, 1).unwrap();
        std::iter::successors(Some(first), |day| day.next_day())
            .take_while(|day| day.year() == year)
            .filter(|day| !is_weekend(*day) && !calendar.is_working_day(*day))
            .collect()
    }

    #[test]
    fn the_year_2026_is_as_published() {
        assert_eq!(
            days_off_of(2026, RUSSIA),
            [
                date!(2026 - 01 - 01),
                date!(2026 - 01 - 02),
                date!(2026 - 01 - 05),
                date!(2026 - 01 - 06),
                date!(2026 - 01 - 07),
                date!(2026 - 01 - 08),
                date!(2026 - 01 - 09), // for Saturday 3 January, by decree
                date!(2026 - 02 - 23),
                date!(2026 - 03 - 09), // for Sunday 8 March
                date!(2026 - 05 - 01),
                date!(2026 - 05 - 11), // for Saturday 9 May
                date!(2026 - 06 - 12),
                date!(2026 - 11 - 04),
                date!(2026 - 12 - 31), // for Sunday 4 January, by decree
            ]
        );
        // The published calendar counts 247 working days.
        assert_eq!(365 - 104 - days_off_of(2026, RUSSIA).len(), 247);
    }

    #[test]
    fn a_holiday_on_a_weekend_moves_by_law_in_the_years_without_a_decree() {
        let calendar = Calendar::russia();
        for (monday, holiday) in [
            (date!(2027 - 05 - 03), date!(2027 - 05 - 01)),
            (date!(2027 - 05 - 10), date!(2027 - 05 - 09)),
            (date!(2027 - 06 - 14), date!(2027 - 06 - 12)),
            (date!(2028 - 11 - 06), date!(2028 - 11 - 04)),
            (date!(2030 - 02 - 25), date!(2030 - 02 - 23)),
        ] {
            assert!(is_weekend(holiday), "{holiday}");
            assert!(!calendar.is_working_day(monday), "{monday}");
            assert!(calendar.is_working_day(monday.next_day().unwrap()), "after {monday}");
        }
    }

    #[test]
    fn new_year_weekends_do_not_move_without_a_decree() {
        // 2 and 3 January 2027 are a weekend; the 11th is the first working day after the 9th and 10th.
        assert!(Calendar::russia().is_working_day(date!(2027 - 01 - 11)));
    }

    #[test]
    fn belarus_rests_on_its_own_holidays_and_moves_none_of_them() {
        assert_eq!(
            days_off_of(2026, BELARUS),
            [
                date!(2026 - 01 - 01),
                date!(2026 - 01 - 02),
                date!(2026 - 01 - 07),
                // Sunday 8 March and Saturday 9 May: nothing in return.
                date!(2026 - 04 - 20), // for Saturday 25 April, by decree
                date!(2026 - 04 - 21), // Радуница
                date!(2026 - 05 - 01),
                date!(2026 - 07 - 03),
                // 7 November is a Saturday.
                date!(2026 - 12 - 25),
            ]
        );
        let calendar = Calendar::of(Country::By);
        assert!(calendar.is_working_day(date!(2026 - 04 - 25)), "in return");
        assert!(calendar.is_working_day(date!(2026 - 03 - 09)), "a day off in Russia only");
        assert!(!Calendar::of(Country::Ru).is_working_day(date!(2026 - 03 - 09)));
    }

    #[test]
    fn radunitsa_is_the_second_tuesday_after_orthodox_easter() {
        let calendar = Calendar::belarus();
        for year in 2026..=2030 {
            let radunitsa = orthodox_easter(year) + time::Duration::days(9);
            assert_eq!(radunitsa.weekday(), Weekday::Tuesday);
            assert!(!calendar.is_working_day(radunitsa), "{radunitsa}");
            assert!(calendar.is_working_day(radunitsa.next_day().unwrap()), "after {radunitsa}");
        }
        assert_eq!(orthodox_easter(2026), date!(2026 - 04 - 12));
        assert_eq!(orthodox_easter(2027), date!(2027 - 05 - 02));
    }

    /// Meeus, Astronomical Algorithms, ch. 8: Easter of the Julian calendar, 13 days earlier than ours till 2099.
    fn orthodox_easter(year: i32) -> Date {
        let moon = (19 * (year % 19) + 15) % 30;
        let sunday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7;
        let month_and_day = moon + sunday + 114;
        let month = Month::try_from(u8::try_from(month_and_day / 31).unwrap()).unwrap();
        let day = u8::try_from(month_and_day % 31 + 1).unwrap();
        Date::from_calendar_date(year, month, day).unwrap() + time::Duration::days(13)
    }

    #[test]
    fn a_term_of_working_days_begins_on_the_day_after() {
        let (russia, belarus) = (Calendar::russia(), Calendar::belarus());
        // Over a weekend.
        assert_eq!(russia.add_working_days(date!(2026 - 11 - 23), 5), date!(2026 - 11 - 30));
        // Sent on a Saturday: Monday is the first day.
        assert_eq!(russia.add_working_days(date!(2026 - 11 - 21), 1), date!(2026 - 11 - 23));
        // Over the New Year: 29 and 30 December, then 11 to 13 January.
        assert_eq!(russia.add_working_days(date!(2026 - 12 - 28), 5), date!(2027 - 01 - 13));
        // Over 8 March, a Sunday: Russia rests on Monday, Belarus does not.
        assert_eq!(russia.add_working_days(date!(2026 - 03 - 06), 5), date!(2026 - 03 - 16));
        assert_eq!(belarus.add_working_days(date!(2026 - 03 - 06), 5), date!(2026 - 03 - 13));
        // Over Радуница.
        assert_eq!(belarus.add_working_days(date!(2026 - 04 - 20), 1), date!(2026 - 04 - 22));
        assert_eq!(russia.add_working_days(date!(2026 - 11 - 21), 0), date!(2026 - 11 - 21));
        assert_eq!(russia.add_working_days(Date::MAX, 5), Date::MAX);
    }

    #[test]
    fn a_term_that_begins_by_that_day_ends_before_the_end_and_a_day_later_does_not() {
        for calendar in [Calendar::russia(), Calendar::belarus()] {
            let first = date!(2026 - 01 - 20);
            for end in std::iter::successors(Some(first), |day| day.next_day()).take(5 * 365 - 20) {
                for days in [1, 5, 14] {
                    let begin = calendar.begin_by(end, days);
                    assert!(calendar.is_working_day(begin));
                    assert!(calendar.add_working_days(begin, days) < end, "{begin} {end}");
                    let next = calendar.add_working_days(begin, 1);
                    assert!(calendar.add_working_days(next, days) >= end, "{begin} {end}");
                }
            }
        }
    }

    #[test]
    fn a_decree_can_make_a_saturday_a_working_day() {
        let calendar = Calendar::parse("holidays=[]\ndays_off=[]\nworking_days=['2027-02-20']").unwrap();
        assert!(calendar.is_working_day(date!(2027 - 02 - 20)));
        assert!(!calendar.is_working_day(date!(2027 - 02 - 27)));
    }

    #[test]
    fn neither_today_nor_the_last_day_counts() {
        let calendar = Calendar::russia();
        // Monday 5 to Friday 9 October 2026.
        assert_eq!(calendar.working_days_between(date!(2026 - 10 - 05), date!(2026 - 10 - 09)), 3);
        assert_eq!(calendar.working_days_between(date!(2026 - 10 - 05), date!(2026 - 10 - 06)), 0);
        assert_eq!(calendar.working_days_between(date!(2026 - 10 - 05), date!(2026 - 10 - 01)), 0);
    }

    #[test]
    fn a_wrong_day_in_the_file_is_named() {
        let error = Calendar::parse("holidays=['02-30']\ndays_off=[]\nworking_days=[]").unwrap_err();
        assert!(error.to_string().contains("02-30"), "{error}");
    }
}
