//! A form that came back: its fields, and the refusal they describe.

use form_urlencoded::parse;

use crate::domain::form::Section;
use crate::domain::refusal::{Refusal, Source};
use crate::sandbox::desk::same_secret;

/// Longest reason in characters.
const REASON: usize = 1_000;

/// The fields of a form; some stand several times.
pub struct Form(Vec<(String, String)>);

impl Form {
    /// From `application/x-www-form-urlencoded`.
    pub fn parse(body: &str) -> Self {
        Self(parse(body.as_bytes()).into_owned().collect())
    }

    /// The first value of a field; empty when it is not there.
    pub fn value(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.as_str())
    }

    /// The form was made by this page.
    pub fn is_from(&self, token: &str) -> bool {
        same_secret(self.value("token"), token)
    }

    /// The refusal, if it has a source and a reason.
    pub fn refusal(&self) -> Option<Refusal> {
        let source = Source::ALL.into_iter().find(|source| source.id() == self.value("source"))?;
        let reason: String = self.value("reason").trim().chars().take(REASON).collect();
        let ticked = |section: &Section| {
            self.0.iter().any(|(field, value)| field == "section" && value == section.id())
        };
        let sections = Section::ALL.into_iter().filter(ticked).collect();
        let new_key = self.value("new-key") == "yes";
        (!reason.is_empty()).then_some(Refusal { source, reason, sections, new_key })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_needs_a_source_and_a_reason() {
        let form = Form::parse(
            "token=a&source=mvd&reason=%D0%9D%D0%B5%D1%82+&section=identity&section=office&new-key=yes",
        );
        let sections = vec![Section::Office, Section::Identity];
        let refusal = Refusal { source: Source::Mvd, reason: "Нет".into(), sections, new_key: true };
        assert_eq!(form.refusal(), Some(refusal));
        assert!(form.is_from("a") && !form.is_from("b"));
        assert_eq!(Form::parse("source=mvd&reason=++").refusal(), None);
        assert_eq!(Form::parse("source=nobody&reason=x").refusal(), None);
        assert!(!Form::parse("").is_from("a"));
    }
}
