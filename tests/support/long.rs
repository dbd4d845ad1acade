//! A long renewal by `renewctl`: every step a process of its own, papers to attach, days that pass, the other side.

use std::path::PathBuf;
use std::process::Output;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;

use super::sandbox_client::SandboxClient;
use super::world::{SOFTHSM, World, objects_of};

/// What is said on the telephone.
pub const WORD: &str = "Ромашка-17";

/// A world and one CA of its sandbox.
pub struct Long<'a> {
    /// The world.
    pub world: &'a World,
    /// Name of the CA and of its profile.
    pub ca: &'a str,
}

/// What a process has printed.
#[derive(Debug)]
pub struct Run {
    /// Exit code; none when it was killed.
    pub code: Option<i32>,
    lines: Vec<Value>,
}

impl Run {
    /// What was printed by a process that has ended.
    pub fn of(output: &Output) -> Self {
        Self { code: output.status.code(), lines: objects_of(output) }
    }

    /// The last object.
    pub fn outcome(&self) -> &Value {
        self.lines.last().unwrap_or(&Value::Null)
    }

    /// The outcome, which must be this one.
    pub fn must(&self, outcome: &str) -> &Value {
        assert_eq!(self.outcome()["outcome"], outcome, "{self:#?}");
        self.outcome()
    }

    /// The names of what was written into the journal, in order.
    pub fn events(&self) -> Vec<&str> {
        self.lines.iter().filter_map(|line| line["event"].as_str()).collect()
    }

    /// The lines of one name.
    pub fn all<'a>(&'a self, event: &'a str) -> impl Iterator<Item = &'a Value> {
        self.lines.iter().filter(move |line| line["event"] == event)
    }

    /// The only line of a name.
    pub fn one<'a>(&'a self, event: &'a str) -> &'a Value {
        let mut all = self.all(event);
        let one = all.next().unwrap_or_else(|| panic!("no {event}: {self:#?}"));
        assert!(all.next().is_none(), "{event} twice: {self:#?}");
        one
    }

    /// The sections that were filled, in order.
    pub fn filled(&self) -> Vec<&str> {
        self.all("filled").map(|line| line["section"].as_str().unwrap()).collect()
    }
}

impl Long<'_> {
    /// Runs a command to its end.
    pub fn run(&self, command: &str, more: &[&str]) -> Run {
        Run::of(&self.command(command, more).output().unwrap())
    }

    /// `renew` or `resume`, not yet started; it does not wait for the CA.
    pub fn command(&self, command: &str, more: &[&str]) -> std::process::Command {
        let mut all = self.common(command);
        all.extend(["--yes", "--wait", "0", "--code-word-env", "TEST_WORD"].map(str::to_owned));
        let backup = self.world.path("backup").display().to_string();
        all.extend(["--backup".to_owned(), backup]);
        all.extend(more.iter().map(|&argument| argument.to_owned()));
        let mut command = self.world.renewctl_command(all);
        command.env("TEST_WORD", WORD);
        command
    }

    /// The head's `approvals`, `approve` or `decline`.
    pub fn head(&self, command: &str, token: &str, more: &[&str]) -> Run {
        let mut all = self.common(command);
        all.extend(["--token", token].map(str::to_owned));
        all.extend(more.iter().map(|&argument| argument.to_owned()));
        Run::of(&self.world.renewctl(all))
    }

    fn common(&self, command: &str) -> Vec<String> {
        let profile = self.world.path(&format!("sandbox/{}.toml", self.ca)).display().to_string();
        [command, "--profile", &profile, "--module", SOFTHSM, "--pin-env", "TEST_PIN", "--json"]
            .map(str::to_owned)
            .to_vec()
    }

    /// The other side.
    pub fn sandbox(&self) -> SandboxClient {
        SandboxClient(self.world.path("sandbox"))
    }

    /// The requests, the oldest first.
    pub fn orders(&self) -> Vec<Value> {
        self.sandbox().orders_at(self.ca)
    }

    /// The request that was sent last.
    pub fn order(&self) -> Value {
        self.orders().pop().unwrap()
    }

    /// The operator presses a button of the last request.
    pub fn press(&self, action: &str, fields: &[(&str, &str)]) {
        let id = self.order()["id"].as_str().unwrap().to_owned();
        self.sandbox().press(&format!("/requests/{}/{id}/{action}", self.ca), fields);
    }

    /// «Следующий рабочий день».
    pub fn next_working_day(&self) {
        self.sandbox().press("/clock/next-day", &[]);
    }

    /// So many seconds pass.
    pub fn pass(&self, seconds: i64) {
        let file = self.world.path("sandbox/clock");
        let shift = std::fs::read_to_string(&file).map_or(0, |text| text.trim().parse().unwrap());
        std::fs::write(file, (shift + seconds).to_string()).unwrap();
    }

    /// Writes a file of answers or a paper.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path: PathBuf = self.world.path(name);
        std::fs::write(&path, content).unwrap();
        path.display().to_string()
    }

    /// Bytes that stand in a request as it is kept at the CA, in a file.
    pub fn take_out(&self, order: &Value, field: &str, name: &str) -> String {
        self.write(name, STANDARD.decode(order[field].as_str().unwrap()).unwrap())
    }
}

/// A page as others write it; `mark` makes it another file.
pub fn pdf(mark: &str) -> Vec<u8> {
    let drawing = format!("0 0 m 100 100 l S % {mark}");
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>".to_owned(),
        format!("<</Length {}>>\nstream\n{drawing}\nendstream", drawing.len()),
    ];
    let mut pdf = "%PDF-1.4\n".to_owned();
    let mut table = "0000000000 65535 f \n".to_owned();
    for (number, object) in (1..).zip(&objects) {
        table += &format!("{:010} 00000 n \n", pdf.len());
        pdf += &format!("{number} 0 obj\n{object}\nendobj\n");
    }
    let size = objects.len() + 1;
    let end = pdf.len();
    pdf += &format!("xref\n0 {size}\n{table}trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{end}\n%%EOF\n");
    pdf.into_bytes()
}

/// The objects in the listing of `pkcs11-tool`: class and identifier, sorted.
pub fn objects(listing: &str) -> Vec<(String, String)> {
    let mut objects: Vec<(String, String)> = Vec::new();
    for line in listing.lines() {
        match (objects.last_mut(), line.trim().strip_prefix("ID:")) {
            (Some((_, id)), Some(text)) if line.starts_with(' ') => *id = text.trim().to_owned(),
            _ if !line.starts_with(' ') => {
                let class = ["Private Key", "Public Key", "Certificate"];
                let class = class.into_iter().find(|class| line.starts_with(class));
                objects.push((class.unwrap_or(line).to_owned(), String::new()));
            }
            _ => {}
        }
    }
    objects.retain(|(_, id)| !id.is_empty());
    objects.sort();
    objects
}

/// Every key pair has its certificate under the same identifier, and there are so many of them and nothing else.
pub fn assert_complete(listing: &str, pairs: usize) {
    let objects = objects(listing);
    let of = |class: &str| -> Vec<&String> {
        objects.iter().filter(|(other, _)| other == class).map(|(_, id)| id).collect()
    };
    let private = of("Private Key");
    assert_eq!(private.len(), pairs, "{listing}");
    assert_eq!((&of("Public Key"), &of("Certificate")), (&private, &private), "{listing}");
    assert_eq!(objects.len(), 3 * pairs, "{listing}");
}
