//! The PIN of the training token and the PIN of its administrator, with counters and rules as tokens have them.

use crate::domain::key::PinState;
use crate::domain::secret::{Keep, Pin};
use crate::fault::{Fault, SupportCode};
use crate::token::MemoryToken;

/// Wrong PINs until the token locks itself; of the administrator, until it can only be formatted.
const TRIES: u8 = 3;
/// Shortest and longest PIN in bytes.
pub(super) const LENGTH: (usize, usize) = (6, 32);
/// PIN of the administrator of the training token; the window tells it where it is asked for.
pub const ADMIN_PIN: &str = "87654321";

impl MemoryToken {
    /// Logs in once.
    ///
    /// # Errors
    /// `PinWrong`, `PinLocked`.
    pub fn login(&mut self, pin: Pin, keep: Keep) -> Result<(), Fault> {
        (self.open, self.kept) = (false, None);
        self.try_pin(&pin)?;
        self.open = true;
        self.kept = (keep == Keep::UntilClosed).then_some(pin);
        Ok(())
    }

    /// Logged in, or a kept PIN does it by itself.
    pub fn is_open(&self) -> bool {
        self.open || self.kept.as_ref().is_some_and(|pin| pin.reveal() == self.state.pin)
    }

    /// Logs out. A kept PIN stays.
    pub fn logout(&mut self) {
        self.open = false;
    }

    /// Gives a new PIN by the old one.
    ///
    /// # Errors
    /// `PinWrong`, `PinLocked`, `PinLength`, `PinWeak`, `PinReused`, `DiskFull`.
    pub fn change_pin(&mut self, old: &Pin, new: &Pin) -> Result<(), Fault> {
        self.try_pin(old)?;
        self.set_pin(new)
    }

    /// Gives a new PIN by the PIN of the administrator, whose tries are counted apart.
    ///
    /// # Errors
    /// `AdminPinWrong`, `AdminPinLocked`, `PinLength`, `PinWeak`, `PinReused`, `DiskFull`.
    pub fn unlock_pin(&mut self, admin: &Pin, new: &Pin) -> Result<(), Fault> {
        let right = admin.reveal() == self.state.admin_pin;
        let answer = counted(&mut self.state.admin_wrong, right, ADMIN_CODES);
        self.save()?;
        answer.map_err(|code| self.fault(code))?;
        self.set_pin(new)
    }

    fn try_pin(&mut self, pin: &Pin) -> Result<(), Fault> {
        let right = pin.reveal() == self.state.pin;
        let answer = counted(&mut self.state.wrong, right, CODES);
        self.save()?;
        answer.map_err(|code| self.fault(code))
    }

    /// The rules are looked at before anything is changed.
    fn set_pin(&mut self, new: &Pin) -> Result<(), Fault> {
        let (shortest, longest) = LENGTH;
        if !(shortest..=longest).contains(&new.byte_len()) {
            return Err(self.fault(SupportCode::PinLength));
        }
        if new.reveal() == self.state.pin {
            return Err(self.fault(SupportCode::PinReused));
        }
        if is_weak(new) {
            return Err(self.fault(SupportCode::PinWeak));
        }
        new.reveal().clone_into(&mut self.state.pin);
        (self.state.wrong, self.state.to_be_changed) = (0, false);
        (self.open, self.kept) = (false, None);
        self.save()
    }

    fn fault(&self, code: SupportCode) -> Fault {
        Fault::new(code).with("token", &self.state.label)
    }
}

/// What a wrong PIN is called, and a locked one.
type Codes = (SupportCode, SupportCode);
const CODES: Codes = (SupportCode::PinWrong, SupportCode::PinLocked);
const ADMIN_CODES: Codes = (SupportCode::AdminPinWrong, SupportCode::AdminPinLocked);

/// What a token tells of its counter.
pub(super) fn counter(wrong: u8) -> PinState {
    match wrong {
        0 => PinState::Fine,
        TRIES.. => PinState::Locked,
        wrong if wrong + 1 == TRIES => PinState::FinalTry,
        _ => PinState::CountLow,
    }
}

/// Counts a try as tokens do: a right PIN resets the counter, unless it is locked already.
fn counted(wrong: &mut u8, right: bool, (refused, locked): Codes) -> Result<(), SupportCode> {
    if *wrong >= TRIES {
        return Err(locked);
    }
    *wrong = if right { 0 } else { *wrong + 1 };
    match (right, *wrong >= TRIES) {
        (true, _) => Ok(()),
        (false, true) => Err(locked),
        (false, false) => Err(refused),
    }
}

/// One character over and over, or a run such as 12345678, up or down.
fn is_weak(pin: &Pin) -> bool {
    let codes: Vec<i64> = pin.reveal().chars().map(|c| i64::from(u32::from(c))).collect();
    let steps: Vec<i64> = codes.windows(2).map(|pair| pair[1] - pair[0]).collect();
    steps.first().is_some_and(|first| first.abs() <= 1 && steps.iter().all(|step| step == first))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use std::fs;

    use super::*;
    use crate::domain::key::CkaId;

    const FACTORY: &str = "12345678";

    fn pin(text: &str) -> Pin {
        Pin::new(text.to_owned())
    }

    fn code(answer: Result<(), Fault>) -> Option<SupportCode> {
        answer.err().map(|fault| fault.code)
    }

    /// A new token in a folder of the test, which is removed first.
    fn token(name: &str) -> MemoryToken {
        let folder = std::env::temp_dir().join(format!("renewal-memory-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        MemoryToken::open(folder.join("token.json"), "Учебный", FACTORY, |_, _| Ok(())).unwrap()
    }

    fn done(token: MemoryToken) {
        fs::remove_dir_all(token.file.parent().unwrap()).unwrap();
    }

    #[test]
    fn a_changed_pin_is_the_only_right_one_also_after_the_file_was_read_again() {
        let mut token = token("change");
        token.state.to_be_changed = true;
        assert_eq!(token.place().pin, PinState::ToBeChanged);
        token.change_pin(&pin(FACTORY), &pin("Весна-26")).unwrap();
        assert_eq!(token.place().pin, PinState::Fine);
        let mut token = MemoryToken::open(token.file, "", "", |_, _| Ok(())).unwrap();
        assert_eq!(code(token.login(pin(FACTORY), Keep::Once)), Some(SupportCode::PinWrong));
        assert_eq!(code(token.login(pin("Весна-26"), Keep::Once)), None);
        done(token);
    }

    #[test]
    fn a_new_pin_that_breaks_a_rule_leaves_the_old_one_and_spends_no_try() {
        let mut token = token("rules");
        let refused = [
            ("12345", SupportCode::PinLength),
            ("очень-длинный-пароль", SupportCode::PinLength),
            (FACTORY, SupportCode::PinReused),
            ("77777777", SupportCode::PinWeak),
            ("98765432", SupportCode::PinWeak),
        ];
        for (new, expected) in refused {
            assert_eq!(code(token.change_pin(&pin(FACTORY), &pin(new))), Some(expected), "{new}");
            assert_eq!(code(token.unlock_pin(&pin(ADMIN_PIN), &pin(new))), Some(expected), "{new}");
        }
        assert_eq!(token.place().pin, PinState::Fine);
        assert_eq!(code(token.login(pin(FACTORY), Keep::Once)), None);
        done(token);
    }

    #[test]
    fn a_locked_pin_is_opened_by_the_administrator_whose_tries_are_counted_apart() {
        let mut token = token("unlock");
        for state in [PinState::CountLow, PinState::FinalTry, PinState::Locked] {
            let _ = token.change_pin(&pin("wrong-one"), &pin("Vesna-26"));
            assert_eq!(token.place().pin, state);
        }
        assert_eq!(code(token.change_pin(&pin(FACTORY), &pin("Vesna-26"))), Some(SupportCode::PinLocked));
        assert_eq!(code(token.unlock_pin(&pin(FACTORY), &pin("Vesna-26"))), Some(SupportCode::AdminPinWrong));
        assert_eq!(token.place().pin, PinState::Locked);
        token.unlock_pin(&pin(ADMIN_PIN), &pin("Vesna-26")).unwrap();
        assert_eq!(token.place().pin, PinState::Fine);
        assert_eq!(code(token.login(pin("Vesna-26"), Keep::Once)), None);
        let wrong: Vec<_> =
            (0..TRIES).map(|_| code(token.unlock_pin(&pin("nobody"), &pin("Osen-2026")))).collect();
        assert_eq!(wrong.last(), Some(&Some(SupportCode::AdminPinLocked)));
        let right = token.unlock_pin(&pin(ADMIN_PIN), &pin("Osen-2026"));
        assert_eq!(code(right), Some(SupportCode::AdminPinLocked), "the right one comes too late");
        done(token);
    }

    #[test]
    fn a_kept_pin_survives_a_logout_and_no_change() {
        let mut token = token("kept");
        token.login(pin(FACTORY), Keep::Once).unwrap();
        token.logout();
        assert!(!token.is_open());
        token.login(pin(FACTORY), Keep::UntilClosed).unwrap();
        token.logout();
        assert!(token.is_open() && token.remove(&CkaId::new([1])).is_ok());
        token.change_pin(&pin(FACTORY), &pin("Vesna-26")).unwrap();
        assert!(!token.is_open());
        done(token);
    }
}
