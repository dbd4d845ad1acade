//! The key that protects the journals, and other secrets: in the keyring of the desktop, or in files of the owner
//! alone.
//!
//! A journal whose key is lost is lost itself. So a key is made only where none can have been made before: once
//! it is in the keyring, a note in the home says so, and a keyring that is locked or empty is then a fault, never
//! a reason for a new key.
//!
//! Other secrets go where the key is: into the keyring, or into a file each that is sealed with the key.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::domain::sealed::{NONCE, SealingKey};
use crate::domain::secret::Pin;
use crate::fault::{Fault, SupportCode};
use crate::platform::directories::HOME;
use crate::platform::keyring::{Keyring, SYSTEM, Secret};
use crate::ports::{Random, Vault};

/// Environment variable: `keyring` asks for the keyring although `RENEWAL_HOME` is set.
pub const VAULT: &str = "RENEWAL_VAULT";

const ENTRY: &str = "journal-key";

/// Longest name of a secret. It stands in names of files and of keyring entries.
const LONGEST_NAME: usize = 100;

/// The key of the journals.
type Key = Zeroizing<[u8; 32]>;

/// Secrets of this home go into the keyring, if there is one.
pub(super) fn keyring_wanted() -> bool {
    let asked = std::env::var_os(VAULT).is_some_and(|value| value == "keyring");
    asked || std::env::var_os(HOME).is_none()
}

/// Where the key and other secrets are kept.
pub struct SystemVault<R> {
    home: PathBuf,
    file: PathBuf,
    note: PathBuf,
    random: R,
    keyring: Keyring,
    wanted: bool,
    in_keyring: bool,
}

impl<R: Random> SystemVault<R> {
    /// The vault of a home. A home of its own (`RENEWAL_HOME`) keeps its key in itself, unless
    /// `RENEWAL_VAULT=keyring`: it may be carried to another computer.
    pub fn new(home: &Path, random: R) -> Self {
        Self::with_keyring(home, random, SYSTEM, keyring_wanted())
    }

    /// The key lies in the keyring, or would if it were made now, or is not meant to: a home of its own keeps it in
    /// itself. No key is made by that.
    pub fn is_where_meant(&self) -> bool {
        !self.wanted || (!self.file.exists() && self.keyring.read(ENTRY).is_ok())
    }

    fn with_keyring(home: &Path, random: R, keyring: Keyring, wanted: bool) -> Self {
        let file = home.join("vault.key");
        let note = home.join("vault.keyring");
        Self { home: home.to_owned(), file, note, random, keyring, wanted, in_keyring: false }
    }

    /// `None` when the key shall be in the file.
    fn read_keyring(&mut self) -> Result<Option<Key>, Fault> {
        let noted = self.note.exists();
        if self.file.exists() || !(self.wanted || noted) {
            return Ok(None);
        }
        match self.keyring.read(ENTRY) {
            Ok(Some(bytes)) => {
                self.write_note()?;
                parse(&bytes).map(Some)
            }
            Ok(None) if noted => Err(failed("the entry in the keyring is gone")),
            Err(error) if noted => Err(failed(error)),
            Ok(None) => self.make_in_keyring(),
            Err(_) => Ok(None),
        }
    }

    fn make_in_keyring(&mut self) -> Result<Option<Key>, Fault> {
        let key = self.make()?;
        match self.keyring.write(ENTRY, key.as_slice()) {
            Ok(()) => {
                self.write_note()?;
                Ok(Some(key))
            }
            Err(_) => Ok(None),
        }
    }

    fn write_note(&self) -> Result<(), Fault> {
        if self.note.exists() {
            return Ok(());
        }
        write_private(&self.note, b"The key of the journals is in the keyring of the desktop.\n")
    }

    fn read_file(&mut self) -> Result<Key, Fault> {
        if !self.file.exists() {
            let key = self.make()?;
            write_private(&self.file, key.as_slice())?;
        }
        parse(&Zeroizing::new(std::fs::read(&self.file).map_err(failed)?))
    }

    fn make(&mut self) -> Result<Key, Fault> {
        let mut key = Key::default();
        self.random.fill(key.as_mut_slice())?;
        Ok(key)
    }

    /// The key that seals files, or `None` when secrets go into the keyring.
    fn sealing_key(&mut self) -> Result<Option<SealingKey>, Fault> {
        let key = self.journal_key()?;
        if self.in_keyring { Ok(None) } else { SealingKey::new(&key).map(Some) }
    }
}

impl<R: Random> Vault for SystemVault<R> {
    /// `VaultFailed` when a key was made earlier but cannot be read now.
    fn journal_key(&mut self) -> Result<Key, Fault> {
        let from_keyring = self.read_keyring()?;
        self.in_keyring = from_keyring.is_some();
        match from_keyring {
            Some(key) => Ok(key),
            None => self.read_file(),
        }
    }

    /// Known after the first [`Vault::journal_key`].
    fn is_keyring(&self) -> bool {
        self.in_keyring
    }

    fn keep(&mut self, name: &str, secret: &Pin) -> Result<(), Fault> {
        let entry = entry_of(name)?;
        let Some(key) = self.sealing_key()? else {
            return self.keyring.write(&entry, secret.reveal().as_bytes()).map_err(failed);
        };
        let mut nonce = [0; NONCE];
        self.random.fill(&mut nonce)?;
        let sealed = key.seal(nonce, entry.as_bytes(), secret.reveal().as_bytes())?;
        write_private(&self.home.join(&entry), &sealed)
    }

    /// `VaultFailed` when something lies there and cannot be opened.
    fn recall(&mut self, name: &str) -> Result<Option<Pin>, Fault> {
        let entry = entry_of(name)?;
        let bytes = match self.sealing_key()? {
            None => self.keyring.read(&entry).map_err(failed)?,
            Some(key) => match std::fs::read(self.home.join(&entry)) {
                Err(error) if error.kind() == ErrorKind::NotFound => None,
                Err(error) => return Err(failed(error)),
                Ok(sealed) => {
                    let plain =
                        key.open(entry.as_bytes(), sealed).ok_or_else(|| failed("a secret is damaged"))?;
                    Some(Zeroizing::new(plain))
                }
            },
        };
        let text = |bytes: Secret| std::str::from_utf8(&bytes).map(|text| Pin::new(text.to_owned()));
        bytes.map(text).transpose().map_err(|_| failed("a secret is damaged"))
    }

    fn forget(&mut self, name: &str) -> Result<(), Fault> {
        let entry = entry_of(name)?;
        match self.sealing_key()? {
            None => self.keyring.remove(&entry).map_err(failed),
            Some(_) => match std::fs::remove_file(self.home.join(&entry)) {
                Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
                _ => Ok(()),
            },
        }
    }
}

/// Entry and file of a secret. A name leads nowhere else.
fn entry_of(name: &str) -> Result<String, Fault> {
    let fits = (1..=LONGEST_NAME).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if fits { Ok(format!("secret-{name}")) } else { Err(failed("the name of a secret")) }
}

/// The file is complete or not there at all, also after a power cut.
fn write_private(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    let temporary = path.with_extension("new");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&temporary)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&temporary, path)?;
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        std::fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

fn parse(bytes: &[u8]) -> Result<Key, Fault> {
    let mut key = Key::default();
    if bytes.len() != key.len() {
        return Err(failed("the key has another length"));
    }
    key.copy_from_slice(bytes);
    Ok(key)
}

fn failed(detail: impl std::fmt::Display) -> Fault {
    Fault::new(SupportCode::VaultFailed).with("detail", detail)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]

    use std::collections::BTreeMap;
    use std::sync::Mutex;

    use super::*;
    use crate::platform::keyring::LIMIT;

    struct Counter(u8);

    impl Random for Counter {
        fn fill(&mut self, buffer: &mut [u8]) -> Result<(), Fault> {
            self.0 += 1;
            buffer.fill(self.0);
            Ok(())
        }
    }

    const ABSENT: Keyring = Keyring {
        read: |_| Err("no store".into()),
        write: |_, _| Err("no store".into()),
        remove: |_| Err("no store".into()),
        limit: LIMIT,
    };
    const FORGETFUL: Keyring =
        Keyring { read: |_| Ok(None), write: |_, _| Ok(()), remove: |_| Ok(()), limit: LIMIT };
    const PANICKING: Keyring = Keyring { read: |_| panic!("a runtime within a runtime"), ..FORGETFUL };

    /// What the keyring of a test holds.
    type Entries = Mutex<BTreeMap<String, Vec<u8>>>;

    /// A keyring that works, on a static of the test.
    macro_rules! working {
        ($store:ident) => {
            Keyring {
                read: |entry| Ok($store.lock().unwrap().get(entry).cloned().map(Zeroizing::new)),
                write: |entry, bytes| {
                    $store.lock().unwrap().insert(entry.to_owned(), bytes.to_vec());
                    Ok(())
                },
                remove: |entry| {
                    $store.lock().unwrap().remove(entry);
                    Ok(())
                },
                limit: LIMIT,
            }
        };
    }

    fn recalled(vault: &mut dyn Vault, name: &str) -> Option<String> {
        vault.recall(name).unwrap().map(|pin| pin.reveal().to_owned())
    }

    fn home(name: &str) -> PathBuf {
        let home = std::env::temp_dir().join(format!("renewal-vault-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&home);
        std::fs::create_dir_all(&home).unwrap();
        home
    }

    #[test]
    fn without_a_keyring_the_key_is_in_a_file_of_the_owner_alone() {
        for (name, keyring) in [("absent", ABSENT), ("forgetful", FORGETFUL), ("panicking", PANICKING)] {
            let home = home(name);
            let mut vault = SystemVault::with_keyring(&home, Counter(0), keyring, true);
            let key = vault.journal_key().unwrap();
            assert!(!vault.is_keyring(), "{name}");
            assert_eq!(std::fs::read(home.join("vault.key")).unwrap(), key.as_slice());
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt;
                let mode = home.join("vault.key").metadata().unwrap().permissions().mode();
                assert_eq!(mode & 0o777, 0o600);
            }
            let mut next = SystemVault::with_keyring(&home, Counter(7), keyring, true);
            assert_eq!(next.journal_key().unwrap(), key, "the key stays the same");
        }
    }

    #[test]
    fn a_key_in_the_keyring_leaves_no_file_and_is_never_made_twice() {
        static STORE: Entries = Mutex::new(BTreeMap::new());
        const WORKING: Keyring = working!(STORE);
        let home = home("working");
        let mut vault = SystemVault::with_keyring(&home, Counter(0), WORKING, true);
        let key = vault.journal_key().unwrap();
        assert!(vault.is_keyring() && !home.join("vault.key").exists());
        let mut next = SystemVault::with_keyring(&home, Counter(7), WORKING, false);
        assert_eq!(next.journal_key().unwrap(), key);

        // The keyring is locked, or was emptied: the journals must not get another key.
        for keyring in [ABSENT, FORGETFUL, PANICKING] {
            let mut vault = SystemVault::with_keyring(&home, Counter(9), keyring, true);
            assert_eq!(vault.journal_key().unwrap_err().code, SupportCode::VaultFailed);
            assert!(!home.join("vault.key").exists());
        }
    }

    #[test]
    fn a_damaged_key_file_is_told_and_kept() {
        let home = home("damaged");
        std::fs::write(home.join("vault.key"), "short").unwrap();
        let mut vault = SystemVault::with_keyring(&home, Counter(0), ABSENT, true);
        assert_eq!(vault.journal_key().unwrap_err().code, SupportCode::VaultFailed);
        assert_eq!(std::fs::read(home.join("vault.key")).unwrap(), b"short");
    }

    #[test]
    fn a_secret_in_the_keyring_comes_back_in_the_next_run_and_leaves_no_file() {
        static STORE: Entries = Mutex::new(BTreeMap::new());
        const WORKING: Keyring = working!(STORE);
        let home = home("keep");
        let mut vault = SystemVault::with_keyring(&home, Counter(0), WORKING, true);
        vault.keep("store-1", &Pin::new("пароль".into())).unwrap();
        vault.keep("store-2", &Pin::new("другой".into())).unwrap();
        let mut next = SystemVault::with_keyring(&home, Counter(7), WORKING, true);
        assert_eq!(recalled(&mut next, "store-1").as_deref(), Some("пароль"));
        let entries: Vec<_> = STORE.lock().unwrap().keys().cloned().collect();
        assert_eq!(entries, ["journal-key", "secret-store-1", "secret-store-2"]);
        assert!(!home.join("secret-store-1").exists());
        next.forget("store-1").unwrap();
        next.forget("store-1").unwrap();
        assert_eq!(recalled(&mut vault, "store-1"), None);
        assert_eq!(recalled(&mut vault, "store-2").as_deref(), Some("другой"));
    }

    #[test]
    fn without_a_keyring_a_secret_lies_sealed_in_a_file_of_the_owner_alone() {
        let home = home("sealed");
        let mut vault = SystemVault::with_keyring(&home, Counter(0), ABSENT, true);
        assert_eq!(recalled(&mut vault, "store-1"), None);
        vault.keep("store-1", &Pin::new("geheim".into())).unwrap();
        let file = home.join("secret-store-1");
        let bytes = std::fs::read(&file).unwrap();
        assert!(!bytes.windows(6).any(|window| window == b"geheim"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
        let mut next = SystemVault::with_keyring(&home, Counter(7), ABSENT, true);
        assert_eq!(recalled(&mut next, "store-1").as_deref(), Some("geheim"));

        // A file that was changed, or put under another name, is told and never taken for a secret.
        std::fs::copy(&file, home.join("secret-store-2")).unwrap();
        assert_eq!(next.recall("store-2").unwrap_err().code, SupportCode::VaultFailed);
        std::fs::write(&file, "short").unwrap();
        assert_eq!(next.recall("store-1").unwrap_err().code, SupportCode::VaultFailed);
        next.forget("store-1").unwrap();
        next.forget("store-1").unwrap();
        assert_eq!(recalled(&mut next, "store-1"), None);
    }

    #[test]
    fn a_name_of_a_secret_leads_nowhere_else() {
        let home = home("names");
        let mut vault = SystemVault::with_keyring(&home, Counter(0), ABSENT, true);
        for name in ["", "../vault", "a/b", "a.key", "имя", &"a".repeat(LONGEST_NAME + 1)] {
            let secret = Pin::new("x".into());
            assert_eq!(vault.keep(name, &secret).unwrap_err().code, SupportCode::VaultFailed, "{name}");
        }
    }
}
