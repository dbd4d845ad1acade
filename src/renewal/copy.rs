//! «Резервная копия»: where it goes, what must be open for it, and how a copy on a token that was cut is completed.

use crate::domain::entry::Event;
use crate::domain::key::{KeyRef, PinState, Place, PlaceId};
use crate::domain::medium::CopyPlace;
use crate::domain::moment::Moment;
use crate::fault::{Fault, SupportCode};
use crate::renewal::flow::{Flow, Work};
use crate::renewal::input::{BackupOrder, Effect};
use crate::renewal::view::Question;

/// Certificate, chain and their attributes, in bytes.
const ROOM: u64 = 4096;

impl Flow {
    /// A copy can go onto this token: it is another one than that of the new key, and takes it.
    pub fn takes_copy(&self, place: &Place) -> bool {
        CopyPlace::on(&place.id).is_some() && self.refuses_copy(place).is_none()
    }

    pub(super) fn back_up(&mut self, now: Moment) -> Vec<Effect> {
        if !self.run.places_fresh {
            return self.look_at_places();
        }
        // A copy that was begun on a token is completed there, unless the user has said otherwise in this run.
        let begun = self.facts.copying.clone().filter(|_| !self.run.copy_elsewhere);
        let chosen = self.run.saving.as_ref().map(|(place, _)| place.clone());
        let Some(place) = chosen.or(begun) else { return self.ask_for_medium() };
        let (Some(key), Some((certificate, chain)), Some(submission)) =
            (self.facts.new_key().cloned(), self.facts.issued.clone(), self.facts.submission.clone())
        else {
            return self.contradiction("nothing to copy");
        };
        let with_key = self.facts.exportable() && place.folder().is_some();
        let needed = match place.token() {
            Some(token) => {
                if let Err(fault) = self.place(&token).cloned().and_then(|seen| self.check_medium(&seen)) {
                    return self.give_medium_up(Some(fault));
                }
                Some(KeyRef { place: token, id: key.id.clone() })
            }
            None => with_key.then(|| key.clone()),
        };
        if let Some(effects) = self.unlock(needed.into_iter().collect()) {
            return effects;
        }
        if place.token().is_some() && self.facts.copying.as_ref() != Some(&place) {
            return self.note(Event::CopyBegun { place }, now);
        }
        let password = self.run.saving.take().and_then(|(_, password)| password).filter(|_| with_key);
        let request = submission.request;
        let order = BackupOrder { place: place.clone(), key, certificate, chain, request, password };
        self.work(Work::SaveBackup(place), |op| Effect::SaveBackup { op, order })
    }

    /// The copy could not be made, or the user thought better of it: it can go elsewhere, or there again.
    pub(super) fn give_medium_up(&mut self, fault: Option<Fault>) -> Vec<Effect> {
        self.run.fault = fault;
        self.run.saving = None;
        self.run.copy_elsewhere = true;
        self.ask_for_medium()
    }

    /// Only the copy is missing, and the user is asked for what opens a place for it.
    pub(super) fn opens_for_copy(&self, question: &Question) -> bool {
        let facts = &self.facts;
        facts.stored
            && facts.acknowledged
            && facts.backup.is_none()
            && matches!(question, Question::Pin { .. })
    }

    /// Sessions on a token may be gone after any failure: its PIN is asked for again.
    pub(super) fn copy_failed(&mut self, place: &CopyPlace, fault: Fault) -> Vec<Effect> {
        if let Some(token) = place.token() {
            self.run.open.retain(|open| open.place != token);
            self.run.shut = None;
        }
        let effects = self.give_medium_up(Some(fault));
        self.run.places_fresh = place.token().is_none();
        effects
    }

    fn ask_for_medium(&mut self) -> Vec<Effect> {
        let with_key = self.facts.exportable();
        self.ask(Question::Backup { with_key })
    }

    fn check_medium(&self, place: &Place) -> Result<(), Fault> {
        match self.refuses_copy(place) {
            Some(code) => Err(Fault::new(code).with("token", &place.title)),
            None => Ok(()),
        }
    }

    fn refuses_copy(&self, place: &Place) -> Option<SupportCode> {
        let own = self.facts.new_key().is_some_and(|key| key.place == place.id);
        match place {
            // A copy beside the original is none.
            _ if own || place.id == PlaceId::Computer => Some(SupportCode::BackupMedium),
            Place { writable: false, .. } => Some(SupportCode::TokenReadOnly),
            Place { pin: PinState::Locked, .. } => Some(SupportCode::PinLocked),
            Place { pin: PinState::NotSet, .. } => Some(SupportCode::PinNotSet),
            Place { free_bytes: Some(free), .. } if *free < ROOM => Some(SupportCode::TokenFull),
            _ => None,
        }
    }
}
