//! The modules that p11-kit is configured with (`pkcs11.conf(5)`). Its own library is not needed for that.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::token::discovery::known;
use crate::token::module::ModuleSpec;

/// Names under which this program may be enabled or disabled.
const PROGRAMS: [&str; 2] = ["renewal-master", "renewctl"];

/// Modules that hold no tokens of people: lists of CAs, stores of passwords, and p11-kit's own.
const NO_TOKENS: [&str; 4] = ["p11-kit-proxy", "p11-kit-trust", "gnome-keyring-pkcs11", "libnssckbi"];

type Options = BTreeMap<String, String>;

/// The modules that are configured below the root of a system and in the user's own folder (`~/.config`), the ones
/// with the highest priority first.
pub fn configured(root: &Path, user: Option<&Path>) -> Vec<ModuleSpec> {
    let system = [root.join("usr/share/p11-kit/modules"), root.join("etc/pkcs11/modules")];
    let user = user.map(|folder| folder.join("pkcs11"));
    let (with_system, with_user) = whose(root, user.as_deref());
    let folders = system
        .into_iter()
        .filter(|_| with_system)
        .chain(user.filter(|_| with_user).map(|folder| folder.join("modules")));
    let mut modules: BTreeMap<String, Options> = BTreeMap::new();
    for (name, options) in folders.flat_map(|folder| files(&folder)) {
        // A file of the same name further on changes single options.
        modules.entry(name).or_default().extend(options);
    }
    let mut modules: Vec<Options> = modules.into_values().filter(is_for_us).collect();
    modules.sort_by_key(|options| std::cmp::Reverse(priority(options)));
    modules.iter().filter_map(|options| spec(root, options)).collect()
}

/// Whether the configuration of the system and that of the user count (`user-config`).
fn whose(root: &Path, user: Option<&Path>) -> (bool, bool) {
    let said = |file: &Path| options(&std::fs::read_to_string(file).ok()?).remove("user-config");
    let said_by_system = said(&root.join("etc/pkcs11/pkcs11.conf"));
    let mode = match said_by_system.as_deref() {
        // The user may say something else.
        Some("merge") => user.and_then(|user| said(&user.join("pkcs11.conf"))).unwrap_or("merge".into()),
        Some(mode) => mode.to_owned(),
        None => "merge".into(),
    };
    match mode.as_str() {
        "none" => (true, false),
        "only" => (false, true),
        _ => (true, true),
    }
}

/// The configuration files of a folder by name, in order.
fn files(folder: &Path) -> Vec<(String, Options)> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let mut files: Vec<_> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "module"))
        .filter_map(|path| {
            let name = path.file_name()?.to_string_lossy().into_owned();
            Some((name, options(&std::fs::read_to_string(path).ok()?)))
        })
        .collect();
    files.sort_by(|(a, _), (b, _)| a.cmp(b));
    files
}

/// `key: value` in lines; `#` begins a comment.
fn options(text: &str) -> Options {
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split_once(':'))
        .map(|(key, value)| (key.trim().to_lowercase(), value.trim().to_owned()))
        .collect()
}

fn is_for_us(options: &Options) -> bool {
    let names_us = |key: &str| {
        let names = options.get(key)?;
        Some(names.split([',', ' ']).any(|name| PROGRAMS.contains(&name.trim())))
    };
    let trust = options.get("trust-policy").is_some_and(|policy| policy == "yes");
    !trust && names_us("enable-in").unwrap_or(true) && !names_us("disable-in").unwrap_or(false)
}

fn priority(options: &Options) -> i64 {
    options.get("priority").and_then(|number| number.parse().ok()).unwrap_or_default()
}

fn spec(root: &Path, options: &Options) -> Option<ModuleSpec> {
    let named = Path::new(options.get("module").filter(|name| !name.is_empty())?);
    let file = named.file_name()?.to_string_lossy();
    if NO_TOKENS.iter().any(|name| file.starts_with(name)) {
        return None;
    }
    let path = match named.strip_prefix("/") {
        Ok(below) => root.join(below),
        Err(_) => beside_others(root, named)?,
    };
    let init_args = options.get("x-init-reserved").filter(|text| !text.is_empty()).cloned();
    Some(ModuleSpec { path, init_args, trace: None })
}

/// A name without a folder is searched for where p11-kit puts its modules.
fn beside_others(root: &Path, name: &Path) -> Option<PathBuf> {
    known::folders(root).map(|folder| folder.join(name)).find(|path| path.exists())
}
