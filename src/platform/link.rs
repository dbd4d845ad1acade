//! Hands a link to the copy of the program that is open already, by a socket beside its lock.
//!
//! One line goes in, `ok` comes back. Whoever may write into the home may do this, and nobody else; what comes in
//! is bounded in length and time and is read as a [`Link`] or thrown away. On Windows there is no such socket:
//! nobody takes the link, and the second copy says that the program is open already.

use std::path::Path;

use crate::domain::link::Link;
use crate::fault::Fault;

/// What is done with a link that came in.
pub type OnLink = Box<dyn Fn(Link) + Send>;

/// Takes links from later copies of the program until it is dropped.
#[derive(Debug)]
pub struct Listener {
    #[cfg(unix)]
    _inner: unix::Listener,
}

impl Listener {
    /// Listens in a home whose [`Instance`](crate::platform::instance::Instance) the caller holds. `None` where links
    /// cannot be handed over.
    ///
    /// # Errors
    /// `DiskDenied`, also for a home whose path is too long for a socket.
    #[cfg_attr(not(unix), expect(clippy::unnecessary_wraps, unused_variables, reason = "nothing to open"))]
    pub fn open(home: &Path, on_link: OnLink) -> Result<Option<Self>, Fault> {
        #[cfg(unix)]
        return Ok(Some(Self { _inner: unix::Listener::open(home, on_link)? }));
        #[cfg(not(unix))]
        Ok(None)
    }
}

/// Gives a link to the copy that works in this home. False when there is none, or it does not answer in time.
pub fn hand_over(home: &Path, link: &Link) -> bool {
    #[cfg(unix)]
    return unix::hand_over(home, link).unwrap_or(false);
    #[cfg(not(unix))]
    {
        let _ = (home, link);
        false
    }
}

#[cfg(unix)]
mod unix {
    use std::fs;
    use std::io::{self, ErrorKind, Read, Write};
    use std::net::Shutdown;
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::net::{UnixListener, UnixStream};
    use std::path::{Path, PathBuf};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread::JoinHandle;
    use std::time::{Duration, Instant};

    use super::OnLink;
    use crate::domain::link::Link;
    use crate::fault::Fault;

    /// Longest time for one link, on either side.
    const LIMIT: Duration = Duration::from_secs(1);
    const TAKEN: &[u8] = b"ok\n";

    fn socket(home: &Path) -> PathBuf {
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
            let path = socket(home);
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
        let line = read_line(stream, Link::LONGEST)?;
        let link = String::from_utf8(line).ok().and_then(|text| Link::parse(&text).ok());
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
        let mut stream = UnixStream::connect(socket(home))?;
        stream.set_write_timeout(Some(LIMIT))?;
        stream.write_all(format!("{link}\n").as_bytes())?;
        stream.shutdown(Shutdown::Write)?;
        let answer = read_line(&mut stream, TAKEN.len())?;
        Ok(TAKEN.strip_suffix(b"\n") == Some(&answer))
    }
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::fs;
    use std::io::{Read, Write};
    use std::os::unix::net::UnixStream;
    use std::path::PathBuf;
    use std::sync::mpsc::{Receiver, channel};
    use std::time::{Duration, Instant};

    use super::*;

    struct Home {
        folder: PathBuf,
        links: Receiver<Link>,
        listener: Option<Listener>,
    }

    impl Home {
        fn new(name: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("renewal-link-{name}-{}", std::process::id()));
            fs::create_dir_all(&folder).unwrap();
            let (sender, links) = channel();
            let on_link = Box::new(move |link| sender.send(link).unwrap());
            let listener = Listener::open(&folder, on_link).unwrap();
            Self { folder, links, listener }
        }

        fn heard(&self) -> Option<Link> {
            self.links.recv_timeout(Duration::from_secs(10)).ok()
        }

        fn connect(&self) -> UnixStream {
            UnixStream::connect(self.folder.join("instance.sock")).unwrap()
        }
    }

    impl Drop for Home {
        fn drop(&mut self) {
            self.listener = None;
            fs::remove_dir_all(&self.folder).unwrap();
        }
    }

    fn link() -> Link {
        Link::parse("renewal-master://approve/treasury/00112233445566778899aabbccddeeff").unwrap()
    }

    #[test]
    fn a_link_reaches_the_copy_that_is_open() {
        let home = Home::new("reaches");
        assert!(hand_over(&home.folder, &link()));
        assert_eq!(home.heard(), Some(link()));
    }

    #[test]
    fn without_another_copy_nobody_takes_it() {
        let mut home = Home::new("nobody");
        home.listener = None;
        assert!(!home.folder.join("instance.sock").exists());
        assert!(!hand_over(&home.folder, &link()));
        assert!(!hand_over(&home.folder.join("missing"), &link()));
    }

    #[test]
    fn the_socket_of_a_killed_copy_is_no_obstacle() {
        let mut home = Home::new("killed");
        home.listener = None;
        // Dropped without removing its file, as after a kill.
        drop(std::os::unix::net::UnixListener::bind(home.folder.join("instance.sock")).unwrap());
        assert!(!hand_over(&home.folder, &link()));
        let (sender, links) = channel();
        home.listener =
            Listener::open(&home.folder, Box::new(move |link| sender.send(link).unwrap())).unwrap();
        assert!(hand_over(&home.folder, &link()));
        assert_eq!(links.recv_timeout(Duration::from_secs(10)).unwrap(), link());
    }

    #[test]
    fn nonsense_is_thrown_away_and_the_next_link_still_comes() {
        let home = Home::new("nonsense");
        let flood = "a".repeat(1_000_000);
        for text in ["", "\n", "quit\n", "renewal-master://open/../../x\n", &flood] {
            let mut stream = home.connect();
            // The listener may have hung up before the flood was over.
            let _ = stream.write_all(text.as_bytes());
            let _ = stream.shutdown(std::net::Shutdown::Write);
            let mut answer = Vec::new();
            let _ = stream.read_to_end(&mut answer);
            assert!(answer.is_empty(), "{answer:?}");
        }
        assert!(hand_over(&home.folder, &link()));
        assert_eq!(home.heard(), Some(link()));
        assert!(home.links.try_recv().is_err());
    }

    #[test]
    fn a_silent_caller_holds_nobody_up_for_long() {
        let home = Home::new("silent");
        let begun = Instant::now();
        let mut silent = home.connect();
        silent.write_all(b"renewal-master://open/").unwrap();
        let _ = silent.read(&mut [0]);
        assert!(begun.elapsed() < Duration::from_secs(8));
        assert!(hand_over(&home.folder, &link()));
    }

    #[test]
    fn only_the_user_may_speak_to_the_socket() {
        use std::os::unix::fs::PermissionsExt;
        let home = Home::new("rights");
        let mode = home.folder.join("instance.sock").metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
