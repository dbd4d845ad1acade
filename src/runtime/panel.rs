//! Reads everything the panel «Уведомления» shows. Asks for no PIN.

use std::sync::Arc;

use crate::domain::certificate::Certificate;
use crate::domain::entry::{Entry, Event};
use crate::domain::key::{FoundCertificate, Place, PlaceId};
use crate::domain::moment::{self, Moment};
use crate::domain::profile::Profile;
use crate::fault::{Fault, SupportCode};
use crate::renewal::{Flow, Takeover, takeover};
use crate::runtime::message::{Card, Panel};
use crate::runtime::worker::{Workshop, beginning};
use crate::watch::{self, Calendar, Urgency, Watched};

/// What is known of one journal.
struct Renewal {
    old: Option<Certificate>,
    card: Option<Card>,
    ended: bool,
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
        match journals.read(&name).and_then(|lines| renewal(&name, &lines, &workshop.profile(), now)) {
            Ok(Some(renewal)) => renewals.push(renewal),
            Ok(None) => {}
            Err(fault) => faults.push(fault),
        }
    }
    let mut cards: Vec<Card> = due(&certificates, &renewals, &places, now);
    cards.extend(renewals.into_iter().filter_map(|renewal| renewal.card));
    cards.sort_by_key(rank);
    Ok(Panel { cards, certificates, places, checked_at: Some(now), faults })
}

/// A journal as a card: unfinished, or a new certificate that takes over later.
fn renewal(
    name: &str,
    lines: &[Entry],
    profile: &Arc<Profile>,
    now: Moment,
) -> Result<Option<Renewal>, Fault> {
    // Killed before its first line was on the disk: it never began.
    let Some(last) = lines.last() else { return Ok(None) };
    let old = beginning(lines)?.map(|(_, old)| old);
    let holder = old.as_ref().map(|old| old.subject().full_name()).unwrap_or_default();
    let ended = last.event.is_end();
    let card = if ended {
        match (&last.event, old.as_ref().map(|old| takeover(last.at, old.usable_until()))) {
            (Event::Finished, Some(Takeover::On(from))) if from > now => {
                Some(Card::Received { holder, from })
            }
            _ => None,
        }
    } else {
        let (flow, _) = Flow::resume(name.to_owned(), profile.clone(), lines, now)?;
        let view = flow.view(now);
        Some(Card::Unfinished {
            renewal: name.to_owned(),
            holder,
            step: view.step,
            number: view.accepted.map(|accepted| accepted.number),
            saved_at: last.at,
        })
    };
    Ok(Some(Renewal { old, card, ended }))
}

fn due(found: &[FoundCertificate], renewals: &[Renewal], places: &[Place], now: Moment) -> Vec<Card> {
    let watched: Vec<Watched> = found
        .iter()
        .map(|found| Watched {
            in_progress: renewals.iter().any(|r| !r.ended && r.old.as_ref() == Some(&found.certificate)),
            ..Watched::new(&found.certificate)
        })
        .collect();
    watch::due(&watched, moment::local(now), &Calendar::russia())
        .into_iter()
        .filter_map(|due| {
            let found = Box::new(found.get(due.index)?.clone());
            let place = title(&found.key.place, places);
            Some(match due.urgency {
                Urgency::Expired => Card::Visit { found, fault: SupportCode::CertExpired.into(), place },
                urgency => Card::Due { found, days_left: due.days_left, urgency, place },
            })
        })
        .collect()
}

fn title(id: &PlaceId, places: &[Place]) -> String {
    places.iter().find(|place| place.id == *id).map(|place| place.title.clone()).unwrap_or_default()
}

/// Most urgent first; what is already under way comes before what could wait.
fn rank(card: &Card) -> (u8, i64) {
    match card {
        Card::Unfinished { saved_at, .. } => (0, -saved_at.unix_timestamp()),
        Card::Due { found, .. } => (1, found.certificate.usable_until().unix_timestamp()),
        Card::Visit { found, .. } => (2, -found.certificate.usable_until().unix_timestamp()),
        Card::Received { from, .. } => (3, from.unix_timestamp()),
    }
}
