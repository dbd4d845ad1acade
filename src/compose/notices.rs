//! What the desktop says when something has come of a request, or a certificate runs out, while nobody looks.

use crate::compose::Desktop;
use crate::domain::key::FoundCertificate;
use crate::domain::moment::{self, Moment};
use crate::domain::workplace::Line;
use crate::i18n;
use crate::platform::notify::notify;
use crate::platform::told::Told;
use crate::ports::Clock;
use crate::runtime::look::Look;
use crate::runtime::standing::{Deadline, Nearness, Standing};
use crate::runtime::system::SystemClock;
use crate::tr;
use crate::watch::{Occasion, Timing};

/// A notice on the desktop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What it is about.
    pub title: String,
    /// What happened, and what to do next.
    pub text: String,
}

/// Shows a notice. False when no desktop took it.
pub fn show(notice: &Notice) -> bool {
    notify(&notice.title, &notice.text)
}

/// What has come of a request.
pub fn of_look(look: &Look) -> Notice {
    let title = tr!("notice-title", number = look.number.as_str());
    let near = look.deadline.filter(|deadline| deadline.nearness() > Nearness::Far);
    let mut sentences = vec![happened(&look.standing)];
    if matches!(look.standing, Standing::Waiting { .. }) {
        sentences.extend(near.map(until));
    }
    sentences.push(to_do(&look.standing));
    let text = sentences.join(" ");
    let training = look.profile.training;
    Notice { title: if training { tr!("notice-training", title = title) } else { title }, text }
}

/// A certificate that needs replacing, or is over.
pub fn of_due(found: &FoundCertificate, due: Option<&Timing>, now: Moment) -> Notice {
    let (holder, end) = (found.certificate.subject().full_name(), found.usable_until());
    let left = tr!("app-days-left", days = moment::days_left(now, end));
    let begin = due.and_then(|timing| timing.begin).map(|begin| i18n::begin_by(&begin));
    let (title, text) = match due {
        None => (tr!("notice-expired-title"), tr!("notice-expired", holder = holder)),
        Some(_) => (tr!("notice-due-title"), tr!("notice-due", holder = holder, left = left)),
    };
    let text = [Some(text), begin].into_iter().flatten().collect::<Vec<_>>().join(" ");
    Notice { title, text }
}

/// What will hinder a renewal, while there is time to mend it.
pub fn of_hindrance(found: &FoundCertificate, line: &Line, now: Moment) -> Notice {
    let days = moment::days_left(now, found.usable_until());
    let text = tr!("preflight-notice", what = i18n::diagnosis(line).what, days = days);
    Notice { title: tr!("preflight-notice-title"), text }
}

impl Desktop {
    /// The look at the workplace so many days before the end of a certificate was not made yet; from now on it was.
    pub fn preflight_is_new(&self, found: &FoundCertificate, days: i64) -> bool {
        let name = format!("{} preflight-{days}", found.certificate.fingerprint());
        Told::in_home(self.directories.home()).is_new(&name)
    }

    /// Tells on the desktop what will hinder the renewal of a certificate.
    pub fn announce_hindrance(&self, found: &FoundCertificate, line: &Line) {
        let _ = show(&of_hindrance(found, line, SystemClock.now()));
    }

    /// Tells on the desktop that a certificate needs replacing, once for each occasion; without a timing, that it is
    /// over.
    pub fn announce_due(&self, found: &FoundCertificate, due: Option<&Timing>) {
        let occasion = due.map_or(Occasion::Expired, |timing| timing.occasion);
        let name = format!("{} {}", found.certificate.fingerprint(), occasion.id());
        if Told::in_home(self.directories.home()).is_new(&name) {
            let _ = show(&of_due(found, due, SystemClock.now()));
        }
    }
}

fn happened(standing: &Standing) -> String {
    match standing {
        Standing::Refused(refusal) if refusal.reason.is_empty() => tr!("notice-refused-silently"),
        Standing::Refused(refusal) => tr!("notice-refused", reason = refusal.reason.trim_end_matches('.')),
        Standing::Waiting { .. } => match standing.unpaid() {
            Some(payment) => {
                tr!("notice-unpaid", amount = payment.amount.as_str(), payer = payment.payer.as_str())
            }
            None => tr!("notice-stage", stage = i18n::stage(standing.id())),
        },
        _ => tr!("notice-stage", stage = i18n::stage(standing.id())),
    }
}

fn to_do(standing: &Standing) -> String {
    match standing {
        Standing::Refused(refusal) if refusal.source.is_final() => tr!("notice-do-visit"),
        Standing::Refused(_) => tr!("notice-do-repair"),
        Standing::Made => tr!("notice-do-get"),
        Standing::Waiting { stage, .. } => match stage.as_deref() {
            Some("approval") => tr!("notice-do-approval"),
            Some("payment") if standing.unpaid().is_some() => tr!("notice-do-pay"),
            _ => tr!("notice-do-nothing"),
        },
        Standing::Step(_) | Standing::Carried | Standing::Lapsed(_) => tr!("notice-do-open"),
    }
}

fn until(deadline: Deadline) -> String {
    let left = tr!("app-days-left", days = deadline.days_left);
    tr!("notice-deadline", date = i18n::date(deadline.at), left = left)
}
