//! `renewctl recover` and `renewctl cleanup`: what renewals leave on a token and on this computer, looked at with other
//! programs.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod support;

use std::path::Path;
use std::process::Output;

use serde_json::Value;
use support::world::{LABEL, PIN, SOFTHSM, World, last_object, objects_of};

/// Where the new keys go.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Token,
    Computer,
}

/// A world whose renewals put their keys there.
struct Home {
    world: World,
    place: Place,
}

impl Home {
    fn new(name: &str, place: Place) -> Option<Self> {
        let kind = if place == Place::Token { "token" } else { "computer" };
        let world = World::new(&format!("tidy-{name}-{kind}"))?;
        world.put_certificate(4);
        Some(Self { world, place })
    }

    /// A renewal; `again` when the certificate to be replaced lies where the new keys go.
    fn renew(&self, again: bool, more: &[&str]) -> Value {
        let mut arguments = self.world.renew_arguments();
        if self.place == Place::Computer {
            if again {
                let at = arguments.iter().position(|argument| argument == "--token").unwrap();
                arguments.drain(at..at + 2);
            }
            arguments.extend(["--computer", "--new-password-env", "TEST_PIN"].map(str::to_owned));
        }
        arguments.extend(more.iter().map(|&more| more.to_owned()));
        last_object(&self.world.renewctl(arguments))
    }

    /// A request that waits at the CA; the identifier of its key.
    fn waiting(&mut self) -> String {
        self.world.start_sandbox(&["--delay", "3600"]);
        let mut arguments = self.world.renew_arguments();
        if self.place == Place::Computer {
            arguments.extend(["--computer", "--new-password-env", "TEST_PIN"].map(str::to_owned));
        }
        arguments.extend(["--wait", "0"].map(str::to_owned));
        let output = self.world.renewctl(arguments);
        assert_eq!(last_object(&output)["outcome"], "waiting", "{}", last_object(&output));
        let planned = objects_of(&output).into_iter().find(|object| object["event"] == "key-planned");
        planned.unwrap()["cka_id"].as_str().unwrap().to_owned()
    }

    fn run(&self, command: &str, more: &[&str]) -> Output {
        self.run_in(&self.world.path("home"), command, more)
    }

    /// The same as on another computer, which has other journals.
    fn run_in(&self, home: &Path, command: &str, more: &[&str]) -> Output {
        let profile = self.world.path("sandbox/profile.toml");
        let fixed = [command, "--profile", profile.to_str().unwrap(), "--module", SOFTHSM, "--json"];
        let mut call = self.world.renewctl_command(fixed.iter().chain(more));
        call.env("RENEWAL_HOME", home).output().unwrap()
    }

    fn recover(&self, more: &[&str]) -> (i32, Vec<Value>) {
        findings(&self.run("recover", more))
    }

    fn cleanup(&self, more: &[&str]) -> (i32, Vec<Value>) {
        let token = if self.place == Place::Token { &["--token", LABEL][..] } else { &[] };
        let output = self.run("cleanup", &[token, more].concat());
        (output.status.code().unwrap(), objects_of(&output))
    }

    /// Puts the clock of the computer and of the CA to so many days from today.
    fn day(&self, days: u32) {
        std::fs::write(self.world.path("sandbox/clock"), (days * 86_400).to_string()).unwrap();
    }

    fn container(&self, id: &str) -> std::path::PathBuf {
        self.world.path("home/keys").join(id)
    }

    /// Takes the certificate away with another program.
    fn delete_certificate(&self, id: &str) {
        match self.place {
            Place::Token => {
                self.world.on_token(LABEL, PIN, &["--delete-object", "--type", "cert", "--id", id]);
            }
            Place::Computer => std::fs::remove_file(self.container(id).join("certificate.cer")).unwrap(),
        }
    }

    /// What lies under an identifier, as other programs see it: private keys, certificates.
    fn counts(&self, id: &str) -> (usize, usize) {
        match self.place {
            Place::Token => {
                let objects = self.world.objects();
                let count =
                    |class: &str| blocks(&objects).filter(|b| b.starts_with(class) && b.contains(id)).count();
                (count("Private Key Object"), count("Certificate Object"))
            }
            Place::Computer => {
                let there = |name: &str| usize::from(self.container(id).join(name).exists());
                (there("key.p8"), there("certificate.cer"))
            }
        }
    }

    /// Everything on the place, to be put back later.
    fn store(&self) -> std::path::PathBuf {
        self.world.path(if self.place == Place::Token { "tokens" } else { "home/keys" })
    }
}

fn findings(output: &Output) -> (i32, Vec<Value>) {
    let objects = objects_of(output);
    let found = objects.into_iter().filter(|object| object["event"] == "finding" || object["code"] != "OK");
    let found = found.filter(|object| object["event"] == "finding" || object["outcome"] == "failed");
    (output.status.code().unwrap(), found.collect())
}

/// The output of `pkcs11-tool` cut into its objects.
fn blocks(objects: &str) -> impl Iterator<Item = String> {
    let mut blocks = vec![String::new()];
    for line in objects.lines() {
        if !line.starts_with(' ') {
            blocks.push(String::new());
        }
        let last = blocks.last_mut().unwrap();
        last.push_str(line);
        last.push('\n');
    }
    blocks.into_iter()
}

fn copy_folder(from: &Path, to: &Path) {
    let _ = std::fs::remove_dir_all(to);
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            let _ = std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn only(found: &[Value]) -> (&str, &str) {
    assert_eq!(found.len(), 1, "{found:?}");
    (found[0]["kind"].as_str().unwrap(), found[0]["repair"].as_str().unwrap())
}

const REPAIR: [&str; 3] = ["--yes", "--pin-env", "TEST_PIN"];

fn a_certificate_that_was_deleted_is_written_again(place: Place) {
    let Some(home) = Home::new("rewrite", place) else { return };
    assert_eq!(home.recover(&[]), (0, vec![]));
    let outcome = home.renew(false, &[]);
    let id = outcome["cka_id"].as_str().unwrap();
    assert_eq!(home.recover(&[]), (0, vec![]), "{outcome}");

    home.delete_certificate(id);
    let (code, found) = home.recover(&[]);
    assert_eq!((code, only(&found)), (10, ("certificate-missing", "rewrite")));
    assert_eq!(found[0]["pin_needed"], place == Place::Token, "private keys are hidden before login");
    assert_eq!(home.counts(id), (1, 0), "a look changes nothing");
    if place == Place::Token {
        let (code, found) = home.recover(&["--token", LABEL, "--pin-env", "TEST_PIN"]);
        assert_eq!((code, &found[0]["pin_needed"]), (10, &Value::Bool(false)));
    }
    assert_eq!(home.recover(&REPAIR), (0, vec![]));
    assert_eq!(home.counts(id), (1, 1));
    assert_eq!(home.recover(&[]), (0, vec![]));
}

#[test]
fn a_deleted_certificate_is_written_again_on_a_token() {
    a_certificate_that_was_deleted_is_written_again(Place::Token);
}

#[test]
fn a_deleted_certificate_is_written_again_on_this_computer() {
    a_certificate_that_was_deleted_is_written_again(Place::Computer);
}

/// While the CA has it nothing is wrong; when it was cancelled, and the key is back all the same, it is offered.
fn a_key_is_in_order_while_it_waits_and_a_leftover_once_cancelled(place: Place) {
    let Some(mut home) = Home::new("leftover", place) else { return };
    let id = home.waiting();
    let (code, found) = home.recover(&[]);
    assert_eq!((code, only(&found)), (0, ("key-without-certificate", "resume")));
    assert_eq!(found[0]["asked"], "waiting");
    let kept = home.world.path("kept");
    copy_folder(&home.store(), &kept);

    let mut arguments = home.world.resume_arguments();
    arguments.push("--cancel".into());
    assert_eq!(last_object(&home.world.renewctl(arguments))["outcome"], "cancelled");
    assert_eq!(home.recover(&[]), (0, vec![]));

    // A token image, or a folder, put back from a backup.
    copy_folder(&kept, &home.store());
    let (code, found) = home.recover(&[]);
    assert_eq!((code, only(&found)), (10, ("leftover", "remove")));
    assert_eq!(home.counts(&id).0, 1, "a look removes nothing");
    assert_eq!(home.recover(&REPAIR), (0, vec![]));
    assert_eq!(home.counts(&id), (0, 0));
    let certificates = blocks(&home.world.objects()).filter(|b| b.starts_with("Certificate")).count();
    assert_eq!(certificates, 1, "the old certificate stays");
}

#[test]
fn a_key_of_a_cancelled_renewal_is_found_and_removed_on_a_token() {
    a_key_is_in_order_while_it_waits_and_a_leftover_once_cancelled(Place::Token);
}

#[test]
fn a_key_of_a_cancelled_renewal_is_found_and_removed_on_this_computer() {
    a_key_is_in_order_while_it_waits_and_a_leftover_once_cancelled(Place::Computer);
}

/// Without a journal the mark in the identifier tells our keys from others, and they need a word of their own.
fn a_key_of_another_computer_is_told_and_removed_only_by_a_word_of_its_own(place: Place) {
    let Some(mut home) = Home::new("other", place) else { return };
    let id = home.waiting();
    let elsewhere = home.world.path("elsewhere");
    if place == Place::Computer {
        copy_folder(&home.store(), &elsewhere.join("keys"));
        // A folder of another program.
        std::fs::create_dir_all(elsewhere.join("keys").join("ab".repeat(16))).unwrap();
    } else {
        let foreign =
            ["--keypairgen", "--key-type", "EC:prime256v1", "--id", &"ab".repeat(16), "--label", "x"];
        home.world.on_token(LABEL, PIN, &foreign);
    }
    let before = home.world.objects();
    let run = |more: &[&str]| findings(&home.run_in(&elsewhere, "recover", more));
    let (code, found) = run(&[]);
    assert_eq!((code, only(&found)), (10, ("other-computer", "remove")));
    assert_eq!(found[0]["cka_id"], id);
    assert_eq!(run(&REPAIR).0, 10, "--yes alone is not meant for it");
    assert_eq!(home.world.objects(), before);
    assert_eq!(run(&[&REPAIR[..], &["--other-computers"]].concat()), (0, vec![]));
    if place == Place::Token {
        let objects = home.world.objects();
        assert!(!objects.contains(&id) && objects.contains(&"ab".repeat(16)), "{objects}");
    } else {
        assert!(!elsewhere.join("keys").join(id).exists());
        assert!(elsewhere.join("keys").join("ab".repeat(16)).exists());
    }
}

#[test]
fn a_key_of_another_computer_needs_a_word_of_its_own_on_a_token() {
    a_key_of_another_computer_is_told_and_removed_only_by_a_word_of_its_own(Place::Token);
}

#[test]
fn a_key_of_another_computer_needs_a_word_of_its_own_on_this_computer() {
    a_key_of_another_computer_is_told_and_removed_only_by_a_word_of_its_own(Place::Computer);
}

/// The first certificate is of the training, so its key is not ours; the second and the third are.
fn an_old_pair_goes_only_with_its_proof(place: Place) {
    let Some(home) = Home::new("cleanup", place) else { return };
    let first = home.renew(false, &[]);
    let (serial, id) = (first["serial"].as_str().unwrap(), first["cka_id"].as_str().unwrap());
    let lifetime =
        (first["not_after"].as_i64().unwrap() - time::OffsetDateTime::now_utc().unix_timestamp()) / 86_400;
    let end = u32::try_from(lifetime).unwrap();
    let count = |(code, objects): (i32, Vec<Value>)| {
        assert_eq!(code, 0, "{objects:?}");
        objects.len() - 1
    };
    assert_eq!(count(home.cleanup(&[])), 0, "valid");

    home.day(end - 3);
    let second = home.renew(true, &[]);
    assert_eq!(second["outcome"], "finished", "{second}");
    assert_eq!(count(home.cleanup(&[])), 0, "valid");
    let remove = |serial: &str, more: &[&str]| {
        let (code, objects) = home.cleanup(&[&["--remove", serial, "--pin-env", "TEST_PIN"], more].concat());
        (code, objects.last().unwrap()["code"].as_str().unwrap().to_owned())
    };
    assert_eq!(remove(serial, &["--yes"]), (1, "PAIR-NEEDED".into()), "valid");

    home.day(end + 20);
    let (_, objects) = home.cleanup(&[]);
    assert_eq!((&objects[0]["safe"], &objects[0]["reason"]), (&false.into(), &"too-young".into()));
    assert_eq!(remove(serial, &["--yes"]), (1, "PAIR-NEEDED".into()), "too young");

    home.day(end + 32);
    let (_, objects) = home.cleanup(&[]);
    assert_eq!((&objects[0]["safe"], &objects[0]["replaced_by"]), (&true.into(), &second["serial"]));
    assert_eq!(objects.len(), 2, "the pair of the training is not ours: {objects:?}");
    assert_eq!(remove(serial, &[]), (2, "ARGUMENT-MISSING".into()));
    let valid = second["serial"].as_str().unwrap();
    assert_eq!(remove(valid, &["--yes"]), (1, "PAIR-NEEDED".into()), "the valid one");
    assert_eq!(home.counts(id), (1, 1), "nothing has gone so far");

    assert_eq!(remove(serial, &["--yes"]), (0, "OK".into()));
    assert_eq!(home.counts(id), (0, 0));
    assert_eq!(home.counts(second["cka_id"].as_str().unwrap()), (1, 1));
    let privates = blocks(&home.world.objects()).filter(|b| b.starts_with("Private")).count();
    assert_eq!(privates, if place == Place::Token { 2 } else { 1 }, "the key of the training stays");
    assert_eq!(home.recover(&[]), (0, vec![]), "what was removed is not missed");
    assert_eq!(remove(serial, &["--yes"]), (1, "PAIR-NEEDED".into()), "gone already");
}

#[test]
fn an_old_pair_goes_only_with_its_proof_on_a_token() {
    an_old_pair_goes_only_with_its_proof(Place::Token);
}

#[test]
fn an_old_pair_goes_only_with_its_proof_on_this_computer() {
    an_old_pair_goes_only_with_its_proof(Place::Computer);
}

#[test]
fn other_programs_see_whose_key_it_is_and_until_when_under_one_identifier() {
    let Some(home) = Home::new("label", Place::Token) else { return };
    let outcome = home.renew(false, &[]);
    let id = outcome["cka_id"].as_str().unwrap();
    let objects = home.world.objects();
    let ours: Vec<String> = blocks(&objects).filter(|block| block.contains(id)).collect();
    assert_eq!(ours.len(), 3, "{objects}");
    for block in ours {
        let label =
            block.lines().find_map(|line| line.trim().strip_prefix("label:")).unwrap().trim().to_owned();
        let (name, until) = label.split_once(", до ").unwrap_or_else(|| panic!("{label}"));
        assert_eq!(name, "Иванова М. П.");
        assert!(until.len() == 7 && until.as_bytes()[2] == b'.', "{until}");
    }
}
