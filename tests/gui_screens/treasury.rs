//! A CA like the Treasury's, and a renewal at each of its steps.

use std::sync::{Arc, LazyLock};

use renewal_master::domain::exchange::{DraftRef, Person};
use renewal_master::domain::form::{Dossier, Media, Scan, Section, Slot, Values};
use renewal_master::domain::portal::Draft;
use renewal_master::domain::profile::{
    CertificateKind, Class, Consent, Country, EarlyStep, Forms, Named, Office, Power, Profile, WaitingStage,
};
use renewal_master::domain::workplace::{Check, Checked};
use renewal_master::fault::{Fault, SupportCode};
use renewal_master::renewal::{FormsView, Question, Step, ToSign, View};
use time::macros::datetime;

use crate::fixture;

/// Regions as a user knows them; the rest of the ninety-one are numbered.
const REGIONS: [&str; 8] = [
    "Республика Алтай",
    "Алтайский край",
    "Архангельская область",
    "Владимирская область",
    "г. Москва",
    "Московская область",
    "Орловская область",
    "Ставропольский край",
];

/// The profile.
pub fn profile() -> Arc<Profile> {
    static PROFILE: LazyLock<Arc<Profile>> = LazyLock::new(|| {
        let steps = [
            EarlyStep::Workplace,
            EarlyStep::SignIn,
            EarlyStep::Form(Section::Office),
            EarlyStep::Form(Section::Content),
            EarlyStep::Form(Section::Identity),
            EarlyStep::Form(Section::Authority),
            EarlyStep::Form(Section::Statement),
            EarlyStep::Form(Section::Contacts),
            EarlyStep::Form(Section::Consents),
            EarlyStep::Verify,
        ];
        let waiting = WaitingStage {
            stage: "checking".to_owned(),
            working_days: Some(5),
            actor: "registers".to_owned(),
        };
        Arc::new(Profile {
            id: "treasury".to_owned(),
            title: "Федеральное казначейство".to_owned(),
            steps: steps.to_vec(),
            waiting: vec![waiting],
            forms: forms(),
            draft_days: 31,
            review: true,
            ..Profile::default()
        })
    });
    PROFILE.clone()
}

fn forms() -> Forms {
    let named = REGIONS.iter().map(|title| (*title).to_owned());
    let rest = (REGIONS.len() + 1..=91).map(|number| format!("Субъект {number}"));
    let regions: Vec<Named> =
        named.chain(rest).zip(1..).map(|(title, id)| Named { id: format!("{id:02}"), title }).collect();
    let office = |id: &str, region: &str, title: &str| Office {
        id: id.to_owned(),
        region: region.to_owned(),
        title: title.to_owned(),
    };
    let kind = |id: &str, title: &str, person: bool| CertificateKind {
        id: id.to_owned(),
        title: title.to_owned(),
        person,
        organization: true,
    };
    let consent = |id: &str, title: &str| Consent {
        id: id.to_owned(),
        title: title.to_owned(),
        version: "3".to_owned(),
        page: format!("https://ca.example/{id}"),
    };
    Forms {
        country: Country::Ru,
        regions,
        offices: vec![
            office("cafk", "05", "Центральный аппарат Федерального казначейства"),
            office("7300", "05", "УФК по г. Москве"),
            office("4800", "06", "УФК по Московской области"),
            office("5400", "07", "УФК по Орловской области"),
        ],
        kinds: vec![
            kind("official", "Сертификат должностного лица", true),
            kind("legal-entity", "Сертификат юридического лица", true),
            kind("legal-entity-only", "Сертификат юридического лица без ФИО", false),
        ],
        powers: powers(),
        classes: vec![class("ks1", "КС1", ""), class("ks2", "КС2", "cafk")],
        consents: vec![
            consent("user-agreement", "Пользовательское соглашение"),
            consent("public-contract", "Публичный договор"),
        ],
        code_word: true,
        signed_statement: false,
        statement_copies: 2,
        scan_bytes: 1_048_576,
        scan_media: Media::ALL.to_vec(),
    }
}

fn class(id: &str, title: &str, office: &str) -> Class {
    Class {
        id: id.to_owned(),
        title: title.to_owned(),
        oid: format!("1.2.643.100.113.{}", &id[2..]),
        forced_by_office: office.to_owned(),
    }
}

fn powers() -> Vec<Power> {
    let power = |id: &str, system: &str, title: &str| Power {
        id: id.to_owned(),
        system: system.to_owned(),
        title: title.to_owned(),
        oid: String::new(),
        default: false,
        base: false,
        needs_another: false,
        preset: false,
        staff: false,
    };
    let sufd = |id: &str, title: &str| Power { preset: true, ..power(id, "АСФК (СУФД)", title) };
    vec![
        Power {
            default: true,
            oid: "1.3.6.1.5.5.7.3.2".to_owned(),
            ..power("client-auth", "ЕИС и «Электронный бюджет»", "Аутентификация клиента")
        },
        Power {
            base: true, needs_another: true, ..power("gmu-base", "Работа с ГМУ", "Базовый OID")
        },
        power("gmu-admin", "Работа с ГМУ", "ЭП администратора организации"),
        power("gmu-specialist", "Работа с ГМУ", "ЭП уполномоченного специалиста"),
        sufd("sufd-first", "Первая подпись"),
        sufd("sufd-second", "Вторая подпись"),
        power("sufd-test", "АСФК (СУФД)", "Тестирование"),
        Power { staff: true, ..power("landocs", "Landocs", "Landocs. Делопроизводство") },
    ]
}

/// The renewal at a step of this CA, with nothing filled in.
pub fn view(step: Step, question: Option<Question>) -> View {
    let person = Person { name: "Иванова Мария Петровна".to_owned(), head: false };
    View {
        profile: profile(),
        rail: Step::rail(&profile()),
        person: Some(person),
        accepted: None,
        placed: None,
        ..fixture::view(step, question)
    }
}

/// At a section.
pub fn at(section: Section) -> View {
    view(Step::Form(section), Some(Question::Form(section)))
}

/// At a section with what was typed before.
pub fn with(section: Section, values: Values) -> View {
    let forms = FormsView { values: [(section, values)].into(), ..FormsView::default() };
    View { forms, ..at(section) }
}

/// A passport that changed, complete.
pub fn passport() -> Values {
    Values::default()
        .with("changed", "yes")
        .with("document", "passport-ru")
        .with("series", "4512")
        .with("number", "334455")
        .with("issuer", "ОВД «Таганский» г. Москвы")
        .with("code", "770-001")
        .with("issued", "2024-03-05")
        .with("born", "1984-07-19")
}

/// A scan of it.
pub fn scan() -> Scan {
    Scan {
        slot: Slot::Identity,
        name: "паспорт.jpg".to_owned(),
        media: Media::Jpg,
        size: 921_600,
        digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
    }
}

/// Everything filled in.
pub fn dossier() -> Dossier {
    let sections = [
        (
            Section::Office,
            Values::default()
                .with("region", "05")
                .with("office", "7300")
                .with("ogrn", "1027700132195")
                .with("inn", "7707083893"),
        ),
        (
            Section::Content,
            Values::default()
                .with("request", "change")
                .with("kind", "official")
                .with("class", "ks1")
                .with("power-client-auth", "yes")
                .with("power-sufd-first", "yes")
                .with("power-sufd-second", "yes"),
        ),
        (Section::Identity, passport()),
        (Section::Authority, Values::default()),
        (
            Section::Statement,
            Values::default()
                .with("ground", "Приказ о назначении")
                .with("ground-date", "2023-01-16")
                .with("ground-number", "12-к")
                .with("holder-position", "Главный бухгалтер")
                .with("holder-name", "Иванова М. П.")
                .with("head-position", "Генеральный директор")
                .with("head-name", "Петров О. И."),
        ),
        (
            Section::Contacts,
            Values::default()
                .with("phone", "+79123456789")
                .with("email", "ivanova@romashka.example")
                .with("notify", "yes"),
        ),
        (
            Section::Consents,
            Values::default().with("consent-user-agreement", "yes").with("consent-public-contract", "yes"),
        ),
    ];
    Dossier { sections: sections.into(), scans: vec![scan()] }
}

/// The draft at the CA.
pub fn draft() -> DraftRef {
    DraftRef {
        id: "d1".to_owned(),
        number: "К-2026-000418".to_owned(),
        link: "https://ca.example/treasury/r/d1".to_owned(),
        until: fixture::at(datetime!(2026-12-23 12:00)),
    }
}

/// «Подпись и отправка».
pub fn review() -> View {
    let document = |id: &'static str, name: &str, size: u64, digit: char| ToSign {
        id,
        name: name.to_owned(),
        size,
        digest: digit.to_string().repeat(64),
    };
    View {
        forms: FormsView { dossier: dossier(), draft: Some(draft()), ..FormsView::default() },
        to_sign: vec![
            document("request", "", 812, 'a'),
            document("dossier", "", 1_904, 'b'),
            document("identity", "паспорт.jpg", 921_600, 'c'),
        ],
        ..view(Step::Review, Some(Question::Review))
    }
}

/// Drafts that lie at the CA: one that can be gone on with, one that is over.
pub fn drafts() -> Vec<Draft> {
    let draft = |id: &str, number: &str, saved, until| Draft {
        draft: id.to_owned(),
        number: number.to_owned(),
        link: String::new(),
        until: fixture::at(until),
        saved_at: fixture::at(saved),
        dossier: Dossier { sections: dossier().sections.into_iter().take(3).collect(), scans: Vec::new() },
    };
    vec![
        draft("d2", "К-2026-000418", datetime!(2026-11-20 16:40), datetime!(2026-12-20 16:40)),
        draft("d1", "К-2026-000297", datetime!(2026-10-11 10:05), datetime!(2026-11-11 10:05)),
    ]
}

/// The answers of «Проверка рабочего места»: everything in order but these.
pub fn checks(faults: &[(Checked, SupportCode, bool)]) -> Vec<Check> {
    Checked::RENEWAL
        .into_iter()
        .map(|subject| {
            let found = faults.iter().find(|(failed, ..)| *failed == subject);
            Check {
                subject,
                fault: found.map(|(_, code, _)| Fault::new(*code)),
                blocking: found.is_some_and(|(.., blocking)| *blocking),
            }
        })
        .collect()
}
