//! Linux and macOS: a Unix socket beside the lock.

use std::fs;
use std::io::{self, ErrorKind, Read, Write};
use std::net::Shutdown;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Instant;

use super::{LIMIT, OnLink, TAKEN, is_taken, understood};
use crate::domain::link::Link;
use crate::fault::Fault;

pub(super) fn file(home: &Path) -> PathBuf {
    home.join("instance.sock")
}

#[derive(Debug)]
pub(super) struct Listener {
    path: PathBuf,
    ended: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Listener {
    pub(super) fn open(home: &Path, on_link: OnLink) -> Result<Self, Fault> {
        let path = file(home);
        // Left behind by a copy that was killed: the lock says that nobody listens there any more.
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        let listener = UnixListener::bind(&path)?;
        // The home is private already; this also holds where somebody opened it up.
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600))?;
        let ended = Arc::new(AtomicBool::new(false));
        let stop = ended.clone();
        let thread = std::thread::Builder::new().name("links".to_owned()).spawn(move || {
            for stream in listener.incoming() {
                if stop.load(Ordering::Acquire) {
                    return;
                }
                // A caller that is gone, slow or talks nonsense has no link.
                if let Ok(Some(link)) = stream.and_then(|mut stream| take(&mut stream)) {
                    on_link(link);
                }
            }
        })?;
        Ok(Self { path, ended, thread: Some(thread) })
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Release);
        // Wakes the thread up. When even that fails, the thread ends with the program.
        let woken = UnixStream::connect(&self.path).is_ok();
        let _ = fs::remove_file(&self.path);
        if let Some(thread) = self.thread.take().filter(|_| woken) {
            let _ = thread.join();
        }
    }
}

fn take(stream: &mut UnixStream) -> io::Result<Option<Link>> {
    let link = understood(read_line(stream, Link::LONGEST)?);
    if link.is_some() {
        stream.set_write_timeout(Some(LIMIT))?;
        stream.write_all(TAKEN)?;
    }
    Ok(link)
}

/// One line without its end, of at most so many bytes, within [`LIMIT`] however slowly it drips in.
fn read_line(stream: &mut UnixStream, longest: usize) -> io::Result<Vec<u8>> {
    let end = Instant::now() + LIMIT;
    let mut line = Vec::new();
    let mut byte = [0];
    while line.len() <= longest {
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(ErrorKind::TimedOut.into());
        }
        stream.set_read_timeout(Some(left))?;
        match stream.read(&mut byte)? {
            0 => break,
            _ if byte == *b"\n" => return Ok(line),
            _ => line.extend(byte),
        }
    }
    Err(ErrorKind::InvalidData.into())
}

pub(super) fn hand_over(home: &Path, link: &Link) -> io::Result<bool> {
    let mut stream = UnixStream::connect(file(home))?;
    stream.set_write_timeout(Some(LIMIT))?;
    stream.write_all(format!("{link}\n").as_bytes())?;
    stream.shutdown(Shutdown::Write)?;
    Ok(is_taken(&read_line(&mut stream, TAKEN.len())?))
}
