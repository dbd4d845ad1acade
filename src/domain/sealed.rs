//! Bytes at rest, encrypted and bound to their place: ChaCha20-Poly1305 (RFC 8439).
//!
//! A sealed text is nonce (12 bytes) ‖ ciphertext ‖ tag (16 bytes). The **context** is authenticated but not kept:
//! it says where the bytes belong, so that they cannot be moved, repeated or taken from elsewhere. Nonces are drawn
//! at random by the caller; under one key that is safe for some four thousand million texts.

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use crate::fault::{Fault, SupportCode};

/// Bytes of a nonce.
pub const NONCE: usize = NONCE_LEN;

/// How much longer a sealed text is than the plain one.
pub const OVERHEAD: usize = NONCE + 16;

/// A key that seals and opens.
pub struct SealingKey(LessSafeKey);

impl SealingKey {
    /// From the 32 bytes of the vault.
    ///
    /// # Errors
    /// `VaultFailed` when the bytes are no key.
    pub fn new(key: &[u8; 32]) -> Result<Self, Fault> {
        let key = UnboundKey::new(&CHACHA20_POLY1305, key).map_err(|_| SupportCode::VaultFailed)?;
        Ok(Self(LessSafeKey::new(key)))
    }

    /// Seals a text. The nonce must be fresh and random.
    ///
    /// # Errors
    /// `Internal` when the text is too long for the cipher.
    pub fn seal(&self, nonce: [u8; NONCE], context: &[u8], plain: &[u8]) -> Result<Vec<u8>, Fault> {
        let mut sealed = Vec::with_capacity(plain.len() + OVERHEAD);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(plain);
        let tag = self
            .0
            .seal_in_place_separate_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(context),
                &mut sealed[NONCE..],
            )
            .map_err(|_| Fault::new(SupportCode::Internal).with("detail", "sealing"))?;
        sealed.extend_from_slice(tag.as_ref());
        Ok(sealed)
    }

    /// Opens a sealed text; `None` when key, context or bytes are not those it was sealed with.
    pub fn open(&self, context: &[u8], mut sealed: Vec<u8>) -> Option<Vec<u8>> {
        let (nonce, text) = sealed.split_at_mut_checked(NONCE)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let length = self.0.open_in_place(nonce, Aad::from(context), text).ok()?.len();
        sealed.drain(..NONCE);
        sealed.truncate(length);
        Some(sealed)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn sealed() -> (SealingKey, Vec<u8>) {
        let key = SealingKey::new(&[7; 32]).unwrap();
        let sealed = key.seal([1; NONCE], b"place", "паспорт".as_bytes()).unwrap();
        (key, sealed)
    }

    #[test]
    fn what_was_sealed_opens_in_its_place() {
        let (key, sealed) = sealed();
        assert_eq!(sealed.len(), "паспорт".len() + OVERHEAD);
        assert_eq!(key.open(b"place", sealed).unwrap(), "паспорт".as_bytes());
    }

    #[test]
    fn another_place_another_key_or_a_changed_byte_open_nothing() {
        let (key, sealed) = sealed();
        assert_eq!(key.open(b"elsewhere", sealed.clone()), None);
        assert_eq!(SealingKey::new(&[8; 32]).unwrap().open(b"place", sealed.clone()), None);
        for index in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[index] ^= 1;
            assert_eq!(key.open(b"place", changed), None, "byte {index}");
        }
        assert_eq!(key.open(b"place", sealed[..NONCE - 1].to_vec()), None);
    }
}
