//! The papers of a long renewal, ready for the screens and the sandbox: texts from the locales, today's date.
//!
//! The application and the bill are papers of a Russian-speaking CA: they are Russian whatever the window speaks.
//! The sheet to a request and the list for a visit are for the user and speak his language.

use crate::domain::moment;
use crate::domain::portal::Payment;
use crate::domain::profile::Profile;
use crate::domain::request::CertificationRequest;
use crate::fault::Fault;
use crate::i18n::{self, Language};
use crate::paper::bill::{self, Bill};
use crate::paper::form::{Form, fill};
use crate::paper::request_sheet::{self, RequestSheet};
use crate::paper::statement::{self, CopyMark, Statement};
use crate::paper::visit_list::{self, Visit};
use crate::paper::{layout, pdf};
use crate::ports::Clock;
use crate::runtime::system::SystemClock;

/// The application («Заявление»), one copy, for the preview.
pub fn statement_form(statement: &Statement<'_>, copy: CopyMark) -> Form {
    statement::build(statement, copy, Language::Russian.code(), &russian)
}

/// The application as PDF with all its copies, one behind the other, each marked and numbered for itself: the file
/// is printed once.
///
/// # Errors
/// `PdfFailed`.
pub fn statement_pdf(statement: &Statement<'_>, copies: u8) -> Result<Vec<u8>, Fault> {
    let of = copies.max(1);
    let mut pages = Vec::new();
    let mut title = String::new();
    for number in 1..=of {
        let form = statement_form(statement, CopyMark { number, of });
        pages.extend(layout::pages(&form)?);
        title = form.title;
    }
    pdf::write(&pages, &title, Language::Russian.code(), SystemClock.now())
}

/// The sheet that lies beside a request file. `request` is the PKCS#10 in DER, `file` what was written, byte for
/// byte.
///
/// # Errors
/// `CaGarbage` when the request cannot be read, `PdfFailed`.
pub fn request_sheet_pdf(
    profile: &Profile,
    request: &[u8],
    file: &[u8],
    file_name: &str,
) -> Result<Vec<u8>, Fault> {
    let request = CertificationRequest::parse(request)?;
    let made = SystemClock.now();
    let sheet = RequestSheet {
        subject: &request.subject(),
        public_key: &request.spki_der(),
        file,
        file_name,
        made,
        ca: &profile.title,
        page: &profile.page,
        keep_days: profile.draft_days,
    };
    pdf::from_form(&request_sheet::build(&sheet, i18n::language().code(), &spoken), made)
}

/// The bill of the sandbox for a request with this number.
///
/// # Errors
/// `PdfFailed`.
pub fn bill_pdf(number: &str, payment: &Payment) -> Result<Vec<u8>, Fault> {
    let now = SystemClock.now();
    let bill = Bill {
        number,
        date: moment::local(now).date(),
        payer: &payment.payer,
        payee: &russian("papers-bill-payee-training"),
        amount: &payment.amount,
        purpose: &fill(&russian("papers-bill-purpose-value"), &[("number", number)]),
        training: true,
    };
    pdf::from_form(&bill::build(&bill, Language::Russian.code(), &russian), now)
}

/// «Что взять с собой», for the preview.
pub fn visit_form(visit: &Visit<'_>) -> Form {
    visit_list::build(visit, i18n::language().code(), &spoken)
}

/// «Что взять с собой» as PDF.
///
/// # Errors
/// `PdfFailed`.
pub fn visit_pdf(visit: &Visit<'_>) -> Result<Vec<u8>, Fault> {
    pdf::from_form(&visit_form(visit), SystemClock.now())
}

fn russian(id: &str) -> String {
    i18n::text_in(Language::Russian, id, &[])
}

fn spoken(id: &str) -> String {
    i18n::text(id, &[])
}
