//! Reads everything the panel «Уведомления» shows. Asks for no PIN.

use crate::domain::certificate::Certificate;
use crate::domain::entry::{Entry, Event, end_of};
use crate::domain::field::Field;
use crate::domain::form::Section;
use crate::domain::key::{FoundCertificate, Place, PlaceId};
use crate::domain::moment::{self, Moment};
use crate::domain::profile::Protocol;
use crate::fault::{Fault, SupportCode};
use crate::ports::Notebook;
use crate::renewal::{Flow, Takeover, View, takeover};
use crate::runtime::message::{Card, Panel, Quiet, Tally, Unfinished};
use crate::runtime::standing::{Deadline, Nearness, Standing};
use crate::runtime::worker::{beginning, begun_under, old_until};
use crate::runtime::workshop::Workshop;
use crate::watch::{self, Behind, Calendar, Rules, State, Urgency, Watched};

/// What is known of one journal.
struct Renewal {
    old: Option<Certificate>,
    /// The new certificate.
    issued: Option<Certificate>,
    /// Asked for beside the old one, not instead of it.
    additional: bool,
    card: Option<Card>,
    ended: bool,
    /// The CA has said that its certificate is revoked.
    revoked: bool,
}

/// Reads places, certificates and journals.
///
/// # Errors
/// When nothing at all can be read. A module or a journal that fails alone is told in [`Panel::faults`].
pub fn read(workshop: &dyn Workshop) -> Result<Panel, Fault> {
    let now = workshop.clock().now();
    let tokens = workshop.tokens();
    let (places, (certificates, mut faults), remarks) = {
        let mut tokens = tokens.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        (tokens.places()?, tokens.certificates()?, tokens.remarks())
    };
    faults.extend(remarks);
    let mut renewals = Vec::new();
    let mut journals = workshop.journals()?;
    for name in journals.list()? {
        match journals.read(&name).and_then(|lines| renewal(&name, &lines, workshop, now)) {
            Ok(Some(renewal)) => renewals.push(renewal),
            Ok(None) => {}
            Err(fault) => faults.push(fault),
        }
    }
    let (calendar, thresholds) = (Calendar::of(workshop.profile().forms.country), workshop.thresholds());
    let rules = Rules { calendar: &calendar, thresholds: &thresholds, checks: workshop.profile().checks() };
    let mut notebook = workshop.notebook();
    let looks = notebook.looks();
    let watched = watched(&certificates, &renewals, notebook.as_mut());
    let time = watch::settle(moment::local(now), looks.seen, &watched);
    if time.behind.is_some() {
        faults.push(Fault::new(SupportCode::ClockWrong).with("side", "behind"));
    }
    let states = watch::states(&watched, time, rules);
    let mut cards = due(&certificates, &watched, &states, &places);
    cards.extend(renewals.into_iter().filter_map(|renewal| renewal.card));
    cards.sort_by_key(rank);
    Ok(Panel {
        cards,
        quiet: quiet(&certificates, &states, &places),
        tally: tally(&states),
        next_look: Some(watch::look_again(&watched, time.now, rules) - (time.now - now)),
        queue: None,
        clock_doubted: time.behind == Some(Behind::Seen),
        first_issue: workshop.profile().first_issue,
        operator_page: workshop.operator_page(),
        checked_at: Some(now),
        certificates,
        places,
        faults,
        looks,
    })
}

/// A journal as a card: unfinished, or a new certificate that takes over later.
///
/// Each renewal is shown as its own CA has it. One whose profile is gone or broken is told as a fault, and its
/// certificate stays due: else nobody could renew it with another CA.
fn renewal(
    name: &str,
    lines: &[Entry],
    workshop: &dyn Workshop,
    now: Moment,
) -> Result<Option<Renewal>, Fault> {
    // Killed before its first line was on the disk: it never began.
    if lines.is_empty() {
        return Ok(None);
    }
    let old = beginning(lines)?.map(|(_, old)| old);
    let additional = is_additional(lines);
    let end = end_of(lines);
    let card = if let Some(end) = end {
        let replaced = old.as_ref().filter(|_| !additional).zip(old_until(lines));
        let takes_over = replaced.map(|(old, until)| (old, takeover(end.at, until)));
        match (&end.event, takes_over) {
            (Event::Finished, Some((old, Takeover::On(from)))) if from > now => {
                Some(Card::Received { holder: old.subject().full_name(), from })
            }
            _ => None,
        }
    } else {
        let profile = workshop.profile_of(begun_under(lines)?)?;
        let ca = Some(profile.title.clone()).filter(|_| profile.id != workshop.profile().id);
        let (flow, _) = Flow::resume(name.to_owned(), profile, lines, now)?;
        Some(Card::Unfinished(Box::new(unfinished(&flow.view(now), ca, now))))
    };
    let (ended, revoked) = (end.is_some(), end.is_some_and(|end| end.event == Event::Revoked));
    Ok(Some(Renewal { old, issued: issued(lines), additional, card, ended, revoked }))
}

fn unfinished(view: &View, ca: Option<String>, now: Moment) -> Unfinished {
    let standing = Standing::of(view, now);
    let deadline = view.deadline.map(|end| Deadline::new(end, now));
    let near = deadline.is_some_and(|deadline| deadline.nearness() > Nearness::Far);
    // EST is asked over TLS with the old key: nobody asks before the user comes.
    let est = view.profile.protocol == Protocol::Est;
    let stuck = est && view.waiting.as_ref().is_some_and(|wait| wait.next <= now);
    let accepted = view.accepted.as_ref().map(|accepted| &accepted.number);
    let number = accepted.or(view.forms.draft.as_ref().map(|draft| &draft.number));
    let (holder, organization) = holder(view);
    Unfinished {
        renewal: view.renewal.clone(),
        holder,
        organization,
        first: view.old.is_none(),
        ca,
        needs_you: standing.needs_you() || near || stuck,
        standing,
        number: number.cloned(),
        deadline,
        saved_at: view.saved_at,
    }
}

/// Who and of which organisation: by the old certificate, or by what was typed for a first one.
fn holder(view: &View) -> (String, Option<String>) {
    if let Some(old) = &view.old {
        return (old.subject().full_name(), old.subject().value(Field::Organization).map(str::to_owned));
    }
    let typed = view.forms.values.get(&Section::Holder);
    let typed = |field| typed.map(|values| values.text(field)).unwrap_or_default().trim();
    let name = [typed("surname"), typed("given-name")].join(" ").trim().to_owned();
    (name, Some(typed("organization").to_owned()).filter(|name| !name.is_empty()))
}

fn is_additional(lines: &[Entry]) -> bool {
    let wished = lines.iter().rev().find_map(|line| match &line.event {
        Event::Filled { section: Section::Content, values } => Some(values.text("request")),
        Event::DraftTaken { dossier } => Some(dossier.text(Section::Content, "request")),
        _ => None,
    });
    wished == Some("additional")
}

fn issued(lines: &[Entry]) -> Option<Certificate> {
    lines.iter().rev().find_map(|line| match &line.event {
        Event::Issued { certificate, .. } => Certificate::from_der(certificate).ok(),
        _ => None,
    })
}

/// The line of a certificate that began beside another one, as far as the journals of this computer know: an
/// additional certificate begins one, and what replaces a certificate goes on with its line.
fn line_of(certificate: &Certificate, renewals: &[Renewal]) -> Option<String> {
    let mut certificate = certificate;
    // Each certificate replaces an older one; the bound is for journals that say otherwise.
    for _ in 0..=renewals.len() {
        let renewal = renewals.iter().find(|renewal| renewal.issued.as_ref() == Some(certificate))?;
        if renewal.additional {
            return Some(certificate.serial_hex());
        }
        certificate = renewal.old.as_ref()?;
    }
    None
}

/// The certificates with what journals and the user say of them.
fn watched(found: &[FoundCertificate], renewals: &[Renewal], notebook: &mut dyn Notebook) -> Vec<Watched> {
    let reminders = notebook.reminders();
    let reminder = |certificate: &Certificate| reminders.get(&certificate.fingerprint()).cloned();
    let watched = |found: &FoundCertificate| Watched {
        in_progress: renewals
            .iter()
            .any(|r| !r.ended && !r.additional && r.old.as_ref() == Some(&found.certificate)),
        beside: line_of(&found.certificate, renewals),
        // What the CA said last counts: a certificate may only have been suspended.
        revoked: renewals
            .iter()
            .rfind(|r| r.old.as_ref() == Some(&found.certificate))
            .is_some_and(|r| r.revoked),
        // Nobody has said anything in most homes, and a fingerprint is a hash of the whole certificate.
        reminder: if reminders.is_empty() { None } else { reminder(&found.certificate) }.unwrap_or_default(),
        ..Watched::found(found)
    };
    found.iter().map(watched).collect()
}

fn due(found: &[FoundCertificate], watched: &[Watched], states: &[State], places: &[Place]) -> Vec<Card> {
    let revoked = states.iter().enumerate().filter(|(_, state)| **state == State::Revoked);
    let revoked = revoked.filter_map(|(index, _)| {
        let found = Box::new(found.get(index)?.clone());
        let place = title(&found.key.place, places);
        Some(Card::Visit { found, fault: SupportCode::CertRevoked.into(), place })
    });
    watch::due(watched, states)
        .into_iter()
        .filter_map(|(index, due)| {
            let found = Box::new(found.get(index)?.clone());
            let place = title(&found.key.place, places);
            let (days_left, timing) = (due.days_left, due.timing);
            Some(match due.urgency {
                Urgency::Expired => Card::Visit { found, fault: SupportCode::CertExpired.into(), place },
                urgency => Card::Due { found, days_left, urgency, place, timing },
            })
        })
        .chain(revoked)
        .collect()
}

/// What the user does not want to hear of.
fn quiet(found: &[FoundCertificate], states: &[State], places: &[Place]) -> Vec<Quiet> {
    let quiet = |(found, state): (&FoundCertificate, &State)| {
        let until = match state {
            State::Hidden => None,
            State::Later(until) => Some(*until),
            _ => return None,
        };
        let place = title(&found.key.place, places);
        Some(Quiet { found: Box::new(found.clone()), place, until })
    };
    found.iter().zip(states).filter_map(quiet).collect()
}

/// Why there is nothing to do about the others.
fn tally(states: &[State]) -> Tally {
    let mut tally = Tally::default();
    for state in states {
        match state {
            State::Far(from) => {
                tally.far += 1;
                tally.near_from = Some(tally.near_from.map_or(*from, |first| first.min(*from)));
            }
            State::Replaced => tally.replaced += 1,
            State::Hidden => tally.hidden += 1,
            State::Later(_) => tally.later += 1,
            State::Due(_) | State::InProgress | State::Revoked => {}
        }
    }
    tally
}

fn title(id: &PlaceId, places: &[Place]) -> String {
    places.iter().find(|place| place.id == *id).map(|place| place.title.clone()).unwrap_or_default()
}

/// What needs the user first, and of that what was begun already; then what others are at.
fn rank(card: &Card) -> (u8, i64) {
    match card {
        Card::Unfinished(unfinished) => {
            let end = unfinished.deadline.map_or(i64::MAX, |deadline| deadline.at.unix_timestamp());
            (if unfinished.needs_you { 0 } else { 3 }, end)
        }
        Card::Due { found, .. } => (1, found.usable_until().unix_timestamp()),
        Card::Visit { found, .. } => (2, -found.usable_until().unix_timestamp()),
        Card::Received { from, .. } => (4, from.unix_timestamp()),
    }
}

#[cfg(test)]
mod tests {
    use time::Duration;
    use time::macros::datetime;

    use super::*;
    use crate::renewal::Step;

    const NOW: Moment = datetime!(2026-11-25 9:00 UTC);

    fn card(needs_you: bool, days: i64) -> Card {
        Card::Unfinished(Box::new(Unfinished {
            renewal: String::new(),
            holder: String::new(),
            organization: None,
            first: false,
            ca: None,
            standing: Standing::Step(Step::Place),
            number: None,
            deadline: Some(Deadline::new(NOW + Duration::days(days), NOW)),
            needs_you,
            saved_at: NOW,
        }))
    }

    #[test]
    fn what_needs_the_user_comes_first_and_of_that_what_ends_first() {
        let received = Card::Received { holder: String::new(), from: NOW };
        let mut cards = [received, card(false, 1), card(true, 30), card(true, 2)];
        cards.sort_by_key(rank);
        let order = cards.map(|card| match card {
            Card::Unfinished(unfinished) => {
                (unfinished.needs_you, unfinished.deadline.map(|deadline| deadline.days_left))
            }
            _ => (false, None),
        });
        assert_eq!(order, [(true, Some(2)), (true, Some(30)), (false, Some(1)), (false, None)]);
    }

    #[test]
    fn of_two_wishes_the_last_says_whether_the_certificate_is_an_additional_one() {
        let filled = |request: &str| {
            let values = crate::domain::form::Values::default().with("request", request);
            Entry { at: NOW, event: Event::Filled { section: Section::Content, values } }
        };
        assert!(is_additional(&[filled("change"), filled("additional")]));
        assert!(!is_additional(&[filled("additional"), filled("change")]));
        assert!(!is_additional(&[]));
    }
}
