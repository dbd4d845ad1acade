//! Renewal Master renews a signing certificate before it expires.
//!
//! The whole program is one story, and the folders tell it:
//!
//! ```text
//! a click → screen → Action → Flow (the renewal, no I/O) → Effects → runtime → token / CA / journal / paper / backup
//!                              ↑                                                              │
//!                              └────────────────────── Input ←────────────────────────────────┘
//! ```
//!
//! Modules stand in layer order: each imports only modules above it.
//!
//! 1. [`domain`], [`fault`]: values parsed once, and errors that carry a support code.
//! 2. [`renewal`], [`watch`], [`ports`]: the decisions, as pure tables, and the traits they need.
//! 3. [`token`], [`ca`], [`entropy`], [`journal`], [`documents`], [`paper`], [`backup`], [`platform`], [`sandbox`],
//!    [`runtime`]: adapters that touch the world. They never import each other.
//! 4. [`i18n`], [`compose`] and, with the feature `gui`, `gui`: the faces.
//!
//! The reasons stand in [`manual`].

pub mod domain;
pub mod fault;

pub mod ports;
pub mod renewal;
pub mod watch;

pub mod backup;
pub mod ca;
pub mod documents;
pub mod entropy;
pub mod journal;
pub mod paper;
pub mod platform;
pub mod runtime;
pub mod sandbox;
pub mod token;

pub mod cli;
pub mod compose;
#[cfg(feature = "gui")]
pub mod gui;
pub mod i18n;

pub mod manual;
