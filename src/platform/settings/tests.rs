//! Files of settings: read, saved, broken, and with a policy before them.

use std::path::PathBuf;

use super::*;

/// What makes a path whole on this system.
const ROOT: &str = if cfg!(windows) { "C:/" } else { "/" };

struct Home(PathBuf);

impl Home {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("renewal-settings-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn files(&self, own: Option<&str>, policy: Option<&str>) -> Files {
        let files = Files { own: self.0.join("config/settings.toml"), policy: self.0.join("policy.toml") };
        std::fs::create_dir_all(self.0.join("config")).unwrap();
        for (path, text) in [(&files.own, own), (&files.policy, policy)] {
            if let Some(text) = text {
                std::fs::write(path, text).unwrap();
            }
        }
        files
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn places(mistakes: &[Fault]) -> Vec<(&str, &str)> {
    mistakes.iter().map(|m| (m.fact("line").unwrap_or(""), m.fact("column").unwrap_or(""))).collect()
}

#[test]
fn what_was_saved_is_read_again_and_defaults_are_not_written() {
    let home = Home::new("saved");
    let files = home.files(None, None);
    assert_eq!(files.load(), InForce::default());
    let wanted = Settings {
        profile: Some("treasury".to_owned()),
        modules: vec![format!("{ROOT}usr/lib/модуль с пробелом.so").into()],
        thresholds: vec![45, 7],
        language: LanguageChoice::English,
        text_size: 175,
        theme: ThemeChoice::Dark,
        autostart: true,
        backup_folder: Some(format!("{ROOT}srv/копии \"все\"").into()),
        proxy: ProxyChoice::At("http://proxy.example:3128".to_owned()),
        remember_pin: true,
    };
    assert_eq!(files.save(&wanted), Ok(None));
    assert_eq!(files.load(), InForce { settings: wanted, ..InForce::default() });
    files.save(&Settings { text_size: 125, ..Settings::default() }).unwrap();
    let text = std::fs::read_to_string(&files.own).unwrap();
    let lines: Vec<_> = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    assert_eq!(lines, ["text_size = 125"]);
}

#[test]
fn the_policy_wins_where_it_speaks_and_its_defaults_hold_until_the_user_chooses() {
    let home = Home::new("policy");
    let policy = format!(
        "profile = \"treasury\"\nproxy = \"none\"\n[defaults]\ntheme = \"dark\"\ntext_size = 150\nbackup_folder = \"{ROOT}srv\"\n"
    );
    let files = home.files(Some("profile = \"e-pasluga\"\ntext_size = 200\n"), Some(&policy));
    let held = files.load();
    assert_eq!(held.mistakes, []);
    assert_eq!(held.settings.profile.as_deref(), Some("treasury"));
    assert_eq!((held.settings.theme, held.settings.text_size), (ThemeChoice::Dark, 200));
    assert!(held.is_locked(Key::Profile) && held.is_locked(Key::Proxy) && !held.is_locked(Key::Theme));

    let wanted = Settings { theme: ThemeChoice::System, backup_folder: None, ..held.settings };
    files.save(&wanted).unwrap();
    assert_eq!(files.load().settings, wanted);
    // What is locked now may be free again tomorrow: the user's own word is still there.
    std::fs::remove_file(&files.policy).unwrap();
    assert_eq!(files.load().settings.profile.as_deref(), Some("e-pasluga"));
}

#[test]
fn every_mistake_has_its_place_and_spoils_only_its_own_setting() {
    let home = Home::new("mistakes");
    let own = "text_size = 300\ntheme = \"dark\"\n  langage = \"en\"\nthresholds = [30, 0]\nproxy = \"http://u:p@h:1\"\nmodules = \"/a.so\"\nbackup_folder = \"копии\"\n";
    let files = home.files(Some(own), None);
    let held = files.load();
    assert_eq!(held.settings, Settings { theme: ThemeChoice::Dark, ..Settings::default() });
    let wanted = [("1", "13"), ("3", "3"), ("4", "19"), ("5", "9"), ("6", "11"), ("7", "17")];
    assert_eq!(places(&held.mistakes), wanted);
    assert!(held.mistakes.iter().all(|mistake| mistake.code == SupportCode::SettingsInvalid));
    assert_eq!(places(&check(&files.own).unwrap_err()), wanted);
}

#[test]
fn a_file_that_is_no_toml_stops_nothing_and_is_put_aside_before_it_is_replaced() {
    let home = Home::new("broken");
    let broken = "theme = \"dark\"\ntext_size = = 3\n";
    let files = home.files(Some(broken), None);
    let held = files.load();
    assert_eq!(held.settings, Settings::default());
    assert_eq!(held.mistakes[0].fact("line"), Some("2"));
    assert_eq!(std::fs::read_to_string(&files.own).unwrap(), broken, "reading changes nothing");
    for _ in 0..2 {
        let aside = files.save(&Settings { autostart: true, ..Settings::default() }).unwrap().unwrap();
        assert_eq!(std::fs::read_to_string(&aside).unwrap(), broken);
        assert!(files.load().settings.autostart);
        std::fs::write(&files.own, broken).unwrap();
    }
}

#[test]
fn a_broken_policy_still_locks_what_can_be_read() {
    let home = Home::new("half");
    let files = home.files(Some("proxy = \"system\""), Some("proxy = \"none\"\ntext_size = 5\n"));
    let held = files.load();
    assert_eq!((held.settings.proxy, held.locked), (ProxyChoice::None, vec![Key::Proxy]));
    assert_eq!(places(&held.mistakes), [("2", "13")]);
    // Defaults are the administrator's word alone.
    let files = home.files(Some("[defaults]\ntheme = \"dark\""), None);
    assert!(!files.load().mistakes.is_empty());
    assert_eq!(check(&home.0.join("absent.toml")).unwrap_err()[0].code, SupportCode::DiskDenied);
}

#[test]
fn one_setting_is_read_as_typed() {
    assert_eq!(parse_one(Key::Theme, "dark").unwrap().theme, ThemeChoice::Dark);
    assert_eq!(parse_one(Key::TextSize, "150").unwrap().text_size, 150);
    assert_eq!(parse_one(Key::Thresholds, "[7, 30]").unwrap().thresholds, [30, 7]);
    let module = format!("{ROOT}a b.so");
    assert_eq!(parse_one(Key::Modules, &format!("[\"{module}\"]")).unwrap().modules, [PathBuf::from(module)]);
    for (key, text) in [(Key::Theme, "pink"), (Key::TextSize, "big"), (Key::Theme, "dark\nproxy = \"none\"")]
    {
        assert_eq!(parse_one(key, text).unwrap_err().code, SupportCode::SettingsInvalid, "{text}");
    }
}
