//! Opens pages in the browser and files in their programs.

use std::path::Path;

use crate::fault::{Fault, SupportCode};
use crate::ports::Opener;

/// The programs the user chose for pages and files.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemOpener;

impl Opener for SystemOpener {
    /// `OpenFailed` when nothing can open it, or when it is neither a web address nor an existing file or folder.
    fn open(&mut self, target: &str) -> Result<(), Fault> {
        allowed(target)?;
        // Detached, with the output of the browser thrown away: it may live longer than this program.
        open::that_detached(target).map_err(|error| refused(target).with("detail", error))
    }
}

/// Addresses come from the CA. Only web pages pass, never `file:`, `javascript:` or a program's own scheme.
fn allowed(target: &str) -> Result<(), Fault> {
    let scheme = target.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    let page = matches!(scheme.as_deref(), Some("https" | "http"))
        && !target.chars().any(|c| c.is_whitespace() || c.is_control() || c == '"');
    let file = scheme.is_none() && Path::new(target).is_absolute() && Path::new(target).exists();
    if page || file { Ok(()) } else { Err(refused(target)) }
}

fn refused(target: &str) -> Fault {
    Fault::new(SupportCode::OpenFailed).with("target", target)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn web_pages_and_existing_files_may_be_opened() {
        allowed("https://ca.example/visit?id=7").unwrap();
        allowed("HTTP://127.0.0.1:8443/").unwrap();
        allowed(std::env::temp_dir().to_str().unwrap()).unwrap();
    }

    #[test]
    fn other_schemes_and_missing_files_are_refused() {
        for target in ["file:///etc/passwd", "javascript:alert(1)", "ssh://host", "/no/such/file", "-h", ""] {
            assert_eq!(allowed(target).unwrap_err().code, SupportCode::OpenFailed, "{target}");
        }
        assert!(allowed("https://ca.example/\" & calc").is_err());
    }
}
