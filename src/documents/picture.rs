//! Pictures: the header must make sense, and a picture that is too large is made smaller.

use std::io::{self, Cursor, Write};

use image::codecs::bmp::BmpDecoder;
use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::tiff::TiffDecoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageResult, Limits};

use crate::documents::trouble::Trouble;
use crate::domain::form::Media;

/// Largest picture that is decoded: an A4 sheet at 1000 dpi. With all that is made of it, at most some 460 megabytes
/// are in memory for a moment.
const PIXELS: u64 = 100_000_000;

/// Most memory for the decoded picture and the decoder's own buffers.
const MEMORY: u64 = 420 * 1024 * 1024;

/// Long sides that are tried, in pixels: A4 at 300, 212, 150 and 106 dpi, and the least that can be read.
const SIDES: [u32; 5] = [3508, 2480, 1754, 1240, LEAST];

/// Small print on a document can still be read at this long side, and not below.
const LEAST: u32 = 1000;

/// Qualities of JPEG that are tried at each size.
const QUALITIES: [u8; 4] = [85, 75, 65, 50];

/// Pages of a TIFF file that are counted; more are as bad as two.
const PAGES: usize = 1000;

/// Reads the header. A JPEG must also have its end: a picture cut off by a broken transfer shows half a passport.
pub fn check(bytes: &[u8], media: Media) -> Result<(), Trouble> {
    let decoder = decoder(bytes, media)?;
    let (width, height) = decoder.dimensions();
    match u64::from(width) * u64::from(height) {
        0 => Err(Trouble::Broken("picture")),
        pixels if pixels > PIXELS => Err(Trouble::Bomb),
        _ if media == Media::Jpg && !has_end(bytes) => Err(Trouble::Broken("cut")),
        _ => Ok(()),
    }
}

/// A smaller picture as JPEG, at most `limit` bytes; `None` when it cannot be made without losing what can be read
/// or without losing pages.
///
/// First the size goes down, then the quality, and colour only at the very end.
pub fn shrink(bytes: &[u8], media: Media, limit: usize) -> Result<Option<Vec<u8>>, Trouble> {
    let mut decoder = decoder(bytes, media)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels == 0 {
        return Err(Trouble::Broken("picture"));
    }
    // Of a TIFF file with several pages only the first would be left.
    if pixels > PIXELS || decoder.total_bytes() > MEMORY || (media == Media::Tif && pages(bytes) != 1) {
        return Ok(None);
    }
    if media == Media::Jpg && !has_end(bytes) {
        return Err(Trouble::Broken("cut"));
    }
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MEMORY);
    decoder.set_limits(limits).map_err(broken)?;
    // Cameras turn the picture by a note in the file, and the note stays behind.
    let orientation = decoder.orientation().map_err(broken)?;
    let picture = DynamicImage::from_decoder(decoder).map_err(broken)?;
    let mut picture = fit(picture, first_side(width.max(height)));
    picture.apply_orientation(orientation);
    Ok(smaller(picture, limit))
}

fn smaller(picture: DynamicImage, limit: usize) -> Option<Vec<u8>> {
    let long = picture.width().max(picture.height());
    let coloured = picture.color().has_color();
    let grey = |picture: &DynamicImage| DynamicImage::ImageLuma8(picture.to_luma8());
    let picture = if coloured { DynamicImage::ImageRgb8(picture.to_rgb8()) } else { grey(&picture) };
    let sides = || std::iter::once(long).chain(SIDES.into_iter().filter(move |side| *side < long));
    let attempts = sides().flat_map(|side| QUALITIES.map(|quality| (side, quality, false)));
    let last = sides().filter(|side| *side <= SIDES[3] || *side == long && long < LEAST);
    let last = last.flat_map(|side| QUALITIES.map(|quality| (side, quality, true)));
    let mut ready: Option<(u32, bool, DynamicImage)> = None;
    for (side, quality, without_colour) in attempts.chain(last.filter(|_| coloured)) {
        if ready.as_ref().is_none_or(|(s, g, _)| (*s, *g) != (side, without_colour)) {
            let resized = fit(picture.clone(), side);
            let resized = if without_colour { grey(&resized) } else { resized };
            ready = Some((side, without_colour, resized));
        }
        let (_, _, resized) = ready.as_ref()?;
        if let Some(bytes) = encode(resized, quality, limit) {
            return Some(bytes);
        }
    }
    None
}

/// The long side to begin with. Just below half the size the good filter would need most memory; there the exact half
/// is as good.
fn first_side(long: u32) -> u32 {
    if (SIDES[0] * 3 / 2..SIDES[0] * 2).contains(&long) { long / 2 } else { SIDES[0] }
}

/// The same picture with a long side of at most so many pixels.
fn fit(picture: DynamicImage, side: u32) -> DynamicImage {
    let long = picture.width().max(picture.height());
    if long <= side {
        picture
    } else if long >= 2 * side {
        // Averages whole blocks in place: the better filter would need four times the memory of the picture.
        picture.thumbnail(side, side)
    } else {
        picture.resize(side, side, FilterType::Triangle)
    }
}

/// JPEG of at most `limit` bytes; given up as soon as it gets longer.
fn encode(picture: &DynamicImage, quality: u8, limit: usize) -> Option<Vec<u8>> {
    let mut room = Room { bytes: Vec::new(), limit };
    let encoder = JpegEncoder::new_with_quality(&mut room, quality);
    picture.write_with_encoder(encoder).ok()?;
    Some(room.bytes)
}

/// Takes so many bytes and not one more.
struct Room {
    bytes: Vec<u8>,
    limit: usize,
}

impl Write for Room {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > self.limit {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn decoder(bytes: &[u8], media: Media) -> Result<Box<dyn ImageDecoder + '_>, Trouble> {
    let bytes = Cursor::new(bytes);
    let decoder: ImageResult<Box<dyn ImageDecoder + '_>> = match media {
        Media::Jpg => JpegDecoder::new(bytes).map(|decoder| Box::new(decoder) as _),
        Media::Bmp => BmpDecoder::new(bytes).map(|decoder| Box::new(decoder) as _),
        Media::Tif => TiffDecoder::new(bytes).map(|decoder| Box::new(decoder) as _),
        Media::Pdf | Media::Rar | Media::Zip => return Err(Trouble::Broken("picture")),
    };
    decoder.map_err(broken)
}

fn broken(_: image::ImageError) -> Trouble {
    Trouble::Broken("picture")
}

/// Walks a JPEG from segment to segment (ITU-T T.81 B.1.1) until its end marker.
fn has_end(bytes: &[u8]) -> bool {
    let mut at = 2;
    while let Some(found) = bytes.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == 0xff)) {
        at += found + 1;
        match bytes.get(at) {
            Some(0xd9) => return true,
            // Stuffed bytes, restarts and fillers stand inside the data of a scan.
            Some(0x00 | 0x01 | 0xd0..=0xd8) => at += 1,
            Some(0xff) => {}
            Some(_) => match bytes.get(at + 1..at + 3) {
                Some(&[high, low]) => at += 1 + usize::from(u16::from_be_bytes([high, low])),
                _ => return false,
            },
            None => return false,
        }
    }
    false
}

/// Pages of a TIFF file: its directories are a chain (TIFF 6.0, section 2).
fn pages(bytes: &[u8]) -> usize {
    let big = bytes.starts_with(b"MM");
    let number = |at: usize, length: usize| -> Option<usize> {
        let raw = bytes.get(at..at.checked_add(length)?)?;
        let fold = |value: usize, byte: &u8| value << 8 | usize::from(*byte);
        Some(if big { raw.iter().fold(0, fold) } else { raw.iter().rev().fold(0, fold) })
    };
    let mut at = number(4, 4);
    let mut pages = 0;
    while let Some(directory) = at.filter(|at| *at != 0 && pages < PAGES) {
        let Some(entries) = number(directory, 2) else { break };
        pages += 1;
        at = number(directory + 2 + 12 * entries, 4);
    }
    pages
}
