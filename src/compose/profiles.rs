//! Which profiles there are on this computer, and which one is meant.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::ca::profile::{self, Library};
use crate::domain::profile::Profile;
use crate::fault::{Fault, SupportCode};
use crate::platform::directories::Directories;

/// The user's own profiles before the built-in ones.
pub(super) fn library(directories: &Directories) -> Library {
    Library::Shelves(directories.profiles())
}

/// The profiles of the user who asks.
///
/// # Errors
/// `DiskDenied`, `DiskFull`.
pub fn at_hand() -> Result<Library, Fault> {
    Directories::open().map(|directories| library(&directories))
}

/// The profile that `--profile` means: a file, or the identifier of one of the library.
///
/// # Errors
/// `ProfileInvalid`, `ProfileGone`, `DiskDenied`.
pub(super) fn chosen(named: &Path, library: &Library) -> Result<Arc<Profile>, Fault> {
    if is_file(named) {
        return profile::load(named).map(Arc::new);
    }
    let id = named
        .to_str()
        .ok_or_else(|| Fault::new(SupportCode::ProfileGone).with("profile", named.display()))?;
    library.find(id)
}

/// Arguments that choose the same elsewhere: in another folder files are told by their whole path.
pub(super) fn arguments(profile: Option<&Path>, modules: &[PathBuf]) -> Vec<String> {
    let whole = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let profile = profile.map(|named| if is_file(named) { whole(named) } else { named.to_owned() });
    let profile = profile.into_iter().map(|path| ("--profile", path));
    let all = profile.chain(modules.iter().map(|module| ("--module", whole(module))));
    all.flat_map(|(name, path)| [name.to_owned(), path.to_string_lossy().into_owned()]).collect()
}

/// A file may lie in the working directory under the name of a profile: whoever means it can write `./name`.
fn is_file(named: &Path) -> bool {
    named.components().count() > 1 || named.is_absolute() || named.extension().is_some_and(|e| e == "toml")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_without_folder_and_ending_is_an_identifier() {
        for (named, file) in [
            ("treasury", false),
            ("e-pasluga", false),
            ("treasury.toml", true),
            ("./treasury", true),
            ("own/treasury", true),
        ] {
            assert_eq!(is_file(Path::new(named)), file, "{named}");
        }
    }
}
