//! Every place where keys live: tokens by PKCS#11, containers of this computer, the token of the training mode.

mod actor;
pub mod container;
mod copies;
pub mod discovery;
pub mod memory;
mod module;
mod objects;
mod raw;
mod rv;
pub mod software;

use std::path::PathBuf;

pub use container::Containers;
pub use memory::MemoryToken;
pub use module::ModuleSpec;

use crate::domain::certificate::Certificate;
use crate::domain::key::{FoundCertificate, Held, KeyPlan, KeyRef, KeyTrace, Place, PlaceId};
use crate::domain::secret::{Pin, PrivateKeyDer, Seed};
use crate::fault::{Fault, SupportCode};
use crate::ports::{Keep, TokenCopy, Tokens};
use crate::token::actor::Actor;
use crate::token::module::{Module, name_of};

/// All places, joined.
pub struct Places {
    modules: Vec<Slot>,
    containers: Containers,
    memory: Option<MemoryToken>,
}

/// A module that is loaded at its first use, so that the window does not wait for it.
struct Slot {
    spec: ModuleSpec,
    actor: Option<Actor<Module>>,
}

impl Slot {
    fn actor(&mut self) -> Result<&Actor<Module>, Fault> {
        match &mut self.actor {
            Some(actor) => Ok(actor),
            empty => {
                let spec = self.spec.clone();
                let actor = Actor::start(&name_of(&self.spec.path), move || Module::load(&spec))?;
                Ok(empty.insert(actor))
            }
        }
    }
}

impl Places {
    /// These modules, the containers in this folder and, for the training mode, the token in memory.
    pub fn new(
        modules: Vec<ModuleSpec>,
        containers: PathBuf,
        expand: software::Expand,
        memory: Option<MemoryToken>,
    ) -> Self {
        let modules = modules.into_iter().map(|spec| Slot { spec, actor: None }).collect();
        Self { modules, containers: Containers::new(containers, expand), memory }
    }

    /// How many modules there are, loaded or not.
    pub fn modules(&self) -> usize {
        self.modules.len()
    }

    /// The token in memory, if this is its place.
    fn memory(&mut self, place: &PlaceId) -> Option<&mut MemoryToken> {
        self.memory.as_mut().filter(|token| token.id() == *place)
    }

    /// Runs a job on the module that has the token.
    fn on_token<R: Send + 'static>(
        &mut self,
        place: &PlaceId,
        job: impl FnOnce(&mut Module) -> Result<R, Fault> + Send + 'static,
    ) -> Result<R, Fault> {
        for slot in &mut self.modules {
            let Ok(actor) = slot.actor() else { continue };
            let wanted = place.clone();
            let has = actor.call(move |module| {
                Ok(module.is_open(&wanted) || module.places()?.iter().any(|p| p.id == wanted))
            });
            if let Ok(true) = has {
                return actor.call(job);
            }
        }
        Err(match place {
            PlaceId::Token { label, .. } => Fault::new(SupportCode::TokenAbsent).with("token", label),
            PlaceId::Computer => SupportCode::Internal.into(),
        })
    }
}

impl Tokens for Places {
    fn places(&mut self) -> Result<Vec<Place>, Fault> {
        let mut places: Vec<Place> = Vec::new();
        for slot in &mut self.modules {
            // A module that cannot be loaded is told by `certificates`; the others still count.
            let Ok(actor) = slot.actor() else { continue };
            for place in actor.call(Module::places).unwrap_or_default() {
                // OpenSC shows the tokens of other vendors as well.
                if !places.iter().any(|known| known.id == place.id) {
                    places.push(place);
                }
            }
        }
        places.extend(self.memory.as_ref().map(MemoryToken::place));
        places.push(self.containers.place());
        Ok(places)
    }

    fn occupied(&mut self) -> Vec<u64> {
        let mut occupied = Vec::new();
        for (index, slot) in (0u64..).zip(&mut self.modules) {
            let slots = slot.actor().and_then(|actor| actor.call(|module| Ok(module.occupied())));
            // Slots of two modules may have the same numbers.
            occupied.extend(slots.unwrap_or_default().into_iter().flat_map(|slot| [index, slot]));
        }
        occupied
    }

    fn certificates(&mut self) -> Result<(Vec<FoundCertificate>, Vec<Fault>), Fault> {
        let (mut found, mut faults) = (Vec::<FoundCertificate>::new(), Vec::new());
        for slot in &mut self.modules {
            match slot.actor().and_then(|actor| actor.call(Module::certificates)) {
                Ok(certificates) => {
                    for certificate in certificates {
                        if !found.contains(&certificate) {
                            found.push(certificate);
                        }
                    }
                }
                Err(fault) => faults.push(fault),
            }
        }
        found.extend(self.memory.iter().flat_map(MemoryToken::certificates));
        found.extend(self.containers.certificates());
        Ok((found, faults))
    }

    fn login(&mut self, key: &KeyRef, pin: Pin, _keep: Keep) -> Result<(), Fault> {
        if let Some(token) = self.memory(&key.place) {
            return token.login(&pin);
        }
        match key.place.clone() {
            PlaceId::Computer => self.containers.login(&key.id, pin),
            place => self.on_token(&key.place, move |module| module.login(&place, &pin)),
        }
    }

    fn is_open(&mut self, key: &KeyRef) -> bool {
        if let Some(token) = self.memory(&key.place) {
            return token.is_open();
        }
        match key.place.clone() {
            PlaceId::Computer => self.containers.is_open(&key.id),
            place => self.on_token(&key.place, move |module| Ok(module.is_open(&place))).unwrap_or(false),
        }
    }

    fn logout(&mut self) {
        self.containers.logout();
        if let Some(token) = &mut self.memory {
            token.logout();
        }
        for actor in self.modules.iter().filter_map(|slot| slot.actor.as_ref()) {
            let _ = actor.call(|module| {
                module.logout();
                Ok(())
            });
        }
    }

    fn change_pin(&mut self, place: &PlaceId, _old: Pin, _new: Pin) -> Result<(), Fault> {
        Err(Fault::new(SupportCode::Internal).with("place", format!("{place:?}")))
    }

    fn unlock_pin(&mut self, place: &PlaceId, _admin: Pin, _new: Pin) -> Result<(), Fault> {
        Err(Fault::new(SupportCode::Internal).with("place", format!("{place:?}")))
    }

    fn inventory(&mut self, place: &PlaceId) -> Result<Vec<Held>, Fault> {
        if let Some(token) = self.memory(place) {
            return Ok(token.inventory());
        }
        if *place == PlaceId::Computer {
            return self.containers.inventory();
        }
        Ok(Vec::new())
    }

    fn generate(&mut self, plan: &KeyPlan, seed: &Seed) -> Result<(Vec<u8>, bool), Fault> {
        if let Some(token) = self.memory(&plan.key.place) {
            return Ok((token.generate(plan, seed)?, true));
        }
        if plan.key.place == PlaceId::Computer {
            return Ok((self.containers.generate(plan, seed)?, true));
        }
        // The token gets bytes derived from the seed, so that nothing else we derive from it is told to anyone.
        let (plan, offered) = (plan.clone(), seed.identifier::<32>("c-seed-random"));
        self.on_token(&plan.key.place.clone(), move |module| {
            let place = plan.key.place.clone();
            module.with_session(&place, |session| {
                // Many tokens refuse; a pulled one will be noticed by the next call.
                let seeded = session.seed_random(&offered).is_ok();
                Ok((objects::generate(session, &plan)?, seeded))
            })
        })
    }

    fn trace(&mut self, key: &KeyRef) -> Result<KeyTrace, Fault> {
        if let Some(token) = self.memory(&key.place) {
            return Ok(token.trace(&key.id));
        }
        if key.place == PlaceId::Computer {
            return self.containers.trace(&key.id);
        }
        let key = key.clone();
        self.on_token(&key.place.clone(), move |module| {
            module.with_session(&key.place, |session| objects::trace(session, &key.id))
        })
    }

    fn sign(&mut self, key: &KeyRef, message: &[u8]) -> Result<Vec<u8>, Fault> {
        if let Some(token) = self.memory(&key.place) {
            return token.sign(&key.id, message);
        }
        if key.place == PlaceId::Computer {
            return self.containers.sign(&key.id, message);
        }
        let (key, message) = (key.clone(), message.to_vec());
        self.on_token(&key.place.clone(), move |module| {
            let signature =
                module.with_session(&key.place, |session| objects::sign(session, &key.id, &message))?;
            signature.ok_or_else(|| SupportCode::KeyMissing.into())
        })
    }

    fn store_certificate(
        &mut self,
        key: &KeyRef,
        certificate: &Certificate,
        label: &str,
    ) -> Result<(), Fault> {
        if let Some(token) = self.memory(&key.place) {
            return token.store(&key.id, certificate);
        }
        if key.place == PlaceId::Computer {
            return self.containers.store(&key.id, certificate);
        }
        let (key, certificate, label) = (key.clone(), certificate.clone(), label.to_owned());
        self.on_token(&key.place.clone(), move |module| {
            let same = module
                .with_session(&key.place, |session| objects::store(session, &key.id, &certificate, &label))?;
            if same { Ok(()) } else { Err(SupportCode::WriteMismatch.into()) }
        })
    }

    fn save_copy(&mut self, key: &KeyRef, copy: &TokenCopy) -> Result<(), Fault> {
        if let Some(token) = self.memory(&key.place) {
            return token.save_copy(&key.id, copy);
        }
        let (key, copy) = (key.clone(), copy.clone());
        self.on_token(&key.place.clone(), move |module| {
            let place = module.places()?.into_iter().find(|place| place.id == key.place);
            let room = place.and_then(|place| place.free_bytes);
            let same =
                module.with_session(&key.place, |session| copies::save(session, &key.id, &copy, room))?;
            if same { Ok(()) } else { Err(SupportCode::BackupDiffers.into()) }
        })
    }

    fn remove(&mut self, key: &KeyRef) -> Result<(), Fault> {
        if let Some(token) = self.memory(&key.place) {
            return token.remove(&key.id);
        }
        if key.place == PlaceId::Computer {
            return self.containers.remove(&key.id);
        }
        let key = key.clone();
        self.on_token(&key.place.clone(), move |module| {
            module.with_session(&key.place, |session| objects::remove(session, &key.id))
        })
    }

    fn export(&mut self, key: &KeyRef) -> Result<Option<PrivateKeyDer>, Fault> {
        if key.place == PlaceId::Computer { self.containers.export(&key.id) } else { Ok(None) }
    }
}
