//! The interposer in front of SoftHSM2, that fails as SoftHSM2 itself never does: full, locked, write-protected,
//! without P-256, pulled out.

use std::process::Command;

use crate::case::{Case, with};
use crate::support::modules::interposer;
use crate::support::world::SOFTHSM;

/// The command with these arguments on the interposer with this script.
pub fn faulty(case: &Case, arguments: Vec<String>, script: &str) -> Command {
    let arguments = with(arguments, SOFTHSM, interposer().to_str().unwrap());
    let mut command = case.world.renewctl_command(arguments);
    command.env("INTERPOSER_MODULE", SOFTHSM).env("INTERPOSER_SCRIPT", script);
    command
}
