//! The report of «Проверка рабочего места» for the administrator: causes and fixes, and nothing personal.

use crate::domain::workplace::Check;
use crate::fault::Fault;
use crate::i18n;
use crate::tr;

/// Facts that say something of the machine and nothing of its user: return values and numbers.
const HARMLESS: [&str; 2] = ["rv", "status"];

/// One paragraph per check. Facts such as folders, names and serial numbers are left out: a folder of the user has
/// his name in it, and the report travels by e-mail.
pub fn text(checks: &[Check]) -> String {
    let program = format!("{} {}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
    let system = format!("{} {}", std::env::consts::OS, std::env::consts::ARCH);
    let head = [tr!("report-title"), program, system].join("\n");
    let paragraphs = checks.iter().map(paragraph);
    let mut text = std::iter::once(head).chain(paragraphs).collect::<Vec<_>>().join("\n\n");
    text.push('\n');
    text
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
    let facts = fault
        .facts
        .iter()
        .map(|(name, value)| (*name, if HARMLESS.contains(name) { value.clone() } else { "…".to_owned() }));
    Fault { code: fault.code, facts: facts.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::workplace::Checked;
    use crate::fault::SupportCode;

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
