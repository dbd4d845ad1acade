//! One copy of the program in a home: the right to work there, and how later copies speak to the one that has it.

use std::path::PathBuf;

use crate::domain::link::Link;
use crate::fault::Fault;
use crate::platform::directories::Directories;
use crate::platform::instance::Instance;
use crate::platform::link::{self, Listener, OnLink};

/// Folder of the training mode in the home.
const TRAINING: &str = "training";

/// The right to work on the renewals of this home, until dropped.
///
/// # Errors
/// `SecondCopy`.
pub fn only_instance() -> Result<Instance, Fault> {
    Instance::take(Directories::open()?.home())
}

/// The right to look at what waits at a CA; `None` when a window or another command has it, which looks for itself.
///
/// # Errors
/// `DiskDenied`.
pub fn look_alone() -> Result<Option<Instance>, Fault> {
    Instance::take_to_look(Directories::open()?.home())
}

/// Takes links from later starts of the window. Held as long as the window is open; only by who holds the home.
///
/// # Errors
/// `DiskDenied`; the window works without.
pub fn listen_for_links(training: bool, on_link: OnLink) -> Result<Listener, Fault> {
    let home = if training { training_home()? } else { Directories::open()?.home().to_owned() };
    Listener::open(&home, on_link)
}

/// Gives a link to the window that is open, be it at work or in the training mode. False when none is.
pub fn hand_link_over(link: &Link) -> bool {
    let Ok(directories) = Directories::open() else { return false };
    [directories.home().to_owned(), directories.home().join(TRAINING)]
        .iter()
        .any(|home| link::hand_over(home, link))
}

/// Brings the window that works in this home, or practises beside it, to the front. False when there is none.
pub fn raise(training: bool) -> bool {
    let home =
        if training { training_home() } else { Directories::open().map(|open| open.home().to_owned()) };
    home.is_ok_and(|home| link::hand_over(&home, &Link::Window))
}

pub(super) fn training_home() -> Result<PathBuf, Fault> {
    Ok(Directories::open()?.home().join(TRAINING))
}
