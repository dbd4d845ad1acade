//! A token that is inserted is told by itself: on the panel, and while the window asks where the key goes. On SoftHSM2
//! behind a module that hides its token; in a process of its own, for the environment.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs, clippy::print_stdout, clippy::expect_used)]

#[path = "support/moody.rs"]
mod moody;
mod support;

use std::path::{Path, PathBuf};
use std::process::Command as Process;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use renewal_master::ca::profile::{self, Library};
use renewal_master::compose::Desktop;
use renewal_master::domain::identifier::Snils;
use renewal_master::domain::key::{Place, PlaceId};
use renewal_master::platform::directories::Directories;
use renewal_master::renewal::{Input, Question, View};
use renewal_master::runtime::message::{Card, Command, Notice};
use renewal_master::runtime::worker;
use renewal_master::token::worker::WorkerProgram;
use renewal_master::token::worker::deadlines::Deadlines;
use renewal_master::token::{Places, discovery};

use moody::Moody;
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
    let Some(hidden) = Moody::new("inserted", NEW, PIN) else { return };
    hidden.mood("absent");
    let directories = Directories::open().unwrap();
    let profile = Arc::new(profile::load(Path::new(&profile)).unwrap());
    let library = Library::Given(vec![profile.clone()]);
    let modules = discovery::explicit(&[PathBuf::from(SOFTHSM), hidden.path()]);
    let places = Places::new(modules, directories.keys(), |_, _| Ok(()), None)
        .with_workers(&WorkerProgram::at(env!("CARGO_BIN_EXE_renewctl")), &Deadlines::default());
    let workshop = Box::new(Desktop::new(directories, profile, library, places));
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
    // The panel follows.
    hidden.mood("");
    let panel = |with_new: bool| {
        loop {
            if let Notice::Panel(panel) = next(&notices)
                && panel.places.iter().any(is_new) == with_new
            {
                return;
            }
        }
    };
    panel(true);
    hidden.mood("absent");
    panel(false);

    let order = |command| orders.send(command).unwrap();
    order(Command::Start(found));
    let _ = until(&notices, |view| view.question == Some(Question::Snils));
    order(Command::Input(Input::Snils(Snils::parse(SNILS).unwrap())));
    let _ = until(&notices, |view| view.question == Some(Question::Data));
    order(Command::Input(Input::Agree));
    let before = until(&notices, |view| view.question == Some(Question::Place));
    assert!(!has_new(&before));

    hidden.mood("");
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

fn has_new(view: &View) -> bool {
    view.places.iter().any(is_new)
}

fn is_new(place: &Place) -> bool {
    matches!(&place.id, PlaceId::Token { label, .. } if label == NEW)
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
