//! The keyring of the desktop: named entries, each call on a thread of its own and with a time limit.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use zeroize::Zeroizing;

/// Under which all entries of this program stand.
const SERVICE: &str = "renewal-master";

/// Long enough for the user to unlock the keyring when the desktop asks for its password.
pub(super) const LIMIT: Duration = Duration::from_secs(120);

/// How deep a call of the client may have been, in bytes; a thread has two megabytes.
const STACK_TO_WIPE: usize = 512 * 1024;

/// The content of an entry.
pub(super) type Secret = Zeroizing<Vec<u8>>;

/// The calls to the keyring, each for a named entry, so that tests need no desktop.
#[derive(Clone, Copy)]
pub(super) struct Keyring {
    /// `None` when the keyring is open and has no such entry.
    pub read: fn(&str) -> Result<Option<Secret>, String>,
    /// Replaces what is there.
    pub write: fn(&str, &[u8]) -> Result<(), String>,
    /// An entry that is not there is no error.
    pub remove: fn(&str) -> Result<(), String>,
    /// How long an answer may take.
    pub limit: Duration,
}

impl Keyring {
    /// The same with another limit to its silence.
    pub fn within(self, limit: Duration) -> Self {
        Self { limit, ..self }
    }

    /// The content of an entry, if there is one.
    pub fn read(self, entry: &str) -> Result<Option<Secret>, String> {
        let entry = entry.to_owned();
        on_own_thread(self.limit, move || (self.read)(&entry))
    }

    /// Writes an entry. A keyring may take a secret and forget it; only what reads back is trusted.
    pub fn write(self, entry: &str, secret: &[u8]) -> Result<(), String> {
        let (name, copy) = (entry.to_owned(), Zeroizing::new(secret.to_vec()));
        on_own_thread(self.limit, move || (self.write)(&name, &copy))?;
        match self.read(entry)? {
            Some(back) if back.as_slice() == secret => Ok(()),
            _ => Err("the keyring did not keep the entry".to_owned()),
        }
    }

    /// Removes an entry.
    pub fn remove(self, entry: &str) -> Result<(), String> {
        let entry = entry.to_owned();
        on_own_thread(self.limit, move || (self.remove)(&entry))
    }
}

/// The keyring of this system.
pub(super) const SYSTEM: Keyring =
    Keyring { read: read_entry, write: write_entry, remove: remove_entry, limit: LIMIT };

fn system_entry(name: &str) -> Result<keyring::v1::Entry, String> {
    keyring::v1::Entry::new(SERVICE, name).map_err(|error| error.to_string())
}

fn read_entry(name: &str) -> Result<Option<Secret>, String> {
    match system_entry(name)?.get_secret() {
        Ok(bytes) => Ok(Some(Zeroizing::new(bytes))),
        Err(keyring::v1::Error::NoEntry) => Ok(None),
        Err(error) => Err(error.to_string()),
    }
}

fn write_entry(name: &str, bytes: &[u8]) -> Result<(), String> {
    system_entry(name)?.set_secret(bytes).map_err(|error| error.to_string())
}

fn remove_entry(name: &str) -> Result<(), String> {
    match system_entry(name)?.delete_credential() {
        Ok(()) | Err(keyring::v1::Error::NoEntry) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}

/// The Secret Service client starts a runtime of its own and panics inside another one, and a keyring that asks
/// for its password answers when the user does; so each call has a plain thread and a time limit.
fn on_own_thread<T: Send + 'static>(
    limit: Duration,
    work: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> Result<T, String> {
    let (sender, receiver) = mpsc::channel();
    let thread = thread::Builder::new().name("keyring".to_owned());
    let worked = move || {
        let done = work();
        wipe_stack();
        sender.send(done)
    };
    let _ = thread.spawn(worked).map_err(|error| error.to_string())?;
    receiver.recv_timeout(limit).map_err(|_| "no answer from the keyring".to_owned())?
}

/// The cipher of the Secret Service leaves what it was given on the stack, and the stack of a thread that has ended
/// waits for the next one, unwiped.
#[inline(never)]
fn wipe_stack() {
    let mut below = Zeroizing::new([0_u8; STACK_TO_WIPE]);
    let _ = std::hint::black_box(&mut below);
}
