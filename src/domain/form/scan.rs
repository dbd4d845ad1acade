//! A scan as the dossier knows it: by its digest. The bytes lie encrypted beside the journal.

use serde::{Deserialize, Serialize};

use crate::domain::form::Slot;

/// The kind of a file, told by its content and never by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Media {
    /// JPEG.
    Jpg,
    /// Windows bitmap.
    Bmp,
    /// TIFF.
    Tif,
    /// PDF.
    Pdf,
    /// RAR archive, version 4 or 5.
    Rar,
    /// ZIP archive.
    Zip,
}

impl Media {
    /// All kinds.
    pub const ALL: [Self; 6] = [Self::Jpg, Self::Bmp, Self::Tif, Self::Pdf, Self::Rar, Self::Zip];

    /// Name in profiles and in the portal protocol.
    pub fn id(self) -> &'static str {
        match self {
            Self::Jpg => "jpg",
            Self::Bmp => "bmp",
            Self::Tif => "tif",
            Self::Pdf => "pdf",
            Self::Rar => "rar",
            Self::Zip => "zip",
        }
    }

    /// True for a picture, which can be shrunk.
    pub fn is_picture(self) -> bool {
        matches!(self, Self::Jpg | Self::Bmp | Self::Tif)
    }
}

/// One attached file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scan {
    /// What it is attached to.
    pub slot: Slot,
    /// Name for people: without a folder, at most 100 characters, no control characters.
    pub name: String,
    /// Kind by content.
    pub media: Media,
    /// Length in bytes.
    pub size: u64,
    /// SHA-256 of the content, hex; also its name in the store and at the CA.
    pub digest: String,
}

/// What became of a file that was to be attached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inspected {
    /// It lies in the store.
    Stored(Scan),
    /// It is a picture and too large; a smaller one lies in the store, if one can be made.
    TooLarge {
        /// Name of the file.
        name: String,
        /// Kind by content.
        media: Media,
        /// Length in bytes.
        size: u64,
        /// The smaller one.
        shrunk: Option<Scan>,
    },
}

/// What a CA takes as a scan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanLimits {
    /// Longest file in bytes; exactly so many are allowed.
    pub bytes: u64,
    /// Kinds that are taken.
    pub media: Vec<Media>,
}
