//! Scans: looked at by their content, shrunk when they are too large, kept encrypted beside the journals.
//!
//! ```text
//! path ─ source ─▶ first bytes ─ kind ─▶ Media ─┬─ picture · pdf · archive ─▶ store
//!                                               └─ too large: picture::shrink ─▶ store
//! ```
//!
//! A file is hostile until it was looked at. No more than the limit and one byte is read of it; only a picture that
//! is to be shrunk is read further, up to [`LARGEST_PICTURE`].

mod archive;
mod kind;
mod pdf;
mod picture;
mod source;
mod store;
mod trouble;

use std::path::Path;

use kind::Kind;
use source::Source;
use store::Store;
use trouble::Trouble;

use crate::domain::form::{Inspected, Media, Scan, ScanLimits, Slot};
use crate::fault::Fault;
use crate::ports::Documents;

/// Longest picture that is read in order to be shrunk, in bytes: an A4 sheet at 600 dpi as a bitmap of 256 colours.
pub const LARGEST_PICTURE: u64 = 40 * 1024 * 1024;

/// The scans in a folder of this machine.
pub struct DocumentStore {
    store: Store,
}

impl DocumentStore {
    /// In this folder, encrypted with the key of the journals.
    ///
    /// # Errors
    /// `VaultFailed` when the key is none.
    pub fn new(folder: &Path, key: &[u8; 32]) -> Result<Self, Fault> {
        Ok(Self { store: Store::new(folder, key)? })
    }

    fn inspect(&self, path: &Path, slot: Slot, limits: &ScanLimits) -> Result<Inspected, Fault> {
        let mut source = Source::open(path)?;
        let limit = limits.bytes.min(store::LONGEST);
        let bytes = source.beginning(limit + 1)?;
        let media = match kind::of(&bytes) {
            Kind::Scan(media) if limits.media.contains(&media) => media,
            Kind::Scan(media) => return Err(Trouble::Type(media.id()).into()),
            Kind::Other(found) => return Err(Trouble::Type(found).into()),
        };
        let name = source::name(path, None);
        if bytes.len() as u64 > limit {
            drop(bytes);
            let shrunk = self.shrunk(path, &mut source, media, slot, limits)?;
            return Ok(Inspected::TooLarge { name, media, size: source.length()?, shrunk });
        }
        look(&bytes, media)?;
        Ok(Inspected::Stored(self.keep(&bytes, name, media, slot)?))
    }

    fn shrunk(
        &self,
        path: &Path,
        source: &mut Source,
        media: Media,
        slot: Slot,
        limits: &ScanLimits,
    ) -> Result<Option<Scan>, Fault> {
        let limit = limits.bytes.min(store::LONGEST);
        if !media.is_picture() {
            return Err(Trouble::TooLarge(limit).into());
        }
        if !limits.media.contains(&Media::Jpg) {
            return Ok(None);
        }
        let bytes = source.beginning(LARGEST_PICTURE + 1)?;
        if bytes.len() as u64 > LARGEST_PICTURE {
            return Ok(None);
        }
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let Some(small) = picture::shrink(&bytes, media, limit)? else { return Ok(None) };
        let name = source::name(path, Some(Media::Jpg));
        self.keep(&small, name, Media::Jpg, slot).map(Some)
    }

    fn keep(&self, bytes: &[u8], name: String, media: Media, slot: Slot) -> Result<Scan, Fault> {
        let digest = self.store.keep(bytes)?;
        Ok(Scan { slot, name, media, size: bytes.len() as u64, digest })
    }
}

/// The content is what its beginning promises.
fn look(bytes: &[u8], media: Media) -> Result<(), Trouble> {
    match media {
        Media::Jpg | Media::Bmp | Media::Tif => picture::check(bytes, media),
        Media::Pdf => pdf::check(bytes),
        Media::Rar => archive::rar(bytes),
        Media::Zip => archive::zip(bytes),
    }
}

impl Documents for DocumentStore {
    fn take(&mut self, path: &Path, slot: Slot, limits: &ScanLimits) -> Result<Inspected, Fault> {
        self.inspect(path, slot, limits).map_err(|fault| fault.with("name", source::name(path, None)))
    }

    fn read(&mut self, digest: &str, offset: u64, length: usize) -> Result<Vec<u8>, Fault> {
        let scan = self.store.load(digest)?;
        let start = usize::try_from(offset).unwrap_or(usize::MAX).min(scan.len());
        let end = start.saturating_add(length).min(scan.len());
        Ok(scan[start..end].to_vec())
    }

    fn drop_scans(&mut self, digests: &[String]) -> Result<(), Fault> {
        digests.iter().try_for_each(|digest| self.store.forget(digest))
    }
}
