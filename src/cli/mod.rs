//! The command-line face: arguments, answers from arguments, events as text or JSON, exit codes.

pub mod all;
pub mod approve;
pub mod arguments;
mod choose;
mod commands;
pub mod diagnose;
mod drive;
mod form;
pub mod history;
mod output;
mod pin;
pub mod profiles;
pub mod rehearse;
mod schedule;
mod script;
mod settings;
mod tidy;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

use crate::cli::arguments::{Arguments, Command};
use crate::cli::output::Output;
use crate::compose::notices;
use crate::i18n;
use crate::token::discovery;

/// Everything went as asked.
pub const DONE: u8 = 0;
/// The renewal stopped with a fault; nothing is lost, `renewctl resume` goes on.
pub const FAILED: u8 = 1;
/// Wrong call, or the program could not look.
pub const COULD_NOT_LOOK: u8 = 2;
/// The CA is still at it; `renewctl resume` goes on.
pub const WAITING: u8 = 4;
/// The request was refused, or would be; what must be corrected is told, `renewctl resume --repair` sends it again.
pub const REFUSED: u8 = 5;
/// `check`: a certificate needs replacing, a request has moved on, or something waits for the user.
pub const DUE: u8 = 10;

/// Runs one command and returns its exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(COULD_NOT_LOOK));
        }
    };
    i18n::speak(crate::compose::settings::in_force().settings.language);
    let mut output = Output::new(arguments.command.json());
    if let Some(file) = &arguments.trace_token {
        discovery::trace_to(file);
    }
    let result = match arguments.command {
        Command::Sandbox(options) => commands::sandbox(&options, &mut output),
        Command::Training(options) => commands::training(&options, &mut output),
        Command::List(options) => commands::list(&options, &mut output),
        Command::Check(options) => commands::check(&options, &mut output),
        Command::Renew(options) => drive::renew(&options, &mut output),
        Command::Resume(options) => drive::resume(&options, &mut output),
        Command::Print(options) => commands::print(&options, &mut output),
        Command::Backup(options) => commands::backup(&options, &mut output),
        Command::Import(options) => commands::import(&options, &mut output),
        Command::Pin(options) => pin::run(&options, &output),
        Command::WaitForButton => Ok(if notices::wait_for_button() { DONE } else { COULD_NOT_LOOK }),
        Command::Profiles(options) => profiles::run(&options, &output),
        Command::Schedule(options) => schedule::run(&options, &output),
        Command::Settings(options) => settings::run(&options, &output),
        Command::Approvals(options) => approve::list(&options, &mut output),
        Command::Approve(options) => approve::approve(&options, &mut output),
        Command::Decline(options) => approve::decline(&options, &mut output),
        Command::Recover(options) => tidy::recover(&options, &mut output),
        Command::Cleanup(options) => tidy::cleanup(&options, &mut output),
        Command::History(options) => history::run(&options, &output),
        Command::Diagnose(options) => diagnose::run(&options, &output),
        Command::Rehearse(options) => rehearse::run(&options, &mut output),
    };
    ExitCode::from(result.unwrap_or_else(|fault| {
        output.fault(&fault);
        COULD_NOT_LOOK
    }))
}
