//! How a value is typed and shown, and how it is kept: dates, numbers, telephones. Pure.

use crate::domain::form::Kind;
use crate::domain::form::check;
use crate::domain::profile::Country;
use crate::gui::widgets::Mask;

const DATE: Mask = Mask::new("00.00.0000");
const SNILS: Mask = Mask::new("000-000-000 00");
const DEPARTMENT: Mask = Mask::new("000-000");
const INN: Mask = Mask::new("000000000000");
const INN_LE: Mask = Mask::new("0000000000");
const OGRN: Mask = Mask::new("000000000000000");
const PHONE_RU: Mask = Mask::telephone("+7 ", "8", "+7 (000) 000-00-00");
const PHONE_BY: Mask = Mask::telephone("+375 ", "80", "+375 (00) 000-00-00");

/// The shape of a field while it is typed.
pub fn mask(kind: Kind, country: Country) -> Option<Mask> {
    match (kind, country) {
        (Kind::Date, _) => Some(DATE),
        (Kind::Snils, _) => Some(SNILS),
        (Kind::DepartmentCode, _) => Some(DEPARTMENT),
        (Kind::Inn, _) => Some(INN),
        (Kind::InnLe, _) => Some(INN_LE),
        (Kind::Ogrn, _) => Some(OGRN),
        (Kind::Phone, Country::Ru) => Some(PHONE_RU),
        (Kind::Phone, Country::By) => Some(PHONE_BY),
        _ => None,
    }
}

/// What stands in an empty field: the shape, or a word for it where a row of zeros would say nothing.
pub fn placeholder(kind: Kind, country: Country) -> Option<&'static str> {
    match kind {
        Kind::Date => Some("ДД.ММ.ГГГГ"),
        Kind::Inn | Kind::InnLe | Kind::Ogrn => Some(""),
        _ => mask(kind, country).map(Mask::pattern),
    }
}

/// A kept value as it is shown in its field and in lists.
pub fn shown(kind: Kind, kept: &str, country: Country) -> String {
    match kind {
        Kind::Date => match check::date(kept) {
            Some(day) => format!("{:02}.{:02}.{:04}", day.day(), u8::from(day.month()), day.year()),
            None => kept.to_owned(),
        },
        Kind::Snils | Kind::Phone => {
            mask(kind, country).map_or_else(|| kept.to_owned(), |mask| mask.apply(kept))
        }
        _ => kept.to_owned(),
    }
}

/// What was typed as it is kept. A value that is not complete stays as it is: it must survive too.
pub fn kept(kind: Kind, typed: &str, country: Country) -> String {
    match kind {
        Kind::Date => {
            let mut parts = typed.split('.');
            let (day, month, year) = (parts.next(), parts.next(), parts.next());
            match (day, month, year) {
                (Some(day), Some(month), Some(year)) if year.len() == 4 => {
                    let iso = format!("{year}-{month}-{day}");
                    if check::date(&iso).is_some() { iso } else { typed.to_owned() }
                }
                _ => typed.to_owned(),
            }
        }
        Kind::Phone => check::phone(typed, country).unwrap_or_else(|| typed.to_owned()),
        Kind::Snils => typed.chars().filter(char::is_ascii_digit).collect(),
        _ => typed.to_owned(),
    }
}

/// Nothing more can be typed: only then it is time to say that the value is wrong.
pub fn is_complete(kind: Kind, shown: &str, country: Country) -> bool {
    match kind {
        // Thirteen digits are whole as well.
        Kind::Ogrn => matches!(shown.len(), 13 | 15),
        _ => mask(kind, country).is_some_and(|mask| mask.is_complete(shown)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_typed_the_russian_way_and_kept_the_sortable_way() {
        assert_eq!(kept(Kind::Date, "05.03.2019", Country::Ru), "2019-03-05");
        assert_eq!(shown(Kind::Date, "2019-03-05", Country::Ru), "05.03.2019");
        for half in ["05.03.20", "31.02.2026"] {
            assert_eq!(shown(Kind::Date, &kept(Kind::Date, half, Country::Ru), Country::Ru), half);
        }
    }

    #[test]
    fn a_telephone_is_kept_without_brackets_once_it_is_whole() {
        assert_eq!(kept(Kind::Phone, "+7 (912) 345-67-89", Country::Ru), "+79123456789");
        assert_eq!(shown(Kind::Phone, "+375291234567", Country::By), "+375 (29) 123-45-67");
        // However far it was typed: what is kept is shown as it was.
        for (whole, country) in [("+7 (912) 345-67-89", Country::Ru), ("+375 (29) 123-45-67", Country::By)] {
            for end in (5..=whole.len()).filter(|end| whole[..*end].ends_with(|c: char| c.is_ascii_digit())) {
                let half = kept(Kind::Phone, &whole[..end], country);
                assert_eq!(shown(Kind::Phone, &half, country), whole[..end]);
            }
        }
    }
}
