//! The table of what each module keeps: printed, and compared with the one in `docs/tokens.md`.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::promises::PROMISES;
use crate::report::{Found, Outcomes};

/// Set to write the table anew.
const RENEW: &str = "RENEW_TABLE";
const BEGIN: &str = "<!-- begin of the table -->";
const END: &str = "<!-- end of the table -->";

pub struct Table {
    columns: Vec<(String, Outcomes)>,
}

impl Table {
    pub fn of(columns: Vec<(String, Outcomes)>) -> Self {
        Self { columns }
    }

    pub fn broken(&self) -> usize {
        self.all().filter(|(_, found)| matches!(found, Found::Broken(_))).count()
    }

    pub fn asked(&self) -> usize {
        self.all().count()
    }

    /// # Errors
    /// The first differences, for people.
    pub fn compare_with_kept(&self) -> Result<(), String> {
        let file = kept_file();
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        let (before, rest) = text.split_once(BEGIN).unwrap_or((text.as_str(), ""));
        let (kept, after) = rest.split_once(END).unwrap_or(("", ""));
        if std::env::var_os(RENEW).is_some() {
            let text = format!("{before}{BEGIN}\n\n{self}\n{END}{after}");
            std::fs::write(file, text).unwrap();
            return Ok(());
        }
        // A module that is not here cannot be compared: only the columns that were filled are.
        let kept = cells(kept);
        let fresh = cells(&self.to_string());
        let same = |cell: &&(String, String, String)| !kept.contains(cell);
        let columns: Vec<&String> = self.columns.iter().map(|(name, _)| name).collect();
        let gone = kept.iter().filter(|cell| columns.contains(&&cell.1) && !fresh.contains(cell));
        let differences: Vec<String> = fresh
            .iter()
            .filter(same)
            .map(|(promise, module, found)| format!("  now:  {module}: {promise}: {found}"))
            .chain(gone.map(|(promise, module, found)| format!("  kept: {module}: {promise}: {found}")))
            .collect();
        if differences.is_empty() {
            return Ok(());
        }
        Err(format!(
            "docs/tokens.md tells something else; {RENEW}=1 writes its table anew:\n{}",
            differences.join("\n")
        ))
    }

    fn all(&self) -> impl Iterator<Item = &(String, Found)> {
        self.columns.iter().flat_map(|(_, outcomes)| outcomes)
    }
}

impl fmt::Display for Table {
    /// Markdown; the reasons of the dashes stand below as numbered notes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut notes: Vec<&str> = Vec::new();
        write!(f, "| promise |")?;
        self.columns.iter().try_for_each(|(name, _)| write!(f, " {name} |"))?;
        write!(f, "\n|---|")?;
        self.columns.iter().try_for_each(|_| write!(f, ":-:|"))?;
        writeln!(f)?;
        let known = PROMISES.iter().map(|promise| promise.sentence);
        let other = self.all().map(|(sentence, _)| sentence.as_str());
        let other = other.filter(|sentence| PROMISES.iter().all(|promise| promise.sentence != *sentence));
        for sentence in known.chain(other) {
            if !self.all().any(|(asked, _)| asked == sentence) {
                continue;
            }
            write!(f, "| {sentence} |")?;
            for (_, outcomes) in &self.columns {
                match outcomes.iter().find(|(asked, _)| asked == sentence).map(|(_, found)| found) {
                    None => write!(f, " |")?,
                    Some(Found::Yes) => write!(f, " yes |")?,
                    Some(Found::Broken(_)) => write!(f, " **BROKEN** |")?,
                    Some(Found::Dash(why)) => {
                        let known = notes.iter().position(|note| note == why);
                        let number = known.unwrap_or_else(|| {
                            notes.push(why);
                            notes.len() - 1
                        });
                        write!(f, " — {} |", number + 1)?;
                    }
                }
            }
            writeln!(f)?;
        }
        writeln!(f)?;
        notes.iter().enumerate().try_for_each(|(index, note)| writeln!(f, "{}. {note}", index + 1))
    }
}

/// Promise, module and finding of every filled cell, with the reason in place of its number.
fn cells(table: &str) -> Vec<(String, String, String)> {
    let note = |number: &str| {
        let start = format!("{number}. ");
        table.lines().find_map(|line| line.strip_prefix(&start)).unwrap_or("?").to_owned()
    };
    let row = |line: &str| -> Vec<String> {
        let inner = line.trim().trim_matches('|');
        inner.split('|').map(|cell| cell.trim().to_owned()).collect()
    };
    let mut rows = table.lines().filter(|line| line.starts_with('|'));
    let head = rows.next().map(row).unwrap_or_default();
    let mut cells = Vec::new();
    for row in rows.skip(1).map(row) {
        for (module, found) in head.iter().zip(&row).skip(1).filter(|(_, found)| !found.is_empty()) {
            let found =
                found.strip_prefix("— ").map_or(found.clone(), |number| format!("— {}", note(number)));
            cells.push((row[0].clone(), module.clone(), found));
        }
    }
    cells
}

fn kept_file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/tokens.md")
}
