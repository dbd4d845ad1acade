//! Everything bad that may come in, end to end through `renewctl`: each fault stops the renewal with a code and a
//! clear text, nothing is lost, nothing half-made stays on the token, and when the fault is lifted it goes on.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "../ca/bc_server.rs"]
mod bc_server;
#[path = "../ca/pki.rs"]
#[allow(dead_code, reason = "shared with the tests of the CA clients")]
mod pki;
#[path = "../support/mod.rs"]
mod support;

mod answers;
mod authority;
mod case;
mod computer;
mod copies;
mod disk;
mod est;
mod gate;
mod issued;
mod module;
mod papers;
mod token;
