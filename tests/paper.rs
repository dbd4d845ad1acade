//! Paper and backup as others meet them: `pdftotext` finds the holder, `openssl pkcs12` reads the key.
#![allow(clippy::unwrap_used, missing_docs)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use renewal_master::backup::{BackupStore, Names};
use renewal_master::domain::certificate::Certificate;
use renewal_master::domain::moment::Moment;
use renewal_master::domain::secret::{Pin, PrivateKeyDer};
use renewal_master::paper::{certificate_form, form::Form, layout, page::Item, pdf};
use renewal_master::ports::{Backups, CopyContent};

#[test]
fn the_holder_is_found_in_the_text_of_the_file() {
    let text = pdf_text(&form("ru"), "holder");
    for expected in [
        "Иванова Мария Петровна",
        "ООО «Ромашка»",
        "112-233-445 95",
        "77 г. Москва",
        "Главный бухгалтер",
        "Цифровая подпись; Неотрекаемость; Шифрование ключей; Шифрование данных; Согласование ключей",
        "Аутентификация клиента (1.3.6.1.5.5.7.3.2)",
        "Без личного присутствия",
        r#"СКЗИ "Рутокен ЭЦП 3.0""#,
        "КС1",
        "ECDSA с SHA-256",
        "Страница 1 из 2",
        "подпись",
    ] {
        assert!(text.contains(expected), "{expected} is not in:\n{text}");
    }
}

#[test]
fn no_label_is_missing_in_any_language() {
    for language in ["ru", "en"] {
        let form = form(language);
        let debug = format!("{form:?}");
        assert!(!debug.contains("paper-"), "{debug}");
        assert!(!pdf_text(&form, language).contains('%'));
    }
}

#[test]
fn the_file_is_small_and_tells_title_and_language() {
    let bytes = pdf::from_form(&form("ru"), Moment::UNIX_EPOCH).unwrap();
    assert!(bytes.len() < 80_000, "{} bytes", bytes.len());
    let folder = folder("info");
    std::fs::write(folder.join("form.pdf"), &bytes).unwrap();
    let info = run(Command::new("pdfinfo").arg(folder.join("form.pdf")));
    assert!(info.contains("Сертификат ключа проверки электронной подписи"), "{info}");
    assert!(info.contains("A4") && !info.contains("PDF/X"), "{info}");
    assert!(bytes.windows(9).any(|w| w == b"/Lang(ru)" || w == b"/Lang (ru"));
}

#[test]
fn nothing_is_drawn_outside_the_margins() {
    for page in layout::pages(&form("ru")).unwrap() {
        for item in page.items {
            if let Item::Text { x, y, text, .. } = &item {
                assert!((20.0..195.0).contains(x) && (16.0..=281.1).contains(y), "{text} at {x}, {y}");
            }
        }
    }
}

#[test]
fn the_backup_is_read_by_another_program() {
    let source = folder("backup-source");
    let issuer = certificate(&folder("backup-issuer"));
    let certificate = certificate(&source);
    let _ = run(Command::new("openssl")
        .args(["pkcs8", "-topk8", "-nocrypt", "-outform", "DER", "-in"])
        .arg(source.join("key.pem"))
        .arg("-out")
        .arg(source.join("key.der")));
    let key = PrivateKeyDer::new(std::fs::read(source.join("key.der")).unwrap());
    let password = Pin::new("Vesna-2026".to_owned());
    let printed = Box::new(|_: &Certificate| Ok(b"%PDF-".to_vec()));
    let mut store = BackupStore::new(source.clone(), Vec::new, printed, Names::from_labels(&labels("ru")));
    let content = CopyContent {
        certificate: &certificate,
        chain: std::slice::from_ref(&issuer),
        request: b"request",
        key: Some((&key, &password)),
    };
    let medium = folder("backup-medium");
    let folder = store.save(&medium, &content).unwrap();
    let day = certificate.not_before().date();
    let name = folder.file_name().unwrap().to_str().unwrap();
    assert!(name.starts_with(&format!("Резервная копия Иванова Мария Петровна {day}")), "{name}");
    assert_eq!(std::fs::read(folder.join("Сертификат.cer")).unwrap(), certificate.der());
    for file in ["Цепочка сертификатов.pem", "Запрос на сертификат.p10", "Печатная форма.pdf"]
    {
        assert!(folder.join(file).exists(), "{file}");
    }

    let mut openssl = Command::new("openssl");
    openssl.args(["pkcs12", "-nodes", "-info", "-passin", "pass:Vesna-2026", "-in"]);
    let output = openssl.arg(folder.join("Ключ и сертификат.p12")).output().unwrap();
    // Friendly names come out as UTF-16.
    let (text, info) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let lines = |pem: &str| pem.lines().map(str::to_owned).collect::<Vec<_>>();
    let original = std::fs::read_to_string(source.join("key.pem")).unwrap();
    assert!(lines(&original).iter().all(|line| text.contains(line)), "the key is another one");
    assert_eq!(text.matches("BEGIN CERTIFICATE").count(), 2);
    assert!(info.contains("MAC: sha256, Iteration 600000"), "{info}");
    assert!(info.contains("AES-256-CBC, Iteration 600000, PRF hmacWithSHA256"), "{info}");
}

fn form(language: &str) -> Form {
    let certificate = certificate(&folder(&format!("certificate-{language}")));
    certificate_form::build(&certificate, language, &labels(language))
}

fn labels(language: &str) -> impl Fn(&str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales").join(language).join("paper.ftl");
    let texts = std::fs::read_to_string(path).unwrap();
    move |id| {
        let line = texts.lines().find_map(|line| line.strip_prefix(id)?.strip_prefix(" = "));
        line.unwrap_or(id).to_owned()
    }
}

fn pdf_text(form: &Form, name: &str) -> String {
    let folder = folder(name);
    let file = folder.join("form.pdf");
    std::fs::write(&file, pdf::from_form(form, Moment::UNIX_EPOCH).unwrap()).unwrap();
    // Joined lines: a value may be wrapped.
    run(Command::new("pdftotext").args(["-layout"]).arg(&file).arg("-"))
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// A certificate with the Russian fields, made by OpenSSL: a second implementation of the encoding.
fn certificate(folder: &Path) -> Certificate {
    let config = folder.join("openssl.cnf");
    std::fs::write(&config, CONFIG).unwrap();
    let pem = folder.join("certificate.pem");
    let _ = run(Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"])
        .args(["-utf8", "-days", "456", "-sha256", "-set_serial", "0x01d7c40a11b24f9000003a11"])
        .arg("-config")
        .arg(&config)
        .arg("-keyout")
        .arg(folder.join("key.pem"))
        .arg("-out")
        .arg(&pem));
    Certificate::from_pem(&std::fs::read_to_string(pem).unwrap()).unwrap()
}

const CONFIG: &str = r#"
oid_section = oids
[req]
distinguished_name = holder
x509_extensions = extensions
prompt = no
string_mask = utf8only
[oids]
inn_le = 1.2.643.100.4
[holder]
CN = ООО «Ромашка»
SN = Иванова
GN = Мария Петровна
title = Главный бухгалтер
SNILS = 11223344595
INN = 500100732259
O = Общество с ограниченной ответственностью «Ромашка»
OGRN = 1027700132195
inn_le = 7707083893
C = RU
ST = 77 г. Москва
L = Москва
street = ул. Садовая-Кудринская, д. 11, стр. 2, помещение XVII, комната 5
emailAddress = ivanova@romashka.example
[extensions]
keyUsage = critical, digitalSignature, nonRepudiation, keyEncipherment, dataEncipherment, keyAgreement
extendedKeyUsage = clientAuth, emailProtection, 1.2.643.3.61.502710.1.6.3.4.1, 1.2.643.5.1.24.2.9
certificatePolicies = 1.2.643.100.113.1, 1.2.643.100.113.2
1.2.643.100.111 = ASN1:FORMAT:UTF8,UTF8String:СКЗИ \"Рутокен ЭЦП 3.0\"
1.2.643.100.112 = ASN1:SEQUENCE:issuer_tool
1.2.643.100.114 = ASN1:INTEGER:1
2.5.29.16 = ASN1:SEQUENCE:key_period
[issuer_tool]
a = FORMAT:UTF8,UTF8String:\"КриптоПро CSP\" (версия 5.0)
b = FORMAT:UTF8,UTF8String:\"Удостоверяющий центр «КриптоПро УЦ»\" (версия 2.0)
c = FORMAT:UTF8,UTF8String:Сертификат соответствия № СФ/124-4670 от 29.09.2023
d = FORMAT:UTF8,UTF8String:Сертификат соответствия № СФ/128-4272 от 13.07.2022
[key_period]
a = IMPLICIT:0,GENERALIZEDTIME:20261122000000Z
b = IMPLICIT:1,GENERALIZEDTIME:20280222000000Z
"#;

fn folder(name: &str) -> PathBuf {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("paper-{name}-{number}"));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
