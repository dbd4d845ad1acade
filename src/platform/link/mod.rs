//! Hands a link to the copy of the program that is open already: by a socket beside its lock, on Windows by a named
//! pipe.
//!
//! One line goes in, `ok` comes back. Whoever may look into the home may do this, and nobody else; what comes in is
//! bounded in length and time and is read as a [`Link`] or thrown away.

#[cfg(windows)]
mod pipe;
#[cfg(unix)]
mod socket;

use std::path::Path;
use std::time::Duration;

#[cfg(windows)]
use pipe as system;
#[cfg(unix)]
use socket as system;

use crate::domain::link::Link;
use crate::fault::Fault;

/// What is done with a link that came in.
pub type OnLink = Box<dyn Fn(Link) + Send>;

/// Longest time for one link, on either side.
const LIMIT: Duration = Duration::from_secs(1);
/// The answer to a link that was understood.
const TAKEN: &[u8] = b"ok\n";

/// Takes links from later copies of the program until it is dropped.
#[derive(Debug)]
pub struct Listener {
    _inner: system::Listener,
}

impl Listener {
    /// Listens in a home whose [`Instance`](crate::platform::instance::Instance) the caller holds.
    ///
    /// # Errors
    /// `DiskDenied`, also for a home whose path is too long for a socket.
    pub fn open(home: &Path, on_link: OnLink) -> Result<Self, Fault> {
        Ok(Self { _inner: system::Listener::open(home, on_link)? })
    }
}

/// Gives a link to the copy that works in this home. False when there is none, or it does not answer in time.
pub fn hand_over(home: &Path, link: &Link) -> bool {
    system::hand_over(home, link).unwrap_or(false)
}

/// The link in a line that came in; `None` for nonsense.
fn understood(line: Vec<u8>) -> Option<Link> {
    Link::parse(&String::from_utf8(line).ok()?).ok()
}

/// Whether this line, without its end, says that the link was taken.
fn is_taken(answer: &[u8]) -> bool {
    TAKEN.strip_suffix(b"\n") == Some(answer)
}

#[cfg(test)]
mod tests;
