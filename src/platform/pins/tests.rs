//! What is kept, found again and forgotten, on keyrings that work, that are locked and that are not there.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use zeroize::Zeroizing;

use super::*;
use crate::domain::key::PlaceId;
use crate::platform::keyring::LIMIT;

/// A keyring on statics of its test: its entries, and whether it is locked.
macro_rules! keyring {
    ($entries:ident, $locked:ident) => {{
        static $entries: Mutex<BTreeMap<String, Vec<u8>>> = Mutex::new(BTreeMap::new());
        static $locked: AtomicBool = AtomicBool::new(false);
        fn open() -> Result<(), String> {
            if $locked.load(Ordering::Relaxed) { Err("locked".to_owned()) } else { Ok(()) }
        }
        let keyring = Keyring {
            read: |entry| open().map(|()| $entries.lock().unwrap().get(entry).cloned().map(Zeroizing::new)),
            write: |entry, bytes| {
                open().map(|()| drop($entries.lock().unwrap().insert(entry.to_owned(), bytes.to_vec())))
            },
            remove: |entry| open().map(|()| drop($entries.lock().unwrap().remove(entry))),
            limit: LIMIT,
        };
        (keyring, &$entries, &$locked)
    }};
}

fn home(name: &str) -> PathBuf {
    let home = std::env::temp_dir().join(format!("renewal-kept-pins-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&home);
    fs::create_dir_all(&home).unwrap();
    home
}

fn name(label: &str) -> String {
    PlaceId::Token { serial: "0545d27c".to_owned(), label: label.to_owned() }.pin_name().unwrap()
}

fn pin(text: &str) -> Pin {
    Pin::new(text.to_owned())
}

fn recalled(pins: &mut KeyringPins, name: &str) -> Option<String> {
    pins.recall(name).unwrap().map(|pin| pin.reveal().to_owned())
}

#[test]
fn a_pin_comes_back_in_the_next_run_and_no_file_tells_it_or_its_token() {
    let (keyring, entries, _) = keyring!(ENTRIES, LOCKED);
    let home = home("kept");
    let mut pins = KeyringPins::with_keyring(&home, keyring, true);
    assert!(pins.is_there() && !pins.any());
    pins.keep(&name("Касса"), &pin("Vesna-26")).unwrap();
    pins.keep(&name("Касса"), &pin("Osen-26")).unwrap();
    let mut next = KeyringPins::with_keyring(&home, keyring, true);
    assert_eq!(recalled(&mut next, &name("Касса")).as_deref(), Some("Osen-26"));
    assert_eq!(recalled(&mut next, &name("Сейф")), None);
    assert_eq!(entries.lock().unwrap().len(), 1);
    let files: Vec<_> = fs::read_dir(home.join(FOLDER)).unwrap().map(|file| file.unwrap().path()).collect();
    assert_eq!(files, [home.join(FOLDER).join(name("Касса"))]);
    assert_eq!(fs::read(&files[0]).unwrap(), b"");
    assert_eq!(next.forget_all(), Ok(1));
    assert!(!next.any() && entries.lock().unwrap().is_empty());
    fs::remove_dir_all(home).unwrap();
}

#[test]
fn a_pin_to_be_forgotten_is_out_of_use_at_once_and_removed_when_the_keyring_opens() {
    let (keyring, entries, locked) = keyring!(ENTRIES, LOCKED);
    let home = home("forgotten");
    let mut pins = KeyringPins::with_keyring(&home, keyring, true);
    for label in ["Касса", "Сейф"] {
        pins.keep(&name(label), &pin("Vesna-26")).unwrap();
    }
    locked.store(true, Ordering::Relaxed);
    assert_eq!(pins.recall(&name("Сейф")).unwrap_err().code, SupportCode::VaultFailed);
    assert_eq!(pins.forget(&name("Касса")).unwrap_err().code, SupportCode::PinNotForgotten);
    assert!(!pins.has(&name("Касса")) && pins.has(&name("Сейф")));
    assert_eq!(pins.forget_all().unwrap_err().code, SupportCode::PinNotForgotten);
    assert!(!pins.has(&name("Сейф")) && pins.any());
    assert_eq!(pins.sweep().unwrap_err().code, SupportCode::PinNotForgotten);

    locked.store(false, Ordering::Relaxed);
    let mut next = KeyringPins::with_keyring(&home, keyring, true);
    assert_eq!(recalled(&mut next, &name("Касса")), None);
    next.sweep().unwrap();
    assert!(!next.any() && entries.lock().unwrap().is_empty());
    fs::remove_dir_all(home).unwrap();
}

#[test]
fn a_pin_that_could_not_be_kept_is_not_used_even_if_it_arrived() {
    let (keyring, entries, locked) = keyring!(ENTRIES, LOCKED);
    let home = home("not-kept");
    let mut pins = KeyringPins::with_keyring(&home, keyring, true);
    pins.keep(&name("Касса"), &pin("Vesna-26")).unwrap();
    locked.store(true, Ordering::Relaxed);
    assert_eq!(pins.keep(&name("Касса"), &pin("Osen-26")).unwrap_err().code, SupportCode::PinNotKept);
    locked.store(false, Ordering::Relaxed);
    assert_eq!(recalled(&mut pins, &name("Касса")), None, "the old one may be wrong by now");
    pins.sweep().unwrap();
    assert!(entries.lock().unwrap().is_empty());
    fs::remove_dir_all(home).unwrap();
}

#[test]
fn what_was_removed_from_the_keyring_by_others_is_gone() {
    let (keyring, entries, _) = keyring!(ENTRIES, LOCKED);
    let home = home("removed");
    let mut pins = KeyringPins::with_keyring(&home, keyring, true);
    pins.keep(&name("Касса"), &pin("Vesna-26")).unwrap();
    entries.lock().unwrap().clear();
    assert!(pins.has(&name("Касса")));
    assert_eq!(recalled(&mut pins, &name("Касса")), None);
    assert!(!pins.has(&name("Касса")) && !pins.any());
    fs::remove_dir_all(home).unwrap();
}

#[test]
fn without_a_keyring_nothing_is_kept_anywhere() {
    let home = home("none");
    let absent = Keyring {
        read: |_| Err("no store".into()),
        write: |_, _| Err("no store".into()),
        remove: |_| Err("no store".into()),
        limit: LIMIT,
    };
    let (working, _, _) = keyring!(ENTRIES, LOCKED);
    // A home of its own wants none, although there is one.
    for (keyring, wanted) in [(absent, true), (working, false)] {
        let mut pins = KeyringPins::with_keyring(&home, keyring, wanted);
        assert!(!pins.is_there() && !pins.any() && !pins.has(&name("Касса")));
    }
    let mut pins = KeyringPins::with_keyring(&home, absent, true);
    assert_eq!(pins.keep(&name("Касса"), &pin("Vesna-26")).unwrap_err().code, SupportCode::PinNotKept);
    assert_eq!(recalled(&mut pins, &name("Касса")), None);
    let mut content = fs::read_dir(home.join(FOLDER)).unwrap().map(|file| file.unwrap().path());
    assert!(content.all(|file| fs::read(file).unwrap().is_empty()));
    fs::remove_dir_all(home).unwrap();
}

#[test]
fn a_silent_keyring_holds_nobody_up_and_is_asked_whether_it_is_there_once_a_minute() {
    static ASKED: Mutex<usize> = Mutex::new(0);
    let silent = Keyring {
        read: |_| {
            *ASKED.lock().unwrap() += 1;
            loop {
                std::thread::park();
            }
        },
        write: |_, _| Ok(()),
        remove: |_| Ok(()),
        limit: Duration::from_millis(20),
    };
    let home = home("silent");
    let mut pins = KeyringPins::with_keyring(&home, silent, true);
    assert!(!pins.is_there() && !pins.is_there());
    assert_eq!(*ASKED.lock().unwrap(), 1);
    fs::create_dir_all(home.join(FOLDER)).unwrap();
    fs::write(pins.in_use(&name("Касса")), "").unwrap();
    assert_eq!(pins.recall(&name("Касса")).unwrap_err().code, SupportCode::VaultFailed);
    assert!(pins.has(&name("Касса")), "it may speak again");
    fs::remove_dir_all(home).unwrap();
}
