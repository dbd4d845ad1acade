//! The house keeps its own rules: what the source tree, the locales and the documents promise is read and checked.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use renewal_master::domain::field::Field;
use renewal_master::domain::form::{Kind, Section};
use renewal_master::domain::history::Outcome;
use renewal_master::domain::profile::ACTORS;
use renewal_master::domain::refusal::Source as Register;
use renewal_master::domain::workplace::Checked;
use renewal_master::fault::SupportCode;
use renewal_master::renewal::{Stage, Step};

/// The layers, lowest first. A module imports only modules of lower layers.
const LAYERS: [&[&str]; 5] = [
    &["domain", "fault"],
    &["renewal", "approval", "watch", "ports"],
    &["token", "ca", "entropy", "journal", "documents", "paper", "backup", "platform", "sandbox", "runtime"],
    &["i18n", "compose", "cli", "gui"],
    &["main", "bin", "lib", "manual"],
];

/// Arrows inside a layer, and why each may be there. Adapters have none.
const BESIDE: [(&str, &str, &str); 5] = [
    ("domain", "fault", "a value that cannot be parsed is refused with a support code"),
    ("compose", "i18n", "names of keys, copies and forms are texts in the language of the program"),
    ("cli", "i18n", "a face speaks the language of the user"),
    ("cli", "compose", "renewctl asks the composition root for its adapters"),
    ("gui", "i18n", "a face speaks the language of the user"),
];

/// Longest file of the library, in lines: what can be read in one sitting.
const LONGEST: usize = 450;

/// Languages with texts; the folders of `locales/`.
const LOCALES: [&str; 2] = ["ru", "en"];

#[test]
fn modules_import_only_modules_of_lower_layers() {
    let mut beside = BTreeSet::new();
    for file in library() {
        for target in imports(&file.code()) {
            let (from, to) = (file.module(), target.as_str());
            let exception = BESIDE.iter().position(|(a, b, _)| (*a, *b) == (from, to));
            beside.extend(exception);
            let allowed = from == to || layer(from) > layer(to) || exception.is_some();
            assert!(allowed, "{}: `{from}` must not import `{to}`", file.name);
        }
    }
    assert_eq!(beside.len(), BESIDE.len(), "an exception that nobody needs any more");
}

#[test]
fn no_path_leaves_its_module_by_way_of_super() {
    for file in library() {
        let (shipped, tests) = file.halves();
        for (text, depth) in [(shipped, file.depth()), (tests, file.depth() + 1)] {
            let reaches_root = text.contains(&"super::".repeat(depth));
            assert!(!reaches_root || depth == 0, "{}: a path through `super` to the root", file.name);
            assert!(!text.contains("crate::{"), "{}: one `use` a module", file.name);
        }
    }
}

#[test]
fn only_the_window_knows_iced() {
    for file in library() {
        let window = file.name.starts_with("src/gui/") || file.name == "src/main.rs";
        let named = words(&file.code()).any(|word| word == "iced" || word.starts_with("iced_"));
        assert!(window || !named, "{} names iced", file.name);
    }
}

#[test]
fn decisions_touch_no_file_socket_clock_thread_or_randomness() {
    const WORLD: [&str; 10] = [
        "std::fs",
        "std::net",
        "std::thread",
        "std::process",
        "std::env",
        "std::io",
        "Instant::now",
        "SystemTime",
        "now_utc",
        "rand::",
    ];
    for file in library() {
        if layer(file.module()) > layer("renewal") || file.module() == "fault" {
            continue;
        }
        let (shipped, _) = file.halves();
        let touched = WORLD.iter().find(|word| shipped.contains(**word));
        assert_eq!(touched, None, "{}", file.name);
    }
}

#[test]
fn every_file_says_its_one_job_first() {
    for file in library().into_iter().chain(sources("tests")) {
        assert!(file.text.starts_with("//! "), "{} does not start with `//! `", file.name);
    }
}

#[test]
fn every_file_can_be_read_in_one_sitting() {
    for file in library() {
        let lines = file.text.lines().count();
        assert!(lines <= LONGEST, "{} has {lines} lines, more than {LONGEST}", file.name);
    }
}

#[test]
fn every_support_code_is_raised_somewhere_and_has_both_texts_in_every_language() {
    // In `fault` itself it is the conversion from an error of the disk that raises.
    let raised: BTreeSet<String> = library().iter().flat_map(raised_codes).collect();
    for code in SupportCode::ALL {
        assert!(raised.contains(&format!("{code:?}")), "nothing raises {code:?}");
        for locale in LOCALES {
            for part in ["err", "rec"] {
                let id = format!("{part}-{}", code.as_str().to_lowercase());
                assert!(messages(locale).contains(&id), "{locale} lacks {id}");
            }
        }
    }
}

#[test]
fn every_language_has_the_same_messages() {
    let first = messages(LOCALES[0]);
    for locale in LOCALES {
        let other = messages(locale);
        let difference: Vec<_> = first.symmetric_difference(&other).collect();
        assert!(difference.is_empty(), "{} and {locale} differ in {difference:?}", LOCALES[0]);
    }
}

#[test]
fn every_message_the_code_asks_for_exists() {
    for locale in LOCALES {
        let messages = messages(locale);
        for file in library() {
            let (shipped, _) = file.halves();
            for id in asked(&shipped) {
                assert!(messages.contains(&id), "{} asks for {id}, {locale} lacks it", file.name);
            }
        }
        for family in families().into_iter().filter(|family| family.complete) {
            for id in family.ids {
                assert!(messages.contains(&id), "{} asks for {id}, {locale} lacks it", family.asked_by);
            }
        }
    }
}

#[test]
fn no_message_is_left_that_nothing_asks_for() {
    let mut used: BTreeSet<String> = families().into_iter().flat_map(|family| family.ids).collect();
    for file in library() {
        let (shipped, _) = file.halves();
        used.extend(literals(&shipped));
    }
    let unused: Vec<_> = messages(LOCALES[0]).into_iter().filter(|id| !used.contains(id)).collect();
    assert!(unused.is_empty(), "nothing asks for {unused:?}");
}

#[test]
fn nothing_names_a_folder_or_a_host_of_the_machine_it_was_written_on() {
    // `/home/user/` is nobody's: examples may stand there.
    let folders = ["root", "work", "home", "Users", "tmp"].map(|name| format!("/{name}/"));
    // Hosts that stand for themselves: standards and licences are cited by their address.
    let cited = [
        "www.rfc-editor.org",
        "docs.oasis-open.org",
        "scripts.sil.org",
        "github.com",
        "schemas.microsoft.com",
    ];
    // Portals that the profiles of the program are made for.
    let portals = ["lk-fzs.roskazna.ru", "fzs.roskazna.ru", "e-pasluga.by"];
    for (name, text) in published() {
        let text = text.replace("/home/user/", "");
        let folder = folders.iter().find(|folder| text.contains(folder.as_str()));
        assert_eq!(folder, None, "{name}");
        for host in hosts(&text) {
            let reserved = [".example", ".invalid", ".test"].iter().any(|end| host.ends_with(end));
            let named = host.contains('.') && !host.starts_with("127.0.0.");
            let public = cited.iter().chain(&portals).any(|public| *public == host);
            assert!(!named || reserved || public, "{name} names the host {host}");
        }
    }
}

/// Messages whose ids are put together at run time.
struct Family {
    /// Where.
    asked_by: &'static str,
    /// All ids that can come of it.
    ids: Vec<String>,
    /// Each of them must exist; else the code asks only for some of them, or can do without.
    complete: bool,
}

fn families() -> Vec<Family> {
    let named = |prefix: &str, names: &[&str]| -> Vec<String> {
        names.iter().map(|name| format!("{prefix}{name}")).collect()
    };
    let numbered = |prefix: &str, numbers: std::ops::RangeInclusive<u8>| -> Vec<String> {
        numbers.map(|number| format!("{prefix}{number}")).collect()
    };
    let all = |asked_by, ids| Family { asked_by, ids, complete: true };
    let fields: Vec<&str> = Field::ALL.iter().map(|field| field.id()).collect();
    let stages: Vec<&str> = Stage::ALL.iter().map(|stage| stage.id()).collect();
    let ended = |id: String| [format!("{id}-done"), id];
    let usages = literals(&read("src/paper/certificate_form.rs"));
    let usages = usages.iter().filter(|text| text.starts_with("1.")).map(|oid| oid.replace('.', "-"));
    let codes = SupportCode::ALL.iter().map(|code| code.as_str().to_lowercase());
    let registers = Register::ALL.into_iter().map(Register::id);
    vec![
        all("i18n::fault", codes.flat_map(|code| [format!("err-{code}"), format!("rec-{code}")]).collect()),
        all("cli::output", arms("src/domain/entry.rs").map(|event| format!("cli-event-{event}")).collect()),
        all("gui::screens::wizard", Step::all().iter().map(|step| format!("step-{}", step.id())).collect()),
        all("gui::screens::enroll", named("stage-", &stages).into_iter().flat_map(ended).collect()),
        all(
            "gui::screens::enroll",
            arms("src/domain/portal.rs").map(|stage| format!("ca-stage-{stage}")).collect(),
        ),
        all("i18n::stage", named("ca-stage-", &["submitted", "other"])),
        all("gui::screens::verify", named("field-", &fields)),
        all("cli::history", named("history-", &Outcome::ALL.map(Outcome::id))),
        all("sandbox::operator", named("operator-source-", &Register::ALL.map(Register::id))),
        all("sandbox::operator", named("operator-section-", &Section::ALL.map(Section::id))),
        all("sandbox::operator", named("operator-scheme-", &["operator", "treasury", "e-pasluga"])),
        all(
            "i18n::refusal",
            registers
                .flat_map(|id| ["refusal", "refusal-do", "finding"].map(|text| format!("{text}-{id}")))
                .collect(),
        ),
        all(
            "gui::screens::waiting",
            ["waiting-ahead-", "waiting-done-"]
                .into_iter()
                .flat_map(|when| named(when, &["checking", "approval", "payment", "operator", "issuing"]))
                .collect(),
        ),
        all("gui::screens::waiting", named("actor-", &ACTORS)),
        all(
            "gui::screens::workplace",
            Checked::ALL.map(|checked| format!("check-{}", checked.id())).to_vec(),
        ),
        all("cli::history", Outcome::ALL.map(|outcome| format!("history-{}", outcome.id())).to_vec()),
        all("gui::screens::form", form_texts()),
        all(
            "gui::screens::form",
            arms("src/domain/form/spec.rs").map(|slot| format!("slot-{slot}")).collect(),
        ),
        all(
            "gui::screens::review",
            ["request", "dossier"]
                .map(str::to_owned)
                .into_iter()
                .chain(arms("src/domain/form/spec.rs"))
                .map(|document| format!("to-sign-{document}"))
                .collect(),
        ),
        all("paper::certificate_form", numbered("paper-month-", 1..=12)),
        all("paper::certificate_form", numbered("paper-usage-", 0..=8)),
        all("paper::certificate_form", numbered("paper-identification-", 0..=3)),
        Family {
            asked_by: "paper::certificate_form: a table names the usages, beside other identifiers",
            ids: usages.map(|usage| format!("paper-eku-{usage}")).collect(),
            complete: false,
        },
        Family {
            asked_by: "paper::certificate_form: address fields are joined into one line",
            ids: named("paper-field-", &fields),
            complete: false,
        },
    ]
}

/// The texts of the sections: heading, lead, labels, options, and what can be wrong.
fn form_texts() -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for section in Section::ALL {
        let id = section.id();
        texts.extend(["heading", "lead"].map(|part| format!("form-{id}-{part}")));
        for field in section.fields() {
            texts.push(format!("form-{id}-{}", field.id));
            if field.id == "changed" {
                texts.extend(["as-before", "is-new"].map(|words| format!("form-{id}-{words}")));
            }
            if let Kind::Choice(options) = field.kind {
                texts.extend(options.iter().map(|option| format!("option-{}-{option}", field.id)));
            }
        }
    }
    texts.extend(arms("src/domain/form/check.rs").map(|trouble| format!("form-wrong-{trouble}")));
    texts
}

/// One source file.
struct Source {
    name: String,
    text: String,
}

impl Source {
    /// The part of the library it belongs to: `ca` for `src/ca/est.rs`.
    fn module(&self) -> &str {
        let path = self.name.strip_prefix("src/").unwrap();
        path.split(['/', '.']).next().unwrap()
    }

    /// How many times `super` leads to the root of the library.
    fn depth(&self) -> usize {
        let path = self.name.strip_prefix("src/").unwrap().trim_end_matches(".rs");
        path.split('/').filter(|part| !matches!(*part, "mod" | "lib" | "main")).count()
    }

    /// Without comments.
    fn code(&self) -> String {
        let lines = self.text.lines().filter(|line| !line.trim_start().starts_with("//"));
        lines.map(|line| format!("{line}\n")).collect()
    }

    /// What is shipped, and the tests at the end.
    fn halves(&self) -> (String, String) {
        let code = self.code();
        // A folder of tests beside the code it tests ships nothing.
        if self.name.contains("/tests/") {
            return (String::new(), code);
        }
        let end = code.find("#[cfg(test)]\nmod tests").unwrap_or(code.len());
        let (shipped, tests) = code.split_at(end);
        (shipped.to_owned(), tests.to_owned())
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Every file under a folder of the project, in order, by its path from the root of the project.
fn files(folder: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut folders: Vec<PathBuf> = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/"));
            }
        }
    }
    found.sort();
    found
}

fn sources(folder: &str) -> Vec<Source> {
    let names = files(folder).into_iter().filter(|name| name.ends_with(".rs"));
    names.map(|name| Source { text: read(&name), name }).collect()
}

fn library() -> Vec<Source> {
    sources("src")
}

/// Every text that is published: code, documents, texts, profiles.
fn published() -> Vec<(String, String)> {
    let folders = ["src", "tests", "docs", "locales", "assets"].into_iter().flat_map(files);
    let top = ["README.md", "CHANGELOG.md", "Cargo.toml"].map(str::to_owned);
    let texts = folders.chain(top).filter_map(|name| {
        let text = String::from_utf8(fs::read(root().join(&name)).unwrap()).ok()?;
        Some((name, text))
    });
    texts.collect()
}

fn layer(module: &str) -> usize {
    let found = LAYERS.iter().position(|layer| layer.contains(&module));
    found.unwrap_or_else(|| panic!("`{module}` stands in no layer: give it one"))
}

/// The modules of the library that code names by a path from its root.
fn imports(code: &str) -> BTreeSet<String> {
    let after = ["crate::", "renewal_master::"].into_iter().flat_map(|start| code.split(start).skip(1));
    let names = after.filter_map(|rest| words(rest).next().map(str::to_owned));
    // The macro for texts lives at the root, but belongs to `i18n`.
    names.map(|name| if name == "tr" { "i18n".into() } else { name }).collect()
}

fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// The support codes that shipped code makes; one that is only compared or matched does not count.
fn raised_codes(file: &Source) -> Vec<String> {
    let (code, _) = file.halves();
    let found = code.match_indices("SupportCode::").filter_map(|(at, start)| {
        let (before, rest) = (code[..at].trim_end_matches(' '), &code[at + start.len()..]);
        let name = words(rest).next()?;
        let after = rest[name.len()..].trim_start();
        // `|_| SupportCode::X` is a closure, `A | SupportCode::X` a pattern.
        let alternative = before.ends_with(" |") || before.ends_with("\n|");
        let compared = alternative || before.ends_with("==") || before.ends_with("!=");
        let matched = after.starts_with("=>") || after.starts_with("| ");
        (!compared && !matched).then(|| name.to_owned())
    });
    found.collect()
}

/// The message ids of a locale.
fn messages(locale: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for file in files(&format!("locales/{locale}")) {
        let text = read(&file);
        let starts = text.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic()));
        for id in starts.filter_map(|line| line.split_once('=')).map(|(id, _)| id.trim().to_owned()) {
            assert!(!found.contains(&id), "{file}: {id} stands twice");
            let _ = found.insert(id);
        }
    }
    found
}

/// The ids that code asks for by name.
fn asked(code: &str) -> Vec<String> {
    let code = code.replace("include_str!(", "");
    let calls = ["tr!(", "i18n::text(", "labels("].into_iter().flat_map(|call| code.split(call).skip(1));
    let ids = calls.filter_map(|rest| rest.trim_start().strip_prefix('"')?.split_once('"'));
    ids.map(|(id, _)| id.to_owned()).collect()
}

/// The names in `Self::… => "name"` of a file.
fn arms(file: &str) -> impl Iterator<Item = String> {
    let text = read(file);
    let arms: Vec<String> =
        text.split("=> \"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect();
    assert!(!arms.is_empty(), "{file} has no names any more");
    arms.into_iter()
}

/// The string literals of code.
fn literals(code: &str) -> Vec<String> {
    let code = code.replace("'\"'", "").replace("\\\"", "");
    code.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The hosts of the addresses in a text.
fn hosts(text: &str) -> impl Iterator<Item = String> {
    let addresses = text.split("://").skip(1);
    addresses.map(|rest| {
        let end = rest.find(|c: char| !c.is_alphanumeric() && !matches!(c, '.' | '-')).unwrap_or(rest.len());
        rest[..end].trim_end_matches('.').to_owned()
    })
}
