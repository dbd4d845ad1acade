//! The attributes of a subject, by meaning instead of by object identifier.

use const_oid::ObjectIdentifier;
use der::Tag;
use serde::{Deserialize, Serialize};

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident, $id:literal, $oid:literal, $tag:ident;)+) => {
        /// An attribute of the subject. Source: FSB order 795, RFC 9215, X.520.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Field { $($(#[$doc])* $name,)+ }

        impl Field {
            /// All fields in the order in which they are shown and written into a new subject.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// Name in the portal protocol and, with the prefix `field-`, in the locales.
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)+ }
            }

            /// The attribute type.
            pub fn oid(self) -> ObjectIdentifier {
                match self { $(Self::$name => ObjectIdentifier::new_unwrap($oid),)+ }
            }

            /// The string type a new value is written with (RFC 9215 5.1 for the NumericString ones).
            pub fn tag(self) -> Tag {
                match self { $(Self::$name => Tag::$tag,)+ }
            }
        }
    };
}

fields! {
    /// Short name of the organisation, or the full name of a person.
    CommonName, "common-name", "2.5.4.3", Utf8String;
    /// Family name.
    Surname, "surname", "2.5.4.4", Utf8String;
    /// Name and patronymic.
    GivenName, "given-name", "2.5.4.42", Utf8String;
    /// Position in the organisation.
    Title, "title", "2.5.4.12", Utf8String;
    /// SNILS, 11 digits.
    Snils, "snils", "1.2.643.100.3", NumericString;
    /// INN of the person, 12 digits.
    Inn, "inn", "1.2.643.3.131.1.1", NumericString;
    /// Name of the organisation.
    Organization, "organization", "2.5.4.10", Utf8String;
    /// Department.
    OrganizationalUnit, "organizational-unit", "2.5.4.11", Utf8String;
    /// OGRN of the organisation, 13 digits.
    Ogrn, "ogrn", "1.2.643.100.1", NumericString;
    /// OGRN of an individual entrepreneur, 15 digits.
    Ogrnip, "ogrnip", "1.2.643.100.5", NumericString;
    /// INN of the organisation, 10 digits.
    InnLe, "inn-le", "1.2.643.100.4", NumericString;
    /// KPP, 9 characters.
    Kpp, "kpp", "1.2.643.3.61.502710.1.7", Utf8String;
    /// Registration number of the Social Insurance Fund; marks a certificate made for it.
    FssNumber, "fss-number", "1.2.643.3.141.1.1", Utf8String;
    /// Country, two letters.
    Country, "country", "2.5.4.6", PrintableString;
    /// Region: two digits and a name.
    Region, "region", "2.5.4.8", Utf8String;
    /// Town.
    Locality, "locality", "2.5.4.7", Utf8String;
    /// Street and house.
    Street, "street", "2.5.4.9", Utf8String;
    /// E-mail address.
    Email, "email", "1.2.840.113549.1.9.1", Ia5String;
}

impl Field {
    /// The field of an attribute type, if it is one we know.
    pub fn from_oid(oid: ObjectIdentifier) -> Option<Self> {
        Self::ALL.iter().copied().find(|f| f.oid() == oid)
    }

    /// The field of a name in the portal protocol.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|f| f.id() == id)
    }
}
