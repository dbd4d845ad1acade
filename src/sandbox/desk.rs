//! What the sandbox decides: who may ask, which request is taken, when a certificate is ready.

use std::collections::HashMap;
use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::Arc;

use p256::ecdsa::SigningKey;
use p256::elliptic_curve::Generate;
use ring::rand::{SecureRandom, SystemRandom};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use time::{Duration, Month};

use crate::domain::certificate::Certificate;
use crate::domain::entry::base64_bytes;
use crate::domain::exchange::{Accepted, HolderRecord};
use crate::domain::field::Field;
use crate::domain::moment::Moment;
use crate::domain::portal::{Challenge, HolderQuery, Issued, Problem, ProblemCode, Session, Stage, Status};
use crate::domain::request::{CertificationRequest, p256_spki};
use crate::domain::signed;
use crate::domain::subject::Subject;
use crate::fault::{Fault, SupportCode};
use crate::sandbox::authority::{Authority, Content, write_private};
use crate::sandbox::faults::{Faults, Misissue};
use crate::sandbox::holder;

const CHALLENGE_SECONDS: u32 = 120;
const SESSION_SECONDS: u32 = 900;
/// How long a new certificate lives.
const MONTHS: i32 = 15;

/// The state of the sandbox. Requests survive a restart; challenges and sessions do not.
pub struct Desk {
    authority: Arc<Authority>,
    file: PathBuf,
    delay: u32,
    orders: Vec<Order>,
    challenges: HashMap<Vec<u8>, Moment>,
    sessions: HashMap<String, (String, Moment)>,
    /// What goes wrong.
    pub faults: Faults,
}

/// A request that was taken.
#[derive(Serialize, Deserialize)]
struct Order {
    id: String,
    number: String,
    idempotency: String,
    /// SHA-256 of the package, to tell a repetition from another request.
    digest: String,
    #[serde(with = "base64_bytes")]
    old: Vec<u8>,
    #[serde(with = "base64_bytes")]
    request: Vec<u8>,
    #[serde(with = "time::serde::rfc3339")]
    ready_at: Moment,
    #[serde(with = "base64_bytes")]
    certificate: Vec<u8>,
    acknowledged: bool,
    withdrawn: bool,
}

impl Desk {
    /// Takes up the requests of the folder. `delay` is in seconds.
    ///
    /// # Errors
    /// Those of [`Authority::open`]; `DiskDenied` when the list of requests is damaged.
    pub fn open(folder: PathBuf, delay: u32) -> Result<Self, Fault> {
        let authority = Arc::new(Authority::open(&folder)?);
        let file = folder.join("requests.json");
        let orders = match fs::read(&file) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map_err(|error| Fault::new(SupportCode::DiskDenied).with("detail", error))?,
            Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
            // To begin anew would write over requests that are only hard to read just now.
            Err(error) => return Err(error.into()),
        };
        let (challenges, sessions) = (HashMap::new(), HashMap::new());
        Ok(Self { authority, file, delay, orders, challenges, sessions, faults: Faults::default() })
    }

    /// What a new certificate of this holder would say.
    pub fn holder(&self, query: &HolderQuery, now: Moment) -> Result<HolderRecord, Problem> {
        let current = self.current(&query.certificate, now)?;
        if query.snils.is_some() && current.snils() != query.snils {
            return Err(problem(ProblemCode::SnilsOther, 409, "СНИЛС принадлежит другому человеку"));
        }
        let subject = holder::record(current.subject());
        Ok(HolderRecord { subject, not_before: now, not_after: in_months(now) })
    }

    /// Bytes to sign for signing in.
    pub fn challenge(&mut self, now: Moment) -> Result<Challenge, Problem> {
        let challenge = random::<32>()?.to_vec();
        self.challenges.retain(|_, until| *until > now);
        let _ = self.challenges.insert(challenge.clone(), now + Duration::seconds(CHALLENGE_SECONDS.into()));
        Ok(Challenge { challenge, expires_in: CHALLENGE_SECONDS })
    }

    /// A session for whoever signs a challenge that was given out, once.
    pub fn sign_in(&mut self, proof: &[u8], now: Moment) -> Result<Session, Problem> {
        let refused = || problem(ProblemCode::SignIn, 401, "вход не подтверждён");
        let verified = signed::verify(proof, None).map_err(|_| refused())?;
        let until = self.challenges.remove(&verified.content).ok_or_else(refused)?;
        if until <= now {
            return Err(refused());
        }
        let signer = self.current(verified.signer.der(), now)?;
        let token = hex::encode(random::<24>()?);
        let until = now + Duration::seconds(SESSION_SECONDS.into());
        self.sessions.retain(|_, (_, until)| *until > now);
        let _ = self.sessions.insert(token.clone(), (signer.fingerprint(), until));
        Ok(Session { token, expires_in: SESSION_SECONDS, name: signer.subject().full_name(), head: false })
    }

    /// Takes a request. The same package with the same idempotency key is answered the same; another one is not.
    pub fn submit(
        &mut self,
        token: &str,
        idempotency: &str,
        package: &[u8],
        now: Moment,
    ) -> Result<Accepted, Problem> {
        let fingerprint = self.session(token, now)?;
        let digest = hex::encode(Sha256::digest(package));
        if let Some(known) = self.orders.iter().find(|order| order.idempotency == idempotency) {
            return if known.digest == digest {
                Ok(known.accepted())
            } else {
                Err(problem(ProblemCode::Conflict, 409, "под этим ключом принят другой запрос"))
            };
        }
        let (signer, request) = self.check_package(package, &fingerprint, now)?;
        let spki = request.spki_der();
        let certificate = self.make(&signer, &request, &spki, now).map_err(|fault| broken(&fault))?;
        let id = hex::encode(random::<16>()?);
        let order = Order {
            number: format!("УЧ-{}-{:05}", now.year(), self.orders.len() + 1),
            id,
            idempotency: idempotency.to_owned(),
            digest,
            old: signer.der().to_vec(),
            request: package.to_vec(),
            ready_at: now + Duration::seconds(self.delay.into()),
            certificate,
            acknowledged: false,
            withdrawn: false,
        };
        let accepted = order.accepted();
        self.orders.push(order);
        if let Err(problem) = self.save() {
            // What did not reach the disk was not taken: a repetition must not be told otherwise.
            let _ = self.orders.pop();
            return Err(problem);
        }
        Ok(accepted)
    }

    /// Where a request stands, and in how many seconds it is polite to ask again.
    pub fn status(&self, id: &str, now: Moment) -> Result<(Status, u32), Problem> {
        let order = self.order(id)?;
        let left = (order.ready_at - now).whole_seconds().clamp(0, 60);
        let stage = if order.withdrawn {
            Stage::Withdrawn
        } else if self.faults.reject.is_some() {
            Stage::Rejected
        } else if left == 0 {
            Stage::Issued
        } else {
            Stage::Checking
        };
        let reason = self.faults.reject.clone().filter(|_| stage == Stage::Rejected);
        let status =
            Status { stage, reason, refusal: None, since: None, until: None, payment: None, store: false };
        Ok((status, u32::try_from(left.max(1)).unwrap_or(1)))
    }

    /// The certificate, when it is ready.
    pub fn certificate(&self, id: &str, now: Moment) -> Result<Issued, Problem> {
        let order = self.order(id)?;
        if self.status(id, now)?.0.stage != Stage::Issued {
            return Err(problem(ProblemCode::Conflict, 409, "сертификат ещё не готов"));
        }
        let chain = vec![self.authority.issuing().der().to_vec()];
        Ok(Issued { certificate: order.certificate.clone(), chain })
    }

    /// Takes the receipt: signed by the old certificate over the new one.
    pub fn acknowledge(&mut self, id: &str, receipt: &[u8], now: Moment) -> Result<(), Problem> {
        let order = self.order(id)?;
        if self.status(id, now)?.0.stage != Stage::Issued {
            return Err(problem(ProblemCode::Conflict, 409, "сертификат не выдан"));
        }
        let bad = || problem(ProblemCode::BadSignature, 400, "подпись не подходит");
        let verified = signed::verify(receipt, Some(&order.certificate)).map_err(|_| bad())?;
        if verified.signer.der() != order.old {
            return Err(bad());
        }
        let id = order.id.clone();
        self.change(&id, |order| order.acknowledged = true)
    }

    /// The holder gives a request up.
    pub fn withdraw(&mut self, token: &str, id: &str, now: Moment) -> Result<(), Problem> {
        let fingerprint = self.session(token, now)?;
        let order = self.order(id)?;
        let owner = Certificate::from_der(&order.old).map(|c| c.fingerprint()).unwrap_or_default();
        if owner != fingerprint {
            return Err(problem(ProblemCode::NotFound, 404, "такой заявки нет"));
        }
        if matches!(self.status(id, now)?.0.stage, Stage::Issued | Stage::Rejected) {
            return Err(problem(ProblemCode::Conflict, 409, "заявка уже решена"));
        }
        let id = order.id.clone();
        self.change(&id, |order| order.withdrawn = true)
    }

    /// The keys.
    pub fn authority(&self) -> &Arc<Authority> {
        &self.authority
    }

    fn current(&self, der: &[u8], now: Moment) -> Result<Certificate, Problem> {
        let certificate = Certificate::from_der(der)
            .map_err(|_| problem(ProblemCode::BadRequest, 400, "сертификат не читается"))?;
        if !self.authority.has_issued(&certificate) {
            return Err(problem(ProblemCode::HolderUnknown, 404, "сертификат выдан не здесь"));
        }
        if certificate.not_before() > now {
            return Err(problem(ProblemCode::BadRequest, 400, "сертификат ещё не действует"));
        }
        if certificate.usable_until() <= now {
            return Err(problem(ProblemCode::CertificateExpired, 409, "сертификат истёк"));
        }
        Ok(certificate)
    }

    fn session(&self, token: &str, now: Moment) -> Result<String, Problem> {
        let session = self.sessions.get(token).filter(|(_, until)| *until > now);
        let refused = || problem(ProblemCode::SignIn, 401, "войдите снова");
        session.map(|(fingerprint, _)| fingerprint.clone()).ok_or_else(refused)
    }

    /// Package by the certificate of the session, request by a new key, for the same holder.
    fn check_package(
        &self,
        package: &[u8],
        fingerprint: &str,
        now: Moment,
    ) -> Result<(Certificate, CertificationRequest), Problem> {
        let bad = |detail: &str| problem(ProblemCode::BadRequest, 400, detail);
        let signature = |_| problem(ProblemCode::BadSignature, 400, "подпись не подходит");
        let verified = signed::verify(package, None).map_err(signature)?;
        let signer = self.current(verified.signer.der(), now)?;
        if signer.fingerprint() != fingerprint {
            return Err(bad("пакет подписан не тем сертификатом"));
        }
        let request = CertificationRequest::parse(&verified.content).map_err(signature)?;
        if request.renewal_certificate().as_ref() != Some(&signer) {
            return Err(bad("заменяется не тот сертификат"));
        }
        if request.subject().value(Field::Snils) != signer.subject().value(Field::Snils) {
            return Err(bad("в запросе другой владелец"));
        }
        if request.spki_der() == signer.spki_der() {
            return Err(bad("ключ не новый"));
        }
        Ok((signer, request))
    }

    fn make(
        &self,
        signer: &Certificate,
        request: &CertificationRequest,
        spki: &[u8],
        now: Moment,
    ) -> Result<Vec<u8>, Fault> {
        let (mut spki, mut subject) = (spki.to_vec(), request.subject_name().clone());
        let (mut from, mut to) = (now, in_months(now));
        let mut stranger = None;
        match self.faults.issue {
            None => {}
            Some(Misissue::OtherKey) => spki = foreign_key()?,
            Some(Misissue::OtherHolder) => {
                let confirmed = request.subject();
                let other = confirmed.iter().map(|(field, value)| match field {
                    Field::Surname => (field, "Петрова".to_owned()),
                    _ => (field, value.to_owned()),
                });
                subject = Subject::from_fields(other.collect::<Vec<_>>()).apply_to(&subject)?;
            }
            Some(Misissue::UnknownChain) => {
                let folder = self.file.with_file_name("stranger");
                stranger = Some(Authority::open(&folder)?);
            }
            Some(Misissue::PastDates) => {
                (from, to) = (signer.not_before(), now - Duration::days(1));
            }
        }
        let requested = request.extensions();
        let content = Content { subject: &subject, from, to, requested: &requested };
        let issuer = stranger.as_ref().unwrap_or(&self.authority);
        Ok(issuer.issue(&spki, &content)?.der().to_vec())
    }

    fn order(&self, id: &str) -> Result<&Order, Problem> {
        let found = self.orders.iter().find(|order| order.id == id);
        found.ok_or_else(|| problem(ProblemCode::NotFound, 404, "такой заявки нет"))
    }

    fn change(&mut self, id: &str, change: impl FnOnce(&mut Order)) -> Result<(), Problem> {
        if let Some(order) = self.orders.iter_mut().find(|order| order.id == id) {
            change(order);
        }
        self.save()
    }

    fn save(&self) -> Result<(), Problem> {
        let text = serde_json::to_string(&self.orders)
            .map_err(|error| broken(&Fault::new(SupportCode::Internal).with("detail", error)))?;
        write_private(&self.file, &text).map_err(|fault| broken(&fault))
    }
}

impl Order {
    fn accepted(&self) -> Accepted {
        Accepted { request: self.id.clone(), number: self.number.clone(), link: None, until: None }
    }
}

/// An error for the client.
pub fn problem(code: ProblemCode, status: u16, detail: &str) -> Problem {
    Problem { code, status, detail: detail.to_owned() }
}

fn broken(fault: &Fault) -> Problem {
    problem(ProblemCode::Other, 500, &fault.support_code())
}

fn random<const N: usize>() -> Result<[u8; N], Problem> {
    let mut bytes = [0; N];
    let filled = SystemRandom::new().fill(&mut bytes);
    filled.map_err(|_| problem(ProblemCode::Other, 500, "no randomness"))?;
    Ok(bytes)
}

fn foreign_key() -> Result<Vec<u8>, Fault> {
    let internal = |detail: String| Fault::new(SupportCode::Internal).with("detail", detail);
    let key = SigningKey::generate();
    let point = key.verifying_key().to_sec1_point(false);
    let spki = p256_spki(point.as_bytes()).map_err(|e| internal(e.to_string()))?;
    der::Encode::to_der(&spki).map_err(|e| internal(e.to_string()))
}

/// Fifteen months later, on the same day or the last of the month.
fn in_months(now: Moment) -> Moment {
    let total = i32::from(u8::from(now.month())) - 1 + MONTHS;
    let month = Month::try_from(u8::try_from(total % 12 + 1).unwrap_or(1)).unwrap_or(Month::January);
    let year = now.year() + total / 12;
    let day = now.day().min(month.length(year));
    time::Date::from_calendar_date(year, month, day).map_or(now, |date| now.replace_date(date))
}
