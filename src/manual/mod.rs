//! The manual: what cannot be read off one file.
//!
//! | Chapter | Question it answers |
//! |---|---|
//! | [`map`] | Where is what, and which way does one renewal take through the code? |
//! | [`flow`] | How does the renewal survive any interruption, and how is a step added? |
//! | [`decisions`] | Why is it built so, what was rejected, and what does it cost? |
//! | [`threats`] | What is protected against whom, where in the code, and what is not? |
//! | [`formats`] | What stands in the files, byte by byte where it matters? |
//!
//! The contract of the command line is `docs/cli.md`, that of the portal `docs/portal.yaml`. Both are compared
//! with the code by tests, and so are the layers (`tests/architecture.rs`). The chapters hold no code.

pub mod decisions;
pub mod flow;
pub mod formats;
pub mod map;
pub mod threats;
