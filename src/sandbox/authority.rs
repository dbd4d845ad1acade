//! Throw-away keys: a root, an issuing CA below it, and a TLS certificate for this computer.

use std::fs;
use std::path::{Path, PathBuf};

use const_oid::db::rfc5912;
use const_oid::{AssociatedOid, ObjectIdentifier};
use der::asn1::{GeneralizedTime, OctetString, Utf8StringRef};
use der::{Any, Decode, Encode, Tag};
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{DerSignature, SigningKey, VerifyingKey};
use p256::pkcs8::DecodePrivateKey;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use time::Duration;
use x509_cert::TbsCertificate;
use x509_cert::builder::profile::BuilderProfile;
use x509_cert::builder::{Builder, CertificateBuilder};
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::certpolicy::PolicyInformation;
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, BasicConstraints as Constraints, CertificatePolicies, ExtendedKeyUsage, KeyUsage,
    KeyUsages, PrivateKeyUsagePeriod, SubjectKeyIdentifier,
};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::{SubjectPublicKeyInfoOwned, SubjectPublicKeyInfoRef};
use x509_cert::time::{Time, Validity};

use crate::domain::certificate::{
    Certificate, IDENTIFICATION_KIND, ISSUER_SIGN_TOOL, Purpose, SUBJECT_SIGN_TOOL,
};
use crate::domain::identifier::Snils;
use crate::domain::moment::{self, Moment};
use crate::domain::request::CLASS_KC1;
use crate::fault::{Fault, SupportCode};
use crate::sandbox::clock::Clock;
use crate::sandbox::holder::{Role, Trainee};

/// Texts of issuerSignTool: sign tool, CA tool, and the papers of both.
const TOOLS: [&str; 4] =
    ["Учебное средство подписи", "Учебный удостоверяющий центр", "без сертификата", "без сертификата"];

/// Extensions that the holder may decide on.
const TAKEN_OVER: [ObjectIdentifier; 3] =
    [SUBJECT_SIGN_TOOL, IDENTIFICATION_KIND, rfc5912::ID_CE_PRIVATE_KEY_USAGE_PERIOD];
/// Where powers are numbered: Russia and Belarus. Usages of servers and of other CAs are none of a holder's.
const POWERS: [&str; 2] = ["1.2.643.", "1.2.112."];
/// The protection classes a holder may have, the lowest first (RFC 9215 4.4); a class includes those below it.
const CLASSES: [ObjectIdentifier; 2] = [CLASS_KC1, ObjectIdentifier::new_unwrap("1.2.643.100.113.2")];
/// `identificationKind` 0: identified in person, as for a first certificate.
const IN_PERSON: u8 = 0;

/// The keys of the sandbox.
pub struct Authority {
    folder: PathBuf,
    issuing: Certificate,
    key: SigningKey,
}

/// What a holder's certificate says besides its key.
pub struct Content<'a> {
    /// Subject as it stands in the request.
    pub subject: &'a Name,
    /// First moment.
    pub from: Moment,
    /// Last moment.
    pub to: Moment,
    /// Extensions of the request. Only [`TAKEN_OVER`] count: a holder must not make himself a CA.
    pub requested: &'a [Extension],
    /// Powers and protection class of the request count, too.
    pub powers: bool,
}

impl Authority {
    /// Reads the keys of a folder, or makes them.
    ///
    /// # Errors
    /// `DiskDenied`, `DiskFull`; `Internal` when a file in the folder is not what was written there.
    pub fn open(folder: &Path) -> Result<Self, Fault> {
        fs::create_dir_all(folder)?;
        if !folder.join("tls.key").exists() {
            make(folder)?;
        }
        let issuing = Certificate::from_pem(&fs::read_to_string(folder.join("issuing.pem"))?)?;
        let key =
            SigningKey::from_pkcs8_pem(&fs::read_to_string(folder.join("issuing.key"))?).map_err(internal)?;
        Ok(Self { folder: folder.to_owned(), issuing, key })
    }

    /// File of the root, PEM.
    pub fn root_path(&self) -> PathBuf {
        self.folder.join("root.pem")
    }

    /// TLS certificate with its chain, and its key, both DER.
    ///
    /// # Errors
    /// `DiskDenied`.
    pub fn tls(&self) -> Result<(Vec<Vec<u8>>, Vec<u8>), Fault> {
        let certificate = Certificate::from_pem(&fs::read_to_string(self.folder.join("tls.pem"))?)?;
        let key = KeyPair::from_pem(&fs::read_to_string(self.folder.join("tls.key"))?).map_err(internal)?;
        Ok((vec![certificate.der().to_vec(), self.issuing.der().to_vec()], key.serialize_der()))
    }

    /// The certificate of the issuing CA.
    pub fn issuing(&self) -> &Certificate {
        &self.issuing
    }

    /// True for a certificate this CA has signed.
    pub fn has_issued(&self, certificate: &Certificate) -> bool {
        let Ok(tbs) = certificate.x509().tbs_certificate().to_der() else { return false };
        let key: &VerifyingKey = self.key.verifying_key();
        DerSignature::from_bytes(certificate.signature()).is_ok_and(|s| key.verify(&tbs, &s).is_ok())
    }

    /// Signs a holder's certificate.
    ///
    /// # Errors
    /// `Internal` when a part cannot be encoded.
    pub fn issue(&self, spki: &[u8], content: &Content<'_>) -> Result<Certificate, Fault> {
        let profile = HolderProfile { issuer: &self.issuing, content };
        let validity = Validity::new(time_of(content.from)?, time_of(content.to)?);
        let spki = SubjectPublicKeyInfoOwned::from_der(spki).map_err(internal)?;
        let mut serial = [0; 16];
        ring::rand::SecureRandom::fill(&ring::rand::SystemRandom::new(), &mut serial).map_err(internal)?;
        // Positive and of full length, so that it is shown with as many digits every time.
        serial[0] = serial[0] & 0x7F | 0x40;
        let serial = SerialNumber::new(&serial).map_err(internal)?;
        let builder = CertificateBuilder::new(profile, serial, validity, spki).map_err(internal)?;
        let certificate = builder.build::<_, DerSignature>(&self.key).map_err(internal)?;
        Certificate::from_der(&certificate.to_der().map_err(internal)?)
    }

    /// A certificate of the training holder that is about to end.
    ///
    /// # Errors
    /// As [`Authority::issue`].
    pub fn issue_for_training(
        &self,
        spki: &[u8],
        snils: &Snils,
        days: u32,
        purpose: Purpose,
    ) -> Result<Certificate, Fault> {
        let holder = Trainee { snils: snils.clone(), purpose, role: Role::Holder, title: None };
        self.issue_to(spki, &holder, days)
    }

    /// A certificate of somebody in the training organisation that is about to end.
    ///
    /// # Errors
    /// As [`Authority::issue`].
    pub fn issue_to(&self, spki: &[u8], holder: &Trainee, days: u32) -> Result<Certificate, Fault> {
        let now = Clock::in_folder(&self.folder).now();
        // An hour less, so that «days left», rounded up, is exactly what was asked for.
        let to = now + Duration::days(i64::from(days)) - Duration::hours(1);
        let subject = holder.subject().apply_to(&Name::default())?;
        let from = now - Duration::days(365);
        self.issue(spki, &Content { subject: &subject, from, to, requested: &[], powers: false })
    }
}

/// The profile of a qualified certificate (FSB order 795), filled with training values.
struct HolderProfile<'a> {
    issuer: &'a Certificate,
    content: &'a Content<'a>,
}

impl Content<'_> {
    /// Signing in always, and what was asked for if it may be.
    fn usages(&self) -> Vec<ObjectIdentifier> {
        let mut usages = vec![rfc5912::ID_KP_CLIENT_AUTH, rfc5912::ID_KP_EMAIL_PROTECTION];
        let allowed = |oid: &ObjectIdentifier| {
            let text = oid.to_string();
            POWERS.iter().any(|arc| text.starts_with(arc))
        };
        let asked = self.asked::<ExtendedKeyUsage>().map(|usage| usage.0).unwrap_or_default();
        usages.extend(asked.into_iter().filter(allowed));
        usages
    }

    /// The class that was asked for with all below it; the lowest otherwise.
    fn classes(&self) -> Vec<ObjectIdentifier> {
        let asked = self.asked::<CertificatePolicies>().map(|policies| policies.0).unwrap_or_default();
        let has = |class: &ObjectIdentifier| asked.iter().any(|policy| policy.policy_identifier == *class);
        let highest = CLASSES.iter().rposition(has).unwrap_or_default();
        CLASSES.iter().take(highest + 1).copied().collect()
    }

    fn asked<'a, T: Decode<'a> + AssociatedOid>(&'a self) -> Option<T> {
        let found = self.requested.iter().find(|e| self.powers && e.extn_id == T::OID)?;
        T::from_der(found.extn_value.as_bytes()).ok()
    }
}

impl HolderProfile<'_> {
    /// Exactly as it stands in the issuer: OpenSSL compares the bytes, and every tool computes its own.
    fn issuer_key_identifier(&self) -> der::Result<AuthorityKeyIdentifier> {
        let identifier = self.issuer.subject_key_identifier().map(OctetString::new).transpose()?;
        Ok(AuthorityKeyIdentifier { key_identifier: identifier, ..AuthorityKeyIdentifier::default() })
    }
}

impl BuilderProfile for HolderProfile<'_> {
    fn get_issuer(&self, _: &Name) -> Name {
        self.issuer.subject_name().clone()
    }

    fn get_subject(&self) -> Name {
        self.content.subject.clone()
    }

    fn build_extensions(
        &self,
        spk: SubjectPublicKeyInfoRef<'_>,
        _: SubjectPublicKeyInfoRef<'_>,
        _: &TbsCertificate,
    ) -> x509_cert::builder::Result<Vec<Extension>> {
        let usage = KeyUsages::DigitalSignature
            | KeyUsages::NonRepudiation
            | KeyUsages::KeyEncipherment
            | KeyUsages::DataEncipherment
            | KeyUsages::KeyAgreement;
        let policies = self.content.classes().into_iter();
        let policies =
            policies.map(|class| PolicyInformation { policy_identifier: class, policy_qualifiers: None });
        let tools = TOOLS.map(|text| Any::new(Tag::Utf8String, text.as_bytes()));
        let tools = tools.into_iter().collect::<Result<Vec<_>, _>>()?;
        let no_ca = Constraints { ca: false, path_len_constraint: None };
        let mut extensions = vec![
            extension(rfc5912::ID_CE_BASIC_CONSTRAINTS, true, &no_ca)?,
            extension(rfc5912::ID_CE_KEY_USAGE, true, &KeyUsage(usage))?,
            extension(rfc5912::ID_CE_EXT_KEY_USAGE, false, &ExtendedKeyUsage(self.content.usages()))?,
            extension(rfc5912::ID_CE_CERTIFICATE_POLICIES, false, &CertificatePolicies(policies.collect()))?,
            extension(ISSUER_SIGN_TOOL, false, &tools)?,
            extension(rfc5912::ID_CE_SUBJECT_KEY_IDENTIFIER, false, &SubjectKeyIdentifier::try_from(spk)?)?,
            extension(rfc5912::ID_CE_AUTHORITY_KEY_IDENTIFIER, false, &self.issuer_key_identifier()?)?,
        ];
        let taken = self.content.requested.iter().filter(|e| TAKEN_OVER.contains(&e.extn_id));
        extensions.extend(taken.cloned());
        // What the request does not say gets the training values.
        if !extensions.iter().any(|e| e.extn_id == SUBJECT_SIGN_TOOL) {
            extensions.push(extension(SUBJECT_SIGN_TOOL, false, &Utf8StringRef::new(TOOLS[0])?)?);
        }
        if !extensions.iter().any(|e| e.extn_id == IDENTIFICATION_KIND) {
            extensions.push(extension(IDENTIFICATION_KIND, false, &IN_PERSON)?);
        }
        if !extensions.iter().any(|e| e.extn_id == rfc5912::ID_CE_PRIVATE_KEY_USAGE_PERIOD) {
            let time = |at| moment::to_der(at).map(GeneralizedTime::from_date_time);
            let period = PrivateKeyUsagePeriod {
                not_before: time(self.content.from),
                not_after: time(self.content.to),
            };
            extensions.push(extension(rfc5912::ID_CE_PRIVATE_KEY_USAGE_PERIOD, false, &period)?);
        }
        Ok(extensions)
    }
}

/// Makes root, issuing CA and TLS certificate. The TLS key is written last: it tells that all is there.
fn make(folder: &Path) -> Result<(), Fault> {
    let ca = |name: &str, pathlen: Option<u8>| -> Result<(CertificateParams, KeyPair), Fault> {
        let mut params = CertificateParams::new(Vec::new()).map_err(internal)?;
        params.distinguished_name.push(DnType::CountryName, "RU");
        params.distinguished_name.push(DnType::OrganizationName, "Мастер перевыпуска");
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca =
            IsCa::Ca(pathlen.map_or(BasicConstraints::Unconstrained, BasicConstraints::Constrained));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.not_before = Moment::now_utc() - Duration::days(730);
        params.not_after = Moment::now_utc() + Duration::days(3650);
        Ok((params, KeyPair::generate().map_err(internal)?))
    };
    let (root, root_key) = ca("Учебный корневой УЦ", None)?;
    let root_certificate = root.self_signed(&root_key).map_err(internal)?;
    let root = Issuer::new(root, root_key);
    let (issuing, issuing_key) = ca("Учебный удостоверяющий центр", Some(0))?;
    let issuing_certificate = issuing.signed_by(&issuing_key, &root).map_err(internal)?;
    let issuing_pem = issuing_key.serialize_pem();
    let issuing = Issuer::new(issuing, issuing_key);
    let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
    let mut tls = CertificateParams::new(names).map_err(internal)?;
    tls.not_after = Moment::now_utc() + Duration::days(3650);
    let tls_key = KeyPair::generate().map_err(internal)?;
    let tls_certificate = tls.signed_by(&tls_key, &issuing).map_err(internal)?;
    write_private(&folder.join("root.pem"), &root_certificate.pem())?;
    write_private(&folder.join("issuing.pem"), &issuing_certificate.pem())?;
    write_private(&folder.join("issuing.key"), &issuing_pem)?;
    write_private(&folder.join("tls.pem"), &tls_certificate.pem())?;
    write_private(&folder.join("tls.key"), &tls_key.serialize_pem())
}

/// Writes a file that only its owner can read; complete or not at all.
pub(super) fn write_private(path: &Path, text: &str) -> Result<(), Fault> {
    let temporary = path.with_extension("new");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&temporary)?;
    std::io::Write::write_all(&mut file, text.as_bytes())?;
    file.sync_all()?;
    Ok(fs::rename(&temporary, path)?)
}

fn extension(oid: ObjectIdentifier, critical: bool, value: &impl Encode) -> der::Result<Extension> {
    Ok(Extension { extn_id: oid, critical, extn_value: OctetString::new(value.to_der()?)? })
}

fn time_of(at: Moment) -> Result<Time, Fault> {
    Time::try_from(std::time::UNIX_EPOCH + std::time::Duration::from_secs(moment::to_unix(at)))
        .map_err(internal)
}

fn internal(error: impl std::fmt::Debug) -> Fault {
    Fault::new(SupportCode::Internal).with("detail", format!("{error:?}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use p256::elliptic_curve::Generate;

    use super::*;
    use crate::domain::request::p256_spki;

    #[test]
    fn a_holder_decides_on_his_sign_tool_but_cannot_make_himself_a_ca() {
        let folder = std::env::temp_dir().join(format!("renewal-master-{}-authority", std::process::id()));
        let authority = Authority::open(&folder).unwrap();
        let point = SigningKey::generate().verifying_key().to_sec1_point(false);
        let spki = p256_spki(point.as_bytes()).unwrap().to_der().unwrap();
        let ca = Constraints { ca: true, path_len_constraint: None };
        let power = ObjectIdentifier::new_unwrap("1.2.643.3.61.1.1.6.502710.3.4.2");
        let requested = [
            extension(rfc5912::ID_CE_BASIC_CONSTRAINTS, true, &ca).unwrap(),
            extension(rfc5912::ID_CE_INHIBIT_ANY_POLICY, true, &0u8).unwrap(),
            extension(SUBJECT_SIGN_TOOL, false, &Utf8StringRef::new("Мой").unwrap()).unwrap(),
            extension(IDENTIFICATION_KIND, false, &1u8).unwrap(),
            extension(
                rfc5912::ID_CE_EXT_KEY_USAGE,
                false,
                &ExtendedKeyUsage(vec![power, rfc5912::ID_KP_SERVER_AUTH, rfc5912::ANY_EXTENDED_KEY_USAGE]),
            )
            .unwrap(),
        ];
        let from = Moment::now_utc();
        let subject = Name::default();
        let content = Content {
            subject: &subject,
            from,
            to: from + Duration::days(1),
            requested: &requested,
            powers: true,
        };
        let certificate = authority.issue(&spki, &content);
        let _ = fs::remove_dir_all(&folder);
        let certificate = certificate.unwrap();
        assert_eq!(certificate.sign_tool().as_deref(), Some("Мой"));
        assert_eq!(certificate.identification_kind(), Some(1));
        let usages = [rfc5912::ID_KP_CLIENT_AUTH, rfc5912::ID_KP_EMAIL_PROTECTION, power];
        assert_eq!(certificate.extended_key_usages(), usages, "no usage of a server, nor any usage");
        let extensions = certificate.x509().tbs_certificate().extensions().unwrap();
        let of = |oid| extensions.iter().filter(move |e| e.extn_id == oid).collect::<Vec<_>>();
        let [constraints] = of(rfc5912::ID_CE_BASIC_CONSTRAINTS)[..] else { unreachable!() };
        assert!(!Constraints::from_der(constraints.extn_value.as_bytes()).unwrap().ca);
        assert!(of(rfc5912::ID_CE_INHIBIT_ANY_POLICY).is_empty());
        assert!(authority.has_issued(&certificate));
    }
}
