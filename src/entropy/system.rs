//! The operating system's source of randomness.

use rand::{TryRng, rngs::SysRng};
use zeroize::Zeroizing;

use super::pool::Pool;
use crate::domain::secret::Seed;
use crate::fault::{Fault, SupportCode};
use crate::ports::Random;

/// The system gave no randomness. Nothing may go on then: there is nothing to fall back on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SystemRandomError;

impl std::fmt::Display for SystemRandomError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the operating system's random source failed")
    }
}

impl std::error::Error for SystemRandomError {}

/// Fills the bytes from the system: `getrandom` on Linux, `ProcessPrng` on Windows, `getentropy` on macOS.
///
/// # Errors
/// [`SystemRandomError`] when the system refuses; the bytes are not to be used then.
pub fn system_random(bytes: &mut [u8]) -> Result<(), SystemRandomError> {
    SysRng.try_fill_bytes(bytes).map_err(|_| SystemRandomError)
}

impl From<SystemRandomError> for Fault {
    fn from(_: SystemRandomError) -> Self {
        SupportCode::Internal.into()
    }
}

/// The system's source behind the port of the runtime and the journal.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&mut self, buffer: &mut [u8]) -> Result<(), Fault> {
        Ok(system_random(buffer)?)
    }
}

/// A seed without a user: for the command line, and for a user who cannot fill the bar. 0 bits are credited.
///
/// # Errors
/// As [`system_random`].
pub fn from_system() -> Result<Seed, SystemRandomError> {
    let mut bytes = Zeroizing::new([0; 32]);
    system_random(bytes.as_mut_slice())?;
    Ok(Pool::new().condition(*bytes))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn two_seeds_of_the_system_differ_and_claim_no_credit() {
        let (one, other) = (from_system().unwrap(), from_system().unwrap());
        assert_ne!(one.reveal(), other.reveal());
        assert_eq!(one.credited_bits(), 0);
    }

    #[test]
    fn every_byte_is_filled() {
        // A byte that stays zero sixteen times over does so by chance once in 2¹²⁸.
        let mut seen = [0; 40];
        for _ in 0..16 {
            let mut bytes = [0; 40];
            system_random(&mut bytes).unwrap();
            seen.iter_mut().zip(bytes).for_each(|(seen, byte)| *seen |= byte);
        }
        assert!(seen.iter().all(|byte| *byte != 0));
    }
}
