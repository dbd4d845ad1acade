//! PKCS#11 modules that the tests build for themselves, each once a run.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The module that fails when it is told to; `tests/modules/interposer` tells how.
pub fn interposer() -> &'static Path {
    static MODULE: OnceLock<PathBuf> = OnceLock::new();
    MODULE.get_or_init(|| build("interposer", &[]).unwrap())
}

/// Builds a package of `tests/modules`, with more arguments for cargo, and returns its library.
///
/// # Errors
/// What cargo said.
pub fn build(package: &str, more: &[&str]) -> Result<PathBuf, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let target = root.join("target/modules");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo)
        .args(["build", "--quiet", "--locked", "--package", package, "--manifest-path"])
        .arg(root.join("tests/modules/Cargo.toml"))
        .arg("--target-dir")
        .arg(&target)
        .args(more)
        .output();
    let built = built.map_err(|error| error.to_string())?;
    if !built.status.success() {
        return Err(String::from_utf8_lossy(&built.stderr).into_owned());
    }
    let profile = if more.contains(&"--release") { "release" } else { "debug" };
    Ok(target.join(profile).join(format!("lib{package}.so")))
}

/// A folder that an interposer works by.
pub struct Interposed(pub PathBuf);

impl Interposed {
    /// In a folder, made if it is not there.
    pub fn in_folder(folder: PathBuf) -> Self {
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    /// Puts it in front of a module for a program.
    pub fn environment(&self, command: &mut Command, module: &str) {
        command.env("INTERPOSER_MODULE", module).env("INTERPOSER_FOLDER", &self.0);
    }

    /// What is to go wrong from now on.
    pub fn script(&self, script: &str) {
        std::fs::write(self.0.join("script"), script).unwrap();
    }

    /// The calls so far, a line each.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.0.join("log")).unwrap_or_default()
    }

    /// The token is put back, if it is out.
    pub fn put_back(&self) {
        let moves = self.0.join("moves");
        let length = std::fs::metadata(&moves).map_or(0, |moves| moves.len());
        if length % 2 == 1 {
            let file = std::fs::OpenOptions::new().append(true).open(moves);
            file.and_then(|mut file| file.write_all(b"+")).unwrap();
        }
    }
}
