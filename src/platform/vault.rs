//! The key that protects the journals: in the keyring of the desktop, or in a file of the owner alone.
//!
//! A journal whose key is lost is lost itself. So a key is made only where none can have been made before: once
//! it is in the keyring, a note in the home says so, and a keyring that is locked or empty is then a fault, never
//! a reason for a new key.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use zeroize::Zeroizing;

use crate::domain::secret::Pin;
use crate::fault::{Fault, SupportCode};
use crate::platform::directories::HOME;
use crate::ports::{Random, Vault};

/// Environment variable: `keyring` asks for the keyring although `RENEWAL_HOME` is set.
pub const VAULT: &str = "RENEWAL_VAULT";

const SERVICE: &str = "renewal-master";
const ENTRY: &str = "journal-key";

/// Long enough for the user to unlock the keyring when the desktop asks for its password.
const LIMIT: Duration = Duration::from_secs(120);

/// The key of the journals.
type Key = Zeroizing<[u8; 32]>;
type Secret = Zeroizing<Vec<u8>>;

/// Where the key is kept.
pub struct SystemVault<R> {
    file: PathBuf,
    note: PathBuf,
    random: R,
    keyring: Keyring,
    wanted: bool,
    in_keyring: bool,
}

/// The two calls to the keyring, so that tests need no desktop.
#[derive(Clone, Copy)]
struct Keyring {
    /// `None` when the keyring is open and has no such entry.
    read: fn() -> Result<Option<Secret>, String>,
    write: fn(&[u8]) -> Result<(), String>,
}

impl<R: Random> SystemVault<R> {
    /// The vault of a home. A home of its own (`RENEWAL_HOME`) keeps its key in itself, unless
    /// `RENEWAL_VAULT=keyring`: it may be carried to another computer.
    pub fn new(home: &Path, random: R) -> Self {
        let asked = std::env::var_os(VAULT).is_some_and(|value| value == "keyring");
        let wanted = asked || std::env::var_os(HOME).is_none();
        Self::with_keyring(home, random, SYSTEM, wanted)
    }

    fn with_keyring(home: &Path, random: R, keyring: Keyring, wanted: bool) -> Self {
        let file = home.join("vault.key");
        let note = home.join("vault.keyring");
        Self { file, note, random, keyring, wanted, in_keyring: false }
    }

    /// `None` when the key shall be in the file.
    fn read_keyring(&mut self) -> Result<Option<Key>, Fault> {
        let noted = self.note.exists();
        if self.file.exists() || !(self.wanted || noted) {
            return Ok(None);
        }
        match on_own_thread(self.keyring.read) {
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
        let Keyring { read, write } = self.keyring;
        let copy = Zeroizing::new(key.to_vec());
        // A keyring may take the key and forget it; only what reads back is trusted.
        let back = on_own_thread(move || write(&copy)).and_then(|()| on_own_thread(read));
        match back {
            Ok(Some(back)) if back.as_slice() == key.as_slice() => {
                self.write_note()?;
                Ok(Some(key))
            }
            _ => Ok(None),
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

    fn keep(&mut self, _name: &str, _secret: &Pin) -> Result<(), Fault> {
        Err(failed("not kept"))
    }

    fn recall(&mut self, _name: &str) -> Result<Option<Pin>, Fault> {
        Ok(None)
    }

    fn forget(&mut self, _name: &str) -> Result<(), Fault> {
        Ok(())
    }
}

const SYSTEM: Keyring = Keyring { read: read_entry, write: write_entry };

fn read_entry() -> Result<Option<Secret>, String> {
    let entry = keyring::v1::Entry::new(SERVICE, ENTRY).map_err(|error| error.to_string())?;
    match entry.get_secret() {
        Ok(bytes) => Ok(Some(Zeroizing::new(bytes))),
        Err(keyring::v1::Error::NoEntry) => Ok(None),
        Err(error) => Err(error.to_string()),
    }
}

fn write_entry(bytes: &[u8]) -> Result<(), String> {
    let entry = keyring::v1::Entry::new(SERVICE, ENTRY).map_err(|error| error.to_string())?;
    entry.set_secret(bytes).map_err(|error| error.to_string())
}

/// The Secret Service client starts a runtime of its own and panics inside another one, and a keyring that asks
/// for its password answers when the user does; so each call has a plain thread and a time limit.
fn on_own_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> Result<T, String> {
    let (sender, receiver) = mpsc::channel();
    let thread = thread::Builder::new().name("keyring".to_owned());
    let _ = thread.spawn(move || sender.send(work())).map_err(|error| error.to_string())?;
    receiver.recv_timeout(LIMIT).map_err(|_| "no answer from the keyring".to_owned())?
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

    use std::sync::Mutex;

    use super::*;

    struct Counter(u8);

    impl Random for Counter {
        fn fill(&mut self, buffer: &mut [u8]) -> Result<(), Fault> {
            self.0 += 1;
            buffer.fill(self.0);
            Ok(())
        }
    }

    const ABSENT: Keyring = Keyring { read: || Err("no store".into()), write: |_| Err("no store".into()) };
    const FORGETFUL: Keyring = Keyring { read: || Ok(None), write: |_| Ok(()) };
    const PANICKING: Keyring = Keyring { read: || panic!("a runtime within a runtime"), write: |_| Ok(()) };

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
        static STORE: Mutex<Option<Vec<u8>>> = Mutex::new(None);
        const WORKING: Keyring = Keyring {
            read: || Ok(STORE.lock().unwrap().clone().map(Zeroizing::new)),
            write: |bytes| {
                *STORE.lock().unwrap() = Some(bytes.to_vec());
                Ok(())
            },
        };
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
}
