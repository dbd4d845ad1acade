//! Messages between the program and a worker: a header in JSON, and secrets beside it that serde never sees.
//!
//! ```text
//! "RMW1"  length of the header u32  length of the secrets u32     little-endian
//! header                            JSON in UTF-8
//! secrets                           each: length u16, bytes
//! ```
//!
//! Buffers that hold a secret have their room from the beginning, so that no copy is left behind when one grows, and
//! are wiped.

use std::io::{self, ErrorKind, Read, Write};

use zeroize::Zeroizing;

use crate::domain::secret::Pin;

/// Longest header in bytes: some thousand certificates.
pub const LONGEST_HEADER: usize = 32 << 20;
/// Longest secrets of one message in bytes, all together.
pub const LONGEST_SECRETS: usize = 4096;

const MAGIC: [u8; 4] = *b"RMW1";
const PREFIX: usize = MAGIC.len() + 4 + 4;

/// Bytes that are wiped when they go out of scope.
pub type Secret = Zeroizing<Vec<u8>>;

/// A PIN as bytes, in memory of its own.
pub fn secret(pin: &Pin) -> Secret {
    Zeroizing::new(pin.reveal().as_bytes().to_vec())
}

/// The PIN that a message has brought. The bytes are moved, not copied.
///
/// # Errors
/// `InvalidData` when they are no text.
pub fn pin(mut secret: Secret) -> io::Result<Pin> {
    String::from_utf8(std::mem::take(&mut *secret)).map(Pin::new).map_err(|error| {
        drop(Zeroizing::new(error.into_bytes()));
        invalid("a PIN that is no text")
    })
}

/// One message.
#[derive(Default)]
pub struct Frame {
    /// JSON.
    pub header: Vec<u8>,
    /// Secrets, in the order that the header implies.
    pub secrets: Vec<Secret>,
}

impl Frame {
    /// Sends the message in one piece.
    ///
    /// # Errors
    /// `InvalidInput` when it is too long; those of the stream.
    pub fn write(&self, to: &mut impl Write) -> io::Result<()> {
        let secrets: usize = self.secrets.iter().map(|secret| 2 + secret.len()).sum();
        if self.header.len() > LONGEST_HEADER || secrets > LONGEST_SECRETS {
            return Err(io::Error::new(ErrorKind::InvalidInput, "a message that is too long"));
        }
        let room = PREFIX + self.header.len() + secrets;
        let mut bytes = Zeroizing::new(Vec::with_capacity(room));
        bytes.extend_from_slice(&MAGIC);
        // Both lengths were compared with limits far below 2³².
        bytes.extend_from_slice(&(self.header.len() as u32).to_le_bytes());
        bytes.extend_from_slice(&(secrets as u32).to_le_bytes());
        bytes.extend_from_slice(&self.header);
        for secret in &self.secrets {
            bytes.extend_from_slice(&(secret.len() as u16).to_le_bytes());
            bytes.extend_from_slice(secret);
        }
        to.write_all(&bytes)?;
        to.flush()
    }

    /// Reads the next message; `None` at the end of the stream. `from` must not keep what was read: a buffered
    /// reader would leave secrets in its buffer.
    ///
    /// # Errors
    /// `InvalidData` for what is no message, `UnexpectedEof` for half of one; those of the stream. The stream is of
    /// no use afterwards.
    pub fn read(from: &mut impl Read) -> io::Result<Option<Self>> {
        let mut prefix = [0; PREFIX];
        if !fill_or_end(from, &mut prefix)? {
            return Ok(None);
        }
        let (magic, lengths) = prefix.split_at(MAGIC.len());
        let (header, secrets) = lengths.split_at(4);
        if magic != MAGIC {
            return Err(invalid("no message"));
        }
        let (header, secrets) = (length(header), length(secrets));
        if header > LONGEST_HEADER || secrets > LONGEST_SECRETS {
            return Err(invalid("a message that is too long"));
        }
        // Grows as it comes: a length alone takes no memory.
        let mut bytes = Vec::new();
        let read = from.take(header as u64).read_to_end(&mut bytes)?;
        if read < header {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        let mut sealed = Zeroizing::new(vec![0; secrets]);
        from.read_exact(&mut sealed)?;
        Ok(Some(Self { header: bytes, secrets: split(&sealed)? }))
    }
}

fn split(mut sealed: &[u8]) -> io::Result<Vec<Secret>> {
    let mut secrets = Vec::new();
    while let Some((length, rest)) = sealed.split_first_chunk::<2>() {
        let length = usize::from(u16::from_le_bytes(*length));
        let (secret, rest) = rest.split_at_checked(length).ok_or_else(|| invalid("half a secret"))?;
        secrets.push(Zeroizing::new(secret.to_vec()));
        sealed = rest;
    }
    if sealed.is_empty() { Ok(secrets) } else { Err(invalid("half a secret")) }
}

/// False when the stream ends before the first byte.
fn fill_or_end(from: &mut impl Read, buffer: &mut [u8]) -> io::Result<bool> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match from.read(rest) {
            Ok(0) if filled == 0 => return Ok(false),
            Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
            Ok(read) => filled += read,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(true)
}

fn length(bytes: &[u8]) -> usize {
    bytes.iter().rev().fold(0, |length, byte| length << 8 | usize::from(*byte))
}

fn invalid(what: &'static str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, what)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn sent(frame: &Frame) -> Vec<u8> {
        let mut bytes = Vec::new();
        frame.write(&mut bytes).unwrap();
        bytes
    }

    fn message() -> Frame {
        let secrets = [&b"12345678"[..], b"", "пароль".as_bytes()];
        Frame {
            header: br#"{"login":1}"#.to_vec(),
            secrets: secrets.map(|bytes| Zeroizing::new(bytes.to_vec())).into(),
        }
    }

    #[test]
    fn messages_arrive_as_they_were_sent_and_then_the_stream_ends() {
        let bytes = [sent(&message()), sent(&Frame::default())].concat();
        let mut stream = bytes.as_slice();
        let first = Frame::read(&mut stream).unwrap().unwrap();
        assert_eq!(first.header, message().header);
        assert_eq!(first.secrets, message().secrets);
        assert!(Frame::read(&mut stream).unwrap().unwrap().header.is_empty());
        assert!(Frame::read(&mut stream).unwrap().is_none());
    }

    #[test]
    fn a_message_torn_anywhere_is_an_error() {
        let bytes = sent(&message());
        for end in 1..bytes.len() {
            let torn = Frame::read(&mut &bytes[..end]).err().unwrap();
            assert_eq!(torn.kind(), ErrorKind::UnexpectedEof, "{end} bytes");
        }
    }

    #[test]
    fn a_length_beyond_the_limit_is_refused_before_anything_is_read() {
        for lengths in [(u32::MAX, 0), (0, u32::MAX), (0, LONGEST_SECRETS as u32 + 1)] {
            let bytes = [&MAGIC[..], &lengths.0.to_le_bytes(), &lengths.1.to_le_bytes()].concat();
            assert_eq!(Frame::read(&mut &*bytes).err().unwrap().kind(), ErrorKind::InvalidData);
        }
        let long = Frame { header: Vec::new(), secrets: vec![Zeroizing::new(vec![7; LONGEST_SECRETS])] };
        assert_eq!(long.write(&mut Vec::new()).unwrap_err().kind(), ErrorKind::InvalidInput);
    }

    #[test]
    fn a_long_header_that_does_not_come_takes_no_memory() {
        let claimed = (LONGEST_HEADER as u32).to_le_bytes();
        let bytes = [&MAGIC[..], &claimed, &[0; 4], b"only this"].concat();
        assert_eq!(Frame::read(&mut &*bytes).err().unwrap().kind(), ErrorKind::UnexpectedEof);
    }

    #[test]
    fn what_a_library_prints_is_no_message() {
        for text in ["rtpkcs11ecp: debug\n", "\0\0\0\0\0\0\0\0\0\0\0\0\0", "RMW2 and more text"] {
            assert_eq!(Frame::read(&mut text.as_bytes()).err().unwrap().kind(), ErrorKind::InvalidData);
        }
    }

    #[test]
    fn secrets_that_do_not_fill_their_part_are_an_error() {
        for part in [&[5u8, 0, b'1'][..], &[1, 0, b'1', 0], &[0]] {
            let mut bytes = [&MAGIC[..], &0u32.to_le_bytes(), &(part.len() as u32).to_le_bytes()].concat();
            bytes.extend_from_slice(part);
            assert_eq!(Frame::read(&mut &*bytes).err().unwrap().kind(), ErrorKind::InvalidData, "{part:?}");
        }
        assert!(pin(Zeroizing::new(vec![0xFF, 0xFE])).is_err());
        assert_eq!(pin(Zeroizing::new(b"1234".to_vec())).unwrap().reveal(), "1234");
    }
}
