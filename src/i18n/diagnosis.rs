//! The words of a line of «Диагностика», the same in the window, in `renewctl` and in the report.

use crate::domain::workplace::{Line, Seen};
use crate::i18n;
use crate::tr;

/// A line in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineText {
    /// What was checked.
    pub title: String,
    /// What was seen, or what is wrong.
    pub what: String,
    /// What to do, where something is wrong.
    pub remedy: Option<String>,
    /// Code for support, where something is wrong.
    pub code: Option<String>,
}

/// Finds the words.
pub fn diagnosis(line: &Line) -> LineText {
    let name = i18n::text(&format!("check-{}", line.check.subject.id()), &[]);
    let title = match line.about.as_str() {
        "" => name,
        about => tr!("diagnostics-about", name = name, about = about),
    };
    match &line.check.fault {
        Some(fault) => {
            let said = i18n::fault(fault);
            // What it means for a key is said where there is one; here the first sentence is the cause.
            let cause =
                said.what.split_once(". ").map_or(said.what.trim_end_matches('.'), |(first, _)| first);
            LineText {
                title,
                what: format!("{cause}."),
                remedy: Some(said.remedy),
                code: Some(fault.support_code()),
            }
        }
        None => LineText { title, what: seen(&line.seen), remedy: None, code: None },
    }
}

fn seen(seen: &Seen) -> String {
    match seen {
        Seen::Fine => tr!("diagnostics-fine"),
        Seen::NotNeeded => tr!("diagnostics-not-needed"),
        Seen::Answered(millis) => tr!("diagnostics-answered", millis = *millis),
        Seen::Apart(seconds) => tr!("diagnostics-apart", seconds = *seconds),
        Seen::Free(bytes) => tr!("diagnostics-free", size = i18n::size(*bytes)),
        Seen::Library { path, tokens } => {
            tr!("diagnostics-library", path = path.to_string_lossy(), count = *tokens)
        }
    }
}
