//! The training mode: its token, its certificates, and when it starts afresh.

use std::fs;
use std::path::Path;

use crate::domain::certificate::Purpose;
use crate::domain::identifier::Snils;
use crate::domain::key::{CkaId, KeyPlan, KeyRef};
use crate::domain::request::p256_spki;
use crate::domain::secret::Pin;
use crate::entropy;
use crate::fault::{Fault, SupportCode};
use crate::i18n;
use crate::journal::FileJournals;
use crate::paper;
use crate::paper::form::{Block, Form};
use crate::platform::directories::Directories;
use crate::platform::vault::SystemVault;
use crate::ports::{Clock, Journals, Vault};
use crate::runtime::system::SystemClock;
use crate::sandbox::{Bill, Server};
use crate::token::MemoryToken;

/// Seconds the training CA takes: long enough to see the waiting, short enough to practise.
pub const DELAY: u32 = 6;
/// PIN of the training token; the window tells it (`app-training-hint`).
pub const PIN: &str = "12345678";
/// СНИЛС of the training holder; the window tells it.
pub const SNILS: &str = "11223344595";
const CERTIFICATES: [(Purpose, u32); 2] = [(Purpose::Reporting, 4), (Purpose::Fss, 23)];

/// A renewal was begun and not ended.
pub fn is_unfinished(directories: &Directories) -> bool {
    unfinished(directories).unwrap_or(false)
}

fn unfinished(directories: &Directories) -> Result<bool, Fault> {
    let key = SystemVault::new(directories.home(), entropy::SystemRandom).journal_key()?;
    let mut journals = FileJournals::new(&directories.journal(), &key)?;
    for name in journals.list()? {
        if journals.read(&name)?.last().is_some_and(|last| !last.event.is_end()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Forgets an ended training: journals and token. The CA keeps its keys, making them anew takes time.
///
/// # Errors
/// `DiskDenied`.
pub fn clear(directories: &Directories) -> Result<(), Fault> {
    let absent_is_fine = |result: std::io::Result<()>| match result {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Fault::from(error)),
        _ => Ok(()),
    };
    absent_is_fine(fs::remove_file(token_file(directories.home())))?;
    // The days that were played are over, too.
    absent_is_fine(fs::remove_file(directories.home().join("sandbox").join("clock")))?;
    absent_is_fine(fs::remove_dir_all(directories.journal()))?;
    absent_is_fine(fs::remove_dir_all(directories.keys()))?;
    let _ = Directories::at(directories.home())?;
    Ok(())
}

/// The training token; a new one gets a certificate that ends in four days and one for the ФСС.
///
/// # Errors
/// `DiskDenied`, `DiskFull`.
pub fn token(home: &Path, server: &Server) -> Result<MemoryToken, Fault> {
    let label = i18n::text("app-training-token", &[]);
    let mut token = MemoryToken::open(token_file(home), &label, PIN, super::expand)?;
    if !token.certificates().is_empty() {
        return Ok(token);
    }
    let snils = Snils::parse(SNILS).map_err(|error| internal(format!("{error:?}")))?;
    token.login(&Pin::new(PIN.to_owned()))?;
    let now = SystemClock.now();
    for (purpose, days) in CERTIFICATES {
        let seed = super::system_seed()?;
        let key = KeyRef { place: token.id(), id: CkaId::new(seed.identifier::<16>("training")) };
        let end = now + time::Duration::days(i64::from(days));
        let plan = KeyPlan { key, label: label.clone(), exportable: false, start: now, end };
        let point = token.generate(&plan, &seed)?;
        let spki = p256_spki(&point).and_then(|spki| der::Encode::to_der(&spki));
        let spki = spki.map_err(|error| internal(error.to_string()))?;
        let certificate = server.issue_for_training(&spki, &snils, days, purpose)?;
        token.store(&plan.key.id, &certificate)?;
    }
    token.logout();
    Ok(token)
}

/// A bill as the program prints its papers.
///
/// # Errors
/// `PdfFailed`.
pub fn bill_pdf(bill: &Bill) -> Result<Vec<u8>, Fault> {
    let text = |id: &str| i18n::text(id, &[]);
    let mut block = Block::default();
    block.push(text("bill-payer"), bill.payer.as_str());
    block.push(text("bill-holder"), bill.holder.as_str());
    block.push(text("bill-amount"), bill.amount.as_str());
    block.push(text("bill-until"), bill.until.map(i18n::date).unwrap_or_default());
    let form = Form {
        language: i18n::language().code().to_owned(),
        title: text("bill-title"),
        subtitle: crate::tr!("bill-subtitle", number = bill.number.as_str(), date = i18n::date(bill.date)),
        blocks: vec![block],
        footer: text("bill-footer"),
        ..Form::default()
    };
    paper::pdf::from_form(&form, bill.date)
}

fn token_file(home: &Path) -> std::path::PathBuf {
    home.join("training-token.json")
}

fn internal(detail: String) -> Fault {
    Fault::new(SupportCode::Internal).with("detail", detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_tells_the_number_and_the_pin_to_practise_with() {
        let hint = i18n::text("app-training-hint", &[]);
        let digits: String = hint.chars().filter(char::is_ascii_digit).collect();
        assert_eq!(digits, format!("{SNILS}{PIN}"));
    }
}
