//! «Резервная копия»: onto another token, into a folder instead, and what becomes of a copy that was cut.

use crate::domain::entry::Event;
use crate::domain::key::{PinState, Place, PlaceId};
use crate::domain::medium::CopyPlace;
use crate::domain::secret::{Keep, Pin};
use crate::fault::SupportCode;
use crate::renewal::tests::driver::{PIN, Play, operator};
use crate::renewal::tests::world::{World, safe, token};
use crate::renewal::{Input, Question, Step};

const ASKED: Question = Question::Backup { with_key: false };

fn on(place: &Place) -> CopyPlace {
    CopyPlace::on(&place.id).unwrap()
}

fn folder() -> CopyPlace {
    CopyPlace::Folder("copies".into())
}

fn back_up(place: CopyPlace) -> Input {
    Input::Backup { place, password: None }
}

/// Everything is done but the copy, and two tokens are connected.
fn play() -> Play {
    let mut world = World::new(&[]);
    world.places.push(safe());
    let mut play = Play::start(operator(), world);
    play.until_asked(&ASKED);
    play
}

fn copy(play: &Play) -> Option<CopyPlace> {
    play.view().backup.map(|(place, _)| place)
}

fn asks_for_pin_of(play: &Play, place: &PlaceId) -> bool {
    matches!(play.question(), Some(Question::Pin { key, .. }) if key.place == *place)
}

#[test]
fn a_copy_on_another_token_needs_its_pin_and_stands_in_the_journal_before_it_is_written() {
    let mut play = play();
    play.give(back_up(on(&safe())));
    assert!(asks_for_pin_of(&play, &safe().id), "{:?}", play.question());
    assert_eq!((play.view().step, play.events("copy-begun")), (Step::Backup, 0));
    play.give(Input::Unlock(Pin::new(PIN.into()), Keep::Once));
    let names: Vec<_> = play.world.journal.iter().map(|entry| entry.event.name()).collect();
    assert_eq!(names[names.len() - 3..], ["copy-begun", "backed-up", "finished"]);
    assert_eq!(copy(&play), Some(on(&safe())));
}

#[test]
fn the_token_of_the_key_itself_takes_no_copy() {
    let mut play = play();
    play.give(back_up(on(&token())));
    assert_eq!(play.question(), Some(ASKED));
    assert_eq!(play.view().fault.map(|fault| fault.code), Some(SupportCode::BackupMedium));
    assert!(!play.flow.takes_copy(&token()) && play.flow.takes_copy(&safe()));
    let unfit = [
        Place { writable: false, ..safe() },
        Place { pin: PinState::Locked, ..safe() },
        Place { free_bytes: Some(100), ..safe() },
        Place { id: PlaceId::Computer, ..safe() },
    ];
    assert!(unfit.iter().all(|place| !play.flow.takes_copy(place)));
}

#[test]
fn whoever_does_not_know_the_pin_chooses_another_place() {
    let mut play = play();
    play.give(back_up(on(&safe())));
    play.give(Input::Back);
    assert_eq!(play.question(), Some(ASKED));
    play.give(back_up(folder()));
    assert_eq!((copy(&play), play.events("copy-begun")), (Some(folder()), 0));
    assert!(play.has(|event| *event == Event::Finished));
}

#[test]
fn a_copy_that_was_cut_is_gone_on_with_where_it_was_begun() {
    let mut whole = play();
    whole.give(back_up(on(&safe())));
    whole.give(Input::Unlock(Pin::new(PIN.into()), Keep::Once));
    let begun = whole.world.journal.iter().position(|entry| entry.event.name() == "copy-begun").unwrap();
    let cut = |connected: bool| {
        let mut world = whole.world.at_line(begun + 1);
        if connected {
            world.places.push(safe());
        }
        Play::resume(whole.profile.clone(), world)
    };
    let mut play = cut(true);
    assert!(asks_for_pin_of(&play, &safe().id), "nobody has to choose again: {:?}", play.question());
    play.give(Input::Unlock(Pin::new(PIN.into()), Keep::Once));
    assert_eq!((copy(&play), play.events("copy-begun")), (Some(on(&safe())), 1));

    let mut play = cut(false);
    assert_eq!(play.question(), Some(ASKED));
    let fault = play.view().fault.unwrap();
    assert_eq!((fault.code, fault.fact("token")), (SupportCode::TokenAbsent, Some("Сейф")));
    play.world.places.push(safe());
    play.give(back_up(on(&safe())));
    assert!(asks_for_pin_of(&play, &safe().id));
}

#[test]
fn a_token_that_fails_asks_for_its_pin_again_and_can_be_left() {
    let mut play = play();
    play.world.fails.insert("backup", SupportCode::TokenRemoved);
    play.give(back_up(on(&safe())));
    play.give(Input::Unlock(Pin::new(PIN.into()), Keep::Once));
    assert_eq!(play.question(), Some(ASKED));
    assert_eq!(play.view().fault.map(|fault| fault.code), Some(SupportCode::TokenRemoved));
    play.world.fails.clear();
    play.give(back_up(on(&safe())));
    assert!(asks_for_pin_of(&play, &safe().id), "its session is gone: {:?}", play.question());
    play.give(Input::Back);
    play.give(back_up(folder()));
    assert_eq!(copy(&play), Some(folder()));
}
