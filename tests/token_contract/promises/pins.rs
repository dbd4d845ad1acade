//! The PIN in all its states. Tries of a token that was given are spent one at a time and won back at once.

use renewal_master::domain::key::PinState;
use renewal_master::domain::secret::Pin;
use renewal_master::fault::{Fault, SupportCode};
use renewal_master::ports::Tokens;

use crate::Outcome;
use crate::bench::{Bench, dash, other_pin};
use crate::report::Dash;

/// More than any module here allows.
const MANY: usize = 20;
/// Longest PIN that is tried where the module sets no limit.
const LONG: usize = 300;

pub fn wrong(bench: &mut Bench) -> Outcome {
    bench.may_fail()?;
    let fault = bench.login(&other_pin(&bench.given.pin)).unwrap_err();
    let state = bench.look().pin;
    bench.open()?;
    assert_eq!(fault.code, SupportCode::PinWrong, "{fault:?}");
    assert_eq!(fault.fact("state"), Some(format!("{state:?}").as_str()), "{fault:?}");
    Ok(())
}

pub fn right_after_wrong(bench: &mut Bench) -> Outcome {
    bench.may_fail()?;
    let _ = bench.login(&other_pin(&bench.given.pin)).unwrap_err();
    bench.open()?;
    let state = bench.look().pin;
    let well = [PinState::Fine, PinState::ToBeChanged, PinState::Unknown];
    if well.contains(&state) { Ok(()) } else { dash("the warning stays after a right PIN") }
}

pub fn too_long(bench: &mut Bench) -> Outcome {
    bench.may_fail()?;
    let longest = bench.place.pin_length.1;
    let length = if longest > 0 && longest < LONG { longest + 1 } else { LONG };
    let fault = bench.login(&"1".repeat(length)).unwrap_err();
    bench.open()?;
    assert!(matches!(fault.code, SupportCode::PinWrong | SupportCode::PinLength), "{fault:?}");
    Ok(())
}

pub fn changed(bench: &mut Bench) -> Outcome {
    bench.may_fail()?;
    bench.places.logout();
    let old = bench.given.pin.clone();
    let new = other_pin(&old);
    change(bench, &old, &new)?;
    bench.places.logout();
    let with_new = bench.login(&new);
    bench.places.logout();
    let with_old = bench.login(&old);
    bench.places.logout();
    let back = bench.places.change_pin(&bench.id(), pin(&new), pin(&old));
    with_new.expect("the new PIN opens the token");
    let fault = with_old.expect_err("the old PIN still opens the token");
    assert_eq!(fault.code, SupportCode::PinWrong, "{fault:?}");
    back.expect("the PIN is what it was");
    bench.open_anew()
}

pub fn too_short(bench: &mut Bench) -> Outcome {
    bench.may_fail()?;
    let shortest = bench.place.pin_length.0;
    if shortest < 2 {
        return dash("the module sets no shortest PIN");
    }
    let short = "7".repeat(shortest - 1);
    let old = bench.given.pin.clone();
    bench.places.logout();
    let refused = bench.places.change_pin(&bench.id(), pin(&old), pin(&short));
    if refused.is_ok() {
        bench.places.change_pin(&bench.id(), pin(&short), pin(&old)).expect("the PIN is what it was");
    }
    bench.open_anew()?;
    let fault = refused.expect_err("a PIN below the limit of the module was set");
    let told = [SupportCode::PinLength, SupportCode::PinWeak];
    assert!(told.contains(&fault.code), "{fault:?}");
    Ok(())
}

pub fn wrong_old(bench: &mut Bench) -> Outcome {
    bench.may_fail()?;
    let (old, new) = (bench.given.pin.clone(), other_pin(&other_pin(&bench.given.pin)));
    let wrong = other_pin(&old);
    let refused = bench.places.change_pin(&bench.id(), pin(&wrong), pin(&new));
    bench.open_anew()?;
    assert_eq!(refused.unwrap_err().code, SupportCode::PinWrong);
    Ok(())
}

pub fn unlocked(bench: &mut Bench) -> Outcome {
    let admin = admin(bench)?;
    bench.places.logout();
    // The same PIN again, so that whatever happens the token is as it was.
    let given = bench.given.pin.clone();
    let new = if bench.given.own { other_pin(&given) } else { given.clone() };
    bench.places.unlock_pin(&bench.id(), pin(&admin), pin(&new)).expect("the administrator's PIN is right");
    bench.places.logout();
    let opened = bench.login(&new);
    bench.places.logout();
    if new != given {
        bench.places.unlock_pin(&bench.id(), pin(&admin), pin(&given)).unwrap();
    }
    opened.expect("the PIN that the administrator has set opens the token");
    bench.open_anew()
}

pub fn wrong_admin(bench: &mut Bench) -> Outcome {
    let admin = admin(bench)?;
    if !bench.given.own {
        return dash("no try of an administrator's PIN is spent on a token that was given");
    }
    bench.places.logout();
    let wrong = other_pin(&admin);
    let given = bench.given.pin.clone();
    let fault = bench.places.unlock_pin(&bench.id(), pin(&wrong), pin(&other_pin(&given))).unwrap_err();
    assert_eq!(fault.code, SupportCode::AdminPinWrong, "{fault:?}");
    bench.open_anew()
}

/// Only on a token that was made for this.
pub fn counted(bench: &mut Bench) -> Outcome {
    if !bench.given.own {
        return dash("a token that was given is never locked");
    }
    bench.may_fail()?;
    let wrong = other_pin(&bench.given.pin);
    let mut told: Vec<Fault> = Vec::new();
    for _ in 0..MANY {
        told.push(bench.login(&wrong).unwrap_err());
        if told.last().is_some_and(|fault| fault.code == SupportCode::PinLocked) {
            break;
        }
        assert_eq!(told.last().map(|fault| fault.code), Some(SupportCode::PinWrong));
    }
    if told.last().is_none_or(|fault| fault.code != SupportCode::PinLocked) {
        bench.open()?;
        return dash("the module counts wrong PINs without end");
    }
    let states: Vec<&str> = told.iter().filter_map(|fault| fault.fact("state")).collect();
    let at = |state: &str| states.iter().position(|told| *told == state);
    // By its own rule: few after seven, the last after nine, locked after ten. Two tries a login would come sooner.
    if bench.given.name == "kryoptic" {
        assert_eq!((at("CountLow"), at("FinalTry"), states.len()), (Some(6), Some(8), 10), "{states:?}");
    }
    assert_eq!(bench.look().pin, PinState::Locked);
    let right = bench.given.pin.clone();
    let fault = bench.login(&right).unwrap_err();
    assert_eq!(fault.code, SupportCode::PinLocked, "the right PIN comes too late: {fault:?}");
    let admin = admin(bench)?;
    bench.places.unlock_pin(&bench.id(), pin(&admin), pin(&right)).expect("the administrator unlocks it");
    bench.open_anew()?;
    assert_eq!(bench.look().pin, PinState::Fine);
    Ok(())
}

/// A change of the PIN that the token may refuse to anybody.
fn change(bench: &mut Bench, old: &str, new: &str) -> Outcome {
    match bench.places.change_pin(&bench.id(), pin(old), pin(new)) {
        Ok(()) => Ok(()),
        Err(fault) if matches!(fault.code, SupportCode::PinWeak | SupportCode::PinReused) => {
            bench.open_anew()?;
            dash(&format!(
                "the token has rules for PINs that this one breaks; told as {}",
                fault.support_code()
            ))
        }
        Err(fault) if !bench.place.writable => {
            assert_eq!(fault.code, SupportCode::TokenReadOnly, "{fault:?}");
            dash("the token is write-protected; told as TOKEN-READONLY")
        }
        Err(fault) => panic!("{fault:?}"),
    }
}

fn admin(bench: &Bench) -> Result<String, Dash> {
    match &bench.given.so_pin {
        Some(pin) => Ok(pin.clone()),
        None => dash("no PIN of an administrator was given"),
    }
}

fn pin(text: &str) -> Pin {
    Pin::new(text.to_owned())
}
