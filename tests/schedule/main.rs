//! The scheduled check beside long renewals: what it asks, what it tells, what it leaves to the user.

#![allow(dead_code, missing_docs, clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[cfg(target_os = "linux")]
#[path = "../support/bus.rs"]
mod bus;
#[path = "../support/portal.rs"]
mod portal;
#[path = "../support/mod.rs"]
mod support;

mod asking;
mod deadlines;
#[cfg(target_os = "linux")]
mod desktop;
mod office;
mod window;
