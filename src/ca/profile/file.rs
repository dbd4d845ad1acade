//! The file as written. What can be wrong in meaning keeps its place for the error.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::value::SeqAccessDeserializer;
use serde::de::{Deserializer, Error, SeqAccess, Visitor};
use toml::Spanned;

use crate::domain::profile::{Country, Protocol};

/// A profile.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProfileFile {
    pub schema: Spanned<u32>,
    pub id: Spanned<String>,
    pub title: Spanned<String>,
    pub protocol: Protocol,
    pub endpoint: Spanned<String>,
    pub second_endpoint: Option<Spanned<String>>,
    pub note: Option<Spanned<String>>,
    pub page: Spanned<String>,
    pub tls_anchors: Spanned<Vec<Spanned<String>>>,
    pub anchors: Spanned<Vec<Spanned<String>>>,
    pub acknowledgement: bool,
    pub shown_wait: Option<Spanned<u32>>,
    pub key_months: Option<Spanned<u8>>,
    pub sign_tool: Spanned<String>,
    #[serde(default)]
    pub training: bool,
    pub steps: Option<Vec<Spanned<String>>>,
    pub review: Option<Spanned<bool>>,
    pub draft_days: Option<Spanned<u16>>,
    #[serde(default)]
    pub new_key_after_refusal: bool,
    pub store: Option<Spanned<bool>>,
    pub first_issue: Option<Spanned<bool>>,
    #[serde(default)]
    pub waiting: Vec<WaitingFile>,
    #[serde(default)]
    pub file: FileRulesFile,
    pub forms: Option<FormsFile>,
}

/// `[[waiting]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WaitingFile {
    pub stage: Spanned<String>,
    pub actor: Spanned<String>,
    pub working_days: Option<Spanned<u16>>,
}

/// `[file]`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileRulesFile {
    #[serde(default)]
    pub pem: bool,
}

/// `[forms]`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FormsFile {
    #[serde(default)]
    pub country: Country,
    pub regions: Option<Spanned<Listed<NamedFile>>>,
    pub offices: Option<Spanned<Listed<OfficeFile>>>,
    pub powers: Option<Spanned<Listed<PowerFile>>>,
    #[serde(default)]
    pub kinds: Vec<KindFile>,
    #[serde(default)]
    pub classes: Vec<ClassFile>,
    #[serde(default)]
    pub consents: Vec<ConsentFile>,
    pub code_word: Option<Spanned<bool>>,
    pub signed_statement: Option<Spanned<bool>>,
    pub statement_copies: Option<Spanned<u8>>,
    pub scan_bytes: Option<Spanned<u64>>,
    pub scan_media: Option<Spanned<Vec<Spanned<String>>>>,
}

/// A file of long lists beside a profile. One file may hold several of them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListsFile {
    pub regions: Option<Vec<NamedFile>>,
    pub offices: Option<Vec<OfficeFile>>,
    pub powers: Option<Vec<PowerFile>>,
}

/// An element of `regions`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NamedFile {
    pub id: Spanned<String>,
    pub title: Spanned<String>,
}

/// An element of `offices`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OfficeFile {
    pub id: Spanned<String>,
    pub region: Spanned<String>,
    pub title: Spanned<String>,
}

/// An element of `powers`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PowerFile {
    pub id: Spanned<String>,
    pub system: Spanned<String>,
    pub title: Spanned<String>,
    pub oid: Option<Spanned<String>>,
    #[serde(default)]
    pub default: bool,
    #[serde(default)]
    pub base: bool,
    #[serde(default)]
    pub needs_another: bool,
    #[serde(default)]
    pub preset: bool,
    #[serde(default)]
    pub staff: bool,
}

/// An element of `kinds`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KindFile {
    pub id: Spanned<String>,
    pub title: Spanned<String>,
    pub person: bool,
    pub organization: bool,
}

/// An element of `classes`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClassFile {
    pub id: Spanned<String>,
    pub title: Spanned<String>,
    pub oid: Spanned<String>,
    pub forced_by_office: Option<Spanned<String>>,
}

/// An element of `consents`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConsentFile {
    pub id: Spanned<String>,
    pub title: Spanned<String>,
    pub version: Spanned<String>,
    pub page: Spanned<String>,
}

/// A list that stands in the profile, or in a file beside it.
pub(super) enum Listed<T> {
    File(String),
    Here(Vec<T>),
}

/// By hand: serde's untagged enums forget where in the text they are.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Listed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Either<T> {
            type Value = Listed<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list, or the name of a file that holds it")
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
                Ok(Listed::File(name.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(items)).map(Listed::Here)
            }
        }

        deserializer.deserialize_any(Either(PhantomData))
    }
}
