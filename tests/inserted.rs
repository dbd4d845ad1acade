//! A token that is inserted while the window asks where the key goes: the worker behind the window tells of it by
//! itself. On SoftHSM2, in a process of its own, since only the process that makes a token of SoftHSM2 sees it come.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs, clippy::print_stdout, clippy::expect_used)]

mod support;

use std::path::Path;
use std::process::Command as Process;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use cryptoki::context::Pkcs11;
use cryptoki::types::AuthPin;
use renewal_master::compose;
use renewal_master::domain::identifier::Snils;
use renewal_master::domain::key::PlaceId;
use renewal_master::renewal::{Input, Question, View};
use renewal_master::runtime::message::{Card, Command, Notice};
use renewal_master::runtime::worker;

use support::world::{PIN, SNILS, SOFTHSM, World};

/// Tells the second process where the profile is.
const PROFILE: &str = "INSERTED_PROFILE";
const NEW: &str = "Вставленный";

#[test]
fn a_token_that_is_inserted_is_told_without_a_press_of_a_button() {
    let Some(world) = World::new("inserted") else { return };
    world.put_certificate(4);
    let mut window = Process::new(std::env::current_exe().unwrap());
    window.args(["--exact", "window", "--ignored", "--nocapture"]);
    world.environment(&mut window);
    let output = window.env(PROFILE, world.path("sandbox/profile.toml")).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("seen after"), "{said}{output:?}");
}

/// The worker with the world of the test above.
#[test]
#[ignore = "a process of its own, begun by the test above"]
fn window() {
    let Some(profile) = std::env::var_os(PROFILE) else { return };
    let workshop = compose::window(Some(Path::new(&profile)), &[SOFTHSM.into()]).unwrap();
    let (orders, commands) = channel();
    let (tell, notices) = channel();
    let worker = std::thread::spawn(move || {
        worker::run(workshop, &commands, &mut |notice| {
            let _ = tell.send(notice);
        });
    });
    let found = loop {
        if let Notice::Panel(panel) = next(&notices)
            && let Some(Card::Due { found, .. }) = panel.cards.into_iter().next()
        {
            break found;
        }
    };
    let order = |command| orders.send(command).unwrap();
    order(Command::Start(found));
    let _ = until(&notices, |view| view.question == Some(Question::Snils));
    order(Command::Input(Input::Snils(Snils::parse(SNILS).unwrap())));
    let _ = until(&notices, |view| view.question == Some(Question::Data));
    order(Command::Input(Input::Agree));
    let before = until(&notices, |view| view.question == Some(Question::Place));
    assert!(!has_new(&before));

    insert();
    let since = Instant::now();
    let after = until(&notices, has_new);
    println!("seen after {:?}", since.elapsed());
    assert_eq!(after.question, Some(Question::Place), "the page stays as it is");
    assert_eq!(after.places.len(), before.places.len() + 1);
    // And nothing more is told while nothing changes.
    assert!(notices.recv_timeout(Duration::from_secs(2)).is_err());
    drop(orders);
    worker.join().unwrap();
}

fn insert() {
    let module = Pkcs11::new(SOFTHSM).unwrap();
    let empty = module
        .get_all_slots()
        .unwrap()
        .into_iter()
        .find(|slot| module.get_token_info(*slot).is_ok_and(|info| !info.token_initialized()));
    module.init_token(empty.unwrap(), &AuthPin::new(PIN.into()), NEW).unwrap();
    // Its end would finalise the module under the worker.
    std::mem::forget(module);
}

fn has_new(view: &View) -> bool {
    view.places.iter().any(|place| matches!(&place.id, PlaceId::Token { label, .. } if label == NEW))
}

fn until(notices: &Receiver<Notice>, there: impl Fn(&View) -> bool) -> View {
    loop {
        match next(notices) {
            Notice::View(view) if there(&view) => return *view,
            Notice::Failed(fault) => panic!("{fault}"),
            _ => {}
        }
    }
}

fn next(notices: &Receiver<Notice>) -> Notice {
    notices.recv_timeout(Duration::from_secs(60)).expect("the worker says nothing")
}
