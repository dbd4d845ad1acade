//! Each module of a vendor runs in a process of its own: its crash, its hang and its threads stay there.
//!
//! ```text
//! Places ─ Host ─ thread of the pipe ═ frames over stdin and stdout ═ worker process: reader, Module
//! ```
//!
//! The process is this program with the hidden argument [`ARGUMENT`]; it asks nobody which program to start but the
//! operating system. It ends when its standard input does. Secrets cross beside the messages, see [`frame`]; they
//! never stand in arguments or in the environment.

mod bitness;
pub use bitness::foreign;
pub mod deadlines;
pub mod frame;
mod harden;
pub mod host;
pub mod reply;
pub mod request;
mod serve;

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::process::ExitCode;

/// First argument of a worker; the second is the module.
pub const ARGUMENT: &str = "token-worker";

/// Serves as a worker when the arguments of this process say so, until the other side is gone. To be asked first of
/// all in `main`: `None` means that this is the program itself.
pub fn serve_if_asked(arguments: impl IntoIterator<Item = OsString>) -> Option<ExitCode> {
    let mut arguments = arguments.into_iter().skip(1);
    let asked = arguments.next().is_some_and(|first| first == OsStr::new(ARGUMENT));
    asked.then(|| match arguments.next() {
        Some(module) => serve::serve(&PathBuf::from(module)),
        None => ExitCode::FAILURE,
    })
}

/// The program that is started as a worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerProgram(PathBuf);

impl WorkerProgram {
    /// Another program that calls [`serve_if_asked`]; for tests, whose own program does not.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }
}

impl Default for WorkerProgram {
    /// This program itself. Where the system has a link to the running file, it is taken: the program may have been
    /// replaced by an update meanwhile, and both sides must be of one version.
    fn default() -> Self {
        if cfg!(target_os = "linux") {
            return Self("/proc/self/exe".into());
        }
        Self(std::env::current_exe().unwrap_or_default())
    }
}
