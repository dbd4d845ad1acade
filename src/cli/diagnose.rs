//! `renewctl diagnose`: everything that a renewal may need, a line each; and what `check` says of it long before one.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Map, Value, json};

use crate::cli::arguments::World;
use crate::cli::output::Output;
use crate::cli::{DONE, DUE};
use crate::compose::Desktop;
use crate::domain::workplace::Line;
use crate::fault::Fault;
use crate::i18n;
use crate::ports::Clock;
use crate::runtime::message::Panel;
use crate::runtime::pages::preflights;
use crate::runtime::system::SystemClock;

/// Options of `diagnose`.
#[derive(Debug, Args)]
pub struct Options {
    /// Where to look.
    #[command(flatten)]
    world: World,
    /// Write a report without anything personal into this file, for the support.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// One JSON object per line, and the outcome last.
    #[arg(long)]
    json: bool,
}

impl Options {
    /// The answer is read by a script.
    pub fn json(&self) -> bool {
        self.json
    }
}

/// Looks, and tells what was seen.
///
/// # Errors
/// Those of [`Desktop::open`], and when the report cannot be written.
pub fn run(options: &Options, output: &Output) -> Result<u8, Fault> {
    let desktop = Desktop::open_to_look(options.world.profile.as_deref(), &options.world.module)?;
    let lines = desktop.diagnose();
    lines.iter().for_each(|line| tell("check", line, output));
    if let Some(file) = &options.report {
        std::fs::write(file, desktop.report_of(&lines))?;
        output.text(&crate::tr!("diagnostics-saved", path = file.to_string_lossy()));
    }
    let faults = lines.iter().filter(|line| line.check.fault.is_some()).count();
    let blocking = lines.iter().filter(|line| line.check.blocks()).count();
    let outcome = if faults == 0 { "fine" } else { "mend" };
    output.object(&json!({"outcome": outcome, "code": "OK", "faults": faults, "blocking": blocking}));
    Ok(if faults == 0 { DONE } else { DUE })
}

fn tell(event: &str, line: &Line, output: &Output) {
    let said = i18n::diagnosis(line);
    let mut object = json!({
        "event": event,
        "check": line.check.subject.id(),
        "about": line.about,
        "ok": line.check.fault.is_none(),
        "blocking": line.check.blocks(),
        "code": said.code.clone().unwrap_or_else(|| "OK".to_owned()),
        "title": said.title,
        "what": said.what,
    });
    if let Some(fault) = &line.check.fault {
        let facts: Map<String, Value> =
            fault.facts.iter().map(|(name, value)| ((*name).to_owned(), value.clone().into())).collect();
        object["remedy"] = said.remedy.clone().into();
        object["facts"] = facts.into();
    }
    output.object(&object);
    match (&said.remedy, &said.code) {
        (Some(remedy), Some(code)) => {
            output.text(&format!("✗ {}: {}\n  {remedy} [{code}]", said.title, said.what));
        }
        _ => output.text(&format!("✓ {}: {}", said.title, said.what)),
    }
}

/// 60, 30 and 14 days before the end of a certificate `check` looks at the workplace, once for each: what will hinder
/// the renewal is told on the desktop and here. How many such lines there are.
pub fn preflight(desktop: &Desktop, panel: &Panel, output: &Output) -> usize {
    let due = preflights(panel, SystemClock.now());
    let news: Vec<_> = due.iter().filter(|(found, days)| desktop.preflight_is_new(found, *days)).collect();
    let Some((found, _)) = news.first() else { return 0 };
    let hindering: Vec<Line> = desktop.diagnose().into_iter().filter(Line::hinders).collect();
    hindering.iter().for_each(|line| tell("preflight", line, output));
    if let Some(line) = hindering.first() {
        desktop.announce_hindrance(found, line);
    }
    hindering.len()
}
