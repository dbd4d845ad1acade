//! The scheduled check as it is registered: accepted by systemd, started by the desktop, run once, taken away again.
#![cfg(target_os = "linux")]
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, dead_code)]

#[path = "support/world.rs"]
mod world;

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use renewal_master::platform::schedule::{Job, linux};
use serde_json::Value;
use world::{SOFTHSM, World, last_object, objects_of};

const NAME: &str = "renewal-master-check";

/// What systemd has to take: a path with blanks, and characters that mean something to it.
fn job() -> Job {
    Job {
        program: "/bin/true".into(),
        arguments: vec!["check".to_owned(), "50% \"$a\" \\b".to_owned()],
        environment: vec![("RENEWAL_HOME".to_owned(), "/home/user/мой дом".to_owned())],
    }
}

/// A user without a systemd of her own: whatever the machine has is out of reach.
struct User {
    world: World,
    /// Programs before those of the system.
    tools: Option<PathBuf>,
}

impl User {
    /// Her certificate is due, and the settings know her CA.
    fn new(name: &str) -> Option<Self> {
        let user = Self { world: World::new(name)?, tools: None };
        user.world.put_certificate(4);
        for (key, value) in [("profile", "sandbox/profile.toml"), ("modules", "")] {
            let path = user.world.path(value).display().to_string();
            let value = if key == "modules" { format!("[\"{SOFTHSM}\"]") } else { path };
            let output = user.renewctl(&["settings", "set", key, &value]);
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        Some(user)
    }

    fn config(&self) -> PathBuf {
        self.world.path("user/config")
    }

    fn renewctl(&self, arguments: &[&str]) -> Output {
        let mut command = self.world.renewctl_command(arguments);
        self.environment(&mut command);
        command.output().unwrap()
    }

    fn environment(&self, command: &mut Command) {
        let nowhere = self.world.path("user/run");
        std::fs::create_dir_all(&nowhere).unwrap();
        command
            .env("HOME", self.world.path("user"))
            .env("XDG_CONFIG_HOME", self.config())
            .env("XDG_RUNTIME_DIR", nowhere)
            .env_remove("DBUS_SESSION_BUS_ADDRESS");
        if let Some(tools) = &self.tools {
            let system = std::env::var("PATH").unwrap();
            command.env("PATH", format!("{}:{system}", tools.display()));
        }
    }

    fn schedule(&self, what: &str) -> (Option<i32>, Value) {
        let output = self.renewctl(&["schedule", what, "--json"]);
        (output.status.code(), last_object(&output))
    }
}

#[test]
fn systemd_takes_the_service_and_the_timer() {
    let folder = std::env::temp_dir().join(format!("renewal-units-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let files = [("service", linux::service(&job())), ("timer", linux::timer())];
    let files = files.map(|(kind, text)| {
        let file = folder.join(format!("{NAME}.{kind}"));
        std::fs::write(&file, text).unwrap();
        file
    });
    let mut verify = Command::new("systemd-analyze");
    verify.args(["verify", "--user"]).args(&files).env("XDG_RUNTIME_DIR", &folder);
    match verify.output() {
        Err(_) => eprintln!("skipped: systemd-analyze is not installed"),
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.success() && said.is_empty(), "{said}");
        }
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn without_systemd_the_desktop_starts_the_check_and_its_entry_really_runs_it() {
    let Some(user) = User::new("autostart entry") else { return };
    assert_eq!(user.schedule("status").0, Some(1));
    let (code, installed) = user.schedule("install");
    assert_eq!((code, installed["by"].as_str()), (Some(0), Some("autostart")), "{installed}");
    assert_eq!(user.schedule("status").1["by"], "autostart");

    let file = user.config().join(format!("autostart/{NAME}.desktop"));
    match Command::new("desktop-file-validate").arg(&file).output() {
        Err(_) => eprintln!("skipped: desktop-file-validate is not installed"),
        Ok(output) => assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout)),
    }
    let entry = std::fs::read_to_string(&file).unwrap();
    let words = words(entry.lines().find_map(|line| line.strip_prefix("Exec=")).unwrap());
    let mut check = Command::new(&words[0]);
    check.args(&words[1..]).arg("--json");
    user.world.environment(&mut check);
    user.environment(&mut check);
    // What the entry itself does not say must not be needed.
    check.env_remove("RENEWAL_HOME");
    let output = check.output().unwrap();
    assert_eq!(output.status.code(), Some(10), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(last_object(&output)["outcome"], "due");

    assert_eq!(user.schedule("remove").1["outcome"], "not-registered");
    assert!(!file.exists());
    assert_eq!(user.schedule("remove").0, Some(0), "twice is no error");
}

#[test]
fn with_systemd_the_timer_is_enabled_and_the_service_is_started_once() {
    let Some(mut user) = User::new("timer") else { return };
    let calls = user.world.path("calls");
    user.tools = Some(stand_in(&user.world.path("tools"), &calls));
    let (code, installed) = user.schedule("install");
    assert_eq!((code, installed["by"].as_str()), (Some(0), Some("systemd")), "{installed}");
    assert_eq!(user.schedule("status").1["by"], "systemd");
    let units = user.config().join("systemd/user");
    assert!(units.join(format!("{NAME}.service")).exists() && units.join(format!("{NAME}.timer")).exists());
    assert!(!user.config().join("autostart").exists(), "not twice a day");
    let said = std::fs::read_to_string(&calls).unwrap();
    let order = ["daemon-reload", "enable --now", "start renewal"].map(|call| said.find(call).unwrap());
    assert!(order.is_sorted(), "{said}");
    assert!(said.contains("ran with 10"), "the service was run: {said}");

    assert_eq!(user.schedule("remove").0, Some(0));
    assert_eq!(std::fs::read_dir(units).unwrap().count(), 0);
    assert_eq!(user.schedule("status").0, Some(1));
}

#[test]
fn a_check_that_cannot_be_started_is_told() {
    let Some(mut user) = User::new("broken timer") else { return };
    let tools = stand_in(&user.world.path("tools"), &user.world.path("calls"));
    let script = std::fs::read_to_string(tools.join("systemctl")).unwrap();
    // As systemd says it when the program is not there.
    std::fs::write(tools.join("systemctl"), script.replace("cat \"$state/status\"", "echo 203")).unwrap();
    user.tools = Some(tools);
    let (code, told) = user.schedule("install");
    assert_eq!((code, told["code"].as_str()), (Some(2), Some("SCHEDULE-FAILED")), "{told}");
}

#[test]
fn the_settings_of_the_command_line_are_checked_kept_and_locked() {
    let Some(world) = World::new("settings command") else { return };
    let wrong = world.path("wrong.toml");
    std::fs::write(&wrong, "text_size = 100\ntheme = pink\n").unwrap();
    let checked = world.renewctl(["settings", "--json", "--check", wrong.to_str().unwrap()]);
    assert_eq!(checked.status.code(), Some(2));
    let first = &world::objects_of(&checked)[0];
    assert_eq!((first["line"].as_u64(), first["column"].as_u64()), (Some(2), Some(9)));

    let set = |key: &str, value: &str| world.renewctl(["settings", "set", key, value]).status.code();
    assert_eq!(set("theme", "dark"), Some(0));
    assert_eq!(set("theme", "pink"), Some(2));
    let policy = world.path("policy.toml");
    std::fs::write(&policy, "theme = \"light\"\n").unwrap();
    let with_policy = |arguments: &[&str]| {
        last_object(&world.renewctl_command(arguments).env("RENEWAL_POLICY", &policy).output().unwrap())
    };
    let shown = with_policy(&["settings", "--json"]);
    assert_eq!(
        (shown["settings"]["theme"].as_str(), shown["locked"][0].as_str()),
        (Some("light"), Some("theme"))
    );
    let mut refused = world.renewctl_command(["settings", "set", "theme", "dark"]);
    let refused = refused.env("RENEWAL_POLICY", &policy).output().unwrap();
    assert!(String::from_utf8_lossy(&refused.stderr).contains("SETTINGS-LOCKED"));
    assert_eq!(last_object(&world.renewctl(["settings", "--json"]))["settings"]["theme"], "dark");
}

/// Plays the user's systemd: notes every call, knows whether the timer is enabled, and runs `ExecStart`.
fn stand_in(folder: &Path, calls: &Path) -> PathBuf {
    std::fs::create_dir_all(folder).unwrap();
    let script = format!(
        r#"#!/bin/sh
state="{}"
echo "$*" >> "{}"
case "$*" in
  *Version*) echo 252 ;;
  *"enable --now"*) touch "$state/enabled" ;;
  *"disable --now"*) rm -f "$state/enabled" ;;
  *is-enabled*) test -e "$state/enabled" && echo enabled ;;
  *"start renewal-master-check.service"*)
    command=$(sed -n 's/^ExecStart=//p' "$XDG_CONFIG_HOME/systemd/user/renewal-master-check.service")
    sh -c "$command" > /dev/null 2>&1
    echo $? > "$state/status"
    echo "ran with $(cat "$state/status")" >> "{}" ;;
  *ExecMainStatus*) cat "$state/status" ;;
esac
"#,
        folder.display(),
        calls.display(),
        calls.display()
    );
    let file = folder.join("systemctl");
    std::fs::write(&file, script).unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
    folder.to_owned()
}

/// The words of the key `Exec`, as a desktop reads them: first the escapes of a string, then the quoting.
fn words(exec: &str) -> Vec<String> {
    let text = exec.replace("\\\\", "\\");
    let (mut words, mut word, mut quoted, mut any) = (Vec::new(), String::new(), false, false);
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => (quoted, any) = (!quoted, true),
            '\\' if quoted => word.extend(letters.next()),
            '%' => {
                assert_eq!(letters.next(), Some('%'), "a field code");
                word.push('%');
            }
            ' ' if !quoted => {
                if any {
                    words.push(std::mem::take(&mut word));
                }
                any = false;
            }
            letter => {
                word.push(letter);
                any = true;
            }
        }
    }
    if any {
        words.push(word);
    }
    words
}

#[test]
fn the_package_registers_for_everybody_what_the_program_registers_for_one() {
    let job =
        Job { program: "/usr/bin/renewctl".into(), arguments: vec!["check".to_owned()], environment: vec![] };
    let packaged =
        |extension: &str| std::fs::read_to_string(format!("installer/linux/{NAME}.{extension}")).unwrap();
    assert_eq!(packaged("service"), linux::service(&job));
    assert_eq!(packaged("timer"), linux::timer());
    assert_eq!(packaged("desktop"), linux::autostart(&job));
}

#[test]
fn before_a_ca_was_chosen_the_check_tells_what_is_due_and_that_none_is_chosen() {
    let Some(world) = World::new("unchosen") else { return };
    world.put_certificate(4);
    let output = world.renewctl(["check", "--json", "--module", SOFTHSM]);
    let told = objects_of(&output);
    assert_eq!(
        (output.status.code(), &last_object(&output)["outcome"]),
        (Some(10), &"due".into()),
        "{told:?}"
    );
    let hindrances: Vec<_> = told.iter().filter(|line| line["event"] == "preflight").collect();
    assert!(hindrances.iter().any(|line| line["code"] == "CA-NOT-CHOSEN"), "{told:?}");

    let mut renew = world.renew_arguments();
    let profile = renew.iter().position(|word| word == "--profile").unwrap();
    renew.drain(profile..=profile + 1);
    assert_eq!(last_object(&world.renewctl(&renew))["code"], "ARGUMENT-MISSING");
}
