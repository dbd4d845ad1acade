//! Keys of this computer: passwords that do not fit, and the copy with the key as other programs see it.

use std::path::PathBuf;

use serde_json::Value;

use crate::case::Case;

const PASSWORD: &str = "Password of the container";
const COPY: &str = "Password of the copy";

/// Arguments with a new key on this computer that may be exported.
fn on_computer(arguments: Vec<String>, more: &[&str]) -> Vec<String> {
    let passwords = ["--new-password-env", "PASSWORD", "--backup-password-env", "COPY"];
    arguments
        .into_iter()
        .chain(passwords.into_iter().chain(more.iter().copied()).map(str::to_owned))
        .collect()
}

fn renew(case: &Case) -> Vec<String> {
    on_computer(case.renew(), &["--computer", "--exportable"])
}

fn run(case: &Case, arguments: Vec<String>) -> Value {
    let mut command = case.world.renewctl_command(arguments);
    let output = command.env("PASSWORD", PASSWORD).env("COPY", COPY).output().unwrap();
    let outcome = case.note(&output);
    assert_eq!(outcome["outcome"], "finished", "{outcome}");
    assert_eq!(output.status.code(), Some(0));
    case.untouched();
    outcome
}

/// The file of the copy with this extension.
fn copied(outcome: &Value, extension: &str) -> PathBuf {
    let files = outcome["files"].as_array().unwrap().iter().map(|file| PathBuf::from(file.as_str().unwrap()));
    let mut copied = files.filter(|file| file.extension().is_some_and(|e| e == extension));
    copied.next_back().unwrap_or_else(|| panic!("no {extension}: {outcome}"))
}

#[test]
fn openssl_opens_the_copy_of_an_exportable_key_and_finds_the_key_of_the_certificate() {
    let Some(case) = Case::new("pkcs12") else { return };
    let outcome = run(&case, renew(&case));
    let (store, password) = (copied(&outcome, "p12"), format!("pass:{COPY}"));
    let part = |name: &str, more: &[&str]| {
        let file = case.world.path(name);
        let mut arguments = vec!["pkcs12", "-in", store.to_str().unwrap(), "-passin", &password];
        arguments.extend(["-nodes", "-out", file.to_str().unwrap()].iter().chain(more));
        case.world.tool("openssl", arguments);
        file.to_str().unwrap().to_owned()
    };
    let key = part("key.pem", &["-nocerts"]);
    let certificate = part("own.pem", &["-clcerts", "-nokeys"]);
    let chain = part("chain.pem", &["-cacerts", "-nokeys"]);
    let public = case.world.tool("openssl", ["pkey", "-in", &key, "-pubout"]);
    let certified = case.world.tool("openssl", ["x509", "-in", &certificate, "-pubkey", "-noout"]);
    assert_eq!(public, certified);
    let root = case.world.path("sandbox/root.pem");
    let verify = ["verify", "-CAfile", root.to_str().unwrap(), "-untrusted", &chain, &certificate];
    assert!(case.world.tool("openssl", verify).contains(": OK"));
    let serial = case.world.tool("openssl", ["x509", "-in", &certificate, "-serial", "-noout"]);
    assert!(serial.contains(outcome["serial"].as_str().unwrap()), "{serial}");
    let wrong = std::process::Command::new("openssl")
        .args(["pkcs12", "-in", store.to_str().unwrap(), "-passin", "pass:wrong", "-noout"])
        .output()
        .unwrap();
    assert!(!wrong.status.success(), "any password opens it");
}

#[test]
fn a_wrong_password_of_a_container_is_told_and_the_right_one_goes_on() {
    let Some(case) = Case::new("password") else { return };
    case.ca.set_faults(r#"{"on":"/v1/requests","status":500}"#);
    let mut first = case.world.renewctl_command(renew(&case));
    case.refused_by(first.env("PASSWORD", PASSWORD).env("COPY", COPY), 1, "CA-FAILED");
    case.ca.set_faults("{}");
    let mut wrong = case.world.renewctl_command(on_computer(case.resume(), &[]));
    case.refused_by(wrong.env("PASSWORD", "other").env("COPY", COPY), 1, "PASSWORD-WRONG");
    run(&case, on_computer(case.resume(), &[]));
    assert_eq!(case.ca.orders().len(), 1);
}

#[test]
fn a_password_that_other_programs_cannot_type_is_refused_for_the_copy() {
    let Some(case) = Case::new("password-copy") else { return };
    let mut russian = case.world.renewctl_command(renew(&case));
    case.refused_by(russian.env("PASSWORD", PASSWORD).env("COPY", "пароль"), 1, "PASSWORD-CHARACTERS");
    let outcome = run(&case, on_computer(case.resume(), &[]));
    assert!(copied(&outcome, "p12").exists());
}
