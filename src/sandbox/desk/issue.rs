//! The certificate of a request, right or wrong on demand, and the way into its store.

use p256::ecdsa::SigningKey;
use p256::elliptic_curve::Generate;
use time::{Duration, Month};

use crate::domain::field::Field;
use crate::domain::moment::Moment;
use crate::domain::refusal::{Refusal, Source};
use crate::domain::request::{CertificationRequest, p256_spki};
use crate::domain::subject::Subject;
use crate::fault::{Fault, SupportCode};
use crate::sandbox::authority::{Authority, Content};
use crate::sandbox::desk::{Desk, Order, random};
use crate::sandbox::faults::Misissue;

/// How long a new certificate lives.
const MONTHS: i32 = 15;

/// DER, and login and password of its store if it lies in one.
type Made = (Vec<u8>, Option<(String, String)>);

impl Desk {
    /// Makes the certificate of a request. It is valid from the moment of its issue.
    pub(super) fn make_certificate(&self, at: usize, when: Moment) -> Result<Made, Refusal> {
        let failed = || Refusal {
            source: Source::Request,
            reason: "По этому запросу нельзя сделать сертификат".into(),
            sections: Vec::new(),
            new_key: true,
        };
        let order = self.orders.get(at).ok_or_else(failed)?;
        if !order.certificate.is_empty() {
            return Ok((order.certificate.clone(), order.access.clone()));
        }
        let certificate = self.issue(order, when).map_err(|_| failed())?;
        let access = if self.scheme().store { Some(access(order).ok_or_else(failed)?) } else { None };
        Ok((certificate, access))
    }

    fn issue(&self, order: &Order, when: Moment) -> Result<Vec<u8>, Fault> {
        let request = CertificationRequest::parse(&order.pkcs10)?;
        let (mut spki, mut subject) = (request.spki_der(), request.subject_name().clone());
        let (mut from, mut to) = (when, in_months(when));
        let mut stranger = None;
        match self.faults.issue {
            None => {}
            Some(Misissue::OtherKey) => spki = foreign_key()?,
            Some(Misissue::OtherHolder) => {
                let confirmed = request.subject();
                let other = confirmed.iter().map(|(field, value)| match field {
                    Field::Surname => (field, "Петрова".to_owned()),
                    _ => (field, value.to_owned()),
                });
                subject = Subject::from_fields(other.collect::<Vec<_>>()).apply_to(&subject)?;
            }
            Some(Misissue::UnknownChain) => {
                stranger = Some(Authority::open(&self.setup.root.join("stranger"))?);
            }
            Some(Misissue::PastDates) => {
                let began = order.current().map_or(when - Duration::days(2), |old| old.not_before());
                (from, to) = (began, when - Duration::days(1));
            }
        }
        let requested = request.extensions();
        let powers = self.scheme().powers;
        let content = Content { subject: &subject, from, to, requested: &requested, powers };
        let issuer = stranger.as_ref().unwrap_or(&self.setup.authority);
        Ok(issuer.issue(&spki, &content)?.der().to_vec())
    }
}

/// A login that people can read out, and a password that nobody guesses.
fn access(order: &Order) -> Option<(String, String)> {
    let digits: String = order.number.chars().filter(char::is_ascii_digit).collect();
    Some((format!("store-{digits}"), hex::encode(random::<10>().ok()?)))
}

fn foreign_key() -> Result<Vec<u8>, Fault> {
    let internal = |detail: String| Fault::new(SupportCode::Internal).with("detail", detail);
    let key = SigningKey::generate();
    let point = key.verifying_key().to_sec1_point(false);
    let spki = p256_spki(point.as_bytes()).map_err(|e| internal(e.to_string()))?;
    der::Encode::to_der(&spki).map_err(|e| internal(e.to_string()))
}

/// Fifteen months later, on the same day or the last of the month.
pub(super) fn in_months(now: Moment) -> Moment {
    let total = i32::from(u8::from(now.month())) - 1 + MONTHS;
    let month = Month::try_from(u8::try_from(total % 12 + 1).unwrap_or(1)).unwrap_or(Month::January);
    let year = now.year() + total / 12;
    let day = now.day().min(month.length(year));
    time::Date::from_calendar_date(year, month, day).map_or(now, |date| now.replace_date(date))
}
