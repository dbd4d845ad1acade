//! Calls of modules that are played here, as odd as PKCS#11 allows and a little odder.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(unsafe_code, reason = "the other side of the calls")]

use std::io::Write;
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use cryptoki_sys::*;

use super::*;
use crate::domain::secret::Pin;

/// A trace that can be read meanwhile.
#[derive(Clone, Default)]
struct Read(Arc<Mutex<Vec<u8>>>);

impl Write for Read {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Read {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

fn played(list: CK_FUNCTION_LIST) -> (Rc<Calls>, Read) {
    let read = Read::default();
    let library = Library::played(Box::leak(Box::new(list)));
    let calls = Calls::new(library, Trace::new("played".into(), Some(Box::new(read.clone()))));
    (Rc::new(calls), read)
}

/// A list with what every session needs.
fn list() -> CK_FUNCTION_LIST {
    CK_FUNCTION_LIST {
        C_OpenSession: Some(open_session),
        C_CloseSession: Some(fine),
        C_FindObjectsInit: Some(search),
        C_FindObjectsFinal: Some(fine),
        ..Default::default()
    }
}

unsafe extern "C" fn open_session(
    _: CK_SLOT_ID,
    _: CK_FLAGS,
    _: *mut std::ffi::c_void,
    _: CK_NOTIFY,
    session: *mut CK_SESSION_HANDLE,
) -> CK_RV {
    // SAFETY: a place of the caller, by the standard; so below.
    unsafe { *session = 7 };
    CKR_OK
}

unsafe extern "C" fn fine(_: CK_SESSION_HANDLE) -> CK_RV {
    CKR_OK
}

unsafe extern "C" fn search(_: CK_SESSION_HANDLE, _: *mut CK_ATTRIBUTE, _: CK_ULONG) -> CK_RV {
    CKR_OK
}

fn refusal<T>(answer: Result<T, Error>) -> CK_RV {
    answer.err().unwrap().rv().unwrap()
}

#[test]
fn a_function_that_is_missing_has_refused() {
    let (calls, read) = played(CK_FUNCTION_LIST::default());
    assert_eq!(refusal(calls.initialise(Some("configdir=…"))), CKR_FUNCTION_NOT_SUPPORTED);
    assert_eq!(refusal(calls.slots_with_token()), CKR_FUNCTION_NOT_SUPPORTED);
    assert_eq!(refusal(calls.token_info(1)), CKR_FUNCTION_NOT_SUPPORTED);
    assert_eq!(refusal(calls.mechanism_info(1, CKM_ECDSA)), CKR_FUNCTION_NOT_SUPPORTED);
    assert_eq!(refusal(calls.has_mechanism(1, CKM_ECDSA)), CKR_FUNCTION_NOT_SUPPORTED);
    assert_eq!(refusal(calls.slot_event()), CKR_FUNCTION_NOT_SUPPORTED);
    assert_eq!(refusal(Session::open(&calls, 1, Rights::Write)), CKR_FUNCTION_NOT_SUPPORTED);
    assert_eq!(calls.tries_left(1), None);

    let (calls, _) = played(list());
    let session = Session::open(&calls, 1, Rights::Write).unwrap();
    let pin = Pin::new("1234".into());
    let refusals = [
        refusal(session.login(Some(&pin))),
        refusal(session.login_as_admin(None)),
        refusal(session.set_pin(Some(&pin), Some(&pin))),
        refusal(session.init_pin(Some(&pin))),
        refusal(session.seed_random(&[1])),
        refusal(session.find(&[])),
        refusal(session.attributes(1, [Wanted::ID])),
        refusal(session.set(1, &[])),
        refusal(session.create(&[])),
        refusal(session.destroy(1)),
        refusal(session.generate_key_pair(CKM_EC_KEY_PAIR_GEN, &[], &[])),
        refusal(session.sign(CKM_ECDSA, 1, &[], true)),
    ];
    assert_eq!(refusals, [CKR_FUNCTION_NOT_SUPPORTED; 12]);
    let text = read.text();
    assert!(
        text.contains("C_Initialize(OS locking, pReserved given) = CKR_FUNCTION_NOT_SUPPORTED 0x54"),
        "{text}"
    );
}

/// What an object of the played modules has: an identifier, a long value, no label.
const IDENTIFIER: &[u8] = b"identifier";
const LENGTH: usize = 5000;

/// Fills one attribute as the standard wants it, and tells whether it did.
///
/// # Safety
/// An attribute of `C_GetAttributeValue`.
unsafe fn fill(attribute: &mut CK_ATTRIBUTE) -> CK_RV {
    let long = [0x5A; LENGTH];
    let value: &[u8] = match attribute.type_ {
        CKA_ID => IDENTIFIER,
        CKA_VALUE => &long,
        _ => {
            attribute.ulValueLen = CK_UNAVAILABLE_INFORMATION;
            return CKR_ATTRIBUTE_TYPE_INVALID;
        }
    };
    let room = usize::try_from(attribute.ulValueLen).unwrap();
    attribute.ulValueLen = value.len() as CK_ULONG;
    if attribute.pValue.is_null() {
        return CKR_OK;
    }
    if room < value.len() {
        attribute.ulValueLen = CK_UNAVAILABLE_INFORMATION;
        return CKR_BUFFER_TOO_SMALL;
    }
    // SAFETY: the room was compared.
    unsafe { std::ptr::copy_nonoverlapping(value.as_ptr(), attribute.pValue.cast(), value.len()) };
    CKR_OK
}

/// By the number of the object: 1 tells all it can; 2 stops at the first refusal and leaves the others untouched; 3
/// tells the length that a room should have had; 4 refuses without marking what.
unsafe extern "C" fn attributes(
    _: CK_SESSION_HANDLE,
    object: CK_OBJECT_HANDLE,
    template: *mut CK_ATTRIBUTE,
    count: CK_ULONG,
) -> CK_RV {
    // SAFETY: so many attributes of the caller.
    let template = unsafe { std::slice::from_raw_parts_mut(template, usize::try_from(count).unwrap()) };
    let mut answer = CKR_OK;
    for attribute in template {
        let before = attribute.ulValueLen;
        // SAFETY: of the caller.
        let rv = unsafe { fill(attribute) };
        if rv == CKR_OK {
            continue;
        }
        answer = rv;
        match object {
            2 => return rv,
            3 if rv == CKR_BUFFER_TOO_SMALL => attribute.ulValueLen = LENGTH as CK_ULONG,
            4 => attribute.ulValueLen = before,
            _ => {}
        }
    }
    answer
}

#[test]
fn attributes_come_whole_from_odd_modules() {
    let (calls, read) = played(CK_FUNCTION_LIST { C_GetAttributeValue: Some(attributes), ..list() });
    let session = Session::open(&calls, 1, Rights::Read).unwrap();
    let (id, long) = (Some(IDENTIFIER.to_vec()), Some(vec![0x5A; LENGTH]));
    for object in 1..=4 {
        let read = session.attributes(object, [Wanted::LABEL, Wanted::ID, Wanted::VALUE, Wanted::END_DATE]);
        assert_eq!(read.unwrap(), [None, id.clone(), long.clone(), None], "object {object}");
        let read = session.attributes(object, [Wanted::VALUE]);
        assert_eq!(read.unwrap()[0], long, "object {object}");
        assert_eq!(session.attributes(object, [Wanted::LABEL]).unwrap(), [None], "object {object}");
    }
    let calls = read.text().matches("C_GetAttributeValue(").count();
    let one = session.attributes(1, [Wanted::LABEL, Wanted::ID]).unwrap();
    assert_eq!(one, [None, id]);
    assert_eq!(read.text().matches("C_GetAttributeValue(").count(), calls + 1, "one call for an object");
}

unsafe extern "C" fn thousand(
    _: CK_SESSION_HANDLE,
    found: *mut CK_OBJECT_HANDLE,
    room: CK_ULONG,
    count: *mut CK_ULONG,
) -> CK_RV {
    static GIVEN: AtomicUsize = AtomicUsize::new(0);
    let room = usize::try_from(room).unwrap();
    let given = GIVEN.load(Ordering::SeqCst);
    let now = room.min(1100 - given);
    for index in 0..now {
        // SAFETY: within the room of the caller.
        unsafe { *found.add(index) = (given + index) as CK_OBJECT_HANDLE };
    }
    GIVEN.store(given + now, Ordering::SeqCst);
    // SAFETY: of the caller.
    unsafe { *count = now as CK_ULONG };
    CKR_OK
}

#[test]
fn a_thousand_objects_take_three_calls() {
    let (calls, read) = played(CK_FUNCTION_LIST { C_FindObjects: Some(thousand), ..list() });
    let session = Session::open(&calls, 1, Rights::Read).unwrap();
    let found = session.find(&[Attribute::class(CKO_CERTIFICATE)]).unwrap();
    assert_eq!(found, (0..1100).collect::<Vec<_>>());
    assert_eq!(read.text().matches("C_FindObjects(").count(), 3);
    assert!(!session.is_busy());
}

unsafe extern "C" fn begin(_: CK_SESSION_HANDLE, _: *mut CK_MECHANISM, _: CK_OBJECT_HANDLE) -> CK_RV {
    CKR_OK
}

unsafe extern "C" fn fail(
    _: CK_SESSION_HANDLE,
    _: *mut CK_BYTE,
    _: CK_ULONG,
    _: *mut CK_BYTE,
    _: *mut CK_ULONG,
) -> CK_RV {
    CKR_DEVICE_ERROR
}

#[test]
fn a_signature_that_failed_leaves_the_session_unusable() {
    let (calls, _) = played(CK_FUNCTION_LIST { C_SignInit: Some(begin), C_Sign: Some(fail), ..list() });
    let session = Session::open(&calls, 1, Rights::Read).unwrap();
    assert_eq!(refusal(session.sign(CKM_ECDSA, 1, &[0; 32], false)), CKR_DEVICE_ERROR);
    assert!(session.is_busy());
}

/// Two slots at the first question, three from the second on.
unsafe extern "C" fn growing(_: CK_BBOOL, slots: *mut CK_SLOT_ID, count: *mut CK_ULONG) -> CK_RV {
    static ASKED: AtomicUsize = AtomicUsize::new(0);
    let there = if ASKED.fetch_add(1, Ordering::SeqCst) == 0 { 2 } else { 3 };
    // SAFETY: of the caller.
    unsafe {
        let room = *count;
        *count = there;
        if slots.is_null() {
            return CKR_OK;
        }
        if room < there {
            return CKR_BUFFER_TOO_SMALL;
        }
        for index in 0..there {
            *slots.add(usize::try_from(index).unwrap()) = 10 + index;
        }
    }
    CKR_OK
}

#[test]
fn a_token_that_is_inserted_between_two_questions_is_seen() {
    let (calls, _) = played(CK_FUNCTION_LIST { C_GetSlotList: Some(growing), ..Default::default() });
    assert_eq!(calls.slots_with_token().unwrap(), [10, 11, 12]);
}
