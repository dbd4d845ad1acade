//! «Удалить старые ключи»: which pairs of this program nobody needs any more, with the proof.
//!
//! A pair may go only when all of this holds, read from the journals of this computer and from the place itself:
//!
//! 1. this program made it: its identifier stands in the journal of a finished renewal, and so does its certificate;
//! 2. it ended [`QUIET`] ago or earlier;
//! 3. another certificate has taken its place, is valid now, and has its key on the same place;
//! 4. no renewal goes on that signs with it or waits for it.
//!
//! Containers of a CSP, keys of other programs, and whatever else lies there are never even listed.

use time::Duration;

use crate::domain::certificate::Certificate;
use crate::domain::key::{Held, KeyRef};
use crate::domain::moment::Moment;
use crate::renewal::story::{Story, successor, usable_until};

/// So long after its end a pair stays, for what was signed in its last days and still travels.
pub const QUIET: Duration = Duration::days(30);

/// A pair of this program that can no longer sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OldPair {
    /// Where, and under which identifier.
    pub key: KeyRef,
    /// Its certificate.
    pub certificate: Certificate,
    /// The renewal that made it.
    pub renewal: String,
    /// Since when it cannot sign.
    pub ended: Moment,
    /// Whether it may go, and why.
    pub verdict: Verdict,
}

/// Whether a pair may go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It may: this has taken its place.
    Safe(Box<Proof>),
    /// It stays.
    Kept(Reason),
}

/// Why a pair is not needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The certificate that stands for it today.
    pub by: Certificate,
    /// The renewal that brought that one.
    pub renewal: String,
    /// The private key of that one was seen: the place is open. Else it will be looked for after the PIN.
    pub seen: bool,
}

/// Why a pair stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// It ended a short while ago; it may go from this day on.
    TooYoung(Moment),
    /// Nothing has taken its place: it is the last of its line.
    NotReplaced,
    /// What has taken its place cannot sign either.
    ReplacementOver,
    /// What has taken its place does not lie here with its key.
    ReplacementNotHere,
    /// A renewal goes on that needs it.
    Needed,
    /// Beside the certificate of the journal another one lies under the same identifier.
    OtherCertificate,
}

impl Reason {
    /// Name in JSON.
    pub fn id(&self) -> &'static str {
        match self {
            Self::TooYoung(_) => "too-young",
            Self::NotReplaced => "not-replaced",
            Self::ReplacementOver => "replacement-over",
            Self::ReplacementNotHere => "replacement-not-here",
            Self::Needed => "needed",
            Self::OtherCertificate => "other-certificate",
        }
    }
}

impl OldPair {
    /// It may go, as far as was seen.
    pub fn proof(&self) -> Option<&Proof> {
        match &self.verdict {
            Verdict::Safe(proof) => Some(proof),
            Verdict::Kept(_) => None,
        }
    }
}

/// The pairs of this program on one place that can no longer sign, with the verdict on each; oldest first.
pub fn old_pairs(stories: &[Story], held: &[Held], now: Moment) -> Vec<OldPair> {
    let mut pairs: Vec<OldPair> =
        held.iter().filter_map(|held_here| old_pair(held_here, stories, held, now)).collect();
    pairs.sort_by_key(|pair| pair.ended);
    pairs
}

fn old_pair(pair: &Held, stories: &[Story], held: &[Held], now: Moment) -> Option<OldPair> {
    let made = |story: &&Story| story.is_finished() && story.key() == Some(&pair.key);
    let story = stories.iter().find(made)?;
    let certificate = story.issued()?;
    let here = pair.trace.certificates.iter().any(|der| der == certificate.der());
    let ended = usable_until(certificate, pair.key_end);
    if !here || ended > now {
        return None;
    }
    Some(OldPair {
        key: pair.key.clone(),
        certificate: certificate.clone(),
        renewal: story.renewal.clone(),
        ended,
        verdict: verdict(pair, certificate, ended, stories, held, now),
    })
}

fn verdict(
    pair: &Held,
    certificate: &Certificate,
    ended: Moment,
    stories: &[Story],
    held: &[Held],
    now: Moment,
) -> Verdict {
    if pair.trace.certificates.iter().any(|der| der != certificate.der()) {
        return Verdict::Kept(Reason::OtherCertificate);
    }
    if stories.iter().any(|story| story.needs(&pair.key)) {
        return Verdict::Kept(Reason::Needed);
    }
    let Some((story, by)) = successor(certificate, stories) else {
        return Verdict::Kept(Reason::NotReplaced);
    };
    let beside = held.iter().find(|other| Some(&other.key) == story.key());
    let key_end = beside.and_then(|other| other.key_end);
    if usable_until(by, key_end) <= now || by.not_before() > now {
        return Verdict::Kept(Reason::ReplacementOver);
    }
    let lies_here = |other: &&Held| other.trace.certificates.iter().any(|der| der == by.der());
    let Some(beside) = beside.filter(lies_here) else { return Verdict::Kept(Reason::ReplacementNotHere) };
    if beside.private_seen && beside.trace.private_keys == 0 {
        return Verdict::Kept(Reason::ReplacementNotHere);
    }
    if now < ended + QUIET {
        return Verdict::Kept(Reason::TooYoung(ended + QUIET));
    }
    let (by, renewal) = (by.clone(), story.renewal.clone());
    Verdict::Safe(Box::new(Proof { by, renewal, seen: beside.private_seen }))
}
