//! Notices that are right, over the calendars of 2026 to 2030: when they come, how often, what makes them quiet, and
//! that a wrong clock does not.

#![allow(dead_code, missing_docs, clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "support/mod.rs"]
mod support;

use std::collections::BTreeSet;

use renewal_master::domain::certificate::Purpose;
use renewal_master::domain::moment::Moment;
use renewal_master::domain::profile::Country;
use renewal_master::domain::reminder::{Later, Reminder, Wish};
use renewal_master::platform::notebook::FileNotebook;
use renewal_master::runtime::reminders::heed;
use renewal_master::watch::{
    self, Behind, Calendar, Due, Rules, Settled, State, Thresholds, Urgency, Watched,
};
use support::world::{SOFTHSM, World, objects_of};
use time::macros::{date, datetime, offset};
use time::{Date, Duration};

const DAY: Duration = Duration::DAY;

/// A certificate for fifteen months that ends then.
fn until(end: Moment) -> Watched {
    Watched {
        holder: "11223344595/1027700132195/".to_owned(),
        purpose: Purpose::Reporting,
        issuer: "CN=УЦ".to_owned(),
        not_before: end - DAY * 456,
        usable_until: end,
        revoked: false,
        in_progress: false,
        beside: None,
        reminder: Reminder::default(),
    }
}

/// Working days of a state and of a CA that takes so many of them, with thresholds.
struct Office {
    calendar: Calendar,
    thresholds: Thresholds,
    checks: u16,
}

impl Office {
    fn of(country: Country, checks: u16) -> Self {
        Self { calendar: Calendar::of(country), thresholds: Thresholds::default(), checks }
    }

    fn rules(&self) -> Rules<'_> {
        Rules { calendar: &self.calendar, thresholds: &self.thresholds, checks: self.checks }
    }

    fn states(&self, watched: &[Watched], now: Moment) -> Vec<State> {
        watch::states(watched, Settled::trusted(now), self.rules())
    }

    fn state(&self, one: &Watched, now: Moment) -> State {
        self.states(std::slice::from_ref(one), now)[0]
    }

    /// What a check at nine o'clock every day tells, and on which day.
    fn told(&self, one: &Watched) -> Vec<(Date, String)> {
        let mut told = BTreeSet::new();
        let first = (one.usable_until - Duration::days(100)).date();
        let days = std::iter::successors(Some(first), |day| day.next_day()).take(105);
        days.filter_map(|day| {
            let due = due(self.state(one, nine(day)))?;
            let occasion = due.timing.occasion.id();
            told.insert(occasion.clone()).then_some((day, occasion))
        })
        .collect()
    }
}

/// Nine o'clock in Moscow and in Minsk.
fn nine(day: Date) -> Moment {
    day.with_hms(9, 0, 0).unwrap().assume_offset(offset!(+3))
}

fn due(state: State) -> Option<Due> {
    match state {
        State::Due(due) => Some(due),
        _ => None,
    }
}

#[test]
fn five_working_days_of_checks_still_fit_when_it_is_begun_on_the_last_day() {
    use Country::{By, Ru};
    for (country, end, begin, unsettled) in [
        // Friday 12 June is a holiday.
        (Ru, date!(2026 - 06 - 19), date!(2026 - 06 - 10), None),
        // New Year: from 31 December, by decree, to 10 January; in Belarus the 1st and the 7th.
        (Ru, date!(2027 - 01 - 15), date!(2026 - 12 - 29), Some(2027)),
        (By, date!(2027 - 01 - 15), date!(2027 - 01 - 06), Some(2027)),
        (By, date!(2027 - 01 - 04), date!(2026 - 12 - 23), Some(2027)),
        // Monday 20 April is off for Saturday 25 April, Tuesday is Радуница.
        (By, date!(2026 - 04 - 23), date!(2026 - 04 - 13), None),
        (By, date!(2026 - 04 - 29), date!(2026 - 04 - 22), None),
        // The same days in Russia are ordinary ones.
        (Ru, date!(2026 - 04 - 29), date!(2026 - 04 - 21), None),
        // 29 February is a working Tuesday; the 23rd is a holiday in Russia.
        (Ru, date!(2028 - 03 - 01), date!(2028 - 02 - 21), Some(2028)),
        (Ru, date!(2028 - 02 - 29), date!(2028 - 02 - 18), Some(2028)),
        (By, date!(2028 - 02 - 29), date!(2028 - 02 - 21), Some(2028)),
        // May.
        (Ru, date!(2029 - 05 - 11), date!(2029 - 05 - 02), Some(2029)),
        (Ru, date!(2027 - 05 - 14), date!(2027 - 05 - 05), Some(2027)),
        // It ends on a Sunday.
        (Ru, date!(2026 - 10 - 25), date!(2026 - 10 - 16), None),
        (Ru, date!(2030 - 11 - 08), date!(2030 - 10 - 30), Some(2030)),
    ] {
        let office = Office::of(country, 5);
        let state = office.state(&until(nine(end)), nine(begin));
        let told = due(state).unwrap().timing.begin.unwrap();
        assert_eq!((told.day, told.checks, told.unsettled), (begin, 5, unsettled), "{country:?} {end}");
        assert!(!told.missed, "{end}");
        let day_after = due(office.state(&until(nine(end)), nine(begin) + DAY)).unwrap();
        assert!(day_after.timing.begin.unwrap().missed && day_after.urgency >= Urgency::Critical, "{end}");
    }
}

#[test]
fn a_ca_that_promises_no_time_names_no_day_to_begin() {
    let office = Office::of(Country::Ru, 0);
    let due = due(office.state(&until(nine(date!(2026 - 06 - 19))), nine(date!(2026 - 06 - 15)))).unwrap();
    assert_eq!(due.timing.begin, None);
}

#[test]
fn an_ordinary_certificate_is_spoken_of_eight_times() {
    let told = Office::of(Country::Ru, 5).told(&until(datetime!(2026-10-28 12:00 +3)));
    let expected = [
        (date!(2026 - 08 - 30), "60"),
        (date!(2026 - 09 - 29), "30"),
        (date!(2026 - 10 - 15), "14"),
        (date!(2026 - 10 - 20), "begin"),
        (date!(2026 - 10 - 22), "7"),
        (date!(2026 - 10 - 26), "3"),
        (date!(2026 - 10 - 28), "1"),
        (date!(2026 - 10 - 29), "expired"),
    ];
    assert_eq!(told, expected.map(|(day, occasion)| (day, occasion.to_owned())));
}

/// Every thirteenth day of five years, both states, CAs that are quick and CAs that are not.
#[test]
fn every_occasion_is_told_once_whatever_the_day_of_the_end() {
    for (country, checks) in [(Country::Ru, 0), (Country::Ru, 5), (Country::By, 5), (Country::Ru, 14)] {
        let office = Office::of(country, checks);
        let first = date!(2026 - 01 - 01);
        let ends = std::iter::successors(Some(first), |day| day.checked_add(DAY * 13));
        for day in ends.take_while(|day| day.year() <= 2030) {
            let end = nine(day) + Duration::hours(6);
            let mut occasions =
                [60, 30, 14, 7, 3, 1].map(|days| (end - DAY * days, days.to_string())).to_vec();
            occasions.push((end, "expired".to_owned()));
            if checks > 0 {
                let begin = office.calendar.begin_by(day, checks);
                occasions.push((begin.midnight().assume_offset(offset!(+3)), "begin".to_owned()));
            }
            occasions.sort();
            // Of two that come between two checks the later one is told.
            let mut expected: Vec<(Date, String)> = Vec::new();
            for (at, occasion) in occasions {
                let check = if at <= nine(at.date()) { at.date() } else { at.date() + DAY };
                expected.retain(|(day, _)| *day != check);
                expected.push((check, occasion));
            }
            assert_eq!(office.told(&until(end)), expected, "{country:?} {checks} {end}");
        }
    }
}

#[test]
fn thresholds_are_data() {
    let thresholds = Thresholds::new([10, 90]).unwrap();
    let office = Office { thresholds, ..Office::of(Country::Ru, 0) };
    let end = datetime!(2027-06-30 12:00 +3);
    let told: Vec<_> = office.told(&until(end)).into_iter().map(|(_, occasion)| occasion).collect();
    assert_eq!(told, ["90", "10", "expired"]);
    let early = end - DAY * 91;
    assert_eq!(office.state(&until(end), early), State::Far(end - DAY * 90));
}

#[test]
fn a_computer_that_was_off_for_weeks_tells_one_thing_not_all_it_has_missed() {
    let office = Office::of(Country::Ru, 5);
    let end = nine(date!(2026 - 10 - 28));
    let due = due(office.state(&until(end), end - DAY * 2)).unwrap();
    assert_eq!(due.timing.occasion.id(), "3");
}

#[test]
fn the_earliest_end_of_certificate_and_key_counts() {
    let office = Office::of(Country::Ru, 0);
    let (now, end) = (nine(date!(2028 - 02 - 27)), nine(date!(2028 - 12 - 31)));
    for (key_end, left) in [
        (None, None),
        (Some(end + DAY), None),
        (Some(now + DAY * 61), None),
        (Some(now + DAY * 60), Some((60, Urgency::Info))),
        // Over the leap day.
        (Some(nine(date!(2028 - 03 - 01))), Some((3, Urgency::Critical))),
        (Some(nine(date!(2028 - 02 - 29))), Some((2, Urgency::Critical))),
        (Some(now), Some((0, Urgency::Expired))),
        (Some(now - DAY), Some((0, Urgency::Expired))),
    ] {
        let state = office.state(&until(end).with_key_end(key_end), now);
        assert_eq!(due(state).map(|due| (due.days_left, due.urgency)), left, "{key_end:?}");
    }
}

#[test]
fn what_is_replaced_revoked_hidden_or_put_off_is_quiet() {
    let office = Office::of(Country::Ru, 5);
    let now = nine(date!(2029 - 03 - 02));
    let old = until(now + DAY * 10);
    let newer = until(now + DAY * 400);
    let hidden = Watched { reminder: Reminder { hidden: true, later: None }, ..old.clone() };
    let quiet = |watched: &[Watched]| office.states(watched, now)[0];
    assert!(due(quiet(std::slice::from_ref(&old))).is_some());
    assert_eq!(quiet(&[old.clone(), newer.clone()]), State::Replaced);
    assert_eq!(quiet(std::slice::from_ref(&hidden)), State::Hidden);
    // A newer one that is hidden does the work all the same.
    let renewed = Watched { reminder: hidden.reminder.clone(), ..newer.clone() };
    assert_eq!(quiet(&[old.clone(), renewed]), State::Replaced);
    let revoked = Watched { revoked: true, ..newer.clone() };
    assert!(due(quiet(&[old.clone(), revoked])).is_some(), "a revoked one does no work");
    // The key of the newer one ends before the old certificate.
    let short = newer.clone().with_key_end(Some(now + DAY * 5));
    assert!(due(quiet(&[old.clone(), short])).is_some());
    for other in [
        Watched { holder: "other".to_owned(), ..newer.clone() },
        Watched { purpose: Purpose::Fss, ..newer.clone() },
        Watched { issuer: "CN=Другой".to_owned(), ..newer },
    ] {
        assert!(due(quiet(&[old.clone(), other])).is_some());
    }
}

/// Of ten thousand, without comparing each with each.
#[test]
fn many_certificates_of_one_holder_are_told_apart_from_their_successors() {
    let office = Office::of(Country::Ru, 0);
    let now = nine(date!(2027 - 03 - 02));
    let all: Vec<_> = (0..10_000).map(|days| until(now + Duration::hours(days))).collect();
    let states = office.states(&all, now);
    assert_eq!(states.iter().filter(|state| **state == State::Replaced).count(), 9_999);
    assert_eq!(states[9_999], State::Far(now + Duration::hours(9_999) - DAY * 60));
}

/// Presses «Напомнить позже» as soon and as often as it is offered; returns until when it was quiet each time.
fn put_off_always(office: &Office, end: Moment, from: Date) -> Vec<Date> {
    let (mut one, mut quiet_until) = (until(end), Vec::new());
    for day in std::iter::successors(Some(from), |day| day.next_day()).take_while(|day| nine(*day) < end) {
        let now = nine(day);
        let Some(due) = due(office.state(&one, now)) else { continue };
        let Some(later) = due.timing.later else { continue };
        let times = one.reminder.later.map_or(0, |later| later.times) + 1;
        one.reminder.later = Some(Later { until: later, times });
        assert_eq!(office.state(&one, now), State::Later(later));
        assert!(due_after(office, &one, later), "it comes back on {later}");
        quiet_until.push(later.date());
    }
    quiet_until
}

fn due_after(office: &Office, one: &Watched, later: Moment) -> bool {
    due(office.state(one, later)).is_some()
}

#[test]
fn it_can_be_put_off_three_weeks_and_never_past_the_last_days() {
    let quick = Office::of(Country::Ru, 0);
    let end = nine(date!(2026 - 10 - 28));
    let week_by_week = [date!(2026 - 09 - 05), date!(2026 - 09 - 12), date!(2026 - 09 - 19)];
    assert_eq!(put_off_always(&quick, end, date!(2026 - 08 - 01)), week_by_week);
    // Five days before the end.
    assert_eq!(put_off_always(&quick, end, date!(2026 - 10 - 18)), [date!(2026 - 10 - 23)]);
    assert_eq!(put_off_always(&quick, end, date!(2026 - 10 - 23)), [] as [Date; 0]);
    // Where checks take five working days over the New Year, the day to begin is the limit.
    let slow = Office::of(Country::Ru, 5);
    let end = nine(date!(2027 - 01 - 15));
    assert_eq!(put_off_always(&slow, end, date!(2026 - 12 - 26)), [date!(2026 - 12 - 29)]);
    assert_eq!(put_off_always(&slow, end, date!(2026 - 12 - 29)), [] as [Date; 0]);
    // The end of a time it was put off for is told once more.
    let later = Some(Later { until: nine(date!(2026 - 12 - 20)), times: 1 });
    let one = Watched { reminder: Reminder { hidden: false, later }, ..until(end) };
    let told: Vec<_> = slow.told(&one).into_iter().map(|(_, occasion)| occasion).collect();
    assert_eq!(told, ["later-1", "begin", "14", "7", "3", "1", "expired"]);
}

#[test]
fn a_clock_that_was_set_back_is_told_and_makes_nothing_quiet() {
    let office = Office::of(Country::Ru, 5);
    let seen = nine(date!(2028 - 03 - 01));
    let near = until(seen + DAY * 20);
    let right = due(office.state(&near, seen)).unwrap();
    for (back, behind) in [
        (Duration::ZERO, None),
        (Duration::hours(23), None),
        (DAY * 2, Some(Behind::Seen)),
        (DAY * 30, Some(Behind::Seen)),
        (DAY * 366, Some(Behind::Seen)),
        // Before the certificate was issued, and before there was this program.
        (DAY * 440, Some(Behind::Impossible)),
        (DAY * 20 * 365, Some(Behind::Impossible)),
    ] {
        let watched = [near.clone()];
        let time = watch::settle(seen - back, Some(seen), &watched);
        assert_eq!(time.behind, behind, "{back}");
        let told = due(watch::states(&watched, time, office.rules())[0]).unwrap();
        assert_eq!(told, right, "{back}");
    }
    // Put off until a day that the clock showed already: not quiet once more.
    let later = Some(Later { until: seen - DAY, times: 1 });
    let watched = [Watched { reminder: Reminder { hidden: false, later }, ..near }];
    let time = watch::settle(seen - DAY * 10, Some(seen), &watched);
    assert!(due(watch::states(&watched, time, office.rules())[0]).is_some());
}

#[test]
fn what_is_over_by_a_later_time_that_was_seen_can_still_be_tried() {
    let office = Office::of(Country::Ru, 0);
    let seen = nine(date!(2028 - 03 - 01));
    let watched = [until(seen - DAY)];
    let time = watch::settle(seen - DAY * 5, Some(seen), &watched);
    let told = due(watch::states(&watched, time, office.rules())[0]).unwrap();
    assert_eq!((told.urgency, told.days_left), (Urgency::Critical, 1));
}

#[test]
fn hidden_put_off_and_seen_times_survive_and_a_new_certificate_begins_afresh() {
    let Some(world) = World::new("notices") else { return };
    let profile = world.path("sandbox/profile.toml");
    let base = ["check", "--profile", profile.to_str().unwrap(), "--module", SOFTHSM, "--json"];
    let clock = world.path("clock");
    let check = |seconds: i64, more: &[&str]| {
        std::fs::write(&clock, seconds.to_string()).unwrap();
        let arguments = base.iter().chain(more).copied();
        let output = world.renewctl_command(arguments).env("RENEWAL_CLOCK", &clock).output().unwrap();
        (output.status.code().unwrap(), objects_of(&output))
    };
    let home = world.path("home");
    world.put_certificate(20);
    let (code, objects) = check(0, &[]);
    assert_eq!((code, &objects[0]["occasion"]), (10, &"30".into()), "{objects:?}");
    assert_eq!(objects[0]["begin_by"], serde_json::Value::Null);
    assert!(!home.join("vault.key").exists(), "nothing was begun: nobody asked for the key of the journals");

    // Of the only certificate, from the list of what was told about it.
    let told = std::fs::read_to_string(home.join("told")).unwrap();
    let fingerprint = told.split(' ').next().unwrap().to_owned();
    let wish = |wish: Wish| heed(&mut FileNotebook::in_home(&home), &wish, Moment::now_utc()).unwrap();
    wish(Wish::Later(fingerprint.clone(), Moment::now_utc() + DAY * 7));
    let (code, objects) = check(0, &[]);
    assert_eq!((code, &objects[0]["later"], &objects[0]["outcome"]), (0, &1.into(), &"nothing-due".into()));
    let week = 7 * 86_400 + 60;
    let (code, objects) = check(week, &[]);
    assert_eq!((code, &objects[0]["occasion"]), (10, &"later-1".into()), "{objects:?}");

    // Back by a week: told, and the certificate does not go quiet.
    let (code, objects) = check(0, &[]);
    assert_eq!((code, &objects[0]["occasion"]), (10, &"later-1".into()), "{objects:?}");
    assert!(objects.iter().any(|object| object["code"] == "CLOCK-WRONG"), "{objects:?}");
    // The week was the mistake.
    let (code, objects) = check(0, &["--trust-clock"]);
    assert_eq!((code, objects.len(), &objects[0]["later"]), (0, 1, &1.into()), "{objects:?}");

    wish(Wish::Hide(fingerprint.clone()));
    let (code, objects) = check(week, &[]);
    assert_eq!((code, &objects[0]["hidden"]), (0, &1.into()), "{objects:?}");
    world.put_certificate(25);
    let (code, objects) = check(week, &[]);
    assert_eq!((code, objects.len()), (10, 2), "{objects:?}");
    wish(Wish::Show(fingerprint));
    let (_, objects) = check(week, &[]);
    assert_eq!(objects.last().unwrap()["hidden"], 0);
}
