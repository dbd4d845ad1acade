//! A text with the name it is known by, and where the files are that a profile names.

use std::io::ErrorKind;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

use crate::ca::profile::built_in;
use crate::fault::{Fault, SupportCode};

/// A text whose places can be named.
pub(super) struct Source {
    name: PathBuf,
    text: String,
}

impl Source {
    pub(super) fn new(name: impl Into<PathBuf>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into() }
    }

    /// A file, as it is.
    ///
    /// # Errors
    /// `ProfileInvalid` with the facts `file` and `detail`, without a place in it.
    pub(super) fn read(path: &Path) -> Result<Self, Fault> {
        let text = std::fs::read_to_string(path).map_err(|error| unreadable(path, &error))?;
        Ok(Self::new(path, text))
    }

    /// Its name, as mistakes tell it.
    pub(super) fn name(&self) -> String {
        self.name.display().to_string()
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The text as TOML of this shape.
    pub(super) fn parse<T: DeserializeOwned>(&self) -> Result<T, Fault> {
        toml::from_str(&self.text).map_err(|e| self.mistake(e.span().unwrap_or_default(), e.message()))
    }

    /// A mistake at this place; line and column count characters from 1.
    pub(super) fn mistake(&self, span: Range<usize>, detail: &str) -> Fault {
        Fault::in_text(SupportCode::ProfileInvalid, self.name.display(), &self.text, span.start, detail)
    }
}

/// Where the files are that a profile names: roots and long lists.
pub(super) enum Shelf {
    /// In the folder of the profile. What is not there, and came with the program, is taken from the program: a
    /// profile can be copied and changed without its lists.
    Folder(PathBuf),
    /// In the program itself.
    BuiltIn,
}

impl Shelf {
    /// Beside this profile.
    pub(super) fn beside(profile: &Path) -> Self {
        Self::Folder(profile.parent().unwrap_or(Path::new("")).to_owned())
    }

    /// A file by the name that stands in the profile.
    pub(super) fn source(&self, name: &str) -> Result<Source, String> {
        let shipped = built_in::file(name).map(|text| Source::new(name, text));
        let Self::Folder(folder) = self else {
            return shipped.ok_or_else(|| format!("{name} did not come with the program"));
        };
        let path = folder.join(name);
        match (std::fs::read_to_string(&path), shipped) {
            (Ok(text), _) => Ok(Source::new(path, text)),
            (Err(error), Some(shipped)) if error.kind() == ErrorKind::NotFound => Ok(shipped),
            (Err(error), _) => Err(format!("{}: {error}", path.display())),
        }
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Fault {
    Fault::new(SupportCode::ProfileInvalid).with("file", path.display()).with("detail", error)
}
