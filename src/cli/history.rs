//! `renewctl history`: what became of every renewal, as a list or as CSV, and whether anybody has altered it.

use std::path::Path;

use serde_json::json;

use crate::cli::arguments::History;
use crate::cli::output::Output;
use crate::cli::{COULD_NOT_LOOK, DONE, FAILED};
use crate::compose;
use crate::domain::history::{Record, Verdict};
use crate::domain::moment::Moment;
use crate::fault::{Fault, SupportCode};
use crate::i18n;

/// Shows, writes or verifies the history.
pub fn run(options: &History, output: &Output) -> Result<u8, Fault> {
    let mut history = compose::history()?;
    if options.verify {
        return Ok(match history.verify()? {
            Verdict::Whole => {
                let count = history.records()?.len();
                output.object(&json!({"outcome": "whole", "code": "OK", "records": count}));
                output.text(&crate::tr!("history-whole", count = count));
                DONE
            }
            Verdict::Altered(number) => altered("altered", number, output),
            Verdict::CutOff(number) => altered("cut-off", number, output),
        });
    }
    let records = history.records()?;
    if let Some(file) = &options.csv {
        return write_csv(&records, file, output);
    }
    for (number, record) in (1..).zip(&records) {
        output.object(&json!({
            "number": number, "at": rfc3339(record.at), "renewal": record.renewal, "holder": record.holder,
            "old": record.old, "new": record.new, "outcome": record.outcome.id(),
        }));
        output.text(&format!(
            "{number}. {} {} {}",
            i18n::date(record.at),
            record.holder,
            i18n::text(&format!("history-{}", record.outcome.id()), &[])
        ));
    }
    Ok(DONE)
}

/// A history that somebody has altered: exit code 1 and the number of the record.
fn altered(outcome: &str, number: u64, output: &Output) -> u8 {
    let fault = Fault::new(SupportCode::HistoryAltered).with("record", number).with("outcome", outcome);
    output.fault(&fault);
    FAILED
}

fn write_csv(records: &[Record], file: &Path, output: &Output) -> Result<u8, Fault> {
    if let Err(error) = std::fs::write(file, csv(records)) {
        output.fault(&error.into());
        return Ok(COULD_NOT_LOOK);
    }
    let path = file.display().to_string();
    output.object(&json!({"outcome": "written", "code": "OK", "file": path, "records": records.len()}));
    output.text(&path);
    Ok(DONE)
}

fn rfc3339(moment: Moment) -> String {
    moment.format(&time::format_description::well_known::Rfc3339).unwrap_or_default()
}

/// RFC 4180, in UTF-8 with a mark that spreadsheets want to see before Cyrillic.
fn csv(records: &[Record]) -> String {
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
        let text = csv(&[record]);
        assert!(text.ends_with("1,\"ООО «Ёлка», \"\"Ко\"\"\",'=2+2,,finished\r\n"), "{text}");
    }
}
