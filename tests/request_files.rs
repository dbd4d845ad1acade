//! Requests and certificates that travel as files, to portals that know only a browser.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "the PKI is shared with the tests of the CA clients")]

#[path = "ca/pki.rs"]
mod pki;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use base64::{Engine, engine::general_purpose::STANDARD};
use pki::{Pki, point_of, request};
use renewal_master::ca::{FileExchange, certificate_from_file, read_request};
use renewal_master::domain::certificate::Certificate;
use renewal_master::domain::field::Field;
use renewal_master::fault::{Fault, SupportCode};
use renewal_master::ports::RequestFiles;

struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("renewal-files-{test}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn put(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, content).unwrap();
        path
    }

    /// Names of the files in it.
    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Makes no sheets.
fn exchange() -> FileExchange {
    FileExchange::new(Box::new(|_, _, _| Ok(Vec::new())))
}

/// Runs the tool in a folder; `None` when it is not installed.
fn openssl(folder: &Folder, arguments: &str) -> Option<Vec<u8>> {
    let run = Command::new("openssl")
        .args(arguments.split(' '))
        .current_dir(&folder.0)
        .stdin(Stdio::null())
        .output();
    let Ok(output) = run else {
        eprintln!("skipped: openssl is not installed");
        return None;
    };
    assert!(output.status.success(), "{arguments}: {}", String::from_utf8_lossy(&output.stderr));
    Some(output.stdout)
}

/// The user, the issuing CA and the root.
fn chain(pki: &Pki) -> [Certificate; 3] {
    [pki.user.certificate.clone(), Certificate::from_der(pki.ca.der()).unwrap(), pki.root.clone()]
}

fn pem(certificates: &[&Certificate]) -> String {
    certificates.iter().map(|certificate| certificate.pem()).collect()
}

fn read(path: &Path, of: &Certificate) -> Result<(Vec<u8>, Vec<Vec<u8>>), Fault> {
    exchange().certificates(path, of.public_key())
}

fn sorted(mut list: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    list.sort();
    list
}

#[test]
fn a_request_is_written_as_the_portal_wants_it_and_reads_back_the_same() {
    let (folder, pki) = (Folder::new("written"), Pki::new("127.0.0.1"));
    let request = request(&pki.user.certificate);
    for (pem, form) in [(false, "DER"), (true, "PEM")] {
        let path = exchange().write(&folder.0, &request, pem).unwrap();
        assert_eq!(path.extension().unwrap(), "req");
        let back = read_request(&path).unwrap();
        assert_eq!(back.subject().value(Field::CommonName), Some("Иванова Мария"));
        let name = path.file_name().unwrap().to_str().unwrap();
        let Some(told) = openssl(&folder, &format!("req -in {name} -inform {form} -noout -verify -text"))
        else {
            return;
        };
        assert!(String::from_utf8_lossy(&told).contains("Public-Key: (256 bit)"));
    }
    assert_eq!(folder.names(), ["request-2.req", "request.req"], "nothing half-made is left");
}

#[test]
fn a_request_never_replaces_another_one_and_is_found_when_it_is_written_again() {
    let (folder, pki) = (Folder::new("numbered"), Pki::new("127.0.0.1"));
    let (first, second) = (request(&pki.user.certificate), request(&pki.user.certificate));
    let foreign = folder.put("request.req", "not ours");
    let mut exchange = exchange();
    let one = exchange.write(&folder.0, &first, false).unwrap();
    let two = exchange.write(&folder.0, &second, false).unwrap();
    assert_eq!(exchange.write(&folder.0, &first, false).unwrap(), one, "an interrupted try goes on");
    assert_eq!(folder.names(), ["request-2.req", "request-3.req", "request.req"]);
    assert_eq!(fs::read(foreign).unwrap(), b"not ours");
    assert_eq!((fs::read(one).unwrap(), fs::read(two).unwrap()), (first, second));
}

#[test]
fn an_empty_file_left_by_a_power_cut_is_filled() {
    let (folder, pki) = (Folder::new("empty"), Pki::new("127.0.0.1"));
    let request = request(&pki.user.certificate);
    let left = folder.put("request.req", "");
    assert_eq!(exchange().write(&folder.0, &request, false).unwrap(), left);
    assert_eq!(fs::read(left).unwrap(), request);
}

#[test]
fn the_sheet_lies_beside_its_request_and_replaces_nothing() {
    let (folder, pki) = (Folder::new("sheet"), Pki::new("127.0.0.1"));
    let request = request(&pki.user.certificate);
    let foreign = folder.put("request.pdf", "a bill");
    let sheet = |request: &[u8], file: &[u8], name: &str| {
        assert!(file.starts_with(b"-----BEGIN") && name == "request-2.req");
        Ok(format!("%PDF for {} bytes", request.len()).into_bytes())
    };
    let mut exchange = FileExchange::new(Box::new(sheet));
    let path = exchange.write(&folder.0, &request, true).unwrap();
    assert_eq!(folder.names(), ["request-2.pdf", "request-2.req", "request.pdf"]);
    assert_eq!(fs::read(foreign).unwrap(), b"a bill");
    let expected = format!("%PDF for {} bytes", request.len()).into_bytes();
    assert_eq!(fs::read(path.with_extension("pdf")).unwrap(), expected);
    assert_eq!(exchange.write(&folder.0, &request, true).unwrap(), path);
    assert_eq!(folder.names().len(), 3);
}

#[test]
fn a_sheet_that_cannot_be_made_does_not_cost_the_request() {
    let (folder, pki) = (Folder::new("no-sheet"), Pki::new("127.0.0.1"));
    let mut exchange = FileExchange::new(Box::new(|_, _, _| Err(SupportCode::PdfFailed.into())));
    exchange.write(&folder.0, &request(&pki.user.certificate), false).unwrap();
    assert_eq!(folder.names(), ["request.req"]);
}

#[test]
fn a_folder_that_is_none_is_told_by_its_name() {
    let (folder, pki) = (Folder::new("denied"), Pki::new("127.0.0.1"));
    let request = request(&pki.user.certificate);
    let file = folder.put("file", "x");
    for wrong in [folder.0.join("absent"), file] {
        let fault = exchange().write(&wrong, &request, false).unwrap_err();
        assert_eq!((fault.code, fault.fact("file")), (SupportCode::DiskDenied, wrong.to_str()));
    }
    assert_eq!(folder.names(), ["file"]);
}

#[test]
fn a_request_file_is_read_in_every_form_and_its_signature_is_checked() {
    let (folder, pki) = (Folder::new("read"), Pki::new("127.0.0.1"));
    let request = request(&pki.user.certificate);
    let base64 = STANDARD.encode(&request);
    for (name, content) in [
        ("der.req", request.clone()),
        ("base64.req", format!("{base64}\r\n").into_bytes()),
        ("new.txt", format!("-----BEGIN NEW CERTIFICATE REQUEST-----\r\n{base64}\r\n-----END NEW CERTIFICATE REQUEST-----\r\n").into_bytes()),
    ] {
        let read = read_request(&folder.put(name, content)).unwrap();
        assert!(read.spki_der().ends_with(&point_of(&request)), "{name}");
    }
    // Whatever is changed, the signature of the request no longer fits or it cannot be read at all.
    for at in (0..request.len()).step_by(7) {
        let mut changed = request.clone();
        changed[at] ^= 0x01;
        let fault = read_request(&folder.put("changed.req", changed)).map(|_| ()).unwrap_err();
        assert_eq!(fault.code, SupportCode::RequestUnreadable, "byte {at}");
        assert!(fault.fact("file").unwrap().ends_with("changed.req"));
    }
    for wrong in [
        Vec::new(),
        b"PK\x03\x04".to_vec(),
        pki.user.certificate.der().to_vec(),
        pki.user.certificate.pem().into_bytes(),
        vec![b'A'; (1 << 20) + 1],
    ] {
        let fault = read_request(&folder.put("wrong.req", wrong)).map(|_| ()).unwrap_err();
        assert_eq!(fault.code, SupportCode::RequestUnreadable, "{fault:?}");
    }
    let absent = read_request(&folder.0.join("absent.req")).map(|_| ()).unwrap_err();
    assert_eq!(absent.code, SupportCode::DiskDenied);
}

#[test]
fn a_certificate_is_taken_from_every_form_a_portal_gives_it_in() {
    let (folder, pki) = (Folder::new("forms"), Pki::new("127.0.0.1"));
    let all = chain(&pki);
    let [user, ca, root] = &all;
    let alone: [(&str, Vec<u8>); 4] = [
        ("a.cer", user.der().to_vec()),
        ("a.crt", user.pem().into_bytes()),
        ("windows.cer", user.pem().replace('\n', "\r\n").into_bytes()),
        // Names say nothing: this one is base64 without a frame.
        ("a.p7b", STANDARD.encode(user.der()).into_bytes()),
    ];
    for (name, content) in alone {
        let read = read(&folder.put(name, content), user).unwrap();
        assert_eq!(read, (user.der().to_vec(), Vec::new()), "{name}");
    }
    let key = pki.user.key.serialize_pem();
    for (name, text) in [
        ("last.pem", pem(&[root, ca, user])),
        ("first.pem", format!("subject=Иванова\n\n{}", pem(&[user, ca, root]))),
        ("key.pem", format!("{key}\n{}", pem(&[ca, user, ca, root, user]))),
    ] {
        let (certificate, others) = read(&folder.put(name, text), user).unwrap();
        assert_eq!(certificate, user.der(), "{name}");
        let expected = vec![ca.der().to_vec(), root.der().to_vec()];
        assert_eq!(sorted(others), sorted(expected), "{name}");
    }
}

#[test]
fn messages_made_by_openssl_are_read_in_der_ber_and_pem() {
    let (folder, pki) = (Folder::new("openssl"), Pki::new("127.0.0.1"));
    let [user, ca, root] = &chain(&pki);
    folder.put("all.pem", pem(&[root, user, ca]));
    folder.put("above.pem", pem(&[ca, root]));
    folder.put("user.pem", user.pem());
    folder.put("user.key", pki.user.key.serialize_pem());
    folder.put("text", "text");
    let sign = "-sign -in text -signer user.pem -inkey user.key -certfile above.pem -binary";
    for (name, command) in [
        ("der.p7b", "crl2pkcs7 -nocrl -certfile all.pem -outform DER -out der.p7b".to_owned()),
        ("pem.p7b", "crl2pkcs7 -nocrl -certfile all.pem -out pem.p7b".to_owned()),
        ("signed.p7s", format!("cms {sign} -outform DER -out signed.p7s")),
        ("pem.cms", format!("cms {sign} -outform PEM -out pem.cms")),
        ("ber.p7s", format!("cms {sign} -stream -nodetach -outform DER -out ber.p7s")),
    ] {
        if openssl(&folder, &command).is_none() {
            return;
        }
        let (certificate, others) = read(&folder.0.join(name), user).unwrap();
        assert_eq!(certificate, user.der(), "{name}");
        let expected = vec![ca.der().to_vec(), root.der().to_vec()];
        assert_eq!(sorted(others), sorted(expected), "{name}");
    }
    let ber = fs::read(folder.0.join("ber.p7s")).unwrap();
    assert_eq!(ber[1], 0x80, "this one has an indefinite length");
    assert!(fs::read_to_string(folder.0.join("pem.cms")).unwrap().contains("BEGIN CMS"));
    assert!(fs::read_to_string(folder.0.join("pem.p7b")).unwrap().contains("BEGIN PKCS7"));
    // A cut message is no message, wherever it is cut.
    for length in (0..ber.len()).step_by(97) {
        let fault = read(&folder.put("cut.p7b", &ber[..length]), user).unwrap_err();
        assert_eq!(fault.code, SupportCode::CertUnreadable, "{length}");
    }
}

#[test]
fn a_file_without_a_certificate_for_our_key_is_told_from_one_that_cannot_be_read() {
    let (folder, pki) = (Folder::new("faults"), Pki::new("127.0.0.1"));
    let [user, ca, root] = &chain(&pki);
    let fault = |content: &[u8]| read(&folder.put("a.cer", content), user).unwrap_err();
    assert_eq!(fault(pem(&[ca, root]).as_bytes()).code, SupportCode::IssuedOtherKey);
    assert_eq!(fault(pki.server.certificate.der()).code, SupportCode::IssuedOtherKey);
    for content in [
        Vec::new(),
        b"<html>".to_vec(),
        b"\x30\x80".repeat(5000),
        request(user),
        pki.user.key.serialize_pem().into_bytes(),
        user.pem().replace("-----END", "-----FIN").into_bytes(),
        user.der()[..user.der().len() - 1].to_vec(),
        vec![b' '; (1 << 20) + 1],
        pem(&[user]).repeat(1 + (1 << 20) / user.pem().len()).into_bytes(),
    ] {
        let fault = fault(&content);
        assert_eq!(fault.code, SupportCode::CertUnreadable, "{fault:?}");
        assert!(fault.fact("file").unwrap().ends_with("a.cer"), "{fault:?}");
    }
    assert_eq!(read(&folder.0.join("absent.cer"), user).unwrap_err().code, SupportCode::DiskDenied);
    assert_eq!(read(&folder.0, user).unwrap_err().code, SupportCode::DiskDenied, "a folder");
}

#[test]
fn the_later_of_two_certificates_for_one_key_counts() {
    let (folder, mut pki) = (Folder::new("twice"), Pki::new("127.0.0.1"));
    let mut params = rcgen::CertificateParams::default();
    let mut issue = |year| {
        params.not_before = rcgen::date_time_ymd(year, 1, 1);
        let der = params.signed_by(&pki.user.key, &pki.ca).unwrap();
        Certificate::from_der(der.der()).unwrap()
    };
    let (early, late) = (issue(2025), issue(2026));
    pki.user.certificate = late.clone();
    for order in [[&early, &late], [&late, &early]] {
        let read = read(&folder.put("a.pem", pem(&order)), &late).unwrap();
        assert_eq!(read, (late.der().to_vec(), Vec::new()));
    }
}

#[test]
fn the_holder_is_taken_from_an_old_certificate_whatever_lies_beside_it() {
    let (folder, pki) = (Folder::new("old"), Pki::new("127.0.0.1"));
    let [user, ca, root] = &chain(&pki);
    for (name, content) in [
        ("old.cer", user.der().to_vec()),
        ("old.crt", user.pem().into_bytes()),
        ("chain.pem", pem(&[root, ca, user]).into_bytes()),
    ] {
        let found = certificate_from_file(&folder.put(name, content)).unwrap();
        assert_eq!(found.subject().value(Field::Organization), Some("ООО «Ромашка»"), "{name}");
    }
    let alone = certificate_from_file(&folder.put("root.cer", root.der())).unwrap();
    assert_eq!(alone, *root);
    let fault = certificate_from_file(&folder.put("bad.cer", "нет")).unwrap_err();
    assert_eq!(fault.code, SupportCode::CertUnreadable);
    assert!(fault.fact("file").unwrap().ends_with("bad.cer"));
}
