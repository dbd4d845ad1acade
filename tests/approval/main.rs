//! The head at work: what the machine decides, and what the worker thread does about it with a token and a CA.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod fixture;
mod flow;
mod runtime;
mod script;
