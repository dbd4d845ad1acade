//! What a token's return value means for the user (PKCS#11 3.1, chapter 5.1).

use cryptoki::error::{Error, RvError};

use crate::fault::{Fault, SupportCode};

/// Return values that faults tell support as a number.
const NUMBERS: &[(RvError, u32)] = &[
    (RvError::GeneralError, 0x5),
    (RvError::FunctionFailed, 0x6),
    (RvError::ArgumentsBad, 0x7),
    (RvError::AttributeReadOnly, 0x10),
    (RvError::AttributeTypeInvalid, 0x12),
    (RvError::AttributeValueInvalid, 0x13),
    (RvError::DeviceError, 0x30),
    (RvError::DeviceMemory, 0x31),
    (RvError::DeviceRemoved, 0x32),
    (RvError::FunctionNotSupported, 0x54),
    (RvError::MechanismInvalid, 0x70),
    (RvError::MechanismParamInvalid, 0x71),
    (RvError::ObjectHandleInvalid, 0x82),
    (RvError::OperationActive, 0x90),
    (RvError::PinIncorrect, 0xA0),
    (RvError::PinInvalid, 0xA1),
    (RvError::PinLenRange, 0xA2),
    (RvError::PinExpired, 0xA3),
    (RvError::PinLocked, 0xA4),
    (RvError::SessionClosed, 0xB0),
    (RvError::SessionHandleInvalid, 0xB3),
    (RvError::SessionReadOnly, 0xB5),
    (RvError::TemplateIncomplete, 0xD0),
    (RvError::TemplateInconsistent, 0xD1),
    (RvError::TokenNotPresent, 0xE0),
    (RvError::TokenNotRecognized, 0xE1),
    (RvError::TokenWriteProtected, 0xE2),
    (RvError::UserNotLoggedIn, 0x101),
    (RvError::UserPinNotInitialized, 0x102),
];

/// The fault of a failed call.
pub fn fault(error: &Error) -> Fault {
    let Error::Pkcs11(rv, function) = error else {
        return Fault::new(SupportCode::TokenFailed).with("detail", short(error));
    };
    let number = NUMBERS.iter().find(|(known, _)| known == rv).map(|(_, number)| format!("{number:#x}"));
    let number = match rv {
        RvError::VendorDefined(number) | RvError::UnknownErrorCode(number) => format!("{number:#x}"),
        _ => number.unwrap_or_else(|| format!("{rv:?}")),
    };
    Fault::new(code(rv)).with("rv", number).with("call", format!("{function:?}"))
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

fn code(rv: &RvError) -> SupportCode {
    match rv {
        RvError::PinIncorrect | RvError::PinInvalid => SupportCode::PinWrong,
        RvError::PinLenRange => SupportCode::PinLength,
        RvError::PinExpired => SupportCode::PinExpired,
        RvError::PinLocked => SupportCode::PinLocked,
        RvError::UserPinNotInitialized => SupportCode::PinNotSet,
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

/// The texts of cryptoki quote whole paragraphs of the standard.
fn short(error: &Error) -> String {
    error.to_string().chars().take(120).collect()
}
