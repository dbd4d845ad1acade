//! The functions that are passed on as they are: all of PKCS#11 2.40 but those that `lib.rs` does itself.

use std::ffi::c_void;

use cryptoki_sys::{CK_FUNCTION_LIST, CK_RV};

use crate::{call, lists};

/// A function of so many arguments. Their types are those of the field of the list that it is put into.
macro_rules! passing {
    ($name:ident $($argument:ident: $kind:ident),+) => {
        unsafe extern "C" fn $name<$($kind),+>($($argument: $kind),+) -> CK_RV {
            call(Self::NAME, || {
                // SAFETY: it is the same field of the list, so the types are the same; the caller's arguments.
                unsafe {
                    let real: unsafe extern "C" fn($($kind),+) -> CK_RV = std::mem::transmute(Self::real());
                    real($($argument),+)
                }
            })
        }
    };
}
/// A function of the list that is passed on as it is.
trait Function {
    const NAME: &'static str;

    /// That of the real module.
    fn real() -> *const c_void;

    passing! { one a: A }
    passing! { two a: A, b: B }
    passing! { three a: A, b: B, c: C }
    passing! { four a: A, b: B, c: C, d: D }
    passing! { five a: A, b: B, c: C, d: D, e: E }
    passing! { six a: A, b: B, c: C, d: D, e: E, f: F }
    passing! { eight a: A, b: B, c: C, d: D, e: E, f: F, g: G, h: H }
}

macro_rules! functions {
    ($($arguments:ident: $($name:ident)+;)+) => {
        $($(
            #[expect(non_camel_case_types, reason = "the names of the standard")]
            struct $name;

            impl Function for $name {
                const NAME: &'static str = stringify!($name);

                fn real() -> *const c_void {
                    lists().real.$name.map_or(std::ptr::null(), |real| real as *const c_void)
                }
            }
        )+)+

        /// Puts our functions in the place of those that the module has.
        pub fn wrap(list: &mut CK_FUNCTION_LIST) {
            $($(
                if list.$name.is_some() {
                    list.$name = Some($name::$arguments);
                }
            )+)+
        }
    };
}

functions! {
    one: C_Initialize C_Finalize C_GetInfo C_CloseSession C_CloseAllSessions C_Logout C_FindObjectsFinal;
    two: C_GetSessionInfo C_DestroyObject C_DigestInit C_DigestKey;
    three: C_GetMechanismList C_GetMechanismInfo C_InitPIN C_GetOperationState C_GetObjectSize C_FindObjectsInit
        C_EncryptInit C_EncryptFinal C_DecryptInit C_DecryptFinal C_DigestUpdate C_DigestFinal C_SignInit
        C_SignUpdate C_SignFinal C_SignRecoverInit C_VerifyInit C_VerifyUpdate C_VerifyFinal C_VerifyRecoverInit
        C_SeedRandom C_GenerateRandom C_WaitForSlotEvent;
    four: C_InitToken C_CreateObject C_GetAttributeValue C_SetAttributeValue C_FindObjects;
    five: C_SetPIN C_OpenSession C_SetOperationState C_CopyObject C_Encrypt C_EncryptUpdate C_Decrypt
        C_DecryptUpdate C_Digest C_Sign C_SignRecover C_Verify C_VerifyRecover C_DigestEncryptUpdate
        C_DecryptDigestUpdate C_SignEncryptUpdate C_DecryptVerifyUpdate C_GenerateKey;
    six: C_WrapKey C_DeriveKey;
    eight: C_GenerateKeyPair C_UnwrapKey;
}
