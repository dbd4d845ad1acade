//! Which certificate and which renewal are meant.

use std::sync::Arc;

use crate::cli::arguments::Renew;
use crate::compose::Desktop;
use crate::domain::certificate::Certificate;
use crate::domain::entry::is_over;
use crate::domain::identifier::Snils;
use crate::domain::key::{FoundCertificate, KeyRef, PlaceId};
use crate::domain::profile::Profile;
use crate::fault::{Fault, SupportCode};
use crate::runtime::worker::{beginning, begun_under};
use crate::runtime::workshop::Workshop;

/// The certificate that is meant: by token, holder and serial number; of several the one that ends first among
/// those that no newer one covers.
pub fn choose(desktop: &Desktop, options: &Renew, snils: &Snils) -> Result<FoundCertificate, Fault> {
    let (found, faults) = desktop.certificates()?;
    let on_place = |found: &&FoundCertificate| match (&options.token, &found.key.place) {
        (Some(wanted), PlaceId::Token { label, .. }) => wanted == label,
        (None, PlaceId::Computer) => true,
        _ => false,
    };
    let here: Vec<&FoundCertificate> = found.iter().filter(on_place).collect();
    if here.is_empty() {
        let absent =
            Fault::new(SupportCode::TokenAbsent).with("token", options.token.as_deref().unwrap_or(""));
        let any_token = found.iter().any(|f| Some(&f.key.place) != Some(&PlaceId::Computer));
        return Err(match (faults.into_iter().next(), any_token) {
            (Some(fault), false) => fault,
            _ if desktop.has_token(options.token.as_deref())? => SupportCode::CertNotFound.into(),
            _ => absent,
        });
    }
    let mine: Vec<&FoundCertificate> =
        here.iter().copied().filter(|f| f.certificate.snils().is_none_or(|own| own == *snils)).collect();
    if mine.is_empty() {
        return Err(SupportCode::SnilsOther.into());
    }
    let newer = |f: &FoundCertificate| {
        mine.iter().any(|other| {
            other.certificate.purpose() == f.certificate.purpose()
                && other.certificate.not_before() > f.certificate.not_before()
        })
    };
    let mut candidates: Vec<&FoundCertificate> = match &options.serial {
        Some(serial) => {
            let wanted = serial.to_uppercase();
            mine.iter().copied().filter(|f| f.certificate.serial_hex() == wanted).collect()
        }
        None => mine.iter().copied().filter(|f| !newer(f)).collect(),
    };
    candidates.sort_by_key(|f| f.usable_until());
    candidates.first().map(|f| (*f).clone()).ok_or_else(|| SupportCode::CertNotFound.into())
}

/// The renewal that is meant: named, or the only unfinished one, or the one begun last.
pub fn unfinished(desktop: &Desktop, named: Option<&str>) -> Result<Option<String>, Fault> {
    let mut journals = desktop.journals()?;
    let mut names = journals.list()?;
    if let Some(named) = named {
        names.retain(|name| name == named);
    }
    for name in names.into_iter().rev() {
        let lines = journals.read(&name)?;
        if !lines.is_empty() && !is_over(&lines) {
            return Ok(Some(name));
        }
    }
    Ok(None)
}

/// The unfinished renewal of this certificate. A journal that cannot be read belongs to `resume`, which tells it.
pub fn begun(desktop: &Desktop, certificate: &Certificate) -> Result<Option<String>, Fault> {
    let mut journals = desktop.journals()?;
    let names = journals.list()?;
    let is_begun = |name: &String| {
        let lines = journals.read(name).unwrap_or_default();
        let open = !lines.is_empty() && !is_over(&lines);
        open && beginning(&lines).is_ok_and(|old| old.is_some_and(|(_, old)| old == *certificate))
    };
    Ok(names.into_iter().rev().find(is_begun))
}

/// What a renewal was begun with: its CA, which need not be the one of this call, and its key and certificate.
pub type Beginning = (Arc<Profile>, Option<(KeyRef, Certificate)>);

/// What a renewal was begun with.
pub fn beginning_of(desktop: &Desktop, renewal: &str) -> Result<Beginning, Fault> {
    let lines = desktop.journals()?.read(renewal)?;
    Ok((desktop.profile_of(begun_under(&lines)?)?, beginning(&lines)?))
}

/// The unfinished first issue, if one was begun.
pub fn begun_first(desktop: &Desktop) -> Result<Option<String>, Fault> {
    let mut journals = desktop.journals()?;
    let names = journals.list()?;
    let is_begun = |name: &String| {
        let lines = journals.read(name).unwrap_or_default();
        let open = !lines.is_empty() && !is_over(&lines);
        open && beginning(&lines).is_ok_and(|old| old.is_none())
    };
    Ok(names.into_iter().rev().find(is_begun))
}
