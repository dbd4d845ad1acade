//! What renewals have left, in words: the same on the screen and on a terminal.

use super::date;
use crate::renewal::cleanup::Reason;
use crate::renewal::recovery::{Finding, Kind, Repair};
use crate::renewal::story::Asked;
use crate::tr;

/// A finding in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingText {
    /// What happened, in a few words.
    pub what: String,
    /// What it means for the key, and what the repair does.
    pub means: String,
    /// The one button; none where nothing can be done from here.
    pub button: Option<String>,
}

/// Finds the words.
pub fn finding(finding: &Finding) -> FindingText {
    let (what, means) = said(finding);
    let button = match finding.repair {
        Repair::Resume => Some(tr!("app-continue")),
        Repair::Rewrite => Some(tr!("recovery-rewrite")),
        Repair::Remove => Some(tr!("recovery-remove")),
        Repair::Insert => Some(tr!("notifications-check-now")),
        Repair::Nothing => None,
    };
    FindingText { what, means, button }
}

fn said(finding: &Finding) -> (String, String) {
    match finding.kind {
        Kind::KeyWithoutCertificate => (tr!("recovery-key-only"), key_only(finding.asked)),
        Kind::KeyUnseen => (tr!("recovery-unseen"), tr!("recovery-unseen-means")),
        Kind::Half => (tr!("recovery-half"), tr!("recovery-half-means")),
        Kind::Doubled => (tr!("recovery-doubled"), tr!("recovery-doubled-means")),
        Kind::KeyLost if finding.repair == Repair::Nothing => {
            (tr!("recovery-lost"), tr!("recovery-lost-finished-means"))
        }
        Kind::KeyLost => (tr!("recovery-lost"), tr!("recovery-lost-means")),
        Kind::CertificateMissing if finding.repair == Repair::Rewrite => {
            (tr!("recovery-certificate"), tr!("recovery-certificate-means"))
        }
        Kind::CertificateMissing => (tr!("recovery-unwritten"), tr!("recovery-unwritten-means")),
        Kind::SecondKey => (tr!("recovery-second"), tr!("recovery-second-means")),
        Kind::Leftover if finding.asked == Asked::Issued => {
            (tr!("recovery-half-removed"), tr!("recovery-half-removed-means"))
        }
        Kind::Leftover => (tr!("recovery-leftover"), tr!("recovery-leftover-means")),
        Kind::UndoUnfinished => (tr!("recovery-undo"), tr!("recovery-undo-means")),
        Kind::OtherComputer => (tr!("recovery-other"), tr!("recovery-other-means")),
        Kind::PlaceAbsent => (tr!("recovery-absent"), tr!("recovery-absent-means")),
    }
}

fn key_only(asked: Asked) -> String {
    match asked {
        Asked::Never => tr!("recovery-key-never"),
        Asked::Perhaps => tr!("recovery-key-perhaps"),
        Asked::Waiting | Asked::Issued => tr!("recovery-key-waiting"),
        Asked::Refused => tr!("recovery-key-refused"),
    }
}

/// Why an old pair stays where it is.
pub fn kept(reason: &Reason) -> String {
    match reason {
        Reason::TooYoung(from) => tr!("cleanup-kept-young", date = date(*from)),
        Reason::NotReplaced => tr!("cleanup-kept-last"),
        Reason::ReplacementOver => tr!("cleanup-kept-over"),
        Reason::ReplacementNotHere => tr!("cleanup-kept-elsewhere"),
        Reason::Needed => tr!("cleanup-kept-needed"),
        Reason::OtherCertificate => tr!("cleanup-kept-other"),
    }
}
