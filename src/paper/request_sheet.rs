//! The sheet beside a request file: what was asked for, how to know the file again, what to do with it.

use sha2::{Digest, Sha256};
use time::Duration;

use crate::domain::field::Field;
use crate::domain::moment::{self, Moment};
use crate::domain::subject::Subject;
use crate::paper::certificate_form::{Labels, dashed_snils, spaced};
use crate::paper::form::{Block, Form, fill};

/// What the sheet is made of.
#[derive(Debug, Clone, Copy)]
pub struct RequestSheet<'a> {
    /// Subject of the request.
    pub subject: &'a Subject,
    /// SubjectPublicKeyInfo in DER.
    pub public_key: &'a [u8],
    /// The request file, byte for byte.
    pub file: &'a [u8],
    /// Its name, without a folder.
    pub file_name: &'a str,
    /// When it was made.
    pub made: Moment,
    /// Name of the CA.
    pub ca: &'a str,
    /// Page where the file is to be uploaded.
    pub page: &'a str,
    /// Days that the CA keeps an unfinished request; 0 when it does not say.
    pub keep_days: u16,
}

/// Builds the form. `language` is that of the labels (BCP 47).
pub fn build(sheet: &RequestSheet<'_>, language: &str, labels: Labels<'_>) -> Form {
    let mut form = Form {
        language: language.to_owned(),
        title: labels("papers-sheet-title"),
        subtitle: sheet.subject.full_name(),
        page_number: labels("paper-page"),
        ..Form::default()
    };
    let mut file = Block::new(labels("papers-sheet-file"));
    file.push(labels("papers-sheet-name"), sheet.file_name);
    file.push(labels("papers-sheet-made"), day(sheet.made));
    file.push(labels("papers-sheet-digest"), fingerprint(sheet.file));
    file.push(labels("papers-sheet-key"), fingerprint(sheet.public_key));
    file.push(labels("papers-sheet-ca"), sheet.ca);
    file.push(labels("papers-sheet-page"), sheet.page);
    if sheet.keep_days > 0 {
        let until = day(sheet.made + Duration::days(i64::from(sheet.keep_days)));
        let days = sheet.keep_days.to_string();
        let text = fill(&labels("papers-sheet-until-value"), &[("date", &until), ("days", &days)]);
        file.push(labels("papers-sheet-until"), text);
    }
    form.blocks.push(file);

    let mut next = Block::new(labels("papers-sheet-next"));
    next.checks = vec![
        labels("papers-sheet-step-upload"),
        labels("papers-sheet-step-wait"),
        labels("papers-sheet-step-import"),
    ];
    next.text.push(labels("papers-sheet-warning"));
    form.blocks.push(next);

    let mut subject = Block::new(labels("papers-sheet-subject"));
    for (field, value) in sheet.subject.iter() {
        let value = if field == Field::Snils { dashed_snils(value) } else { value.to_owned() };
        subject.push(labels(&format!("paper-field-{}", field.id())), value);
    }
    form.blocks.push(subject);
    form
}

/// SHA-256 in pairs, to be compared by eye.
fn fingerprint(bytes: &[u8]) -> String {
    spaced(&hex::encode_upper(Sha256::digest(bytes)))
}

/// The day on the user's wall.
fn day(moment: Moment) -> String {
    let day = moment::local(moment);
    format!("{:02}.{:02}.{}", day.day(), u8::from(day.month()), day.year())
}
