//! What can be typed after `renewctl settings` and `renewctl schedule`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::domain::settings::Key;

/// Options of `settings`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct SettingsOptions {
    /// Change one setting instead.
    #[command(subcommand)]
    pub change: Option<ChangeSetting>,
    /// Check this file instead and tell every mistake with its line and column: exit code 2 when there is one. A file
    /// of the name `policy.toml` is checked as a policy.
    #[arg(long, value_name = "FILE")]
    pub check: Option<PathBuf>,
    /// One JSON object, or one per mistake.
    #[arg(long)]
    pub json: bool,
}

/// What `settings` can change.
#[derive(Debug, Subcommand)]
pub enum ChangeSetting {
    /// Set one setting.
    Set {
        /// Its name, as in the file.
        #[arg(value_parser = Key::ALL.iter().map(|key| key.name()).collect::<Vec<_>>())]
        key: String,
        /// Its value, as in the file; a text needs no quotes.
        value: String,
    },
}

/// Options of `schedule`.
#[derive(Debug, Args)]
pub struct Schedule {
    /// What to do.
    #[arg(value_enum)]
    pub what: ScheduleWhat,
    /// One JSON object on standard output.
    #[arg(long)]
    pub json: bool,
}

/// What `schedule` can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ScheduleWhat {
    /// Register the check and run it once.
    Install,
    /// Take it away.
    Remove,
    /// Say how it is registered: exit code 0 when it is, 1 when it is not.
    Status,
}
