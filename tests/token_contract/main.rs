//! One contract for every token library: what the program relies on, a sentence each, asked of real modules through
//! the layer that the program itself uses.
//!
//! By environment it takes any module and any token with room on it:
//!
//! ```text
//! TEST_PKCS11_MODULE=/usr/lib/librtpkcs11ecp.so TEST_PKCS11_TOKEN=label TEST_PKCS11_PIN=… cargo test --test token_contract
//! ```
//!
//! `TEST_PKCS11_SO_PIN` adds what needs the administrator, `TEST_PKCS11_INIT_ARGS` is for modules that want a string in
//! `pReserved`. Of a token that was given so, two tries of the PIN are spent and given back by a right one, never more;
//! what was on it stays. Without them fresh tokens of four makes are tried, each in a process of its own, and the table
//! is compared with the one in `docs/tokens.md`; `RENEW_TABLE=1` writes it anew.
//!
//! A promise that PKCS#11 leaves to the module and that a module does not make is a dash with the reason; then the layer
//! must say so by the right fault, and that is asserted.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod bench;
mod outside;
mod promises;
mod report;
#[path = "../support/mod.rs"]
mod support;
mod table;

use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use bench::{Bench, Given};
use promises::PROMISES;
use report::{Dash, Report};
use support::token_kit::{Kit, Make};
use table::Table;

/// Longest run over one module. Real tokens make a key in a second or two.
const LONGEST: Duration = Duration::from_secs(300);

fn main() -> ExitCode {
    if outside::asked() {
        outside::answer();
        return ExitCode::SUCCESS;
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--list") {
        PROMISES.iter().for_each(|promise| println!("{}: test", promise.sentence));
        return ExitCode::SUCCESS;
    }
    let filter = arguments.into_iter().find(|argument| !argument.starts_with('-'));
    match Given::from_environment() {
        Some(given) => given_module(given, filter.as_deref()),
        None => fresh_tokens(filter.as_deref()),
    }
}

/// The module of the environment, in this process.
fn given_module(given: Given, filter: Option<&str>) -> ExitCode {
    let name = given.name.clone();
    let mut report = Report::new(&name);
    match Bench::new(given) {
        Ok(mut bench) => {
            for promise in PROMISES.iter().filter(|promise| wanted(promise.sentence, filter)) {
                report.begin(promise.sentence);
                report.end(report::catch(|| (promise.keep)(&mut bench)));
            }
            bench.clean_up();
        }
        Err(why) => report.absent(&why),
    }
    let table = Table::of(vec![(name, report.outcomes())]);
    if report::is_child() {
        return ExitCode::SUCCESS;
    }
    println!("\n{table}");
    if table.broken() == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A fresh token of each make, each in a process of its own: modules disturb each other, and some crash.
fn fresh_tokens(filter: Option<&str>) -> ExitCode {
    let mut columns = Vec::new();
    for make in Make::ALL {
        let kit = match Kit::new(make) {
            Ok(kit) => kit,
            Err(why) => {
                println!("skipped: {}: {why}", make.name());
                continue;
            }
        };
        let log = report::log_of(std::process::id(), make.name());
        let mut command = Command::new(std::env::current_exe().unwrap());
        kit.environment(&mut command).args(filter);
        bench::hand_over(&kit, &mut command);
        let mut child = report::as_child(&mut command, &log).spawn().unwrap();
        let since = Instant::now();
        let ended = loop {
            match child.try_wait().unwrap() {
                Some(status) => break status.to_string(),
                None if since.elapsed() > LONGEST => {
                    let _ = child.kill();
                    let _ = child.wait();
                    break format!("stopped after {} s", LONGEST.as_secs());
                }
                None => std::thread::sleep(Duration::from_millis(20)),
            }
        };
        columns.push((make.name().to_owned(), report::read(&log, &ended)));
        let _ = std::fs::remove_file(log);
    }
    let table = Table::of(columns);
    println!("\n{table}");
    let kept = if filter.is_none() { table.compare_with_kept() } else { Ok(()) };
    if let Err(difference) = &kept {
        println!("{difference}");
    }
    let broken = table.broken();
    println!("{} promises, {broken} broken", table.asked());
    if broken == 0 && kept.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn wanted(sentence: &str, filter: Option<&str>) -> bool {
    filter.is_none_or(|filter| sentence.contains(filter))
}

/// What a promise comes to; a broken one panics.
type Outcome = Result<(), Dash>;
