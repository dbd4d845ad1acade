//! `docs/coverage.md` is whole and true to the tree: every row of the seeds once, in order, and shown by what exists.
//!
//! Whether a test really shows its row is for a reader to judge; that it is there, and is a test, is judged here.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::fs;
use std::path::Path;

/// Rows of each of the five seeds, counted from 1, and of what was ordered beside them.
const ROWS: [(&str, usize); 6] = [("0", 39), ("1", 35), ("2", 51), ("3", 30), ("4", 27), ("D", 6)];

#[test]
fn every_row_of_the_seeds_stands_there_once_and_in_order() {
    let expected: Vec<String> =
        ROWS.iter().flat_map(|(seed, count)| (1..=*count).map(move |n| format!("{seed}.{n:02}"))).collect();
    assert_eq!(expected.len(), 188);
    let found: Vec<String> = rows().into_iter().map(|[id, ..]| id).collect();
    assert_eq!(found, expected);
}

#[test]
fn every_row_says_what_it_asks_for_and_names_what_shows_it() {
    for [id, asked, shown] in rows() {
        assert!(asked.chars().filter(|c| c.is_alphabetic()).count() > 10, "{id}: «{asked}»");
        let references: Vec<&str> = shown.split(", ").collect();
        for reference in references {
            let bare = reference.strip_prefix('`').and_then(|rest| rest.strip_suffix('`'));
            let bare = bare.unwrap_or_else(|| panic!("{id}: {reference} does not stand in backticks"));
            assert_eq!(missing(bare), None, "{id}");
        }
    }
}

#[test]
fn a_reference_that_leads_nowhere_is_noticed() {
    for wrong in [
        "",
        "tests",
        "tests/coverage.rs",
        "tests/no_such_file.rs::rows",
        "tests/coverage.rs::no_such_test",
        // A function, and not a test.
        "tests/coverage.rs::missing",
        "tests/coverage.rs::no_such_module::a_reference_that_leads_nowhere_is_noticed",
        "docs/screens/no-such-picture.png",
        "docs/coverage.md",
        "../tests/coverage.rs::a_reference_that_leads_nowhere_is_noticed",
    ] {
        assert!(missing(wrong).is_some(), "{wrong}");
    }
    assert_eq!(missing("tests/coverage.rs::a_reference_that_leads_nowhere_is_noticed"), None);
    assert_eq!(missing("src/domain/link.rs::tests::every_form_is_read_and_written_the_same"), None);
}

/// The three cells of every row of the table.
fn rows() -> Vec<[String; 3]> {
    let text = fs::read_to_string(root().join("docs/coverage.md")).unwrap();
    let lines = text.lines().filter(|line| line.starts_with('|')).skip(2);
    let cells = lines.map(|line| {
        let inside = line.strip_prefix("| ").and_then(|line| line.strip_suffix(" |"));
        let cells: Vec<String> =
            inside.unwrap_or_else(|| panic!("{line}")).split(" | ").map(str::to_owned).collect();
        <[String; 3]>::try_from(cells).unwrap_or_else(|cells| panic!("not three cells: {cells:?}"))
    });
    cells.collect()
}

/// Why a reference shows nothing: a picture of the screens, or a test by its file, its modules (if they are named)
/// and its name.
fn missing(reference: &str) -> Option<String> {
    let no = |why: &str| Some(format!("{reference}: {why}"));
    let (file, test) = reference.split_once("::").unwrap_or((reference, ""));
    if file.contains("..")
        || !["tests/", "src/", "docs/screens/"].iter().any(|folder| file.starts_with(folder))
    {
        return no("neither a test nor a picture");
    }
    if test.is_empty() {
        let picture = file.ends_with(".png") && root().join(file).is_file();
        return if picture { None } else { no("no such picture") };
    }
    let Ok(source) = fs::read_to_string(root().join(file)) else { return no("no such file") };
    let mut path: Vec<&str> = test.split("::").collect();
    let name = path.pop().unwrap_or_default();
    if path.iter().any(|module| !source.contains(&format!("mod {module} {{"))) {
        return no("no such module");
    }
    if is_test(&source, name) { None } else { no("no such test") }
}

/// A function of this name with `#[test]` over it, whatever stands between.
fn is_test(source: &str, name: &str) -> bool {
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    let places = lines.iter().enumerate().filter(|(_, line)| line.starts_with(&format!("fn {name}(")));
    places.into_iter().any(|(at, _)| {
        let above = lines[..at].iter().rev();
        above
            .take_while(|line| line.starts_with("#[") || line.starts_with("//"))
            .any(|line| *line == "#[test]")
    })
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
