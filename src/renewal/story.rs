//! A journal read for what it may have left on a place: which keys were planned, which went, how far the CA is.

use crate::domain::certificate::Certificate;
use crate::domain::entry::{Entry, Event};
use crate::domain::key::{KeyPlan, KeyRef};
use crate::domain::moment::Moment;
use crate::domain::subject::Subject;
use crate::fault::Fault;
use crate::renewal::facts::Facts;

/// What one journal tells of keys and certificates.
#[derive(Debug, Clone)]
pub struct Story {
    /// Name of the journal.
    pub renewal: String,
    pub(super) facts: Facts,
    /// Every key that was ever planned, in order; a refusal may have wanted a new one.
    pub(super) keys: Vec<PlannedKey>,
}

/// A key that was planned.
#[derive(Debug, Clone)]
pub(super) struct PlannedKey {
    pub(super) plan: KeyPlan,
    /// The token said that it exists.
    pub(super) made: bool,
    /// It was removed, or is about to be: what is still there has no right to be.
    pub(super) gone: bool,
}

/// How far the CA is with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// It knows of nothing.
    Never,
    /// It may have the request; its answer did not arrive.
    Perhaps,
    /// It has the request and is at it.
    Waiting,
    /// It has refused the request.
    Refused,
    /// It has issued the certificate.
    Issued,
}

impl Asked {
    /// Name in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Perhaps => "perhaps",
            Self::Waiting => "waiting",
            Self::Refused => "refused",
            Self::Issued => "issued",
        }
    }
}

impl Story {
    /// Reads a journal; `None` for one without a line, which never began.
    ///
    /// # Errors
    /// `JournalDamaged`, `CertUnreadable`.
    pub fn of(renewal: &str, journal: &[Entry]) -> Result<Option<Self>, Fault> {
        let Some((first, rest)) = journal.split_first() else { return Ok(None) };
        let mut story = Self { renewal: renewal.to_owned(), facts: Facts::begin(first)?, keys: Vec::new() };
        for entry in rest {
            story.facts.apply(entry)?;
            story.note(&entry.event);
        }
        Ok(Some(story))
    }

    fn note(&mut self, event: &Event) {
        match event {
            Event::KeyPlanned { plan, .. } => {
                self.keys.push(PlannedKey { plan: plan.clone(), made: false, gone: false });
            }
            Event::KeyMade { .. } => {
                self.keys.iter_mut().next_back().into_iter().for_each(|key| key.made = true)
            }
            Event::KeyDropped => self.keys.iter_mut().next_back().into_iter().for_each(|key| key.gone = true),
            Event::RemovalBegun { key, .. } | Event::Removed { key } => {
                let of_it = self.keys.iter_mut().filter(|planned| planned.plan.key == *key);
                of_it.for_each(|planned| planned.gone = true);
            }
            Event::Cancelled | Event::Disagreed | Event::Revoked => {
                self.keys.iter_mut().for_each(|key| key.gone = true);
            }
            _ => {}
        }
    }

    /// Whose certificate it is about.
    pub fn holder(&self) -> String {
        let old = self.facts.old.as_ref().map(|(_, old)| old.subject());
        let record = self.facts.identified.as_ref().map(|(_, holder)| &holder.subject);
        let issued = self.facts.issued.as_ref().map(|(new, _)| new.subject());
        old.or(record).or(issued).map(Subject::full_name).unwrap_or_default()
    }

    /// It has ended.
    pub fn is_over(&self) -> bool {
        self.facts.end.is_some()
    }

    /// It has ended with a new certificate.
    pub fn is_finished(&self) -> bool {
        self.facts.end == Some(Event::Finished)
    }

    /// The key that counts, if one was planned and none has taken its place.
    pub fn key(&self) -> Option<&KeyRef> {
        self.keys.last().map(|planned| &planned.plan.key)
    }

    /// The label that was planned for a key, for its certificate too.
    pub fn label_of(&self, key: &KeyRef) -> Option<&str> {
        self.keys.iter().find(|planned| planned.plan.key == *key).map(|planned| planned.plan.label.as_str())
    }

    /// The certificate it has brought.
    pub fn issued(&self) -> Option<&Certificate> {
        self.facts.issued.as_ref().map(|(certificate, _)| certificate)
    }

    /// How far the CA is.
    pub fn asked(&self) -> Asked {
        let facts = &self.facts;
        if facts.issued.is_some() {
            Asked::Issued
        } else if facts.refused.is_some() {
            Asked::Refused
        } else if facts.accepted.is_some() {
            Asked::Waiting
        } else if facts.submission.is_some() {
            Asked::Perhaps
        } else {
            Asked::Never
        }
    }

    /// It was to bring another certificate in the place of this one.
    pub(super) fn replaces(&self, certificate: &Certificate) -> bool {
        !self.facts.is_additional() && self.facts.old.as_ref().is_some_and(|(_, old)| old == certificate)
    }

    /// It goes on, and signs with this key or waits for its certificate.
    pub(super) fn needs(&self, key: &KeyRef) -> bool {
        let signs = self.facts.old.as_ref().is_some_and(|(old, _)| old == key);
        !self.is_over() && (signs || self.keys.iter().any(|planned| planned.plan.key == *key))
    }
}

/// The certificate that stands for this one today: what replaced it, what replaced that, and so on. With the story
/// that brought it.
pub(super) fn successor<'a>(
    certificate: &Certificate,
    stories: &'a [Story],
) -> Option<(&'a Story, &'a Certificate)> {
    let mut found: Option<(&Story, &Certificate)> = None;
    // Each certificate replaces an older one; the bound is for journals that say otherwise.
    for _ in stories {
        let current = found.map_or(certificate, |(_, newer)| newer);
        let next = stories.iter().rfind(|story| story.is_finished() && story.replaces(current));
        let Some(next) = next.and_then(|story| Some((story, story.issued()?))) else { break };
        found = Some(next);
    }
    found
}

/// Until when a certificate can sign, with the end of its key as far as the place tells it.
pub(super) fn usable_until(certificate: &Certificate, key_end: Option<Moment>) -> Moment {
    let until = certificate.usable_until();
    key_end.map_or(until, |key_end| key_end.min(until))
}
