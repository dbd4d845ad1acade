//! Which language the program speaks: chosen at the start, changed in the settings.

use std::sync::atomic::{AtomicU8, Ordering};

use crate::domain::settings::LanguageChoice;

/// A language the program has texts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Russian, the first language: what other languages lack is shown in it.
    Russian,
    /// English.
    English,
}

impl Language {
    /// Every language, in the order the settings show them.
    pub const ALL: [Self; 2] = [Self::Russian, Self::English];

    /// The code of the language (BCP 47), also the name of its folder in `locales/`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Russian => "ru",
            Self::English => "en",
        }
    }

    /// The language meant by a locale name such as `en_GB.UTF-8` or `ru`.
    pub fn from_locale(locale: &str) -> Option<Self> {
        let code = locale.split(['_', '-', '.', '@']).next().unwrap_or_default().to_ascii_lowercase();
        Self::ALL.into_iter().find(|language| language.code() == code)
    }

    /// The language of this start: `RENEWAL_LANG` if set, else the system's (POSIX 8.2), else Russian.
    pub fn of_environment() -> Self {
        ["RENEWAL_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .filter_map(|name| std::env::var(name).ok())
            .find(|value| !value.is_empty())
            .and_then(|locale| Self::from_locale(&locale))
            .unwrap_or(Self::Russian)
    }
}

/// Makes the program speak the language that was chosen; without a choice that of the system.
pub fn speak(choice: LanguageChoice) {
    set_language(match choice {
        LanguageChoice::System => Language::of_environment(),
        LanguageChoice::Russian => Language::Russian,
        LanguageChoice::English => Language::English,
    });
}

/// An index into [`Language::ALL`]. Russian until `main` says otherwise, so tests do not depend on the machine.
static CURRENT: AtomicU8 = AtomicU8::new(0);

/// The language texts come in now.
pub fn language() -> Language {
    let index = usize::from(CURRENT.load(Ordering::Relaxed));
    Language::ALL.get(index).copied().unwrap_or(Language::Russian)
}

/// Changes the language of all texts looked up from now on.
pub fn set_language(language: Language) {
    CURRENT.store(language as u8, Ordering::Relaxed);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_name_chooses_the_language() {
        assert_eq!(Language::from_locale("en_GB.UTF-8"), Some(Language::English));
        assert_eq!(Language::from_locale("ru_RU"), Some(Language::Russian));
        assert_eq!(Language::from_locale("ru"), Some(Language::Russian));
        assert_eq!(Language::from_locale("C.UTF-8"), None);
    }

    #[test]
    fn the_program_speaks_russian_unless_told_otherwise() {
        assert_eq!(language(), Language::Russian);
        assert_eq!(Language::ALL[Language::English as usize], Language::English);
    }
}
