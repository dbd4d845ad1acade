//! A certificate as this program needs it: parsed once, its Russian fields at hand.

use const_oid::ObjectIdentifier;
use der::asn1::{OctetStringRef, Utf8StringRef};
use der::{Decode, DecodePem, Encode, EncodePem};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{
    AuthorityInfoAccessSyntax, CertificatePolicies, ExtendedKeyUsage, KeyUsage, PrivateKeyUsagePeriod,
};
use x509_cert::name::Name;

use crate::domain::entry::base64_bytes;
use crate::domain::field::Field;
use crate::domain::identifier::Snils;
use crate::domain::moment::{self, Moment};
use crate::domain::subject::Subject;
use crate::fault::{Fault, SupportCode};

/// What a certificate is used for in reporting; a holder has one of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Reports to ФНС, СФР and Росстат.
    Reporting,
    /// Reports to ФСС, told by the registration number in the subject.
    Fss,
}

/// A parsed X.509 certificate (RFC 5280). As data it is its DER.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Der", try_from = "Der")]
pub struct Certificate {
    der: Vec<u8>,
    parsed: x509_cert::Certificate,
    subject: Subject,
}

/// A certificate as data.
#[derive(Serialize, Deserialize)]
struct Der(#[serde(with = "base64_bytes")] Vec<u8>);

impl From<Certificate> for Der {
    fn from(certificate: Certificate) -> Self {
        Self(certificate.der)
    }
}

impl TryFrom<Der> for Certificate {
    type Error = Fault;

    fn try_from(der: Der) -> Result<Self, Fault> {
        Self::from_der(&der.0)
    }
}

impl Certificate {
    /// Parses DER.
    ///
    /// # Errors
    /// `CertUnreadable`.
    pub fn from_der(der: &[u8]) -> Result<Self, Fault> {
        let parsed = x509_cert::Certificate::from_der(der).map_err(unreadable)?;
        let subject = Subject::from_name(parsed.tbs_certificate().subject());
        Ok(Self { der: der.to_vec(), parsed, subject })
    }

    /// Parses one PEM block.
    ///
    /// # Errors
    /// `CertUnreadable`.
    pub fn from_pem(pem: &str) -> Result<Self, Fault> {
        let parsed = x509_cert::Certificate::from_pem(pem).map_err(unreadable)?;
        Self::from_der(&parsed.to_der().map_err(unreadable)?)
    }

    /// The bytes as received.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// PEM with line ends of Unix.
    pub fn pem(&self) -> String {
        self.parsed.to_pem(der::pem::LineEnding::LF).unwrap_or_default()
    }

    /// The structure underneath.
    pub fn x509(&self) -> &x509_cert::Certificate {
        &self.parsed
    }

    /// The subject by fields.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// The subject as it stands in the certificate.
    pub fn subject_name(&self) -> &Name {
        self.parsed.tbs_certificate().subject()
    }

    /// The issuer as it stands in the certificate.
    pub fn issuer_name(&self) -> &Name {
        self.parsed.tbs_certificate().issuer()
    }

    /// The issuer by fields.
    pub fn issuer(&self) -> Subject {
        Subject::from_name(self.issuer_name())
    }

    /// SNILS of the holder, if it is there and well formed.
    pub fn snils(&self) -> Option<Snils> {
        self.subject.value(Field::Snils).and_then(|s| Snils::parse(s).ok())
    }

    /// Serial number as upper-case hex without leading zero bytes.
    pub fn serial_hex(&self) -> String {
        hex::encode_upper(self.parsed.tbs_certificate().serial_number().as_bytes())
    }

    /// First moment of validity.
    pub fn not_before(&self) -> Moment {
        moment::from_x509(self.parsed.tbs_certificate().validity().not_before)
    }

    /// Last moment of validity.
    pub fn not_after(&self) -> Moment {
        moment::from_x509(self.parsed.tbs_certificate().validity().not_after)
    }

    /// Validity of the private key (RFC 5280 4.2.1.4 of RFC 3280), if the certificate tells it.
    pub fn key_period(&self) -> Option<(Option<Moment>, Option<Moment>)> {
        let period = self.extension::<PrivateKeyUsagePeriod>()?;
        let moment = |t: der::asn1::GeneralizedTime| moment::from_unix(t.to_unix_duration().as_secs());
        Some((period.not_before.map(moment), period.not_after.map(moment)))
    }

    /// Until when it can sign: the earlier of the ends of certificate and private key.
    pub fn usable_until(&self) -> Moment {
        match self.key_period() {
            Some((_, Some(key_end))) => key_end.min(self.not_after()),
            _ => self.not_after(),
        }
    }

    /// What it is used for.
    pub fn purpose(&self) -> Purpose {
        if self.subject.value(Field::FssNumber).is_some() { Purpose::Fss } else { Purpose::Reporting }
    }

    /// SubjectPublicKeyInfo in DER.
    pub fn spki_der(&self) -> Vec<u8> {
        self.parsed.tbs_certificate().subject_public_key_info().to_der().unwrap_or_default()
    }

    /// The public key value: for elliptic curves the SEC1 point.
    pub fn public_key(&self) -> &[u8] {
        self.parsed.tbs_certificate().subject_public_key_info().subject_public_key.raw_bytes()
    }

    /// Algorithm of the public key.
    pub fn key_algorithm(&self) -> ObjectIdentifier {
        self.parsed.tbs_certificate().subject_public_key_info().algorithm.oid
    }

    /// The named curve of an elliptic-curve key (RFC 5480 2.1.1).
    pub fn key_curve(&self) -> Option<ObjectIdentifier> {
        let algorithm = &self.parsed.tbs_certificate().subject_public_key_info().algorithm;
        algorithm.parameters.as_ref()?.decode_as().ok()
    }

    /// Algorithm of the issuer's signature.
    pub fn signature_algorithm(&self) -> ObjectIdentifier {
        self.parsed.signature_algorithm().oid
    }

    /// Value of the issuer's signature.
    pub fn signature(&self) -> &[u8] {
        self.parsed.signature().raw_bytes()
    }

    /// Key usage bits (RFC 5280 4.2.1.3) in bit order, bit 0 = digitalSignature.
    pub fn key_usage_bits(&self) -> Vec<u8> {
        let Some(usage) = self.extension::<KeyUsage>() else { return Vec::new() };
        (0..9u8).filter(|bit| usage.0.bits() & (1 << bit) != 0).collect()
    }

    /// Extended key usages (RFC 5280 4.2.1.12).
    pub fn extended_key_usages(&self) -> Vec<ObjectIdentifier> {
        self.extension::<ExtendedKeyUsage>().map(|e| e.0).unwrap_or_default()
    }

    /// Certificate policies (RFC 5280 4.2.1.4), among them the protection classes КС1…КА.
    pub fn policies(&self) -> Vec<ObjectIdentifier> {
        self.extension::<CertificatePolicies>()
            .map(|p| p.0.into_iter().map(|info| info.policy_identifier).collect())
            .unwrap_or_default()
    }

    /// How the holder was identified (1.2.643.100.114; RFC 9215 4.5): 0 in person, 1 remotely by a qualified
    /// certificate, 2 by a biometric passport, 3 by the state biometric system.
    pub fn identification_kind(&self) -> Option<u8> {
        u8::from_der(self.raw_extension(IDENTIFICATION_KIND)?).ok()
    }

    /// Name of the holder's signing tool (1.2.643.100.111).
    pub fn sign_tool(&self) -> Option<String> {
        Some(Utf8StringRef::from_der(self.raw_extension(SUBJECT_SIGN_TOOL)?).ok()?.as_str().to_owned())
    }

    /// The four texts of issuerSignTool (1.2.643.100.112): sign tool, CA tool, and their documents.
    pub fn issuer_sign_tool(&self) -> Option<Vec<String>> {
        Vec::<String>::from_der(self.raw_extension(ISSUER_SIGN_TOOL)?).ok()
    }

    /// Addresses of the issuer's certificate and of OCSP (RFC 5280 4.2.2.1).
    pub fn authority_urls(&self) -> Vec<String> {
        let Some(access) = self.extension::<AuthorityInfoAccessSyntax>() else { return Vec::new() };
        access
            .0
            .into_iter()
            .filter_map(|d| match d.access_location {
                GeneralName::UniformResourceIdentifier(uri) => Some(uri.to_string()),
                _ => None,
            })
            .collect()
    }

    /// Subject key identifier (RFC 5280 4.2.1.2).
    pub fn subject_key_identifier(&self) -> Option<Vec<u8>> {
        let raw = self.raw_extension(SUBJECT_KEY_IDENTIFIER)?;
        <&OctetStringRef>::from_der(raw).ok().map(|o| o.as_bytes().to_vec())
    }

    /// SHA-256 of the DER, lower-case hex.
    pub fn fingerprint(&self) -> String {
        hex::encode(Sha256::digest(&self.der))
    }

    /// True when subject and issuer are the same: a root.
    pub fn is_self_issued(&self) -> bool {
        self.subject_name() == self.issuer_name()
    }

    fn raw_extension(&self, oid: ObjectIdentifier) -> Option<&[u8]> {
        let extensions = self.parsed.tbs_certificate().extensions()?;
        extensions.iter().find(|e| e.extn_id == oid).map(|e| e.extn_value.as_bytes())
    }

    fn extension<'a, T: Decode<'a> + const_oid::AssociatedOid>(&'a self) -> Option<T> {
        T::from_der(self.raw_extension(T::OID)?).ok()
    }
}

/// subjectSignTool, RFC 9215 4.3.
pub const SUBJECT_SIGN_TOOL: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.643.100.111");
/// issuerSignTool, RFC 9215 4.3.
pub const ISSUER_SIGN_TOOL: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.643.100.112");
/// identificationKind, RFC 9215 4.5.
pub const IDENTIFICATION_KIND: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.643.100.114");
const SUBJECT_KEY_IDENTIFIER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.14");

fn unreadable(error: impl std::fmt::Display) -> Fault {
    Fault::new(SupportCode::CertUnreadable).with("detail", error)
}
