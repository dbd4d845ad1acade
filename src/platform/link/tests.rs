//! Two copies of the program, one of which may be anything.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::fs;
use std::io::{Read, Write};
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
        Self { folder, links, listener: Some(listener) }
    }

    fn heard(&self) -> Option<Link> {
        self.links.recv_timeout(Duration::from_secs(10)).ok()
    }

    /// A caller that says what it likes.
    #[cfg(unix)]
    fn connect(&self) -> std::os::unix::net::UnixStream {
        std::os::unix::net::UnixStream::connect(system::file(&self.folder)).unwrap()
    }

    /// A caller that says what it likes. The pipe may just be hearing the one before.
    #[cfg(windows)]
    fn connect(&self) -> fs::File {
        let name = system::of_home(&self.folder).unwrap();
        let begun = Instant::now();
        loop {
            match fs::OpenOptions::new().read(true).write(true).open(&name) {
                Err(error) if begun.elapsed() > Duration::from_secs(10) => panic!("{error}"),
                Err(_busy) => std::thread::yield_now(),
                Ok(pipe) => return pipe,
            }
        }
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
    assert!(!system::file(&home.folder).exists());
    assert!(!hand_over(&home.folder, &link()));
    assert!(!hand_over(&home.folder.join("missing"), &link()));
}

#[test]
fn what_a_killed_copy_left_behind_is_no_obstacle() {
    let mut home = Home::new("killed");
    #[cfg(windows)]
    let left = fs::read(system::file(&home.folder)).unwrap();
    home.listener = None;
    // As after a kill: the file is there, and nobody listens.
    #[cfg(unix)]
    drop(std::os::unix::net::UnixListener::bind(system::file(&home.folder)).unwrap());
    #[cfg(windows)]
    fs::write(system::file(&home.folder), left).unwrap();
    assert!(!hand_over(&home.folder, &link()));
    let (sender, links) = channel();
    let on_link = Box::new(move |link| sender.send(link).unwrap());
    home.listener = Some(Listener::open(&home.folder, on_link).unwrap());
    assert!(hand_over(&home.folder, &link()));
    assert_eq!(links.recv_timeout(Duration::from_secs(10)).unwrap(), link());
}

#[test]
fn two_homes_hear_nothing_of_each_other() {
    let (one, other) = (Home::new("one"), Home::new("other"));
    assert!(hand_over(&one.folder, &link()));
    assert!(hand_over(&other.folder, &Link::Window));
    assert_eq!((one.heard(), other.heard()), (Some(link()), Some(Link::Window)));
    assert!(one.links.try_recv().is_err() && other.links.try_recv().is_err());
}

#[test]
fn nonsense_is_thrown_away_and_the_next_link_still_comes() {
    let home = Home::new("nonsense");
    let flood = "a".repeat(1_000_000);
    for text in ["", "\n", "quit\n", "renewal-master://open/../../x\n", &flood] {
        let mut stream = home.connect();
        // The listener may have hung up before the flood was over.
        let _ = stream.write_all(text.as_bytes());
        // A pipe has no half end: there the listener gives up after its second.
        #[cfg(unix)]
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
#[cfg(unix)]
fn only_the_user_may_speak_to_the_socket() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new("rights");
    let mode = system::file(&home.folder).metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

/// What a file of the home says becomes a number, and never a path to something else.
#[test]
#[cfg(windows)]
fn nothing_but_a_pipe_is_opened() {
    let home = Home::new("path");
    for text in ["", "C:\\Windows\\win.ini", "..\\..\\x", "instance", "-1"] {
        fs::write(system::file(&home.folder), text).unwrap();
        assert!(system::of_home(&home.folder).is_err(), "{text}");
        assert!(!hand_over(&home.folder, &link()));
    }
}
