//! What can be wrong with a file that was to be attached. The words are chosen in the texts by these identifiers.

use crate::fault::{Fault, SupportCode};

/// Why a file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// It is something else: what, by an identifier of [`super::kind`].
    Type(&'static str),
    /// It has the right kind and cannot be used: `picture`, `cut`, `pdf`, `pages`, `archive`, `empty-archive`,
    /// `password`, `path`, `lost`.
    Broken(&'static str),
    /// It unpacks to far more than a scan can be.
    Bomb,
    /// It is longer than so many bytes.
    TooLarge(u64),
}

impl From<Trouble> for Fault {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Type(found) => Self::new(SupportCode::ScanType).with("found", found),
            Trouble::Broken(flaw) => Self::new(SupportCode::ScanBroken).with("flaw", flaw),
            Trouble::Bomb => SupportCode::ScanBomb.into(),
            Trouble::TooLarge(limit) => Self::new(SupportCode::ScanTooLarge).with("limit", limit),
        }
    }
}
