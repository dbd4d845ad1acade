//! Secrets that cannot be printed or copied and are wiped when they go out of scope.

use zeroize::Zeroizing;

/// A PIN, a container password or another secret typed by the user.
///
/// There is no `Clone` and no `Display`; `Debug` shows nothing of the content.
#[derive(PartialEq, Eq)]
pub struct Pin(Zeroizing<String>);

impl Pin {
    /// Takes over a typed text. The text is moved, not copied.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The characters, for the one call that needs them.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Length in bytes: tokens limit PINs in bytes, not in characters (PKCS#11 3.1, 4.6 `ulMaxPinLen`).
    pub fn byte_len(&self) -> usize {
        self.0.len()
    }

    /// True for the empty password that a software container allows after a warning.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl std::fmt::Debug for Pin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pin(…)")
    }
}

/// How long a PIN is kept after it was used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Keep {
    /// Not at all.
    #[default]
    Once,
    /// «Запомнить до закрытия»: in locked memory, to log in again by itself when a session was lost. A kept PIN that
    /// is refused once is forgotten at once.
    UntilClosed,
    /// In the password store of the system, beyond the end of the program: written after the login, never before.
    InKeyring,
}

/// A secret on its way through a channel that copies its messages: whoever opens it first has it, nobody after him.
#[derive(Clone)]
pub struct Sealed(std::sync::Arc<std::sync::Mutex<Option<Pin>>>);

impl Sealed {
    /// Closes it.
    pub fn new(secret: Pin) -> Self {
        Self(std::sync::Arc::new(std::sync::Mutex::new(Some(secret))))
    }

    /// Opens it, once.
    pub fn open(&self) -> Option<Pin> {
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).take()
    }
}

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sealed(…)")
    }
}

/// 32 conditioned bytes of randomness: the user's events hashed together with the system's source.
///
/// Made by [`crate::entropy`]; it seeds identifiers, nonces and software keys and is offered to the token.
pub struct Seed {
    bytes: Zeroizing<[u8; 32]>,
    credited_bits: u32,
}

impl Seed {
    /// `credited_bits` is what the user's events were worth; 0 when only the system's source was used.
    pub fn new(bytes: [u8; 32], credited_bits: u32) -> Self {
        Self { bytes: Zeroizing::new(bytes), credited_bits }
    }

    /// The bytes, for the one call that needs them.
    pub fn reveal(&self) -> &[u8; 32] {
        &self.bytes
    }

    /// Bits credited to the user's events.
    pub fn credited_bits(&self) -> u32 {
        self.credited_bits
    }

    /// An identifier that reveals nothing of the seed: the first `N` bytes of SHA-256(purpose ‖ seed).
    pub fn identifier<const N: usize>(&self, purpose: &str) -> [u8; N] {
        use sha2::{Digest, Sha256};
        let digest = Sha256::new().chain_update(purpose).chain_update(self.bytes.as_slice()).finalize();
        std::array::from_fn(|i| digest.get(i).copied().unwrap_or_default())
    }
}

impl std::fmt::Debug for Seed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Seed(…, {} bits credited)", self.credited_bits)
    }
}

/// A private key as PKCS#8 DER, only ever held for an exportable software container.
pub struct PrivateKeyDer(Zeroizing<Vec<u8>>);

impl PrivateKeyDer {
    /// Takes over the bytes.
    pub fn new(der: Vec<u8>) -> Self {
        Self(Zeroizing::new(der))
    }

    /// The bytes, for the one call that needs them.
    pub fn reveal(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for PrivateKeyDer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PrivateKeyDer(…)")
    }
}
