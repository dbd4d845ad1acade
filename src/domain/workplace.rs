//! «Проверка рабочего места»: what must be in order before a renewal begins.

use crate::fault::Fault;

/// One line of «Проверка рабочего места».
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What was checked; texts `check-<id>`.
    pub subject: Checked,
    /// What is wrong, if anything; its texts say cause and fix.
    pub fault: Option<Fault>,
    /// The work cannot go on before it is mended.
    pub blocking: bool,
}

/// What is checked at a workplace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Checked {
    /// A token library is there and answers.
    Driver,
    /// A token is connected.
    Token,
    /// The clock agrees with the CA's.
    Clock,
    /// The CA answers.
    Ca,
    /// There is room on the disk.
    Disk,
    /// The keyring of the system keeps our secrets.
    Keyring,
}

impl Checked {
    /// All of them in the order in which they are checked and shown.
    pub const ALL: [Self; 6] = [Self::Driver, Self::Token, Self::Clock, Self::Ca, Self::Disk, Self::Keyring];

    /// Name in `renewctl --json` and, with the prefix `check-`, in the locales.
    pub fn id(self) -> &'static str {
        match self {
            Self::Driver => "driver",
            Self::Token => "token",
            Self::Clock => "clock",
            Self::Ca => "ca",
            Self::Disk => "disk",
            Self::Keyring => "keyring",
        }
    }
}
