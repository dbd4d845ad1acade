//! Objects on a token: how they are found, made, written and read back.

use cryptoki::error::Error;
use cryptoki::mechanism::Mechanism;
use cryptoki::object::{Attribute, AttributeType, CertificateType, KeyType, ObjectClass, ObjectHandle};
use cryptoki::session::Session;
use cryptoki::types::Date;
use der::asn1::OctetStringRef;
use der::{Decode, Encode};
use p256::ecdsa::Signature;
use sha2::{Digest, Sha256};

use crate::domain::certificate::Certificate;
use crate::domain::key::{CkaId, FoundCertificate, KeyPlan, KeyRef, KeyTrace, PlaceId};
use crate::domain::moment::Moment;
use crate::token::copies;
use crate::token::pulse;
use crate::token::rv;

/// DER of the object identifier of P-256 (RFC 5480 2.1.1.1).
const P256: &[u8] = &[0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07];

/// Certificates that can be read in this session and have, or may have, a key here: neither copies nor those of CAs.
/// What cannot be parsed is not ours.
pub fn certificates(session: &Session, place: &PlaceId) -> Result<Vec<FoundCertificate>, Error> {
    let template = [Attribute::Class(ObjectClass::CERTIFICATE), Attribute::Token(true)];
    let others = copies::others(session);
    let mut found = Vec::new();
    for object in session.find_objects(&template)?.into_iter().filter(|object| !others.contains(object)) {
        let wanted = [AttributeType::Id, AttributeType::Label, AttributeType::Value];
        let (mut id, mut label, mut value) = (Vec::new(), String::new(), Vec::new());
        for attribute in session.get_attributes(object, &wanted)? {
            match attribute {
                Attribute::Id(bytes) => id = bytes,
                Attribute::Label(bytes) => label = String::from_utf8_lossy(&bytes).into_owned(),
                Attribute::Value(bytes) => value = bytes,
                _ => {}
            }
        }
        pulse::beat();
        if let Ok(certificate) = Certificate::from_der(&value) {
            let key = KeyRef { place: place.clone(), id: CkaId::new(id) };
            let key_end = key_end(session, &key.id);
            found.push(FoundCertificate { key, label, certificate, key_end });
        }
    }
    Ok(found)
}

/// When a key ends (`CKA_END_DATE`), by its public half: the private one is invisible without a PIN. The day itself
/// still counts. Many tokens have no public halves, or keep no dates there: then nothing is known.
fn key_end(session: &Session, id: &CkaId) -> Option<Moment> {
    if id.as_bytes().is_empty() {
        return None;
    }
    let dates =
        find(session, ObjectClass::PUBLIC_KEY, id).ok()?.into_iter().filter_map(|object| {
            match session.get_attributes(object, &[AttributeType::EndDate]).ok()?.pop()? {
                Attribute::EndDate(date) => day_after(&date),
                _ => None,
            }
        });
    dates.min()
}

/// What lies under an identifier.
pub fn trace(session: &Session, id: &CkaId) -> Result<KeyTrace, Error> {
    let mut trace =
        KeyTrace { private_keys: find(session, ObjectClass::PRIVATE_KEY, id)?.len(), ..KeyTrace::default() };
    for object in find(session, ObjectClass::PUBLIC_KEY, id)? {
        trace.public_point = Some(point(session, object)?);
    }
    for object in find(session, ObjectClass::CERTIFICATE, id)? {
        trace.certificates.push(value(session, object)?);
    }
    Ok(trace)
}

/// Makes a P-256 key pair, or finds the one that an interrupted call has left whole.
///
/// `C_GenerateKeyPair` is not atomic: halves of an earlier attempt are removed first. They carry an identifier
/// that this program chose at random, so nothing foreign can be hit.
pub fn generate(session: &Session, plan: &KeyPlan) -> Result<Vec<u8>, Error> {
    let before = trace(session, &plan.key.id)?;
    if let (1, Some(point)) = (before.private_keys, before.public_point) {
        return Ok(point);
    }
    remove_keys(session, &plan.key.id)?;
    let made = match make_pair(session, plan, true) {
        // Dates are a service to other programs; not every token takes them.
        Err(error) if rv::refuses_template(&error) => {
            remove_keys(session, &plan.key.id)?;
            make_pair(session, plan, false)?
        }
        made => made?,
    };
    point(session, made)
}

/// ECDSA over SHA-256: hashed here, since many tokens cannot hash; DER out (RFC 3279 2.2.3).
/// `None` when there is no such key.
pub fn sign(session: &Session, id: &CkaId, message: &[u8]) -> Result<Option<Vec<u8>>, Error> {
    let Some(key) = find(session, ObjectClass::PRIVATE_KEY, id)?.into_iter().next() else { return Ok(None) };
    let signature = session.sign(&Mechanism::Ecdsa, key, &Sha256::digest(message))?;
    let signature = Signature::from_slice(&signature).map_err(|_| Error::InvalidValue)?;
    Ok(Some(signature.to_der().as_bytes().to_vec()))
}

/// Writes a certificate beside its key unless it is there, and tells whether it reads back the same.
pub fn store(session: &Session, id: &CkaId, certificate: &Certificate, label: &str) -> Result<bool, Error> {
    store_as(session, id, certificate, label, &[])
}

/// [`store`] with more attributes.
pub fn store_as(
    session: &Session,
    id: &CkaId,
    certificate: &Certificate,
    label: &str,
    more: &[Attribute],
) -> Result<bool, Error> {
    let there = |session: &Session| -> Result<bool, Error> {
        Ok(trace(session, id)?.certificates.iter().any(|der| der == certificate.der()))
    };
    if !there(session)? {
        let x509 = certificate.x509().tbs_certificate();
        let encoded = |value: der::Result<Vec<u8>>| value.map_err(|_| Error::InvalidValue);
        let own = [
            Attribute::Class(ObjectClass::CERTIFICATE),
            Attribute::CertificateType(CertificateType::X_509),
            Attribute::Token(true),
            Attribute::Private(false),
            Attribute::Id(id.as_bytes().to_vec()),
            Attribute::Label(label.as_bytes().to_vec()),
            Attribute::Subject(encoded(x509.subject().to_der())?),
            Attribute::Issuer(encoded(x509.issuer().to_der())?),
            Attribute::SerialNumber(encoded(x509.serial_number().to_der())?),
            Attribute::Value(certificate.der().to_vec()),
        ];
        let _ = session.create_object(&[&own, more].concat())?;
    }
    there(session)
}

/// Removes keys and certificates under an identifier.
pub fn remove(session: &Session, id: &CkaId) -> Result<(), Error> {
    remove_certificates(session, id)?;
    remove_keys(session, id)
}

/// Removes certificates under an identifier.
pub fn remove_certificates(session: &Session, id: &CkaId) -> Result<(), Error> {
    for object in find(session, ObjectClass::CERTIFICATE, id)? {
        session.destroy_object(object)?;
    }
    Ok(())
}

fn remove_keys(session: &Session, id: &CkaId) -> Result<(), Error> {
    for class in [ObjectClass::PRIVATE_KEY, ObjectClass::PUBLIC_KEY] {
        for object in find(session, class, id)? {
            session.destroy_object(object)?;
        }
    }
    Ok(())
}

/// Usage bits are all named: what a template leaves out, some tokens set.
fn make_pair(session: &Session, plan: &KeyPlan, with_dates: bool) -> Result<ObjectHandle, Error> {
    let common = |class: ObjectClass| {
        let mut attributes = vec![
            Attribute::Class(class),
            Attribute::KeyType(KeyType::EC),
            Attribute::Token(true),
            Attribute::Id(plan.key.id.as_bytes().to_vec()),
            Attribute::Label(plan.label.as_bytes().to_vec()),
            Attribute::Derive(false),
        ];
        if with_dates && let (Some(start), Some(end)) = (date(plan.start), date(plan.end)) {
            attributes.extend([Attribute::StartDate(start), Attribute::EndDate(end)]);
        }
        attributes
    };
    let mut public = common(ObjectClass::PUBLIC_KEY);
    public.extend([
        Attribute::Private(false),
        Attribute::Verify(true),
        Attribute::Encrypt(false),
        Attribute::Wrap(false),
        Attribute::EcParams(P256.to_vec()),
    ]);
    let mut private = common(ObjectClass::PRIVATE_KEY);
    private.extend([
        Attribute::Private(true),
        Attribute::Sensitive(true),
        Attribute::Extractable(false),
        Attribute::Sign(true),
        Attribute::Decrypt(false),
        Attribute::Unwrap(false),
    ]);
    let (public, _) = session.generate_key_pair(&Mechanism::EccKeyPairGen, &public, &private)?;
    Ok(public)
}

fn find(session: &Session, class: ObjectClass, id: &CkaId) -> Result<Vec<ObjectHandle>, Error> {
    session.find_objects(&[
        Attribute::Class(class),
        Attribute::Token(true),
        Attribute::Id(id.as_bytes().to_vec()),
    ])
}

/// `CKA_EC_POINT` is a DER OCTET STRING by the standard; some modules give the bare point.
fn point(session: &Session, object: ObjectHandle) -> Result<Vec<u8>, Error> {
    match session.get_attributes(object, &[AttributeType::EcPoint])?.pop() {
        Some(Attribute::EcPoint(bytes)) => {
            Ok(<&OctetStringRef>::from_der(&bytes).map(|o| o.as_bytes().to_vec()).unwrap_or(bytes))
        }
        _ => Err(Error::InvalidValue),
    }
}

/// `CKA_VALUE`.
pub fn value(session: &Session, object: ObjectHandle) -> Result<Vec<u8>, Error> {
    match session.get_attributes(object, &[AttributeType::Value])?.pop() {
        Some(Attribute::Value(bytes)) => Ok(bytes),
        _ => Err(Error::InvalidValue),
    }
}

/// The midnight at the end of a date; `None` for an empty or impossible one.
fn day_after(date: &Date) -> Option<Moment> {
    let number = |digits: &[u8]| std::str::from_utf8(digits).ok()?.parse::<u16>().ok();
    let month = time::Month::try_from(u8::try_from(number(&date.month)?).ok()?).ok()?;
    let day = u8::try_from(number(&date.day)?).ok()?;
    let date = time::Date::from_calendar_date(i32::from(number(&date.year)?), month, day).ok()?;
    Some(date.next_day()?.midnight().assume_utc())
}

fn date(moment: Moment) -> Option<Date> {
    Date::new_from_str_slice(
        &format!("{:04}", moment.year()),
        &format!("{:02}", u8::from(moment.month())),
        &format!("{:02}", moment.day()),
    )
    .ok()
}
