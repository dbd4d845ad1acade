//! Scans as they arrive: piece by piece, bounded, and looked at by their content.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::PathBuf;

use sha2::{Digest, Sha256};

use crate::domain::form::Media;
use crate::domain::portal::{Problem, ProblemCode, Received};
use crate::fault::Fault;
use crate::sandbox::desk::drafts::is_digest;
use crate::sandbox::desk::{Desk, broken, conflict, not_found, problem, unfit};

/// Longest scan in bytes; exactly so many are allowed.
pub const LONGEST: usize = 1 << 20;
/// How many files may have begun to arrive for one draft.
const FILES: usize = 20;
/// Longest name of a file in characters.
const NAME: usize = 100;

/// A piece of a scan.
#[derive(Debug, Clone, Copy)]
pub struct Piece<'a> {
    /// Where it begins.
    pub offset: u64,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// How long the whole scan is, if that was told.
    pub length: Option<u64>,
}

impl Desk {
    /// How much of a scan has arrived.
    pub fn received(&self, token: &str, draft: &str, digest: &str) -> Result<Received, Problem> {
        let at = self.find_draft(token, draft)?;
        if !is_digest(digest) {
            return Err(not_found());
        }
        let complete = self.drafts.get(at).and_then(|draft| draft.files.get(digest)).copied();
        let part = || Ok(self.part(draft, digest)?.len() as u64);
        Ok(Received { received: complete.map_or_else(part, Ok)? })
    }

    /// Takes the next piece of a scan. A piece that has arrived before does no harm.
    pub fn upload(
        &mut self,
        token: &str,
        draft: &str,
        digest: &str,
        piece: &Piece<'_>,
    ) -> Result<Received, Problem> {
        let Piece { offset, bytes: piece, length } = *piece;
        let stored = self.changeable(token, draft)?;
        if !is_digest(digest) {
            return Err(unfit("файл назван не своим отпечатком"));
        }
        if let Some(complete) = stored.files.get(digest) {
            // It is all here, and the digest says what it is.
            return Ok(Received { received: *complete });
        }
        let described = stored.dossier.scans.iter().find(|scan| scan.digest == digest).cloned();
        let known = self.part(draft, digest)?;
        let offset = usize::try_from(offset).unwrap_or(usize::MAX);
        let overlap = known.get(offset..).ok_or_else(|| conflict("между кусками файла пропуск"))?;
        let common = overlap.len().min(piece.len());
        if overlap.get(..common) != piece.get(..common) {
            return Err(conflict("этот кусок файла уже пришёл другим"));
        }
        let fresh = piece.get(common..).unwrap_or_default();
        let told = described.as_ref().map(|scan| scan.size).or(length);
        let longest = told.map_or(LONGEST, |size| usize::try_from(size).unwrap_or(LONGEST));
        if known.len() + fresh.len() > longest.min(LONGEST) {
            self.remove_part(draft, digest);
            return Err(problem(ProblemCode::BadRequest, 413, "файл слишком велик"));
        }
        self.append(draft, digest, known.len(), fresh)?;
        let content = [known.as_slice(), fresh].concat();
        let received = content.len() as u64;
        if hex::encode(Sha256::digest(&content)) != digest {
            let ended = content.len() == longest;
            if ended {
                self.remove_part(draft, digest);
                return Err(unfit("файл пришёл повреждённым"));
            }
            return Ok(Received { received });
        }
        let media = media_of(&content);
        let fits = described.is_none_or(|scan| media == Some(scan.media) && scan.size == received);
        if media.is_none() || !fits {
            self.remove_part(draft, digest);
            return Err(unfit("такие файлы не принимаются"));
        }
        let folder = self.folder_of(draft);
        fs::rename(folder.join(format!("{digest}.part")), folder.join(digest)).map_err(disk)?;
        let _ = self.changeable(token, draft)?.files.insert(digest.to_owned(), received);
        self.save()?;
        Ok(Received { received })
    }

    /// A scan that has arrived in full.
    pub fn file(&self, draft: &str, digest: &str) -> Result<Vec<u8>, Problem> {
        let known = self.any_draft(draft).is_some_and(|draft| draft.files.contains_key(digest));
        if !known {
            return Err(not_found());
        }
        fs::read(self.folder_of(draft).join(digest)).map_err(disk)
    }

    /// Removes everything that has arrived for a draft.
    pub(super) fn remove_files(&self, draft: &str) {
        let _ = fs::remove_dir_all(self.folder_of(draft));
    }

    fn folder_of(&self, draft: &str) -> PathBuf {
        self.folder.join("files").join(draft)
    }

    fn part(&self, draft: &str, digest: &str) -> Result<Vec<u8>, Problem> {
        match fs::read(self.folder_of(draft).join(format!("{digest}.part"))) {
            Ok(bytes) => Ok(bytes),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(disk(error)),
        }
    }

    fn append(&self, draft: &str, digest: &str, known: usize, fresh: &[u8]) -> Result<(), Problem> {
        let folder = self.folder_of(draft);
        fs::create_dir_all(&folder).map_err(disk)?;
        if known == 0 && fs::read_dir(&folder).map_err(disk)?.count() >= FILES {
            return Err(conflict("слишком много файлов"));
        }
        let path = folder.join(format!("{digest}.part"));
        let file = fs::OpenOptions::new().create(true).append(true).open(path);
        file.and_then(|mut file| file.write_all(fresh)).map_err(disk)
    }

    fn remove_part(&self, draft: &str, digest: &str) {
        let _ = fs::remove_file(self.folder_of(draft).join(format!("{digest}.part")));
    }
}

fn disk(error: std::io::Error) -> Problem {
    broken(&Fault::from(error))
}

/// The kind of a file by its first bytes; none for a kind that is not taken.
pub(super) fn media_of(content: &[u8]) -> Option<Media> {
    const SIGNS: [(&[u8], Media); 9] = [
        (b"\xff\xd8\xff", Media::Jpg),
        (b"BM", Media::Bmp),
        (b"II*\0", Media::Tif),
        (b"MM\0*", Media::Tif),
        (b"%PDF-", Media::Pdf),
        (b"Rar!\x1a\x07\0", Media::Rar),
        (b"Rar!\x1a\x07\x01\0", Media::Rar),
        (b"PK\x03\x04", Media::Zip),
        (b"PK\x05\x06", Media::Zip),
    ];
    SIGNS.iter().find(|(sign, _)| content.starts_with(sign)).map(|(_, media)| *media)
}

/// A name for people: the last part of a path, without what could steer a terminal or a header line.
pub(super) fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String =
        last.chars().filter(|c| !c.is_control() && !"\"<>:|?*".contains(*c)).take(NAME).collect();
    let clean = clean.trim().trim_start_matches('.').to_owned();
    if clean.is_empty() { "scan".to_owned() } else { clean }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_a_file_leads_nowhere() {
        for (name, clean) in [
            ("паспорт.pdf", "паспорт.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\m\\скан.jpg", "скан.jpg"),
            (".htaccess", "htaccess"),
            ("a\r\nSet-Cookie: x=\"1\"", "aSet-Cookie x=1"),
            ("..", "scan"),
            ("", "scan"),
        ] {
            assert_eq!(clean_name(name), clean, "{name:?}");
        }
        assert_eq!(clean_name(&"я".repeat(300)).chars().count(), NAME);
    }

    #[test]
    fn the_kind_of_a_file_is_told_by_its_content() {
        assert_eq!(media_of(b"%PDF-1.7"), Some(Media::Pdf));
        assert_eq!(media_of(b"MM\0*...."), Some(Media::Tif));
        assert_eq!(media_of(b"MZ\x90\0"), None);
        assert_eq!(media_of(b""), None);
    }
}
