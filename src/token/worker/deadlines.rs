//! How long a module may be silent before it counts as hung.

use std::time::Duration;

use crate::token::worker::request::Request;

/// Longest silence by kind of request. A worker tells when calls of the module come back, which begins the time anew:
/// many slow calls are no hang.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadlines {
    /// Loading: OpenSC takes up to 4 s, drivers that wake a reader more.
    pub load: Duration,
    /// A look at slots and tokens.
    pub look: Duration,
    /// Reading objects.
    pub read: Duration,
    /// Writing objects.
    pub write: Duration,
    /// A signature; a reader may ask for the PIN of each.
    pub sign: Duration,
    /// A key pair: up to a minute on old cards.
    pub generate: Duration,
    /// Everything with a PIN: with a PIN pad the user types it there.
    pub pin: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self {
            load: seconds(30),
            look: seconds(20),
            read: seconds(60),
            write: seconds(60),
            sign: seconds(180),
            generate: seconds(300),
            pin: seconds(300),
        }
    }
}

impl Deadlines {
    /// The same for everything, for tests.
    pub fn all(limit: Duration) -> Self {
        Self { load: limit, look: limit, read: limit, write: limit, sign: limit, generate: limit, pin: limit }
    }

    /// For one request.
    pub fn of(&self, request: &Request) -> Duration {
        match request {
            Request::Load { .. } => self.load,
            Request::Places | Request::Occupied | Request::IsOpen { .. } | Request::Logout => self.look,
            Request::Certificates | Request::Inventory { .. } | Request::Trace { .. } => self.read,
            Request::Store { .. } | Request::SaveCopy { .. } | Request::Remove { .. } => self.write,
            Request::Sign { .. } => self.sign,
            Request::Generate { .. } => self.generate,
            Request::Login { .. } | Request::ChangePin { .. } | Request::UnlockPin { .. } => self.pin,
        }
    }
}
