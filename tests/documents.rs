//! The documents say what the program does: commands, options, events, codes and paths are compared with the code.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use clap::CommandFactory;
use renewal_master::cli;
use renewal_master::cli::arguments::Arguments;

/// Variables that are no part of the contract: for the crash tests in debug builds, and from the program to its
/// own PowerShell.
const HIDDEN: [&str; 3] = ["RENEWAL_CRASH_AT", "RENEWAL_PRINT_FILE", "RENEWAL_PRINT_PRINTER"];

#[test]
fn the_contract_names_every_command_and_the_program_knows_every_named_one() {
    let help = Command::new(env!("CARGO_BIN_EXE_renewctl")).arg("--help").output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let listed = help.lines().filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next());
    let known: BTreeSet<&str> = listed.filter(|word| !word.starts_with('-') && *word != "help").collect();
    let contract = contract();
    let named: BTreeSet<&str> = sections(&contract).map(|(command, _)| command).collect();
    assert_eq!(known, named);
}

#[test]
fn the_contract_names_every_option_of_every_command_and_no_other() {
    let contract = contract();
    for (name, section) in sections(&contract) {
        let named: BTreeSet<String> =
            rows(section).filter_map(|cell| option(cell.trim_start_matches('`'))).collect();
        assert_eq!(options(name), named, "renewctl {name}: left: the program, right: docs/cli.md");
    }
}

#[test]
fn the_examples_use_only_options_that_exist() {
    let contract = contract().replace("\\\n", " ");
    let calls = contract.lines().filter_map(|line| line.strip_prefix("renewctl "));
    let mut seen = 0;
    for call in calls {
        let (name, rest) = call.split_once(' ').unwrap();
        for used in rest.split_whitespace().filter_map(option) {
            assert!(options(name).contains(&used), "renewctl {name} {used}");
        }
        seen += 1;
    }
    assert!(seen >= 6, "the examples are gone");
}

#[test]
fn the_contract_names_every_event_outcome_and_exit_code() {
    let contract = contract();
    let named: BTreeSet<&str> =
        rows(&contract).flat_map(|cell| cell.split(", ")).map(|word| word.trim_matches('`')).collect();
    let events = between(&read("src/domain/entry.rs"), "=> \"", "\"");
    let sources = ["commands", "drive", "approve", "output", "pin", "profiles", "settings"];
    let output = sources.map(|name| read(&format!("src/cli/{name}.rs"))).concat();
    let outcomes = between(&output, "\"outcome\": \"", "\"");
    assert!(events.len() > 20 && outcomes.len() > 5);
    for word in events.iter().chain(&outcomes) {
        assert!(named.contains(word.as_str()), "docs/cli.md does not name `{word}`");
    }
    for code in [cli::DONE, cli::FAILED, cli::COULD_NOT_LOOK, cli::WAITING, cli::REFUSED, cli::DUE] {
        assert!(named.contains(code.to_string().as_str()), "docs/cli.md does not name the exit code {code}");
    }
}

#[test]
fn the_contract_names_every_environment_variable_and_no_other() {
    let folders = ["platform", "platform/settings", "token", "token/discovery", "i18n", "runtime", "cli"];
    let sources = folders.map(|folder| text_of(&format!("src/{folder}"))).concat();
    let variables = |text: &str| -> BTreeSet<String> {
        let words = text.split(|c: char| !c.is_ascii_uppercase() && !c.is_ascii_digit() && c != '_');
        words.filter(|word| word.starts_with("RENEWAL_")).map(str::to_owned).collect()
    };
    let mut read = variables(&sources);
    for name in HIDDEN {
        assert!(read.remove(name), "{name} is gone: nothing to hide");
    }
    assert_eq!(read, variables(&contract()), "left: the program, right: docs/cli.md");
}

#[test]
fn the_commands_of_the_readme_start_what_is_there() {
    let readme = read("README.md");
    let commands: Vec<&str> = readme.split("```").nth(1).unwrap().trim().lines().collect();
    assert_eq!(commands.len(), 2, "{commands:?}");
    assert!(commands[0].starts_with("cargo run --release "), "{}", commands[0]);
    assert!(read("Cargo.toml").contains("default-run = \"renewal-master\""));
    let script = commands[1].strip_prefix("bash ").unwrap().split_whitespace().next().unwrap();
    let checked = Command::new("bash").arg("-n").arg(script).current_dir(root()).status().unwrap();
    assert!(checked.success(), "{script}");
}

#[test]
fn every_test_that_the_threats_chapter_names_is_there() {
    let chapter = read("src/manual/threats.rs");
    let code = rust_below("src") + &rust_below("tests");
    let quoted = chapter.split('`').skip(1).step_by(2);
    let named: Vec<&str> = quoted.filter(|word| word.matches('_').count() > 3).collect();
    assert!(named.len() > 25, "{named:?}");
    for name in named {
        assert!(code.contains(&format!("fn {name}()")), "{name}");
    }
}

#[test]
fn documents_link_to_files_that_are_there() {
    for (document, folder) in [
        ("README.md", "."),
        ("docs/cli.md", "docs"),
        ("docs/profiles.md", "docs"),
        ("docs/settings.md", "docs"),
        ("docs/coverage.md", "docs"),
    ] {
        for target in between(&read(document), "](", ")") {
            if target.contains("://") {
                continue;
            }
            let (file, heading) = target.split_once('#').unwrap_or((target.as_str(), ""));
            let path = if file.is_empty() { root().join(document) } else { root().join(folder).join(file) };
            assert!(path.exists(), "{document}: {target}");
            if !heading.is_empty() {
                let text = fs::read_to_string(&path).unwrap();
                assert!(
                    text.lines().filter_map(anchor).any(|anchor| anchor == heading),
                    "{document}: {target}"
                );
            }
        }
    }
}

/// What a link to this line says after `#`, when the line is a heading: the rule of the usual viewers of Markdown.
fn anchor(line: &str) -> Option<String> {
    let title = line.strip_prefix('#')?.trim_start_matches('#').trim().to_lowercase();
    let kept = title.chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'));
    Some(kept.map(|letter| if letter == ' ' { '-' } else { letter }).collect())
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// All files of a folder, one after the other.
fn text_of(folder: &str) -> String {
    let files = fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| path.is_file()).map(|path| fs::read_to_string(path).unwrap()).collect()
}

/// All sources below a folder, one after the other.
fn rust_below(folder: &str) -> String {
    let mut text = String::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                text += &fs::read_to_string(path).unwrap();
            }
        }
    }
    text
}

fn contract() -> String {
    read("docs/cli.md")
}

/// Each command with its part of the contract.
fn sections(contract: &str) -> impl Iterator<Item = (&str, &str)> {
    contract.split("### `renewctl ").skip(1).map(|part| {
        let (name, rest) = part.split_once('`').unwrap();
        (name, rest.split("\n## ").next().unwrap())
    })
}

/// The first cells of all table rows.
fn rows(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| line.strip_prefix("| ")?.split(" |").next())
}

/// The long option that a word begins with.
fn option(word: &str) -> Option<String> {
    let name = word.strip_prefix("--")?;
    Some(name.chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect())
}

/// The long options of a command.
fn options(name: &str) -> BTreeSet<String> {
    let command = Arguments::command();
    let command = command.find_subcommand(name).unwrap_or_else(|| panic!("no renewctl {name}"));
    let parts = std::iter::once(command).chain(command.get_subcommands());
    let arguments = parts.flat_map(clap::Command::get_arguments);
    arguments.filter_map(|argument| argument.get_long().map(str::to_owned)).collect()
}

fn between(text: &str, start: &str, end: &str) -> Vec<String> {
    text.split(start)
        .skip(1)
        .filter_map(|rest| rest.split_once(end))
        .map(|(found, _)| found.to_owned())
        .collect()
}
