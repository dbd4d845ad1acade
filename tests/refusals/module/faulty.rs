//! Passes every PKCS#11 call on to the module in `FAULTY_MODULE`, but those that `FAULTS` speaks of.
//! See `tests/refusals/module.rs` for the words. Without dependencies, so that the compiler alone makes it.

use std::ffi::{CString, c_char, c_int, c_void};
use std::sync::OnceLock;

type Rv = usize;
const RTLD_NOW: c_int = 2;
const GENERAL_ERROR: Rv = 0x5;

unsafe extern "C" {
    fn dlopen(file: *const c_char, flags: c_int) -> *mut c_void;
    fn dlsym(library: *mut c_void, name: *const c_char) -> *mut c_void;
}

/// `CK_FUNCTION_LIST` of PKCS#11 2.40: every argument of every function is one machine word.
#[repr(C)]
#[derive(Clone, Copy)]
struct FunctionList {
    version: [u8; 2],
    functions: [usize; 68],
}

/// Numbers of the functions in the list.
mod number {
    pub const GET_FUNCTION_LIST: usize = 3;
    pub const GET_TOKEN_INFO: usize = 6;
    pub const GET_MECHANISM_INFO: usize = 8;
    pub const LOGIN: usize = 18;
    pub const CREATE_OBJECT: usize = 20;
    pub const SIGN: usize = 43;
    pub const GENERATE_KEY_PAIR: usize = 59;
}

/// What `FAULTS` says of a name.
fn fault(name: &str) -> Option<String> {
    let faults = std::env::var("FAULTS").unwrap_or_default();
    let value = faults.split_whitespace().filter_map(|fault| fault.split_once('=')).find(|(n, _)| *n == name);
    value.map(|(_, value)| value.to_owned())
}

fn parse(text: &str) -> usize {
    match text.strip_prefix("0x") {
        Some(digits) => usize::from_str_radix(digits, 16).expect("a number"),
        None => text.parse().expect("a number"),
    }
}

fn real() -> &'static FunctionList {
    static REAL: OnceLock<FunctionList> = OnceLock::new();
    REAL.get_or_init(|| {
        let file = CString::new(std::env::var("FAULTY_MODULE").expect("the real module")).expect("a path");
        // SAFETY: the symbol has this type by the standard, and the library stays loaded.
        unsafe {
            let library = dlopen(file.as_ptr(), RTLD_NOW);
            let symbol = dlsym(library, c"C_GetFunctionList".as_ptr());
            assert!(!symbol.is_null(), "no PKCS#11 module");
            let list: extern "C" fn(*mut *const FunctionList) -> Rv = std::mem::transmute(symbol);
            let mut real: *const FunctionList = std::ptr::null();
            list(&mut real);
            *real
        }
    })
}

/// A function that fails if it is told to, and does its work before if it is told that.
macro_rules! spoiled {
    ($function:ident, $name:literal, $number:expr, $($argument:ident),+) => {
        extern "C" fn $function($($argument: usize),+) -> Rv {
            let pass = || {
                // SAFETY: a function of this number takes so many words.
                let real: extern "C" fn($(spoiled!(@word $argument)),+) -> Rv =
                    unsafe { std::mem::transmute(real().functions[$number]) };
                real($($argument),+)
            };
            match fault($name) {
                None => pass(),
                Some(rv) => match rv.strip_prefix("after:") {
                    None => parse(&rv),
                    Some(rv) => {
                        pass();
                        parse(rv)
                    }
                },
            }
        }
    };
    (@word $argument:ident) => { usize };
}

spoiled!(login, "C_Login", number::LOGIN, a, b, c, d);
spoiled!(create_object, "C_CreateObject", number::CREATE_OBJECT, a, b, c, d);
spoiled!(sign, "C_Sign", number::SIGN, a, b, c, d, e);
spoiled!(generate_key_pair, "C_GenerateKeyPair", number::GENERATE_KEY_PAIR, a, b, c, d, e, f, g, h);
spoiled!(mechanism_info, "C_GetMechanismInfo", number::GET_MECHANISM_INFO, a, b, c);

extern "C" fn token_info(slot: usize, info: *mut u64) -> Rv {
    /// Places of `flags`, `ulFreePublicMemory` and `ulFreePrivateMemory` in `CK_TOKEN_INFO`, in words.
    const FLAGS: usize = 12;
    const FREE: [usize; 2] = [20, 22];
    // SAFETY: by the standard; the structure has 25 words and more.
    unsafe {
        let real: extern "C" fn(usize, *mut u64) -> Rv =
            std::mem::transmute(real().functions[number::GET_TOKEN_INFO]);
        let rv = real(slot, info);
        if let Some(flags) = fault("flags") {
            *info.add(FLAGS) |= parse(&flags) as u64;
        }
        if let Some(free) = fault("free") {
            FREE.map(|word| *info.add(word) = parse(&free) as u64);
        }
        rv
    }
}

/// The way in (PKCS#11 2.40, chapter 5.4).
///
/// # Safety
/// `list` points to a place for a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn C_GetFunctionList(list: *mut *const FunctionList) -> Rv {
    static SPOILED: OnceLock<FunctionList> = OnceLock::new();
    if list.is_null() {
        return GENERAL_ERROR;
    }
    let spoiled = SPOILED.get_or_init(|| {
        let mut spoiled = *real();
        for (number, function) in [
            (number::GET_FUNCTION_LIST, C_GetFunctionList as *const () as usize),
            (number::GET_TOKEN_INFO, token_info as *const () as usize),
            (number::GET_MECHANISM_INFO, mechanism_info as *const () as usize),
            (number::LOGIN, login as *const () as usize),
            (number::CREATE_OBJECT, create_object as *const () as usize),
            (number::SIGN, sign as *const () as usize),
            (number::GENERATE_KEY_PAIR, generate_key_pair as *const () as usize),
        ] {
            spoiled.functions[number] = function;
        }
        spoiled
    });
    // SAFETY: asked of the caller.
    unsafe { *list = spoiled };
    0
}
