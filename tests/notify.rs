//! Notices on a real message bus: a desktop that takes them, none, and one that hangs.
#![cfg(target_os = "linux")]
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

#[path = "support/bus.rs"]
mod bus;

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use bus::{again, desktop, inside, with_a_bus};
use renewal_master::platform::notify::notify;

#[test]
fn a_notice_reaches_the_desktop_and_brings_no_markup() {
    if !inside() {
        with_a_bus("a_notice_reaches_the_desktop_and_brings_no_markup");
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
