//! ZIP and RAR: only what the lists of files say. Nothing is unpacked, so nothing can blow up.
//!
//! Of a RAR only its first header is looked at: without its decompressor, which is not free, its contents stay
//! unknown, and the CA's own check must do the rest.

use std::io::Cursor;

use zip::ZipArchive;

use crate::documents::trouble::Trouble;

/// Longest content of an archive, unpacked. A CA takes a megabyte; what unpacks to fifty holds no scans.
const UNPACKED: u64 = 50 * 1024 * 1024;

/// Most that an archive may unpack to, in lengths of itself. Pictures and PDF files are packed already; deflate ends
/// at 1032.
const RATIO: u64 = 100;

/// More files than anybody scans.
const FILES: usize = 1000;

/// Looks at the list of files of a ZIP archive.
pub fn zip(bytes: &[u8]) -> Result<(), Trouble> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Trouble::Broken("archive"))?;
    if archive.is_empty() {
        return Err(Trouble::Broken("empty-archive"));
    }
    if archive.len() > FILES {
        return Err(Trouble::Bomb);
    }
    let mut unpacked: u64 = 0;
    for index in 0..archive.len() {
        let file = archive.by_index_data(index).map_err(|_| Trouble::Broken("archive"))?;
        name(file.name_raw())?;
        if file.encrypted() {
            return Err(Trouble::Broken("password"));
        }
        unpacked = unpacked.saturating_add(file.size());
    }
    if unpacked > UNPACKED || unpacked > RATIO.saturating_mul(bytes.len() as u64) {
        return Err(Trouble::Bomb);
    }
    // Two entries over the same bytes: a megabyte can stand there a thousand times.
    match archive.has_overlapping_entries() {
        Ok(false) if !archive.has_duplicate_names() => Ok(()),
        Ok(true) => Err(Trouble::Bomb),
        _ => Err(Trouble::Broken("archive")),
    }
}

/// A name that could leave the folder it is unpacked into, under any system, or that is also a document of an
/// office program, which is a ZIP archive by its making only.
fn name(raw: &[u8]) -> Result<(), Trouble> {
    let drive = matches!(raw, [letter, b':', ..] if letter.is_ascii_alphabetic());
    let absolute = matches!(raw, [b'/' | b'\\', ..]);
    let up = raw.split(|byte| matches!(byte, b'/' | b'\\')).any(|part| part == b"..");
    if raw.is_empty() || drive || absolute || up || raw.iter().any(|byte| *byte < 0x20 || *byte == 0x7f) {
        return Err(Trouble::Broken("path"));
    }
    match raw {
        b"[Content_Types].xml" | b"mimetype" => Err(Trouble::Type("office")),
        b"META-INF/MANIFEST.MF" | b"AndroidManifest.xml" => Err(Trouble::Type("program")),
        _ => Ok(()),
    }
}

/// Looks at the first header of a RAR archive, version 4 or 5.
pub fn rar(bytes: &[u8]) -> Result<(), Trouble> {
    let encrypted = match bytes.strip_prefix(b"Rar!\x1a\x07\x01\x00") {
        Some(rest) => rar5(rest),
        None => bytes.strip_prefix(b"Rar!\x1a\x07\x00").and_then(rar4),
    };
    match encrypted {
        Some(false) => Ok(()),
        Some(true) => Err(Trouble::Broken("password")),
        None => Err(Trouble::Broken("archive")),
    }
}

/// CRC (2), type 0x73, flags (2), size (2). The CRC is the lower half of that of zlib, over all behind it. Tells
/// whether the names are encrypted; `None` when the header is not whole.
fn rar4(rest: &[u8]) -> Option<bool> {
    let [c0, c1, 0x73, f0, f1, s0, s1, ..] = *rest else { return None };
    let size = usize::from(u16::from_le_bytes([s0, s1]));
    let header = rest.get(2..size).filter(|header| header.len() >= 11)?;
    let crc = crc32fast::hash(header).to_le_bytes();
    ([crc[0], crc[1]] == [c0, c1]).then_some(u16::from_le_bytes([f0, f1]) & 0x80 != 0)
}

/// CRC (4), then as numbers of seven bits a byte: size of the rest, type (1 main, 4 encryption).
fn rar5(rest: &[u8]) -> Option<bool> {
    let (crc, rest) = rest.split_first_chunk::<4>()?;
    let (size, after) = number(rest)?;
    let covered = rest.len() - after.len() + usize::try_from(size).ok()?;
    let header = rest.get(..covered)?;
    if crc32fast::hash(header) != u32::from_le_bytes(*crc) {
        return None;
    }
    match number(after)?.0 {
        1 => Some(false),
        4 => Some(true),
        _ => None,
    }
}

/// Seven bits a byte, lowest first, the eighth bit says that more follow. Headers need three bytes at most.
fn number(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut value = 0;
    for (index, byte) in bytes.iter().take(3).enumerate() {
        value |= u64::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((value, &bytes[index + 1..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_leave_their_folder_are_refused_under_any_system() {
        for bad in ["../x", "a/../../x", "a\\..\\x", "/etc/x", "\\x", "C:x", "c:\\x", "a\nb", ""] {
            assert_eq!(name(bad.as_bytes()), Err(Trouble::Broken("path")), "{bad:?}");
        }
        for good in ["паспорт.jpg", "стр. 1/лист..2.jpg", "a..b", "1:2"] {
            assert_eq!(name(good.as_bytes()), Ok(()), "{good:?}");
        }
    }

    fn rar5_with(kind: u8) -> Vec<u8> {
        let header = [3, kind, 0, 0];
        let mut bytes = b"Rar!\x1a\x07\x01\x00".to_vec();
        bytes.extend(crc32fast::hash(&header).to_le_bytes());
        bytes.extend(header);
        bytes
    }

    fn rar4_with(flags: u16) -> Vec<u8> {
        let mut header = vec![0x73];
        header.extend(flags.to_le_bytes());
        header.extend(13_u16.to_le_bytes());
        header.extend([0; 6]);
        let crc = crc32fast::hash(&header).to_le_bytes();
        [b"Rar!\x1a\x07\x00".as_slice(), &crc[..2], &header].concat()
    }

    #[test]
    fn a_rar_is_known_by_a_whole_first_header() {
        assert_eq!(rar(&rar5_with(1)), Ok(()));
        assert_eq!(rar(&rar4_with(0)), Ok(()));
        for whole in [rar5_with(1), rar4_with(0)] {
            for length in 7..whole.len() {
                assert_eq!(rar(&whole[..length]), Err(Trouble::Broken("archive")), "{length} bytes");
            }
            for index in 8..whole.len() {
                let mut changed = whole.clone();
                changed[index] ^= 0x10;
                assert!(rar(&changed).is_err(), "byte {index}");
            }
        }
    }

    #[test]
    fn a_rar_whose_names_are_encrypted_asks_for_a_password() {
        assert_eq!(rar(&rar5_with(4)), Err(Trouble::Broken("password")));
        assert_eq!(rar(&rar4_with(0x80)), Err(Trouble::Broken("password")));
    }
}
