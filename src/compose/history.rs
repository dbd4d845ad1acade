//! The history on a real computer.

use crate::entropy::SystemRandom;
use crate::fault::Fault;
use crate::journal::{FileHistory, FileJournals};
use crate::platform::directories::Directories;
use crate::platform::vault::SystemVault;
use crate::ports::{History, Vault};
use crate::runtime::history::catch_up;

/// What became of all renewals of this home.
///
/// # Errors
/// `DiskDenied`, `VaultFailed`.
pub fn history() -> Result<Box<dyn History>, Fault> {
    let directories = Directories::open()?;
    let key = SystemVault::new(directories.home(), SystemRandom).journal_key()?;
    let mut history = FileHistory::new(directories.home(), &key)?;
    let mut journals = FileJournals::new(&directories.journal(), &key)?;
    // Of renewals that were cut short after a line of the journal, or are older than the history.
    catch_up(&mut journals, &mut history)?;
    Ok(Box::new(history))
}
