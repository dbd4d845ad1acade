//! From certificates to the list of those that need replacing.

use time::Duration;

use super::urgency::{CRITICAL, INFO, REMIND};
use super::{Calendar, Urgency};
use crate::domain::certificate::{Certificate, Purpose};
use crate::domain::field::Field;
use crate::domain::key::FoundCertificate;
use crate::domain::moment::{self, Moment};

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
}

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

    /// True when `self` does the work of `older` from now on: same holder, purpose, issuer and line, begun later,
    /// usable longer, and not revoked.
    fn covers(&self, older: &Self) -> bool {
        !self.revoked
            && (&self.holder, self.purpose, &self.issuer) == (&older.holder, older.purpose, &older.issuer)
            && self.beside == older.beside
            && self.not_before > older.not_before
            && self.usable_until > older.usable_until
    }
}

/// A certificate that needs replacing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// Where it stands in the list given.
    pub index: usize,
    /// How urgent it is.
    pub urgency: Urgency,
    /// Whole days left, rounded up; 0 when it is over.
    pub days_left: i64,
}

/// Which of the certificates need replacing, most urgent first; of equally urgent ones, the one that ends first.
///
/// `now` in local time, for the sake of working days.
pub fn due(watched: &[Watched], now: Moment, calendar: &Calendar) -> Vec<Due> {
    let mut due: Vec<Due> = watched
        .iter()
        .enumerate()
        .filter(|(_, one)| !one.revoked && !one.in_progress && !is_covered(one, watched))
        .filter_map(|(index, one)| {
            let urgency = Urgency::of(one.usable_until, now, calendar)?;
            Some(Due { index, urgency, days_left: moment::days_left(now, one.usable_until) })
        })
        .collect();
    due.sort_by_key(|due| (std::cmp::Reverse(due.urgency), watched[due.index].usable_until));
    due
}

/// Which of the certificates are revoked and have no newer one in their place: the holder has to visit the CA.
pub fn revoked(watched: &[Watched]) -> impl Iterator<Item = usize> {
    let waits = |(index, one): (usize, &Watched)| (one.revoked && !is_covered(one, watched)).then_some(index);
    watched.iter().enumerate().filter_map(waits)
}

/// When to look again: as soon as a threshold is passed, and within a day anyhow, because working days count from
/// midnight to midnight and tokens come and go.
pub fn look_again(watched: &[Watched], now: Moment) -> Moment {
    let thresholds = [INFO, REMIND, CRITICAL, Duration::ZERO];
    watched
        .iter()
        .flat_map(|one| thresholds.map(|left| one.usable_until.saturating_sub(left)))
        .filter(|threshold| *threshold > now)
        .fold(now.saturating_add(Duration::DAY), Moment::min)
}

/// True when the clock shows a time before the latest of the certificates was issued: the clock was set back (an
/// empty battery, a restored machine), and no count of days can be trusted until it is right.
///
/// A day is allowed for CAs that date certificates from the next midnight, and for time zones set wrongly.
pub fn clock_is_behind(watched: &[Watched], now: Moment) -> bool {
    watched.iter().any(|one| one.not_before.saturating_sub(Duration::DAY) > now)
}

fn is_covered(one: &Watched, watched: &[Watched]) -> bool {
    watched.iter().any(|other| other.covers(one))
}

#[cfg(test)]
mod tests {
    use super::*;
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
        }
    }

    /// Of a holder of its own, so that nothing covers it.
    fn alone(days: i64) -> Watched {
        Watched { holder: days.to_string(), ..ending_in(days) }
    }

    fn found(watched: &[Watched]) -> Vec<(usize, Urgency)> {
        due(watched, NOW, &Calendar::russia()).iter().map(|due| (due.index, due.urgency)).collect()
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
        let due = due(&[one, alone(-3)], NOW, &Calendar::russia());
        assert_eq!(due.iter().map(|due| due.days_left).collect::<Vec<_>>(), [0, 4]);
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
        let visits = |watched: &[Watched]| revoked(watched).collect::<Vec<_>>();
        assert_eq!(visits(&[alone(3), dead.clone()]), [1]);
        assert_eq!(visits(&[ending_in(300), dead]), [] as [usize; 0]);
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
    fn a_clock_set_back_is_noticed() {
        let watched = [alone(100)];
        let issued = watched[0].not_before;
        assert!(!clock_is_behind(&watched, NOW));
        assert!(!clock_is_behind(&watched, issued - Duration::DAY));
        assert!(clock_is_behind(&watched, issued - Duration::DAY - Duration::SECOND));
        assert!(!clock_is_behind(&[], NOW));
    }

    #[test]
    fn the_next_look_is_at_the_next_threshold_or_after_a_day() {
        let hour = Duration::HOUR;
        let ending_after = |left| Watched { usable_until: NOW + left, ..alone(0) };
        assert_eq!(look_again(&[], NOW), NOW + Duration::DAY);
        assert_eq!(look_again(&[ending_after(Duration::days(45))], NOW), NOW + Duration::DAY);
        assert_eq!(look_again(&[ending_after(REMIND + hour)], NOW), NOW + hour);
        assert_eq!(look_again(&[ending_after(CRITICAL + hour), ending_after(hour * 2)], NOW), NOW + hour);
        assert_eq!(look_again(&[ending_after(Duration::ZERO)], NOW), NOW + Duration::DAY);
    }
}
