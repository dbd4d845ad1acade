//! The generator that software keys are drawn from.

use rand::{SeedableRng, TryCryptoRng, TryRng, rngs::StdRng};
use sha2::{Digest, Sha256};
use std::convert::Infallible;
use zeroize::Zeroizing;

use super::system::{SystemRandomError, system_random};
use crate::domain::secret::Seed;

const LABEL: &[u8] = b"renewal-master drbg";

/// A ChaCha generator keyed with `SHA-256(label ‖ seed ‖ fresh system bytes ‖ purpose)`.
///
/// It is an infallible `CryptoRng` of `rand_core` 0.10, as key generation of the elliptic-curve crates wants.
/// One generator serves one purpose and is dropped then; its state is overwritten.
pub struct Drbg {
    // Boxed, so that a move leaves no copy of the state behind.
    inner: Box<StdRng>,
}

impl Drbg {
    /// Mixes fresh bytes of the system in: a seed that is used twice, or taken from a backup of the machine,
    /// still gives other keys.
    ///
    /// # Errors
    /// [`SystemRandomError`] when the system's source fails.
    pub fn new(seed: &Seed, purpose: &str) -> Result<Self, SystemRandomError> {
        let mut fresh = Zeroizing::new([0; 32]);
        system_random(fresh.as_mut_slice())?;
        Ok(Self::keyed(seed, &fresh, purpose))
    }

    /// Seed and fresh bytes have a fixed length, so the three parts cannot run into each other.
    fn keyed(seed: &Seed, fresh: &[u8; 32], purpose: &str) -> Self {
        let digest = Sha256::new()
            .chain_update(LABEL)
            .chain_update(seed.reveal())
            .chain_update(fresh)
            .chain_update(purpose);
        let key = Zeroizing::new(digest.finalize().into());
        Self { inner: Box::new(StdRng::from_seed(*key)) }
    }
}

impl TryRng for Drbg {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.inner.try_next_u32()
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.inner.try_next_u64()
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.inner.try_fill_bytes(bytes)
    }
}

impl TryCryptoRng for Drbg {}

impl Drop for Drbg {
    fn drop(&mut self) {
        *self.inner = StdRng::from_seed([0; 32]);
        // A write that nobody reads may be optimised away; this one is read as far as the compiler knows.
        std::hint::black_box(&mut *self.inner);
    }
}

impl std::fmt::Debug for Drbg {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Drbg(…)")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use p256::{ecdsa::SigningKey, elliptic_curve::Generate};
    use rand::Rng;

    fn block(seed: u8, fresh: u8, purpose: &str) -> [u8; 64] {
        let mut bytes = [0; 64];
        Drbg::keyed(&Seed::new([seed; 32], 256), &[fresh; 32], purpose).fill_bytes(&mut bytes);
        bytes
    }

    #[test]
    fn seed_fresh_bytes_and_purpose_each_change_the_output() {
        let all = [block(1, 1, "key"), block(2, 1, "key"), block(1, 2, "key"), block(1, 1, "salt")];
        assert!((0..4).all(|i| (0..i).all(|j| all[i] != all[j])));
        assert_eq!(all[0], block(1, 1, "key"));
    }

    #[test]
    fn one_seed_used_twice_gives_two_signing_keys() {
        let seed = Seed::new([7; 32], 0);
        let key = || SigningKey::generate_from_rng(&mut Drbg::new(&seed, "key").unwrap());
        assert_ne!(key().verifying_key(), key().verifying_key());
    }

    #[test]
    fn debug_shows_nothing_of_the_state() {
        assert_eq!(format!("{:?}", Drbg::new(&Seed::new([7; 32], 0), "key").unwrap()), "Drbg(…)");
    }
}
