//! Where a copy lies: in a folder, or on another token.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::domain::key::PlaceId;

/// Where a copy goes, or lies. In journals of earlier versions it is the bare path of a folder, which reads the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum CopyPlace {
    /// A token other than the one of the key.
    Token {
        /// Serial number.
        serial: String,
        /// Label.
        label: String,
    },
    /// A folder of this computer or of a drive.
    Folder(PathBuf),
}

impl CopyPlace {
    /// A token as a place for copies; none for this computer, where folders serve.
    pub fn on(place: &PlaceId) -> Option<Self> {
        match place.clone() {
            PlaceId::Token { serial, label } => Some(Self::Token { serial, label }),
            PlaceId::Computer => None,
        }
    }

    /// The token, if it is one.
    pub fn token(&self) -> Option<PlaceId> {
        match self.clone() {
            Self::Token { serial, label } => Some(PlaceId::Token { serial, label }),
            Self::Folder(_) => None,
        }
    }

    /// The folder, if it is one.
    pub fn folder(&self) -> Option<&Path> {
        match self {
            Self::Folder(folder) => Some(folder),
            Self::Token { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::domain::entry::Event;

    #[test]
    fn a_line_of_an_earlier_version_tells_the_same_folder() {
        let line = r#"{"event":"backed-up","folder":"/media/usb/copy","with_key":true}"#;
        let place = CopyPlace::Folder("/media/usb/copy".into());
        assert_eq!(serde_json::from_str::<Event>(line).unwrap(), Event::BackedUp { place, with_key: true });
    }

    #[test]
    fn a_token_and_a_folder_stay_what_they_are_in_the_journal() {
        let token = CopyPlace::Token { serial: "7".into(), label: "computer".into() };
        for place in [token, CopyPlace::Folder("token".into())] {
            let event = Event::CopyBegun { place };
            let line = serde_json::to_string(&event).unwrap();
            assert_eq!(serde_json::from_str::<Event>(&line).unwrap(), event, "{line}");
        }
    }
}
