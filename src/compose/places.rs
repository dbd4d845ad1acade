//! All places for keys on a real computer.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use crate::compose::{pins, settings};
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
    let directories = Directories::open()?;
    let tokens = Box::new(of(&directories, modules));
    let settings = settings::files(&directories).load().settings;
    // Whoever has an order for a PIN types it.
    let tokens: Box<dyn Tokens> = pins::remembered(tokens, &directories, &settings, Arc::default());
    Ok(Arc::new(Mutex::new(tokens)))
}
