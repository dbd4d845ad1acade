//! «Проверка рабочего места»: what must be in order before a renewal begins. «Диагностика» looks at more, and says more.

use std::path::PathBuf;

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

impl Check {
    /// The work cannot go on as it stands.
    pub fn blocks(&self) -> bool {
        self.blocking && self.fault.is_some()
    }
}

/// What is checked at a workplace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Checked {
    /// The service of the system that speaks to readers of tokens.
    Reader,
    /// A token library is there and answers.
    Driver,
    /// A token is connected.
    Token,
    /// The PIN of a token can be used.
    Pin,
    /// There is room on a token.
    Memory,
    /// The clock agrees with the CA's.
    Clock,
    /// The CA answers.
    Ca,
    /// It is the CA that answers, and nobody in between.
    Tls,
    /// There is room on the disk.
    Disk,
    /// The keyring of the system keeps our secrets.
    Keyring,
    /// The daily check is registered with the system.
    Autostart,
}

impl Checked {
    /// Before a renewal, in the order in which they are checked and shown.
    pub const RENEWAL: [Self; 6] =
        [Self::Driver, Self::Token, Self::Clock, Self::Ca, Self::Disk, Self::Keyring];

    /// All of them, in the order of «Диагностика».
    pub const ALL: [Self; 11] = [
        Self::Reader,
        Self::Driver,
        Self::Token,
        Self::Pin,
        Self::Memory,
        Self::Ca,
        Self::Tls,
        Self::Clock,
        Self::Keyring,
        Self::Disk,
        Self::Autostart,
    ];

    /// Name in `renewctl --json` and, with the prefix `check-`, in the locales.
    pub fn id(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Driver => "driver",
            Self::Token => "token",
            Self::Pin => "pin",
            Self::Memory => "memory",
            Self::Clock => "clock",
            Self::Ca => "ca",
            Self::Tls => "tls",
            Self::Disk => "disk",
            Self::Keyring => "keyring",
            Self::Autostart => "autostart",
        }
    }
}

/// One line of «Диагностика».
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What was checked, and what is wrong, if anything.
    pub check: Check,
    /// Which of several: the file of a library, the label of a token. Empty where there is only one.
    pub about: String,
    /// What was seen where nothing is wrong.
    pub seen: Seen,
}

impl Line {
    /// A line about the only one of its kind.
    pub fn new(subject: Checked, fault: Option<Fault>, blocking: bool, seen: Seen) -> Self {
        Self { check: Check { subject, fault, blocking }, about: String::new(), seen }
    }

    /// The same about one of several.
    #[must_use]
    pub fn about(self, about: impl Into<String>) -> Self {
        Self { about: about.into(), ..self }
    }

    /// It will hinder the next renewal: a token that only lies in a drawer today does not.
    pub fn hinders(&self) -> bool {
        self.check.blocks() && self.check.subject != Checked::Token
    }
}

/// What was seen where nothing is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// Nothing more to say than that it is in order.
    Fine,
    /// Nothing here needs it.
    NotNeeded,
    /// The CA answered after so many milliseconds.
    Answered(u64),
    /// Two clocks are so many seconds apart.
    Apart(u64),
    /// So many bytes are free.
    Free(u64),
    /// A library of tokens, and how many it shows.
    Library {
        /// Its file.
        path: PathBuf,
        /// How many tokens.
        tokens: usize,
    },
}

/// Days before the end of a certificate at which the workplace is looked at, so that what hinders the renewal is
/// mended in time.
pub const PREFLIGHT: [i64; 3] = [60, 30, 14];

/// Which of the looks of [`PREFLIGHT`] is due for a certificate that ends in so many days: the last one whose day has
/// come. None before the first, and none for a certificate that is over.
pub fn preflight(days_left: i64) -> Option<i64> {
    (days_left > 0).then(|| PREFLIGHT.into_iter().rfind(|days| days_left <= *days)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workplace_is_looked_at_sixty_thirty_and_fourteen_days_ahead() {
        let expected = [
            (61, None),
            (60, Some(60)),
            (31, Some(60)),
            (30, Some(30)),
            (15, Some(30)),
            (14, Some(14)),
            (1, Some(14)),
            (0, None),
            (-3, None),
        ];
        for (days_left, due) in expected {
            assert_eq!(preflight(days_left), due, "{days_left}");
        }
    }
}
