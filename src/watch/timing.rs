//! When to speak of a certificate, when to begin, and how long it may be put off.

use time::{Date, Duration};

use super::urgency::CRITICAL;
use super::{Calendar, Thresholds};
use crate::domain::moment::Moment;
use crate::domain::reminder::{Later, Reminder};

/// How long «Напомнить позже» puts off.
const WEEK: Duration = Duration::WEEK;
/// How often a certificate can be put off: three weeks are a holiday, more is forgetting.
const MOST_TIMES: u8 = 3;

/// What the notices follow.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// Working days of the CA.
    pub calendar: &'a Calendar,
    /// When to speak.
    pub thresholds: &'a Thresholds,
    /// Working days that the checks of the CA take at most; 0 when it promises none.
    pub checks: u16,
}

/// Why a certificate is spoken of just now. Each occasion is worth one notice.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Occasion {
    /// So many days are left, or fewer.
    Threshold(u16),
    /// The last day on which a request is through its checks in time.
    Begin,
    /// It was put off so many times, and the time is over.
    Later(u8),
    /// It is over.
    #[default]
    Expired,
}

impl Occasion {
    /// Name for scripts and for the list of what was told.
    pub fn id(self) -> String {
        match self {
            Self::Threshold(days) => days.to_string(),
            Self::Begin => "begin".to_owned(),
            Self::Later(times) => format!("later-{times}"),
            Self::Expired => "expired".to_owned(),
        }
    }
}

/// The last day to begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Begin {
    /// A working day.
    pub day: Date,
    /// Working days that the checks take.
    pub checks: u16,
    /// The day is over: the checks may not be through in time.
    pub missed: bool,
    /// The year whose days off are not published yet; the day may move by a few days.
    pub unsettled: Option<i32>,
}

/// When to speak of a certificate, and what can be done about it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Timing {
    /// Why now.
    pub occasion: Occasion,
    /// Until when to begin, at a CA that promises how long its checks take.
    pub begin: Option<Begin>,
    /// Until when «Напомнить позже» puts it off; none when it can be put off no more.
    pub later: Option<Moment>,
}

impl Timing {
    /// `None` while it is too early to speak. `now` in local time.
    pub(super) fn of(until: Moment, now: Moment, rules: Rules<'_>, reminder: &Reminder) -> Option<Self> {
        let begin = begin(until, now, rules);
        let (occasion, _) = occasions(until, now, rules, reminder)
            .into_iter()
            .filter(|(_, at)| *at <= now)
            // The last of those that have come; of two at the same moment the one that says more.
            .max_by_key(|(_, at)| *at)?;
        let times = reminder.later.map_or(0, |later| later.times);
        let target = limit(until, now, rules).min(now.saturating_add(WEEK));
        let later = (times < MOST_TIMES && target >= now.saturating_add(Duration::DAY)).then_some(target);
        Some(Self { occasion, begin, later })
    }
}

/// When it is spoken of, and why.
fn occasions(until: Moment, now: Moment, rules: Rules<'_>, reminder: &Reminder) -> Vec<(Occasion, Moment)> {
    let days = rules.thresholds.days().iter();
    let left = |days: &u16| until.saturating_sub(Duration::days(i64::from(*days)));
    let mut all: Vec<_> = days.map(|days| (Occasion::Threshold(*days), left(days))).collect();
    all.extend(begin_at(until, now, rules).map(|at| (Occasion::Begin, at)));
    let first = all.iter().map(|(_, at)| *at).min();
    // Whoever puts it off and sets the thresholds nearer afterwards is not reminded earlier than they say.
    let later = reminder.later.filter(|later| first.is_some_and(|first| later.until >= first));
    all.extend(later.map(|later| (Occasion::Later(later.times), later.until)));
    all.push((Occasion::Expired, until));
    all
}

/// The next moment at which something changes for this certificate.
pub(super) fn next(until: Moment, now: Moment, rules: Rules<'_>, reminder: &Reminder) -> Option<Moment> {
    let critical = until.saturating_sub(CRITICAL);
    let all = occasions(until, now, rules, reminder).into_iter().map(|(_, at)| at);
    all.chain([critical]).filter(|at| *at > now).min()
}

/// Quiet until then, because the user said so.
pub(super) fn put_off(until: Moment, now: Moment, rules: Rules<'_>, later: Option<Later>) -> Option<Moment> {
    Some(later?.until.min(limit(until, now, rules))).filter(|at| *at > now)
}

/// Nothing is put off beyond: five days before the end, or the day on which it must be begun.
fn limit(until: Moment, now: Moment, rules: Rules<'_>) -> Moment {
    let critical = until.saturating_sub(CRITICAL);
    begin_at(until, now, rules).map_or(critical, |begin| begin.min(critical))
}

fn begin_at(until: Moment, now: Moment, rules: Rules<'_>) -> Option<Moment> {
    let day = begin(until, now, rules)?.day;
    Some(day.midnight().assume_offset(now.offset()))
}

fn begin(until: Moment, now: Moment, rules: Rules<'_>) -> Option<Begin> {
    let (calendar, checks) = (rules.calendar, rules.checks);
    let end = until.to_offset(now.offset()).date();
    let day = (checks > 0).then(|| calendar.begin_by(end, checks))?;
    let unsettled = (day.year()..=end.year()).find(|year| !calendar.is_settled(*year));
    Some(Begin { day, checks, missed: now.date() > day, unsettled })
}
