//! Signed packages: CMS SignedData (RFC 5652) with the attributes of CAdES-BES (ETSI EN 319 122-1, 6.1).
//!
//! The private key may lie on a token, so signing has two halves: [`Draft::to_sign`] gives the bytes, and
//! [`Draft::finish`] puts the signature in. Nothing in between is secret.

use cms::cert::{CertificateChoices, IssuerAndSerialNumber};
use cms::content_info::{CmsVersion, ContentInfo};
use cms::signed_data::{EncapsulatedContentInfo, SignedAttributes, SignedData, SignerIdentifier, SignerInfo};
use const_oid::ObjectIdentifier;
use const_oid::db::{rfc5911, rfc5912};
use der::asn1::{OctetString, SetOfVec};
use der::{Any, Decode, Encode, Tag};
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{DerSignature, VerifyingKey};
use sha2::{Digest, Sha256};
use x509_cert::spki::AlgorithmIdentifierOwned;

use crate::domain::certificate::Certificate;
use crate::domain::moment::{self, Moment};
use crate::domain::request::{attribute, ecdsa_with_sha256};
use crate::fault::{Fault, SupportCode};

/// id-aa-signingCertificateV2, RFC 5035 section 3.
const SIGNING_CERTIFICATE_V2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");

/// A package that lacks only its signature.
#[derive(Debug, Clone)]
pub struct Draft {
    content: Option<Vec<u8>>,
    signer: Certificate,
    attributes: SignedAttributes,
}

/// A package whose signature was checked against the certificate inside it.
///
/// That the certificate can be trusted is not said here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Who signed.
    pub signer: Certificate,
    /// What was signed.
    pub content: Vec<u8>,
}

impl Draft {
    /// A package that carries its content (`id-data`).
    ///
    /// # Errors
    /// `Internal` when an attribute cannot be encoded.
    pub fn attached(content: &[u8], signer: &Certificate, at: Moment) -> Result<Self, Fault> {
        Ok(Self { content: Some(content.to_vec()), ..Self::detached(content, signer, at)? })
    }

    /// A package that leaves its content out.
    ///
    /// # Errors
    /// `Internal` when an attribute cannot be encoded.
    pub fn detached(content: &[u8], signer: &Certificate, at: Moment) -> Result<Self, Fault> {
        let attributes = signed_attributes(content, signer, at).map_err(internal)?;
        Ok(Self { content: None, signer: signer.clone(), attributes })
    }

    /// The bytes to be signed with ECDSA over SHA-256: the DER SET OF of the attributes (RFC 5652 5.4).
    pub fn to_sign(&self) -> Vec<u8> {
        self.attributes.to_der().unwrap_or_default()
    }

    /// The finished package in DER.
    ///
    /// # Errors
    /// `Internal` when it cannot be encoded.
    pub fn finish(self, signature: &[u8]) -> Result<Vec<u8>, Fault> {
        self.assemble(signature).map_err(internal)
    }

    fn assemble(self, signature: &[u8]) -> der::Result<Vec<u8>> {
        let certificate = self.signer.x509().clone();
        let tbs = certificate.tbs_certificate();
        let sid = SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
            issuer: tbs.issuer().clone(),
            serial_number: tbs.serial_number().clone(),
        });
        let signer_info = SignerInfo {
            version: CmsVersion::V1,
            sid,
            digest_alg: sha256(),
            signed_attrs: Some(self.attributes),
            signature_algorithm: ecdsa_with_sha256(),
            signature: OctetString::new(signature)?,
            unsigned_attrs: None,
        };
        let econtent = self.content.map(|content| Any::new(Tag::OctetString, content)).transpose()?;
        let signed = SignedData {
            version: CmsVersion::V1,
            digest_algorithms: SetOfVec::try_from(vec![sha256()])?,
            encap_content_info: EncapsulatedContentInfo { econtent_type: rfc5911::ID_DATA, econtent },
            certificates: Some(vec![CertificateChoices::Certificate(certificate)].try_into()?),
            crls: None,
            signer_infos: vec![signer_info].try_into()?,
        };
        ContentInfo { content_type: rfc5911::ID_SIGNED_DATA, content: Any::encode_from(&signed)? }.to_der()
    }
}

/// Checks a package with one ECDSA P-256 signature. `detached` is the content of a package that leaves it out.
///
/// # Errors
/// `CaGarbage` when it cannot be read or the signature does not fit.
pub fn verify(package: &[u8], detached: Option<&[u8]>) -> Result<Verified, Fault> {
    let bad = |what: &str| Fault::new(SupportCode::CaGarbage).with("detail", what);
    let signed = ContentInfo::from_der(package)
        .and_then(|info| info.content.decode_as::<SignedData>())
        .map_err(|e| bad(&e.to_string()))?;
    let content = match (&signed.encap_content_info.econtent, detached) {
        (Some(inside), _) => inside.value().to_vec(),
        (None, Some(outside)) => outside.to_vec(),
        (None, None) => return Err(bad("no content")),
    };
    let [signer_info] = signed.signer_infos.0.as_slice() else { return Err(bad("not one signer")) };
    let SignerIdentifier::IssuerAndSerialNumber(sid) = &signer_info.sid else {
        return Err(bad("signer not by issuer and serial number"));
    };
    let signer = signed
        .certificates
        .iter()
        .flat_map(|set| set.0.iter())
        .find_map(|choice| match choice {
            CertificateChoices::Certificate(c)
                if *c.tbs_certificate().issuer() == sid.issuer
                    && *c.tbs_certificate().serial_number() == sid.serial_number =>
            {
                Some(c)
            }
            _ => None,
        })
        .ok_or_else(|| bad("no certificate of the signer"))?;
    let signer = Certificate::from_der(&signer.to_der().map_err(internal)?)?;
    let attributes = signer_info.signed_attrs.as_ref().ok_or_else(|| bad("no signed attributes"))?;
    let digest = attributes
        .iter()
        .find(|a| a.oid == rfc5911::ID_MESSAGE_DIGEST)
        .and_then(|a| a.values.get(0))
        .ok_or_else(|| bad("no message digest"))?;
    if digest.value() != Sha256::digest(&content).as_slice() {
        return Err(bad("digest differs"));
    }
    let key = VerifyingKey::from_sec1_bytes(signer.public_key()).map_err(|_| bad("not a P-256 key"))?;
    let signature = DerSignature::from_bytes(signer_info.signature.as_bytes())
        .map_err(|_| bad("signature unreadable"))?;
    let message = attributes.to_der().map_err(internal)?;
    key.verify(&message, &signature).map_err(|_| bad("signature does not fit"))?;
    Ok(Verified { signer, content })
}

fn signed_attributes(content: &[u8], signer: &Certificate, at: Moment) -> der::Result<SignedAttributes> {
    let time = der::DateTime::from_unix_duration(std::time::Duration::from_secs(moment::to_unix(at)))?;
    let time = der::asn1::UtcTime::from_date_time(time)?;
    // SigningCertificateV2 { certs { ESSCertIDv2 { certHash } } }, hash SHA-256 by default.
    let hash = OctetString::new(Sha256::digest(signer.der()).as_slice())?.to_der()?;
    let nested = (0..2).try_fold(hash, |inner, _| Any::new(Tag::Sequence, inner)?.to_der())?;
    SetOfVec::try_from(vec![
        attribute(rfc5911::ID_CONTENT_TYPE, Any::encode_from(&rfc5911::ID_DATA)?)?,
        attribute(rfc5911::ID_SIGNING_TIME, Any::encode_from(&time)?)?,
        attribute(
            rfc5911::ID_MESSAGE_DIGEST,
            Any::new(Tag::OctetString, Sha256::digest(content).as_slice())?,
        )?,
        attribute(SIGNING_CERTIFICATE_V2, Any::new(Tag::Sequence, nested)?)?,
    ])
}

fn sha256() -> AlgorithmIdentifierOwned {
    AlgorithmIdentifierOwned { oid: rfc5912::ID_SHA_256, parameters: None }
}

fn internal(error: impl std::fmt::Display) -> Fault {
    Fault::new(SupportCode::Internal).with("detail", error)
}
