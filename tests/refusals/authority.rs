//! A CA that is down, slow, out of its mind, or somebody else.

use crate::case::Case;
use crate::pki::Pki;
use crate::support::faulty_server::{Behaviour, FaultyServer};

/// What a CA may answer in place of an answer. Success in the middle of a refusal is tested below.
const ANSWERS: [(&str, &str); 9] = [
    (r#""status":400"#, "CA-REFUSED"),
    (r#""status":401"#, "CA-SIGN-IN"),
    (r#""status":403"#, "CA-REFUSED"),
    (r#""status":404"#, "CA-REFUSED"),
    (r#""status":429"#, "CA-BUSY"),
    (r#""status":500"#, "CA-FAILED"),
    (r#""status":503"#, "CA-BUSY"),
    (r#""garbage":true"#, "CA-GARBAGE"),
    (r#""half_body":true"#, "CA-GARBAGE"),
];

#[test]
fn whatever_the_ca_answers_at_first_nothing_is_made() {
    let Some(case) = Case::new("first-answer") else { return };
    let mut arguments = case.renew();
    for (answer, code) in ANSWERS {
        case.ca.set_faults(&format!(r#"{{"on":"/v1/holder",{answer}}}"#));
        case.refused(arguments, 1, code);
        arguments = case.resume();
    }
    case.untouched();
    case.ca.set_faults("{}");
    case.resumes();
}

#[test]
fn whatever_the_ca_answers_to_the_request_the_same_request_goes_on() {
    let Some(case) = Case::new("request-answer") else { return };
    let mut arguments = case.renew();
    for (answer, code) in ANSWERS {
        case.ca.set_faults(&format!(r#"{{"on":"/v1/requests",{answer}}}"#));
        case.refused(arguments, 1, code);
        arguments = case.resume();
    }
    case.ca.set_faults("{}");
    case.resumes();
    assert_eq!(case.ca.orders().len(), 1, "the request was repeated, not made anew");
}

#[test]
fn whatever_the_ca_answers_at_any_other_step_the_renewal_goes_on() {
    let Some(case) = Case::new("any-answer") else { return };
    let mut arguments = case.renew();
    for path in ["/v1/challenge", "/v1/session", "/v1/requests/", "/certificate", "/acknowledgement"] {
        for (answer, code) in [
            (r#""status":400"#, "CA-REFUSED"),
            (r#""status":500"#, "CA-FAILED"),
            (r#""garbage":true"#, "CA-GARBAGE"),
        ] {
            case.ca.set_faults(&format!(r#"{{"on":"{path}",{answer}}}"#));
            case.refused(arguments, 1, code);
            arguments = case.resume();
        }
    }
    case.ca.set_faults("{}");
    case.resumes();
    assert_eq!(case.ca.orders().len(), 1);
    assert_eq!(case.ca.orders()[0]["acknowledged"], true);
}

#[test]
fn a_ca_that_goes_down_after_the_request_was_made_is_waited_for() {
    let Some(mut case) = Case::new("goes-down") else { return };
    case.ca.set_faults(r#"{"on":"/v1/requests","status":500}"#);
    case.refused(case.renew(), 1, "CA-FAILED");
    case.world.stop_sandbox();
    case.refused(case.resume(), 1, "CA-UNREACHABLE");
    case.world.start_sandbox(&[]);
    case.resumes();
}

#[test]
fn a_silent_ca_is_given_up_at_the_time_limit() {
    let Some(case) = Case::new("slow") else { return };
    case.ca.set_faults(r#"{"on":"/v1/requests","slow_seconds":3600}"#);
    let begun = std::time::Instant::now();
    case.refused(case.renew(), 1, "CA-SLOW");
    assert!((25..50).contains(&begun.elapsed().as_secs()), "{:?}", begun.elapsed());
    case.ca.set_faults("{}");
    case.resumes();
    assert_eq!(case.ca.orders().len(), 1);
}

#[test]
fn a_server_under_an_unknown_root_is_told_nothing() {
    let Some(case) = Case::new("tls-root") else { return };
    let stranger = Pki::new("127.0.0.1");
    let trusting = |profile: String| anchors(&profile, &stranger);
    case.refused(case.with_profile(case.renew(), trusting), 1, "CA-TLS-ROOT");
    case.untouched();
    case.resumes();
}

#[test]
fn a_server_of_another_name_is_told_nothing() {
    let Some(case) = Case::new("tls-name") else { return };
    let server = impostor("other.example", Behaviour::HangUp);
    case.refused(case.with_profile(case.renew(), |profile| server.instead(&profile)), 1, "CA-TLS-NAME");
    assert!(server.server.received().is_empty());
    case.untouched();
    case.resumes();
}

#[test]
fn a_server_that_breaks_off_is_told_from_one_that_speaks_another_language() {
    let Some(case) = Case::new("broken") else { return };
    let half =
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{\"subject\":";
    let page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<h1>Hotel</h1>";
    let mut arguments = case.renew();
    for (behaviour, code) in [
        (Behaviour::HangUp, "CA-UNREACHABLE"),
        (Behaviour::Answer(half.to_vec()), "CA-GARBAGE"),
        (Behaviour::Answer(page.to_vec()), "CA-GARBAGE"),
        (Behaviour::Answer(b"SSH-2.0-OpenSSH_9.2\r\n".to_vec()), "CA-GARBAGE"),
        (Behaviour::NoTls, "CA-GARBAGE"),
    ] {
        let server = impostor("127.0.0.1", behaviour);
        case.refused(case.with_profile(arguments, |profile| server.instead(&profile)), 1, code);
        arguments = case.resume();
    }
    case.untouched();
    case.resumes();
}

/// A server in the place of the sandbox.
struct Impostor {
    pki: Pki,
    server: FaultyServer,
}

fn impostor(name: &str, behaviour: Behaviour) -> Impostor {
    let pki = Pki::new(name);
    let chain = [pki.server.certificate.der(), pki.ca.der().as_ref()];
    let server = FaultyServer::start(&chain, pki.server.key.serialized_der(), vec![behaviour]);
    Impostor { pki, server }
}

impl Impostor {
    /// The profile with this server and its root.
    fn instead(&self, profile: &str) -> String {
        let with_root = anchors(profile, &self.pki);
        let endpoint = with_root.lines().find(|line| line.starts_with("endpoint")).unwrap();
        with_root.replace(endpoint, &format!("endpoint = \"{}\"", self.server.endpoint()))
    }
}

/// The profile that trusts only the root of this PKI to be the server.
fn anchors(profile: &str, pki: &Pki) -> String {
    let trusted = format!("tls_anchors = ['''\n{}''']", pki.root.pem());
    profile.replace(r#"tls_anchors = ["root.pem"]"#, &trusted)
}
