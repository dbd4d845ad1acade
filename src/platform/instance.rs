//! One copy of the program at a time: two flows on one token would undo each other's work.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use crate::fault::{Fault, SupportCode};

/// The right to work in a home. Released on drop, and by the system when the program dies in any way.
#[derive(Debug)]
pub struct Instance {
    _lock: File,
}

impl Instance {
    /// Takes the right.
    ///
    /// The lock is on an open file, not the existence of one, so nothing is left over after a power cut. The file
    /// stays: removing it would let a third copy lock a new file of the same name beside a second one.
    ///
    /// # Errors
    /// `SecondCopy` when another copy has it; `DiskDenied`.
    pub fn take(home: &Path) -> Result<Self, Fault> {
        let path = home.join("instance.lock");
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _lock: file }),
            Err(TryLockError::WouldBlock) => Err(Fault::new(SupportCode::SecondCopy)),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
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
}
