//! Journals whose key is fetched when the first of them is opened: a check with nothing begun asks no keyring.

use std::path::PathBuf;

use crate::domain::entry::Entry;
use crate::entropy::SystemRandom;
use crate::fault::Fault;
use crate::journal::{self, FileJournals};
use crate::platform::directories::Directories;
use crate::platform::vault::SystemVault;
use crate::ports::{Journals, Vault};

/// The journals of a home, locked until one of them is needed.
pub(super) struct LockedJournals {
    home: PathBuf,
    folder: PathBuf,
    open: Option<FileJournals>,
}

impl LockedJournals {
    /// Of this home.
    pub(super) fn new(directories: &Directories) -> Self {
        Self { home: directories.home().to_owned(), folder: directories.journal(), open: None }
    }

    fn open(&mut self) -> Result<&mut FileJournals, Fault> {
        let opened = match self.open.take() {
            Some(opened) => opened,
            None => {
                let key = SystemVault::new(&self.home, SystemRandom).journal_key()?;
                FileJournals::new(&self.folder, &key)?
            }
        };
        Ok(self.open.insert(opened))
    }
}

impl Journals for LockedJournals {
    fn create(&mut self, renewal: &str) -> Result<(), Fault> {
        self.open()?.create(renewal)
    }

    fn append(&mut self, renewal: &str, entry: &Entry) -> Result<(), Fault> {
        self.open()?.append(renewal, entry)
    }

    fn read(&mut self, renewal: &str) -> Result<Vec<Entry>, Fault> {
        self.open()?.read(renewal)
    }

    fn list(&mut self) -> Result<Vec<String>, Fault> {
        journal::names(&self.folder)
    }
}
