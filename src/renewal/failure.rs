//! What a failed effect means: another question, another sign-in, a refusal, or «Повторить».

use crate::domain::entry::Event;
use crate::domain::form::{Scan, Section};
use crate::domain::moment::Moment;
use crate::domain::refusal::Refusal;
use crate::fault::{Fault, SupportCode};
use crate::renewal::flow::{Flow, Work};
use crate::renewal::input::Effect;
use crate::renewal::view::Question;

impl Flow {
    pub(super) fn on_failure(&mut self, work: Work, fault: Fault, now: Moment) -> Vec<Effect> {
        use SupportCode::*;
        match (work, fault.code) {
            // Nothing can be signed with it any more, and nothing was made yet. The panel knows it from the journal.
            (_, CertRevoked) if self.facts.planned.is_none() && !self.facts.undoing => {
                self.close(Event::Revoked, now)
            }
            // The number can be typed again; the certificate itself cannot be renewed any more.
            (Work::FindHolder(_), _) if self.asks_snils() => {
                self.run.fault = Some(fault);
                self.ask(Question::Snils)
            }
            // Asked again, with the state of the counter read anew.
            (Work::Login(_), PinWrong | PinLength | PasswordWrong) => {
                self.run.fault = Some(fault);
                self.run.places_fresh = false;
                self.next(now)
            }
            // A kept PIN was tried by itself: the user is asked, and told why.
            (Work::Probe(key), PinStale) => {
                self.run.shut = Some(key);
                self.run.fault = Some(fault);
                self.run.places_fresh = false;
                self.next(now)
            }
            // The file can be another one, the folder too, and nothing that was typed is lost.
            (Work::Attach | Work::WriteRequest | Work::ReadCertificate, _) => {
                self.run.fault = Some(fault);
                self.next(now)
            }
            // A CA without registers says nothing about them.
            (Work::Register, CaUnsupported) => {
                self.run.findings = Some(Vec::new());
                self.go_on(now)
            }
            // What stands here is safe: the copy at the CA waits for better times.
            (Work::Drafts | Work::OpenDraft { needed: false } | Work::SaveDraft | Work::DropDraft, code) => {
                if code == CaSignIn {
                    self.run.signed_in = false;
                }
                self.run.draft_failed = true;
                self.run.draft_dropped = true;
                self.next(now)
            }
            (Work::Withdraw, CaRefused) => {
                // The CA knows no such request or has closed it: there is nothing left to withdraw.
                self.run.withdrawn = true;
                self.go_on(now)
            }
            // Nobody can sign in for a first issue: the request ends by itself.
            (Work::Withdraw, CaSignIn) if self.is_first() => {
                self.run.withdrawn = true;
                self.go_on(now)
            }
            // Sessions end; that is no error of the user. Once, not in a circle.
            (work, CaSignIn) if needs_session(&work) && !self.run.signing_in_again && !self.is_first() => {
                self.run.signing_in_again = true;
                self.run.signed_in = false;
                self.ask_again_after_sign_in(work);
                self.go_on(now)
            }
            // The rest of the wait does not depend on a wish.
            (Work::Contacts(_) | Work::Bill, _) => {
                self.run.fault = Some(fault);
                self.run.session_needed = false;
                self.next(now)
            }
            (Work::Status | Work::Submit, CaRejected) => self.on_refusal(&fault, now),
            // Only asked whether the refusal still stands.
            (Work::Status, _) if self.facts.refused.is_some() => {
                self.run.refusal_told = true;
                self.next(now)
            }
            // Signed already, but its bytes are gone: only attaching it again helps, and then signing again.
            (Work::Upload(scan, _), ScanBroken) => self.lose_scan(&scan, fault, now),
            // The copy can go elsewhere.
            (Work::SaveBackup(place), _) => self.copy_failed(&place, fault),
            (
                _,
                TokenRemoved | TokenAbsent | TokenFailed | ModuleLoad | ModuleCrashed | ModuleHung | PinWrong
                | PinLocked | PinExpired | PinNotSet,
            ) => {
                // Sessions are gone with the connection, and a PIN that does not serve any more opens nothing.
                self.run.open.clear();
                self.run.shut = None;
                self.run.places_fresh = false;
                self.fail(fault)
            }
            (_, CaSignIn) => {
                self.run.signed_in = false;
                self.run.signing_in_again = false;
                self.fail(fault)
            }
            _ => self.fail(fault),
        }
    }

    /// The copy of a scan on this machine is lost. What was signed names it, so the request is made anew, with the
    /// same key, when another one is attached.
    fn lose_scan(&mut self, scan: &Scan, fault: Fault, now: Moment) -> Vec<Effect> {
        let (slot, digest) = (scan.slot, scan.digest.clone());
        let mut effects = self.record(Event::Detached { slot, digest }, now);
        let (identified, draft) = (self.facts.identified.clone(), self.facts.draft.clone());
        effects.extend(self.record(Event::RepairBegun { new_key: false }, now));
        // The CA has decided nothing: its record of the holder need not be asked for before the loss is told, and the
        // draft still holds what has arrived.
        (self.facts.identified, self.facts.known_snils) = (identified, None);
        if let Some(draft) = draft {
            effects.extend(self.record(Event::DraftOpened { draft }, now));
        }
        if let Some(section) = Section::of_slot(slot) {
            // Asked again even where a scan is not a must, and also after a cut.
            let values = self.facts.dossier.section(section).cloned().unwrap_or_default();
            effects.extend(self.record(Event::Drafted { section, values }, now));
        }
        self.changed();
        self.run.uploading = None;
        self.run.fault = Some(fault);
        effects.extend(self.next(now));
        effects
    }

    /// The same refusal is written once, however often the CA repeats it.
    fn on_refusal(&mut self, fault: &Fault, now: Moment) -> Vec<Effect> {
        let refusal = Refusal::from_fault(fault);
        self.run.refusal_told = true;
        if self.facts.refused.as_ref() == Some(&refusal) {
            return self.next(now);
        }
        self.note(Event::Refused { refusal }, now)
    }

    /// What was wished for is still wished for when the session stands again.
    fn ask_again_after_sign_in(&mut self, work: Work) {
        match work {
            Work::Contacts(values) => self.run.contacts = Some(values),
            Work::Bill => self.run.bill_wanted = true,
            _ => return,
        }
        self.run.session_needed = true;
    }
}

/// The CA does this only for somebody who is signed in.
pub(super) fn needs_session(work: &Work) -> bool {
    matches!(
        work,
        Work::OpenDraft { .. }
            | Work::CodeWord
            | Work::Received(_)
            | Work::Upload(..)
            | Work::Submit
            | Work::Contacts(_)
            | Work::Bill
            | Work::StoreAccess
            | Work::Withdraw
    )
}
