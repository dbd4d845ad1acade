//! A message bus of its own for a test, and a desktop on it that takes notices.

use std::collections::HashMap;
use std::process::Command;
use std::sync::mpsc::{Receiver, Sender, channel};

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

/// The desktop, and what it shows: title and text.
pub fn desktop(capabilities: &[&str]) -> (zbus::blocking::Connection, Receiver<(String, String)>) {
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
pub fn again(mut command: Command, test: &str) -> Option<String> {
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

/// Runs one test of this file beside a bus of its own.
pub fn with_a_bus(test: &str) -> Option<String> {
    let mut session = Command::new("dbus-run-session");
    session.arg("--");
    again(session, test)
}

/// This is the copy.
pub fn inside() -> bool {
    std::env::var_os(INSIDE).is_some()
}
