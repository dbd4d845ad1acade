//! Every call of a whole renewal on a token fails in turn: the token is pulled at it, it fails, it loses its session,
//! it never comes back. Whoever then puts the token back and types the PIN again ends with a finished renewal, or,
//! having given up, with the token as it was.

#![cfg(target_os = "linux")]
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod person;
mod point;
#[path = "../support/mod.rs"]
mod support;

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use person::Way;
use point::Ground;
use support::world::World;

/// What a call may do, in the words of the interposer. A token that was pulled stays away until it is put back.
const FAULTS: [&str; 4] = ["pull", "0x30", "0xb3", "hang"];
/// What a call may do that has changed something already.
const LOST_ANSWERS: [&str; 2] = ["after:pull", "after:0x30"];
/// The calls that change something.
const CHANGING: [&str; 5] =
    ["C_Login", "C_GenerateKeyPair", "C_CreateObject", "C_SetAttributeValue", "C_DestroyObject"];
/// Renewals at a time: most of their time they wait for the CA, or for a call that hangs.
const AT_A_TIME: usize = 12;
/// Renewals at one CA: the sandbox writes all its requests anew at each of them.
const AT_ONE_CA: usize = 12;

/// The other side of this test: a person at a renewal, in a process with an environment of its own.
#[test]
fn a_person_renews() {
    if std::env::var_os(person::FOLDER).is_some() {
        person::renew();
    }
}

#[test]
fn whatever_call_fails_the_renewal_ends_well_when_the_token_is_back() {
    let Some(mut world) = World::new("token-faults") else { return };
    world.put_certificate(4);
    let calls = Ground::new(&world).undisturbed();
    world.stop_sandbox();

    let mut points = Vec::new();
    for (number, function) in (1..).zip(&calls) {
        let lost = LOST_ANSWERS.iter().filter(|_| CHANGING.contains(&function.as_str()));
        for fault in FAULTS.iter().chain(lost) {
            // The ways take turns, so that each fault meets each of them at every function.
            let way = Way::ALL[points.len() % Way::ALL.len()];
            points.push((number, function.clone(), *fault, way));
        }
    }
    let chunks: Vec<_> = points.chunks(AT_ONE_CA).enumerate().collect();
    let (next, wrong, ends) =
        (AtomicUsize::new(0), Mutex::new(Vec::new()), Mutex::new(BTreeMap::<String, usize>::new()));
    let work = || {
        while let Some((chunk, points)) = chunks.get(next.fetch_add(1, Ordering::SeqCst)) {
            let mut world = world.copy(&format!("token-faults-{chunk}"));
            world.start_sandbox(&[]);
            let ground = Ground::new(&world);
            for (number, function, fault, way) in *points {
                match ground.fail(*number, fault, *way) {
                    Ok(end) => *ends.lock().unwrap().entry(format!("{fault}: {end}")).or_default() += 1,
                    Err(what) => {
                        wrong.lock().unwrap().push(format!("{number} {function} {fault} {way:?}: {what}"));
                    }
                }
            }
        }
    };
    std::thread::scope(|scope| (0..AT_A_TIME).for_each(|_| _ = scope.spawn(work)));
    // Not by a macro of the test harness, which keeps what it prints to itself.
    let mut told = std::io::stderr();
    let _ = writeln!(told, "{} points of {} calls were failed", points.len(), calls.len());
    for (end, count) in ends.into_inner().unwrap() {
        let _ = writeln!(told, "{count:4} {end}");
    }
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{} points went wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(calls.len() >= 40, "a renewal makes some dozens of calls, not {}", calls.len());
}
