//! One loaded PKCS#11 module: its tokens, its sessions, and the rules of both.
//!
//! A token is found by its serial number at every call; slot numbers change. Sessions are disposable: after an
//! error that is no clear answer the session is dropped, and the next call finds the token anew.

use std::collections::HashMap;
use std::ffi::CString;
use std::path::{Path, PathBuf};
use std::ptr::NonNull;

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error, RvError};
use cryptoki::session::{Session, UserType};
use cryptoki::slot::Slot;
use cryptoki::types::AuthPin;
use cryptoki_sys::{
    CK_TOKEN_INFO, CK_UNAVAILABLE_INFORMATION, CKF_PROTECTED_AUTHENTICATION_PATH, CKF_TOKEN_INITIALIZED,
    CKF_USER_PIN_COUNT_LOW, CKF_USER_PIN_FINAL_TRY, CKF_USER_PIN_INITIALIZED, CKF_USER_PIN_LOCKED,
    CKF_USER_PIN_TO_BE_CHANGED, CKF_WRITE_PROTECTED,
};

use crate::domain::key::{FoundCertificate, PinState, Place, PlaceId};
use crate::domain::secret::Pin;
use crate::fault::{Fault, SupportCode};
use crate::token::objects;
use crate::token::raw::Raw;
use crate::token::rv;

/// A module to load.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModuleSpec {
    /// The library.
    pub path: PathBuf,
    /// `pReserved` of `C_Initialize`, for modules that want a string there (NSS).
    pub init_args: Option<String>,
}

/// A loaded module.
pub struct Module {
    spec: ModuleSpec,
    pkcs11: Pkcs11,
    raw: Raw,
    /// Logged-in sessions by serial number of the token.
    open: HashMap<String, Session>,
}

impl Module {
    /// Loads and initialises a module.
    ///
    /// # Errors
    /// `ModuleLoad` with the facts `module` and `detail`.
    pub fn load(spec: &ModuleSpec) -> Result<Self, Fault> {
        let refused = |detail: String| {
            let module = spec.path.display();
            Fault::new(SupportCode::ModuleLoad).with("module", module).with("detail", detail)
        };
        let pkcs11 = Pkcs11::new(&spec.path).map_err(|error| refused(format!("{error:?}")))?;
        initialise(&pkcs11, spec.init_args.as_deref()).map_err(|error| refused(format!("{error:?}")))?;
        let raw = Raw::new(&spec.path).ok_or_else(|| refused("no function list".into()))?;
        Ok(Self { spec: spec.clone(), pkcs11, raw, open: HashMap::new() })
    }

    /// Connected tokens.
    pub fn places(&mut self) -> Result<Vec<Place>, Fault> {
        Ok(self.tokens()?.into_iter().map(|(slot, info)| self.place(slot, &info)).collect())
    }

    /// Slots that hold a token now (`C_GetSlotList`).
    pub fn occupied(&self) -> Vec<u64> {
        let slots = self.pkcs11.get_slots_with_token().unwrap_or_default();
        slots.into_iter().map(|slot| slot.id()).collect()
    }

    /// Certificates of all tokens, read without a PIN.
    pub fn certificates(&mut self) -> Result<Vec<FoundCertificate>, Fault> {
        let mut found = Vec::new();
        for (slot, info) in self.tokens()? {
            let session = self.pkcs11.open_ro_session(slot).map_err(|e| self.fault(&e))?;
            let place = identity(&info);
            found.extend(objects::certificates(&session, &place).map_err(|e| self.fault(&e))?);
        }
        Ok(found)
    }

    /// Logs in once. The PIN is not kept.
    ///
    /// # Errors
    /// `PinWrong` with the fact `state`, `PinLocked` also when the module lies about it, and their kin.
    pub fn login(&mut self, place: &PlaceId, pin: &Pin) -> Result<(), Fault> {
        let (slot, info) = self.find(place)?;
        if self.open.contains_key(&serial(&info)) {
            return Ok(());
        }
        let session = self.pkcs11.open_rw_session(slot).map_err(|e| self.fault(&e))?;
        let secret = AuthPin::new(pin.reveal().into());
        let protected = info.flags & CKF_PROTECTED_AUTHENTICATION_PATH != 0;
        match session.login(UserType::User, (!protected).then_some(&secret)) {
            Ok(()) => {
                let _ = self.open.insert(serial(&info), session);
                Ok(())
            }
            Err(error) => {
                let fault = self.fault(&error);
                // Some modules say «wrong» of a locked PIN, others never set the flag: both are looked at.
                let state = self.raw.token_info(slot.id()).map_or(PinState::Unknown, |info| pin_state(&info));
                let locked = state == PinState::Locked && fault.code == SupportCode::PinWrong;
                let fault = if locked { Fault::new(SupportCode::PinLocked) } else { fault };
                Err(fault.with("token", text(&info.label)).with("state", format!("{state:?}")))
            }
        }
    }

    /// A logged-in session stands.
    pub fn is_open(&self, place: &PlaceId) -> bool {
        matches!(place, PlaceId::Token { serial, .. } if self.open.contains_key(serial))
    }

    /// Closes all sessions, which also logs out.
    pub fn logout(&mut self) {
        for (_, session) in self.open.drain() {
            let _ = session.logout();
        }
    }

    /// Runs calls in the logged-in session of a token and drops the session when it may have become unusable.
    ///
    /// # Errors
    /// `TokenRemoved` when no session stands; otherwise the fault of the failed call.
    pub fn with_session<T>(
        &mut self,
        place: &PlaceId,
        calls: impl FnOnce(&Session) -> Result<T, Error>,
    ) -> Result<T, Fault> {
        let PlaceId::Token { serial, label } = place else { return Err(SupportCode::Internal.into()) };
        let session = self.open.get(serial).ok_or_else(|| {
            Fault::new(SupportCode::TokenRemoved).with("token", label).with("detail", "no session")
        })?;
        match calls(session) {
            Ok(value) => Ok(value),
            Err(error) => {
                if rv::ends_session(&error) {
                    let _ = self.open.remove(serial);
                }
                Err(self.fault(&error).with("token", label))
            }
        }
    }

    fn find(&mut self, place: &PlaceId) -> Result<(Slot, CK_TOKEN_INFO), Fault> {
        let tokens = self.tokens()?;
        let found = tokens.into_iter().find(|(_, info)| identity(info) == *place);
        found.ok_or_else(|| match place {
            PlaceId::Token { label, .. } => Fault::new(SupportCode::TokenAbsent).with("token", label),
            PlaceId::Computer => SupportCode::Internal.into(),
        })
    }

    /// Initialised tokens that are connected now. A module whose connection broke is initialised anew once: the
    /// remoting of p11-kit does not heal otherwise.
    fn tokens(&mut self) -> Result<Vec<(Slot, CK_TOKEN_INFO)>, Fault> {
        let slots = match self.pkcs11.get_slots_with_token() {
            Ok(slots) => slots,
            Err(_) => {
                self.open.clear();
                let _ = self.pkcs11.clone().finalize();
                let init_args = self.spec.init_args.as_deref();
                initialise(&self.pkcs11, init_args).map_err(|e| self.fault(&e))?;
                self.pkcs11.get_slots_with_token().map_err(|e| self.fault(&e))?
            }
        };
        let info = |slot: Slot| Some((slot, self.raw.token_info(slot.id())?));
        let found = slots.into_iter().filter_map(info);
        Ok(found.filter(|(_, info)| info.flags & CKF_TOKEN_INITIALIZED != 0).collect())
    }

    fn place(&self, slot: Slot, info: &CK_TOKEN_INFO) -> Place {
        let (label, model) = (text(&info.label), text(&info.model));
        let known = |value: u64| (value != CK_UNAVAILABLE_INFORMATION).then_some(value);
        Place {
            id: identity(info),
            title: if label.is_empty() { model.clone() } else { label },
            model,
            free_bytes: known(info.ulFreePrivateMemory).or(known(info.ulFreePublicMemory)),
            pin: pin_state(info),
            pin_length: (info.ulMinPinLen as usize, info.ulMaxPinLen as usize),
            protected_path: info.flags & CKF_PROTECTED_AUTHENTICATION_PATH != 0,
            p256: self.raw.makes_ec_keys(slot.id()),
            writable: info.flags & CKF_WRITE_PROTECTED == 0,
        }
    }

    fn fault(&self, error: &Error) -> Fault {
        let module = self.spec.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        rv::fault(error).with("module", module)
    }
}

fn initialise(pkcs11: &Pkcs11, init_args: Option<&str>) -> Result<(), Error> {
    let flags = CInitializeFlags::OS_LOCKING_OK;
    let reserved = init_args.and_then(|text| CString::new(text).ok());
    let arguments = match &reserved {
        None => CInitializeArgs::new(flags),
        Some(text) => {
            let pointer = NonNull::from(text.as_c_str()).cast();
            #[expect(unsafe_code, reason = "a C string that lives through the call, as NSS wants it")]
            // SAFETY: the module reads a NUL-terminated string during C_Initialize only.
            unsafe {
                CInitializeArgs::new_with_reserved(flags, pointer)
            }
        }
    };
    match pkcs11.initialize(arguments) {
        Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => Ok(()),
        other => other,
    }
}

fn identity(info: &CK_TOKEN_INFO) -> PlaceId {
    PlaceId::Token { serial: serial(info), label: text(&info.label) }
}

fn serial(info: &CK_TOKEN_INFO) -> String {
    text(&info.serialNumber)
}

/// Texts of PKCS#11 are padded with blanks; some modules end them with NUL.
fn text(padded: &[u8]) -> String {
    let end = padded.iter().position(|byte| *byte == 0).unwrap_or(padded.len());
    String::from_utf8_lossy(&padded[..end]).trim().to_owned()
}

fn pin_state(info: &CK_TOKEN_INFO) -> PinState {
    let set = |flag| info.flags & flag != 0;
    if set(CKF_USER_PIN_LOCKED) {
        PinState::Locked
    } else if set(CKF_USER_PIN_FINAL_TRY) {
        PinState::FinalTry
    } else if set(CKF_USER_PIN_COUNT_LOW) {
        PinState::CountLow
    } else if set(CKF_USER_PIN_TO_BE_CHANGED) {
        PinState::ToBeChanged
    } else if !set(CKF_USER_PIN_INITIALIZED) {
        PinState::NotSet
    } else {
        PinState::Fine
    }
}

/// Where a module comes from, for the names of threads.
pub fn name_of(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}
