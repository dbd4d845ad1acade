//! Passes every PKCS#11 call on to SoftHSM2, in the mood that a file beside it tells. See `tests/support/moody.rs` for
//! the words. Without dependencies, so that the compiler alone makes it.

use std::ffi::{CString, c_char, c_int, c_void};
use std::io::Write;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Duration;

type Rv = usize;
const RTLD_NOW: c_int = 2;
const FUNCTIONS: usize = 68;
const INITIALIZE: usize = 0;
const GET_FUNCTION_LIST: usize = 3;
const GET_SLOT_LIST: usize = 4;

unsafe extern "C" {
    fn dlopen(file: *const c_char, flags: c_int) -> *mut c_void;
    fn dlsym(library: *mut c_void, name: *const c_char) -> *mut c_void;
}

/// `CK_FUNCTION_LIST` of PKCS#11 2.40: every argument of every function is one machine word, at most nine of them.
#[repr(C)]
#[derive(Clone, Copy)]
struct FunctionList {
    version: [u8; 2],
    functions: [usize; FUNCTIONS],
}

type Function = extern "C" fn(usize, usize, usize, usize, usize, usize, usize, usize, usize) -> Rv;

/// The folder of this library: the worker was started for it.
fn folder() -> PathBuf {
    let library = std::env::args().nth(2).expect("the module is named");
    PathBuf::from(library).parent().expect("a folder").to_owned()
}

fn mood() -> String {
    std::fs::read_to_string(folder().join("mood")).unwrap_or_default()
}

fn real() -> &'static FunctionList {
    static REAL: OnceLock<FunctionList> = OnceLock::new();
    REAL.get_or_init(|| {
        // SAFETY: the symbol has this type by the standard, and the library stays loaded. Nobody else is at the
        // environment of a worker.
        unsafe {
            std::env::set_var("SOFTHSM2_CONF", folder().join("softhsm2.conf"));
            let file = CString::new("/usr/lib/softhsm/libsofthsm2.so").expect("a path");
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

/// Any function: one that has fewer arguments looks at no more.
#[allow(clippy::too_many_arguments)]
extern "C" fn pass<const N: usize>(
    a: usize,
    b: usize,
    c: usize,
    d: usize,
    e: usize,
    f: usize,
    g: usize,
    h: usize,
    i: usize,
) -> Rv {
    let mood = mood();
    for word in mood.split_whitespace() {
        match (word, N) {
            ("crash", GET_SLOT_LIST) => {
                let _ = std::fs::remove_file(folder().join("mood"));
                std::process::abort();
            }
            ("crash-load", INITIALIZE) => {
                started();
                std::process::abort();
            }
            ("hang", GET_SLOT_LIST) => loop {
                std::thread::sleep(Duration::from_secs(60));
            },
            ("absent", GET_SLOT_LIST) => {
                // SAFETY: the third argument is a pointer to the count.
                unsafe { *(c as *mut usize) = 0 };
                return 0;
            }
            ("print", _) => {
                let _ = writeln!(std::io::stdout(), "moody: call {N}\0\u{1}\u{2}");
                let _ = std::io::stdout().flush();
            }
            _ => {
                if let Some(slow) = word.strip_prefix("slow=") {
                    std::thread::sleep(Duration::from_millis(slow.parse().expect("a number")));
                }
            }
        }
    }
    if N == INITIALIZE {
        started();
    }
    // SAFETY: a function of this number, by the standard; superfluous arguments are left alone.
    let real: Function = unsafe { std::mem::transmute(real().functions[N]) };
    real(a, b, c, d, e, f, g, h, i)
}

fn started() {
    let file = std::fs::OpenOptions::new().append(true).create(true).open(folder().join("starts"));
    let _ = writeln!(file.expect("a file"), "started");
}

macro_rules! numbers {
    ($($number:literal)+) => {
        [$((pass::<$number> as Function) as usize),+]
    };
}

/// The way in (PKCS#11 2.40, chapter 5.4).
///
/// # Safety
/// `list` points to a place for a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn C_GetFunctionList(list: *mut *const FunctionList) -> Rv {
    static MOODY: OnceLock<FunctionList> = OnceLock::new();
    let moody = MOODY.get_or_init(|| {
        let mut functions = numbers!(
            0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37
            38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63 64 65 66 67
        );
        functions[GET_FUNCTION_LIST] = C_GetFunctionList as *const () as usize;
        FunctionList { version: real().version, functions }
    });
    // SAFETY: asked of the caller.
    unsafe { *list = moody };
    0
}
