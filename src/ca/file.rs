//! A portal without an interface: the request goes there as a file, and the certificate comes back as one.

use std::path::{Path, PathBuf};

use crate::domain::exchange::{CaAsk, CaReply, HolderRecord, Person};
use crate::fault::{Fault, SupportCode};
use crate::ports::{CertificateAuthority, RequestFiles};

/// The protocol of files: nothing is asked of anybody, so every look-up is answered from what is here.
pub(super) struct ByHand;

impl CertificateAuthority for ByHand {
    fn ask(&mut self, ask: &CaAsk) -> Result<CaReply, Fault> {
        match ask {
            CaAsk::Holder { certificate, .. } => Ok(CaReply::Holder(HolderRecord {
                subject: certificate.subject().clone(),
                not_before: certificate.not_before(),
                not_after: certificate.not_after(),
            })),
            CaAsk::Challenge => Ok(CaReply::Challenge(None)),
            CaAsk::SignIn { .. } => Ok(CaReply::SignedIn(Person::default())),
            CaAsk::Acknowledge { .. } => Ok(CaReply::Acknowledged),
            CaAsk::Withdraw { .. } => Ok(CaReply::Withdrawn),
            _ => Err(SupportCode::CaUnsupported.into()),
        }
    }
}

/// Request files in a folder the user names.
pub struct FileExchange;

impl RequestFiles for FileExchange {
    fn write(&mut self, _folder: &Path, _request: &[u8], _pem: bool) -> Result<PathBuf, Fault> {
        Err(SupportCode::Internal.into())
    }

    fn certificates(&mut self, _path: &Path, _point: &[u8]) -> Result<(Vec<u8>, Vec<Vec<u8>>), Fault> {
        Err(SupportCode::Internal.into())
    }
}
