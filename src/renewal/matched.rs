//! The proof that a received certificate is the one we asked for. Nothing is written without it.

use const_oid::ObjectIdentifier;
use rustls::pki_types::{CertificateDer, UnixTime};
use time::Duration;
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert};
use x509_cert::ext::pkix::BasicConstraints;

use crate::domain::certificate::Certificate;
use crate::domain::field::Field;
use crate::domain::moment::{self, Moment};
use crate::domain::subject::Subject;
use crate::fault::{Fault, SupportCode};

/// A clock of the CA may run ahead of ours by this much before a certificate counts as not yet valid.
const SKEW: Duration = Duration::minutes(10);

/// A certificate that passed every check. It can only be made by [`MatchedCertificate::check`].
#[derive(Debug)]
pub struct MatchedCertificate {
    certificate: Certificate,
    chain: Vec<Certificate>,
}

/// What the certificate must agree with.
#[derive(Debug)]
pub struct Expected<'a> {
    /// Our public key, SEC1 uncompressed.
    pub point: &'a [u8],
    /// What was asked for: the confirmed holder as far as the chosen kind of certificate names him.
    pub subject: &'a Subject,
    /// Powers that were asked for, as extended key usages.
    pub powers: &'a [ObjectIdentifier],
    /// Roots of the profile.
    pub anchors: &'a [Certificate],
}

impl MatchedCertificate {
    /// Checks key, holder, dates, usage and chain, in this order.
    ///
    /// # Errors
    /// `CertUnreadable`, `IssuedOtherKey`, `IssuedOtherHolder` with the fact `field`, `IssuedDates`,
    /// `IssuedUsage`, `IssuedChain`.
    pub fn check(
        certificate: &[u8],
        chain: &[Vec<u8>],
        expected: &Expected<'_>,
        now: Moment,
    ) -> Result<Self, Fault> {
        let certificate = Certificate::from_der(certificate)?;
        let chain = chain.iter().map(|der| Certificate::from_der(der)).collect::<Result<Vec<_>, _>>()?;
        if certificate.public_key() != expected.point {
            return Err(SupportCode::IssuedOtherKey.into());
        }
        check_holder(&certificate, expected.subject)?;
        check_dates(&certificate, now)?;
        check_usage(&certificate, expected.powers)?;
        check_chain(&certificate, &chain, expected.anchors, now)?;
        let chain = order(&certificate, chain);
        Ok(Self { certificate, chain })
    }

    /// The certificate and its chain, issuing CA first.
    pub fn into_parts(self) -> (Certificate, Vec<Certificate>) {
        (self.certificate, self.chain)
    }
}

/// Every confirmed value must stand in the certificate. White space is not compared: CAs fold it.
fn check_holder(certificate: &Certificate, subject: &Subject) -> Result<(), Fault> {
    let folded = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    for (field, value) in subject.iter() {
        if certificate.subject().value(field).map(folded) != Some(folded(value)) {
            return Err(Fault::new(SupportCode::IssuedOtherHolder).with("field", field.id()));
        }
    }
    // A holder nobody confirmed must not slip in through fields the record does not have.
    for field in [Field::Snils, Field::Inn, Field::Surname, Field::GivenName] {
        if subject.value(field).is_none() && certificate.subject().value(field).is_some() {
            return Err(Fault::new(SupportCode::IssuedOtherHolder).with("field", field.id()));
        }
    }
    Ok(())
}

fn check_dates(certificate: &Certificate, now: Moment) -> Result<(), Fault> {
    let (from, to) = (certificate.not_before(), certificate.usable_until());
    if from > now + SKEW || to <= now || to <= from {
        return Err(Fault::new(SupportCode::IssuedDates).with("from", from).with("to", to));
    }
    Ok(())
}

/// It can sign, and it grants every power that was asked for: found out now, and not at the first refused document.
fn check_usage(certificate: &Certificate, powers: &[ObjectIdentifier]) -> Result<(), Fault> {
    let usage = certificate.key_usage_bits();
    let is_ca = matches!(
        certificate.x509().tbs_certificate().get_extension::<BasicConstraints>(),
        Ok(Some((_, BasicConstraints { ca: true, .. })))
    );
    if is_ca || !(usage.is_empty() || usage.contains(&0)) {
        return Err(SupportCode::IssuedUsage.into());
    }
    let granted = certificate.extended_key_usages();
    match powers.iter().find(|power| !granted.contains(power)) {
        Some(power) => Err(Fault::new(SupportCode::IssuedUsage).with("power", power)),
        None => Ok(()),
    }
}

/// Path validation (RFC 5280 section 6) by webpki up to a root of the profile.
fn check_chain(
    certificate: &Certificate,
    chain: &[Certificate],
    anchors: &[Certificate],
    now: Moment,
) -> Result<(), Fault> {
    let refuse =
        |error: webpki::Error| Fault::new(SupportCode::IssuedChain).with("detail", format!("{error:?}"));
    let anchor_ders: Vec<_> = anchors.iter().map(|a| CertificateDer::from(a.der())).collect();
    let anchors =
        anchor_ders.iter().map(anchor_from_trusted_cert).collect::<Result<Vec<_>, _>>().map_err(refuse)?;
    let intermediates: Vec<_> =
        chain.iter().filter(|c| !c.is_self_issued()).map(|c| CertificateDer::from(c.der())).collect();
    let end_entity = CertificateDer::from(certificate.der());
    let end_entity = EndEntityCert::try_from(&end_entity).map_err(refuse)?;
    // Dates were checked with a skew above; webpki knows none.
    let at = moment::to_unix(now.max(certificate.not_before()));
    let at = UnixTime::since_unix_epoch(std::time::Duration::from_secs(at));
    let algorithms = webpki::ALL_VERIFICATION_ALGS;
    let _ = end_entity
        .verify_for_usage(algorithms, &anchors, &intermediates, at, KeyUsage::client_auth(), None, None)
        .map_err(refuse)?;
    Ok(())
}

/// The chain from the issuing CA upwards, whatever order it came in; strangers are left out.
fn order(certificate: &Certificate, mut pool: Vec<Certificate>) -> Vec<Certificate> {
    let mut ordered: Vec<Certificate> = Vec::new();
    loop {
        let last = ordered.last().unwrap_or(certificate);
        if last.is_self_issued() {
            return ordered;
        }
        let Some(next) = pool.iter().position(|c| c.subject_name() == last.issuer_name()) else {
            return ordered;
        };
        ordered.push(pool.swap_remove(next));
    }
}
