//! The portal client and the sandbox, each by its own hand: they must speak the same protocol.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::PathBuf;

use p256::ecdsa::signature::Signer;
use p256::ecdsa::{DerSignature, SigningKey};
use p256::pkcs8::DecodePrivateKey;
use rcgen::KeyPair;
use renewal_master::ca::{self, profile};
use renewal_master::domain::certificate::{Certificate, Purpose};
use renewal_master::domain::exchange::{CaAsk, CaReply, HolderRecord, Submission};
use renewal_master::domain::identifier::Snils;
use renewal_master::domain::key::{CkaId, KeyPlan, KeyRef, PlaceId};
use renewal_master::domain::moment::Moment;
use renewal_master::domain::profile::Profile;
use renewal_master::domain::request::p256_spki;
use renewal_master::domain::{request, signed};
use renewal_master::fault::SupportCode;
use renewal_master::ports::CertificateAuthority;
use renewal_master::renewal::matched::{Expected, MatchedCertificate};
use renewal_master::sandbox::{Faults, Options, Server};
use x509_cert::der::Encode;

struct Training {
    server: Option<Server>,
    folder: PathBuf,
    profile: Profile,
    snils: Snils,
    old_key: SigningKey,
    old: Certificate,
    new_key: SigningKey,
}

impl Training {
    fn new(test: &str, delay: u32) -> Self {
        let folder =
            std::env::temp_dir().join(format!("renewal-master-{}-sandbox-{test}", std::process::id()));
        let server = Server::start(Options { delay, ..Options::in_folder(&folder) }).unwrap();
        let snils = Snils::parse("112-233-445 95").unwrap();
        let (old_key, new_key) = (key(), key());
        let spki = p256_spki(&point(&old_key)).unwrap().to_der().unwrap();
        let old = server.issue_for_training(&spki, &snils, 20, Purpose::Reporting).unwrap();
        let profile = profile::load(&server.profile_path()).unwrap();
        Self { server: Some(server), folder, profile, snils, old_key, old, new_key }
    }

    fn client(&self) -> Box<dyn CertificateAuthority> {
        ca::connect(&self.profile, None).unwrap()
    }

    fn holder(&self, client: &mut dyn CertificateAuthority) -> HolderRecord {
        let ask = CaAsk::Holder { snils: Some(self.snils.clone()), certificate: self.old.clone() };
        let CaReply::Holder(holder) = client.ask(&ask).unwrap() else { panic!("no holder") };
        holder
    }

    fn sign_in(&self, client: &mut dyn CertificateAuthority) {
        let CaReply::Challenge(Some(challenge)) = client.ask(&CaAsk::Challenge).unwrap() else { panic!() };
        let draft = signed::Draft::attached(&challenge, &self.old, Moment::now_utc()).unwrap();
        let proof = self.finish(draft);
        assert!(matches!(client.ask(&CaAsk::SignIn { proof }).unwrap(), CaReply::SignedIn(_)));
    }

    fn submission(&self, holder: &HolderRecord) -> Submission {
        let key = KeyRef { place: PlaceId::Computer, id: CkaId::new([1]) };
        let (start, end) = (holder.not_before, holder.not_after);
        let plan = KeyPlan { key, label: String::new(), exportable: false, start, end };
        let draft = request::Draft::renewal(&self.old, &holder.subject, &point(&self.new_key), &plan, "test")
            .unwrap();
        let signature = sign(&self.new_key, &draft.to_sign());
        let request = draft.finish(&signature).unwrap();
        let draft = signed::Draft::attached(&request, &self.old, Moment::now_utc()).unwrap();
        Submission {
            idempotency: "5a".repeat(16),
            package: self.finish(draft),
            request,
            dossier: None,
            draft: None,
        }
    }

    fn finish(&self, draft: signed::Draft) -> Vec<u8> {
        let signature = sign(&self.old_key, &draft.to_sign());
        draft.finish(&signature).unwrap()
    }
}

impl Drop for Training {
    fn drop(&mut self) {
        drop(self.server.take());
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn key() -> SigningKey {
    SigningKey::from_pkcs8_der(KeyPair::generate().unwrap().serialized_der()).unwrap()
}

fn point(key: &SigningKey) -> Vec<u8> {
    key.verifying_key().to_sec1_point(false).as_bytes().to_vec()
}

fn sign(key: &SigningKey, message: &[u8]) -> Vec<u8> {
    let signature: DerSignature = key.sign(message);
    signature.as_bytes().to_vec()
}

#[test]
fn a_renewal_goes_through_from_the_number_to_the_receipt() {
    let training = Training::new("whole", 0);
    let mut client = training.client();
    let holder = training.holder(client.as_mut());
    training.sign_in(client.as_mut());
    let submission = training.submission(&holder);
    let reply = client.ask(&CaAsk::Submit(submission.clone())).unwrap();
    assert_eq!(
        client.ask(&CaAsk::Submit(submission.clone())).unwrap(),
        reply,
        "a repetition changes nothing"
    );
    let CaReply::Accepted(accepted) = reply else { panic!("{reply:?}") };
    // The certificate can be fetched by a program that was started anew and is not signed in.
    let mut client = training.client();
    let status = CaAsk::Status { request: accepted.request.clone(), submission };
    let CaReply::Issued { certificate, chain } = client.ask(&status).unwrap() else { panic!("not issued") };
    let expected = Expected {
        point: &point(&training.new_key),
        subject: &holder.subject,
        anchors: &training.profile.anchors,
    };
    MatchedCertificate::check(&certificate, &chain, &expected, Moment::now_utc()).unwrap();
    let receipt =
        training.finish(signed::Draft::detached(&certificate, &training.old, Moment::now_utc()).unwrap());
    let acknowledge = CaAsk::Acknowledge { request: accepted.request, receipt };
    assert_eq!(client.ask(&acknowledge).unwrap(), CaReply::Acknowledged);
}

#[test]
fn a_request_that_waits_can_be_withdrawn() {
    let training = Training::new("withdraw", 600);
    let mut client = training.client();
    let holder = training.holder(client.as_mut());
    training.sign_in(client.as_mut());
    let submission = training.submission(&holder);
    let CaReply::Accepted(accepted) = client.ask(&CaAsk::Submit(submission.clone())).unwrap() else {
        panic!()
    };
    let status = CaAsk::Status { request: accepted.request.clone(), submission };
    let CaReply::Waiting(waiting) = client.ask(&status).unwrap() else { panic!("not waiting") };
    assert_eq!(waiting.stage, "checking");
    assert!(waiting.retry_after.is_some());
    let withdraw = CaAsk::Withdraw { request: accepted.request };
    assert_eq!(client.ask(&withdraw).unwrap(), CaReply::Withdrawn);
    assert_eq!(client.ask(&status).unwrap_err().code, SupportCode::CaRejected);
}

#[test]
fn refusals_are_told_by_their_reason() {
    let training = Training::new("refusals", 0);
    let mut client = training.client();
    let other = Snils::parse("087-654-303 00").unwrap();
    let ask = CaAsk::Holder { snils: Some(other), certificate: training.old.clone() };
    assert_eq!(client.ask(&ask).unwrap_err().code, SupportCode::SnilsOther);
    let holder = training.holder(client.as_mut());
    let submission = training.submission(&holder);
    let fault = client.ask(&CaAsk::Submit(submission.clone())).unwrap_err();
    assert_eq!(fault.code, SupportCode::CaSignIn, "not signed in yet");
    training.sign_in(client.as_mut());
    let CaReply::Accepted(accepted) = client.ask(&CaAsk::Submit(submission.clone())).unwrap() else {
        panic!()
    };
    let faults = Faults { reject: Some("Нет оплаты".into()), ..Faults::default() };
    training.server.as_ref().unwrap().set_faults(faults);
    let fault = client.ask(&CaAsk::Status { request: accepted.request, submission }).unwrap_err();
    assert_eq!((fault.code, fault.fact("reason")), (SupportCode::CaRejected, Some("Нет оплаты")));
}
