//! A PIN for as long as its session: in a page of memory of its own that is not swapped out, and wiped afterwards.

use zeroize::Zeroize;

use crate::domain::secret::Pin;

/// One page of memory: what is locked is locked by the page.
#[repr(C, align(4096))]
struct Page([u8; 4096]);

/// A PIN in locked memory.
pub struct LockedPin {
    page: Box<Page>,
    length: usize,
    locked: bool,
}

impl LockedPin {
    /// Copies a PIN. None for one that is longer than a page; no token has such.
    pub fn new(pin: &Pin) -> Option<Self> {
        let bytes = pin.reveal().as_bytes();
        let mut page = Box::new(Page([0; 4096]));
        // Before it holds anything. A system that allows no locked memory keeps the PIN in memory that is only wiped.
        let locked = memory::lock(&page.0);
        page.0.get_mut(..bytes.len())?.copy_from_slice(bytes);
        Some(Self { page, length: bytes.len(), locked })
    }

    /// The bytes, for the one call that needs them.
    pub fn reveal(&self) -> &[u8] {
        self.page.0.get(..self.length).unwrap_or_default()
    }
}

impl Drop for LockedPin {
    fn drop(&mut self) {
        self.page.0.zeroize();
        if self.locked {
            memory::unlock(&self.page.0);
        }
    }
}

#[expect(unsafe_code, reason = "two functions of the system that no crate at hand has")]
#[cfg(unix)]
mod memory {
    use std::ffi::{c_int, c_void};

    unsafe extern "C" {
        fn mlock(address: *const c_void, length: usize) -> c_int;
        fn munlock(address: *const c_void, length: usize) -> c_int;
    }

    pub fn lock(bytes: &[u8]) -> bool {
        // SAFETY: memory of ours, of that length.
        unsafe { mlock(bytes.as_ptr().cast(), bytes.len()) == 0 }
    }

    pub fn unlock(bytes: &[u8]) {
        // SAFETY: memory of ours, locked before.
        let _ = unsafe { munlock(bytes.as_ptr().cast(), bytes.len()) };
    }
}

#[expect(unsafe_code, reason = "two functions of the system that no crate at hand has")]
#[cfg(windows)]
mod memory {
    use std::ffi::c_void;

    #[link(name = "kernel32")]
    unsafe extern "system" {
        fn VirtualLock(address: *const c_void, length: usize) -> i32;
        fn VirtualUnlock(address: *const c_void, length: usize) -> i32;
    }

    pub fn lock(bytes: &[u8]) -> bool {
        // SAFETY: memory of ours, of that length.
        unsafe { VirtualLock(bytes.as_ptr().cast(), bytes.len()) != 0 }
    }

    pub fn unlock(bytes: &[u8]) {
        // SAFETY: memory of ours, locked before.
        let _ = unsafe { VirtualUnlock(bytes.as_ptr().cast(), bytes.len()) };
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_locked_pin_is_the_pin_and_has_a_page_of_its_own() {
        let pins = ["1234", "пароль", ""].map(|text| LockedPin::new(&Pin::new(text.into())).unwrap());
        assert_eq!(pins.each_ref().map(LockedPin::reveal), [b"1234", "пароль".as_bytes(), b""]);
        assert!(pins.iter().all(|pin| pin.page.0.as_ptr().addr() % 4096 == 0));
        assert!(LockedPin::new(&Pin::new("1".repeat(5000))).is_none());
    }
}
