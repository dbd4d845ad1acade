//! Who the sandbox knows: the training holder, and everybody it has issued a certificate to.

use crate::domain::certificate::Purpose;
use crate::domain::field::Field;
use crate::domain::identifier::Snils;
use crate::domain::subject::Subject;

/// Position in the certificate that is about to end.
const OLD_TITLE: &str = "Бухгалтер";
/// Position in the register: the change that «Проверка данных» shows.
const NEW_TITLE: &str = "Главный бухгалтер";

/// The subject of the training certificates.
pub fn training(snils: &Snils, purpose: Purpose) -> Subject {
    let mut fields = vec![
        (Field::CommonName, "ООО «Ромашка»"),
        (Field::Surname, "Иванова"),
        (Field::GivenName, "Мария Петровна"),
        (Field::Title, OLD_TITLE),
        (Field::Snils, snils.digits()),
        (Field::Inn, "500100732259"),
        (Field::Organization, "ООО «Ромашка»"),
        (Field::Ogrn, "1027700132195"),
        (Field::InnLe, "7707083893"),
        (Field::Country, "RU"),
        (Field::Region, "77 г. Москва"),
        (Field::Locality, "г. Москва"),
        (Field::Street, "ул. Ленина, д. 1"),
        (Field::Email, "ivanova@example.ru"),
    ];
    if purpose == Purpose::Fss {
        fields.push((Field::FssNumber, "7701234567"));
    }
    Subject::from_fields(fields.into_iter().map(|(field, value)| (field, value.to_owned())))
}

/// What the register says of the holder of a certificate: the same, but for a promotion.
pub fn record(current: &Subject) -> Subject {
    let promoted = |(field, value): (Field, &str)| match (field, value) {
        (Field::Title, OLD_TITLE) => (field, NEW_TITLE.to_owned()),
        (field, value) => (field, value.to_owned()),
    };
    Subject::from_fields(current.iter().map(promoted))
}
