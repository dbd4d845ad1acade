//! The window looks for itself: at its start, at «Проверить сейчас», and when the CA may be asked again.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;

use renewal_master::ca::profile::{self, Library};
use renewal_master::compose::Desktop;
use renewal_master::platform::directories::Directories;
use renewal_master::runtime::message::{Card, Command, Notice};
use renewal_master::runtime::{system, worker};
use renewal_master::token::Places;

use super::office::{Office, POLITE};

/// Where the only unfinished renewal stands.
fn stage(cards: &[Card]) -> String {
    let card = cards.iter().find_map(|card| match card {
        Card::Unfinished(unfinished) => Some(unfinished.standing.id().to_owned()),
        _ => None,
    });
    card.unwrap()
}

/// Seed rows 1.31, 3.26.
#[test]
fn the_panel_of_an_open_window_moves_on_without_a_press() {
    let Some(office) = Office::new("window", "treasury") else { return };
    office.world.put_certificate(20);
    assert_eq!(office.submit().code, 4);
    office.pass_working_days(5);
    system::follow(office.clock());

    let directories = Directories::at(&office.home()).unwrap();
    let profile = Arc::new(profile::load(Path::new(&office.profile())).unwrap());
    let library = Library::Given(vec![profile.clone()]);
    let places = Places::new(Vec::new(), directories.keys(), |_, _| Ok(()), None);
    let workshop = Box::new(Desktop::new(directories, profile, library, places));
    let (orders, commands) = channel();
    let (news, notices) = channel();
    let working = std::thread::spawn(move || {
        worker::run(workshop, &commands, &mut |notice| {
            if let Notice::Panel(panel) = notice {
                let _ = news.send(stage(&panel.cards));
            }
        });
    });
    let next = || notices.recv_timeout(Duration::from_secs(60)).unwrap();
    assert_eq!((next(), next()), ("checking".to_owned(), "approval".to_owned()), "at the start");

    office.press("approve", &[]);
    office.pass(POLITE);
    orders.send(Command::Scan).unwrap();
    assert_eq!((next(), next()), ("approval".to_owned(), "operator".to_owned()), "at «Проверить сейчас»");
    drop(orders);
    working.join().unwrap();
}
