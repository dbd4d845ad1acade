//! What the faces and the worker tell each other about the settings.

use std::path::PathBuf;

use crate::domain::schedule::Mechanism;
use crate::domain::settings::{InForce, Settings};
use crate::fault::Fault;

/// What the window works on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Real tokens and the CA that was chosen.
    Work,
    /// The training token and the sandbox.
    Training,
}

impl Mode {
    /// Without a CA there is only the training.
    pub fn of(settings: &Settings) -> Self {
        if settings.profile.is_some() { Self::Work } else { Self::Training }
    }

    /// What the window goes on with after the settings were saved; `None`: as it is.
    pub fn after(self, old: &Settings, new: &Settings) -> Option<Self> {
        let same = old.profile == new.profile
            && old.modules == new.modules
            && old.proxy == new.proxy
            && old.backup_folder == new.backup_folder
            && old.remember_pin == new.remember_pin;
        match (same, self) {
            (true, _) => None,
            // Who practises and changes a folder goes on practising.
            (false, Self::Training) if old.profile == new.profile => None,
            (false, _) => Some(Self::of(new)),
        }
    }
}

/// A CA that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileChoice {
    /// Identifier of its profile.
    pub id: String,
    /// Name for people.
    pub title: String,
}

/// What «Настройки» is drawn from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SettingsView {
    /// The settings as they hold.
    pub held: InForce,
    /// The CAs that are at hand.
    pub profiles: Vec<ProfileChoice>,
    /// The file had mistakes when it was saved and lies here now.
    pub put_aside: Option<PathBuf>,
    /// Who starts the scheduled check.
    pub schedule: Option<Mechanism>,
    /// The check could not be registered or taken away as wanted.
    pub schedule_fault: Option<Fault>,
    /// PINs are to be kept and there is no keyring, or they are to be forgotten and the keyring did not remove them.
    pub pin_fault: Option<Fault>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_opens_anew_only_for_what_its_adapters_were_made_of() {
        let none = Settings::default();
        let treasury = Settings { profile: Some("treasury".to_owned()), ..none.clone() };
        let module = Settings { modules: vec!["/a.so".into()], ..treasury.clone() };
        let remembering = Settings { remember_pin: true, ..treasury.clone() };
        assert_eq!(
            Mode::Work.after(&remembering, &treasury),
            Some(Mode::Work),
            "nothing is remembered any more"
        );
        let dark = Settings { text_size: 200, ..treasury.clone() };
        assert_eq!(Mode::Training.after(&none, &treasury), Some(Mode::Work));
        assert_eq!(Mode::Work.after(&treasury, &module), Some(Mode::Work));
        assert_eq!(Mode::Work.after(&treasury, &none), Some(Mode::Training));
        assert_eq!(Mode::Work.after(&treasury, &dark), None);
        assert_eq!(Mode::Training.after(&treasury, &module), None, "practising goes on");
    }
}
