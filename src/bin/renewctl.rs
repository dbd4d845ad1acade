//! `renewctl`: the same engine on a terminal and in scripts. The contract stands in `docs/cli.md`.

use std::process::ExitCode;

fn main() -> ExitCode {
    if let Some(code) = renewal_master::token::worker::serve_if_asked(std::env::args_os()) {
        return code;
    }
    renewal_master::cli::run(std::env::args_os())
}
