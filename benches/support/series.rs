//! Repeated measurements of one quantity.

use std::fmt;
use std::time::Duration;

/// Values in the order they were measured, all in the same unit.
pub struct Series {
    unit: &'static str,
    values: Vec<f64>,
}

impl Series {
    /// An empty series. The unit stands in the table behind the values.
    pub fn new(unit: &'static str) -> Self {
        Self { unit, values: Vec::new() }
    }

    /// Adds a value.
    pub fn push(&mut self, value: f64) {
        self.values.push(value);
    }

    /// Adds a time, in milliseconds.
    pub fn push_time(&mut self, time: Duration) {
        self.push(time.as_secs_f64() * 1000.0);
    }

    /// The value in the middle; unlike the mean it does not care about a disturbed run. NaN when empty.
    pub fn median(&self) -> f64 {
        let sorted = self.sorted();
        let middle = sorted.len() / 2;
        match sorted.len() {
            0 => f64::NAN,
            count if count % 2 == 1 => sorted[middle],
            _ => f64::midpoint(sorted[middle - 1], sorted[middle]),
        }
    }

    fn sorted(&self) -> Vec<f64> {
        let mut sorted = self.values.clone();
        sorted.sort_by(f64::total_cmp);
        sorted
    }
}

/// Median and, in brackets, the least and the greatest value.
impl fmt::Display for Series {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sorted = self.sorted();
        let (Some(least), Some(greatest)) = (sorted.first(), sorted.last()) else { return f.pad("-") };
        f.pad(&format!("{:.1} {} ({least:.1}-{greatest:.1})", self.median(), self.unit))
    }
}
