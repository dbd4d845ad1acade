//! Mutual TLS with a key on a token: the real client of a CA against `openssl s_server`, which speaks to nobody without
//! a certificate, in TLS 1.2 and 1.3. The key lies on SoftHSM2.
//!
//! The token library reads its environment once, so the client runs in a process of its own.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, clippy::print_stdout)]

#[allow(dead_code, reason = "other tests use the rest")]
#[path = "ca/pki.rs"]
mod pki;
mod support;

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex};

use base64::Engine;
use pki::Pki;
use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, PublicKeyData};
use renewal_master::ca::{self, ClientIdentity};
use renewal_master::domain::certificate::Certificate;
use renewal_master::domain::exchange::{CaAsk, CaReply, Submission};
use renewal_master::domain::key::{CkaId, KeyPlan, KeyRef, PlaceId};
use renewal_master::domain::moment::Moment;
use renewal_master::domain::profile::Protocol;
use renewal_master::domain::secret::{Pin, Seed};
use renewal_master::fault::SupportCode;
use renewal_master::ports::{CertificateAuthority, Keep, SharedTokens, Tokens};
use renewal_master::token::worker::WorkerProgram;
use renewal_master::token::worker::deadlines::Deadlines;
use renewal_master::token::{ModuleSpec, Places};
use support::token_kit::{Kit, Make};

/// Where the module is, for the second process.
const MODULE: &str = "MUTUAL_TLS_MODULE";
const PIN: &str = "MUTUAL_TLS_PIN";

#[test]
fn a_server_that_wants_a_certificate_takes_the_key_on_the_token_in_tls_1_2_and_1_3() {
    in_a_process_of_its_own("accepted");
}

#[test]
fn without_the_key_such_a_server_refuses() {
    in_a_process_of_its_own("refused");
}

#[test]
fn a_token_that_is_not_logged_in_is_told_as_such_and_not_as_a_fault_of_the_network() {
    in_a_process_of_its_own("logged_out");
}

fn in_a_process_of_its_own(name: &str) {
    let kit = match Kit::new(Make::SoftHsm) {
        Ok(kit) if Command::new("openssl").arg("version").output().is_ok() => kit,
        Ok(_) => return eprintln!("skipped: openssl is not installed"),
        Err(why) => return eprintln!("skipped: SoftHSM2: {why}"),
    };
    let mut client = Command::new(std::env::current_exe().unwrap());
    client.args(["--exact", name, "--ignored", "--nocapture"]);
    kit.environment(&mut client).env(MODULE, &kit.module).env(PIN, &kit.pin);
    let output = client.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("client done"), "{said}{errors}");
}

#[test]
#[ignore = "a process of its own, begun by a test above"]
fn accepted() {
    let Some(user) = User::new() else { return };
    for version in ["-tls1_2", "-tls1_3"] {
        let server = Server::start(&user, version);
        let mut client = user.client(&server, true);
        // The first look needs no PIN, so nobody is shown; the server will not have it, and that is no obstacle.
        let first = client.ask(&CaAsk::Holder { snils: None, certificate: user.certificate.clone() });
        assert!(matches!(first, Ok(CaReply::Holder(_))), "{version}: {first:?} {}", server.log());
        let reply = client.ask(&CaAsk::Submit(user.submission.clone()));
        assert!(matches!(reply, Ok(CaReply::Accepted(_))), "{version}: {reply:?} {}", server.log());
        let log = server.log();
        assert!(log.contains("CN = Token Holder") && log.contains("verify return:1"), "{version}: {log}");
    }
    println!("client done");
}

#[test]
#[ignore = "a process of its own, begun by a test above"]
fn refused() {
    let Some(user) = User::new() else { return };
    for (version, code) in [("-tls1_2", SupportCode::CaGarbage), ("-tls1_3", SupportCode::CaRefused)] {
        let server = Server::start(&user, version);
        let fault = user.client(&server, false).ask(&CaAsk::Submit(user.submission.clone())).unwrap_err();
        // TLS 1.2 has no word for it; who has no key at all gets no further by knowing it.
        assert_eq!(fault.code, code, "{version}: {fault:?}");
        assert!(server.log().contains("peer did not return a certificate"), "{version}: {}", server.log());
    }
    println!("client done");
}

#[test]
#[ignore = "a process of its own, begun by a test above"]
fn logged_out() {
    let Some(user) = User::new() else { return };
    user.tokens.lock().unwrap().logout();
    for version in ["-tls1_2", "-tls1_3"] {
        let server = Server::start(&user, version);
        let fault = user.client(&server, true).ask(&CaAsk::Submit(user.submission.clone())).unwrap_err();
        assert_eq!(fault.code, SupportCode::TokenRemoved, "{version}: {fault:?}");
    }
    println!("client done");
}

/// Somebody with a key on a token and a certificate for it.
struct User {
    pki: Pki,
    tokens: SharedTokens,
    key: KeyRef,
    certificate: Certificate,
    submission: Submission,
}

impl User {
    fn new() -> Option<Self> {
        let module = PathBuf::from(std::env::var_os(MODULE)?);
        let spec = ModuleSpec { path: module, init_args: None, trace: None };
        let nowhere = std::env::temp_dir().join(format!("renewal-tls-keys-{}", std::process::id()));
        let mut places = Places::new(vec![spec], nowhere, |_, _| Err(SupportCode::Internal.into()), None)
            .with_workers(&WorkerProgram::at(env!("CARGO_BIN_EXE_renewctl")), &Deadlines::default());
        let mut found = places.places().unwrap().into_iter().map(|place| place.id);
        let place = found.find(|id| *id != PlaceId::Computer).unwrap();
        let key = KeyRef { place, id: CkaId::new([7; 16]) };
        places.login(&key, Pin::new(std::env::var(PIN).unwrap()), Keep::Once).unwrap();
        let start = Moment::now_utc();
        let end = start + time::Duration::days(456);
        let plan = KeyPlan { key: key.clone(), label: "tls".into(), exportable: false, start, end };
        let (point, _) = places.generate(&plan, &Seed::new([7; 32], 0)).unwrap();
        let pki = Pki::new("127.0.0.1");
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "Token Holder");
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        let certificate = params.signed_by(&Point(point), &pki.ca).unwrap();
        let certificate = Certificate::from_der(certificate.der()).unwrap();
        let submission = Submission {
            idempotency: "00".repeat(16),
            request: pki::request(&certificate),
            ..Submission::default()
        };
        let places: Box<dyn Tokens> = Box::new(places);
        Some(Self { pki, tokens: Arc::new(Mutex::new(places)), key, certificate, submission })
    }

    /// The client as the program makes it, with the key on the token or without any.
    fn client(&self, server: &Server, with_key: bool) -> Box<dyn CertificateAuthority> {
        let (tokens, key) = (self.tokens.clone(), self.key.clone());
        let sign = Arc::new(move |message: &[u8]| tokens.lock().unwrap().sign(&key, message));
        let identity = ClientIdentity { chain: vec![self.certificate.clone()], sign };
        let endpoint = format!("https://127.0.0.1:{}/.well-known/est", server.port);
        let profile = self.pki.profile(Protocol::Est, endpoint);
        ca::connect(&profile, with_key.then_some(identity)).unwrap()
    }
}

struct Point(Vec<u8>);

impl PublicKeyData for Point {
    fn der_bytes(&self) -> &[u8] {
        &self.0
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        &rcgen::PKCS_ECDSA_P256_SHA256
    }
}

/// `openssl s_server` that demands a certificate; what comes through it is answered here. It ends with the test.
struct Server {
    port: u16,
    process: Child,
    log: PathBuf,
    folder: PathBuf,
}

impl Server {
    fn start(user: &User, version: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("renewal-tls-{}{version}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = |name: &str, content: &str| {
            std::fs::write(folder.join(name), content).unwrap();
            folder.join(name)
        };
        let pki = &user.pki;
        let ca = Certificate::from_der(pki.ca.der()).unwrap();
        let authorities = file("ca.pem", &format!("{}\n{}", pki.root.pem(), ca.pem()));
        let certificate = file("server.pem", &pki.server.certificate.pem());
        let key = file("server.key", &pki.server.key.serialize_pem());
        let log = folder.join("log");
        let port = free_port();
        let mut command = Command::new("timeout");
        command.args([
            "120",
            "openssl",
            "s_server",
            version,
            "-quiet",
            "-accept",
            &format!("127.0.0.1:{port}"),
        ]);
        command.args(["-Verify", "2", "-verify_return_error"]);
        for (option, file) in [
            ("-cert", &certificate),
            ("-cert_chain", &authorities),
            ("-key", &key),
            ("-CAfile", &authorities),
        ] {
            command.arg(option).arg(file);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(std::fs::File::create(&log).unwrap());
        let mut process = command.spawn().unwrap();
        let cacerts = certs_only(&authorities);
        let (mut from_client, mut to_client) =
            (process.stdout.take().unwrap(), process.stdin.take().unwrap());
        std::thread::spawn(move || {
            let (mut heard, mut buffer) = (Vec::new(), [0; 4096]);
            while let Ok(read @ 1..) = from_client.read(&mut buffer) {
                heard.extend(&buffer[..read]);
                if answer(&String::from_utf8_lossy(&heard), &cacerts, &mut to_client) {
                    heard.clear();
                }
            }
        });
        let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
        while TcpListener::bind(("127.0.0.1", port)).is_ok() {
            assert!(std::time::Instant::now() < until, "the server does not listen");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        Self { port, process, log, folder }
    }

    /// What the server says of who has come.
    fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The signal is passed on to the server.
        let _ = Command::new("kill").arg(self.process.id().to_string()).status();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// The two words of EST (RFC 7030 4.1, 4.2.3) as soon as a question is complete; false before.
fn answer(heard: &str, cacerts: &str, client: &mut ChildStdin) -> bool {
    let Some((head, body)) = heard.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    if body.len() < length.unwrap_or(0) {
        return false;
    }
    let (status, body) = if head.starts_with("GET /.well-known/est/cacerts ") {
        ("200 OK", cacerts)
    } else {
        ("202 Accepted\r\nRetry-After: 60", "")
    };
    let length = body.len();
    let kind = "application/pkcs7-mime; smime-type=certs-only";
    let answer = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    );
    client.write_all(answer.as_bytes()).and_then(|()| client.flush()).is_ok()
}

fn certs_only(authorities: &Path) -> String {
    let mut openssl = Command::new("openssl");
    openssl.args(["crl2pkcs7", "-nocrl", "-outform", "DER", "-certfile"]).arg(authorities);
    base64::engine::general_purpose::STANDARD.encode(openssl.output().unwrap().stdout)
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
