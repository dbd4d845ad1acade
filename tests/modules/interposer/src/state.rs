//! What is known of the calls so far. It outlives the process: a worker that was killed is followed by another, and
//! the seventeenth call is still the seventeenth.
//!
//! | variable | what |
//! |---|---|
//! | `INTERPOSER_MODULE` | the real module |
//! | `INTERPOSER_SCRIPT` | the script itself; else the file `script` of the folder is read at every call |
//! | `INTERPOSER_FOLDER` | where the files below lie; without it everything is kept in the process |
//!
//! | file | what |
//! |---|---|
//! | `script` | may be changed at any time |
//! | `log` | a line for every call: its number, function, return value and microseconds. `hang` and `abort` stand in the place of the value |
//! | `moves` | a byte for every time the token was pulled or put back; an odd length means that it is out |

use std::collections::HashMap;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use cryptoki_sys::{CK_RV, CKR_OK, CKR_PIN_INCORRECT};

use crate::script::Script;

/// Everything that changes.
pub struct State {
    folder: Option<PathBuf>,
    pub script: Script,
    total: u64,
    counts: HashMap<String, u64>,
    /// Wrong PINs since the last right one.
    pub wrong_pins: u64,
    /// How often the token was moved, as far as this process has seen it.
    moves: u64,
}

/// Does something with the state, which is made of the log at the first time. Never during a real call.
pub fn with<T>(change: impl FnOnce(&mut State) -> T) -> T {
    static STATE: Mutex<Option<State>> = Mutex::new(None);
    change(STATE.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(State::new))
}

impl State {
    fn new() -> Self {
        let folder = std::env::var_os("INTERPOSER_FOLDER").map(PathBuf::from);
        let mut state = Self {
            script: Script::parse(&std::env::var("INTERPOSER_SCRIPT").unwrap_or_default()),
            folder,
            total: 0,
            counts: HashMap::new(),
            wrong_pins: 0,
            moves: 0,
        };
        state.moves = state.moves_now();
        for line in state.read("log").lines() {
            let mut words = line.split(' ').skip(1);
            if let (Some(function), Some(rv)) = (words.next(), words.next()) {
                let _ = state.count(function);
                state.learn(function, rv);
            }
        }
        state
    }

    /// One more call of this function. Its number among its kind and among all.
    pub fn count(&mut self, function: &str) -> (u64, u64) {
        self.total += 1;
        let count = self.counts.entry(function.to_owned()).or_default();
        *count += 1;
        (*count, self.total)
    }

    /// Reads the script anew, if it is in a file.
    pub fn refresh(&mut self) {
        if self.folder.is_some() && std::env::var_os("INTERPOSER_SCRIPT").is_none() {
            self.script = Script::parse(&self.read("script"));
        }
    }

    /// Writes a line of the log and learns from it.
    pub fn log(&mut self, number: u64, function: &str, rv: &str, taken: Duration) {
        self.learn(function, rv);
        self.append("log", &format!("{number} {function} {rv} {}\n", taken.as_micros()));
    }

    /// The token is pulled, unless it is out already.
    pub fn pull(&mut self) {
        if !self.is_out() {
            if self.folder.is_none() {
                self.moves += 1;
            }
            self.append("moves", "-");
        }
    }

    /// The token is not there now.
    pub fn is_out(&self) -> bool {
        self.moves_now() % 2 == 1
    }

    /// The token was moved since this was asked last.
    pub fn was_moved(&mut self) -> bool {
        let now = self.moves_now();
        std::mem::replace(&mut self.moves, now) != now
    }

    fn moves_now(&self) -> u64 {
        match &self.folder {
            Some(folder) => std::fs::metadata(folder.join("moves")).map_or(0, |file| file.len()),
            None => self.moves,
        }
    }

    fn learn(&mut self, function: &str, rv: &str) {
        let is = |value: CK_RV| rv == format!("{value:#x}");
        match function {
            "C_Login" if is(CKR_OK) => self.wrong_pins = 0,
            "C_Login" if is(CKR_PIN_INCORRECT) => self.wrong_pins += 1,
            "C_InitPIN" if is(CKR_OK) => self.wrong_pins = 0,
            _ => {}
        }
    }

    fn read(&self, name: &str) -> String {
        let file = self.folder.as_ref().map(|folder| folder.join(name));
        file.and_then(|file| std::fs::read_to_string(file).ok()).unwrap_or_default()
    }

    /// In one write: other processes may write to the same file.
    fn append(&self, name: &str, text: &str) {
        let Some(folder) = &self.folder else { return };
        let file = OpenOptions::new().create(true).append(true).open(folder.join(name));
        file.and_then(|mut file| file.write_all(text.as_bytes())).expect("the folder can be written to");
    }
}
