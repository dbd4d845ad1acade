//! Tokens that are inserted or pulled out while something is asked.

use crate::domain::key::{PinState, Place};
use crate::domain::workplace::Checked;
use crate::fault::{Fault, SupportCode};
use crate::renewal::Question;
use crate::renewal::tests::driver::{Play, operator, treasury};
use crate::renewal::tests::world::{World, safe, token};

/// The places are looked at, as the worker does every now and then; true when anything came of it.
fn look(play: &mut Play) -> bool {
    assert!(play.flow.watches_places(), "{:?}", play.question());
    let effects = play.flow.see(play.world.places.clone(), play.world.now);
    let told = effects.is_some();
    play.carry_out(effects.unwrap_or_default());
    told
}

/// Row 0.11.
#[test]
fn a_token_that_is_inserted_appears_among_the_places_and_one_that_is_pulled_out_goes() {
    let mut play = Play::start(operator(), World::new(&[]));
    assert!(!play.flow.watches_places(), "nobody needs a token for a number");
    play.until_asked(&Question::Place);
    assert!(!look(&mut play), "nothing has changed");
    play.world.places.push(safe());
    assert!(look(&mut play) && !look(&mut play));
    assert_eq!(play.view().places, [token(), safe()]);
    play.world.places.remove(0);
    assert!(look(&mut play));
    assert_eq!((play.view().places, play.question()), (vec![safe()], Some(Question::Place)));
}

#[test]
fn the_workplace_is_checked_again_when_a_token_comes_or_goes_and_not_otherwise() {
    let mut world = World::new(&[]);
    world.places.clear();
    let line = world.checks.iter_mut().find(|check| check.subject == Checked::Token).unwrap();
    line.fault = Some(SupportCode::TokenAbsent.into());
    let mut play = Play::start(treasury(), world);
    assert_eq!(play.question(), Some(Question::Workplace));
    assert!(!look(&mut play) && !play.view().can_proceed());
    play.world.places.push(token());
    play.world.checks.iter_mut().for_each(|check| check.fault = None);
    assert!(look(&mut play));
    assert!(play.question() == Some(Question::Workplace) && play.view().can_proceed());
    assert!(!look(&mut play));
}

/// It was inserted while the checks ran: the line of the token is wrong from the beginning.
#[test]
fn a_check_that_was_overtaken_is_made_once_more_and_not_for_ever() {
    let mut world = World::new(&[]);
    let line = world.checks.iter_mut().find(|check| check.subject == Checked::Token).unwrap();
    line.fault = Some(SupportCode::TokenAbsent.into());
    let mut play = Play::start(treasury(), world);
    assert!(look(&mut play));
    assert!(!look(&mut play), "a token that the check does not take stays a matter of the user");
}

#[test]
fn a_renewal_that_stands_still_without_its_token_goes_on_when_it_comes() {
    let mut play = Play::start(operator(), World::new(&[]));
    play.until_asked(&Question::Place);
    play.until(|play| matches!(play.question(), Some(Question::Pin { .. })));
    play.flow.interrupt(Fault::new(SupportCode::TokenAbsent).with("token", "Касса"));
    play.world.places = vec![safe()];
    assert!(look(&mut play));
    assert_eq!(play.question(), Some(Question::Retry), "another token is no help");
    play.world.places.push(token());
    assert!(look(&mut play));
    assert!(matches!(play.question(), Some(Question::Pin { .. })), "{:?}", play.question());
    assert_eq!(play.view().fault, None);
}

#[test]
fn a_token_that_was_back_before_anybody_looked_is_noticed() {
    let mut play = Play::start(operator(), World::new(&[]));
    play.until_asked(&Question::Place);
    play.until(|play| matches!(play.question(), Some(Question::Pin { .. })));
    play.flow.interrupt(Fault::new(SupportCode::TokenAbsent).with("token", "Касса"));
    assert!(look(&mut play));
    assert!(matches!(play.question(), Some(Question::Pin { .. })), "{:?}", play.question());
}

#[test]
fn other_failures_wait_for_the_user() {
    let mut play = Play::start(operator(), World::new(&[]));
    play.flow.interrupt(SupportCode::CaUnreachable.into());
    assert!(!play.flow.watches_places());
}

#[test]
fn a_pin_counter_that_reads_otherwise_is_shown_with_the_question() {
    let mut play = Play::start(operator(), World::new(&[]));
    play.until(|play| matches!(play.question(), Some(Question::Pin { .. })));
    play.world.places = vec![Place { pin: PinState::FinalTry, ..token() }];
    assert!(look(&mut play));
    let Some(Question::Pin { place, .. }) = play.question() else { panic!("{:?}", play.question()) };
    assert_eq!(place.pin, PinState::FinalTry);
}
