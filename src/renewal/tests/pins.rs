//! When a PIN is asked for, and what is known of it then.

use crate::domain::entry::Event;
use crate::domain::key::PinState;
use crate::fault::{Fault, SupportCode};
use crate::renewal::tests::driver::{Play, Stop, operator};
use crate::renewal::tests::world::World;
use crate::renewal::{Effect, Input, Question};

fn at_pin() -> Play {
    let mut play = Play::start(operator(), World::new(&[]));
    play.until(|play| matches!(play.question(), Some(Question::Pin { .. })));
    play
}

#[test]
fn a_kept_pin_is_not_asked_for_again() {
    let asked = |kept: bool| {
        let mut world = World::new(&[]);
        world.kept = kept;
        let mut play = Play::start(operator(), world);
        play.finish();
        assert!(play.has(|event| *event == Event::Finished));
        play.stops.iter().filter(|(_, stop)| matches!(stop, Stop::Asked(Question::Pin { .. }))).count()
    };
    assert_eq!((asked(false), asked(true)), (1, 0));
}

#[test]
fn a_kept_pin_that_was_refused_is_told_with_the_question_and_the_renewal_goes_on() {
    let mut world = World::new(&[]);
    world.stale = true;
    let mut play = Play::start(operator(), world);
    play.until(|play| matches!(play.question(), Some(Question::Pin { .. })));
    assert!(matches!(play.question(), Some(Question::Pin { place, .. }) if place.pin == PinState::CountLow));
    assert_eq!(play.view().fault.map(|fault| fault.code), Some(SupportCode::PinStale));
    play.finish();
    assert!(play.has(|event| *event == Event::Finished));
    let asked = play.stops.iter().filter(|(_, stop)| matches!(stop, Stop::Asked(Question::Pin { .. })));
    assert_eq!(asked.count(), 1);
}

#[test]
fn a_pin_that_was_tried_or_changed_meanwhile_is_asked_for_with_its_counter_read_anew() {
    let mut play = at_pin();
    play.world.places[0].pin = PinState::FinalTry;
    play.give(Input::Refresh);
    assert!(matches!(play.question(), Some(Question::Pin { place, .. }) if place.pin == PinState::FinalTry));
}

/// Some tokens let nothing but a change of the PIN through, and say so only after the login.
#[test]
fn a_pin_that_expired_stops_the_step_and_is_asked_for_after_it_was_changed() {
    let mut play = at_pin();
    let login = play.flow.on(
        Input::Unlock(
            crate::domain::secret::Pin::new("12345678".to_owned()),
            crate::domain::secret::Keep::Once,
        ),
        play.world.now,
    );
    let [Effect::Login { op, .. }] = &login[..] else { panic!("{login:?}") };
    let fault = Fault::new(SupportCode::PinExpired);
    let effects = play.flow.on(Input::Reply(*op, Err(fault)), play.world.now);
    assert!(effects.is_empty());
    assert_eq!(play.question(), Some(Question::Retry));
    play.give(Input::Retry);
    assert!(matches!(play.question(), Some(Question::Pin { .. })), "{:?}", play.question());
    play.finish();
    assert!(play.has(|event| *event == Event::Finished));
}
