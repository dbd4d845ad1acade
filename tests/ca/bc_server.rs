//! Starts the BouncyCastle EST server (`BcCa.java`) and stops it again.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError, mpsc};
use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::pki::Pki;

/// Where Debian's packages libbcprov-java, libbcpkix-java and libbcutil-java put their libraries.
const LIBRARIES: [&str; 3] =
    ["/usr/share/java/bcprov.jar", "/usr/share/java/bcpkix.jar", "/usr/share/java/bcutil.jar"];

pub struct BcServer {
    process: Child,
    folder: PathBuf,
    pub endpoint: String,
}

impl BcServer {
    /// `None`, with the reason printed, where Java or BouncyCastle are not installed.
    pub fn start(pki: &Pki, test: &str, options: &[&str]) -> Option<Self> {
        if let Some(missing) = missing() {
            eprintln!("SKIPPED {test}: {missing} is not installed");
            return None;
        }
        let folder = std::env::temp_dir().join(format!("renewal-master-{}-{test}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let write = |name: &str, pem: String| std::fs::write(folder.join(name), pem).unwrap();
        write("root.pem", pki.root.pem());
        write("ca.pem", pki.ca.pem());
        write("ca.key", pki.ca.key().serialize_pem());
        write("server.pem", pki.server.certificate.pem());
        write("server.key", pki.server.key.serialize_pem());
        let mut process = Command::new("java")
            .args(["-Xmx256m", "-XX:TieredStopAtLevel=1", "-cp"])
            .arg(format!("{}:{}", LIBRARIES.join(":"), classes().display()))
            .arg("BcCa")
            .arg(&folder)
            .args(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let stdout = process.stdout.take().unwrap();
        let mut server = Self { process, folder, endpoint: String::new() };
        let (told, ready) = mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                let _ = told.send(line);
            }
        });
        let line =
            ready.recv_timeout(Duration::from_secs(120)).expect("the server starts within two minutes");
        let port = line.strip_prefix("ready ").expect("the server tells its port");
        server.endpoint = format!("https://127.0.0.1:{port}/.well-known/est");
        Some(server)
    }
}

impl Drop for BcServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// The compiled server, made once for each version of its source.
fn classes() -> PathBuf {
    static ONE: Mutex<()> = Mutex::new(());
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    let source = std::fs::read("tests/ca/BcCa.java").unwrap();
    let version = &hex::encode(Sha256::digest(source))[..16];
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let classes = target.join(format!("bcca-{version}"));
    if !classes.exists() {
        let draft = target.join(format!("bcca-{}", std::process::id()));
        let mut compiler = Command::new("javac");
        compiler.args(["-cp", &LIBRARIES.join(":"), "-d"]).arg(&draft).arg("tests/ca/BcCa.java");
        let compiled = compiler.output().unwrap();
        assert!(compiled.status.success(), "{}", String::from_utf8_lossy(&compiled.stderr));
        // Another test program may have been quicker.
        if std::fs::rename(&draft, &classes).is_err() {
            let _ = std::fs::remove_dir_all(&draft);
        }
    }
    classes
}

fn missing() -> Option<&'static str> {
    let runs = Command::new("javac").arg("-version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if !runs.is_ok_and(|status| status.success()) {
        return Some("a JDK");
    }
    LIBRARIES.into_iter().find(|library| !Path::new(library).exists())
}
