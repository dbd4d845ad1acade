//! PDF files: each must open, have pages and ask for no password.

use lopdf::{DecompressError, Document, Error, LoadOptions, Object};

use crate::documents::trouble::Trouble;

/// Most that one table or one bundle of objects may unpack to. Pages and pictures are not unpacked at all.
const BUNDLE: usize = 4 * 1024 * 1024;

/// What is needed to find the pages; a bomb would hide in the rest.
const KEPT: [&[u8]; 6] = [b"Type", b"Kids", b"Parent", b"Count", b"Pages", b"Encrypt"];

/// Opens the file.
pub fn check(bytes: &[u8]) -> Result<(), Trouble> {
    let options = LoadOptions {
        filter: Some(|id, object| keep(object).then(|| (id, object.clone()))),
        max_decompressed_size: Some(BUNDLE),
        ..LoadOptions::default()
    };
    let document = Document::load_mem_with_options(bytes, options).map_err(|error| match error {
        Error::InvalidPassword | Error::Decryption(_) | Error::UnsupportedSecurityHandler(_) => {
            Trouble::Broken("password")
        }
        Error::Decompress(DecompressError::MemoryLimitExceeded { .. }) => Trouble::Bomb,
        _ => Trouble::Broken("pdf"),
    })?;
    if document.was_encrypted() || document.is_encrypted() {
        return Err(Trouble::Broken("password"));
    }
    if document.page_iter().next().is_none() {
        return Err(Trouble::Broken("pages"));
    }
    Ok(())
}

/// Thins an object out to the tree of pages; false when nothing of it is needed.
fn keep(object: &mut Object) -> bool {
    if let Object::Dictionary(dictionary) = object {
        let rest: Vec<Vec<u8>> =
            dictionary.iter().map(|(key, _)| key.clone()).filter(|key| !KEPT.contains(&&key[..])).collect();
        // The dictionary of an encryption is left whole: without it the file would pass for an open one.
        if dictionary.get(b"Filter").is_err() {
            for key in rest {
                let _ = dictionary.remove(&key);
            }
        }
        return true;
    }
    match object {
        Object::Stream(stream) => stream.dict.has_type(b"ObjStm"),
        Object::Array(_) => true,
        _ => false,
    }
}
