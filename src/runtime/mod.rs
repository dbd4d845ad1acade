//! Carries out effects in order, on a thread of its own.

pub mod approvals;
mod crash;
pub mod engine;
pub mod history;
pub mod look;
pub mod message;
pub mod pages;
pub mod panel;
pub mod pins;
pub mod queue;
pub mod recovery;
pub mod reminders;
pub mod settings;
pub mod standing;
pub mod system;
pub mod viewing;
pub mod worker;
pub mod workshop;

pub use engine::{Engine, Observer, Pause, Ports, store_secret};
