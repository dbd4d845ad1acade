//! One copy of the program at a time: two flows on one token would undo each other's work.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::fault::{Fault, SupportCode};

/// Locked by who works in a home.
const LOCK: &str = "instance.lock";
/// Locked beside it by a scheduled check, which is gone in a moment.
const LOOK: &str = "look.lock";
/// Longest wait for a scheduled check: as long as a CA may be silent, twice.
const PATIENCE: Duration = Duration::from_secs(60);
/// Pause between two tries.
const PAUSE: Duration = Duration::from_millis(50);

/// The right to work in a home. Released on drop, and by the system when the program dies in any way.
#[derive(Debug)]
pub struct Instance {
    _lock: File,
    _look: Option<File>,
}

impl Instance {
    /// Takes the right. A scheduled check that has it is waited for: nobody shall be told that the program runs
    /// already when nothing of it can be seen.
    ///
    /// The lock is on an open file, not the existence of one, so nothing is left over after a power cut. The file
    /// stays: removing it would let a third copy lock a new file of the same name beside a second one.
    ///
    /// # Errors
    /// `SecondCopy` when another copy has it; `DiskDenied`.
    pub fn take(home: &Path) -> Result<Self, Fault> {
        let begun = Instant::now();
        loop {
            // Held until the end of this try: no check begins in between.
            let no_check = lock(&home.join(LOOK))?;
            match lock(&home.join(LOCK))? {
                Some(file) => return Ok(Self { _lock: file, _look: None }),
                None if no_check.is_none() && begun.elapsed() < PATIENCE => std::thread::sleep(PAUSE),
                None => return Err(Fault::new(SupportCode::SecondCopy)),
            }
        }
    }

    /// Takes the right for a scheduled check; `None` when another copy has it.
    ///
    /// # Errors
    /// `DiskDenied`.
    pub fn take_to_look(home: &Path) -> Result<Option<Self>, Fault> {
        let Some(look) = lock(&home.join(LOOK))? else { return Ok(None) };
        Ok(lock(&home.join(LOCK))?.map(|file| Self { _lock: file, _look: Some(look) }))
    }
}

/// The file, locked; `None` when somebody else has locked it.
fn lock(path: &Path) -> Result<Option<File>, Fault> {
    let file = OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_second_copy_is_refused_until_the_first_ends() {
        let home = std::env::temp_dir().join(format!("renewal-instance-{}", std::process::id()));
        std::fs::create_dir_all(&home).unwrap();
        let first = Instance::take(&home).unwrap();
        assert_eq!(Instance::take(&home).unwrap_err().code, SupportCode::SecondCopy);
        drop(first);
        assert!(Instance::take(&home).is_ok());
        std::fs::remove_dir_all(home).unwrap();
    }

    #[test]
    fn a_scheduled_check_gives_way_to_a_window_and_is_waited_for_by_it() {
        let home = std::env::temp_dir().join(format!("renewal-look-{}", std::process::id()));
        std::fs::create_dir_all(&home).unwrap();
        let window = Instance::take(&home).unwrap();
        assert!(Instance::take_to_look(&home).unwrap().is_none());
        assert_eq!(
            Instance::take(&home).unwrap_err().code,
            SupportCode::SecondCopy,
            "no check is waited for"
        );
        drop(window);
        let check = Instance::take_to_look(&home).unwrap().unwrap();
        assert!(Instance::take_to_look(&home).unwrap().is_none());
        std::thread::scope(|scope| {
            let window = scope.spawn(|| Instance::take(&home));
            // The window finds the check at work, whenever it comes.
            std::thread::sleep(PAUSE * 2);
            drop(check);
            assert!(window.join().unwrap().is_ok());
        });
        std::fs::remove_dir_all(home).unwrap();
    }
}
