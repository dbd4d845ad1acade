//! `renewctl diagnose`: every failure is produced once, by a real cause, and shows its own line, code and fix.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

#[allow(dead_code)]
#[path = "support/faulty_server.rs"]
mod faulty_server;
#[allow(dead_code)]
#[path = "support/modules.rs"]
mod modules;
#[path = "support/moody.rs"]
mod moody;
#[allow(dead_code)]
#[path = "ca/pki.rs"]
mod pki;
#[allow(dead_code)]
#[path = "support/world.rs"]
mod world;

use std::io::{Read, Write};
use std::net::TcpListener;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use faulty_server::{Behaviour, FaultyServer, http};
use modules::{Interposed, interposer};
use moody::Moody;
use pki::Pki;
use renewal_master::ca;
use renewal_master::compose::workplace::Computer;
use renewal_master::domain::profile::{Profile, Protocol};
use renewal_master::domain::workplace::{Checked, Line, preflight};
use renewal_master::i18n;
use renewal_master::platform::reader::Service;
use renewal_master::ports::Tokens;
use renewal_master::token::worker::WorkerProgram;
use renewal_master::token::worker::deadlines::Deadlines;
use renewal_master::token::{Places, discovery};
use serde_json::Value;
use world::{LABEL, SOFTHSM, World, last_object, objects_of};

/// A world with a profile, and `diagnose` in it.
struct Desk {
    world: World,
    module: PathBuf,
    profile: PathBuf,
    more: Vec<(String, String)>,
}

impl Desk {
    fn new(name: &str) -> Option<Self> {
        let world = World::new(&format!("diagnose-{name}"))?;
        let profile = world.path("sandbox/profile.toml");
        Some(Self { world, module: SOFTHSM.into(), profile, more: Vec::new() })
    }

    fn with(mut self, name: &str, value: impl AsRef<Path>) -> Self {
        self.more.push((name.to_owned(), value.as_ref().display().to_string()));
        self
    }

    /// The profile with another address of the CA.
    fn at(mut self, endpoint: &str) -> Self {
        let text = std::fs::read_to_string(&self.profile).unwrap();
        let lines = text.lines().map(|line| match line.split_once('=') {
            Some((name, _)) if name.trim() == "endpoint" => format!("endpoint = \"{endpoint}\""),
            _ => line.to_owned(),
        });
        self.profile = self.world.path("sandbox/elsewhere.toml");
        std::fs::write(&self.profile, lines.collect::<Vec<_>>().join("\n")).unwrap();
        self
    }

    fn command(&self, more: &[&str]) -> Command {
        let mut command = self.world.renewctl_command(["diagnose", "--json", "--profile"]);
        command.arg(&self.profile).arg("--module").arg(&self.module).args(more);
        for proxy in ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
            command.env_remove(proxy);
        }
        command.envs(self.more.iter().map(|(name, value)| (name, value)));
        command
    }

    /// What is told of one check, in order; the exit code fits the outcome.
    fn lines(&self, check: &str) -> Vec<Value> {
        let output = self.command(&[]).output().unwrap();
        let outcome = last_object(&output);
        let expected = if outcome["outcome"] == "fine" { 0 } else { 10 };
        assert_eq!(output.status.code(), Some(expected), "{outcome}");
        objects_of(&output).into_iter().filter(|line| line["check"] == check).collect()
    }

    /// The only failure of this check: its code, and its words are there.
    fn fails(&self, check: &str, code: &str) -> Value {
        let lines = self.lines(check);
        let failed: Vec<_> = lines.iter().filter(|line| line["ok"] == false).collect();
        let [line] = failed[..] else { panic!("{check}: {lines:?}") };
        assert_eq!(line["code"], code, "{line}");
        for part in ["title", "what", "remedy"] {
            assert!(line[part].as_str().unwrap().chars().count() > 5, "{line}");
        }
        assert!(!line["what"].as_str().unwrap().contains("{$"), "{line}");
        assert!(!line["remedy"].as_str().unwrap().contains("{$"), "{line}");
        line.clone()
    }
}

#[test]
fn a_workplace_in_order_has_nothing_to_mend_and_tells_what_was_seen() {
    let Some(desk) = Desk::new("order") else { return };
    let output = desk.command(&[]).output().unwrap();
    let lines = objects_of(&output);
    let wrong: Vec<_> = lines.iter().filter(|line| line["ok"] == false).collect();
    assert!(wrong.iter().all(|line| line["check"] == "autostart"), "{wrong:?}");
    let seen =
        |check: &str| lines.iter().find(|line| line["check"] == check).unwrap_or_else(|| panic!("{check}"));
    assert!(seen("driver")["what"].as_str().unwrap().starts_with(SOFTHSM));
    assert!(seen("ca")["what"].as_str().unwrap().contains("мс"));
    assert!(seen("disk")["what"].as_str().unwrap().contains("свободно"));
    for check in ["token", "pin", "memory", "tls", "clock", "keyring"] {
        assert_eq!(seen(check)["code"], "OK");
    }
}

/// A library that works by the reader service, as far as its name tells.
fn of_vendor(desk: &mut Desk) {
    let module = desk.world.path("librtpkcs11ecp.so");
    std::fs::copy(SOFTHSM, &module).unwrap();
    desk.module = module;
}

#[test]
fn a_reader_service_that_is_absent_or_silent_is_told_and_one_that_answers_is_fine() {
    let Some(desk) = Desk::new("reader") else { return };
    let socket = desk.world.path("pcscd.comm");
    let mut desk = desk.with("PCSCLITE_CSOCK_NAME", &socket);
    assert!(desk.lines("reader")[0]["what"].as_str().unwrap().contains("не требуется"));
    of_vendor(&mut desk);
    let absent = desk.fails("reader", "READER-SERVICE");
    assert!(absent["what"].as_str().unwrap().contains("не запущена"), "{absent}");
    assert!(absent["remedy"].as_str().unwrap().contains("pcscd"), "{absent}");

    let service = UnixListener::bind(&socket).unwrap();
    let answering = std::thread::spawn(move || {
        // The first client is hung up on, the second gets an answer.
        drop(service.accept().unwrap());
        let (mut client, _) = service.accept().unwrap();
        let mut question = [0; 20];
        client.read_exact(&mut question).unwrap();
        client.write_all(&question[8..]).unwrap();
    });
    let silent = desk.fails("reader", "READER-SERVICE");
    assert!(silent["what"].as_str().unwrap().contains("не отвечает"), "{silent}");
    assert_eq!(desk.lines("reader")[0]["ok"], true);
    answering.join().unwrap();
}

#[test]
fn a_library_that_is_missing_or_of_another_width_is_told_by_its_file() {
    let Some(mut desk) = Desk::new("library") else { return };
    desk.module = desk.world.path("no-such.so");
    let missing = desk.fails("driver", "MODULE-LOAD");
    assert_eq!(missing["about"], "no-such.so");
    let mut header = std::fs::read(SOFTHSM).unwrap();
    // ELFCLASS32, EM_386.
    (header[4], header[18], header[19]) = (1, 3, 0);
    desk.module = desk.world.path("lib32.so");
    std::fs::write(&desk.module, header).unwrap();
    assert_eq!(desk.fails("driver", "MODULE-BITNESS")["about"], "lib32.so");
    assert_eq!(desk.fails("token", "TOKEN-ABSENT")["check"], "token");
}

#[test]
fn a_library_that_crashes_is_told_and_the_rest_is_looked_at_all_the_same() {
    let Some(mut desk) = Desk::new("crash") else { return };
    let Some(moody) = Moody::new("diagnose-crash", "Token", "12345678") else { return };
    moody.mood("crash-load");
    desk.module = moody.path();
    desk.fails("driver", "MODULE-CRASHED");
    assert_eq!(desk.lines("ca")[0]["ok"], true);
}

#[test]
fn a_token_that_is_not_there_is_told() {
    let Some(mut desk) = Desk::new("absent") else { return };
    let Some(moody) = Moody::new("diagnose-absent", "Token", "12345678") else { return };
    moody.mood("absent");
    desk.module = moody.path();
    assert_eq!(desk.lines("driver")[0]["ok"], true);
    desk.fails("token", "TOKEN-ABSENT");
}

#[test]
fn what_is_wrong_with_a_token_its_pin_or_its_room_has_a_line_of_its_own() {
    let Some(mut desk) = Desk::new("pin") else { return };
    let interposed = Interposed::in_folder(desk.world.path("interposed"));
    desk.module = interposer().to_owned();
    let desk = desk.with("INTERPOSER_MODULE", SOFTHSM).with("INTERPOSER_FOLDER", &interposed.0);
    for (script, check, code) in [
        ("flags=0x40000", "pin", "PIN-LOCKED"),
        ("flags=0x10000", "pin", "PIN-FEW"),
        ("flags=0x80000", "pin", "PIN-EXPIRED"),
        ("hide=0x8", "pin", "PIN-NOT-SET"),
        ("free=100", "memory", "TOKEN-FULL"),
        ("flags=0x2", "token", "TOKEN-READONLY"),
        ("C_GetMechanismInfo=0x70", "token", "TOKEN-NO-P256"),
    ] {
        interposed.script(script);
        assert_eq!(desk.fails(check, code)["about"], LABEL, "{script}");
    }
}

#[test]
fn a_ca_that_is_down_one_whose_name_nobody_knows_and_a_proxy_that_refuses_are_told_apart() {
    let Some(desk) = Desk::new("network") else { return };
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = free.local_addr().unwrap();
    drop(free);
    let desk = desk.at(&format!("https://{closed}"));
    let down = desk.fails("ca", "CA-PORT-CLOSED");
    assert!(down["remedy"].as_str().unwrap().contains(&closed.to_string()), "{down}");
    assert!(desk.lines("clock").is_empty(), "nobody told the time");
    let desk = desk.at("https://ca.invalid");
    assert_eq!(desk.fails("ca", "CA-NAME-UNKNOWN")["facts"]["host"], "ca.invalid");
    let refusing = TcpListener::bind("127.0.0.1:0").unwrap();
    let proxy = refusing.local_addr().unwrap();
    let refuses = std::thread::spawn(move || {
        for _ in 0..2 {
            let (mut client, _) = refusing.accept().unwrap();
            let _ = client.read(&mut [0; 1024]).unwrap();
            client.write_all(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n").unwrap();
        }
    });
    let settings = desk.world.renewctl_command(["settings", "set", "proxy", &format!("http://{proxy}")]);
    assert!({ settings }.status().unwrap().success());
    let chosen = desk.fails("ca", "CA-PROXY");
    let remedy = chosen["remedy"].as_str().unwrap();
    assert!(remedy.contains("Настройк") && remedy.contains(&proxy.to_string()), "{chosen}");
    let back = desk.world.renewctl_command(["settings", "set", "proxy", "system"]);
    assert!({ back }.status().unwrap().success());
    let desk = desk.with("https_proxy", format!("http://ivanova:secret@{proxy}"));
    let told = desk.fails("ca", "CA-PROXY");
    assert_eq!(told["facts"]["proxy"], proxy.to_string(), "without name and password");
    assert!(!told["remedy"].as_str().unwrap().contains("Настройк"), "{told}");
    refuses.join().unwrap();
}

#[test]
fn no_keyring_is_told() {
    let Some(desk) = Desk::new("keyring") else { return };
    let nowhere = format!("unix:path={}", desk.world.path("no-bus").display());
    let desk = desk.with("RENEWAL_VAULT", "keyring").with("DBUS_SESSION_BUS_ADDRESS", nowhere);
    assert_eq!(desk.fails("keyring", "KEYRING-ABSENT")["blocking"], false);
}

#[test]
fn a_full_disk_is_told() {
    let Some(desk) = Desk::new("disk") else { return };
    let home = desk.world.path("home");
    std::fs::create_dir_all(&home).unwrap();
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"]).arg(&home).output();
    if !mounted.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: the test may not mount");
        return;
    }
    let line = std::panic::catch_unwind(|| desk.fails("disk", "DISK-FULL"));
    let _ = Command::new("umount").arg(&home).status();
    assert_eq!(line.unwrap()["blocking"], true);
}

#[test]
fn the_report_names_every_failure_and_nothing_of_the_user() {
    let Some(mut desk) = Desk::new("report") else { return };
    let serial = desk.world.put_certificate(4)["serial"].as_str().unwrap().to_owned();
    let broken = desk.world.path("home-of-ivanova.so");
    std::fs::write(&broken, "no library").unwrap();
    desk.module = broken;
    let report = desk.world.path("report.txt");
    let more = ["--module", SOFTHSM, "--report", report.to_str().unwrap()];
    let output = desk.command(&more).output().unwrap();
    assert_eq!(output.status.code(), Some(10), "{}", String::from_utf8_lossy(&output.stderr));
    let text = std::fs::read_to_string(report).unwrap();
    assert!(text.contains("MODULE-LOAD") && text.contains("libsofthsm2.so"), "{text}");
    let folder = desk.world.path("").display().to_string();
    for personal in ["Иванова", "11223344595", "112-233-445", &serial, LABEL, folder.trim_end_matches('/')]
    {
        assert!(!text.contains(personal), "{personal}: {text}");
    }
}

/// A computer whose parts are all in order, with a CA of its own.
fn computer(profile: Profile) -> Computer {
    let tokens: Box<dyn Tokens> =
        Box::new(Places::new(Vec::new(), std::env::temp_dir().join("no-keys"), |_, _| Ok(()), None));
    let limits = ca::Limits {
        connect: std::time::Duration::from_secs(5),
        overall: std::time::Duration::from_millis(700),
    };
    Computer {
        tokens: std::sync::Arc::new(std::sync::Mutex::new(tokens)),
        modules: 0,
        known: Vec::new(),
        signer: None,
        profile,
        settings: ca::Settings { limits, ..ca::Settings::default() },
        home: std::env::temp_dir(),
        free: |_| None,
        keyring: true,
        reader: || Some(Service::Answers),
        autostart: || Some(true),
    }
}

fn line(computer: &Computer, subject: Checked) -> Line {
    let lines = computer.diagnose();
    lines.into_iter().find(|line| line.check.subject == subject).unwrap_or_else(|| panic!("no {subject:?}"))
}

fn code(line: &Line) -> String {
    i18n::diagnosis(line).code.unwrap_or_default()
}

fn serving(pki: &Pki, behaviour: Behaviour) -> FaultyServer {
    let chain = [pki.server.certificate.der(), pki.ca.der().as_ref()];
    FaultyServer::start(&chain, pki.server.key.serialized_der(), vec![behaviour])
}

#[test]
fn a_ca_that_does_not_answer_in_time_is_slow() {
    let pki = Pki::new("127.0.0.1");
    let server = serving(&pki, Behaviour::Silence);
    let computer = computer(pki.profile(Protocol::Portal, server.endpoint()));
    assert_eq!(code(&line(&computer, Checked::Ca)), "CA-SLOW");
}

#[test]
fn what_looks_into_the_connection_is_told_by_its_name() {
    let (pki, other) = (Pki::new("127.0.0.1"), Pki::new("127.0.0.1"));
    let server = serving(&other, http("200 OK", "", ""));
    let computer = computer(pki.profile(Protocol::Portal, server.endpoint()));
    let told = line(&computer, Checked::Tls);
    assert_eq!(code(&told), "CA-TLS-FOREIGN");
    let said = i18n::diagnosis(&told);
    assert!(said.what.contains("Test Issuing CA") && said.remedy.unwrap().contains("Test Issuing CA"));
    assert_eq!(code(&line(&computer, Checked::Ca)), "", "the server itself was reached");
}

#[test]
fn a_server_of_another_name_is_told() {
    let pki = Pki::new("other.example");
    let server = serving(&pki, http("200 OK", "", ""));
    let computer = computer(pki.profile(Protocol::Portal, server.endpoint()));
    assert_eq!(code(&line(&computer, Checked::Tls)), "CA-TLS-NAME");
}

#[test]
fn a_server_whose_certificate_is_over_is_told_and_one_not_yet_valid_tells_the_clock() {
    let mut pki = Pki::new("127.0.0.1");
    for (from, to, subject, expected) in
        [(2001, 2002, Checked::Tls, "CA-TLS-ROOT"), (2098, 2099, Checked::Clock, "CLOCK-WRONG")]
    {
        let mut of_server = rcgen::CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
        (of_server.not_before, of_server.not_after) =
            (rcgen::date_time_ymd(from, 1, 1), rcgen::date_time_ymd(to, 1, 1));
        pki.server = pki::issue(&of_server, &pki.ca);
        let server = serving(&pki, http("200 OK", "", ""));
        let computer = computer(pki.profile(Protocol::Portal, server.endpoint()));
        assert_eq!(code(&line(&computer, subject)), expected);
    }
}

#[test]
fn a_clock_that_is_wrong_by_the_date_of_the_server_is_told() {
    let pki = Pki::new("127.0.0.1");
    let server = serving(&pki, http("200 OK", "Date: Thu, 01 Jan 2015 00:00:00 GMT\r\n", ""));
    let computer = computer(pki.profile(Protocol::Portal, server.endpoint()));
    assert_eq!(code(&line(&computer, Checked::Clock)), "CLOCK-WRONG");
}

#[test]
fn a_library_that_never_answers_is_told() {
    let Some(moody) = Moody::new("diagnose-hang", "Token", "12345678") else { return };
    moody.mood("hang");
    let pki = Pki::new("127.0.0.1");
    let mut computer = computer(pki.profile(Protocol::File, String::new()));
    let second = std::time::Duration::from_secs(1);
    let deadlines = Deadlines { load: 10 * second, look: second, ..Deadlines::default() };
    let program = WorkerProgram::at(env!("CARGO_BIN_EXE_renewctl"));
    let places = Places::new(
        discovery::explicit(&[moody.path()]),
        std::env::temp_dir().join("no-keys"),
        |_, _| Ok(()),
        None,
    )
    .with_workers(&program, &deadlines);
    computer.tokens = std::sync::Arc::new(std::sync::Mutex::new(Box::new(places)));
    computer.modules = 1;
    assert_eq!(code(&line(&computer, Checked::Driver)), "MODULE-HUNG");
}

#[test]
fn without_any_library_those_that_were_looked_for_are_named() {
    let pki = Pki::new("127.0.0.1");
    let mut computer = computer(pki.profile(Protocol::File, String::new()));
    computer.known = vec!["librtpkcs11ecp.so".to_owned()];
    let told = line(&computer, Checked::Driver);
    assert_eq!(code(&told), "MODULE-ABSENT");
    let said = i18n::diagnosis(&told);
    assert!(said.remedy.as_ref().is_some_and(|remedy| remedy.contains("librtpkcs11ecp.so")), "{said:?}");
}

#[test]
fn a_reader_service_that_windows_may_not_start_is_told() {
    let mut computer = computer(Profile::unchosen());
    computer.reader = || Some(Service::Disabled);
    let told = line(&computer, Checked::Reader);
    assert_eq!(code(&told), "READER-SERVICE");
    let said = i18n::diagnosis(&told);
    assert!(said.what.contains("отключена") && said.remedy.unwrap().contains("SCardSvr"));
}

#[test]
fn that_no_ca_is_chosen_yet_is_told() {
    assert_eq!(code(&line(&computer(Profile::unchosen()), Checked::Ca)), "CA-NOT-CHOSEN");
}

#[test]
fn a_daily_check_that_nobody_starts_is_told() {
    let pki = Pki::new("127.0.0.1");
    let mut computer = computer(pki.profile(Protocol::File, String::new()));
    computer.autostart = || Some(false);
    assert_eq!(code(&line(&computer, Checked::Autostart)), "AUTOSTART-OFF");
}

#[test]
fn a_check_tells_once_what_will_hinder_the_renewal_in_time() {
    let Some(mut world) = World::new("preflight") else { return };
    world.put_certificate(25);
    world.stop_sandbox();
    let profile = world.path("sandbox/profile.toml");
    let look = || {
        let arguments = ["check", "--json", "--module", SOFTHSM, "--profile", profile.to_str().unwrap()];
        let lines = objects_of(&world.renewctl(arguments));
        lines.into_iter().filter(|line| line["event"] == "preflight").collect::<Vec<_>>()
    };
    let [line] = &look()[..] else { panic!("one thing hinders") };
    assert_eq!((&line["check"], &line["code"]), (&"ca".into(), &"CA-PORT-CLOSED".into()));
    assert!(look().is_empty(), "it was told already, for these thirty days");
    assert_eq!(preflight(25), Some(30));
}

#[test]
fn a_rehearsal_renews_from_beginning_to_end_and_touches_nothing_real() {
    let Some(world) = World::new("rehearse") else { return };
    let before = world.objects();
    let output = world.renewctl(["rehearse", "--json"]);
    let outcome = last_object(&output);
    assert_eq!((output.status.code(), &outcome["outcome"]), (Some(0), &"rehearsed".into()), "{outcome}");
    assert_ne!(outcome["old"], outcome["new"]);
    let events: Vec<_> = objects_of(&output).iter().map(|line| line["event"].clone()).collect();
    assert!(events.contains(&"stored".into()) && events.contains(&"acknowledged".into()), "{events:?}");
    assert!(!world.path("home").exists(), "the home of real work was touched");
    assert_eq!(world.objects(), before);
}
