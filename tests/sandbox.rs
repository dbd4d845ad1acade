//! The sandbox as a certification authority: what it keeps, what it refuses, and how it misbehaves on demand.

#![allow(missing_docs, dead_code, clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "sandbox/approvals.rs"]
mod approvals;
#[path = "sandbox/client.rs"]
mod client;
#[path = "sandbox/command.rs"]
mod command;
#[path = "sandbox/drafts.rs"]
mod drafts;
#[path = "sandbox/operator.rs"]
mod operator;
#[path = "support/portal.rs"]
mod portal;
#[path = "sandbox/stages.rs"]
mod stages;
#[path = "support/world.rs"]
mod world;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use const_oid::ObjectIdentifier;
use const_oid::db::rfc5912;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{DerSignature, SigningKey};
use p256::elliptic_curve::Generate;
use renewal_master::ca::{self, profile};
use renewal_master::domain::certificate::{Certificate, Purpose};
use renewal_master::domain::exchange::{Accepted, CaAsk, CaReply, HolderRecord, Submission};
use renewal_master::domain::field::Field;
use renewal_master::domain::identifier::Snils;
use renewal_master::domain::key::{CkaId, KeyPlan, KeyRef, PlaceId};
use renewal_master::domain::moment::{self, Moment};
use renewal_master::domain::request::p256_spki;
use renewal_master::domain::{request, signed};
use renewal_master::fault::{Fault, SupportCode};
use renewal_master::ports::CertificateAuthority;
use renewal_master::renewal::matched::{Expected, MatchedCertificate};
use renewal_master::sandbox::{Authority, Faults, Misissue, Options, Server};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use x509_cert::der::{Decode, Encode};
use x509_cert::ext::pkix::BasicConstraints;

/// A folder that is gone afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let name = format!("renewal-master-{}-authority-{test}", std::process::id());
        Self(std::env::temp_dir().join(name))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The training holder at her computer.
struct Holder {
    snils: Snils,
    old_key: SigningKey,
    old: Certificate,
    new_key: SigningKey,
    client: Box<dyn CertificateAuthority>,
}

impl Holder {
    fn new(server: &Server) -> Self {
        let snils = Snils::parse("112-233-445 95").unwrap();
        let (old_key, new_key) = (SigningKey::generate(), SigningKey::generate());
        let old =
            server.authority().issue_for_training(&spki(&old_key), &snils, 20, Purpose::Reporting).unwrap();
        Self { snils, old_key, old, new_key, client: client(server) }
    }

    fn record(&mut self) -> HolderRecord {
        let ask = CaAsk::Holder { snils: Some(self.snils.clone()), certificate: self.old.clone() };
        let CaReply::Holder(record) = self.client.ask(&ask).unwrap() else { panic!("no record") };
        record
    }

    fn proof(&mut self) -> Vec<u8> {
        let CaReply::Challenge(Some(challenge)) = self.client.ask(&CaAsk::Challenge).unwrap() else {
            panic!("no challenge")
        };
        self.package(&challenge)
    }

    fn sign_in(&mut self) {
        let proof = self.proof();
        assert!(matches!(self.client.ask(&CaAsk::SignIn { proof }).unwrap(), CaReply::SignedIn(_)));
    }

    fn package(&self, content: &[u8]) -> Vec<u8> {
        let draft = signed::Draft::attached(content, &self.old, Moment::now_utc()).unwrap();
        let signature = sign(&self.old_key, &draft.to_sign());
        draft.finish(&signature).unwrap()
    }

    fn request_by(&self, key: &SigningKey, record: &HolderRecord) -> Vec<u8> {
        let reference = KeyRef { place: PlaceId::Computer, id: CkaId::new([1]) };
        let (start, end) = (record.not_before, record.not_after);
        let plan = KeyPlan { key: reference, label: String::new(), exportable: false, start, end };
        let draft = request::Draft::renewal(
            &self.old,
            &record.subject,
            &point(key),
            &plan,
            &request::Wishes::new("Мастер"),
        )
        .unwrap();
        let signature = sign(key, &draft.to_sign());
        draft.finish(&signature).unwrap()
    }

    fn submission(&self, record: &HolderRecord, idempotency: &str) -> Submission {
        let request = self.request_by(&self.new_key, record);
        Submission {
            idempotency: idempotency.repeat(16),
            package: self.package(&request),
            request,
            dossier: None,
            draft: None,
        }
    }

    fn submit(&mut self, submission: &Submission) -> Result<Accepted, Fault> {
        match self.client.ask(&CaAsk::Submit(submission.clone()))? {
            CaReply::Accepted(accepted) => Ok(accepted),
            other => panic!("{other:?}"),
        }
    }

    /// From the number to the certificate.
    fn renew(&mut self) -> Result<(Vec<u8>, Vec<Vec<u8>>), Fault> {
        let record = self.record();
        self.sign_in();
        let submission = self.submission(&record, "5a");
        let accepted = self.submit(&submission)?;
        self.fetch(accepted, submission)
    }

    fn fetch(
        &mut self,
        accepted: Accepted,
        submission: Submission,
    ) -> Result<(Vec<u8>, Vec<Vec<u8>>), Fault> {
        match self.client.ask(&CaAsk::Status { request: accepted.request, submission })? {
            CaReply::Issued { certificate, chain } => Ok((certificate, chain)),
            other => panic!("{other:?}"),
        }
    }

    /// What the wizard finds when it looks at the new certificate.
    fn check(&mut self, server: &Server, issued: &(Vec<u8>, Vec<Vec<u8>>)) -> Result<(), Fault> {
        let record = self.record();
        let anchors = profile::load(&server.profile_path()).unwrap().anchors;
        let point = point(&self.new_key);
        let expected = Expected { point: &point, subject: &record.subject, powers: &[], anchors: &anchors };
        MatchedCertificate::check(&issued.0, &issued.1, &expected, Moment::now_utc()).map(|_| ())
    }
}

fn start(folder: &Folder) -> Server {
    Server::start(Options::in_folder(&folder.0)).unwrap()
}

fn client(server: &Server) -> Box<dyn CertificateAuthority> {
    ca::connect(&profile::load(&server.profile_path()).unwrap(), None).unwrap()
}

fn point(key: &SigningKey) -> Vec<u8> {
    key.verifying_key().to_sec1_point(false).as_bytes().to_vec()
}

fn spki(key: &SigningKey) -> Vec<u8> {
    p256_spki(&point(key)).unwrap().to_der().unwrap()
}

fn sign(key: &SigningKey, message: &[u8]) -> Vec<u8> {
    let signature: DerSignature = key.sign(message);
    signature.as_bytes().to_vec()
}

fn extension(certificate: &Certificate, oid: ObjectIdentifier) -> Option<(bool, Vec<u8>)> {
    let extensions = certificate.x509().tbs_certificate().extensions()?;
    let found = extensions.iter().find(|e| e.extn_id == oid)?;
    Some((found.critical, found.extn_value.as_bytes().to_vec()))
}

/// One exchange without the client, as a browser or `curl` would do it.
fn raw(server: &Server, head: &str, body: &str) -> String {
    let mut roots = RootCertStore::empty();
    let pem = std::fs::read_to_string(server.root_pem_path()).unwrap();
    let root = Certificate::from_pem(&pem).unwrap();
    roots.add(CertificateDer::from(root.der().to_vec())).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let address = server.url().strip_prefix("https://").unwrap().to_owned();
    let socket = TcpStream::connect(&address).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let name = ServerName::try_from("127.0.0.1").unwrap();
    let mut tls = StreamOwned::new(ClientConnection::new(Arc::new(config), name).unwrap(), socket);
    let length = body.len();
    write!(
        tls,
        "{head} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    )
    .unwrap();
    let mut answer = Vec::new();
    // The end of the connection without a farewell of TLS is no concern here.
    let _ = tls.read_to_end(&mut answer);
    String::from_utf8(answer).unwrap()
}

#[test]
fn a_request_outlives_a_restart_and_is_found_under_the_same_address() {
    let folder = Folder::new("restart");
    let server = start(&folder);
    let mut holder = Holder::new(&server);
    let record = holder.record();
    assert_eq!(record.subject.value(Field::Title), Some("Главный бухгалтер"));
    holder.sign_in();
    let submission = holder.submission(&record, "5a");
    let accepted = holder.submit(&submission).unwrap();
    let url = server.url();
    drop(server);

    let server = start(&folder);
    assert_eq!(server.url(), url);
    let issued = holder.fetch(accepted.clone(), submission.clone()).unwrap();
    holder.check(&server, &issued).unwrap();
    // Sessions are gone, and a repeated submission is still known.
    assert_eq!(holder.submit(&submission).unwrap_err().code, SupportCode::CaSignIn);
    holder.sign_in();
    assert_eq!(holder.submit(&submission).unwrap(), accepted);
    let draft = signed::Draft::detached(&issued.0, &holder.old, Moment::now_utc()).unwrap();
    let receipt = draft.clone().finish(&sign(&holder.old_key, &draft.to_sign())).unwrap();
    let forged = draft.clone().finish(&sign(&holder.new_key, &draft.to_sign())).unwrap();
    let acknowledge = |receipt| CaAsk::Acknowledge { request: accepted.request.clone(), receipt };
    assert_eq!(holder.client.ask(&acknowledge(forged)).unwrap_err().code, SupportCode::CaRefused);
    let colleague = Holder::new(&server);
    let draft = signed::Draft::detached(&issued.0, &colleague.old, Moment::now_utc()).unwrap();
    let foreign = draft.clone().finish(&sign(&colleague.old_key, &draft.to_sign())).unwrap();
    assert_eq!(holder.client.ask(&acknowledge(foreign)).unwrap_err().code, SupportCode::CaRefused);
    assert_eq!(holder.client.ask(&acknowledge(receipt)).unwrap(), CaReply::Acknowledged);
    let withdraw = CaAsk::Withdraw { request: accepted.request.clone() };
    assert_eq!(holder.client.ask(&withdraw).unwrap_err().code, SupportCode::CaRefused, "already issued");
}

#[test]
fn a_repeated_submission_is_answered_the_same_and_another_one_under_its_key_is_refused() {
    let folder = Folder::new("idempotency");
    let server = start(&folder);
    let mut holder = Holder::new(&server);
    let record = holder.record();
    holder.sign_in();
    let submission = holder.submission(&record, "5a");
    let accepted = holder.submit(&submission).unwrap();
    assert_eq!(holder.submit(&submission).unwrap(), accepted);
    holder.new_key = SigningKey::generate();
    let other = holder.submission(&record, "5a");
    assert_eq!(holder.submit(&other).unwrap_err().code, SupportCode::CaRefused);
    let other = holder.submission(&record, "5b");
    assert_ne!(holder.submit(&other).unwrap().request, accepted.request);
}

#[test]
fn every_wrong_certificate_is_wrong_in_the_way_that_was_asked_for() {
    for (issue, expected) in [
        (None, None),
        (Some(Misissue::OtherKey), Some(SupportCode::IssuedOtherKey)),
        (Some(Misissue::OtherHolder), Some(SupportCode::IssuedOtherHolder)),
        (Some(Misissue::UnknownChain), Some(SupportCode::IssuedChain)),
        (Some(Misissue::PastDates), Some(SupportCode::IssuedDates)),
    ] {
        let folder = Folder::new(&format!("issue-{}", expected.map_or("right", SupportCode::as_str)));
        let server = start(&folder);
        let mut holder = Holder::new(&server);
        server.set_faults(Faults { issue, ..Faults::default() });
        let issued = holder.renew().unwrap();
        assert_eq!(holder.check(&server, &issued).err().map(|fault| fault.code), expected, "{issue:?}");
    }
}

#[test]
fn faults_are_switched_over_the_network_and_off_again() {
    let folder = Folder::new("faults");
    let server = start(&folder);
    let switch = |json: &str| {
        let answer = raw(&server, "PUT /sandbox/faults", json);
        assert!(answer.starts_with("HTTP/1.1 204"), "{answer}");
    };
    for (json, at_requests, at_challenge) in [
        (r#"{"status":418,"on":"requests"}"#, "418", "200"),
        (r#"{"status":418}"#, "418", "418"),
        ("{}", "404", "200"),
    ] {
        switch(json);
        let status = |head| raw(&server, head, "").split(' ').nth(1).unwrap_or_default().to_owned();
        assert_eq!(status("GET /v1/requests/unknown"), at_requests, "{json}");
        assert_eq!(status("POST /v1/challenge"), at_challenge, "{json}");
    }
    for json in [r#"{"garbage":true}"#, r#"{"half_body":true}"#] {
        switch(json);
        let fault = client(&server).ask(&CaAsk::Challenge).unwrap_err();
        assert_eq!(fault.code, SupportCode::CaGarbage, "{json}");
    }
    switch(r#"{"reject":"Нет оплаты"}"#);
    let fault = Holder::new(&server).renew().unwrap_err();
    assert_eq!((fault.code, fault.fact("reason")), (SupportCode::CaRejected, Some("Нет оплаты")));
}

#[test]
fn a_proof_opens_one_session_only_and_a_strangers_none() {
    let folder = Folder::new("proof");
    let server = start(&folder);
    let mut holder = Holder::new(&server);
    let proof = holder.proof();
    let sign_in = |proof: &[u8]| CaAsk::SignIn { proof: proof.to_vec() };
    assert!(matches!(holder.client.ask(&sign_in(&proof)).unwrap(), CaReply::SignedIn(_)));
    assert_eq!(holder.client.ask(&sign_in(&proof)).unwrap_err().code, SupportCode::CaSignIn);
    let invented = holder.package(&[7; 32]);
    assert_eq!(holder.client.ask(&sign_in(&invented)).unwrap_err().code, SupportCode::CaSignIn);

    let elsewhere = Folder::new("proof-elsewhere");
    let stranger = Authority::open(&elsewhere.0).unwrap();
    holder.old =
        stranger.issue_for_training(&spki(&holder.old_key), &holder.snils, 20, Purpose::Reporting).unwrap();
    let ask = CaAsk::Holder { snils: Some(holder.snils.clone()), certificate: holder.old.clone() };
    assert_eq!(holder.client.ask(&ask).unwrap_err().code, SupportCode::CaHolderUnknown);
    let proof = holder.proof();
    assert_eq!(holder.client.ask(&sign_in(&proof)).unwrap_err().code, SupportCode::CaHolderUnknown);
}

#[test]
fn the_old_key_is_not_certified_again() {
    let folder = Folder::new("old-key");
    let server = start(&folder);
    let mut holder = Holder::new(&server);
    let record = holder.record();
    holder.sign_in();
    let request = holder.request_by(&holder.old_key, &record);
    let submission = Submission {
        idempotency: "5a".repeat(16),
        package: holder.package(&request),
        request,
        dossier: None,
        draft: None,
    };
    assert_eq!(holder.submit(&submission).unwrap_err().code, SupportCode::CaRefused);
}

#[test]
fn a_message_that_cannot_be_read_is_answered_by_the_contract() {
    let folder = Folder::new("message");
    let server = start(&folder);
    for body in ["", "{}", "[1", r#"{"proof":"%"}"#] {
        let answer = raw(&server, "POST /v1/session", body);
        assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
        assert!(answer.contains("application/problem+json"), "{answer}");
        assert!(answer.contains(r#""code":"bad-request""#), "{answer}");
    }
    assert!(raw(&server, "GET /page", "").contains("Учебный удостоверяющий центр"));
}

#[test]
fn a_training_certificate_has_the_fields_of_a_qualified_one_and_ends_when_asked() {
    let folder = Folder::new("training");
    let authority = Authority::open(&folder.0).unwrap();
    let snils = Snils::parse("112-233-445 95").unwrap();
    let key = SigningKey::generate();
    let issue = |purpose| authority.issue_for_training(&spki(&key), &snils, 20, purpose).unwrap();
    let certificate = issue(Purpose::Reporting);
    assert_eq!(certificate.subject().full_name(), "Иванова Мария Петровна");
    assert_eq!(certificate.snils(), Some(snils.clone()));
    assert_eq!(certificate.purpose(), Purpose::Reporting);
    assert_eq!(issue(Purpose::Fss).purpose(), Purpose::Fss);
    assert_eq!(moment::days_left(Moment::now_utc(), certificate.usable_until()), 20);
    assert_eq!(certificate.key_usage_bits(), [0, 1, 2, 3, 4]);
    let purposes = [rfc5912::ID_KP_CLIENT_AUTH, rfc5912::ID_KP_EMAIL_PROTECTION];
    assert_eq!(certificate.extended_key_usages(), purposes);
    assert_eq!(certificate.policies(), [request::CLASS_KC1]);
    assert!(certificate.sign_tool().is_some());
    assert_eq!(certificate.issuer_sign_tool().map(|texts| texts.len()), Some(4));
    assert_eq!(certificate.identification_kind(), Some(0));
    assert!(certificate.subject_key_identifier().is_some());
    assert!(extension(&certificate, rfc5912::ID_CE_KEY_USAGE).unwrap().0, "critical");
    let (_, constraints) = extension(&certificate, rfc5912::ID_CE_BASIC_CONSTRAINTS).unwrap();
    assert!(!BasicConstraints::from_der(&constraints).unwrap().ca);
    assert_ne!(certificate.serial_hex(), issue(Purpose::Reporting).serial_hex());
}

#[test]
fn the_keys_are_kept_and_nobody_else_can_read_them() {
    let folder = Folder::new("keys");
    let root = |folder: &Path| std::fs::read(folder.join("root.pem")).unwrap();
    drop(start(&folder));
    let before = root(&folder.0);
    drop(start(&folder));
    assert_eq!(root(&folder.0), before);
    #[cfg(unix)]
    for name in ["issuing.key", "tls.key"] {
        let mode = std::fs::metadata(folder.0.join(name)).unwrap();
        let mode = std::os::unix::fs::PermissionsExt::mode(&mode.permissions());
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}
