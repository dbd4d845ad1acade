//! Which PKCS#11 modules there are: named by the caller, by the environment, where vendors put them, or by the
//! configuration of p11-kit.

mod known;
#[cfg(any(target_os = "linux", test))]
mod p11_kit;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::token::module::ModuleSpec;
use crate::token::worker::foreign;

pub use known::names;

/// Environment variable with module paths, separated as in `PATH`.
pub const MODULES: &str = "RENEWAL_PKCS11_MODULES";
/// Environment variable with the `pReserved` string for modules that want one.
pub const INIT_ARGS: &str = "RENEWAL_PKCS11_INIT_ARGS";

/// The file of the trace, for all modules of this program.
static TRACE: OnceLock<PathBuf> = OnceLock::new();

/// Every call of every module that is found from now on is added to this file. The first one stays.
pub fn trace_to(file: &Path) {
    // The workers of the modules write it, wherever they are.
    let _ = TRACE.set(std::path::absolute(file).unwrap_or_else(|_| file.to_path_buf()));
}

/// The library works by the reader service: it is that of a vendor of tokens, or it names the service's own library.
pub fn uses_reader_service(library: &Path) -> bool {
    const CLIENT: &[u8] = b"pcsclite";
    let of_vendor = library.file_name().is_some_and(|file| names().iter().any(|name| file == name.as_str()));
    of_vendor
        || is_named(library, "opensc-pkcs11")
        || std::fs::read(library).is_ok_and(|bytes| bytes.windows(CLIENT.len()).any(|part| part == CLIENT))
}

/// The modules that the caller names.
pub fn explicit(paths: &[PathBuf]) -> Vec<ModuleSpec> {
    let init_args = std::env::var(INIT_ARGS).ok();
    let spec = |path: &PathBuf| ModuleSpec {
        path: path.clone(),
        init_args: init_args.clone(),
        trace: TRACE.get().cloned(),
    };
    each_once(paths.iter().map(spec).collect())
}

/// The modules of the environment, or else those that are installed.
pub fn known() -> Vec<ModuleSpec> {
    let named: Vec<PathBuf> =
        std::env::var_os(MODULES).map(|paths| std::env::split_paths(&paths).collect()).unwrap_or_default();
    if !named.is_empty() {
        return explicit(&named);
    }
    let home = directories::BaseDirs::new();
    let mut found = installed(&root(), home.as_ref().map(directories::BaseDirs::config_dir));
    let init_args = std::env::var(INIT_ARGS).ok();
    for spec in &mut found {
        spec.init_args = spec.init_args.take().or_else(|| init_args.clone());
        spec.trace = TRACE.get().cloned();
    }
    found
}

/// The modules below the root of a system: those of the vendors first, since they know their tokens best, then those
/// that p11-kit is told of, then those that know tokens of all kinds.
fn installed(root: &Path, configuration: Option<&Path>) -> Vec<ModuleSpec> {
    let plain = |path| ModuleSpec { path, ..ModuleSpec::default() };
    let mut found: Vec<ModuleSpec> = known::vendors(root).into_iter().map(plain).collect();
    #[cfg(any(target_os = "linux", test))]
    found.extend(p11_kit::configured(root, configuration));
    #[cfg(not(any(target_os = "linux", test)))]
    let _ = configuration;
    found.extend(known::fallbacks(root).into_iter().map(plain));
    found.sort_by_key(|spec| is_fallback(&spec.path));
    each_once(without_foreign_twins(found))
}

/// The same library under two names counts once. The proxy of p11-kit shows all modules it is told of: beside any
/// other one it would show their tokens twice.
fn each_once(mut specs: Vec<ModuleSpec>) -> Vec<ModuleSpec> {
    let mut seen = Vec::new();
    specs.retain(|spec| {
        let real = spec.path.canonicalize().unwrap_or_else(|_| spec.path.clone());
        let new = !seen.contains(&real);
        seen.push(real);
        new
    });
    if specs.len() > 1 {
        specs.retain(|spec| !is_named(&spec.path, "p11-kit-proxy"));
    }
    specs
}

/// A 32-bit library beside the 64-bit one is for other programs. Alone, it is told: the user must install the other.
fn without_foreign_twins(mut specs: Vec<ModuleSpec>) -> Vec<ModuleSpec> {
    let fitting: Vec<_> = specs
        .iter()
        .filter(|spec| foreign(&spec.path).is_none())
        .filter_map(|spec| spec.path.file_name().map(ToOwned::to_owned))
        .collect();
    specs.retain(|spec| {
        let twin = spec.path.file_name().is_some_and(|name| fitting.iter().any(|fit| fit == name));
        !twin || foreign(&spec.path).is_none()
    });
    specs
}

fn is_fallback(path: &Path) -> bool {
    ["opensc-pkcs11", "libsofthsm2", "softhsm2"].into_iter().any(|name| is_named(path, name))
}

fn is_named(path: &Path, start: &str) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(start))
}

#[cfg(not(windows))]
fn root() -> PathBuf {
    "/".into()
}

/// The drive of the system.
#[cfg(windows)]
fn root() -> PathBuf {
    let mut drive = std::env::var_os("SystemDrive").unwrap_or_else(|| "C:".into());
    drive.push(r"\");
    drive.into()
}

#[cfg(test)]
mod tests;
