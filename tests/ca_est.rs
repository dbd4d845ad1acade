//! The EST client against a real CA: BouncyCastle on the Java of this machine.
//!
//! Needs a JDK and Debian's libbcprov-java, libbcpkix-java, libbcutil-java; without them each test says so and
//! passes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "ca/bc_server.rs"]
mod bc_server;
#[path = "ca/pki.rs"]
mod pki;

use std::sync::Arc;

use bc_server::BcServer;
use pki::Pki;
use renewal_master::ca::{self, ClientIdentity, ClockSkew, Settings};
use renewal_master::domain::exchange::{CaAsk, CaReply, Submission};
use renewal_master::domain::identifier::Snils;
use renewal_master::domain::moment::Moment;
use renewal_master::domain::profile::Protocol;
use renewal_master::fault::{Fault, SupportCode};
use renewal_master::ports::CertificateAuthority;
use renewal_master::renewal::matched::{Expected, MatchedCertificate};

struct Setup {
    pki: Pki,
    server: BcServer,
    submission: Submission,
}

impl Setup {
    fn new(test: &str, options: &[&str]) -> Option<Self> {
        let pki = Pki::new("127.0.0.1");
        let server = BcServer::start(&pki, test, options)?;
        let submission = submission(pki::request(&pki.user.certificate));
        Some(Self { pki, server, submission })
    }

    fn connect(&self, identity: Option<ClientIdentity>) -> Box<dyn CertificateAuthority> {
        ca::connect(&self.pki.profile(Protocol::Est, self.server.endpoint.clone()), identity).unwrap()
    }

    fn client(&self) -> Box<dyn CertificateAuthority> {
        self.connect(Some(self.pki.identity()))
    }

    fn holder(&self) -> CaAsk {
        let snils = Snils::parse("112-233-445 95").unwrap();
        CaAsk::Holder { snils: Some(snils), certificate: self.pki.user.certificate.clone() }
    }

    fn status(&self, request: &str) -> CaAsk {
        CaAsk::Status { request: request.to_owned(), submission: self.submission.clone() }
    }
}

fn submission(request: Vec<u8>) -> Submission {
    Submission { idempotency: "00".repeat(16), request, ..Submission::default() }
}

fn accepted(reply: Result<CaReply, Fault>) -> String {
    match reply.unwrap() {
        CaReply::Accepted(accepted) => accepted.request,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_certificate_is_renewed_and_passes_every_check() {
    let Some(setup) = Setup::new("renewed", &[]) else { return };
    let mut client = setup.client();
    let CaReply::Holder(holder) = client.ask(&setup.holder()).unwrap() else { panic!("no holder") };
    assert_eq!(&holder.subject, setup.pki.user.certificate.subject());
    assert_eq!(client.ask(&CaAsk::Challenge).unwrap(), CaReply::Challenge(None));
    let request = accepted(client.ask(&CaAsk::Submit(setup.submission.clone())));
    let CaReply::Issued { certificate, chain } = client.ask(&setup.status(&request)).unwrap() else {
        panic!("not issued")
    };
    let expected = Expected {
        point: &pki::point_of(&setup.submission.request),
        subject: &holder.subject,
        anchors: std::slice::from_ref(&setup.pki.root),
    };
    let matched = MatchedCertificate::check(&certificate, &chain, &expected, Moment::now_utc()).unwrap();
    assert_eq!(matched.into_parts().1.len(), 2, "issuing CA and root");
    let again = client.ask(&setup.status(&request)).unwrap();
    assert!(matches!(again, CaReply::Issued { certificate: same, .. } if same == certificate));
}

#[test]
fn an_approval_takes_its_time_and_the_same_request_brings_the_certificate() {
    for (test, options) in [
        ("waiting-seconds", ["est202=2", "retryAfter=90"].as_slice()),
        ("waiting-date", ["est202=2", "retryAfter=90", "retryDate=1"].as_slice()),
    ] {
        let Some(setup) = Setup::new(test, options) else { return };
        let request = accepted(setup.client().ask(&CaAsk::Submit(setup.submission.clone())));
        // A new client, as after a restart of the program.
        let mut client = setup.client();
        let CaReply::Waiting(waiting) = client.ask(&setup.status(&request)).unwrap() else {
            panic!("{test}")
        };
        let seconds = waiting.retry_after.unwrap();
        assert!((80..=90).contains(&seconds), "{test}: {seconds}");
        assert!(matches!(client.ask(&setup.status(&request)), Ok(CaReply::Issued { .. })), "{test}");
    }
}

#[test]
fn a_refusal_comes_with_the_words_of_the_ca() {
    let Some(setup) = Setup::new("refused", &["reject=Нет оплаты", "rejectAfter=2", "est202=1"])
    else {
        return;
    };
    let mut client = setup.client();
    let request = accepted(client.ask(&CaAsk::Submit(setup.submission.clone())));
    let fault = client.ask(&setup.status(&request)).unwrap_err();
    assert_eq!((fault.code, fault.fact("reason")), (SupportCode::CaRejected, Some("Нет оплаты")));
    let fault = client.ask(&CaAsk::Submit(setup.submission.clone())).unwrap_err();
    assert_eq!((fault.code, fault.fact("status")), (SupportCode::CaRefused, Some("403")));
    assert_eq!(fault.fact("detail"), Some("Нет оплаты"));
}

#[test]
fn another_subject_is_refused() {
    let Some(setup) = Setup::new("subject", &[]) else { return };
    let other = submission(pki::request(&setup.pki.root));
    let fault = setup.client().ask(&CaAsk::Submit(other)).unwrap_err();
    assert_eq!(fault.code, SupportCode::CaRefused);
    assert!(fault.fact("detail").unwrap().contains("subject differs"), "{fault:?}");
}

#[test]
fn without_the_users_key_the_ca_refuses() {
    let Some(setup) = Setup::new("no-key", &[]) else { return };
    let fault = setup.connect(None).ask(&CaAsk::Submit(setup.submission.clone())).unwrap_err();
    assert_eq!(fault.code, SupportCode::CaRefused);
    assert!(fault.fact("detail").unwrap().contains("client certificate"), "{fault:?}");
}

#[test]
fn the_first_look_needs_no_key_although_the_server_asks_for_a_certificate() {
    let Some(setup) = Setup::new("first-look", &[]) else { return };
    let locked =
        ClientIdentity { sign: Arc::new(|_| Err(SupportCode::TokenRemoved.into())), ..setup.pki.identity() };
    let mut client = setup.connect(Some(locked));
    assert!(matches!(client.ask(&setup.holder()), Ok(CaReply::Holder(_))));
    // Nor is the anonymous connection used for what must be signed.
    let fault = client.ask(&CaAsk::Submit(setup.submission.clone())).unwrap_err();
    assert_eq!(fault.code, SupportCode::TokenRemoved);
}

#[test]
fn a_token_that_fails_in_the_handshake_is_told_as_such() {
    let Some(setup) = Setup::new("token", &[]) else { return };
    let broken = ClientIdentity {
        sign: Arc::new(|_| Err(Fault::new(SupportCode::TokenRemoved).with("rv", "0x32"))),
        ..setup.pki.identity()
    };
    let fault = setup.connect(Some(broken)).ask(&CaAsk::Submit(setup.submission.clone())).unwrap_err();
    assert_eq!(fault.support_code(), "TOKEN-REMOVED-0x32");
}

#[test]
fn a_server_under_another_root_is_not_spoken_to() {
    let Some(setup) = Setup::new("tls-root", &[]) else { return };
    let mut profile = setup.pki.profile(Protocol::Est, setup.server.endpoint.clone());
    profile.tls_anchors = vec![Pki::new("127.0.0.1").root];
    let fault = ca::connect(&profile, None).unwrap().ask(&setup.holder()).unwrap_err();
    assert_eq!(fault.code, SupportCode::CaTlsRoot);
}

#[test]
fn a_ca_that_is_not_that_of_the_profile_is_noticed_before_a_key_is_made() {
    let Some(setup) = Setup::new("cacerts", &[]) else { return };
    let mut profile = setup.pki.profile(Protocol::Est, setup.server.endpoint.clone());
    profile.anchors = vec![Pki::new("127.0.0.1").root];
    let fault = ca::connect(&profile, None).unwrap().ask(&setup.holder()).unwrap_err();
    assert_eq!(fault.code, SupportCode::IssuedChain);
}

#[test]
fn the_clock_of_the_server_is_compared_with_ours() {
    let Some(setup) = Setup::new("clock", &[]) else { return };
    let profile = setup.pki.profile(Protocol::Est, setup.server.endpoint.clone());
    let skew = ClockSkew::default();
    let behind = Settings {
        now: Arc::new(|| Moment::now_utc() - time::Duration::hours(3)),
        skew: skew.clone(),
        ..Settings::default()
    };
    assert_eq!(skew.last(), None);
    ca::connect_with(&profile, None, behind).unwrap().ask(&setup.holder()).unwrap();
    let minutes = skew.last().unwrap().whole_minutes();
    assert!((178..=181).contains(&minutes), "{minutes}");
}
