//! A PIN in a real keyring (gnome-keyring) for a token of SoftHSM2: when it is written, used, refused and forgotten.
//! Keys of the token are opened by processes that were given no PIN.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod support;

use std::path::PathBuf;
use std::process::Output;
use std::sync::Arc;

use renewal_master::domain::key::{CkaId, KeyRef, PlaceId};
use renewal_master::domain::secret::{Keep, Pin};
use renewal_master::platform::pins::KeyringPins;
use renewal_master::ports::Tokens;
use renewal_master::token::worker::WorkerProgram;
use renewal_master::token::worker::deadlines::Deadlines;
use renewal_master::token::{ModuleSpec, Places, Remembered};
use serde_json::Value;
use support::dump;
use support::session::{self, Keyring, in_session, installed};
use support::world::{LABEL, PIN, SOFTHSM, World, last_object};

const RENEWCTL: &str = env!("CARGO_BIN_EXE_renewctl");
/// Nothing else in a file looks like it.
const SECRET: &str = "plum7vexq4zik";
const OTHER: &str = "Vesna-2026";

/// A world whose token has the secret as its PIN, and where PINs may be kept.
struct Desk {
    world: World,
}

impl Desk {
    fn new(name: &str) -> Option<Self> {
        if !installed() {
            return None;
        }
        let world = World::new(name)?;
        world.put_certificate(4);
        let desk = Self { world };
        desk.set_pin(PIN, SECRET);
        desk.remember(true);
        Some(desk)
    }

    /// Another program changes the PIN.
    fn set_pin(&self, old: &str, new: &str) {
        self.world.on_token(LABEL, old, &["--change-pin", "--new-pin", new]);
    }

    fn remember(&self, wanted: bool) -> Output {
        self.run(Keyring::Open, &["settings", "set", "remember_pin", &wanted.to_string()])
    }

    fn run(&self, keyring: Keyring, arguments: &[&str]) -> Output {
        let arguments: Vec<String> = arguments.iter().map(|word| (*word).to_owned()).collect();
        let mut command = in_session(&self.world, keyring, RENEWCTL, &arguments);
        command.env("SECRET", SECRET).env("OTHER", OTHER).output().unwrap()
    }

    /// A PIN is typed, and is to be kept: as the window does it. True when the token was opened.
    fn type_and_keep(&self, pin: &str) -> bool {
        let this = std::env::current_exe().unwrap();
        let arguments = ["--exact", "types_and_keeps", "--ignored", "--nocapture"].map(str::to_owned);
        let mut command = in_session(&self.world, Keyring::Open, this.to_str().unwrap(), &arguments);
        let output =
            command.env("HOME_OF_PINS", self.world.path("home")).env("TYPED_PIN", pin).output().unwrap();
        // Shown only when the test itself fails: a refused PIN is often what it wants.
        eprintln!("{}", String::from_utf8_lossy(&output.stdout));
        output.status.success()
    }

    /// A whole renewal; without `pin` nobody gives one. Also how often the token was logged in to.
    fn renew(&self, keyring: Keyring, pin: Option<&str>) -> (Value, usize) {
        let trace = self.world.path("trace");
        let _ = std::fs::remove_file(&trace);
        let mut arguments = self.world.renew_arguments();
        let at = arguments.iter().position(|word| word == "--pin-env").unwrap();
        match pin {
            Some(variable) => arguments[at + 1] = variable.to_owned(),
            None => drop(arguments.drain(at..=at + 1)),
        }
        arguments.extend(["--trace-token".to_owned(), trace.to_str().unwrap().to_owned()]);
        let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let output = self.run(keyring, &words);
        let calls = std::fs::read_to_string(&trace).unwrap_or_default();
        let logins = calls.lines().filter(|line| line.contains(" C_Login(")).count();
        (last_object(&output), logins)
    }

    /// A PIN of a token is in the keyring.
    fn holds(&self) -> bool {
        session::entries(&self.world).contains("pin-")
    }

    /// The state of the PIN, as another program sees it.
    fn counter_is_low(&self) -> bool {
        let listing = self.world.tool("pkcs11-tool", ["--module", SOFTHSM, "--list-token-slots"]);
        listing.contains("user PIN count low")
    }
}

/// The process of [`Desk::type_and_keep`].
#[test]
#[ignore = "a process of its own, begun by the tests below"]
fn types_and_keeps() {
    let home = PathBuf::from(std::env::var_os("HOME_OF_PINS").unwrap());
    let pin = Pin::new(std::env::var("TYPED_PIN").unwrap());
    let module = ModuleSpec { path: SOFTHSM.into(), init_args: None, trace: None };
    let places = Places::new(vec![module], home.join("keys"), |_, _| Ok(()), None)
        .with_workers(&WorkerProgram::at(RENEWCTL), &Deadlines::default());
    let store = KeyringPins::new(&home);
    let mut places = Remembered::new(Box::new(places), Box::new(store), Arc::default());
    let seen = places.places().unwrap();
    let id = seen.iter().map(|place| &place.id).find(|id| **id != PlaceId::Computer).unwrap().clone();
    let opened = places.login(&KeyRef { place: id, id: CkaId::new([1]) }, pin, Keep::InKeyring);
    assert_eq!(places.remarks(), []);
    opened.unwrap();
}

#[test]
fn a_pin_is_kept_after_it_has_opened_the_token_and_opens_it_for_the_next_process() {
    let Some(desk) = Desk::new("kept-pin") else { return };
    assert!(!desk.type_and_keep("wrong-one") && !desk.holds(), "it is kept although it is wrong");
    assert!(desk.type_and_keep(SECRET) && desk.holds());
    assert!(!session::entries(&desk.world).contains(LABEL), "the entry tells whose PIN it is");
    assert_eq!(dump::files(&desk.world.path("home"), SECRET), Vec::<PathBuf>::new());
    assert_eq!(dump::files(&desk.world.path("user/data"), SECRET), Vec::<PathBuf>::new());

    let (outcome, _) = desk.renew(Keyring::Open, None);
    assert_eq!(outcome["outcome"], "finished", "{outcome}");
    assert!(desk.holds());
}

#[test]
fn switched_off_it_forgets_every_pin_and_lets_nobody_in() {
    let Some(desk) = Desk::new("kept-off") else { return };
    assert!(desk.type_and_keep(SECRET));
    assert!(desk.remember(false).status.success());
    assert!(!desk.holds());
    assert_eq!(std::fs::read_dir(desk.world.path("home/kept-pins")).unwrap().count(), 0);
    for wanted in [false, true] {
        desk.remember(wanted);
        let (outcome, logins) = desk.renew(Keyring::Open, None);
        assert_eq!((&outcome["code"], logins), (&"ARGUMENT-MISSING".into(), 0), "{outcome}");
    }
    // The same by the file alone: the next start tidies up.
    assert!(desk.type_and_keep(SECRET) && desk.holds());
    std::fs::remove_file(desk.world.path("home/settings.toml")).unwrap();
    assert_eq!(desk.renew(Keyring::Open, None).0["code"], "ARGUMENT-MISSING");
    assert!(!desk.holds());
}

#[test]
fn a_kept_pin_that_does_not_fit_any_more_costs_one_try_and_is_told_and_gone() {
    let Some(desk) = Desk::new("kept-stale") else { return };
    assert!(desk.type_and_keep(SECRET));
    desk.set_pin(SECRET, OTHER);
    let (outcome, logins) = desk.renew(Keyring::Open, None);
    assert_eq!((&outcome["code"], logins), (&"PIN-STALE".into(), 1), "{outcome}");
    let what = outcome["what"].as_str().unwrap();
    assert!(what.starts_with("Сохранённый PIN-код не подошёл, одна попытка потрачена."), "{what}");
    assert!(!desk.holds() && desk.counter_is_low());
    let (outcome, logins) = desk.renew(Keyring::Open, None);
    assert_eq!((&outcome["code"], logins), (&"ARGUMENT-MISSING".into(), 0), "it is tried again: {outcome}");
    let (outcome, _) = desk.renew(Keyring::Open, Some("OTHER"));
    assert_eq!(outcome["outcome"], "finished", "{outcome}");
    assert!(!desk.counter_is_low());
}

#[test]
fn a_kept_pin_is_left_alone_while_a_try_is_missed_and_when_another_one_is_given() {
    let Some(desk) = Desk::new("kept-low") else { return };
    assert!(desk.type_and_keep(SECRET));
    let (outcome, logins) = desk.renew(Keyring::Open, Some("OTHER"));
    assert!(outcome["code"].as_str().unwrap().starts_with("PIN-WRONG"), "{outcome}");
    assert_eq!(logins, 1, "the kept one was tried as well");
    assert!(desk.counter_is_low());
    let (outcome, logins) = desk.renew(Keyring::Open, None);
    assert_eq!((&outcome["code"], logins), (&"ARGUMENT-MISSING".into(), 0), "{outcome}");
    assert!(desk.holds(), "nothing speaks against it");
    let (outcome, _) = desk.renew(Keyring::Open, Some("SECRET"));
    assert_eq!(outcome["outcome"], "finished", "{outcome}");
}

#[test]
fn a_change_replaces_the_kept_pin_and_an_unlocking_forgets_it() {
    let Some(desk) = Desk::new("kept-change") else { return };
    assert!(desk.type_and_keep(SECRET));
    let pin = |order: &str, opener: &[&str]| {
        let target = ["--token", LABEL, "--module", SOFTHSM, "--json"];
        last_object(&desk.run(Keyring::Open, &[&["pin", order], opener, &target].concat()))
    };
    let changed = pin("change", &["--pin-env", "SECRET", "--new-pin-env", "OTHER"]);
    assert_eq!((&changed["outcome"], &changed["remark"]), (&"pin-changed".into(), &Value::Null), "{changed}");
    assert!(desk.holds());
    let (outcome, _) = desk.renew(Keyring::Open, None);
    assert_eq!(outcome["outcome"], "finished", "{outcome}");
    // The administrator's PIN of these tokens is the one that they were made with.
    let unlocked = pin("unlock", &["--admin-pin-env", "TEST_PIN", "--new-pin-env", "SECRET"]);
    assert_eq!((&unlocked["outcome"], &unlocked["remark"]), (&"pin-unlocked".into(), &Value::Null));
    assert!(!desk.holds());
}

#[test]
fn a_keyring_that_stays_locked_is_as_good_as_none_and_what_it_does_not_forget_is_told() {
    let Some(desk) = Desk::new("kept-locked") else { return };
    assert!(desk.type_and_keep(SECRET));
    let (outcome, logins) = desk.renew(Keyring::Locked, None);
    assert_eq!(logins, 0);
    assert_eq!(outcome["code"], "ARGUMENT-MISSING", "{outcome}");
    let forgotten = desk.run(Keyring::Locked, &["pin", "forget", "--json"]);
    assert_eq!(forgotten.status.code(), Some(1));
    assert_eq!(last_object(&forgotten)["code"], "PIN-NOT-FORGOTTEN");
    // Nobody uses it any more, and the next start that finds the keyring open removes it.
    let (outcome, logins) = desk.renew(Keyring::Open, None);
    assert_eq!((&outcome["code"], logins), (&"ARGUMENT-MISSING".into(), 0), "{outcome}");
    assert!(!desk.holds());
}

#[test]
fn a_kept_pin_is_forgotten_by_label_or_number_also_without_its_token() {
    let Some(desk) = Desk::new("kept-forget") else { return };
    let forget = |more: &[&str]| {
        let output = desk.run(Keyring::Open, &[&["pin", "forget", "--json"], more].concat());
        assert_eq!(output.status.code(), Some(0));
        last_object(&output)["count"].clone()
    };
    assert!(desk.type_and_keep(SECRET));
    assert_eq!(forget(&["--token", LABEL, "--serial", "other", "--module", SOFTHSM]), 0);
    assert!(desk.holds());
    assert_eq!(forget(&["--token", LABEL, "--module", SOFTHSM]), 1);
    assert!(!desk.holds());
    assert!(desk.type_and_keep(SECRET) && desk.holds());
    assert_eq!(forget(&[]), 1);
    assert!(!desk.holds());
}
