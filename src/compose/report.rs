//! The report of «Проверка рабочего места» for the administrator: causes and fixes, and nothing personal.

use std::path::Path;

use crate::domain::workplace::{Check, Checked, Line, Seen};
use crate::fault::Fault;
use crate::i18n;
use crate::tr;

/// Facts that say something of the machine and nothing of its user: return values, numbers, addresses of servers.
const HARMLESS: [&str; 11] =
    ["rv", "status", "state", "minutes", "side", "free", "needed", "host", "proxy", "named_by", "issuer"];

/// One paragraph per check. Facts such as folders, names and serial numbers are left out: a folder of the user has
/// his name in it, and the report travels by e-mail.
pub fn text(checks: &[Check]) -> String {
    whole(tr!("report-title"), checks.iter().map(paragraph))
}

/// The same for «Диагностика»: files of libraries are told by their names, tokens not at all.
pub fn diagnosis(lines: &[Line]) -> String {
    whole(tr!("diagnostics-title"), lines.iter().map(line))
}

fn whole(title: String, paragraphs: impl Iterator<Item = String>) -> String {
    let program = format!("{} {}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
    let system = format!("{} {}", std::env::consts::OS, std::env::consts::ARCH);
    let head = [title, program, system].join("\n");
    let mut text = std::iter::once(head).chain(paragraphs).collect::<Vec<_>>().join("\n\n");
    text.push('\n');
    text
}

/// The label of a token is often the name of its holder.
fn line(line: &Line) -> String {
    let about = if line.check.subject == Checked::Driver { line.about.clone() } else { String::new() };
    let seen = match &line.seen {
        Seen::Library { path, tokens } => Seen::Library { path: file_name(path).into(), tokens: *tokens },
        seen => seen.clone(),
    };
    let check = Check { fault: line.check.fault.as_ref().map(without_names), ..line.check.clone() };
    let said = i18n::diagnosis(&Line { check, about, seen });
    let head = match (said.code, line.check.blocking) {
        (None, _) => return format!("{}: {}", said.title, said.what),
        (Some(code), true) => tr!("report-blocking", name = said.title, code = code),
        (Some(code), false) => tr!("report-warning", name = said.title, code = code),
    };
    [head, said.what, said.remedy.unwrap_or_default()].join("\n")
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn paragraph(check: &Check) -> String {
    let name = i18n::text(&format!("check-{}", check.subject.id()), &[]);
    let Some(fault) = &check.fault else { return tr!("report-fine", name = name) };
    let said = i18n::fault(&without_names(fault));
    let head = match check.blocking {
        true => tr!("report-blocking", name = name, code = said.code),
        false => tr!("report-warning", name = name, code = said.code),
    };
    [head, said.what, said.remedy].join("\n")
}

fn without_names(fault: &Fault) -> Fault {
    let facts = fault.facts.iter().map(|(name, value)| match *name {
        name if HARMLESS.contains(&name) => (name, value.clone()),
        "module" => ("module", file_name(Path::new(value))),
        name => (name, "…".to_owned()),
    });
    Fault { code: fault.code, facts: facts.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::SupportCode;

    #[test]
    fn the_report_of_the_diagnosis_tells_libraries_by_name_and_no_token_and_no_folder() {
        let home = "/homes/ivanova";
        let library = Seen::Library { path: format!("{home}/librtpkcs11ecp.so").into(), tokens: 1 };
        let broken = Fault::new(SupportCode::ModuleBitness).with("module", format!("{home}/lib32.so"));
        let full = Fault::new(SupportCode::DiskFull).with("file", home).with("free", 7);
        let lines = [
            Line::new(Checked::Driver, None, true, library).about("librtpkcs11ecp.so"),
            Line::new(Checked::Driver, Some(broken), true, Seen::Fine).about("lib32.so"),
            Line::new(Checked::Pin, Some(SupportCode::PinLocked.into()), true, Seen::Fine)
                .about("Иванова М. П."),
            Line::new(Checked::Memory, None, true, Seen::Free(41 << 10)).about("Иванова М. П."),
            Line::new(Checked::Disk, Some(full), true, Seen::Fine),
        ];
        let report = diagnosis(&lines);
        for told in ["librtpkcs11ecp.so", "lib32.so", "MODULE-BITNESS", "PIN-LOCKED", "41 КБ", "DISK-FULL"]
        {
            assert!(report.contains(told), "{told} is missing: {report}");
        }
        for personal in ["ivanova", "Иванова", "home"] {
            assert!(!report.contains(personal), "{report}");
        }
    }

    #[test]
    fn the_report_names_cause_and_fix_but_no_folder_and_no_token() {
        let fault = Fault::new(SupportCode::ModuleLoad)
            .with("module", "/home/user/lib.so")
            .with("path", "/home/user/lib.so")
            .with("rv", "0x30");
        let checks = [
            Check { subject: Checked::Driver, fault: Some(fault), blocking: true },
            Check { subject: Checked::Disk, fault: None, blocking: false },
        ];
        let report = text(&checks);
        assert!(report.contains("MODULE-LOAD-0x30"), "{report}");
        assert!(report.contains(&i18n::text("check-disk", &[])), "{report}");
        assert!(!report.contains("user"), "{report}");
    }
}
