//! A person who renews, and does after a fault what the window offers: puts the token back, tries again, types the
//! PIN again. Runs in a process of its own, whose environment tells modules and folders.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use renewal_master::ca::profile::{self, Library};
use renewal_master::compose::Desktop;
use renewal_master::domain::certificate::Certificate;
use renewal_master::domain::entry::Entry;
use renewal_master::domain::identifier::Snils;
use renewal_master::domain::key::{FoundCertificate, KeyRef, PlaceId};
use renewal_master::domain::medium::CopyPlace;
use renewal_master::domain::secret::{Keep, Pin, Seed};
use renewal_master::entropy;
use renewal_master::platform::directories::Directories;
use renewal_master::renewal::{Input, Question, View};
use renewal_master::runtime::workshop::Workshop;
use renewal_master::runtime::{Engine, Observer, Pause};
use renewal_master::token::worker::WorkerProgram;
use renewal_master::token::worker::deadlines::Deadlines;
use renewal_master::token::{ModuleSpec, Places};
use serde_json::json;

use crate::support::modules::Interposed;
use crate::support::world::{LABEL, PIN, SNILS};

/// The folder of this renewal.
pub const FOLDER: &str = "FAULTS_FOLDER";
/// The module that fails.
pub const MODULE: &str = "FAULTS_MODULE";
/// The profile of the CA.
pub const PROFILE: &str = "FAULTS_PROFILE";
/// What is done after the first fault.
pub const WAY: &str = "FAULTS_WAY";
/// Faults that a person has the patience for. One fault of the token may be told by several of its calls.
const PATIENCE: usize = 6;
/// Silence after which a module counts as hung. On a busy machine it is too short now and then: one more fault.
const HUNG: Duration = Duration::from_millis(2500);
/// The same for what changes a token.
const BUSY: Duration = Duration::from_secs(8);
/// Until the same is tried again.
const BREATH: Duration = Duration::from_secs(2);
/// Looks at the token until it must have been seen, and the time between two of them, as in the window.
const LOOKS: usize = 60;
const LOOK: Duration = Duration::from_millis(500);

/// What a person does after the first fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// «Повторить».
    Again,
    /// Closes the program, and goes on after the next start.
    Restart,
    /// «Отмена», as long as that is offered.
    GiveUp,
}

impl Way {
    /// Trying again is what most people do.
    pub const ALL: [Self; 5] = [Self::Again, Self::Restart, Self::Again, Self::GiveUp, Self::Restart];

    fn of_environment() -> Self {
        let name = std::env::var(WAY).unwrap_or_default();
        Self::ALL.into_iter().find(|way| format!("{way:?}") == name).unwrap_or(Self::Again)
    }
}

/// Renews, and writes down how it ended.
pub fn renew() {
    let folder = PathBuf::from(std::env::var_os(FOLDER).unwrap());
    let mut person =
        Person { way: Way::of_environment(), faults: Vec::new(), answers: BTreeMap::new(), folder };
    let mut desktop = person.desktop();
    let mut engine = person.begin(&mut desktop);
    let view = loop {
        match engine.pause() {
            Pause::End => break engine.view(),
            Pause::Until(at) => {
                let wait = Duration::try_from(at - desktop.clock().now()).unwrap_or_default();
                std::thread::sleep(wait);
                engine.wake(&mut Nobody);
            }
            Pause::User => {
                if let Some(input) = person.answer(&mut engine) {
                    engine.feed(input, &mut Nobody);
                } else {
                    let _ = engine.leave();
                    drop(desktop);
                    desktop = person.desktop();
                    engine = person.begin(&mut desktop);
                }
            }
        }
    };
    let outcome = if view.certificate.is_some() { "finished" } else { "cancelled" };
    person.note(outcome);
    let _ = engine.leave();
}

struct Person {
    way: Way,
    faults: Vec<String>,
    /// How often each question was answered.
    answers: BTreeMap<String, usize>,
    folder: PathBuf,
}

impl Person {
    fn desktop(&self) -> Desktop {
        let directories = Directories::at(&self.folder.join("home")).unwrap();
        let expand = |seed: &Seed, buffer: &mut [u8]| {
            let _ = entropy::Drbg::new(seed, "software key")
                .map(|mut drbg| rand::Rng::fill_bytes(&mut drbg, buffer));
            Ok(())
        };
        let spec =
            ModuleSpec { path: std::env::var_os(MODULE).unwrap().into(), init_args: None, trace: None };
        let places = Places::new(vec![spec], directories.keys(), expand, None);
        // Whoever stops a module while it writes may lose what is on the token; a busy machine is no hang.
        let deadlines =
            Deadlines { load: BUSY, write: BUSY, generate: BUSY, pin: BUSY, ..Deadlines::all(HUNG) };
        let places = places.with_workers(&WorkerProgram::at(env!("CARGO_BIN_EXE_renewctl")), &deadlines);
        let profile = Arc::new(profile::load(Path::new(&std::env::var_os(PROFILE).unwrap())).unwrap());
        let library = Library::Shelves(directories.profiles());
        Desktop::new(directories, profile, library, places)
    }

    /// Begins the renewal, or goes on with what was begun.
    fn begin(&mut self, desktop: &mut Desktop) -> Engine {
        let mut journals = desktop.journals().unwrap();
        if let Some(renewal) = journals.list().unwrap().pop() {
            let journal = journals.read(&renewal).unwrap();
            let old = old_of(&journal);
            let ports = desktop.ports(&desktop.profile(), old).unwrap();
            return Engine::resume(ports, desktop.profile(), &renewal, &mut Nobody).unwrap();
        }
        let found = self.find(desktop);
        let old = Some((found.key.clone(), found.certificate.clone()));
        let ports = desktop.ports(&desktop.profile(), old).unwrap();
        Engine::start(ports, desktop.profile(), &found, &mut Nobody).unwrap()
    }

    /// The certificate in the list. While it is not there, the list is looked at again.
    fn find(&mut self, desktop: &Desktop) -> FoundCertificate {
        loop {
            let code = match desktop.certificates() {
                Ok((mut found, faults)) => match (found.pop(), faults.first()) {
                    (Some(found), _) => return found,
                    (None, fault) => fault.map_or("no certificate".to_owned(), |fault| fault.support_code()),
                },
                Err(fault) => fault.support_code(),
            };
            self.meet(code);
        }
    }

    /// A fault is told: the token is put back.
    fn meet(&mut self, code: String) {
        if self.faults.last() == Some(&code) {
            // Who sees the same again takes a breath: a module that hung is not asked at once again.
            std::thread::sleep(BREATH);
        }
        self.faults.push(code);
        Interposed(self.folder.clone()).put_back();
        assert!(self.faults.len() <= PATIENCE, "no end of faults: {:?}, {:?}", self.faults, self.answers);
    }

    /// The answer to what is asked; `None` to close the program.
    fn answer(&mut self, engine: &mut Engine) -> Option<Input> {
        let view = engine.view();
        if let Some(fault) = &view.fault {
            let first = self.faults.is_empty();
            self.meet(fault.support_code());
            match self.way {
                Way::Restart if first => return None,
                Way::GiveUp if first => return Some(Input::Stop),
                _ => {}
            }
        } else if view.question == Some(Question::Place) && own_place(&view).is_none() {
            // It is missing in the list: put back, it comes by itself.
            self.meet("no place".to_owned());
            for _ in 0..LOOKS {
                std::thread::sleep(LOOK);
                engine.look(&mut Nobody);
                if own_place(&engine.view()).is_some() {
                    break;
                }
            }
        }
        let view = engine.view();
        let question = view.question.clone().unwrap();
        let name = format!("{question:?}").split([' ', '(']).next().unwrap_or_default().to_owned();
        *self.answers.entry(name).or_default() += 1;
        Some(match question {
            Question::Snils => Input::Snils(Snils::parse(SNILS).unwrap()),
            Question::Workplace => Input::Proceed,
            Question::Data => Input::Agree,
            Question::Place => match own_place(&view) {
                Some(place) => Input::Choose { place, exportable: false },
                None => Input::Refresh,
            },
            Question::Randomness => Input::Randomness(entropy::from_system().unwrap()),
            Question::Pin { .. } => Input::Unlock(Pin::new(PIN.to_owned()), Keep::Once),
            Question::Acknowledgement => Input::Acknowledge,
            Question::Backup { .. } => {
                let folder = self.folder.join("backup");
                std::fs::create_dir_all(&folder).unwrap();
                Input::Backup { place: CopyPlace::Folder(folder), password: None }
            }
            Question::Retry => Input::Retry,
            other => panic!("nobody asks that here: {other:?}"),
        })
    }

    fn note(&self, outcome: &str) {
        let note = json!({ "outcome": outcome, "faults": self.faults, "answers": self.answers });
        std::fs::write(self.folder.join("outcome"), note.to_string()).unwrap();
    }
}

fn own_place(view: &View) -> Option<PlaceId> {
    let own = |id: &&PlaceId| matches!(id, PlaceId::Token { label, .. } if label == LABEL);
    view.places.iter().map(|place| &place.id).find(own).cloned()
}

fn old_of(journal: &[Entry]) -> Option<(KeyRef, Certificate)> {
    use renewal_master::domain::entry::Event;
    match &journal.first()?.event {
        Event::Started { certificate, key, .. } => {
            Some((key.clone(), Certificate::from_der(certificate).ok()?))
        }
        _ => None,
    }
}

struct Nobody;

impl Observer for Nobody {
    fn recorded(&mut self, _: &Entry) {}
    fn moved(&mut self, _: &View) {}
}
