//! A PKCS#11 module in front of another one. It passes every call on, unless its script says otherwise: then a call
//! fails, loses its answer, takes long, never comes back, or the token is pulled at it. Only for tests.
//!
//! [`mod@script`] tells the words, [`state`] the variables and files.

mod functions;
mod script;
mod state;

use std::ffi::c_ulong;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use cryptoki_sys::*;

use crate::script::Action;
use crate::state::{State, with};

/// The functions of the real module, and ours in front of them.
struct Lists {
    real: CK_FUNCTION_LIST,
    ours: CK_FUNCTION_LIST,
}

fn lists() -> &'static Lists {
    static LISTS: OnceLock<Lists> = OnceLock::new();
    LISTS.get_or_init(|| {
        type GetFunctionList = unsafe extern "C" fn(CK_FUNCTION_LIST_PTR_PTR) -> CK_RV;
        let path = std::env::var_os("INTERPOSER_MODULE").expect("INTERPOSER_MODULE");
        // SAFETY: the symbol has this type by the standard; the library is never unloaded.
        let real = unsafe {
            let library = Box::leak(Box::new(libloading::Library::new(path).expect("the real module")));
            let get = library.get::<GetFunctionList>(b"C_GetFunctionList").expect("a PKCS#11 module");
            let mut list: CK_FUNCTION_LIST_PTR = std::ptr::null_mut();
            assert_eq!(get(&mut list), CKR_OK);
            *list
        };
        let mut ours = real;
        functions::wrap(&mut ours);
        ours.C_GetFunctionList = Some(C_GetFunctionList);
        ours.C_GetSlotList = Some(slot_list);
        ours.C_GetSlotInfo = Some(slot_info);
        ours.C_GetTokenInfo = Some(token_info);
        ours.C_Login = Some(login);
        Lists { real, ours }
    })
}

/// The way in (PKCS#11 2.40, chapter 5.4). There is no `C_GetInterface`: callers fall back to this.
///
/// # Safety
/// `list` points to a place for a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn C_GetFunctionList(list: CK_FUNCTION_LIST_PTR_PTR) -> CK_RV {
    // SAFETY: asked of the caller, who only reads the list.
    unsafe { *list = (&raw const lists().ours).cast_mut() };
    CKR_OK
}

/// One call: what the script says before it, the call itself unless that was an answer, what it says after it.
fn call(function: &str, real: impl FnOnce() -> CK_RV) -> CK_RV {
    let started = Instant::now();
    let (number, before, after, out) = with(|state| {
        state.refresh();
        let (number, of_all) = state.count(function);
        let actions = |after| state.script.actions(function, number, of_all, after);
        (of_all, actions(false), actions(true), state.is_out())
    });
    // A token that came back knows nothing of the sessions of before.
    if with(State::was_moved) {
        close_all();
    }
    let mut answer = out.then(|| gone(function)).flatten();
    for action in before {
        answer = act(action, number, function).or(answer);
    }
    let mut rv = answer.unwrap_or_else(real);
    for action in after {
        rv = act(action, number, function).unwrap_or(rv);
    }
    with(|state| state.log(number, function, &format!("{rv:#x}"), started.elapsed()));
    rv
}

/// What the caller hears of it, if anything.
fn act(action: Action, number: u64, function: &str) -> Option<CK_RV> {
    match action {
        Action::Answer(rv) => Some(rv),
        Action::Sleep(time) => {
            std::thread::sleep(time);
            None
        }
        Action::Hang => {
            with(|state| state.log(number, function, "hang", Duration::ZERO));
            loop {
                std::thread::sleep(Duration::from_secs(3600));
            }
        }
        Action::Pull => {
            with(|state| {
                state.pull();
                state.was_moved()
            });
            close_all();
            Some(CKR_DEVICE_REMOVED)
        }
        Action::Abort => {
            with(|state| state.log(number, function, "abort", Duration::ZERO));
            std::process::abort()
        }
    }
}

/// What a call hears while the token is out; `None` for those that are about the reader or the library.
fn gone(function: &str) -> Option<CK_RV> {
    match function {
        "C_Initialize" | "C_Finalize" | "C_GetInfo" | "C_GetSlotList" | "C_GetSlotInfo"
        | "C_WaitForSlotEvent" => None,
        "C_GetTokenInfo" | "C_GetMechanismList" | "C_GetMechanismInfo" | "C_OpenSession" | "C_InitToken"
        | "C_CloseAllSessions" => Some(CKR_TOKEN_NOT_PRESENT),
        _ => Some(CKR_SESSION_HANDLE_INVALID),
    }
}

/// Ends all sessions of the real module, as the pulling of a token does.
fn close_all() {
    let real = &lists().real;
    let (Some(list), Some(close)) = (real.C_GetSlotList, real.C_CloseAllSessions) else { return };
    let mut slots = [0; 64];
    let mut count = slots.len() as c_ulong;
    // SAFETY: there is room for as many numbers as `count` says.
    unsafe {
        if list(CK_TRUE, slots.as_mut_ptr(), &mut count) == CKR_OK {
            slots.iter().take(count as usize).for_each(|slot| _ = close(*slot));
        }
    }
}

unsafe extern "C" fn slot_list(present: CK_BBOOL, slots: *mut CK_SLOT_ID, count: *mut CK_ULONG) -> CK_RV {
    call("C_GetSlotList", || {
        // SAFETY: the caller's arguments.
        unsafe {
            if present != CK_FALSE && with(|state| state.is_out()) {
                *count = 0;
                return CKR_OK;
            }
            lists().real.C_GetSlotList.map_or(CKR_FUNCTION_NOT_SUPPORTED, |real| real(present, slots, count))
        }
    })
}

unsafe extern "C" fn slot_info(slot: CK_SLOT_ID, info: *mut CK_SLOT_INFO) -> CK_RV {
    call("C_GetSlotInfo", || {
        // SAFETY: the caller's arguments.
        unsafe {
            let rv = lists().real.C_GetSlotInfo.map_or(CKR_FUNCTION_NOT_SUPPORTED, |real| real(slot, info));
            if rv == CKR_OK && with(|state| state.is_out()) {
                (*info).flags &= !CKF_TOKEN_PRESENT;
            }
            rv
        }
    })
}

unsafe extern "C" fn token_info(slot: CK_SLOT_ID, info: *mut CK_TOKEN_INFO) -> CK_RV {
    call("C_GetTokenInfo", || {
        // SAFETY: the caller's arguments.
        let (rv, info) = unsafe {
            let real = lists().real.C_GetTokenInfo;
            (real.map_or(CKR_FUNCTION_NOT_SUPPORTED, |real| real(slot, info)), &mut *info)
        };
        with(|state| {
            if let Some(limit) = state.script.pins {
                info.flags &= !(CKF_USER_PIN_COUNT_LOW | CKF_USER_PIN_FINAL_TRY | CKF_USER_PIN_LOCKED);
                info.flags |= match limit.saturating_sub(state.wrong_pins) {
                    0 => CKF_USER_PIN_LOCKED,
                    1 => CKF_USER_PIN_FINAL_TRY | CKF_USER_PIN_COUNT_LOW,
                    left if left < limit => CKF_USER_PIN_COUNT_LOW,
                    _ => 0,
                };
            }
            info.flags = (info.flags & !state.script.hidden) | state.script.flags;
            if let Some(free) = state.script.free {
                (info.ulFreePublicMemory, info.ulFreePrivateMemory) = (free, free);
            }
        });
        rv
    })
}

/// The log tells the administrator's logins apart: they do not count as tries of the user.
unsafe extern "C" fn login(
    session: CK_SESSION_HANDLE,
    user: CK_USER_TYPE,
    pin: *mut CK_UTF8CHAR,
    length: CK_ULONG,
) -> CK_RV {
    let function = if user == CKU_USER { "C_Login" } else { "C_Login/other" };
    call(function, || {
        let locked = |state: &mut State| state.script.pins.is_some_and(|limit| state.wrong_pins >= limit);
        if user == CKU_USER && with(locked) {
            return CKR_PIN_LOCKED;
        }
        let real = lists().real.C_Login;
        // SAFETY: the caller's arguments.
        real.map_or(CKR_FUNCTION_NOT_SUPPORTED, |real| unsafe { real(session, user, pin, length) })
    })
}
