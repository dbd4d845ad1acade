//! The portal protocol (`docs/portal.yaml`): from an ask to a call, and from an answer to a reply.

use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use crate::ca::Now;
use crate::ca::http::{Answer, Call, IDEMPOTENCY_KEY, Method, Transport, for_people, garbage};
use crate::domain::exchange::{Accepted, CaAsk, CaReply, HolderRecord, Waiting};
use crate::domain::portal::{
    Acknowledgement, Challenge, HolderQuery, Issued, Problem, ProblemCode, Request, Session, SignIn, Stage,
    Status,
};
use crate::fault::{Fault, SupportCode};
use crate::ports::CertificateAuthority;

const JSON: &str = "application/json";
const PROBLEM: &str = "application/problem+json";

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
            Stage::Rejected => {
                let reason = for_people(&status.reason.unwrap_or_default());
                Err(Fault::new(SupportCode::CaRejected).with("reason", reason))
            }
            Stage::Withdrawn => Ok(CaReply::Withdrawn),
            stage => {
                let retry_after = answer.retry_after((self.now)());
                Ok(CaReply::Waiting(Waiting { stage: stage.id().to_owned(), retry_after }))
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
                Ok(CaReply::Challenge(Some(read::<Challenge>(&answer)?.challenge)))
            }
            CaAsk::SignIn { proof } => {
                let answer = self.send(&post("/v1/session", &SignIn { proof: proof.clone() })?)?;
                let session: Session = read(&answer)?;
                self.session = Some(Zeroizing::new(session.token));
                Ok(CaReply::SignedIn)
            }
            CaAsk::Submit(submission) => {
                let mut call = post("/v1/requests", &Request { package: submission.package.clone() })?
                    .header(IDEMPOTENCY_KEY, &submission.idempotency);
                call.bearer = self.session.clone();
                let accepted: Accepted = read(&self.send(&call)?)?;
                path_of(&accepted.request)?;
                Ok(CaReply::Accepted(accepted))
            }
            CaAsk::Status { request, .. } => self.status(request),
            CaAsk::Acknowledge { request, receipt } => {
                let path = path_of(request)? + "/acknowledgement";
                self.send(&post(path, &Acknowledgement { receipt: receipt.clone() })?)?;
                Ok(CaReply::Acknowledged)
            }
            CaAsk::Withdraw { request } => {
                let mut call = Call::new(Method::Delete, path_of(request)?);
                call.bearer = self.session.clone();
                self.send(&call)?;
                Ok(CaReply::Withdrawn)
            }
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
