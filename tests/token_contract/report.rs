//! What came of each promise: told on the screen as it happens, and kept in a file for the process that compares.

use std::cell::RefCell;
use std::fs::OpenOptions;
use std::io::Write;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the process that was begun for one module writes its results.
const LOG: &str = "CONTRACT_LOG";

thread_local! {
    static LAST_PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Why a promise is not made, in words for the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dash(pub String);

/// The result of one promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    Yes,
    /// Not promised, and why.
    Dash(String),
    Broken(String),
}

/// By the sentence of the promise.
pub type Outcomes = Vec<(String, Found)>;

pub struct Report {
    module: String,
    begun: String,
    outcomes: Outcomes,
}

impl Report {
    pub fn new(module: &str) -> Self {
        std::panic::set_hook(Box::new(|panic| {
            let place = panic.location().map(|at| format!(" ({}:{})", at.file(), at.line()));
            let text = panic.payload_as_str().unwrap_or("a panic without words");
            LAST_PANIC.set(format!("{text}{}", place.unwrap_or_default()));
        }));
        Self { module: module.into(), begun: String::new(), outcomes: Vec::new() }
    }

    pub fn begin(&mut self, sentence: &str) {
        self.begun = sentence.to_owned();
        log(&format!("begun\t{sentence}\t"));
    }

    pub fn end(&mut self, found: Found) {
        let (word, text) = match &found {
            Found::Yes => ("ok", String::new()),
            Found::Dash(why) => ("not promised", format!(": {why}")),
            Found::Broken(why) => ("FAILED", format!(": {why}")),
        };
        println!("test {}: {} ... {word}{text}", self.module, self.begun);
        let text = text.trim_start_matches(": ").replace(['\n', '\t'], " ");
        log(&format!("{word}\t{}\t{text}", self.begun));
        self.outcomes.push((std::mem::take(&mut self.begun), found));
    }

    /// The token cannot be used at all.
    pub fn absent(&mut self, why: &str) {
        self.begin("the module can be used at all");
        self.end(Found::Broken(why.to_owned()));
    }

    pub fn outcomes(self) -> Outcomes {
        self.outcomes
    }
}

/// Runs a promise; a panic breaks it and nothing else.
pub fn catch(keep: impl FnOnce() -> Result<(), Dash>) -> Found {
    match std::panic::catch_unwind(AssertUnwindSafe(keep)) {
        Ok(Ok(())) => Found::Yes,
        Ok(Err(Dash(why))) => Found::Dash(why),
        Err(_) => Found::Broken(LAST_PANIC.take()),
    }
}

pub fn log_of(process: u32, name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("renewal-contract-{process}-{}", name.replace(' ', "-")))
}

pub fn as_child<'a>(command: &'a mut Command, log: &Path) -> &'a mut Command {
    command.env(LOG, log)
}

pub fn is_child() -> bool {
    std::env::var_os(LOG).is_some()
}

/// What a child has written. The promise at which it ended is broken.
pub fn read(log: &Path, ended: &str) -> Outcomes {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let mut outcomes = Outcomes::new();
    let mut open = Some("the module can be used at all".to_owned());
    for line in text.lines() {
        let mut parts = line.splitn(3, '\t').map(str::to_owned);
        let (Some(word), Some(sentence), Some(text)) = (parts.next(), parts.next(), parts.next()) else {
            continue;
        };
        let found = match word.as_str() {
            "begun" => {
                open = Some(sentence);
                continue;
            }
            "ok" => Found::Yes,
            "not promised" => Found::Dash(text),
            _ => Found::Broken(text),
        };
        open = None;
        outcomes.push((sentence, found));
    }
    outcomes.extend(open.map(|sentence| (sentence, Found::Broken(format!("the process ended: {ended}")))));
    outcomes
}

fn log(line: &str) {
    let Some(path) = std::env::var_os(LOG) else { return };
    let mut file = OpenOptions::new().create(true).append(true).open(path).unwrap();
    writeln!(file, "{line}").unwrap();
}
