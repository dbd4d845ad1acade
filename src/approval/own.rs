//! With which certificates one can sign in, and which is likeliest that of a head.

use const_oid::db::rfc5912::SECP_256_R_1;

use crate::approval::view::Candidate;
use crate::domain::certificate::Certificate;
use crate::domain::field::Field;
use crate::domain::key::{FoundCertificate, KeyRef, Place};
use crate::domain::moment::Moment;

/// Positions of those who act for an organisation without a power of attorney, in the nominative: so that
/// «заместитель директора» is none.
const HEADS: [&str; 12] = [
    "руководитель",
    "директор",
    "гендиректор",
    "глава",
    "начальник",
    "председатель",
    "заведующий",
    "заведующая",
    "управляющий",
    "ректор",
    "президент",
    "министр",
];

/// Those that can sign now, likeliest first: heads before others, the newest of a holder before his older ones.
pub fn candidates(found: Vec<FoundCertificate>, places: &[Place], now: Moment) -> Vec<Candidate> {
    let mut candidates: Vec<Candidate> = found
        .into_iter()
        .filter(|found| now < found.usable_until() && can_sign(&found.certificate, now))
        .map(|found| Candidate {
            place: places.iter().find(|place| place.id == found.key.place).cloned(),
            head: leads(&found.certificate),
            found,
        })
        .collect();
    candidates.sort_by_key(|candidate| {
        let certificate = &candidate.found.certificate;
        let newest_first = -candidate.found.usable_until().unix_timestamp();
        (!candidate.head, certificate.subject().full_name(), newest_first)
    });
    candidates
}

/// The one that need not be chosen: the only one, or the newest of the only head.
pub fn preselected(candidates: &[Candidate]) -> Option<KeyRef> {
    let first = candidates.first()?;
    let holder = |candidate: &Candidate| candidate.found.certificate.subject().full_name();
    let only_head = candidates
        .iter()
        .filter(|candidate| candidate.head)
        .all(|candidate| holder(candidate) == holder(first));
    let clear = candidates.len() == 1 || (first.head && only_head);
    clear.then(|| first.found.key.clone())
}

/// Valid now, for signatures, and with a key this program can use.
fn can_sign(certificate: &Certificate, now: Moment) -> bool {
    let usages = certificate.key_usage_bits();
    certificate.not_before() <= now
        && certificate.key_curve() == Some(SECP_256_R_1)
        && (usages.is_empty() || usages.iter().any(|bit| *bit < 2))
}

fn leads(certificate: &Certificate) -> bool {
    let title = certificate.subject().value(Field::Title).unwrap_or_default().to_lowercase();
    title.split(|c: char| !c.is_alphabetic()).any(|word| HEADS.contains(&word))
}
