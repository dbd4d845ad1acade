//! PINs of a token: what is known of them, how they are changed and unlocked.

use cryptoki_sys::*;

use crate::domain::key::{PinState, PlaceId};
use crate::domain::secret::Pin;
use crate::fault::{Fault, SupportCode};
use crate::token::calls::{Rights, Session};
use crate::token::module::{Module, is_pad, serial, text};
use crate::token::rv;

/// Whose PIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum User {
    /// Of the one who signs (`CKU_USER`).
    Owner,
    /// Of the administrator (`CKU_SO`).
    Admin,
}

impl Module {
    /// Gives a token a new PIN by the old one. Where the PIN is typed on the reader, both are.
    ///
    /// # Errors
    /// `PinWrong` with the facts of [`Module::login`], `PinLength`, `PinWeak`, `PinReused` and their kin; the old PIN
    /// is then still the right one.
    pub fn change_pin(&mut self, place: &PlaceId, old: &Pin, new: &Pin) -> Result<(), Fault> {
        let (slot, info) = self.find(place)?;
        let typed = !is_pad(&info);
        let (old, new) = (typed.then_some(old), typed.then_some(new));
        let own = match self.open.contains_key(&serial(&info)) {
            true => None,
            false => Some(
                Session::open(&self.calls, slot, Rights::Write).map_err(|error| self.lost(&error, slot))?,
            ),
        };
        let Some(session) = own.as_ref().or_else(|| self.open.get(&serial(&info))) else {
            return Err(SupportCode::Internal.into());
        };
        let changed = match session.set_pin(old, new) {
            // Some want the user to be logged in before.
            Err(error) if error.rv() == Some(CKR_USER_NOT_LOGGED_IN) => {
                session.login(old).and_then(|()| session.set_pin(old, new))
            }
            answer => answer,
        };
        if own.as_ref().is_some_and(Session::is_logged_in) {
            session.logout();
        }
        let Err(error) = changed else { return Ok(()) };
        if own.is_none() && rv::ends_session(&error) {
            let _ = self.open.remove(&serial(&info));
        }
        Err(self.refused(self.lost(&error, slot), slot, &info, User::Owner))
    }

    /// Gives a token a new user PIN by the PIN of the administrator. Whoever was logged in is not any more.
    ///
    /// # Errors
    /// `AdminPinWrong`, `AdminPinLocked` with the fact `state` of the administrator's PIN; `PinLength`, `PinWeak`,
    /// `PinReused` and their kin for the new one.
    pub fn unlock_pin(&mut self, place: &PlaceId, admin: &Pin, new: &Pin) -> Result<(), Fault> {
        let (slot, info) = self.find(place)?;
        let typed = !is_pad(&info);
        // The administrator cannot log in beside the user.
        if let Some(session) = self.open.remove(&serial(&info)) {
            session.logout();
        }
        let session =
            Session::open(&self.calls, slot, Rights::Write).map_err(|error| self.lost(&error, slot))?;
        if let Err(error) = session.login_as_admin(typed.then_some(admin)) {
            let mut fault = self.lost(&error, slot);
            fault.code = rv::admin_code(fault.code);
            return Err(self.refused(fault, slot, &info, User::Admin));
        }
        let set = session.init_pin(typed.then_some(new));
        session.logout();
        set.map_err(|error| self.lost(&error, slot).with("token", text(&info.label)))
    }

    /// A refused PIN, with what the token says of it now. Some modules say «wrong» of a locked PIN, others never set
    /// the flag: both are looked at.
    pub(super) fn refused(
        &self,
        mut fault: Fault,
        slot: CK_SLOT_ID,
        info: &CK_TOKEN_INFO,
        user: User,
    ) -> Fault {
        let state = self.calls.token_info(slot).map_or(PinState::Unknown, |info| pin_state(&info, user));
        fault.code = match fault.code {
            SupportCode::PinWrong if state == PinState::Locked => SupportCode::PinLocked,
            SupportCode::AdminPinWrong if state == PinState::Locked => SupportCode::AdminPinLocked,
            code => code,
        };
        let tries = match fault.code {
            SupportCode::PinWrong => self.calls.tries_left(slot),
            _ => None,
        };
        let fault = fault.with("token", text(&info.label)).with("state", format!("{state:?}"));
        match tries {
            Some(tries) => fault.with("tries", tries),
            None => fault,
        }
    }
}

/// What the flags of a token say of a PIN.
pub fn pin_state(info: &CK_TOKEN_INFO, user: User) -> PinState {
    let set = |owner, admin| info.flags & if user == User::Owner { owner } else { admin } != 0;
    if set(CKF_USER_PIN_LOCKED, CKF_SO_PIN_LOCKED) {
        PinState::Locked
    } else if set(CKF_USER_PIN_FINAL_TRY, CKF_SO_PIN_FINAL_TRY) {
        PinState::FinalTry
    } else if set(CKF_USER_PIN_COUNT_LOW, CKF_SO_PIN_COUNT_LOW) {
        PinState::CountLow
    } else if set(CKF_USER_PIN_TO_BE_CHANGED, CKF_SO_PIN_TO_BE_CHANGED) {
        PinState::ToBeChanged
    } else if user == User::Owner && info.flags & CKF_USER_PIN_INITIALIZED == 0 {
        PinState::NotSet
    } else {
        PinState::Fine
    }
}
