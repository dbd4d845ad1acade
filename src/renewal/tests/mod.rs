//! Whole renewals played without a world outside: the effects are data, and so are their replies.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod branches;
mod copies;
mod driver;
mod journeys;
mod look;
mod pins;
mod remains;
mod sections;
mod world;
