//! Whose certificate a server has shown that does not end in our roots: what looks into the connection on its way, an
//! antivirus or a proxy of the company, tells its name by it.

use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::WantsClientCert;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    ClientConfig, ConfigBuilder, DigitallySignedStruct, Error, RootCertStore, SignatureScheme, WantsVerifier,
};

use crate::domain::certificate::Certificate;
use crate::domain::field::Field;
use crate::fault::{Fault, SupportCode};

/// Fact of a server that cannot be trusted: who issued the certificate that it has shown.
pub const ISSUER: &str = "issuer";

/// Keeps the issuer of the last certificate that was turned down. Clones share it.
#[derive(Debug, Clone, Default)]
pub(super) struct Presented(Arc<Mutex<Option<String>>>);

impl Presented {
    /// A client that trusts these roots and no others, watched by this.
    pub fn watch(
        &self,
        builder: ConfigBuilder<ClientConfig, WantsVerifier>,
        roots: RootCertStore,
        provider: Arc<CryptoProvider>,
    ) -> ConfigBuilder<ClientConfig, WantsClientCert> {
        match WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider).build() {
            Ok(inner) => {
                let watched = Watched { inner, presented: self.clone() };
                builder.dangerous().with_custom_certificate_verifier(Arc::new(watched))
            }
            // Without any root nothing is trusted.
            Err(_) => builder.with_root_certificates(RootCertStore::empty()),
        }
    }

    /// Adds the issuer to the fault of a server that cannot be trusted.
    pub fn tell(&self, fault: Fault) -> Fault {
        let issuer = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        match issuer {
            Some(issuer) if fault.code == SupportCode::CaTlsRoot => fault.with(ISSUER, issuer),
            _ => fault,
        }
    }

    fn keep(&self, certificate: &CertificateDer<'_>) {
        let Ok(certificate) = Certificate::from_der(certificate) else { return };
        let issuer = certificate.issuer();
        let named =
            [Field::CommonName, Field::Organization].into_iter().find_map(|field| issuer.value(field));
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = named.map(str::to_owned);
    }
}

/// Decides nothing itself.
#[derive(Debug)]
struct Watched {
    inner: Arc<WebPkiServerVerifier>,
    presented: Presented,
}

impl ServerCertVerifier for Watched {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verdict =
            self.inner.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        if verdict.is_err() {
            self.presented.keep(end_entity);
        }
        verdict
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }
}
