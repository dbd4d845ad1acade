//! The settings as files: the user's own, and the policy of the administrator before it. See `docs/settings.md`.
//!
//! ```toml
//! profile = "treasury"                     # identifier of a profile, or its file with the whole path
//! modules = ["/usr/lib/librtpkcs11ecp.so"] # PKCS#11 modules, whole paths
//! thresholds = [60, 30, 14, 7, 3, 1]       # days, 1…365, at most ten
//! language = "system"                      # system, ru, en
//! text_size = 100                          # percent, 100…200
//! theme = "system"                         # system, light, dark
//! autostart = false                        # check at login and every day
//! backup_folder = "/srv/copies"            # whole path
//! proxy = "system"                         # system, none, http://host:port
//! remember_pin = false                     # a PIN may be kept in the password store of the system
//!
//! # An empty profile or backup_folder means none, where a policy has one as a default.
//!
//! [defaults]                               # in a policy only: the same keys, which the user may change
//! ```
//!
//! Every mistake is told with line and column; the setting it belongs to holds with its default, the others as
//! written. A file with a mistake is never written over: it is put aside first.

use std::io::{ErrorKind, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};
use toml::{Spanned, Value};

use crate::domain::settings::{InForce, Key, LanguageChoice, ProxyChoice, Settings, ThemeChoice};
use crate::fault::{Fault, SupportCode};

/// Environment variable that names a policy where the system has none, for portable use and for tests.
pub const POLICY: &str = "RENEWAL_POLICY";
/// Name of a policy.
const POLICY_FILE: &str = "policy.toml";
/// Table of a policy.
const DEFAULTS: &str = "defaults";

/// Where the settings stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    /// The user's own file.
    pub own: PathBuf,
    /// The policy, which only an administrator can write.
    pub policy: PathBuf,
}

impl Files {
    /// The user's own file, and the policy of this system.
    pub fn of(own: PathBuf) -> Self {
        let system = system_policy();
        let named = std::env::var_os(POLICY).map(PathBuf::from).filter(|_| !system.exists());
        Self { own, policy: named.unwrap_or(system) }
    }

    /// What holds. Never fails: what cannot be read holds with its default and is told.
    pub fn load(&self) -> InForce {
        let policy = Text::read(&self.policy).map(|text| text.parse(true)).unwrap_or_else(unreadable);
        let own = Text::read(&self.own).map(|text| text.parse(false)).unwrap_or_else(unreadable);
        let mut settings = Settings::default();
        for layer in [&policy.defaults, &own.given, &policy.given] {
            layer.keys.iter().for_each(|key| settings.take(*key, &layer.settings));
        }
        let mistakes = policy.mistakes.into_iter().chain(own.mistakes).collect();
        InForce { settings, locked: policy.given.keys, mistakes }
    }

    /// Writes what the user wants into the own file. What the administrator has given is left as it stood there, and
    /// what is the default anyway is left out, so that later defaults hold. Returns where a file with mistakes was
    /// put aside to.
    ///
    /// # Errors
    /// `DiskDenied`, `DiskFull`; the old file is then still there.
    pub fn save(&self, wanted: &Settings) -> Result<Option<PathBuf>, Fault> {
        let policy = Text::read(&self.policy).map(|text| text.parse(true)).unwrap_or_else(unreadable);
        let own = Text::read(&self.own).map(|text| text.parse(false)).unwrap_or_else(unreadable);
        let mut base = Settings::default();
        policy.defaults.keys.iter().for_each(|key| base.take(*key, &policy.defaults.settings));
        let mut table = toml::Table::new();
        for key in Key::ALL {
            let locked = policy.given.keys.contains(key);
            let (from, written) = match locked {
                true => (&own.given.settings, own.given.keys.contains(key)),
                false => (wanted, !wanted.agrees(*key, &base)),
            };
            if written {
                table.insert(key.name().to_owned(), value(*key, from));
            }
        }
        let folder = self.own.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder).map_err(|error| at(&self.own, error))?;
        let aside = if own.mistakes.is_empty() { None } else { Some(self.put_aside()?) };
        let text = format!("# {}\n{table}", "Renewal Master: docs/settings.md");
        write(&self.own, &text).map_err(|error| at(&self.own, error))?;
        Ok(aside)
    }

    /// Renames the own file to a name that is free.
    fn put_aside(&self) -> Result<PathBuf, Fault> {
        let names = (1..).map(|number| self.own.with_file_name(format!("settings-{number}.broken.toml")));
        let free = names.into_iter().find(|name| !name.exists()).unwrap_or_default();
        std::fs::rename(&self.own, &free).map_err(|error| at(&self.own, error))?;
        Ok(free)
    }
}

/// Reads one file and tells everything that is wrong with it. A file of the name `policy.toml` is read as a policy.
///
/// # Errors
/// `SettingsInvalid` with the facts `file`, `line`, `column` and `detail`; `DiskDenied` when it cannot be read.
pub fn check(file: &Path) -> Result<(), Vec<Fault>> {
    let is_policy = file.file_name().is_some_and(|name| name == POLICY_FILE);
    let text = std::fs::read_to_string(file).map_err(|error| vec![at(file, error)])?;
    let mistakes = Text { file, text }.parse(is_policy).mistakes;
    if mistakes.is_empty() { Ok(()) } else { Err(mistakes) }
}

/// One setting from a text as it would stand in the file; a word needs no quotes.
///
/// # Errors
/// `SettingsInvalid`.
pub fn parse_one(key: Key, text: &str) -> Result<Settings, Fault> {
    let read = |written: String| {
        let parsed = Text { file: Path::new(key.name()), text: written }.parse(false);
        parsed.mistakes.into_iter().next().map_or(Ok(parsed.given.settings), Err)
    };
    let quoted = Value::String(text.to_owned());
    read(format!("{} = {text}", key.name()))
        .or_else(|first| read(format!("{} = {quoted}", key.name())).map_err(|_| first))
}

/// Where an administrator puts the policy: a folder that users cannot write.
fn system_policy() -> PathBuf {
    let folder = if cfg!(windows) {
        let data = std::env::var_os("ProgramData").map(PathBuf::from);
        data.unwrap_or_else(|| PathBuf::from(r"C:\ProgramData")).join("renewal-master")
    } else if cfg!(target_os = "macos") {
        PathBuf::from("/Library/Application Support/renewal-master")
    } else {
        PathBuf::from("/etc/renewal-master")
    };
    folder.join(POLICY_FILE)
}

/// Settings of which only some are given.
#[derive(Default)]
struct Layer {
    settings: Settings,
    keys: Vec<Key>,
}

#[derive(Default)]
struct Parsed {
    given: Layer,
    defaults: Layer,
    mistakes: Vec<Fault>,
}

fn unreadable(fault: Fault) -> Parsed {
    Parsed { mistakes: vec![fault], ..Parsed::default() }
}

/// A file and what stands in it.
struct Text<'a> {
    file: &'a Path,
    text: String,
}

impl<'a> Text<'a> {
    /// A file that is not there is empty.
    fn read(file: &'a Path) -> Result<Self, Fault> {
        match std::fs::read_to_string(file) {
            Ok(text) => Ok(Self { file, text }),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                Ok(Self { file, text: String::new() })
            }
            Err(error) => {
                let fault = Fault::new(SupportCode::SettingsInvalid).with("file", file.display());
                Err(fault.with("detail", error))
            }
        }
    }

    fn mistake(&self, span: &Range<usize>, detail: &str) -> Fault {
        Fault::in_text(SupportCode::SettingsInvalid, self.file.display(), &self.text, span.start, detail)
    }

    fn parse(&self, is_policy: bool) -> Parsed {
        let mut parsed = Parsed::default();
        let (table, errors) = DeTable::parse_recoverable(&self.text);
        if !errors.is_empty() {
            // Half of a file that is no TOML would be a guess.
            let mistakes = errors.iter().map(|e| self.mistake(&e.span().unwrap_or_default(), e.message()));
            parsed.mistakes = mistakes.collect();
            return parsed;
        }
        for (name, value) in table.get_ref() {
            match value.get_ref() {
                DeValue::Table(defaults) if is_policy && name.get_ref() == DEFAULTS => {
                    for (name, value) in defaults {
                        self.one(name, value, &mut parsed.defaults, &mut parsed.mistakes);
                    }
                }
                _ => self.one(name, value, &mut parsed.given, &mut parsed.mistakes),
            }
        }
        parsed.mistakes.sort_by_key(|mistake| {
            let number = |name| mistake.fact(name).and_then(|text| text.parse::<usize>().ok());
            (number("line"), number("column"))
        });
        parsed
    }

    fn one(
        &self,
        name: &Spanned<std::borrow::Cow<'_, str>>,
        value: &Spanned<DeValue<'_>>,
        layer: &mut Layer,
        mistakes: &mut Vec<Fault>,
    ) {
        let outcome = match Key::named(name.get_ref()) {
            Some(key) => take(&mut layer.settings, key, value).map(|()| layer.keys.push(key)),
            None => {
                let known: Vec<_> = Key::ALL.iter().map(|key| key.name()).collect();
                Err((name.span(), format!("no such setting; there are {}", known.join(", "))))
            }
        };
        mistakes.extend(outcome.err().map(|(span, detail)| self.mistake(&span, &detail)));
    }
}

type Outcome<T = ()> = Result<T, (Range<usize>, String)>;

fn take(settings: &mut Settings, key: Key, value: &Spanned<DeValue<'_>>) -> Outcome {
    match key {
        Key::Profile => settings.profile = unless_empty(value, profile)?,
        Key::Modules => settings.modules = each(value)?.iter().map(path).collect::<Outcome<_>>()?,
        Key::Thresholds => settings.thresholds = thresholds(value)?,
        Key::Language => {
            let names = LanguageChoice::ALL.iter().map(|one| one.name());
            settings.language = choice(value, LanguageChoice::named, names)?;
        }
        Key::TextSize => settings.text_size = number(value, &Settings::TEXT_SIZES)?,
        Key::Theme => {
            let names = ThemeChoice::ALL.iter().map(|one| one.name());
            settings.theme = choice(value, ThemeChoice::named, names)?;
        }
        Key::Autostart => settings.autostart = yes_or_no(value)?,
        Key::BackupFolder => settings.backup_folder = unless_empty(value, path)?,
        Key::Proxy => {
            settings.proxy = ProxyChoice::parse(string(value)?).map_err(|detail| wrong(value, detail))?;
        }
        Key::RememberPin => settings.remember_pin = yes_or_no(value)?,
    }
    Ok(())
}

fn wrong(value: &Spanned<DeValue<'_>>, detail: impl Into<String>) -> (Range<usize>, String) {
    (value.span(), detail.into())
}

fn yes_or_no(value: &Spanned<DeValue<'_>>) -> Outcome<bool> {
    value.get_ref().as_bool().ok_or_else(|| wrong(value, "true or false is wanted"))
}

fn string<'v>(value: &'v Spanned<DeValue<'_>>) -> Outcome<&'v str> {
    value.get_ref().as_str().ok_or_else(|| wrong(value, "a text in quotes is wanted"))
}

fn each<'v, 'i>(value: &'v Spanned<DeValue<'i>>) -> Outcome<&'v [Spanned<DeValue<'i>>]> {
    let array = value.get_ref().as_array().ok_or_else(|| wrong(value, "a list in brackets is wanted"))?;
    Ok(array)
}

fn choice<T>(
    value: &Spanned<DeValue<'_>>,
    named: impl Fn(&str) -> Option<T>,
    names: impl Iterator<Item = &'static str>,
) -> Outcome<T> {
    let found = named(string(value)?);
    found.ok_or_else(|| wrong(value, format!("one of {} is wanted", names.collect::<Vec<_>>().join(", "))))
}

fn number(value: &Spanned<DeValue<'_>>, range: &std::ops::RangeInclusive<u16>) -> Outcome<u16> {
    let written = value.get_ref().as_integer();
    let number = written.and_then(|number| u16::from_str_radix(number.as_str(), number.radix()).ok());
    let outside = || wrong(value, format!("a number from {} to {} is wanted", range.start(), range.end()));
    number.filter(|number| range.contains(number)).ok_or_else(outside)
}

fn thresholds(value: &Spanned<DeValue<'_>>) -> Outcome<Vec<u16>> {
    let days = each(value)?.iter().map(|day| number(day, &Settings::DAYS)).collect::<Outcome<Vec<_>>>()?;
    if days.is_empty() || days.len() > Settings::MOST_THRESHOLDS {
        return Err(wrong(value, format!("one to {} numbers of days are wanted", Settings::MOST_THRESHOLDS)));
    }
    Ok(Settings::ordered(days))
}

/// Relative to what would be anybody's guess.
fn path(value: &Spanned<DeValue<'_>>) -> Outcome<PathBuf> {
    let path = PathBuf::from(string(value)?);
    if path.is_absolute() { Ok(path) } else { Err(wrong(value, "a whole path is wanted")) }
}

/// An empty text takes back what a policy has as a default.
fn unless_empty<T>(
    value: &Spanned<DeValue<'_>>,
    read: impl Fn(&Spanned<DeValue<'_>>) -> Outcome<T>,
) -> Outcome<Option<T>> {
    if string(value)?.is_empty() { Ok(None) } else { read(value).map(Some) }
}

fn profile(value: &Spanned<DeValue<'_>>) -> Outcome<String> {
    let text = string(value)?;
    let is_id = !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if is_id || Path::new(text).is_absolute() {
        return Ok(text.to_owned());
    }
    Err(wrong(value, "the identifier of a profile is wanted, or a file with its whole path"))
}

fn value(key: Key, settings: &Settings) -> Value {
    let path = |path: &PathBuf| Value::String(path.to_string_lossy().into_owned());
    match key {
        Key::Profile => settings.profile.clone().unwrap_or_default().into(),
        Key::Modules => settings.modules.iter().map(path).collect::<Vec<_>>().into(),
        Key::Thresholds => settings.thresholds.iter().map(|day| i64::from(*day)).collect::<Vec<_>>().into(),
        Key::Language => settings.language.name().into(),
        Key::TextSize => i64::from(settings.text_size).into(),
        Key::Theme => settings.theme.name().into(),
        Key::Autostart => settings.autostart.into(),
        Key::BackupFolder => settings.backup_folder.as_ref().map_or_else(|| "".into(), path),
        Key::Proxy => settings.proxy.name().into(),
        Key::RememberPin => settings.remember_pin.into(),
    }
}

/// Beside it first: a power cut leaves the old file or the new one.
fn write(file: &Path, text: &str) -> std::io::Result<()> {
    let new = file.with_extension("new");
    let mut out = std::fs::File::create(&new)?;
    out.write_all(text.as_bytes())?;
    out.sync_all()?;
    drop(out);
    std::fs::rename(new, file)
}

fn at(file: &Path, error: std::io::Error) -> Fault {
    Fault::from(error).with("file", file.display())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests;
