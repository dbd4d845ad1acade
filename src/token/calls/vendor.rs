//! What only the library of one vendor tells: Rutoken knows how many tries are left for a PIN.
//!
//! `C_EX_GetFunctionListExtended` gives a list of functions; its third one, `C_EX_GetTokenInfoExtended`, fills a
//! structure that has grown at its end over the years and therefore begins with its own size.

#![expect(unsafe_code, reason = "calls of a C library")]

use std::ptr::{NonNull, from_mut, null_mut};
use std::time::Instant;

use cryptoki_sys::{CK_FLAGS, CK_RV, CK_SLOT_ID, CK_ULONG, CK_VERSION, CKR_FUNCTION_NOT_SUPPORTED, CKR_OK};

use crate::token::calls::{Calls, wide};

type Other = Option<unsafe extern "C" fn() -> CK_RV>;

/// The beginning of `CK_FUNCTION_LIST_EXTENDED`; packed on Windows, as everything of PKCS#11 there.
#[cfg_attr(windows, repr(C, packed))]
#[cfg_attr(not(windows), repr(C))]
struct Extended {
    _version: CK_VERSION,
    _get_function_list_extended: Other,
    _init_token: Other,
    get_token_info_extended: Option<unsafe extern "C" fn(CK_SLOT_ID, *mut TokenInfo) -> CK_RV>,
}

/// `CK_TOKEN_INFO_EXTENDED` as its first version was, and room for what came later.
#[cfg_attr(windows, repr(C, packed))]
#[cfg_attr(not(windows), repr(C))]
#[derive(Clone, Copy)]
struct TokenInfo {
    size: CK_ULONG,
    _kind: [CK_ULONG; 4],
    _flags: CK_FLAGS,
    _pin_lengths: [CK_ULONG; 4],
    _admin_tries: [CK_ULONG; 2],
    user_tries: CK_ULONG,
    user_tries_left: CK_ULONG,
    _serial: [u8; 8],
    _memory: [CK_ULONG; 2],
    _atr: [u8; 64],
    _atr_length: CK_ULONG,
    _class: CK_ULONG,
    /// Not told to be there.
    _later: [CK_ULONG; LATER],
}

const LATER: usize = 32;
/// Sizes to offer: without and with the three fields that came next.
const SIZES: [usize; 2] = {
    let first = size_of::<TokenInfo>() - LATER * size_of::<CK_ULONG>();
    [first, first + 3 * size_of::<CK_ULONG>()]
};

/// Tries left for the user's PIN. None where the library has no such function or answers nonsense.
pub fn tries_left(calls: &Calls, slot: CK_SLOT_ID) -> Option<u32> {
    type GetList = unsafe extern "C" fn(*mut *mut Extended) -> CK_RV;
    const NAME: &str = "C_EX_GetTokenInfoExtended";
    let mut list = null_mut();
    // SAFETY: the one vendor that has a function of this name gives it this type; the place for the pointer is ours.
    let rv = unsafe { calls.library.vendor::<GetList>(b"C_EX_GetFunctionListExtended\0")?(&mut list) };
    let list = NonNull::new(list).filter(|_| rv == CKR_OK)?;
    // SAFETY: a list that lives as long as the library.
    let function = unsafe { list.as_ref() }.get_token_info_extended;
    SIZES.into_iter().find_map(|size| {
        // SAFETY: numbers and bytes, for all of which zero is a value.
        let mut info: TokenInfo = unsafe { std::mem::zeroed() };
        info.size = size as CK_ULONG;
        let since = Instant::now();
        let rv = match function {
            // SAFETY: the structure is ours and larger than it says.
            Some(function) => unsafe { function(slot, from_mut(&mut info)) },
            None => CKR_FUNCTION_NOT_SUPPORTED,
        };
        calls.finish(NAME, rv, since.elapsed(), || format!("slot {slot}, size {size}")).ok()?;
        sensible(wide(info.user_tries), wide(info.user_tries_left))
    })
}

fn sensible(most: u64, left: u64) -> Option<u32> {
    const MOST: u64 = 255;
    u32::try_from(left).ok().filter(|_| (1..=MOST).contains(&most) && left <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_tries_lies_where_the_vendor_puts_it() {
        let word = size_of::<CK_ULONG>();
        assert_eq!(std::mem::offset_of!(TokenInfo, user_tries_left), 13 * word);
        assert_eq!(SIZES[0], 18 * word + 8 + 64);
        let pointer = size_of::<usize>();
        let before = if cfg!(windows) { 2 } else { pointer };
        assert_eq!(std::mem::offset_of!(Extended, get_token_info_extended), before + 2 * pointer);
    }

    #[test]
    fn nonsense_is_no_number_of_tries() {
        assert_eq!(sensible(10, 7), Some(7));
        assert_eq!(sensible(10, 0), Some(0));
        assert_eq!(sensible(0, 0), None);
        assert_eq!(sensible(10, 11), None);
        assert_eq!(sensible(u64::MAX, 3), None);
    }
}
