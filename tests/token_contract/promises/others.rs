//! Other programs, lost connections, and what stays when we go.

use std::process::Command;

use renewal_master::fault::SupportCode;
use renewal_master::ports::Tokens;

use crate::Outcome;
use crate::bench::{Bench, dash, verify};
use crate::promises::certificates;
use crate::support::token_kit::children;

pub fn pkcs11_tool(bench: &mut Bench) -> Outcome {
    if bench.given.init_args.is_some() {
        return dash("pkcs11-tool gives the module no string to start with");
    }
    let (key, _) = certificates::put(bench)?;
    let trace = bench.places.trace(&key).unwrap();
    let mut tool = Command::new("pkcs11-tool");
    tool.arg("--module").arg(&bench.given.module);
    if let Some(label) = &bench.given.label {
        tool.args(["--token-label", label]);
    }
    tool.args(["--list-objects", "--login", "--pin", "env:TEST_PKCS11_PIN"]);
    tool.env("TEST_PKCS11_PIN", &bench.given.pin);
    let Ok(output) = tool.output() else { return dash("pkcs11-tool is not installed") };
    if !output.status.success() {
        return dash("pkcs11-tool cannot use the module");
    }
    let said = String::from_utf8_lossy(&output.stdout);
    // Each object is told over several lines, the first without an indent.
    let mut ours = Vec::new();
    let mut object = "";
    for line in said.lines() {
        if !line.starts_with(' ') {
            object = line.split([';', ' ']).next().unwrap_or_default();
        } else if line.trim().strip_prefix("ID:").is_some_and(|id| id.trim() == key.id.to_string()) {
            ours.push(object);
        }
    }
    ours.sort_unstable();
    let mut wanted = vec!["Certificate"; trace.certificates.len()];
    wanted.extend(["Private", "Public"].iter().take(2 * trace.private_keys));
    assert_eq!(ours, wanted);
    Ok(())
}

pub fn lost(bench: &mut Bench) -> Outcome {
    let Some(server) = bench.given.server else {
        return dash("no process stands between that could be killed");
    };
    let pair = bench.pair()?;
    let before = bench.places.sign(&pair.plan.key, b"message").unwrap();
    verify(&pair.point, b"message", &before);
    for child in children(server) {
        assert!(Command::new("kill").args(["-9", &child.to_string()]).status().unwrap().success());
    }
    let fault = bench.places.sign(&pair.plan.key, b"message").unwrap_err();
    assert_eq!(fault.code, SupportCode::TokenRemoved, "{fault:?}");
    assert!(!bench.places.is_open(&pair.plan.key), "a lost session does not count as open");
    bench.open()?;
    let again = bench.places.sign(&pair.plan.key, b"message").unwrap();
    verify(&pair.point, b"message", &again);
    // The connection breaks while nothing is asked: the next look finds the token.
    bench.places.logout();
    for child in children(server) {
        assert!(Command::new("kill").args(["-9", &child.to_string()]).status().unwrap().success());
    }
    assert_eq!(bench.look().id, bench.place.id);
    bench.open()
}

pub fn removed(bench: &mut Bench) -> Outcome {
    if !bench.place.writable {
        return dash("the token is write-protected: nothing of ours is there");
    }
    bench.open()?;
    for key in bench.made() {
        bench.places.remove(&key).unwrap_or_else(|fault| panic!("{fault:?}"));
        assert_eq!(bench.places.trace(&key).unwrap(), Default::default());
    }
    bench.forget_made();
    Ok(())
}

pub fn untouched(bench: &mut Bench) -> Outcome {
    bench.places.logout();
    assert_eq!(bench.outside.list(), bench.planted.all);
    Ok(())
}
