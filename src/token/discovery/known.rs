//! Where the vendors of tokens put their libraries, by system.

use std::path::{Path, PathBuf};

/// Folders and libraries, relative to the root of the system.
struct Table {
    folders: &'static [&'static str],
    /// Of vendors, each for its own tokens. In any of the folders.
    vendors: &'static [&'static str],
    /// Of vendors, in folders of their own.
    vendors_at: &'static [&'static str],
    /// For tokens of all kinds, and tokens that are software.
    fallbacks: &'static [&'static str],
}

#[cfg(all(target_os = "linux", target_arch = "aarch64"))]
const TRIPLET: &str = "usr/lib/aarch64-linux-gnu";
#[cfg(all(target_os = "linux", target_arch = "aarch64"))]
const TRIPLET_PKCS11: &str = "usr/lib/aarch64-linux-gnu/pkcs11";
#[cfg(all(target_os = "linux", not(target_arch = "aarch64")))]
const TRIPLET: &str = "usr/lib/x86_64-linux-gnu";
#[cfg(all(target_os = "linux", not(target_arch = "aarch64")))]
const TRIPLET_PKCS11: &str = "usr/lib/x86_64-linux-gnu/pkcs11";

#[cfg(target_os = "linux")]
const TABLE: Table = Table {
    folders: &[
        "usr/lib",
        "usr/lib64",
        TRIPLET,
        TRIPLET_PKCS11,
        "usr/lib64/pkcs11",
        "usr/lib/pkcs11",
        "usr/local/lib",
        "usr/local/lib64",
    ],
    vendors: &[
        "librtpkcs11ecp.so",
        "libeToken.so",
        "libeTPkcs11.so",
        "libIDPrimePKCS11.so",
        "libjcPKCS11-2.so",
        "libisbc_pkcs11_main.so",
    ],
    vendors_at: &[
        "opt/aktivco/rutokenecp/amd64/librtpkcs11ecp.so",
        "opt/aktivco/rutokenecp/x86_64/librtpkcs11ecp.so",
        "opt/aktivco/rutokenecp/arm64/librtpkcs11ecp.so",
    ],
    fallbacks: &["opensc-pkcs11.so", "libsofthsm2.so", "softhsm/libsofthsm2.so"],
};

#[cfg(windows)]
const TABLE: Table = Table {
    folders: &["Windows/System32"],
    vendors: &["rtPKCS11ECP.dll", "rtPKCS11.dll", "eTPKCS11.dll", "jcPKCS11-2.dll", "isbc_pkcs11_main.dll"],
    vendors_at: &[
        "Program Files/Aktiv Co/Rutoken/rtPKCS11ECP.dll",
        "Program Files/Aktiv Co/RutokenControlCenter/rtPKCS11ECP.dll",
    ],
    fallbacks: &[
        "opensc-pkcs11.dll",
        "../../Program Files/OpenSC Project/OpenSC/pkcs11/opensc-pkcs11.dll",
        "../../SoftHSM2/lib/softhsm2-x64.dll",
    ],
};

#[cfg(target_os = "macos")]
const TABLE: Table = Table {
    folders: &["usr/local/lib", "opt/homebrew/lib"],
    vendors: &["librtpkcs11ecp.dylib", "libeTPkcs11.dylib"],
    vendors_at: &[
        "Library/Frameworks/rtpkcs11ecp.framework/rtpkcs11ecp",
        "Library/Frameworks/eToken.framework/eToken",
        "Library/Frameworks/jcPKCS11-2.framework/jcPKCS11-2",
    ],
    fallbacks: &[
        "opensc-pkcs11.so",
        "../../../Library/OpenSC/lib/opensc-pkcs11.so",
        "libsofthsm2.so",
        "softhsm/libsofthsm2.so",
    ],
};

#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
const TABLE: Table = Table {
    folders: &["usr/local/lib", "usr/local/lib/pkcs11"],
    vendors: &[],
    vendors_at: &[],
    fallbacks: &["opensc-pkcs11.so", "libsofthsm2.so", "softhsm/libsofthsm2.so"],
};

/// File names of the libraries of vendors that are looked for, each once.
pub fn names() -> Vec<String> {
    let mut names = Vec::new();
    for path in TABLE.vendors.iter().chain(TABLE.vendors_at) {
        let name = Path::new(path).file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The libraries of vendors that are there.
pub fn vendors(root: &Path) -> Vec<PathBuf> {
    let own = TABLE.vendors_at.iter().map(|path| root.join(path)).filter(|path| path.is_file());
    there(root, TABLE.vendors).chain(own).collect()
}

/// The libraries for tokens of all kinds that are there.
pub fn fallbacks(root: &Path) -> Vec<PathBuf> {
    there(root, TABLE.fallbacks).collect()
}

fn there(root: &Path, names: &'static [&'static str]) -> impl Iterator<Item = PathBuf> {
    let places = names.iter().flat_map(|name| TABLE.folders.iter().map(move |folder| (folder, name)));
    places.map(|(folder, name)| root.join(folder).join(name)).filter(|path| path.is_file())
}

/// Folders in which a library may lie that is named without one.
#[cfg(any(target_os = "linux", test))]
pub fn folders(root: &Path) -> impl Iterator<Item = PathBuf> {
    // Those of p11-kit come first.
    let of_kit = |folder: &&&str| folder.ends_with("pkcs11");
    let kit = TABLE.folders.iter().filter(of_kit);
    let other = TABLE.folders.iter().filter(move |folder| !of_kit(folder));
    kit.chain(other).map(|folder| root.join(folder))
}
