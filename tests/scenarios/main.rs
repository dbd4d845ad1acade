//! Whole renewals as people live through them, by `renewctl` on a token and against the sandbox over HTTPS: each
//! step a process of its own, days passed by the sandbox's clock, the other side played on the operator's page.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

#[path = "../support/mod.rs"]
mod support;

mod by_file;
mod e_pasluga;
mod first_issue;
mod operator;
mod treasury;

/// All files of a folder and of those below it.
fn files_below(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}
