//! PINs of tokens in the keyring of the desktop, and never in a file.
//!
//! A folder of empty files says which ones there are, since a keyring cannot be searched: the name of a file is the
//! name of an entry, a hash. With the ending `.gone` it stands for an entry that must not be used any more and is yet
//! to be removed. So a PIN is out of use from the moment it is to be forgotten, whatever the keyring answers.

use std::fs;
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::domain::secret::Pin;
use crate::fault::{Fault, SupportCode};
use crate::platform::keyring::{Keyring, SYSTEM};
use crate::platform::vault;
use crate::ports::PinStore;

/// Folder in the home.
const FOLDER: &str = "kept-pins";
/// Ending of a name that is out of use.
const GONE: &str = "gone";
/// How long the keyring may think. Whoever waits longer has typed the PIN meanwhile.
const LIMIT: Duration = Duration::from_secs(10);
/// A keyring that did not answer is not asked whether it is there for so long.
const QUIET: Duration = Duration::from_secs(60);

/// The PINs of a home.
pub struct KeyringPins {
    folder: PathBuf,
    keyring: Keyring,
    wanted: bool,
    /// Whether it was there, and when that was seen.
    seen: Option<(bool, Instant)>,
}

impl KeyringPins {
    /// The PINs that belong to a home. A home of its own (`RENEWAL_HOME`) keeps nothing in the keyring, unless
    /// `RENEWAL_VAULT=keyring`.
    pub fn new(home: &Path) -> Self {
        Self::with_keyring(home, SYSTEM.within(LIMIT), vault::keyring_wanted())
    }

    fn with_keyring(home: &Path, keyring: Keyring, wanted: bool) -> Self {
        Self { folder: home.join(FOLDER), keyring, wanted, seen: None }
    }

    /// Some entry is there, in use or not. Asks no keyring.
    pub fn any(&self) -> bool {
        !self.names().is_empty()
    }

    /// Removes what an earlier run could not.
    ///
    /// # Errors
    /// `PinNotForgotten`.
    pub fn sweep(&mut self) -> Result<(), Fault> {
        let gone: Vec<String> = self.names().into_iter().filter(|name| !self.has(name)).collect();
        gone.iter().try_for_each(|name| self.remove(name))
    }

    /// Names of all entries.
    fn names(&self) -> Vec<String> {
        let files = fs::read_dir(&self.folder).into_iter().flatten().filter_map(Result::ok);
        let mut names: Vec<String> = files
            .filter_map(|file| Some(file.path().file_stem()?.to_str()?.to_owned()))
            .filter(|name| is_name(name))
            .collect();
        names.sort();
        names.dedup();
        names
    }

    fn in_use(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn gone(&self, name: &str) -> PathBuf {
        self.folder.join(name).with_extension(GONE)
    }

    /// Takes an entry out of use, and knows that it is to be removed.
    fn disown(&self, name: &str) -> Result<(), Error> {
        unless_absent(fs::rename(self.in_use(name), self.gone(name)))
    }

    fn remove(&self, name: &str) -> Result<(), Fault> {
        self.keyring.remove(&entry(name)).map_err(not_forgotten)?;
        unless_absent(fs::remove_file(self.gone(name))).map_err(not_forgotten)
    }
}

impl PinStore for KeyringPins {
    fn is_there(&mut self) -> bool {
        if let Some((there, _)) = self.seen.filter(|(there, at)| *there || at.elapsed() < QUIET) {
            return there;
        }
        let there = self.wanted && self.keyring.read(&entry("is-it-there")).is_ok();
        self.seen = Some((there, Instant::now()));
        there
    }

    fn has(&self, name: &str) -> bool {
        self.wanted && self.in_use(name).exists()
    }

    fn recall(&mut self, name: &str) -> Result<Option<Pin>, Fault> {
        if !self.has(name) {
            return Ok(None);
        }
        let failed = |detail: String| Fault::new(SupportCode::VaultFailed).with("detail", detail);
        match self.keyring.read(&entry(name)).map_err(failed)? {
            Some(bytes) => {
                let text = std::str::from_utf8(&bytes).map_err(|error| failed(error.to_string()))?;
                Ok(Some(Pin::new(text.to_owned())))
            }
            None => {
                // Somebody has removed it from the keyring: that is his right.
                unless_absent(fs::remove_file(self.in_use(name)))?;
                Ok(None)
            }
        }
    }

    fn keep(&mut self, name: &str, pin: &Pin) -> Result<(), Fault> {
        let known = self.note(name).map_err(|error| not_kept(error.to_string()));
        // From here on the entry is known, so that it is removed one day, whatever becomes of it.
        known.and_then(|()| {
            self.keyring.write(&entry(name), pin.reveal().as_bytes()).map_err(not_kept)?;
            fs::rename(self.gone(name), self.in_use(name)).map_err(|error| not_kept(error.to_string()))
        })
    }

    fn forget(&mut self, name: &str) -> Result<(), Fault> {
        self.disown(name).map_err(not_forgotten)?;
        if self.gone(name).exists() { self.remove(name) } else { Ok(()) }
    }

    fn forget_all(&mut self) -> Result<usize, Fault> {
        let names = self.names();
        // First none of them is used any more.
        names.iter().try_for_each(|name| self.disown(name)).map_err(not_forgotten)?;
        names.iter().try_for_each(|name| self.remove(name))?;
        Ok(names.len())
    }
}

impl KeyringPins {
    /// Makes an entry known that is not in use.
    fn note(&self, name: &str) -> Result<(), Error> {
        fs::create_dir_all(&self.folder)?;
        self.disown(name)?;
        fs::File::create(self.gone(name))?.sync_all()
    }
}

/// Name of the entry in the keyring.
fn entry(name: &str) -> String {
    format!("pin-{name}")
}

/// The hash of a token, in hexadecimal digits.
fn is_name(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|b| b.is_ascii_hexdigit())
}

fn unless_absent(done: Result<(), Error>) -> Result<(), Error> {
    done.or_else(|error| if error.kind() == ErrorKind::NotFound { Ok(()) } else { Err(error) })
}

fn not_kept(detail: String) -> Fault {
    Fault::new(SupportCode::PinNotKept).with("detail", detail)
}

fn not_forgotten(detail: impl std::fmt::Display) -> Fault {
    Fault::new(SupportCode::PinNotForgotten).with("detail", detail)
}

#[cfg(test)]
mod tests;
