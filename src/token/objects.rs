//! Objects on a token: how they are found, made, written and read back.

use std::collections::{BTreeMap, HashMap};

use cryptoki_sys::*;
use der::asn1::{BitStringRef, OctetStringRef};
use der::{Decode, Encode};
use p256::ecdsa::Signature;
use sha2::{Digest, Sha256};

use crate::domain::certificate::Certificate;
use crate::domain::key::{CkaId, FoundCertificate, Held, KeyPlan, KeyRef, KeyTrace, PlaceId};
use crate::domain::moment::Moment;
use crate::token::calls::{Attribute, Error, Session, Wanted, day_after, number};
use crate::token::rv;

/// DER of the object identifier of P-256 (RFC 5480 2.1.1.1).
const P256: &[u8] = &[0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07];

/// Certificates that were parsed already, by the hash of their bytes; none for what is no certificate.
#[derive(Default)]
pub struct Parsed(HashMap<[u8; 32], Option<Certificate>>);

impl Parsed {
    fn certificate(&mut self, der: &[u8]) -> Option<Certificate> {
        let hash = Sha256::digest(der).into();
        self.0.entry(hash).or_insert_with(|| Certificate::from_der(der).ok()).clone()
    }
}

/// A certificate object as it lies there.
struct Lying {
    id: CkaId,
    label: String,
    der: Vec<u8>,
}

/// Certificates that can be read in this session and have, or may have, a key here: neither copies nor those of CAs.
/// What cannot be parsed is not ours. One look at everything, one call for each object.
pub fn certificates(
    session: &Session,
    place: &PlaceId,
    parsed: &mut Parsed,
) -> Result<Vec<FoundCertificate>, Error> {
    let lying = lying(session)?;
    if lying.is_empty() {
        return Ok(Vec::new());
    }
    // Many tokens have no public halves, or keep no dates there: then nothing is known.
    let ends = key_ends(session).unwrap_or_default();
    let found = lying.into_iter().filter_map(|Lying { id, label, der }| {
        let certificate = parsed.certificate(&der)?;
        let key_end = ends.get(&id).copied();
        Some(FoundCertificate { key: KeyRef { place: place.clone(), id }, label, certificate, key_end })
    });
    Ok(found.collect())
}

/// Everything that has an identifier, by it. Private keys only if the session sees them; neither copies nor CAs.
pub fn inventory(session: &Session, place: &PlaceId, private_seen: bool) -> Result<Vec<Held>, Error> {
    let mut all = Found { place, private_seen, held: BTreeMap::new() };
    if private_seen {
        for object in session.find(&on_token(CKO_PRIVATE_KEY))? {
            // Not its dates: SoftHSM2 cannot read back those of a private key, and fails as a whole.
            let [id, label] = session.attributes(object, [Wanted::ID, Wanted::LABEL])?;
            if let Some(held) = all.under(id, label) {
                held.trace.private_keys += 1;
            }
        }
    }
    for object in session.find(&on_token(CKO_PUBLIC_KEY))? {
        let wanted = [Wanted::ID, Wanted::LABEL, Wanted::END_DATE, Wanted::POINT];
        let [id, label, end, point] = session.attributes(object, wanted)?;
        if let Some(held) = all.under(id, label) {
            held.trace.public_point = point.map(bare_point);
            held.key_end = earliest(held.key_end, end);
        }
    }
    for Lying { id, label, der } in lying(session)? {
        if let Some(held) = all.under(Some(id.as_bytes().to_vec()), Some(label.into_bytes())) {
            held.trace.certificates.push(der);
        }
    }
    Ok(all.held.into_values().collect())
}

/// What was found so far.
struct Found<'a> {
    place: &'a PlaceId,
    private_seen: bool,
    held: BTreeMap<CkaId, Held>,
}

impl Found<'_> {
    /// What lies under an identifier; nothing lies under none. The first label counts.
    fn under(&mut self, id: Option<Vec<u8>>, label: Option<Vec<u8>>) -> Option<&mut Held> {
        let id = id.filter(|id| !id.is_empty()).map(CkaId::new)?;
        let (place, private_seen) = (self.place, self.private_seen);
        let held = self.held.entry(id).or_insert_with_key(|id| Held {
            key: KeyRef { place: place.clone(), id: id.clone() },
            label: String::new(),
            trace: KeyTrace::default(),
            private_seen,
            key_end: None,
        });
        if held.label.is_empty() {
            held.label = text(label);
        }
        Some(held)
    }
}

/// What lies under an identifier.
pub fn trace(session: &Session, id: &CkaId) -> Result<KeyTrace, Error> {
    let mut trace =
        KeyTrace { private_keys: find(session, CKO_PRIVATE_KEY, id)?.len(), ..KeyTrace::default() };
    for object in find(session, CKO_PUBLIC_KEY, id)? {
        trace.public_point = point(session, object)?.or(trace.public_point);
    }
    trace.certificates = values(session, id)?;
    Ok(trace)
}

/// Makes a P-256 key pair, or finds the one that an interrupted call has left whole.
///
/// `C_GenerateKeyPair` is not atomic: halves of an earlier attempt are removed first, and those of this one if it
/// fails while the token is there. What a token has that was pulled out, whole or half, is found when it is back. All
/// carry an identifier that this program chose at random, so nothing foreign can be hit.
pub fn generate(session: &Session, plan: &KeyPlan) -> Result<Vec<u8>, Error> {
    let (private, public) =
        (find(session, CKO_PRIVATE_KEY, &plan.key.id)?, find(session, CKO_PUBLIC_KEY, &plan.key.id)?);
    if let ([_], [public]) = (private.as_slice(), public.as_slice())
        && let Some(point) = point(session, *public)?
    {
        return Ok(point);
    }
    for half in private.into_iter().chain(public) {
        session.destroy(half)?;
    }
    let made = make_pair(session, plan).and_then(|pair| identified(session, &plan.key.id, pair));
    if let Err(error) = &made
        && !rv::is_removal(error)
    {
        let _ = remove_keys(session, &plan.key.id);
    }
    made
}

/// The point of a new pair, which carries its identifier: a token may have chosen another one.
fn identified(
    session: &Session,
    id: &CkaId,
    (public, private): (CK_OBJECT_HANDLE, CK_OBJECT_HANDLE),
) -> Result<Vec<u8>, Error> {
    let [given, point] = session.attributes(public, [Wanted::ID, Wanted::POINT])?;
    if given.is_some_and(|given| given != id.as_bytes()) {
        let wanted = [Attribute::bytes(CKA_ID, id.as_bytes())];
        if let Err(error) = session.set(public, &wanted).and_then(|()| session.set(private, &wanted)) {
            let _ = session.destroy(private).and_then(|()| session.destroy(public));
            return Err(error);
        }
    }
    point.map(bare_point).ok_or(Error::Unusable("a public key without its point"))
}

/// ECDSA over SHA-256: hashed here, since many tokens cannot hash; DER out (RFC 3279 2.2.3).
/// `None` when there is no such key.
pub fn sign(session: &Session, id: &CkaId, message: &[u8]) -> Result<Option<Vec<u8>>, Error> {
    let Some(key) = find(session, CKO_PRIVATE_KEY, id)?.into_iter().next() else { return Ok(None) };
    // Asked first: a try without the PIN makes OpenSC forget the login.
    let [always] = session.attributes(key, [Wanted::ALWAYS])?;
    let authenticate = always.is_some_and(|always| always.first().is_some_and(|yes| *yes != CK_FALSE));
    let signature = session.sign(CKM_ECDSA, key, &Sha256::digest(message), authenticate)?;
    // Two numbers by the standard; some modules give them as DER.
    let signature = Signature::from_slice(&signature).or_else(|_| Signature::from_der(&signature));
    let signature = signature.map_err(|_| Error::Unusable("a signature of another kind"))?;
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
    let there =
        || -> Result<bool, Error> { Ok(values(session, id)?.iter().any(|der| der == certificate.der())) };
    if there()? {
        return Ok(true);
    }
    let x509 = certificate.x509().tbs_certificate();
    let encoded = |value: der::Result<Vec<u8>>| value.map_err(|_| Error::Unusable("a certificate"));
    let own = [
        Attribute::class(CKO_CERTIFICATE),
        Attribute::number(CKA_CERTIFICATE_TYPE, CKC_X_509),
        Attribute::flag(CKA_TOKEN, true),
        Attribute::flag(CKA_PRIVATE, false),
        Attribute::bytes(CKA_ID, id.as_bytes()),
        Attribute::bytes(CKA_LABEL, label.as_bytes()),
        Attribute::bytes(CKA_SUBJECT, &encoded(x509.subject().to_der())?),
        Attribute::bytes(CKA_ISSUER, &encoded(x509.issuer().to_der())?),
        Attribute::bytes(CKA_SERIAL_NUMBER, &encoded(x509.serial_number().to_der())?),
        Attribute::bytes(CKA_VALUE, certificate.der()),
    ];
    let _ = session.create(&[&own, more].concat())?;
    there()
}

/// Removes keys and certificates under an identifier.
pub fn remove(session: &Session, id: &CkaId) -> Result<(), Error> {
    remove_certificates(session, id)?;
    remove_keys(session, id)
}

/// Removes certificates under an identifier.
pub fn remove_certificates(session: &Session, id: &CkaId) -> Result<(), Error> {
    for object in find(session, CKO_CERTIFICATE, id)? {
        session.destroy(object)?;
    }
    Ok(())
}

fn remove_keys(session: &Session, id: &CkaId) -> Result<(), Error> {
    for class in [CKO_PRIVATE_KEY, CKO_PUBLIC_KEY] {
        for object in find(session, class, id)? {
            session.destroy(object)?;
        }
    }
    Ok(())
}

/// A new pair, with as much as this token takes in its templates. Dates and usages that are denied are a service to
/// other programs; that the key is sensitive and stays on the token is not given up.
fn make_pair(session: &Session, plan: &KeyPlan) -> Result<(CK_OBJECT_HANDLE, CK_OBJECT_HANDLE), Error> {
    let mut made = Err(Error::Unusable("no template"));
    for (dates, denials) in [(true, true), (false, true), (true, false), (false, false)] {
        let (public, private) = templates(plan, dates, denials);
        made = session.generate_key_pair(CKM_EC_KEY_PAIR_GEN, &public, &private);
        match &made {
            Err(error) if rv::refuses_template(error) || error.rv() == Some(CKR_ARGUMENTS_BAD) => {
                remove_keys(session, &plan.key.id)?;
            }
            _ => break,
        }
    }
    made
}

/// Usage bits are all named unless the token refuses that: what a template leaves out, some tokens set.
fn templates(plan: &KeyPlan, dates: bool, denials: bool) -> (Vec<Attribute>, Vec<Attribute>) {
    let common = |class: CK_OBJECT_CLASS, denied: [CK_ATTRIBUTE_TYPE; 3]| {
        let mut attributes = vec![
            Attribute::class(class),
            Attribute::number(CKA_KEY_TYPE, CKK_EC),
            Attribute::flag(CKA_TOKEN, true),
            Attribute::bytes(CKA_ID, plan.key.id.as_bytes()),
            Attribute::bytes(CKA_LABEL, plan.label.as_bytes()),
        ];
        if denials {
            attributes.extend(denied.map(|kind| Attribute::flag(kind, false)));
        }
        if dates
            && let Some(start) = Attribute::date(CKA_START_DATE, plan.start)
            && let Some(end) = Attribute::date(CKA_END_DATE, plan.end)
        {
            attributes.extend([start, end]);
        }
        attributes
    };
    let mut public = common(CKO_PUBLIC_KEY, [CKA_DERIVE, CKA_ENCRYPT, CKA_WRAP]);
    public.extend([
        Attribute::flag(CKA_PRIVATE, false),
        Attribute::flag(CKA_VERIFY, true),
        Attribute::bytes(CKA_EC_PARAMS, P256),
    ]);
    let mut private = common(CKO_PRIVATE_KEY, [CKA_DERIVE, CKA_DECRYPT, CKA_UNWRAP]);
    private.extend([
        Attribute::flag(CKA_PRIVATE, true),
        Attribute::flag(CKA_SENSITIVE, true),
        Attribute::flag(CKA_EXTRACTABLE, false),
        Attribute::flag(CKA_SIGN, true),
    ]);
    (public, private)
}

fn on_token(class: CK_OBJECT_CLASS) -> [Attribute; 2] {
    [Attribute::class(class), Attribute::flag(CKA_TOKEN, true)]
}

fn find(session: &Session, class: CK_OBJECT_CLASS, id: &CkaId) -> Result<Vec<CK_OBJECT_HANDLE>, Error> {
    let [class, token] = on_token(class);
    session.find(&[class, token, Attribute::bytes(CKA_ID, id.as_bytes())])
}

/// Certificates, without those that say they are of a CA or of somebody who has no key here.
fn lying(session: &Session) -> Result<Vec<Lying>, Error> {
    const OTHERS: [CK_ULONG; 2] = [CK_CERTIFICATE_CATEGORY_AUTHORITY, CK_CERTIFICATE_CATEGORY_OTHER_ENTITY];
    let mut found = Vec::new();
    for object in session.find(&on_token(CKO_CERTIFICATE))? {
        let wanted = [Wanted::ID, Wanted::LABEL, Wanted::VALUE, Wanted::CATEGORY];
        let [id, label, der, category] = session.attributes(object, wanted)?;
        let other =
            category.and_then(|category| number(&category)).is_some_and(|kind| OTHERS.contains(&kind));
        if let Some(der) = der.filter(|_| !other) {
            found.push(Lying { id: CkaId::new(id.unwrap_or_default()), label: text(label), der });
        }
    }
    Ok(found)
}

/// When keys end, by their public halves: the private ones are invisible without a PIN. The day itself still counts.
fn key_ends(session: &Session) -> Result<HashMap<CkaId, Moment>, Error> {
    let mut ends = HashMap::new();
    for object in session.find(&on_token(CKO_PUBLIC_KEY))? {
        let [id, end] = session.attributes(object, [Wanted::ID, Wanted::END_DATE])?;
        let id = CkaId::new(id.unwrap_or_default());
        if let Some(end) = earliest(ends.get(&id).copied(), end)
            && !id.as_bytes().is_empty()
        {
            let _ = ends.insert(id, end);
        }
    }
    Ok(ends)
}

fn earliest(known: Option<Moment>, date: Option<Vec<u8>>) -> Option<Moment> {
    known.into_iter().chain(date.and_then(|date| day_after(&date))).min()
}

/// The certificates under an identifier, DER.
fn values(session: &Session, id: &CkaId) -> Result<Vec<Vec<u8>>, Error> {
    find(session, CKO_CERTIFICATE, id)?.into_iter().map(|object| value(session, object)).collect()
}

/// `CKA_VALUE`.
pub fn value(session: &Session, object: CK_OBJECT_HANDLE) -> Result<Vec<u8>, Error> {
    let [value] = session.attributes(object, [Wanted::VALUE])?;
    value.ok_or(Error::Unusable("an object without a value"))
}

/// The public point; none of a key that is on no curve.
fn point(session: &Session, object: CK_OBJECT_HANDLE) -> Result<Option<Vec<u8>>, Error> {
    let [point] = session.attributes(object, [Wanted::POINT])?;
    Ok(point.filter(|point| !point.is_empty()).map(bare_point))
}

/// `CKA_EC_POINT` is a DER OCTET STRING by the standard; some modules give a BIT STRING, others the bare point.
fn bare_point(bytes: Vec<u8>) -> Vec<u8> {
    if let Ok(octets) = <&OctetStringRef>::from_der(&bytes) {
        return octets.as_bytes().to_vec();
    }
    let bits = BitStringRef::from_der(&bytes).ok().and_then(|bits| bits.as_bytes());
    bits.map_or_else(|| bytes.clone(), <[u8]>::to_vec)
}

/// A label, which may be padded.
fn text(label: Option<Vec<u8>>) -> String {
    String::from_utf8_lossy(&label.unwrap_or_default()).trim_end_matches([' ', '\0']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_found_however_it_is_wrapped() {
        let point = [&[4][..], &[7; 64]].concat();
        let octets = [&[0x04, 65][..], &point].concat();
        let bits = [&[0x03, 66, 0][..], &point].concat();
        for given in [point.clone(), octets, bits] {
            assert_eq!(bare_point(given), point);
        }
    }
}
