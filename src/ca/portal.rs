//! The portal protocol (`docs/portal.yaml`): from an ask to a call, and from an answer to a reply.

use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use crate::ca::Now;
use crate::ca::http::{Answer, Call, IDEMPOTENCY_KEY, Method, Transport, for_people, garbage};
use crate::domain::exchange::{Accepted, CaAsk, CaReply, HolderRecord, Person, WaitNews, Waiting};
use crate::domain::portal::{
    Acknowledgement, Challenge, HolderQuery, Issued, Problem, ProblemCode, Request, Session, SignIn, Stage,
    Status,
};
use crate::fault::{Fault, SupportCode};
use crate::ports::CertificateAuthority;

const JSON: &str = "application/json";
const PROBLEM: &str = "application/problem+json";

/// Length of a challenge in bytes.
const CHALLENGE: usize = 32;

/// A client of one portal.
pub(super) struct Portal<T> {
    transport: T,
    now: Now,
    /// From the last sign-in; lives no longer than this object.
    session: Option<Zeroizing<String>>,
}

impl<T: Transport> Portal<T> {
    /// A client without a session.
    pub fn new(transport: T, now: Now) -> Self {
        Self { transport, now, session: None }
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

    fn status(&mut self, request: &str) -> Result<CaReply, Fault> {
        let answer = self.send(&Call::new(Method::Get, path_of(request)?))?;
        let status: Status = read(&answer)?;
        match status.stage {
            Stage::Issued => {
                let call = Call::new(Method::Get, path_of(request)? + "/certificate");
                let Issued { certificate, chain } = read(&self.send(&call)?)?;
                Ok(CaReply::Issued { certificate, chain })
            }
            // A request given up elsewhere, at the portal itself perhaps, will not be issued either.
            Stage::Rejected | Stage::Withdrawn => {
                let reason = for_people(&status.reason.unwrap_or_default());
                Err(Fault::new(SupportCode::CaRejected).with("reason", reason))
            }
            stage => {
                let retry_after = answer.retry_after((self.now)());
                Ok(CaReply::Waiting(Waiting {
                    stage: stage.id().to_owned(),
                    retry_after,
                    news: WaitNews::default(),
                }))
            }
        }
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
            CaAsk::Challenge => {
                let answer = self.send(&Call::new(Method::Post, "/v1/challenge"))?;
                let Challenge { challenge, .. } = read(&answer)?;
                // What is signed here binds the holder: a document must not pass for a challenge.
                if challenge.len() != CHALLENGE {
                    return Err(garbage("challenge of a wrong length"));
                }
                Ok(CaReply::Challenge(Some(challenge)))
            }
            CaAsk::SignIn { proof } => {
                let answer = self.send(&post("/v1/session", &SignIn { proof: proof.clone() })?)?;
                let session: Session = read(&answer)?;
                self.session = Some(Zeroizing::new(session.token));
                Ok(CaReply::SignedIn(Person::default()))
            }
            CaAsk::Submit(submission) => {
                let mut call = post(
                    "/v1/requests",
                    &Request {
                        package: submission.package.clone(),
                        dossier: submission.dossier.clone(),
                        draft: submission.draft.clone(),
                    },
                )?
                .header(IDEMPOTENCY_KEY, &submission.idempotency);
                call.bearer = self.session.clone();
                let accepted: Accepted = read(&self.send(&call)?)?;
                path_of(&accepted.request)?;
                Ok(CaReply::Accepted(accepted))
            }
            CaAsk::Status { request, .. } => self.status(request),
            CaAsk::Acknowledge { request, receipt } => {
                let path = path_of(request)? + "/acknowledgement";
                done(&self.send(&post(path, &Acknowledgement { receipt: receipt.clone() })?)?)?;
                Ok(CaReply::Acknowledged)
            }
            CaAsk::Withdraw { request } => {
                let mut call = Call::new(Method::Delete, path_of(request)?);
                call.bearer = self.session.clone();
                done(&self.send(&call)?)?;
                Ok(CaReply::Withdrawn)
            }
            _ => Err(SupportCode::CaUnsupported.into()),
        }
    }
}

/// An identifier comes from the server and goes into a path: nothing in it may lead elsewhere.
fn path_of(request: &str) -> Result<String, Fault> {
    let fits = (1..=64).contains(&request.len())
        && request.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if fits { Ok(format!("/v1/requests/{request}")) } else { Err(garbage("request identifier")) }
}

fn post(path: impl Into<String>, message: &impl Serialize) -> Result<Call, Fault> {
    let body =
        serde_json::to_vec(message).map_err(|e| Fault::new(SupportCode::Internal).with("detail", e))?;
    Ok(Call::new(Method::Post, path).body(JSON, body))
}

fn read<T: DeserializeOwned>(answer: &Answer) -> Result<T, Fault> {
    if answer.media_type != JSON {
        return Err(garbage(format!("{} instead of {JSON}", answer.media_type)));
    }
    serde_json::from_slice(&answer.body).map_err(garbage)
}

/// An answer without content, as the contract has it: a page of somebody in between is no consent.
fn done(answer: &Answer) -> Result<(), Fault> {
    if answer.status == 204 { Ok(()) } else { Err(garbage(format!("HTTP {} instead of 204", answer.status))) }
}

/// The server's own word counts for refusals; overload and failures are told by the status alone.
fn problem(answer: &Answer, now: &Now) -> Fault {
    let problem: Option<Problem> =
        if answer.media_type == PROBLEM { serde_json::from_slice(&answer.body).ok() } else { None };
    let detail = problem.as_ref().map_or_else(|| answer.plain_text(), |p| for_people(&p.detail));
    let refusal = answer.refusal(&detail, now());
    let code = match problem.map(|p| p.code) {
        Some(ProblemCode::HolderUnknown) => SupportCode::CaHolderUnknown,
        Some(ProblemCode::SnilsOther) => SupportCode::SnilsOther,
        Some(ProblemCode::CertificateExpired) => SupportCode::CertExpired,
        Some(ProblemCode::CertificateRevoked) => SupportCode::CertRevoked,
        Some(ProblemCode::SignIn) => SupportCode::CaSignIn,
        _ => return refusal,
    };
    if refusal.code == SupportCode::CaRefused { Fault { code, ..refusal } } else { refusal }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
    use std::sync::Arc;

    use time::macros::datetime;

    use super::*;
    use crate::ca::script::Script;
    use crate::domain::certificate::Certificate;
    use crate::domain::exchange::Submission;
    use crate::domain::field::Field;
    use crate::domain::identifier::Snils;

    const ID: &str = "00112233445566778899aabbccddeeff";

    fn portal() -> (Portal<Script>, Script) {
        let script = Script::default();
        (Portal::new(script.clone(), Arc::new(|| datetime!(2026-03-01 12:00 UTC))), script)
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

    fn status() -> CaAsk {
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
        script.answer(200, JSON, r#"{"token":"secret","expires_in":900}"#);
        assert_eq!(
            portal.ask(&CaAsk::SignIn { proof: vec![4] }).unwrap(),
            CaReply::SignedIn(Person::default())
        );
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
    fn waiting_is_told_with_the_stage_and_the_polite_moment() {
        let (mut portal, script) = portal();
        script.push(Answer {
            status: 200,
            media_type: JSON.into(),
            retry_after: Some("600".into()),
            body: br#"{"stage":"approval"}"#.to_vec(),
            ..Answer::default()
        });
        let waiting = Waiting { stage: "approval".into(), retry_after: Some(600), news: WaitNews::default() };
        assert_eq!(portal.ask(&status()).unwrap(), CaReply::Waiting(waiting));
    }

    #[test]
    fn an_issued_certificate_is_fetched_at_once() {
        let (mut portal, script) = portal();
        script.answer(200, JSON, r#"{"stage":"issued"}"#);
        script.answer(200, JSON, r#"{"certificate":"AQ==","chain":["Ag==","Aw=="]}"#);
        let issued = CaReply::Issued { certificate: vec![1], chain: vec![vec![2], vec![3]] };
        assert_eq!(portal.ask(&status()).unwrap(), issued);
        let calls = [format!("Get /v1/requests/{ID}\n\n"), format!("Get /v1/requests/{ID}/certificate\n\n")];
        assert_eq!(script.calls(), calls);
    }

    #[test]
    fn a_decision_against_the_request_comes_with_its_reason() {
        let (mut portal, script) = portal();
        script.answer(200, JSON, r#"{"stage":"rejected","reason":"ИНН не совпал"}"#);
        let fault = portal.ask(&status()).unwrap_err();
        assert_eq!((fault.code, fault.fact("reason")), (SupportCode::CaRejected, Some("ИНН не совпал")));
        script.answer(200, JSON, r#"{"stage":"withdrawn"}"#);
        assert_eq!(portal.ask(&status()).unwrap_err().code, SupportCode::CaRejected);
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
