//! The head by `renewctl` against the sandbox over HTTPS: list, card, both decisions, and who may not.

#![allow(clippy::unwrap_used, clippy::panic, dead_code, reason = "a test fails by panicking")]

#[path = "support/portal.rs"]
mod portal;

use std::path::PathBuf;
use std::process::{Command, Output};

use p256::ecdsa::SigningKey;
use p256::elliptic_curve::Generate;
use p256::pkcs8::{EncodePrivateKey, LineEnding};
use portal::{Portal, belarusian_dossier, dossier_with_passport};
use renewal_master::domain::certificate::Purpose;
use renewal_master::domain::identifier::Snils;
use renewal_master::sandbox::{Role, Trainee};
use serde_json::Value;

/// A sandbox, and the home of somebody whose key lies on this computer.
struct Office {
    portal: Portal,
    profile: PathBuf,
}

impl Office {
    fn new(test: &str, base: &str, role: Role) -> Self {
        let portal = Portal::new(test);
        let text = std::fs::read_to_string(portal.server().profile_path()).unwrap();
        let url = portal.server().url();
        let profile = portal.path("head.toml");
        let text = text.replacen(&format!("\"{url}\""), &format!("\"{url}{base}\""), 1);
        std::fs::write(&profile, text).unwrap();
        let office = Self { portal, profile };
        office.import(role);
        office
    }

    fn import(&self, role: Role) {
        let key = SigningKey::generate();
        let snils = Snils::parse("087-654-303 00").unwrap();
        let trainee = Trainee { snils, purpose: Purpose::Reporting, role, title: None };
        let spki = p256::pkcs8::EncodePublicKey::to_public_key_der(key.verifying_key()).unwrap();
        let certificate = self.portal.server().authority().issue_to(spki.as_bytes(), &trainee, 300).unwrap();
        let (key_file, certificate_file) = (self.portal.path("head.key"), self.portal.path("head.pem"));
        let key = p256::SecretKey::from(&key).to_pkcs8_pem(LineEnding::LF).unwrap();
        std::fs::write(&key_file, key.as_bytes()).unwrap();
        std::fs::write(&certificate_file, certificate.pem()).unwrap();
        let mut import = self.command("import");
        import.arg("--key").arg(key_file).arg("--certificate").arg(certificate_file);
        let imported = import.args(["--pin-env", "TEST_PIN"]).output().unwrap();
        assert!(imported.status.success(), "{imported:?}");
    }

    fn command(&self, name: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_renewctl"));
        command.arg(name).env("RENEWAL_HOME", self.portal.path("home")).env("TEST_PIN", "head's password");
        command.env("RENEWAL_CLOCK", self.portal.path("clock"));
        command
    }

    fn head(&self, name: &str, more: &[&str]) -> Output {
        let mut command = self.command(name);
        command.arg("--profile").arg(&self.profile).args(["--pin-env", "TEST_PIN", "--json"]).args(more);
        command.output().unwrap()
    }
}

fn last(output: &Output) -> Value {
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().last();
    serde_json::from_str(line.unwrap_or_else(|| panic!("{output:?}"))).unwrap()
}

/// Seed rows 0.26 to 0.29.
#[test]
fn a_head_lists_reads_and_approves_and_the_request_moves_on() {
    let office = Office::new("head-approve", "/e-pasluga", Role::Head);
    let holder = office.portal.holder("/e-pasluga");
    let request = holder.ask(&belarusian_dossier());
    let list = office.head("approvals", &[]);
    let text = String::from_utf8_lossy(&list.stdout).into_owned();
    assert!(text.contains(&request) && text.contains("Иванова Мария Петровна"), "{list:?}");
    assert_eq!((last(&list)["outcome"].as_str(), last(&list)["count"].as_u64()), (Some("listed"), Some(1)));

    let shown = office.head("approve", &["--request", &request]);
    assert_eq!((shown.status.code(), last(&shown)["code"].as_str()), (Some(1), Some("ARGUMENT-MISSING")));
    assert_eq!(holder.client.stage(&request), "approval", "nothing was decided");

    let approved = office.head("approve", &["--request", &request, "--yes"]);
    assert_eq!(last(&approved)["outcome"], "approved", "{approved:?}");
    assert_eq!(approved.status.code(), Some(0));
    assert_eq!(holder.client.stage(&request), "payment");

    let again = office.head("approve", &["--request", &request, "--yes"]);
    assert_eq!((again.status.code(), last(&again)["code"].as_str()), (Some(1), Some("APPROVAL-GONE")));
}

/// Seed rows 0.31 to 0.33.
#[test]
fn a_head_declines_with_a_reason_that_the_applicant_reads() {
    let office = Office::new("head-decline", "/treasury", Role::Head);
    let holder = office.portal.holder("/treasury");
    let request = holder.ask(&dossier_with_passport());
    office.portal.pass_working_days(5);
    let declined = office.head("decline", &["--request", &request, "--reason", "Нет печати", "--yes"]);
    assert_eq!(last(&declined)["outcome"], "declined", "{declined:?}");
    let status = office.portal.holder("/treasury").client.status(&request);
    assert_eq!((&status["stage"], &status["refusal"]["reason"]), (&"rejected".into(), &"Нет печати".into()));
}

/// Seed row 0.25.
#[test]
fn an_employee_is_told_that_she_is_no_head() {
    let office = Office::new("head-clerk", "/e-pasluga", Role::Holder);
    let refused = office.head("approvals", &[]);
    assert_eq!((refused.status.code(), last(&refused)["code"].as_str()), (Some(1), Some("NOT-HEAD")));
}
