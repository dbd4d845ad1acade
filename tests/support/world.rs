//! A whole world for `renewctl`: a fresh SoftHSM2 token, a sandbox CA and a home, all in one throw-away folder.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

/// Where Debian puts SoftHSM2.
pub const SOFTHSM: &str = "/usr/lib/softhsm/libsofthsm2.so";
/// PIN of every test token.
pub const PIN: &str = "12345678";
/// Label of the test token.
pub const LABEL: &str = "Бухгалтерия";
/// The holder of the training certificate.
pub const SNILS: &str = "112-233-445 95";

/// The folder and the sandbox; both are gone when it is dropped.
pub struct World {
    folder: PathBuf,
    sandbox: Option<Child>,
}

impl World {
    /// An empty token and a running sandbox. `None`, with the reason printed, when SoftHSM2 is not installed.
    pub fn new(name: &str) -> Option<Self> {
        if !Path::new(SOFTHSM).exists() {
            eprintln!("skipped: SoftHSM2 is not installed");
            return None;
        }
        let folder = std::env::temp_dir().join(format!("renewal-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(folder.join("tokens")).unwrap();
        let configuration = format!(
            "directories.tokendir = {}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n",
            folder.display()
        );
        std::fs::write(folder.join("softhsm2.conf"), configuration).unwrap();
        let mut world = Self { folder, sandbox: None };
        world.add_token(LABEL, PIN);
        world.start_sandbox(&[]);
        Some(world)
    }

    /// The same world once more, as it is now, in a folder of its own. Its sandbox does not run yet; that of the
    /// original must not write meanwhile.
    pub fn copy(&self, name: &str) -> Self {
        let copy = self.folder.with_file_name(format!("renewal-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&copy);
        copy_folder(&self.folder, &copy);
        let configuration = std::fs::read_to_string(copy.join("softhsm2.conf")).unwrap();
        let here = self.folder.display().to_string();
        let configuration = configuration.replace(&here, &copy.display().to_string());
        std::fs::write(copy.join("softhsm2.conf"), configuration).unwrap();
        Self { folder: copy, sandbox: None }
    }

    /// A file or folder of this world.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Starts the sandbox, or starts it again with the same state, and waits for its one line.
    pub fn start_sandbox(&mut self, more: &[&str]) -> Value {
        self.stop_sandbox();
        let mut child = self
            .renewctl_command(["sandbox", "--dir", self.path("sandbox").to_str().unwrap()])
            .args(more)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let _ = BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        self.sandbox = Some(child);
        serde_json::from_str(&line).unwrap_or_else(|_| panic!("the sandbox did not start: {line:?}"))
    }

    /// Stops the sandbox by its own process id.
    pub fn stop_sandbox(&mut self) {
        if let Some(mut child) = self.sandbox.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// Puts a certificate that ends in so many days on the token.
    pub fn put_certificate(&self, days: u32) -> Value {
        self.put_certificate_and(days, &[])
    }

    /// The same with more arguments.
    pub fn put_certificate_and(&self, days: u32, more: &[&str]) -> Value {
        let more: Vec<&str> = ["--snils", SNILS].iter().chain(more).copied().collect();
        self.put_certificate_on(LABEL, days, &more)
    }

    /// The same on any token and for anybody.
    pub fn put_certificate_on(&self, label: &str, days: u32, more: &[&str]) -> Value {
        let days = days.to_string();
        let sandbox = self.path("sandbox");
        let mut arguments = vec![
            "training",
            "--dir",
            sandbox.to_str().unwrap(),
            "--module",
            SOFTHSM,
            "--token",
            label,
            "--pin-env",
            "TEST_PIN",
            "--days",
            &days,
            "--json",
        ];
        arguments.extend(more);
        last_object(&self.renewctl(arguments))
    }

    /// Arguments of a whole renewal.
    pub fn renew_arguments(&self) -> Vec<String> {
        let mut arguments = self.arguments("renew");
        arguments.extend(["--token", LABEL, "--snils", SNILS].map(str::to_owned));
        arguments
    }

    /// Arguments that finish what was begun.
    pub fn resume_arguments(&self) -> Vec<String> {
        self.arguments("resume")
    }

    fn arguments(&self, command: &str) -> Vec<String> {
        let file = |name: &str| self.path(name).to_str().unwrap().to_owned();
        vec![
            command.into(),
            "--profile".into(),
            file("sandbox/profile.toml"),
            "--module".into(),
            SOFTHSM.into(),
            "--pin-env".into(),
            "TEST_PIN".into(),
            "--yes".into(),
            "--json".into(),
            "--backup".into(),
            file("backup"),
            "--pdf".into(),
            file("form.pdf"),
        ]
    }

    /// Runs `renewctl` to its end.
    pub fn renewctl<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Output {
        self.renewctl_command(arguments).output().unwrap()
    }

    /// `renewctl` in this world, not yet started.
    pub fn renewctl_command<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_renewctl"));
        command.args(arguments);
        self.environment(&mut command);
        command
    }

    /// Runs another program in this world; panics with its words when it fails.
    pub fn tool<S: AsRef<OsStr>>(&self, program: &str, arguments: impl IntoIterator<Item = S>) -> String {
        let mut command = Command::new(program);
        command.args(arguments);
        self.environment(&mut command);
        let output = command.output().unwrap_or_else(|error| panic!("{program}: {error}"));
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{program}: {text}{errors}");
        text + &errors
    }

    /// What `pkcs11-tool` sees on the token.
    pub fn objects(&self) -> String {
        self.objects_on(LABEL)
    }

    /// What `pkcs11-tool` sees on a token.
    pub fn objects_on(&self, label: &str) -> String {
        self.on_token(label, PIN, &["--list-objects"])
    }

    /// One more token in the same module.
    pub fn add_token(&self, label: &str, pin: &str) {
        let new = ["--init-token", "--free", "--label", label, "--so-pin", PIN, "--pin", pin];
        self.tool("softhsm2-util", new);
    }

    /// `pkcs11-tool` on a token.
    pub fn on_token(&self, label: &str, pin: &str, what: &[&str]) -> String {
        let login = ["--module", SOFTHSM, "--token-label", label, "--login", "--pin", pin];
        self.tool("pkcs11-tool", login.iter().chain(what))
    }

    /// Lets another program live in this world.
    pub fn environment(&self, command: &mut Command) {
        command
            .env("SOFTHSM2_CONF", self.path("softhsm2.conf"))
            .env("RENEWAL_HOME", self.path("home"))
            .env("RENEWAL_LANG", "ru")
            .env("TEST_PIN", PIN)
            .env("RENEWAL_CLOCK", self.path("sandbox/clock"))
            .env_remove("RENEWAL_CRASH_AT");
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.stop_sandbox();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Everything below a folder, into another one.
pub fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&from, &to);
        } else if entry.file_type().unwrap().is_file() {
            std::fs::copy(&from, &to).unwrap();
        }
    }
}

/// All JSON objects that were printed.
pub fn objects_of(output: &Output) -> Vec<Value> {
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("not JSON: {line}")))
        .collect()
}

/// The outcome: the last object that was printed.
pub fn last_object(output: &Output) -> Value {
    objects_of(output).pop().unwrap_or_else(|| {
        panic!("nothing was printed; {}: {}", output.status, String::from_utf8_lossy(&output.stderr))
    })
}

/// The objects in the listing of `pkcs11-tool`, sorted: their order means nothing.
pub fn blocks(listing: &str) -> Vec<String> {
    let mut blocks: Vec<String> = Vec::new();
    for line in listing.lines() {
        match blocks.last_mut() {
            Some(block) if line.starts_with(' ') => block.push_str(&format!("\n{line}")),
            _ => blocks.push(line.to_owned()),
        }
    }
    blocks.retain(|block| block.contains(" Object"));
    blocks.sort();
    blocks
}
