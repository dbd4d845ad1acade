//! Long renewals at a portal, over real connections to servers that do what no good server does.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "the PKI is shared with the tests of EST")]

#[path = "ca/pki.rs"]
mod pki;
mod support;

use std::net::TcpListener;
use std::time::Duration;

use pki::Pki;
use renewal_master::ca::{self, Budget, Limits, Settings};
use renewal_master::domain::exchange::{CaAsk, CaReply, Submission};
use renewal_master::domain::form::{Dossier, Media, Scan, Slot, Values};
use renewal_master::domain::profile::{Profile, Protocol};
use renewal_master::domain::secret::Pin;
use renewal_master::fault::{Fault, SupportCode};
use renewal_master::ports::CertificateAuthority;
use sha2::{Digest, Sha256};
use support::faulty_server::{Behaviour, FaultyServer, http, json};

const ID: &str = "00112233445566778899aabbccddeeff";
const DRAFT: &str = r#"{"draft":"00112233445566778899aabbccddeeff","number":"1","link":"https://ca.example/1",
    "until":"2026-04-01T09:00:00Z","saved_at":"2026-03-01T09:00:00Z","dossier":{"sections":{},"scans":[]}}"#;

fn settings() -> Settings {
    Settings {
        limits: Limits { connect: Duration::from_secs(5), overall: Duration::from_millis(700) },
        budget: Budget { pause: Duration::from_millis(5), ..Budget::default() },
        ..Settings::default()
    }
}

fn server(pki: &Pki, behaviours: Vec<Behaviour>) -> FaultyServer {
    let chain = [pki.server.certificate.der(), pki.ca.der().as_ref()];
    FaultyServer::start(&chain, pki.server.key.serialized_der(), behaviours)
}

fn client(profile: &Profile) -> Box<dyn CertificateAuthority> {
    ca::connect_with(profile, None, settings()).unwrap()
}

/// Asks once; what came out, and the requests that reached the server.
fn ask(ask: &CaAsk, behaviours: Vec<Behaviour>) -> (Result<CaReply, Fault>, Vec<String>) {
    let pki = Pki::new("127.0.0.1");
    let server = server(&pki, behaviours);
    let profile = pki.profile(Protocol::Portal, server.endpoint());
    (client(&profile).ask(ask), server.received())
}

fn code(it: &CaAsk, behaviour: Behaviour) -> SupportCode {
    ask(it, vec![behaviour]).0.unwrap_err().code
}

fn typed(media_type: &str, body: &str) -> Behaviour {
    http("200 OK", &format!("Content-Type: {media_type}\r\n"), body)
}

fn digest(content: &[u8]) -> String {
    hex::encode(Sha256::digest(content))
}

fn bill() -> CaAsk {
    CaAsk::Bill { request: ID.into() }
}

fn piece(offset: u64, bytes: &[u8]) -> CaAsk {
    let (slot, media, name) = (Slot::Statement, Media::Pdf, "скан.pdf".to_owned());
    let scan = Scan { slot, name, media, size: 10, digest: digest(b"0123456789") };
    CaAsk::Upload { draft: ID.into(), scan, offset, bytes: bytes.to_vec() }
}

/// One of each ask that the long renewals have brought.
fn every_new_ask() -> Vec<CaAsk> {
    let (draft, request, dossier) = (ID.to_owned(), ID.to_owned(), Dossier::default());
    vec![
        CaAsk::Register { certificate: None, subject: Default::default(), dossier: dossier.clone() },
        CaAsk::Drafts,
        CaAsk::Draft { draft: draft.clone() },
        CaAsk::OpenDraft { dossier: dossier.clone(), first: false },
        CaAsk::SaveDraft { draft: draft.clone(), dossier },
        CaAsk::DropDraft { draft: draft.clone() },
        CaAsk::CodeWord { draft: draft.clone(), word: Pin::new("слово".into()) },
        CaAsk::Received { draft, digest: digest(b"") },
        piece(0, b"01"),
        bill(),
        CaAsk::Contacts { request: request.clone(), values: Values::default() },
        CaAsk::StoreAccess { request: request.clone() },
        CaAsk::FetchStored { login: "user".into(), password: Pin::new("geheim".into()) },
        CaAsk::Approvals,
        CaAsk::ApprovalCard { request: request.clone() },
        CaAsk::ApprovalFile { request: request.clone(), digest: digest(b"") },
        CaAsk::Decide { request, decision: vec![1] },
    ]
}

#[test]
fn a_login_page_in_between_is_an_answer_to_nothing() {
    for it in every_new_ask() {
        let page = typed("text/html; charset=utf-8", "<form>Пароль от гостевой сети</form>");
        assert_eq!(code(&it, page), SupportCode::CaGarbage, "{it:?}");
    }
}

#[test]
fn a_redirect_to_a_login_page_is_not_followed() {
    for it in every_new_ask() {
        let away = http("307 Temporary Redirect", "Location: /login\r\n", "");
        let (reply, requests) = ask(&it, vec![away]);
        assert_eq!(reply.unwrap_err().code, SupportCode::CaGarbage, "{it:?}");
        assert!(requests.iter().all(|request| request.contains(" /v1/")), "{requests:?}");
    }
}

#[test]
fn half_an_answer_and_nonsense_are_told_as_such() {
    for it in every_new_ask() {
        let half =
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{".to_vec();
        for behaviour in [Behaviour::Answer(half), json("[{\"draft\":1}"), json("7"), json("null")] {
            assert_eq!(code(&it, behaviour), SupportCode::CaGarbage, "{it:?}");
        }
    }
}

#[test]
fn a_bill_without_end_is_cut_off_at_one_mebibyte() {
    let pdf = |length: usize| typed("application/pdf", &format!("%PDF-{}", "x".repeat(length - 5)));
    assert_eq!(code(&bill(), pdf((1 << 20) + 1)), SupportCode::CaGarbage);
    assert_eq!(code(&bill(), pdf(8 << 20)), SupportCode::CaGarbage);
    let (reply, _) = ask(&bill(), vec![pdf(1 << 20)]);
    assert!(matches!(reply, Ok(CaReply::Document(bytes)) if bytes.len() == 1 << 20));
}

#[test]
fn a_scan_that_was_changed_on_the_way_to_the_head_is_not_shown() {
    let ask_for = CaAsk::ApprovalFile { request: ID.into(), digest: digest(b"scan") };
    assert_eq!(code(&ask_for, typed("application/octet-stream", "Scan")), SupportCode::CaGarbage);
    let (reply, _) = ask(&ask_for, vec![typed("application/octet-stream", "scan")]);
    assert_eq!(reply.unwrap(), CaReply::Document(b"scan".to_vec()));
}

#[test]
fn a_scan_as_long_as_the_profile_allows_reaches_the_head() {
    let pki = Pki::new("127.0.0.1");
    let scan = "s".repeat(3 << 20);
    let server = server(&pki, vec![typed("application/octet-stream", &scan)]);
    let mut profile = pki.profile(Protocol::Portal, server.endpoint());
    let it = CaAsk::ApprovalFile { request: ID.into(), digest: digest(scan.as_bytes()) };
    assert_eq!(client(&profile).ask(&it).unwrap_err().code, SupportCode::CaGarbage);
    profile.forms.scan_bytes = 4 << 20;
    assert!(matches!(client(&profile).ask(&it), Ok(CaReply::Document(bytes)) if bytes.len() == scan.len()));
}

#[test]
fn a_piece_whose_answer_was_lost_is_sent_again_to_the_same_place() {
    let (reply, requests) = ask(&piece(4, b"4567"), vec![Behaviour::HangUp, json(r#"{"received":8}"#)]);
    assert_eq!(reply.unwrap(), CaReply::Received(8));
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[0], requests[1]);
    let head = requests[0].to_ascii_lowercase();
    assert!(head.starts_with(&format!("patch /v1/drafts/{ID}/files/")), "{head}");
    for header in
        ["upload-offset: 4\r\n", "upload-length: 10\r\n", "upload-name: %d1%81%d0%ba%d0%b0%d0%bd.pdf\r\n"]
    {
        assert!(head.contains(header), "{head}");
    }
    assert!(head.ends_with("\r\n\r\n4567"));
}

#[test]
fn a_draft_whose_answer_was_lost_is_opened_once() {
    let open = CaAsk::OpenDraft { dossier: Dossier::default(), first: true };
    let (reply, requests) = ask(&open, vec![Behaviour::HangUp, json(DRAFT)]);
    assert!(matches!(reply, Ok(CaReply::DraftOpened(_))));
    let key = |request: &str| {
        request.lines().find(|l| l.to_ascii_lowercase().starts_with("idempotency-key: ")).unwrap().to_owned()
    };
    assert_eq!(key(&requests[0]), key(&requests[1]));
    // Somebody else with an equal, still empty dossier must not be given the same draft.
    let (_, others) = ask(&open, vec![json(DRAFT)]);
    assert_ne!(key(&requests[0]), key(&others[0]));
}

#[test]
fn saved_drafts_and_decisions_are_repeated_and_dropped_drafts_are_not() {
    let fails = || vec![http("502 Bad Gateway", "", "")];
    for (it, tries) in every_new_ask().into_iter().zip([1, 3, 3, 3, 3, 1, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3]) {
        let (reply, requests) = ask(&it, fails());
        assert_eq!(reply.unwrap_err().code, SupportCode::CaFailed);
        assert_eq!(requests.len(), tries, "{it:?}");
    }
}

#[test]
fn no_failure_repeats_a_secret() {
    for it in every_new_ask() {
        for behaviour in [http("400 Bad Request", "", ""), http("401 Unauthorized", "", ""), json("{")] {
            let fault = ask(&it, vec![behaviour]).0.unwrap_err();
            for secret in ["слово", "geheim", "dXNlcjpnZWhlaW0"] {
                assert!(!format!("{fault:?} {it:?}").contains(secret), "{fault:?}");
            }
        }
    }
}

#[test]
fn a_token_of_a_session_that_could_break_a_header_is_refused() {
    let session =
        |token: &str| json(&format!(r#"{{"token":"{token}","expires_in":900,"name":"И","head":false}}"#));
    let sign_in = CaAsk::SignIn { proof: vec![1] };
    for token in ["", r"a\r\nX-Admin: 1", "a b", &"a".repeat(5000)] {
        assert_eq!(code(&sign_in, session(token)), SupportCode::CaGarbage, "{token:.20}");
    }
}

/// An address where nobody listens.
fn nobody() -> String {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("https://{}", free.local_addr().unwrap())
}

#[test]
fn the_second_address_takes_what_the_first_cannot_be_told_even_a_submission() {
    let pki = Pki::new("127.0.0.1");
    let second = server(&pki, vec![json(DRAFT), json(r#"{"received":2}"#)]);
    let mut profile = pki.profile(Protocol::Portal, nobody());
    profile.second_endpoint = Some(second.endpoint());
    let mut client = client(&profile);
    let open = CaAsk::OpenDraft { dossier: Dossier::default(), first: true };
    assert!(matches!(client.ask(&open), Ok(CaReply::DraftOpened(_))));
    assert_eq!(client.ask(&piece(0, b"01")).unwrap(), CaReply::Received(2));
    assert_eq!(second.received().len(), 2);
}

#[test]
fn a_server_that_hangs_up_may_have_heard_so_nobody_else_is_told() {
    let pki = Pki::new("127.0.0.1");
    let first = server(&pki, vec![Behaviour::HangUp]);
    let second = server(&pki, vec![http("204 No Content", "", "")]);
    let mut profile = pki.profile(Protocol::Portal, first.endpoint());
    profile.second_endpoint = Some(second.endpoint());
    let fault = client(&profile).ask(&CaAsk::Withdraw { request: ID.into() }).unwrap_err();
    assert_eq!(fault.code, SupportCode::CaUnreachable);
    assert!(second.received().is_empty());
}

#[test]
fn a_stranger_at_the_first_address_is_no_reason_to_try_the_second() {
    let (pki, stranger) = (Pki::new("127.0.0.1"), Pki::new("127.0.0.1"));
    let first = server(&stranger, vec![json("{}")]);
    let second = server(&pki, vec![json("[]")]);
    let mut profile = pki.profile(Protocol::Portal, first.endpoint());
    profile.second_endpoint = Some(second.endpoint());
    assert_eq!(client(&profile).ask(&CaAsk::Drafts).unwrap_err().code, SupportCode::CaTlsRoot);
    assert!(second.received().is_empty() && first.received().is_empty());
}

#[test]
fn a_server_whose_time_has_not_come_tells_that_our_clock_may_be_behind() {
    let mut pki = Pki::new("127.0.0.1");
    let mut params = rcgen::CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    params.not_before = rcgen::date_time_ymd(4000, 1, 1);
    pki.server = pki::issue(&params, &pki.ca);
    let server = server(&pki, vec![json("[]")]);
    let profile = pki.profile(Protocol::Portal, server.endpoint());
    let fault = ca::reach(&profile, settings()).unwrap_err();
    assert_eq!((fault.code, fault.fact(ca::VALIDITY)), (SupportCode::CaTlsRoot, Some(ca::NOT_YET)));
}

#[test]
fn a_look_at_the_ca_takes_any_answer_of_the_right_server_and_measures_its_clock() {
    let pki = Pki::new("127.0.0.1");
    for (status, expected) in [
        ("404 Not Found", None),
        ("200 OK", None),
        ("503 Service Unavailable", Some(SupportCode::CaBusy)),
        ("500 Internal Server Error", Some(SupportCode::CaFailed)),
    ] {
        let server = server(&pki, vec![http(status, "Date: Sun, 01 Mar 2026 12:05:00 GMT\r\n", "")]);
        let profile = pki.profile(Protocol::Portal, server.endpoint());
        let settings = Settings {
            now: std::sync::Arc::new(|| time::macros::datetime!(2026-03-01 12:00 UTC)),
            ..settings()
        };
        let skew = settings.skew.clone();
        assert_eq!(ca::reach(&profile, settings).err().map(|fault| fault.code), expected, "{status}");
        assert_eq!(skew.last(), Some(time::Duration::minutes(5)));
    }
}

#[test]
fn a_portal_without_an_interface_needs_no_address() {
    let pki = Pki::new("127.0.0.1");
    let profile = pki.profile(Protocol::File, String::new());
    assert!(ca::reach(&profile, settings()).is_ok());
    let mut client = client(&profile);
    assert_eq!(client.ask(&CaAsk::Challenge).unwrap(), CaReply::Challenge(None));
    let submit = CaAsk::Submit(Submission::default());
    assert_eq!(client.ask(&submit).unwrap_err().code, SupportCode::CaUnsupported);
}
