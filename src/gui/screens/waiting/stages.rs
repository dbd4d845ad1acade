//! The stages of the waiting, one line each: who acts, since when, until when.

use iced::Element;

use crate::domain::moment::{self, Moment};
use crate::domain::portal;
use crate::domain::profile::{Country, WaitingStage};
use crate::gui::screens::trouble::day_and_clock;
use crate::gui::widgets::{self, Stage, StageMark};
use crate::i18n;
use crate::renewal::{View, WaitView};
use crate::tr;
use crate::watch::Calendar;

/// The certificate exists: every stage is over.
pub fn is_over(view: &View) -> bool {
    let issued = portal::Stage::Issued.id();
    view.certificate.is_some() || view.waiting.as_ref().is_some_and(|wait| wait.stage == issued)
}

/// Draws the lines. A stage that the profile does not know is told before its own, of which none has the mark then.
pub fn draw<'a, Message: 'a>(view: &View, now: Moment) -> Element<'a, Message> {
    let order = &view.profile.waiting;
    let wait = view.waiting.as_ref().filter(|_| !is_over(view));
    let here = match wait {
        Some(wait) => order.iter().position(|stage| stage.stage == wait.stage),
        None => Some(order.len()).filter(|_| is_over(view)),
    };
    let unknown = wait.filter(|_| here.is_none()).map(|wait| unknown(wait, now));
    let lines = order.iter().enumerate().map(|(index, stage)| match (here, wait) {
        (Some(here), _) if index < here => {
            let title = i18n::text(&format!("waiting-done-{}", stage.stage), &[]);
            Stage::new(StageMark::Done, title).detail(actor(stage))
        }
        (Some(here), Some(wait)) if index == here => running(stage, wait, view.profile.forms.country, now),
        _ => {
            let title = i18n::text(&format!("waiting-ahead-{}", stage.stage), &[]);
            Stage::new(StageMark::Pending, title).detail(who(stage))
        }
    });
    widgets::stages(unknown.into_iter().chain(lines))
}

fn running(stage: &WaitingStage, wait: &WaitView, country: Country, now: Moment) -> Stage {
    let since = wait.news.since.unwrap_or(wait.since);
    let detail = match wait.news.until.or_else(|| promised(stage, since, country)) {
        Some(until) => format!("{} · {}", actor(stage), tr!("waiting-until", date = i18n::date(until))),
        None => who(stage),
    };
    at_work(name(&stage.stage), since, now).detail(detail)
}

fn unknown(wait: &WaitView, now: Moment) -> Stage {
    let line = at_work(name(&wait.stage), wait.news.since.unwrap_or(wait.since), now);
    match wait.news.until {
        Some(until) => line.detail(tr!("waiting-until", date = i18n::date(until))),
        None => line,
    }
}

fn at_work(title: String, since: Moment, now: Moment) -> Stage {
    Stage::new(StageMark::Running, title).time(tr!("enroll-since", when = day_and_clock(since, now)))
}

/// The name of a stage; of one without a text here, that the request is where it should be.
fn name(stage: &str) -> String {
    let id = format!("ca-stage-{stage}");
    let name = i18n::text(&id, &[]);
    if name == id { tr!("waiting-other-stage") } else { name }
}

fn actor(stage: &WaitingStage) -> String {
    i18n::text(&format!("actor-{}", stage.actor), &[])
}

/// Who acts, and how long that may take.
fn who(stage: &WaitingStage) -> String {
    match stage.working_days {
        Some(days) => format!("{} · {}", actor(stage), tr!("waiting-working-days", count = days)),
        None => actor(stage),
    }
}

/// The last day of a stage whose length in working days is promised, by the calendar of its state. The CA's own
/// word goes before it.
fn promised(stage: &WaitingStage, since: Moment, country: Country) -> Option<Moment> {
    let begin = moment::local(since);
    let end = |days| Calendar::of(country).add_working_days(begin.date(), days);
    stage.working_days.map(|days| begin.replace_date(end(days)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    fn stage(days: Option<u16>) -> WaitingStage {
        WaitingStage { stage: "checking".to_owned(), working_days: days, actor: "registers".to_owned() }
    }

    /// Row 1.32: five working days after the last one before the holidays of January.
    #[test]
    fn a_promise_in_working_days_ends_on_a_day_of_the_calendar() {
        let friday = datetime!(2026-11-20 9:00 UTC);
        let end = promised(&stage(Some(5)), friday, Country::Ru);
        assert_eq!(end.map(i18n::date).as_deref(), Some("27.11.2026"));
        let end = promised(&stage(Some(5)), datetime!(2026-12-30 9:00 UTC), Country::Ru);
        assert!(end.is_some_and(|end| end > datetime!(2027-01-13 0:00 UTC)), "{end:?}");
        assert_eq!(promised(&stage(None), friday, Country::Ru), None);
    }

    #[test]
    fn a_stage_of_another_ca_has_a_name_that_can_be_read() {
        assert_eq!(name("operator"), tr!("ca-stage-operator"));
        assert_eq!(name("notarisation"), tr!("waiting-other-stage"));
    }
}
