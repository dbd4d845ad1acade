//! Machine time of a renewal on SoftHSM2: `renewctl` against a shell of pkcs11-tool, openssl and curl, and
//! against the bare sum of its `C_*` calls and round trips. `docs/speed.md` says what the numbers mean.
//!
//! Every run has a world of its own: a fresh token with one ending certificate and a sandbox that answers at
//! once. The three ways of renewing take turns, so that a disturbance meets all of them. Timed is the whole
//! process, from its start to its end; the sandbox works inside that time for all three alike. Nobody is asked
//! anything: all answers are arguments. Copy and paper form are left out where the shell could not make them.

#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

#[allow(dead_code, reason = "benches/tokens.rs uses the rest")]
mod bare;
mod support;
#[allow(dead_code, reason = "the tests use the rest")]
#[path = "../tests/support/world.rs"]
mod world;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use support::series::Series;
use support::{table, tools};
use world::{LABEL, PIN, SNILS, SOFTHSM, World};

const SPY: &str = "/usr/lib/x86_64-linux-gnu/pkcs11/pkcs11-spy.so";
const ENGINE: &str = "/usr/lib/x86_64-linux-gnu/engines-3/pkcs11.so";
/// First argument of this program when it makes the bare calls in a process of its own.
const BARE: &str = "--bare";

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, flag, sandbox, module, old_id] = arguments.as_slice()
        && flag == BARE
    {
        let old_id = hex::decode(old_id).unwrap();
        let (calls, trips) = bare::renew(Path::new(sandbox), Path::new(module), LABEL, PIN, &old_id);
        println!("{} {}", calls.as_nanos(), trips.as_nanos());
        return;
    }
    let token = [(SOFTHSM, "softhsm2"), ("softhsm2-util", "softhsm2")];
    if !tools::present("everything", &token) {
        return;
    }
    let shell = [
        ("pkcs11-tool", "opensc"),
        ("openssl", "openssl"),
        ("curl", "curl"),
        (ENGINE, "libengine-pkcs11-openssl"),
    ];
    measure(tools::present("the shell", &shell));
}

fn measure(with_shell: bool) {
    tools::tell_load();
    let series = || Series::new("ms");
    let (mut program, mut full, mut shell) = (series(), series(), series());
    let (mut bare, mut calls, mut trips) = (series(), series(), series());
    for _ in 0..tools::runs(15) {
        program.push_time(Ready::new().renew(SOFTHSM, false));
        full.push_time(Ready::new().renew(SOFTHSM, true));
        if with_shell {
            shell.push_time(Ready::new().renew_by_shell());
        }
        let (in_module, on_line) = Ready::new().renew_bare(SOFTHSM);
        calls.push_time(in_module);
        trips.push_time(on_line);
        bare.push_time(in_module + on_line);
    }
    table::head("renewctl", "the other");
    if with_shell {
        table::compare("renewal : shell", &program, &shell, Some(0.3));
    }
    table::compare("renewal : C_* calls + round trips", &program, &bare, Some(1.1));
    table::compare("  with copy and form : without", &full, &program, None);
    table::note("  of the bare sum, C_* calls", &calls);
    table::note("  of the bare sum, round trips", &trips);
    if tools::present("the number of C_* calls", &[(SPY, "opensc")]) {
        let ours = spied(|ready| _ = ready.renew(SPY, false));
        let least = spied(|ready| _ = ready.renew_bare(SPY));
        println!("C_* calls: renewctl {ours}, bare {least}");
    }
}

/// A world in which a renewal can begin.
struct Ready {
    world: World,
    old_id: String,
}

impl Ready {
    fn new() -> Self {
        let world = World::new("bench").unwrap();
        let old_id = world.put_certificate(4)["cka_id"].as_str().unwrap().to_owned();
        Self { world, old_id }
    }

    /// `renewctl renew` to its end; with the copy and the paper form, or without.
    fn renew(&self, module: &str, papers: bool) -> Duration {
        let mut arguments = self.world.renew_arguments();
        for option in ["--backup", "--pdf"] {
            let at = arguments.iter().position(|argument| argument == option).unwrap();
            if !papers {
                drop(arguments.drain(at..at + 2));
            }
        }
        let at = arguments.iter().position(|argument| argument == "--module").unwrap();
        arguments[at + 1] = module.to_owned();
        self.time(self.world.renewctl_command(arguments)).0
    }

    /// `benches/renewal.sh` to its end.
    fn renew_by_shell(&self) -> Duration {
        let (work, configuration) = (self.world.path("work"), self.world.path("openssl.cnf"));
        std::fs::create_dir(&work).unwrap();
        // The PIN stands in a file and not in the arguments, as it should even in a shell.
        let engine = format!(
            "openssl_conf = tools\n[tools]\nengines = engines\n[engines]\npkcs11 = pkcs11\n[pkcs11]\n\
             MODULE_PATH = {SOFTHSM}\nPIN = {PIN}\ninit = 0\n"
        );
        std::fs::write(&configuration, engine).unwrap();
        let mut command = Command::new("bash");
        command
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/benches/renewal.sh"))
            .env("MODULE", SOFTHSM)
            .env("LABEL", LABEL)
            .env("PIN", PIN)
            .env("OLD_ID", &self.old_id)
            .env("SNILS", SNILS.replace(['-', ' '], ""))
            .env("SANDBOX", self.world.path("sandbox"))
            .env("WORK", work)
            .env("OPENSSL_CONF", configuration);
        self.time(command).0
    }

    /// The calls alone, in a process of their own: a module is loaded and initialised once in a process.
    fn renew_bare(&self, module: &str) -> (Duration, Duration) {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.arg(BARE).arg(self.world.path("sandbox")).args([module, &self.old_id]);
        let printed = self.time(command).1;
        let mut times = printed.split_whitespace().map(|nanos| Duration::from_nanos(nanos.parse().unwrap()));
        (times.next().unwrap(), times.next().unwrap())
    }

    /// Runs a program of this world and times it; returns what it printed.
    fn time(&self, mut command: Command) -> (Duration, String) {
        command
            .env("SOFTHSM2_CONF", self.world.path("softhsm2.conf"))
            .env("PKCS11SPY", SOFTHSM)
            .env("PKCS11SPY_OUTPUT", self.world.path("calls"))
            .stdin(Stdio::null());
        let begun = Instant::now();
        let output = command.output().unwrap();
        let time = begun.elapsed();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{command:?}: {text}{errors}");
        (time, text)
    }
}

/// The number of calls that pkcs11-spy has seen. It writes each as `12: C_Sign`.
fn spied(renew: impl FnOnce(&Ready)) -> usize {
    let ready = Ready::new();
    renew(&ready);
    let log = std::fs::read(ready.world.path("calls")).unwrap();
    let call = |line: &&str| line.split_once(": ").is_some_and(|(_, name)| name.starts_with("C_"));
    String::from_utf8_lossy(&log).lines().filter(call).count()
}
