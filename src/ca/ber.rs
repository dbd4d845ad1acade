//! Turns BER into DER as far as signed messages need it: definite lengths, whole strings.
//!
//! CAs written in Java send indefinite lengths and strings in pieces (X.690 8.1.3.6, 8.7.3), which RFC 5652
//! allows. The values themselves are left alone: sets are not sorted, so that nothing signed changes.

/// Deepest nesting followed. Certificates in a certs-only message reach about fifteen.
const DEEPEST: u8 = 40;

const CONSTRUCTED: u8 = 0x20;
const OCTET_STRING: u8 = 0x04;
const END_OF_CONTENTS: [u8; 2] = [0, 0];

/// The DER of exactly one BER value; `None` if it is malformed, too deeply nested or followed by anything.
///
/// The result is never longer than a small multiple of the input, and the work is bounded by input × depth.
pub(super) fn to_der(ber: &[u8]) -> Option<Vec<u8>> {
    let (der, rest) = value(ber, 0)?;
    rest.is_empty().then_some(der)
}

/// Identifier octets, content length if definite, and what follows the header (X.690 8.1.2, 8.1.3).
struct Header<'a> {
    tag: &'a [u8],
    length: Option<usize>,
    rest: &'a [u8],
}

fn header(input: &[u8]) -> Option<Header<'_>> {
    let mut tag_len = 1;
    if input.first()? & 0x1f == 0x1f {
        let more = input.get(1..)?.iter().position(|b| b & 0x80 == 0)?;
        tag_len += more + 1;
    }
    let (tag, rest) = input.split_at_checked(tag_len)?;
    let (first, rest) = rest.split_first()?;
    match *first {
        0x80 => Some(Header { tag, length: None, rest }),
        short @ 0..0x80 => Some(Header { tag, length: Some(usize::from(short)), rest }),
        long => {
            let (bytes, rest) = rest.split_at_checked(usize::from(long & 0x7f))?;
            // Four bytes are four gigabytes: more is an attack or a mistake.
            let length = (bytes.len() <= 4).then(|| bytes.iter().fold(0, |n, b| n << 8 | usize::from(*b)))?;
            Some(Header { tag, length: Some(length), rest })
        }
    }
}

/// One value as DER, and what follows it.
fn value(input: &[u8], depth: u8) -> Option<(Vec<u8>, &[u8])> {
    let Header { tag, length, rest } = header(input)?;
    if depth > DEEPEST || tag == [0] {
        return None;
    }
    let constructed = tag.first()? & CONSTRUCTED != 0;
    let (children, rest) = match (constructed, length) {
        (false, None) => return None,
        (false, Some(length)) => {
            let (content, rest) = rest.split_at_checked(length)?;
            return Some((encode(tag, content), rest));
        }
        (true, Some(length)) => {
            let (content, rest) = rest.split_at_checked(length)?;
            let (children, nothing) = values(content, depth, <[u8]>::is_empty)?;
            (nothing.is_empty().then_some(children)?, rest)
        }
        (true, None) => {
            let (children, rest) = values(rest, depth, |rest| rest.starts_with(&END_OF_CONTENTS))?;
            (children, rest.get(END_OF_CONTENTS.len()..)?)
        }
    };
    if tag == [OCTET_STRING | CONSTRUCTED] {
        Some((joined(&children)?, rest))
    } else {
        Some((encode(tag, &children.concat()), rest))
    }
}

fn values(mut input: &[u8], depth: u8, end: impl Fn(&[u8]) -> bool) -> Option<(Vec<Vec<u8>>, &[u8])> {
    let mut children = Vec::new();
    while !end(input) {
        let (child, rest) = value(input, depth + 1)?;
        children.push(child);
        input = rest;
    }
    Some((children, input))
}

/// A string in pieces, as one piece. The pieces are DER already.
fn joined(pieces: &[Vec<u8>]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    for piece in pieces {
        let Header { tag, rest, .. } = header(piece)?;
        if tag != [OCTET_STRING] {
            return None;
        }
        whole.extend_from_slice(rest);
    }
    Some(encode(&[OCTET_STRING], &whole))
}

/// Identifier, shortest length, content (X.690 10.1).
fn encode(tag: &[u8], content: &[u8]) -> Vec<u8> {
    let mut out = tag.to_vec();
    match u8::try_from(content.len()) {
        Ok(short @ 0..0x80) => out.push(short),
        _ => {
            let bytes: Vec<u8> = content.len().to_be_bytes().into_iter().skip_while(|b| *b == 0).collect();
            out.push(0x80 | bytes.len() as u8);
            out.extend(bytes);
        }
    }
    out.extend_from_slice(content);
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    fn der(hex: &str) -> Option<String> {
        to_der(&hex::decode(hex.replace(' ', "")).unwrap()).map(hex::encode)
    }

    #[test]
    fn der_comes_out_as_it_went_in() {
        for text in ["0500", "3003020105", "04820100", "7f810100", "a003040101"] {
            let text =
                if text == "04820100" { format!("{text}{}", "ab".repeat(256)) } else { text.to_owned() };
            assert_eq!(der(&text), Some(text));
        }
    }

    #[test]
    fn indefinite_lengths_become_definite() {
        assert_eq!(der("3080 020105 0000"), Some("3003020105".into()));
        assert_eq!(der("3080 a080 3080 020105 0000 0000 0000"), Some("3007a0053003020105".into()));
        assert_eq!(der("3080 0000"), Some("3000".into()));
    }

    #[test]
    fn long_forms_become_the_shortest() {
        assert_eq!(der("30 8400000004 02 8101 05"), Some("3003020105".into()));
    }

    #[test]
    fn a_string_in_pieces_becomes_whole() {
        assert_eq!(der("2480 0402aabb 2480 0401cc 0000 0000"), Some("0403aabbcc".into()));
        assert_eq!(der("2407 0402aabb 0401cc"), Some("0403aabbcc".into()));
        assert_eq!(der("2403 020105"), None, "a number is no piece of a string");
    }

    #[test]
    fn an_end_inside_a_number_is_no_end() {
        assert_eq!(der("3080 04020000 0000"), Some("300404020000".into()));
    }

    #[test]
    fn hostile_input_is_refused() {
        for text in [
            "",
            "30",
            "1f",
            "1fff",
            "3080",                // never ends
            "308002010500",        // half an end
            "0480aabb0000",        // a primitive value of indefinite length
            "30 85 0100000000 00", // five bytes of length
            "30 84 ffffffff 0500", // four gigabytes
            "30 ff",               // reserved length
            "3003020105 00",       // something follows
            "3002 0205",           // content longer than its parent
            "30020000",            // an end where none can be
            "0000",
        ] {
            assert_eq!(der(text), None, "{text}");
        }
    }

    #[test]
    fn bottomless_nesting_is_refused_and_does_not_overflow_the_stack() {
        assert_eq!(to_der(&[0x30, 0x80].repeat(500_000)), None);
        let nest = |n: usize| [[0x30, 0x80].repeat(n), [0, 0].repeat(n)].concat();
        assert!(to_der(&nest(usize::from(DEEPEST) + 1)).is_some());
        assert_eq!(to_der(&nest(usize::from(DEEPEST) + 2)), None);
    }

    #[test]
    fn every_cut_and_every_flipped_byte_ends_without_a_panic() {
        let whole =
            hex::decode("3080a0802480 0402aabb 0401cc 0000 0000 3003020105 0000".replace(' ', "")).unwrap();
        assert!(to_der(&whole).is_some());
        for cut in 0..whole.len() {
            assert_eq!(to_der(&whole[..cut]), None);
        }
        for at in 0..whole.len() {
            for byte in 0..=255 {
                let mut changed = whole.clone();
                changed[at] = byte;
                let _ = to_der(&changed);
            }
        }
    }
}
