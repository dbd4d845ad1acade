//! Faults of networks and servers, as the portal client tells them apart.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "the PKI is shared with the tests of EST")]

#[path = "ca/pki.rs"]
mod pki;
mod support;

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::time::{Duration, Instant};

use pki::Pki;
use renewal_master::ca::{self, Budget, Limits, Settings};
use renewal_master::domain::exchange::{CaAsk, CaReply, Submission};
use renewal_master::domain::profile::Protocol;
use renewal_master::domain::settings::ProxyChoice;
use renewal_master::fault::{Fault, SupportCode};
use support::faulty_server::{Behaviour, FaultyServer, http, json};

const ACCEPTED: &str = r#"{"request":"00112233445566778899aabbccddeeff","number":"A-1"}"#;

/// Short enough for tests; nothing here waits for luck.
fn settings() -> Settings {
    Settings {
        limits: Limits { connect: Duration::from_secs(5), overall: Duration::from_millis(700) },
        budget: Budget { pause: Duration::from_millis(5), ..Budget::default() },
        ..Settings::default()
    }
}

fn submit() -> CaAsk {
    CaAsk::Submit(Submission {
        idempotency: "ab".repeat(16),
        request: vec![1],
        package: vec![2],
        ..Submission::default()
    })
}

fn status() -> CaAsk {
    let submission = Submission::default();
    CaAsk::Status { request: "r1".into(), submission }
}

fn server(pki: &Pki, behaviours: Vec<Behaviour>) -> FaultyServer {
    let chain = [pki.server.certificate.der(), pki.ca.der().as_ref()];
    FaultyServer::start(&chain, pki.server.key.serialized_der(), behaviours)
}

/// Asks once; what came out, and the requests that reached the server.
fn ask(ask: &CaAsk, behaviours: Vec<Behaviour>) -> (Result<CaReply, Fault>, Vec<String>) {
    let pki = Pki::new("127.0.0.1");
    let server = server(&pki, behaviours);
    let profile = pki.profile(Protocol::Portal, server.endpoint());
    let reply = ca::connect_with(&profile, None, settings()).unwrap().ask(ask);
    (reply, server.received())
}

fn fault(behaviour: Behaviour) -> Fault {
    ask(&status(), vec![behaviour]).0.unwrap_err()
}

#[test]
fn half_an_answer_is_no_answer() {
    let half = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{\"stage\":";
    let fault = fault(Behaviour::Answer(half.to_vec()));
    assert_eq!(fault.code, SupportCode::CaGarbage, "{fault:?}");
}

#[test]
fn nonsense_is_told_as_nonsense() {
    for behaviour in [
        Behaviour::Answer(b"SSH-2.0-OpenSSH_9.2\r\n".to_vec()),
        Behaviour::NoTls,
        json("{\"stage\":\"dancing\"}"),
        json("[1, 2"),
        http("200 OK", "Content-Type: text/html\r\n", "<h1>Welcome to the hotel network</h1>"),
        http("302 Found", "Location: https://evil.example/\r\n", ""),
        json(&format!("{}{{\"stage\":\"issuing\"}}", " ".repeat(1 << 20))),
    ] {
        let fault = fault(behaviour);
        assert_eq!(fault.code, SupportCode::CaGarbage, "{fault:?}");
        assert!(fault.passes_by_itself());
    }
}

#[test]
fn a_redirect_is_not_followed() {
    let (_, elsewhere) = ask(&status(), vec![http("307 Moved", "Location: /elsewhere\r\n", ""), json("{}")]);
    assert_eq!(elsewhere.len(), 1, "{elsewhere:?}");
}

#[test]
fn a_silent_server_is_slow_and_is_asked_once() {
    let begun = Instant::now();
    let (reply, requests) = ask(&status(), vec![Behaviour::Silence]);
    assert_eq!(reply.unwrap_err().code, SupportCode::CaSlow);
    assert_eq!(requests.len(), 1);
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_dripping_server_does_not_hold_us_for_ever() {
    let head =
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n".to_vec();
    let begun = Instant::now();
    let fault = fault(Behaviour::Drip(head));
    assert_eq!(fault.code, SupportCode::CaSlow, "{fault:?}");
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[test]
fn nobody_listening_is_unreachable() {
    let pki = Pki::new("127.0.0.1");
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("https://{}", free.local_addr().unwrap());
    drop(free);
    let profile = pki.profile(Protocol::Portal, endpoint);
    let fault = ca::connect_with(&profile, None, settings()).unwrap().ask(&status()).unwrap_err();
    assert_eq!(fault.code, SupportCode::CaUnreachable, "{fault:?}");
}

#[test]
fn a_certificate_for_another_name_is_told_from_one_under_another_root() {
    let pki = Pki::new("other.example");
    let server = server(&pki, vec![json(r#"{"stage":"issuing"}"#)]);
    let mut profile = pki.profile(Protocol::Portal, server.endpoint());
    let code = |profile: &_| {
        let mut client = ca::connect_with(profile, None, settings()).unwrap();
        client.ask(&status()).unwrap_err().code
    };
    assert_eq!(code(&profile), SupportCode::CaTlsName);
    profile.tls_anchors = vec![Pki::new("127.0.0.1").root];
    assert_eq!(code(&profile), SupportCode::CaTlsRoot);
    assert!(server.received().is_empty(), "nothing was said to a stranger");
}

#[test]
fn a_busy_server_is_left_alone_and_says_for_how_long() {
    for status_line in ["503 Service Unavailable", "429 Too Many Requests"] {
        let (reply, requests) = ask(&status(), vec![http(status_line, "Retry-After: 120\r\n", "")]);
        let fault = reply.unwrap_err();
        assert_eq!((fault.code, fault.fact("retry-after")), (SupportCode::CaBusy, Some("120")));
        assert_eq!(requests.len(), 1);
    }
}

#[test]
fn a_failing_server_is_asked_three_times_within_seconds() {
    let (reply, requests) = ask(&status(), vec![http("500 Internal Server Error", "", "")]);
    assert_eq!(reply.unwrap_err().code, SupportCode::CaFailed);
    assert_eq!(requests.len(), 3);
}

#[test]
fn a_submission_whose_answer_was_lost_is_repeated_under_the_same_key() {
    let (reply, requests) = ask(&submit(), vec![Behaviour::HangUp, json(ACCEPTED)]);
    assert!(matches!(reply, Ok(CaReply::Accepted(accepted)) if accepted.number == "A-1"));
    let key = format!("idempotency-key: {}\r\n", "ab".repeat(16));
    assert_eq!(requests.len(), 2);
    assert!(requests.iter().all(|r| r.to_ascii_lowercase().contains(&key)), "{requests:?}");
    assert_eq!(requests[0], requests[1]);
}

#[test]
fn a_withdrawal_is_sent_once() {
    let withdraw = CaAsk::Withdraw { request: "r1".into() };
    let (reply, requests) = ask(&withdraw, vec![Behaviour::HangUp]);
    assert_eq!(reply.unwrap_err().code, SupportCode::CaUnreachable);
    assert_eq!(requests.len(), 1);
}

#[test]
fn a_refusal_is_told_with_the_words_of_the_portal() {
    let body = r#"{"code":"conflict","status":409,"detail":"Заявление уже подписано"}"#;
    let fault = fault(http("409 Conflict", "Content-Type: application/problem+json\r\n", body));
    assert_eq!((fault.code, fault.fact("status")), (SupportCode::CaRefused, Some("409")));
    assert_eq!(fault.fact("detail"), Some("Заявление уже подписано"));
}

#[test]
fn an_unknown_host_is_unreachable() {
    let profile = Pki::new("127.0.0.1").profile(Protocol::Portal, "https://ca.invalid".into());
    let fault = ca::connect_with(&profile, None, settings()).unwrap().ask(&status()).unwrap_err();
    // Some resolvers answer at once, some never.
    assert!(matches!(fault.code, SupportCode::CaUnreachable | SupportCode::CaSlow), "{fault:?}");
}

/// Runs one test of this file again, in a process of its own, behind a proxy.
fn behind_proxy(test: &str, proxy: &str) {
    let run = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test])
        .env("https_proxy", proxy)
        .env("HTTPS_PROXY", proxy)
        .env_remove("no_proxy")
        .env_remove("NO_PROXY")
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stdout));
}

#[test]
fn this_computer_is_reached_without_the_proxy() {
    behind_proxy("a_failing_server_is_asked_three_times_within_seconds", "http://127.0.0.1:1");
}

#[test]
fn other_computers_are_reached_through_the_proxy() {
    let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", proxy.local_addr().unwrap());
    let asked = std::thread::spawn(move || {
        let mut line = String::new();
        BufReader::new(proxy.accept().unwrap().0).read_line(&mut line).unwrap();
        line
    });
    behind_proxy("an_unknown_host_is_unreachable", &address);
    // Nothing below waits for the proxy: if nobody came, this connection ends its waiting.
    let _ = TcpStream::connect(address.trim_start_matches("http://"));
    assert_eq!(asked.join().unwrap(), "CONNECT ca.invalid:443 HTTP/1.1\r\n");
}

/// A proxy that leads every tunnel to this server; what it was asked for.
fn proxy(to: &str) -> (String, std::sync::mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (tell, asked) = std::sync::mpsc::channel();
    let to = to.trim_start_matches("https://").to_owned();
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let mut client = client.unwrap();
            let mut lines = BufReader::new(client.try_clone().unwrap());
            let mut first = String::new();
            lines.read_line(&mut first).unwrap();
            let mut rest = String::new();
            while lines.read_line(&mut rest).unwrap() > 2 {}
            if tell.send(first.trim().to_owned()).is_err() {
                return;
            }
            client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").unwrap();
            let server = TcpStream::connect(&to).unwrap();
            let (mut up, mut down) = (client.try_clone().unwrap(), server.try_clone().unwrap());
            std::thread::spawn(move || std::io::copy(&mut down, &mut up));
            let mut server = server;
            std::thread::spawn(move || std::io::copy(&mut lines, &mut server));
        }
    });
    (address, asked)
}

#[test]
fn a_proxy_that_was_chosen_is_a_tunnel_in_which_the_roots_of_the_profile_hold() {
    let (pki, stranger) = (Pki::new("ca.example"), Pki::new("ca.example"));
    let ask_through = |proxy: ProxyChoice, roots: &Pki| {
        let profile = roots.profile(Protocol::Portal, "https://ca.example".to_owned());
        let settings = Settings { proxy, ..settings() };
        ca::connect_with(&profile, None, settings).unwrap().ask(&submit())
    };
    let server = server(&pki, vec![json(ACCEPTED)]);
    let (address, asked) = proxy(&server.endpoint());
    let chosen = || ProxyChoice::At(address.clone());
    assert!(matches!(ask_through(chosen(), &pki), Ok(CaReply::Accepted(_))), "the CA is reached");
    assert!(asked.try_recv().unwrap().starts_with("CONNECT ca.example:443 "));
    // A proxy that looks into TLS shows a certificate of its own.
    assert_eq!(ask_through(chosen(), &stranger).unwrap_err().code, SupportCode::CaTlsRoot);
    while asked.try_recv().is_ok() {}
    assert_eq!(ask_through(ProxyChoice::None, &pki).unwrap_err().code, SupportCode::CaUnreachable);
    assert!(asked.try_recv().is_err(), "without a proxy means without");
}
