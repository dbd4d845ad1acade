//! What the pages beside the renewals order of the worker and hear from it: «Диагностика», «История», «Репетиция».

use std::path::PathBuf;

use crate::domain::history::{Record, Verdict};
use crate::domain::key::FoundCertificate;
use crate::domain::moment::{Moment, days_left};
use crate::domain::workplace::{Line, preflight};
use crate::fault::Fault;
use crate::runtime::message::{Card, Panel};

/// An order of such a page.
#[derive(Debug)]
pub enum PageOrder {
    /// See whether the keyring of the system is missing.
    Keyring,
    /// Look at everything.
    Diagnose,
    /// The same long before a renewal; only what will hinder it is told.
    Preflight,
    /// Write what was seen into this file, for the support.
    SaveDiagnosis(Vec<Line>, PathBuf),
    /// Read the history, and look whether anybody has altered it.
    History,
    /// Write the history into this file, for spreadsheets.
    SaveHistory(PathBuf),
    /// Open the training mode in a window of its own.
    Rehearse,
}

/// What has come of it.
#[derive(Debug, Clone)]
pub enum PageNews {
    /// Nothing to tell.
    Nothing,
    /// The keyring of the system is missing, or is there again.
    Keyring(Option<Fault>),
    /// What was seen.
    Diagnosis(Vec<Line>),
    /// What will hinder the next renewal; nothing, when all is well.
    Hindrances(Vec<Line>),
    /// The report was written here.
    DiagnosisSaved(PathBuf),
    /// The records, oldest first, and whether they stand as they were written.
    History(Vec<Record>, Verdict),
    /// The history was written here.
    HistorySaved(PathBuf),
    /// The window of the training mode is opening.
    Rehearsing,
}

/// The certificates for which the workplace is to be looked at, and how many days ahead that look belongs.
pub fn preflights(panel: &Panel, now: Moment) -> Vec<(&FoundCertificate, i64)> {
    let due = panel.cards.iter().filter_map(|card| match card {
        Card::Due { found, .. } => {
            preflight(days_left(now, found.usable_until())).map(|days| (&**found, days))
        }
        _ => None,
    });
    due.collect()
}
