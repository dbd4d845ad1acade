//! Fresh tokens of several independent makes, each with its own folder and environment, gone when dropped.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use super::modules;

const SOFTHSM: &str = "/usr/lib/softhsm/libsofthsm2.so";
const NSS: &[&str] =
    &["/usr/lib/x86_64-linux-gnu/libsoftokn3.so", "/usr/lib/x86_64-linux-gnu/nss/libsoftokn3.so"];
const REMOTE: &str = "/usr/lib/x86_64-linux-gnu/pkcs11/p11-kit-client.so";
/// The administrator's PIN of every token here that has one.
const SO_PIN: &str = "87654321";
/// A server that was forgotten ends by itself.
const SERVER_SECONDS: &str = "900";

/// Who makes the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Make {
    /// SoftHSM2: files in a folder.
    SoftHsm,
    /// kryoptic: counts wrong PINs and locks.
    Kryoptic,
    /// NSS softokn: wants a string at its start, has no administrator.
    Nss,
    /// SoftHSM2 in another process, behind a socket: that process can be killed.
    Remote,
}

impl Make {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::SoftHsm, Self::Kryoptic, Self::Nss, Self::Remote];

    /// Name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::SoftHsm => "SoftHSM2",
            Self::Kryoptic => "kryoptic",
            Self::Nss => "NSS softokn",
            Self::Remote => "p11-kit remoting",
        }
    }
}

/// A token that can be used as it is.
pub struct Kit {
    pub make: Make,
    pub module: PathBuf,
    pub label: String,
    pub pin: String,
    pub so_pin: Option<String>,
    pub init_args: Option<String>,
    /// What the module must find in its environment.
    pub environment: Vec<(&'static str, OsString)>,
    /// The process whose children are the other end of the connection.
    pub server: Option<u32>,
    folder: PathBuf,
    guard: Option<Child>,
}

impl Kit {
    /// Makes a token.
    ///
    /// # Errors
    /// What is missing on this machine, for people.
    pub fn new(make: Make) -> Result<Self, String> {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let folder = format!("renewal-token-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(folder);
        std::fs::create_dir_all(&folder).unwrap();
        let mut kit = Self {
            make,
            module: PathBuf::new(),
            label: "Бухгалтерия".into(),
            pin: "12345678".into(),
            so_pin: Some(SO_PIN.into()),
            init_args: None,
            environment: Vec::new(),
            server: None,
            folder,
            guard: None,
        };
        match make {
            Make::SoftHsm => kit.softhsm()?,
            Make::Kryoptic => kit.kryoptic()?,
            Make::Nss => kit.nss()?,
            Make::Remote => kit.remote()?,
        }
        Ok(kit)
    }

    /// Lets a program find the token.
    pub fn environment<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.envs(self.environment.iter().cloned())
    }

    /// A file beside the token.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn softhsm(&mut self) -> Result<(), String> {
        self.module = existing(&[SOFTHSM], "softhsm2")?;
        let tokens = self.folder.join("tokens");
        std::fs::create_dir_all(&tokens).unwrap();
        let configuration = self.folder.join("softhsm2.conf");
        let text = format!(
            "directories.tokendir = {}\nobjectstore.backend = file\nlog.level = ERROR\n",
            tokens.display()
        );
        std::fs::write(&configuration, text).unwrap();
        self.environment.push(("SOFTHSM2_CONF", configuration.into()));
        let (label, pin) = (self.label.clone(), self.pin.clone());
        let new = ["--init-token", "--free", "--label", &label, "--so-pin", SO_PIN, "--pin", &pin];
        self.run("softhsm2-util", "softhsm2", &new)
    }

    fn kryoptic(&mut self) -> Result<(), String> {
        self.module = modules::build("kryoptic", &[])
            .map_err(|error| format!("cannot be built: {}", error.lines().last().unwrap_or_default()))?;
        let configuration = self.folder.join("kryoptic.toml");
        let store = self.folder.join("token.sql");
        let text = format!("[[slots]]\nslot = 42\ndbtype = \"sqlite\"\ndbargs = \"{}\"\n", store.display());
        std::fs::write(&configuration, text).unwrap();
        self.environment.push(("KRYOPTIC_CONF", configuration.into()));
        let module = self.module.to_str().unwrap().to_owned();
        let (label, pin) = (self.label.clone(), self.pin.clone());
        let slot = ["--module", module.as_str(), "--slot", "42", "--so-pin", SO_PIN];
        self.run("pkcs11-tool", "opensc", &[&slot[..], &["--init-token", "--label", &label]].concat())?;
        self.run("pkcs11-tool", "opensc", &[&slot[..], &["--init-pin", "--pin", &pin]].concat())
    }

    fn nss(&mut self) -> Result<(), String> {
        self.module = existing(NSS, "libnss3")?;
        let (folder, password) = (self.folder.join("db"), self.folder.join("password"));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(&password, format!("{}\n", self.pin)).unwrap();
        let database = format!("sql:{}", folder.display());
        self.label = "NSS Certificate DB".into();
        self.so_pin = None;
        self.init_args =
            Some(format!("configdir='{database}' certPrefix='' keyPrefix='' secmod='secmod.db' flags= "));
        self.run("certutil", "libnss3-tools", &["-N", "-d", &database, "-f", password.to_str().unwrap()])
    }

    fn remote(&mut self) -> Result<(), String> {
        self.softhsm()?;
        let behind = std::mem::replace(&mut self.module, existing(&[REMOTE], "p11-kit-modules")?);
        let socket = self.folder.join("socket");
        let mut command = Command::new("timeout");
        command.args([SERVER_SECONDS, "p11-kit", "server", "--foreground", "--name"]);
        command
            .arg(&socket)
            .arg("--provider")
            .arg(behind)
            .arg(format!("pkcs11:token={}", encoded(&self.label)));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let guard = self.environment(&mut command).spawn().map_err(|error| error.to_string())?;
        let guard = self.guard.insert(guard);
        let until = Instant::now() + Duration::from_secs(10);
        while !socket.exists() {
            if Instant::now() > until || !matches!(guard.try_wait(), Ok(None)) {
                return Err("the server does not start (install p11-kit)".into());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        self.server = children(guard.id()).first().copied();
        self.environment.push(("P11_KIT_SERVER_ADDRESS", format!("unix:path={}", socket.display()).into()));
        Ok(())
    }

    fn run(&self, program: &str, package: &str, arguments: &[&str]) -> Result<(), String> {
        let output = self.environment(Command::new(program).args(arguments)).output();
        let output = output.map_err(|_| format!("{program} is not installed (install {package})"))?;
        let said = String::from_utf8_lossy(&output.stderr);
        if output.status.success() { Ok(()) } else { Err(format!("{program}: {}", said.trim())) }
    }
}

impl Drop for Kit {
    fn drop(&mut self) {
        if let Some(guard) = &mut self.guard {
            // It passes the signal on to the server and ends.
            let _ = Command::new("kill").arg(guard.id().to_string()).status();
            let _ = guard.wait();
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Processes that a process has begun and that still live.
pub fn children(parent: u32) -> Vec<u32> {
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let of_parent = |entry: std::fs::DirEntry| {
        let id: u32 = entry.file_name().to_str()?.parse().ok()?;
        let stat = std::fs::read_to_string(entry.path().join("stat")).ok()?;
        // After the name in brackets: state, parent.
        let mut words = stat.rsplit(')').next()?.split_whitespace();
        (words.next()? != "Z" && words.next()?.parse() == Ok(parent)).then_some(id)
    };
    processes.filter_map(of_parent).collect()
}

fn existing(paths: &[&str], package: &str) -> Result<PathBuf, String> {
    let found = paths.iter().map(Path::new).find(|path| path.exists());
    found.map(Path::to_path_buf).ok_or_else(|| format!("not installed (install {package})"))
}

/// As RFC 7512 wants it.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
