//! Every place where keys live: tokens by PKCS#11, containers of this computer, the token of the training mode.

mod calls;
pub mod container;
mod copies;
pub mod discovery;
pub mod memory;
mod module;
mod modules;
mod objects;
mod operations;
mod pulse;
mod remembered;
mod rv;
pub mod software;
pub mod worker;

use std::path::PathBuf;

pub use container::Containers;
pub use memory::MemoryToken;
pub use module::ModuleSpec;
pub use remembered::Remembered;

use crate::domain::certificate::Certificate;
use crate::domain::key::{FoundCertificate, Held, KeyPlan, KeyRef, KeyTrace, Place, PlaceId};
use crate::domain::secret::{Pin, PrivateKeyDer, Seed};
use crate::fault::{Fault, SupportCode};
use crate::ports::{Driver, Keep, TokenCopy, Tokens};
use crate::token::modules::Modules;
use crate::token::worker::WorkerProgram;
use crate::token::worker::deadlines::Deadlines;

/// All places, joined.
pub struct Places {
    modules: Modules,
    containers: Containers,
    memory: Option<MemoryToken>,
}

impl Places {
    /// These modules, the containers in this folder and, for the training mode, the token in memory. Modules are
    /// loaded at the first use, each in a worker process, so that the window does not wait for them.
    pub fn new(
        modules: Vec<ModuleSpec>,
        containers: PathBuf,
        expand: software::Expand,
        memory: Option<MemoryToken>,
    ) -> Self {
        let modules = Modules::new(modules, &WorkerProgram::default(), &Deadlines::default());
        Self { modules, containers: Containers::new(containers, expand), memory }
    }

    /// With another program as worker, and other limits to its silence.
    #[must_use]
    pub fn with_workers(mut self, program: &WorkerProgram, deadlines: &Deadlines) -> Self {
        self.modules = self.modules.with_workers(program, deadlines);
        self
    }

    /// How many modules there are, loaded or not.
    pub fn modules(&self) -> usize {
        self.modules.count()
    }

    /// The token in memory, if this is its place.
    fn memory(&mut self, place: &PlaceId) -> Option<&mut MemoryToken> {
        self.memory.as_mut().filter(|token| token.id() == *place)
    }
}

impl Tokens for Places {
    fn places(&mut self) -> Result<Vec<Place>, Fault> {
        let mut places = self.modules.places();
        places.extend(self.memory.as_ref().map(MemoryToken::place));
        places.push(self.containers.place());
        Ok(places)
    }

    fn occupied(&mut self) -> Vec<u64> {
        self.modules.occupied()
    }

    fn drivers(&mut self) -> Vec<Driver> {
        self.modules.drivers()
    }

    fn certificates(&mut self) -> Result<(Vec<FoundCertificate>, Vec<Fault>), Fault> {
        let (mut found, faults) = self.modules.certificates();
        found.extend(self.memory.iter().flat_map(MemoryToken::certificates));
        found.extend(self.containers.certificates());
        Ok((found, faults))
    }

    fn login(&mut self, key: &KeyRef, pin: Pin, keep: Keep) -> Result<(), Fault> {
        if let Some(token) = self.memory(&key.place) {
            return token.login(pin, keep);
        }
        match &key.place {
            PlaceId::Computer => self.containers.login(&key.id, pin, keep),
            place => self.modules.login(place, &pin, keep),
        }
    }

    fn is_open(&mut self, key: &KeyRef) -> bool {
        if let Some(token) = self.memory(&key.place) {
            return token.is_open();
        }
        match &key.place {
            PlaceId::Computer => self.containers.is_open(&key.id),
            place => self.modules.is_open(place),
        }
    }

    fn logout(&mut self) {
        self.containers.logout();
        if let Some(token) = &mut self.memory {
            token.logout();
        }
        self.modules.logout();
    }

    fn change_pin(&mut self, place: &PlaceId, old: Pin, new: Pin) -> Result<(), Fault> {
        if let Some(token) = self.memory(place) {
            return token.change_pin(&old, &new);
        }
        match place {
            PlaceId::Computer => self.containers.change_password(&old, &new),
            place => self.modules.change_pin(place, &old, &new),
        }
    }

    fn unlock_pin(&mut self, place: &PlaceId, admin: Pin, new: Pin) -> Result<(), Fault> {
        if let Some(token) = self.memory(place) {
            return token.unlock_pin(&admin, &new);
        }
        match place {
            // Nobody but the owner has ever known it.
            PlaceId::Computer => Err(SupportCode::PasswordLost.into()),
            place => self.modules.unlock_pin(place, &admin, &new),
        }
    }

    fn inventory(&mut self, place: &PlaceId) -> Result<Vec<Held>, Fault> {
        if let Some(token) = self.memory(place) {
            return Ok(token.inventory());
        }
        if *place == PlaceId::Computer {
            return self.containers.inventory();
        }
        self.modules.inventory(place)
    }

    fn generate(&mut self, plan: &KeyPlan, seed: &Seed) -> Result<(Vec<u8>, bool), Fault> {
        if let Some(token) = self.memory(&plan.key.place) {
            return Ok((token.generate(plan, seed)?, true));
        }
        if plan.key.place == PlaceId::Computer {
            return Ok((self.containers.generate(plan, seed)?, true));
        }
        // The token gets bytes derived from the seed, so that nothing else we derive from it is told to anyone.
        self.modules.generate(plan, &seed.identifier::<32>("c-seed-random"))
    }

    fn trace(&mut self, key: &KeyRef) -> Result<KeyTrace, Fault> {
        if let Some(token) = self.memory(&key.place) {
            return Ok(token.trace(&key.id));
        }
        if key.place == PlaceId::Computer {
            return self.containers.trace(&key.id);
        }
        self.modules.trace(key)
    }

    fn sign(&mut self, key: &KeyRef, message: &[u8]) -> Result<Vec<u8>, Fault> {
        if let Some(token) = self.memory(&key.place) {
            return token.sign(&key.id, message);
        }
        if key.place == PlaceId::Computer {
            return self.containers.sign(&key.id, message);
        }
        self.modules.sign(key, message)
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
        self.modules.store(key, certificate, label)
    }

    fn save_copy(&mut self, key: &KeyRef, copy: &TokenCopy) -> Result<(), Fault> {
        if let Some(token) = self.memory(&key.place) {
            return token.save_copy(&key.id, copy);
        }
        self.modules.save_copy(key, copy)
    }

    fn remove(&mut self, key: &KeyRef) -> Result<(), Fault> {
        if let Some(token) = self.memory(&key.place) {
            return token.remove(&key.id);
        }
        if key.place == PlaceId::Computer {
            return self.containers.remove(&key.id);
        }
        self.modules.remove(key)
    }

    fn export(&mut self, key: &KeyRef) -> Result<Option<PrivateKeyDer>, Fault> {
        if key.place == PlaceId::Computer { self.containers.export(&key.id) } else { Ok(None) }
    }
}
