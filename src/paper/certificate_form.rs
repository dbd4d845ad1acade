//! «Сертификат ключа проверки электронной подписи» on paper: which facts of a certificate stand in which row.
//!
//! Composition: federal law 63-FZ, articles 14 and 17, and FSB order 795, as CAs print it.

use const_oid::ObjectIdentifier;

use crate::domain::certificate::Certificate;
use crate::domain::field::Field;
use crate::domain::moment::Moment;
use crate::domain::subject::Subject;
use crate::paper::form::{Block, Form, Signature, fill};

/// Texts of `locales/*/paper.ftl` by identifier.
pub type Labels<'a> = &'a dyn Fn(&str) -> String;

/// Builds the form. `language` is that of the labels (BCP 47).
pub fn build(certificate: &Certificate, language: &str, labels: Labels<'_>) -> Form {
    let person = certificate.subject().value(Field::Surname).is_some();
    let mut form = Form {
        language: language.to_owned(),
        title: labels("paper-title"),
        subtitle: fill(&labels("paper-number"), &[("number", &spaced(&certificate.serial_hex()))]),
        blocks: Vec::new(),
        signatures: Vec::new(),
        footer: fill(&labels("paper-footer"), &[("fingerprint", &certificate.fingerprint())]),
        page_number: labels("paper-page"),
        ..Form::default()
    };
    form.blocks.push(validity(certificate, labels));
    if certificate.subject().value(Field::Organization).is_some() {
        form.blocks.push(organisation(certificate.subject(), labels));
    }
    if person {
        form.blocks.push(holder(certificate, labels));
        form.signatures.push(Signature {
            role: labels("paper-signature-holder"),
            name: certificate.subject().full_name(),
            signature_caption: labels("paper-signature-caption"),
            name_caption: labels("paper-name-caption"),
            date_caption: labels("paper-date-caption"),
            ..Signature::default()
        });
    }
    form.blocks.push(issuer(certificate, labels));
    form.blocks.push(verification_key(certificate, labels));
    form.blocks.extend(private_key(certificate, labels));
    form.blocks.push(signature(certificate, labels));
    form
}

/// The name of a key usage bit (RFC 5280 4.2.1.3) in the labels, bit 0 = digitalSignature.
pub fn key_usage_label(bit: u8) -> String {
    format!("paper-usage-{bit}")
}

/// The identifier of an extended key usage in the labels; `None` for one that has no name there.
pub fn extended_usage_label(oid: ObjectIdentifier) -> Option<String> {
    const KNOWN: &[&str] = &[
        "1.3.6.1.5.5.7.3.1",
        "1.3.6.1.5.5.7.3.2",
        "1.3.6.1.5.5.7.3.3",
        "1.3.6.1.5.5.7.3.4",
        "1.3.6.1.5.5.7.3.8",
        "1.3.6.1.5.5.7.3.9",
        "1.2.643.2.2.34.6",
        "1.2.643.100.2.1",
        "1.2.643.100.2.2",
        "1.2.643.3.61.502710.1.6.3.4.1",
        "1.2.643.3.61.502710.1.6.3.4.2",
        "1.2.643.3.61.502710.1.6.3.4.3",
        "1.2.643.3.61.502710.1.6.3.4.4",
        "1.2.643.3.61.502710.1.6.3.4.16",
    ];
    let oid = oid.to_string();
    KNOWN.contains(&oid.as_str()).then(|| format!("paper-eku-{}", oid.replace('.', "-")))
}

fn validity(certificate: &Certificate, labels: Labels<'_>) -> Block {
    let mut block = Block::new(labels("paper-block-validity"));
    block.push(labels("paper-not-before"), moment(certificate.not_before(), labels));
    block.push(labels("paper-not-after"), moment(certificate.not_after(), labels));
    block
}

fn organisation(subject: &Subject, labels: Labels<'_>) -> Block {
    let mut block = Block::new(labels("paper-block-organisation"));
    fields(&mut block, subject, labels, &[Field::Organization, Field::OrganizationalUnit]);
    fields(&mut block, subject, labels, &[Field::Ogrn, Field::InnLe, Field::Kpp, Field::FssNumber]);
    block.push(labels("paper-location"), location(subject));
    block
}

fn holder(certificate: &Certificate, labels: Labels<'_>) -> Block {
    let subject = certificate.subject();
    let mut block = Block::new(labels("paper-block-holder"));
    fields(&mut block, subject, labels, &[Field::Title, Field::Surname, Field::GivenName]);
    fields(&mut block, subject, labels, &[Field::Snils, Field::Inn, Field::Ogrnip, Field::Email]);
    if subject.value(Field::Organization).is_none() {
        block.push(labels("paper-location"), location(subject));
    }
    if let Some(kind @ 0..=3) = certificate.identification_kind() {
        block.push(labels("paper-identification"), labels(&format!("paper-identification-{kind}")));
    }
    block
}

fn issuer(certificate: &Certificate, labels: Labels<'_>) -> Block {
    let issuer = certificate.issuer();
    let mut block = Block::new(labels("paper-block-issuer"));
    block.push(labels("paper-issuer-name"), name_of_ca(&issuer));
    fields(&mut block, &issuer, labels, &[Field::Ogrn, Field::InnLe]);
    block.push(labels("paper-location"), location(&issuer));
    let tools = certificate.issuer_sign_tool().unwrap_or_default();
    // Order of RFC 9215 4.3: sign tool, CA tool, document of the sign tool, document of the CA tool.
    let ids = ["paper-issuer-tool", "paper-ca-tool", "paper-issuer-tool-document", "paper-ca-tool-document"];
    for (id, value) in ids.into_iter().zip(tools) {
        block.push(labels(id), value);
    }
    block.push(labels("paper-ca-tool-class"), classes(certificate, CA_TOOL_CLASSES));
    block
}

fn verification_key(certificate: &Certificate, labels: Labels<'_>) -> Block {
    let mut block = Block::new(labels("paper-block-key"));
    block.push(labels("paper-key-algorithm"), key_algorithm(certificate, labels));
    block.push(labels("paper-sign-tool"), certificate.sign_tool().unwrap_or_default());
    block.push(labels("paper-sign-tool-class"), classes(certificate, SIGN_TOOL_CLASSES));
    let usages = certificate.key_usage_bits().into_iter().map(|bit| labels(&key_usage_label(bit)));
    block.push(labels("paper-key-usage"), usages.collect::<Vec<_>>().join("; "));
    let extended = certificate.extended_key_usages().into_iter().map(|oid| match extended_usage_label(oid) {
        Some(id) => format!("{} ({oid})", labels(&id)),
        None => oid.to_string(),
    });
    block.push(labels("paper-extended-usage"), extended.collect::<Vec<_>>().join("\n"));
    block.push(labels("paper-key-value"), spaced(&hex::encode_upper(certificate.public_key())));
    block
}

fn private_key(certificate: &Certificate, labels: Labels<'_>) -> Option<Block> {
    let (from, until) = certificate.key_period()?;
    let mut block = Block::new(labels("paper-block-private-key"));
    block.push(labels("paper-not-before"), from.map(|m| moment(m, labels)).unwrap_or_default());
    block.push(labels("paper-not-after"), until.map(|m| moment(m, labels)).unwrap_or_default());
    Some(block)
}

fn signature(certificate: &Certificate, labels: Labels<'_>) -> Block {
    let mut block = Block::new(labels("paper-block-signature"));
    block.push(labels("paper-signature-algorithm"), algorithm(certificate.signature_algorithm(), labels));
    block.push(labels("paper-signature-value"), spaced(&hex::encode_upper(certificate.signature())));
    block
}

fn fields(block: &mut Block, subject: &Subject, labels: Labels<'_>, fields: &[Field]) {
    for field in fields {
        let value = subject.value(*field).unwrap_or_default();
        let value = if *field == Field::Snils { dashed_snils(value) } else { value.to_owned() };
        block.push(labels(&format!("paper-field-{}", field.id())), value);
    }
}

fn location(subject: &Subject) -> String {
    let parts = [Field::Region, Field::Locality, Field::Street];
    parts.iter().filter_map(|field| subject.value(*field)).collect::<Vec<_>>().join(", ")
}

fn name_of_ca(issuer: &Subject) -> String {
    match (issuer.value(Field::Organization), issuer.value(Field::CommonName)) {
        (Some(organisation), Some(name)) if organisation != name => format!("{name} ({organisation})"),
        (organisation, name) => name.or(organisation).unwrap_or_default().to_owned(),
    }
}

/// Protection classes among the certificate policies (RFC 9215 4.6). Class names are the same in all languages.
fn classes(certificate: &Certificate, arc: &str) -> String {
    const NAMES: [&str; 6] = ["КС1", "КС2", "КС3", "КВ1", "КВ2", "КА1"];
    let mut found: Vec<&str> = Vec::new();
    for policy in certificate.policies() {
        let policy = policy.to_string();
        let number = policy.strip_prefix(arc).and_then(|rest| rest.parse::<usize>().ok());
        if let Some(name) = number.and_then(|n| NAMES.get(n.wrapping_sub(1))) {
            found.push(name);
        }
    }
    found.join(", ")
}

const SIGN_TOOL_CLASSES: &str = "1.2.643.100.113.";
/// Used by CryptoPro for CA tools; the arc itself is identificationKind, its children are not.
const CA_TOOL_CLASSES: &str = "1.2.643.100.114.";

/// The usual name of the algorithm of the public key, with its curve if that is a known one.
pub fn key_algorithm(certificate: &Certificate, labels: Labels<'_>) -> String {
    const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
    match certificate.key_curve() {
        Some(P256) => format!("{} ({P256})", labels("paper-algorithm-p256")),
        _ => algorithm(certificate.key_algorithm(), labels),
    }
}

/// The usual name of an algorithm; the bare identifier for an unknown one.
fn algorithm(oid: ObjectIdentifier, labels: Labels<'_>) -> String {
    const NAMED: &[(&str, &str)] = &[
        ("1.2.643.7.1.1.1.1", "paper-algorithm-gost-256"),
        ("1.2.643.7.1.1.1.2", "paper-algorithm-gost-512"),
        ("1.2.643.7.1.1.3.2", "paper-algorithm-gost-256-signature"),
        ("1.2.643.7.1.1.3.3", "paper-algorithm-gost-512-signature"),
        ("1.2.840.10045.2.1", "paper-algorithm-ec"),
        ("1.2.840.10045.4.3.2", "paper-algorithm-ecdsa-sha256"),
        ("1.2.840.10045.4.3.3", "paper-algorithm-ecdsa-sha384"),
        ("1.2.840.113549.1.1.1", "paper-algorithm-rsa"),
        ("1.2.840.113549.1.1.11", "paper-algorithm-rsa-sha256"),
    ];
    let text = oid.to_string();
    match NAMED.iter().find(|(known, _)| *known == text) {
        Some((_, id)) => format!("{} ({text})", labels(id)),
        None => text,
    }
}

/// UTC with the zone named: a form on paper has no zone of its own.
fn moment(moment: Moment, labels: Labels<'_>) -> String {
    let moment = moment.to_offset(time::UtcOffset::UTC);
    let month = labels(&format!("paper-month-{}", u8::from(moment.month())));
    let time = format!("{}:{:02}:{:02}", moment.hour(), moment.minute(), moment.second());
    fill(
        &labels("paper-moment"),
        &[
            ("day", &format!("{:02}", moment.day())),
            ("month", &month),
            ("year", &moment.year().to_string()),
            ("time", &time),
        ],
    )
}

/// `112-233-445 95`, the way the number stands on the card.
pub fn dashed_snils(digits: &str) -> String {
    match (digits.get(..3), digits.get(3..6), digits.get(6..9), digits.get(9..)) {
        (Some(a), Some(b), Some(c), Some(check)) if digits.len() == 11 => format!("{a}-{b}-{c} {check}"),
        _ => digits.to_owned(),
    }
}

/// Hex in pairs, so that it can be compared by eye and wrapped.
pub fn spaced(hex: &str) -> String {
    let mut text = String::with_capacity(hex.len() * 3 / 2);
    for (index, character) in hex.chars().enumerate() {
        if index > 0 && index % 2 == 0 {
            text.push(' ');
        }
        text.push(character);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snils_is_written_as_on_the_card() {
        assert_eq!(dashed_snils("11223344595"), "112-233-445 95");
        assert_eq!(dashed_snils("1122"), "1122");
    }

    #[test]
    fn hex_stands_in_pairs() {
        assert_eq!(spaced("01D7C4"), "01 D7 C4");
    }

    #[test]
    fn the_moment_is_told_in_utc() {
        let labels = |id: &str| match id {
            "paper-moment" => "%day% %month% %year% г. %time% UTC".to_owned(),
            id => id.to_owned(),
        };
        let late = time::macros::datetime!(2026-11-22 00:05:09 +3);
        assert_eq!(moment(late, &labels), "21 paper-month-11 2026 г. 21:05:09 UTC");
    }
}
