//! A throw-away PKI for the tests of the CA clients: root, issuing CA, TLS server, user.

use std::sync::Arc;

use p256::ecdsa::signature::Signer;
use p256::ecdsa::{DerSignature, SigningKey};
use p256::pkcs8::DecodePrivateKey;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, DnValue, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose,
};
use renewal_master::ca::{ClientIdentity, SignMessage};
use renewal_master::domain::certificate::Certificate;
use renewal_master::domain::profile::{Profile, Protocol};
use renewal_master::domain::request::{ecdsa_with_sha256, p256_spki};
use x509_cert::der::asn1::BitString;
use x509_cert::der::{Decode, Encode};
use x509_cert::name::Name;
use x509_cert::request::{CertReq, CertReqInfo, Version};

pub struct Pki {
    pub root: Certificate,
    pub ca: Issuer,
    pub server: Pair,
    pub user: Pair,
}

pub type Issuer = CertifiedIssuer<'static, KeyPair>;

/// A certificate and its key.
pub struct Pair {
    pub certificate: Certificate,
    pub key: KeyPair,
}

impl Pki {
    /// The server answers to `server_name`.
    pub fn new(server_name: &str) -> Self {
        let root = CertifiedIssuer::self_signed(ca_params("Test Root CA"), key()).unwrap();
        let ca = CertifiedIssuer::signed_by(ca_params("Test Issuing CA"), key(), &root).unwrap();
        let mut server = CertificateParams::new(vec![server_name.to_owned()]).unwrap();
        server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let mut user = params("Иванова Мария");
        user.distinguished_name.push(DnType::OrganizationName, "ООО «Ромашка»");
        user.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        user.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        Self {
            root: Certificate::from_der(root.der()).unwrap(),
            server: issue(&server, &ca),
            user: issue(&user, &ca),
            ca,
        }
    }

    pub fn profile(&self, protocol: Protocol, endpoint: String) -> Profile {
        Profile {
            id: "test".into(),
            title: "Test".into(),
            protocol,
            page: endpoint.clone(),
            endpoint,
            tls_anchors: vec![self.root.clone()],
            anchors: vec![self.root.clone()],
            acknowledgement: true,
            shown_wait: 300,
            key_months: 15,
            sign_tool: "test".into(),
            training: false,
            ..Profile::default()
        }
    }

    /// The user as TLS client, with a key that only signs, as on a token.
    pub fn identity(&self) -> ClientIdentity {
        let key = signing_key(&self.user.key);
        let sign: SignMessage = Arc::new(move |message| {
            let signature: DerSignature = key.sign(message);
            Ok(signature.as_bytes().to_vec())
        });
        let ca = Certificate::from_der(self.ca.der()).unwrap();
        ClientIdentity { chain: vec![self.user.certificate.clone(), ca], sign }
    }
}

/// A request for a new key, with the subject as it stands in `like`.
pub fn request(like: &Certificate) -> Vec<u8> {
    request_for(like.subject_name().clone())
}

pub fn request_for(subject: Name) -> Vec<u8> {
    let key = signing_key(&key());
    let point = key.verifying_key().to_sec1_point(false);
    let public_key = p256_spki(point.as_bytes()).unwrap();
    let info = CertReqInfo { version: Version::V1, subject, public_key, attributes: Default::default() };
    let signature: DerSignature = key.sign(&info.to_der().unwrap());
    let signature = BitString::from_bytes(signature.as_bytes()).unwrap();
    CertReq { info, algorithm: ecdsa_with_sha256(), signature }.to_der().unwrap()
}

/// Public key of a request, SEC1.
pub fn point_of(request: &[u8]) -> Vec<u8> {
    CertReq::from_der(request).unwrap().info.public_key.subject_public_key.raw_bytes().to_vec()
}

fn key() -> KeyPair {
    KeyPair::generate().unwrap()
}

fn signing_key(key: &KeyPair) -> SigningKey {
    SigningKey::from_pkcs8_der(key.serialized_der()).unwrap()
}

fn issue(params: &CertificateParams, ca: &Issuer) -> Pair {
    let key = key();
    let certificate = params.signed_by(&key, ca).unwrap();
    Pair { certificate: Certificate::from_der(certificate.der()).unwrap(), key }
}

fn params(common_name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.remove(DnType::CommonName);
    params.distinguished_name.push(DnType::CommonName, DnValue::Utf8String(common_name.into()));
    params
}

fn ca_params(common_name: &str) -> CertificateParams {
    let mut params = params(common_name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}
