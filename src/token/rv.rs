//! What a token's return value means for the user (PKCS#11 3.1, chapter 5.1).

use cryptoki::error::{Error, Rv, RvError};
use cryptoki_sys::CK_RV;

use crate::fault::{Fault, SupportCode};

/// The highest return value cryptoki has a name for (`CKR_FUNCTION_REJECTED`).
const LAST: CK_RV = 0x200;

/// The fault of a failed call.
pub fn fault(error: &Error) -> Fault {
    let Error::Pkcs11(rv, function) = error else {
        return Fault::new(SupportCode::TokenFailed).with("detail", short(error));
    };
    Fault::new(code(rv)).with("rv", format!("{:#x}", number(rv))).with("call", format!("{function:?}"))
}

/// After this error the session may be unusable: everything but a clear answer about a PIN or a template.
pub fn ends_session(error: &Error) -> bool {
    !matches!(
        error,
        Error::Pkcs11(
            RvError::PinIncorrect
                | RvError::PinInvalid
                | RvError::PinLenRange
                | RvError::PinExpired
                | RvError::PinLocked
                | RvError::UserPinNotInitialized
                | RvError::RandomSeedNotSupported
                | RvError::RandomNoRng
                | RvError::AttributeReadOnly
                | RvError::AttributeTypeInvalid
                | RvError::AttributeValueInvalid
                | RvError::TemplateIncomplete
                | RvError::TemplateInconsistent,
            _
        )
    )
}

/// The token does not want an attribute of a template; fewer of them may do.
pub fn refuses_template(error: &Error) -> bool {
    matches!(
        error,
        Error::Pkcs11(
            RvError::AttributeTypeInvalid
                | RvError::AttributeValueInvalid
                | RvError::AttributeReadOnly
                | RvError::TemplateInconsistent,
            _
        )
    )
}

/// The token takes no such object, or has no room for it; others may do.
pub fn refuses_object(error: &Error) -> bool {
    matches!(error, Error::Pkcs11(RvError::DeviceMemory | RvError::FunctionNotSupported, _))
}

fn code(rv: &RvError) -> SupportCode {
    match rv {
        RvError::PinIncorrect | RvError::PinInvalid => SupportCode::PinWrong,
        RvError::PinLenRange => SupportCode::PinLength,
        RvError::PinExpired => SupportCode::PinExpired,
        RvError::PinLocked => SupportCode::PinLocked,
        RvError::UserPinNotInitialized => SupportCode::PinNotSet,
        RvError::PinTooWeak => SupportCode::PinWeak,
        RvError::DeviceMemory => SupportCode::TokenFull,
        RvError::TokenWriteProtected => SupportCode::TokenReadOnly,
        RvError::MechanismInvalid
        | RvError::MechanismParamInvalid
        | RvError::CurveNotSupported
        | RvError::DomainParamsInvalid
        | RvError::KeyTypeInconsistent => SupportCode::TokenNoP256,
        // A pulled token answers with any of these, by vendor and by moment.
        RvError::DeviceRemoved
        | RvError::DeviceError
        | RvError::TokenNotPresent
        | RvError::TokenNotRecognized
        | RvError::SessionHandleInvalid
        | RvError::SessionClosed
        | RvError::ObjectHandleInvalid
        | RvError::KeyHandleInvalid
        | RvError::UserNotLoggedIn
        | RvError::SlotIdInvalid
        | RvError::GeneralError => SupportCode::TokenRemoved,
        _ => SupportCode::TokenFailed,
    }
}

/// The number support knows; cryptoki has only the way from a number to a name.
fn number(rv: &RvError) -> CK_RV {
    match rv {
        RvError::VendorDefined(number) | RvError::UnknownErrorCode(number) => *number,
        _ => (1..=LAST).find(|number| Rv::from(*number) == Rv::Error(*rv)).unwrap_or_default(),
    }
}

/// The texts of cryptoki quote whole paragraphs of the standard.
fn short(error: &Error) -> String {
    error.to_string().chars().take(120).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use cryptoki::context::Function;

    #[test]
    fn support_hears_a_number_whatever_the_token_says() {
        let number = |rv| fault(&Error::Pkcs11(rv, Function::Sign)).support_code();
        assert_eq!(number(RvError::DeviceRemoved), "TOKEN-REMOVED-0x32");
        assert_eq!(number(RvError::CurveNotSupported), "TOKEN-NO-P256-0x140");
        assert_eq!(number(RvError::FunctionRejected), "TOKEN-FAILED-0x200");
        assert_eq!(number(RvError::VendorDefined(0x8000_0001)), "TOKEN-FAILED-0x80000001");
    }
}
