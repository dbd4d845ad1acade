//! One thing the user did in the collecting field, and its two readings: bytes to hash, a sample to test.

/// A key or mouse event, free of any window library. Esc is not for this place: it asks whether to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// A key went down.
    Key {
        /// Any number that tells keys apart: a scan code or a code point.
        code: u32,
        /// True when the system repeats a held key by itself.
        repeat: bool,
    },
    /// The pointer moved.
    Move {
        /// Pixels from the left edge of the field.
        x: u16,
        /// Pixels from the top edge of the field.
        y: u16,
    },
    /// A mouse button went down.
    Click {
        /// Pixels from the left edge of the field.
        x: u16,
        /// Pixels from the top edge of the field.
        y: u16,
        /// Any number that tells buttons apart.
        button: u8,
    },
}

/// A noise source in the sense of SP 800-90B: each has health tests of its own, lest a lively mouse cover up
/// a stuck keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    Keys,
    Pointer,
}

impl Event {
    pub(super) fn source(&self) -> Source {
        match self {
            Self::Key { .. } => Source::Keys,
            Self::Move { .. } | Self::Click { .. } => Source::Pointer,
        }
    }

    /// The event and its time, each field at its place, so that no two events have the same bytes.
    pub(super) fn bytes(&self, nanos: u64) -> [u8; 14] {
        let (tag, first, second) = match *self {
            Self::Key { code, repeat } => (if repeat { 2 } else { 1 }, code, 0),
            Self::Move { x, y } => (3, pair(x, y), 0),
            Self::Click { x, y, button } => (4, pair(x, y), button),
        };
        let mut bytes = [0; 14];
        bytes[0] = tag;
        bytes[1..5].copy_from_slice(&first.to_le_bytes());
        bytes[5] = second;
        bytes[6..].copy_from_slice(&nanos.to_le_bytes());
        bytes
    }
}

fn pair(x: u16, y: u16) -> u32 {
    u32::from(x) << 16 | u32::from(y)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_events_have_different_bytes() {
        let events = [
            Event::Key { code: 7, repeat: false },
            Event::Key { code: 7, repeat: true },
            Event::Move { x: 0, y: 7 },
            Event::Move { x: 7, y: 0 },
            Event::Click { x: 0, y: 7, button: 0 },
            Event::Click { x: 0, y: 7, button: 1 },
        ];
        let mut bytes: Vec<_> = events.iter().flat_map(|event| [event.bytes(1), event.bytes(2)]).collect();
        bytes.sort_unstable();
        bytes.dedup();
        assert_eq!(bytes.len(), 2 * events.len());
    }
}
