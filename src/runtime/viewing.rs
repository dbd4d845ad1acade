//! Documents on their way to the user's viewer: private files that are removed as soon as the page is closed.
//!
//! They lie where nothing outlives the session of the user, in memory if the system has such a folder
//! (`$XDG_RUNTIME_DIR`). What a killed program left behind is removed by the next one.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::domain::form::Media;
use crate::fault::{Fault, SupportCode};

const PREFIX: &str = "renewal-master-view-";
/// Longest name in characters: what a title bar still shows.
const LONGEST_NAME: usize = 60;
/// Folders of this process that may be there already, left by a failed removal.
const TRIES: u32 = 100;

/// The folder of the documents that are being looked at; gone when dropped.
#[derive(Debug, Default)]
pub struct Viewing {
    folder: Option<PathBuf>,
    files: u32,
}

impl Viewing {
    /// Nothing shown. Removes what programs that are gone have left behind.
    pub fn new() -> Self {
        sweep(&base());
        Self::default()
    }

    /// Writes a document that only the user can read, and nobody can change by mistake.
    ///
    /// # Errors
    /// `DiskDenied`, `DiskFull`.
    pub fn put(&mut self, name: &str, media: Media, content: &[u8]) -> Result<PathBuf, Fault> {
        let folder = match &self.folder {
            Some(folder) => folder.clone(),
            None => self.folder.insert(make(&base())?).clone(),
        };
        self.files += 1;
        let path = folder.join(file_name(self.files, name, media));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o400);
        options.open(&path)?.write_all(content)?;
        Ok(path)
    }

    /// Removes everything. A viewer that holds a file open on Windows keeps it until the next start.
    pub fn clear(&mut self) {
        if let Some(folder) = self.folder.take() {
            let _ = fs::remove_dir_all(folder);
        }
    }
}

impl Drop for Viewing {
    fn drop(&mut self) {
        self.clear();
    }
}

fn base() -> PathBuf {
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    runtime.filter(|folder| folder.is_absolute() && folder.is_dir()).unwrap_or_else(std::env::temp_dir)
}

/// A new folder of the user alone. One that is there already is never used: somebody else may have made it.
fn make(base: &Path) -> Result<PathBuf, Fault> {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "rights are set on Unix only"))]
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    for number in 0..TRIES {
        let folder = base.join(format!("{PREFIX}{}-{number}", std::process::id()));
        match builder.create(&folder) {
            Ok(()) => return Ok(folder),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Fault::new(SupportCode::DiskDenied).with("path", base.display()))
}

/// The extension follows from the content: a program that is called «паспорт.exe» becomes no program again.
fn file_name(number: u32, name: &str, media: Media) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let safe = |c: char| if c.is_alphanumeric() || matches!(c, ' ' | '-') { c } else { '_' };
    let stem: String = stem.chars().map(safe).take(LONGEST_NAME).collect();
    format!("{number}-{}.{}", stem.trim(), media.id())
}

fn sweep(base: &Path) {
    for entry in fs::read_dir(base).into_iter().flatten().filter_map(Result::ok) {
        let name = entry.file_name();
        let owner = name.to_str().and_then(|name| name.strip_prefix(PREFIX)?.split_once('-'));
        let owner = owner.and_then(|(owner, _)| owner.parse::<u32>().ok());
        if owner.is_some_and(|owner| !is_alive(owner, &entry)) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(target_os = "linux")]
fn is_alive(process: u32, _: &fs::DirEntry) -> bool {
    Path::new("/proc").join(process.to_string()).exists()
}

/// Without a cheap way to ask for a process: nobody reads a document for longer than a day.
#[cfg(not(target_os = "linux"))]
fn is_alive(process: u32, entry: &fs::DirEntry) -> bool {
    const DAY: std::time::Duration = std::time::Duration::from_secs(24 * 60 * 60);
    let changed = entry.metadata().and_then(|metadata| metadata.modified());
    let age = changed.ok().and_then(|changed| changed.elapsed().ok());
    process == std::process::id() || age.is_none_or(|age| age < DAY)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    #[cfg(unix)]
    fn a_document_is_readable_by_the_user_alone_and_gone_afterwards() {
        use std::os::unix::fs::PermissionsExt;
        let mut viewing = Viewing::default();
        let path = viewing.put("Паспорт.pdf", Media::Pdf, b"%PDF").unwrap();
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o400, 0o700));
        assert_eq!(fs::read(&path).unwrap(), b"%PDF");
        assert!(path.ends_with("1-Паспорт.pdf"), "{}", path.display());
        let folder = path.parent().unwrap().to_owned();
        drop(viewing);
        assert!(!folder.exists());
    }

    #[test]
    fn a_name_leads_nowhere_and_is_no_program() {
        for (name, safe) in [
            ("паспорт.exe", "1-паспорт.jpg"),
            ("../../etc/passwd", "1-____.jpg"),
            ("a/b\\c.pdf", "1-a_b_c.jpg"),
            ("", "1-.jpg"),
            ("-h", "1--h.jpg"),
        ] {
            assert_eq!(file_name(1, name, Media::Jpg), safe, "{name}");
        }
        assert!(file_name(1, &"я".repeat(500), Media::Zip).chars().count() < 70);
    }

    #[test]
    fn what_a_killed_program_left_is_removed_by_the_next() {
        let base = std::env::temp_dir().join(format!("renewal-viewing-{}", std::process::id()));
        // No process has the largest number.
        let left = base.join(format!("{PREFIX}{}-0", u32::MAX));
        let own = base.join(format!("{PREFIX}{}-0", std::process::id()));
        let foreign = base.join("renewal-master");
        for folder in [&left, &own, &foreign] {
            fs::create_dir_all(folder).unwrap();
            fs::write(folder.join("1-a.pdf"), "x").unwrap();
        }
        sweep(&base);
        assert_eq!(
            [&left, &own, &foreign].map(|folder| folder.exists()),
            [cfg!(not(target_os = "linux")), true, true]
        );
        fs::remove_dir_all(base).unwrap();
    }
}
