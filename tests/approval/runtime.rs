//! The worker thread with a token in memory and a CA that follows a script: what the window orders and hears.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use renewal_master::approval::{Input, Question, Verdict, View};
use renewal_master::domain::certificate::Certificate;
use renewal_master::domain::exchange::{CaAsk, CaReply, Person};
use renewal_master::domain::key::{CkaId, KeyPlan, KeyRef};
use renewal_master::domain::moment::Moment;
use renewal_master::domain::portal::{Approval, Decision};
use renewal_master::domain::profile::Profile;
use renewal_master::domain::secret::{Keep, Pin, Seed};
use renewal_master::domain::signed;
use renewal_master::fault::{Fault, SupportCode};
use renewal_master::ports::{Backups, CertificateAuthority, Clock, Journals, Opener, Printer, SharedTokens};
use renewal_master::runtime::Ports;
use renewal_master::runtime::message::{Command, Notice, WantedRequest};
use renewal_master::runtime::worker;
use renewal_master::runtime::workshop::Workshop;
use renewal_master::token::{MemoryToken, Places};

use crate::fixture::{self, OTHER, REQUEST};

pub const PIN: &str = "12345678";

/// A CA with two waiting requests that checks every signature. It follows `faults` first.
#[derive(Clone, Default)]
pub struct Ca(pub Arc<Mutex<Inside>>);

#[derive(Default)]
pub struct Inside {
    pub waiting: Vec<Approval>,
    pub decisions: Vec<Decision>,
    pub signed_in: bool,
    /// The next answers to decisions: taken or not, and what is said.
    pub faults: VecDeque<(bool, SupportCode)>,
    pub head: bool,
}

impl CertificateAuthority for Ca {
    fn ask(&mut self, ask: &CaAsk) -> Result<CaReply, Fault> {
        let mut inside = self.0.lock().unwrap();
        if !inside.signed_in && !matches!(ask, CaAsk::Challenge | CaAsk::SignIn { .. }) {
            return Err(SupportCode::CaSignIn.into());
        }
        Ok(match ask {
            CaAsk::Challenge => CaReply::Challenge(Some(vec![7; 32])),
            CaAsk::SignIn { proof } => {
                let proof = signed::verify(proof, None)?;
                assert_eq!(proof.content, [7; 32]);
                inside.signed_in = true;
                CaReply::SignedIn(Person { name: proof.signer.subject().full_name(), head: inside.head })
            }
            CaAsk::Approvals => CaReply::Approvals(inside.waiting.clone()),
            CaAsk::ApprovalCard { .. } => CaReply::ApprovalCard(Box::new(fixture::card())),
            CaAsk::ApprovalFile { digest, .. } => CaReply::Document(fixture::document(digest).unwrap()),
            CaAsk::Decide { request, decision } => {
                let fault = inside.faults.pop_front();
                if fault.is_none_or(|(taken, _)| taken) {
                    let verified = signed::verify(decision, None)?;
                    let decision: Decision = serde_json::from_slice(&verified.content).unwrap();
                    assert_eq!((&decision.request, &decision.card), (request, &fixture::card().digest()));
                    inside.waiting.retain(|approval| approval.request != *request);
                    inside.decisions.push(decision);
                }
                match fault {
                    Some((_, code)) => {
                        inside.signed_in &= code != SupportCode::CaSignIn;
                        return Err(code.into());
                    }
                    None => CaReply::Done,
                }
            }
            other => panic!("not asked by a head: {other:?}"),
        })
    }
}

struct Now;

impl Clock for Now {
    fn now(&self) -> Moment {
        fixture::now()
    }
}

/// Notes what was opened and what was in it.
#[derive(Clone)]
pub struct Viewer(pub Sender<(PathBuf, Vec<u8>)>);

impl Opener for Viewer {
    fn open(&mut self, target: &str) -> Result<(), Fault> {
        self.0.send((target.into(), std::fs::read(target)?)).unwrap();
        Ok(())
    }
}

pub struct Office {
    pub tokens: SharedTokens,
    pub ca: Ca,
    pub viewer: Viewer,
}

impl Workshop for Office {
    fn profile(&self) -> Arc<Profile> {
        Arc::new(Profile { id: "treasury".to_owned(), ..Profile::default() })
    }
    fn profile_of(&self, _: &str) -> Result<Arc<Profile>, Fault> {
        Ok(self.profile())
    }
    fn tokens(&self) -> SharedTokens {
        self.tokens.clone()
    }
    fn clock(&self) -> Box<dyn Clock> {
        Box::new(Now)
    }
    fn authority(&self) -> Result<Box<dyn CertificateAuthority>, Fault> {
        Ok(Box::new(self.ca.clone()))
    }
    fn opener(&self) -> Box<dyn Opener> {
        Box::new(self.viewer.clone())
    }
    fn statement(&self, _: &renewal_master::renewal::View, _: u8) -> Result<Vec<u8>, Fault> {
        Err(SupportCode::PdfFailed.into())
    }
    fn visit_list(&self, _: &renewal_master::renewal::View) -> Result<Vec<u8>, Fault> {
        Err(SupportCode::PdfFailed.into())
    }
    fn reveal_store(&self, _: &str) -> Result<Option<Pin>, Fault> {
        Ok(None)
    }
    fn report(&self, _: &[renewal_master::domain::workplace::Check]) -> String {
        String::new()
    }
    fn journals(&self) -> Result<Box<dyn Journals>, Fault> {
        Err(SupportCode::DiskDenied.into())
    }
    fn ports(&self, _: &Profile, _: Option<(KeyRef, Certificate)>) -> Result<Ports, Fault> {
        Err(SupportCode::DiskDenied.into())
    }
    fn backups(&self) -> Box<dyn Backups> {
        panic!("a head makes no copies")
    }
    fn printer(&self) -> Box<dyn Printer> {
        panic!("a head prints nothing")
    }
    fn form(&self, _: &Certificate) -> Result<Vec<u8>, Fault> {
        panic!("a head prints nothing")
    }
}

/// The worker behind a window, with the token of the head.
struct Desk {
    folder: PathBuf,
    commands: Option<Sender<Command>>,
    notices: Receiver<Notice>,
    opened: Receiver<(PathBuf, Vec<u8>)>,
    worker: Option<JoinHandle<()>>,
    ca: Ca,
    tokens: SharedTokens,
}

/// A CA where two requests wait, and the token of the head in a new folder.
pub fn world(name: &str) -> (PathBuf, Ca, SharedTokens) {
    let folder = std::env::temp_dir().join(format!("renewal-approval-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let token = token(&folder);
    let places = Places::new(Vec::new(), folder.clone(), expand, Some(token));
    let tokens: SharedTokens = Arc::new(Mutex::new(Box::new(places)));
    let ca = Ca::default();
    {
        let mut inside = ca.0.lock().unwrap();
        inside.waiting = [REQUEST, OTHER].map(fixture::approval).to_vec();
        inside.head = true;
    }
    (folder, ca, tokens)
}

impl Desk {
    fn new(name: &str) -> Self {
        let (folder, ca, tokens) = world(name);
        let (commands, orders) = channel();
        let (news, notices) = channel();
        let (viewer, opened) = channel();
        let office = Office { tokens: tokens.clone(), ca: ca.clone(), viewer: Viewer(viewer) };
        let worker = std::thread::spawn(move || {
            worker::run(Box::new(office), &orders, &mut |notice| {
                let _ = news.send(notice);
            });
        });
        Self { folder, commands: Some(commands), notices, opened, worker: Some(worker), ca, tokens }
    }

    fn order(&self, command: Command) {
        self.commands.as_ref().unwrap().send(command).unwrap();
    }

    fn give(&self, input: Input) {
        self.order(Command::Approval(input));
    }

    fn notice(&self) -> Notice {
        self.notices.recv_timeout(Duration::from_secs(30)).expect("the worker says nothing")
    }

    /// Waits until the head is asked something.
    fn asked(&self) -> View {
        loop {
            match self.notice() {
                Notice::Approvals(view) if view.question.is_some() => return *view,
                Notice::Failed(fault) if fault.code != SupportCode::DiskDenied => panic!("{fault}"),
                _ => {}
            }
        }
    }

    fn sign_in(&self) -> View {
        self.order(Command::Approvals(None));
        let view = self.asked();
        self.unlock(&view)
    }

    fn unlock(&self, view: &View) -> View {
        self.give(Input::SignIn(view.preselected.clone().unwrap()));
        assert!(matches!(self.asked().question, Some(Question::Pin { .. })));
        self.give(Input::Unlock(Pin::new(PIN.to_owned()), Keep::Once));
        self.asked()
    }

    fn open_card(&self) -> View {
        assert_eq!(self.sign_in().question, Some(Question::List));
        self.give(Input::Open(REQUEST.to_owned()));
        self.asked()
    }

    fn decisions(&self) -> Vec<Decision> {
        self.ca.0.lock().unwrap().decisions.clone()
    }

    /// The window is closed.
    fn close(&mut self) {
        self.commands = None;
        if let Some(worker) = self.worker.take() {
            worker.join().unwrap();
        }
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.close();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn expand(seed: &Seed, buffer: &mut [u8]) -> Result<(), Fault> {
    rand::Rng::fill_bytes(&mut renewal_master::entropy::Drbg::new(seed, "test").unwrap(), buffer);
    Ok(())
}

fn token(folder: &std::path::Path) -> MemoryToken {
    let mut token = MemoryToken::open(folder.join("token.json"), "Рутокен", PIN, expand).unwrap();
    token.login(Pin::new(PIN.to_owned()), Keep::Once).unwrap();
    let key = KeyRef { place: token.id(), id: CkaId::new([1]) };
    let (start, end) = (fixture::now(), fixture::now() + time::Duration::days(90));
    let plan = KeyPlan { key, label: String::new(), exportable: false, start, end };
    let point = token.generate(&plan, &Seed::new([1; 32], 0)).unwrap();
    let subject = fixture::subject("Петров", "Генеральный директор", fixture::HEAD_SNILS);
    token.store(&plan.key.id, &fixture::certificate(&subject, &fixture::Point(point), 90)).unwrap();
    token.logout();
    token
}

#[test]
fn a_head_signs_in_opens_a_request_and_approves_it_with_the_key_of_his_token() {
    let desk = Desk::new("approve");
    let view = desk.open_card();
    assert!(view.card.unwrap().is_whole());
    desk.give(Input::Decide(Verdict::approve(true).unwrap()));
    let view = desk.asked();
    assert_eq!(view.question, Some(Question::Decided));
    assert_eq!(view.list.unwrap(), [fixture::approval(OTHER)]);
    let decisions = desk.decisions();
    assert_eq!(decisions.len(), 1);
    assert!(decisions[0].approved && decisions[0].reason.is_empty());
}

#[test]
fn a_refusal_reaches_the_ca_with_its_reason() {
    let desk = Desk::new("decline");
    desk.open_card();
    desk.give(Input::Decide(Verdict::decline(true, "нет печати").unwrap()));
    assert!(!desk.asked().outcome.unwrap().approved);
    assert_eq!(desk.decisions()[0].reason, "нет печати");
}

#[test]
fn a_document_is_shown_from_a_private_file_that_goes_with_its_card() {
    let mut desk = Desk::new("show");
    desk.open_card();
    desk.give(Input::Show(0));
    let view = desk.asked();
    assert_eq!(view.fault, None);
    let (path, content) = desk.opened.recv_timeout(Duration::from_secs(30)).unwrap();
    assert_eq!(content, fixture::PASSPORT);
    assert!(path.extension().is_some_and(|extension| extension == "pdf"), "{}", path.display());
    assert!(path.exists());
    desk.give(Input::Back);
    desk.asked();
    assert!(!path.exists() && !path.parent().unwrap().exists());

    // Closing the window in front of an open document leaves nothing behind either.
    desk.give(Input::Open(REQUEST.to_owned()));
    desk.asked();
    desk.give(Input::Show(1));
    desk.asked();
    let (path, _) = desk.opened.recv_timeout(Duration::from_secs(30)).unwrap();
    assert!(path.exists());
    desk.close();
    assert!(!path.parent().unwrap().exists());
}

#[test]
fn a_session_that_ends_before_the_decision_costs_no_second_pin_and_no_second_decision() {
    let desk = Desk::new("session");
    desk.open_card();
    desk.ca.0.lock().unwrap().faults.push_back((false, SupportCode::CaSignIn));
    desk.give(Input::Decide(Verdict::approve(true).unwrap()));
    assert!(desk.asked().outcome.unwrap().confirmed);
    assert_eq!(desk.decisions().len(), 1);
}

#[test]
fn an_answer_that_is_lost_is_told_by_the_list() {
    for (taken, question) in [(true, Question::Decided), (false, Question::Card)] {
        let desk = Desk::new(&format!("lost-{taken}"));
        desk.open_card();
        desk.ca.0.lock().unwrap().faults.push_back((taken, SupportCode::CaSlow));
        desk.give(Input::Decide(Verdict::approve(true).unwrap()));
        let view = desk.asked();
        assert_eq!(view.question, Some(question));
        assert_eq!(desk.decisions().len(), usize::from(taken));
        assert!(view.outcome.is_none_or(|outcome| !outcome.confirmed));
    }
}

#[test]
fn somebody_else_than_a_head_is_signed_out_of_the_token() {
    let desk = Desk::new("not-head");
    desk.ca.0.lock().unwrap().head = false;
    let view = desk.sign_in();
    assert_eq!(view.fault.unwrap().code, SupportCode::NotHead);
    assert_eq!(view.question, Some(Question::Certificate));
    let key = view.preselected.unwrap();
    assert!(!desk.tokens.lock().unwrap().is_open(&key));
}

#[test]
fn a_link_opens_its_card_and_a_link_to_another_ca_is_refused() {
    let desk = Desk::new("link");
    let wanted = |profile: &str| {
        let (profile, request) = (profile.to_owned(), REQUEST.to_owned());
        Command::Approvals(Some(WantedRequest { profile, request }))
    };
    desk.order(wanted("operator"));
    let refused = std::iter::repeat_with(|| desk.notice()).find_map(|notice| match notice {
        Notice::Failed(fault) if fault.code != SupportCode::DiskDenied => Some(fault.code),
        _ => None,
    });
    assert_eq!(refused, Some(SupportCode::LinkElsewhere));
    desk.order(wanted("treasury"));
    let view = desk.asked();
    let view = desk.unlock(&view);
    assert_eq!(view.card.unwrap().card.approval.request, REQUEST);
}

#[test]
fn leaving_logs_the_token_out() {
    let desk = Desk::new("leave");
    let key = desk.sign_in().preselected.unwrap();
    assert!(desk.tokens.lock().unwrap().is_open(&key));
    desk.order(Command::LeaveApprovals);
    desk.order(Command::Approvals(None));
    assert_eq!(desk.asked().question, Some(Question::Certificate));
    assert!(!desk.tokens.lock().unwrap().is_open(&key));
}
