//! Notices on a real message bus: a desktop that takes them, none, and one that hangs.
#![cfg(target_os = "linux")]
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use std::collections::HashMap;
use std::path::PathBuf;
use std::process::Command;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use renewal_master::platform::notify::notify;
use zbus::zvariant::OwnedValue;

/// Set for the copy of this program that runs beside a bus of its own.
const INSIDE: &str = "NOTIFY_TEST_INSIDE";

/// What a desktop does with `org.freedesktop.Notifications` (Desktop Notifications Specification 1.2).
struct Desktop {
    capabilities: Vec<String>,
    shown: Sender<(String, String)>,
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Desktop {
    fn get_capabilities(&self) -> Vec<String> {
        self.capabilities.clone()
    }

    #[expect(clippy::too_many_arguments, reason = "so many has the method of the specification")]
    fn notify(
        &self,
        _application: String,
        _replaces: u32,
        _icon: String,
        summary: String,
        body: String,
        _actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _timeout: i32,
    ) -> u32 {
        self.shown.send((summary, body)).unwrap();
        7
    }
}

fn desktop(capabilities: &[&str]) -> (zbus::blocking::Connection, Receiver<(String, String)>) {
    let (shown, seen) = channel();
    let capabilities = capabilities.iter().map(|name| (*name).to_owned()).collect();
    let connection = zbus::blocking::connection::Builder::session()
        .unwrap()
        .name("org.freedesktop.Notifications")
        .unwrap()
        .serve_at("/org/freedesktop/Notifications", Desktop { capabilities, shown })
        .unwrap()
        .build()
        .unwrap();
    (connection, seen)
}

/// Runs one test of this file in a copy of this program, as a part of this command. `None` without the command.
fn again(mut command: Command, test: &str) -> Option<String> {
    let program = std::env::current_exe().unwrap();
    let output = command.arg(program).args(["--exact", test, "--nocapture"]).env(INSIDE, "1").output();
    let Ok(output) = output else {
        eprintln!("skipped: {:?} is not installed", command.get_program());
        return None;
    };
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    Some(said)
}

fn inside() -> bool {
    std::env::var_os(INSIDE).is_some()
}

#[test]
fn a_notice_reaches_the_desktop_and_brings_no_markup() {
    if !inside() {
        let mut session = Command::new("dbus-run-session");
        session.arg("--");
        again(session, "a_notice_reaches_the_desktop_and_brings_no_markup");
        return;
    }
    for (capabilities, body) in
        [(&["body"][..], "<a> & Ко"), (&["body", "body-markup"], "&lt;a&gt; &amp; Ко")]
    {
        let (desktop, seen) = desktop(capabilities);
        assert!(notify("Заявка согласована", "<a> & Ко"));
        let shown = seen.recv_timeout(Duration::from_secs(5)).unwrap();
        assert_eq!(shown, ("Заявка согласована".to_owned(), body.to_owned()));
        desktop.close().unwrap();
    }
}

#[test]
fn without_a_desktop_it_says_so_and_goes_on() {
    if !inside() {
        let mut nowhere = Command::new("env");
        nowhere.arg("DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent/bus");
        again(nowhere, "without_a_desktop_it_says_so_and_goes_on");
        return;
    }
    assert!(!notify("Заявка согласована", ""));
}

#[test]
fn a_bus_that_hangs_costs_a_few_seconds() {
    let socket =
        PathBuf::from(format!("{}/renewal-bus-{}", std::env::temp_dir().display(), std::process::id()));
    if !inside() {
        // Accepts by its backlog, and never says a word.
        let _silent = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        let mut hanging = Command::new("env");
        hanging.arg(format!("DBUS_SESSION_BUS_ADDRESS=unix:path={}", socket.display()));
        again(hanging, "a_bus_that_hangs_costs_a_few_seconds");
        std::fs::remove_file(socket).unwrap();
        return;
    }
    let begun = Instant::now();
    assert!(!notify("Заявка согласована", ""));
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
}
