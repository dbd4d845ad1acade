//! The order of the renewal: steps the user sees, and the stages inside «Получение».

/// A step of the wizard. The whole journey is this list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// СНИЛС.
    Identify,
    /// Проверка данных.
    Verify,
    /// Носитель ключа.
    Place,
    /// Датчик случайных чисел.
    Gather,
    /// PIN-код or password.
    Unlock,
    /// Получение.
    Enroll,
    /// Подтверждение.
    Accept,
    /// Резервная копия.
    Backup,
    /// Готово.
    Finish,
}

impl Step {
    /// All steps in order.
    pub const ALL: [Self; 9] = [
        Self::Identify,
        Self::Verify,
        Self::Place,
        Self::Gather,
        Self::Unlock,
        Self::Enroll,
        Self::Accept,
        Self::Backup,
        Self::Finish,
    ];

    /// The names on the rail at the left: collector and PIN belong to «Получение».
    pub const RAIL: [Self; 7] =
        [Self::Identify, Self::Verify, Self::Place, Self::Enroll, Self::Accept, Self::Backup, Self::Finish];

    /// Position on [`Step::RAIL`].
    pub fn rail_index(self) -> usize {
        let on_rail = match self {
            Self::Gather | Self::Unlock => Self::Enroll,
            other => other,
        };
        Self::RAIL.iter().position(|s| *s == on_rail).unwrap_or_default()
    }

    /// Name in `renewctl --json` and, with the prefix `step-`, in the locales.
    pub fn id(self) -> &'static str {
        match self {
            Self::Identify => "identify",
            Self::Verify => "verify",
            Self::Place => "place",
            Self::Gather => "gather",
            Self::Unlock => "unlock",
            Self::Enroll => "enroll",
            Self::Accept => "accept",
            Self::Backup => "backup",
            Self::Finish => "finish",
        }
    }
}

/// A line of the list on the screen «Получение».
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Token and CA are looked at.
    Check,
    /// The key pair is made.
    Key,
    /// Request and package are signed.
    Request,
    /// The package is sent.
    Submit,
    /// The CA works.
    Wait,
    /// The received certificate is checked.
    Match,
    /// The certificate is written and read back.
    Store,
}

impl Stage {
    /// All stages in order.
    pub const ALL: [Self; 7] =
        [Self::Check, Self::Key, Self::Request, Self::Submit, Self::Wait, Self::Match, Self::Store];

    /// Name in `renewctl --json` and, with the prefix `stage-`, in the locales.
    pub fn id(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Key => "key",
            Self::Request => "request",
            Self::Submit => "submit",
            Self::Wait => "wait",
            Self::Match => "match",
            Self::Store => "store",
        }
    }
}
