//! Enrollment over Secure Transport (RFC 7030, RFC 8951): renewal by `simplereenroll` with the user's TLS key.
//!
//! EST knows no requests that live at the server, only an answer 200 or 202 to the request itself. So the
//! identifier of a request is our own hash of it, a status is asked for by sending the same bytes again
//! (RFC 7030 4.2.3), and acknowledging or withdrawing happens on our side alone.
//!
//! Not supported: proof of possession bound to the TLS channel (RFC 7030 3.5). It needs `tls-unique`, which
//! TLS 1.3 does not have and rustls does not show.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest, Sha256};

use crate::ca::http::{Answer, Call, Method, Transport, garbage};
use crate::ca::tls::Issuers;
use crate::ca::{Now, bundle};
use crate::domain::certificate::Certificate;
use crate::domain::exchange::{Accepted, CaAsk, CaReply, HolderRecord, Person, WaitNews, Waiting};
use crate::domain::identifier::Snils;
use crate::domain::portal::Stage;
use crate::domain::request::CertificationRequest;
use crate::fault::{Fault, SupportCode};
use crate::ports::CertificateAuthority;

/// Length of a line of base64. Some servers refuse one long line.
const LINE: usize = 64;

/// Digits of a request's hash that people see.
const NUMBER: usize = 8;

/// A client of one EST server.
pub(super) struct Est<T> {
    transport: T,
    now: Now,
    anchors: Vec<Certificate>,
    /// Where the certificates of the CA are told before the user signs in; `None` without the user's key.
    issuers: Option<Issuers>,
    /// Answer to `cacerts`, asked for once.
    ca_certificates: Option<Vec<Certificate>>,
    /// A certificate that came at once and waits for the question after the status.
    held: Option<(String, Issued)>,
}

/// What came with status 200, in DER.
struct Issued {
    certificate: Vec<u8>,
    others: Vec<Vec<u8>>,
}

/// What `simplereenroll` can answer.
enum Enrolled {
    Issued(Issued),
    Later(Option<u32>),
}

impl<T: Transport> Est<T> {
    /// A client that trusts certificates below `anchors`.
    pub fn new(transport: T, anchors: Vec<Certificate>, issuers: Option<Issuers>, now: Now) -> Self {
        Self { transport, now, anchors, issuers, ca_certificates: None, held: None }
    }

    /// EST knows nothing of holders: the new certificate will say what the current one says.
    fn holder(&mut self, snils: Option<&Snils>, certificate: &Certificate) -> Result<CaReply, Fault> {
        if snils.is_some_and(|typed| certificate.snils().is_some_and(|own| own != *typed)) {
            return Err(SupportCode::SnilsOther.into());
        }
        match self.ca_certificates() {
            // A server that speaks to nobody without a certificate is looked at when the user signs in.
            Err(fault) if self.issuers.is_some() && is_turned_away(&fault) => {}
            other => _ = other?,
        }
        let not_before = (self.now)();
        let life = certificate.not_after() - certificate.not_before();
        let not_after = not_before.checked_add(life).ok_or(SupportCode::CertUnreadable)?;
        Ok(CaReply::Holder(HolderRecord { subject: certificate.subject().clone(), not_before, not_after }))
    }

    /// The certificates of the CA (RFC 7030 4.1). They must contain a root of the profile, as 4.1.3 promises:
    /// better to learn before a key is made that nothing this server issues will be accepted.
    fn ca_certificates(&mut self) -> Result<Vec<Certificate>, Fault> {
        if let Some(known) = &self.ca_certificates {
            return Ok(known.clone());
        }
        let answer = self.transport.send(&Call::new(Method::Get, "/cacerts"))?;
        if answer.status != 200 {
            return Err(self.refusal(&answer));
        }
        let certificates = certs_only(&answer.body)?;
        let is_anchor = |c: &Certificate| {
            self.anchors.iter().any(|a| a.subject_name() == c.subject_name() && a.spki_der() == c.spki_der())
        };
        if !certificates.iter().any(is_anchor) {
            return Err(
                Fault::new(SupportCode::IssuedChain).with("detail", "cacerts has no root of the profile")
            );
        }
        self.ca_certificates = Some(certificates.clone());
        Ok(certificates)
    }

    /// Sends the request, for the first time or again (RFC 7030 4.2.2, 4.2.3).
    fn enrol(&mut self, request: &[u8]) -> Result<Enrolled, Fault> {
        if let Some(issuers) = self.issuers.clone() {
            let known = match self.ca_certificates() {
                // Then the user shows himself at once, without the certificates between his own and the root.
                Err(fault) if is_turned_away(&fault) => {
                    issuers.tell(Vec::new());
                    self.ca_certificates()?
                }
                other => other?,
            };
            issuers.tell(known);
        }
        let call = Call::new(Method::Post, "/simplereenroll")
            .body("application/pkcs10", wrapped(request))
            .header("Content-Transfer-Encoding", "base64");
        let answer = self.transport.send(&call)?;
        match answer.status {
            200 => Ok(Enrolled::Issued(sorted_out(certs_only(&answer.body)?, request)?)),
            202 => Ok(Enrolled::Later(answer.retry_after((self.now)()))),
            _ => Err(self.refusal(&answer)),
        }
    }

    fn submit(&mut self, request: &[u8]) -> Result<CaReply, Fault> {
        let id = hex::encode(Sha256::digest(request));
        if let Enrolled::Issued(issued) = self.enrol(request)? {
            self.held = Some((id.clone(), issued));
        }
        let number = id.chars().take(NUMBER).collect();
        Ok(CaReply::Accepted(Accepted { request: id, number, link: None, until: None }))
    }

    fn status(&mut self, id: &str, request: &[u8]) -> Result<CaReply, Fault> {
        if !matches!(&self.held, Some((held, _)) if held == id) {
            match self.enrol(request).map_err(decided)? {
                Enrolled::Issued(issued) => self.held = Some((id.to_owned(), issued)),
                Enrolled::Later(retry_after) => {
                    let stage = Stage::Operator.id().to_owned();
                    return Ok(CaReply::Waiting(Waiting { stage, retry_after, news: WaitNews::default() }));
                }
            }
        }
        // The certificate stays held until its chain is there too: asking again might issue another one.
        let ca_certificates = self.ca_certificates()?;
        let Some((_, Issued { certificate, others })) = &self.held else {
            return Err(SupportCode::Internal.into());
        };
        let chain = others.iter().cloned().chain(ca_certificates.iter().map(|c| c.der().to_vec())).collect();
        Ok(CaReply::Issued { certificate: certificate.clone(), chain })
    }

    /// A 401 asks for a password or a bound proof, which signing in again would not give.
    fn refusal(&self, answer: &Answer) -> Fault {
        let fault = answer.refusal(&answer.plain_text(), (self.now)());
        if fault.code == SupportCode::CaSignIn {
            return Fault { code: SupportCode::CaRefused, ..fault }.with("status", answer.status);
        }
        fault
    }
}

impl<T: Transport> CertificateAuthority for Est<T> {
    fn ask(&mut self, ask: &CaAsk) -> Result<CaReply, Fault> {
        match ask {
            CaAsk::Holder { snils, certificate } => self.holder(snils.as_ref(), certificate),
            CaAsk::Challenge => Ok(CaReply::Challenge(None)),
            CaAsk::SignIn { .. } => Ok(CaReply::SignedIn(Person::default())),
            CaAsk::Submit(submission) => self.submit(&submission.request),
            CaAsk::Status { request, submission } => self.status(request, &submission.request),
            CaAsk::Acknowledge { .. } => Ok(CaReply::Acknowledged),
            CaAsk::Withdraw { .. } => Ok(CaReply::Withdrawn),
            // A profile of this protocol has none of the steps that ask these.
            _ => Err(SupportCode::CaUnsupported.into()),
        }
    }
}

/// A request that was waiting and is refused now, in words, has been decided against. A bare status may come
/// from something in between and decides nothing.
fn decided(fault: Fault) -> Fault {
    let reason = fault.fact("detail").unwrap_or_default().to_owned();
    if fault.code != SupportCode::CaRefused || reason.is_empty() {
        return fault;
    }
    Fault { code: SupportCode::CaRejected, ..fault }.with("reason", reason)
}

/// Base64 in lines of 64 characters with CRLF (RFC 2045 6.8 allows up to 76).
fn wrapped(der: &[u8]) -> Vec<u8> {
    let text = BASE64.encode(der);
    text.as_bytes().chunks(LINE).flat_map(|line| [line, b"\r\n"].concat()).collect()
}

/// The server has closed the door because nobody showed a certificate, and not because of what was asked.
fn is_turned_away(fault: &Fault) -> bool {
    fault.code == SupportCode::CaRefused && fault.fact("status") == Some("TLS")
}

/// The certificates of a certs-only message (RFC 8551 3.8) in base64. Servers put line ends, spaces and even
/// zero bytes around it, and some write BER.
fn certs_only(body: &[u8]) -> Result<Vec<Certificate>, Fault> {
    let text: Vec<u8> =
        body.iter().copied().filter(|b| b.is_ascii_alphanumeric() || b"+/=".contains(b)).collect();
    let message = BASE64.decode(text).map_err(garbage)?;
    bundle::certs_only(&message).map_err(|fault| garbage(fault.fact("detail").unwrap_or_default()))
}

/// The certificate for our key, wherever it stands. Without one the first is taken: the renewal checks every
/// issued certificate and tells the user what is wrong with it.
fn sorted_out(certificates: Vec<Certificate>, request: &[u8]) -> Result<Issued, Fault> {
    let key = CertificationRequest::parse(request)?.spki_der();
    let ours = certificates.iter().position(|c| c.spki_der() == key).unwrap_or(0);
    let mut ders: Vec<_> = certificates.iter().map(|c| c.der().to_vec()).collect();
    if ders.is_empty() {
        return Err(garbage("no certificate in the answer"));
    }
    Ok(Issued { certificate: ders.remove(ours), others: ders })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
    use std::sync::Arc;

    use der::Encode;
    use p256::ecdsa::signature::Signer;
    use p256::ecdsa::{DerSignature, SigningKey};
    use rcgen::{CertificateParams, DnType, KeyPair};
    use time::macros::datetime;
    use x509_cert::der::asn1::BitString;
    use x509_cert::request::{CertReq, CertReqInfo, Version};

    use super::*;
    use crate::ca::script::Script;
    use crate::domain::exchange::Submission;
    use crate::domain::request::{ecdsa_with_sha256, p256_spki};

    fn certificate(name: &str) -> (Certificate, KeyPair) {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        let der = params.self_signed(&key).unwrap().der().to_vec();
        (Certificate::from_der(&der).unwrap(), key)
    }

    fn submission(key: &KeyPair) -> Submission {
        use p256::pkcs8::DecodePrivateKey;
        let key = SigningKey::from_pkcs8_der(key.serialized_der()).unwrap();
        let public_key = p256_spki(key.verifying_key().to_sec1_point(false).as_bytes()).unwrap();
        let subject = Default::default();
        let info = CertReqInfo { version: Version::V1, subject, public_key, attributes: Default::default() };
        let signature: DerSignature = key.sign(&info.to_der().unwrap());
        let signature = BitString::from_bytes(signature.as_bytes()).unwrap();
        let request = CertReq { info, algorithm: ecdsa_with_sha256(), signature }.to_der().unwrap();
        Submission { idempotency: String::new(), request, package: Vec::new(), dossier: None, draft: None }
    }

    /// SignedData without signers (RFC 8551 3.8), its certificates in the given order, with indefinite lengths.
    fn message(certificates: &[&Certificate]) -> String {
        let indefinite = |tag: u8, content: &[u8]| [&[tag, 0x80], content, &[0, 0]].concat();
        let set = certificates.iter().flat_map(|c| c.der().to_vec()).collect::<Vec<_>>();
        let data = hex::decode("300b06092a864886f70d010701").unwrap();
        let signed = [&[2, 1, 1, 0x31, 0], data.as_slice(), &indefinite(0xa0, &set), &[0x31, 0]].concat();
        let oid = hex::decode("06092a864886f70d010702").unwrap();
        let content = indefinite(0xa0, &indefinite(0x30, &signed));
        BASE64.encode(indefinite(0x30, &[oid, content].concat()))
    }

    fn est(anchor: &Certificate) -> (Est<Script>, Script) {
        let script = Script::default();
        let now: Now = Arc::new(|| datetime!(2026-03-01 12:00 UTC));
        (Est::new(script.clone(), vec![anchor.clone()], None, now), script)
    }

    #[test]
    fn a_message_is_read_whatever_stands_around_it_and_whatever_its_order() {
        let ((a, _), (b, _)) = (certificate("a"), certificate("bbbb"));
        for order in [[&a, &b], [&b, &a]] {
            let mut body = message(&order).into_bytes();
            body.splice(9..9, *b"\r\n \t");
            body.extend(b" \r\n\0");
            let read = certs_only(&body).unwrap();
            assert!(read.len() == 2 && read.contains(&a) && read.contains(&b));
        }
    }

    #[test]
    fn nonsense_instead_of_certificates_is_refused() {
        let (a, _) = certificate("a");
        let cut = &message(&[&a]).into_bytes()[..200];
        for body in [b"".as_slice(), b"<html></html>", b"MAA=", b"====", cut] {
            assert_eq!(certs_only(body).unwrap_err().code, SupportCode::CaGarbage);
        }
    }

    #[test]
    fn the_request_goes_out_in_short_lines() {
        let text = String::from_utf8(wrapped(&[0xff; 100])).unwrap();
        let lines: Vec<_> = text.split("\r\n").collect();
        assert_eq!(lines.iter().map(|l| l.len()).collect::<Vec<_>>(), [64, 64, 8, 0]);
    }

    #[test]
    fn a_certificate_that_came_at_once_is_kept_until_its_chain_is_there() {
        let ((root, _), (ours, key)) = (certificate("root"), certificate("ours"));
        let (mut est, script) = est(&root);
        let submission = submission(&key);
        script.answer(200, "application/pkcs7-mime", message(&[&root, &ours]));
        let CaReply::Accepted(accepted) = est.ask(&CaAsk::Submit(submission.clone())).unwrap() else {
            panic!()
        };
        assert_eq!(accepted.request, hex::encode(Sha256::digest(&submission.request)));
        assert_eq!(accepted.number, accepted.request[..8]);
        let status = CaAsk::Status { request: accepted.request, submission };
        assert_eq!(est.ask(&status).unwrap_err().code, SupportCode::CaUnreachable);
        script.answer(200, "application/pkcs7-mime", message(&[&root]));
        let CaReply::Issued { certificate, chain } = est.ask(&status).unwrap() else { panic!() };
        assert_eq!(certificate, ours.der());
        assert!(chain.contains(&root.der().to_vec()));
        let paths: Vec<_> = script.calls().iter().map(|c| c.lines().next().unwrap().to_owned()).collect();
        assert_eq!(
            paths,
            ["Post /simplereenroll", "Get /cacerts", "Get /cacerts"],
            "the request went out once"
        );
    }

    #[test]
    fn a_password_that_is_asked_for_is_a_refusal_and_no_end_of_a_session() {
        let ((root, _), (_, key)) = (certificate("root"), certificate("ours"));
        let (mut est, script) = est(&root);
        script.answer(401, "text/plain", "Basic only");
        let fault = est.ask(&CaAsk::Submit(submission(&key))).unwrap_err();
        assert_eq!((fault.code, fault.fact("status")), (SupportCode::CaRefused, Some("401")));
    }

    #[test]
    fn a_bare_status_while_waiting_decides_nothing() {
        let ((root, _), (_, key)) = (certificate("root"), certificate("ours"));
        let (mut est, script) = est(&root);
        let status = CaAsk::Status { request: "x".into(), submission: submission(&key) };
        script.answer(404, "text/html", "<h1>Not found</h1>");
        assert_eq!(est.ask(&status).unwrap_err().code, SupportCode::CaRefused);
        script.answer(403, "text/plain", "Отказано");
        let fault = est.ask(&status).unwrap_err();
        assert_eq!((fault.code, fault.fact("reason")), (SupportCode::CaRejected, Some("Отказано")));
    }
}
