//! TLS of the CA client: only the roots of the profile, and, where the protocol wants it, the user's key.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::{ResolvesClientCert, Resumption};
use rustls::pki_types::CertificateDer;
use rustls::sign::{CertifiedKey, Signer, SigningKey};
use rustls::{
    AlertDescription, CertificateError, ClientConfig, Error, OtherError, RootCertStore, SignatureAlgorithm,
    SignatureScheme,
};

use crate::ca::presented::Presented;
use crate::domain::certificate::Certificate;
use crate::fault::{Fault, SupportCode};

/// Fact of a server whose certificate is not valid at this moment, by the clock of this computer.
pub const VALIDITY: &str = "validity";
/// Value of [`VALIDITY`]: the server's time has not come yet. The clock of this computer may be behind.
pub const NOT_YET: &str = "not-yet";
/// Value of [`VALIDITY`]: the server's time is over.
const OVER: &str = "over";

/// Signs a message: ECDSA P-256 over its SHA-256, DER (RFC 3279 2.2.3).
///
/// It is called on a thread of the connection while the caller of the CA waits; it must not wait for that caller.
pub type SignMessage = Arc<dyn Fn(&[u8]) -> Result<Vec<u8>, Fault> + Send + Sync>;

/// The user's certificate and key for TLS. The private key stays where it is; only signatures come out.
#[derive(Clone)]
pub struct ClientIdentity {
    /// The certificate first, then those above it, as far as known.
    pub chain: Vec<Certificate>,
    /// Its key.
    pub sign: SignMessage,
}

impl fmt::Debug for ClientIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ClientIdentity({} certificates)", self.chain.len())
    }
}

/// The certificates of the CA, as it has told them itself: servers want to see those between the user's and the
/// root. As long as they are not told, the user stays anonymous; so a first look at the CA needs no PIN.
#[derive(Clone, Default)]
pub(super) struct Issuers(Arc<Mutex<Option<Vec<Certificate>>>>);

impl Issuers {
    /// From the next connection on the user shows himself.
    pub fn tell(&self, certificates: Vec<Certificate>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(certificates);
    }

    /// This chain, as far up as possible below the root.
    fn complete(&self, known: &[Certificate]) -> Option<Vec<Certificate>> {
        let mut pool = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()?;
        let mut chain = known.to_vec();
        pool.retain(|certificate| !certificate.is_self_issued());
        while let Some(last) = chain.last()
            && let Some(next) = pool.iter().position(|c| c.subject_name() == last.issuer_name())
        {
            chain.push(pool.swap_remove(next));
        }
        Some(chain)
    }
}

/// The last failure of the key during a handshake. rustls would only say that signing failed; the user must
/// hear that the token was pulled out.
#[derive(Clone, Default)]
pub(super) struct KeyFault {
    fault: Arc<Mutex<Option<Fault>>>,
    anonymous: Arc<AtomicBool>,
}

impl KeyFault {
    /// Takes the failure out, so that it is told once.
    pub fn take(&self) -> Option<Fault> {
        self.fault.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Whether, since the last call, a server has asked who we are and was not told.
    pub fn take_anonymous(&self) -> bool {
        self.anonymous.swap(false, Ordering::Relaxed)
    }

    fn keep(&self, fault: Fault) {
        *self.fault.lock().unwrap_or_else(PoisonError::into_inner) = Some(fault);
    }
}

/// The fault of a server that speaks to nobody without a certificate.
pub(super) fn turned_away(detail: impl fmt::Display) -> Fault {
    Fault::new(SupportCode::CaRefused).with("status", "TLS").with("detail", detail)
}

/// Told by [`fault`] of a server that gives no reason for its refusal. TLS 1.2 has no other word for «no certificate».
pub(super) const ALERT: &str = "alert";

/// TLS 1.2 and 1.3 with the given roots and no others.
///
/// # Errors
/// `ProfileInvalid` when a root cannot be used.
pub(super) fn config(
    roots: &[Certificate],
    identity: Option<(ClientIdentity, Issuers)>,
    key_fault: &KeyFault,
    presented: &Presented,
) -> Result<ClientConfig, Fault> {
    let invalid = |e: Error| Fault::new(SupportCode::ProfileInvalid).with("detail", e);
    let mut store = RootCertStore::empty();
    for root in roots {
        store.add(CertificateDer::from(root.der().to_vec())).map_err(invalid)?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider.clone())
        .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
        .map_err(invalid)?;
    let builder = presented.watch(builder, store, provider);
    let mut config = match identity {
        None => builder.with_no_client_auth(),
        Some((identity, issuers)) => {
            let key = Arc::new(Key { sign: identity.sign, fault: key_fault.clone() });
            let resolver = OnlyIdentity { chain: identity.chain, key, issuers };
            let mut config = builder.with_client_cert_resolver(Arc::new(resolver));
            // A session that was begun without the user's certificate would go on without it.
            config.resumption = Resumption::disabled();
            config
        }
    };
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// What an error of TLS means to the user.
pub(super) fn fault(error: &Error) -> Fault {
    use AlertDescription as Alert;
    use CertificateError as Certified;
    let code = match error {
        Error::InvalidCertificate(Certified::NotValidForName | Certified::NotValidForNameContext { .. }) => {
            SupportCode::CaTlsName
        }
        Error::InvalidCertificate(_) => SupportCode::CaTlsRoot,
        // The server looked at our certificate and said no (RFC 8446 6.2).
        Error::AlertReceived(Alert::CertificateExpired) => SupportCode::CertExpired,
        Error::AlertReceived(Alert::CertificateRevoked) => SupportCode::CertRevoked,
        Error::AlertReceived(
            Alert::BadCertificate
            | Alert::UnsupportedCertificate
            | Alert::CertificateUnknown
            | Alert::UnknownCA
            | Alert::AccessDenied
            | Alert::CertificateRequired,
        ) => SupportCode::CaRefused,
        _ => SupportCode::CaGarbage,
    };
    let fault = Fault::new(code).with("detail", error);
    let fault = match error {
        Error::InvalidCertificate(Certified::NotValidYet | Certified::NotValidYetContext { .. }) => {
            fault.with(VALIDITY, NOT_YET)
        }
        Error::InvalidCertificate(Certified::Expired | Certified::ExpiredContext { .. }) => {
            fault.with(VALIDITY, OVER)
        }
        Error::AlertReceived(Alert::HandshakeFailure) => fault.with(ALERT, "handshake_failure"),
        _ => fault,
    };
    if code == SupportCode::CaRefused { fault.with("status", "TLS") } else { fault }
}

#[derive(Clone)]
struct Key {
    sign: SignMessage,
    fault: KeyFault,
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key")
    }
}

impl SigningKey for Key {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        offered
            .contains(&SignatureScheme::ECDSA_NISTP256_SHA256)
            .then(|| Box::new(self.clone()) as Box<dyn Signer>)
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::ECDSA
    }
}

impl Signer for Key {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        (self.sign)(message).map_err(|fault| {
            self.fault.keep(fault.clone());
            Error::Other(OtherError(Arc::new(fault)))
        })
    }

    fn scheme(&self) -> SignatureScheme {
        SignatureScheme::ECDSA_NISTP256_SHA256
    }
}

struct OnlyIdentity {
    chain: Vec<Certificate>,
    key: Arc<Key>,
    issuers: Issuers,
}

impl fmt::Debug for OnlyIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OnlyIdentity")
    }
}

impl ResolvesClientCert for OnlyIdentity {
    fn resolve(&self, _hints: &[&[u8]], _schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        let Some(chain) = self.issuers.complete(&self.chain) else {
            self.key.fault.anonymous.store(true, Ordering::Relaxed);
            return None;
        };
        let chain = chain.iter().map(|c| CertificateDer::from(c.der().to_vec())).collect();
        Some(Arc::new(CertifiedKey::new(chain, self.key.clone())))
    }

    fn has_certs(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use rustls::ClientConnection;
    use rustls::pki_types::ServerName;

    use super::*;

    /// Row D.05.
    #[test]
    fn nothing_older_than_tls_1_2_is_spoken() {
        let config = config(&[], None, &KeyFault::default(), &Presented::default()).unwrap();
        let server = ServerName::try_from("ca.example").unwrap();
        let mut hello = Vec::new();
        let _ = ClientConnection::new(Arc::new(config), server).unwrap().write_tls(&mut hello).unwrap();
        // The extension supported_versions (RFC 8446 4.2.1): four bytes, 1.3 and 1.2.
        let versions = [0x00, 0x2b, 0x00, 0x05, 0x04, 0x03, 0x04, 0x03, 0x03];
        assert!(hello.windows(versions.len()).any(|part| part == versions), "{hello:02x?}");
    }
}
