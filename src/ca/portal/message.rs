//! What goes into a call of the portal and what may stand in an answer: nothing of it is taken unchecked.

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::ca::Now;
use crate::ca::http::{Answer, Call, Method, for_people, garbage};
use crate::domain::form::{Dossier, Scan};
use crate::domain::portal::{Draft, Problem, ProblemCode};
use crate::fault::{Fault, SupportCode};

pub(super) const JSON: &str = "application/json";
pub(super) const PROBLEM: &str = "application/problem+json";

/// Longest identifier, in bytes.
const ID: usize = 64;
/// Longest number, name or amount that is shown, in characters.
const LABEL: usize = 200;
/// Longest address, in bytes.
const LINK: usize = 2048;
/// Longest value of a field in a dossier, in bytes.
const VALUE: usize = 4096;
/// Most fields of a section, and most scans of a dossier.
const MANY: usize = 200;
/// Longest name of a scan, in characters.
const FILE_NAME: usize = 100;

/// A call with a message.
pub(super) fn json(method: Method, path: impl Into<String>, message: &impl Serialize) -> Result<Call, Fault> {
    // A buffer that grows leaves copies behind, and the message may be a secret: most fit into the first.
    let mut body = Vec::with_capacity(1024);
    serde_json::to_writer(&mut body, message)
        .map_err(|e| Fault::new(SupportCode::Internal).with("detail", e))?;
    Ok(Call::new(method, path).body(JSON, body))
}

/// `POST` with a message.
pub(super) fn post(path: impl Into<String>, message: &impl Serialize) -> Result<Call, Fault> {
    json(Method::Post, path, message)
}

/// The message of a successful answer.
pub(super) fn read<T: DeserializeOwned>(answer: &Answer) -> Result<T, Fault> {
    serde_json::from_slice(typed(answer, JSON)?).map_err(garbage)
}

/// The body of a successful answer of exactly this type.
pub(super) fn typed<'a>(answer: &'a Answer, media_type: &str) -> Result<&'a [u8], Fault> {
    if answer.media_type == media_type {
        Ok(&answer.body)
    } else {
        Err(garbage(format!("{} instead of {media_type}", answer.media_type)))
    }
}

/// An answer without content, as the contract has it: a page of somebody in between is no consent.
pub(super) fn done(answer: &Answer) -> Result<(), Fault> {
    if answer.status == 204 { Ok(()) } else { Err(garbage(format!("HTTP {} instead of 204", answer.status))) }
}

/// The server's own word counts for refusals; overload and failures are told by the status alone.
pub(super) fn problem(answer: &Answer, now: &Now) -> Fault {
    let problem: Option<Problem> =
        if answer.media_type == PROBLEM { serde_json::from_slice(&answer.body).ok() } else { None };
    let detail = problem.as_ref().map_or_else(|| answer.plain_text(), |p| for_people(&p.detail));
    let refusal = answer.refusal(&detail, now());
    let code = match problem.map(|p| p.code) {
        Some(ProblemCode::HolderUnknown) => SupportCode::CaHolderUnknown,
        Some(ProblemCode::SnilsOther) => SupportCode::SnilsOther,
        Some(ProblemCode::CertificateExpired) => SupportCode::CertExpired,
        Some(ProblemCode::CertificateRevoked) => SupportCode::CertRevoked,
        Some(ProblemCode::SignIn) => SupportCode::CaSignIn,
        _ => return refusal,
    };
    if refusal.code == SupportCode::CaRefused { Fault { code, ..refusal } } else { refusal }
}

/// An identifier comes from the server and goes into a path: nothing in it may lead elsewhere.
pub(super) fn id(text: &str) -> Result<&str, Fault> {
    let fits = (1..=ID).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if fits { Ok(text) } else { Err(garbage("identifier")) }
}

/// The path of a request.
pub(super) fn path_of(request: &str) -> Result<String, Fault> {
    Ok(format!("/v1/requests/{}", id(request)?))
}

/// A SHA-256 in hex. It becomes a path at the CA and the name of a file here.
pub(super) fn digest(text: &str) -> Result<&str, Fault> {
    let fits = text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if fits { Ok(text) } else { Err(garbage("digest")) }
}

/// SHA-256 in hex.
pub(super) fn digest_of(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// A number, a name or an amount that people will read.
pub(super) fn label(text: &str) -> String {
    for_people(text).chars().take(LABEL).collect()
}

/// A number for people: there must be one.
pub(super) fn number(text: &str) -> Result<String, Fault> {
    let number = label(text);
    if number.is_empty() { Err(garbage("no number")) } else { Ok(number) }
}

/// An address that the user copies or opens: of a page, or of this program, or none.
pub(super) fn link(text: &str) -> Result<(), Fault> {
    let known = text.is_empty() || text.starts_with("https://") || text.starts_with("renewal-master://");
    let plain = text.bytes().all(|b| b.is_ascii_graphic() && !b"\"'<>\\`".contains(&b));
    if known && plain && text.len() <= LINK { Ok(()) } else { Err(garbage("link")) }
}

/// A draft as far as it can be shown and kept.
pub(super) fn draft(draft: Draft) -> Result<Draft, Fault> {
    id(&draft.draft)?;
    link(&draft.link)?;
    dossier(&draft.dossier)?;
    Ok(Draft { number: number(&draft.number)?, ..draft })
}

/// A dossier that comes from the CA. The rules of the forms are checked where it is used; here only what could hurt
/// on the way there. It is not changed: digests and signatures are taken over it.
pub(super) fn dossier(dossier: &Dossier) -> Result<(), Fault> {
    for values in dossier.sections.values() {
        let fits = |text: &str| text.len() <= VALUE && !text.contains(is_control);
        if values.iter().count() > MANY || !values.iter().all(|(name, value)| fits(name) && fits(value)) {
            return Err(garbage("value of a dossier"));
        }
    }
    if dossier.scans.len() > MANY {
        return Err(garbage("too many scans"));
    }
    dossier.scans.iter().try_for_each(scan)
}

fn scan(scan: &Scan) -> Result<(), Fault> {
    digest(&scan.digest)?;
    let fits = (1..=FILE_NAME).contains(&scan.name.chars().count())
        && !scan.name.contains(|c: char| is_control(c) || matches!(c, '/' | '\\'));
    if fits { Ok(()) } else { Err(garbage("name of a scan")) }
}

/// Line ends are allowed in values.
fn is_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\r' | '\t')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use crate::domain::form::{Media, Section, Slot, Values};

    #[test]
    fn only_sixty_four_small_hex_digits_are_a_digest() {
        assert!(digest(&digest_of(b"")).is_ok());
        for wrong in ["", "ab", &"AB".repeat(32), &"g0".repeat(32), &"ab".repeat(33), "../../etc/passwd"] {
            assert_eq!(digest(wrong).unwrap_err().code, SupportCode::CaGarbage, "{wrong}");
        }
    }

    #[test]
    fn an_address_leads_to_a_page_or_to_this_program() {
        for right in ["", "https://ca.example/r/1?x=%20", "renewal-master://r/1"] {
            assert!(link(right).is_ok(), "{right}");
        }
        let long = format!("https://{}", "a".repeat(LINK));
        for wrong in
            ["http://ca.example", "file:///x", "javascript:alert(1)", "https://a b", "https://a\"b", &long]
        {
            assert_eq!(link(wrong).unwrap_err().code, SupportCode::CaGarbage, "{wrong}");
        }
    }

    #[test]
    fn a_dossier_with_anything_that_could_hurt_on_the_way_is_refused() {
        let with = |name: &str, digest: &str, value: String| {
            let scan = Scan {
                slot: Slot::Identity,
                name: name.into(),
                media: Media::Pdf,
                size: 1,
                digest: digest.into(),
            };
            let values = Values::default().with("issuer", value);
            Dossier { sections: [(Section::Identity, values)].into(), scans: vec![scan] }
        };
        let right = digest_of(b"x");
        assert!(dossier(&with("паспорт.pdf", &right, "ОВД\nцентр".into())).is_ok());
        for wrong in [
            with("../x.pdf", &right, "a".into()),
            with("", &right, "a".into()),
            with("a\u{0}.pdf", &right, "a".into()),
            with("a.pdf", "../journal", "a".into()),
            with("a.pdf", &right, "a\u{1b}[2J".into()),
            with("a.pdf", &right, "a".repeat(VALUE + 1)),
        ] {
            assert_eq!(dossier(&wrong).unwrap_err().code, SupportCode::CaGarbage, "{wrong:?}");
        }
    }
}
