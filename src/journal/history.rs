//! The history: one file for all renewals, append only, its records chained.
//!
//! ```text
//! history.jsonl   one line a record: {"at":…,"renewal":…,"holder":…,"old":…,"new":…,"outcome":…,"mac":"<hex>"}
//! history.head    sealed: how many records there are, and the mac of the last one
//! ```
//!
//! `mac` is HMAC-SHA256 (RFC 2104) over the mac before it and the record. Its key is drawn from the key of the journals
//! by the same function, so who can write the file but not open the keyring cannot alter a record and hide it. Who puts
//! back an old pair of both files is not found out.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};
use serde::{Deserialize, Serialize};

use crate::domain::history::{Record, Verdict};
use crate::domain::sealed::{NONCE, SealingKey};
use crate::fault::{Fault, SupportCode};
use crate::ports::History;

/// Binds the sealed head to its file.
const CONTEXT: &[u8] = b"history head 1";

/// The history of one home.
pub struct FileHistory {
    file: PathBuf,
    head: PathBuf,
    chain: hmac::Key,
    seal: SealingKey,
}

#[derive(Serialize, Deserialize)]
struct Line {
    #[serde(flatten)]
    record: Record,
    mac: String,
}

#[derive(Default, Serialize, Deserialize)]
struct Head {
    count: u64,
    mac: String,
}

impl FileHistory {
    /// The history of a home, protected by the key of its journals.
    ///
    /// # Errors
    /// `VaultFailed` when the bytes are no key.
    pub fn new(home: &Path, key: &[u8; 32]) -> Result<Self, Fault> {
        let derived = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), b"renewal-master history 1");
        Ok(Self {
            file: home.join("history.jsonl"),
            head: home.join("history.head"),
            chain: hmac::Key::new(hmac::HMAC_SHA256, derived.as_ref()),
            seal: SealingKey::new(key)?,
        })
    }

    /// All lines, as they stand. A last line without its end was torn by a power cut and never counted.
    fn lines(&self) -> Result<String, Fault> {
        let mut text = match fs::read_to_string(&self.file) {
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            text => text?,
        };
        text.truncate(text.rfind('\n').map_or(0, |end| end + 1));
        Ok(text)
    }

    fn mac(&self, before: &str, record: &Record) -> Result<String, Fault> {
        let mut context = hmac::Context::with_key(&self.chain);
        context.update(before.as_bytes());
        context.update(&serde_json::to_vec(record).map_err(internal)?);
        Ok(hex::encode(context.sign()))
    }

    fn read_head(&self) -> Option<Head> {
        let sealed = fs::read(&self.head).ok()?;
        serde_json::from_slice(&self.seal.open(CONTEXT, sealed)?).ok()
    }

    fn write_head(&self, head: &Head) -> Result<(), Fault> {
        let mut nonce = [0; NONCE];
        SystemRandom::new().fill(&mut nonce).map_err(internal)?;
        let sealed = self.seal.seal(nonce, CONTEXT, &serde_json::to_vec(head).map_err(internal)?)?;
        let draft = self.head.with_extension("new");
        let mut file = private().write(true).truncate(true).open(&draft)?;
        file.write_all(&sealed)?;
        file.sync_all()?;
        fs::rename(&draft, &self.head)?;
        Ok(())
    }
}

impl History for FileHistory {
    fn records(&mut self) -> Result<Vec<Record>, Fault> {
        let lines = self.lines()?;
        let parsed = lines.lines().filter_map(|line| serde_json::from_str::<Line>(line).ok());
        Ok(parsed.map(|line| line.record).collect())
    }

    fn append(&mut self, record: &Record) -> Result<(), Fault> {
        let lines = self.lines()?;
        // The last line as it stands: an altered one does not stop the history, it stays to be found.
        let before = lines.lines().last().and_then(|line| serde_json::from_str::<Line>(line).ok());
        let before = before.map(|line| line.mac).unwrap_or_default();
        let mac = self.mac(&before, record)?;
        let line =
            serde_json::to_string(&Line { record: record.clone(), mac: mac.clone() }).map_err(internal)?;
        let mut file = private().append(true).open(&self.file)?;
        file.set_len(lines.len() as u64)?;
        file.write_all((line + "\n").as_bytes())?;
        file.sync_data()?;
        let count = lines.lines().count() as u64 + 1;
        // A head that tells of more records than there are must keep telling it.
        let known = self.read_head().map_or(0, |head| head.count);
        if count > known { self.write_head(&Head { count, mac }) } else { Ok(()) }
    }

    fn verify(&mut self) -> Result<Verdict, Fault> {
        let lines = self.lines()?;
        let head = self.read_head().unwrap_or_default();
        let (mut before, mut number) = (String::new(), 0);
        for line in lines.lines() {
            number += 1;
            let Ok(line) = serde_json::from_str::<Line>(line) else { return Ok(Verdict::Altered(number)) };
            let good = line.mac == self.mac(&before, &line.record)?;
            // The head is written after its record: it may be one behind, never ahead.
            if !good || (number == head.count && line.mac != head.mac) {
                return Ok(Verdict::Altered(number));
            }
            before = line.mac;
        }
        Ok(if number < head.count { Verdict::CutOff(number + 1) } else { Verdict::Whole })
    }
}

fn private() -> OpenOptions {
    let mut options = File::options();
    options.create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn internal(error: impl std::fmt::Display) -> Fault {
    Fault::new(SupportCode::Internal).with("detail", error)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::domain::history::Outcome;
    use crate::domain::moment::Moment;

    const KEY: [u8; 32] = [7; 32];

    fn history(name: &str, records: u8) -> FileHistory {
        let home = std::env::temp_dir().join(format!("renewal-history-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&home);
        fs::create_dir_all(&home).unwrap();
        let mut history = FileHistory::new(&home, &KEY).unwrap();
        for number in 0..records {
            history.append(&record(&format!("renewal-{number}"))).unwrap();
        }
        history
    }

    fn record(renewal: &str) -> Record {
        Record {
            at: Moment::UNIX_EPOCH,
            renewal: renewal.to_owned(),
            holder: "Иванова Мария Петровна".to_owned(),
            old: Some("01D7".to_owned()),
            new: None,
            outcome: Outcome::Begun,
        }
    }

    fn edit(history: &FileHistory, change: impl Fn(Vec<String>) -> Vec<String>) {
        let lines = fs::read_to_string(&history.file).unwrap().lines().map(str::to_owned).collect();
        fs::write(&history.file, change(lines).join("\n") + "\n").unwrap();
    }

    #[test]
    fn a_history_that_nobody_touched_is_whole_also_when_another_run_goes_on_with_it() {
        let mut first = history("whole", 3);
        let home = first.file.parent().unwrap().to_owned();
        let mut second = FileHistory::new(&home, &KEY).unwrap();
        second.append(&record("later")).unwrap();
        assert_eq!(first.verify().unwrap(), Verdict::Whole);
        assert_eq!(first.records().unwrap().len(), 4);
    }

    #[test]
    fn the_first_altered_record_is_named() {
        let mut history = history("altered", 5);
        edit(&history, |mut lines| {
            lines[2] = lines[2].replace("Иванова", "Петрова");
            lines[4] = lines[4].replace("Иванова", "Петрова");
            lines
        });
        assert_eq!(history.verify().unwrap(), Verdict::Altered(3));
        // Later records are still written, and the altered one is still found.
        history.append(&record("later")).unwrap();
        assert_eq!(history.verify().unwrap(), Verdict::Altered(3));
    }

    #[test]
    fn records_that_were_taken_out_swapped_or_cut_off_are_missed() {
        let mut out = history("out", 4);
        edit(&out, |mut lines| {
            lines.remove(1);
            lines
        });
        assert_eq!(out.verify().unwrap(), Verdict::Altered(2));
        let mut swapped = history("swapped", 4);
        edit(&swapped, |mut lines| {
            lines.swap(0, 1);
            lines
        });
        assert_eq!(swapped.verify().unwrap(), Verdict::Altered(1));
        let mut cut = history("cut", 4);
        edit(&cut, |mut lines| {
            lines.truncate(2);
            lines
        });
        assert_eq!(cut.verify().unwrap(), Verdict::CutOff(3));
    }

    #[test]
    fn a_record_by_another_hand_is_found_out() {
        let mut history = history("foreign", 2);
        let home = history.file.parent().unwrap().to_owned();
        FileHistory::new(&home, &[8; 32]).unwrap().append(&record("foreign")).unwrap();
        assert_eq!(history.verify().unwrap(), Verdict::Altered(3));
    }

    #[test]
    fn a_record_torn_by_a_power_cut_never_counted() {
        let mut history = history("torn", 2);
        let mut file = File::options().append(true).open(&history.file).unwrap();
        file.write_all(b"{\"at\":\"20").unwrap();
        assert_eq!(history.verify().unwrap(), Verdict::Whole);
        history.append(&record("next")).unwrap();
        assert_eq!((history.verify().unwrap(), history.records().unwrap().len()), (Verdict::Whole, 3));
    }
}
