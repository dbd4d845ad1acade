//! The files that come with the program: `assets/profiles`, compiled in.

/// A file of `assets/profiles` by its name.
macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_str!(concat!("../../../assets/profiles/", $name)))),+]
    };
}

/// Profiles, in the order in which they are listed.
const PROFILES: [(&str, &str); 4] =
    files!["operator.toml", "treasury.toml", "treasury-file.toml", "e-pasluga.toml"];

/// What profiles name.
const NAMED: [(&str, &str); 4] =
    files!["regions-ru.toml", "offices-treasury.toml", "powers-treasury.toml", "example-root.pem"];

/// Name and text of every profile.
pub(super) fn profiles() -> impl Iterator<Item = (&'static str, &'static str)> {
    PROFILES.into_iter()
}

/// A file that a profile names, but no profile.
pub(super) fn file(name: &str) -> Option<&'static str> {
    NAMED.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn every_file_of_the_folder_is_part_of_the_program() {
        let mut folder: Vec<String> = std::fs::read_dir("assets/profiles")
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        let mut known: Vec<&str> = PROFILES.iter().chain(&NAMED).map(|(name, _)| *name).collect();
        folder.sort();
        known.sort_unstable();
        assert_eq!(known, folder);
    }
}
