//! What the user was told on the desktop already, so that a daily check does not say the same every day.

use std::fs;
use std::path::{Path, PathBuf};

/// Lines that are kept; the oldest go first.
const KEPT: usize = 500;

/// The list in a home: one line a thing. A list that cannot be read or written only means that something is told
/// twice.
#[derive(Debug)]
pub struct Told {
    file: PathBuf,
}

impl Told {
    /// The list of this home.
    pub fn in_home(home: &Path) -> Self {
        Self { file: home.join("told") }
    }

    /// True when this was never told before; from now on it was.
    pub fn is_new(&self, thing: &str) -> bool {
        let text = fs::read_to_string(&self.file).unwrap_or_default();
        let mut lines: Vec<&str> = text.lines().collect();
        if lines.contains(&thing) {
            return false;
        }
        lines.push(thing);
        let kept = lines.split_off(lines.len().saturating_sub(KEPT));
        let _ = fs::write(&self.file, kept.join("\n") + "\n");
        true
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn a_thing_is_new_once_and_the_list_stays_short() {
        let home = std::env::temp_dir().join(format!("renewal-told-{}", std::process::id()));
        fs::create_dir_all(&home).unwrap();
        let told = Told::in_home(&home);
        assert!(told.is_new("01D7 critical"));
        assert!(!told.is_new("01D7 critical") && told.is_new("01D7 expired"));
        for number in 0..KEPT {
            assert!(told.is_new(&number.to_string()));
        }
        assert_eq!(fs::read_to_string(home.join("told")).unwrap().lines().count(), KEPT);
        assert!(!told.is_new("0"));
        fs::remove_dir_all(home).unwrap();
    }
}
