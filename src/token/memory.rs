//! The token of the training mode: keys in memory, kept in a file so that an interrupted training goes on.
//!
//! **Not for production**: the file is readable by its owner and not encrypted. The keys in it are worth nothing.

use std::fs;
use std::path::PathBuf;

use p256::SecretKey;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{DerSignature, SigningKey};
use serde::{Deserialize, Serialize};

use crate::domain::certificate::Certificate;
use crate::domain::entry::{base64_bytes, base64_list};
use crate::domain::key::{
    CkaId, FoundCertificate, Held, Keeping, KeyPlan, KeyRef, KeyTrace, PinState, Place, PlaceId,
};
use crate::domain::secret::{Pin, Seed};
use crate::fault::{Fault, SupportCode};
use crate::ports::TokenCopy;
use crate::token::container::write_whole;
use crate::token::software;

mod pins;

pub use pins::ADMIN_PIN;
use pins::{LENGTH, counter};

/// The token.
pub struct MemoryToken {
    file: PathBuf,
    expand: software::Expand,
    state: State,
    open: bool,
    /// «Запомнить до закрытия».
    kept: Option<Pin>,
}

#[derive(Serialize, Deserialize)]
struct State {
    serial: String,
    label: String,
    pin: String,
    wrong: u8,
    #[serde(default = "admin_pin")]
    admin_pin: String,
    /// Wrong PINs of the administrator.
    #[serde(default)]
    admin_wrong: u8,
    /// The PIN of the factory is still set (`CKF_USER_PIN_TO_BE_CHANGED`).
    #[serde(default)]
    to_be_changed: bool,
    keys: Vec<Key>,
    /// Certificates without a key: copies from another place.
    #[serde(default)]
    copies: Vec<Copied>,
}

#[derive(Serialize, Deserialize)]
struct Copied {
    id: CkaId,
    #[serde(with = "base64_list")]
    certificates: Vec<Vec<u8>>,
}

#[derive(Serialize, Deserialize)]
struct Key {
    id: CkaId,
    label: String,
    #[serde(with = "base64_bytes")]
    scalar: Vec<u8>,
    #[serde(with = "base64_list")]
    certificates: Vec<Vec<u8>>,
}

impl MemoryToken {
    /// The token of a file, or a new one with this label and PIN when there is no file.
    ///
    /// # Errors
    /// `DiskDenied` when the file cannot be read or is damaged.
    pub fn open(file: PathBuf, label: &str, pin: &str, expand: software::Expand) -> Result<Self, Fault> {
        let state = match fs::read(&file) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map_err(|error| Fault::new(SupportCode::DiskDenied).with("detail", error))?,
            Err(_) => State {
                serial: "1000000001".to_owned(),
                label: label.to_owned(),
                pin: pin.to_owned(),
                wrong: 0,
                admin_pin: admin_pin(),
                admin_wrong: 0,
                to_be_changed: false,
                keys: Vec::new(),
                copies: Vec::new(),
            },
        };
        Ok(Self { file, expand, state, open: false, kept: None })
    }

    /// The token as a place.
    pub fn place(&self) -> Place {
        let pin = match counter(self.state.wrong) {
            PinState::Fine if self.state.to_be_changed => PinState::ToBeChanged,
            state => state,
        };
        Place {
            id: self.id(),
            title: self.state.label.clone(),
            model: String::new(),
            free_bytes: Some(64 * 1024),
            pin,
            admin_pin: counter(self.state.admin_wrong),
            tries_left: None,
            pin_length: LENGTH,
            protected_path: false,
            p256: true,
            writable: true,
            keeping: Keeping::NotWanted,
        }
    }

    /// Certificates, read without a PIN.
    pub fn certificates(&self) -> Vec<FoundCertificate> {
        let found = self.state.keys.iter().flat_map(|key| {
            let parsed = key.certificates.iter().filter_map(|der| Certificate::from_der(der).ok());
            parsed.map(|certificate| FoundCertificate {
                key: KeyRef { place: self.id(), id: key.id.clone() },
                label: key.label.clone(),
                certificate,
                key_end: None,
            })
        });
        found.collect()
    }

    /// Makes a key pair, or finds it.
    ///
    /// # Errors
    /// `TokenRemoved` when not logged in; `DiskFull`.
    pub fn generate(&mut self, plan: &KeyPlan, seed: &Seed) -> Result<Vec<u8>, Fault> {
        self.logged_in()?;
        if self.key(&plan.key.id).is_none() {
            let key = software::key(seed, self.expand)?;
            self.state.keys.push(Key {
                id: plan.key.id.clone(),
                label: plan.label.clone(),
                scalar: key.to_bytes().to_vec(),
                certificates: Vec::new(),
            });
            self.save()?;
        }
        let key = self.key(&plan.key.id).and_then(Key::signing).ok_or(SupportCode::KeyMissing)?;
        Ok(key.verifying_key().to_sec1_point(false).as_bytes().to_vec())
    }

    /// What lies under an identifier.
    pub fn trace(&self, id: &CkaId) -> KeyTrace {
        let Some(key) = self.key(id) else { return KeyTrace::default() };
        KeyTrace {
            private_keys: 1,
            public_point: key.signing().map(|k| k.verifying_key().to_sec1_point(false).as_bytes().to_vec()),
            certificates: key.certificates.clone(),
        }
    }

    /// Everything that has an identifier, keys first. As on a real token private keys are seen after login only.
    pub fn inventory(&self) -> Vec<Held> {
        let keys = self.state.keys.iter().map(|key| {
            let trace = self.trace(&key.id);
            let private_keys = if self.open { trace.private_keys } else { 0 };
            (&key.id, key.label.clone(), KeyTrace { private_keys, ..trace })
        });
        let copies = self.state.copies.iter().map(|copied| {
            let certificates = copied.certificates.clone();
            (&copied.id, String::new(), KeyTrace { certificates, ..KeyTrace::default() })
        });
        let held = |(id, label, trace): (&CkaId, String, KeyTrace)| Held {
            key: KeyRef { place: self.id(), id: id.clone() },
            label,
            trace,
            private_seen: self.open,
            key_end: None,
        };
        keys.chain(copies).map(held).collect()
    }

    /// ECDSA over SHA-256, DER.
    ///
    /// # Errors
    /// `TokenRemoved` when not logged in, `KeyMissing`.
    pub fn sign(&self, id: &CkaId, message: &[u8]) -> Result<Vec<u8>, Fault> {
        self.logged_in()?;
        let key = self.key(id).and_then(Key::signing).ok_or(SupportCode::KeyMissing)?;
        let signature: DerSignature = key.sign(message);
        Ok(signature.as_bytes().to_vec())
    }

    /// Writes a certificate beside its key.
    ///
    /// # Errors
    /// `TokenRemoved` when not logged in, `KeyMissing`, `DiskFull`.
    pub fn store(&mut self, id: &CkaId, certificate: &Certificate) -> Result<(), Fault> {
        self.logged_in()?;
        let key = self.state.keys.iter_mut().find(|key| key.id == *id).ok_or(SupportCode::KeyMissing)?;
        if !key.certificates.iter().any(|der| der == certificate.der()) {
            key.certificates.push(certificate.der().to_vec());
        }
        self.save()
    }

    /// Keeps the certificates of a copy; files have no place here.
    ///
    /// # Errors
    /// `TokenRemoved` when not logged in, `DiskFull`.
    pub fn save_copy(&mut self, id: &CkaId, copy: &TokenCopy) -> Result<(), Fault> {
        self.logged_in()?;
        let certificates =
            copy.certificates.iter().map(|(_, certificate)| certificate.der().to_vec()).collect();
        self.state.copies.retain(|copied| copied.id != *id);
        self.state.copies.push(Copied { id: id.clone(), certificates });
        self.save()
    }

    /// Removes everything under an identifier.
    ///
    /// # Errors
    /// `TokenRemoved` when not logged in, `DiskFull`.
    pub fn remove(&mut self, id: &CkaId) -> Result<(), Fault> {
        self.logged_in()?;
        self.state.keys.retain(|key| key.id != *id);
        self.save()
    }

    /// Identity of the token.
    pub fn id(&self) -> PlaceId {
        PlaceId::Token { serial: self.state.serial.clone(), label: self.state.label.clone() }
    }

    fn key(&self, id: &CkaId) -> Option<&Key> {
        self.state.keys.iter().find(|key| key.id == *id)
    }

    fn logged_in(&self) -> Result<(), Fault> {
        if self.is_open() { Ok(()) } else { Err(SupportCode::TokenRemoved.into()) }
    }

    fn save(&self) -> Result<(), Fault> {
        let bytes = serde_json::to_vec(&self.state)
            .map_err(|error| Fault::new(SupportCode::Internal).with("detail", error))?;
        write_whole(&self.file, &bytes)
    }
}

fn admin_pin() -> String {
    ADMIN_PIN.to_owned()
}

impl Key {
    fn signing(&self) -> Option<SigningKey> {
        SecretKey::from_slice(&self.scalar).ok().map(SigningKey::from)
    }
}
