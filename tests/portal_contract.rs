//! The published contract (`docs/portal.yaml`) against the sandbox: schemathesis reads the one and tries the other.
//!
//! `SCHEMATHESIS` names the program; otherwise `target/schemathesis/bin/schemathesis`, where `tests/run.sh` puts it.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs, dead_code)]

#[path = "support/portal.rs"]
mod portal;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use portal::{Person, Portal, SCAN, belarusian_dossier, digest, dossier_with_passport};

/// Longest time of all runs together.
const LONGEST: Duration = Duration::from_secs(85);
/// What is checked of every answer. A request that is refused although its form is right is no mistake here: whether a
/// signature fits is not told by a schema.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
    response_headers_conformance,response_schema_conformance,unsupported_method,ignored_auth,missing_required_header";

#[test]
fn the_sandbox_answers_every_call_as_the_contract_says() {
    let Some(program) = schemathesis() else { return };
    let portal = Portal::new("contract");
    let deadline = Instant::now() + LONGEST;
    let mut known = ["", "/treasury", "/e-pasluga"].map(|base| Known::at(&portal, base));
    // The checks of the treasury are over, and its request waits for the head; the sessions have ended meanwhile.
    portal.pass_working_days(5);
    known.iter_mut().for_each(|known| drop(known.director.sign_in()));
    let runs: Vec<Run> = known.iter().map(|known| Run::start(&program, &portal, known)).collect();
    let failed: Vec<String> = runs.into_iter().filter_map(|run| run.end(deadline).err()).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// One run against one CA.
struct Run {
    base: &'static str,
    child: Child,
    report: PathBuf,
}

impl Run {
    fn start(program: &Path, portal: &Portal, known: &Known) -> Self {
        let base = known.base;
        let name = base.trim_start_matches('/');
        let folder = portal.path(&format!("contract-{name}"));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("schemathesis.toml"), known.configuration()).unwrap();
        let report = folder.join("report.txt");
        let output = std::fs::File::create(&report).unwrap();
        let child = Command::new(program)
            .current_dir(&folder)
            .arg("run")
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/portal.yaml"))
            .args(["--url", &(portal.server().url() + base)])
            .arg("--tls-verify")
            .arg(portal.server().root_pem_path())
            // Every border of every schema once; the CAs differ in what they refuse, not in how they read.
            .args([
                "--phases",
                if base == "/treasury" { "examples,coverage,fuzzing" } else { "examples,fuzzing" },
            ])
            .args(["--checks", CHECKS, "--max-examples", "8"])
            .args(["--generation-deterministic", "--no-color", "--warnings", "off"])
            .args(["--no-shrink", "--continue-on-failure", "--suppress-health-check", "all"])
            .stdout(Stdio::from(output.try_clone().unwrap()))
            .stderr(Stdio::from(output))
            .spawn()
            .unwrap();
        Self { base, child, report }
    }

    /// Waits for the end, not longer than until the deadline.
    fn end(mut self, deadline: Instant) -> Result<(), String> {
        let told = loop {
            match self.child.try_wait().unwrap() {
                Some(status) if status.success() => return Ok(()),
                Some(status) => break status.to_string(),
                None if Instant::now() > deadline => {
                    let _ = self.child.kill();
                    let _ = self.child.wait();
                    break "took too long".to_owned();
                }
                None => std::thread::sleep(Duration::from_millis(100)),
            }
        };
        let report = std::fs::read_to_string(&self.report).unwrap_or_default();
        Err(format!("«{}»: {told}\n{report}", self.base))
    }
}

/// What lies at a CA, so that not every call asks for something that is not there.
struct Known {
    base: &'static str,
    director: Person,
    drafts: Vec<String>,
    requests: Vec<String>,
}

impl Known {
    /// A director, who asks and approves: drafts with a scan, and requests.
    fn at(portal: &Portal, base: &'static str) -> Self {
        let director = portal.head(base);
        let draft = || {
            let draft = director.client.open_draft(&dossier_with_passport(), false);
            director.client.upload(&draft.draft, SCAN);
            draft.draft
        };
        let (drafts, requests) = match base {
            "/treasury" => ((0..4).map(|_| draft()).collect(), vec![director.ask(&dossier_with_passport())]),
            "/e-pasluga" => (Vec::new(), vec![director.ask(&belarusian_dossier())]),
            _ => (Vec::new(), vec![director.ask_shortly()]),
        };
        Self { base, director, drafts, requests }
    }

    fn configuration(&self) -> String {
        let Self { drafts, requests, .. } = self;
        let token = &self.director.client.token;
        let drafts = if drafts.is_empty() { requests } else { drafts };
        format!(
            "[auth.openapi.session]\nbearer = \"{token}\"\n[auth.openapi.store]\nusername = \"nobody\"\n\
             password = \"nothing\"\n[dictionaries.requests]\nvalues = {requests:?}\n[dictionaries.drafts]\n\
             values = {drafts:?}\n[dictionaries.digests]\nvalues = [\"{digest}\"]\n[parameters]\n\
             \"path.request\" = {{ dictionary = \"requests\", probability = 0.6 }}\n\
             \"path.draft\" = {{ dictionary = \"drafts\", probability = 0.6 }}\n\
             \"path.digest\" = {{ dictionary = \"digests\", probability = 0.6 }}\n",
            digest = digest(SCAN),
        )
    }
}

/// The program, if it is installed.
fn schemathesis() -> Option<PathBuf> {
    let installed = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/schemathesis/bin/schemathesis");
    let program = std::env::var_os("SCHEMATHESIS").map_or(installed, PathBuf::from);
    if program.exists() {
        return Some(program);
    }
    eprintln!("skipped: schemathesis is not installed (tests/run.sh does it)");
    None
}
