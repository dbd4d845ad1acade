//! Build script: gives the programs for Windows their icon, version and manifest. For other systems it does nothing.
#![allow(clippy::print_stdout, clippy::panic, reason = "a build script talks to cargo so")]

use std::path::Path;
use std::process::Command;

/// The resource compiler of mingw-w64, which links these programs anyway.
const WINDRES: &str = "x86_64-w64-mingw32-windres";

fn main() {
    println!("cargo:rerun-if-changed=installer/windows");
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() != Ok("windows") {
        return;
    }
    let icon = "target/windows/renewal-master.ico";
    if !Path::new(icon).exists() {
        // A check needs no icon; build.sh makes it before it builds for release.
        if std::env::var("PROFILE").as_deref() == Ok("release") {
            println!("cargo:warning=no icon: bash installer/windows/icon.sh");
        }
        return;
    }
    // Only one that is there: what is missing would be looked at, and all built anew, every time.
    println!("cargo:rerun-if-changed={icon}");
    let out = std::env::var("OUT_DIR").unwrap_or_default();
    let object = format!("{out}/resource.o");
    // By a file: what a shell would make of quotes on the command line differs between versions of windres.
    let version = std::env::var("CARGO_PKG_VERSION").unwrap_or_default();
    let numbers = version.split('-').next().unwrap_or_default().replace('.', ",");
    let header = format!("#define NUMBERS {numbers},0\n#define TEXT \"{version}\"\n");
    if let Err(error) = std::fs::write(format!("{out}/version.h"), header) {
        panic!("{out}/version.h: {error}");
    }
    let made = Command::new(WINDRES)
        .args(["-I", "target/windows", "-I", "installer/windows", "-I", &out, "-c", "65001"])
        .args(["-O", "coff", "-o", &object])
        .arg("installer/windows/renewal-master.rc")
        .status();
    match made {
        Ok(status) if status.success() => println!("cargo:rustc-link-arg-bins={object}"),
        other => panic!("{WINDRES}: {other:?}"),
    }
}
