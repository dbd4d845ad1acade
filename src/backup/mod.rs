//! Backups: the certificate, its chain, the request, the printed form and, where it may leave, the key itself.

pub mod copy;
pub mod pkcs12;

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::backup::copy::NamedFile;
use crate::domain::certificate::Certificate;
use crate::domain::medium::CopyPlace;
use crate::domain::moment;
use crate::fault::Fault;
use crate::ports::{Backups, CopyContent, Medium, TokenCopy};

/// Names of the folder and of the files, in the user's language, without extensions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// Folder, with `%holder%` and `%date%` in place of the values.
    pub folder: String,
    /// The certificate.
    pub certificate: String,
    /// The chain.
    pub chain: String,
    /// The request.
    pub request: String,
    /// Key and certificates.
    pub key_store: String,
    /// The printed form.
    pub paper: String,
    /// A certificate on another token, with `%holder%` and `%date%`.
    pub on_token: String,
}

impl Names {
    /// From the texts of `locales/*/paper.ftl`.
    pub fn from_labels(labels: &dyn Fn(&str) -> String) -> Self {
        Self {
            folder: labels("copy-folder"),
            certificate: labels("copy-certificate"),
            chain: labels("copy-chain"),
            request: labels("copy-request"),
            key_store: labels("copy-key-store"),
            paper: labels("copy-paper"),
            on_token: labels("copy-on-token"),
        }
    }
}

/// Makes the printed form of a certificate as PDF.
pub type PrintedForm = Box<dyn Fn(&Certificate) -> Result<Vec<u8>, Fault> + Send>;

/// Writes backups to removable drives and to a default folder.
pub struct BackupStore {
    default_folder: PathBuf,
    drives: fn() -> Vec<Medium>,
    printed_form: PrintedForm,
    names: Names,
}

impl BackupStore {
    /// `drives` lists the drives of this computer. It and the printed form are handed over, since adapters do not
    /// know each other.
    pub fn new(
        default_folder: PathBuf,
        drives: fn() -> Vec<Medium>,
        printed_form: PrintedForm,
        names: Names,
    ) -> Self {
        Self { default_folder, drives, printed_form, names }
    }

    fn folder_name(&self, certificate: &Certificate) -> String {
        named(&self.names.folder, certificate)
    }

    /// The printed form. One that cannot be made is told when the user prints it; it must not cost the copy.
    fn paper(&self, certificate: &Certificate) -> Option<NamedFile> {
        Some(file(&self.names.paper, "pdf", (self.printed_form)(certificate).ok()?))
    }

    fn request(&self, request: &[u8]) -> Option<NamedFile> {
        (!request.is_empty()).then(|| file(&self.names.request, "p10", request.to_vec()))
    }

    fn files(&self, content: &CopyContent<'_>) -> Result<Vec<NamedFile>, Fault> {
        let names = &self.names;
        let chain: String = content.chain.iter().map(Certificate::pem).collect();
        let mut files = vec![
            file(&names.certificate, "cer", content.certificate.der().to_vec()),
            file(&names.chain, "pem", chain.into_bytes()),
        ];
        files.retain(|file| !file.content.is_empty());
        files.extend(self.request(content.request));
        files.extend(self.paper(content.certificate));
        if let Some((key, password)) = content.key {
            let chain: Vec<Certificate> =
                std::iter::once(content.certificate).chain(content.chain).cloned().collect();
            let alias = content.certificate.subject().full_name();
            let store = pkcs12::key_store(key, &chain, &alias, password)?;
            files.push(NamedFile { name: format!("{}.p12", names.key_store), content: store });
        }
        Ok(files)
    }
}

impl Backups for BackupStore {
    fn media(&mut self) -> Result<Vec<Medium>, Fault> {
        let mut media = (self.drives)();
        let path = self.default_folder.clone();
        let place = CopyPlace::Folder(path);
        media.push(Medium { title: String::new(), place, free_bytes: None, external: false });
        Ok(media)
    }

    fn save(&mut self, medium: &Path, content: &CopyContent<'_>) -> Result<PathBuf, Fault> {
        copy::save(medium, &self.folder_name(content.certificate), &self.files(content)?)
    }

    fn for_token(&mut self, content: &CopyContent<'_>) -> TokenCopy {
        let labelled =
            |certificate: &Certificate| (named(&self.names.on_token, certificate), certificate.clone());
        let certificates = std::iter::once(content.certificate).chain(content.chain).map(labelled).collect();
        let files = self.request(content.request).into_iter().chain(self.paper(content.certificate));
        TokenCopy { certificates, files: files.map(|file| (file.name, file.content.to_vec())).collect() }
    }
}

/// A text with the holder of a certificate and its first day.
fn named(text: &str, certificate: &Certificate) -> String {
    let day = moment::local(certificate.not_before()).date();
    text.replace("%date%", &day.to_string()).replace("%holder%", &certificate.subject().full_name())
}

fn file(name: &str, extension: &str, content: Vec<u8>) -> NamedFile {
    NamedFile { name: format!("{name}.{extension}"), content: Zeroizing::new(content) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn the_default_folder_is_offered_last() {
        let drive = || {
            let (title, path) = ("USB".to_owned(), PathBuf::from("/media/usb"));
            vec![Medium { title, place: CopyPlace::Folder(path), free_bytes: Some(1), external: true }]
        };
        let names = Names::from_labels(&str::to_owned);
        let store = BackupStore::new("/home/user/backup".into(), drive, Box::new(|_| Ok(Vec::new())), names);
        let media = { store }.media().unwrap();
        assert_eq!(media.iter().map(|m| m.external).collect::<Vec<_>>(), [true, false]);
        assert_eq!(media[1].folder(), Some(Path::new("/home/user/backup")));
    }
}
