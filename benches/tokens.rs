//! The token layer on SoftHSM2: listing, and a whole cycle of making a key, signing and storing a certificate, against
//! `pkcs11-tool` and against the bare sum of the `C_*` calls. `docs/speed.md` says what the numbers mean.
//!
//! Every way works on the same token, or on one made the same way, in a process of its own; the ways take turns.

#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

#[allow(dead_code, reason = "the renewal uses the rest")]
mod bare;
#[allow(dead_code, reason = "the tests use the rest")]
#[path = "../tests/support/modules.rs"]
mod modules;
mod support;
#[allow(dead_code, reason = "the tests use the rest")]
#[path = "../tests/support/token_kit.rs"]
mod token_kit;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::object::{Attribute, CertificateType, ObjectClass};
use cryptoki::session::UserType;
use cryptoki::types::AuthPin;
use der::Encode;
use renewal_master::domain::certificate::Certificate;
use renewal_master::domain::key::{CkaId, KeyPlan, KeyRef, PlaceId};
use renewal_master::domain::moment::Moment;
use renewal_master::domain::secret::{Pin, Seed};
use renewal_master::fault::SupportCode;
use renewal_master::ports::{Keep, Tokens};
use renewal_master::token::worker::WorkerProgram;
use renewal_master::token::worker::deadlines::Deadlines;
use renewal_master::token::{ModuleSpec, Places};
use sha2::{Digest, Sha256};

use bare::token::Token;
use support::series::Series;
use support::{table, tools};
use token_kit::{Kit, Make};

const SPY: &str = "/usr/lib/x86_64-linux-gnu/pkcs11/pkcs11-spy.so";
const MESSAGE: &[u8] = b"what is to be signed";
const LABEL: &str = "bench";
const ID: &[u8] = &[0xB3; 16];
const SIZES: [usize; 3] = [1, 100, 1000];
/// Arguments of this program: what to do in a process of its own.
const ARGUMENTS: [&str; 5] = ["--fill", "--list", "--list-bare", "--cycle", "--cycle-bare"];

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, what, module, label, pin, count] = arguments.as_slice()
        && ARGUMENTS.contains(&what.as_str())
    {
        let time = at_work(what, Path::new(module), label, pin, count.parse().unwrap());
        println!("{}", time.as_nanos());
        return;
    }
    let needed = [
        ("/usr/lib/softhsm/libsofthsm2.so", "softhsm2"),
        ("softhsm2-util", "softhsm2"),
        ("pkcs11-tool", "opensc"),
    ];
    if !tools::present("everything", &needed) {
        return;
    }
    tools::tell_load();
    let spy = tools::present("the numbers of C_* calls", &[(SPY, "opensc")]);
    table::head("this layer", "the other");
    for size in SIZES {
        listing(size, spy);
    }
    cycle(spy);
}

/// All certificates of a token, without a PIN.
fn listing(size: usize, spy: bool) {
    let kit = Kit::new(Make::SoftHsm).unwrap();
    run(&kit, &kit.module, "--fill", size);
    let series = || Series::new("ms");
    let (mut ours, mut tool, mut inside, mut bare) = (series(), series(), series(), series());
    for _ in 0..tools::runs(15) {
        let (whole, in_process) = run(&kit, &kit.module, "--list", size);
        ours.push_time(whole);
        inside.push_time(in_process);
        tool.push_time(pkcs11_tool(&kit, &kit.module, &["--list-objects", "--type", "cert"]));
        bare.push_time(run(&kit, &kit.module, "--list-bare", size).1);
    }
    table::compare(&format!("list of {size} : pkcs11-tool"), &ours, &tool, Some(1.0));
    table::compare(&format!("list of {size} : C_* calls"), &inside, &bare, Some(1.5));
    if spy {
        let of = |what: &dyn Fn()| spied(&kit, what);
        let layer = of(&|| _ = run(&kit, Path::new(SPY), "--list", size));
        let least = of(&|| _ = run(&kit, Path::new(SPY), "--list-bare", size));
        let tool = of(&|| _ = pkcs11_tool(&kit, Path::new(SPY), &["--list-objects", "--type", "cert"]));
        println!("  C_* calls: this layer {layer}, bare {least}, pkcs11-tool {tool}");
    }
}

/// Log in, make a pair, sign by it, store its certificate and read it back, each time on a fresh token.
fn cycle(spy: bool) {
    let fresh = || Kit::new(Make::SoftHsm).unwrap();
    let series = || Series::new("ms");
    let (mut ours, mut tool, mut inside, mut bare) = (series(), series(), series(), series());
    for _ in 0..tools::runs(15) {
        let kit = fresh();
        let (whole, in_process) = run(&kit, &kit.module, "--cycle", 1);
        ours.push_time(whole);
        inside.push_time(in_process);
        let kit = fresh();
        tool.push_time(cycle_by_tool(&kit, &kit.module));
        let kit = fresh();
        bare.push_time(run(&kit, &kit.module, "--cycle-bare", 1).1);
    }
    table::compare("key, signature, store : pkcs11-tool", &ours, &tool, Some(0.5));
    table::compare("key, signature, store : C_* calls", &inside, &bare, Some(1.5));
    if spy {
        let of = |what: &dyn Fn(&Kit)| {
            let kit = fresh();
            spied(&kit, &|| what(&kit))
        };
        let layer = of(&|kit| _ = run(kit, Path::new(SPY), "--cycle", 1));
        let least = of(&|kit| _ = run(kit, Path::new(SPY), "--cycle-bare", 1));
        let tool = of(&|kit| _ = cycle_by_tool(kit, Path::new(SPY)));
        println!("  C_* calls: this layer {layer}, bare {least}, pkcs11-tool {tool}");
    }
}

/// As an administrator would: a call of the tool for each step.
fn cycle_by_tool(kit: &Kit, module: &Path) -> Duration {
    let folder = kit.path("tool");
    std::fs::create_dir_all(&folder).unwrap();
    let file = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    std::fs::write(file("digest"), Sha256::digest(MESSAGE)).unwrap();
    let certificate = certificate(0);
    std::fs::write(file("certificate.der"), certificate.der()).unwrap();
    let id = hex::encode(ID);
    let login = ["--login", "--pin", "env:PIN", "--id", &id];
    let steps: [&[&str]; 4] = [
        &["--keypairgen", "--key-type", "EC:prime256v1", "--label", LABEL, "--usage-sign", "--sensitive"],
        &[
            "--sign",
            "--mechanism",
            "ECDSA",
            "--input-file",
            &file("digest"),
            "--output-file",
            &file("signature"),
        ],
        &["--write-object", &file("certificate.der"), "--type", "cert", "--label", LABEL],
        &["--read-object", "--type", "cert", "--output-file", &file("back.der")],
    ];
    let time = steps.iter().map(|step| pkcs11_tool(kit, module, &[&login, *step].concat())).sum();
    assert_eq!(std::fs::read(file("back.der")).unwrap(), certificate.der());
    time
}

fn pkcs11_tool(kit: &Kit, module: &Path, arguments: &[&str]) -> Duration {
    let mut tool = Command::new("pkcs11-tool");
    tool.arg("--module").arg(module).args(["--token-label", &kit.label]).args(arguments).env("PIN", &kit.pin);
    time(kit, tool).0
}

/// This program once more: the time of the process, and the time that it has measured itself.
fn run(kit: &Kit, module: &Path, what: &str, count: usize) -> (Duration, Duration) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.arg(what).arg(module).args([&kit.label, &kit.pin, &count.to_string()]);
    let (whole, printed) = time(kit, command);
    (whole, Duration::from_nanos(printed.trim().parse().unwrap()))
}

fn time(kit: &Kit, mut command: Command) -> (Duration, String) {
    kit.environment(&mut command);
    command.env("PKCS11SPY", &kit.module).env("PKCS11SPY_OUTPUT", kit.path("calls")).stdin(Stdio::null());
    let begun = Instant::now();
    let output = command.output().unwrap();
    let time = begun.elapsed();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {text}{errors}");
    (time, text)
}

/// The number of calls that pkcs11-spy has seen. It writes each as `12: C_Sign`, and does not begin anew.
fn spied(kit: &Kit, what: &dyn Fn()) -> usize {
    let _ = std::fs::remove_file(kit.path("calls"));
    what();
    let log = std::fs::read(kit.path("calls")).unwrap_or_default();
    let call = |line: &&str| line.split_once(": ").is_some_and(|(_, name)| name.starts_with("C_"));
    String::from_utf8_lossy(&log).lines().filter(call).count()
}

/// In a process of its own.
fn at_work(what: &str, module: &Path, label: &str, pin: &str, count: usize) -> Duration {
    match what {
        "--fill" => fill(module, label, pin, count),
        "--list-bare" => {
            let mut token = Token::load(module, label);
            assert_eq!(token.certificates().len(), count);
            token.time_spent()
        }
        "--cycle-bare" => {
            let mut token = Token::load(module, label);
            token.look();
            token.log_in(pin);
            let _ = token.generate(ID, LABEL);
            let _ = token.sign(ID, MESSAGE);
            token.store(ID, LABEL, &certificate(0));
            token.log_out()
        }
        "--list" => {
            let begun = Instant::now();
            let found = layer(module).certificates().unwrap().0;
            let time = begun.elapsed();
            assert_eq!(found.len(), count);
            time
        }
        _ => {
            let certificate = certificate(0);
            let begun = Instant::now();
            layer_cycle(module, label, pin, &certificate);
            begun.elapsed()
        }
    }
}

fn layer_cycle(module: &Path, label: &str, pin: &str, certificate: &Certificate) {
    let mut places = layer(module);
    let named = |id: &PlaceId| matches!(id, PlaceId::Token { label: found, .. } if found == label);
    let place = places.places().unwrap().into_iter().map(|place| place.id).find(named).unwrap();
    let key = KeyRef { place, id: CkaId::new(ID) };
    places.login(&key, Pin::new(pin.to_owned()), Keep::Once).unwrap();
    let start = Moment::now_utc();
    let end = start + time::Duration::days(450);
    let plan = KeyPlan { key: key.clone(), label: LABEL.into(), exportable: false, start, end };
    let _ = places.generate(&plan, &Seed::new([7; 32], 0)).unwrap();
    let _ = places.sign(&key, MESSAGE).unwrap();
    places.store_certificate(&key, certificate, LABEL).unwrap();
    places.logout();
}

fn layer(module: &Path) -> Places {
    let spec = ModuleSpec { path: module.to_path_buf(), init_args: None, trace: None };
    let nowhere = std::env::temp_dir().join(format!("renewal-bench-keys-{}", std::process::id()));
    Places::new(vec![spec], nowhere, |_, _| Err(SupportCode::Internal.into()), None)
        .with_workers(&WorkerProgram::at(env!("CARGO_BIN_EXE_renewctl")), &Deadlines::default())
}

/// Certificates of different people, each under an identifier of its own.
fn fill(module: &Path, label: &str, pin: &str, count: usize) -> Duration {
    let pkcs11 = Pkcs11::new(module).unwrap();
    pkcs11.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)).unwrap();
    let slots = pkcs11.get_slots_with_token().unwrap();
    let slot = slots.into_iter().find(|slot| pkcs11.get_token_info(*slot).unwrap().label() == label).unwrap();
    let session = pkcs11.open_rw_session(slot).unwrap();
    session.login(UserType::User, Some(&AuthPin::new(pin.into()))).unwrap();
    let begun = Instant::now();
    for number in 0..count {
        let certificate = certificate(number);
        let x509 = certificate.x509().tbs_certificate();
        let template = [
            Attribute::Class(ObjectClass::CERTIFICATE),
            Attribute::CertificateType(CertificateType::X_509),
            Attribute::Token(true),
            Attribute::Private(false),
            Attribute::Id(number.to_be_bytes().to_vec()),
            Attribute::Label(LABEL.into()),
            Attribute::Subject(x509.subject().to_der().unwrap()),
            Attribute::Value(certificate.der().to_vec()),
        ];
        let _ = session.create_object(&template).unwrap();
    }
    begun.elapsed()
}

fn certificate(number: usize) -> Certificate {
    let mut params = rcgen::CertificateParams::default();
    params.distinguished_name.push(rcgen::DnType::CommonName, format!("Holder {number}"));
    params.serial_number = Some(number.to_be_bytes().to_vec().into());
    // One key for all: only the tokens are measured.
    static KEY: std::sync::OnceLock<rcgen::KeyPair> = std::sync::OnceLock::new();
    let key = KEY.get_or_init(|| rcgen::KeyPair::generate().unwrap());
    Certificate::from_der(params.self_signed(key).unwrap().der()).unwrap()
}
