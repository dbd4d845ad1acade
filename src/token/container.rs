//! «Этот компьютер»: software containers, each a folder with an encrypted key and its certificate.
//!
//! ```text
//! <CKA_ID in hex>/key.p8            PKCS#8, PBES2: PBKDF2-HMAC-SHA256 (600 000), AES-256-CBC (RFC 8018)
//!                 certificate.cer   DER
//!                 container.toml    label, whether the key may be exported
//! ```
//!
//! That a key is not exportable is a promise of this program, not of the operating system: it is software.

use std::collections::HashMap;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use p256::SecretKey;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{DerSignature, SigningKey};
use pkcs8::pkcs5::pbes2;
use pkcs8::{DecodePrivateKey, EncodePrivateKey, EncryptedPrivateKeyInfoRef, PrivateKeyInfoRef};
use ring::rand::{SecureRandom, SystemRandom};
use serde::{Deserialize, Serialize};

use crate::domain::certificate::Certificate;
use crate::domain::key::{
    CkaId, FoundCertificate, Held, Keeping, KeyPlan, KeyRef, KeyTrace, PinState, Place, PlaceId,
};
use crate::domain::secret::{Keep, Pin, PrivateKeyDer, Seed};
use crate::fault::{Fault, SupportCode};
use crate::token::software;

/// OWASP's figure for PBKDF2-HMAC-SHA256 (2023).
const ITERATIONS: u32 = 600_000;
const KEY: &str = "key.p8";
const CERTIFICATE: &str = "certificate.cer";
const CONTAINER: &str = "container.toml";

/// All containers of one user.
pub struct Containers {
    folder: PathBuf,
    expand: software::Expand,
    open: HashMap<CkaId, Opened>,
    /// «Запомнить до закрытия».
    kept: HashMap<CkaId, Pin>,
}

enum Opened {
    /// The key of an existing container.
    Key(SigningKey),
    /// The password for a container that will be made.
    Password(Pin),
}

#[derive(Serialize, Deserialize)]
struct Facts {
    label: String,
    exportable: bool,
}

impl Containers {
    /// The containers in a folder; it need not exist yet. `expand` makes keys out of seeds.
    pub fn new(folder: PathBuf, expand: software::Expand) -> Self {
        Self { folder, expand, open: HashMap::new(), kept: HashMap::new() }
    }

    /// This computer as a place.
    pub fn place(&self) -> Place {
        Place {
            id: PlaceId::Computer,
            title: String::new(),
            model: String::new(),
            free_bytes: None,
            pin: PinState::Unknown,
            admin_pin: PinState::Unknown,
            tries_left: None,
            pin_length: (0, 1024),
            protected_path: false,
            p256: true,
            writable: true,
            keeping: Keeping::NotWanted,
        }
    }

    /// Certificates of all containers. A damaged container hides no other.
    pub fn certificates(&self) -> Vec<FoundCertificate> {
        let Ok(folders) = fs::read_dir(&self.folder) else { return Vec::new() };
        let found = folders.filter_map(Result::ok).filter_map(|entry| {
            let path = entry.path();
            let id = CkaId::try_from(path.file_name()?.to_str()?.to_owned()).ok()?;
            let certificate = Certificate::from_der(&fs::read(path.join(CERTIFICATE)).ok()?).ok()?;
            let label = self.facts(&id).map(|facts| facts.label).unwrap_or_default();
            Some(FoundCertificate {
                key: KeyRef { place: PlaceId::Computer, id },
                label,
                certificate,
                key_end: None,
            })
        });
        let mut found: Vec<_> = found.collect();
        found.sort_by(|a, b| a.key.id.cmp(&b.key.id));
        found
    }

    /// Opens a container, or takes the password for one that will be made.
    ///
    /// # Errors
    /// `PasswordWrong`, `KeyMissing` when the file is damaged.
    pub fn login(&mut self, id: &CkaId, password: Pin, keep: Keep) -> Result<(), Fault> {
        let _ = self.kept.remove(id);
        let again = (keep == Keep::UntilClosed).then(|| Pin::new(password.reveal().to_owned()));
        let opened = match fs::read(self.path(id).join(KEY)) {
            Ok(encrypted) => Opened::Key(decrypt(&encrypted, &password)?),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Opened::Password(password),
            Err(error) => return Err(error.into()),
        };
        let _ = self.open.insert(id.clone(), opened);
        self.kept.extend(again.map(|password| (id.clone(), password)));
        Ok(())
    }

    /// The container was opened, or a kept password does it by itself.
    pub fn is_open(&self, id: &CkaId) -> bool {
        self.open.contains_key(id) || self.kept.contains_key(id)
    }

    /// Forgets all keys, and all passwords that were not to be kept.
    pub fn logout(&mut self) {
        self.open.clear();
    }

    /// Encrypts every key that this password opens with another one; the others keep theirs.
    ///
    /// # Errors
    /// `PasswordWrong` when it opens none; `DiskFull`, `DiskDenied`.
    pub fn change_password(&mut self, old: &Pin, new: &Pin) -> Result<(), Fault> {
        let folders = fs::read_dir(&self.folder).into_iter().flatten().filter_map(Result::ok);
        let files = folders.map(|entry| entry.path().join(KEY));
        let opened: Vec<(PathBuf, SigningKey)> = files
            .filter_map(|file| {
                let key = decrypt(&fs::read(&file).ok()?, old).ok()?;
                Some((file, key))
            })
            .collect();
        if opened.is_empty() {
            return Err(SupportCode::PasswordWrong.into());
        }
        for (file, key) in &opened {
            let sealed = encrypt(&SecretKey::from(key.as_nonzero_scalar()), new)?;
            // There is no other copy of the key: the new file replaces the old one only when it opens.
            if decrypt(&sealed, new)?.to_bytes() != key.to_bytes() {
                return Err(internal("a key that was encrypted anew is another one"));
            }
            write_whole(file, &sealed)?;
        }
        self.open.clear();
        self.kept.clear();
        Ok(())
    }

    /// Opens a container with its kept password, if it has one. A password that is refused is forgotten.
    fn reopen(&mut self, id: &CkaId) -> Result<(), Fault> {
        match self.kept.remove(id) {
            Some(password) if !self.open.contains_key(id) => self.login(id, password, Keep::UntilClosed),
            kept => {
                self.kept.extend(kept.map(|password| (id.clone(), password)));
                Ok(())
            }
        }
    }

    /// Makes the container, or finds the one that an interrupted call has left.
    ///
    /// # Errors
    /// `PasswordWrong` without a password; `DiskFull`, `DiskDenied`.
    pub fn generate(&mut self, plan: &KeyPlan, seed: &Seed) -> Result<Vec<u8>, Fault> {
        let id = &plan.key.id;
        self.reopen(id)?;
        let key = match self.open.remove(id) {
            Some(Opened::Key(key)) => key,
            Some(Opened::Password(password)) => {
                let secret = software::key(seed, self.expand)?;
                self.create(plan, &secret, &password)?;
                SigningKey::from(secret)
            }
            None => return Err(SupportCode::PasswordWrong.into()),
        };
        let point = key.verifying_key().to_sec1_point(false).as_bytes().to_vec();
        let _ = self.open.insert(id.clone(), Opened::Key(key));
        Ok(point)
    }

    /// Makes a container from an existing key.
    ///
    /// # Errors
    /// `CertUnreadable` when the key is no unencrypted P-256 key in PKCS#8; `IssuedOtherKey` when the certificate
    /// is for another key.
    pub fn import(
        &mut self,
        plan: &KeyPlan,
        key_pem: &str,
        certificate: &Certificate,
        password: &Pin,
    ) -> Result<(), Fault> {
        let key = SecretKey::from_pkcs8_pem(key_pem)
            .map_err(|error| Fault::new(SupportCode::CertUnreadable).with("detail", error))?;
        let point = SigningKey::from(key.clone()).verifying_key().to_sec1_point(false);
        if point.as_bytes() != certificate.public_key() {
            return Err(SupportCode::IssuedOtherKey.into());
        }
        self.create(plan, &key, password)?;
        write_whole(&self.path(&plan.key.id).join(CERTIFICATE), certificate.der())
    }

    /// What lies under an identifier.
    pub fn trace(&mut self, id: &CkaId) -> Result<KeyTrace, Fault> {
        self.reopen(id)?;
        let key = match self.open.get(id) {
            Some(Opened::Key(key)) => Some(key),
            _ => None,
        };
        Ok(KeyTrace {
            private_keys: usize::from(self.path(id).join(KEY).exists()),
            public_point: key.map(|key| key.verifying_key().to_sec1_point(false).as_bytes().to_vec()),
            certificates: fs::read(self.path(id).join(CERTIFICATE)).into_iter().collect(),
        })
    }

    /// Every container, whole or not. That there is a private key is seen without its password.
    ///
    /// # Errors
    /// `DiskDenied` when the folder cannot be read.
    pub fn inventory(&mut self) -> Result<Vec<Held>, Fault> {
        let folders = match fs::read_dir(&self.folder) {
            Ok(folders) => folders,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error.into()),
        };
        let names = folders.filter_map(Result::ok).filter_map(|entry| entry.file_name().into_string().ok());
        let mut ids: Vec<CkaId> = names.filter_map(|name| CkaId::try_from(name).ok()).collect();
        ids.sort();
        ids.into_iter()
            .map(|id| {
                Ok(Held {
                    label: self.facts(&id).map(|facts| facts.label).unwrap_or_default(),
                    trace: self.trace(&id)?,
                    key: KeyRef { place: PlaceId::Computer, id },
                    private_seen: true,
                    key_end: None,
                })
            })
            .collect()
    }

    /// ECDSA over SHA-256, DER.
    ///
    /// # Errors
    /// `KeyMissing` when the container is not open.
    pub fn sign(&mut self, id: &CkaId, message: &[u8]) -> Result<Vec<u8>, Fault> {
        self.reopen(id)?;
        let signature: DerSignature = self.key(id)?.sign(message);
        Ok(signature.as_bytes().to_vec())
    }

    /// Writes the certificate and reads it back.
    ///
    /// # Errors
    /// `KeyMissing`, `WriteMismatch`, `DiskFull`, `DiskDenied`.
    pub fn store(&self, id: &CkaId, certificate: &Certificate) -> Result<(), Fault> {
        let path = self.path(id).join(CERTIFICATE);
        if !self.path(id).join(KEY).exists() {
            return Err(SupportCode::KeyMissing.into());
        }
        write_whole(&path, certificate.der())?;
        if fs::read(&path)? == certificate.der() { Ok(()) } else { Err(SupportCode::WriteMismatch.into()) }
    }

    /// Removes a container.
    ///
    /// # Errors
    /// `DiskDenied`.
    pub fn remove(&mut self, id: &CkaId) -> Result<(), Fault> {
        let _ = self.open.remove(id);
        match fs::remove_dir_all(self.path(id)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// The private key, if it was made exportable.
    ///
    /// # Errors
    /// `KeyMissing` when the container is not open.
    pub fn export(&mut self, id: &CkaId) -> Result<Option<PrivateKeyDer>, Fault> {
        self.reopen(id)?;
        if !self.facts(id)?.exportable {
            return Ok(None);
        }
        let secret = SecretKey::from(self.key(id)?.as_nonzero_scalar());
        let der = secret.to_pkcs8_der().map_err(internal)?;
        Ok(Some(PrivateKeyDer::new(der.as_bytes().to_vec())))
    }

    fn create(&self, plan: &KeyPlan, key: &SecretKey, password: &Pin) -> Result<(), Fault> {
        let folder = self.path(&plan.key.id);
        fs::create_dir_all(&folder)?;
        #[cfg(unix)]
        fs::set_permissions(&folder, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
        // The name of the folder must survive a power cut as well as what lies in it.
        #[cfg(unix)]
        fs::File::open(&self.folder)?.sync_all()?;
        let facts = Facts { label: plan.label.clone(), exportable: plan.exportable };
        let facts = toml::to_string(&facts).map_err(internal)?;
        write_whole(&folder.join(CONTAINER), facts.as_bytes())?;
        // The key comes last: a container without it does not count.
        write_whole(&folder.join(KEY), &encrypt(key, password)?)
    }

    fn key(&self, id: &CkaId) -> Result<&SigningKey, Fault> {
        match self.open.get(id) {
            Some(Opened::Key(key)) => Ok(key),
            _ => Err(SupportCode::KeyMissing.into()),
        }
    }

    fn facts(&self, id: &CkaId) -> Result<Facts, Fault> {
        let text = fs::read_to_string(self.path(id).join(CONTAINER))?;
        toml::from_str(&text)
            .map_err(|error| Fault::new(SupportCode::KeyMissing).with("detail", error.message()))
    }

    fn path(&self, id: &CkaId) -> PathBuf {
        self.folder.join(id.to_string())
    }
}

fn encrypt(key: &SecretKey, password: &Pin) -> Result<Vec<u8>, Fault> {
    let (mut salt, mut iv) = ([0; 16], [0; 16]);
    let random = SystemRandom::new();
    random.fill(&mut salt).and_then(|()| random.fill(&mut iv)).map_err(internal)?;
    let parameters =
        pbes2::Parameters::generate_pbkdf2_sha256_aes256cbc(ITERATIONS, &salt, iv).map_err(internal)?;
    let plain = key.to_pkcs8_der().map_err(internal)?;
    let info = PrivateKeyInfoRef::try_from(plain.as_bytes()).map_err(internal)?;
    let sealed = info.encrypt_with_params(parameters, password.reveal()).map_err(internal)?;
    Ok(sealed.as_bytes().to_vec())
}

fn decrypt(encrypted: &[u8], password: &Pin) -> Result<SigningKey, Fault> {
    let info = EncryptedPrivateKeyInfoRef::try_from(encrypted)
        .map_err(|error| Fault::new(SupportCode::KeyMissing).with("detail", error))?;
    let plain = info.decrypt(password.reveal()).map_err(|_| SupportCode::PasswordWrong)?;
    let key = SecretKey::from_pkcs8_der(plain.as_bytes()).map_err(|_| SupportCode::PasswordWrong)?;
    Ok(SigningKey::from(key))
}

/// The file is complete or not there at all, also after a power cut.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    let temporary = path.with_extension("new");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&temporary)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&temporary, path)?;
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

fn internal(error: impl std::fmt::Debug) -> Fault {
    Fault::new(SupportCode::Internal).with("detail", format!("{error:?}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    fn pin(text: &str) -> Pin {
        Pin::new(text.to_owned())
    }

    #[test]
    fn a_changed_password_is_the_only_right_one_and_other_keys_keep_theirs() {
        let folder = std::env::temp_dir().join(format!("renewal-containers-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        let mut containers = Containers::new(folder.clone(), |_, _| Ok(()));
        let key = SecretKey::from_slice(&[7; 32]).unwrap();
        for (id, password) in [(1, "first"), (2, "second")] {
            let path = containers.path(&CkaId::new([id]));
            fs::create_dir_all(&path).unwrap();
            write_whole(&path.join(KEY), &encrypt(&key, &pin(password)).unwrap()).unwrap();
        }
        let (one, other) = (CkaId::new([1]), CkaId::new([2]));
        let wrong = containers.change_password(&pin("third"), &pin("new")).unwrap_err();
        assert_eq!(wrong.code, SupportCode::PasswordWrong);
        containers.login(&one, pin("first"), Keep::UntilClosed).unwrap();
        containers.change_password(&pin("first"), &pin("new")).unwrap();
        assert!(!containers.is_open(&one), "the kept password is no longer right");
        let old = containers.login(&one, pin("first"), Keep::Once).unwrap_err();
        assert_eq!(old.code, SupportCode::PasswordWrong);
        containers.login(&one, pin("new"), Keep::UntilClosed).unwrap();
        containers.logout();
        assert!(containers.is_open(&one) && containers.sign(&one, b"text").is_ok(), "a kept one opens it");
        containers.login(&other, pin("second"), Keep::Once).unwrap();
        containers.logout();
        assert!(!containers.is_open(&other));
        fs::remove_dir_all(folder).unwrap();
    }
}
