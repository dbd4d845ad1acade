//! One renewal that meets faults, and what must hold after each of them.

use std::cell::RefCell;
use std::process::{Command, Output};

use serde_json::Value;

use crate::support::sandbox_client::SandboxClient;
use crate::support::world::{SNILS, World, blocks, last_object, objects_of};

/// What a person must never have to read.
const JUNK: [&str; 12] =
    ["CKR_", "0x", "::", "panicked", "unwrap", "Err(", "Some(", "None", "{", "err-", "rec-", "Error"];

/// A world whose token has a certificate that ends in four days.
pub struct Case {
    pub world: World,
    pub ca: SandboxClient,
    /// The objects on the token before anything went wrong.
    before: Vec<String>,
    /// Identifiers of keys that journals know: only under these may new objects lie.
    planned: RefCell<Vec<String>>,
}

impl Case {
    /// `None`, with the reason printed, where SoftHSM2 is not installed.
    pub fn new(name: &str) -> Option<Self> {
        let world = World::new(name)?;
        world.put_certificate(4);
        let before = blocks(&world.objects());
        let ca = SandboxClient(world.path("sandbox"));
        Some(Self { world, ca, before, planned: RefCell::default() })
    }

    /// Arguments of `renewctl renew`.
    pub fn renew(&self) -> Vec<String> {
        self.world.renew_arguments()
    }

    /// Arguments of `renewctl resume`, with all answers.
    pub fn resume(&self) -> Vec<String> {
        let mut arguments = self.world.resume_arguments();
        arguments.extend(["--snils", SNILS].map(str::to_owned));
        arguments
    }

    /// These arguments with another profile: that of the sandbox, changed.
    pub fn with_profile(&self, arguments: Vec<String>, change: impl FnOnce(String) -> String) -> Vec<String> {
        let (own, other) = (self.world.path("sandbox/profile.toml"), self.world.path("sandbox/other.toml"));
        std::fs::write(&other, change(std::fs::read_to_string(&own).unwrap())).unwrap();
        with(arguments, own.to_str().unwrap(), other.to_str().unwrap())
    }

    /// Runs `renewctl` and expects it to refuse with this exit code and support code.
    pub fn refused(&self, arguments: Vec<String>, exit: i32, code: &str) -> Value {
        self.refused_by(&mut self.world.renewctl_command(arguments), exit, code)
    }

    /// [`Case::refused`] for a command of one's own.
    pub fn refused_by(&self, command: &mut Command, exit: i32, code: &str) -> Value {
        let output = command.output().unwrap();
        let outcome = self.note(&output);
        // A decision of the CA is an outcome of its own, with an exit code of its own.
        let expected = if code == "CA-REJECTED" { "refused" } else { "failed" };
        assert_eq!(outcome["outcome"], expected, "{code} was expected: {outcome}");
        assert_eq!(outcome["code"], code, "{outcome}");
        assert_eq!(output.status.code(), Some(exit), "{outcome}");
        for text in ["what", "remedy"] {
            let text = outcome[text].as_str().unwrap();
            assert!(is_for_people(text), "{code}: {text}");
        }
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(errors.is_empty(), "{code}: words beside the outcome: {errors}");
        self.nothing_is_lost();
        outcome
    }

    /// The token holds what it held, and besides it only what a journal knows.
    pub fn nothing_is_lost(&self) {
        let now = blocks(&self.world.objects());
        for old in &self.before {
            assert!(now.contains(old), "lost from the token:\n{old}\nleft:\n{}", now.join("\n"));
        }
        let planned = self.planned.borrow();
        for new in now.iter().filter(|block| !self.before.contains(block)) {
            assert!(planned.iter().any(|id| new.contains(id)), "an orphan on the token:\n{new}");
        }
    }

    /// The token is as it was before the renewal.
    pub fn untouched(&self) {
        assert_eq!(blocks(&self.world.objects()), self.before);
    }

    /// `renewctl resume` comes to the end now, with one new key and one new certificate.
    pub fn resumes(&self) -> Value {
        self.finishes(self.resume())
    }

    /// These arguments lead to the end, with one new key and one new certificate.
    pub fn finishes(&self, arguments: Vec<String>) -> Value {
        let output = self.world.renewctl(arguments);
        let outcome = self.note(&output);
        assert_eq!((&outcome["outcome"], output.status.code()), (&"finished".into(), Some(0)), "{outcome}");
        self.nothing_is_lost();
        let objects = self.world.objects();
        for class in ["Private Key Object", "Public Key Object", "Certificate Object"] {
            let found = objects.lines().filter(|line| line.starts_with(class)).count();
            assert_eq!(found, 2, "{class}:\n{objects}");
        }
        outcome
    }

    /// Keeps the identifiers that a run has planned; returns its outcome.
    pub fn note(&self, output: &Output) -> Value {
        objects_of(output).iter().for_each(|object| self.remember(object));
        last_object(output)
    }

    /// The identifier that was planned last.
    pub fn planned(&self) -> String {
        self.planned.borrow().last().unwrap().clone()
    }

    /// Keeps the identifier, if this object tells of one.
    pub fn remember(&self, object: &Value) {
        if object["event"] == "key-planned" {
            self.planned.borrow_mut().push(object["cka_id"].as_str().unwrap().to_owned());
        }
    }
}

/// These arguments with another value in the place of one of them.
pub fn with(arguments: Vec<String>, old: &str, new: &str) -> Vec<String> {
    assert!(arguments.iter().any(|argument| argument == old), "{old}: {arguments:?}");
    arguments.into_iter().map(|argument| if argument == old { new.to_owned() } else { argument }).collect()
}

/// A sentence in Russian without anything that only a programmer knows.
pub fn is_for_people(text: &str) -> bool {
    let russian = text.chars().any(|letter| ('а'..='я').contains(&letter));
    russian && text.ends_with('.') && !JUNK.iter().any(|junk| text.contains(junk))
}
