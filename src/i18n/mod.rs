//! Texts for the user: looks up a Fluent message in the chosen language.
//!
//! Texts live in `locales/<language>/*.ftl`, never in code. [`tr!`](crate::tr) is the usual way in:
//!
//! ```
//! use renewal_master::tr;
//! assert_eq!(tr!("app-days-left", days = 4), "Осталось 4 дня");
//! ```
//!
//! A message that a language lacks is taken from Russian; one that Russian lacks too is shown as its id, so
//! that a forgotten text is seen and never stops the work.

mod bundle;
mod diagnosis;
mod fault;
mod format;
mod language;
mod recovery;
mod refusal;
mod schedule;
mod stage;

pub use diagnosis::{LineText, diagnosis};
pub use fault::{FaultText, fault};
pub use fluent_bundle::FluentValue as Value;
pub use format::{begin_by, clock, date, date_words, day, interval, size};
pub use language::{Language, language, set_language, speak};
pub use recovery::{FindingText, finding, kept};
pub use refusal::{refusal, register, ways_out};
pub use schedule::schedule;
pub use stage::stage;

use fluent_bundle::FluentArgs;

/// The text of a message in the language of the program; `args` fill its `{ $name }` places.
pub fn text(id: &str, args: &[(&str, Value<'_>)]) -> String {
    text_in(language(), id, args)
}

/// The text of a message in a named language, for papers that are Russian whatever the window speaks.
pub fn text_in(language: Language, id: &str, args: &[(&str, Value<'_>)]) -> String {
    let args: FluentArgs<'_> = args.iter().map(|(name, value)| (*name, value.clone())).collect();
    bundle::lookup(language, id, &args)
        .or_else(|| bundle::lookup(Language::Russian, id, &args))
        .unwrap_or_else(|| id.to_owned())
}

/// The text of a message: `tr!("id")` or `tr!("id", name = value)` with numbers or strings as values.
#[macro_export]
macro_rules! tr {
    ($id:expr $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::i18n::text($id, &[$((stringify!($name), $crate::i18n::Value::from($value))),*])
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn russian_counts_take_the_right_form() {
        for (days, said) in [
            (1, "Остался 1 день"),
            (2, "Осталось 2 дня"),
            (5, "Осталось 5 дней"),
            (11, "Осталось 11 дней"),
            (21, "Остался 21 день"),
            (111, "Осталось 111 дней"),
            (1004, "Осталось 1004 дня"),
        ] {
            assert_eq!(text_in(Language::Russian, "app-days-left", &[("days", days.into())]), said);
        }
        assert_eq!(text_in(Language::English, "app-days-left", &[("days", 1.into())]), "1 day left");
    }

    #[test]
    fn an_unknown_message_shows_its_id() {
        assert_eq!(text_in(Language::English, "no-such-message", &[]), "no-such-message");
    }

    #[test]
    fn texts_can_be_read_from_several_threads() {
        let read = || text_in(Language::English, "app-next", &[]);
        let threads: Vec<_> = (0..4).map(|_| std::thread::spawn(read)).collect();
        assert!(threads.into_iter().all(|thread| thread.join().is_ok_and(|text| text == "Next")));
    }
}
