//! The journal's key in a real keyring (gnome-keyring, by the Secret Service), and in a file where there is none.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

#[allow(dead_code, reason = "other tests lock it")]
#[path = "support/session.rs"]
mod session;
#[allow(dead_code)]
#[path = "support/world.rs"]
mod world;

use std::os::unix::fs::PermissionsExt;
use std::process::Output;

use session::{Keyring, entries, in_session, installed};
use world::{World, last_object, objects_of};

#[test]
fn the_keyring_holds_the_key_of_the_journals_and_no_file_does() {
    if !installed() {
        return;
    }
    let Some(mut world) = World::new("in-keyring") else { return };
    world.put_certificate(4);
    let arguments = world.renew_arguments();
    // A CA that takes its time: the renewal is left in the middle.
    world.start_sandbox(&["--delay", "600"]);
    let begun = with_keyring(&world, &[&arguments[..], &["--wait".to_owned(), "0".to_owned()]].concat());
    assert_eq!(last_object(&begun)["outcome"], "waiting", "{}", String::from_utf8_lossy(&begun.stderr));

    let home = world.path("home");
    assert!(!home.join("vault.key").exists(), "the key lies in a file although there is a keyring");
    assert!(home.join("vault.keyring").exists());
    let entries = entries(&world);
    assert!(entries.contains("journal-key"), "{entries}");

    // An hour later another process opens the journal by the same entry, and ends what was begun.
    std::fs::write(world.path("sandbox/clock"), "3600").unwrap();
    let ended = with_keyring(&world, &world.resume_arguments());
    assert_eq!(last_object(&ended)["outcome"], "finished", "{:?}", objects_of(&ended));

    // Without the keyring the journal stays shut, and no new key is made that could never open it.
    let shut =
        world.renewctl_command(world.resume_arguments()).env("RENEWAL_VAULT", "keyring").output().unwrap();
    assert_eq!(last_object(&shut)["code"], "VAULT-FAILED");
    assert!(!home.join("vault.key").exists());
}

#[test]
fn without_a_keyring_the_key_lies_in_a_file_of_the_owner_alone() {
    let Some(world) = World::new("no-keyring") else { return };
    world.put_certificate(4);
    let mut command = world.renewctl_command(world.renew_arguments());
    // A bus that does not exist: nobody answers for the Secret Service.
    let nowhere = format!("unix:path={}", world.path("no-bus").display());
    let output =
        command.env("RENEWAL_VAULT", "keyring").env("DBUS_SESSION_BUS_ADDRESS", nowhere).output().unwrap();
    assert_eq!(last_object(&output)["outcome"], "finished");

    let key = world.path("home/vault.key");
    assert_eq!(std::fs::metadata(key).unwrap().permissions().mode() & 0o777, 0o600);
}

/// `renewctl` in a session with an open keyring.
fn with_keyring(world: &World, arguments: &[String]) -> Output {
    in_session(world, Keyring::Open, env!("CARGO_BIN_EXE_renewctl"), arguments).output().unwrap()
}
