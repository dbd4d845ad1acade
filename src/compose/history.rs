//! The history on a real computer.

use crate::domain::history::Record;
use crate::domain::moment::Moment;
use crate::entropy::SystemRandom;
use crate::fault::Fault;
use crate::journal::{FileHistory, FileJournals};
use crate::platform::directories::Directories;
use crate::platform::vault::SystemVault;
use crate::ports::{History, Vault};
use crate::runtime::history::catch_up;

/// What became of all renewals of this home.
///
/// # Errors
/// `DiskDenied`, `VaultFailed`.
pub fn history() -> Result<Box<dyn History>, Fault> {
    history_of(&Directories::open()?)
}

/// The same of another home, that of the training mode for example.
pub(super) fn history_of(directories: &Directories) -> Result<Box<dyn History>, Fault> {
    let key = SystemVault::new(directories.home(), SystemRandom).journal_key()?;
    let mut history = FileHistory::new(directories.home(), &key)?;
    let mut journals = FileJournals::new(&directories.journal(), &key)?;
    // Of renewals that were cut short after a line of the journal, or are older than the history.
    catch_up(&mut journals, &mut history)?;
    Ok(Box::new(history))
}

/// A moment as scripts and spreadsheets read it.
pub fn rfc3339(moment: Moment) -> String {
    moment.format(&time::format_description::well_known::Rfc3339).unwrap_or_default()
}

/// RFC 4180, in UTF-8 with a mark that spreadsheets want to see before Cyrillic.
pub fn history_csv(records: &[Record]) -> String {
    let mut text = String::from("\u{FEFF}at,renewal,holder,old,new,outcome\r\n");
    for record in records {
        let at = rfc3339(record.at);
        let cells = [
            at.as_str(),
            &record.renewal,
            &record.holder,
            record.old.as_deref().unwrap_or_default(),
            record.new.as_deref().unwrap_or_default(),
            record.outcome.id(),
        ];
        text.push_str(&cells.map(cell).join(","));
        text.push_str("\r\n");
    }
    text
}

/// Quoted where it must be. A name that a spreadsheet would take for a formula is told apart by an apostrophe.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::history::Outcome;

    #[test]
    fn names_with_quotes_and_formulas_stay_names_in_a_spreadsheet() {
        let record = Record {
            at: Moment::UNIX_EPOCH,
            renewal: "1".to_owned(),
            holder: "ООО «Ёлка», \"Ко\"".to_owned(),
            old: Some("=2+2".to_owned()),
            new: None,
            outcome: Outcome::Finished,
        };
        let text = history_csv(&[record]);
        assert!(text.ends_with("1,\"ООО «Ёлка», \"\"Ко\"\"\",'=2+2,,finished\r\n"), "{text}");
    }
}
