//! Values as they are kept: without stray spaces, numbers in one spelling, nothing that was not asked for.

use crate::domain::form::{FieldSpec, Kind, Section, Values, check};
use crate::domain::identifier::{Inn, Ogrn, Ogrnip, Snils};
use crate::domain::profile::Forms;

/// The values of a section as they are kept. What does not parse stays as it was typed, for [`check::check`] to tell.
///
/// Fields that are not shown are dropped: a passport typed before «изменился» was taken off again is nobody's
/// business. An agreement is kept with the version that was agreed to, so that a new one is asked for.
pub fn clean(section: Section, typed: &Values, forms: &Forms) -> Values {
    let mut kept = Values::default();
    for field in section.fields().iter().filter(|field| check::is_shown(field, typed, forms)) {
        kept.set(field.id, spelling(field, typed.text(field.id), forms));
    }
    match section {
        Section::Content => {
            for power in forms.powers.iter().map(|power| format!("power-{}", power.id)) {
                kept.set_flag(&power, typed.flag(&power));
            }
        }
        Section::Consents => {
            for consent in &forms.consents {
                let flag = format!("consent-{}", consent.id);
                if typed.flag(&flag) {
                    kept.set_flag(&flag, true);
                    kept.set(&format!("{flag}-version"), consent.version.as_str());
                }
            }
        }
        _ => {}
    }
    kept
}

fn spelling(field: &FieldSpec, typed: &str, forms: &Forms) -> String {
    let text = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let digits = || text.chars().filter(char::is_ascii_digit).collect::<String>();
    let parsed = match field.kind {
        Kind::Phone => check::phone(&text, forms.country),
        Kind::Snils => Snils::parse(&text).is_ok().then(digits),
        Kind::Inn | Kind::InnLe => Inn::parse(&text).is_ok().then(digits),
        Kind::Ogrn => (Ogrn::parse(&text).is_ok() || Ogrnip::parse(&text).is_ok()).then(digits),
        Kind::DepartmentCode => {
            let digits = digits();
            (digits.len() == 6).then(|| format!("{}-{}", &digits[..3], &digits[3..]))
        }
        _ => None,
    };
    parsed.unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::profile::Consent;

    #[test]
    fn numbers_are_kept_in_one_spelling() {
        let forms = Forms::default();
        for (section, field, typed, kept) in [
            (Section::Contacts, "phone", "8 (495) 123-45-67", "+74951234567"),
            (Section::Contacts, "email", "  a@b.example ", "a@b.example"),
            (Section::Holder, "snils", "112-233-445 95", "11223344595"),
            (Section::Holder, "surname", " Иванова   Вторая ", "Иванова Вторая"),
            (Section::Office, "ogrn", "1027700132195 ", "1027700132195"),
            (Section::Contacts, "phone", "не помню", "не помню"),
        ] {
            let values = clean(section, &Values::default().with(field, typed), &forms);
            assert_eq!(values.text(field), kept);
        }
    }

    #[test]
    fn what_is_not_shown_is_not_kept() {
        let typed = Values::default().with("series", "4510").with("document", "passport-ru");
        assert!(clean(Section::Identity, &typed, &Forms::default()).is_empty());
        let changed = typed.with("changed", "yes").with("code", "770001").with("colour", "red");
        let kept = clean(Section::Identity, &changed, &Forms::default());
        assert_eq!((kept.text("series"), kept.text("code"), kept.text("colour")), ("4510", "770-001", ""));
    }

    #[test]
    fn an_agreement_is_kept_with_its_version_and_a_new_version_asks_again() {
        let consent = |version: &str| Consent {
            id: "rules".into(),
            title: "Правила".into(),
            version: version.into(),
            page: String::new(),
        };
        let mut forms = Forms { consents: vec![consent("1")], ..Forms::default() };
        let kept = clean(Section::Consents, &Values::default().with("consent-rules", "yes"), &forms);
        assert_eq!(kept.text("consent-rules-version"), "1");
        let today = time::macros::date!(2026 - 11 - 25);
        assert!(check::check(Section::Consents, &kept, &[], &forms, today).is_empty());
        forms.consents = vec![consent("2")];
        assert_eq!(check::check(Section::Consents, &kept, &[], &forms, today).len(), 1);
    }
}
