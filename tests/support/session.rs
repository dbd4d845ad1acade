//! A message bus with a keyring of its own (gnome-keyring, by the Secret Service), around a program.

use std::path::Path;
use std::process::Command;

use super::world::World;

/// The keyring's files lie in `HOME`; behind the program what it holds stands in the file `entries` there,
/// which is whole as soon as it is there.
const SESSION: &str = r#"
mkdir -p -m 700 "$HOME" "$XDG_RUNTIME_DIR"
open() { printf password | gnome-keyring-daemon --unlock --components=secrets; }
locked() { gnome-keyring-daemon --daemonize --components=secrets; }
$KEYRING >/dev/null
"$@"
code=$?
secret-tool search --all service renewal-master >"$HOME/entries.new" 2>&1
mv "$HOME/entries.new" "$HOME/entries"
exit $code
"#;

/// A keyring, as the user has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keyring {
    /// Unlocked at the login, as on most desktops.
    Open,
    /// Locked, and nobody types its password.
    Locked,
}

/// What it takes. False, with the reason printed, when something is missing.
pub fn installed() -> bool {
    for tool in ["/usr/bin/gnome-keyring-daemon", "/usr/bin/dbus-run-session", "/usr/bin/secret-tool"] {
        if !Path::new(tool).exists() {
            eprintln!("skipped: {tool} is not installed");
            return false;
        }
    }
    true
}

/// A program in a session of this world, not yet started.
pub fn in_session(world: &World, keyring: Keyring, program: &str, arguments: &[String]) -> Command {
    let mut session = Command::new("timeout");
    session.args(["120", "dbus-run-session", "--", "sh", "-c", SESSION, "session", program]).args(arguments);
    world.environment(&mut session);
    session
        .env("KEYRING", if keyring == Keyring::Open { "open" } else { "locked" })
        .env("RENEWAL_VAULT", "keyring")
        .env("HOME", world.path("user"))
        .env("XDG_DATA_HOME", world.path("user/data"))
        .env("XDG_RUNTIME_DIR", world.path("user/run"))
        .env("XDG_CONFIG_HOME", world.path("user/config"));
    session
}

/// What the keyring held behind the last session. It shows secrets as well, which may be no text.
pub fn entries(world: &World) -> String {
    String::from_utf8_lossy(&std::fs::read(world.path("user/entries")).unwrap()).into_owned()
}
