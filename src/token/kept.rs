//! «Запомнить до закрытия»: PINs in memory that is never written to the disk, and wiped when they go.

use zeroize::Zeroize;

use crate::domain::secret::Pin;

/// Longest page of memory among the systems; what is locked begins and ends at one.
const PAGE: usize = 16 << 10;

/// A PIN that is kept. It has a page of its own, so that nobody else's unlocking touches it.
pub struct KeptPin {
    pages: Box<[u8]>,
    length: usize,
}

impl KeptPin {
    /// Keeps a PIN. `None` for one that is longer than any token takes.
    pub fn new(pin: &Pin) -> Option<Self> {
        let bytes = pin.reveal().as_bytes();
        let mut kept = Self { pages: vec![0; 2 * PAGE].into_boxed_slice(), length: bytes.len() };
        kept.guard(true);
        kept.page().get_mut(..bytes.len())?.copy_from_slice(bytes);
        Some(kept)
    }

    /// The PIN, for one login.
    pub fn pin(&mut self) -> Pin {
        let length = self.length;
        let bytes = self.page().get(..length).unwrap_or_default();
        Pin::new(String::from_utf8_lossy(bytes).into_owned())
    }

    /// The whole page inside of what was allocated.
    fn page(&mut self) -> &mut [u8] {
        let start = self.pages.as_ptr().align_offset(PAGE).min(PAGE);
        self.pages.get_mut(start..start + PAGE).unwrap_or_default()
    }

    /// Keeps the page out of swap and dumps, or lets it go. A system that grants no such memory keeps the PIN all the
    /// same: it is wiped in any case.
    fn guard(&mut self, locked: bool) {
        #[cfg(unix)]
        {
            use rustix::mm::{mlock, munlock};
            let page = self.page();
            let (start, length) = (page.as_mut_ptr().cast(), page.len());
            #[expect(unsafe_code, reason = "calls of the system on a page of our own")]
            // SAFETY: the range is one allocation of ours and begins at a page; neither call changes its content.
            unsafe {
                let _ = if locked { mlock(start, length) } else { munlock(start, length) };
                #[cfg(target_os = "linux")]
                {
                    use rustix::mm::{Advice, madvise};
                    let _ = madvise(
                        start,
                        length,
                        if locked { Advice::LinuxDontDump } else { Advice::LinuxDoDump },
                    );
                }
            }
        }
        #[cfg(not(unix))]
        let _ = locked;
    }
}

impl Drop for KeptPin {
    fn drop(&mut self) {
        self.pages.zeroize();
        self.guard(false);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_kept_pin_comes_back_as_often_as_it_is_wanted() {
        let mut kept = KeptPin::new(&Pin::new("пароль 1".into())).unwrap();
        assert_eq!(kept.pin().reveal(), "пароль 1");
        assert_eq!(kept.pin().reveal(), "пароль 1");
        assert_eq!(kept.page().as_ptr().align_offset(PAGE), 0);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn the_page_of_a_kept_pin_is_locked() {
        let locked = || {
            let status = std::fs::read_to_string("/proc/self/status").unwrap();
            let line = status.lines().find(|line| line.starts_with("VmLck:")).unwrap();
            line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap()
        };
        let kept = KeptPin::new(&Pin::new("12345678".into())).unwrap();
        assert!(locked() >= PAGE / 1024, "{} kB", locked());
        drop(kept);
    }

    #[test]
    fn what_no_token_takes_is_not_kept() {
        assert!(KeptPin::new(&Pin::new("1".repeat(PAGE + 1))).is_none());
    }
}
