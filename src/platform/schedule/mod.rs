//! The scheduled check, registered with the system for this user: at login and every day, a missed run made up.
//!
//! ```text
//! Linux    a timer and a service of the user's systemd; without one an entry for the start of the desktop
//! Windows  a task of the Task Scheduler
//! macOS    a LaunchAgent
//! ```
//!
//! No rights of an administrator are needed. The texts are made by plain functions, which are tested on every system.

pub mod linux;
pub mod macos;
pub mod windows;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::domain::schedule::Mechanism;
use crate::fault::{Fault, SupportCode};
use crate::platform::process;

/// Name of everything that is registered.
const NAME: &str = "renewal-master-check";
/// Longest time for a question to the system.
const QUICK: Duration = Duration::from_secs(10);
/// Longest time for a check that is tried once: tokens and CAs may be slow.
const CHECK: Duration = Duration::from_secs(180);

/// What is run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// The program with its whole path.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// Variables that it needs and that a login does not set.
    pub environment: Vec<(String, String)>,
}

/// Registers the check, and runs it once in the way in which it will be run.
///
/// # Errors
/// `ScheduleFailed` with what the system has said; what was registered so far stays.
pub fn install(job: &Job) -> Result<Mechanism, Fault> {
    #[cfg(target_os = "linux")]
    return linux::install(job);
    #[cfg(windows)]
    return windows::install(job);
    #[cfg(target_os = "macos")]
    return macos::install(job);
    #[cfg(not(any(target_os = "linux", windows, target_os = "macos")))]
    Err(failed(&format!("{}: no scheduler is known here", job.program.display())))
}

/// Takes the check away again. What is not there is no error.
///
/// # Errors
/// `ScheduleFailed`.
pub fn remove() -> Result<(), Fault> {
    #[cfg(target_os = "linux")]
    return linux::remove();
    #[cfg(windows)]
    return windows::remove();
    #[cfg(target_os = "macos")]
    return macos::remove();
    #[cfg(not(any(target_os = "linux", windows, target_os = "macos")))]
    Ok(())
}

/// How the check is registered now.
pub fn registered() -> Option<Mechanism> {
    #[cfg(target_os = "linux")]
    return linux::registered();
    #[cfg(windows)]
    return windows::registered();
    #[cfg(target_os = "macos")]
    return macos::registered();
    #[cfg(not(any(target_os = "linux", windows, target_os = "macos")))]
    None
}

fn failed(detail: &str) -> Fault {
    Fault::new(SupportCode::ScheduleFailed).with("detail", detail.trim())
}

/// Runs the check itself, where the system tells nothing of a run that it has begun.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn run_once(job: &Job) -> Result<(), Fault> {
    let mut command = Command::new(&job.program);
    command.args(&job.arguments).envs(job.environment.iter().map(|(name, value)| (name, value)));
    let output = process::run(&mut command, CHECK).map_err(|error| failed(&error.to_string()))?;
    match output.status.code() {
        Some(code) if has_run(code) => Ok(()),
        _ => Err(failed(&String::from_utf8_lossy(&output.stderr))),
    }
}

/// Exit codes of a check that has looked: nothing is due, something is.
const LOOKED: [i32; 2] = [0, 10];
/// The program was found and has run, but could not look: there may be no token reader today.
const COULD_NOT_LOOK: i32 = 2;

fn has_run(code: i32) -> bool {
    LOOKED.contains(&code) || code == COULD_NOT_LOOK
}

/// Asks a tool of the system; what it said when it failed.
fn ask(command: &mut Command, limit: Duration) -> Result<String, Fault> {
    let output = process::run(command, limit).map_err(|error| failed(&error.to_string()))?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(said);
    }
    Err(failed(&format!("{said}{}", String::from_utf8_lossy(&output.stderr))))
}

fn put(file: &Path, text: &[u8]) -> Result<(), Fault> {
    let put = || {
        std::fs::create_dir_all(file.parent().unwrap_or(Path::new(".")))?;
        std::fs::write(file, text)
    };
    put().map_err(|error: std::io::Error| failed(&format!("{}: {error}", file.display())))
}

fn take_away(file: &Path) -> Result<(), Fault> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(failed(&format!("{}: {error}", file.display())))
        }
        _ => Ok(()),
    }
}

/// The five characters that XML does not take as they are.
fn xml(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;").replace('\'', "&apos;")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests;
