//! `renewctl pin` on SoftHSM2 and on this computer: what another program finds afterwards, and what a refusal leaves.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

#[allow(dead_code)]
#[path = "support/modules.rs"]
mod modules;
#[allow(dead_code, reason = "other tests need more of it")]
#[path = "support/world.rs"]
mod world;

use modules::{Interposed, interposer};
use serde_json::Value;
use world::{LABEL, PIN, SOFTHSM, World, last_object};

const NEW: &str = "Vesna-2026";

/// `renewctl pin`, with the PINs in variables.
fn pin(world: &World, order: &str, token: Option<&str>, opener: &str, new: &str) -> (Option<i32>, Value) {
    let variable = if order == "change" { "--pin-env" } else { "--admin-pin-env" };
    let mut arguments = vec!["pin", order, variable, "OPENER", "--new-pin-env", "NEW_PIN", "--json"];
    arguments.extend(token.iter().flat_map(|label| ["--token", label, "--module", SOFTHSM]));
    let output =
        world.renewctl_command(arguments).env("OPENER", opener).env("NEW_PIN", new).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(!said.contains(opener) && !said.contains(new), "{said}");
    (output.status.code(), last_object(&output))
}

/// Another program opens the token with this PIN.
fn opens(world: &World, pin: &str) -> bool {
    let mut login = std::process::Command::new("pkcs11-tool");
    login.args(["--module", SOFTHSM, "--token-label", LABEL, "--login", "--pin", pin, "--list-objects"]);
    world.environment(&mut login);
    login.output().unwrap().status.success()
}

#[test]
fn a_pin_is_changed_by_the_old_one_and_the_key_signs_on() {
    let Some(world) = World::new("pin-change") else { return };
    world.put_certificate(4);
    let objects = world.objects();
    let (code, outcome) = pin(&world, "change", Some(LABEL), "00000000", NEW);
    assert_eq!((code, &outcome["outcome"]), (Some(1), &"failed".into()), "{outcome}");
    assert!(outcome["code"].as_str().unwrap().starts_with("PIN-WRONG"), "{outcome}");
    assert!(opens(&world, PIN), "the old one holds");

    let (code, outcome) = pin(&world, "change", Some(LABEL), PIN, NEW);
    assert_eq!((code, &outcome["outcome"]), (Some(0), &"pin-changed".into()), "{outcome}");
    assert_eq!((&outcome["token"], &outcome["state"]), (&LABEL.into(), &"fine".into()));
    assert!(opens(&world, NEW) && !opens(&world, PIN));
    let (code, _) = pin(&world, "change", Some(LABEL), NEW, PIN);
    assert_eq!((code, world.objects()), (Some(0), objects), "no object was touched");
}

#[test]
fn a_pin_is_set_by_the_administrator_and_a_wrong_one_changes_nothing() {
    let Some(world) = World::new("pin-unlock") else { return };
    let (code, outcome) = pin(&world, "unlock", Some(LABEL), "00000000", NEW);
    assert_eq!(code, Some(1), "{outcome}");
    assert!(outcome["code"].as_str().unwrap().starts_with("ADMIN-PIN-WRONG"), "{outcome}");
    assert!(opens(&world, PIN));
    // SoftHSM2 tokens of these tests have one PIN for both.
    let (code, outcome) = pin(&world, "unlock", Some(LABEL), PIN, NEW);
    assert_eq!((code, &outcome["outcome"]), (Some(0), &"pin-unlocked".into()), "{outcome}");
    assert!(opens(&world, NEW) && !opens(&world, PIN));
}

#[test]
fn of_two_tokens_with_one_label_none_is_touched_without_a_number() {
    let Some(world) = World::new("pin-twins") else { return };
    world.add_token(LABEL, PIN);
    let (code, outcome) = pin(&world, "change", Some(LABEL), PIN, NEW);
    assert_eq!((code, &outcome["code"]), (Some(2), &"ARGUMENT-MISSING".into()), "{outcome}");
    let (code, outcome) = pin(&world, "change", Some("Другой"), PIN, NEW);
    assert_eq!((code, &outcome["code"]), (Some(2), &"TOKEN-ABSENT".into()), "{outcome}");
}

#[test]
fn the_password_of_this_computer_is_changed_and_a_forgotten_one_is_not_recovered() {
    let Some(world) = World::new("pin-computer") else { return };
    let (code, outcome) = pin(&world, "change", None, "anything", NEW);
    assert_eq!((code, &outcome["code"]), (Some(1), &"PASSWORD-WRONG".into()), "{outcome}");
    let made = rcgen::generate_simple_self_signed(["test".to_owned()]).unwrap();
    let (key, certificate) = (world.path("key.pem"), world.path("certificate.pem"));
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    std::fs::write(&certificate, made.cert.pem()).unwrap();
    let (key, certificate) = (key.to_str().unwrap(), certificate.to_str().unwrap());
    let import =
        ["import", "--key", key, "--certificate", certificate, "--pin-env", "TEST_PIN", "--exportable"];
    assert_eq!(world.renewctl(import).status.code(), Some(0));

    let (code, outcome) = pin(&world, "change", None, "forgotten", NEW);
    assert_eq!((code, &outcome["code"]), (Some(1), &"PASSWORD-WRONG".into()), "{outcome}");
    let (code, outcome) = pin(&world, "change", None, PIN, NEW);
    assert_eq!((code, &outcome["outcome"]), (Some(0), &"pin-changed".into()), "{outcome}");
    let (code, outcome) = pin(&world, "change", None, PIN, "Osen-2026");
    assert_eq!((code, &outcome["code"]), (Some(1), &"PASSWORD-WRONG".into()), "{outcome}");
    assert_eq!(pin(&world, "change", None, NEW, "Osen-2026").0, Some(0));
}

/// `renewctl pin` on a token that shows these flags besides its own, and how often a PIN was tried.
fn on_flags(world: &World, flags: &str, order: &str, more: &[&str]) -> (Option<i32>, Value, usize) {
    let token = Interposed::in_folder(world.path("interposer"));
    let _ = std::fs::remove_file(token.0.join("log"));
    token.script(&format!("flags={flags}"));
    let opener = if order == "change" { "--pin-env" } else { "--admin-pin-env" };
    let module = interposer().to_str().unwrap();
    let mut arguments = vec!["pin", order, "--token", LABEL, "--module", module, "--json"];
    arguments.extend([opener, "OPENER", "--new-pin-env", "NEW_PIN"].iter().chain(more));
    let mut renewctl = world.renewctl_command(arguments);
    token.environment(&mut renewctl, SOFTHSM);
    let output = renewctl.env("OPENER", PIN).env("NEW_PIN", NEW).output().unwrap();
    let log = token.log();
    (
        output.status.code(),
        last_object(&output),
        ["C_Login", "C_SetPIN"].iter().map(|call| log.matches(call).count()).sum(),
    )
}

#[test]
fn the_last_try_of_the_owner_or_of_the_administrator_is_spent_only_by_who_asks_for_it() {
    const USER_PIN_FINAL_TRY: &str = "0x20000";
    const SO_PIN_FINAL_TRY: &str = "0x200000";
    for (order, flags, refused, done) in [
        ("change", USER_PIN_FINAL_TRY, "PIN-LAST-TRY", "pin-changed"),
        ("unlock", SO_PIN_FINAL_TRY, "ADMIN-PIN-LAST-TRY", "pin-unlocked"),
    ] {
        let Some(world) = World::new(&format!("pin-last-{order}")) else { return };
        let (code, outcome, tries) = on_flags(&world, flags, order, &[]);
        assert_eq!((code, &outcome["code"], tries), (Some(1), &refused.into(), 0), "{outcome}");
        assert!(outcome["remedy"].as_str().unwrap().contains("--last-try"), "{outcome}");
        let (code, outcome, tries) = on_flags(&world, flags, order, &["--last-try"]);
        assert_eq!((code, &outcome["outcome"]), (Some(0), &done.into()), "{outcome}");
        assert!(tries > 0, "the log tells of no try");
        assert!(opens(&world, NEW));
    }
}

#[test]
fn the_last_try_of_the_other_one_is_in_nobodys_way() {
    let Some(world) = World::new("pin-last-other") else { return };
    let (code, outcome, _) = on_flags(&world, "0x200000", "change", &[]);
    assert_eq!((code, &outcome["outcome"]), (Some(0), &"pin-changed".into()), "{outcome}");
}
