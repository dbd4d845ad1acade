//! One loaded PKCS#11 module: its tokens, its sessions, and the rules of both.
//!
//! A token is found by its serial number at every call; slot numbers change. Sessions are disposable: after an
//! error that is no clear answer the session is dropped, and the next call finds the token anew.

mod events;
mod pin;

use std::collections::HashMap;
use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use cryptoki_sys::{
    CK_SLOT_ID, CK_TOKEN_INFO, CK_ULONG, CK_UNAVAILABLE_INFORMATION, CKF_EC_F_2M, CKF_EC_F_P,
    CKF_PROTECTED_AUTHENTICATION_PATH, CKF_TOKEN_INITIALIZED, CKF_WRITE_PROTECTED, CKM_EC_KEY_PAIR_GEN,
    CKR_MECHANISM_INVALID, CKR_TOKEN_WRITE_PROTECTED,
};

use crate::domain::key::{FoundCertificate, Held, Keeping, PinState, Place, PlaceId};
use crate::domain::secret::Pin;
use crate::fault::{Fault, SupportCode};
use crate::token::calls::{Calls, Error, Library, Rights, Session, Trace, wide};
use crate::token::module::events::Events;
use crate::token::module::pin::{User, pin_state};
use crate::token::objects::{self, Parsed};
use crate::token::rv;

/// What Rutoken calls a token that was never given a name.
const NO_LABEL: &str = "<no label>";
/// Longest PIN, in bytes, of a token that does not tell it.
const LONGEST_PIN: usize = 255;

/// A module to load.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ModuleSpec {
    /// The library.
    pub path: PathBuf,
    /// `pReserved` of `C_Initialize`, for modules that want a string there (NSS).
    pub init_args: Option<String>,
    /// A file to which every call is added as a line: its shape, its return value and its time, never a value.
    pub trace: Option<PathBuf>,
}

/// A loaded module.
pub struct Module {
    spec: ModuleSpec,
    calls: Rc<Calls>,
    /// Logged-in sessions by serial number of the token.
    open: HashMap<String, Session>,
    events: Events,
    parsed: Parsed,
    /// Tokens, by serial number, of which it is known whether they make P-256 keys.
    makes_keys: HashMap<String, bool>,
    /// The connection of the module broke, and no token was seen since.
    cut: bool,
}

impl Module {
    /// Loads and initialises a module.
    ///
    /// # Errors
    /// `ModuleLoad` with the facts `module` and `detail`; `DiskDenied` and its kin when the trace cannot be written.
    pub fn load(spec: &ModuleSpec) -> Result<Self, Fault> {
        let refused = |detail: String| {
            let module = spec.path.display();
            Fault::new(SupportCode::ModuleLoad).with("module", module).with("detail", detail)
        };
        let reader = match &spec.trace {
            None => None,
            Some(path) => {
                let mut options = OpenOptions::new();
                options.append(true).create(true);
                #[cfg(unix)]
                std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
                Some(Box::new(options.open(path)?) as Box<dyn std::io::Write + Send>)
            }
        };
        let library = Library::load(&spec.path).map_err(refused)?;
        let calls = Calls::new(library, Trace::new(file_name(&spec.path), reader));
        calls.initialise(spec.init_args.as_deref()).map_err(|error| refused(error.to_string()))?;
        Ok(Self {
            spec: spec.clone(),
            calls: Rc::new(calls),
            open: HashMap::new(),
            events: Events::default(),
            parsed: Parsed::default(),
            makes_keys: HashMap::new(),
            cut: false,
        })
    }

    /// Connected tokens.
    pub fn places(&mut self) -> Result<Vec<Place>, Fault> {
        Ok(self.tokens()?.into_iter().map(|(slot, info)| self.place(slot, &info)).collect())
    }

    /// Slots that hold a token now (`C_GetSlotList`), each with a number that changes when the token in it was
    /// changed meanwhile, as far as the module tells such events.
    pub fn occupied(&mut self) -> Vec<u64> {
        let slots = match self.calls.slots_with_token() {
            // The connection was cut: a new one may be had at any time, but only by asking anew.
            Ok(slots) if slots.is_empty() && self.cut => self.slots_anew(),
            Err(_) => self.slots_anew(),
            slots => slots,
        };
        let slots = slots.unwrap_or_default();
        // A pulled token is certainly not logged in any more.
        self.open.retain(|_, session| slots.contains(&session.slot()));
        self.events.look(&self.calls);
        slots.into_iter().flat_map(|slot| [wide(slot), self.events.of(slot)]).collect()
    }

    /// Certificates of all tokens, read without a PIN. A token that fails hides no other.
    ///
    /// # Errors
    /// Of a token, when there is no certificate at all.
    pub fn certificates(&mut self) -> Result<Vec<FoundCertificate>, Fault> {
        let (mut found, mut failed) = (Vec::new(), None);
        for (slot, info) in self.tokens()? {
            let place = identity(&info);
            let read = Session::open(&self.calls, slot, Rights::Read)
                .and_then(|session| objects::certificates(&session, &place, &mut self.parsed));
            match read {
                Ok(certificates) => found.extend(certificates),
                // Pulled out meanwhile: it has none to show.
                Err(_) if !self.is_there(slot) => {}
                Err(error) => failed = Some(self.fault(&error).with("token", text(&info.label))),
            }
        }
        match failed {
            Some(fault) if found.is_empty() => Err(fault),
            _ => Ok(found),
        }
    }

    /// Everything on a token that has an identifier; private keys only when it is logged in.
    ///
    /// # Errors
    /// `TokenAbsent`, `TokenRemoved` and their kin.
    pub fn inventory(&mut self, place: &PlaceId) -> Result<Vec<Held>, Fault> {
        if self.is_open(place) {
            return self.with_session(place, |session| objects::inventory(session, place, true));
        }
        let (slot, info) = self.find(place)?;
        let session = Session::open(&self.calls, slot, Rights::Read);
        let held = session.and_then(|session| objects::inventory(&session, place, false));
        held.map_err(|error| self.lost(&error, slot).with("token", text(&info.label)))
    }

    /// Logs in once. The PIN is kept, in locked memory, for as long as the session lives: keys that want it for every
    /// signature get it.
    ///
    /// # Errors
    /// `PinWrong` with the fact `state`, `PinLocked` also when the module lies about it, and their kin.
    pub fn login(&mut self, place: &PlaceId, pin: &Pin) -> Result<(), Fault> {
        let (slot, info) = self.find(place)?;
        if self.open.contains_key(&serial(&info)) {
            return Ok(());
        }
        let session = self.writable(slot).map_err(|error| self.lost(&error, slot))?;
        match session.login((!is_pad(&info)).then_some(pin)) {
            Ok(()) => {
                let _ = self.open.insert(serial(&info), session);
                Ok(())
            }
            Err(error) => Err(self.refused(self.lost(&error, slot), slot, &info, User::Owner)),
        }
    }

    /// A logged-in session stands.
    pub fn is_open(&self, place: &PlaceId) -> bool {
        matches!(place, PlaceId::Token { serial, .. } if self.open.contains_key(serial))
    }

    /// Closes all sessions, which also logs out and wipes the PINs.
    pub fn logout(&mut self) {
        for (_, session) in self.open.drain() {
            session.logout();
        }
    }

    /// Runs calls in the logged-in session of a token and drops the session when it may have become unusable.
    ///
    /// The calls run once more, in a new session, when the module can only use a new key after it was initialised
    /// anew (OpenSC 0.23).
    ///
    /// # Errors
    /// `TokenRemoved` when no session stands; otherwise the fault of the failed call.
    pub fn with_session<T>(
        &mut self,
        place: &PlaceId,
        calls: impl Fn(&Session) -> Result<T, Error>,
    ) -> Result<T, Fault> {
        let PlaceId::Token { serial, label } = place else { return Err(SupportCode::Internal.into()) };
        let removed =
            |detail| Fault::new(SupportCode::TokenRemoved).with("token", label).with("detail", detail);
        let session = self.open.get(serial).ok_or_else(|| removed("no session"))?;
        let error = match calls(session) {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        let slot = session.slot();
        if !session.is_busy() && !rv::ends_session(&error) {
            return Err(self.fault(&error).with("token", label));
        }
        let session = self.open.remove(serial);
        if self.calls.has_generated() && rv::cannot_use_new_key(&error) {
            let again = session.filter(Session::has_pin).and_then(|old| self.begin_anew(place, old));
            let again = again.ok_or_else(|| removed("begun anew"))?;
            let value = calls(&again).map_err(|error| self.fault(&error).with("token", label))?;
            let _ = self.open.insert(serial.clone(), again);
            return Ok(value);
        }
        drop(session);
        Err(self.lost(&error, slot).with("token", label))
    }

    fn find(&mut self, place: &PlaceId) -> Result<(CK_SLOT_ID, CK_TOKEN_INFO), Fault> {
        let tokens = self.tokens()?;
        let found = tokens.into_iter().find(|(_, info)| identity(info) == *place);
        found.ok_or_else(|| match place {
            PlaceId::Token { label, .. } => Fault::new(SupportCode::TokenAbsent).with("token", label),
            PlaceId::Computer => SupportCode::Internal.into(),
        })
    }

    /// Initialised tokens that are connected now. A module whose connection broke is initialised anew once: the
    /// remoting of p11-kit does not heal otherwise.
    fn tokens(&mut self) -> Result<Vec<(CK_SLOT_ID, CK_TOKEN_INFO)>, Fault> {
        let slots = match self.calls.slots_with_token() {
            Ok(slots) if !slots.is_empty() || !self.cut => slots,
            _ => self.slots_anew().map_err(|error| self.fault(&error))?,
        };
        let info = |slot: CK_SLOT_ID| Some((slot, self.calls.token_info(slot).ok()?));
        let found = slots.into_iter().filter_map(info);
        Ok(found.filter(|(_, info)| info.flags & CKF_TOKEN_INITIALIZED != 0).collect())
    }

    /// Slots that hold a token, of a module whose connection broke.
    fn slots_anew(&mut self) -> Result<Vec<CK_SLOT_ID>, Error> {
        self.cut = true;
        self.open.clear();
        self.initialise_anew()?;
        let slots = self.calls.slots_with_token()?;
        // The remoting of p11-kit shows nothing as long as there is nobody on the other side, which is no error.
        self.cut = slots.is_empty();
        Ok(slots)
    }

    fn initialise_anew(&mut self) -> Result<(), Error> {
        self.calls.finalise();
        self.calls.initialise(self.spec.init_args.as_deref())
    }

    /// Initialises the module anew and logs in with the PIN of the session that could not go on.
    fn begin_anew(&mut self, place: &PlaceId, old: Session) -> Option<Session> {
        self.open.clear();
        self.initialise_anew().ok()?;
        let (slot, _) = self.find(place).ok()?;
        let session = self.writable(slot).ok()?;
        session.login_like(&old).ok()?;
        // Its number may belong to the new session by now.
        old.forget();
        Some(session)
    }

    /// A session for everything the token allows.
    fn writable(&self, slot: CK_SLOT_ID) -> Result<Session, Error> {
        match Session::open(&self.calls, slot, Rights::Write) {
            Err(error) if error.rv() == Some(CKR_TOKEN_WRITE_PROTECTED) => {
                Session::open(&self.calls, slot, Rights::Read)
            }
            session => session,
        }
    }

    /// Only the list of slots tells: `C_GetTokenInfo` and `C_GetSessionInfo` may be stale (OpenSC, tpm2-pkcs11).
    fn is_there(&self, slot: CK_SLOT_ID) -> bool {
        self.calls.slots_with_token().is_ok_and(|slots| slots.contains(&slot))
    }

    fn place(&mut self, slot: CK_SLOT_ID, info: &CK_TOKEN_INFO) -> Place {
        let (label, model) = (text(&info.label), text(&info.model));
        let label = if label == NO_LABEL { String::new() } else { label };
        let pin = pin_state(info, User::Owner);
        // Asked for only where the number is shown: with nothing spent it would be one more call for each look.
        let low = matches!(pin, PinState::CountLow | PinState::FinalTry);
        let tries = low.then(|| self.calls.tries_left(slot)).flatten();
        Place {
            id: identity(info),
            title: if label.is_empty() { model.clone() } else { label },
            model,
            free_bytes: free(info.ulFreePrivateMemory, info.ulTotalPrivateMemory)
                .or(free(info.ulFreePublicMemory, info.ulTotalPublicMemory)),
            pin,
            admin_pin: pin_state(info, User::Admin),
            tries_left: tries,
            pin_length: pin_length(info),
            protected_path: is_pad(info),
            p256: self.makes_p256(slot, info),
            writable: info.flags & CKF_WRITE_PROTECTED == 0,
            keeping: Keeping::NotWanted,
        }
    }

    /// Key pairs on prime curves can be made here. A module that says nothing of the field is believed.
    fn makes_p256(&mut self, slot: CK_SLOT_ID, info: &CK_TOKEN_INFO) -> bool {
        if let Some(known) = self.makes_keys.get(&serial(info)) {
            return *known;
        }
        let makes = match self.calls.mechanism_info(slot, CKM_EC_KEY_PAIR_GEN) {
            Ok(info) => {
                let known_curves = info.flags & (CKF_EC_F_P | CKF_EC_F_2M);
                let size = info.ulMaxKeySize == 0 || info.ulMaxKeySize >= 256;
                size && (known_curves == 0 || known_curves & CKF_EC_F_P != 0)
            }
            Err(error) if error.rv() == Some(CKR_MECHANISM_INVALID) => false,
            Err(_) => match self.calls.has_mechanism(slot, CKM_EC_KEY_PAIR_GEN) {
                Ok(makes) => makes,
                // No answer is no «no»: it is just being pulled out, and is asked again when it is back.
                Err(_) => return true,
            },
        };
        let _ = self.makes_keys.insert(serial(info), makes);
        makes
    }

    fn fault(&self, error: &Error) -> Fault {
        rv::fault(error).with("module", file_name(&self.spec.path))
    }

    /// The fault of a call after which the token may not be there any more, whatever the module called it.
    fn lost(&self, error: &Error, slot: CK_SLOT_ID) -> Fault {
        let mut fault = self.fault(error);
        if fault.code == SupportCode::TokenFailed && rv::ends_session(error) && !self.is_there(slot) {
            fault.code = SupportCode::TokenRemoved;
        }
        fault
    }
}

fn identity(info: &CK_TOKEN_INFO) -> PlaceId {
    PlaceId::Token { serial: serial(info), label: text(&info.label) }
}

fn serial(info: &CK_TOKEN_INFO) -> String {
    text(&info.serialNumber)
}

/// The PIN is typed on the reader.
fn is_pad(info: &CK_TOKEN_INFO) -> bool {
    info.flags & CKF_PROTECTED_AUTHENTICATION_PATH != 0
}

/// Texts of PKCS#11 are padded with blanks; some modules end them with NUL.
fn text(padded: &[u8]) -> String {
    let end = padded.iter().position(|byte| *byte == 0).unwrap_or(padded.len());
    String::from_utf8_lossy(&padded[..end]).trim().to_owned()
}

/// Free memory. None of a token that has none at all: it does not know.
fn free(free: CK_ULONG, total: CK_ULONG) -> Option<u64> {
    (free != CK_UNAVAILABLE_INFORMATION && (free, total) != (0, 0)).then(|| wide(free))
}

/// Shortest and longest PIN. A module that tells nothing forbids nothing.
fn pin_length(info: &CK_TOKEN_INFO) -> (usize, usize) {
    let known = |told: CK_ULONG| {
        usize::try_from(told).ok().filter(|length| told != CK_UNAVAILABLE_INFORMATION && *length > 0)
    };
    let longest = known(info.ulMaxPinLen).unwrap_or(LONGEST_PIN);
    (known(info.ulMinPinLen).filter(|shortest| *shortest <= longest).unwrap_or(0), longest)
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Where a module comes from, for the names of threads.
pub fn name_of(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests;
