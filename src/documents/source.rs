//! The file that was chosen: opened without surprises, read no further than needed, named for people.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Component, Path};

use crate::documents::trouble::Trouble;
use crate::domain::form::Media;
use crate::fault::Fault;

/// Longest name for people, in characters.
const LONGEST_NAME: usize = 100;

/// An ordinary file, open for reading.
pub struct Source {
    file: File,
}

impl Source {
    /// Opens an ordinary file. Folders, devices, pipes and links are refused, and so are paths with `..`: whoever
    /// chose a file in a dialog has none of them.
    pub fn open(path: &Path) -> Result<Self, Fault> {
        if path.components().any(|part| part == Component::ParentDir) {
            return Err(Trouble::Broken("path").into());
        }
        // Looked at first, because opening a pipe waits for a writer and opening some devices does things.
        let before = match std::fs::symlink_metadata(path) {
            // A path that was typed wrong is not a folder that is closed.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(Trouble::Type("absent").into());
            }
            looked => looked?.file_type(),
        };
        if before.is_symlink() {
            return Err(Trouble::Type("link").into());
        }
        if before.is_dir() {
            return Err(Trouble::Type("folder").into());
        }
        if !before.is_file() {
            return Err(Trouble::Type("device").into());
        }
        let file = careful().open(path)?;
        // Looked at again, because another file may stand there by now.
        if !file.metadata()?.is_file() {
            return Err(Trouble::Type("device").into());
        }
        Ok(Self { file })
    }

    /// Length as the disk tells it.
    pub fn length(&self) -> Result<u64, Fault> {
        Ok(self.file.metadata()?.len())
    }

    /// The first bytes, at most so many, whatever length the file claims and however it grows meanwhile.
    pub fn beginning(&mut self, most: u64) -> Result<Vec<u8>, Fault> {
        let mut bytes = Vec::new();
        self.file.seek(SeekFrom::Start(0))?;
        let _ = Read::by_ref(&mut self.file).take(most).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// Does not follow a link and does not wait for a pipe that took the place of the file.
fn careful() -> OpenOptions {
    let mut options = OpenOptions::new();
    let _ = options.read(true);
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY;
        let _ = options.custom_flags(flags.bits().cast_signed());
    }
    options
}

/// The name for people: no folders of any system, no characters that control or turn the direction of writing,
/// at most 100 characters with the ending kept.
pub fn name(path: &Path, media: Option<Media>) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name.chars().filter(|c| !c.is_control() && !turns_direction(*c)).collect();
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = if name.trim_matches('.').is_empty() { "scan" } else { &name };
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() && ending.chars().count() <= 8 => (stem, ending),
        _ => (name, ""),
    };
    let ending = media.map_or(ending, |media| media.id());
    let room = LONGEST_NAME - if ending.is_empty() { 0 } else { ending.chars().count() + 1 };
    let stem: String = stem.chars().take(room).collect();
    if ending.is_empty() { stem } else { format!("{stem}.{ending}") }
}

/// Characters that show «фотоgpj.exe» as «фотоexe.jpg» (Unicode UAX 9, 2.1–2.6), and those that show nothing.
fn turns_direction(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_for_people_has_no_folders_and_no_tricks() {
        for (path, said) in [
            ("/home/user/скан паспорта.jpg", "скан паспорта.jpg"),
            ("C:\\Users\\скан.pdf", "скан.pdf"),
            ("..\\..\\скан.pdf", "скан.pdf"),
            ("фото\u{202e}gpj.exe", "фотоgpj.exe"),
            ("a\r\nb\t c.tif", "ab c.tif"),
            ("..", "scan"),
            ("...", "scan"),
        ] {
            assert_eq!(name(Path::new(path), None), said);
        }
    }

    #[test]
    fn a_long_name_keeps_its_ending() {
        let long = format!("{}.jpg", "я".repeat(300));
        let name = name(Path::new(&long), None);
        assert_eq!(name.chars().count(), LONGEST_NAME);
        assert!(name.ends_with("я.jpg"));
    }

    #[test]
    fn a_shrunk_picture_is_named_for_what_it_has_become() {
        assert_eq!(name(Path::new("/scan/паспорт.tiff"), Some(Media::Jpg)), "паспорт.jpg");
        assert_eq!(name(Path::new("паспорт"), Some(Media::Jpg)), "паспорт.jpg");
    }
}
