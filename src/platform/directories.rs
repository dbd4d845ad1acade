//! Where the program keeps its files: one home, readable by its owner alone.

use std::path::{Path, PathBuf};

use directories::ProjectDirs;

use crate::fault::{Fault, SupportCode};

/// Environment variable that puts the home elsewhere, for portable use and for tests.
pub const HOME: &str = "RENEWAL_HOME";

/// The folders of the program. They exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directories {
    home: PathBuf,
    config: PathBuf,
}

impl Directories {
    /// The home named by `RENEWAL_HOME`, else the local data folder of the user, made when missing:
    /// `~/.local/share/renewal-master`, `%LOCALAPPDATA%\renewal-master\data`.
    ///
    /// # Errors
    /// `DiskDenied` or `DiskFull`.
    pub fn open() -> Result<Self, Fault> {
        let directories = Self::locate()?;
        directories.make()?;
        Ok(directories)
    }

    /// The same without making anything: for who only reads, and may find nothing.
    ///
    /// # Errors
    /// `DiskDenied` when nobody knows where the home is.
    pub fn locate() -> Result<Self, Fault> {
        if let Some(home) = std::env::var_os(HOME).filter(|home| !home.is_empty()) {
            let home = std::path::absolute(home)?;
            return Ok(Self { config: home.clone(), home });
        }
        let project = ProjectDirs::from("", "", "renewal-master")
            .ok_or_else(|| Fault::new(SupportCode::DiskDenied).with("detail", "no home directory"))?;
        // Local, not roaming: keys must not travel between computers behind the user's back. The settings lie where a
        // person looks for what can be edited: `~/.config/renewal-master`. Made by whoever saves there.
        let (home, config) = (project.data_local_dir().to_owned(), project.config_local_dir().to_owned());
        Ok(Self { home, config })
    }

    /// A home of the caller's choice, made when missing.
    ///
    /// # Errors
    /// `DiskDenied` or `DiskFull`.
    pub fn at(home: &Path) -> Result<Self, Fault> {
        let home = std::path::absolute(home)?;
        let directories = Self { config: home.clone(), home };
        directories.make()?;
        Ok(directories)
    }

    fn make(&self) -> Result<(), Fault> {
        for folder in [self.home.clone(), self.journal(), self.keys(), self.backup()] {
            make_private(&folder)?;
        }
        Ok(())
    }

    /// The home itself.
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// Journals of the renewals.
    pub fn journal(&self) -> PathBuf {
        self.home.join("journal")
    }

    /// Software containers.
    pub fn keys(&self) -> PathBuf {
        self.home.join("keys")
    }

    /// Backups that were put on no other medium.
    pub fn backup(&self) -> PathBuf {
        self.home.join("backup")
    }

    /// The user's own profiles of CAs; made by whoever puts one there.
    pub fn profiles(&self) -> PathBuf {
        self.home.join("profiles")
    }

    /// The file with the settings; in the home itself where that was put elsewhere.
    pub fn settings(&self) -> PathBuf {
        self.config.join("settings.toml")
    }
}

/// Makes a folder with rights for its owner alone; the rights of an existing one are left as they are.
fn make_private(folder: &Path) -> Result<(), Fault> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| Fault::from(error).with("path", folder.display()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    #[cfg(unix)]
    fn folders_are_made_for_their_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = std::env::temp_dir().join(format!("renewal-directories-{}", std::process::id()));
        let directories = Directories::at(&folder).unwrap();
        for made in [directories.home(), &directories.journal(), &directories.keys(), &directories.backup()] {
            assert_eq!(made.metadata().unwrap().permissions().mode() & 0o777, 0o700, "{}", made.display());
        }
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_file_in_the_way_is_told() {
        let file = std::env::temp_dir().join(format!("renewal-in-the-way-{}", std::process::id()));
        std::fs::write(&file, "x").unwrap();
        assert_eq!(Directories::at(&file).unwrap_err().code, SupportCode::DiskDenied);
        std::fs::remove_file(file).unwrap();
    }
}
