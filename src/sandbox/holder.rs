//! Who the sandbox knows: the training holder, the head of the same organisation, and what the registers say.

use crate::domain::certificate::{Certificate, Purpose};
use crate::domain::field::Field;
use crate::domain::identifier::Snils;
use crate::domain::subject::Subject;

/// Position in the certificate that is about to end.
const OLD_TITLE: &str = "Бухгалтер";
/// Position in the register: the change that «Проверка данных» shows.
const NEW_TITLE: &str = "Главный бухгалтер";
/// Positions of those who approve the requests of their organisation.
const HEADS: [&str; 4] = ["Генеральный директор", "Директор", "Руководитель", "Начальник"];

/// The organisations of the state register: ОГРН, ИНН.
const REGISTER: [(&str, &str); 1] = [("1027700132195", "7707083893")];

/// Part of a person in the training organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Role {
    /// Asks for a certificate.
    #[default]
    Holder,
    /// Approves it.
    Head,
}

/// Whom a training certificate is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trainee {
    /// His number.
    pub snils: Snils,
    /// What the certificate is used for.
    pub purpose: Purpose,
    /// His part.
    pub role: Role,
    /// His position, if it shall be another than the usual one of the role.
    pub title: Option<String>,
}

impl Trainee {
    /// The subject of his certificate.
    pub fn subject(&self) -> Subject {
        let (surname, given, title, inn, email) = match self.role {
            Role::Holder => ("Иванова", "Мария Петровна", OLD_TITLE, "500100732259", "ivanova@example.ru"),
            Role::Head => ("Соколов", "Андрей Викторович", HEADS[0], "164400537302", "sokolov@example.ru"),
        };
        let mut fields = vec![
            (Field::CommonName, "ООО «Ромашка»"),
            (Field::Surname, surname),
            (Field::GivenName, given),
            (Field::Title, self.title.as_deref().unwrap_or(title)),
            (Field::Snils, self.snils.digits()),
            (Field::Inn, inn),
            (Field::Organization, "ООО «Ромашка»"),
            (Field::Ogrn, REGISTER[0].0),
            (Field::InnLe, REGISTER[0].1),
            (Field::Country, "RU"),
            (Field::Region, "77 г. Москва"),
            (Field::Locality, "г. Москва"),
            (Field::Street, "ул. Ленина, д. 1"),
            (Field::Email, email),
        ];
        if self.purpose == Purpose::Fss {
            fields.push((Field::FssNumber, "7701234567"));
        }
        Subject::from_fields(fields.into_iter().map(|(field, value)| (field, value.to_owned())))
    }
}

/// What the register says of the holder of a certificate: the same, but for a promotion.
pub fn record(current: &Subject) -> Subject {
    let promoted = |(field, value): (Field, &str)| match (field, value) {
        (Field::Title, OLD_TITLE) => (field, NEW_TITLE.to_owned()),
        (field, value) => (field, value.to_owned()),
    };
    Subject::from_fields(current.iter().map(promoted))
}

/// The organisation of which the holder of a certificate is the head, by its ОГРН.
pub fn heads(certificate: &Certificate) -> Option<&str> {
    let title = certificate.subject().value(Field::Title)?.trim().to_lowercase();
    HEADS.iter().any(|head| head.to_lowercase() == title).then_some(())?;
    certificate.subject().value(Field::Ogrn)
}

/// ИНН of an organisation of the register; none when there is no such organisation.
pub fn registered(ogrn: &str) -> Option<&'static str> {
    REGISTER.iter().find(|(known, _)| *known == ogrn).map(|(_, inn)| *inn)
}
