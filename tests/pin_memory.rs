//! Where a PIN stays that was given to the program: in none of its files, and, after logout, nowhere in its memory or in
//! that of its helpers. `docs/tokens.md` tells what this cannot show.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[cfg(feature = "gui")]
#[allow(dead_code, reason = "the journeys use the rest")]
#[path = "journey/display.rs"]
mod display;
mod support;

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use support::dump;
use support::world::{LABEL, PIN, SOFTHSM, World};

/// Nothing else in a program looks like it, nor like a piece of it.
const SECRET: &str = "plum7vexq4zik";

/// A token with one certificate, whose PIN is the secret.
fn world(name: &str) -> Option<World> {
    let world = World::new(name)?;
    world.put_certificate(4);
    world.on_token(LABEL, PIN, &["--change-pin", "--new-pin", SECRET]);
    Some(world)
}

/// Nothing of the program has it: the token library keeps its own files.
fn in_no_file(world: &World) {
    let found = [dump::files(&world.path("home"), SECRET), dump::files(&world.path("sandbox"), SECRET)].concat();
    assert!(found.is_empty(), "{found:?}");
}

/// Nor has the memory of the program and of those it has begun.
fn in_no_memory(process: u32, known: impl Fn(&str) -> bool) {
    let mut looked = 0;
    for process in dump::family(process) {
        match dump::memory(process, SECRET) {
            Ok(found) => {
                looked += 1;
                let unknown: Vec<_> = found.iter().filter(|place| !known(place)).collect();
                assert!(unknown.is_empty(), "{unknown:#?}");
            }
            Err(why) => eprintln!("skipped: {why}"),
        }
    }
    eprintln!("looked into {looked} processes");
}

#[test]
fn the_look_into_a_memory_finds_what_is_there() {
    let kept = std::hint::black_box(format!("{SECRET} of this test"));
    let found = dump::memory(std::process::id(), &kept);
    assert!(found.is_err() || found.is_ok_and(|found| !found.is_empty()), "{kept}");
}

#[test]
fn while_renewctl_waits_for_the_ca_the_pin_is_nowhere_but_in_the_environment_it_came_by() {
    let Some(mut world) = world("pin-renewctl") else { return };
    world.start_sandbox(&["--delay", "3600"]);
    let mut renewctl = world.renewctl_command(world.renew_arguments());
    let mut renewctl = renewctl.env("TEST_PIN", SECRET).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(renewctl.stdout.take().unwrap()).lines().map(Result::unwrap);
    let said: Vec<String> = lines.by_ref().take_while(|line| !line.contains("\"submitted\"")).collect();
    let ended = renewctl.try_wait().unwrap();
    assert!(ended.is_none(), "{ended:?} {said:#?}");
    in_no_memory(renewctl.id(), |_| false);
    in_no_file(&world);
    assert!(said.iter().all(|line| !line.contains(SECRET)));
    renewctl.kill().unwrap();
    renewctl.wait().unwrap();
}
