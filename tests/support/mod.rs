//! What several test programs share.

#![allow(dead_code, clippy::unwrap_used, reason = "each test program uses a part; a test fails by panicking")]

pub mod faulty_server;
