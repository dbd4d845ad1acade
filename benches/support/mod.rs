//! What both benchmarks share: series of measurements, the table, and a polite word about missing tools.

#![allow(dead_code, reason = "each of the two uses a part")]

pub mod series;
pub mod table;
pub mod tools;
