//! The journals: one file a renewal, append only, on the disk before anything else happens, encrypted.
//!
//! A line is base64 of the sealed ([`crate::domain::sealed`]) JSON of an [`Entry`]. The name of the renewal and the
//! number of the line are authenticated with it, so that lines cannot be moved, repeated or taken from another
//! journal. Journals hold personal data, never secrets.

mod history;

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use base64::{Engine, engine::general_purpose::STANDARD};
use ring::rand::{SecureRandom, SystemRandom};

use crate::domain::entry::Entry;
use crate::domain::sealed::{NONCE, SealingKey};
use crate::fault::{Fault, SupportCode};
use crate::ports::Journals;

pub use history::FileHistory;

const EXTENSION: &str = "journal";

/// Journals as files of one folder.
pub struct FileJournals {
    folder: PathBuf,
    key: SealingKey,
    random: SystemRandom,
    open: HashMap<String, OpenJournal>,
}

/// A journal that is being written.
struct OpenJournal {
    file: File,
    lines: u64,
    length: u64,
}

impl FileJournals {
    /// Journals in this folder, protected by this key.
    ///
    /// # Errors
    /// `DiskDenied` when the folder cannot be made.
    pub fn new(folder: &Path, key: &[u8; 32]) -> Result<Self, Fault> {
        fs::create_dir_all(folder)?;
        Ok(Self {
            folder: folder.to_owned(),
            key: SealingKey::new(key)?,
            random: SystemRandom::new(),
            open: HashMap::new(),
        })
    }

    fn path(&self, renewal: &str) -> PathBuf {
        self.folder.join(renewal).with_extension(EXTENSION)
    }

    fn seal(&self, renewal: &str, line: u64, entry: &Entry) -> Result<String, Fault> {
        let internal = || Fault::new(SupportCode::Internal).with("detail", "journal line");
        let mut nonce = [0; NONCE];
        self.random.fill(&mut nonce).map_err(|_| internal())?;
        let text = serde_json::to_vec(entry).map_err(|_| internal())?;
        let sealed = self.key.seal(nonce, &context(renewal, line), &text)?;
        Ok(STANDARD.encode(sealed) + "\n")
    }

    fn unseal(&self, renewal: &str, line: u64, text: &str) -> Option<Entry> {
        let sealed = STANDARD.decode(text).ok()?;
        serde_json::from_slice(&self.key.open(&context(renewal, line), sealed)?).ok()
    }

    /// The entries and the length of the file up to the end of the last complete line.
    fn load(&self, renewal: &str) -> Result<(Vec<Entry>, u64), Fault> {
        let mut text = String::new();
        let _ = File::open(self.path(renewal))?.read_to_string(&mut text)?;
        // A line without its end was torn by a power cut: it never counted.
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        let entries = text[..whole]
            .lines()
            .enumerate()
            .map(|(number, line)| {
                self.unseal(renewal, number as u64, line).ok_or_else(|| {
                    Fault::new(SupportCode::JournalDamaged).with("renewal", renewal).with("line", number + 1)
                })
            })
            .collect::<Result<_, _>>()?;
        Ok((entries, whole as u64))
    }
}

impl Journals for FileJournals {
    fn create(&mut self, renewal: &str) -> Result<(), Fault> {
        let file = private().write(true).create_new(true).open(self.path(renewal))?;
        // The name of the file must survive a power cut as well.
        #[cfg(unix)]
        File::open(&self.folder)?.sync_all()?;
        let _ = self.open.insert(renewal.to_owned(), OpenJournal { file, lines: 0, length: 0 });
        Ok(())
    }

    fn append(&mut self, renewal: &str, entry: &Entry) -> Result<(), Fault> {
        if !self.open.contains_key(renewal) {
            let (entries, length) = self.load(renewal)?;
            let file = OpenOptions::new().write(true).open(self.path(renewal))?;
            file.set_len(length)?;
            let journal = OpenJournal { file, lines: entries.len() as u64, length };
            let _ = self.open.insert(renewal.to_owned(), journal);
        }
        let line = self.open.get(renewal).map_or(0, |journal| journal.lines);
        let text = self.seal(renewal, line, entry)?;
        let Some(journal) = self.open.get_mut(renewal) else { return Err(SupportCode::Internal.into()) };
        let written = journal
            .file
            .seek(SeekFrom::Start(journal.length))
            .and_then(|_| journal.file.write_all(text.as_bytes()))
            .and_then(|()| journal.file.sync_data());
        if let Err(error) = written {
            // Half a line of a full disk must not stand before the next one.
            let _ = journal.file.set_len(journal.length);
            return Err(error.into());
        }
        journal.lines += 1;
        journal.length += text.len() as u64;
        Ok(())
    }

    fn read(&mut self, renewal: &str) -> Result<Vec<Entry>, Fault> {
        Ok(self.load(renewal)?.0)
    }

    fn list(&mut self) -> Result<Vec<String>, Fault> {
        names(&self.folder)
    }
}

/// Names of all journals in a folder, oldest first. They can be told without the key that opens them.
///
/// # Errors
/// `DiskDenied`.
pub fn names(folder: &Path) -> Result<Vec<String>, Fault> {
    let mut names: Vec<String> = fs::read_dir(folder)?
        .filter_map(Result::ok)
        .map(|file| file.path())
        .filter(|path| path.extension().is_some_and(|e| e == EXTENSION))
        .filter_map(|path| path.file_stem().and_then(|stem| stem.to_str()).map(str::to_owned))
        .collect();
    names.sort();
    Ok(names)
}

fn context(renewal: &str, line: u64) -> Vec<u8> {
    [renewal.as_bytes(), &line.to_be_bytes()].concat()
}

/// Files that only their owner can read.
fn private() -> OpenOptions {
    #[allow(unused_mut, reason = "changed on Unix only")]
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    let _ = std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::domain::entry::Event;
    use time::macros::datetime;

    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("renewal-journal-{}-{name}", std::process::id()));
            let _ = fs::remove_dir_all(&path);
            Self(path)
        }

        fn journals(&self) -> FileJournals {
            FileJournals::new(&self.0, &[7; 32]).unwrap()
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn entry(event: Event) -> Entry {
        Entry { at: datetime!(2026-11-23 12:00 UTC), event }
    }

    fn with_lines(folder: &Folder, events: &[Event]) {
        let mut journals = folder.journals();
        journals.create("a").unwrap();
        for event in events {
            journals.append("a", &entry(event.clone())).unwrap();
        }
    }

    #[test]
    fn what_was_appended_is_read_by_the_next_run_in_order() {
        let folder = Folder::new("order");
        with_lines(&folder, &[Event::Confirmed, Event::Stored]);
        let read = folder.journals().read("a").unwrap();
        assert_eq!(read, [entry(Event::Confirmed), entry(Event::Stored)]);
        assert_eq!(folder.journals().list().unwrap(), ["a"]);
    }

    #[test]
    fn a_torn_last_line_is_dropped_and_overwritten() {
        let folder = Folder::new("torn");
        with_lines(&folder, &[Event::Confirmed, Event::Stored]);
        let path = folder.0.join("a.journal");
        let text = fs::read(&path).unwrap();
        fs::write(&path, &text[..text.len() - 5]).unwrap();
        let mut journals = folder.journals();
        assert_eq!(journals.read("a").unwrap(), [entry(Event::Confirmed)]);
        journals.append("a", &entry(Event::Finished)).unwrap();
        assert_eq!(journals.read("a").unwrap(), [entry(Event::Confirmed), entry(Event::Finished)]);
    }

    #[test]
    fn a_changed_or_moved_line_is_damage_and_not_silently_skipped() {
        let folder = Folder::new("moved");
        with_lines(&folder, &[Event::Confirmed, Event::Stored]);
        let path = folder.0.join("a.journal");
        let text = fs::read_to_string(&path).unwrap();
        let mut lines: Vec<_> = text.lines().collect();
        lines.swap(0, 1);
        fs::write(&path, lines.join("\n") + "\n").unwrap();
        assert_eq!(folder.journals().read("a").unwrap_err().code, SupportCode::JournalDamaged);
    }

    #[test]
    fn nothing_readable_stands_in_the_file() {
        let folder = Folder::new("sealed");
        with_lines(&folder, &[Event::StoreKnown { login: "Иванова".into() }]);
        let bytes = fs::read(folder.0.join("a.journal")).unwrap();
        assert!(!String::from_utf8_lossy(&bytes).contains("Иванова"));
        assert!(!String::from_utf8_lossy(&bytes).contains("refused"));
    }
}
