//! Where an unfinished renewal stands, in one word: for its card, for notices, for the exit code of `renewctl check`.

use crate::domain::moment::{self, Moment};
use crate::domain::portal::Payment;
use crate::domain::profile::Protocol;
use crate::domain::refusal::Refusal;
use crate::renewal::{Step, View};

/// The stage of the protocol at which somebody has to pay.
const PAYMENT: &str = "payment";

/// Where a renewal stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// The user is in the middle of a step.
    Step(Step),
    /// The request is at the CA, and somebody there or in the organisation is at it.
    Waiting {
        /// Stage by its name in the protocol; none before the CA has told one.
        stage: Option<String>,
        /// What is to be paid.
        payment: Option<Payment>,
        /// When the CA means to be done with this stage.
        promised: Option<Moment>,
    },
    /// The request was carried to a portal by hand; a certificate file is awaited.
    Carried,
    /// The certificate is made and can be fetched or written.
    Made,
    /// Decided against.
    Refused(Refusal),
    /// The CA does not keep it any longer, since this moment.
    Lapsed(Moment),
}

impl Standing {
    /// Of a renewal that has not ended.
    pub fn of(view: &View, now: Moment) -> Self {
        let undoing = !view.can_stop && view.certificate.is_none();
        let lapsed = |until: Option<Moment>| until.filter(|until| *until <= now);
        if undoing {
            Self::Step(view.step)
        } else if let Some(refusal) = &view.refusal {
            Self::Refused(refusal.clone())
        } else if view.certificate.is_some() {
            // Written already: what is left is reading, confirming and copying it.
            if matches!(view.step, Step::Wait | Step::Enroll) { Self::Made } else { Self::Step(view.step) }
        } else if view.waiting.as_ref().is_some_and(|wait| wait.news.store) {
            Self::Made
        } else if view.accepted.is_none() {
            let draft = view.forms.draft.as_ref().map(|draft| draft.until);
            lapsed(draft).map_or(Self::Step(view.step), Self::Lapsed)
        } else if view.profile.protocol == Protocol::File {
            lapsed(view.deadline).map_or(Self::Carried, Self::Lapsed)
        } else {
            let wait = view.waiting.as_ref();
            Self::Waiting {
                stage: wait.map(|wait| wait.stage.clone()),
                payment: wait.and_then(|wait| wait.news.payment.clone()),
                promised: wait.and_then(|wait| wait.news.until),
            }
        }
    }

    /// Nothing goes on before the user, or somebody he tells, does something.
    pub fn needs_you(&self) -> bool {
        match self {
            Self::Step(_) | Self::Made | Self::Refused(_) | Self::Lapsed(_) => true,
            Self::Waiting { .. } => self.unpaid().is_some(),
            Self::Carried => false,
        }
    }

    /// What has to be paid now.
    pub fn unpaid(&self) -> Option<&Payment> {
        match self {
            Self::Waiting { stage, payment, .. } if stage.as_deref() == Some(PAYMENT) => {
                payment.as_ref().filter(|payment| !payment.paid)
            }
            _ => None,
        }
    }

    /// Nobody needs to be told that `self` came after `earlier`: the CA has only changed its mind about dates.
    pub fn is_no_news_after(&self, earlier: &Self) -> bool {
        match (self, earlier) {
            (
                Self::Waiting { stage, payment, .. },
                Self::Waiting { stage: other_stage, payment: other_payment, .. },
            ) => {
                let paid = |payment: &Option<Payment>| payment.as_ref().is_some_and(|payment| payment.paid);
                stage == other_stage && paid(payment) == paid(other_payment)
            }
            _ => self == earlier,
        }
    }

    /// Name in the events of `renewctl --json`: the stage of the protocol where there is one.
    pub fn id(&self) -> &str {
        match self {
            Self::Step(step) => step.id(),
            Self::Waiting { stage, .. } => stage.as_deref().unwrap_or("submitted"),
            Self::Carried => "carried",
            Self::Made => "issued",
            Self::Refused(_) => "rejected",
            Self::Lapsed(_) => "lapsed",
        }
    }
}

/// When the CA forgets what it has, if nobody acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline {
    /// When.
    pub at: Moment,
    /// Whole days left, rounded up; 0 when it is over.
    pub days_left: i64,
}

/// How near a deadline is; the greater, the nearer (seed row 3.25).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nearness {
    /// More than three days.
    Far,
    /// Three days or less.
    Near,
    /// A day or less.
    Last,
}

impl Deadline {
    /// As seen from now.
    pub fn new(at: Moment, now: Moment) -> Self {
        Self { at, days_left: moment::days_left(now, at) }
    }

    /// How near.
    pub fn nearness(self) -> Nearness {
        match self.days_left {
            ..=1 => Nearness::Last,
            2..=3 => Nearness::Near,
            _ => Nearness::Far,
        }
    }
}

#[cfg(test)]
mod tests {
    use time::Duration;
    use time::macros::datetime;

    use super::*;

    const NOW: Moment = datetime!(2026-11-25 9:00 UTC);

    fn waiting(stage: &str, paid: Option<bool>) -> Standing {
        let payment =
            |paid| Payment { amount: "38,52 BYN".into(), payer: "ООО «Ромашка»".into(), paid };
        Standing::Waiting { stage: Some(stage.to_owned()), payment: paid.map(payment), promised: None }
    }

    /// Seed row 3.25.
    #[test]
    fn a_deadline_is_near_from_three_days_on_and_at_its_last_from_one() {
        let day = Duration::DAY;
        let second = Duration::SECOND;
        for (left, nearness) in [
            (day * 10, Nearness::Far),
            (day * 3 + second, Nearness::Far),
            (day * 3, Nearness::Near),
            (day + second, Nearness::Near),
            (day, Nearness::Last),
            (Duration::ZERO, Nearness::Last),
            (-day, Nearness::Last),
        ] {
            assert_eq!(Deadline::new(NOW + left, NOW).nearness(), nearness, "{left}");
        }
    }

    #[test]
    fn news_are_another_stage_or_a_payment_and_no_other_date() {
        let later = Standing::Waiting { stage: Some("checking".into()), payment: None, promised: Some(NOW) };
        for (now, before, no_news) in [
            (later, waiting("checking", None), true),
            (waiting("approval", None), waiting("checking", None), false),
            (waiting("payment", Some(false)), waiting("payment", None), true),
            (waiting("payment", Some(true)), waiting("payment", Some(false)), false),
            (Standing::Made, waiting("issuing", None), false),
            (Standing::Made, Standing::Made, true),
        ] {
            assert_eq!(now.is_no_news_after(&before), no_news, "{now:?} {before:?}");
        }
    }

    #[test]
    fn only_an_unpaid_bill_makes_a_wait_the_users_business() {
        assert!(waiting("payment", Some(false)).needs_you());
        for other in
            [waiting("payment", Some(true)), waiting("payment", None), waiting("approval", Some(false))]
        {
            assert!(!other.needs_you(), "{other:?}");
        }
    }
}
