//! The order of the renewal: steps the user sees, and the stages inside «Получение».

use crate::domain::form::Section;
use crate::domain::profile::{EarlyStep, Profile, Protocol};

/// A step of the wizard. Which of them a renewal has, and in which order, says [`Step::rail`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Проверка рабочего места.
    Workplace,
    /// Вход по сертификату.
    SignIn,
    /// СНИЛС.
    Identify,
    /// A section of the dossier.
    Form(Section),
    /// Проверка данных.
    Verify,
    /// Носитель ключа.
    Place,
    /// Датчик случайных чисел.
    Gather,
    /// PIN-код or password.
    Unlock,
    /// Получение; with a review before sending: Ключ и запрос.
    Enroll,
    /// Подпись и отправка: everything that will be signed is shown.
    Review,
    /// Ожидание: the stages of the profile, for days. Also the request file on its way.
    Wait,
    /// Подтверждение.
    Accept,
    /// Резервная копия.
    Backup,
    /// Готово.
    Finish,
}

impl Step {
    /// All steps, for tests and texts.
    pub fn all() -> Vec<Self> {
        use Step::*;
        let before = [Workplace, SignIn, Identify];
        let behind = [Verify, Place, Gather, Unlock, Enroll, Review, Wait, Accept, Backup, Finish];
        before.into_iter().chain(Section::ALL.map(Form)).chain(behind).collect()
    }

    /// The names on the rail at the left: collector and PIN belong to «Получение», the sign-in to the step behind it.
    pub fn rail(profile: &Profile) -> Vec<Self> {
        let early = profile.steps.iter().filter_map(|step| match step {
            EarlyStep::Workplace => Some(Self::Workplace),
            EarlyStep::SignIn => None,
            EarlyStep::Identify => Some(Self::Identify),
            EarlyStep::Verify => Some(Self::Verify),
            EarlyStep::Form(section) => Some(Self::Form(*section)),
        });
        let mut rail: Vec<Self> = early.chain([Self::Place, Self::Enroll]).collect();
        if profile.review {
            rail.push(Self::Review);
        }
        if !profile.waiting.is_empty() || profile.protocol == Protocol::File {
            rail.push(Self::Wait);
        }
        rail.extend([Self::Accept, Self::Backup, Self::Finish]);
        rail
    }

    /// The step of the rail it belongs to; `rail` as made by [`Step::rail`].
    pub fn rail_index(self, rail: &[Self]) -> usize {
        let at = |step: Self| rail.iter().position(|other| *other == step);
        match self {
            Self::Gather | Self::Unlock => at(Self::Enroll),
            Self::Review | Self::Wait => at(self).or(at(Self::Enroll)),
            other => at(other),
        }
        .unwrap_or_default()
    }

    /// Name in `renewctl --json` and, with the prefix `step-`, in the locales.
    pub fn id(self) -> &'static str {
        match self {
            Self::Workplace => "workplace",
            Self::SignIn => "sign-in",
            Self::Identify => "identify",
            Self::Form(section) => section.id(),
            Self::Verify => "verify",
            Self::Place => "place",
            Self::Gather => "gather",
            Self::Unlock => "unlock",
            Self::Enroll => "enroll",
            Self::Review => "review",
            Self::Wait => "wait",
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
