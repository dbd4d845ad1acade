//! The subject of a certificate as fields, and back again without changing what did not change.

use std::collections::BTreeMap;

use der::asn1::{Ia5StringRef, PrintableStringRef, Utf8StringRef};
use der::{Any, Tag, Tagged};
use serde::{Deserialize, Serialize};
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::name::{Name, RdnSequence, RelativeDistinguishedName};

use crate::domain::field::Field;
use crate::fault::{Fault, SupportCode};

/// The values of a subject by field. Attributes without a [`Field`] are not here but survive in the [`Name`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Subject(BTreeMap<Field, String>);

/// One line of «Проверка данных»: what stands in the certificate and what will stand in the new one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// Which attribute.
    pub field: Field,
    /// Value now; empty if absent.
    pub current: String,
    /// Value in the new certificate; empty if it will be left out.
    pub new: String,
}

impl Comparison {
    /// True when the row must be marked.
    pub fn changed(&self) -> bool {
        self.current != self.new
    }
}

impl Subject {
    /// Reads a distinguished name by object identifiers, never by position. Of a repeated attribute the first
    /// value counts.
    pub fn from_name(name: &Name) -> Self {
        let mut fields = BTreeMap::new();
        for attribute in name.iter() {
            if let Some(field) = Field::from_oid(attribute.oid) {
                let _ = fields.entry(field).or_insert_with(|| text_of(&attribute.value));
            }
        }
        Self(fields)
    }

    /// From pairs, for holder records and tests.
    pub fn from_fields(fields: impl IntoIterator<Item = (Field, String)>) -> Self {
        Self(fields.into_iter().filter(|(_, v)| !v.is_empty()).collect())
    }

    /// The value of a field.
    pub fn value(&self, field: Field) -> Option<&str> {
        self.0.get(&field).map(String::as_str)
    }

    /// No field has a value.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All fields in the order of [`Field`].
    pub fn iter(&self) -> impl Iterator<Item = (Field, &str)> {
        self.0.iter().map(|(f, v)| (*f, v.as_str()))
    }

    /// Surname, name and patronymic; for an organisation without a person its name.
    pub fn full_name(&self) -> String {
        match (self.value(Field::Surname), self.value(Field::GivenName)) {
            (Some(surname), Some(given)) => format!("{surname} {given}"),
            _ => self
                .value(Field::CommonName)
                .or(self.value(Field::Organization))
                .unwrap_or_default()
                .to_owned(),
        }
    }

    /// Current and new values side by side, in the order of [`Field`].
    pub fn compare(&self, new: &Self) -> Vec<Comparison> {
        Field::ALL
            .iter()
            .map(|field| Comparison {
                field: *field,
                current: self.value(*field).unwrap_or_default().to_owned(),
                new: new.value(*field).unwrap_or_default().to_owned(),
            })
            .filter(|row| !(row.current.is_empty() && row.new.is_empty()))
            .collect()
    }

    /// The distinguished name of the new certificate: the old one with the changed values put in place.
    ///
    /// Unchanged attributes keep their string type and position, since CAs compare the subject as bytes
    /// (RFC 7030 4.2.2); changed and new ones are written with the type of their [`Field`].
    ///
    /// # Errors
    /// `Internal` when a value cannot be encoded.
    pub fn apply_to(&self, old: &Name) -> Result<Name, Fault> {
        let mut rest = self.0.clone();
        let mut rdns = RdnSequence::default();
        for rdn in old.iter_rdn() {
            let mut kept = RelativeDistinguishedName::default();
            for attribute in rdn.iter() {
                let value = match Field::from_oid(attribute.oid) {
                    None => Some(attribute.clone()),
                    Some(field) => match rest.remove(&field) {
                        Some(new) if new != text_of(&attribute.value) => Some(encode(field, &new)?),
                        Some(_) => Some(attribute.clone()),
                        None => None,
                    },
                };
                if let Some(value) = value {
                    kept.insert(value).map_err(internal)?;
                }
            }
            if !kept.is_empty() {
                rdns.push(kept);
            }
        }
        for (field, value) in rest {
            let mut rdn = RelativeDistinguishedName::default();
            rdn.insert(encode(field, &value)?).map_err(internal)?;
            rdns.push(rdn);
        }
        Ok(Name::hazmat_from_rdn_sequence(rdns))
    }
}

fn encode(field: Field, value: &str) -> Result<AttributeTypeAndValue, Fault> {
    let value = Any::new(field.tag(), value.as_bytes()).map_err(internal)?;
    Ok(AttributeTypeAndValue { oid: field.oid(), value })
}

fn internal(error: impl std::fmt::Display) -> Fault {
    Fault::new(SupportCode::Internal).with("detail", error)
}

/// The text of a string value of any of the types met in certificates; BMPString and others as lossy text.
fn text_of(value: &Any) -> String {
    let decoded = match value.tag() {
        Tag::Utf8String => value.decode_as::<Utf8StringRef<'_>>().map(|s| s.as_str().to_owned()),
        Tag::PrintableString => value.decode_as::<PrintableStringRef<'_>>().map(|s| s.as_str().to_owned()),
        Tag::Ia5String => value.decode_as::<Ia5StringRef<'_>>().map(|s| s.as_str().to_owned()),
        Tag::BmpString => {
            let units = value.value().chunks_exact(2).map(|b| u16::from(b[0]) << 8 | u16::from(b[1]));
            Ok(char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')).collect())
        }
        _ => Ok(String::from_utf8_lossy(value.value()).into_owned()),
    };
    decoded.unwrap_or_else(|_| String::from_utf8_lossy(value.value()).into_owned())
}
