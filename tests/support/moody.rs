//! A PKCS#11 module in front of SoftHSM2 with moods, in a folder of its own: it crashes, hangs, prints, is slow, or its
//! token is pulled, as a file beside it says. It is made of `moody/module.rs` by the compiler at hand.

#![allow(dead_code, missing_docs, clippy::unwrap_used, clippy::panic)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// Where Debian puts SoftHSM2.
const SOFTHSM: &str = "/usr/lib/softhsm/libsofthsm2.so";

/// The module with a token; all of it is gone when it is dropped.
pub struct Moody {
    folder: PathBuf,
}

impl Moody {
    /// With a fresh token of this label and PIN. `None`, with the reason printed, when SoftHSM2 is not installed.
    pub fn new(name: &str, label: &str, pin: &str) -> Option<Self> {
        if !Path::new(SOFTHSM).exists() {
            eprintln!("skipped: SoftHSM2 is not installed");
            return None;
        }
        let folder = std::env::temp_dir().join(format!("renewal-moody-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(folder.join("tokens")).unwrap();
        let configuration = format!(
            "directories.tokendir = {}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n",
            folder.display()
        );
        std::fs::write(folder.join("softhsm2.conf"), configuration).unwrap();
        let moody = Self { folder };
        std::fs::copy(compiled(), moody.path()).unwrap();
        moody.tool(
            "softhsm2-util",
            &["--init-token", "--free", "--label", label, "--so-pin", pin, "--pin", pin],
        );
        Some(moody)
    }

    /// The same tokens by another file.
    pub fn twin(&self, name: &str) -> Self {
        let folder = self.folder.with_file_name(format!("renewal-moody-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::copy(self.folder.join("softhsm2.conf"), folder.join("softhsm2.conf")).unwrap();
        let twin = Self { folder };
        std::fs::copy(compiled(), twin.path()).unwrap();
        twin
    }

    /// The library.
    pub fn path(&self) -> PathBuf {
        self.folder.join("libmoody.so")
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// From now on, in words separated by blanks:
    ///
    /// ```text
    /// crash         C_GetSlotList ends the process, once
    /// crash-load    C_Initialize ends the process, every time
    /// hang          C_GetSlotList never comes back
    /// absent        no slot holds a token
    /// print         every call prints something to standard output
    /// slow=500      every call takes so many milliseconds more
    /// ```
    pub fn mood(&self, words: &str) {
        // A module that looks meanwhile finds the old file or the new one.
        let draft = self.folder.join("mood.new");
        std::fs::write(&draft, words).unwrap();
        std::fs::rename(draft, self.folder.join("mood")).unwrap();
    }

    /// How often it was initialised.
    pub fn starts(&self) -> usize {
        std::fs::read_to_string(self.folder.join("starts")).unwrap_or_default().lines().count()
    }

    /// Runs a program on the tokens; panics with its words when it fails.
    pub fn tool(&self, program: &str, arguments: &[&str]) -> String {
        let mut command = Command::new(program);
        command.args(arguments).env("SOFTHSM2_CONF", self.folder.join("softhsm2.conf"));
        let output = command.output().unwrap_or_else(|error| panic!("{program}: {error}"));
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{program}: {text}{}", String::from_utf8_lossy(&output.stderr));
        text
    }
}

impl Drop for Moody {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Compiled once a run, in a second.
fn compiled() -> &'static Path {
    static MODULE: OnceLock<PathBuf> = OnceLock::new();
    MODULE.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let module = folder.join(format!("moody-{}.so", std::process::id()));
        let output = Command::new("rustc")
            .args(["--edition", "2024", "--crate-type", "cdylib", "--crate-name", "moody", "-o"])
            .args([&module, Path::new("tests/support/moody/module.rs")])
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        module
    })
}
