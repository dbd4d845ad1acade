//! The look at renewals that wait at a CA while no wizard is open: one polite question each, without a PIN.
//!
//! ```text
//! journal ─→ Flow::resume ─→ would it ask the CA now, and nothing else? ─→ Engine ─→ journal ─→ Look
//! ```
//!
//! Whatever needs a PIN ends in a question of the flow, which nobody answers here; the next start of the wizard or
//! `renewctl resume` finds it.

use std::collections::VecDeque;
use std::sync::Arc;

use time::Duration;

use crate::domain::entry::{Entry, is_over};
use crate::domain::exchange::CaAsk;
use crate::domain::moment::Moment;
use crate::domain::profile::Profile;
use crate::fault::Fault;
use crate::renewal::{Effect, Flow, View};
use crate::runtime::engine::{Engine, Observer};
use crate::runtime::standing::{Deadline, Nearness, Standing};
use crate::runtime::worker::{beginning, begun_under};
use crate::runtime::workshop::Workshop;

/// How long a window leaves a CA alone that could not be reached.
const AGAIN: Duration = Duration::minutes(10);

/// What a look has found.
#[derive(Debug, Clone)]
pub struct Look {
    /// Name of the renewal.
    pub renewal: String,
    /// Number of the request at the CA.
    pub number: String,
    /// The CA.
    pub profile: Arc<Profile>,
    /// The CA was asked; else it is too early.
    pub asked: bool,
    /// Where the renewal stands now.
    pub standing: Standing,
    /// When the CA forgets the request.
    pub deadline: Option<Deadline>,
    /// Somebody should be told: the standing is another one, or the deadline has come near.
    pub changed: bool,
    /// When to ask again; none when there is nothing to wait for.
    pub next: Option<Moment>,
    /// Why the CA could not be asked.
    pub fault: Option<Fault>,
}

/// Looks once at every renewal that waits. One that cannot be read is left out: the panel tells of it.
///
/// Only for who holds the right to work on the renewals of this home.
///
/// # Errors
/// When the journals cannot be listed.
pub fn round(workshop: &dyn Workshop) -> Result<Vec<Look>, Fault> {
    let names = workshop.journals()?.list()?;
    Ok(names.iter().filter_map(|name| look_at(workshop, name).ok().flatten()).collect())
}

/// Looks at one renewal; `None` when it does not wait at a CA.
///
/// # Errors
/// When its journal cannot be read, or its CA is not known any more.
pub fn look_at(workshop: &dyn Workshop, renewal: &str) -> Result<Option<Look>, Fault> {
    let lines = workshop.journals()?.read(renewal)?;
    if lines.is_empty() || is_over(&lines) {
        return Ok(None);
    }
    let profile = workshop.profile_of(begun_under(&lines)?)?;
    let now = workshop.clock().now();
    let (flow, effects) = Flow::resume(renewal.to_owned(), profile.clone(), &lines, now)?;
    let before = flow.view(now);
    let asked = matches!(&effects[..], [effect] if needs_only_the_ca(effect)) && before.refusal.is_none();
    let waits = matches!(Standing::of(&before, now), Standing::Waiting { .. });
    if !asked && !waits {
        return Ok(None);
    }
    let after = match asked {
        true => ask(workshop, &lines, profile.clone(), renewal)?,
        false => before.clone(),
    };
    Ok(Some(compare(&before, &after, asked, now)))
}

/// Such a beginning asks the CA and touches no key: the state of a request, or a certificate from a store whose
/// password is at hand.
fn needs_only_the_ca(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::Ask { ask: CaAsk::Status { .. }, .. }
            | Effect::FetchStored { .. }
            | Effect::KeepStoreAccess { .. }
    )
}

/// Lets the engine go on until it needs the user or has to wait again.
///
/// The engine is dropped, not left: nobody logged in, and a session of somebody else must not end.
fn ask(
    workshop: &dyn Workshop,
    lines: &[Entry],
    profile: Arc<Profile>,
    renewal: &str,
) -> Result<View, Fault> {
    let ports = workshop.ports(&profile, beginning(lines)?)?;
    Ok(Engine::resume(ports, profile, renewal, &mut Silent)?.view())
}

fn compare(before: &View, after: &View, asked: bool, now: Moment) -> Look {
    let standing = Standing::of(after, now);
    let moved = !standing.is_no_news_after(&Standing::of(before, now));
    // What stopped the flow after the CA had answered, a missing token for example, is no failure of the look.
    let fault = after.fault.clone().filter(|_| asked && !moved);
    let nearness = |view: &View, at: Moment| view.deadline.map(|end| Deadline::new(end, at).nearness());
    let last = before.waiting.as_ref().map_or(now, |wait| wait.asked_at);
    let came_near = nearness(after, now) > nearness(before, last).max(Some(Nearness::Far));
    let waits = matches!(standing, Standing::Waiting { .. });
    Look {
        renewal: after.renewal.clone(),
        number: after.accepted.as_ref().map(|accepted| accepted.number.clone()).unwrap_or_default(),
        profile: after.profile.clone(),
        asked,
        deadline: after.deadline.map(|end| Deadline::new(end, now)),
        changed: moved || (asked && fault.is_none() && waits && came_near),
        next: after.waiting.as_ref().filter(|_| waits).map(|wait| wait.next),
        standing,
        fault,
    }
}

/// The looks of an open window: one at a time, so that no order waits long, and again when the CA may be asked again.
#[derive(Debug, Default)]
pub struct Rounds {
    todo: VecDeque<String>,
    next: Option<Moment>,
}

impl Rounds {
    /// Looks at everything that may be asked, from now on.
    pub fn begin(&mut self, workshop: &dyn Workshop) {
        let names = workshop.journals().and_then(|mut journals| journals.list());
        self.todo = names.unwrap_or_default().into();
        self.next = None;
    }

    /// How long until the next look; none when nothing waits.
    pub fn wait(&self, now: Moment) -> Option<std::time::Duration> {
        if !self.todo.is_empty() {
            return Some(std::time::Duration::ZERO);
        }
        Some(std::time::Duration::try_from(self.next? - now).unwrap_or_default())
    }

    /// The next look, if it is time.
    pub fn step(&mut self, workshop: &dyn Workshop) -> Option<Look> {
        let now = workshop.clock().now();
        if self.todo.is_empty() && self.next.is_some_and(|next| next <= now) {
            self.begin(workshop);
        }
        let look = look_at(workshop, &self.todo.pop_front()?).ok().flatten()?;
        let next = if look.fault.is_some() { Some(now + AGAIN) } else { look.next };
        self.next = [self.next, next].into_iter().flatten().min();
        Some(look)
    }
}

/// Nobody watches.
struct Silent;

impl Observer for Silent {
    fn recorded(&mut self, _: &Entry) {}

    fn moved(&mut self, _: &View) {}
}
