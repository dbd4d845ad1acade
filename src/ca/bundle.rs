//! Certificates as they come in files and messages: one or many, DER, BER or PEM, told by content and not by name.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use cms::cert::CertificateChoices;
use cms::content_info::ContentInfo;
use cms::signed_data::SignedData;
use der::{Decode, Encode};

use crate::ca::ber;
use crate::domain::certificate::Certificate;
use crate::fault::{Fault, SupportCode};

/// Longest file that is read, in bytes. A chain of four certificates has about a hundredth of it.
const LONGEST: u64 = 1 << 20;
/// Most certificates of one file.
const MANY: usize = 50;

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";

/// A certificate from a `.cer` or `.crt`, for example to take its subject over (seed 0.09). Of several the one that
/// issued none of the others.
///
/// # Errors
/// `CertUnreadable`; `DiskDenied` when there is no such file.
pub fn certificate_from_file(path: &Path) -> Result<Certificate, Fault> {
    let all = in_file(path)?;
    let issues =
        |c: &Certificate| all.iter().any(|other| other != c && other.issuer_name() == c.subject_name());
    let holder = all.iter().find(|c| !issues(c)).or(all.first());
    holder.cloned().ok_or_else(|| unreadable("no certificate"))
}

/// All certificates of a file, each once, in the order of the file.
pub(super) fn in_file(path: &Path) -> Result<Vec<Certificate>, Fault> {
    let found = certificates(&read(path)?).and_then(|found| match found.len() {
        0 => Err(unreadable("no certificate")),
        1..=MANY => Ok(found),
        _ => Err(unreadable("too many certificates")),
    });
    let mut once: Vec<Certificate> = Vec::new();
    for certificate in found.map_err(|fault| fault.with("file", path.display()))? {
        if !once.contains(&certificate) {
            once.push(certificate);
        }
    }
    Ok(once)
}

/// The content of a file of bounded size.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Fault> {
    let told = |error: std::io::Error| Fault::from(error).with("file", path.display());
    let mut bytes = Vec::new();
    File::open(path).map_err(told)?.take(LONGEST + 1).read_to_end(&mut bytes).map_err(told)?;
    if bytes.len() as u64 > LONGEST {
        return Err(unreadable("larger than 1 MiB").with("file", path.display()));
    }
    Ok(bytes)
}

/// The certificates of a certs-only message (RFC 8551 3.8), in BER or DER.
pub(super) fn certs_only(message: &[u8]) -> Result<Vec<Certificate>, Fault> {
    let der = ber::to_der(message).ok_or_else(|| unreadable("malformed BER"))?;
    let signed = ContentInfo::from_der(&der)
        .and_then(|info| info.content.decode_as::<SignedData>())
        .map_err(unreadable)?;
    let mut certificates = Vec::new();
    for choice in signed.certificates.iter().flat_map(|set| set.0.iter()) {
        if let CertificateChoices::Certificate(certificate) = choice {
            certificates.push(Certificate::from_der(&certificate.to_der().map_err(unreadable)?)?);
        }
    }
    Ok(certificates)
}

/// The blocks of a PEM text (RFC 7468): label and content. What stands between them is left out, as are headers.
///
/// `None` when a block has no end or no base64.
pub(super) fn pem(text: &str) -> Option<Vec<(&str, Vec<u8>)>> {
    let mut blocks = Vec::new();
    for block in text.split(BEGIN).skip(1) {
        let (label, rest) = block.split_once(DASHES)?;
        let (content, end) = rest.split_once(END)?;
        end.strip_prefix(label)?.strip_prefix(DASHES)?;
        let lines = content.lines().filter(|line| !line.contains(':'));
        let base64: String = lines.flat_map(str::chars).filter(|c| !c.is_whitespace()).collect();
        blocks.push((label, BASE64.decode(base64).ok()?));
    }
    Some(blocks)
}

/// PEM text, if this is one.
pub(super) fn as_pem(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok().filter(|text| text.contains(BEGIN))
}

/// Base64 without a frame, as Windows and web pages give it.
pub(super) fn as_base64(bytes: &[u8]) -> Option<Vec<u8>> {
    let bare: Vec<u8> = bytes.iter().copied().filter(|b| !b.is_ascii_whitespace()).collect();
    BASE64.decode(bare).ok().filter(|der| !der.is_empty())
}

fn certificates(bytes: &[u8]) -> Result<Vec<Certificate>, Fault> {
    let Some(text) = as_pem(bytes) else {
        return match as_base64(bytes) {
            Some(der) => binary(&der),
            None => binary(bytes),
        };
    };
    let mut found = Vec::new();
    for (label, content) in pem(text).ok_or_else(|| unreadable("broken PEM"))? {
        match label {
            "CERTIFICATE" | "X509 CERTIFICATE" => found.push(Certificate::from_der(&content)?),
            "PKCS7" | "CMS" | "PKCS #7 SIGNED DATA" => found.extend(certs_only(&content)?),
            // A key that lies beside its certificate is nobody's business here.
            _ => {}
        }
    }
    Ok(found)
}

fn binary(bytes: &[u8]) -> Result<Vec<Certificate>, Fault> {
    // Certificate and message both begin with a SEQUENCE; only one of the readers can be content.
    Certificate::from_der(bytes).map(|certificate| vec![certificate]).or_else(|_| certs_only(bytes))
}

fn unreadable(detail: impl std::fmt::Display) -> Fault {
    Fault::new(SupportCode::CertUnreadable).with("detail", detail)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn blocks_are_found_whatever_stands_around_them() {
        let text = "Bag Attributes\n  friendlyName: x\n-----BEGIN A B-----\nProc-Type: 4,ENCRYPTED\n\nAQ\r\nI=\n\
                    -----END A B-----\nrest\n-----BEGIN C-----AwQ=-----END C-----";
        assert_eq!(pem(text).unwrap(), [("A B", vec![1, 2]), ("C", vec![3, 4])]);
        for broken in [
            "-----BEGIN A-----\nAQI=\n",
            "-----BEGIN A-----\nAQI=\n-----END B-----\n",
            "-----BEGIN A-----\nA!\n-----END A-----\n",
            "-----BEGIN A",
        ] {
            assert_eq!(pem(broken), None, "{broken}");
        }
    }

    #[test]
    fn a_frameless_base64_is_told_from_der() {
        assert_eq!(as_base64(b"AQ I=\r\n"), Some(vec![1, 2]));
        assert_eq!(as_base64(&[0x30, 0x03, 2, 1, 5]), None);
        assert_eq!(as_base64(b" \n"), None);
    }
}
