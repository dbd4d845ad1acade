//! Writes a set of files into a new folder and believes in it only after reading every byte back.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::fault::{Fault, SupportCode};

/// A file of a backup.
pub struct NamedFile {
    /// Name without folder.
    pub name: String,
    /// Content; wiped after writing, since it may be a key store.
    pub content: zeroize::Zeroizing<Vec<u8>>,
}

/// Longest name of a folder or file in bytes, with room for a number below the 255 that file systems allow.
const NAME_LIMIT: usize = 200;

/// Saves `files` into a new folder `name` on `medium` and returns that folder.
///
/// Under its final name the folder is complete and compared, or it is not there: everything is written into a
/// hidden folder first, forced to the medium, read back, and renamed. An existing folder is never touched; the
/// new one then gets a number.
///
/// # Errors
/// `BackupMedium` when the medium is not there or was pulled out; `DiskFull`; `DiskDenied`; `BackupDiffers` when
/// what was read is not what was written; `Internal` for two files of one name. Nothing is left behind.
pub fn save(medium: &Path, name: &str, files: &[NamedFile]) -> Result<PathBuf, Fault> {
    save_by(&write_file, medium, name, files)
}

/// How one file is written; tests put a broken medium here.
type WriteFile<'a> = &'a dyn Fn(&Path, &[u8]) -> io::Result<()>;

fn save_by(write: WriteFile<'_>, medium: &Path, name: &str, files: &[NamedFile]) -> Result<PathBuf, Fault> {
    if !medium.is_dir() {
        return Err(gone(medium));
    }
    let files = named(files)?;
    let name = plain_name(name);
    let draft = free_name(medium, &format!(".{name}.part"));
    let saved = write_and_compare(write, &draft, &files).and_then(|()| publish(medium, &draft, &name));
    saved.map_err(|fault| {
        // A half-written copy may hold a key store; the medium may also be gone, then this fails as well.
        let _ = fs::remove_dir_all(&draft);
        if medium.is_dir() { fault } else { gone(medium) }
    })
}

fn write_and_compare(write: WriteFile<'_>, folder: &Path, files: &[(String, &[u8])]) -> Result<(), Fault> {
    make_private(folder)?;
    for (name, content) in files {
        write(&folder.join(name), content)?;
    }
    sync_folder(folder)?;
    for (name, content) in files {
        if !reads_as(&folder.join(name), content)? {
            return Err(Fault::new(SupportCode::BackupDiffers).with("file", name));
        }
    }
    Ok(())
}

fn publish(medium: &Path, draft: &Path, name: &str) -> Result<PathBuf, Fault> {
    let folder = free_name(medium, name);
    fs::rename(draft, &folder)?;
    sync_folder(medium)?;
    Ok(folder)
}

fn write_file(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(content)?;
    file.sync_all()?;
    // Else the comparison would read memory, not the medium. A system that knows better may refuse.
    #[cfg(target_os = "linux")]
    let _ = rustix::fs::fadvise(&file, 0, None, rustix::fs::Advice::DontNeed);
    Ok(())
}

/// Compares piece by piece, so that no second copy of a key store stays in memory.
fn reads_as(path: &Path, content: &[u8]) -> io::Result<bool> {
    let mut file = File::open(path)?;
    let mut rest = content;
    let mut piece = zeroize::Zeroizing::new([0u8; 4096]);
    loop {
        let count = file.read(piece.as_mut_slice())?;
        if count == 0 {
            return Ok(rest.is_empty());
        }
        match (piece.get(..count), rest.split_at_checked(count)) {
            (Some(read), Some((expected, tail))) if read == expected => rest = tail,
            _ => return Ok(false),
        }
    }
}

fn make_private(folder: &Path) -> io::Result<()> {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "rights come from the folder above"))]
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Makes the names in a folder durable. Windows has no such call and needs none.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

fn named(files: &[NamedFile]) -> Result<Vec<(String, &[u8])>, Fault> {
    let mut seen = BTreeSet::new();
    let mut named = Vec::new();
    for file in files {
        let name = plain_name(&file.name);
        // FAT does not tell upper from lower case.
        if !seen.insert(name.to_lowercase()) {
            return Err(Fault::new(SupportCode::Internal).with("detail", format!("two files {name}")));
        }
        named.push((name, file.content.as_slice()));
    }
    Ok(named)
}

/// A name that Windows, FAT and Linux all take: holders have names like `ООО "Ромашка"`.
fn plain_name(name: &str) -> String {
    let allowed = |c: char| if c.is_control() || r#"\/:*?"<>|"#.contains(c) { '_' } else { c };
    let name: String = name.trim().chars().map(allowed).collect();
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if extension.len() <= 8 => (stem, format!(".{extension}")),
        _ => (name.as_str(), String::new()),
    };
    let stem = &stem[..stem.floor_char_boundary(NAME_LIMIT)];
    // Windows drops dots and spaces at the end; a leading dot would hide the folder or leave the medium.
    let name = format!("{stem}{extension}");
    let name = name.trim_start_matches('.').trim_end_matches(['.', ' ']);
    if name.is_empty() { "_".to_owned() } else { name.to_owned() }
}

fn free_name(folder: &Path, name: &str) -> PathBuf {
    let numbered = (2u32..).map(|number| folder.join(format!("{name} ({number})")));
    let mut names = std::iter::once(folder.join(name)).chain(numbered);
    names.find(|path| path.symlink_metadata().is_err()).unwrap_or_else(|| folder.join(name))
}

fn gone(medium: &Path) -> Fault {
    Fault::new(SupportCode::BackupMedium).with("path", medium.display())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use zeroize::Zeroizing;

    use super::*;

    fn medium(name: &str) -> PathBuf {
        let medium = std::env::temp_dir().join(format!("renewal-copy-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&medium);
        fs::create_dir_all(&medium).unwrap();
        medium
    }

    fn file(name: &str, content: &[u8]) -> NamedFile {
        NamedFile { name: name.to_owned(), content: Zeroizing::new(content.to_vec()) }
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn all_files_are_there_and_nothing_else() {
        let medium = medium("all");
        let long = vec![7; 10_000];
        let files = [file("certificate.cer", b"DER"), file("Бланк.pdf", &long), file("empty", b"")];
        let folder = save(&medium, "Резервная копия Иванова 22.11.2026", &files).unwrap();
        assert_eq!(names(&medium), ["Резервная копия Иванова 22.11.2026"]);
        assert_eq!(names(&folder), ["certificate.cer", "empty", "Бланк.pdf"]);
        assert_eq!(fs::read(folder.join("Бланк.pdf")).unwrap(), long);
    }

    #[test]
    fn an_earlier_copy_is_never_touched() {
        let medium = medium("twice");
        let first = save(&medium, "copy", &[file("a", b"first")]).unwrap();
        let second = save(&medium, "copy", &[file("a", b"second")]).unwrap();
        assert_eq!(second, medium.join("copy (2)"));
        assert_eq!(fs::read(first.join("a")).unwrap(), b"first");
    }

    #[test]
    fn names_cannot_leave_the_medium_and_suit_windows() {
        assert_eq!(plain_name(r#"ООО "Ромашка": 1/2"#), "ООО _Ромашка__ 1_2");
        assert_eq!(plain_name("../../etc"), "_.._etc");
        assert_eq!(plain_name("..."), "_");
        assert_eq!(plain_name("отчёт. "), "отчёт");
        assert!(plain_name(&"я".repeat(300)).len() <= 200);
        assert!(plain_name(&format!("{}.pdf", "я".repeat(300))).ends_with(".pdf"));
    }

    #[test]
    fn a_missing_medium_is_told_as_such() {
        let fault = save(Path::new("/no/such/medium"), "copy", &[]).unwrap_err();
        assert_eq!(fault.code, SupportCode::BackupMedium);
    }

    #[test]
    fn two_files_of_one_name_are_refused_before_anything_is_written() {
        let medium = medium("same");
        let fault = save(&medium, "copy", &[file("A.cer", b"1"), file("a.cer", b"2")]).unwrap_err();
        assert_eq!(fault.code, SupportCode::Internal);
        assert!(names(&medium).is_empty());
    }

    #[test]
    fn a_file_that_reads_back_differently_is_noticed() {
        let path = medium("differs").join("file");
        fs::write(&path, vec![1; 5000]).unwrap();
        assert!(reads_as(&path, &[1; 5000]).unwrap());
        let mut other = vec![1; 5000];
        other[4999] = 2;
        assert!(!reads_as(&path, &other).unwrap());
        assert!(!reads_as(&path, &[1; 4999]).unwrap());
        assert!(!reads_as(&path, &[1; 5001]).unwrap());
    }

    #[test]
    fn a_full_medium_leaves_nothing_behind() {
        let medium = medium("full");
        let full = |path: &Path, content: &[u8]| match content {
            b"second" => Err(io::ErrorKind::StorageFull.into()),
            _ => write_file(path, content),
        };
        let files = [file("a", b"first"), file("b", b"second")];
        let fault = save_by(&full, &medium, "copy", &files).unwrap_err();
        assert_eq!(fault.code, SupportCode::DiskFull);
        assert!(names(&medium).is_empty());
    }

    #[test]
    fn a_medium_that_forgets_is_never_reported_as_a_copy() {
        let medium = medium("forgets");
        let forgets = |path: &Path, content: &[u8]| write_file(path, &content[1..]);
        let fault = save_by(&forgets, &medium, "copy", &[file("a", b"first")]).unwrap_err();
        assert_eq!((fault.code, fault.fact("file")), (SupportCode::BackupDiffers, Some("a")));
        assert!(names(&medium).is_empty());
    }

    #[test]
    fn a_medium_pulled_out_while_writing_is_told_as_gone() {
        let medium = medium("pulled");
        let pulled = |_: &Path, _: &[u8]| {
            fs::remove_dir_all(&medium)?;
            Err(io::Error::other("no such device"))
        };
        let fault = save_by(&pulled, &medium, "copy", &[file("a", b"first")]).unwrap_err();
        assert_eq!(fault.code, SupportCode::BackupMedium);
    }
}
