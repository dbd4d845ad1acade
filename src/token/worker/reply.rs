//! What a worker answers: a value of the type that the request implies, or a fault.

use std::collections::BTreeSet;
use std::sync::Mutex;

use serde::{Deserialize, Serialize};

use crate::fault::{Fault, SupportCode};

/// An answer.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reply<T> {
    /// It went well.
    Done(T),
    /// It did not.
    Failed(SentFault),
}

impl<T> Reply<T> {
    /// The result as everybody else knows it.
    pub fn into_result(self) -> Result<T, Fault> {
        match self {
            Self::Done(value) => Ok(value),
            Self::Failed(fault) => Err(fault.into()),
        }
    }
}

impl<T> From<Result<T, Fault>> for Reply<T> {
    fn from(result: Result<T, Fault>) -> Self {
        match result {
            Ok(value) => Self::Done(value),
            Err(fault) => Self::Failed(fault.into()),
        }
    }
}

/// A fault on its way.
#[derive(Debug, Serialize, Deserialize)]
pub struct SentFault {
    code: String,
    facts: Vec<(String, String)>,
}

impl From<Fault> for SentFault {
    fn from(fault: Fault) -> Self {
        let facts = fault.facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { code: fault.code.as_str().to_owned(), facts }
    }
}

impl From<SentFault> for Fault {
    fn from(sent: SentFault) -> Self {
        let known = SupportCode::ALL.iter().find(|code| code.as_str() == sent.code);
        let fault = Self::new(known.copied().unwrap_or(SupportCode::TokenFailed));
        sent.facts.into_iter().fold(fault, |fault, (name, value)| match fact_name(&name) {
            Some(name) => fault.with(name, value),
            None => fault,
        })
    }
}

/// Names of facts that the code of the tokens gives.
const FACTS: [&str; 10] =
    ["module", "detail", "token", "rv", "call", "state", "place", "needed", "free", "minimum"];
/// How many other names are taken from workers: names are few, and each is kept for good.
const OTHERS: usize = 64;

/// Names that workers have sent beside [`FACTS`].
#[derive(Default)]
struct Names(BTreeSet<&'static str>);

impl Names {
    /// The name as a text that lives for good; `None` when a worker sends too many names.
    fn known(&mut self, name: &str) -> Option<&'static str> {
        if let Some(known) = FACTS.into_iter().find(|known| *known == name) {
            return Some(known);
        }
        if let Some(known) = self.0.get(name) {
            return Some(known);
        }
        if self.0.len() >= OTHERS || name.len() > 32 {
            return None;
        }
        let name: &'static str = Box::leak(name.to_owned().into_boxed_str());
        let _ = self.0.insert(name);
        Some(name)
    }
}

fn fact_name(name: &str) -> Option<&'static str> {
    static NAMES: Mutex<Names> = Mutex::new(Names(BTreeSet::new()));
    NAMES.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).known(name)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn crossed(fault: Fault) -> Fault {
        let sent = serde_json::to_vec(&Reply::<()>::from(Err(fault))).unwrap();
        serde_json::from_slice::<Reply<()>>(&sent).unwrap().into_result().unwrap_err()
    }

    #[test]
    fn every_fault_crosses_as_it_is() {
        for code in SupportCode::ALL {
            let fault = Fault::new(*code).with("token", "Бухгалтерия").with("tries-left", 3);
            assert_eq!(crossed(fault.clone()), fault);
        }
    }

    #[test]
    fn a_worker_cannot_fill_the_memory_with_names() {
        let mut names = Names::default();
        let taken = (0..1000).filter_map(|number| names.known(&format!("name-{number}"))).count();
        assert_eq!(taken, OTHERS);
        assert_eq!(names.known("name-7"), Some("name-7"));
        assert_eq!(names.known("module"), Some("module"));
        assert_eq!(Names::default().known(&"long".repeat(100)), None);
    }
}
