//! When a kept PIN is written, tried and forgotten, on a place that counts its tries.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Mutex;

use super::*;
use crate::domain::key::CkaId;
use crate::token::memory::ADMIN_PIN;
use crate::token::{MemoryToken, Places};

const RIGHT: &str = "12345678";
const NEW: &str = "Vesna-2026";

/// A keyring, and how it behaves.
#[derive(Default)]
struct Keyring {
    entries: BTreeMap<String, String>,
    absent: bool,
    locked: bool,
}

struct Store(Arc<Mutex<Keyring>>);

impl Store {
    fn open(&self, code: SupportCode) -> Result<std::sync::MutexGuard<'_, Keyring>, Fault> {
        let keyring = self.0.lock().unwrap();
        if keyring.locked { Err(code.into()) } else { Ok(keyring) }
    }
}

impl PinStore for Store {
    fn is_there(&mut self) -> bool {
        !self.0.lock().unwrap().absent
    }

    fn has(&self, name: &str) -> bool {
        self.0.lock().unwrap().entries.contains_key(name)
    }

    fn recall(&mut self, name: &str) -> Result<Option<Pin>, Fault> {
        Ok(self.open(SupportCode::VaultFailed)?.entries.get(name).cloned().map(Pin::new))
    }

    fn keep(&mut self, name: &str, pin: &Pin) -> Result<(), Fault> {
        let mut keyring = self.open(SupportCode::PinNotKept)?;
        keyring.entries.insert(name.to_owned(), pin.reveal().to_owned());
        Ok(())
    }

    fn forget(&mut self, name: &str) -> Result<(), Fault> {
        self.open(SupportCode::PinNotForgotten)?.entries.remove(name);
        Ok(())
    }

    fn forget_all(&mut self) -> Result<usize, Fault> {
        Ok(std::mem::take(&mut self.open(SupportCode::PinNotForgotten)?.entries).len())
    }
}

/// The token of the training, a keyring, and what is between them.
struct Bench {
    places: Remembered,
    keyring: Arc<Mutex<Keyring>>,
    by_itself: Arc<AtomicBool>,
    key: KeyRef,
    folder: PathBuf,
}

impl Bench {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("renewal-remembered-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let expand = |_: &Seed, _: &mut [u8]| Ok(());
        let token = MemoryToken::open(folder.join("token.json"), "Касса", RIGHT, expand).unwrap();
        let key = KeyRef { place: token.id(), id: CkaId::new([1]) };
        let tokens = Places::new(Vec::new(), folder.join("keys"), expand, Some(token));
        let (keyring, by_itself) = (Arc::default(), Arc::new(AtomicBool::new(true)));
        let store = Store(Arc::clone(&keyring));
        let places = Remembered::new(Box::new(tokens), Box::new(store), by_itself.clone());
        Self { places, keyring, by_itself, key, folder }
    }

    fn name(&self) -> String {
        self.key.place.pin_name().unwrap()
    }

    fn put(&self, text: &str) {
        self.keyring.lock().unwrap().entries.insert(self.name(), text.to_owned());
    }

    fn kept(&self) -> Option<String> {
        self.keyring.lock().unwrap().entries.get(&self.name()).cloned()
    }

    fn lock(&self, locked: bool) {
        self.keyring.lock().unwrap().locked = locked;
    }

    fn login(&mut self, text: &str, keep: Keep) -> Option<SupportCode> {
        self.places.login(&self.key, pin(text), keep).err().map(|fault| fault.code)
    }

    fn opens(&mut self) -> Result<bool, SupportCode> {
        self.places.open_by_itself(&self.key).map_err(|fault| fault.code)
    }

    fn token(&mut self) -> Place {
        self.places.places().unwrap().into_iter().find(|place| place.id == self.key.place).unwrap()
    }

    fn remarks(&mut self) -> Vec<SupportCode> {
        self.places.remarks().into_iter().map(|fault| fault.code).collect()
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn pin(text: &str) -> Pin {
    Pin::new(text.to_owned())
}

#[test]
fn a_pin_is_written_only_when_it_is_wished_for_and_has_opened_the_token() {
    let mut bench = Bench::new("written");
    assert_eq!(bench.token().keeping, Keeping::Offered);
    assert_eq!(bench.login("wrong-one", Keep::InKeyring), Some(SupportCode::PinWrong));
    assert_eq!(bench.login(RIGHT, Keep::Once), None);
    assert_eq!(bench.login(RIGHT, Keep::UntilClosed), None);
    assert_eq!(bench.kept(), None);
    assert_eq!(bench.login(RIGHT, Keep::InKeyring), None);
    assert_eq!((bench.kept().as_deref(), bench.token().keeping), (Some(RIGHT), Keeping::Kept));
}

#[test]
fn the_name_of_an_entry_tells_neither_label_nor_number_and_differs_for_every_token() {
    let token = |serial: &str, label: &str| PlaceId::Token { serial: serial.into(), label: label.into() };
    let names: HashSet<String> =
        [token("12", "3"), token("1", "23"), token("12", "4")].iter().filter_map(PlaceId::pin_name).collect();
    assert_eq!(names.len(), 3);
    assert!(names.iter().all(|name| name.len() == 64 && name.bytes().all(|b| b.is_ascii_hexdigit())));
    assert_eq!(PlaceId::Computer.pin_name(), None);
}

#[test]
fn a_kept_pin_opens_the_token_whenever_it_is_closed() {
    let mut bench = Bench::new("opens");
    assert_eq!(bench.opens(), Ok(false));
    bench.put(RIGHT);
    for _ in 0..2 {
        assert!(!bench.places.is_open(&bench.key), "nothing is opened before it is needed");
        assert_eq!(bench.opens(), Ok(true));
        assert!(bench.places.is_open(&bench.key));
        bench.places.logout();
    }
    bench.by_itself.store(false, Ordering::Relaxed);
    assert_eq!(bench.opens(), Ok(false), "another PIN was given for this run");
}

#[test]
fn a_kept_pin_that_does_not_fit_is_tried_once_then_gone_and_told() {
    let mut bench = Bench::new("stale");
    bench.put("87654321");
    assert_eq!(bench.opens(), Err(SupportCode::PinStale));
    assert_eq!((bench.token().pin, bench.kept()), (PinState::CountLow, None));
    assert_eq!(bench.opens(), Ok(false), "the user is asked");
    assert_eq!(bench.token().pin, PinState::CountLow, "one try is all it has cost");
    assert_eq!(bench.remarks(), []);
}

#[test]
fn where_the_keyring_does_not_forget_a_refused_pin_it_is_told_and_the_pin_not_tried_again() {
    let mut bench = Bench::new("stuck");
    bench.put("87654321");
    let stuck = Stuck(Store(bench.keyring.clone()));
    let tokens = std::mem::replace(&mut bench.places.store, Box::new(stuck));
    drop(tokens);
    assert_eq!(bench.opens(), Err(SupportCode::PinStale));
    assert_eq!(bench.remarks(), [SupportCode::PinNotForgotten]);
    assert_eq!(bench.remarks(), [], "it is told once");
    // A right PIN resets the counter: it is not the counter alone that protects.
    assert_eq!(bench.places.tokens.login(&bench.key, pin(RIGHT), Keep::Once).err(), None);
    bench.places.logout();
    assert_eq!(bench.opens(), Ok(false));
    assert_eq!(bench.token().pin, PinState::Fine);
}

/// A store that gives and never forgets.
struct Stuck(Store);

impl PinStore for Stuck {
    fn is_there(&mut self) -> bool {
        true
    }

    fn has(&self, name: &str) -> bool {
        self.0.has(name)
    }

    fn recall(&mut self, name: &str) -> Result<Option<Pin>, Fault> {
        self.0.recall(name)
    }

    fn keep(&mut self, name: &str, pin: &Pin) -> Result<(), Fault> {
        self.0.keep(name, pin)
    }

    fn forget(&mut self, _name: &str) -> Result<(), Fault> {
        Err(SupportCode::PinNotForgotten.into())
    }

    fn forget_all(&mut self) -> Result<usize, Fault> {
        Err(SupportCode::PinNotForgotten.into())
    }
}

#[test]
fn no_kept_pin_is_tried_once_a_try_is_missed() {
    assert!([PinState::Fine, PinState::ToBeChanged, PinState::Unknown].into_iter().all(may_be_tried));
    let risky = [PinState::CountLow, PinState::FinalTry, PinState::Locked, PinState::NotSet];
    assert!(!risky.into_iter().any(may_be_tried));

    let mut bench = Bench::new("risk");
    for state in [PinState::CountLow, PinState::FinalTry, PinState::Locked] {
        let _ = bench.login("wrong-one", Keep::Once);
        bench.put(RIGHT);
        assert_eq!((bench.token().pin, bench.opens()), (state, Ok(false)));
        assert_eq!(bench.kept().as_deref(), Some(RIGHT), "nothing speaks against it");
    }
}

#[test]
fn a_store_that_is_locked_only_means_that_the_user_is_asked() {
    let mut bench = Bench::new("locked");
    bench.put(RIGHT);
    bench.lock(true);
    assert_eq!((bench.opens(), bench.token().pin), (Ok(false), PinState::Fine));
    // What cannot be compared is not forgotten, and what cannot be written is told.
    assert_eq!((bench.login(RIGHT, Keep::Once), bench.remarks()), (None, vec![]));
    assert_eq!(bench.login(RIGHT, Keep::InKeyring), None, "the token is open all the same");
    assert_eq!(bench.remarks(), [SupportCode::PinNotKept]);
}

#[test]
fn without_a_keyring_it_is_not_offered_and_the_computer_never_is() {
    let mut bench = Bench::new("absent");
    bench.keyring.lock().unwrap().absent = true;
    assert_eq!(bench.token().keeping, Keeping::NoKeyring);
    let places = bench.places.places().unwrap();
    let computer = places.iter().find(|place| place.id == PlaceId::Computer).unwrap();
    assert_eq!(computer.keeping, Keeping::NotWanted);
}

#[test]
fn a_change_replaces_the_kept_pin_and_an_unlocking_forgets_it() {
    let mut bench = Bench::new("change");
    let place = bench.key.place.clone();
    bench.places.change_pin(&place, pin(RIGHT), pin(NEW)).unwrap();
    assert_eq!(bench.kept(), None, "nobody has asked for it");
    bench.put(NEW);
    assert!(bench.places.change_pin(&place, pin("wrong-one"), pin("Osen-2026")).is_err());
    assert_eq!(bench.kept().as_deref(), Some(NEW), "it still holds");
    bench.places.change_pin(&place, pin(NEW), pin("Osen-2026")).unwrap();
    assert_eq!(bench.kept().as_deref(), Some("Osen-2026"));
    assert!(bench.places.unlock_pin(&place, pin("nobody"), pin(NEW)).is_err());
    assert!(bench.kept().is_some());
    bench.places.unlock_pin(&place, pin(ADMIN_PIN), pin(NEW)).unwrap();
    assert_eq!(bench.kept(), None);
    bench.put(NEW);
    bench.places.forget_pin(&place).unwrap();
    assert_eq!((bench.kept(), bench.token().keeping), (None, Keeping::Offered));
}

#[test]
fn a_kept_pin_beside_which_another_one_opened_the_token_is_forgotten() {
    let mut bench = Bench::new("other");
    bench.put("87654321");
    assert_eq!(bench.login("wrong-one", Keep::Once), Some(SupportCode::PinWrong));
    assert!(bench.kept().is_some(), "a mistake of typing proves nothing");
    assert_eq!(bench.login(RIGHT, Keep::Once), None);
    assert_eq!(bench.kept(), None);
    bench.put(RIGHT);
    assert_eq!((bench.login(RIGHT, Keep::Once), bench.kept().as_deref()), (None, Some(RIGHT)));
}

#[test]
fn a_fault_that_leaves_open_whether_a_try_was_spent_forgets_nothing() {
    let refused = [SupportCode::PinWrong, SupportCode::PinLocked, SupportCode::PinLength];
    assert!(refused.into_iter().all(|code| matches!(attempt(code), Attempt::Refused)));
    let gone = [SupportCode::TokenAbsent, SupportCode::TokenRemoved, SupportCode::ModuleLoad];
    assert!(gone.into_iter().all(|code| matches!(attempt(code), Attempt::Untried)));
    let unclear = [SupportCode::TokenFailed, SupportCode::ModuleHung, SupportCode::PinExpired];
    assert!(unclear.into_iter().all(|code| matches!(attempt(code), Attempt::Unclear)));
}
