//! «Что осталось на носителях»: journals against what the places hold, and what to do about each difference.
//!
//! ```text
//! journals of all renewals ─→ Story ─┐
//! places, and what they hold ────────┼─→ findings() ─→ what happened, and the one thing that repairs it
//! now ───────────────────────────────┘
//! ```
//!
//! A comparison only: what goes on goes on in the flow of its renewal ([`Repair::Resume`]). Nothing is ever removed
//! that this program did not make: it stands in a journal, or it carries the mark of [`CkaId::is_marked`].

use crate::domain::certificate::Certificate;
use crate::domain::key::{CkaId, Held, KeyRef, Place, PlaceId};
use crate::domain::moment::Moment;
use crate::renewal::story::{Asked, PlannedKey, Story, successor, usable_until};

/// A connected place and what can be seen there now.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The place.
    pub place: Place,
    /// Everything with an identifier; `None` when the place could not be read.
    pub held: Option<Vec<Held>>,
}

/// A difference between the journals and the places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is.
    pub kind: Kind,
    /// Name of the journal; none for a key of another computer.
    pub renewal: Option<String>,
    /// Whose it is; empty where only the label tells.
    pub holder: String,
    /// Where, and under which identifier.
    pub key: KeyRef,
    /// Label of the key.
    pub label: String,
    /// How far the CA is.
    pub asked: Asked,
    /// Private keys could not be seen: only after the PIN is it certain.
    pub unseen: bool,
    /// What repairs it.
    pub repair: Repair,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A key of a renewal that goes on; its certificate is not there yet.
    KeyWithoutCertificate,
    /// The key was made, and only the PIN can show that it is still there.
    KeyUnseen,
    /// One half of a pair: the making was cut off.
    Half,
    /// Several private keys under one identifier.
    Doubled,
    /// The private key is gone.
    KeyLost,
    /// The certificate of the journal does not lie beside its key.
    CertificateMissing,
    /// An earlier key of a renewal that has a newer one.
    SecondKey,
    /// What a cancelled renewal, or a removal that was cut off, has left.
    Leftover,
    /// «Отмена» was pressed, and what was made is not yet taken back.
    UndoUnfinished,
    /// A pair of this program without a certificate, of which this computer has no journal.
    OtherComputer,
    /// A renewal that has a key on a place that is not connected.
    PlaceAbsent,
}

/// What repairs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repair {
    /// Go on with the renewal: its flow mends it, or offers to give it up.
    Resume,
    /// Write the certificate of the journal again, after the PIN.
    Rewrite,
    /// Remove it, after a question and the PIN.
    Remove,
    /// Put the token in.
    Insert,
    /// Nothing can be done from here.
    Nothing,
}

impl Kind {
    /// Name in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Self::KeyWithoutCertificate => "key-without-certificate",
            Self::KeyUnseen => "key-unseen",
            Self::Half => "half",
            Self::Doubled => "doubled",
            Self::KeyLost => "key-lost",
            Self::CertificateMissing => "certificate-missing",
            Self::SecondKey => "second-key",
            Self::Leftover => "leftover",
            Self::UndoUnfinished => "undo-unfinished",
            Self::OtherComputer => "other-computer",
            Self::PlaceAbsent => "place-absent",
        }
    }
}

impl Repair {
    /// Name in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Self::Resume => "resume",
            Self::Rewrite => "rewrite",
            Self::Remove => "remove",
            Self::Insert => "insert",
            Self::Nothing => "none",
        }
    }
}

impl Finding {
    /// Nothing happens here before the user does something.
    pub fn needs_you(&self) -> bool {
        match self.repair {
            Repair::Rewrite | Repair::Remove => true,
            // While the CA is at it all is well.
            Repair::Resume | Repair::Insert => self.asked != Asked::Waiting,
            Repair::Nothing => false,
        }
    }

    /// More than the card of its renewal says by itself.
    pub fn is_news(&self) -> bool {
        let of_the_card = matches!(
            self.kind,
            Kind::KeyWithoutCertificate | Kind::KeyUnseen | Kind::UndoUnfinished | Kind::PlaceAbsent
        );
        // «Продолжить» stands on the card of the renewal already.
        !of_the_card && self.repair != Repair::Resume
    }
}

/// Compares. The order is that of the journals, oldest first, then that of the places.
pub fn findings(stories: &[Story], places: &[Seen], now: Moment) -> Vec<Finding> {
    let mut found: Vec<Finding> =
        stories.iter().flat_map(|story| of_story(story, stories, places, now)).collect();
    found.extend(places.iter().flat_map(|seen| of_other_computers(seen, stories)));
    found
}

/// What is known of one key on its place.
struct Look<'a> {
    story: &'a Story,
    planned: &'a PlannedKey,
    /// What lies there; `None` for nothing.
    held: Option<&'a Held>,
    /// Private keys could be seen.
    open: bool,
}

fn of_story(story: &Story, stories: &[Story], places: &[Seen], now: Moment) -> Vec<Finding> {
    let last = story.keys.len().saturating_sub(1);
    let look = |(at, planned)| {
        let key: &PlannedKey = planned;
        let Some(seen) = places.iter().find(|seen| seen.place.id == key.plan.key.place) else {
            // A token in a drawer is nothing to talk about, unless a renewal wants it.
            let wanted = at == last && !story.is_over();
            return wanted.then(|| absent(story, key));
        };
        let all = seen.held.as_ref()?;
        let held = all.iter().find(|held| held.key == key.plan.key).filter(|held| !is_empty(held));
        let open = held.map_or_else(|| all.iter().any(|held| held.private_seen), |held| held.private_seen);
        let look = Look { story, planned: key, held, open: open || key.plan.key.place == PlaceId::Computer };
        if key.gone || at != last {
            look.leftover(at != last && !story.is_over())
        } else if story.is_finished() {
            look.finished(stories, now)
        } else {
            look.unfinished()
        }
    };
    story.keys.iter().enumerate().filter_map(look).collect()
}

fn is_empty(held: &Held) -> bool {
    let trace = &held.trace;
    trace.private_keys == 0 && trace.public_point.is_none() && trace.certificates.is_empty()
}

fn absent(story: &Story, planned: &PlannedKey) -> Finding {
    Look { story, planned, held: None, open: false }.finding(Kind::PlaceAbsent, Repair::Insert)
}

impl Look<'_> {
    fn finding(&self, kind: Kind, repair: Repair) -> Finding {
        let key = self.planned.plan.key.clone();
        Finding {
            kind,
            renewal: Some(self.story.renewal.clone()),
            holder: self.story.holder(),
            label: self.planned.plan.label.clone(),
            asked: self.story.asked(),
            unseen: !self.open,
            key,
            repair,
        }
    }

    fn private_keys(&self) -> usize {
        self.held.map_or(0, |held| held.trace.private_keys)
    }

    fn has_public(&self) -> bool {
        self.held.is_some_and(|held| held.trace.public_point.is_some())
    }

    fn has(&self, certificate: &Certificate) -> bool {
        self.held.is_some_and(|held| held.trace.certificates.iter().any(|der| der == certificate.der()))
    }

    /// What should not be there any more.
    fn leftover(&self, second: bool) -> Option<Finding> {
        let _ = self.held?;
        let kind = if second { Kind::SecondKey } else { Kind::Leftover };
        Some(self.finding(kind, Repair::Remove))
    }

    /// The renewal is over, and its certificate can sign: key and certificate have to lie there.
    fn finished(&self, stories: &[Story], now: Moment) -> Option<Finding> {
        let certificate = self.story.issued()?;
        let key_end = self.held.and_then(|held| held.key_end);
        let ended = usable_until(certificate, key_end) <= now;
        // What was replaced may be tidied away with any program.
        if ended || successor(certificate, stories).is_some() {
            return None;
        }
        if self.open && self.private_keys() == 0 {
            return Some(self.finding(Kind::KeyLost, Repair::Nothing));
        }
        (!self.has(certificate)).then(|| self.finding(Kind::CertificateMissing, Repair::Rewrite))
    }

    /// The renewal goes on by itself once it is opened; here it is said what it will find.
    fn unfinished(&self) -> Option<Finding> {
        let resume = |kind| Some(self.finding(kind, Repair::Resume));
        let (facts, made) = (&self.story.facts, self.planned.made);
        if facts.undoing {
            return resume(Kind::UndoUnfinished);
        }
        if !self.open {
            return match self.story.issued() {
                Some(certificate) if facts.stored && self.has(certificate) => None,
                Some(_) if facts.stored => Some(self.finding(Kind::CertificateMissing, Repair::Rewrite)),
                Some(_) => resume(Kind::CertificateMissing),
                None if self.has_public() => resume(Kind::KeyWithoutCertificate),
                None => resume(Kind::KeyUnseen).filter(|_| made),
            };
        }
        match (self.private_keys(), self.has_public(), self.story.issued()) {
            // Planned, and nothing there: it will be made.
            (0, false, _) if !made => None,
            (0, true, _) if !made => resume(Kind::Half),
            (0, ..) => resume(Kind::KeyLost),
            (2.., ..) => resume(Kind::Doubled),
            (1, _, Some(certificate)) if self.has(certificate) => None,
            (1, _, Some(_)) if facts.stored => Some(self.finding(Kind::CertificateMissing, Repair::Rewrite)),
            (1, _, Some(_)) => resume(Kind::CertificateMissing),
            (1, false, None) if !made && !self.is_software() => resume(Kind::Half),
            (1, _, None) => resume(Kind::KeyWithoutCertificate),
        }
    }

    /// The public half of a container lies inside the encrypted private one.
    fn is_software(&self) -> bool {
        self.planned.plan.key.place == PlaceId::Computer
    }
}

/// Pairs with our mark that no journal of this computer knows, and that have no certificate yet.
fn of_other_computers<'a>(seen: &'a Seen, stories: &'a [Story]) -> impl Iterator<Item = Finding> + 'a {
    let known = |id: &CkaId| stories.iter().flat_map(|story| &story.keys).any(|key| key.plan.key.id == *id);
    let unfinished = |held: &&Held| held.trace.certificates.is_empty() && !is_empty(held);
    let all = seen.held.iter().flatten();
    all.filter(unfinished).filter(move |held| held.key.id.is_marked() && !known(&held.key.id)).map(|held| {
        Finding {
            kind: Kind::OtherComputer,
            renewal: None,
            holder: String::new(),
            key: held.key.clone(),
            label: held.label.clone(),
            asked: Asked::Never,
            unseen: !held.private_seen,
            repair: Repair::Remove,
        }
    })
}
