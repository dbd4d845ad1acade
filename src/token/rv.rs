//! What a token's return value means for the user (PKCS#11 3.1, chapter 5.1).

use cryptoki_sys::*;

use crate::fault::{Fault, SupportCode};
use crate::token::calls::Error;

/// Rutoken: the new PIN breaks the rules of the token.
const VENDOR_PIN_WEAK: CK_RV = 0x8000_000A;
/// Rutoken: the new PIN was used before.
const VENDOR_PIN_REUSED: CK_RV = 0x8000_000B;

/// The fault of a failed call.
pub fn fault(error: &Error) -> Fault {
    match *error {
        Error::Refused { call, rv } => {
            Fault::new(code(call, rv)).with("rv", format!("{rv:#x}")).with("call", call)
        }
        Error::Unusable(what) => Fault::new(SupportCode::TokenFailed).with("detail", what),
    }
}

/// The code when it was the administrator who should log in.
pub fn admin_code(code: SupportCode) -> SupportCode {
    match code {
        SupportCode::PinWrong | SupportCode::PinLength => SupportCode::AdminPinWrong,
        SupportCode::PinLocked => SupportCode::AdminPinLocked,
        other => other,
    }
}

/// After this error the session may be unusable: everything but a clear answer about a PIN or a template.
pub fn ends_session(error: &Error) -> bool {
    !matches!(
        error.rv(),
        Some(
            CKR_PIN_INCORRECT
                | CKR_PIN_INVALID
                | CKR_PIN_LEN_RANGE
                | CKR_PIN_EXPIRED
                | CKR_PIN_LOCKED
                | CKR_PIN_TOO_WEAK
                | VENDOR_PIN_WEAK
                | VENDOR_PIN_REUSED
                | CKR_USER_PIN_NOT_INITIALIZED
                | CKR_RANDOM_SEED_NOT_SUPPORTED
                | CKR_RANDOM_NO_RNG
                | CKR_ATTRIBUTE_READ_ONLY
                | CKR_ATTRIBUTE_TYPE_INVALID
                | CKR_ATTRIBUTE_VALUE_INVALID
                | CKR_TEMPLATE_INCOMPLETE
                | CKR_TEMPLATE_INCONSISTENT
        )
    )
}

/// The token is not there any more, as far as this answer tells.
pub fn is_removal(error: &Error) -> bool {
    fault(error).code == SupportCode::TokenRemoved
}

/// The token does not want an attribute of a template; fewer of them may do.
pub fn refuses_template(error: &Error) -> bool {
    matches!(
        error.rv(),
        Some(
            CKR_ATTRIBUTE_TYPE_INVALID
                | CKR_ATTRIBUTE_VALUE_INVALID
                | CKR_ATTRIBUTE_READ_ONLY
                | CKR_TEMPLATE_INCONSISTENT
        )
    )
}

/// The token takes no such object, or has no room for it; others may do.
pub fn refuses_object(error: &Error) -> bool {
    matches!(error.rv(), Some(CKR_DEVICE_MEMORY | CKR_FUNCTION_NOT_SUPPORTED))
}

/// A module that cannot use a key pair before it is initialised anew says so when it shall sign.
pub fn cannot_use_new_key(error: &Error) -> bool {
    matches!(
        error,
        Error::Refused {
            call: "C_SignInit" | "C_Sign",
            rv: CKR_ARGUMENTS_BAD | CKR_GENERAL_ERROR | CKR_FUNCTION_FAILED | CKR_KEY_TYPE_INCONSISTENT
        }
    )
}

fn code(call: &str, rv: CK_RV) -> SupportCode {
    match rv {
        CKR_PIN_INVALID if matches!(call, "C_SetPIN" | "C_InitPIN") => SupportCode::PinLength,
        CKR_PIN_INCORRECT | CKR_PIN_INVALID => SupportCode::PinWrong,
        CKR_PIN_LEN_RANGE => SupportCode::PinLength,
        CKR_PIN_EXPIRED => SupportCode::PinExpired,
        CKR_PIN_LOCKED => SupportCode::PinLocked,
        CKR_USER_PIN_NOT_INITIALIZED => SupportCode::PinNotSet,
        CKR_PIN_TOO_WEAK => SupportCode::PinWeak,
        // Numbers of a vendor mean this only where a new PIN is set.
        VENDOR_PIN_WEAK if matches!(call, "C_SetPIN" | "C_InitPIN") => SupportCode::PinWeak,
        VENDOR_PIN_REUSED if matches!(call, "C_SetPIN" | "C_InitPIN") => SupportCode::PinReused,
        CKR_DEVICE_MEMORY => SupportCode::TokenFull,
        CKR_TOKEN_WRITE_PROTECTED | CKR_SESSION_READ_ONLY => SupportCode::TokenReadOnly,
        CKR_FUNCTION_NOT_SUPPORTED if matches!(call, "C_GenerateKeyPair" | "C_SignInit" | "C_Sign") => {
            SupportCode::TokenNoP256
        }
        CKR_MECHANISM_INVALID
        | CKR_MECHANISM_PARAM_INVALID
        | CKR_CURVE_NOT_SUPPORTED
        | CKR_DOMAIN_PARAMS_INVALID
        | CKR_KEY_SIZE_RANGE
        | CKR_KEY_TYPE_INCONSISTENT => SupportCode::TokenNoP256,
        // A pulled token answers with any of these, by vendor and by moment.
        CKR_DEVICE_REMOVED
        | CKR_DEVICE_ERROR
        | CKR_TOKEN_NOT_PRESENT
        | CKR_TOKEN_NOT_RECOGNIZED
        | CKR_SESSION_HANDLE_INVALID
        | CKR_SESSION_CLOSED
        | CKR_OBJECT_HANDLE_INVALID
        | CKR_KEY_HANDLE_INVALID
        | CKR_USER_NOT_LOGGED_IN
        | CKR_SLOT_ID_INVALID
        | CKR_CRYPTOKI_NOT_INITIALIZED
        | CKR_GENERAL_ERROR => SupportCode::TokenRemoved,
        _ => SupportCode::TokenFailed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn support(call: &'static str, rv: CK_RV) -> String {
        fault(&Error::Refused { call, rv }).support_code()
    }

    #[test]
    fn support_hears_a_number_whatever_the_token_says() {
        assert_eq!(support("C_Sign", CKR_DEVICE_REMOVED), "TOKEN-REMOVED-0x32");
        assert_eq!(support("C_Sign", CKR_CURVE_NOT_SUPPORTED), "TOKEN-NO-P256-0x140");
        assert_eq!(support("C_Sign", CKR_FUNCTION_REJECTED), "TOKEN-FAILED-0x200");
        assert_eq!(support("C_Sign", 0x8000_0001), "TOKEN-FAILED-0x80000001");
        assert_eq!(support("C_Sign", 0x7777), "TOKEN-FAILED-0x7777");
    }

    #[test]
    fn refused_new_pins_are_told_apart() {
        for call in ["C_SetPIN", "C_InitPIN"] {
            assert_eq!(support(call, 0x1B8), "PIN-WEAK-0x1b8");
            assert_eq!(support(call, 0x8000_000A), "PIN-WEAK-0x8000000a");
            assert_eq!(support(call, 0x8000_000B), "PIN-REUSED-0x8000000b");
            assert_eq!(support(call, CKR_PIN_INVALID), "PIN-LENGTH-0xa1");
            assert_eq!(support(call, CKR_PIN_LEN_RANGE), "PIN-LENGTH-0xa2");
        }
        assert_eq!(support("C_SetPIN", CKR_PIN_INCORRECT), "PIN-WRONG-0xa0");
        assert_eq!(support("C_Login", CKR_PIN_INVALID), "PIN-WRONG-0xa1");
        assert_eq!(support("C_Sign", 0x8000_000A), "TOKEN-FAILED-0x8000000a");
    }

    #[test]
    fn the_administrator_is_refused_in_his_own_name() {
        let admin = |rv| admin_code(code("C_Login", rv)).as_str();
        assert_eq!(admin(CKR_PIN_INCORRECT), "ADMIN-PIN-WRONG");
        assert_eq!(admin(CKR_PIN_LEN_RANGE), "ADMIN-PIN-WRONG");
        assert_eq!(admin(CKR_PIN_LOCKED), "ADMIN-PIN-LOCKED");
        assert_eq!(admin(CKR_DEVICE_REMOVED), "TOKEN-REMOVED");
    }

    #[test]
    fn a_session_survives_a_clear_word_about_a_pin_or_a_template_only() {
        let ends = |rv| ends_session(&Error::Refused { call: "C_CreateObject", rv });
        assert!(!ends(CKR_PIN_INCORRECT) && !ends(CKR_TEMPLATE_INCONSISTENT) && !ends(CKR_PIN_TOO_WEAK));
        assert!(ends(CKR_DEVICE_ERROR) && ends(CKR_OPERATION_ACTIVE) && ends(0x8000_0001));
        assert!(ends_session(&Error::Unusable("nonsense")));
    }
}
