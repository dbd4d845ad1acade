//! From certificates to the list of those that need replacing, and why the others are quiet.

use std::collections::HashMap;

use time::Duration;

use super::timing::{self, Rules, Timing};
use super::{Settled, Urgency};
use crate::domain::certificate::{Certificate, Purpose};
use crate::domain::field::Field;
use crate::domain::key::FoundCertificate;
use crate::domain::moment::{self, Moment};
use crate::domain::reminder::Reminder;

/// What has to be known of a certificate to watch it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    /// The person and the organisation, in a form that stays the same over renewals.
    pub holder: String,
    /// What it is used for.
    pub purpose: Purpose,
    /// The CA.
    pub issuer: String,
    /// First moment of validity.
    pub not_before: Moment,
    /// Until when it can sign: the earliest end of certificate and private key.
    pub usable_until: Moment,
    /// Revoked: nothing to remind of, only [`revoked`] tells it.
    pub revoked: bool,
    /// A renewal of it is under way and speaks for itself.
    pub in_progress: bool,
    /// Issued beside another certificate, not instead of it: the name of the line that begins with it. It does the
    /// work of its own line only, and so do those that replaced it (seed row 0.02).
    pub beside: Option<String>,
    /// What the user said of its notices.
    pub reminder: Reminder,
}

/// What a newer certificate has to share with an older one to do its work.
type Work<'a> = (&'a str, Purpose, &'a str, Option<&'a str>);

impl Watched {
    /// From a certificate, neither revoked nor in progress.
    ///
    /// The holder is told by SNILS and OGRN: names get respelled, numbers do not. A person may sign for two
    /// organisations, so one of the numbers is not enough. Without them the whole subject must do.
    pub fn new(certificate: &Certificate) -> Self {
        let subject = certificate.subject();
        let number = |field| subject.value(field).unwrap_or_default();
        let (snils, ogrn, ogrnip) = (number(Field::Snils), number(Field::Ogrn), number(Field::Ogrnip));
        let holder = if snils.is_empty() && ogrn.is_empty() && ogrnip.is_empty() {
            certificate.subject_name().to_string()
        } else {
            format!("{snils}/{ogrn}/{ogrnip}")
        };
        Self {
            holder,
            purpose: certificate.purpose(),
            issuer: certificate.issuer_name().to_string(),
            not_before: certificate.not_before(),
            usable_until: certificate.usable_until(),
            revoked: false,
            in_progress: false,
            beside: None,
            reminder: Reminder::default(),
        }
    }

    /// From a certificate that was found, with what its place tells of the private key.
    pub fn found(found: &FoundCertificate) -> Self {
        Self::new(&found.certificate).with_key_end(found.key_end)
    }

    /// Takes the end date that the token tells of the private key (PKCS#11 `CKA_END_DATE`) into account.
    #[must_use]
    pub fn with_key_end(mut self, key_end: Option<Moment>) -> Self {
        if let Some(key_end) = key_end {
            self.usable_until = self.usable_until.min(key_end);
        }
        self
    }

    fn work(&self) -> Work<'_> {
        (&self.holder, self.purpose, &self.issuer, self.beside.as_deref())
    }
}

/// A certificate that needs replacing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// How urgent it is.
    pub urgency: Urgency,
    /// Whole days left, rounded up; 0 when it is over.
    pub days_left: i64,
    /// When to speak, when to begin, how long it may be put off.
    pub timing: Timing,
}

/// What there is to say of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It needs replacing.
    Due(Due),
    /// Nothing yet, and nothing before this moment.
    Far(Moment),
    /// A newer one does its work.
    Replaced,
    /// Its renewal is under way and speaks for itself.
    InProgress,
    /// Revoked, and no newer one is in its place: the holder has to visit the CA.
    Revoked,
    /// The user does not want to hear of it.
    Hidden,
    /// The user does not want to hear of it until then.
    Later(Moment),
}

/// What there is to say of each certificate, in their order.
pub fn states(watched: &[Watched], time: Settled, rules: Rules<'_>) -> Vec<State> {
    let covered = covered(watched);
    watched.iter().zip(covered).map(|(one, covered)| one.state(covered, time, rules)).collect()
}

/// Which of them need replacing, most urgent first; of equally urgent ones, the one that ends first.
pub fn due(watched: &[Watched], states: &[State]) -> Vec<(usize, Due)> {
    let due = |(index, state): (usize, &State)| match state {
        State::Due(due) => Some((index, *due)),
        _ => None,
    };
    let mut all: Vec<_> = states.iter().enumerate().filter_map(due).collect();
    all.sort_by_key(|(index, due)| {
        (std::cmp::Reverse(due.urgency), watched.get(*index).map(|one| one.usable_until))
    });
    all
}

impl Watched {
    fn state(&self, covered: bool, time: Settled, rules: Rules<'_>) -> State {
        let (until, now) = (self.usable_until, time.now);
        if covered {
            return State::Replaced;
        } else if self.reminder.hidden {
            return State::Hidden;
        } else if self.revoked {
            return State::Revoked;
        } else if self.in_progress {
            return State::InProgress;
        } else if let Some(until) = timing::put_off(until, now, rules, self.reminder.later) {
            return State::Later(until);
        }
        let Some(timing) = Timing::of(until, now, rules, &self.reminder) else {
            return State::Far(timing::next(until, now, rules, &self.reminder).unwrap_or(until));
        };
        let missed = timing.begin.is_some_and(|begin| begin.missed);
        let mut urgency = Urgency::of(until, now, rules.calendar).unwrap_or(Urgency::Info);
        let mut days_left = moment::days_left(now, until);
        // Over by a time that this clock does not show any more: the CA decides, so it may still be tried.
        if urgency == Urgency::Expired && until > time.clock {
            (urgency, days_left) = (Urgency::Critical, 1);
        } else if missed {
            urgency = urgency.max(Urgency::Critical);
        }
        State::Due(Due { urgency, days_left, timing })
    }
}

/// Which of the certificates have a newer one of the same holder, purpose, issuer and line, begun later, usable
/// longer, and not revoked.
fn covered(watched: &[Watched]) -> Vec<bool> {
    let mut covered = vec![false; watched.len()];
    let mut works: HashMap<Work<'_>, Vec<usize>> = HashMap::new();
    for (index, one) in watched.iter().enumerate() {
        works.entry(one.work()).or_default().push(index);
    }
    for mut work in works.into_values() {
        let begun = |index: &usize| watched.get(*index).map(|one| one.not_before);
        work.sort_by_key(|index| std::cmp::Reverse(begun(index)));
        // The longest use of those that began later than the row at hand.
        let mut longest: Option<Moment> = None;
        for row in work.chunk_by(|a, b| begun(a) == begun(b)) {
            let ones = || row.iter().filter_map(|index| Some((*index, watched.get(*index)?)));
            for (index, one) in ones() {
                if let Some(covered) = covered.get_mut(index) {
                    *covered = longest.is_some_and(|longest| longest > one.usable_until);
                }
            }
            longest = ones()
                .filter(|(_, one)| !one.revoked)
                .map(|(_, one)| one.usable_until)
                .fold(longest, |longest, until| longest.max(Some(until)));
        }
    }
    covered
}

/// When to look again: as soon as there is something new to say of one of them, and within a day anyhow, because
/// working days count from midnight to midnight and tokens come and go.
pub fn look_again(watched: &[Watched], now: Moment, rules: Rules<'_>) -> Moment {
    watched
        .iter()
        .filter_map(|one| timing::next(one.usable_until, now, rules, &one.reminder))
        .fold(now.saturating_add(Duration::DAY), Moment::min)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watch::{Calendar, Thresholds};
    use time::macros::datetime;

    const NOW: Moment = datetime!(2026-09-01 09:00 UTC);

    /// A year's certificate that ends in so many days.
    fn ending_in(days: i64) -> Watched {
        let usable_until = NOW + Duration::days(days);
        Watched {
            holder: "11223344595/1047702026701/".to_owned(),
            purpose: Purpose::Reporting,
            issuer: "CN=УЦ".to_owned(),
            not_before: usable_until - Duration::days(365),
            usable_until,
            revoked: false,
            in_progress: false,
            beside: None,
            reminder: Reminder::default(),
        }
    }

    /// Of a holder of its own, so that nothing covers it.
    fn alone(days: i64) -> Watched {
        Watched { holder: days.to_string(), ..ending_in(days) }
    }

    fn by_default<R>(act: impl FnOnce(Rules<'_>) -> R) -> R {
        let (calendar, thresholds) = (Calendar::russia(), Thresholds::default());
        act(Rules { calendar: &calendar, thresholds: &thresholds, checks: 0 })
    }

    fn states_of(watched: &[Watched]) -> Vec<State> {
        by_default(|rules| states(watched, Settled::trusted(NOW), rules))
    }

    fn found(watched: &[Watched]) -> Vec<(usize, Urgency)> {
        due(watched, &states_of(watched)).into_iter().map(|(index, due)| (index, due.urgency)).collect()
    }

    #[test]
    fn the_most_urgent_comes_first() {
        let watched = [alone(50), alone(3), alone(300), alone(-1), alone(10), alone(25), alone(2)];
        assert_eq!(
            found(&watched),
            [
                (3, Urgency::Expired),
                (6, Urgency::Critical),
                (1, Urgency::Critical),
                (4, Urgency::Urgent),
                (5, Urgency::Remind),
                (0, Urgency::Info),
            ]
        );
    }

    #[test]
    fn days_left_are_rounded_up() {
        let mut one = alone(3);
        one.usable_until += Duration::SECOND;
        let watched = [one, alone(-3)];
        let due = due(&watched, &states_of(&watched));
        assert_eq!(due.iter().map(|(_, due)| due.days_left).collect::<Vec<_>>(), [0, 4]);
    }

    #[test]
    fn a_newer_certificate_covers_the_old_one() {
        assert_eq!(found(&[ending_in(3), ending_in(300)]), []);
        assert_eq!(found(&[ending_in(3), ending_in(20)]), [(1, Urgency::Urgent)]);
    }

    #[test]
    fn of_expired_ones_only_the_newest_is_shown() {
        assert_eq!(found(&[ending_in(-400), ending_in(-10)]), [(1, Urgency::Expired)]);
    }

    #[test]
    fn a_certificate_of_another_holder_purpose_or_issuer_covers_nothing() {
        let newer = ending_in(300);
        for other in [
            Watched { holder: "other".to_owned(), ..newer.clone() },
            Watched { purpose: Purpose::Fss, ..newer.clone() },
            Watched { issuer: "CN=Другой УЦ".to_owned(), ..newer.clone() },
            Watched { revoked: true, ..newer.clone() },
        ] {
            assert_eq!(found(&[ending_in(3), other]), [(0, Urgency::Critical)]);
        }
    }

    #[test]
    fn an_additional_certificate_covers_only_its_own_line() {
        let beside =
            |days, line: Option<&str>| Watched { beside: line.map(str::to_owned), ..ending_in(days) };
        for (older, newer, silent) in [
            (None, None, true),
            (None, Some("B"), false),
            (Some("B"), Some("B"), true),
            (Some("B"), None, false),
            (Some("B"), Some("C"), false),
        ] {
            let found = found(&[beside(3, older), beside(300, newer)]);
            assert_eq!(found.is_empty(), silent, "{older:?} {newer:?}");
        }
    }

    #[test]
    fn a_copy_of_the_same_certificate_covers_nothing() {
        assert_eq!(found(&[ending_in(3), ending_in(3)]).len(), 2);
    }

    #[test]
    fn revoked_certificates_and_running_renewals_are_silent() {
        let revoked = Watched { revoked: true, ..alone(3) };
        let in_progress = Watched { in_progress: true, ..alone(3) };
        assert_eq!(found(&[revoked, in_progress]), []);
    }

    #[test]
    fn a_revoked_certificate_needs_a_visit_until_a_newer_one_is_there() {
        let dead = Watched { revoked: true, ..ending_in(100) };
        assert_eq!(states_of(&[alone(3), dead.clone()])[1], State::Revoked);
        assert_eq!(states_of(&[ending_in(300), dead])[1], State::Replaced);
    }

    #[test]
    fn a_private_key_that_ends_first_counts() {
        let year = alone(300);
        let key_end = |days| Some(NOW + Duration::days(days));
        assert_eq!(found(&[year.clone().with_key_end(key_end(4))]), [(0, Urgency::Critical)]);
        assert_eq!(found(&[year.clone().with_key_end(key_end(400))]), []);
        assert_eq!(found(&[year.with_key_end(None)]), []);
    }

    #[test]
    fn exactly_five_days_are_critical() {
        assert_eq!(found(&[alone(5)]), [(0, Urgency::Critical)]);
        let mut one = alone(5);
        one.usable_until += Duration::SECOND;
        assert_eq!(found(&[one]), [(0, Urgency::Urgent)]);
    }

    #[test]
    fn a_clock_before_the_issue_of_a_certificate_is_noticed() {
        let issued = datetime!(2027-06-01 09:00 UTC);
        let watched = [Watched { not_before: issued, ..alone(600) }];
        let settled = |clock| crate::watch::settle(clock, None, &watched);
        let day_before = issued - Duration::DAY;
        assert_eq!(settled(day_before), Settled::trusted(day_before));
        let earlier = settled(day_before - Duration::SECOND);
        assert_eq!((earlier.now, earlier.behind), (day_before, Some(crate::watch::Behind::Impossible)));
    }

    #[test]
    fn the_next_look_is_at_the_next_threshold_or_after_a_day() {
        let hour = Duration::HOUR;
        let again = |watched: &[Watched]| by_default(|rules| look_again(watched, NOW, rules));
        let remind = Duration::days(30);
        let critical = Duration::days(5);
        let ending_after = |left| Watched { usable_until: NOW + left, ..alone(0) };
        assert_eq!(again(&[]), NOW + Duration::DAY);
        assert_eq!(again(&[ending_after(Duration::days(45))]), NOW + Duration::DAY);
        assert_eq!(again(&[ending_after(remind + hour)]), NOW + hour);
        assert_eq!(again(&[ending_after(critical + hour), ending_after(hour * 2)]), NOW + hour);
        assert_eq!(again(&[ending_after(Duration::ZERO)]), NOW + Duration::DAY);
    }
}
