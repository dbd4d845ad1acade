//! The compiled-in Fluent files of every language, parsed once and shared by all threads.

use super::Language;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use std::sync::LazyLock;
use unic_langid::LanguageIdentifier;

macro_rules! files {
    ($language:literal) => {
        &[
            include_str!(concat!("../../locales/", $language, "/app.ftl")),
            include_str!(concat!("../../locales/", $language, "/screens.ftl")),
            include_str!(concat!("../../locales/", $language, "/forms.ftl")),
            include_str!(concat!("../../locales/", $language, "/waiting.ftl")),
            include_str!(concat!("../../locales/", $language, "/faults.ftl")),
            include_str!(concat!("../../locales/", $language, "/paper.ftl")),
            include_str!(concat!("../../locales/", $language, "/papers.ftl")),
            include_str!(concat!("../../locales/", $language, "/cli.ftl")),
            include_str!(concat!("../../locales/", $language, "/profiles.ftl")),
            include_str!(concat!("../../locales/", $language, "/workplace.ftl")),
            include_str!(concat!("../../locales/", $language, "/approval.ftl")),
            include_str!(concat!("../../locales/", $language, "/flow.ftl")),
            include_str!(concat!("../../locales/", $language, "/operator.ftl")),
            include_str!(concat!("../../locales/", $language, "/schedule.ftl")),
            include_str!(concat!("../../locales/", $language, "/copies.ftl")),
            include_str!(concat!("../../locales/", $language, "/pins.ftl")),
            include_str!(concat!("../../locales/", $language, "/recovery.ftl")),
            include_str!(concat!("../../locales/", $language, "/notices.ftl")),
            include_str!(concat!("../../locales/", $language, "/history.ftl")),
            include_str!(concat!("../../locales/", $language, "/settings.ftl")),
            include_str!(concat!("../../locales/", $language, "/queue.ftl")),
            include_str!(concat!("../../locales/", $language, "/diagnostics.ftl")),
        ]
    };
}

static RUSSIAN: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| parse(Language::Russian));
static ENGLISH: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| parse(Language::English));

/// The text of `id` in `language`, or `None` if that language has no such message.
pub(super) fn lookup(language: Language, id: &str, args: &FluentArgs<'_>) -> Option<String> {
    let bundle = match language {
        Language::Russian => &*RUSSIAN,
        Language::English => &*ENGLISH,
    };
    let pattern = bundle.get_message(id)?.value()?;
    // A missing argument is left in the text as `{$name}`; a test renders every message to catch it.
    Some(bundle.format_pattern(pattern, Some(args), &mut Vec::new()).into_owned())
}

fn sources(language: Language) -> &'static [&'static str] {
    match language {
        Language::Russian => files!("ru"),
        Language::English => files!("en"),
    }
}

fn parse(language: Language) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(vec![plural_rules_of(language)]);
    // The marks U+2068/2069 around arguments would be drawn as boxes and copied into e-mails.
    bundle.set_use_isolating(false);
    for source in sources(language) {
        // A broken message is dropped, the others stay usable; a test fails on any broken one.
        let resource = FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(rest, _)| rest);
        let _ = bundle.add_resource(resource);
    }
    bundle
}

/// The identifier Fluent takes the plural rules (CLDR) from.
fn plural_rules_of(language: Language) -> LanguageIdentifier {
    language.code().parse().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    /// Message ids with the names of the arguments they use.
    fn messages(language: Language) -> BTreeMap<String, BTreeSet<String>> {
        let mut found = BTreeMap::<String, BTreeSet<String>>::new();
        let mut current = None;
        for line in sources(language).iter().flat_map(|source| source.lines()) {
            if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
                let id = line.split('=').next().unwrap().trim().to_owned();
                assert!(found.insert(id.clone(), BTreeSet::new()).is_none(), "{id} stands twice");
                current = Some(id);
            } else if !line.starts_with([' ', '}']) {
                current = None;
            }
            let Some(id) = &current else { continue };
            for argument in line.split('$').skip(1) {
                let name = argument.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
                found.get_mut(id).unwrap().insert(name.collect());
            }
        }
        found
    }

    #[test]
    fn every_file_parses_without_errors() {
        for source in Language::ALL.into_iter().flat_map(sources) {
            if let Err((_, errors)) = FluentResource::try_new((*source).to_owned()) {
                panic!("{errors:?}");
            }
        }
    }

    #[test]
    fn every_language_has_the_same_messages_with_the_same_arguments() {
        let (russian, english) = (messages(Language::Russian), messages(Language::English));
        let ids = |messages: &BTreeMap<String, _>| messages.keys().cloned().collect::<BTreeSet<_>>();
        assert_eq!(ids(&russian), ids(&english), "left: ru, right: en");
        for (id, arguments) in &russian {
            assert_eq!(Some(arguments), english.get(id), "arguments of {id}: ru, en");
        }
    }

    #[test]
    fn every_message_renders_in_every_language() {
        for language in Language::ALL {
            for (id, arguments) in messages(language) {
                for number in [1, 2, 5] {
                    let mut args = FluentArgs::new();
                    arguments.iter().for_each(|name| args.set(name.clone(), number));
                    let text = lookup(language, &id, &args);
                    let text = text.unwrap_or_else(|| panic!("{id} has no value in {language:?}"));
                    assert!(!text.trim().is_empty() && !text.contains(['{', '\u{2068}']), "{id}: {text}");
                }
            }
        }
    }
}
