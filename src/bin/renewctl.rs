//! `renewctl`: the same engine on a terminal and in scripts. The contract stands in `docs/cli.md`.

use std::process::ExitCode;

fn main() -> ExitCode {
    renewal_master::cli::run(std::env::args_os())
}
