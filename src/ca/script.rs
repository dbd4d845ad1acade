//! A transport for tests: gives prepared answers in order and writes down what was sent.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use zeroize::Zeroizing;

use crate::ca::http::{Answer, Call, Transport};
use crate::fault::{Fault, SupportCode};

/// Answers and calls; clones share both.
#[derive(Clone, Default)]
pub(super) struct Script(Arc<Mutex<Inside>>);

#[derive(Default)]
struct Inside {
    answers: VecDeque<Answer>,
    calls: Vec<String>,
}

impl Script {
    /// Adds an answer.
    pub fn answer(&self, status: u16, media_type: &str, body: impl Into<Vec<u8>>) {
        self.push(Answer {
            status,
            media_type: media_type.into(),
            body: Zeroizing::new(body.into()),
            ..Answer::default()
        });
    }

    /// Adds an answer.
    pub fn push(&self, answer: Answer) {
        self.0.lock().unwrap().answers.push_back(answer);
    }

    /// What was sent since the last look: method and path, headers, an empty line, body.
    pub fn calls(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap().calls)
    }
}

impl Transport for Script {
    fn send(&mut self, call: &Call) -> Result<Answer, Fault> {
        let mut text = format!("{:?} {}\n", call.method, call.path);
        for (name, value) in &call.headers {
            text += &format!("{name}: {value}\n");
        }
        if let Some(value) = &call.authorization {
            text += &format!("Authorization: {}\n", value.as_str());
        }
        text += &format!("\n{}", String::from_utf8_lossy(&call.body));
        let mut inside = self.0.lock().unwrap();
        inside.calls.push(text);
        inside.answers.pop_front().ok_or(SupportCode::CaUnreachable.into())
    }
}
