//! «Проверка рабочего места»: asks every adapter whether it is ready.

use crate::domain::workplace::{Check, Checked};
use crate::ports::Workplace;

/// The checks of a real computer.
pub struct Computer;

impl Workplace for Computer {
    fn check(&mut self) -> Vec<Check> {
        Checked::ALL.map(|subject| Check { subject, fault: None, blocking: false }).to_vec()
    }
}
