//! What renewals have left on the places: read, repaired, tidied away. Nothing is decided here: see
//! [`crate::renewal::recovery`] and [`crate::renewal::cleanup`].
//!
//! Whatever is to be changed is looked at once more after the PIN, when private keys can be seen. If it is not what it
//! was before, nothing is done.

use std::sync::MutexGuard;

use crate::domain::certificate::Certificate;
use crate::domain::entry::{Entry, Event};
use crate::domain::key::{CkaId, KeyRef, PlaceId};
use crate::domain::secret::Pin;
use crate::fault::{Fault, SupportCode};
use crate::ports::{Journals, Keep, SharedTokens, Tokens};
use crate::renewal::cleanup::{OldPair, Verdict, old_pairs};
use crate::renewal::recovery::{Finding, Repair, Seen, findings};
use crate::renewal::story::Story;
use crate::runtime::workshop::Workshop;

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Remains {
    /// Differences between the journals and the places.
    pub findings: Vec<Finding>,
    /// Pairs of this program that can no longer sign.
    pub old_pairs: Vec<OldPair>,
}

/// Reads journals and places. Asks for no PIN; what is open already is seen whole.
///
/// # Errors
/// When no place or no journal can be read. A journal or a token that fails alone is told by the panel.
pub fn look(workshop: &dyn Workshop) -> Result<Remains, Fault> {
    Ok(Desk::open(workshop)?.look()?.1)
}

/// The same with one place open, so that its private keys are seen.
///
/// # Errors
/// `PinWrong` and its kin besides.
pub fn look_open(workshop: &dyn Workshop, place: &PlaceId, pin: Pin) -> Result<Remains, Fault> {
    let any = KeyRef { place: place.clone(), id: CkaId::new([]) };
    Desk::open(workshop)?.opened(&any, Some((pin, Keep::Once)), |desk| Ok(desk.look()?.1))
}

/// Repairs what was found. Without a PIN a token is opened with the one that is kept. False when it is not as it was
/// any more: then nothing was done.
///
/// # Errors
/// `PinWrong` and its kin, `ArgumentMissing` when a PIN is needed, `KeyMissing`, `IssuedOtherKey`, those of the token
/// and of the disk.
pub fn repair(workshop: &dyn Workshop, finding: &Finding, pin: Option<(Pin, Keep)>) -> Result<bool, Fault> {
    let mut desk = Desk::open(workshop)?;
    desk.opened(&finding.key, pin, |desk| {
        let (stories, remains) = desk.look()?;
        let still = |found: &&Finding| {
            (found.kind, found.repair, &found.key) == (finding.kind, finding.repair, &finding.key)
        };
        if !remains.findings.iter().any(|found| still(&found)) {
            return Ok(false);
        }
        let story = stories.iter().find(|story| Some(&story.renewal) == finding.renewal.as_ref());
        match (finding.repair, story) {
            (Repair::Rewrite, Some(story)) => desk.rewrite(story, &finding.key)?,
            (Repair::Remove, story) => desk.remove(story.map(|story| &*story.renewal), &finding.key, None)?,
            _ => return Ok(false),
        }
        Ok(true)
    })
}

/// Removes old pairs of one place, opened like in [`repair`], each only if its proof still holds with the place open.
/// Returns those that went.
///
/// # Errors
/// `PinWrong` and its kin, `ArgumentMissing` when a PIN is needed, `PairNeeded` when a proof does not hold; those of the
/// token and of the disk. What went before is gone.
pub fn clean_up(
    workshop: &dyn Workshop,
    keys: &[KeyRef],
    pin: Option<(Pin, Keep)>,
) -> Result<Vec<KeyRef>, Fault> {
    let Some(first) = keys.first() else { return Ok(Vec::new()) };
    let mut desk = Desk::open(workshop)?;
    desk.opened(first, pin, |desk| {
        let mut gone = Vec::new();
        for key in keys.iter().filter(|key| key.place == first.place) {
            // Looked at anew for each: what goes may be the proof of what follows.
            let (_, remains) = desk.look()?;
            let pair = remains.old_pairs.into_iter().find(|pair| pair.key == *key);
            let pair = pair.ok_or_else(|| needed("gone"))?;
            let proof = match &pair.verdict {
                Verdict::Safe(proof) if proof.seen => proof,
                Verdict::Safe(_) => return Err(needed("unseen")),
                Verdict::Kept(reason) => return Err(needed(reason.id())),
            };
            desk.remove(Some(&pair.renewal), key, Some((&pair.certificate, &proof.by)))?;
            gone.push(key.clone());
        }
        Ok(gone)
    })
}

/// A pair that must not go.
fn needed(reason: &str) -> Fault {
    Fault::new(SupportCode::PairNeeded).with("detail", reason)
}

/// The places and the journals.
struct Desk<'a> {
    workshop: &'a dyn Workshop,
    tokens: SharedTokens,
    journals: Box<dyn Journals>,
}

impl<'a> Desk<'a> {
    fn open(workshop: &'a dyn Workshop) -> Result<Self, Fault> {
        Ok(Self { workshop, tokens: workshop.tokens(), journals: workshop.journals()? })
    }

    fn tokens(&self) -> MutexGuard<'_, Box<dyn Tokens>> {
        self.tokens.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    fn look(&mut self) -> Result<(Vec<Story>, Remains), Fault> {
        let mut stories = Vec::new();
        for name in self.journals.list()? {
            let story = self.journals.read(&name).and_then(|lines| Story::of(&name, &lines));
            stories.extend(story.ok().flatten());
        }
        let places: Vec<Seen> = {
            let mut tokens = self.tokens();
            let places = tokens.places()?;
            places.into_iter().map(|place| Seen { held: tokens.inventory(&place.id).ok(), place }).collect()
        };
        let now = self.workshop.clock().now();
        let held = places.iter().filter_map(|seen| seen.held.as_ref());
        let remains = Remains {
            findings: findings(&stories, &places, now),
            old_pairs: held.flat_map(|held| old_pairs(&stories, held, now)).collect(),
        };
        Ok((stories, remains))
    }

    /// Works with the place of a key open, and closes it afterwards, whatever happens.
    fn opened<T>(
        &mut self,
        key: &KeyRef,
        pin: Option<(Pin, Keep)>,
        work: impl FnOnce(&mut Self) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        // A container is a folder: it is seen and removed without its password.
        match (&key.place, pin) {
            (PlaceId::Token { .. }, Some((pin, keep))) => self.tokens().login(key, pin, keep)?,
            (PlaceId::Token { .. }, None) => {
                if !self.tokens().open_by_itself(key)? {
                    return Err(Fault::new(SupportCode::ArgumentMissing).with("argument", "--pin-env"));
                }
            }
            (PlaceId::Computer, _) => {}
        }
        let done = work(self);
        self.tokens().logout();
        done
    }

    fn rewrite(&mut self, story: &Story, key: &KeyRef) -> Result<(), Fault> {
        let certificate = story.issued().ok_or(SupportCode::CertNotFound)?;
        let trace = self.tokens().trace(key)?;
        if trace.private_keys == 0 {
            return Err(SupportCode::KeyMissing.into());
        }
        if trace.public_point.is_some_and(|point| point != certificate.public_key()) {
            return Err(SupportCode::IssuedOtherKey.into());
        }
        let label = story.label_of(key).unwrap_or_default();
        self.tokens().store_certificate(key, certificate, label)?;
        self.note(&story.renewal, Event::Rewritten)
    }

    /// The journal says it before it is done, and after it is true.
    fn remove(
        &mut self,
        renewal: Option<&str>,
        key: &KeyRef,
        proof: Option<(&Certificate, &Certificate)>,
    ) -> Result<(), Fault> {
        let serials = proof.map(|(old, by)| (old.serial_hex(), by.serial_hex()));
        let (certificate, replaced_by) = serials.unzip();
        if let Some(renewal) = renewal {
            self.note(renewal, Event::RemovalBegun { key: key.clone(), certificate, replaced_by })?;
        }
        self.tokens().remove(key)?;
        match renewal {
            Some(renewal) => self.note(renewal, Event::Removed { key: key.clone() }),
            // Of another computer: nothing is known of it here, and nothing is left.
            None => Ok(()),
        }
    }

    fn note(&mut self, renewal: &str, event: Event) -> Result<(), Fault> {
        let at = self.workshop.clock().now();
        self.journals.append(renewal, &Entry { at, event })
    }
}
