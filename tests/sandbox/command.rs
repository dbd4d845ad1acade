//! `renewctl sandbox` and `renewctl training`, and days that pass for both sides at once.

use std::process::{Child, Command, Stdio};

use renewal_master::ca::profile;
use serde_json::Value;

use crate::world::{LABEL, SOFTHSM, World, last_object, objects_of};

/// A started program, stopped by its own handle.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_command_tells_portal_profiles_and_page_and_each_profile_leads_to_its_own_ca() {
    let folder = crate::Folder::new("command");
    let mut child = Command::new(env!("CARGO_BIN_EXE_renewctl"))
        .args(["sandbox", "--dir", folder.0.to_str().unwrap()])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let output = child.stdout.take().unwrap();
    let _running = Running(child);
    let _ = std::io::BufRead::read_line(&mut std::io::BufReader::new(output), &mut line).unwrap();
    let told: Value = serde_json::from_str(&line).unwrap();
    let portal = told["portal"].as_str().unwrap();
    assert!(told["operator"].as_str().unwrap().starts_with("https://127.0.0.1:"), "{told}");
    assert_ne!(told["operator"], format!("{portal}/"));
    for (name, file, base) in [
        ("operator", &told["profile"], ""),
        ("treasury", &told["profiles"]["treasury"], "/treasury"),
        ("e-pasluga", &told["profiles"]["e-pasluga"], "/e-pasluga"),
    ] {
        let profile = profile::load(file.as_str().unwrap().as_ref()).unwrap();
        assert_eq!((profile.id.as_str(), profile.training), (name, true));
        assert_eq!(profile.endpoint, format!("{portal}{base}"));
        assert_eq!(profile.second_endpoint, None);
        assert_eq!(profile.anchors.len(), 1);
    }
}

#[test]
fn a_certificate_of_the_head_is_put_on_a_token() {
    let Some(world) = World::new("head") else { return };
    let training = |more: &[&str]| {
        let sandbox = world.path("sandbox");
        let fixed = ["training", "--dir", sandbox.to_str().unwrap(), "--module", SOFTHSM, "--token", LABEL];
        let rest = ["--pin-env", "TEST_PIN", "--json"];
        last_object(&world.renewctl(fixed.iter().chain(&rest).chain(more)))
    };
    let head = training(&["--role", "head"]);
    assert_eq!(
        (&head["holder"], &head["snils"]),
        (&"Соколов Андрей Викторович".into(), &"08765430300".into())
    );
    let director = training(&["--title", "Директор"]);
    assert_eq!(director["holder"], "Иванова Мария Петровна");
    let list = world.renewctl([
        "list",
        "--profile",
        world.path("sandbox/profile.toml").to_str().unwrap(),
        "--module",
        SOFTHSM,
        "--json",
    ]);
    assert_eq!(objects_of(&list).len(), 2);
}

#[test]
fn days_pass_for_the_program_when_its_clock_is_put_forward() {
    let Some(world) = World::new("clock") else { return };
    world.put_certificate(300);
    let profile = world.path("sandbox/profile.toml");
    let check = || {
        let mut command =
            world.renewctl_command(["check", "--profile", profile.to_str().unwrap(), "--module", SOFTHSM]);
        command.env("RENEWAL_CLOCK", world.path("sandbox/clock")).output().unwrap().status.code()
    };
    assert_eq!(check(), Some(0), "a file that is not there counts as nothing");
    std::fs::write(world.path("sandbox/clock"), (298 * 86_400).to_string()).unwrap();
    assert_eq!(check(), Some(10), "two days are left");
    // A whole renewal on that day: the sandbox has the same clock, and nobody finds a date in the future.
    let mut renew = world.renewctl_command(world.renew_arguments());
    let outcome = last_object(&renew.env("RENEWAL_CLOCK", world.path("sandbox/clock")).output().unwrap());
    assert_eq!(outcome["outcome"], "finished", "{outcome}");
    assert_eq!(check(), Some(0));
}
