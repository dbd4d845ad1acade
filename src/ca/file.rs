//! A portal without an interface: the request goes there as a file, and the certificate comes back as one.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use der::pem::LineEnding;

use crate::ca::bundle;
use crate::domain::exchange::{CaAsk, CaReply, HolderRecord, Person};
use crate::domain::request::CertificationRequest;
use crate::fault::{Fault, SupportCode};
use crate::ports::{CertificateAuthority, RequestFiles};

/// Name of a request file without its extension; a number follows when the name is taken.
const NAME: &str = "request";
/// Most requests in one folder before the user has to clean up.
const MANY: u32 = 1000;
/// Label of a request in PEM (RFC 7468 7), and the older one that is still read.
const LABEL: &str = "CERTIFICATE REQUEST";
const OLD_LABEL: &str = "NEW CERTIFICATE REQUEST";

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
            CaAsk::Register { .. } => Ok(CaReply::Findings(Vec::new())),
            CaAsk::Challenge => Ok(CaReply::Challenge(None)),
            CaAsk::SignIn { .. } => Ok(CaReply::SignedIn(Person::default())),
            CaAsk::Acknowledge { .. } => Ok(CaReply::Acknowledged),
            CaAsk::Withdraw { .. } => Ok(CaReply::Withdrawn),
            _ => Err(SupportCode::CaUnsupported.into()),
        }
    }
}

/// Makes the sheet that is printed for a request, as PDF, from the request (DER), the bytes of its file and the name of
/// that; an empty one stands for no sheet.
pub type Sheet = Box<dyn Fn(&[u8], &[u8], &str) -> Result<Vec<u8>, Fault> + Send>;

/// Request files in a folder the user names.
pub struct FileExchange {
    sheet: Sheet,
}

impl FileExchange {
    /// The sheet is handed over, since adapters do not know each other.
    pub fn new(sheet: Sheet) -> Self {
        Self { sheet }
    }
}

impl RequestFiles for FileExchange {
    fn write(&mut self, folder: &Path, request: &[u8], pem: bool) -> Result<PathBuf, Fault> {
        let content = if pem { to_pem(request)? } else { request.to_vec() };
        let path = place(folder, &content)?;
        if read_der(&path)? != request {
            return Err(unreadable("reads back differently").with("file", path.display()));
        }
        // A sheet that cannot be made must not cost the request file.
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let sheet = (self.sheet)(request, &content, &name).unwrap_or_default();
        let paper = path.with_extension("pdf");
        if !sheet.is_empty() && !paper.exists() {
            put(&paper, &sheet)?;
        }
        Ok(path)
    }

    fn certificates(&mut self, path: &Path, point: &[u8]) -> Result<(Vec<u8>, Vec<Vec<u8>>), Fault> {
        let all = bundle::in_file(path)?;
        // Should a CA have certified the key twice, the later one counts.
        let ours = all.iter().filter(|c| c.public_key() == point).max_by_key(|c| c.not_before());
        let Some(ours) = ours else {
            return Err(Fault::new(SupportCode::IssuedOtherKey).with("file", path.display()));
        };
        let others = all.iter().filter(|c| *c != ours && c.public_key() != point);
        Ok((ours.der().to_vec(), others.map(|c| c.der().to_vec()).collect()))
    }
}

/// Reads a request file, DER or PEM, and checks its own signature: whoever made it holds the key (seed 3.15).
///
/// # Errors
/// `RequestUnreadable`; `DiskDenied` when there is no such file.
pub fn read_request(path: &Path) -> Result<CertificationRequest, Fault> {
    CertificationRequest::parse(&read_der(path)?)
        .map_err(|fault| unreadable(fault.fact("detail").unwrap_or_default()).with("file", path.display()))
}

/// The DER of a request file, unchecked.
fn read_der(path: &Path) -> Result<Vec<u8>, Fault> {
    let bytes = bundle::read(path).map_err(|fault| match fault.code {
        SupportCode::CertUnreadable => Fault { code: SupportCode::RequestUnreadable, ..fault },
        _ => fault,
    })?;
    let Some(text) = bundle::as_pem(&bytes) else {
        return Ok(bundle::as_base64(&bytes).unwrap_or(bytes));
    };
    let mut blocks = bundle::pem(text).unwrap_or_default().into_iter();
    let request = blocks.find(|(label, _)| matches!(*label, LABEL | OLD_LABEL));
    request.map(|(_, der)| der).ok_or_else(|| unreadable("no request").with("file", path.display()))
}

fn to_pem(request: &[u8]) -> Result<Vec<u8>, Fault> {
    let pem = der::pem::encode_string(LABEL, LineEnding::LF, request);
    pem.map(String::into_bytes).map_err(|e| Fault::new(SupportCode::Internal).with("detail", e))
}

/// Puts the content under the first free name, or finds it there from an earlier try.
fn place(folder: &Path, content: &[u8]) -> Result<PathBuf, Fault> {
    let told = |error: std::io::Error| Fault::from(error).with("file", folder.display());
    for number in 1..=MANY {
        let stem = if number == 1 { NAME.to_owned() } else { format!("{NAME}-{number}") };
        let path = folder.join(format!("{stem}.req"));
        if path.with_extension("pdf").exists() && !path.exists() {
            continue;
        }
        // Made here and now and empty, the name is ours: renaming replaces nothing of anybody else.
        match OpenOptions::new().write(true).create_new(true).open(&path).map(drop) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::AlreadyExists => match bundle::read(&path) {
                Ok(there) if there == content => return Ok(path),
                // Left behind by a power cut between the name and the content.
                Ok(there) if there.is_empty() => {}
                _ => continue,
            },
            Err(error) => return Err(told(error)),
        }
        if let Err(fault) = put(&path, content) {
            let _ = std::fs::remove_file(&path);
            return Err(fault);
        }
        return Ok(path);
    }
    Err(Fault::new(SupportCode::DiskFull).with("file", folder.display()).with("detail", "no free name"))
}

/// The file is complete or not there at all, also after a power cut.
fn put(path: &Path, content: &[u8]) -> Result<(), Fault> {
    let told = |error: std::io::Error| Fault::from(error).with("file", path.display());
    let temporary = path.with_extension(format!("{:08x}.new", rand::random::<u32>()));
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&temporary)
        .and_then(|mut file| {
            file.write_all(content)?;
            file.sync_all()
        })
        .and_then(|()| std::fs::rename(&temporary, path));
    if let Err(error) = written {
        let _ = std::fs::remove_file(&temporary);
        return Err(told(error));
    }
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        // Some network drives cannot; the file itself is on the disk.
        let _ = std::fs::File::open(folder).and_then(|folder| folder.sync_all());
    }
    Ok(())
}

fn unreadable(detail: impl std::fmt::Display) -> Fault {
    Fault::new(SupportCode::RequestUnreadable).with("detail", detail)
}
