//! What is being filled in: kept for days, seen by its owner alone, and the beginning of a request.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use ring::pbkdf2;
use serde::{Deserialize, Serialize};
use time::Duration;

use crate::domain::form::Dossier;
use crate::domain::moment::Moment;
use crate::domain::portal::{CodeWord, Draft, DraftBody, Problem, ProblemCode};
use crate::sandbox::desk::files::{LONGEST, clean_name};
use crate::sandbox::desk::{Desk, conflict, not_found, problem, random, unfit};

/// How many drafts a holder may have at once.
const OF_ONE_HOLDER: usize = 10;
/// How many drafts of first issues there may be at once: nobody is signed in who could be counted.
const OF_STRANGERS: usize = 200;
/// How many scans a dossier may have.
const SCANS: usize = 20;
/// Longest code word in characters.
const WORD: usize = 64;
const WORD_ROUNDS: NonZeroU32 = match NonZeroU32::new(10_000) {
    Some(rounds) => rounds,
    None => NonZeroU32::MIN,
};

/// A draft as it is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StoredDraft {
    /// Identifier.
    pub id: String,
    /// Number for people.
    pub number: String,
    /// Fingerprint of the certificate it belongs to; none for a first issue.
    pub owner: Option<String>,
    /// When it is forgotten.
    #[serde(with = "time::serde::rfc3339")]
    pub until: Moment,
    /// Last change.
    #[serde(with = "time::serde::rfc3339")]
    pub saved_at: Moment,
    /// What was filled in.
    pub dossier: Dossier,
    /// What is needed to compare the code word.
    pub word: Option<WordHash>,
    /// Scans that have arrived, by digest, with their length.
    pub files: BTreeMap<String, u64>,
    /// The request it has become; none while it can still be changed.
    pub request: Option<String>,
    /// It was a request once, and was refused.
    #[serde(default)]
    pub reopened: bool,
    /// Joins repetitions of its opening.
    #[serde(default)]
    pub key: Option<String>,
}

/// A code word that can be compared and not read: salt and PBKDF2-HMAC-SHA256, hex.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordHash {
    salt: String,
    hash: String,
}

impl WordHash {
    fn of(word: &str, salt: String) -> Self {
        let mut hash = [0; 32];
        let word = word.trim().to_lowercase();
        pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, WORD_ROUNDS, salt.as_bytes(), word.as_bytes(), &mut hash);
        Self { salt, hash: hex::encode(hash) }
    }

    /// The word is the one that was told. Case does not count: it is said on the telephone.
    pub fn fits(&self, word: &str) -> bool {
        Self::of(word, self.salt.clone()) == *self
    }
}

impl Desk {
    /// Opens a draft; under a key that was used before it is the same draft.
    pub fn open_draft(
        &mut self,
        token: &str,
        key: Option<String>,
        body: DraftBody,
    ) -> Result<Draft, Problem> {
        let now = self.now();
        let owner = if body.first { None } else { Some(self.guest(token)?.fingerprint()) };
        if self.scheme().draft_days == 0 {
            return Err(conflict("здесь черновики не хранятся"));
        }
        if body.first && !self.scheme().first_issue {
            return Err(conflict("первый сертификат здесь выдают только лично"));
        }
        let dossier = tidy(body.dossier)?;
        let known =
            self.drafts.iter().find(|draft| key.is_some() && draft.key == key && draft.owner == owner);
        if let Some(known) = known {
            return Ok(self.describe(known));
        }
        let open = self.drafts.iter().filter(|draft| draft.owner == owner && draft.request.is_none()).count();
        match owner {
            Some(_) if open >= OF_ONE_HOLDER => {
                return Err(conflict("слишком много черновиков: удалите лишние"));
            }
            None if open >= OF_STRANGERS => return Err(problem(ProblemCode::Busy, 503, "приходите позже")),
            _ => {}
        }
        let draft = StoredDraft {
            id: hex::encode(random::<16>()?),
            number: self.next_number(now),
            owner,
            until: now + Duration::days(self.scheme().draft_days.into()),
            saved_at: now,
            dossier,
            word: None,
            files: BTreeMap::new(),
            request: None,
            reopened: false,
            key,
        };
        let answer = self.describe(&draft);
        self.drafts.push(draft);
        self.save()?;
        Ok(answer)
    }

    /// The unfinished drafts of whoever is signed in, the latest first.
    pub fn list_drafts(&self, token: &str) -> Result<Vec<Draft>, Problem> {
        let owner = Some(self.guest(token)?.fingerprint());
        let mut own: Vec<_> =
            self.drafts.iter().filter(|draft| draft.owner == owner && draft.request.is_none()).collect();
        own.sort_by_key(|draft| std::cmp::Reverse(draft.saved_at));
        Ok(own.into_iter().map(|draft| self.describe(draft)).collect())
    }

    /// One draft.
    pub fn draft(&self, token: &str, id: &str) -> Result<Draft, Problem> {
        let at = self.find_draft(token, id)?;
        self.drafts.get(at).map(|draft| self.describe(draft)).ok_or_else(not_found)
    }

    /// Replaces the content of a draft.
    pub fn save_draft(&mut self, token: &str, id: &str, body: DraftBody) -> Result<(), Problem> {
        let dossier = tidy(body.dossier)?;
        let now = self.now();
        let draft = self.changeable(token, id)?;
        (draft.dossier, draft.saved_at) = (dossier, now);
        self.save()
    }

    /// Forgets a draft and its scans.
    pub fn drop_draft(&mut self, token: &str, id: &str) -> Result<(), Problem> {
        let _ = self.changeable(token, id)?;
        self.remove_drafts(|draft| draft.id == id);
        self.save()
    }

    /// Keeps the code word so that it can be compared on the telephone, and in no other way.
    pub fn code_word(&mut self, token: &str, id: &str, told: &CodeWord) -> Result<(), Problem> {
        let length = told.word.trim().chars().count();
        if length == 0 || length > WORD {
            return Err(unfit("кодовое слово: от 1 до 64 знаков"));
        }
        let _ = self.changeable(token, id)?;
        let hash = WordHash::of(&told.word, hex::encode(random::<16>()?));
        self.changeable(token, id)?.word = Some(hash);
        self.save()
    }

    /// Forgets what nobody has finished in time. True when there was something.
    pub(super) fn forget_drafts(&mut self, now: Moment) -> bool {
        self.remove_drafts(|draft| draft.request.is_none() && draft.until <= now)
    }

    /// A refused request can be corrected: its draft is open again, and has its time anew.
    pub(super) fn reopen_draft(&mut self, id: &str, now: Moment) {
        let days = Duration::days(self.scheme().draft_days.into());
        if let Some(draft) = self.drafts.iter_mut().find(|draft| draft.id == id) {
            (draft.request, draft.until, draft.reopened) = (None, now + days, true);
        }
    }

    /// Removes drafts with their files.
    pub(super) fn remove_drafts(&mut self, is_gone: impl Fn(&StoredDraft) -> bool) -> bool {
        let (gone, kept): (Vec<_>, Vec<_>) = self.drafts.drain(..).partition(|draft| is_gone(draft));
        self.drafts = kept;
        for draft in &gone {
            self.remove_files(&draft.id);
        }
        !gone.is_empty()
    }

    /// A draft by its identifier, whoever asks.
    pub(super) fn any_draft(&self, id: &str) -> Option<&StoredDraft> {
        self.drafts.iter().find(|draft| draft.id == id)
    }

    /// A draft for its owner, while it is no request under way.
    pub(super) fn changeable(&mut self, token: &str, id: &str) -> Result<&mut StoredDraft, Problem> {
        let at = self.find_draft(token, id)?;
        let draft = self.drafts.get_mut(at).ok_or_else(not_found)?;
        if draft.request.is_some() { Err(conflict("черновик уже подан")) } else { Ok(draft) }
    }

    /// The place of a draft. Its identifier is enough for a first issue; else its owner must be signed in, and
    /// nobody else learns that it exists.
    pub(super) fn find_draft(&self, token: &str, id: &str) -> Result<usize, Problem> {
        let found = self.drafts.iter().enumerate().find(|(_, draft)| draft.id == id);
        match found {
            Some((at, draft)) if draft.owner.is_none() => Ok(at),
            other => {
                let guest = self.guest(token)?.fingerprint();
                let own = other.filter(|(_, draft)| draft.owner.as_ref() == Some(&guest));
                own.map(|(at, _)| at).ok_or_else(not_found)
            }
        }
    }

    fn describe(&self, draft: &StoredDraft) -> Draft {
        Draft {
            draft: draft.id.clone(),
            number: draft.number.clone(),
            link: self.link(&draft.id),
            until: draft.until,
            saved_at: draft.saved_at,
            dossier: draft.dossier.clone(),
        }
    }
}

/// The dossier with clean names of files.
fn tidy(mut dossier: Dossier) -> Result<Dossier, Problem> {
    if dossier.scans.len() > SCANS {
        return Err(unfit("слишком много файлов"));
    }
    for scan in &mut dossier.scans {
        if !is_digest(&scan.digest) {
            return Err(unfit("файл назван не своим отпечатком"));
        }
        if scan.size > LONGEST as u64 {
            return Err(unfit("файл слишком велик"));
        }
        scan.name = clean_name(&scan.name);
    }
    Ok(dossier)
}

/// SHA-256, 64 hex digits in lower case.
pub(super) fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_word_can_be_compared_but_not_read() {
        let kept = WordHash::of("Ромашка", "00".into());
        assert!(kept.fits(" ромашка "));
        assert!(!kept.fits("Ромашки"));
        assert_ne!(kept.hash, WordHash::of("Ромашка", "01".into()).hash);
        assert!(!format!("{kept:?}").to_lowercase().contains("ромашка"));
    }
}
