//! What stands under the fields of the dialog, and what a refusal leaves to be done.

use crate::domain::key::PinState;
use crate::fault::{Fault, SupportCode};
use crate::gui::screens::pin::{At, Kind, PinScreen, typing};
use crate::gui::screens::trouble::Trouble;
use crate::gui::widgets::Hint;
use crate::tr;

impl PinScreen {
    /// What stands under a field: the last answer, else what the typed characters tell.
    pub(super) fn hint(&self, at: At) -> Hint {
        let secret = self.drafts[at as usize].reveal();
        if let Some((Some(told), fault)) = &self.fault
            && *told == at
        {
            return Hint::Bad(self.refusal(fault));
        }
        let limits = self.place.pin_length;
        match at {
            At::First => {
                let told = typing::keyboard(secret, self.caps);
                let told = told.or_else(|| typing::misfit(secret, (1, limits.1), self.pressed));
                match told {
                    Some(told) => Hint::Bad(told),
                    None if self.kind == Kind::Unlock && self.training => {
                        Hint::Plain(tr!("pin-admin-training"))
                    }
                    None => Hint::None,
                }
            }
            At::New => {
                let over = self.pressed || !self.drafts[2].is_empty();
                let caps = self.caps == Some(true) && typing::keyboard(secret, self.caps).is_some();
                if let Some(misfit) = typing::misfit(secret, limits, over && !self.may_be_empty()) {
                    Hint::Bad(misfit)
                } else if self.is_same() {
                    Hint::Bad(tr!("pin-same"))
                } else if typing::has_cyrillic(secret) {
                    let told =
                        if self.is_computer() { tr!("unlock-cyrillic") } else { tr!("pin-better-latin") };
                    Hint::Plain(told)
                } else if caps {
                    Hint::Plain(tr!("pin-caps"))
                } else if self.may_be_empty() && secret.is_empty() {
                    Hint::Plain(tr!("unlock-empty"))
                } else if self.is_computer() {
                    Hint::None
                } else {
                    typing::limits(limits).map_or(Hint::None, Hint::Plain)
                }
            }
            At::Repeat if (self.pressed || !secret.is_empty()) && self.drafts[1] != self.drafts[2] => {
                let told = if self.is_computer() { tr!("unlock-differs") } else { tr!("pin-differs") };
                Hint::Bad(told)
            }
            At::Repeat => Hint::None,
        }
    }

    /// Why it was refused, and what is left of the tries.
    fn refusal(&self, fault: &Fault) -> String {
        let trouble = Trouble::new(fault);
        match (fault.code, self.place.pin) {
            (SupportCode::PinWrong, PinState::CountLow) => {
                format!("{}. {}", trouble.headline, typing::tries_left(&self.place))
            }
            // What to do stands above the field already.
            (SupportCode::AdminPinWrong, _) => format!("{}.", trouble.headline),
            _ => trouble.cause_and_fix(),
        }
    }

    /// Nothing can be typed that would help, and what may help instead.
    pub(super) fn dead_end(&self) -> Option<(String, Option<String>)> {
        let told = self.fault.as_ref().map(|(_, fault)| fault.code);
        let locked = self.place.pin == PinState::Locked || told == Some(SupportCode::PinLocked);
        match self.kind {
            Kind::Change if locked => Some((tr!("pin-locked-text"), Some(tr!("pin-unlock")))),
            Kind::Unlock if told == Some(SupportCode::AdminPinLocked) => {
                Some((Trouble::new(&SupportCode::AdminPinLocked.into()).line(), None))
            }
            _ => None,
        }
    }
}

/// The field at which a refusal is told; none for what is no matter of a PIN.
pub(super) fn belongs_to(fault: &Fault) -> Option<At> {
    use SupportCode::*;
    match fault.code {
        PinWrong | PasswordWrong | PinLocked | AdminPinWrong | AdminPinLocked => Some(At::First),
        PinWeak | PinReused | PinLength => Some(At::New),
        _ => None,
    }
}

/// The new PIN is typed in two fields: a refusal of it is over when either is typed into.
pub(super) fn of_one_pin(one: At, other: At) -> bool {
    (one == At::First) == (other == At::First)
}
