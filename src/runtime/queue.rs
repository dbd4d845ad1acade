//! The queue of «Заменить все»: what the panel and the journals say of it, and what the user wants of it.

use std::collections::BTreeMap;

use crate::domain::certificate::{Certificate, Purpose};
use crate::domain::entry::{Event, end_of};
use crate::domain::key::{FoundCertificate, PlaceId};
use crate::domain::moment::Moment;
use crate::domain::queue::{Order, Queue};
use crate::fault::{Fault, SupportCode};
use crate::ports::{Journals, Notebook};
use crate::runtime::message::{Card, Panel};
use crate::runtime::worker::beginning;
use crate::runtime::workshop::Workshop;
use crate::watch::queue::{self, Course, Due, Next, Seen, Turn};

/// The queue as the window shows it.
#[derive(Debug, Clone)]
pub struct QueueView {
    /// In their order, with what is done already.
    pub lines: Vec<Line>,
    /// What comes next.
    pub next: Next,
}

/// One certificate of the queue.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its fingerprint.
    pub certificate: String,
    /// Whose and for what, once it was seen; a token that is not here says nothing.
    pub holder: Option<(String, Purpose)>,
    /// Where its key lives.
    pub place: PlaceId,
    /// Until when it can sign.
    pub until: Moment,
    /// Where it stands.
    pub turn: Turn,
}

/// What has to be done for a certificate now.
#[derive(Debug)]
pub enum Start {
    /// Nothing was begun.
    Begin(Box<FoundCertificate>),
    /// Its renewal goes on.
    Resume(String),
}

/// Puts the queue into a panel that was read. What became due joins it, and a queue that is over is forgotten.
///
/// # Errors
/// `DiskDenied`, `JournalDamaged`; the panel itself stays good.
pub fn tend(workshop: &dyn Workshop, panel: &mut Panel) -> Result<(), Fault> {
    let mut notebook = workshop.notebook();
    let kept = notebook.queue();
    if kept.is_empty() {
        panel.queue = None;
        return Ok(());
    }
    let (seen, olds) = look(workshop, panel)?;
    let queue = queue::join(kept.clone(), &seen, workshop.clock().now());
    let view = view(&queue, &seen, panel, &olds);
    if view.next == Next::Over {
        panel.queue = None;
        return notebook.keep_queue(&Queue::default());
    }
    panel.queue = Some(view);
    if queue == kept { Ok(()) } else { notebook.keep_queue(&queue) }
}

/// Carries out what the user wants, and tends the queue of the panel.
///
/// # Errors
/// `DiskDenied`, `DiskFull`.
pub fn heed(workshop: &dyn Workshop, order: &Order, panel: &mut Panel) -> Result<(), Fault> {
    let mut notebook = workshop.notebook();
    let mut queue = notebook.queue();
    let mut mark = |certificate: &str, why: Option<&String>| {
        let items = queue.items.iter_mut().filter(|item| item.certificate == certificate);
        items.for_each(|item| item.put_off = why.cloned());
    };
    match order {
        Order::Begin => {
            let (seen, _) = look(workshop, panel)?;
            queue = queue::join(queue, &seen, workshop.clock().now());
        }
        Order::Next => {}
        Order::PutOff(certificate, why) => mark(certificate, Some(why)),
        Order::Return(certificate) => mark(certificate, None),
        Order::End => queue = Queue::default(),
    }
    if *order != Order::Next {
        notebook.keep_queue(&queue)?;
    }
    tend(workshop, panel)
}

/// What has to be done for the next certificate of the panel's queue, if it can be done now.
pub fn start(panel: &Panel) -> Option<Start> {
    let queue = panel.queue.as_ref()?;
    let Next::Item(index) = queue.next else { return None };
    let line = queue.lines.get(index)?;
    match &line.turn {
        Turn::Begun(renewal) => Some(Start::Resume(renewal.clone())),
        _ => find(panel, &line.certificate).map(|found| Start::Begin(Box::new(found.clone()))),
    }
}

/// The renewals that are to be done of what can be reached now, in the order of a queue; without a queue.
///
/// # Errors
/// `JournalDamaged`.
pub fn all(workshop: &dyn Workshop, panel: &Panel) -> Result<Vec<FoundCertificate>, Fault> {
    let (mut seen, _) = look(workshop, panel)?;
    // A script takes up what was begun, be it waiting or not: asking once more is what it was called for.
    let begun = |found: &&FoundCertificate| {
        matches!(seen.courses.get(&found.certificate.fingerprint()), Some(Course::Begun(..)))
    };
    let begun: Vec<Due> = panel.certificates.iter().filter(begun).map(due).collect();
    seen.due.extend(begun);
    let queue = queue::join(Queue::default(), &seen, workshop.clock().now());
    Ok(queue.items.iter().filter_map(|item| find(panel, &item.certificate).cloned()).collect())
}

/// Whether a queue is kept of which something is left to do, as far as the journals know.
///
/// # Errors
/// When a journal cannot be read.
pub fn is_open(notebook: &mut dyn Notebook, journals: &mut dyn Journals) -> Result<bool, Fault> {
    let queue = notebook.queue();
    if queue.is_empty() {
        return Ok(false);
    }
    let courses = courses(journals, &BTreeMap::new())?.0;
    Ok(queue.items.iter().any(|item| courses.get(&item.certificate) != Some(&Course::Replaced)))
}

fn look(workshop: &dyn Workshop, panel: &Panel) -> Result<(Seen, Olds), Fault> {
    let mut begun = BTreeMap::new();
    let mut seen = Seen {
        due: Vec::new(),
        connected: panel.places.iter().map(|place| place.id.clone()).chain([PlaceId::Computer]).collect(),
        courses: BTreeMap::new(),
    };
    let mut visits = Vec::new();
    let now = workshop.clock().now();
    for card in &panel.cards {
        match card {
            Card::Due { found, .. } => seen.due.push(due(found)),
            Card::Unfinished(unfinished) => {
                let _ = begun.insert(unfinished.renewal.clone(), !unfinished.needs_you);
            }
            Card::Visit { found, fault, .. } => {
                let why = fault.code.as_str().to_owned();
                visits.push((found.certificate.fingerprint(), Course::Stopped(now, why)));
            }
            Card::Received { .. } => {}
        }
    }
    let mut journals = workshop.journals()?;
    let (courses, olds) = courses(journals.as_mut(), &begun)?;
    seen.courses = courses;
    seen.courses.extend(visits);
    Ok((seen, olds))
}

/// The certificates that renewals began with, by their fingerprints.
type Olds = BTreeMap<String, Certificate>;

/// What the journals know, the latest last; of what is unfinished, whether others are at it. A journal that cannot be
/// read was told by the panel.
fn courses(
    journals: &mut dyn Journals,
    begun: &BTreeMap<String, bool>,
) -> Result<(BTreeMap<String, Course>, Olds), Fault> {
    let (mut courses, mut olds) = (BTreeMap::new(), Olds::new());
    for name in journals.list()? {
        let Ok(lines) = journals.read(&name) else { continue };
        let Ok(Some((_, old))) = beginning(&lines) else { continue };
        let course = match end_of(&lines).map(|end| (&end.event, end.at)) {
            Some((Event::Finished, _)) => Course::Replaced,
            Some((Event::Revoked, at)) => Course::Stopped(at, code(SupportCode::CertRevoked)),
            Some((_, at)) => Course::Stopped(at, String::new()),
            None => match begun.get(&name) {
                Some(waits) => Course::Begun(name, *waits),
                None => continue,
            },
        };
        let certificate = old.fingerprint();
        let _ = courses.insert(certificate.clone(), course);
        let _ = olds.insert(certificate, old);
    }
    Ok((courses, olds))
}

fn view(queue: &Queue, seen: &Seen, panel: &Panel, olds: &Olds) -> QueueView {
    let lines: Vec<Line> = queue
        .items
        .iter()
        .map(|item| {
            let found = find(panel, &item.certificate).map(|found| &found.certificate);
            let known = found.or_else(|| olds.get(&item.certificate));
            Line {
                certificate: item.certificate.clone(),
                holder: known.map(|known| (known.subject().full_name(), known.purpose())),
                place: item.place.clone(),
                until: item.end,
                turn: queue::turn(item, seen),
            }
        })
        .collect();
    let turns: Vec<Turn> = lines.iter().map(|line| line.turn.clone()).collect();
    QueueView { next: queue::next(&turns), lines }
}

fn due(found: &FoundCertificate) -> Due {
    let (certificate, place) = (found.certificate.fingerprint(), found.key.place.clone());
    Due { certificate, place, end: found.usable_until() }
}

fn find<'a>(panel: &'a Panel, certificate: &str) -> Option<&'a FoundCertificate> {
    panel.certificates.iter().find(|found| found.certificate.fingerprint() == certificate)
}

fn code(code: SupportCode) -> String {
    code.as_str().to_owned()
}
