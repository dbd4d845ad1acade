//! A copy on another token: certificate and chain as certificate objects, request and printed form as data objects.
//!
//! Nothing here is a key. So that no program takes the copy for a certificate that can sign, it says whose it is by
//! `CKA_CERTIFICATE_CATEGORY` (PKCS#11 3.1, 4.6.2), by which [`objects::certificates`] tells such objects apart again.

use cryptoki_sys::{
    CK_CERTIFICATE_CATEGORY_AUTHORITY, CK_CERTIFICATE_CATEGORY_OTHER_ENTITY, CK_OBJECT_HANDLE, CK_ULONG,
    CKA_APPLICATION, CKA_CERTIFICATE_CATEGORY, CKA_LABEL, CKA_PRIVATE, CKA_TOKEN, CKA_VALUE, CKO_DATA,
};

use crate::domain::certificate::Certificate;
use crate::domain::key::CkaId;
use crate::ports::TokenCopy;
use crate::token::calls::{Attribute, Error, Session};
use crate::token::objects;
use crate::token::rv;

/// Writes what is not there yet and tells whether all of it reads back the same. What cannot be completed is removed
/// again; a token that was pulled out keeps what it has got, until the copy is gone on with.
///
/// `room`: free bytes, where the token tells them.
pub fn save(session: &Session, id: &CkaId, copy: &TokenCopy, room: Option<u64>) -> Result<bool, Error> {
    let saved = write(session, id, copy, room);
    if !matches!(saved, Ok(true)) {
        let _ = remove(session, id);
    }
    saved
}

/// The holder's certificate comes last: a copy without it does not count.
fn write(session: &Session, id: &CkaId, copy: &TokenCopy, room: Option<u64>) -> Result<bool, Error> {
    let files_fit = fits(copy, room);
    let whole = files_fit && write_files(session, id, &copy.files)?;
    if !whole {
        remove_files(session, id)?;
    }
    for (index, (label, certificate)) in copy.certificates.iter().enumerate().rev() {
        let kind =
            if index == 0 { CK_CERTIFICATE_CATEGORY_OTHER_ENTITY } else { CK_CERTIFICATE_CATEGORY_AUTHORITY };
        if !write_certificate(session, id, certificate, label, kind)? {
            return Ok(false);
        }
    }
    Ok(!whole || files_are_there(session, id, &copy.files)?)
}

/// The files are a comfort. They must not take the room that the next key pair will need: half of it stays free.
fn fits(copy: &TokenCopy, room: Option<u64>) -> bool {
    let size: usize = copy.files.iter().map(|(_, content)| content.len()).sum();
    room.is_none_or(|room| u64::try_from(size).is_ok_and(|size| size < room / 2))
}

/// False when this token takes no data objects, or not such large ones.
fn write_files(session: &Session, id: &CkaId, files: &[(String, Vec<u8>)]) -> Result<bool, Error> {
    for (name, content) in files {
        if file_is_there(session, id, name, content)? {
            continue;
        }
        let written = session.create(&[
            Attribute::class(CKO_DATA),
            Attribute::flag(CKA_TOKEN, true),
            Attribute::flag(CKA_PRIVATE, false),
            application(id),
            Attribute::bytes(CKA_LABEL, name.as_bytes()),
            Attribute::bytes(CKA_VALUE, content),
        ]);
        match written {
            Ok(_) => {}
            Err(error) if rv::refuses_template(&error) || rv::refuses_object(&error) => return Ok(false),
            Err(error) => return Err(error),
        }
    }
    Ok(true)
}

fn write_certificate(
    session: &Session,
    id: &CkaId,
    certificate: &Certificate,
    label: &str,
    kind: CK_ULONG,
) -> Result<bool, Error> {
    match objects::store_as(session, id, certificate, label, &[category(kind)]) {
        // The category is a service to other programs; not every token takes it.
        Err(error) if rv::refuses_template(&error) => objects::store(session, id, certificate, label),
        stored => stored,
    }
}

fn files_are_there(session: &Session, id: &CkaId, files: &[(String, Vec<u8>)]) -> Result<bool, Error> {
    for (name, content) in files {
        if !file_is_there(session, id, name, content)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn file_is_there(session: &Session, id: &CkaId, name: &str, content: &[u8]) -> Result<bool, Error> {
    for object in files_of(session, id, Some(name))? {
        if objects::value(session, object)? == content {
            return Ok(true);
        }
        // Half of it, or of an earlier try: the printed form tells when it was made.
        session.destroy(object)?;
    }
    Ok(false)
}

fn files_of(session: &Session, id: &CkaId, name: Option<&str>) -> Result<Vec<CK_OBJECT_HANDLE>, Error> {
    let mut template = vec![Attribute::class(CKO_DATA), Attribute::flag(CKA_TOKEN, true), application(id)];
    template.extend(name.map(|name| Attribute::bytes(CKA_LABEL, name.as_bytes())));
    session.find(&template)
}

fn remove_files(session: &Session, id: &CkaId) -> Result<(), Error> {
    // A token that knows no data objects has none to be removed.
    for object in files_of(session, id, None).unwrap_or_default() {
        session.destroy(object)?;
    }
    Ok(())
}

/// The identifier was chosen by this program at random, so nothing foreign can be hit.
fn remove(session: &Session, id: &CkaId) -> Result<(), Error> {
    remove_files(session, id)?;
    objects::remove_certificates(session, id)
}

/// Joins a file to its certificate: data objects have no `CKA_ID`.
fn application(id: &CkaId) -> Attribute {
    Attribute::bytes(CKA_APPLICATION, format!("{} {id}", env!("CARGO_PKG_NAME")).as_bytes())
}

fn category(kind: CK_ULONG) -> Attribute {
    Attribute::number(CKA_CERTIFICATE_CATEGORY, kind)
}
