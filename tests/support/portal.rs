//! People at the portal of a sandbox: their keys, what they sign, and a plain HTTP client for what they send.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use p256::ecdsa::signature::Signer;
use p256::ecdsa::{DerSignature, SigningKey};
use p256::elliptic_curve::Generate;
use renewal_master::domain::certificate::{Certificate, Purpose};
use renewal_master::domain::field::Field;
use renewal_master::domain::form::{Dossier, Media, Scan, Section, Slot, Values};
use renewal_master::domain::identifier::Snils;
use renewal_master::domain::key::{CkaId, KeyPlan, KeyRef, PlaceId};
use renewal_master::domain::moment::Moment;
use renewal_master::domain::portal::{
    ApprovalCard, Challenge, Decision, Draft, Request, Session, SignedDecision,
};
use renewal_master::domain::request::p256_spki;
use renewal_master::domain::subject::Subject;
use renewal_master::domain::{request, signed};
use renewal_master::sandbox::{Clock, Options, Role, Server, Trainee};
use reqwest::Method;
use reqwest::blocking::Response;
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest, Sha256};
use x509_cert::der::Encode;

/// A sandbox in a folder of its own; both are gone when it is dropped.
pub struct Portal {
    folder: PathBuf,
    options: fn(Options) -> Options,
    server: Option<Server>,
}

impl Portal {
    /// An empty folder and a running sandbox, whose pages show the names of their texts.
    pub fn new(test: &str) -> Self {
        Self::with(test, |options| options)
    }

    /// The same with other options.
    pub fn with(test: &str, options: fn(Options) -> Options) -> Self {
        let folder = std::env::temp_dir().join(format!("renewal-portal-{test}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        let mut portal = Self { folder, options, server: None };
        portal.start();
        portal
    }

    /// Stops it and starts it again with the same state.
    pub fn restart(&mut self) {
        self.server = None;
        self.start();
    }

    fn start(&mut self) {
        self.server = Some(Server::start((self.options)(Options::in_folder(&self.folder))).unwrap());
    }

    /// The sandbox.
    pub fn server(&self) -> &Server {
        self.server.as_ref().unwrap()
    }

    /// A file of its folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Its clock.
    pub fn clock(&self) -> Clock {
        Clock::in_folder(&self.folder)
    }

    /// So many working days pass.
    pub fn pass_working_days(&self, days: usize) {
        for _ in 0..days {
            self.clock().next_working_day().unwrap();
        }
    }

    /// So many days pass, working or not.
    pub fn pass_days(&self, days: i64) {
        let shift = (self.clock().now() - Moment::now_utc()).whole_seconds() + days * 86_400 + 1;
        std::fs::write(self.path("clock"), shift.to_string()).unwrap();
    }

    /// What was sent by e-mail, one message a line.
    pub fn outbox(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(self.path("outbox.jsonl")).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Somebody nobody has signed in yet, at one of the CAs: `""`, `/treasury`, `/e-pasluga`.
    pub fn stranger(&self, base: &str) -> Client {
        let url = self.server().url() + base;
        Client { http: http(&self.server().root_pem_path()), url, token: String::new() }
    }

    /// A person with a certificate, signed in.
    pub fn person(&self, base: &str, role: Role, title: Option<&str>) -> Person {
        let snils = if role == Role::Holder { "112-233-445 95" } else { "087-654-303 00" };
        let key = SigningKey::generate();
        let trainee = Trainee {
            snils: Snils::parse(snils).unwrap(),
            purpose: Purpose::Reporting,
            role,
            title: title.map(str::to_owned),
        };
        let certificate = self.server().authority().issue_to(&spki(&key), &trainee, 300).unwrap();
        let mut person = Person { key, certificate, client: self.stranger(base), clock: self.clock() };
        person.sign_in();
        person
    }

    /// An accountant, signed in.
    pub fn holder(&self, base: &str) -> Person {
        self.person(base, Role::Holder, None)
    }

    /// The head of her organisation, signed in.
    pub fn head(&self, base: &str) -> Person {
        self.person(base, Role::Head, None)
    }
}

impl Drop for Portal {
    fn drop(&mut self) {
        self.server = None;
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A client that trusts the root of the sandbox and nothing else.
pub fn http(root: &Path) -> reqwest::blocking::Client {
    let root = Certificate::from_pem(&std::fs::read_to_string(root).unwrap()).unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(root.der().to_vec())).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    reqwest::blocking::Client::builder()
        .tls_backend_preconfigured(config)
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(20))
        .build()
        .unwrap()
}

/// What one person says to one CA.
pub struct Client {
    http: reqwest::blocking::Client,
    /// Address of the CA.
    pub url: String,
    /// Token of the session; empty without one.
    pub token: String,
}

/// What was answered.
pub struct Answer {
    /// Status.
    pub status: u16,
    /// Headers.
    pub headers: reqwest::header::HeaderMap,
    /// Body.
    pub body: Vec<u8>,
}

impl Answer {
    fn of(response: Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, body: response.bytes().unwrap().to_vec() }
    }

    /// The message, which must have this status.
    pub fn read<T: DeserializeOwned>(&self, status: u16) -> T {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        serde_json::from_slice(&self.body).unwrap()
    }

    /// Status and code of a problem.
    pub fn problem(&self) -> (u16, String) {
        let typed = self.headers.get("content-type").map(|value| value.to_str().unwrap());
        assert_eq!(typed, Some("application/problem+json"), "{}", String::from_utf8_lossy(&self.body));
        let problem: Value = serde_json::from_slice(&self.body).unwrap();
        assert_eq!(problem["status"], self.status);
        (self.status, problem["code"].as_str().unwrap().to_owned())
    }
}

impl Client {
    /// A call with a message.
    pub fn send(&self, method: Method, path: &str, message: &impl Serialize) -> Answer {
        self.call(method, path, |call| call.json(message))
    }

    /// A call without one.
    pub fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, |call| call)
    }

    /// Any call.
    pub fn call(
        &self,
        method: Method,
        path: &str,
        fill: impl FnOnce(reqwest::blocking::RequestBuilder) -> reqwest::blocking::RequestBuilder,
    ) -> Answer {
        let mut call = fill(self.http.request(method, format!("{}{path}", self.url)));
        if !self.token.is_empty() {
            call = call.bearer_auth(&self.token);
        }
        Answer::of(call.send().unwrap())
    }

    /// Status and code of a refusal of a call without a message.
    pub fn refused(&self, method: Method, path: &str) -> (u16, String) {
        self.call(method, path, |call| call).problem()
    }

    /// One piece of a scan.
    pub fn piece(&self, draft: &str, digest: &str, offset: usize, bytes: &[u8]) -> Answer {
        let path = format!("/v1/drafts/{draft}/files/{digest}");
        self.call(Method::PATCH, &path, |call| {
            call.header("Upload-Offset", offset.to_string())
                .header("Content-Type", "application/octet-stream")
                .body(bytes.to_vec())
        })
    }

    /// Where a request stands.
    pub fn status(&self, request: &str) -> Value {
        self.get(&format!("/v1/requests/{request}")).read(200)
    }

    /// Its stage.
    pub fn stage(&self, request: &str) -> String {
        self.status(request)["stage"].as_str().unwrap().to_owned()
    }

    /// Opens a draft.
    pub fn open_draft(&self, dossier: &Dossier, first: bool) -> Draft {
        self.send(Method::POST, "/v1/drafts", &serde_json::json!({"dossier": dossier, "first": first}))
            .read(201)
    }

    /// Sends a scan in one piece.
    pub fn upload(&self, draft: &str, content: &[u8]) {
        let received: Value = self.piece(draft, &digest(content), 0, content).read(200);
        assert_eq!(received["received"], content.len());
    }

    /// Sends a request.
    pub fn submit(&self, key: &str, request: &Request) -> Answer {
        self.call(Method::POST, "/v1/requests", |call| call.header("Idempotency-Key", key).json(request))
    }
}

/// Somebody with a certificate.
pub struct Person {
    key: SigningKey,
    /// The certificate.
    pub certificate: Certificate,
    /// What the person says.
    pub client: Client,
    clock: Clock,
}

impl Person {
    /// Signs in, again perhaps.
    pub fn sign_in(&mut self) -> Session {
        let challenge: Challenge = self.client.call(Method::POST, "/v1/challenge", |call| call).read(200);
        let proof = renewal_master::domain::portal::SignIn { proof: self.package(&challenge.challenge) };
        let session: Session = self.client.send(Method::POST, "/v1/session", &proof).read(200);
        self.client.token.clone_from(&session.token);
        session
    }

    /// The same person with another key and certificate.
    pub fn with(&self, key: SigningKey, certificate: Certificate) -> Self {
        let Client { http, url, token } = &self.client;
        let client = Client { http: http.clone(), url: url.clone(), token: token.clone() };
        Self { key, certificate, client, clock: self.clock.clone() }
    }

    /// CMS with this content inside.
    pub fn package(&self, content: &[u8]) -> Vec<u8> {
        let draft = signed::Draft::attached(content, &self.certificate, self.clock.now()).unwrap();
        let signature = sign(&self.key, &draft.to_sign());
        draft.finish(&signature).unwrap()
    }

    /// CMS over this content.
    pub fn receipt(&self, content: &[u8]) -> Vec<u8> {
        let draft = signed::Draft::detached(content, &self.certificate, self.clock.now()).unwrap();
        let signature = sign(&self.key, &draft.to_sign());
        draft.finish(&signature).unwrap()
    }

    /// PKCS#10 for a new key and this subject.
    pub fn pkcs10(&self, key: &SigningKey, subject: &Subject) -> Vec<u8> {
        let reference = KeyRef { place: PlaceId::Computer, id: CkaId::new([1]) };
        let now = self.clock.now();
        let plan = KeyPlan {
            key: reference,
            label: String::new(),
            exportable: false,
            start: now,
            end: now + time::Duration::days(450),
        };
        let draft = request::Draft::renewal(
            &self.certificate,
            subject,
            &point(key),
            &plan,
            &request::Wishes::new("Мастер"),
        )
        .unwrap();
        let signature = sign(key, &draft.to_sign());
        draft.finish(&signature).unwrap()
    }

    /// A request for a new key with a signed dossier.
    pub fn request(
        &self,
        key: &SigningKey,
        subject: &Subject,
        dossier: &Dossier,
        draft: Option<&Draft>,
    ) -> Request {
        Request {
            package: self.package(&self.pkcs10(key, subject)),
            dossier: Some(self.package(&dossier.canonical())),
            draft: draft.map(|draft| draft.draft.clone()),
        }
    }

    /// Draft, scan and submission in one go; the identifier of the request.
    pub fn ask(&self, dossier: &Dossier) -> String {
        let draft = self.client.open_draft(dossier, false);
        if !dossier.scans.is_empty() {
            self.client.upload(&draft.draft, SCAN);
        }
        let subject = self.certificate.subject().clone();
        let request = self.request(&SigningKey::generate(), &subject, dossier, Some(&draft));
        let accepted: Value = self.client.submit(&draft.draft, &request).read(201);
        assert_eq!(accepted["number"], draft.number.as_str());
        accepted["request"].as_str().unwrap().to_owned()
    }

    /// The short way, as at the operator: a request and nothing else.
    pub fn ask_shortly(&self) -> String {
        let package = self.package(&self.pkcs10(&SigningKey::generate(), self.certificate.subject()));
        let accepted: Value =
            self.client.submit(&"5a".repeat(16), &Request { package, dossier: None, draft: None }).read(201);
        accepted["request"].as_str().unwrap().to_owned()
    }

    /// A signed decision on a request as its card is now.
    pub fn decision(&self, request: &str, approved: bool, reason: &str) -> SignedDecision {
        let card: ApprovalCard = self.client.get(&format!("/v1/approvals/{request}")).read(200);
        self.sign_decision(&Decision {
            request: request.to_owned(),
            approved,
            reason: reason.to_owned(),
            card: card.digest(),
        })
    }

    /// Signs a decision.
    pub fn sign_decision(&self, decision: &Decision) -> SignedDecision {
        SignedDecision { decision: self.package(&serde_json::to_vec(decision).unwrap()) }
    }

    /// Decides on a request.
    pub fn decide(&self, request: &str, approved: bool, reason: &str) -> Answer {
        let decision = self.decision(request, approved, reason);
        self.client.send(Method::POST, &format!("/v1/approvals/{request}/decision"), &decision)
    }
}

/// A scan: a PDF as far as anybody looks.
pub const SCAN: &[u8] = b"%PDF-1.4\npassport of nobody\n%%EOF\n";

/// SHA-256, hex.
pub fn digest(content: &[u8]) -> String {
    hex::encode(Sha256::digest(content))
}

/// What an accountant fills in at the treasury: paper and telephone of Russia, everything as before.
pub fn dossier() -> Dossier {
    let office = Values::default().with("ogrn", "1027700132195").with("inn", "7707083893");
    let contacts = Values::default()
        .with("phone", "+79161234567")
        .with("email", "ivanova@example.ru")
        .with("notify", "yes");
    Dossier { sections: [(Section::Office, office), (Section::Contacts, contacts)].into(), scans: Vec::new() }
}

/// The same with a new passport and its scan.
pub fn dossier_with_passport() -> Dossier {
    let mut dossier = dossier();
    let passport = Values::default()
        .with("changed", "yes")
        .with("document", "passport-ru")
        .with("series", "4510")
        .with("number", "123456")
        .with("issuer", "ОВД района Арбат")
        .with("code", "770-001")
        .with("issued", "2020-02-03")
        .with("born", "1980-05-06");
    let _ = dossier.sections.insert(Section::Identity, passport);
    dossier.scans.push(Scan {
        slot: Slot::Identity,
        name: "паспорт.pdf".into(),
        media: Media::Pdf,
        size: SCAN.len() as u64,
        digest: digest(SCAN),
    });
    dossier
}

/// What is filled in at the Belarusian service.
pub fn belarusian_dossier() -> Dossier {
    let contacts = Values::default()
        .with("phone", "+375291234567")
        .with("email", "ivanova@example.ru")
        .with("notify", "yes");
    Dossier { sections: [(Section::Contacts, contacts)].into(), scans: Vec::new() }
}

/// A subject with one value changed.
pub fn changed(subject: &Subject, field: Field, value: &str) -> Subject {
    let others =
        subject.iter().filter(|(other, _)| *other != field).map(|(other, value)| (other, value.to_owned()));
    Subject::from_fields(others.chain([(field, value.to_owned())]).collect::<Vec<_>>())
}

/// Public point of a key.
pub fn point(key: &SigningKey) -> Vec<u8> {
    key.verifying_key().to_sec1_point(false).as_bytes().to_vec()
}

/// The same as DER.
pub fn spki(key: &SigningKey) -> Vec<u8> {
    p256_spki(&point(key)).unwrap().to_der().unwrap()
}

/// ECDSA over SHA-256.
pub fn sign(key: &SigningKey, message: &[u8]) -> Vec<u8> {
    let signature: DerSignature = key.sign(message);
    signature.as_bytes().to_vec()
}

/// The operator's page, as a browser uses it.
pub struct Operator {
    http: reqwest::blocking::Client,
    url: String,
}

impl Operator {
    /// At the page of this sandbox.
    pub fn of(portal: &Portal) -> Self {
        Self { http: http(&portal.server().root_pem_path()), url: portal.server().operator_url() }
    }

    /// A page.
    pub fn page(&self, path: &str) -> String {
        self.http.get(self.url.clone() + path).send().unwrap().text().unwrap()
    }

    /// The answer to a page or file.
    pub fn answer(&self, path: &str) -> Answer {
        Answer::of(self.http.get(self.url.clone() + path).send().unwrap())
    }

    /// Presses a button of a request; the status of the answer.
    pub fn press(&self, scheme: &str, request: &str, action: &str, fields: &[(&str, &str)]) -> u16 {
        self.post(&format!("requests/{scheme}/{request}/{action}"), &self.token(), fields)
    }

    /// Sends a form with this token.
    pub fn post(&self, path: &str, token: &str, fields: &[(&str, &str)]) -> u16 {
        self.submit(path, token, fields).status().as_u16()
    }

    /// Sends a form; the page that is the answer.
    pub fn send(&self, path: &str, fields: &[(&str, &str)]) -> String {
        self.submit(path, &self.token(), fields).text().unwrap()
    }

    fn submit(&self, path: &str, token: &str, fields: &[(&str, &str)]) -> Response {
        let mut body = form_urlencoded::Serializer::new(String::new());
        let body = body.append_pair("token", token).extend_pairs(fields).finish();
        let call = self.http.post(self.url.clone() + path).body(body);
        call.header("Content-Type", "application/x-www-form-urlencoded").send().unwrap()
    }

    /// What the forms of this page carry.
    pub fn token(&self) -> String {
        let page = self.page("");
        let rest = page.split("name=\"token\" value=\"").nth(1).unwrap();
        rest.split('"').next().unwrap().to_owned()
    }
}
