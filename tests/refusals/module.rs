//! A PKCS#11 module of ours in front of SoftHSM2 that fails as SoftHSM2 itself never does: full, locked,
//! write-protected, without P-256, pulled out. It is made of `module/faulty.rs` by the compiler at hand.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::case::{Case, with};
use crate::support::world::SOFTHSM;

/// The command with these arguments on the faulty module. `faults`, separated by blanks:
///
/// ```text
/// C_Login=0xa4                  the call answers so and does nothing
/// C_CreateObject=after:0x30     it is done, and then answers so
/// flags=0x2                     C_GetTokenInfo shows these flags as well
/// free=100                      C_GetTokenInfo shows so much room, in bytes
/// ```
pub fn faulty(case: &Case, arguments: Vec<String>, faults: &str) -> Command {
    let arguments = with(arguments, SOFTHSM, module().to_str().unwrap());
    let mut command = case.world.renewctl_command(arguments);
    command.env("FAULTY_MODULE", SOFTHSM).env("FAULTS", faults);
    command
}

/// Compiled once a run, in a second.
fn module() -> &'static Path {
    static MODULE: OnceLock<PathBuf> = OnceLock::new();
    MODULE.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
        // Another run may be using the file of its own compilation: it is replaced, never written over.
        let (draft, module) =
            (folder.join(format!("faulty-{}.so", std::process::id())), folder.join("libfaulty.so"));
        let compiled = Command::new("rustc")
            .args(["--edition", "2024", "--crate-type", "cdylib", "--crate-name", "faulty", "-o"])
            .args([&draft, Path::new("tests/refusals/module/faulty.rs")])
            .output()
            .unwrap();
        assert!(compiled.status.success(), "{}", String::from_utf8_lossy(&compiled.stderr));
        std::fs::rename(draft, &module).unwrap();
        module
    })
}
