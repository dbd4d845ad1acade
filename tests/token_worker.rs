//! Every module runs in a worker process of its own: what a library of a vendor does to itself stays there.

#![cfg(target_os = "linux")]
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

#[path = "support/moody.rs"]
mod moody;

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use renewal_master::domain::certificate::Certificate;
use renewal_master::domain::key::{CkaId, KeyPlan, KeyRef, PlaceId};
use renewal_master::domain::secret::{Pin, Seed};
use renewal_master::fault::SupportCode;
use renewal_master::ports::{Keep, Tokens};
use renewal_master::token::worker::WorkerProgram;
use renewal_master::token::worker::deadlines::Deadlines;
use renewal_master::token::{Places, discovery};
use time::macros::datetime;

use moody::Moody;

const PROGRAM: &str = env!("CARGO_BIN_EXE_renewctl");
const PIN: &str = "73519482";
const NAME: &str = "libmoody.so";

fn places(modules: &[&Moody], deadlines: &Deadlines) -> Places {
    let paths: Vec<PathBuf> = modules.iter().map(|module| module.path()).collect();
    let containers = modules[0].folder().join("keys");
    Places::new(discovery::explicit(&paths), containers, |_, _| Ok(()), None)
        .with_workers(&WorkerProgram::at(PROGRAM), deadlines)
}

fn patient(modules: &[&Moody]) -> Places {
    places(modules, &Deadlines::default())
}

/// Labels of the tokens that are shown.
fn labels(places: &mut Places) -> Vec<String> {
    let label = |id| match id {
        PlaceId::Token { label, .. } => Some(label),
        PlaceId::Computer => None,
    };
    places.places().unwrap().into_iter().filter_map(|place| label(place.id)).collect()
}

fn token(places: &mut Places) -> PlaceId {
    places.places().unwrap().remove(0).id
}

fn key(places: &mut Places) -> KeyRef {
    KeyRef { place: token(places), id: CkaId::new([7; 16]) }
}

fn plan(key: &KeyRef) -> KeyPlan {
    KeyPlan {
        key: key.clone(),
        label: "Новый ключ".into(),
        exportable: false,
        start: datetime!(2026-11-25 0:00 UTC),
        end: datetime!(2027-11-25 0:00 UTC),
    }
}

fn log_in(places: &mut Places, key: &KeyRef, keep: Keep) {
    places.login(key, Pin::new(PIN.into()), keep).unwrap();
}

/// Processes that serve this module.
fn workers(module: &Moody) -> Vec<u32> {
    let serves = |pid: &u32| {
        let line = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        line.split(|byte| *byte == 0).any(|word| Path::new(&*String::from_utf8_lossy(word)) == module.path())
    };
    let pids =
        fs::read_dir("/proc").unwrap().filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    pids.filter(serves).collect()
}

/// Ends the only worker, as a driver may.
fn kill_worker(module: &Moody) {
    let [pid] = workers(module)[..] else { panic!("one worker") };
    assert!(Command::new("kill").args(["-9", &pid.to_string()]).status().unwrap().success());
    until("the worker lives", || workers(module).is_empty());
}

/// Waits for what comes by itself.
fn until(what: &str, there: impl Fn() -> bool) {
    let begun = Instant::now();
    while !there() {
        assert!(begun.elapsed() < Duration::from_secs(60), "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_whole_piece_of_work_is_done_in_the_worker_whatever_the_library_prints() {
    let Some(module) = Moody::new("whole", "Первый", PIN) else { return };
    module.mood("print");
    let mut places = patient(&[&module]);
    let key = key(&mut places);
    assert!(!places.is_open(&key));
    log_in(&mut places, &key, Keep::Once);
    assert!(places.is_open(&key));
    let (point, _) = places.generate(&plan(&key), &Seed::new([1; 32], 0)).unwrap();
    assert_eq!(places.trace(&key).unwrap().public_point, Some(point));
    assert_eq!(places.sign(&key, b"message").unwrap()[0], 0x30);
    let pem = fs::read_to_string("assets/profiles/example-root.pem").unwrap();
    let certificate = Certificate::from_pem(&pem).unwrap();
    places.store_certificate(&key, &certificate, "Сертификат").unwrap();
    let (found, faults) = places.certificates().unwrap();
    assert_eq!((found.len(), faults.len()), (1, 0), "{faults:?}");
    assert_eq!((&found[0].certificate, &found[0].key), (&certificate, &key));
    places.remove(&key).unwrap();
    assert_eq!(places.trace(&key).unwrap().private_keys, 0);
    places.logout();
    assert_eq!(places.sign(&key, b"message").unwrap_err().code, SupportCode::TokenRemoved);
    let wrong = places.login(&key, Pin::new("00000000".into()), Keep::Once).unwrap_err();
    assert_eq!((wrong.code, wrong.fact("state")), (SupportCode::PinWrong, Some("CountLow")));
}

#[test]
fn a_worker_keeps_its_memory_and_the_pin_to_itself() {
    let Some(module) = Moody::new("memory", "Память", PIN) else { return };
    let mut places = patient(&[&module]);
    let key = key(&mut places);
    log_in(&mut places, &key, Keep::UntilClosed);
    let [pid] = workers(&module)[..] else { panic!("one worker") };
    let read =
        |name: &str| String::from_utf8_lossy(&fs::read(format!("/proc/{pid}/{name}")).unwrap()).into_owned();
    let limits = read("limits");
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["0", "0"], "{core}");
    for name in ["cmdline", "environ"] {
        assert!(!read(name).contains(PIN), "{name}");
    }
}

/// What is not dumpable belongs to root in `/proc`, whoever runs it: then no other process of the user may look in.
#[test]
fn a_worker_of_a_user_is_not_dumpable() {
    let Some(module) = Moody::new("dumpable", "Память", PIN) else { return };
    let as_user = |program: &Path| {
        let mut command = Command::new("setpriv");
        command.args(["--reuid", "65534", "--regid", "65534", "--clear-groups"]).arg(program);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        command
    };
    let other_user = fs::metadata("/proc/self").unwrap().uid() == 0;
    // Where everybody may run it.
    let program = module.folder().join("renewctl");
    fs::copy(PROGRAM, &program).unwrap();
    let mut command = if other_user { as_user(&program) } else { Command::new(&program) };
    let child =
        command.args(["token-worker", "libnone.so"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut child) = child else {
        eprintln!("skipped: setpriv is not installed");
        return;
    };
    let owner = |pid: u32| fs::metadata(format!("/proc/{pid}/mem")).map(|file| file.uid());
    let user = if other_user { 65534 } else { fs::metadata("/proc/self").unwrap().uid() };
    until("the worker stays dumpable", || {
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let uid = status.lines().find_map(|line| line.strip_prefix("Uid:\t")).unwrap_or_default().to_owned();
        uid.starts_with(&format!("{user}\t")) && owner(child.id()).is_ok_and(|owner| owner == 0)
    });
    end(&mut child);
}

fn end(child: &mut Child) {
    drop(child.stdin.take());
    let _ = child.wait().unwrap();
}

#[test]
fn a_crash_is_told_with_the_name_of_the_library_and_the_next_call_works() {
    let Some(module) = Moody::new("crash", "Падающий", PIN) else { return };
    let mut places = patient(&[&module]);
    let key = key(&mut places);
    module.mood("crash");
    let fault = places.login(&key, Pin::new(PIN.into()), Keep::Once).unwrap_err();
    assert_eq!((fault.code, fault.fact("module")), (SupportCode::ModuleCrashed, Some(NAME)), "{fault:?}");
    assert!(fault.fact("detail").unwrap().contains("SIGABRT"), "{fault:?}");
    log_in(&mut places, &key, Keep::Once);
    // Also while somebody only looks.
    module.mood("crash");
    let (_, faults) = places.certificates().unwrap();
    assert_eq!(faults[0].code, SupportCode::ModuleCrashed);
    assert_eq!(labels(&mut places), ["Падающий"]);
}

#[test]
fn a_hang_is_told_after_its_time_and_hides_no_other_token() {
    let Some(module) = Moody::new("hang", "Висящий", PIN) else { return };
    let Some(other) = Moody::new("hang-other", "Здоровый", PIN) else { return };
    let mut places = places(&[&module, &other], &Deadlines::all(Duration::from_secs(4)));
    assert_eq!(labels(&mut places), ["Висящий", "Здоровый"]);
    let before = workers(&module);
    module.mood("hang");
    assert_eq!(labels(&mut places), ["Здоровый"]);
    let (_, faults) = places.certificates().unwrap();
    let told: Vec<_> = faults.iter().map(|fault| (fault.code, fault.fact("module"))).collect();
    assert_eq!(told, [(SupportCode::ModuleHung, Some(NAME))]);
    until("the hung worker lives on", || workers(&module).iter().all(|pid| !before.contains(pid)));
    module.mood("");
    // An order of the user starts it again at once; a mere look is spared the wait for some seconds.
    let key = KeyRef { place: token(&mut places), id: CkaId::new([7; 16]) };
    log_in(&mut places, &key, Keep::Once);
    until("it is never asked again", || labels(&mut patient(&[&module])) == ["Висящий"]);
}

#[test]
fn a_library_of_another_width_is_told_as_such() {
    let Some(module) = Moody::new("width", "Любой", PIN) else { return };
    let mut narrow = vec![0; 64];
    narrow[..6].copy_from_slice(&[0x7F, b'E', b'L', b'F', 1, 1]);
    narrow[18] = 3;
    fs::write(module.path(), narrow).unwrap();
    let (_, faults) = patient(&[&module]).certificates().unwrap();
    assert_eq!((faults[0].code, faults[0].fact("module")), (SupportCode::ModuleBitness, Some(NAME)));
    fs::write(module.path(), "INPUT(libmoody.so)").unwrap();
    let (_, faults) = patient(&[&module]).certificates().unwrap();
    assert_eq!((faults[0].code, faults[0].fact("module")), (SupportCode::ModuleLoad, module.path().to_str()));
}

#[test]
fn a_library_that_crashes_while_it_is_loaded_is_not_started_in_a_loop() {
    let Some(module) = Moody::new("load", "Падающий", PIN) else { return };
    module.mood("crash-load");
    let mut places = patient(&[&module]);
    for _ in 0..50 {
        assert_eq!(places.occupied(), Vec::<u64>::new());
    }
    let starts = module.starts();
    assert!((1..5).contains(&starts), "{starts} starts");
    let (_, faults) = places.certificates().unwrap();
    assert_eq!((faults[0].code, faults[0].fact("module")), (SupportCode::ModuleCrashed, Some(NAME)));
}

#[test]
fn tokens_that_come_and_go_are_seen_and_a_silent_library_does_not_stop_the_look() {
    let Some(module) = Moody::new("plug", "Приходящий", PIN) else { return };
    module.mood("absent");
    let mut places = patient(&[&module]);
    assert_eq!(labels(&mut places), Vec::<String>::new());
    let without = places.occupied();
    assert_eq!(places.occupied(), without);
    module.mood("");
    let with = places.occupied();
    assert_ne!(with, without);
    assert_eq!(labels(&mut places), ["Приходящий"]);
    module.mood("hang");
    assert_eq!(places.occupied(), with, "the last answer stands");
    assert_eq!(places.occupied(), with);
}

#[test]
fn a_token_that_two_libraries_show_is_shown_once_and_stays_where_it_was_opened() {
    let Some(module) = Moody::new("first", "Один", PIN) else { return };
    let twin = module.twin("second");
    module.mood("absent");
    let mut places = patient(&[&module, &twin]);
    let key = key(&mut places);
    log_in(&mut places, &key, Keep::Once);
    let _ = places.generate(&plan(&key), &Seed::new([1; 32], 0)).unwrap();
    module.mood("");
    assert_eq!(labels(&mut places), ["Один"]);
    assert!(places.is_open(&key), "the session stands in the second library");
    let _ = places.sign(&key, b"message").unwrap();
    twin.mood("absent");
    assert_eq!(labels(&mut places), ["Один"]);
    log_in(&mut places, &key, Keep::Once);
    let _ = places.sign(&key, b"message").unwrap();
}

#[test]
fn a_kept_pin_opens_the_token_again_once_and_is_forgotten_when_it_is_refused() {
    let Some(module) = Moody::new("kept", "Помнящий", PIN) else { return };
    let mut places = patient(&[&module]);
    let key = key(&mut places);
    log_in(&mut places, &key, Keep::UntilClosed);
    let _ = places.generate(&plan(&key), &Seed::new([1; 32], 0)).unwrap();
    // The session ends by the user's word, and then with its worker.
    places.logout();
    assert!(places.is_open(&key));
    let _ = places.sign(&key, b"message").unwrap();
    kill_worker(&module);
    let _ = places.sign(&key, b"message").unwrap();

    module.mood("absent");
    places.logout();
    assert!(!places.is_open(&key), "no token, no use of a PIN");
    module.mood("");
    assert!(places.is_open(&key), "the token is back");

    let changed = ["--module", "/usr/lib/softhsm/libsofthsm2.so", "--token-label", "Помнящий"];
    let pins = ["--login", "--change-pin", "--pin", PIN, "--new-pin", "11112222"];
    module.tool("pkcs11-tool", &[&changed[..], &pins].concat());
    // SoftHSM2 keeps the old PIN as long as it runs.
    kill_worker(&module);
    assert_eq!(places.sign(&key, b"message").unwrap_err().code, SupportCode::TokenRemoved);
    assert!(!places.is_open(&key), "a refused PIN is forgotten");
}

#[test]
fn half_a_second_in_every_call_is_slow_and_no_hang() {
    let Some(module) = Moody::new("slow", "Далёкий", PIN) else { return };
    module.mood("slow=500");
    let mut places = patient(&[&module]);
    let key = key(&mut places);
    log_in(&mut places, &key, Keep::Once);
    let (_, seeded) = places.generate(&plan(&key), &Seed::new([1; 32], 0)).unwrap();
    assert!(seeded);
    assert_eq!(places.sign(&key, b"message").unwrap()[0], 0x30);
}

/// A worker that says what a script prints.
fn scripted(module: &Moody, script: &str, deadlines: &Deadlines) -> Places {
    let program = module.folder().join("worker.sh");
    let head = "#!/bin/sh\npulse() { printf 'RMW1\\0\\0\\0\\0\\0\\0\\0\\0'; }\n";
    let loaded = "printf 'RMW1\\15\\0\\0\\0\\0\\0\\0\\0{\"done\":null}'\n";
    fs::write(&program, format!("{head}{loaded}{script}\nexec cat > /dev/null\n")).unwrap();
    fs::set_permissions(&program, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    places(&[module], deadlines).with_workers(&WorkerProgram::at(program), deadlines)
}

#[test]
fn a_worker_that_gives_signs_of_life_is_waited_for_beyond_its_time() {
    let Some(module) = Moody::new("alive", "Живой", PIN) else { return };
    let limit = Deadlines::all(Duration::from_secs(5));
    let alive = "for i in 1 2 3 4 5 6 7; do sleep 1; pulse; done";
    let answer = "printf 'RMW1\\13\\0\\0\\0\\0\\0\\0\\0{\"done\":[]}'";
    let (_, faults) = scripted(&module, &format!("{alive}\n{answer}"), &limit).certificates().unwrap();
    assert_eq!(faults, []);
}

#[test]
fn a_worker_that_talks_nonsense_counts_as_crashed() {
    let Some(module) = Moody::new("nonsense", "Бред", PIN) else { return };
    for nonsense in ["printf 'rtpkcs11: debug output\\n'", "printf 'RMW1\\2\\0\\0\\0\\0\\0\\0\\0{]'"] {
        let (_, faults) = scripted(&module, nonsense, &Deadlines::default()).certificates().unwrap();
        assert_eq!((faults[0].code, faults[0].fact("module")), (SupportCode::ModuleCrashed, Some(NAME)));
    }
}

#[test]
fn workers_end_with_the_program() {
    let Some(module) = Moody::new("end", "Последний", PIN) else { return };
    let mut places = patient(&[&module]);
    assert_eq!(labels(&mut places), ["Последний"]);
    assert_eq!(workers(&module).len(), 1);
    drop(places);
    assert_eq!(workers(&module), Vec::<u32>::new());

    // A program that was killed says nothing: its end of the pipe closes. A call that hangs gets its last seconds.
    module.mood("hang");
    let worker = Command::new(PROGRAM)
        .arg("token-worker")
        .arg(module.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let mut child = worker.unwrap();
    let mut input = child.stdin.take().unwrap();
    for request in [r#"{"load":{"init_args":null}}"#, r#""places""#] {
        let header = request.as_bytes().to_vec();
        renewal_master::token::worker::frame::Frame { header, secrets: Vec::new() }
            .write(&mut input)
            .unwrap();
    }
    until("the module is not loaded", || module.starts() == 2);
    drop(input);
    let _ = child.wait().unwrap();
}
