//! What was called: counted always, written line by line when somebody wants to read it.
//!
//! ```text
//! 7 libexample.so C_Login(session 1, CKU_USER, PIN given) = CKR_PIN_INCORRECT 0xa0, 1204 us
//! ```
//!
//! When the module is done with, a line for each function tells how often it was called and how long that took.
//! A line tells the shape of the arguments: numbers of slots, sessions and objects, types and lengths of attributes,
//! mechanisms. Never a PIN or its length, never a byte of an attribute, of what is signed or of a signature.

use std::collections::BTreeMap;
use std::io::Write;
use std::time::Duration;

use cryptoki_sys::CK_RV;

use crate::token::calls::error;
use crate::token::pulse;

/// How often a function was called and how long it took.
#[derive(Default)]
struct Counted {
    calls: u64,
    time: Duration,
}

/// The calls of one module.
pub struct Trace {
    module: String,
    number: u64,
    counted: BTreeMap<&'static str, Counted>,
    reader: Option<Box<dyn Write + Send>>,
}

impl Trace {
    /// Nothing was called yet. `module` stands in every line: several modules may write into one file.
    pub fn new(module: String, reader: Option<Box<dyn Write + Send>>) -> Self {
        Self { module, number: 0, counted: BTreeMap::new(), reader }
    }

    /// Notes one call. The shape is put into words only if it is read.
    pub fn note(&mut self, call: &'static str, rv: CK_RV, took: Duration, shape: impl FnOnce() -> String) {
        pulse::beat();
        self.number += 1;
        let counted = self.counted.entry(call).or_default();
        counted.calls += 1;
        counted.time += took;
        let Some(reader) = &mut self.reader else { return };
        let (number, module, name, micros) = (self.number, &self.module, error::name(rv), took.as_micros());
        // In one piece, so that lines of several processes do not mix. A full disk must not stop a renewal.
        let line = format!("{number} {module} {call}({}) = {name} {rv:#x}, {micros} us\n", shape());
        let _ = reader.write_all(line.as_bytes());
    }
}

impl Drop for Trace {
    fn drop(&mut self) {
        let Some(reader) = &mut self.reader else { return };
        for (call, Counted { calls, time }) in &self.counted {
            let line = format!("total {} {call} {calls} times, {} us\n", self.module, time.as_micros());
            let _ = reader.write_all(line.as_bytes());
        }
    }
}
