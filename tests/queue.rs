//! `renewctl renew --all`: three certificates of two holders on two tokens, one after the other.
#![cfg(target_os = "linux")]
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, dead_code)]

#[path = "support/world.rs"]
mod world;

use std::io::{BufRead, BufReader};
use std::process::{Command, Output, Stdio};

use renewal_master::sandbox::Clock;
use serde_json::Value;
use world::{LABEL, PIN, SNILS, SOFTHSM, World, blocks, objects_of};

/// The token of the head, with a PIN of its own.
const HEAD: &str = "Дирекция = 1";
const HEAD_PIN: &str = "87654321";

/// Two certificates of the accountant on his token, and one of the head on another.
fn office(name: &str) -> Option<World> {
    let world = World::new(name)?;
    world.add_token(HEAD, HEAD_PIN);
    world.put_certificate(4);
    world.put_certificate_and(20, &["--fss"]);
    let sandbox = world.path("sandbox");
    let put =
        ["--module", SOFTHSM, "--token", HEAD, "--pin-env", "HEAD_PIN", "--days", "6", "--role", "head"];
    let mut command = world.renewctl_command(["training", "--dir", sandbox.to_str().unwrap()]);
    assert!(command.args(put).env("HEAD_PIN", HEAD_PIN).status().unwrap().success());
    Some(world)
}

fn all(world: &World, more: &[&str]) -> Command {
    let profile = world.path("sandbox/profile.toml");
    let mut command = world.renewctl_command(["renew", "--all", "--profile", profile.to_str().unwrap()]);
    command.args(["--module", SOFTHSM, "--yes", "--json", "--pin-env", "TEST_PIN"]);
    command.args(["--pin-env-for", &format!("{HEAD}=HEAD_PIN")]).args(more).env("HEAD_PIN", HEAD_PIN);
    command
}

/// The values of a field of all objects that have it, in their order.
fn each<'a>(objects: &'a [Value], field: &str) -> Vec<&'a str> {
    objects.iter().filter_map(|object| object[field].as_str()).collect()
}

fn outcomes(output: &Output) -> Vec<String> {
    each(&objects_of(output), "outcome").into_iter().map(str::to_owned).collect()
}

/// How many private keys and certificates lie on both tokens.
fn pairs(world: &World) -> [(usize, usize); 2] {
    [(LABEL, PIN), (HEAD, HEAD_PIN)].map(|(label, pin)| {
        let listing = world.on_token(label, pin, &["--list-objects"]);
        let count = |class: &str| blocks(&listing).iter().filter(|block| block.starts_with(class)).count();
        (count("Private Key Object"), count("Certificate Object"))
    })
}

#[test]
fn all_that_is_due_is_renewed_token_by_token_and_nothing_is_left_to_do() {
    let Some(world) = office("queue-all") else { return };
    let output = all(&world, &[]).output().unwrap();
    let objects = objects_of(&output);
    assert_eq!(output.status.code(), Some(0), "{objects:#?}");
    assert_eq!(each(&objects, "outcome"), ["finished", "finished", "finished", "all"]);
    let next: Vec<Value> = objects.iter().filter(|object| object["event"] == "next").cloned().collect();
    assert_eq!(each(&next, "token"), [LABEL, LABEL, HEAD], "one token after the other");
    assert_eq!((&next[2]["at"], &next[2]["of"]), (&3.into(), &3.into()));
    assert_eq!(pairs(&world), [(4, 4), (2, 2)]);
    let again = all(&world, &[]).output().unwrap();
    assert_eq!((again.status.code(), outcomes(&again)), (Some(0), vec!["all".to_owned()]));
}

#[test]
fn only_what_is_meant_is_renewed() {
    let Some(world) = office("queue-some") else { return };
    let output = all(&world, &["--token", HEAD]).output().unwrap();
    assert_eq!((output.status.code(), outcomes(&output).len()), (Some(0), 2));
    assert_eq!(pairs(&world), [(2, 2), (2, 2)]);
    let output = all(&world, &["--snils", SNILS]).output().unwrap();
    assert_eq!((output.status.code(), outcomes(&output).len()), (Some(0), 3));
    assert_eq!(pairs(&world), [(4, 4), (2, 2)]);
}

#[test]
fn killed_in_the_middle_it_goes_on_where_it_stopped() {
    let Some(world) = office("queue-killed") else { return };
    let mut running = all(&world, &[]).stdout(Stdio::piped()).spawn().unwrap();
    let mut second = 0;
    for line in BufReader::new(running.stdout.take().unwrap()).lines().map(Result::unwrap) {
        let object: Value = serde_json::from_str(&line).unwrap();
        second += usize::from(object["event"] == "next");
        if second == 2 && object["event"] == "key-made" {
            break;
        }
    }
    running.kill().unwrap();
    let _ = running.wait().unwrap();
    assert_eq!(second, 2, "it ended before it could be killed");

    let output = all(&world, &[]).output().unwrap();
    let objects = objects_of(&output);
    assert_eq!(output.status.code(), Some(0), "{objects:#?}");
    assert_eq!(each(&objects, "outcome"), ["finished", "finished", "all"], "the first one is done");
    assert_eq!(each(&objects, "event").iter().filter(|event| **event == "started").count(), 1);
    assert_eq!(pairs(&world), [(4, 4), (2, 2)], "the key of the one that was killed serves");
}

#[test]
fn a_pin_that_is_refused_is_tried_once_and_the_other_token_goes_on() {
    let Some(world) = office("queue-wrong") else { return };
    let output =
        all(&world, &["--pin-env-for", &format!("{LABEL}=WRONG_PIN")]).env("WRONG_PIN", "00000000").output();
    let output = output.unwrap();
    let objects = objects_of(&output);
    assert_eq!(output.status.code(), Some(1), "{objects:#?}");
    assert_eq!(each(&objects, "outcome"), ["failed", "failed", "finished", "all"]);
    let started = each(&objects, "event").iter().filter(|event| **event == "started").count();
    assert_eq!(started, 2, "the second certificate of the token was begun with the refused PIN");
    let last = objects.last().unwrap();
    assert_eq!((&last["finished"], &last["failed"]), (&1.into(), &2.into()));
    let output = all(&world, &[]).output().unwrap();
    assert_eq!(outcomes(&output), ["finished", "finished", "all"]);
    assert_eq!(pairs(&world), [(4, 4), (2, 2)]);
}

#[test]
fn what_waits_at_the_ca_keeps_nobody_waiting_and_is_fetched_later() {
    let Some(mut world) = office("queue-waits") else { return };
    world.start_sandbox(&["--delay", "3600"]);
    let output = all(&world, &["--wait", "0"]).output().unwrap();
    assert_eq!((output.status.code(), outcomes(&output).len()), (Some(4), 4));
    Clock::in_folder(&world.path("sandbox")).next_working_day().unwrap();
    let output = all(&world, &["--wait", "0"]).output().unwrap();
    assert_eq!(outcomes(&output), ["finished", "finished", "finished", "all"]);
    assert_eq!((output.status.code(), pairs(&world)), (Some(0), [(4, 4), (2, 2)]));
}
