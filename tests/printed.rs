//! A print queue of a real CUPS with a printer that writes PDF: the form comes out of it as it went in.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

#[allow(dead_code)]
#[path = "support/world.rs"]
mod world;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use world::{World, last_object};

/// Where Debian puts the scheduler of CUPS.
const CUPSD: &str = "/usr/sbin/cupsd";
/// The printer: takes PDF as it is, counts copies itself, has A4.
const PRINTER: &str = r#"*PPD-Adobe: "4.3"
*FormatVersion: "4.3"
*FileVersion: "1.0"
*LanguageVersion: English
*LanguageEncoding: ISOLatin1
*PCFileName: "PDF.PPD"
*Manufacturer: "Test"
*Product: "(PDF)"
*ModelName: "PDF printer"
*ShortNickName: "PDF printer"
*NickName: "PDF printer"
*PSVersion: "(3010.000) 0"
*LanguageLevel: "3"
*ColorDevice: True
*DefaultColorSpace: RGB
*cupsManualCopies: True
*cupsFilter2: "application/vnd.cups-pdf application/pdf 0 -"
*OpenUI *PageSize/Page: PickOne
*DefaultPageSize: A4
*PageSize A4/A4: "<</PageSize[595 842]>>setpagedevice"
*CloseUI: *PageSize
*OpenUI *PageRegion/Region: PickOne
*DefaultPageRegion: A4
*PageRegion A4/A4: "<</PageSize[595 842]>>setpagedevice"
*CloseUI: *PageRegion
*DefaultImageableArea: A4
*ImageableArea A4/A4: "0 0 595 842"
*DefaultPaperDimension: A4
*PaperDimension A4/A4: "595 842"
"#;

#[test]
fn the_form_comes_out_of_the_printer_twice_with_the_holder_in_searchable_cyrillic() {
    let Some(world) = World::new("printed") else { return };
    let Some(office) = Office::open(&world.path("cups")) else { return };
    let serial = world.put_certificate(4)["serial"].as_str().unwrap().to_owned();

    let output = office.renewctl(&world, &["--serial", &serial, "--printer", "Office", "--copies", "2"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));

    let printed = office.printed();
    let text = world.tool("pdftotext", [printed.to_str().unwrap(), "-"]);
    assert!(text.contains("Иванова Мария Петровна"), "{text}");
    assert_eq!(text.matches("Страница 1 из 2").count(), 2, "{text}");
    assert!(world.tool("pdfinfo", [printed.to_str().unwrap()]).contains("A4"));
}

#[test]
fn a_printer_that_is_not_there_is_told_with_a_code() {
    let Some(world) = World::new("unprinted") else { return };
    let Some(office) = Office::open(&world.path("cups")) else { return };
    let serial = world.put_certificate(4)["serial"].as_str().unwrap().to_owned();

    let output = office.renewctl(&world, &["--serial", &serial, "--printer", "Nowhere"]);
    assert_eq!(last_object(&output)["code"], "PRINT-FAILED", "{output:?}");
    assert_ne!(output.status.code(), Some(0));
}

/// A scheduler of its own, reached by a socket in its folder, with one queue.
struct Office {
    folder: PathBuf,
    scheduler: Child,
}

impl Office {
    fn open(folder: &Path) -> Option<Self> {
        if !Path::new(CUPSD).exists() {
            eprintln!("skipped: CUPS is not installed");
            return None;
        }
        for name in ["server/ppd", "spool/tmp", "cache", "state", "log", "out"] {
            std::fs::create_dir_all(folder.join(name)).unwrap();
        }
        let here = folder.display();
        let files = format!(
            "ServerRoot {here}/server\nRequestRoot {here}/spool\nTempDir {here}/spool/tmp\nCacheDir {here}/cache\n\
             StateDir {here}/state\nErrorLog {here}/log/error\nAccessLog {here}/log/access\n\
             PageLog {here}/log/page\nSystemGroup root\nFileDevice Yes\n"
        );
        let rules = format!(
            "Listen {here}/socket\nBrowsing No\nDefaultAuthType None\n<Location />\nAllow all\n</Location>\n\
             <Location /admin>\nAllow all\n</Location>\n<Policy default>\n<Limit All>\nAllow all\n</Limit>\n\
             </Policy>\n"
        );
        std::fs::write(folder.join("server/cups-files.conf"), files).unwrap();
        std::fs::write(folder.join("server/cupsd.conf"), rules).unwrap();
        std::fs::write(folder.join("printer.ppd"), PRINTER).unwrap();
        let scheduler = Command::new(CUPSD)
            .args([
                "-f",
                "-c",
                &format!("{here}/server/cupsd.conf"),
                "-s",
                &format!("{here}/server/cups-files.conf"),
            ])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let office = Self { folder: folder.to_owned(), scheduler };
        office.wait_for("socket", || folder.join("socket").exists());
        let printed = format!("file://{here}/out/printed.pdf");
        let mut queue = office.command("lpadmin");
        let queue = queue.args(["-p", "Office", "-E", "-v", &printed, "-P", &format!("{here}/printer.ppd")]);
        let made = queue.output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        Some(office)
    }

    /// `renewctl print` beside this scheduler.
    fn renewctl(&self, world: &World, more: &[&str]) -> std::process::Output {
        let profile = world.path("sandbox/profile.toml");
        let mut arguments =
            vec!["print", "--profile", profile.to_str().unwrap(), "--module", world::SOFTHSM, "--json"];
        arguments.extend(more);
        world.renewctl_command(arguments).env("CUPS_SERVER", self.folder.join("socket")).output().unwrap()
    }

    /// What the printer has written, when its queue is empty.
    fn printed(&self) -> PathBuf {
        self.wait_for("job", || {
            let jobs = self.command("lpstat").args(["-W", "completed"]).output().unwrap();
            !jobs.stdout.is_empty()
        });
        self.folder.join("out/printed.pdf")
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env("CUPS_SERVER", self.folder.join("socket"));
        command
    }

    fn wait_for(&self, what: &str, mut done: impl FnMut() -> bool) {
        let patience = Instant::now() + Duration::from_secs(30);
        while !done() {
            let log = self.folder.join("log/error");
            assert!(Instant::now() < patience, "no {what}: {:?}", std::fs::read_to_string(log));
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        let _ = self.scheduler.kill();
        let _ = self.scheduler.wait();
    }
}
