//! Carries out effects in order, on a thread of its own.

pub mod approvals;
pub mod engine;
pub mod history;
pub mod look;
pub mod message;
pub mod pages;
pub mod panel;
pub mod pins;
pub mod recovery;
pub mod reminders;
pub mod standing;
pub mod system;
pub mod viewing;
pub mod worker;

pub use engine::{Engine, Observer, Pause, Ports, store_secret};
