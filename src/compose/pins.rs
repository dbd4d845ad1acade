//! The PINs that the user lets the password store of the system keep, as the settings want it.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::domain::key::PlaceId;
use crate::domain::settings::Settings;
use crate::fault::{Fault, SupportCode};
use crate::platform::directories::Directories;
use crate::platform::pins::KeyringPins;
use crate::ports::{PinStore, Tokens};
use crate::token::Remembered;

/// The same places, with PINs that are kept where the settings allow it. Otherwise what was kept before is forgotten;
/// where that fails «Настройки» tell it.
pub(super) fn remembered(
    tokens: Box<dyn Tokens>,
    directories: &Directories,
    settings: &Settings,
    by_itself: Arc<AtomicBool>,
) -> Box<dyn Tokens> {
    let mut store = KeyringPins::new(directories.home());
    if !settings.remember_pin {
        let _ = forget_kept(&mut store);
        return tokens;
    }
    let _ = store.sweep();
    Box::new(Remembered::new(tokens, Box::new(store), by_itself))
}

/// Brings what is kept to what the settings want, and says what is in the way.
pub(super) fn apply(directories: &Directories, settings: &Settings) -> Option<Fault> {
    let mut store = KeyringPins::new(directories.home());
    if settings.remember_pin {
        return (!store.is_there()).then(|| SupportCode::KeyringAbsent.into());
    }
    forget_kept(&mut store).err()
}

/// Forgets one PIN, or all, and says how many there were. The token need not be connected.
///
/// # Errors
/// `PinNotForgotten`; they are not used any more all the same. `DiskDenied`.
pub fn forget(place: Option<&PlaceId>) -> Result<usize, Fault> {
    let mut store = KeyringPins::new(Directories::open()?.home());
    match place.and_then(PlaceId::pin_name) {
        Some(name) => {
            let had = store.has(&name);
            store.forget(&name).map(|()| usize::from(had))
        }
        None => store.forget_all(),
    }
}

fn forget_kept(store: &mut KeyringPins) -> Result<(), Fault> {
    if store.any() { store.forget_all().map(|_| ()) } else { Ok(()) }
}
