//! All profiles that are at hand: the user's own folder, and those that come with the program.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::ca::profile::source::{Shelf, Source};
use crate::ca::profile::{built_in, read};
use crate::domain::profile::Profile;
use crate::fault::{Fault, SupportCode};

/// Where profiles are looked for. They are read anew each time: an edited file holds at once.
#[derive(Debug, Clone)]
pub enum Library {
    /// The user's own folder, which may be missing, before the built-in ones: of two profiles with the same
    /// identifier the user's own holds.
    Shelves(PathBuf),
    /// These and no others: the training mode.
    Given(Vec<Arc<Profile>>),
}

/// Where a profile comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A file of the user's own folder.
    Own(PathBuf),
    /// Part of the program.
    BuiltIn,
}

/// A profile of the library, readable or not.
#[derive(Debug)]
pub struct Shelved {
    /// Its identifier; of a file too broken to tell it, the name of the file.
    pub id: String,
    /// Where it comes from.
    pub origin: Origin,
    /// The profile, or everything that is wrong with it.
    pub profile: Result<Profile, Vec<Fault>>,
}

impl Library {
    /// Every profile: the user's own in the order of their file names, then the built-in ones that they do not
    /// replace.
    ///
    /// # Errors
    /// `DiskDenied` when the folder is there and cannot be read.
    pub fn all(&self) -> Result<Vec<Shelved>, Fault> {
        let folder = match self {
            Self::Given(profiles) => {
                let given = profiles.iter().map(|profile| Shelved {
                    id: profile.id.clone(),
                    origin: Origin::BuiltIn,
                    profile: Ok((**profile).clone()),
                });
                return Ok(given.collect());
            }
            Self::Shelves(folder) => folder,
        };
        let mut all = own(folder)?;
        for (name, text) in built_in::profiles() {
            if all.iter().all(|other| Some(other.id.as_str()) != identifier(text)) {
                all.push(shipped(name, text));
            }
        }
        Ok(all)
    }

    /// The profile with this identifier. A broken own one is not passed over in favour of the built-in one: what
    /// the administrator has changed must not be ignored in silence.
    ///
    /// # Errors
    /// `ProfileGone` when there is none, `ProfileInvalid` when it is broken, `DiskDenied`.
    pub fn find(&self, id: &str) -> Result<Arc<Profile>, Fault> {
        let folder = match self {
            Self::Given(profiles) => {
                let given = profiles.iter().find(|profile| profile.id == id);
                return given.cloned().ok_or_else(|| gone(id));
            }
            Self::Shelves(folder) => folder,
        };
        let own = own(folder)?.into_iter().find(|one| one.id == id);
        let built_in = || {
            let (name, text) = built_in::profiles().find(|(_, text)| identifier(text) == Some(id))?;
            Some(shipped(name, text))
        };
        let found = own.or_else(built_in).ok_or_else(|| gone(id))?;
        let first = |mistakes: Vec<Fault>| mistakes.into_iter().next().unwrap_or_else(|| gone(id));
        found.profile.map(Arc::new).map_err(first)
    }
}

fn gone(id: &str) -> Fault {
    Fault::new(SupportCode::ProfileGone).with("profile", id)
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, Fault> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Fault::from(error).with("file", folder.display())),
    };
    let mut paths = entries.map(|entry| entry.map(|e| e.path())).collect::<Result<Vec<_>, _>>()?;
    paths.retain(|path| path.extension().is_some_and(|e| e == "toml"));
    paths.sort();
    Ok(paths)
}

/// The profiles of the user's own folder; of two with the same identifier the first one holds.
fn own(folder: &Path) -> Result<Vec<Shelved>, Fault> {
    let mut all: Vec<Shelved> = Vec::new();
    for path in files(folder)? {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let (id, profile) = match Source::read(&path) {
            Err(fault) => (name, Err(vec![fault])),
            Ok(source) if !is_profile(source.text()) => continue,
            Ok(source) => {
                let id = identifier(source.text()).map_or(name, str::to_owned);
                let profile = if all.iter().any(|other| other.id == id) {
                    let detail = "another file of this folder has the same id";
                    Err(vec![source.mistake(place_of_id(source.text()), detail)])
                } else {
                    read::profile(source, &Shelf::beside(&path))
                };
                (id, profile)
            }
        };
        all.push(Shelved { id, origin: Origin::Own(path), profile });
    }
    Ok(all)
}

/// A profile that comes with the program.
fn shipped(name: &str, text: &str) -> Shelved {
    Shelved {
        id: identifier(text).unwrap_or(name).to_owned(),
        origin: Origin::BuiltIn,
        profile: read::profile(Source::new(name, text), &Shelf::BuiltIn),
    }
}

/// Told by a line, not by reading the file: a profile with a mistake in it must still be told from a list.
fn is_profile(text: &str) -> bool {
    keys(text).any(|(key, _)| matches!(key, "schema" | "protocol" | "endpoint"))
}

/// The identifier, even of a file that cannot be read.
fn identifier(text: &str) -> Option<&str> {
    let (_, value) = keys(text).find(|(key, _)| *key == "id")?;
    value.split(['"', '\'']).nth(1).filter(|id| read::is_id(id))
}

fn place_of_id(text: &str) -> std::ops::Range<usize> {
    let lines = text.split_inclusive('\n').scan(0, |end, line| {
        let start = *end;
        *end += line.len();
        Some((start, line))
    });
    let is_id = |line: &str| keys(line).any(|(key, _)| key == "id");
    let at = lines.into_iter().find(|(_, line)| is_id(line)).map_or(0, |(start, _)| start);
    at..at
}

/// Keys and values at the top of a file, before its first table.
fn keys(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let lines = text.lines().map(str::trim).take_while(|line| !line.starts_with('['));
    lines.filter_map(|line| line.split_once('=')).map(|(key, value)| (key.trim(), value))
}
