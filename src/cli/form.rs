//! The answers to the forms of a CA from a TOML file: one table a section, and the files to be attached.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use toml::{Table, Value};

use crate::domain::form::{Problem, Section, Slot, Values, YES};
use crate::domain::profile::Forms;
use crate::fault::{Fault, SupportCode};

/// What a form file says.
#[derive(Debug, Default)]
pub struct FormFile {
    sections: BTreeMap<Section, Values>,
    scans: BTreeMap<Slot, Vec<PathBuf>>,
    /// A smaller copy of a picture that is too large will do.
    pub take_shrunk: bool,
}

impl FormFile {
    /// Reads a file; paths in it start at its folder.
    ///
    /// # Errors
    /// `DiskDenied`; `FormWrong` for a table or a field that no CA of this profile knows.
    pub fn read(path: &Path, forms: &Forms) -> Result<Self, Fault> {
        let text = std::fs::read_to_string(path).map_err(|e| Fault::from(e).with("file", path.display()))?;
        Self::parse(&text, path.parent().unwrap_or(Path::new("")), forms)
    }

    fn parse(text: &str, folder: &Path, forms: &Forms) -> Result<Self, Fault> {
        let tables: Table = text.parse().map_err(|error: toml::de::Error| wrong(error.message()))?;
        let mut file = Self::default();
        for (name, value) in &tables {
            if name == "take_shrunk" {
                file.take_shrunk = value.as_bool().unwrap_or_default();
                continue;
            }
            let table = value.as_table().ok_or_else(|| wrong(name))?;
            match Section::ALL.into_iter().find(|section| section.id() == name) {
                Some(section) => drop(file.sections.insert(section, values(section, table, forms)?)),
                None if name == "scans" => file.read_scans(table, folder)?,
                None => return Err(wrong(format!("[{name}]"))),
            }
        }
        Ok(file)
    }

    fn read_scans(&mut self, table: &Table, folder: &Path) -> Result<(), Fault> {
        for (name, value) in table {
            if name == "take_shrunk" {
                self.take_shrunk = value.as_bool().unwrap_or_default();
                continue;
            }
            let slot =
                [Slot::Identity, Slot::Authority, Slot::Statement].into_iter().find(|s| s.id() == name);
            let slot = slot.ok_or_else(|| wrong(format!("[scans] {name}")))?;
            let paths = match value {
                Value::Array(paths) => paths.iter().map(Value::as_str).collect(),
                one => Some(vec![one.as_str()]).into_iter().flatten().collect::<Vec<_>>(),
            };
            let paths: Option<Vec<PathBuf>> =
                paths.into_iter().map(|path| Some(folder.join(path?))).collect();
            let _ = self.scans.insert(slot, paths.ok_or_else(|| wrong(format!("[scans] {name}")))?);
        }
        Ok(())
    }

    /// The values of a section, with what the file says of it put on top of what is known.
    pub fn fill(&self, section: Section, known: &Values) -> Values {
        let mut filled = known.clone();
        for (field, text) in self.sections.get(&section).into_iter().flat_map(Values::iter) {
            // An empty text takes away what is known.
            filled.set(field, if text == NOTHING { "" } else { text });
        }
        filled
    }

    /// The files of a slot with their digests; `None` when the file does not speak of it.
    ///
    /// # Errors
    /// `DiskDenied` for a file that cannot be read.
    pub fn scans(&self, slot: Slot) -> Result<Option<Vec<(PathBuf, String)>>, Fault> {
        let Some(paths) = self.scans.get(&slot) else { return Ok(None) };
        let digests = paths.iter().map(|path| {
            let mut digest = Sha256::new();
            let mut file =
                std::fs::File::open(path).map_err(|e| Fault::from(e).with("file", path.display()))?;
            let _ = std::io::copy(&mut file, &mut HashWriter(&mut digest))?;
            Ok((path.clone(), hex::encode(digest.finalize())))
        });
        digests.collect::<Result<_, Fault>>().map(Some)
    }
}

/// Stands for «nothing» among values, which keep no empty texts.
const NOTHING: &str = "\u{0}";

struct HashWriter<'a>(&'a mut Sha256);

impl std::io::Write for HashWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// What is wrong with the form, in names: sections, fields and troubles are the same in every language.
pub fn wrong(detail: impl std::fmt::Display) -> Fault {
    Fault::new(SupportCode::FormWrong).with("detail", detail)
}

/// What is wrong with a section that was handed in.
pub fn problems(section: Section, problems: &[Problem]) -> Fault {
    let list = problems.iter().map(|problem| format!("{} ({})", problem.field, problem.trouble.id()));
    wrong(format!("[{}] {}", section.id(), list.collect::<Vec<_>>().join(", ")))
}

fn values(section: Section, table: &Table, forms: &Forms) -> Result<Values, Fault> {
    let mut values = Values::default();
    for (field, value) in table {
        let unknown = || wrong(format!("[{}] {field}", section.id()));
        if !is_field(section, field, forms) {
            return Err(unknown());
        }
        let text = match value {
            Value::String(text) => as_date(text).unwrap_or_else(|| text.clone()),
            Value::Boolean(set) => (if *set { YES } else { "" }).to_owned(),
            Value::Datetime(date) => date.to_string(),
            _ => return Err(unknown()),
        };
        values.set(field, if text.is_empty() { NOTHING.to_owned() } else { text });
    }
    Ok(values)
}

fn is_field(section: Section, field: &str, forms: &Forms) -> bool {
    let named = |prefix: &str, id: &str| field.strip_prefix(prefix) == Some(id);
    section.fields().iter().any(|spec| spec.id == field)
        || (section == Section::Content && forms.powers.iter().any(|power| named("power-", &power.id)))
        || (section == Section::Consents && forms.consents.iter().any(|given| named("consent-", &given.id)))
}

/// A date as people write it: ДД.ММ.ГГГГ.
fn as_date(text: &str) -> Option<String> {
    let format = time::macros::format_description!("[day].[month].[year]");
    time::Date::parse(text, format).ok().map(|date| date.to_string())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    const FILE: &str = r#"
take_shrunk = true

[office]
region = "77"

[identity]
changed = true
issued = 2020-01-31
born = "05.05.1980"

[contacts]
email = ""

[scans]
identity = ["passport.jpg", "second.jpg"]
statement = "statement.pdf"
"#;

    fn parse(text: &str) -> Result<FormFile, Fault> {
        FormFile::parse(text, Path::new("papers"), &Forms::default())
    }

    #[test]
    fn a_file_says_values_flags_dates_and_scans() {
        let file = parse(FILE).unwrap();
        assert!(file.take_shrunk);
        let identity = file.fill(Section::Identity, &Values::default());
        for (field, text) in [("changed", "yes"), ("issued", "2020-01-31"), ("born", "1980-05-05")] {
            assert_eq!(identity.text(field), text);
        }
        assert_eq!(
            file.scans[&Slot::Identity],
            [Path::new("papers/passport.jpg"), Path::new("papers/second.jpg")]
        );
        assert_eq!(file.scans[&Slot::Statement], [Path::new("papers/statement.pdf")]);
    }

    #[test]
    fn what_the_file_says_stands_on_top_of_what_is_known() {
        let known = Values::default().with("email", "known@example.test").with("phone", "+74951234567");
        let filled = parse(FILE).unwrap().fill(Section::Contacts, &known);
        assert_eq!((filled.text("email"), filled.text("phone")), ("", "+74951234567"));
    }

    #[test]
    fn a_misspelt_name_is_told_and_not_left_out() {
        for (text, named) in [
            ("[ofice]\nregion = \"77\"", "[ofice]"),
            ("[office]\nregoin = \"77\"", "[office] regoin"),
            ("[consents]\nconsent-x = true", "[consents] consent-x"),
            ("[scans]\npassport = \"a\"", "[scans] passport"),
            ("[scans]\nidentity = [1]", "[scans] identity"),
        ] {
            let fault = parse(text).unwrap_err();
            assert_eq!((fault.code, fault.fact("detail")), (SupportCode::FormWrong, Some(named)));
        }
        assert_eq!(parse("[office").unwrap_err().code, SupportCode::FormWrong);
    }
}
