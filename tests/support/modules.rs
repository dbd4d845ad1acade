//! PKCS#11 modules that the tests build for themselves, each once a run.

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
