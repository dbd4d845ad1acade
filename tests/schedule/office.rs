//! A home with a token, the sandbox with its operator, a clock that both share, and a long request.

use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

use super::portal;
use super::support::world::{LABEL, SNILS, SOFTHSM, World, objects_of};

/// Seconds that the portal wants to be left alone between two looks.
pub const POLITE: i64 = 31;
/// A day.
pub const DAY: i64 = 86_400;

const TREASURY: &str = r#"
[office]
region = "77"
office = "ufk-77"
ogrn = "1027700132195"
inn = "7707083893"
[content]
request = "REQUEST"
kind = "official"
class = "ks1"
[holder]
surname = "Иванова"
given-name = "Мария Петровна"
title = "Бухгалтер"
snils = "11223344595"
personal-inn = "500100732259"
organization = "ООО «Ромашка»"
locality = "г. Москва"
street = "ул. Ленина, д. 1"
[statement]
ground = "Приказ о назначении"
ground-date = "12.01.2026"
ground-number = "7-к"
holder-position = "Бухгалтер"
holder-name = "Иванова Мария Петровна"
head-position = "Генеральный директор"
head-name = "Соколов Андрей Викторович"
[contacts]
phone = "+79161234567"
email = "ivanova@example.ru"
notify = true
"#;

const E_PASLUGA: &str = r#"
[consents]
consent-agreement = true
consent-contract = true
consent-privacy = true
[contacts]
phone = "+375291234567"
email = "ivanova@example.by"
notify = true
"#;

/// What a run of `renewctl` has brought.
pub struct Ran {
    pub code: i32,
    pub objects: Vec<Value>,
    pub said: String,
}

impl Ran {
    fn of(output: &Output) -> Self {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        Self { code: output.status.code().unwrap(), objects: objects_of(output), said }
    }

    /// All events of this name.
    pub fn events(&self, name: &str) -> Vec<&Value> {
        self.objects.iter().filter(|object| object["event"] == name).collect()
    }

    /// The only look of a check.
    pub fn look(&self) -> &Value {
        let looks = self.events("looked");
        assert_eq!(looks.len(), 1, "{:?} {}", self.objects, self.said);
        looks[0]
    }

    /// Stage and change of the only look, and the exit code.
    pub fn told(&self) -> (&str, bool, i32) {
        let look = self.look();
        (look["stage"].as_str().unwrap(), look["changed"].as_bool().unwrap(), self.code)
    }

    pub fn outcome(&self) -> &Value {
        self.objects.last().unwrap()
    }
}

pub struct Office {
    pub world: World,
    pub scheme: &'static str,
    operator: String,
    pub bus: Option<String>,
}

impl Office {
    /// At one of the long CAs. `None`, with the reason printed, when SoftHSM2 is not installed.
    pub fn new(test: &str, scheme: &'static str) -> Option<Self> {
        let world = World::new(&format!("schedule-{test}"))?;
        let mut office = Self { world, scheme, operator: String::new(), bus: None };
        office.reopen();
        let form = if scheme == "treasury" { TREASURY } else { E_PASLUGA };
        std::fs::write(office.path("form.toml"), form.replace("REQUEST", "change")).unwrap();
        Some(office)
    }

    /// Starts the sandbox, or starts it again.
    pub fn reopen(&mut self) {
        let line = self.world.start_sandbox(&[]);
        self.operator = line["operator"].as_str().unwrap().to_owned();
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.world.path(name)
    }

    pub fn home(&self) -> PathBuf {
        self.path("home")
    }

    /// An additional certificate is wanted, not a change.
    pub fn wants_an_additional_one(&self) {
        std::fs::write(self.path("form.toml"), TREASURY.replace("REQUEST", "additional")).unwrap();
    }

    pub fn profile(&self) -> PathBuf {
        self.path(&format!("sandbox/{}.toml", self.scheme))
    }

    fn run(&self, command: &str, more: &[&str], fill: impl FnOnce(&mut Command)) -> Ran {
        let profile = self.profile();
        let world = ["--profile", profile.to_str().unwrap(), "--module", SOFTHSM, "--json"];
        let mut call = self.world.renewctl_command([&[command], &world[..], more].concat());
        call.env("RENEWAL_CLOCK", self.clock()).env("WORD", "подснежник");
        match &self.bus {
            Some(bus) => call.env("DBUS_SESSION_BUS_ADDRESS", bus),
            // No notice of a test shows up on a real desktop.
            None => call.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus"),
        };
        fill(&mut call);
        Ran::of(&call.output().unwrap())
    }

    /// The scheduled check, which knows no PIN.
    pub fn check(&self) -> Ran {
        self.run("check", &[], |call| {
            call.env_remove("TEST_PIN");
        })
    }

    /// Fills in everything, and sends it.
    pub fn submit(&self) -> Ran {
        self.renew(&["--code-word-env", "WORD"])
    }

    pub fn renew(&self, more: &[&str]) -> Ran {
        let form = self.path("form.toml");
        let fixed = ["--token", LABEL, "--pin-env", "TEST_PIN", "--yes", "--wait", "0", "--form"];
        let whom: &[&str] = if more.contains(&"--first") { &[] } else { &["--snils", SNILS] };
        self.run("renew", &[&fixed, &[form.to_str().unwrap()][..], whom, more].concat(), |_| {})
    }

    pub fn resume(&self, more: &[&str]) -> Ran {
        self.run("resume", &[&["--pin-env", "TEST_PIN", "--yes", "--wait", "0"], more].concat(), |_| {})
    }

    pub fn clock(&self) -> PathBuf {
        self.path("sandbox/clock")
    }

    /// So many seconds pass, for the CA and for the program.
    pub fn pass(&self, seconds: i64) {
        let file = self.clock();
        let before: i64 =
            std::fs::read_to_string(&file).ok().and_then(|t| t.trim().parse().ok()).unwrap_or(0);
        std::fs::write(file, (before + seconds).to_string()).unwrap();
    }

    pub fn pass_working_days(&self, days: usize) {
        let clock = renewal_master::sandbox::Clock::in_folder(&self.path("sandbox"));
        (0..days).for_each(|_| clock.next_working_day().unwrap());
    }

    /// Presses a button of the operator, for the only request; with further fields of the form.
    pub fn press(&self, action: &str, fields: &[(&str, &str)]) {
        let http = portal::http(&self.path("sandbox/root.pem"));
        let page = http.get(&self.operator).send().unwrap().text().unwrap();
        let token = page.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        let link = format!("/requests/{}/", self.scheme);
        let id = page.split(&link).nth(1).unwrap().split('"').next().unwrap();
        let mut body = form_urlencoded::Serializer::new(String::new());
        let body = body.append_pair("token", token).extend_pairs(fields).finish();
        let address = format!("{}requests/{}/{id}/{action}", self.operator, self.scheme);
        let call = http.post(address).body(body).header("Content-Type", "application/x-www-form-urlencoded");
        assert_eq!(call.send().unwrap().status(), 303, "{action}");
    }

    /// E-mails of the portal: the stages they tell of.
    pub fn mails(&self) -> Vec<String> {
        let text = std::fs::read_to_string(self.path("sandbox/outbox.jsonl")).unwrap_or_default();
        let stage = |line: &str| {
            let mail: Value = serde_json::from_str(line).unwrap();
            mail["stage"].as_str().unwrap().to_owned()
        };
        text.lines().map(stage).collect()
    }

    /// Private keys on the token.
    pub fn keys(&self) -> usize {
        self.world.objects().matches("Private Key Object").count()
    }
}
