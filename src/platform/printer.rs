//! Printing: CUPS by its own programs on Linux and macOS, the print verb of the PDF viewer on Windows.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::fault::{Fault, SupportCode};
use crate::platform::process;
use crate::ports::Printer;

/// A print server that does not answer must not hold up a renewal.
const LIMIT: Duration = Duration::from_secs(30);

/// The printing system of this computer.
#[derive(Debug, Clone)]
pub struct SystemPrinter {
    #[cfg(not(windows))]
    lpstat: std::ffi::OsString,
    #[cfg(not(windows))]
    lp: std::ffi::OsString,
}

impl SystemPrinter {
    /// With the programs of the system, found in `PATH`.
    pub fn new() -> Self {
        Self {
            #[cfg(not(windows))]
            lpstat: "lpstat".into(),
            #[cfg(not(windows))]
            lp: "lp".into(),
        }
    }
}

impl Default for SystemPrinter {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(not(windows))]
impl Printer for SystemPrinter {
    /// `PrintNone` when there is no printer or no CUPS.
    fn printers(&mut self) -> Result<Vec<String>, Fault> {
        let names = self.ask(&["-e"])?;
        let mut names: Vec<String> = names.lines().map(|n| n.trim().to_owned()).collect();
        names.retain(|name| !name.is_empty());
        if names.is_empty() {
            return Err(SupportCode::PrintNone.into());
        }
        // "system default destination: Name"; there may be none.
        let default = self.ask(&["-d"]).unwrap_or_default();
        let default = default.rsplit_once(": ").map(|(_, name)| name.trim().to_owned());
        names.sort_by_key(|name| Some(name) != default.as_ref());
        Ok(names)
    }

    fn print(&mut self, printer: &str, file: &Path, title: &str, copies: u8) -> Result<(), Fault> {
        let mut command = Command::new(&self.lp);
        command.args(["-d", printer, "-n", &copies.max(1).to_string(), "-t", title]);
        command.args(["-o", "media=A4", "--"]).arg(file);
        let output = process::run(&mut command, LIMIT).map_err(|error| unusable(&error))?;
        if output.status.success() { Ok(()) } else { Err(refused(&output.stderr)) }
    }
}

#[cfg(not(windows))]
impl SystemPrinter {
    fn ask(&self, arguments: &[&str]) -> Result<String, Fault> {
        let output = process::run(Command::new(&self.lpstat).args(arguments), LIMIT);
        let output = output.map_err(|error| unusable(&error))?;
        // lpstat fails when no printer was ever set up; that is no fault of its own.
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

#[cfg(windows)]
impl Printer for SystemPrinter {
    /// `PrintNone` when there is no printer.
    fn printers(&mut self) -> Result<Vec<String>, Fault> {
        let script = "[Console]::OutputEncoding = [Text.Encoding]::UTF8; \
            Get-CimInstance Win32_Printer | Sort-Object Default -Descending | ForEach-Object Name";
        let names = powershell(script, &[])?;
        let names: Vec<String> =
            names.lines().map(|n| n.trim().to_owned()).filter(|n| !n.is_empty()).collect();
        if names.is_empty() { Err(SupportCode::PrintNone.into()) } else { Ok(names) }
    }

    /// Works only where the PDF viewer registered the verb; Edge does not. The caller then opens the file.
    fn print(&mut self, printer: &str, file: &Path, _title: &str, copies: u8) -> Result<(), Fault> {
        let script = "$ErrorActionPreference = 'Stop'; Start-Process -FilePath $env:RENEWAL_PRINT_FILE \
            -Verb PrintTo -ArgumentList ('\"' + $env:RENEWAL_PRINT_PRINTER + '\"') -WindowStyle Hidden";
        // By environment, not by text: a name must never become part of a script.
        let values = [("RENEWAL_PRINT_FILE", file.as_os_str()), ("RENEWAL_PRINT_PRINTER", printer.as_ref())];
        for _ in 0..copies.max(1) {
            let _ = powershell(script, &values)?;
        }
        Ok(())
    }
}

#[cfg(windows)]
fn powershell(script: &str, values: &[(&str, &std::ffi::OsStr)]) -> Result<String, Fault> {
    let mut command = Command::new("powershell.exe");
    command.args(["-NoProfile", "-NonInteractive", "-Command", script]).envs(values.iter().copied());
    let output = process::run(&mut command, LIMIT).map_err(|error| unusable(&error))?;
    if !output.status.success() {
        return Err(refused(&output.stderr));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn unusable(error: &std::io::Error) -> Fault {
    match error.kind() {
        std::io::ErrorKind::NotFound => SupportCode::PrintNone.into(),
        _ => Fault::new(SupportCode::PrintFailed).with("detail", error),
    }
}

fn refused(stderr: &[u8]) -> Fault {
    Fault::new(SupportCode::PrintFailed).with("detail", String::from_utf8_lossy(stderr).trim())
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::os::unix::fs::PermissionsExt;
    use std::path::PathBuf;

    use super::*;

    /// A printing system of two shell scripts.
    fn scripted(name: &str, lpstat: &str, lp: &str) -> (SystemPrinter, PathBuf) {
        let folder = std::env::temp_dir().join(format!("renewal-printer-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let program = |file: &str, body: &str| {
            let path = folder.join(file);
            std::fs::write(&path, format!("#!/bin/sh\ncd '{}'\n{body}\n", folder.display())).unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).unwrap();
            path.into_os_string()
        };
        (SystemPrinter { lpstat: program("lpstat", lpstat), lp: program("lp", lp) }, folder)
    }

    #[test]
    fn the_default_printer_comes_first() {
        let lpstat = "if [ $1 = -e ]; then printf 'Archive\\nOffice\\nZebra\\n'; \
             else echo 'system default destination: Office'; fi";
        let (mut printer, _) = scripted("default", lpstat, "true");
        assert_eq!(printer.printers().unwrap(), ["Office", "Archive", "Zebra"]);
    }

    #[test]
    fn without_printers_the_fault_says_so() {
        let (mut printer, _) = scripted("none", "echo 'lpstat: No destinations added.' >&2; exit 1", "true");
        assert_eq!(printer.printers().unwrap_err().code, SupportCode::PrintNone);
        let mut absent = SystemPrinter { lpstat: "/nonexistent/lpstat".into(), lp: "/nonexistent/lp".into() };
        assert_eq!(absent.printers().unwrap_err().code, SupportCode::PrintNone);
    }

    #[test]
    fn the_job_names_printer_copies_and_title() {
        let (mut printer, folder) = scripted("job", "true", "printf '%s\\n' \"$@\" > job");
        printer.print("Office", Path::new("/forms/-a.pdf"), "Сертификат Ивановой", 2).unwrap();
        let job = std::fs::read_to_string(folder.join("job")).unwrap();
        let expected = "-d\nOffice\n-n\n2\n-t\nСертификат Ивановой\n-o\nmedia=A4\n--\n/forms/-a.pdf\n";
        assert_eq!(job, expected);
    }

    #[test]
    fn a_refusal_keeps_the_words_of_the_printing_system() {
        let (mut printer, _) =
            scripted("refused", "true", "echo 'lp: The printer does not exist.' >&2; exit 1");
        let fault = printer.print("Nobody", Path::new("/forms/a.pdf"), "t", 1).unwrap_err();
        assert_eq!(fault.code, SupportCode::PrintFailed);
        assert_eq!(fault.fact("detail"), Some("lp: The printer does not exist."));
    }
}
