//! What is wrong with a section: one problem a field, so that the hint can stand beside it.
//!
//! The window, `renewctl` and the sandbox ask the same function.

use time::Date;
use time::macros::format_description;

use crate::domain::form::{FieldSpec, Kind, Required, Scan, Section, Values, spec};
use crate::domain::identifier::{IdentifierError, Inn, InnHolder, Ogrn, Ogrnip, Snils};
use crate::domain::profile::{Country, Forms};

/// The oldest person and the oldest document that are believed.
const OLDEST_YEAR: i32 = 1900;

/// Something is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Field by its name; the slot for a missing scan, as `scan-<slot>`.
    pub field: String,
    /// What is wrong.
    pub trouble: Trouble,
}

/// What is wrong with a field; the text is `form-wrong-<id>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// Nothing stands there and something must.
    Missing,
    /// More than so many characters.
    TooLong(usize),
    /// No such day.
    Date,
    /// A day that cannot be: in the future for what has happened, in the past for what must still hold, or before
    /// the holder was born.
    DateImpossible,
    /// No telephone number of this country.
    Phone,
    /// No e-mail address.
    Email,
    /// A number whose form or check digits do not fit.
    Number(IdentifierError),
    /// The code of a department has six digits and is not 000-000.
    DepartmentCode,
    /// Not one of the list.
    NotListed,
    /// The power asks for another one of the same system.
    NeedsAnother,
    /// This class is not allowed for the chosen office.
    ClassForced,
    /// The consent must be given.
    NotAgreed,
    /// A file must be attached.
    ScanMissing,
    /// A file that was attached is too large or of the wrong kind by now: the CA has changed its rules.
    ScanUnfit,
}

impl Trouble {
    /// Name in the locales and in `renewctl --json`.
    pub fn id(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::TooLong(_) => "too-long",
            Self::Date => "date",
            Self::DateImpossible => "date-impossible",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Number(_) => "number",
            Self::DepartmentCode => "department-code",
            Self::NotListed => "not-listed",
            Self::NeedsAnother => "needs-another",
            Self::ClassForced => "class-forced",
            Self::NotAgreed => "not-agreed",
            Self::ScanMissing => "scan-missing",
            Self::ScanUnfit => "scan-unfit",
        }
    }
}

/// Everything that is wrong with a section, in the order of its fields. `today` is the user's day.
pub fn check(section: Section, values: &Values, scans: &[Scan], forms: &Forms, today: Date) -> Vec<Problem> {
    let mut problems: Vec<Problem> = section
        .fields()
        .iter()
        .filter(|field| is_shown(field, values, forms))
        .filter_map(|field| {
            let trouble = field_trouble(field, values, forms, today)?;
            Some(Problem { field: field.id.to_owned(), trouble })
        })
        .collect();
    match section {
        Section::Content => problems.extend(powers(values, forms).chain(powers_gone(values, forms))),
        Section::Consents => problems.extend(consents(values, forms)),
        _ => {}
    }
    if let Some((slot, required)) = section.slot() {
        let mut attached = scans.iter().filter(|scan| scan.slot == slot).peekable();
        let trouble = match attached.peek() {
            None => is_required(required, values, forms).then_some(Trouble::ScanMissing),
            Some(_) => attached.any(|scan| !is_taken(scan, forms)).then_some(Trouble::ScanUnfit),
        };
        let field = format!("scan-{}", slot.id());
        problems.extend(trouble.map(|trouble| Problem { field, trouble }));
    }
    problems
}

/// A scan that was attached still keeps to the rules of the profile, which may be stricter than they were then.
fn is_taken(scan: &Scan, forms: &Forms) -> bool {
    let short = forms.scan_bytes == 0 || scan.size <= forms.scan_bytes;
    short && (forms.scan_media.is_empty() || forms.scan_media.contains(&scan.media))
}

/// A field that is required only under a condition is shown only under it.
pub fn is_shown(field: &FieldSpec, values: &Values, forms: &Forms) -> bool {
    let listed = match field.kind {
        Kind::List(spec::List::Regions) => !forms.regions.is_empty(),
        Kind::List(spec::List::Offices) => !forms.offices.is_empty(),
        Kind::List(spec::List::Kinds) => !forms.kinds.is_empty(),
        Kind::List(spec::List::Classes) => !forms.classes.is_empty(),
        _ => true,
    };
    listed && (matches!(field.required, Required::No) || is_required(field.required, values, forms))
}

/// The condition holds.
pub fn is_required(required: Required, values: &Values, forms: &Forms) -> bool {
    match required {
        Required::Yes => true,
        Required::No => false,
        Required::If(flag) => values.flag(flag),
        Required::IfIs(field, value) => values.flag("changed") && values.text(field) == value,
        Required::ByProfile => forms.signed_statement,
    }
}

/// A date as it is kept: `YYYY-MM-DD`.
pub fn date(text: &str) -> Option<Date> {
    Date::parse(text, format_description!("[year]-[month]-[day]")).ok()
}

/// A telephone number as it is kept, from anything a person types or pastes.
///
/// Russia: `+7` and ten digits; a leading 8 counts as +7. Belarus: `+375` and nine digits; a leading 80 counts.
/// Behind a `+` the code of the country stands already: half of such a number is no whole one without a code.
pub fn phone(text: &str, country: Country) -> Option<String> {
    if text.chars().any(|c| !(c.is_ascii_digit() || c.is_whitespace() || "+-–()\u{a0}".contains(c))) {
        return None;
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let rest = |prefix: &str, len: usize| digits.strip_prefix(prefix).filter(|rest| rest.len() == len);
    let international = text.trim_start().starts_with('+');
    let within = |trunk: &str, len: usize| rest(trunk, len).or(rest("", len)).filter(|_| !international);
    match country {
        Country::Ru => rest("7", 10).or(within("8", 10)).map(|local| format!("+7{local}")),
        Country::By => rest("375", 9).or(within("80", 9)).map(|local| format!("+375{local}")),
    }
}

/// One `@`, something before it, a name with a dot behind it, and nothing that could end a header line.
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>,;:\"()[]\\@".contains(c);
    let labels = domain.split('.').collect::<Vec<_>>();
    text.len() <= 254
        && (1..=64).contains(&local.len())
        && text.chars().filter(|c| *c != '@').all(plain)
        && !domain.contains('@')
        && labels.len() >= 2
        && labels.iter().all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'))
        && !local.starts_with('.')
        && !local.ends_with('.')
}

fn field_trouble(field: &FieldSpec, values: &Values, forms: &Forms, today: Date) -> Option<Trouble> {
    let text = values.text(field.id).trim();
    if text.is_empty() {
        return is_required(field.required, values, forms).then_some(Trouble::Missing);
    }
    let number = |result: Result<(), IdentifierError>| result.err().map(Trouble::Number);
    match field.kind {
        Kind::Text(max) => (text.chars().count() > max).then_some(Trouble::TooLong(max)),
        Kind::Date => date_trouble(field.id, text, values, today),
        Kind::Phone => phone(text, forms.country).is_none().then_some(Trouble::Phone),
        Kind::Email => (!is_email(text)).then_some(Trouble::Email),
        Kind::Snils => number(Snils::parse(text).map(drop)),
        Kind::Inn => number(inn(text, InnHolder::Person)),
        Kind::InnLe => number(Inn::parse(text).map(drop)),
        Kind::Ogrn => number(match text.chars().filter(char::is_ascii_digit).count() {
            14.. => Ogrnip::parse(text).map(drop),
            _ => Ogrn::parse(text).map(drop),
        }),
        Kind::DepartmentCode => {
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            let wrong = digits.len() != 6
                || digits.bytes().all(|b| b == b'0')
                || text.chars().any(|c| !(c.is_ascii_digit() || c == '-'));
            wrong.then_some(Trouble::DepartmentCode)
        }
        Kind::Choice(options) => (!options.contains(&text)).then_some(Trouble::NotListed),
        Kind::List(list) => list_trouble(list, text, values, forms),
        Kind::Flag => None,
    }
}

fn inn(text: &str, holder: InnHolder) -> Result<(), IdentifierError> {
    let inn = Inn::parse(text)?;
    if inn.holder() == holder {
        Ok(())
    } else {
        Err(IdentifierError::Length { found: inn.digits().len(), expected: 12 })
    }
}

fn date_trouble(id: &str, text: &str, values: &Values, today: Date) -> Option<Trouble> {
    let Some(day) = date(text) else { return Some(Trouble::Date) };
    let born = date(values.text("born"));
    let impossible = match id {
        "expires" => day < today,
        _ => day > today || day.year() < OLDEST_YEAR,
    } || (id != "born" && born.is_some_and(|born| day < born));
    impossible.then_some(Trouble::DateImpossible)
}

fn list_trouble(list: spec::List, text: &str, values: &Values, forms: &Forms) -> Option<Trouble> {
    let listed = match list {
        spec::List::Regions => forms.regions.iter().any(|region| region.id == text),
        spec::List::Offices => {
            forms.office(text).is_some_and(|office| office.region == values.text("region"))
        }
        spec::List::Kinds => forms.kind(text).is_some(),
        spec::List::Classes => forms.class(text).is_some(),
    };
    (!listed).then_some(Trouble::NotListed)
}

fn powers<'a>(values: &'a Values, forms: &'a Forms) -> impl Iterator<Item = Problem> + 'a {
    let chosen = |id: &str| values.flag(&format!("power-{id}"));
    forms.powers.iter().filter_map(move |power| {
        let alone =
            || !forms.powers.iter().any(|p| p.id != power.id && p.system == power.system && chosen(&p.id));
        let without_base = || {
            !power.base && forms.powers.iter().any(|p| p.base && p.system == power.system && !chosen(&p.id))
        };
        let wrong = chosen(&power.id) && ((power.needs_another && alone()) || without_base());
        wrong.then(|| Problem { field: format!("power-{}", power.id), trouble: Trouble::NeedsAnother })
    })
}

/// Powers that were chosen and that the CA does not give any more. Where no list is known, nothing can be said.
fn powers_gone<'a>(values: &'a Values, forms: &'a Forms) -> impl Iterator<Item = Problem> + 'a {
    let known = |flag: &str| forms.powers.iter().any(|power| flag == format!("power-{}", power.id));
    let chosen = values.iter().map(|(field, _)| field).filter(|field| field.starts_with("power-"));
    chosen
        .filter(move |field| !forms.powers.is_empty() && !known(field))
        .map(|field| Problem { field: field.to_owned(), trouble: Trouble::NotListed })
}

fn consents<'a>(values: &'a Values, forms: &'a Forms) -> impl Iterator<Item = Problem> + 'a {
    forms
        .consents
        .iter()
        .filter(|consent| {
            let flag = format!("consent-{}", consent.id);
            // Before it is kept, an agreement has no version: then it is the one that is shown.
            let version = values.text(&format!("{flag}-version"));
            !values.flag(&flag) || !(version.is_empty() || version == consent.version)
        })
        .map(|consent| Problem { field: format!("consent-{}", consent.id), trouble: Trouble::NotAgreed })
}

/// The class that staff of the chosen office must take, if there is one.
pub fn forced_class<'a>(office: &str, forms: &'a Forms) -> Option<&'a str> {
    let forced = |class: &&crate::domain::profile::Class| {
        !class.forced_by_office.is_empty() && class.forced_by_office == office
    };
    forms.classes.iter().find(forced).map(|class| class.id.as_str())
}

/// The class is not the one that the chosen office forces; `office` stands in another section.
pub fn class_problem(office: &str, content: &Values, forms: &Forms) -> Option<Problem> {
    let forced = forced_class(office, forms)?;
    (content.text("class") != forced)
        .then(|| Problem { field: "class".into(), trouble: Trouble::ClassForced })
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    fn wrong(section: Section, values: &[(&str, &str)], forms: &Forms) -> Vec<(String, &'static str)> {
        let values = values.iter().fold(Values::default(), |values, (id, text)| values.with(id, *text));
        let problems = check(section, &values, &[], forms, date!(2026 - 11 - 25));
        problems.into_iter().map(|problem| (problem.field, problem.trouble.id())).collect()
    }

    /// Rows 0.08, 0.14.
    #[test]
    fn of_required_fields_only_the_empty_ones_are_marked() {
        let forms = Forms::default();
        let email = ("email", "ivanova@romashka.example");
        let phone = ("phone", "+79161234567");
        assert_eq!(wrong(Section::Contacts, &[email], &forms), [("phone".to_owned(), "missing")]);
        assert_eq!(wrong(Section::Contacts, &[phone], &forms), [("email".to_owned(), "missing")]);
        assert_eq!(wrong(Section::Contacts, &[phone, email], &forms), [], "the flag is nobody's duty");
    }

    /// Rows 1.22, 2.25.
    #[test]
    fn a_document_of_authority_has_a_name_a_day_that_was_and_a_number() {
        let forms = Forms::default();
        let scan = ("scan-authority".to_owned(), "scan-missing");
        let (changed, name) = (("changed", "yes"), ("name", "Приказ"));
        assert_eq!(wrong(Section::Authority, &[], &forms), [], "the old one still holds");
        let all = wrong(Section::Authority, &[changed], &forms);
        let missing = ["name", "date", "number"].map(|id| (id.to_owned(), "missing"));
        assert_eq!(all, [&missing[..], std::slice::from_ref(&scan)].concat());
        let typed = [changed, name, ("date", "2026-11-26"), ("number", &"7".repeat(51))];
        let expected = [("date".to_owned(), "date-impossible"), ("number".to_owned(), "too-long"), scan];
        assert_eq!(wrong(Section::Authority, &typed, &forms), expected);
        let ground = [("ground", "Устав"), ("ground-date", "31.02.2020"), ("ground-number", "1")];
        let statement = wrong(Section::Statement, &ground, &forms);
        assert_eq!(statement[0], ("ground-date".to_owned(), "date"));
        assert!(!statement.iter().any(|(field, _)| field == "ground" || field == "ground-number"));
    }

    /// Rows 1.25, 3.16.
    #[test]
    fn a_telephone_number_is_of_the_country_of_the_profile() {
        for text in ["+7 (916) 123-45-67", "8 916 123-45-67", "9161234567"] {
            assert_eq!(phone(text, Country::Ru).as_deref(), Some("+79161234567"), "{text}");
        }
        for text in ["+375 29 123-45-67", "80 29 123-45-67", "291234567"] {
            assert_eq!(phone(text, Country::By).as_deref(), Some("+375291234567"), "{text}");
        }
        for (text, country) in [
            ("+375291234567", Country::Ru),
            ("+79161234567", Country::By),
            ("916123456", Country::Ru),
            ("+7916123456x", Country::Ru),
            ("", Country::By),
        ] {
            assert_eq!(phone(text, country), None, "{text}");
        }
    }

    /// Rows 0.20, 1.26, 3.16.
    #[test]
    fn an_address_has_a_name_a_domain_and_nothing_that_ends_a_line() {
        for good in ["a@b.by", "ivanova.mp@mail.romashka.example"] {
            assert!(is_email(good), "{good}");
        }
        for bad in ["", "a@b", "@b.by", "a@@b.by", "a b@c.by", "a@b.by\r\nBcc: c@d.by", ".a@b.by", "a@-b.by"]
        {
            assert!(!is_email(bad), "{bad:?}");
        }
    }
}
