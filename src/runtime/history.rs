//! Keeps the history in step with the journals. The journals are the truth; what a crash has kept out of the history
//! is added at the next look.

use crate::domain::history::{Record, records};
use crate::fault::Fault;
use crate::ports::{History, Journals};

/// Adds what the journal of one renewal tells and the history does not know yet.
///
/// # Errors
/// When journal or history cannot be read or written.
pub fn note(renewal: &str, journals: &mut dyn Journals, history: &mut dyn History) -> Result<(), Fault> {
    let known = history.records()?;
    add(renewal, journals, history, &known)
}

/// The same for all renewals. A journal that cannot be read is told by others.
///
/// # Errors
/// When the history cannot be read or written.
pub fn catch_up(journals: &mut dyn Journals, history: &mut dyn History) -> Result<(), Fault> {
    let known = history.records()?;
    for renewal in journals.list()? {
        let _ = add(&renewal, journals, history, &known);
    }
    Ok(())
}

fn add(
    renewal: &str,
    journals: &mut dyn Journals,
    history: &mut dyn History,
    known: &[Record],
) -> Result<(), Fault> {
    let told = known.iter().filter(|record| record.renewal == renewal).count();
    // The records of a renewal stand in the order of its journal, so that the first ones are known.
    for record in records(renewal, &journals.read(renewal)?).iter().skip(told) {
        history.append(record)?;
    }
    Ok(())
}
