//! A made-up holder, her certificates and tokens, and the renewal at every step.

use std::sync::LazyLock;

use rcgen::{CertificateParams, CustomExtension, DistinguishedName, DnType, Issuer, KeyPair, SerialNumber};
use renewal_master::domain::certificate::Certificate;
use renewal_master::domain::exchange::{Accepted, HolderRecord, WaitNews};
use renewal_master::domain::field::Field;
use renewal_master::domain::key::{CkaId, FoundCertificate, Keeping, KeyRef, PinState, Place, PlaceId};
use renewal_master::domain::medium::CopyPlace;
use renewal_master::domain::moment::Moment;
use renewal_master::domain::profile::Profile;
use renewal_master::domain::subject::Subject;
use renewal_master::ports::Medium;
use renewal_master::renewal::{FormsView, Progress, Question, Stage, StageView, Step, View, WaitView};
use renewal_master::runtime::message::{Card, Panel, Unfinished};
use renewal_master::runtime::standing::Standing;
use renewal_master::watch::{Timing, Urgency};
use time::macros::datetime;
use time::{Duration, PrimitiveDateTime, UtcOffset};

/// The moment at which every test plays.
pub fn now() -> Moment {
    at(datetime!(2026-11-22 14:32))
}

/// The moment at which the clock on the user's wall shows this: snapshots are the same in every time zone.
pub fn at(wall: PrimitiveDateTime) -> Moment {
    wall.assume_offset(UtcOffset::local_offset_at(wall.assume_utc()).unwrap_or(UtcOffset::UTC))
}

/// The certificate that ends in four days.
pub fn old() -> Certificate {
    static OLD: LazyLock<Certificate> = LazyLock::new(|| {
        certificate("Бухгалтер", 1, at(datetime!(2025-08-26 0:00)), at(datetime!(2026-11-26 12:00)))
    });
    OLD.clone()
}

/// The new one.
pub fn new() -> Certificate {
    certificate("Главный бухгалтер", 2, at(datetime!(2026-11-22 14:30)), at(datetime!(2028-02-22 12:00)))
}

pub fn certificate(title: &str, serial: u8, from: Moment, until: Moment) -> Certificate {
    certificate_with(&[], title, serial, from, until)
}

/// The same holder with more fields in her name.
pub fn certificate_with(
    more: &[(Field, &str)],
    title: &str,
    serial: u8,
    from: Moment,
    until: Moment,
) -> Certificate {
    let mut holder = CertificateParams::default();
    let fields = [
        (Field::CommonName, "ООО «Ромашка»"),
        (Field::Surname, "Иванова"),
        (Field::GivenName, "Мария Петровна"),
        (Field::Title, title),
        (Field::Snils, "11223344595"),
        (Field::Inn, "500100732259"),
        (Field::Organization, "ООО «Ромашка»"),
        (Field::Ogrn, "1027700132195"),
        (Field::InnLe, "7707083893"),
        (Field::Country, "RU"),
    ];
    holder.distinguished_name = name(&[&fields, more].concat());
    holder.not_before = from;
    holder.not_after = until;
    holder.serial_number =
        Some(SerialNumber::from_slice(&[0x01, 0xD7, 0xC4, 0x0A, 0x11, 0xB2, 0x4F, 0x90, 0, 0, 0x3A, serial]));
    // identificationKind: in person.
    holder.custom_extensions =
        vec![CustomExtension::from_oid_content(&[1, 2, 643, 100, 114], vec![0x02, 0x01, 0x00])];
    let mut ca = CertificateParams::default();
    ca.distinguished_name = name(&[(Field::CommonName, "Удостоверяющий центр оператора")]);
    let issuer = Issuer::new(ca, KeyPair::generate().unwrap());
    let made = holder.signed_by(&KeyPair::generate().unwrap(), &issuer).unwrap();
    Certificate::from_der(made.der()).unwrap()
}

fn name(fields: &[(Field, &str)]) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    for (field, value) in fields {
        let oid: Vec<u64> = field.oid().arcs().map(u64::from).collect();
        name.push(DnType::CustomDnType(oid), *value);
    }
    name
}

pub fn rutoken() -> Place {
    Place {
        id: PlaceId::Token { serial: "1047386621".to_owned(), label: "Рутокен".to_owned() },
        title: "Рутокен ЭЦП 3.0".to_owned(),
        model: "Rutoken ECP".to_owned(),
        free_bytes: Some(41 * 1024),
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

pub fn etoken() -> Place {
    Place {
        id: PlaceId::Token { serial: "02a41f77".to_owned(), label: "eToken".to_owned() },
        title: "eToken 5110".to_owned(),
        free_bytes: Some(18 * 1024),
        pin: PinState::FinalTry,
        ..rutoken()
    }
}

pub fn computer() -> Place {
    Place {
        id: PlaceId::Computer,
        title: String::new(),
        free_bytes: None,
        pin: PinState::Unknown,
        pin_length: (0, 0),
        ..rutoken()
    }
}

pub fn key_on(place: &Place) -> KeyRef {
    KeyRef { place: place.id.clone(), id: CkaId::new([1, 2, 3]) }
}

pub fn found() -> FoundCertificate {
    FoundCertificate {
        key: key_on(&rutoken()),
        label: "Иванова".to_owned(),
        certificate: old(),
        key_end: None,
    }
}

/// The panel with one card of each kind.
pub fn panel() -> Panel {
    let place = "Рутокен ЭЦП 3.0 № 1047386621".to_owned();
    let expired = certificate("Бухгалтер", 3, at(datetime!(2024-01-10 0:00)), at(datetime!(2025-04-10 0:00)));
    Panel {
        cards: vec![
            Card::Due {
                found: Box::new(found()),
                days_left: 4,
                urgency: Urgency::Critical,
                place: place.clone(),
                timing: Timing::default(),
            },
            Card::Visit {
                found: Box::new(FoundCertificate { certificate: expired.clone(), ..found() }),
                fault: renewal_master::fault::SupportCode::CertExpired.into(),
                place,
            },
            Card::Unfinished(Box::new(unfinished("r1", Standing::Step(Step::Enroll)))),
            Card::Received {
                holder: "Петров Олег Иванович".to_owned(),
                from: at(datetime!(2026-11-27 0:00)),
            },
        ],
        certificates: vec![found(), FoundCertificate { certificate: expired, ..found() }],
        places: vec![rutoken(), etoken(), computer()],
        checked_at: Some(at(datetime!(2026-11-22 9:00))),
        next_look: Some(at(datetime!(2026-11-23 9:00))),
        ..Panel::default()
    }
}

/// A renewal that stands there.
pub fn unfinished(renewal: &str, standing: Standing) -> Unfinished {
    Unfinished {
        renewal: renewal.to_owned(),
        holder: "Петров Олег Иванович".to_owned(),
        organization: Some("ООО «Ромашка»".to_owned()),
        first: false,
        ca: None,
        needs_you: standing.needs_you(),
        standing,
        number: Some("ФЗС-2026-0041127".to_owned()),
        deadline: None,
        saved_at: at(datetime!(2026-11-19 9:05)),
    }
}

/// The renewal at a step with a question.
pub fn view(step: Step, question: Option<Question>) -> View {
    let old = old();
    let subject = Subject::from_fields(old.subject().iter().map(|(field, value)| match field {
        Field::Title => (field, "Главный бухгалтер".to_owned()),
        _ => (field, value.to_owned()),
    }));
    View {
        renewal: "r1".to_owned(),
        profile: std::sync::Arc::new(Profile::default()),
        step,
        question,
        rows: old.subject().compare(&subject),
        holder: Some(HolderRecord {
            subject,
            not_before: at(datetime!(2026-11-22 12:00)),
            not_after: at(datetime!(2028-02-22 12:00)),
        }),
        rail: Step::rail(&Profile::default()),
        old_until: Some(old.usable_until()),
        old: Some(old),
        places: vec![rutoken(), etoken(), computer()],
        placed: Some((rutoken().id, false)),
        old_key: Some(key_on(&rutoken())),
        forms: FormsView::default(),
        checks: Vec::new(),
        person: None,
        findings: Vec::new(),
        refusal: None,
        to_sign: Vec::new(),
        uploading: None,
        bill: None,
        store_login: None,
        request_file: None,
        deadline: None,
        stages: stages(Stage::Wait, Progress::Running(now() - Duration::seconds(48))),
        accepted: Some(Accepted {
            request: "id".to_owned(),
            number: "ФЗС-2026-0041127".to_owned(),
            link: None,
            until: None,
        }),
        waiting: None,
        certificate: None,
        chain: Vec::new(),
        backup: None,
        takeover: None,
        fault: None,
        page: "https://ca.example/page".to_owned(),
        can_stop: true,
        saved_at: at(datetime!(2026-11-22 14:32)),
    }
}

/// Everything before `at` is done, everything behind it still to come.
pub fn stages(at: Stage, progress: Progress) -> Vec<StageView> {
    Stage::ALL
        .into_iter()
        .map(|stage| StageView {
            stage,
            progress: match stage.cmp(&at) {
                std::cmp::Ordering::Less => Progress::Done(Duration::seconds(3)),
                std::cmp::Ordering::Equal => progress,
                std::cmp::Ordering::Greater => Progress::Pending,
            },
        })
        .collect()
}

pub fn waiting() -> View {
    let wait = WaitView {
        stage: "operator".to_owned(),
        news: WaitNews::default(),
        asked_at: now(),
        next: now() + Duration::seconds(12),
        since: now() - Duration::seconds(48),
        may_close: false,
    };
    View { waiting: Some(wait), ..view(Step::Enroll, None) }
}

pub fn media() -> Vec<Medium> {
    vec![
        Medium {
            title: "BACKUP (E:)".to_owned(),
            place: CopyPlace::Folder("/media/backup".into()),
            free_bytes: Some(15_247_000_000),
            external: true,
        },
        Medium {
            title: String::new(),
            place: CopyPlace::Folder("/home/user/copies".into()),
            free_bytes: None,
            external: false,
        },
    ]
}
