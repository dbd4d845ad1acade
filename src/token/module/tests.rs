//! What a module does with a real token: SoftHSM2, in a process of its own, since its configuration is a variable of
//! the environment.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};
use std::process::Command;

use cryptoki_sys::*;
use sha2::{Digest, Sha256};
use time::Duration;
use time::macros::datetime;

use super::*;
use crate::domain::key::{CkaId, KeyPlan, KeyRef};
use crate::token::calls::Attribute;

const SOFTHSM: &str = "/usr/lib/softhsm/libsofthsm2.so";
const FOLDER: &str = "TOKEN_MODULE_TEST";
/// Texts that stand nowhere by chance.
const PIN: &str = "Pin-of-Owner";
const NEW_PIN: &str = "Pin-that-is-New";
const ADMIN: &str = "Pin-of-Admin";

/// Runs a test of this file in a process with a fresh token. False when there is no SoftHSM2.
fn alone(name: &str) -> Option<PathBuf> {
    // Under Wine, Linux's is there too: no module for Windows.
    if cfg!(windows) || !Path::new(SOFTHSM).exists() {
        eprintln!("skipped: SoftHSM2 is not installed");
        return None;
    }
    let folder = std::env::temp_dir().join(format!("renewal-module-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(folder.join("tokens")).unwrap();
    let configuration = folder.join("softhsm2.conf");
    std::fs::write(&configuration, format!("directories.tokendir = {}/tokens\n", folder.display())).unwrap();
    let made = Command::new("softhsm2-util")
        .args(["--init-token", "--free", "--label", "Носитель", "--pin", PIN, "--so-pin", ADMIN])
        .env("SOFTHSM2_CONF", &configuration)
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    let ran = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &format!("token::module::tests::{name}"), "--ignored", "--nocapture"])
        .env("SOFTHSM2_CONF", &configuration)
        .env(FOLDER, &folder)
        .output()
        .unwrap();
    let told = format!("{}{}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(ran.status.success() && told.contains("1 passed"), "{told}");
    Some(folder)
}

/// The module with its only token, for a test that was begun by [`alone`].
fn module() -> Option<(Module, PlaceId, PathBuf)> {
    let folder = PathBuf::from(std::env::var_os(FOLDER)?);
    let spec = ModuleSpec { path: SOFTHSM.into(), init_args: None, trace: Some(folder.join("trace.txt")) };
    let mut module = Module::load(&spec).unwrap();
    let place = module.places().unwrap().pop().unwrap().id;
    Some((module, place, folder))
}

fn pin(text: &str) -> Pin {
    Pin::new(text.into())
}

fn plan(place: &PlaceId, id: &[u8]) -> KeyPlan {
    let start = datetime!(2026-11-26 12:00 UTC);
    KeyPlan {
        key: KeyRef { place: place.clone(), id: CkaId::new(id) },
        label: "Ключ-of-Label".into(),
        exportable: false,
        start,
        end: start + Duration::days(365),
    }
}

/// A certificate for nobody, under a key of its own: what counts here are its bytes.
fn certificate(name: &str) -> crate::domain::certificate::Certificate {
    let key = rcgen::KeyPair::generate().unwrap();
    let issued = rcgen::CertificateParams::new(vec![name.into()]).unwrap().self_signed(&key).unwrap();
    crate::domain::certificate::Certificate::from_der(issued.der()).unwrap()
}

#[test]
fn a_trace_of_everything_tells_shapes_and_no_value() {
    let Some(folder) = alone("traced") else { return };
    let trace = std::fs::read(folder.join("trace.txt")).unwrap();
    let text = String::from_utf8(trace.clone()).unwrap();
    for call in [
        "C_Initialize",
        "C_Login",
        "C_SetPIN",
        "C_InitPIN",
        "C_SeedRandom",
        "C_GenerateKeyPair",
        "C_Sign",
        "C_CreateObject",
        "C_GetAttributeValue",
        "C_FindObjects",
        "C_DestroyObject",
        "C_Finalize",
    ] {
        assert!(text.contains(&format!("{call}(")), "no {call} in {text}");
        assert!(text.contains(&format!("total libsofthsm2.so {call} ")), "{call} is not counted");
    }
    assert!(text.contains("CKR_PIN_INCORRECT 0xa0"), "{text}");
    let mut secrets: Vec<Vec<u8>> = [PIN, NEW_PIN, ADMIN, "wrong-Pin", "signed-Text", "Ключ-of-Label"]
        .map(|text| text.as_bytes().to_vec())
        .to_vec();
    // Seed, identifier, certificate, digest and signature, as the child has left them.
    for name in ["seed", "id", "der", "digest", "signature", "point"] {
        let value = std::fs::read(folder.join(name)).unwrap();
        secrets.extend(value.chunks_exact(4).take(8).map(<[u8]>::to_vec));
    }
    for secret in secrets {
        let upper = hex::encode_upper(&secret);
        for written in [secret.clone(), hex::encode(&secret).into_bytes(), upper.into_bytes()] {
            let found = trace.windows(written.len()).any(|window| window == written);
            assert!(!found, "{:?} in {text}", String::from_utf8_lossy(&written));
        }
    }
    // And a line has no room for one: words of ours, names of the standard, numbers.
    let strange = |c: char| !(c.is_ascii_alphanumeric() || " _.,:+/-=()[]<>\n".contains(c));
    assert_eq!(text.find(strange), None, "{text}");
    let _ = std::fs::remove_dir_all(folder);
}

#[test]
#[ignore = "a process of its own, begun by the test above"]
fn traced() {
    let Some((mut module, place, folder)) = module() else { return };
    let keep = |name: &str, bytes: &[u8]| std::fs::write(folder.join(name), bytes).unwrap();
    assert_eq!(module.login(&place, &pin("wrong-Pin")).unwrap_err().code, SupportCode::PinWrong);
    module.login(&place, &pin(PIN)).unwrap();
    let plan = plan(&place, b"\xA1\xB2\xC3\xD4\xE5\xF6\x07\x18\x29\x3A\x4B\x5C");
    let (seed, certificate, message) = ([0xD7; 32], certificate("der-of-certificate"), b"signed-Text");
    let point = module
        .with_session(&place, |session| {
            session.seed_random(&seed)?;
            objects::generate(session, &plan)
        })
        .unwrap();
    let signature = module
        .with_session(&place, |session| objects::sign(session, &plan.key.id, message))
        .unwrap()
        .unwrap();
    let stored = module.with_session(&place, |session| {
        objects::store(session, &plan.key.id, &certificate, "label-of-Certificate")
    });
    assert!(stored.unwrap());
    keep("seed", &seed);
    keep("id", plan.key.id.as_bytes());
    keep("der", certificate.der());
    keep("digest", &Sha256::digest(message));
    keep("signature", &signature);
    keep("point", &point);

    let found = module.certificates().unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].certificate, certificate);
    assert_eq!(found[0].key_end, Some(datetime!(2027-11-27 0:00 UTC)));
    let held = module.inventory(&place).unwrap();
    assert_eq!(held.len(), 1);
    assert_eq!((held[0].trace.private_keys, held[0].private_seen), (1, true));
    assert_eq!(held[0].trace.public_point.as_ref(), Some(&point));
    assert_eq!(held[0].label, plan.label);

    module.change_pin(&place, &pin(PIN), &pin(NEW_PIN)).unwrap();
    module.unlock_pin(&place, &pin(ADMIN), &pin(PIN)).unwrap();
    assert!(!module.is_open(&place), "the administrator has logged the user out");
    let held = module.inventory(&place).unwrap();
    assert_eq!((held[0].trace.private_keys, held[0].private_seen), (0, false));
    module.login(&place, &pin(PIN)).unwrap();
    let sign = |module: &mut Module| {
        module.with_session(&place, |session| objects::sign(session, &plan.key.id, message))
    };
    assert!(sign(&mut module).unwrap().is_some());
    module.with_session(&place, |session| objects::remove(session, &plan.key.id)).unwrap();
    assert_eq!(sign(&mut module).unwrap(), None, "a key that was removed signs no more");
    assert!(module.inventory(&place).unwrap().is_empty());
}

#[test]
fn a_pin_is_changed_by_the_old_one_and_unlocked_by_the_administrator() {
    if let Some(folder) = alone("pins") {
        let _ = std::fs::remove_dir_all(folder);
    }
}

#[test]
#[ignore = "a process of its own, begun by the test above"]
fn pins() {
    let Some((mut module, place, _)) = module() else { return };
    // Without a login, and in the session of one.
    for open in [false, true] {
        if open {
            module.login(&place, &pin(PIN)).unwrap();
        }
        let wrong = module.change_pin(&place, &pin("wrong-Pin"), &pin(NEW_PIN)).unwrap_err();
        assert_eq!(wrong.code, SupportCode::PinWrong);
        assert_eq!(wrong.fact("state"), Some("CountLow"));
        let short = module.change_pin(&place, &pin(PIN), &pin("12")).unwrap_err();
        assert_eq!(short.code, SupportCode::PinLength);
        module.change_pin(&place, &pin(PIN), &pin(NEW_PIN)).unwrap();
        assert_eq!(module.is_open(&place), open, "a change neither opens nor closes");
        module.logout();
        assert_eq!(module.login(&place, &pin(PIN)).unwrap_err().code, SupportCode::PinWrong);
        module.login(&place, &pin(NEW_PIN)).unwrap();
        module.change_pin(&place, &pin(NEW_PIN), &pin(PIN)).unwrap();
        module.logout();
    }

    let wrong = module.unlock_pin(&place, &pin("wrong-Pin"), &pin(NEW_PIN)).unwrap_err();
    assert_eq!(wrong.code, SupportCode::AdminPinWrong);
    assert_eq!(wrong.fact("state"), Some("CountLow"), "of the administrator's PIN");
    let short = module.unlock_pin(&place, &pin(ADMIN), &pin("12")).unwrap_err();
    assert_eq!(short.code, SupportCode::PinLength);
    module.unlock_pin(&place, &pin(ADMIN), &pin(NEW_PIN)).unwrap();
    module.login(&place, &pin(NEW_PIN)).unwrap();
}

#[test]
fn a_key_that_wants_the_pin_for_every_signature_gets_it() {
    if let Some(folder) = alone("always") {
        let _ = std::fs::remove_dir_all(folder);
    }
}

#[test]
#[ignore = "a process of its own, begun by the test above"]
fn always() {
    let Some((mut module, place, _)) = module() else { return };
    module.login(&place, &pin(PIN)).unwrap();
    let id = CkaId::new(*b"always");
    let sign =
        |module: &mut Module| module.with_session(&place, |session| objects::sign(session, &id, b"message"));
    assert_eq!(sign(&mut module).unwrap(), None, "no such key");
    let p256 = [0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07];
    let common = [Attribute::flag(CKA_TOKEN, true), Attribute::bytes(CKA_ID, id.as_bytes())];
    let public = [&common[..], &[Attribute::bytes(CKA_EC_PARAMS, &p256)]].concat();
    let private = [
        &common[..],
        &[
            Attribute::flag(CKA_PRIVATE, true),
            Attribute::flag(CKA_SIGN, true),
            Attribute::flag(CKA_ALWAYS_AUTHENTICATE, true),
        ],
    ]
    .concat();
    let made = module
        .with_session(&place, |session| session.generate_key_pair(CKM_EC_KEY_PAIR_GEN, &public, &private));
    made.unwrap();
    // Twice: the first login for a signature must not be taken for the second.
    for _ in 0..2 {
        assert!(sign(&mut module).unwrap().is_some());
    }
    // With the new PIN after a change.
    module.change_pin(&place, &pin(PIN), &pin(NEW_PIN)).unwrap();
    assert!(sign(&mut module).unwrap().is_some());
}
