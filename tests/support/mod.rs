//! What several test files share. Each file uses a part of it.

#![allow(dead_code, missing_docs, clippy::unwrap_used, clippy::panic)]

#[cfg(target_os = "linux")]
pub mod dump;
pub mod faulty_server;
pub mod long;
pub mod modules;
pub mod sandbox_client;
#[cfg(target_os = "linux")]
pub mod session;
pub mod token_kit;
pub mod world;
