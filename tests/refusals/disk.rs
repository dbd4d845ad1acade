//! A full disk: at every line of the journal, as the file system tells it, for the copy and for the form.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::case::{Case, with};

/// The command in a process that may make no file larger than so many bytes, a multiple of 512. The program meets
/// it like a full disk, in the middle of a line of the journal.
fn limited(case: &Case, arguments: Vec<String>, bytes: u32) -> Command {
    let plain = case.world.renewctl_command(arguments);
    let mut command = Command::new("sh");
    // The signal would end the process before it could notice anything.
    command.args(["-c", r#"trap "" XFSZ; ulimit -f "$0"; exec "$@""#, &(bytes / 512).to_string()]);
    command.arg(plain.get_program()).args(plain.get_args());
    for (name, value) in plain.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command
}

#[test]
fn a_disk_that_fills_up_at_any_line_of_the_journal_loses_nothing() {
    let Some(case) = Case::new("disk-lines") else { return };
    // Too small for the first line: the renewal does not begin.
    case.refused_by(&mut limited(&case, without_copies(case.renew()), 512), 2, "DISK-FULL");
    case.untouched();
    let mut arguments = without_copies(case.renew());
    for (fillings, bytes) in (4096..64 * 1024).step_by(1024).enumerate() {
        let output = limited(&case, arguments, bytes).output().unwrap();
        let outcome = case.note(&output);
        case.nothing_is_lost();
        if outcome["outcome"] == "finished" {
            assert!(fillings > 8, "only {fillings} lines met a full disk");
            return;
        }
        assert_eq!(outcome["code"], "DISK-FULL", "{bytes}: {outcome}");
        arguments = without_copies(case.resume());
    }
    panic!("64 KiB are enough for a journal");
}

#[test]
fn a_file_system_without_room_is_told_and_the_next_step_is_not_begun() {
    let Some(case) = Case::new("disk-full") else { return };
    let Some(disk) = Disk::mount(&case.world.path("home")) else { return };
    let mut wrong = case.world.renewctl_command(case.renew());
    case.refused_by(wrong.env("TEST_PIN", "00000000"), 1, "PIN-WRONG-0xa0");
    disk.fill();
    case.refused(case.resume(), 1, "DISK-FULL");
    case.untouched();
    disk.clear();
    case.resumes();
}

#[test]
fn a_home_that_cannot_even_be_made_is_told() {
    let Some(case) = Case::new("disk-home") else { return };
    let Some(disk) = Disk::mount(&case.world.path("home")) else { return };
    disk.fill();
    case.refused(case.renew(), 2, "DISK-FULL");
    case.untouched();
    disk.clear();
    case.finishes(case.renew());
}

#[test]
fn a_copy_that_finds_no_room_can_be_made_elsewhere_and_leaves_no_half() {
    let Some(case) = Case::new("disk-copy") else { return };
    let small = case.world.path("small");
    std::fs::create_dir(&small).unwrap();
    let Some(disk) = Disk::mount(&small) else { return };
    disk.fill();
    let backup = case.world.path("backup");
    let full = with(case.renew(), backup.to_str().unwrap(), small.to_str().unwrap());
    case.refused(full, 1, "DISK-FULL");
    let left: Vec<_> = std::fs::read_dir(&small).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(left, ["filling"], "half a copy");
    case.resumes();
}

#[test]
fn a_form_that_finds_no_room_does_not_hide_that_the_renewal_has_ended() {
    let Some(case) = Case::new("disk-form") else { return };
    let form = case.world.path("form.pdf");
    let full = with(case.renew(), form.to_str().unwrap(), "/dev/full");
    let output = case.world.renewctl(full);
    let outcome = case.note(&output);
    assert_eq!(
        (&outcome["outcome"], &outcome["code"]),
        (&"finished".into(), &"PDF-FAILED".into()),
        "{outcome}"
    );
    assert_eq!(output.status.code(), Some(1));
    assert!(outcome["what"].as_str().unwrap().contains("На сертификат это не влияет"), "{outcome}");
    assert!(outcome["serial"].is_string());
    assert_eq!(case.note(&case.world.renewctl(case.resume()))["outcome"], "nothing");
}

#[test]
fn a_damaged_journal_is_told_and_touches_nothing() {
    let Some(case) = Case::new("disk-damage") else { return };
    case.ca.set_faults(r#"{"on":"/v1/requests","status":500}"#);
    case.refused(case.renew(), 1, "CA-FAILED");
    let objects = case.world.objects();
    let folder = case.world.path("home/journal");
    let journal = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    let right = std::fs::read_to_string(&journal).unwrap();
    let cut: Vec<_> = right.lines().skip(1).map(|line| format!("{line}\n")).collect();
    std::fs::write(&journal, cut.concat()).unwrap();
    case.refused(case.resume(), 2, "JOURNAL-DAMAGED");
    assert_eq!(case.world.objects(), objects);
    std::fs::write(&journal, right).unwrap();
    case.ca.set_faults("{}");
    case.resumes();
}

/// Without `--backup` and `--pdf`: their files are larger than any journal.
fn without_copies(arguments: Vec<String>) -> Vec<String> {
    let mut kept = Vec::new();
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        if argument == "--backup" || argument == "--pdf" {
            let _ = arguments.next();
        } else {
            kept.push(argument);
        }
    }
    kept
}

/// A file system in memory, gone when dropped.
struct Disk(PathBuf);

impl Disk {
    /// `None`, with the reason printed, where the test may not mount.
    fn mount(place: &Path) -> Option<Self> {
        std::fs::create_dir_all(place).unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=256k", "tmpfs"]).arg(place);
        match mount.output() {
            Ok(output) if output.status.success() => Some(Self(place.to_owned())),
            Ok(output) => {
                eprintln!("skipped: mount says {}", String::from_utf8_lossy(&output.stderr).trim());
                None
            }
            Err(error) => {
                eprintln!("skipped: mount: {error}");
                None
            }
        }
    }

    fn fill(&self) {
        use std::io::Write;
        let mut file = std::fs::File::create(self.0.join("filling")).unwrap();
        while file.write_all(&[0; 512]).is_ok() {}
    }

    fn clear(&self) {
        std::fs::remove_file(self.0.join("filling")).unwrap();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}
