//! «Заявление на выдачу квалифицированного сертификата»: what the holder and the head of the organisation sign.
//!
//! Composition: FSB order 795 and the application forms of CAs. Three shapes: an organisation and its employee,
//! an organisation alone, a person alone (an individual entrepreneur), and each with Russian or Belarusian clauses.

use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};

use crate::domain::field::Field;
use crate::domain::form::check;
use crate::domain::form::{Dossier, Section, Values};
use crate::domain::profile::{CertificateKind, Country, Forms};
use crate::domain::subject::Subject;
use crate::paper::certificate_form::{Labels, dashed_snils, spaced};
use crate::paper::form::{Block, Form, Signature, fill};

/// Attributes of the subject in the order of the application forms of CAs.
const OF_ORGANISATION: &[Field] = &[
    Field::CommonName,
    Field::Surname,
    Field::GivenName,
    Field::Snils,
    Field::Email,
    Field::Organization,
    Field::OrganizationalUnit,
    Field::Title,
    Field::Inn,
    Field::Country,
    Field::Ogrn,
    Field::Region,
    Field::InnLe,
    Field::Locality,
    Field::Street,
];

/// The same for a person alone.
const OF_PERSON: &[Field] = &[
    Field::CommonName,
    Field::Surname,
    Field::GivenName,
    Field::Snils,
    Field::Inn,
    Field::Ogrnip,
    Field::Email,
    Field::Country,
    Field::Region,
    Field::Locality,
    Field::Street,
];

/// What an application is made of.
#[derive(Debug, Clone, Copy)]
pub struct Statement<'a> {
    /// Name of the CA.
    pub ca: &'a str,
    /// Lists of its profile.
    pub forms: &'a Forms,
    /// What the user filled in.
    pub dossier: &'a Dossier,
    /// Subject of the certificate that is asked for.
    pub subject: &'a Subject,
    /// Number of the request; empty while there is none.
    pub number: &'a str,
    /// Public key (SEC1, uncompressed), once there is one.
    pub public_key: Option<&'a [u8]>,
}

/// Which of how many copies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CopyMark {
    /// Counted from one.
    pub number: u8,
    /// How many there are; a single one is not marked.
    pub of: u8,
}

/// Builds the form. `language` is that of the labels (BCP 47).
pub fn build(statement: &Statement<'_>, copy: CopyMark, language: &str, labels: Labels<'_>) -> Form {
    let number = statement.number;
    let mark = [("number", copy.number.to_string()), ("of", copy.of.to_string())];
    let mark: Vec<(&str, &str)> = mark.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut form = Form {
        language: language.to_owned(),
        addressee: addressee(statement, labels),
        title: statement.by_country(labels("papers-statement-title"), labels("papers-statement-title-by")),
        subtitle: if number.is_empty() {
            String::new()
        } else {
            fill(&labels("papers-request-number"), &[("number", number)])
        },
        mark: if copy.of > 1 { fill(&labels("papers-copy"), &mark) } else { String::new() },
        page_number: labels("paper-page"),
        ..Form::default()
    };
    form.blocks.push(what(statement, labels));
    if statement.has_organisation() {
        form.blocks.push(organisation(statement, labels));
    }
    if statement.has_person() {
        form.blocks.push(holder(statement, labels));
    }
    form.blocks.push(attributes(statement, labels));
    form.blocks.extend(powers(statement, labels));
    let mut rules = Block::new(labels("papers-rules"));
    rules.text.push(statement.by_country(labels("papers-rules-text"), labels("papers-rules-text-by")));
    form.blocks.push(rules);
    if statement.has_person() {
        let mut consent = Block::new(labels("papers-consent"));
        consent
            .text
            .push(statement.by_country(labels("papers-consent-text"), labels("papers-consent-text-by")));
        consent.signatures.push(holder_signature(statement, labels));
        form.blocks.push(consent);
    }
    // Under a heading of their own: the consent above is signed for itself.
    let mut signed = Block::new(labels("papers-signatures"));
    signed.signatures = signatures(statement, labels);
    form.blocks.push(signed);
    form
}

impl Statement<'_> {
    fn kind(&self) -> Option<&CertificateKind> {
        self.forms.kind(self.dossier.text(Section::Content, "kind"))
    }

    fn has_person(&self) -> bool {
        self.kind().map_or(self.subject.value(Field::Surname).is_some(), |kind| kind.person)
    }

    fn has_organisation(&self) -> bool {
        self.kind().map_or(self.subject.value(Field::Organization).is_some(), |kind| kind.organization)
    }

    fn by_country(&self, russian: String, belarusian: String) -> String {
        match self.forms.country {
            Country::Ru => russian,
            Country::By => belarusian,
        }
    }

    fn filled(&self, field: &str) -> &str {
        self.dossier.text(Section::Statement, field)
    }

    /// As it was written for the signature, else as it stands in the certificate.
    fn holder_name(&self) -> String {
        match self.filled("holder-name") {
            "" => self.subject.full_name(),
            name => name.to_owned(),
        }
    }
}

fn addressee(statement: &Statement<'_>, labels: Labels<'_>) -> String {
    let office = statement.forms.office(statement.dossier.text(Section::Office, "office"));
    let mut lines = vec![labels("papers-to"), statement.ca.to_owned()];
    lines.extend(office.map(|office| office.title.clone()));
    lines.join("\n")
}

fn what(statement: &Statement<'_>, labels: Labels<'_>) -> Block {
    let content = |field| statement.dossier.text(Section::Content, field);
    let mut block = Block::default();
    block.text.push(match (statement.has_organisation(), statement.has_person()) {
        (true, true) => labels("papers-ask-employee"),
        (true, false) => labels("papers-ask-organisation"),
        (false, _) => labels("papers-ask-person"),
    });
    block.push(labels("papers-kind"), statement.kind().map(|kind| kind.title.as_str()).unwrap_or_default());
    block.push(
        labels("papers-reason"),
        match content("request") {
            "change" => labels("papers-reason-change"),
            "additional" => labels("papers-reason-additional"),
            _ => String::new(),
        },
    );
    let class = statement.forms.class(content("class"));
    block.push(labels("papers-class"), class.map(|class| class.title.as_str()).unwrap_or_default());
    if statement.forms.code_word {
        // The word itself is a secret and is kept nowhere: whoever needs it on paper writes it by hand.
        block.push(labels("papers-code-word"), labels("papers-code-word-line"));
    }
    block
}

fn organisation(statement: &Statement<'_>, labels: Labels<'_>) -> Block {
    // OGRN, INN and address stand in the table of attributes below.
    let value = |field| statement.subject.value(field).filter(|value| !value.is_empty());
    let typed = statement.dossier.text(Section::Holder, "organization");
    let name = value(Field::Organization).or(value(Field::CommonName)).unwrap_or(typed);
    let mut block = Block::new(labels("papers-organisation"));
    block.push(labels("paper-field-organization"), name);
    block.push(labels("papers-head-position"), statement.filled("head-position"));
    block.push(labels("papers-head-name"), statement.filled("head-name"));
    let ground = ["ground", "ground-date", "ground-number"].map(|field| statement.filled(field));
    block.push(labels("papers-ground"), document(ground, labels));
    block
}

fn holder(statement: &Statement<'_>, labels: Labels<'_>) -> Block {
    let mut block = Block::new(labels("papers-holder"));
    block.push(labels("papers-holder-name"), statement.subject.full_name());
    if let Some(identity) = statement.dossier.section(Section::Identity) {
        block.push(labels("papers-identity"), identity_document(identity, labels));
        block.push(labels("papers-born"), day(identity.text("born")));
    }
    block.push(labels("papers-authority"), authority(statement, labels));
    block.push(labels("papers-phone"), statement.dossier.text(Section::Contacts, "phone"));
    block.push(labels("papers-email"), statement.dossier.text(Section::Contacts, "email"));
    block
}

fn identity_document(identity: &Values, labels: Labels<'_>) -> String {
    if !identity.flag("changed") {
        return labels("papers-unchanged");
    }
    let name = match identity.text("document") {
        "passport-ru" => labels("papers-passport-ru"),
        "passport-by" => labels("papers-passport-by"),
        "residence-permit" => labels("papers-residence-permit"),
        _ => labels("papers-passport-foreign"),
    };
    let number = [identity.text("series"), identity.text("number")];
    let number = number.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let part =
        |label: String, value: &str| Some(fill(&label, &[("value", value)])).filter(|_| !value.is_empty());
    let parts = [
        Some(format!("{name} {number}")),
        part(labels("papers-issued-by"), identity.text("issuer")),
        part(labels("papers-issued-on"), &day(identity.text("issued"))),
        part(labels("papers-department"), identity.text("code")),
        part(labels("papers-valid-until"), &day(identity.text("expires"))),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn authority(statement: &Statement<'_>, labels: Labels<'_>) -> String {
    match statement.dossier.section(Section::Authority) {
        None => String::new(),
        Some(authority) if authority.flag("changed") => {
            document(["name", "date", "number"].map(|field| authority.text(field)), labels)
        }
        Some(_) => labels("papers-unchanged"),
    }
}

/// «Приказ о назначении от 01.02.2026 № 14-к».
fn document([name, date, number]: [&str; 3], labels: Labels<'_>) -> String {
    let mut text = name.to_owned();
    for (label, value) in
        [(labels("papers-dated"), day(date)), (labels("papers-numbered"), number.to_owned())]
    {
        if !value.is_empty() {
            text.push(' ');
            text += &fill(&label, &[("value", &value)]);
        }
    }
    text
}

/// Kept as `2026-02-01`, written as `01.02.2026`.
fn day(kept: &str) -> String {
    let day = check::date(kept);
    day.map(|day| format!("{:02}.{:02}.{}", day.day(), u8::from(day.month()), day.year())).unwrap_or_default()
}

fn attributes(statement: &Statement<'_>, labels: Labels<'_>) -> Block {
    let mut block = Block::new(labels("papers-attributes"));
    let fields = if statement.has_organisation() { OF_ORGANISATION } else { OF_PERSON };
    for field in fields {
        let value = statement.subject.value(*field).unwrap_or_default();
        let value = if *field == Field::Snils { dashed_snils(value) } else { value.to_owned() };
        block.push(labels(&format!("paper-field-{}", field.id())), value);
    }
    if let Some(key) = statement.public_key {
        // Method 1 of RFC 5280 4.2.1.2, as CAs write it into the certificate.
        let identifier = digest(&SHA1_FOR_LEGACY_USE_ONLY, key);
        block.push(labels("papers-key-identifier"), spaced(&hex::encode_upper(identifier)));
        block.push(labels("papers-key"), spaced(&hex::encode_upper(key)));
    }
    block
}

/// Powers by system, in the order of the profile.
fn powers(statement: &Statement<'_>, labels: Labels<'_>) -> Option<Block> {
    let content = statement.dossier.section(Section::Content)?;
    let mut block = Block::new(labels("papers-powers"));
    for power in &statement.forms.powers {
        if !content.flag(&format!("power-{}", power.id)) {
            continue;
        }
        match block.rows.last_mut().filter(|(system, _)| *system == power.system) {
            Some((_, titles)) => {
                titles.push('\n');
                titles.push_str(&power.title);
            }
            None => block.push(power.system.clone(), power.title.clone()),
        }
    }
    Some(block).filter(|block| !block.rows.is_empty())
}

fn signatures(statement: &Statement<'_>, labels: Labels<'_>) -> Vec<Signature> {
    let mut signatures = Vec::new();
    if statement.has_person() {
        signatures.push(holder_signature(statement, labels));
    }
    if statement.has_organisation() {
        let role = signer(labels("papers-sign-head"), statement.filled("head-position"));
        let name = statement.filled("head-name").to_owned();
        signatures.push(Signature { seal: labels("papers-seal"), ..signature(role, name, labels) });
    } else if let Some(only) = signatures.last_mut() {
        only.seal = labels("papers-seal-if-any");
    }
    signatures
}

fn holder_signature(statement: &Statement<'_>, labels: Labels<'_>) -> Signature {
    let position = if statement.has_organisation() { statement.filled("holder-position") } else { "" };
    signature(signer(labels("paper-signature-holder"), position), statement.holder_name(), labels)
}

fn signer(role: String, position: &str) -> String {
    if position.is_empty() { role } else { format!("{role}\n{position}") }
}

fn signature(role: String, name: String, labels: Labels<'_>) -> Signature {
    Signature {
        role,
        name,
        signature_caption: labels("paper-signature-caption"),
        name_caption: labels("papers-name-caption"),
        date_caption: labels("paper-date-caption"),
        seal: String::new(),
    }
}
