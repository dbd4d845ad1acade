//! The bare sum: the `C_*` calls and round trips of a renewal, made straight, and timed alone.
//!
//! Everything between them (encodings, journal, checks, the start of the process) is done but not counted, so
//! that what remains is what no program can save that keeps to the same protocol and the same care: halves of
//! an earlier key pair are looked for, the certificate is read back. The order is that of `src/renewal/next.rs`.

mod line;
pub mod token;

use std::path::Path;
use std::time::{Duration, Instant};

use renewal_master::domain::certificate::Certificate;
use renewal_master::domain::exchange::{Accepted, HolderRecord};
use renewal_master::domain::identifier::Snils;
use renewal_master::domain::key::{CkaId, KeyPlan, KeyRef, PlaceId};
use renewal_master::domain::moment::Moment;
use renewal_master::domain::portal::{
    Acknowledgement, Challenge, HolderQuery, Issued, Request, Session, SignIn, Status,
};
use renewal_master::domain::{request, signed};

use line::Line;
use token::Token;

/// Adds up the time of the calls and nothing else.
#[derive(Default)]
pub struct Stopwatch(Duration);

impl Stopwatch {
    /// Runs a call and adds its time.
    pub fn time<T>(&mut self, call: impl FnOnce() -> T) -> T {
        let begun = Instant::now();
        let value = call();
        self.0 += begun.elapsed();
        value
    }
}

/// Renews the certificate under `old_id`; returns the time inside the module and the time of the round trips.
pub fn renew(sandbox: &Path, module: &Path, label: &str, pin: &str, old_id: &[u8]) -> (Duration, Duration) {
    let now = Moment::now_utc();
    let mut token = Token::load(module, label);
    let old = token.certificate(old_id);
    let snils: Snils = old.snils().unwrap();

    let mut line = Line::connect(sandbox);
    let query = HolderQuery { snils: Some(snils), certificate: old.der().to_vec() };
    let holder: HolderRecord = line.post("/v1/holder", &query, "");

    token.look();
    token.log_in(pin);
    let Challenge { challenge, .. } = line.post_nothing("/v1/challenge");
    let proof = signed::Draft::attached(&challenge, &old, now).unwrap();
    let signature = token.sign(old_id, &proof.to_sign());
    let sign_in = SignIn { proof: proof.finish(&signature).unwrap() };
    let session: Session = line.post("/v1/session", &sign_in, "");

    let plan = plan(now);
    let new_id = plan.key.id.as_bytes();
    let point = token.generate(new_id, &plan.label);
    let draft = request::Draft::renewal(&old, &holder.subject, &point, &plan, &request::Wishes::new("bench"))
        .unwrap();
    let signature = token.sign(new_id, &draft.to_sign());
    let package = signed::Draft::attached(&draft.finish(&signature).unwrap(), &old, now).unwrap();
    let signature = token.sign(old_id, &package.to_sign());
    let request = Request { package: package.finish(&signature).unwrap(), dossier: None, draft: None };

    let headers = format!(
        "Authorization: Bearer {}\r\nIdempotency-Key: {}\r\n",
        session.token,
        hex::encode(rand::random::<[u8; 16]>())
    );
    let accepted: Accepted = line.post("/v1/requests", &request, &headers);
    let path = format!("/v1/requests/{}", accepted.request);
    let _: Status = line.get(&path);
    let issued: Issued = line.get(&format!("{path}/certificate"));

    let certificate = Certificate::from_der(&issued.certificate).unwrap();
    token.store(new_id, &plan.label, &certificate);
    let receipt = signed::Draft::detached(certificate.der(), &old, now).unwrap();
    let signature = token.sign(old_id, &receipt.to_sign());
    let receipt = Acknowledgement { receipt: receipt.finish(&signature).unwrap() };
    line.hand_in(&format!("{path}/acknowledgement"), &receipt);
    (token.log_out(), line.time())
}

fn plan(now: Moment) -> KeyPlan {
    let place = PlaceId::Token { serial: String::new(), label: String::new() };
    let id = CkaId::new(rand::random::<[u8; 16]>());
    let key = KeyRef { place, id };
    KeyPlan {
        key,
        label: "Renewal".into(),
        exportable: false,
        start: now,
        end: now + time::Duration::days(450),
    }
}
