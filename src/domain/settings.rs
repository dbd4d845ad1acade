//! What a user or an administrator can choose, apart from any renewal.

use std::ops::RangeInclusive;
use std::path::PathBuf;

use crate::fault::Fault;

/// Every setting with its default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The CA: the identifier of a profile, or its file. `None`: the training mode opens.
    pub profile: Option<String>,
    /// PKCS#11 modules; none: the known places of the vendors are searched.
    pub modules: Vec<PathBuf>,
    /// Days before the end of a certificate at which the program speaks up, largest first.
    pub thresholds: Vec<u16>,
    /// The language of the window.
    pub language: LanguageChoice,
    /// Size of everything in the window in percent.
    pub text_size: u16,
    /// Light or dark.
    pub theme: ThemeChoice,
    /// Certificates are checked at login and every day.
    pub autostart: bool,
    /// Where copies go that go on no drive; `None`: the folder of the program.
    pub backup_folder: Option<PathBuf>,
    /// How a CA is reached.
    pub proxy: ProxyChoice,
    /// A PIN may be kept in the password store of the system, where the user asks for it at a token.
    pub remember_pin: bool,
}

impl Settings {
    /// Days that can be a threshold.
    pub const DAYS: RangeInclusive<u16> = 1..=365;
    /// At most so many thresholds: more would be noise.
    pub const MOST_THRESHOLDS: usize = 10;
    /// Percent that the text size can be.
    pub const TEXT_SIZES: RangeInclusive<u16> = 100..=200;

    /// Thresholds in their order, each once.
    pub fn ordered(mut days: Vec<u16>) -> Vec<u16> {
        days.sort_unstable_by(|a, b| b.cmp(a));
        days.dedup();
        days
    }

    /// Takes one setting from another value of all.
    pub fn take(&mut self, key: Key, from: &Self) {
        match key {
            Key::Profile => self.profile.clone_from(&from.profile),
            Key::Modules => self.modules.clone_from(&from.modules),
            Key::Thresholds => self.thresholds.clone_from(&from.thresholds),
            Key::Language => self.language = from.language,
            Key::TextSize => self.text_size = from.text_size,
            Key::Theme => self.theme = from.theme,
            Key::Autostart => self.autostart = from.autostart,
            Key::BackupFolder => self.backup_folder.clone_from(&from.backup_folder),
            Key::Proxy => self.proxy.clone_from(&from.proxy),
            Key::RememberPin => self.remember_pin = from.remember_pin,
        }
    }

    /// One setting is the same in both.
    pub fn agrees(&self, key: Key, other: &Self) -> bool {
        let mut mine = other.clone();
        mine.take(key, self);
        mine == *other
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            profile: None,
            modules: Vec::new(),
            thresholds: vec![60, 30, 14, 7, 3, 1],
            language: LanguageChoice::System,
            text_size: *Self::TEXT_SIZES.start(),
            theme: ThemeChoice::System,
            autostart: false,
            backup_folder: None,
            proxy: ProxyChoice::System,
            remember_pin: false,
        }
    }
}

macro_rules! names {
    ($(#[$doc:meta])* $type:ident: $($(#[$of:meta])* $name:ident = $text:literal,)+) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $type { $($(#[$of])* $name,)+ }

        impl $type {
            /// All of them, in the order in which they are shown.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// As it stands in the file.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }

            /// The one that stands in the file under this name.
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.name() == name)
            }
        }
    };
}

names! {
    /// Names one setting.
    Key:
    /// [`Settings::profile`]
    Profile = "profile",
    /// [`Settings::modules`]
    Modules = "modules",
    /// [`Settings::thresholds`]
    Thresholds = "thresholds",
    /// [`Settings::language`]
    Language = "language",
    /// [`Settings::text_size`]
    TextSize = "text_size",
    /// [`Settings::theme`]
    Theme = "theme",
    /// [`Settings::autostart`]
    Autostart = "autostart",
    /// [`Settings::backup_folder`]
    BackupFolder = "backup_folder",
    /// [`Settings::proxy`]
    Proxy = "proxy",
    /// [`Settings::remember_pin`]
    RememberPin = "remember_pin",
}

names! {
    /// The language of the window.
    LanguageChoice:
    /// As the system.
    System = "system",
    /// Russian.
    Russian = "ru",
    /// English.
    English = "en",
}

names! {
    /// Light or dark.
    ThemeChoice:
    /// As the system.
    System = "system",
    /// Light.
    Light = "light",
    /// Dark.
    Dark = "dark",
}

/// How a CA is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProxyChoice {
    /// As the system or the environment says.
    System,
    /// Without a proxy.
    None,
    /// By the proxy at this address: `http://host:port`, without a password.
    At(String),
}

impl ProxyChoice {
    /// Reads the value of the file: `system`, `none`, or an address.
    ///
    /// # Errors
    /// What is wrong with an address, for who writes the file.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        match text {
            "system" => return Ok(Self::System),
            "none" => return Ok(Self::None),
            _ => {}
        }
        let Some(rest) = text.strip_prefix("http://") else {
            return Err("\"system\", \"none\" or http://host:port is wanted");
        };
        if rest.contains('@') {
            // The file is plain text, and the address is shown.
            return Err("a proxy with a password cannot stand here: set it for the system");
        }
        let (host, port) = rest.trim_end_matches('/').rsplit_once(':').ok_or("the port is missing")?;
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']');
        if host.is_empty() || !host.chars().all(plain) {
            return Err("this is no name of a host");
        }
        match port.parse::<u16>() {
            Ok(1..) => Ok(Self::At(text.trim_end_matches('/').to_owned())),
            _ => Err("this is no port"),
        }
    }

    /// As it stands in the file.
    pub fn name(&self) -> &str {
        match self {
            Self::System => "system",
            Self::None => "none",
            Self::At(address) => address,
        }
    }
}

/// The settings as they hold, and where they come from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InForce {
    /// What holds.
    pub settings: Settings,
    /// Given by the administrator: the user cannot change these.
    pub locked: Vec<Key>,
    /// What is wrong with the files. What could not be read holds with its default.
    pub mistakes: Vec<Fault>,
}

impl InForce {
    /// The administrator has given this one.
    pub fn is_locked(&self, key: Key) -> bool {
        self.locked.contains(&key)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn a_proxy_is_an_address_with_a_port_and_never_a_password() {
        for good in
            ["system", "none", "http://proxy.example:3128", "http://127.0.0.1:8080", "http://[::1]:3128"]
        {
            assert_eq!(ProxyChoice::parse(good).unwrap().name(), good);
        }
        assert_eq!(ProxyChoice::parse("http://proxy:3128/").unwrap().name(), "http://proxy:3128");
        for bad in [
            "",
            "proxy:3128",
            "http://proxy",
            "http://proxy:0",
            "http://proxy:70000",
            "http://:3128",
            "http://user:secret@proxy:3128",
            "socks5://proxy:1080",
            "https://proxy:443",
            "http://pro xy:3128",
        ] {
            assert!(ProxyChoice::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn every_setting_can_be_taken_alone() {
        let changed = Settings {
            profile: Some("treasury".to_owned()),
            modules: vec!["/usr/lib/a.so".into()],
            thresholds: vec![10],
            language: LanguageChoice::English,
            text_size: 150,
            theme: ThemeChoice::Dark,
            autostart: true,
            backup_folder: Some("/backup".into()),
            proxy: ProxyChoice::None,
            remember_pin: true,
        };
        for key in Key::ALL {
            let mut one = Settings::default();
            assert!(!one.agrees(*key, &changed), "{key:?}");
            one.take(*key, &changed);
            assert!(one.agrees(*key, &changed), "{key:?}");
            let others = Key::ALL.iter().filter(|other| *other != key);
            assert!(others.into_iter().all(|other| one.agrees(*other, &Settings::default())), "{key:?}");
        }
    }

    #[test]
    fn names_of_the_file_are_read_and_written_the_same() {
        for key in Key::ALL {
            assert_eq!(Key::named(key.name()), Some(*key));
        }
        assert_eq!(ThemeChoice::named("dark"), Some(ThemeChoice::Dark));
        assert_eq!(LanguageChoice::named("de"), None);
        assert_eq!(Settings::ordered(vec![5, 30, 5, 60]), [60, 30, 5]);
    }
}
