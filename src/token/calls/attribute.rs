//! Attributes of objects: templates to be sent, values to be read.

use cryptoki_sys::*;

use crate::domain::moment::Moment;

/// An attribute with its value, for a template.
#[derive(Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Which.
    pub kind: CK_ATTRIBUTE_TYPE,
    /// As it goes to the module.
    pub value: Vec<u8>,
}

impl Attribute {
    /// Bytes, or text.
    pub fn bytes(kind: CK_ATTRIBUTE_TYPE, value: &[u8]) -> Self {
        Self { kind, value: value.to_vec() }
    }

    /// Yes or no.
    pub fn flag(kind: CK_ATTRIBUTE_TYPE, value: bool) -> Self {
        Self { kind, value: vec![if value { CK_TRUE } else { CK_FALSE }] }
    }

    /// A number, as wide as the platform has it.
    pub fn number(kind: CK_ATTRIBUTE_TYPE, value: CK_ULONG) -> Self {
        Self { kind, value: value.to_ne_bytes().to_vec() }
    }

    /// `CKA_CLASS`.
    pub fn class(class: CK_OBJECT_CLASS) -> Self {
        Self::number(CKA_CLASS, class)
    }

    /// A day (`CK_DATE`: eight digits). None for years that have more or fewer than four.
    pub fn date(kind: CK_ATTRIBUTE_TYPE, moment: Moment) -> Option<Self> {
        let text = format!("{:04}{:02}{:02}", moment.year(), u8::from(moment.month()), moment.day());
        (text.len() == 8 && !text.starts_with('-')).then(|| Self::bytes(kind, text.as_bytes()))
    }

    /// Its shape for the trace: type and length.
    pub fn shape(&self) -> String {
        format!("{}+{}", name(self.kind), self.value.len())
    }
}

/// An attribute to be read, and how much room is made ready for it.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// Which.
    pub kind: CK_ATTRIBUTE_TYPE,
    /// Bytes that will do nearly always, and never quite full: a module that has not touched a length is told from
    /// one that has. What is longer costs two calls more.
    pub room: usize,
}

impl Wanted {
    /// The identifier.
    pub const ID: Self = Self { kind: CKA_ID, room: 256 };
    /// The label.
    pub const LABEL: Self = Self { kind: CKA_LABEL, room: 256 };
    /// Certificates of Russian CAs have some 2 KiB.
    pub const VALUE: Self = Self { kind: CKA_VALUE, room: 4096 };
    /// Whose a certificate is.
    pub const CATEGORY: Self = Self { kind: CKA_CERTIFICATE_CATEGORY, room: 16 };
    /// Last day of a key.
    pub const END_DATE: Self = Self { kind: CKA_END_DATE, room: 16 };
    /// The public point: 67 bytes for P-256.
    pub const POINT: Self = Self { kind: CKA_EC_POINT, room: 256 };
    /// The PIN is wanted for every signature.
    pub const ALWAYS: Self = Self { kind: CKA_ALWAYS_AUTHENTICATE, room: 16 };
}

/// A number as a module gives it; none if it has another width than the platform's.
pub fn number(value: &[u8]) -> Option<CK_ULONG> {
    Some(CK_ULONG::from_ne_bytes(value.try_into().ok()?))
}

/// The midnight at the end of a `CK_DATE`; `None` for an empty or impossible one.
pub fn day_after(date: &[u8]) -> Option<Moment> {
    let digits = std::str::from_utf8(date).ok().filter(|text| text.len() == 8)?;
    let part = |range| digits.get::<std::ops::Range<usize>>(range)?.parse::<u16>().ok();
    let month = time::Month::try_from(u8::try_from(part(4..6)?).ok()?).ok()?;
    let day = u8::try_from(part(6..8)?).ok()?;
    let date = time::Date::from_calendar_date(i32::from(part(0..4)?), month, day).ok()?;
    Some(date.next_day()?.midnight().assume_utc())
}

macro_rules! names {
    ($($name:ident)+) => {
        /// The name of an attribute type, or its number.
        pub fn name(kind: CK_ATTRIBUTE_TYPE) -> String {
            match kind {
                $($name => stringify!($name).to_owned(),)+
                _ => format!("{kind:#x}"),
            }
        }
    };
}

names! {
    CKA_CLASS CKA_TOKEN CKA_PRIVATE CKA_LABEL CKA_APPLICATION CKA_VALUE CKA_CERTIFICATE_TYPE CKA_ISSUER
    CKA_SERIAL_NUMBER CKA_CERTIFICATE_CATEGORY CKA_KEY_TYPE CKA_SUBJECT CKA_ID CKA_SENSITIVE CKA_ENCRYPT CKA_DECRYPT
    CKA_WRAP CKA_UNWRAP CKA_SIGN CKA_VERIFY CKA_DERIVE CKA_START_DATE CKA_END_DATE CKA_EXTRACTABLE CKA_EC_PARAMS
    CKA_EC_POINT CKA_ALWAYS_AUTHENTICATE
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use time::macros::datetime;

    use super::*;

    #[test]
    fn the_last_day_of_a_key_still_counts() {
        assert_eq!(day_after(b"20261231"), Some(datetime!(2027-01-01 0:00 UTC)));
        let moment = datetime!(2026-12-31 23:59 UTC);
        let date = Attribute::date(CKA_END_DATE, moment).unwrap();
        assert_eq!(date.value, b"20261231");
        assert!(day_after(&date.value).unwrap() > moment);
    }

    #[test]
    fn a_date_that_is_none_says_nothing() {
        for odd in [
            &b""[..],
            b"00000000",
            b"20261301",
            b"2026-1-1",
            b"\0\0\0\0\0\0\0\0",
            b"2026123",
            "2026123я".as_bytes(),
        ] {
            assert_eq!(day_after(odd), None, "{odd:?}");
        }
        assert!(Attribute::date(CKA_END_DATE, datetime!(-0001-01-01 0:00 UTC)).is_none());
    }

    #[test]
    fn a_number_has_the_width_of_the_platform() {
        let three = Attribute::number(CKA_CERTIFICATE_CATEGORY, 3);
        assert_eq!(three.value.len(), size_of::<CK_ULONG>());
        assert_eq!(number(&three.value), Some(3));
        assert_eq!(number(&[3]), None);
        assert_eq!(number(&[]), None);
    }

    #[test]
    fn the_shape_of_an_attribute_tells_its_type_and_length_alone() {
        assert_eq!(Attribute::bytes(CKA_LABEL, b"secret").shape(), "CKA_LABEL+6");
        assert_eq!(Attribute::flag(0x8000_0001, true).shape(), "0x80000001+1");
    }
}
