//! Who is there: the holder of a certificate of this CA, for a while after he signed a challenge.

use time::Duration;

use crate::domain::certificate::Certificate;
use crate::domain::exchange::HolderRecord;
use crate::domain::moment::Moment;
use crate::domain::portal::{Challenge, HolderQuery, Problem, ProblemCode, Session};
use crate::domain::signed;
use crate::sandbox::desk::issue::in_months;
use crate::sandbox::desk::{Desk, problem, random};
use crate::sandbox::holder;

const CHALLENGE_SECONDS: u32 = 120;
const SESSION_SECONDS: u32 = 900;

/// Somebody who signed in.
pub struct Guest {
    certificate: Certificate,
    until: Moment,
}

impl Desk {
    /// What a new certificate of this holder would say.
    pub fn holder(&self, query: &HolderQuery) -> Result<HolderRecord, Problem> {
        let now = self.now();
        let current = self.current(&query.certificate, now)?;
        if query.snils.is_some() && current.snils() != query.snils {
            return Err(problem(ProblemCode::SnilsOther, 409, "СНИЛС принадлежит другому человеку"));
        }
        let subject = holder::record(current.subject());
        Ok(HolderRecord { subject, not_before: now, not_after: in_months(now) })
    }

    /// Bytes to sign for signing in.
    pub fn challenge(&mut self) -> Result<Challenge, Problem> {
        let now = self.now();
        let challenge = random::<32>()?.to_vec();
        self.challenges.retain(|_, until| *until > now);
        let _ = self.challenges.insert(challenge.clone(), now + Duration::seconds(CHALLENGE_SECONDS.into()));
        Ok(Challenge { challenge, expires_in: CHALLENGE_SECONDS })
    }

    /// A session for whoever signs a challenge that was given out, once.
    pub fn sign_in(&mut self, proof: &[u8]) -> Result<Session, Problem> {
        let now = self.now();
        let refused = || problem(ProblemCode::SignIn, 401, "вход не подтверждён");
        let verified = signed::verify(proof, None).map_err(|_| refused())?;
        let until = self.challenges.remove(&verified.content).ok_or_else(refused)?;
        if until <= now {
            return Err(refused());
        }
        let certificate = self.current(verified.signer.der(), now)?;
        let (name, head) = (certificate.subject().full_name(), holder::heads(&certificate).is_some());
        let token = hex::encode(random::<24>()?);
        let until = now + Duration::seconds(SESSION_SECONDS.into());
        self.sessions.retain(|_, guest| guest.until > now);
        let _ = self.sessions.insert(token.clone(), Guest { certificate, until });
        Ok(Session { token, expires_in: SESSION_SECONDS, name, head })
    }

    /// The certificate of whoever is signed in.
    pub(super) fn guest(&self, token: &str) -> Result<&Certificate, Problem> {
        let now = self.now();
        let guest = self.sessions.get(token).filter(|guest| guest.until > now);
        let refused = || problem(ProblemCode::SignIn, 401, "войдите снова");
        guest.map(|guest| &guest.certificate).ok_or_else(refused)
    }

    /// A certificate of this CA that is valid now.
    pub(super) fn current(&self, der: &[u8], now: Moment) -> Result<Certificate, Problem> {
        let certificate = Certificate::from_der(der)
            .map_err(|_| problem(ProblemCode::BadRequest, 400, "сертификат не читается"))?;
        if !self.setup.authority.has_issued(&certificate) {
            return Err(problem(ProblemCode::HolderUnknown, 404, "сертификат выдан не здесь"));
        }
        if certificate.not_before() > now {
            return Err(problem(ProblemCode::BadRequest, 400, "сертификат ещё не действует"));
        }
        if certificate.usable_until() <= now {
            return Err(problem(ProblemCode::CertificateExpired, 409, "сертификат истёк"));
        }
        let serial = certificate.serial_hex();
        if self.faults.revoked.iter().any(|revoked| revoked.eq_ignore_ascii_case(&serial)) {
            return Err(problem(ProblemCode::CertificateRevoked, 409, "сертификат отозван"));
        }
        Ok(certificate)
    }
}
