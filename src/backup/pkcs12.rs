//! A private key with its chain as a PKCS#12 file (RFC 7292) that other programs can import.

use p12_keystore::{
    Certificate as StoredCertificate, EncryptionAlgorithm, KeyStore, KeyStoreEntry, MacAlgorithm,
    PrivateKeyChain,
};
use zeroize::Zeroizing;

use crate::domain::certificate::Certificate;
use crate::domain::secret::{Pin, PrivateKeyDer};
use crate::fault::{Fault, SupportCode};

/// Rounds of PBKDF2-HMAC-SHA256: the figure of the OWASP password storage sheet; a third of a second here, a
/// wall for those who guess.
const ITERATIONS: u64 = 600_000;

/// Builds the file: AES-256-CBC by PBES2, integrity by HMAC-SHA-256, and reads it back.
///
/// `chain` starts with the certificate of the key and goes up to the root. `alias` is the name other programs
/// show.
///
/// # Errors
/// `PasswordCharacters` when the password is empty or has other characters than printable ASCII: Java and older
/// Windows read those differently, and the key would be lost behind a password nobody can type.
/// `CertNotFound` for an empty chain, `BackupDiffers` when the file does not read back, `Internal`.
pub fn key_store(
    key: &PrivateKeyDer,
    chain: &[Certificate],
    alias: &str,
    password: &Pin,
) -> Result<Zeroizing<Vec<u8>>, Fault> {
    check_password(password)?;
    let leaf = chain.first().ok_or(SupportCode::CertNotFound)?;
    let certificates: Result<Vec<_>, _> =
        chain.iter().map(|certificate| StoredCertificate::from_der(certificate.der())).collect();
    let id = hex::decode(leaf.fingerprint()).map_err(internal)?;
    let entry = PrivateKeyChain::new(key.reveal(), id, certificates.map_err(internal)?);

    let mut store = KeyStore::new();
    store.add_entry(alias, KeyStoreEntry::PrivateKeyChain(entry));
    let writer = store
        .writer(password.reveal())
        .encryption_algorithm(EncryptionAlgorithm::PbeWithHmacSha256AndAes256)
        .encryption_iterations(ITERATIONS)
        .mac_algorithm(MacAlgorithm::HmacSha256)
        .mac_iterations(ITERATIONS);
    let file = Zeroizing::new(writer.write().map_err(internal)?);
    read_back(&file, key, chain, password)?;
    Ok(file)
}

/// Checks a password before anything is made with it.
///
/// # Errors
/// `PasswordCharacters`, see [`key_store`].
pub fn check_password(password: &Pin) -> Result<(), Fault> {
    let typable = password.reveal().bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if typable && !password.is_empty() { Ok(()) } else { Err(SupportCode::PasswordCharacters.into()) }
}

fn read_back(file: &[u8], key: &PrivateKeyDer, chain: &[Certificate], password: &Pin) -> Result<(), Fault> {
    let store = KeyStore::from_pkcs12(file, password.reveal()).map_err(internal)?;
    // The reader puts the chain together anew and may leave a root out; what must not differ is key and leaf.
    let same = store.private_key_chain().is_some_and(|(_, found)| {
        let first = found.chain().first().map(StoredCertificate::as_der);
        found.key() == key.reveal() && first == chain.first().map(Certificate::der)
    });
    if same { Ok(()) } else { Err(Fault::new(SupportCode::BackupDiffers).with("file", "pkcs12")) }
}

fn internal(error: impl std::fmt::Display) -> Fault {
    Fault::new(SupportCode::Internal).with("detail", error)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn only_passwords_that_every_program_can_type_are_taken() {
        check_password(&Pin::new("Vesna 2026!~".to_owned())).unwrap();
        for refused in ["", "пароль", "caf\u{e9}", "tab\there"] {
            let fault = check_password(&Pin::new(refused.to_owned())).unwrap_err();
            assert_eq!(fault.code, SupportCode::PasswordCharacters, "{refused:?}");
        }
    }

    #[test]
    fn a_key_without_certificate_is_refused() {
        let key = PrivateKeyDer::new(vec![1]);
        let fault = key_store(&key, &[], "key", &Pin::new("secret".to_owned())).unwrap_err();
        assert_eq!(fault.code, SupportCode::CertNotFound);
    }
}
