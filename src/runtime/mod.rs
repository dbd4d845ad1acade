//! Carries out effects in order, on a thread of its own.

pub mod message;
