//! Reads everything the panel «Уведомления» shows. Asks for no PIN.

use crate::domain::certificate::Certificate;
use crate::domain::entry::{Entry, Event};
use crate::domain::key::{FoundCertificate, Place, PlaceId};
use crate::domain::moment::{self, Moment};
use crate::fault::{Fault, SupportCode};
use crate::renewal::{Flow, Takeover, takeover};
use crate::runtime::message::{Card, Panel};
use crate::runtime::worker::{Workshop, beginning, begun_under, old_until};
use crate::watch::{self, Calendar, Urgency, Watched};

/// What is known of one journal.
struct Renewal {
    old: Option<Certificate>,
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
    let (places, (certificates, mut faults)) = {
        let mut tokens = tokens.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        (tokens.places()?, tokens.certificates()?)
    };
    let mut renewals = Vec::new();
    let mut journals = workshop.journals()?;
    for name in journals.list()? {
        match journals.read(&name).and_then(|lines| renewal(&name, &lines, workshop, now)) {
            Ok(Some(renewal)) => renewals.push(renewal),
            Ok(None) => {}
            Err(fault) => faults.push(fault),
        }
    }
    let calendar = Calendar::of(workshop.profile().forms.country);
    if watch::clock_is_behind(&watched(&certificates), now) {
        faults.push(Fault::new(SupportCode::ClockWrong).with("side", "behind"));
    }
    let mut cards: Vec<Card> = due(&certificates, &renewals, &places, now, &calendar);
    cards.extend(renewals.into_iter().filter_map(|renewal| renewal.card));
    cards.sort_by_key(rank);
    let first_issue = workshop.profile().first_issue;
    Ok(Panel { cards, certificates, places, first_issue, checked_at: Some(now), faults })
}

/// When the panel should be read again without being asked: the next threshold, or a day later.
pub fn look_again(panel: &Panel, now: Moment) -> Moment {
    watch::look_again(&watched(&panel.certificates), now)
}

fn watched(found: &[FoundCertificate]) -> Vec<Watched> {
    found.iter().map(Watched::found).collect()
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
    let Some(last) = lines.last() else { return Ok(None) };
    let old = beginning(lines)?.map(|(_, old)| old);
    let old_until = old_until(lines);
    let holder = old.as_ref().map(|old| old.subject().full_name()).unwrap_or_default();
    let ended = last.event.is_end();
    let card = if ended {
        match (&last.event, old_until.map(|until| takeover(last.at, until))) {
            (Event::Finished, Some(Takeover::On(from))) if from > now => {
                Some(Card::Received { holder, from })
            }
            _ => None,
        }
    } else {
        let profile = workshop.profile_of(begun_under(lines)?)?;
        let ca = Some(profile.title.clone()).filter(|_| profile.id != workshop.profile().id);
        let (flow, _) = Flow::resume(name.to_owned(), profile, lines, now)?;
        let view = flow.view(now);
        Some(Card::Unfinished {
            renewal: name.to_owned(),
            holder,
            ca,
            step: view.step,
            number: view.accepted.map(|accepted| accepted.number),
            saved_at: last.at,
        })
    };
    Ok(Some(Renewal { old, card, ended, revoked: last.event == Event::Revoked }))
}

fn due(
    found: &[FoundCertificate],
    renewals: &[Renewal],
    places: &[Place],
    now: Moment,
    calendar: &Calendar,
) -> Vec<Card> {
    let watched: Vec<Watched> = found
        .iter()
        .map(|found| Watched {
            in_progress: renewals.iter().any(|r| !r.ended && r.old.as_ref() == Some(&found.certificate)),
            // What the CA said last counts: a certificate may only have been suspended.
            revoked: renewals
                .iter()
                .rfind(|r| r.old.as_ref() == Some(&found.certificate))
                .is_some_and(|r| r.revoked),
            ..Watched::found(found)
        })
        .collect();
    let revoked = watch::revoked(&watched).filter_map(|index| {
        let found = Box::new(found.get(index)?.clone());
        let place = title(&found.key.place, places);
        Some(Card::Visit { found, fault: SupportCode::CertRevoked.into(), place })
    });
    watch::due(&watched, moment::local(now), calendar)
        .into_iter()
        .filter_map(|due| {
            let found = Box::new(found.get(due.index)?.clone());
            let place = title(&found.key.place, places);
            Some(match due.urgency {
                Urgency::Expired => Card::Visit { found, fault: SupportCode::CertExpired.into(), place },
                urgency => Card::Due { found, days_left: due.days_left, urgency, place },
            })
        })
        .chain(revoked)
        .collect()
}

fn title(id: &PlaceId, places: &[Place]) -> String {
    places.iter().find(|place| place.id == *id).map(|place| place.title.clone()).unwrap_or_default()
}

/// Most urgent first; what is already under way comes before what could wait.
fn rank(card: &Card) -> (u8, i64) {
    match card {
        Card::Unfinished { saved_at, .. } => (0, -saved_at.unix_timestamp()),
        Card::Due { found, .. } => (1, found.usable_until().unix_timestamp()),
        Card::Visit { found, .. } => (2, -found.usable_until().unix_timestamp()),
        Card::Received { from, .. } => (3, from.unix_timestamp()),
    }
}
