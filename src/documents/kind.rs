//! What a file is by its content. The name is never asked: it is the first thing that lies.

use crate::domain::form::Media;

/// A kind that can be a scan, or a word for what else it is: `found` in the text of `SCAN-TYPE`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// May be taken, if the CA takes this kind.
    Scan(Media),
    /// Nothing that a CA takes.
    Other(&'static str),
}

/// First bytes, and what they begin. The order matters only where one is the beginning of another.
const SIGNATURES: &[(&[u8], Kind)] = &[
    (b"\xff\xd8\xff", Kind::Scan(Media::Jpg)),
    (b"%PDF-", Kind::Scan(Media::Pdf)),
    (b"II*\0", Kind::Scan(Media::Tif)),
    (b"MM\0*", Kind::Scan(Media::Tif)),
    (b"Rar!\x1a\x07\x00", Kind::Scan(Media::Rar)),
    (b"Rar!\x1a\x07\x01\x00", Kind::Scan(Media::Rar)),
    (b"PK\x03\x04", Kind::Scan(Media::Zip)),
    (b"PK\x05\x06", Kind::Scan(Media::Zip)),
    (b"MZ", Kind::Other("program")),
    (b"\x7fELF", Kind::Other("program")),
    (b"\xcf\xfa\xed\xfe", Kind::Other("program")),
    (b"\xca\xfe\xba\xbe", Kind::Other("program")),
    (b"#!", Kind::Other("program")),
    (b"L\0\0\0\x01\x14\x02\0", Kind::Other("link")),
    (b"\x89PNG\r\n\x1a\n", Kind::Other("png")),
    (b"GIF8", Kind::Other("gif")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind::Other("office")),
    (b"{\\rtf", Kind::Other("office")),
    (b"7z\xbc\xaf\x27\x1c", Kind::Other("archive")),
    (b"\x1f\x8b", Kind::Other("archive")),
    (b"BZh", Kind::Other("archive")),
    (b"\xfd7zXZ\0", Kind::Other("archive")),
];

/// The kind of a file that begins with these bytes.
pub fn of(head: &[u8]) -> Kind {
    if head.is_empty() {
        return Kind::Other("empty");
    }
    if let Some((_, kind)) = SIGNATURES.iter().find(|(signature, _)| head.starts_with(signature)) {
        return *kind;
    }
    if is_bmp(head) {
        return Kind::Scan(Media::Bmp);
    }
    if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
        return Kind::Other("webp");
    }
    if head.get(4..8) == Some(b"ftyp") {
        return Kind::Other(if head.get(8..10) == Some(b"he") { "heic" } else { "video" });
    }
    text(head)
}

/// «BM» alone is the beginning of many a word: the length of the second header must be one that exists.
fn is_bmp(head: &[u8]) -> bool {
    head.starts_with(b"BM") && matches!(head.get(14..18), Some([12 | 40 | 52 | 56 | 64 | 108 | 124, 0, 0, 0]))
}

fn text(head: &[u8]) -> Kind {
    let start = &head[..head.len().min(512)];
    if start.iter().any(|byte| *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c)) {
        return Kind::Other("unknown");
    }
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
    Kind::Other(if start.starts_with(b"<") { "html" } else { "text" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_scan_is_named() {
        for (head, word) in [
            (b"".as_slice(), "empty"),
            (b"MZ\x90\0\x03", "program"),
            (b"\x7fELF\x02\x01", "program"),
            (b"#!/bin/sh\n", "program"),
            (b"\x89PNG\r\n\x1a\n\0\0", "png"),
            (b"\0\0\0\x18ftypheic", "heic"),
            (b"\0\0\0\x18ftypmp42", "video"),
            (b"RIFF\x10\0\0\0WEBPVP8 ", "webp"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office"),
            (b"\n  <!DOCTYPE html><html>", "html"),
            (b"\xef\xbb\xbf<?xml version='1.0'?>", "html"),
            ("Здравствуйте".as_bytes(), "text"),
            (b"BM is no picture of its own", "text"),
            (b"\x01\x02\x03\x04", "unknown"),
        ] {
            assert_eq!(of(head), Kind::Other(word), "{head:?}");
        }
    }

    #[test]
    fn both_versions_of_rar_and_both_byte_orders_of_tiff_are_known() {
        assert_eq!(of(b"Rar!\x1a\x07\x00\xcf"), Kind::Scan(Media::Rar));
        assert_eq!(of(b"Rar!\x1a\x07\x01\x00\x33"), Kind::Scan(Media::Rar));
        assert_eq!(of(b"II*\0\x08\0\0\0"), Kind::Scan(Media::Tif));
        assert_eq!(of(b"MM\0*\0\0\0\x08"), Kind::Scan(Media::Tif));
    }
}
