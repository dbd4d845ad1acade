//! One session: what can be done in it, and whether it can still be used after a failure.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use cryptoki_sys::*;

use crate::domain::secret::Pin;
use crate::token::calls::functions::Buffer;
use crate::token::calls::locked::LockedPin;
use crate::token::calls::{Attribute, Calls, Error, Wanted};

/// Objects asked for in one call.
const BATCH: usize = 512;
/// Room for a signature; that of P-256 has 64 bytes.
const SIGNATURE: usize = 256;

/// What a session is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rights {
    /// Looking.
    Read,
    /// Changing something.
    Write,
}

/// How the user has logged in, for as long as it holds.
enum Login {
    /// By this PIN: keys that want it for every signature get it, and a module that cannot use a new key before it is
    /// initialised anew.
    Pin(LockedPin),
    /// On the reader.
    Pad,
}

/// An open session; it is closed when it is dropped.
pub struct Session {
    calls: Rc<Calls>,
    slot: CK_SLOT_ID,
    handle: CK_SESSION_HANDLE,
    login: RefCell<Option<Login>>,
    /// A search or a signature was begun and, as far as we know, not ended.
    busy: Cell<bool>,
    /// Not ours to close any more.
    gone: Cell<bool>,
}

impl Session {
    /// `C_OpenSession`.
    pub fn open(calls: &Rc<Calls>, slot: CK_SLOT_ID, rights: Rights) -> Result<Self, Error> {
        let flags = if rights == Rights::Write { CKF_RW_SESSION } else { 0 };
        let handle = calls.c_open_session(slot, flags)?;
        let (busy, gone) = (Cell::new(false), Cell::new(false));
        Ok(Self { calls: calls.clone(), slot, handle, login: RefCell::default(), busy, gone })
    }

    /// Where it was opened.
    pub fn slot(&self) -> CK_SLOT_ID {
        self.slot
    }

    /// An operation may still be active: nothing else can be done in this session any more.
    pub fn is_busy(&self) -> bool {
        self.busy.get()
    }

    /// Logs the user in; `None` where the PIN is typed on the reader. The PIN is kept, in locked memory, until the
    /// logout or the end of the session.
    pub fn login(&self, pin: Option<&Pin>) -> Result<(), Error> {
        let bytes = pin.map(|pin| pin.reveal().as_bytes());
        match self.calls.c_login(self.handle, CKU_USER, bytes) {
            // By a session that we know nothing of. The PIN is to be checked, not believed.
            Err(error) if is_logged_in(&error) => {
                self.calls.c_logout(self.handle)?;
                self.calls.c_login(self.handle, CKU_USER, bytes)?;
            }
            answer => answer?,
        }
        self.remember(pin);
        Ok(())
    }

    /// The same with the PIN of another session of the same token.
    pub fn login_like(&self, other: &Self) -> Result<(), Error> {
        let login = other.login.take();
        let pin = match &login {
            Some(Login::Pin(pin)) => Some(pin.reveal()),
            Some(Login::Pad) => None,
            None => return Err(Error::Unusable("no PIN at hand")),
        };
        self.calls.c_login(self.handle, CKU_USER, pin)?;
        let _ = self.login.replace(login);
        Ok(())
    }

    /// Logs the administrator in.
    pub fn login_as_admin(&self, pin: Option<&Pin>) -> Result<(), Error> {
        let bytes = pin.map(|pin| pin.reveal().as_bytes());
        match self.calls.c_login(self.handle, CKU_SO, bytes) {
            Err(error) if is_logged_in(&error) => {
                self.calls.c_logout(self.handle)?;
                self.calls.c_login(self.handle, CKU_SO, bytes)
            }
            answer => answer,
        }
    }

    /// Logs out whoever is logged in; the PIN is wiped.
    pub fn logout(&self) {
        let _ = self.login.take();
        let _ = self.calls.c_logout(self.handle);
    }

    /// The user has logged in here.
    pub fn is_logged_in(&self) -> bool {
        self.login.borrow().is_some()
    }

    /// The module has forgotten this session: its number is another's by now.
    pub fn forget(self) {
        self.gone.set(true);
    }

    /// The PIN of the login is at hand.
    pub fn has_pin(&self) -> bool {
        matches!(*self.login.borrow(), Some(Login::Pin(_)))
    }

    /// `C_SetPIN`.
    pub fn set_pin<'a>(&self, old: Option<&'a Pin>, new: Option<&'a Pin>) -> Result<(), Error> {
        let bytes = |pin: Option<&'a Pin>| pin.map(|pin| pin.reveal().as_bytes());
        self.calls.c_set_pin(self.handle, bytes(old), bytes(new))?;
        if self.has_pin() {
            self.remember(new);
        }
        Ok(())
    }

    /// `C_InitPIN`.
    pub fn init_pin(&self, new: Option<&Pin>) -> Result<(), Error> {
        self.calls.c_init_pin(self.handle, new.map(|pin| pin.reveal().as_bytes()))
    }

    /// `C_SeedRandom`.
    pub fn seed_random(&self, seed: &[u8]) -> Result<(), Error> {
        self.calls.c_seed_random(self.handle, seed)
    }

    /// Objects with these attributes. A batch that is not full is the last one, as for everybody who asks in batches.
    pub fn find(&self, template: &[Attribute]) -> Result<Vec<CK_OBJECT_HANDLE>, Error> {
        self.calls.c_find_objects_init(self.handle, template)?;
        self.busy.set(true);
        let found = self.batches();
        match self.calls.c_find_objects_final(self.handle) {
            // Some end a search by themselves.
            Err(error) if error.rv() != Some(CKR_OPERATION_NOT_INITIALIZED) => found.and(Err(error)),
            _ => {
                self.busy.set(false);
                found
            }
        }
    }

    fn batches(&self) -> Result<Vec<CK_OBJECT_HANDLE>, Error> {
        let mut all = Vec::new();
        loop {
            let batch = self.calls.c_find_objects(self.handle, BATCH)?;
            let last = batch.len() < BATCH;
            all.extend(batch);
            if last {
                return Ok(all);
            }
        }
    }

    /// Attributes of an object, in the order asked; `None` for those that it has not or does not tell. One call, unless
    /// something does not fit or the module leaves open which attribute it refuses.
    pub fn attributes<const N: usize>(
        &self,
        object: CK_OBJECT_HANDLE,
        wanted: [Wanted; N],
    ) -> Result<[Option<Vec<u8>>; N], Error> {
        let mut buffers = wanted.map(|wanted| Buffer::new(wanted.kind, wanted.room));
        let refused = match self.calls.c_get_attribute_value(self.handle, object, &mut buffers) {
            Ok(()) => None,
            Err(error) => Some(part(error)?),
        };
        let unavailable = buffers.iter().filter(|buffer| buffer.told == CK_UNAVAILABLE_INFORMATION).count();
        let values: Result<Vec<_>, Error> = buffers
            .into_iter()
            .map(|mut buffer| {
                let room = buffer.bytes.len();
                let told = usize::try_from(buffer.told).unwrap_or(usize::MAX);
                let there = told < room || (told == room && refused.is_none());
                match refused {
                    _ if there => {
                        buffer.bytes.truncate(told);
                        Ok(Some(buffer.bytes))
                    }
                    // The only one that has no value, or the only one that was asked for, is the one that was refused.
                    Some(rv)
                        if rv != CKR_BUFFER_TOO_SMALL && (N == 1 || (unavailable == 1 && told != room)) =>
                    {
                        Ok(None)
                    }
                    _ => self.attribute(object, buffer.kind),
                }
            })
            .collect();
        values?.try_into().map_err(|_| Error::Unusable("attributes"))
    }

    /// One attribute, whatever its length.
    fn attribute(&self, object: CK_OBJECT_HANDLE, kind: CK_ATTRIBUTE_TYPE) -> Result<Option<Vec<u8>>, Error> {
        let mut length = 0;
        for _ in 0..2 {
            let mut buffer = [Buffer::new(kind, length)];
            if let Err(error) = self.calls.c_get_attribute_value(self.handle, object, &mut buffer) {
                let _ = part(error)?;
                return Ok(None);
            }
            let [mut buffer] = buffer;
            match usize::try_from(buffer.told) {
                Ok(told) if buffer.told != CK_UNAVAILABLE_INFORMATION && told <= length => {
                    buffer.bytes.truncate(told);
                    return Ok(Some(buffer.bytes));
                }
                Ok(told) if buffer.told != CK_UNAVAILABLE_INFORMATION && told <= LONGEST => length = told,
                _ => return Ok(None),
            }
        }
        Ok(None)
    }

    /// `C_SetAttributeValue`.
    pub fn set(&self, object: CK_OBJECT_HANDLE, template: &[Attribute]) -> Result<(), Error> {
        self.calls.c_set_attribute_value(self.handle, object, template)
    }

    /// `C_CreateObject`.
    pub fn create(&self, template: &[Attribute]) -> Result<CK_OBJECT_HANDLE, Error> {
        self.calls.c_create_object(self.handle, template)
    }

    /// `C_DestroyObject`.
    pub fn destroy(&self, object: CK_OBJECT_HANDLE) -> Result<(), Error> {
        self.calls.c_destroy_object(self.handle, object)
    }

    /// `C_GenerateKeyPair`: the public key, then the private one.
    pub fn generate_key_pair(
        &self,
        mechanism: CK_MECHANISM_TYPE,
        public: &[Attribute],
        private: &[Attribute],
    ) -> Result<(CK_OBJECT_HANDLE, CK_OBJECT_HANDLE), Error> {
        self.calls.generated.set(true);
        self.calls.c_generate_key_pair(self.handle, mechanism, public, private)
    }

    /// `C_SignInit` and `C_Sign` in one part. `authenticate`: the key wants the PIN in between.
    pub fn sign(
        &self,
        mechanism: CK_MECHANISM_TYPE,
        key: CK_OBJECT_HANDLE,
        data: &[u8],
        authenticate: bool,
    ) -> Result<Vec<u8>, Error> {
        self.calls.c_sign_init(self.handle, mechanism, key)?;
        // Until it is certain that the operation has ended: some modules leave it active after an error.
        self.busy.set(true);
        if authenticate {
            self.login_again()?;
        }
        let mut signature = vec![0; SIGNATURE];
        let length = self.calls.c_sign(self.handle, data, &mut signature)?;
        self.busy.set(false);
        signature.truncate(length);
        Ok(signature)
    }

    /// For the one operation that was just begun.
    fn login_again(&self) -> Result<(), Error> {
        let login = self.login.borrow();
        let pin = match &*login {
            Some(Login::Pin(pin)) => Some(pin.reveal()),
            _ => None,
        };
        self.calls.c_login(self.handle, CKU_CONTEXT_SPECIFIC, pin)
    }

    fn remember(&self, pin: Option<&Pin>) {
        let login = match pin {
            Some(pin) => LockedPin::new(pin).map(Login::Pin),
            None => Some(Login::Pad),
        };
        let _ = self.login.replace(login);
    }
}

/// An attribute longer than this is a lie: no token has so much room.
const LONGEST: usize = 1 << 24;

/// The refusal of a part of what was asked: the rest may have been told.
fn part(error: Error) -> Result<CK_RV, Error> {
    match error.rv() {
        Some(rv @ (CKR_ATTRIBUTE_SENSITIVE | CKR_ATTRIBUTE_TYPE_INVALID | CKR_BUFFER_TOO_SMALL)) => Ok(rv),
        _ => Err(error),
    }
}

fn is_logged_in(error: &Error) -> bool {
    matches!(error.rv(), Some(CKR_USER_ALREADY_LOGGED_IN | CKR_USER_ANOTHER_ALREADY_LOGGED_IN))
}

impl Drop for Session {
    fn drop(&mut self) {
        if !self.gone.get() {
            let _ = self.calls.c_close_session(self.handle);
        }
    }
}
