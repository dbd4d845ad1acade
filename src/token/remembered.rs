//! PINs of tokens that stay in the password store of the system: when one is written there, tried and forgotten.
//!
//! All places pass through here, so that wizard, queue, recovery, clean-up and `renewctl` keep to one rule
//! (`manual::decisions`, «A PIN in the keyring»):
//!
//! * written after a login that succeeded, never before;
//! * tried by the program itself only while no try of the token is missed, and not again once it was refused;
//! * replaced by a change, forgotten after an unlocking by the administrator and after a refusal.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::domain::certificate::Certificate;
use crate::domain::key::{
    FoundCertificate, Held, Keeping, KeyPlan, KeyRef, KeyTrace, PinState, Place, PlaceId,
};
use crate::domain::secret::{Pin, PrivateKeyDer, Seed};
use crate::fault::{Fault, SupportCode};
use crate::ports::{Driver, Keep, PinStore, TokenCopy, Tokens};

#[cfg(test)]
mod tests;

/// Places whose PINs can be kept in a store.
pub struct Remembered {
    tokens: Box<dyn Tokens>,
    store: Box<dyn PinStore>,
    /// Kept PINs are used; cleared by who types all of them.
    by_itself: Arc<AtomicBool>,
    /// Tokens on which the kept PIN came to nothing: not tried again before they were pulled out.
    held_back: HashSet<PlaceId>,
    remarks: Vec<Fault>,
}

/// What an attempt with a kept PIN says of it.
enum Attempt {
    /// It was not tried.
    Untried,
    /// It does not fit any more.
    Refused,
    /// Nobody knows; a try may have been spent.
    Unclear,
}

impl Remembered {
    /// These places and this store. While `by_itself` is false no kept PIN is tried.
    pub fn new(tokens: Box<dyn Tokens>, store: Box<dyn PinStore>, by_itself: Arc<AtomicBool>) -> Self {
        Self { tokens, store, by_itself, held_back: HashSet::new(), remarks: Vec::new() }
    }

    fn keeping(&mut self, place: &Place) -> Keeping {
        match place.id.pin_name() {
            // A PIN that is typed on the reader never comes here.
            Some(name) if !place.protected_path => {
                if self.store.has(&name) {
                    Keeping::Kept
                } else if self.store.is_there() {
                    Keeping::Offered
                } else {
                    Keeping::NoKeyring
                }
            }
            _ => Keeping::NotWanted,
        }
    }

    fn keep(&mut self, name: &str, pin: &Pin) {
        let kept = self.store.keep(name, pin);
        self.remarks.extend(kept.err());
    }

    fn forget(&mut self, name: &str) {
        let forgotten = self.store.forget(name);
        self.remarks.extend(forgotten.err());
    }

    /// Opens a token with its kept PIN, if there is one and trying it is no risk. A store that is locked or silent is
    /// as good as an empty one: the user is asked.
    fn open_with_kept(&mut self, key: &KeyRef) -> Result<bool, Fault> {
        let Some(name) = key.place.pin_name().filter(|name| self.store.has(name)) else { return Ok(false) };
        let places = self.places()?;
        let Some(place) = places.iter().find(|place| place.id == key.place) else { return Ok(false) };
        if self.held_back.contains(&key.place) || !may_be_tried(place.pin) {
            return Ok(false);
        }
        let Ok(Some(pin)) = self.store.recall(&name) else { return Ok(false) };
        let Err(fault) = self.tokens.login(key, pin, Keep::InKeyring) else { return Ok(true) };
        match attempt(fault.code) {
            Attempt::Untried => Ok(false),
            Attempt::Unclear => {
                let _ = self.held_back.insert(key.place.clone());
                Ok(false)
            }
            Attempt::Refused => {
                let _ = self.held_back.insert(key.place.clone());
                self.forget(&name);
                Err(Fault::new(SupportCode::PinStale).with("token", &place.title))
            }
        }
    }
}

/// No try is missed, as far as the token tells.
fn may_be_tried(state: PinState) -> bool {
    match state {
        PinState::Fine | PinState::ToBeChanged | PinState::Unknown => true,
        PinState::CountLow | PinState::FinalTry | PinState::Locked | PinState::NotSet => false,
    }
}

fn attempt(code: SupportCode) -> Attempt {
    use SupportCode::*;
    match code {
        PinWrong | PinFew | PinLocked | PinLength | PinNotSet => Attempt::Refused,
        TokenAbsent | TokenRemoved | ModuleLoad | ModuleBitness => Attempt::Untried,
        _ => Attempt::Unclear,
    }
}

impl Tokens for Remembered {
    fn places(&mut self) -> Result<Vec<Place>, Fault> {
        let mut places = self.tokens.places()?;
        self.held_back.retain(|id| places.iter().any(|place| place.id == *id));
        for place in &mut places {
            place.keeping = self.keeping(place);
        }
        Ok(places)
    }

    fn login(&mut self, key: &KeyRef, pin: Pin, keep: Keep) -> Result<(), Fault> {
        let Some(name) = key.place.pin_name() else { return self.tokens.login(key, pin, keep) };
        if keep == Keep::InKeyring {
            // A reader with keys of its own gets no PIN from here, so there is none to be kept.
            let copy = (!pin.is_empty()).then(|| Pin::new(pin.reveal().to_owned()));
            self.tokens.login(key, pin, keep)?;
            if let Some(pin) = copy {
                self.keep(&name, &pin);
            }
            return Ok(());
        }
        let trusted = self.by_itself.load(Ordering::Relaxed) && self.store.has(&name);
        let kept = if trusted { self.store.recall(&name).unwrap_or_default() } else { None };
        match kept {
            // Kept in the store already: a second place would mean a second try once it is wrong.
            Some(kept) if kept == pin => self.tokens.login(key, pin, Keep::InKeyring),
            Some(_) => {
                self.tokens.login(key, pin, keep)?;
                // Another one is the right one.
                self.forget(&name);
                Ok(())
            }
            None => self.tokens.login(key, pin, keep),
        }
    }

    fn is_open(&mut self, key: &KeyRef) -> bool {
        self.tokens.is_open(key)
    }

    fn open_by_itself(&mut self, key: &KeyRef) -> Result<bool, Fault> {
        if self.tokens.open_by_itself(key)? {
            return Ok(true);
        }
        if self.by_itself.load(Ordering::Relaxed) { self.open_with_kept(key) } else { Ok(false) }
    }

    fn change_pin(&mut self, place: &PlaceId, old: Pin, new: Pin) -> Result<(), Fault> {
        let Some(name) = place.pin_name().filter(|name| self.store.has(name)) else {
            return self.tokens.change_pin(place, old, new);
        };
        let copy = (!new.is_empty()).then(|| Pin::new(new.reveal().to_owned()));
        self.tokens.change_pin(place, old, new)?;
        match copy {
            Some(pin) => self.keep(&name, &pin),
            None => self.forget(&name),
        }
        Ok(())
    }

    fn unlock_pin(&mut self, place: &PlaceId, admin: Pin, new: Pin) -> Result<(), Fault> {
        self.tokens.unlock_pin(place, admin, new)?;
        if let Some(name) = place.pin_name() {
            // Whoever has set the new PIN need not be the one who wanted the old one kept.
            self.forget(&name);
        }
        Ok(())
    }

    fn forget_pin(&mut self, place: &PlaceId) -> Result<(), Fault> {
        place.pin_name().map_or(Ok(()), |name| self.store.forget(&name))
    }

    fn remarks(&mut self) -> Vec<Fault> {
        std::mem::take(&mut self.remarks)
    }

    // What follows has nothing to do with PINs.

    fn occupied(&mut self) -> Vec<u64> {
        self.tokens.occupied()
    }

    fn drivers(&mut self) -> Vec<Driver> {
        self.tokens.drivers()
    }

    fn certificates(&mut self) -> Result<(Vec<FoundCertificate>, Vec<Fault>), Fault> {
        self.tokens.certificates()
    }

    fn logout(&mut self) {
        self.tokens.logout();
    }

    fn inventory(&mut self, place: &PlaceId) -> Result<Vec<Held>, Fault> {
        self.tokens.inventory(place)
    }

    fn generate(&mut self, plan: &KeyPlan, seed: &Seed) -> Result<(Vec<u8>, bool), Fault> {
        self.tokens.generate(plan, seed)
    }

    fn trace(&mut self, key: &KeyRef) -> Result<KeyTrace, Fault> {
        self.tokens.trace(key)
    }

    fn sign(&mut self, key: &KeyRef, message: &[u8]) -> Result<Vec<u8>, Fault> {
        self.tokens.sign(key, message)
    }

    fn store_certificate(&mut self, key: &KeyRef, new: &Certificate, label: &str) -> Result<(), Fault> {
        self.tokens.store_certificate(key, new, label)
    }

    fn save_copy(&mut self, key: &KeyRef, copy: &TokenCopy) -> Result<(), Fault> {
        self.tokens.save_copy(key, copy)
    }

    fn remove(&mut self, key: &KeyRef) -> Result<(), Fault> {
        self.tokens.remove(key)
    }

    fn export(&mut self, key: &KeyRef) -> Result<Option<PrivateKeyDer>, Fault> {
        self.tokens.export(key)
    }
}
