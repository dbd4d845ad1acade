//! The training, with a window or without: «Репетиция» is a training in a folder that is gone afterwards.

use std::path::PathBuf;

use crate::compose::{Desktop, expand, sandbox, training};
use crate::entropy::SystemRandom;
use crate::fault::{Fault, SupportCode};
use crate::platform::directories::Directories;
use crate::ports::Random;
use crate::runtime::system;
use crate::runtime::workshop::Workshop;
use crate::token::Places;

/// The training in a home of its own; its CA takes so many seconds.
pub(super) fn training_in(directories: Directories, ca: &str, delay: u32) -> Result<Desktop, Fault> {
    let home = directories.home().to_owned();
    let server = sandbox(&home.join("sandbox"), 0, delay)?;
    let (profile, library) = training::profiles(&home.join("sandbox"), ca)?;
    if !training::is_unfinished(&directories, &library) {
        training::clear(&directories)?;
    }
    system::follow(home.join("sandbox").join("clock"));
    let token = training::token(&home, &server)?;
    let places = Places::new(Vec::new(), directories.keys(), expand, Some(token));
    let mut desktop = Desktop::new(directories, profile, library, places);
    desktop.operator_page = Some(server.operator_url());
    Ok(desktop.holding(server))
}

/// A training of which nothing is left when it is dropped. It takes no key out of the keyring and puts none there.
///
/// # Errors
/// `DiskDenied`, `DiskFull`.
pub fn open() -> Result<Box<dyn Workshop>, Fault> {
    let mut name = [0; 8];
    SystemRandom.fill(&mut name)?;
    let folder = std::env::temp_dir().join(format!("renewal-rehearsal-{}", hex::encode(name)));
    // Nobody else may have put something there beforehand.
    if folder.exists() {
        return Err(Fault::new(SupportCode::DiskDenied).with("detail", "the folder is taken"));
    }
    let held = Folder(folder.clone());
    let directories = Directories::at(&folder)?;
    let mut key = zeroize::Zeroizing::new([0; 32]);
    SystemRandom.fill(key.as_mut_slice())?;
    std::fs::write(folder.join("vault.key"), key.as_slice())?;
    Ok(Box::new(training_in(directories, training::CAS[0].0, 0)?.holding(held)))
}

struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
