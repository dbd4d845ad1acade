//! Certification requests (PKCS#10, RFC 2986) with the attributes and extensions a Russian CA expects.

use const_oid::ObjectIdentifier;
use const_oid::db::rfc5912;
use der::asn1::{BitString, OctetString, SetOfVec, Utf8StringRef};
use der::{Any, Decode, Encode};
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{DerSignature, VerifyingKey};
use x509_cert::attr::Attribute;
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::certpolicy::PolicyInformation;
use x509_cert::ext::pkix::{
    CertificatePolicies, ExtendedKeyUsage, KeyUsage, KeyUsages, PrivateKeyUsagePeriod,
};
use x509_cert::name::Name;
use x509_cert::request::{CertReq, CertReqInfo, ExtensionReq, Version};
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

use crate::domain::certificate::{Certificate, IDENTIFICATION_KIND, SUBJECT_SIGN_TOOL};
use crate::domain::key::KeyPlan;
use crate::domain::moment;
use crate::domain::subject::Subject;
use crate::fault::{Fault, SupportCode};

/// Renewal certificate attribute: the DER of the certificate to be replaced ([MS-WCCE] 2.2.2.7.4).
pub const RENEWAL_CERTIFICATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.13.1");
/// Protection class КС1 (RFC 9215 4.4).
pub const CLASS_KC1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.643.100.113.1");
/// The protection classes from КС1 to КА: the last number tells how strong (RFC 9215 4.4).
const CLASSES: &str = "1.2.643.100.113.";
/// `identificationKind` 0: identified in person.
const IN_PERSON: u8 = 0;
/// `identificationKind` 1: identified remotely by a valid qualified certificate.
const BY_OWN_CERTIFICATE: u8 = 1;

/// What the new certificate shall be able to do, besides naming its holder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wishes {
    /// Name of the signing tool (1.2.643.100.111).
    pub sign_tool: String,
    /// Powers as extended key usages; client authentication and e-mail protection are always asked for.
    pub powers: Vec<ObjectIdentifier>,
    /// Protection classes as certificate policies; none leaves the extension out.
    pub policies: Vec<ObjectIdentifier>,
}

impl Wishes {
    /// No powers, and the class that most holders have: КС1.
    pub fn new(sign_tool: impl Into<String>) -> Self {
        Self { sign_tool: sign_tool.into(), powers: Vec::new(), policies: vec![CLASS_KC1] }
    }
}

/// The policies of a protection class: a stronger tool fulfils the weaker classes as well, so КС2 lists КС1, too.
///
/// # Errors
/// `ProfileInvalid` when the text is no object identifier.
pub fn class_policies(oid: &str) -> Result<Vec<ObjectIdentifier>, Fault> {
    let level = oid.strip_prefix(CLASSES).and_then(|level| level.parse::<u8>().ok());
    match level {
        Some(level @ 2..=6) => (1..=level).map(|level| identifier(&format!("{CLASSES}{level}"))).collect(),
        _ => Ok(vec![identifier(oid)?]),
    }
}

/// An object identifier from a profile.
///
/// # Errors
/// `ProfileInvalid`.
pub fn identifier(text: &str) -> Result<ObjectIdentifier, Fault> {
    ObjectIdentifier::new(text)
        .map_err(|error| Fault::new(SupportCode::ProfileInvalid).with("detail", format!("{text}: {error}")))
}

/// A request that lacks only the signature of the new key.
#[derive(Debug, Clone)]
pub struct Draft(CertReqInfo);

/// A received request whose own signature was checked: the sender holds the private key.
#[derive(Debug, Clone)]
pub struct CertificationRequest {
    parsed: CertReq,
}

impl Draft {
    /// The renewal of `old` by a new key: subject as confirmed, extensions of the qualified profile, and the old
    /// certificate as an attribute.
    ///
    /// `point` is the new public key (P-256, SEC1 uncompressed).
    ///
    /// # Errors
    /// `Internal` when a part cannot be encoded.
    pub fn renewal(
        old: &Certificate,
        subject: &Subject,
        point: &[u8],
        plan: &KeyPlan,
        wishes: &Wishes,
    ) -> Result<Self, Fault> {
        let name = subject.apply_to(old.subject_name())?;
        Self::encode(Some(old), name, point, plan, wishes).map(Self).map_err(internal)
    }

    /// The request of somebody who has no certificate yet and will be identified in person.
    ///
    /// # Errors
    /// `Internal` when a part cannot be encoded.
    pub fn first(subject: &Subject, point: &[u8], plan: &KeyPlan, wishes: &Wishes) -> Result<Self, Fault> {
        let name = subject.apply_to(&Name::default())?;
        Self::encode(None, name, point, plan, wishes).map(Self).map_err(internal)
    }

    /// The bytes to be signed with ECDSA over SHA-256 by the new key.
    pub fn to_sign(&self) -> Vec<u8> {
        self.0.to_der().unwrap_or_default()
    }

    /// The finished request in DER.
    ///
    /// # Errors
    /// `Internal` when it cannot be encoded.
    pub fn finish(self, signature: &[u8]) -> Result<Vec<u8>, Fault> {
        let signature = BitString::from_bytes(signature).map_err(internal)?;
        CertReq { info: self.0, algorithm: ecdsa_with_sha256(), signature }.to_der().map_err(internal)
    }

    fn encode(
        old: Option<&Certificate>,
        subject: Name,
        point: &[u8],
        plan: &KeyPlan,
        wishes: &Wishes,
    ) -> der::Result<CertReqInfo> {
        let usage = KeyUsages::DigitalSignature
            | KeyUsages::NonRepudiation
            | KeyUsages::KeyEncipherment
            | KeyUsages::DataEncipherment
            | KeyUsages::KeyAgreement;
        let period = PrivateKeyUsagePeriod {
            not_before: moment::to_der(plan.start).map(der::asn1::GeneralizedTime::from_date_time),
            not_after: moment::to_der(plan.end).map(der::asn1::GeneralizedTime::from_date_time),
        };
        let mut purposes = vec![rfc5912::ID_KP_CLIENT_AUTH, rfc5912::ID_KP_EMAIL_PROTECTION];
        purposes.extend(
            wishes.powers.iter().filter(|power| {
                ![rfc5912::ID_KP_CLIENT_AUTH, rfc5912::ID_KP_EMAIL_PROTECTION].contains(power)
            }),
        );
        let mut extensions = vec![
            extension(rfc5912::ID_CE_KEY_USAGE, true, &KeyUsage(usage))?,
            extension(rfc5912::ID_CE_EXT_KEY_USAGE, false, &ExtendedKeyUsage(purposes))?,
        ];
        if !wishes.policies.is_empty() {
            let policy = |oid: &ObjectIdentifier| PolicyInformation {
                policy_identifier: *oid,
                policy_qualifiers: None,
            };
            let policies = CertificatePolicies(wishes.policies.iter().map(policy).collect());
            extensions.push(extension(rfc5912::ID_CE_CERTIFICATE_POLICIES, false, &policies)?);
        }
        let kind = if old.is_some() { BY_OWN_CERTIFICATE } else { IN_PERSON };
        extensions.extend([
            extension(rfc5912::ID_CE_PRIVATE_KEY_USAGE_PERIOD, false, &period)?,
            extension(SUBJECT_SIGN_TOOL, false, &Utf8StringRef::new(&wishes.sign_tool)?)?,
            extension(IDENTIFICATION_KIND, false, &kind)?,
        ]);
        let mut attributes =
            vec![attribute(rfc5912::ID_EXTENSION_REQ, Any::encode_from(&ExtensionReq(extensions))?)?];
        if let Some(old) = old {
            attributes.push(attribute(RENEWAL_CERTIFICATE, Any::encode_from(old.x509())?)?);
        }
        let attributes = SetOfVec::try_from(attributes)?;
        Ok(CertReqInfo { version: Version::V1, subject, public_key: p256_spki(point)?, attributes })
    }
}

impl CertificationRequest {
    /// Reads DER and checks the request's own ECDSA P-256 signature (RFC 2986 4.2).
    ///
    /// # Errors
    /// `CaGarbage` when it cannot be read or the signature does not fit.
    pub fn parse(der: &[u8]) -> Result<Self, Fault> {
        let bad = |what: &str| Fault::new(SupportCode::CaGarbage).with("detail", what);
        let parsed = CertReq::from_der(der).map_err(|e| bad(&e.to_string()))?;
        if parsed.algorithm.oid != rfc5912::ECDSA_WITH_SHA_256 {
            return Err(bad("not ECDSA with SHA-256"));
        }
        let point = parsed.info.public_key.subject_public_key.raw_bytes();
        let key = VerifyingKey::from_sec1_bytes(point).map_err(|_| bad("not a P-256 key"))?;
        let signature = DerSignature::from_bytes(parsed.signature.raw_bytes())
            .map_err(|_| bad("signature unreadable"))?;
        let message = parsed.info.to_der().map_err(internal)?;
        key.verify(&message, &signature).map_err(|_| bad("signature does not fit"))?;
        Ok(Self { parsed })
    }

    /// The subject as it stands in the request.
    pub fn subject_name(&self) -> &Name {
        &self.parsed.info.subject
    }

    /// The subject by fields.
    pub fn subject(&self) -> Subject {
        Subject::from_name(self.subject_name())
    }

    /// SubjectPublicKeyInfo in DER.
    pub fn spki_der(&self) -> Vec<u8> {
        self.parsed.info.public_key.to_der().unwrap_or_default()
    }

    /// The extensions that are asked for; empty when none are.
    pub fn extensions(&self) -> Vec<Extension> {
        self.attribute(rfc5912::ID_EXTENSION_REQ)
            .and_then(|value| value.decode_as::<ExtensionReq>().ok())
            .map(|list| list.0)
            .unwrap_or_default()
    }

    /// The certificate to be replaced, if the request names one.
    pub fn renewal_certificate(&self) -> Option<Certificate> {
        Certificate::from_der(&self.attribute(RENEWAL_CERTIFICATE)?.to_der().ok()?).ok()
    }

    fn attribute(&self, oid: ObjectIdentifier) -> Option<&Any> {
        self.parsed.info.attributes.iter().find(|a| a.oid == oid)?.values.get(0)
    }
}

/// SubjectPublicKeyInfo of a P-256 point (RFC 5480).
///
/// # Errors
/// When the point is too long to encode.
pub fn p256_spki(point: &[u8]) -> der::Result<SubjectPublicKeyInfoOwned> {
    Ok(SubjectPublicKeyInfoOwned {
        algorithm: AlgorithmIdentifierOwned {
            oid: rfc5912::ID_EC_PUBLIC_KEY,
            parameters: Some(Any::encode_from(&rfc5912::SECP_256_R_1)?),
        },
        subject_public_key: BitString::from_bytes(point)?,
    })
}

/// The algorithm of every signature this program makes (RFC 5758 3.2: no parameters).
pub fn ecdsa_with_sha256() -> AlgorithmIdentifierOwned {
    AlgorithmIdentifierOwned { oid: rfc5912::ECDSA_WITH_SHA_256, parameters: None }
}

fn extension(oid: ObjectIdentifier, critical: bool, value: &impl Encode) -> der::Result<Extension> {
    Ok(Extension { extn_id: oid, critical, extn_value: OctetString::new(value.to_der()?)? })
}

pub(crate) fn attribute(oid: ObjectIdentifier, value: Any) -> der::Result<Attribute> {
    Ok(Attribute { oid, values: SetOfVec::try_from(vec![value])? })
}

fn internal(error: impl std::fmt::Display) -> Fault {
    Fault::new(SupportCode::Internal).with("detail", error)
}
