//! Keys in software: from a seed to a P-256 key.

use p256::SecretKey;
use zeroize::Zeroizing;

use crate::domain::secret::Seed;
use crate::fault::Fault;

/// Fills a buffer from a seed and fresh randomness of the system; another call gives other bytes.
pub type Expand = fn(&Seed, &mut [u8]) -> Result<(), Fault>;

/// A private key by rejection (FIPS 186-5 A.2.2): the chance that one draw is no key is 2⁻³².
pub fn key(seed: &Seed, expand: Expand) -> Result<SecretKey, Fault> {
    loop {
        let mut candidate = Zeroizing::new([0; 32]);
        expand(seed, candidate.as_mut_slice())?;
        if let Ok(key) = SecretKey::from_slice(candidate.as_slice()) {
            return Ok(key);
        }
    }
}
