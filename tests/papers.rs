//! The papers of a long renewal as others read them: `pdftotext` finds what must be signed, in Russian.
//!
//! Seed rows 0.17, 1.24, 2.26, 2.49 (application), 2.50 (what to bring), 3.24 (bill).

#![allow(clippy::unwrap_used, missing_docs)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use renewal_master::compose::{
    bill_pdf, request_sheet_pdf, statement_form, statement_pdf, visit_form, visit_pdf,
};
use renewal_master::domain::field::Field;
use renewal_master::domain::form::{Dossier, Section, Values, YES};
use renewal_master::domain::portal::Payment;
use renewal_master::domain::profile::{CertificateKind, Class, Country, Forms, Office, Power, Profile};
use renewal_master::domain::refusal::Source;
use renewal_master::domain::subject::Subject;
use renewal_master::paper::form::Form;
use renewal_master::paper::layout;
use renewal_master::paper::page::Item;
use renewal_master::paper::statement::{CopyMark, Statement};
use renewal_master::paper::visit_list::{Errand, Visit};

const ONLY: CopyMark = CopyMark { number: 1, of: 1 };

/// 255 characters, as long as a name of an organisation may be.
const LONG_NAME: &str = "ГОСУДАРСТВЕННОЕ БЮДЖЕТНОЕ ПРОФЕССИОНАЛЬНОЕ ОБРАЗОВАТЕЛЬНОЕ УЧРЕЖДЕНИЕ ВЫСШЕГО И ДОПОЛНИТЕЛЬНОГО \
     ОБРАЗОВАНИЯ «СЕВЕРО-ЗАПАДНЫЙ МЕЖОТРАСЛЕВОЙ НАУЧНО-МЕТОДИЧЕСКИЙ ЦЕНТР ПОДГОТОВКИ, ПЕРЕПОДГОТОВКИ И ПОВЫШЕНИЯ \
     КВАЛИФИКАЦИИ РАБОТНИКОВ БЮДЖЕТНОЙ СФЕРЫ», Г. МОСКВЫ";

#[test]
fn the_application_names_holder_position_head_document_and_powers() {
    let (forms, dossier, subject) = (forms(), dossier(), subject());
    let text = text_of(&statement_pdf(&statement(&forms, &dossier, &subject), 1).unwrap(), "statement");
    for expected in [
        "Заявление на выдачу квалифицированного сертификата",
        "Кому: Казначейство России Управление Федерального казначейства по г. Москве",
        "Заявка № 7700-26-000123",
        "Иванова Мария Петровна",
        "Главный бухгалтер",
        "паспорт гражданина Российской Федерации 45 08 123456, выдан:",
        "ОВД района Арбат, дата выдачи: 12.03.2015, код подразделения 770-001",
        "Сидоров П. К.",
        "Устав от 01.02.2020 № 1",
        "Приказ о назначении от 01.02.2026 № 14-к",
        "112-233-445 95",
        "1027700132195",
        "Сотрудник организации",
        "КС1",
        "Электронный бюджет Аутентификация клиента",
        "Согласование документов",
        "Кодовое слово",
        "вписывается от руки",
        "статьёй 428",
        "№ 152-ФЗ",
        "М. П.",
        "+79161234567",
        "04 11 22 33",
        "Страница 1 из 2",
        "Страница 2 из 2",
    ] {
        assert!(text.contains(expected), "{expected} is not in:\n{text}");
    }
    for absent in ["Экземпляр", "papers-", "paper-", "%", "Тестирование"] {
        assert!(!text.contains(absent), "{absent} is in:\n{text}");
    }
    // The identifier of the key as OpenSSL computes it: SHA-1 over the point.
    let point = folder("point").join("point");
    std::fs::write(&point, KEY).unwrap();
    let sum = run(Command::new("sha1sum").arg(&point));
    let spaced: Vec<_> =
        sum.as_bytes()[..40].chunks(2).map(|pair| std::str::from_utf8(pair).unwrap()).collect();
    assert!(text.contains(&spaced.join(" ").to_uppercase()), "{sum}");
}

#[test]
fn two_copies_are_one_file_and_each_says_which_it_is() {
    let (forms, dossier, subject) = (forms(), dossier(), subject());
    let text = text_of(&statement_pdf(&statement(&forms, &dossier, &subject), 2).unwrap(), "copies");
    for copy in ["Экземпляр 1 из 2", "Экземпляр 2 из 2"] {
        // On each of the two pages of a copy.
        assert_eq!(text.matches(copy).count(), 2, "{copy} in:\n{text}");
    }
    assert_eq!(text.matches("Страница 2 из 2").count(), 2);
}

#[test]
fn the_longest_values_wrap_and_nothing_leaves_the_margins() {
    assert_eq!(LONG_NAME.chars().count(), 255);
    let (forms, dossier, subject) = (forms(), long_dossier(), long_subject());
    let long = statement(&forms, &dossier, &subject);
    let text = text_of(&statement_pdf(&long, 2).unwrap(), "long");
    // Columns of a page are read line by line: the name must be there word by word.
    for word in LONG_NAME.split_whitespace() {
        assert!(text.contains(word), "{word} is not in:\n{text}");
    }
    for form in [statement_form(&long, CopyMark { number: 1, of: 2 }), visit_form(&visit(Errand::FirstIssue))]
    {
        for item in layout::pages(&form).unwrap().into_iter().flat_map(|page| page.items) {
            if let Item::Text { x, y, text, .. } = &item {
                assert!((20.0..195.0).contains(x) && (16.0..=281.1).contains(y), "{text} at {x}, {y}");
            }
        }
    }
}

#[test]
fn no_line_of_a_signature_covers_another_line() {
    let (forms, dossier, subject) = (forms(), long_dossier(), long_subject());
    let form = statement_form(&statement(&forms, &dossier, &subject), CopyMark { number: 1, of: 2 });
    for page in layout::pages(&form).unwrap() {
        let mut lines: Vec<(f32, f32, String)> = Vec::new();
        for item in page.items {
            if let Item::Text { x, y, text, .. } = item {
                let covered = lines.iter().find(|(a, b, _)| (a - x).abs() < 1.0 && (b - y).abs() < 2.0);
                assert!(covered.is_none(), "{text} covers {covered:?}");
                lines.push((x, y, text));
            }
        }
    }
}

#[test]
fn an_organisation_without_a_person_signs_by_its_head_alone_and_consents_to_nothing_personal() {
    let (forms, subject) = (forms(), subject());
    let mut dossier = dossier();
    set(&mut dossier, Section::Content, &[("kind", "organisation")]);
    let form = statement_form(&statement(&forms, &dossier, &subject), ONLY);
    assert_eq!(signers(&form), ["Сидоров П. К."]);
    let text = said(&form);
    assert!(!text.contains("152-ФЗ") && !text.contains("паспорт"), "{text}");
    assert!(text.contains("без указания физического лица"));
}

#[test]
fn an_entrepreneur_signs_alone_and_has_no_head() {
    let (forms, dossier) = (forms(), entrepreneur());
    let subject = Subject::from_fields([
        (Field::CommonName, "Иванова Мария Петровна".to_owned()),
        (Field::Surname, "Иванова".to_owned()),
        (Field::GivenName, "Мария Петровна".to_owned()),
        (Field::Ogrnip, "304500116000157".to_owned()),
        (Field::Inn, "500100732259".to_owned()),
    ]);
    let form = statement_form(&statement(&forms, &dossier, &subject), ONLY);
    assert_eq!(signers(&form), ["Иванова М. П."; 2], "the consent and the application");
    let text = said(&form);
    assert!(text.contains("М. П. (при наличии)"), "{text}");
    assert!(text.contains("304500116000157") && text.contains("Прошу создать и выдать мне"), "{text}");
    assert!(!text.contains("Руководитель") && text.contains("152-ФЗ"), "{text}");
}

#[test]
fn a_belarusian_application_cites_no_russian_law() {
    let (mut forms, dossier, subject) = (forms(), dossier(), subject());
    forms.country = Country::By;
    let text = said(&statement_form(&statement(&forms, &dossier, &subject), ONLY));
    assert!(text.contains("Заявление на издание сертификата открытого ключа"), "{text}");
    assert!(text.contains("согласие на обработку своих персональных данных"), "{text}");
    for absent in ["152-ФЗ", "428", "Гражданского кодекса"] {
        assert!(!text.contains(absent), "{absent} is in:\n{text}");
    }
}

#[test]
fn what_did_not_change_is_said_to_be_as_before() {
    let (forms, subject) = (forms(), subject());
    let mut dossier = dossier();
    for section in [Section::Identity, Section::Authority] {
        let _ = dossier.sections.insert(section, Values::default());
    }
    let text = said(&statement_form(&statement(&forms, &dossier, &subject), ONLY));
    assert_eq!(text.matches("Прежний, сведения не изменились").count(), 2, "{text}");
    assert!(!text.contains("паспорт"), "{text}");
}

#[test]
fn the_sheet_to_a_request_tells_its_fingerprints_and_the_last_day() {
    let folder = folder("sheet");
    let (request, spki) = (folder.join("request.req"), folder.join("key.der"));
    let _ = run(Command::new("openssl")
        .args(["req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-utf8"])
        .args(["-outform", "DER", "-subj", "/CN=Иванова Мария Петровна/SN=Иванова/GN=Мария Петровна"])
        .arg("-keyout")
        .arg(folder.join("key.pem"))
        .arg("-out")
        .arg(&request));
    let _ = run(Command::new("openssl")
        .args(["pkey", "-pubout", "-outform", "DER", "-in"])
        .arg(folder.join("key.pem"))
        .arg("-out")
        .arg(&spki));
    let profile = Profile {
        title: "ГосСУОК".to_owned(),
        page: "https://portal.example/6.0.01".to_owned(),
        draft_days: 10,
        ..Profile::default()
    };
    let der = std::fs::read(&request).unwrap();
    let pdf = request_sheet_pdf(&profile, &der, &der, "ivanova-2026.req").unwrap();
    let text = text_of(&pdf, "sheet-text");
    let fingerprint = |path: &Path| {
        let sum = run(Command::new("sha256sum").arg(path));
        let pairs: Vec<_> = sum.as_bytes()[..64].chunks(2).map(|p| String::from_utf8_lossy(p)).collect();
        pairs.join(" ").to_uppercase()
    };
    for expected in [
        "Запрос на сертификат",
        "Иванова Мария Петровна",
        "ivanova-2026.req",
        "https://portal.example/6.0.01",
        "(дней: 10)",
        "Скачайте сертификат и выберите его файл",
    ] {
        assert!(text.contains(expected), "{expected} is not in:\n{text}");
    }
    for path in [&request, &spki] {
        assert!(text.contains(&fingerprint(path)), "{path:?} in:\n{text}");
    }
    assert!(request_sheet_pdf(&profile, b"no request", b"", "x.req").is_err());
}

#[test]
fn the_bill_names_payer_amount_and_purpose_and_says_that_it_is_for_training() {
    let payment =
        Payment { amount: "38,50 BYN".into(), payer: "ООО «Ромашка»".into(), paid: false };
    let text = text_of(&bill_pdf("6001-26-0042", &payment).unwrap(), "bill");
    for expected in [
        "Счёт № 6001-26-0042 от",
        "38,50 BYN",
        "ООО «Ромашка»",
        "Учебный удостоверяющий центр",
        "Издание сертификата по заявке № 6001-26-0042",
        "Оплачивать его не нужно",
    ] {
        assert!(text.contains(expected), "{expected} is not in:\n{text}");
    }
}

#[test]
fn the_list_for_a_first_issue_names_the_papers_to_bring() {
    let text = text_of(&visit_pdf(&visit(Errand::FirstIssue)).unwrap(), "visit");
    for expected in [
        "Что взять с собой",
        "Управление Федерального казначейства по г. Москве",
        "Паспорт владельца сертификата",
        "экземпляров — 2",
        "приказ о назначении или доверенность",
        "Доверенность на того, кто подаёт документы",
        "Носитель с новым ключом",
        "7700-26-000123",
    ] {
        assert!(text.contains(expected), "{expected} is not in:\n{text}");
    }
}

#[test]
fn every_refusal_leads_somewhere_with_a_passport_and_something_after_it() {
    for source in Source::ALL {
        let form = visit_form(&visit(Errand::Refused(source)));
        let text = said(&form);
        assert!(!text.contains("papers-") && !text.contains('%'), "{source:?}: {text}");
        assert!(
            form.blocks[1].checks.len() >= 2 && form.blocks[1].checks[0].starts_with("Паспорт"),
            "{text}"
        );
    }
    for (source, place) in [
        (Source::Mvd, "МВД"),
        (Source::Fns, "налоговая инспекция"),
        (Source::Sfr, "Социального фонда"),
        (Source::Egr, "Регистрационный центр"),
        (Source::Visit, "Управление Федерального казначейства"),
    ] {
        let text = said(&visit_form(&visit(Errand::Refused(source))));
        assert!(text.contains(place), "{source:?}: {text}");
    }
}

// The case: an accountant of ООО «Ромашка», Moscow.

/// A public key; only its digits are printed.
const KEY: &[u8] = b"\x04\x11\x22\x33\x44\x55\x66\x77\x88\x99\xaa\xbb\xcc\xdd\xee\xff\x04\x11\x22\x33\x44\x55\x66\x77\
\x88\x99\xaa\xbb\xcc\xdd\xee\xff\x04\x11\x22\x33\x44\x55\x66\x77\x88\x99\xaa\xbb\xcc\xdd\xee\xff\x04\x11\x22\x33\x44\
\x55\x66\x77\x88\x99\xaa\xbb\xcc\xdd\xee\xff\x01";

fn statement<'a>(forms: &'a Forms, dossier: &'a Dossier, subject: &'a Subject) -> Statement<'a> {
    Statement {
        ca: "Казначейство России",
        forms,
        dossier,
        subject,
        number: "7700-26-000123",
        public_key: Some(KEY),
    }
}

fn forms() -> Forms {
    let kind = |id: &str, title: &str, person, organization| CertificateKind {
        id: id.into(),
        title: title.into(),
        person,
        organization,
    };
    let power = |id: &str, title: &str| Power {
        id: id.into(),
        system: "Электронный бюджет".into(),
        title: title.into(),
        oid: String::new(),
        default: false,
        base: false,
        needs_another: false,
        preset: false,
        staff: false,
    };
    Forms {
        kinds: vec![
            kind("employee", "Сотрудник организации", true, true),
            kind("organisation", "Организация без физического лица", false, true),
            kind("person", "Индивидуальный предприниматель", true, false),
        ],
        powers: vec![
            power("client", "Аутентификация клиента"),
            power("agree", "Согласование документов"),
            power("test", "Тестирование"),
        ],
        classes: vec![Class {
            id: "kc1".into(),
            title: "КС1".into(),
            oid: "1.2.643.100.113.1".into(),
            forced_by_office: String::new(),
        }],
        offices: vec![Office {
            id: "9500".into(),
            region: "77".into(),
            title: "Управление Федерального казначейства по г. Москве".into(),
        }],
        code_word: true,
        ..Forms::default()
    }
}

fn subject() -> Subject {
    Subject::from_fields(
        [
            (Field::CommonName, "ООО «Ромашка»"),
            (Field::Surname, "Иванова"),
            (Field::GivenName, "Мария Петровна"),
            (Field::Title, "Главный бухгалтер"),
            (Field::Snils, "11223344595"),
            (Field::Inn, "500100732259"),
            (Field::Organization, "Общество с ограниченной ответственностью «Ромашка»"),
            (Field::Ogrn, "1027700132195"),
            (Field::InnLe, "7707083893"),
            (Field::Country, "RU"),
            (Field::Region, "77 г. Москва"),
            (Field::Locality, "Москва"),
            (Field::Street, "ул. Садовая-Кудринская, д. 11, стр. 2"),
            (Field::Email, "ivanova@romashka.example"),
        ]
        .map(|(field, value)| (field, value.to_owned())),
    )
}

fn long_subject() -> Subject {
    let fields = subject();
    let fields = fields.iter().map(|(field, value)| match field {
        Field::Organization | Field::CommonName => (field, LONG_NAME.to_owned()),
        _ => (field, value.to_owned()),
    });
    Subject::from_fields(fields.collect::<Vec<_>>())
}

fn dossier() -> Dossier {
    let mut dossier = Dossier::default();
    set(&mut dossier, Section::Office, &[("region", "77"), ("office", "9500")]);
    set(
        &mut dossier,
        Section::Content,
        &[
            ("request", "change"),
            ("kind", "employee"),
            ("class", "kc1"),
            ("power-client", YES),
            ("power-agree", YES),
        ],
    );
    set(
        &mut dossier,
        Section::Identity,
        &[
            ("changed", YES),
            ("document", "passport-ru"),
            ("series", "45 08"),
            ("number", "123456"),
            ("issuer", "ОВД района Арбат"),
            ("code", "770-001"),
            ("issued", "2015-03-12"),
            ("born", "1980-05-07"),
        ],
    );
    set(
        &mut dossier,
        Section::Authority,
        &[("changed", YES), ("name", "Приказ о назначении"), ("date", "2026-02-01"), ("number", "14-к")],
    );
    set(
        &mut dossier,
        Section::Statement,
        &[
            ("ground", "Устав"),
            ("ground-date", "2020-02-01"),
            ("ground-number", "1"),
            ("holder-position", "Главный бухгалтер"),
            ("holder-name", "Иванова М. П."),
            ("head-position", "Генеральный директор"),
            ("head-name", "Сидоров П. К."),
        ],
    );
    set(&mut dossier, Section::Contacts, &[("phone", "+79161234567"), ("email", "ivanova@romashka.example")]);
    dossier
}

fn long_dossier() -> Dossier {
    let mut dossier = dossier();
    let position = "Исполняющий обязанности заместителя начальника отдела бухгалтерского учёта, отчётности и \
                    контроля административно-хозяйств. упр.";
    set(
        &mut dossier,
        Section::Statement,
        &[
            ("holder-position", position),
            ("head-position", position),
            ("head-name", &"Константинопольский-".repeat(6)),
        ],
    );
    dossier
}

fn entrepreneur() -> Dossier {
    let mut dossier = Dossier::default();
    set(&mut dossier, Section::Content, &[("kind", "person"), ("class", "kc1")]);
    set(&mut dossier, Section::Statement, &[("holder-name", "Иванова М. П.")]);
    dossier
}

fn set(dossier: &mut Dossier, section: Section, fields: &[(&str, &str)]) {
    let values = dossier.sections.entry(section).or_default();
    fields.iter().for_each(|(field, value)| values.set(field, *value));
}

fn visit(errand: Errand) -> Visit<'static> {
    Visit {
        errand,
        ca: "Казначейство России",
        office: "Управление Федерального казначейства по г. Москве",
        number: "7700-26-000123",
        reason: "",
        organisation: true,
        representative: true,
        copies: 2,
    }
}

// Reading.

/// Who signs, from above to below.
fn signers(form: &Form) -> Vec<&str> {
    form.blocks.iter().flat_map(|block| &block.signatures).map(|signature| signature.name.as_str()).collect()
}

/// Everything a form says, in one line.
fn said(form: &Form) -> String {
    let pages = layout::pages(form).unwrap();
    let texts = pages.into_iter().flat_map(|page| page.items).filter_map(|item| match item {
        Item::Text { text, .. } => Some(text),
        _ => None,
    });
    texts.collect::<Vec<_>>().join(" ")
}

fn text_of(pdf: &[u8], name: &str) -> String {
    let file = folder(name).join("paper.pdf");
    std::fs::write(&file, pdf).unwrap();
    // Without its layout: the lines of a wrapped value follow each other.
    let text = run(Command::new("pdftotext").arg("-raw").arg(&file).arg("-"));
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn folder(name: &str) -> PathBuf {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("papers-{name}-{number}"));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
