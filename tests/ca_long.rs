//! The portal client and the sandbox in long renewals, each by its own hand: they must speak the same protocol.

#![allow(clippy::unwrap_used, clippy::panic, dead_code, reason = "a test fails by panicking")]

#[path = "support/portal.rs"]
mod portal;

use p256::ecdsa::SigningKey;
use p256::elliptic_curve::Generate;
use portal::{Person, Portal, SCAN, belarusian_dossier, digest, dossier_with_passport, http};
use renewal_master::ca::{self, profile};
use renewal_master::domain::exchange::{Accepted, CaAsk, CaReply, Submission, Waiting};
use renewal_master::domain::form::{Dossier, Values};
use renewal_master::domain::portal::{Decision, Draft};
use renewal_master::domain::refusal::{Refusal, Source};
use renewal_master::domain::secret::Pin;
use renewal_master::fault::SupportCode;
use renewal_master::ports::CertificateAuthority;

/// A person with the client of the program.
struct Desk {
    person: Person,
    ca: Box<dyn CertificateAuthority>,
}

fn client(portal: &Portal, base: &str) -> Box<dyn CertificateAuthority> {
    let mut profile = profile::load(&portal.server().profile_path()).unwrap();
    profile.endpoint = portal.server().url() + base;
    ca::connect(&profile, None).unwrap()
}

impl Desk {
    fn new(portal: &Portal, base: &str, person: Person, head: bool) -> Self {
        let mut desk = Self { person, ca: client(portal, base) };
        let CaReply::Challenge(Some(challenge)) = desk.ask(CaAsk::Challenge) else { panic!() };
        let proof = desk.person.package(&challenge);
        let CaReply::SignedIn(who) = desk.ask(CaAsk::SignIn { proof }) else { panic!() };
        assert_eq!((who.name, who.head), (desk.person.certificate.subject().full_name(), head));
        desk
    }

    fn ask(&mut self, ask: CaAsk) -> CaReply {
        self.ca.ask(&ask).unwrap()
    }

    fn open(&mut self, dossier: &Dossier) -> Draft {
        let reply = self.ask(CaAsk::OpenDraft { dossier: dossier.clone(), first: false });
        let CaReply::DraftOpened(draft) = reply else { panic!("{reply:?}") };
        draft
    }

    fn submit(&mut self, dossier: &Dossier, draft: &Draft) -> Accepted {
        let subject = self.person.certificate.subject().clone();
        let request = self.person.request(&SigningKey::generate(), &subject, dossier, Some(draft));
        let submission = Submission {
            idempotency: draft.draft.clone(),
            package: request.package,
            dossier: request.dossier,
            draft: request.draft,
            ..Submission::default()
        };
        let reply = self.ask(CaAsk::Submit(submission));
        let CaReply::Accepted(accepted) = reply else { panic!("{reply:?}") };
        assert_eq!(accepted.number, draft.number);
        accepted
    }

    fn waiting(&mut self, request: &str) -> Waiting {
        let submission = Submission::default();
        let reply = self.ask(CaAsk::Status { request: request.to_owned(), submission });
        let CaReply::Waiting(waiting) = reply else { panic!("{reply:?}") };
        waiting
    }

    /// Looks at the card of a request and decides on it.
    fn decide(&mut self, request: &str, approved: bool, reason: &str) {
        let reply = self.ask(CaAsk::ApprovalCard { request: request.to_owned() });
        let CaReply::ApprovalCard(card) = reply else { panic!("{reply:?}") };
        for scan in &card.dossier.scans {
            let (request, digest) = (request.to_owned(), scan.digest.clone());
            assert_eq!(self.ask(CaAsk::ApprovalFile { request, digest }), CaReply::Document(SCAN.to_vec()));
        }
        let request = request.to_owned();
        let reason = reason.to_owned();
        let decision = Decision { request: request.clone(), approved, reason, card: card.digest() };
        let decision = self.person.package(&serde_json::to_vec(&decision).unwrap());
        assert_eq!(self.ask(CaAsk::Decide { request, decision }), CaReply::Done);
    }
}

/// Presses a button of the operator.
fn press(portal: &Portal, scheme: &str, request: &str, action: &str) {
    let http = http(&portal.server().root_pem_path());
    let page = format!("{}requests/{scheme}/{request}", portal.server().operator_url());
    let text = http.get(&page).send().unwrap().text().unwrap();
    let token = text.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let pressed = http.post(format!("{page}/{action}")).body(format!("token={token}")).send().unwrap();
    assert_eq!(pressed.status(), 303);
}

#[test]
fn at_the_belarusian_service_the_certificate_is_approved_paid_for_and_taken_from_the_store() {
    let portal = Portal::new("client-e-pasluga");
    let base = "/e-pasluga";
    let mut holder = Desk::new(&portal, base, portal.holder(base), false);
    let mut head = Desk::new(&portal, base, portal.head(base), true);
    let dossier = belarusian_dossier();
    let draft = holder.open(&Dossier::default());
    let id = draft.draft.clone();
    assert_eq!(holder.ask(CaAsk::SaveDraft { draft: id.clone(), dossier: dossier.clone() }), CaReply::Done);
    assert_eq!(
        holder.ask(CaAsk::CodeWord { draft: id.clone(), word: Pin::new("Ромашка".into()) }),
        CaReply::Done
    );
    let CaReply::Drafts(drafts) = holder.ask(CaAsk::Drafts) else { panic!() };
    assert_eq!((drafts.len(), &drafts[0].dossier), (1, &dossier));
    let CaReply::DraftOpened(found) = holder.ask(CaAsk::Draft { draft: id.clone() }) else { panic!() };
    assert_eq!(found, drafts[0]);
    let certificate = Some(holder.person.certificate.clone());
    let subject = holder.person.certificate.subject().clone();
    let asked = CaAsk::Register { certificate, subject, dossier: dossier.clone() };
    assert_eq!(holder.ask(asked), CaReply::Findings(Vec::new()));

    let accepted = holder.submit(&dossier, &draft);
    let request = accepted.request.clone();
    assert!(accepted.link.unwrap().starts_with("https://"));
    assert_eq!(holder.waiting(&request).stage, "approval");
    let CaReply::Approvals(list) = head.ask(CaAsk::Approvals) else { panic!() };
    assert_eq!(list.iter().map(|line| &line.request).collect::<Vec<_>>(), [&request]);
    head.decide(&request, true, "");

    let waiting = holder.waiting(&request);
    let payment = waiting.news.payment.unwrap();
    assert_eq!(
        (waiting.stage.as_str(), payment.amount.as_str(), payment.paid),
        ("payment", "38,52 BYN", false)
    );
    let CaReply::Document(pdf) = holder.ask(CaAsk::Bill { request: request.clone() }) else { panic!() };
    assert!(pdf.starts_with(b"%PDF"));
    let values = Values::default().with("phone", "+375297654321").with("email", "new@example.by");
    assert_eq!(holder.ask(CaAsk::Contacts { request: request.clone(), values }), CaReply::Done);
    press(&portal, "e-pasluga", &request, "pay");

    let waiting = holder.waiting(&request);
    assert_eq!((waiting.stage.as_str(), waiting.news.store), ("issued", true));
    let reply = holder.ask(CaAsk::StoreAccess { request });
    let CaReply::StoreAccess { login, password } = reply else { panic!() };
    let wrong = CaAsk::FetchStored { login: login.clone(), password: Pin::new("наугад".into()) };
    assert_eq!(holder.ca.ask(&wrong).unwrap_err().code, SupportCode::CaRefused);
    let issued = holder.ask(CaAsk::FetchStored { login, password });
    assert!(matches!(issued, CaReply::Issued { chain, .. } if !chain.is_empty()));
}

#[test]
fn at_the_treasury_a_scan_arrives_piece_by_piece_and_the_head_declines_with_a_reason() {
    let portal = Portal::new("client-treasury");
    let base = "/treasury";
    let mut holder = Desk::new(&portal, base, portal.holder(base), false);
    let dossier = dossier_with_passport();
    let scan = dossier.scans[0].clone();
    let draft = holder.open(&dossier);
    for (number, piece) in SCAN.chunks(10).enumerate() {
        let offset = 10 * number as u64;
        let ask = CaAsk::Received { draft: draft.draft.clone(), digest: digest(SCAN) };
        assert_eq!(holder.ask(ask), CaReply::Received(offset));
        // Sent twice, as after a lost answer.
        for _ in 0..2 {
            let (draft, scan, bytes) = (draft.draft.clone(), scan.clone(), piece.to_vec());
            let reply = holder.ask(CaAsk::Upload { draft, scan, offset, bytes });
            assert_eq!(reply, CaReply::Received(offset + piece.len() as u64));
        }
    }
    let request = holder.submit(&dossier, &draft).request;
    let waiting = holder.waiting(&request);
    assert_eq!(waiting.stage, "checking");
    assert!(waiting.news.until.is_some() && waiting.retry_after.is_some());

    portal.pass_working_days(5);
    let mut head = Desk::new(&portal, base, portal.head(base), true);
    head.decide(&request, false, "Уволена");
    let status = CaAsk::Status { request, submission: Submission::default() };
    let refusal = Refusal::from_fault(&holder.ca.ask(&status).unwrap_err());
    assert_eq!((refusal.source, refusal.reason.as_str()), (Source::Head, "Уволена"));
}

#[test]
fn a_first_issue_has_a_draft_without_a_session_and_nobody_else_gets_it() {
    let portal = Portal::new("client-first");
    let (mut one, mut other) = (client(&portal, "/treasury"), client(&portal, "/treasury"));
    let open = CaAsk::OpenDraft { dossier: Dossier::default(), first: true };
    let id = |reply| {
        let CaReply::DraftOpened(draft) = reply else { panic!("{reply:?}") };
        draft.draft
    };
    let (first, second) = (id(one.ask(&open).unwrap()), id(other.ask(&open).unwrap()));
    assert_ne!(first, second);
    let save = CaAsk::SaveDraft { draft: first.clone(), dossier: dossier_with_passport() };
    assert_eq!(one.ask(&save).unwrap(), CaReply::Done);
    let found = client(&portal, "/treasury").ask(&CaAsk::Draft { draft: first.clone() }).unwrap();
    assert!(matches!(found, CaReply::DraftOpened(draft) if draft.dossier == dossier_with_passport()));
    assert_eq!(one.ask(&CaAsk::DropDraft { draft: first }).unwrap(), CaReply::Done);
    assert_eq!(one.ask(&CaAsk::Drafts).unwrap_err().code, SupportCode::CaSignIn);
}
