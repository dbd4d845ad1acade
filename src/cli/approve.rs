//! `renewctl approvals`, `approve` and `decline`: the head's work from the arguments. Nothing is tried twice.

use serde_json::{Value, json};

use crate::approval::{Candidate, CardView, DocumentState, Input, Outcome, Question, Verdict, View, reason};
use crate::cli::arguments::{Approvals as ListOptions, Approve, Decide, Decline, Signer};
use crate::cli::drive::secret;
use crate::cli::output::Output;
use crate::cli::{DONE, FAILED};
use crate::compose::Desktop;
use crate::domain::form::Section;
use crate::domain::key::{KeyRef, PlaceId};
use crate::domain::portal::{Approval, ApprovalCard};
use crate::domain::secret::{Keep, Pin};
use crate::fault::{Fault, SupportCode};
use crate::i18n;
use crate::runtime::approvals::Approvals;
use crate::runtime::workshop::Workshop;

/// `renewctl approvals`.
pub fn list(options: &ListOptions, output: &mut Output) -> Result<u8, Fault> {
    let pin = pin_of(&options.signer)?;
    let desktop = Desktop::open(options.world.profile.as_deref(), &options.world.module)?;
    desktop.pin_is_given(pin.is_some());
    let script = Script { signer: &options.signer, request: None, verdict: None };
    match script.play(&desktop, pin)? {
        Said::List(list) => {
            for approval in &list {
                output.object(&describe(approval));
                output.text(&line(approval));
            }
            output.object(&json!({"outcome": "listed", "code": "OK", "count": list.len()}));
            if list.is_empty() {
                output.text(&crate::tr!("cli-approvals-none"));
            }
            Ok(DONE)
        }
        said => Ok(failed(&said, output)),
    }
}

/// `renewctl approve`.
pub fn approve(options: &Approve, output: &mut Output) -> Result<u8, Fault> {
    decide(&options.decide, Verdict::approve(options.decide.yes), output)
}

/// `renewctl decline`.
pub fn decline(options: &Decline, output: &mut Output) -> Result<u8, Fault> {
    // A reason that cannot be sent is a wrong call: nobody has to sign in for that.
    if reason(&options.reason).is_err() {
        return Err(missing("--reason"));
    }
    decide(&options.decide, Verdict::decline(options.decide.yes, &options.reason), output)
}

fn decide(options: &Decide, verdict: Option<Verdict>, output: &mut Output) -> Result<u8, Fault> {
    let pin = pin_of(&options.signer)?;
    let desktop = Desktop::open(options.world.profile.as_deref(), &options.world.module)?;
    desktop.pin_is_given(pin.is_some());
    let script = Script { signer: &options.signer, request: Some(&options.request), verdict };
    match script.play(&desktop, pin)? {
        Said::Decided(decided) => {
            let (code, object, text) = match (decided.confirmed, decided.approved) {
                (true, true) => (DONE, json!({"outcome": "approved"}), "cli-approved"),
                (true, false) => (DONE, json!({"outcome": "declined"}), "cli-declined"),
                (false, _) => (FAILED, json!({"outcome": "unconfirmed"}), "cli-unconfirmed"),
            };
            let mut outcome = describe(&decided.approval);
            outcome["outcome"] = object["outcome"].clone();
            outcome["code"] = "OK".into();
            output.object(&outcome);
            output.text(&i18n::text(text, &[("number", decided.approval.number.as_str().into())]));
            Ok(code)
        }
        said => Ok(failed(&said, output)),
    }
}

/// A variable that is named and not set is a mistake, not the wish for the PIN that is kept.
fn pin_of(signer: &Signer) -> Result<Option<Pin>, Fault> {
    let Some(variable) = &signer.pin_env else { return Ok(None) };
    secret(Some(variable)).map(Some).ok_or_else(|| missing("--pin-env"))
}

fn failed(said: &Said, output: &Output) -> u8 {
    let fault = match said {
        Said::Undecided(card) => {
            output.object(&json!({"request": card.approval.request, "card": card}));
            card_lines(card).iter().for_each(|line| output.text(line));
            missing("--yes")
        }
        Said::Failed(fault) => fault.clone(),
        Said::List(_) | Said::Decided(_) => SupportCode::Internal.into(),
    };
    output.fault(&fault);
    FAILED
}

/// Who signs, and what is to be done.
#[derive(Debug)]
pub struct Script<'a> {
    /// Who signs.
    pub signer: &'a Signer,
    /// The request; `None` for the list.
    pub request: Option<&'a str>,
    /// The decision; `None` to be told the card.
    pub verdict: Option<Verdict>,
}

/// What came of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Said {
    /// The requests that wait.
    List(Vec<Approval>),
    /// The decision was sent.
    Decided(Outcome),
    /// Nothing was decided: this is what would have been.
    Undecided(ApprovalCard),
    /// It stopped.
    Failed(Fault),
}

impl Script<'_> {
    /// Signs in and does it, by this PIN or by one that is kept. Token and session are closed afterwards, whatever happens.
    ///
    /// # Errors
    /// What stops it before anything was asked of the CA: no certificate, no client.
    pub fn play(self, workshop: &dyn Workshop, pin: Option<Pin>) -> Result<Said, Fault> {
        let mut approvals = Approvals::start(workshop, self.request.map(str::to_owned), &mut |_| {})?;
        let key = self.own(&approvals.view())?;
        approvals.feed(Input::SignIn(key), &mut |_| {});
        let said = self.answer(&mut approvals, pin);
        approvals.leave();
        Ok(said)
    }

    /// Answers one question after the other, each of them once; a fault ends it.
    fn answer(self, approvals: &mut Approvals, mut pin: Option<Pin>) -> Said {
        let mut verdict = self.verdict;
        loop {
            let view = approvals.view();
            if let Some(outcome) = view.outcome {
                return Said::Decided(outcome);
            }
            if let Some(fault) = view.fault {
                return Said::Failed(fault);
            }
            let input = match (view.question, view.card) {
                (Some(Question::List), _) => return Said::List(view.list.unwrap_or_default()),
                (Some(Question::Pin { .. }), _) => match pin.take() {
                    Some(pin) => Some(Input::Unlock(pin, Keep::Once)),
                    None => return Said::Failed(missing("--pin-env")),
                },
                (Some(Question::Card), Some(open)) => match verdict.take() {
                    None => return Said::Undecided(open.card),
                    Some(verdict) => match broken(&open).filter(|_| verdict.approved()) {
                        Some(fault) => return Said::Failed(fault),
                        None => Some(Input::Decide(verdict)),
                    },
                },
                _ => None,
            };
            let Some(input) = input else {
                return Said::Failed(Fault::new(SupportCode::Internal).with("detail", "nothing was asked"));
            };
            approvals.feed(input, &mut |_| {});
        }
    }

    /// The certificate of the head: by token and serial number, or the likeliest on the token.
    fn own(&self, view: &View) -> Result<KeyRef, Fault> {
        let on_place = |candidate: &&Candidate| match (&self.signer.token, &candidate.found.key.place) {
            (Some(wanted), PlaceId::Token { label, .. }) => wanted == label,
            (None, PlaceId::Computer) => true,
            _ => false,
        };
        let wanted = self.signer.serial.as_ref().map(|serial| serial.to_uppercase());
        let is_wanted = |candidate: &&Candidate| {
            wanted.as_ref().is_none_or(|serial| candidate.found.certificate.serial_hex() == *serial)
        };
        let found = view.candidates.iter().filter(on_place).find(is_wanted);
        let nothing = || view.fault.clone().unwrap_or_else(|| SupportCode::CertNotFound.into());
        Ok(found.ok_or_else(nothing)?.found.key.clone())
    }
}

fn missing(argument: &str) -> Fault {
    Fault::new(SupportCode::ArgumentMissing).with("argument", argument)
}

/// Why the first document that cannot be read cannot.
fn broken(open: &CardView) -> Option<Fault> {
    open.documents.iter().find_map(|document| match &document.state {
        DocumentState::Failed(fault) => Some(fault.clone()),
        DocumentState::Loading | DocumentState::Ready => None,
    })
}

/// A request for scripts.
fn describe(approval: &Approval) -> Value {
    json!({
        "request": approval.request,
        "number": approval.number,
        "holder": approval.holder,
        "submitted_at": approval.submitted_at.unix_timestamp(),
    })
}

/// A request for people.
fn line(approval: &Approval) -> String {
    crate::tr!(
        "cli-approval",
        number = approval.number.as_str(),
        holder = approval.holder.as_str(),
        when = i18n::date(approval.submitted_at),
        request = approval.request.as_str()
    )
}

/// Everything on a card: without `--yes` somebody wants to read it first.
fn card_lines(card: &ApprovalCard) -> Vec<String> {
    let rows = card.current.compare(&card.subject).into_iter().map(|row| {
        let name = i18n::text(&format!("field-{}", row.field.id()), &[]);
        if row.changed() {
            crate::tr!("cli-approval-changed", name = name, current = row.current, new = row.new)
        } else {
            crate::tr!("cli-approval-value", name = name, value = row.new)
        }
    });
    let sections =
        Section::ALL.into_iter().filter_map(|section| Some((section, card.dossier.section(section)?)));
    let values = sections.flat_map(|(section, values)| {
        let named = move |field: &str| i18n::text(&format!("form-{}-{field}", section.id()), &[]);
        values
            .iter()
            .map(move |(field, value)| crate::tr!("cli-approval-value", name = named(field), value = value))
    });
    let scans = card.dossier.scans.iter().map(|scan| {
        let slot = i18n::text(&format!("slot-{}", scan.slot.id()), &[]);
        crate::tr!(
            "cli-approval-value",
            name = slot,
            value = format!("{} · SHA-256 {}", scan.name, scan.digest)
        )
    });
    std::iter::once(line(&card.approval)).chain(rows).chain(values).chain(scans).collect()
}
