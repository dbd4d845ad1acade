//! All places for keys on a real computer.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use crate::fault::Fault;
use crate::platform::directories::Directories;
use crate::ports::{SharedTokens, Tokens};
use crate::token::{Places, discovery};

/// The tokens of these modules, or of all that are found, and this computer.
pub fn of(directories: &Directories, modules: &[PathBuf]) -> Places {
    let modules = if modules.is_empty() { discovery::known() } else { discovery::explicit(modules) };
    Places::new(modules, directories.keys(), super::expand, None)
}

/// The same for an order that needs no CA.
///
/// # Errors
/// `DiskDenied`.
pub fn open(modules: &[PathBuf]) -> Result<SharedTokens, Fault> {
    let tokens: Box<dyn Tokens> = Box::new(of(&Directories::open()?, modules));
    Ok(Arc::new(Mutex::new(tokens)))
}
