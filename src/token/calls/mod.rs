//! The PKCS#11 calls that this program makes, and one place through which all of them go.
//!
//! Thin on purpose: a call is made, measured, counted and traced ([`trace`]), and its return value becomes an
//! [`Error`] with the name of the call. What an error means is decided above, in [`crate::token::rv`].
//!
//! A [`Calls`] stays on the thread that loaded it: it is neither `Send` nor `Sync`.

mod attribute;
mod error;
mod functions;
mod library;
mod locked;
mod session;
#[cfg(test)]
mod tests;
mod trace;
mod vendor;

pub use attribute::{Attribute, Wanted, day_after, number};
pub use error::Error;
pub use library::Library;
pub use locked::LockedPin;
pub use session::{Rights, Session};
pub use trace::Trace;

use std::cell::{Cell, RefCell};
use std::time::Duration;

use cryptoki_sys::{
    CK_MECHANISM_INFO, CK_MECHANISM_TYPE, CK_RV, CK_SLOT_ID, CK_TOKEN_INFO, CK_ULONG,
    CKR_CRYPTOKI_ALREADY_INITIALIZED, CKR_NO_EVENT, CKR_OK,
};

/// A loaded module and its trace.
pub struct Calls {
    library: Library,
    trace: RefCell<Trace>,
    /// `C_Initialize` was ours to call, so that `C_Finalize` is as well.
    initialised: Cell<bool>,
    /// A key pair was made since `C_Initialize`.
    generated: Cell<bool>,
}

impl Calls {
    /// Calls of a loaded library.
    pub fn new(library: Library, trace: Trace) -> Self {
        let (initialised, generated) = (Cell::new(false), Cell::new(false));
        Self { library, trace: RefCell::new(trace), initialised, generated }
    }

    /// `C_Initialize`, with a string as `pReserved` for modules that want one. That somebody else in this process has
    /// done it already is no error.
    pub fn initialise(&self, reserved: Option<&str>) -> Result<(), Error> {
        self.generated.set(false);
        match self.c_initialize(reserved) {
            Ok(()) => self.initialised.set(true),
            Err(error) if error.rv() == Some(CKR_CRYPTOKI_ALREADY_INITIALIZED) => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// `C_Finalize`, whoever has initialised: for a module that has to begin anew.
    pub fn finalise(&self) {
        let _ = self.c_finalize();
        self.initialised.set(false);
    }

    /// Slots that hold a token now. Two calls, since a module may notice new readers only when it is asked for the
    /// number (PKCS#11 3.1, 5.5.1); more when the number grows meanwhile.
    pub fn slots_with_token(&self) -> Result<Vec<CK_SLOT_ID>, Error> {
        self.growing(Self::c_get_slot_list)
    }

    /// `C_GetTokenInfo`.
    pub fn token_info(&self, slot: CK_SLOT_ID) -> Result<CK_TOKEN_INFO, Error> {
        self.c_get_token_info(slot)
    }

    /// `C_GetMechanismInfo`.
    pub fn mechanism_info(
        &self,
        slot: CK_SLOT_ID,
        mechanism: CK_MECHANISM_TYPE,
    ) -> Result<CK_MECHANISM_INFO, Error> {
        self.c_get_mechanism_info(slot, mechanism)
    }

    /// The mechanism is in `C_GetMechanismList`.
    pub fn has_mechanism(&self, slot: CK_SLOT_ID, mechanism: CK_MECHANISM_TYPE) -> Result<bool, Error> {
        let all = self.growing(|calls, room| calls.c_get_mechanism_list(slot, room))?;
        Ok(all.contains(&mechanism))
    }

    /// A slot where something has happened since the last question; never waits.
    pub fn slot_event(&self) -> Result<Option<CK_SLOT_ID>, Error> {
        match self.c_wait_for_slot_event() {
            Ok(slot) => Ok(Some(slot)),
            Err(error) if error.rv() == Some(CKR_NO_EVENT) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Tries that are left for the user's PIN, where the vendor has a function that tells it.
    pub fn tries_left(&self, slot: CK_SLOT_ID) -> Option<u32> {
        vendor::tries_left(self, slot)
    }

    /// A key pair was made since the module was initialised: some cannot use it before they are initialised anew.
    pub fn has_generated(&self) -> bool {
        self.generated.get()
    }

    /// The one way of every call: what came of it is counted and traced here.
    fn finish(
        &self,
        call: &'static str,
        rv: CK_RV,
        took: Duration,
        shape: impl FnOnce() -> String,
    ) -> Result<(), Error> {
        self.trace.borrow_mut().note(call, rv, took, shape);
        if rv == CKR_OK { Ok(()) } else { Err(Error::Refused { call, rv }) }
    }

    /// A list that is asked for its length first, and again when it has grown since.
    fn growing<T>(
        &self,
        read: impl Fn(&Self, Option<usize>) -> Result<Growing<T>, Error>,
    ) -> Result<Vec<T>, Error> {
        const TIMES: usize = 4;
        let mut room = None;
        for _ in 0..TIMES {
            match read(self, room)? {
                Growing::Length(0) => return Ok(Vec::new()),
                Growing::Length(length) => room = Some(length),
                Growing::Items(items) => return Ok(items),
            }
        }
        Err(Error::Unusable("a list that grows all the time"))
    }
}

/// A number of the standard: it has 8 bytes here and 4 on Windows.
#[allow(clippy::useless_conversion, reason = "not on every platform")]
pub fn wide(number: CK_ULONG) -> u64 {
    number.into()
}

/// What a call for a list has told.
enum Growing<T> {
    /// How many there are.
    Length(usize),
    /// All of them.
    Items(Vec<T>),
}

impl Drop for Calls {
    fn drop(&mut self) {
        if self.initialised.get() {
            self.finalise();
        }
    }
}
