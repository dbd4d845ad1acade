//! Which PKCS#11 modules there are: named by the caller, by the environment, or where vendors put them.

use std::path::{Path, PathBuf};

use crate::token::module::ModuleSpec;

/// Environment variable with module paths, separated as in `PATH`.
pub const MODULES: &str = "RENEWAL_PKCS11_MODULES";
/// Environment variable with the `pReserved` string for modules that want one.
pub const INIT_ARGS: &str = "RENEWAL_PKCS11_INIT_ARGS";

/// Where the vendors of tokens put their libraries.
#[cfg(target_os = "linux")]
const KNOWN: &[&str] = &[
    "/usr/lib/librtpkcs11ecp.so",
    "/usr/lib64/librtpkcs11ecp.so",
    "/opt/aktivco/rutokenecp/amd64/librtpkcs11ecp.so",
    "/usr/lib/libeToken.so",
    "/usr/lib64/libeToken.so",
    "/usr/lib/libeTPkcs11.so",
    "/usr/lib64/libeTPkcs11.so",
    "/usr/lib/libIDPrimePKCS11.so",
    "/usr/lib/libjcPKCS11-2.so",
    "/usr/lib64/libjcPKCS11-2.so",
    "/usr/lib/libisbc_pkcs11_main.so",
    "/usr/lib64/libisbc_pkcs11_main.so",
];
#[cfg(windows)]
const KNOWN: &[&str] = &[
    r"C:\Windows\System32\rtPKCS11ECP.dll",
    r"C:\Windows\System32\eTPKCS11.dll",
    r"C:\Windows\System32\jcPKCS11-2.dll",
    r"C:\Windows\System32\isbc_pkcs11_main.dll",
];
#[cfg(target_os = "macos")]
const KNOWN: &[&str] = &[
    "/usr/local/lib/librtpkcs11ecp.dylib",
    "/Library/Frameworks/rtpkcs11ecp.framework/rtpkcs11ecp",
    "/usr/local/lib/libeTPkcs11.dylib",
    "/Library/Frameworks/eToken.framework/eToken",
    "/Library/Frameworks/jcPKCS11-2.framework/jcPKCS11-2",
];

/// File names of the libraries that [`known`] looks for, each once.
pub fn names() -> Vec<String> {
    let mut names = Vec::new();
    for path in KNOWN {
        let name = Path::new(path).file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The modules that the caller names.
pub fn explicit(paths: &[PathBuf]) -> Vec<ModuleSpec> {
    let init_args = std::env::var(INIT_ARGS).ok();
    paths
        .iter()
        .map(|path| ModuleSpec { path: path.clone(), init_args: init_args.clone(), trace: None })
        .collect()
}

/// The modules of the environment, or else the known ones that exist. The same library under two names counts
/// once.
pub fn known() -> Vec<ModuleSpec> {
    let named: Vec<PathBuf> =
        std::env::var_os(MODULES).map(|paths| std::env::split_paths(&paths).collect()).unwrap_or_default();
    if !named.is_empty() {
        return explicit(&named);
    }
    let mut seen = Vec::new();
    let mut found = KNOWN.iter().map(Path::new).filter(|path| path.exists()).collect::<Vec<_>>();
    found.retain(|path| {
        let real = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        let new = !seen.contains(&real);
        seen.push(real);
        new
    });
    explicit(&found.into_iter().map(Path::to_path_buf).collect::<Vec<_>>())
}
