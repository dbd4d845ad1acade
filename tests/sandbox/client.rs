//! The program's own client speaks every call of the long protocol to the sandbox.

use p256::ecdsa::SigningKey;
use p256::elliptic_curve::Generate;
use renewal_master::ca::{self, profile};
use renewal_master::domain::exchange::{CaAsk, CaReply, Submission};
use renewal_master::domain::form::{Dossier, Values};
use renewal_master::domain::portal::Decision;
use renewal_master::domain::secret::Pin;
use renewal_master::fault::{Fault, SupportCode};
use renewal_master::ports::CertificateAuthority;

use crate::portal::{Operator, Person, Portal, SCAN, belarusian_dossier, dossier_with_passport};

fn client(portal: &Portal, name: &str) -> Box<dyn CertificateAuthority> {
    ca::connect(&profile::load(&portal.path(&format!("{name}.toml"))).unwrap(), None).unwrap()
}

fn sign_in(client: &mut dyn CertificateAuthority, person: &Person) -> (String, bool) {
    let CaReply::Challenge(Some(challenge)) = client.ask(&CaAsk::Challenge).unwrap() else { panic!() };
    match client.ask(&CaAsk::SignIn { proof: person.package(&challenge) }).unwrap() {
        CaReply::SignedIn(who) => (who.name, who.head),
        other => panic!("{other:?}"),
    }
}

fn submit(
    client: &mut dyn CertificateAuthority,
    person: &Person,
    dossier: &Dossier,
    draft: &str,
) -> (String, Submission) {
    let request = person.pkcs10(&SigningKey::generate(), person.certificate.subject());
    let submission = Submission {
        idempotency: "5a".repeat(16),
        package: person.package(&request),
        request,
        dossier: Some(person.package(&dossier.canonical())),
        draft: Some(draft.to_owned()),
    };
    let CaReply::Accepted(accepted) = client.ask(&CaAsk::Submit(submission.clone())).unwrap() else {
        panic!()
    };
    (accepted.request, submission)
}

fn refusal(result: Result<CaReply, Fault>) -> SupportCode {
    result.unwrap_err().code
}

#[test]
fn the_program_takes_a_treasury_request_from_draft_to_certificate() {
    let portal = Portal::new("client-treasury");
    let (holder, head) = (portal.holder("/treasury"), portal.head("/treasury"));
    let mut client = client(&portal, "treasury");
    assert_eq!(refusal(client.ask(&CaAsk::Drafts)), SupportCode::CaSignIn);
    assert_eq!(sign_in(&mut *client, &holder), ("Иванова Мария Петровна".to_owned(), false));
    assert_eq!(client.ask(&CaAsk::Drafts).unwrap(), CaReply::Drafts(Vec::new()));
    let open = CaAsk::OpenDraft { dossier: Dossier::default(), first: false };
    let CaReply::DraftOpened(draft) = client.ask(&open).unwrap() else { panic!() };
    let id = draft.draft.clone();
    let dossier = dossier_with_passport();
    let save = CaAsk::SaveDraft { draft: id.clone(), dossier: dossier.clone() };
    assert_eq!(client.ask(&save).unwrap(), CaReply::Done);
    let word = CaAsk::CodeWord { draft: id.clone(), word: Pin::new("Ромашка".into()) };
    assert_eq!(client.ask(&word).unwrap(), CaReply::Done);
    let scan = dossier.scans[0].clone();
    let received = CaAsk::Received { draft: id.clone(), digest: scan.digest.clone() };
    assert_eq!(client.ask(&received).unwrap(), CaReply::Received(0));
    for (offset, bytes) in [(0, &SCAN[..10]), (10, &SCAN[10..])] {
        let (draft, scan) = (id.clone(), scan.clone());
        let upload = CaAsk::Upload { draft, scan, offset, bytes: bytes.to_vec() };
        assert_eq!(client.ask(&upload).unwrap(), CaReply::Received(offset + bytes.len() as u64));
    }
    let register = CaAsk::Register {
        certificate: Some(holder.certificate.clone()),
        subject: holder.certificate.subject().clone(),
        dossier: dossier.clone(),
    };
    let CaReply::Findings(findings) = client.ask(&register).unwrap() else { panic!() };
    assert_eq!(findings.len(), 1, "the passport");
    let (request, submission) = submit(&mut *client, &holder, &dossier, &id);
    let status = CaAsk::Status { request: request.clone(), submission };
    let CaReply::Waiting(waiting) = client.ask(&status).unwrap() else { panic!() };
    assert_eq!(waiting.stage, "checking");
    assert!(waiting.news.until.is_some() && waiting.retry_after.is_some());
    let values = Values::default().with("phone", "+79160000001").with("email", "m@example.ru");
    let contacts = CaAsk::Contacts { request: request.clone(), values };
    assert_eq!(client.ask(&contacts).unwrap(), CaReply::Done);
    assert_eq!(refusal(client.ask(&CaAsk::Bill { request: request.clone() })), SupportCode::CaRefused);

    portal.pass_working_days(5);
    sign_in(&mut *client, &head);
    let CaReply::Approvals(waiting) = client.ask(&CaAsk::Approvals).unwrap() else { panic!() };
    assert_eq!(waiting.len(), 1);
    let CaReply::ApprovalCard(card) = client.ask(&CaAsk::ApprovalCard { request: request.clone() }).unwrap()
    else {
        panic!()
    };
    let file = CaAsk::ApprovalFile { request: request.clone(), digest: scan.digest };
    assert_eq!(client.ask(&file).unwrap(), CaReply::Document(SCAN.to_vec()));
    let decision =
        Decision { request: request.clone(), approved: true, reason: String::new(), card: card.digest() };
    let decision = head.package(&serde_json::to_vec(&decision).unwrap());
    assert_eq!(client.ask(&CaAsk::Decide { request: request.clone(), decision }).unwrap(), CaReply::Done);
    portal.pass_working_days(4);
    let CaReply::Issued { certificate, .. } = client.ask(&status).unwrap() else { panic!() };
    let acknowledge = CaAsk::Acknowledge { request, receipt: holder.receipt(&certificate) };
    assert_eq!(client.ask(&acknowledge).unwrap(), CaReply::Acknowledged);
}

#[test]
fn the_program_fetches_a_certificate_from_the_store_and_is_told_of_refusals() {
    let portal = Portal::new("client-store");
    let (holder, head) = (portal.holder("/e-pasluga"), portal.head("/e-pasluga"));
    let mut client = client(&portal, "e-pasluga");
    sign_in(&mut *client, &holder);
    let dossier = belarusian_dossier();
    let open = CaAsk::OpenDraft { dossier: dossier.clone(), first: false };
    let CaReply::DraftOpened(draft) = client.ask(&open).unwrap() else { panic!() };
    let (request, submission) = submit(&mut *client, &holder, &dossier, &draft.draft);
    assert_eq!(head.decide(&request, true, "").status, 204);
    let status = CaAsk::Status { request: request.clone(), submission };
    let CaReply::Waiting(waiting) = client.ask(&status).unwrap() else { panic!() };
    assert_eq!(waiting.stage, "payment");
    assert!(waiting.news.payment.is_some_and(|payment| !payment.paid));
    assert!(matches!(client.ask(&CaAsk::Bill { request: request.clone() }).unwrap(), CaReply::Document(_)));
    assert_eq!(Operator::of(&portal).press("e-pasluga", &request, "pay", &[]), 303);
    let CaReply::Waiting(waiting) = client.ask(&status).unwrap() else { panic!() };
    assert!(waiting.news.store);
    let CaReply::StoreAccess { login, password } = client.ask(&CaAsk::StoreAccess { request }).unwrap()
    else {
        panic!()
    };
    let wrong = CaAsk::FetchStored { login: login.clone(), password: Pin::new("wrong".into()) };
    assert_eq!(refusal(client.ask(&wrong)), SupportCode::CaRefused);
    assert!(matches!(client.ask(&CaAsk::FetchStored { login, password }).unwrap(), CaReply::Issued { .. }));

    let open = CaAsk::OpenDraft { dossier: dossier.clone(), first: false };
    let CaReply::DraftOpened(draft) = client.ask(&open).unwrap() else { panic!() };
    assert_eq!(client.ask(&CaAsk::DropDraft { draft: draft.draft }).unwrap(), CaReply::Done);
}
