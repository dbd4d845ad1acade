//! What the pages beside the renewals need: «Диагностика», «История», «Репетиция».

use std::process::{Command, Stdio};

use crate::compose::workplace::Computer;
use crate::compose::{Desktop, diagnosis, history, report};
use crate::domain::key::PlaceId;
use crate::domain::profile::Profile;
use crate::domain::workplace::Line;
use crate::entropy::SystemRandom;
use crate::fault::{Fault, SupportCode};
use crate::platform::vault::SystemVault;
use crate::platform::{media, reader};
use crate::runtime::pages::{PageNews, PageOrder};
use crate::runtime::workshop::Workshop;
use crate::token::discovery;

/// Carries out an order.
///
/// # Errors
/// When a file cannot be written, the history cannot be read, or the program cannot be started once more.
pub(super) fn serve(desktop: &Desktop, order: PageOrder) -> Result<PageNews, Fault> {
    Ok(match order {
        // Who practises keeps no secrets, and renews nothing that could be hindered.
        PageOrder::Keyring | PageOrder::Preflight if desktop.profile().training => PageNews::Nothing,
        PageOrder::Keyring => {
            let absent = || Fault::new(SupportCode::KeyringAbsent);
            PageNews::Keyring((!desktop.has_its_keyring()).then(absent))
        }
        PageOrder::Diagnose => PageNews::Diagnosis(desktop.diagnose()),
        PageOrder::Preflight => {
            PageNews::Hindrances(desktop.diagnose().into_iter().filter(Line::hinders).collect())
        }
        PageOrder::SaveDiagnosis(lines, path) => {
            std::fs::write(&path, report::diagnosis(&lines))?;
            PageNews::DiagnosisSaved(path)
        }
        PageOrder::History => {
            let mut history = history::history_of(&desktop.directories)?;
            PageNews::History(history.records()?, history.verify()?)
        }
        PageOrder::SaveHistory(path) => {
            let records = history::history_of(&desktop.directories)?.records()?;
            std::fs::write(&path, history::history_csv(&records))?;
            PageNews::HistorySaved(path)
        }
        PageOrder::Rehearse => {
            let mut program = rehearsal_program().ok_or_else(|| Fault::new(SupportCode::OpenFailed))?;
            let failed = |error| Fault::new(SupportCode::OpenFailed).with("detail", error);
            let mut child = program.spawn().map_err(failed)?;
            // Somebody must wait for its end, or it stays in the list of processes.
            let _ = std::thread::Builder::new().name("rehearsal".into()).spawn(move || child.wait());
            PageNews::Rehearsing
        }
    })
}

/// This program once more, in the training mode: it has a home of its own, loads no library of a token, and gives way
/// to a training that is open already.
pub fn rehearsal_program() -> Option<Command> {
    let mut program = Command::new(std::env::current_exe().ok()?);
    program.arg("--training").arg(super::training::CAS[0].0);
    // A module that the environment names is not for the training.
    program.env_remove(discovery::MODULES);
    program.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    Some(program)
}

impl Desktop {
    /// This computer, as a renewal or «Диагностика» needs it.
    pub(super) fn computer(&self, signer: Option<PlaceId>, profile: &Profile, keyring: bool) -> Computer {
        Computer {
            tokens: self.tokens.clone(),
            modules: self.modules,
            known: discovery::names(),
            signer,
            profile: profile.clone(),
            settings: self.connection(),
            home: self.directories.home().to_owned(),
            free: media::free_bytes,
            keyring,
            reader: reader::service,
            autostart: diagnosis::autostart,
        }
    }

    fn has_its_keyring(&self) -> bool {
        SystemVault::new(self.directories.home(), SystemRandom).is_where_meant()
    }

    /// «Диагностика»: everything that a renewal may need.
    pub fn diagnose(&self) -> Vec<Line> {
        self.computer(None, &self.profile, self.has_its_keyring()).diagnose()
    }

    /// The report of «Диагностика» for the support, without anything personal.
    pub fn report_of(&self, lines: &[Line]) -> String {
        report::diagnosis(lines)
    }
}
