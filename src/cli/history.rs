//! `renewctl history`: what became of every renewal, as a list or as CSV, and whether anybody has altered it.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use crate::cli::output::Output;
use crate::cli::{COULD_NOT_LOOK, DONE, FAILED};
use crate::compose;
use crate::domain::history::{Record, Verdict};
use crate::fault::{Fault, SupportCode};
use crate::i18n;

/// Options of `history`.
#[derive(Debug, Args)]
pub struct Options {
    /// Look whether every record stands as it was written: exit code 1 and the number of the first one that does not.
    #[arg(long)]
    pub verify: bool,
    /// Write the records into this CSV file.
    #[arg(long, value_name = "FILE", conflicts_with = "verify")]
    pub csv: Option<PathBuf>,
    /// One JSON object per record.
    #[arg(long)]
    pub json: bool,
}

/// Shows, writes or verifies the history.
pub fn run(options: &Options, output: &Output) -> Result<u8, Fault> {
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
            "number": number, "at": compose::rfc3339(record.at), "renewal": record.renewal, "holder": record.holder,
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
    if let Err(error) = std::fs::write(file, compose::history_csv(records)) {
        output.fault(&error.into());
        return Ok(COULD_NOT_LOOK);
    }
    let path = file.display().to_string();
    output.object(&json!({"outcome": "written", "code": "OK", "file": path, "records": records.len()}));
    output.text(&path);
    Ok(DONE)
}
