//! What is done in a logged-in session, as whole operations: the worker of a module carries out these and no others.

use crate::domain::certificate::Certificate;
use crate::domain::key::{KeyPlan, KeyRef, KeyTrace};
use crate::fault::{Fault, SupportCode};
use crate::ports::TokenCopy;
use crate::token::module::Module;
use crate::token::{copies, objects};

impl Module {
    /// Makes a key pair; the second part tells whether the token took the offered bytes as a seed.
    pub fn generate(&mut self, plan: &KeyPlan, offered: &[u8]) -> Result<(Vec<u8>, bool), Fault> {
        self.with_session(&plan.key.place, |session| {
            // Many tokens refuse; a pulled one will be noticed by the next call.
            let seeded = session.seed_random(offered).is_ok();
            Ok((objects::generate(session, plan)?, seeded))
        })
    }

    /// What lies under an identifier.
    pub fn trace(&mut self, key: &KeyRef) -> Result<KeyTrace, Fault> {
        self.with_session(&key.place, |session| objects::trace(session, &key.id))
    }

    /// ECDSA over SHA-256, DER.
    ///
    /// # Errors
    /// `KeyMissing`.
    pub fn sign(&mut self, key: &KeyRef, message: &[u8]) -> Result<Vec<u8>, Fault> {
        let signature = self.with_session(&key.place, |session| objects::sign(session, &key.id, message))?;
        signature.ok_or_else(|| SupportCode::KeyMissing.into())
    }

    /// Writes a certificate beside its key and reads it back.
    ///
    /// # Errors
    /// `WriteMismatch`.
    pub fn store(&mut self, key: &KeyRef, certificate: &Certificate, label: &str) -> Result<(), Fault> {
        let same =
            self.with_session(&key.place, |session| objects::store(session, &key.id, certificate, label))?;
        if same { Ok(()) } else { Err(SupportCode::WriteMismatch.into()) }
    }

    /// Writes a copy of another token's certificate and reads it back.
    ///
    /// # Errors
    /// `BackupDiffers`.
    pub fn save_copy(&mut self, key: &KeyRef, copy: &TokenCopy) -> Result<(), Fault> {
        let place = self.places()?.into_iter().find(|place| place.id == key.place);
        let room = place.and_then(|place| place.free_bytes);
        let same = self.with_session(&key.place, |session| copies::save(session, &key.id, copy, room))?;
        if same { Ok(()) } else { Err(SupportCode::BackupDiffers.into()) }
    }

    /// Removes everything under an identifier.
    pub fn remove(&mut self, key: &KeyRef) -> Result<(), Fault> {
        self.with_session(&key.place, |session| objects::remove(session, &key.id))
    }
}
