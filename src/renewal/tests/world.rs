//! A world of plain data: effects are answered as a token, a CA and a disk would answer them. Nothing is mocked but
//! the outside; keys, requests, packages and certificates are real.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use const_oid::db::rfc5912;
use der::{Decode, Encode};
use p256::ecdsa::{DerSignature, SigningKey};
use p256::pkcs8::DecodePrivateKey;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, KeyPair, KeyUsagePurpose};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair};
use time::Duration;
use time::macros::datetime;
use x509_cert::TbsCertificate;
use x509_cert::builder::profile::BuilderProfile;
use x509_cert::builder::{Builder, CertificateBuilder};
use x509_cert::ext::Extension;
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::{SubjectPublicKeyInfoOwned, SubjectPublicKeyInfoRef};
use x509_cert::time::{Time, Validity};

use crate::domain::certificate::Certificate;
use crate::domain::entry::{Entry, Event};
use crate::domain::exchange::{Accepted, CaAsk, CaReply, HolderRecord, Person, WaitNews, Waiting};
use crate::domain::field::Field;
use crate::domain::form::{Inspected, Media, Scan};
use crate::domain::key::{CkaId, FoundCertificate, Keeping, KeyPlan, KeyRef, PinState, Place, PlaceId};
use crate::domain::moment::{self, Moment};
use crate::domain::portal::Draft;
use crate::domain::refusal::{Finding, Refusal};
use crate::domain::request::{self, CertificationRequest, Wishes};
use crate::domain::subject::Subject;
use crate::domain::workplace::{Check, Checked};
use crate::fault::{Fault, SupportCode};
use crate::renewal::input::{Effect, OpId, Reply};

/// When everything begins.
pub const START: Moment = datetime!(2026-11-25 9:00 UTC);

/// What the CA says when it is asked how the request stands, one answer a question; behind the last it issues.
#[derive(Clone)]
pub enum Answer {
    Waiting(&'static str),
    Stored,
    Refused(Refusal),
}

/// The outside of one renewal.
pub struct World {
    pub now: Moment,
    pub journal: Vec<Entry>,
    pub answers: Vec<Answer>,
    pub drafts: Vec<Draft>,
    pub findings: Vec<Finding>,
    pub checks: Vec<Check>,
    /// What was asked of the CA, by name, and every effect besides.
    pub log: Vec<String>,
    /// Names of asks that fail, with what.
    pub fails: BTreeMap<&'static str, SupportCode>,
    pub places: Vec<Place>,
    /// A PIN was kept: tokens open by themselves.
    pub kept: bool,
    /// A PIN was kept and fits no more: it is tried once.
    pub stale: bool,
    pub scan_size: u64,
    pub too_large: bool,
    pub idempotencies: Vec<String>,
    /// The CA leaves the powers out.
    pub forgets_powers: bool,
    /// «Отмена» is pressed while this stands last in the log.
    pub stop_at: Option<&'static str>,
    arrived: BTreeMap<String, u64>,
    request: Vec<u8>,
    keys: BTreeMap<String, EcdsaKeyPair>,
    polls: usize,
}

static ROOT: LazyLock<(Certificate, SigningKey)> = LazyLock::new(|| {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(DnType::CommonName, "Test Root");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    (params.not_before, params.not_after) = (datetime!(2020-01-01 0:00 UTC), datetime!(2040-01-01 0:00 UTC));
    let key = KeyPair::generate().unwrap();
    let root = params.self_signed(&key).unwrap();
    let key = SigningKey::from_pkcs8_der(&key.serialize_der()).unwrap();
    (Certificate::from_der(root.der()).unwrap(), key)
});

/// The old key, the same in every world, so that a resumed renewal finds it.
static OLD: LazyLock<(Vec<u8>, FoundCertificate)> = LazyLock::new(|| {
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &SystemRandom::new()).unwrap();
    let key = KeyRef { place: token().id, id: CkaId::new([1]) };
    let plan = KeyPlan {
        key: key.clone(),
        label: String::new(),
        exportable: false,
        start: START - Duration::days(400),
        end: START + Duration::days(20),
    };
    let pair = pair(pkcs8.as_ref());
    let point = ring::signature::KeyPair::public_key(&pair).as_ref();
    let draft = request::Draft::first(&holder(), point, &plan, &Wishes::new("test")).unwrap();
    let signature = pair.sign(&SystemRandom::new(), &draft.to_sign()).unwrap();
    let certificate = issue(&draft.finish(signature.as_ref()).unwrap(), plan.start, plan.end);
    (pkcs8.as_ref().to_vec(), FoundCertificate { key, label: String::new(), certificate, key_end: None })
});

pub fn root() -> Certificate {
    ROOT.0.clone()
}

pub fn old() -> FoundCertificate {
    OLD.1.clone()
}

pub fn holder() -> Subject {
    Subject::from_fields(
        [
            (Field::CommonName, "ООО «Ромашка»"),
            (Field::Surname, "Иванова"),
            (Field::GivenName, "Мария Петровна"),
            (Field::Title, "Бухгалтер"),
            (Field::Snils, "11223344595"),
            (Field::Inn, "500100732259"),
            (Field::Organization, "ООО «Ромашка»"),
            (Field::Ogrn, "1027700132195"),
            (Field::InnLe, "7707083893"),
            (Field::Country, "RU"),
            (Field::Region, "77 г. Москва"),
            (Field::Email, "ivanova@example.test"),
        ]
        .map(|(field, value)| (field, value.to_owned())),
    )
}

pub fn token() -> Place {
    Place {
        id: PlaceId::Token { serial: "1".into(), label: "Касса".into() },
        title: "Касса".into(),
        model: String::new(),
        free_bytes: None,
        pin: PinState::Fine,
        admin_pin: PinState::Unknown,
        tries_left: None,
        pin_length: (4, 32),
        protected_path: false,
        p256: true,
        writable: true,
        keeping: Keeping::NotWanted,
    }
}

/// A second token, for the copy.
pub fn safe() -> Place {
    Place {
        id: PlaceId::Token { serial: "2".into(), label: "Сейф".into() }, title: "Сейф".into(), ..token()
    }
}

impl World {
    pub fn new(answers: &[Answer]) -> Self {
        let mut keys = BTreeMap::new();
        let _ = keys.insert(name_of(&OLD.1.key), pair(&OLD.0));
        Self {
            now: START,
            journal: Vec::new(),
            answers: answers.to_vec(),
            drafts: Vec::new(),
            findings: Vec::new(),
            checks: Checked::RENEWAL.map(|subject| Check { subject, fault: None, blocking: true }).to_vec(),
            log: Vec::new(),
            fails: BTreeMap::new(),
            scan_size: 150_000,
            too_large: false,
            idempotencies: Vec::new(),
            forgets_powers: false,
            stop_at: None,
            arrived: BTreeMap::new(),
            places: vec![token()],
            kept: false,
            stale: false,
            request: Vec::new(),
            keys,
            polls: 0,
        }
    }

    /// The same world at an earlier line of its journal: a key may be there, and the CA has what it was sent.
    pub fn at_line(&self, lines: usize) -> Self {
        let journal = self.journal[..lines].to_vec();
        let mut world = Self::new(&self.answers);
        world.now = journal.last().unwrap().at;
        world.polls = journal.iter().filter(|e| matches!(e.event, Event::Waited { .. })).count();
        for entry in &journal {
            match &entry.event {
                Event::RequestReady { submission } => world.request = submission.request.clone(),
                Event::Uploaded { digest } => drop(world.arrived.insert(digest.clone(), self.scan_size)),
                Event::KeyPlanned { plan, .. } => {
                    let _ = world.keys.insert(name_of(&plan.key), pair(&made(&plan.key)));
                }
                Event::KeyDropped => world.keys.retain(|name, _| *name == name_of(&OLD.1.key)),
                _ => {}
            }
        }
        world.journal = journal;
        world
    }

    /// Carries an effect out; the reply, if it has one.
    pub fn carry_out(&mut self, effect: Effect) -> Option<(OpId, Result<Reply, Fault>)> {
        Some(match effect {
            Effect::Record(entry) => {
                self.journal.push(entry);
                return None;
            }
            Effect::CheckWorkplace(op) => (op, Ok(Reply::Workplace(self.checks.clone()))),
            Effect::ListPlaces(op) => (op, Ok(Reply::Places(self.places.clone()))),
            Effect::Login { op, .. } => (op, Ok(Reply::LoggedIn)),
            Effect::Probe { op, .. } if std::mem::take(&mut self.stale) => {
                self.places[0].pin = PinState::CountLow;
                (op, Err(Fault::new(SupportCode::PinStale)))
            }
            Effect::Probe { op, .. } => (op, Ok(Reply::Open(self.kept))),
            Effect::Generate { op, plan, .. } => {
                let key = pair(&made(&plan.key));
                let point = ring::signature::KeyPair::public_key(&key).as_ref().to_vec();
                let _ = self.keys.insert(name_of(&plan.key), key);
                (op, Ok(Reply::KeyMade { point, seeded: true }))
            }
            Effect::Sign { op, key, message } => {
                self.log.push(format!("sign by {}", if key == OLD.1.key { "old" } else { "new" }));
                let signature = self.keys[&name_of(&key)].sign(&SystemRandom::new(), &message).unwrap();
                (op, Ok(Reply::Signed(signature.as_ref().to_vec())))
            }
            Effect::Ask { op, ask } => (op, self.ask(ask).map(Reply::Ca)),
            Effect::Attach { op, slot, path, .. } => {
                let name = path.display().to_string();
                let digest = format!("{name:0>64}");
                let scan = Scan { slot, name: name.clone(), media: Media::Jpg, size: self.scan_size, digest };
                let inspected = match self.too_large {
                    false => Inspected::Stored(scan),
                    true => {
                        Inspected::TooLarge { name, media: Media::Bmp, size: 9_000_000, shrunk: Some(scan) }
                    }
                };
                (op, Ok(Reply::Attached(inspected)))
            }
            Effect::Upload { op, scan, offset, .. } => {
                self.log.push(format!("upload {offset}"));
                let arrived = (offset + 65_536).min(scan.size);
                let _ = self.arrived.insert(scan.digest, arrived);
                let reply = self.fault("upload").map(|()| Reply::Ca(CaReply::Received(arrived)));
                (op, reply)
            }
            Effect::KeepStoreAccess { op, .. } => (op, Ok(Reply::StoreKnown { login: "ivanova".into() })),
            Effect::FetchStored { op, .. } => (op, Ok(Reply::Ca(self.issued()))),
            Effect::WriteRequest { op, folder, request, .. } => {
                self.request = request;
                (op, Ok(Reply::Written { file: folder.join("request.req") }))
            }
            Effect::ReadCertificate { op, path, .. } => {
                let known = path.extension().is_some_and(|extension| extension == "cer");
                let reply = Reply::Ca(self.issued());
                (op, if known { Ok(reply) } else { Err(SupportCode::CertUnreadable.into()) })
            }
            Effect::Store { op, .. } => (op, Ok(Reply::Stored)),
            Effect::Remove { op, key } => {
                self.log.push("remove".into());
                let _ = self.keys.remove(&name_of(&key));
                (op, Ok(Reply::Removed))
            }
            Effect::SaveBackup { op, order } => {
                let saved = Reply::Saved { place: order.place, with_key: false };
                (op, self.fault("backup").map(|()| saved))
            }
            Effect::OpenPage(_) => {
                self.log.push("open page".into());
                return None;
            }
            Effect::DropScans(digests) => {
                self.log.push(format!("drop {} scans", digests.len()));
                return None;
            }
            Effect::WakeAt { .. } | Effect::Logout => return None,
        })
    }

    /// How many keys lie on the token besides the old one.
    pub fn new_keys(&self) -> usize {
        self.keys.len() - 1
    }

    fn fault(&self, name: &str) -> Result<(), Fault> {
        self.fails.get(name).map_or(Ok(()), |code| Err((*code).into()))
    }

    fn ask(&mut self, ask: CaAsk) -> Result<CaReply, Fault> {
        let debug = format!("{ask:?}");
        let name = debug.split([' ', '(', '{']).next().unwrap().to_owned();
        self.log.push(name.clone());
        self.fault(&name)?;
        Ok(match ask {
            CaAsk::Holder { certificate, .. } => CaReply::Holder(HolderRecord {
                subject: certificate.subject().clone(),
                not_before: START,
                not_after: START + Duration::days(450),
            }),
            CaAsk::Register { .. } => CaReply::Findings(self.findings.clone()),
            CaAsk::Drafts => CaReply::Drafts(self.drafts.clone()),
            CaAsk::OpenDraft { dossier, .. } => CaReply::DraftOpened(Draft {
                draft: format!("draft-{}", self.journal.len()),
                number: "Ч-1".into(),
                link: "https://ca.example/1".into(),
                until: self.now + Duration::days(30),
                saved_at: self.now,
                dossier,
            }),
            CaAsk::SaveDraft { .. }
            | CaAsk::DropDraft { .. }
            | CaAsk::CodeWord { .. }
            | CaAsk::Contacts { .. } => CaReply::Done,
            CaAsk::Received { digest, .. } => {
                CaReply::Received(self.arrived.get(&digest).copied().unwrap_or_default())
            }
            CaAsk::Bill { .. } => CaReply::Document(b"%PDF".to_vec()),
            CaAsk::Challenge => CaReply::Challenge(Some(vec![7; 32])),
            CaAsk::SignIn { .. } => CaReply::SignedIn(Person {
                name: "Иванова Мария Петровна".into(),
                head: false,
            }),
            CaAsk::Submit(submission) => {
                if self.idempotencies.last().is_some_and(|last| *last != submission.idempotency) {
                    self.polls += 1;
                }
                self.idempotencies.push(submission.idempotency);
                self.request = submission.request;
                CaReply::Accepted(Accepted {
                    request: "r1".into(),
                    number: "Ч-1".into(),
                    link: Some("https://ca.example/1".into()),
                    until: Some(self.now + Duration::days(10)),
                })
            }
            CaAsk::Status { .. } => self.status()?,
            CaAsk::Acknowledge { .. } => CaReply::Acknowledged,
            CaAsk::Withdraw { .. } => CaReply::Withdrawn,
            other => panic!("{other:?}"),
        })
    }

    fn status(&mut self) -> Result<CaReply, Fault> {
        let answer = self.answers.get(self.polls).cloned();
        // A refusal stands until another request is sent.
        if !matches!(answer, Some(Answer::Refused(_))) {
            self.polls += 1;
        }
        let waiting = |stage: &str, store: bool| {
            let news = WaitNews { store, ..WaitNews::default() };
            CaReply::Waiting(Waiting { stage: stage.into(), retry_after: Some(3600), news })
        };
        match answer {
            Some(Answer::Waiting(stage)) => Ok(waiting(stage, false)),
            Some(Answer::Stored) => Ok(waiting("issued", true)),
            Some(Answer::Refused(refusal)) => Err(refusal.to_fault()),
            None => Ok(self.issued()),
        }
    }

    fn issued(&self) -> CaReply {
        let (from, to) = (self.now - Duration::hours(1), self.now + Duration::days(450));
        let certificate = issue_without(&self.request, from, to, self.forgets_powers);
        CaReply::Issued { certificate: certificate.der().to_vec(), chain: vec![ROOT.0.der().to_vec()] }
    }
}

/// The same key for the same identifier, in whatever world it is made: a key on a token outlives a process.
fn made(key: &KeyRef) -> Vec<u8> {
    static MADE: std::sync::Mutex<BTreeMap<String, Arc<Vec<u8>>>> = std::sync::Mutex::new(BTreeMap::new());
    let mut made = MADE.lock().unwrap();
    let document = made.entry(name_of(key)).or_insert_with(|| {
        let document =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &SystemRandom::new()).unwrap();
        Arc::new(document.as_ref().to_vec())
    });
    document.to_vec()
}

fn pair(pkcs8: &[u8]) -> EcdsaKeyPair {
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8, &SystemRandom::new()).unwrap()
}

fn name_of(key: &KeyRef) -> String {
    key.id.to_string()
}

/// Issues exactly what the request asks for.
fn issue(request: &[u8], from: Moment, to: Moment) -> Certificate {
    issue_without(request, from, to, false)
}

fn issue_without(request: &[u8], from: Moment, to: Moment, powers: bool) -> Certificate {
    struct AsAsked(CertificationRequest, bool);
    impl BuilderProfile for AsAsked {
        fn get_issuer(&self, _: &Name) -> Name {
            ROOT.0.subject_name().clone()
        }
        fn get_subject(&self) -> Name {
            self.0.subject_name().clone()
        }
        fn build_extensions(
            &self,
            _: SubjectPublicKeyInfoRef<'_>,
            _: SubjectPublicKeyInfoRef<'_>,
            _: &TbsCertificate,
        ) -> x509_cert::builder::Result<Vec<Extension>> {
            let extensions = self.0.extensions().into_iter();
            Ok(extensions.filter(|e| !self.1 || e.extn_id != rfc5912::ID_CE_EXT_KEY_USAGE).collect())
        }
    }
    let request = CertificationRequest::parse(request).unwrap();
    let spki = SubjectPublicKeyInfoOwned::from_der(&request.spki_der()).unwrap();
    let time = |at| {
        Time::try_from(std::time::UNIX_EPOCH + std::time::Duration::from_secs(moment::to_unix(at))).unwrap()
    };
    let validity = Validity::new(time(from), time(to));
    let serial = SerialNumber::new(&[0x41; 16]).unwrap();
    let builder = CertificateBuilder::new(AsAsked(request, powers), serial, validity, spki).unwrap();
    let certificate = builder.build::<_, DerSignature>(&ROOT.1).unwrap();
    Certificate::from_der(&certificate.to_der().unwrap()).unwrap()
}
