//! A head, an accountant, her request with its documents, all made up.

use std::sync::LazyLock;

use rcgen::{
    CertificateParams, DistinguishedName, DnType, Issuer, KeyPair, PublicKeyData, SignatureAlgorithm,
};
use renewal_master::domain::certificate::Certificate;
use renewal_master::domain::exchange::Person;
use renewal_master::domain::field::Field;
use renewal_master::domain::form::{Dossier, Media, Scan, Section, Slot, Values};
use renewal_master::domain::key::{CkaId, FoundCertificate, Keeping, KeyRef, PinState, Place, PlaceId};
use renewal_master::domain::moment::Moment;
use renewal_master::domain::portal::{Approval, ApprovalCard};
use renewal_master::domain::subject::Subject;
use sha2::{Digest, Sha256};
use time::Duration;
use time::macros::datetime;

pub const REQUEST: &str = "00112233445566778899aabbccddeeff";
pub const OTHER: &str = "ffeeddccbbaa99887766554433221100";
pub const HEAD_SNILS: &str = "08765430300";
pub const SNILS: &str = "11223344595";

pub fn now() -> Moment {
    datetime!(2026-11-22 12:00 UTC)
}

pub fn place() -> Place {
    Place {
        id: PlaceId::Token { serial: "1047386621".to_owned(), label: "Рутокен".to_owned() },
        title: "Рутокен ЭЦП 3.0".to_owned(),
        model: String::new(),
        free_bytes: None,
        pin: PinState::Fine,
        admin_pin: PinState::Unknown,
        tries_left: None,
        pin_length: (6, 32),
        protected_path: false,
        p256: true,
        writable: true,
        keeping: Keeping::NotWanted,
    }
}

pub fn key(id: u8) -> KeyRef {
    KeyRef { place: place().id, id: CkaId::new([id]) }
}

pub fn subject(surname: &str, title: &str, snils: &str) -> Subject {
    let fields = [
        (Field::CommonName, "ООО «Ромашка»"),
        (Field::Surname, surname),
        (Field::GivenName, "Имя Отчество"),
        (Field::Title, title),
        (Field::Snils, snils),
        (Field::Organization, "ООО «Ромашка»"),
    ];
    Subject::from_fields(fields.map(|(field, value)| (field, value.to_owned())))
}

/// A certificate for a key, valid from a year ago for so many days from now.
pub fn certificate(subject: &Subject, key: &impl PublicKeyData, days: i64) -> Certificate {
    let mut name = DistinguishedName::new();
    for (field, value) in subject.iter() {
        name.push(DnType::CustomDnType(field.oid().arcs().map(u64::from).collect()), value);
    }
    let mut holder = CertificateParams::default();
    holder.distinguished_name = name;
    holder.not_before = now() - Duration::days(365);
    holder.not_after = now() + Duration::days(days);
    let issuer = Issuer::new(CertificateParams::default(), KeyPair::generate().unwrap());
    Certificate::from_der(holder.signed_by(key, &issuer).unwrap().der()).unwrap()
}

/// The public point of a key on a token.
pub struct Point(pub Vec<u8>);

impl PublicKeyData for Point {
    fn der_bytes(&self) -> &[u8] {
        &self.0
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &rcgen::PKCS_ECDSA_P256_SHA256
    }
}

pub fn found(id: u8, surname: &str, title: &str, days: i64) -> FoundCertificate {
    let subject = subject(surname, title, HEAD_SNILS);
    let certificate = certificate(&subject, &KeyPair::generate().unwrap(), days);
    FoundCertificate { key: key(id), label: surname.to_owned(), certificate, key_end: None }
}

pub fn head() -> FoundCertificate {
    static HEAD: LazyLock<FoundCertificate> =
        LazyLock::new(|| found(1, "Петров", "Генеральный директор", 90));
    HEAD.clone()
}

pub fn person() -> Person {
    Person { name: "Петров Имя Отчество".to_owned(), head: true }
}

pub fn approval(request: &str) -> Approval {
    Approval {
        request: request.to_owned(),
        number: format!("ФЗС-{}", &request[..4]),
        holder: "Иванова Имя Отчество".to_owned(),
        submitted_at: datetime!(2026-11-22 9:05 UTC),
    }
}

pub const PASSPORT: &[u8] = b"%PDF-1.7 passport";
pub const ORDER: &[u8] = b"%PDF-1.7 order";

fn scan(slot: Slot, name: &str, content: &[u8]) -> Scan {
    Scan {
        slot,
        name: name.to_owned(),
        media: Media::Pdf,
        size: content.len() as u64,
        digest: hex::encode(Sha256::digest(content)),
    }
}

pub fn card() -> ApprovalCard {
    let mut dossier = Dossier::default();
    let identity =
        Values::default().with("changed", "yes").with("series", "4510").with("issued", "2021-03-08");
    dossier.sections.insert(Section::Identity, identity);
    dossier.scans =
        vec![scan(Slot::Identity, "паспорт.exe", PASSPORT), scan(Slot::Authority, "приказ.pdf", ORDER)];
    ApprovalCard {
        approval: approval(REQUEST),
        current: subject("Иванова", "Бухгалтер", SNILS),
        subject: subject("Иванова", "Главный бухгалтер", SNILS),
        dossier,
    }
}

/// The content of a document of [`card`].
pub fn document(digest: &str) -> Option<Vec<u8>> {
    let all = [PASSPORT, ORDER];
    all.into_iter().find(|content| hex::encode(Sha256::digest(content)) == digest).map(<[u8]>::to_vec)
}
