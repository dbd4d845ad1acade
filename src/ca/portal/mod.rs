//! The portal protocol (`docs/portal.yaml`): from an ask to a call, and from an answer to a reply.
//!
//! Here: signing in and handing in. [`drafts`] before that, [`request`] after it, [`approvals`] for the head,
//! [`message`] for what may stand in an answer.

mod approvals;
mod drafts;
mod message;
mod request;

use zeroize::Zeroizing;

use crate::ca::Now;
use crate::ca::http::{Answer, Call, IDEMPOTENCY_KEY, Method, Transport, garbage};
use crate::ca::portal::message::{done, label, link, number, path_of, post, problem, read};
use crate::domain::exchange::{Accepted, CaAsk, CaReply, HolderRecord, Person, Submission};
use crate::domain::portal::{Acknowledgement, Challenge, HolderQuery, Request, Session, SignIn};
use crate::fault::{Fault, SupportCode};
use crate::ports::CertificateAuthority;

/// Length of a challenge in bytes.
const CHALLENGE: usize = 32;
/// Longest token of a session, in bytes.
const TOKEN: usize = 4096;

/// A client of one portal.
pub(super) struct Portal<T> {
    transport: T,
    now: Now,
    /// From the last sign-in; lives no longer than this object.
    session: Option<Zeroizing<String>>,
    /// Tells this client from all others in keys of repetition.
    salt: [u8; 16],
    /// How many drafts it has opened.
    opened: u32,
    /// Longest scan by the profile, in bytes.
    longest_scan: usize,
}

impl<T: Transport> Portal<T> {
    /// A client without a session.
    pub fn new(transport: T, now: Now, longest_scan: usize) -> Self {
        Self { transport, now, session: None, salt: rand::random(), opened: 0, longest_scan }
    }

    fn session(&self) -> Option<&Zeroizing<String>> {
        self.session.as_ref()
    }

    fn send(&mut self, call: &Call) -> Result<Answer, Fault> {
        let answer = self.transport.send(call)?;
        if answer.is_success() {
            return Ok(answer);
        }
        let fault = problem(&answer, &self.now);
        if fault.code == SupportCode::CaSignIn {
            self.session = None;
        }
        Err(fault)
    }

    fn challenge(&mut self) -> Result<CaReply, Fault> {
        let answer = self.send(&Call::new(Method::Post, "/v1/challenge"))?;
        let Challenge { challenge, .. } = read(&answer)?;
        // What is signed here binds the holder: a document must not pass for a challenge.
        if challenge.len() != CHALLENGE {
            return Err(garbage("challenge of a wrong length"));
        }
        Ok(CaReply::Challenge(Some(challenge)))
    }

    fn sign_in(&mut self, proof: &[u8]) -> Result<CaReply, Fault> {
        let answer = self.send(&post("/v1/session", &SignIn { proof: proof.to_vec() })?)?;
        let Session { token, name, head, .. } = read(&answer)?;
        let token = Zeroizing::new(token);
        if !(1..=TOKEN).contains(&token.len()) || !token.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(garbage("session token"));
        }
        self.session = Some(token);
        Ok(CaReply::SignedIn(Person { name: label(&name), head }))
    }

    fn submit(&mut self, submission: &Submission) -> Result<CaReply, Fault> {
        let request = Request {
            package: submission.package.clone(),
            dossier: submission.dossier.clone(),
            draft: submission.draft.clone(),
        };
        let call = post("/v1/requests", &request)?
            .header(IDEMPOTENCY_KEY, &submission.idempotency)
            .bearer(self.session());
        let accepted: Accepted = read(&self.send(&call)?)?;
        path_of(&accepted.request)?;
        link(accepted.link.as_deref().unwrap_or_default())?;
        Ok(CaReply::Accepted(Accepted { number: number(&accepted.number)?, ..accepted }))
    }
}

impl<T: Transport> CertificateAuthority for Portal<T> {
    fn ask(&mut self, ask: &CaAsk) -> Result<CaReply, Fault> {
        match ask {
            CaAsk::Holder { snils, certificate } => {
                let query = HolderQuery { snils: snils.clone(), certificate: certificate.der().to_vec() };
                let record: HolderRecord = read(&self.send(&post("/v1/holder", &query)?)?)?;
                Ok(CaReply::Holder(record))
            }
            CaAsk::Register { certificate, subject, dossier } => {
                self.register(certificate.as_ref(), subject, dossier)
            }
            CaAsk::Drafts => self.drafts(),
            CaAsk::Draft { draft } => self.draft(draft),
            CaAsk::OpenDraft { dossier, first } => self.open_draft(dossier, *first),
            CaAsk::SaveDraft { draft, dossier } => self.save_draft(draft, dossier),
            CaAsk::DropDraft { draft } => self.drop_draft(draft),
            CaAsk::CodeWord { draft, word } => self.code_word(draft, word),
            CaAsk::Received { draft, digest } => self.received(draft, digest),
            CaAsk::Upload { draft, scan, offset, bytes } => self.upload(draft, scan, *offset, bytes),
            CaAsk::Challenge => self.challenge(),
            CaAsk::SignIn { proof } => self.sign_in(proof),
            CaAsk::Submit(submission) => self.submit(submission),
            CaAsk::Status { request, .. } => self.status(request),
            CaAsk::Bill { request } => self.bill(request),
            CaAsk::Contacts { request, values } => self.contacts(request, values),
            CaAsk::StoreAccess { request } => self.store_access(request),
            CaAsk::FetchStored { login, password } => self.fetch_stored(login, password),
            CaAsk::Acknowledge { request, receipt } => {
                let path = path_of(request)? + "/acknowledgement";
                done(&self.send(&post(path, &Acknowledgement { receipt: receipt.clone() })?)?)?;
                Ok(CaReply::Acknowledged)
            }
            CaAsk::Withdraw { request } => {
                let call = Call::new(Method::Delete, path_of(request)?).bearer(self.session());
                done(&self.send(&call)?)?;
                Ok(CaReply::Withdrawn)
            }
            CaAsk::Approvals => self.approvals(),
            CaAsk::ApprovalCard { request } => self.approval_card(request),
            CaAsk::ApprovalFile { request, digest } => self.approval_file(request, digest),
            CaAsk::Decide { request, decision } => self.decide(request, decision),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
    use std::sync::Arc;

    use time::macros::datetime;

    use super::*;
    use crate::ca::portal::message::{JSON, PROBLEM};
    use crate::ca::script::Script;
    use crate::domain::certificate::Certificate;
    use crate::domain::exchange::Submission;
    use crate::domain::field::Field;
    use crate::domain::identifier::Snils;

    pub(super) const ID: &str = "00112233445566778899aabbccddeeff";

    pub(super) fn portal() -> (Portal<Script>, Script) {
        let script = Script::default();
        let now: Now = Arc::new(|| datetime!(2026-03-01 12:00 UTC));
        (Portal { salt: [0; 16], ..Portal::new(script.clone(), now, 0) }, script)
    }

    /// With a session whose token is `secret`.
    pub(super) fn signed_in() -> (Portal<Script>, Script) {
        let (portal, script) = portal();
        (Portal { session: Some(Zeroizing::new("secret".into())), ..portal }, script)
    }

    fn submission() -> Submission {
        Submission {
            idempotency: "ab".repeat(16),
            request: vec![1],
            package: vec![0xde, 0xad],
            dossier: None,
            draft: None,
        }
    }

    pub(super) fn status() -> CaAsk {
        CaAsk::Status { request: ID.into(), submission: submission() }
    }

    fn fault_of(status: u16, code: &str) -> Fault {
        let (mut portal, script) = portal();
        let body = format!(r#"{{"code":"{code}","status":{status},"detail":"почему"}}"#);
        script.answer(status, PROBLEM, body);
        portal.ask(&self::status()).unwrap_err()
    }

    #[test]
    fn a_holder_is_asked_for_by_number_and_certificate() {
        let (mut portal, script) = portal();
        let pem = std::fs::read_to_string("assets/profiles/example-root.pem").unwrap();
        let certificate = Certificate::from_pem(&pem).unwrap();
        let base64 = pem.lines().filter(|l| !l.starts_with('-')).collect::<String>();
        script.answer(
            200,
            JSON,
            r#"{"subject":{"common-name":"Иванова Мария","snils":"11223344595"},
                "not_before":"2026-03-01T09:00:00Z","not_after":"2027-06-01T09:00:00Z"}"#,
        );
        let snils = Snils::parse("112-233-445 95").unwrap();
        let reply = portal.ask(&CaAsk::Holder { snils: Some(snils), certificate }).unwrap();
        let expected = format!(
            "Post /v1/holder\nContent-Type: application/json\n\n{{\"snils\":\"11223344595\",\"certificate\":\"{base64}\"}}"
        );
        assert_eq!(script.calls(), [expected]);
        let CaReply::Holder(holder) = reply else { panic!("{reply:?}") };
        assert_eq!(holder.subject.value(Field::CommonName), Some("Иванова Мария"));
        assert_eq!(holder.not_after, datetime!(2027-06-01 9:00 UTC));
    }

    #[test]
    fn signing_in_brings_a_token_that_goes_with_what_needs_a_session_and_nothing_else() {
        let (mut portal, script) = portal();
        script.answer(200, JSON, format!(r#"{{"challenge":"{}A=","expires_in":120}}"#, "A".repeat(42)));
        assert_eq!(portal.ask(&CaAsk::Challenge).unwrap(), CaReply::Challenge(Some(vec![0; 32])));
        script.answer(200, JSON, r#"{"token":"secret","expires_in":900,"name":"Иванова М. П.","head":true}"#);
        let head = Person { name: "Иванова М. П.".into(), head: true };
        assert_eq!(portal.ask(&CaAsk::SignIn { proof: vec![4] }).unwrap(), CaReply::SignedIn(head));
        script.answer(201, JSON, format!(r#"{{"request":"{ID}","number":"A-1"}}"#));
        let accepted = Accepted { request: ID.into(), number: "A-1".into(), link: None, until: None };
        assert_eq!(portal.ask(&CaAsk::Submit(submission())).unwrap(), CaReply::Accepted(accepted));
        script.answer(204, "", "");
        let acknowledge = CaAsk::Acknowledge { request: ID.into(), receipt: vec![5] };
        assert_eq!(portal.ask(&acknowledge).unwrap(), CaReply::Acknowledged);
        script.answer(204, "", "");
        assert_eq!(portal.ask(&CaAsk::Withdraw { request: ID.into() }).unwrap(), CaReply::Withdrawn);
        let json = "Content-Type: application/json\n";
        let (key, bearer) = ("ab".repeat(16), "Authorization: Bearer secret\n");
        assert_eq!(
            script.calls(),
            [
                "Post /v1/challenge\n\n".to_owned(),
                format!("Post /v1/session\n{json}\n{{\"proof\":\"BA==\"}}"),
                format!(
                    "Post /v1/requests\n{json}Idempotency-Key: {key}\n{bearer}\n{{\"package\":\"3q0=\"}}"
                ),
                format!("Post /v1/requests/{ID}/acknowledgement\n{json}\n{{\"receipt\":\"BQ==\"}}"),
                format!("Delete /v1/requests/{ID}\n{bearer}\n"),
            ]
        );
    }

    #[test]
    fn a_document_does_not_pass_for_a_challenge() {
        let (mut portal, script) = portal();
        for challenge in ["", "AQID", &"AAAA".repeat(200)] {
            script.answer(200, JSON, format!(r#"{{"challenge":"{challenge}","expires_in":120}}"#));
            assert_eq!(portal.ask(&CaAsk::Challenge).unwrap_err().code, SupportCode::CaGarbage);
        }
    }

    #[test]
    fn every_reason_of_the_portal_has_its_own_meaning() {
        use SupportCode::*;
        for (status, code, expected) in [
            (404, "holder-unknown", CaHolderUnknown),
            (409, "snils-other", SnilsOther),
            (409, "certificate-expired", CertExpired),
            (409, "certificate-revoked", CertRevoked),
            (401, "sign-in", CaSignIn),
            (403, "sign-in", CaSignIn),
            (400, "bad-signature", CaRefused),
            (404, "not-found", CaRefused),
            (418, "invented-later", CaRefused),
            (429, "busy", CaBusy),
            (503, "holder-unknown", CaBusy),
            (500, "other", CaFailed),
        ] {
            assert_eq!(fault_of(status, code).code, expected, "{status} {code}");
        }
        assert_eq!(fault_of(409, "conflict").fact("detail"), Some("почему"));
    }

    #[test]
    fn the_published_contract_names_every_field_and_every_call() {
        let contract = std::fs::read_to_string("docs/portal.yaml").unwrap();
        for field in Field::ALL {
            assert!(contract.contains(&format!("        {}: {{ type: string", field.id())), "{field:?}");
        }
        for path in ["holder", "challenge", "session", "requests", "requests/{request}/acknowledgement"] {
            assert!(contract.contains(&format!("\n  /v1/{path}:\n")), "{path}");
        }
    }

    #[test]
    fn a_page_of_somebody_in_between_is_no_consent() {
        for ask in [
            CaAsk::Acknowledge { request: ID.into(), receipt: vec![5] },
            CaAsk::Withdraw { request: ID.into() },
        ] {
            let (mut portal, script) = portal();
            script.answer(200, "text/html", "<h1>Welcome to the hotel network</h1>");
            assert_eq!(portal.ask(&ask).unwrap_err().code, SupportCode::CaGarbage);
        }
    }

    #[test]
    fn an_ended_session_is_forgotten() {
        let (mut portal, script) = portal();
        portal.session = Some(Zeroizing::new("old".into()));
        script.answer(401, "", "");
        assert_eq!(portal.ask(&CaAsk::Submit(submission())).unwrap_err().code, SupportCode::CaSignIn);
        assert!(portal.session.is_none());
    }

    #[test]
    fn an_identifier_cannot_lead_to_another_path() {
        let (mut portal, script) = portal();
        for id in ["", "../session", "a/b", "a?b", "a b", "ё", &"a".repeat(65)] {
            let withdraw = CaAsk::Withdraw { request: id.to_owned() };
            assert_eq!(portal.ask(&withdraw).unwrap_err().code, SupportCode::CaGarbage, "{id:?}");
            script.answer(201, JSON, format!(r#"{{"request":"{id}","number":"1"}}"#));
            assert_eq!(portal.ask(&CaAsk::Submit(submission())).unwrap_err().code, SupportCode::CaGarbage);
            assert_eq!(script.calls().len(), 1, "{id:?}");
        }
    }
}
