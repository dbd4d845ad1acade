//! The stores of certificates, and one run of a program over them.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rcgen::{CertificateParams, DnType, Issuer, KeyPair, SerialNumber};
use time::OffsetDateTime;

use super::support::series::Series;
use super::support::{table, tools};

/// Where Debian puts SoftHSM2.
pub const SOFTHSM: &str = "/usr/lib/softhsm/libsofthsm2.so";
/// Tells the memory of a process.
pub const TIME: &str = "/usr/bin/time";
/// Nothing is due at this distance, neither for us nor for certbot.
pub const DAYS: i64 = 400;
/// Asked of openssl: 60 days, in seconds.
const CHECK_END: &str = "5184000";
const PROFILE: &str = "assets/profiles/treasury.toml";

/// Everything of one comparison; gone when dropped.
struct Store {
    folder: PathBuf,
}

/// Time and memory of one program, over the runs.
struct Costs {
    time: Series,
    memory: Series,
}

impl Costs {
    fn new() -> Self {
        Self { time: Series::new("ms"), memory: Series::new("MB") }
    }

    /// Once for the time, and once more for the `memory`, which is told by a program in between.
    fn add(&mut self, store: &Store, memory: bool, command: impl Fn() -> (Command, &'static str)) {
        let (plain, expected) = command();
        self.time.push_time(store.run(plain, expected));
        if memory && tools::exists(TIME) {
            let (watched, expected) = command();
            self.memory.push(store.memory(&watched, expected));
        }
    }
}

/// The rows over so many certificates.
pub fn compare(count: usize, certbot: bool, openssl: bool) {
    let store = Store::with(count, certbot);
    // A loop over ten thousand files takes minutes; the middle of three is good enough there.
    let runs = if count > 1000 { tools::runs(15).min(3) } else { tools::runs(15) };
    let (mut ours, mut bot, mut shell) = (Costs::new(), Costs::new(), Costs::new());
    for run in 0..runs {
        // The memory of a long loop is that of each of its processes: once is enough.
        let memory = run == 0 || runs > 3;
        ours.add(&store, memory, || store.renewctl(&[]));
        if certbot {
            bot.add(&store, memory, || store.certbot());
        }
        if openssl {
            shell.add(&store, memory, || store.openssl());
        }
    }
    table::head("renewctl check", "the other");
    println!("{count} certificate(s), {runs} run(s)");
    table::note("time of a check", &ours.time);
    table::note("memory of a check", &ours.memory);
    if certbot {
        table::compare("time, check : certbot renew", &ours.time, &bot.time, Some(0.1));
        table::compare("memory, check : certbot renew", &ours.memory, &bot.memory, Some(0.5));
    }
    if openssl {
        let goal = (count > 1).then_some(0.5);
        table::compare("time, check : openssl loop", &ours.time, &shell.time, goal);
        table::compare("memory, check : one openssl", &ours.memory, &shell.memory, None);
    }
    if count == 1 {
        table::limit("start to finish, nothing due", &ours.time, &Series::new("ms"), 50.0);
        table::limit("memory, nothing due", &ours.memory, &Series::new("MB"), 15.0);
    }
}

/// The same with a token library loaded: what that costs by itself.
pub fn beside_a_token() {
    let store = Store::with(1, false);
    let tokens = store.folder.join("tokens");
    fs::create_dir(&tokens).unwrap();
    let configuration = store.folder.join("softhsm2.conf");
    let text = format!("directories.tokendir = {}\nobjectstore.backend = file\n", tokens.display());
    fs::write(&configuration, text).unwrap();
    let new = ["--init-token", "--free", "--label", "Bench", "--so-pin", "12345678", "--pin", "12345678"];
    let made = Command::new("softhsm2-util").args(new).env("SOFTHSM2_CONF", &configuration).output().unwrap();
    assert!(made.status.success(), "{made:?}");
    let (mut with, mut without) = (Costs::new(), Costs::new());
    for _ in 0..tools::runs(15) {
        with.add(&store, true, || store.renewctl(&["--module", SOFTHSM]));
        without.add(&store, true, || store.renewctl(&[]));
    }
    table::head("with SoftHSM2", "without");
    table::compare("time of a check", &with.time, &without.time, None);
    table::compare("memory of a check", &with.memory, &without.memory, None);
}

impl Store {
    /// So many certificates, in all three forms, or in two.
    fn with(count: usize, certbot: bool) -> Self {
        let folder = std::env::temp_dir().join(format!("renewal-check-{count}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        let store = Self { folder };
        for part in ["home/keys", "files", "bot/live", "bot/archive", "bot/renewal", "work", "logs"] {
            fs::create_dir_all(store.folder.join(part)).unwrap();
        }
        // One key for all: nobody here signs, and ten thousand keys take a while.
        let key = KeyPair::generate().unwrap();
        let mut authority = CertificateParams::default();
        authority.distinguished_name.push(DnType::CommonName, "УЦ измерения");
        let issuer = Issuer::new(authority, KeyPair::generate().unwrap());
        for number in 0..count {
            store.put(number, &key, &issuer, certbot);
        }
        store
    }

    fn put(&self, number: usize, key: &KeyPair, issuer: &Issuer<'_, KeyPair>, certbot: bool) {
        let name = format!("holder-{number}.example");
        let mut holder = CertificateParams::new(vec![name.clone()]).unwrap();
        holder.distinguished_name.push(DnType::CommonName, name.clone());
        holder.serial_number = Some(SerialNumber::from(number as u64 + 1));
        holder.not_before = OffsetDateTime::now_utc() - time::Duration::days(1);
        holder.not_after = OffsetDateTime::now_utc() + time::Duration::days(DAYS);
        let certificate = holder.signed_by(key, issuer).unwrap();

        let container = self.folder.join("home/keys").join(format!("{number:032x}"));
        fs::create_dir(&container).unwrap();
        fs::write(container.join("certificate.cer"), certificate.der()).unwrap();
        fs::write(container.join("container.toml"), format!("label = \"{name}\"\nexportable = false\n"))
            .unwrap();

        fs::write(self.folder.join("files").join(format!("{number}.pem")), certificate.pem()).unwrap();

        if certbot {
            self.put_lineage(&name, &certificate.pem(), &key.serialize_pem());
        }
    }

    /// As certbot keeps a certificate: files in an archive, links to the newest, and how it was asked for.
    fn put_lineage(&self, name: &str, certificate: &str, key: &str) {
        let (bot, live, archive) =
            (self.folder.join("bot"), format!("live/{name}"), format!("archive/{name}"));
        fs::create_dir(bot.join(&live)).unwrap();
        fs::create_dir(bot.join(&archive)).unwrap();
        let mut lineage = format!("version = 2.1.0\narchive_dir = {}\n", bot.join(&archive).display());
        for part in ["cert", "privkey", "chain", "fullchain"] {
            let kept = bot.join(&archive).join(format!("{part}1.pem"));
            let text = if part == "privkey" { key } else { certificate };
            fs::write(&kept, text).unwrap();
            let link = bot.join(&live).join(format!("{part}.pem"));
            symlink(&kept, &link).unwrap();
            lineage += &format!("{part} = {}\n", link.display());
        }
        lineage += "[renewalparams]\nauthenticator = standalone\nserver = https://127.0.0.1:9/directory\n\
                    account = 00000000000000000000000000000000\n";
        fs::write(bot.join("renewal").join(format!("{name}.conf")), lineage).unwrap();
    }

    fn renewctl(&self, more: &[&str]) -> (Command, &'static str) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_renewctl"));
        command
            .args(["check", "--json", "--profile"])
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join(PROFILE));
        command
            .args(more)
            .env("RENEWAL_HOME", self.folder.join("home"))
            .env("SOFTHSM2_CONF", self.folder.join("softhsm2.conf"))
            .env_remove("RENEWAL_PKCS11_MODULES")
            .env_remove("DBUS_SESSION_BUS_ADDRESS");
        (command, "\"nothing-due\"")
    }

    fn certbot(&self) -> (Command, &'static str) {
        let mut command = Command::new("certbot");
        command.args(["renew", "--no-random-sleep-on-renew", "--config-dir"]).arg(self.folder.join("bot"));
        command.arg("--work-dir").arg(self.folder.join("work"));
        command.arg("--logs-dir").arg(self.folder.join("logs"));
        (command, "not due for renewal yet")
    }

    fn openssl(&self) -> (Command, &'static str) {
        let each = format!(
            "for file in *.pem; do openssl x509 -checkend {CHECK_END} -noout -in \"$file\" || exit 1; done"
        );
        let mut command = Command::new("sh");
        command.args(["-c", &each]).current_dir(self.folder.join("files"));
        (command, "will not expire")
    }

    /// Runs a program to its end. Its answer must be the expected one: an error is quick, too.
    fn run(&self, mut command: Command, expected: &str) -> Duration {
        let answer = self.folder.join("answer");
        let file = fs::File::create(&answer).unwrap();
        let errors = file.try_clone().unwrap();
        command.stdin(Stdio::null()).stdout(file).stderr(errors);
        let begun = Instant::now();
        let status = command.status().unwrap();
        let time = begun.elapsed();
        let text = fs::read_to_string(&answer).unwrap();
        let start: String = text.chars().take(2000).collect();
        assert!(status.success() && text.contains(expected), "{command:?}: {start}");
        time
    }

    /// Largest resident memory of a program, or of the largest of its children, in megabytes (10^6 bytes). A small
    /// program starts it: Linux counts the memory of whoever starts a process as that of the process.
    fn memory(&self, command: &Command, expected: &str) -> f64 {
        let told = self.folder.join("memory");
        let mut watched = Command::new(TIME);
        watched.args(["-f", "%M", "-o"]).arg(&told).arg(command.get_program()).args(command.get_args());
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => watched.env(name, value),
                None => watched.env_remove(name),
            };
        }
        if let Some(folder) = command.get_current_dir() {
            watched.current_dir(folder);
        }
        let _ = self.run(watched, expected);
        let text = fs::read_to_string(told).unwrap();
        text.trim().parse::<f64>().unwrap() * 1024.0 / 1e6
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}
