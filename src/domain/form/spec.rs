//! Which fields and attachments each section has. Names are stable: they stand in journals and at the CA.

use serde::{Deserialize, Serialize};

use crate::domain::form::Section;

/// What may stand in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Any text of at most so many characters.
    Text(usize),
    /// A date, `YYYY-MM-DD`; shown and typed as DD.MM.YYYY.
    Date,
    /// A telephone number in the form of the profile's country, kept as `+7…` or `+375…`.
    Phone,
    /// An e-mail address.
    Email,
    /// СНИЛС, 11 digits.
    Snils,
    /// ИНН of a person, 12 digits.
    Inn,
    /// ИНН of an organisation, 10 digits.
    InnLe,
    /// ОГРН (13 digits) or ОГРНИП (15).
    Ogrn,
    /// Code of the department that issued a passport, `NNN-NNN`.
    DepartmentCode,
    /// One of a fixed list; the text of an option is `option-<field>-<value>`.
    Choice(&'static [&'static str]),
    /// One of a list of the profile: regions, offices, kinds of certificates, protection classes.
    List(List),
    /// Set ([`super::YES`]) or not.
    Flag,
}

/// A list that stands in the profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// Subjects of the Federation.
    Regions,
    /// Offices of the chosen region.
    Offices,
    /// Kinds of certificates.
    Kinds,
    /// Protection classes.
    Classes,
}

/// When a field or an attachment must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Required {
    /// Always.
    Yes,
    /// Never.
    No,
    /// When a flag of the same section is set.
    If(&'static str),
    /// When another field of the same section has this value.
    IfIs(&'static str, &'static str),
    /// When the profile says so: the name of a switch of [`crate::domain::profile::Forms`].
    ByProfile,
}

/// A field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldSpec {
    /// Name; its label is `form-<section>-<name>` in the locales.
    pub id: &'static str,
    /// What may stand in it.
    pub kind: Kind,
    /// When it must be filled. A field that is required only under a condition is shown only under it.
    pub required: Required,
}

/// A place for attachments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Slot {
    /// Scan of the identity document.
    Identity,
    /// Scan of the document of authority.
    Authority,
    /// The signed application, scanned.
    Statement,
}

impl Slot {
    /// Name in journals and, with the prefix `slot-`, in the locales.
    pub fn id(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Authority => "authority",
            Self::Statement => "statement",
        }
    }
}

/// Kinds of identity documents.
pub const DOCUMENTS: &[&str] = &["passport-ru", "passport-foreign", "residence-permit", "passport-by"];

const fn field(id: &'static str, kind: Kind, required: Required) -> FieldSpec {
    FieldSpec { id, kind, required }
}

const OFFICE: &[FieldSpec] = &[
    field("region", Kind::List(List::Regions), Required::Yes),
    field("office", Kind::List(List::Offices), Required::Yes),
    field("ogrn", Kind::Ogrn, Required::Yes),
    field("inn", Kind::InnLe, Required::Yes),
    // «Сведения подаёт уполномоченное лицо».
    field("representative", Kind::Flag, Required::No),
];

/// The powers of the profile come behind these, as flags named `power-<id>`.
const CONTENT: &[FieldSpec] = &[
    // Instead of the old certificate, or beside it (seed 0.02).
    field("request", Kind::Choice(&["change", "additional"]), Required::Yes),
    field("kind", Kind::List(List::Kinds), Required::Yes),
    field("class", Kind::List(List::Classes), Required::Yes),
];

const HOLDER: &[FieldSpec] = &[
    field("surname", Kind::Text(64), Required::Yes),
    field("given-name", Kind::Text(64), Required::Yes),
    field("title", Kind::Text(128), Required::Yes),
    field("snils", Kind::Snils, Required::Yes),
    field("personal-inn", Kind::Inn, Required::Yes),
    field("organization", Kind::Text(255), Required::Yes),
    field("locality", Kind::Text(128), Required::Yes),
    field("street", Kind::Text(128), Required::Yes),
];

const IDENTITY: &[FieldSpec] = &[
    field("changed", Kind::Flag, Required::No),
    field("document", Kind::Choice(DOCUMENTS), Required::If("changed")),
    field("series", Kind::Text(10), Required::If("changed")),
    field("number", Kind::Text(20), Required::If("changed")),
    field("issuer", Kind::Text(255), Required::If("changed")),
    field("code", Kind::DepartmentCode, Required::IfIs("document", "passport-ru")),
    field("issued", Kind::Date, Required::If("changed")),
    field("born", Kind::Date, Required::If("changed")),
    field("expires", Kind::Date, Required::IfIs("document", "passport-foreign")),
];

const AUTHORITY: &[FieldSpec] = &[
    field("changed", Kind::Flag, Required::No),
    field("name", Kind::Text(255), Required::If("changed")),
    field("date", Kind::Date, Required::If("changed")),
    field("number", Kind::Text(50), Required::If("changed")),
];

/// The code word is asked for beside these, when the profile wants one, and never kept with them.
const STATEMENT: &[FieldSpec] = &[
    field("ground", Kind::Text(255), Required::Yes),
    field("ground-date", Kind::Date, Required::Yes),
    field("ground-number", Kind::Text(50), Required::Yes),
    field("holder-position", Kind::Text(128), Required::Yes),
    field("holder-name", Kind::Text(128), Required::Yes),
    field("head-position", Kind::Text(128), Required::Yes),
    field("head-name", Kind::Text(128), Required::Yes),
];

const CONTACTS: &[FieldSpec] = &[
    field("phone", Kind::Phone, Required::Yes),
    field("email", Kind::Email, Required::Yes),
    // «Получать уведомления об изменениях статуса запроса».
    field("notify", Kind::Flag, Required::No),
];

/// The consents of the profile come here, as flags named `consent-<id>`; all of them must be set.
const CONSENTS: &[FieldSpec] = &[];

impl Section {
    /// Its fixed fields in the order in which they are shown.
    pub fn fields(self) -> &'static [FieldSpec] {
        match self {
            Self::Office => OFFICE,
            Self::Content => CONTENT,
            Self::Holder => HOLDER,
            Self::Identity => IDENTITY,
            Self::Authority => AUTHORITY,
            Self::Statement => STATEMENT,
            Self::Contacts => CONTACTS,
            Self::Consents => CONSENTS,
        }
    }

    /// The section that has this place for attachments.
    pub fn of_slot(slot: Slot) -> Option<Self> {
        Self::ALL.into_iter().find(|section| section.slot().is_some_and(|(own, _)| own == slot))
    }

    /// Its place for attachments, and when one must be there.
    pub fn slot(self) -> Option<(Slot, Required)> {
        match self {
            Self::Identity => Some((Slot::Identity, Required::If("changed"))),
            Self::Authority => Some((Slot::Authority, Required::If("changed"))),
            Self::Statement => Some((Slot::Statement, Required::ByProfile)),
            _ => None,
        }
    }
}
