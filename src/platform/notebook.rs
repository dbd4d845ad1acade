//! What the user said of notices, when somebody looked last, and which certificates are in the queue: small files in
//! the home, each replaced as a whole. None holds anything personal, so none needs a key.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::domain::queue::Queue;
use crate::domain::reminder::{Looks, Reminders};
use crate::fault::{Fault, SupportCode};
use crate::ports::Notebook;

/// The notebook of a home.
#[derive(Debug)]
pub struct FileNotebook {
    reminders: PathBuf,
    looks: PathBuf,
    queue: PathBuf,
}

impl FileNotebook {
    /// Of this home.
    pub fn in_home(home: &Path) -> Self {
        let file = |name| home.join(name);
        Self { reminders: file("reminders.json"), looks: file("looks.json"), queue: file("queue.json") }
    }

    /// Forgets when somebody looked: the clock of a new training begins anew.
    ///
    /// # Errors
    /// `DiskDenied`.
    pub fn forget_looks(&self) -> Result<(), Fault> {
        remove(&self.looks)
    }
}

impl Notebook for FileNotebook {
    fn reminders(&mut self) -> Reminders {
        read(&self.reminders)
    }

    fn remind(&mut self, reminders: &Reminders) -> Result<(), Fault> {
        write(&self.reminders, reminders, true)
    }

    fn looks(&mut self) -> Looks {
        read(&self.looks)
    }

    fn looked(&mut self, looks: &Looks) -> Result<(), Fault> {
        write(&self.looks, looks, false)
    }

    fn queue(&mut self) -> Queue {
        read(&self.queue)
    }

    fn keep_queue(&mut self, queue: &Queue) -> Result<(), Fault> {
        if queue.is_empty() { remove(&self.queue) } else { write(&self.queue, queue, true) }
    }
}

fn remove(file: &Path) -> Result<(), Fault> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

fn read<T: DeserializeOwned + Default>(path: &Path) -> T {
    fs::read(path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}

/// Beside the old file and then in its place, so that whoever reads meanwhile finds the one or the other. A check and
/// a window may write at the same time, so each beside has a name of its own.
fn write(path: &Path, content: &impl Serialize, lasting: bool) -> Result<(), Fault> {
    let internal = |error: serde_json::Error| Fault::new(SupportCode::Internal).with("detail", error);
    let text = serde_json::to_vec(content).map_err(internal)?;
    let beside = path.with_extension(format!("{}.new", std::process::id()));
    let written = File::create(&beside).and_then(|mut file| {
        file.write_all(&text)?;
        if lasting { file.sync_all() } else { Ok(()) }
    });
    let replaced = written.and_then(|()| fs::rename(&beside, path));
    if replaced.is_err() {
        let _ = fs::remove_file(&beside);
    }
    Ok(replaced?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use crate::domain::reminder::{Later, Looker, Reminder};
    use time::macros::datetime;

    #[test]
    fn what_was_said_is_there_at_the_next_start_and_a_damaged_file_says_nothing() {
        let home = std::env::temp_dir().join(format!("renewal-notebook-{}", std::process::id()));
        fs::create_dir_all(&home).unwrap();
        let at = datetime!(2027-01-11 09:00 UTC);
        let later = Some(Later { until: at, times: 2 });
        let said = Reminders::from([
            ("a1".to_owned(), Reminder { hidden: true, later: None }),
            ("b2".to_owned(), Reminder { hidden: false, later }),
        ]);
        let looks = Looks::default().after(Looker::Schedule, at);
        let mut notebook = FileNotebook::in_home(&home);
        assert_eq!((notebook.reminders(), notebook.looks()), Default::default());
        notebook.remind(&said).unwrap();
        notebook.looked(&looks).unwrap();
        let mut next = FileNotebook::in_home(&home);
        assert_eq!((next.reminders(), next.looks()), (said, looks));
        assert_eq!(fs::read_dir(&home).unwrap().count(), 2, "nothing else is left");
        fs::write(home.join("reminders.json"), "{").unwrap();
        next.forget_looks().unwrap();
        assert_eq!((next.reminders(), next.looks()), Default::default());
        fs::remove_dir_all(home).unwrap();
    }
}
