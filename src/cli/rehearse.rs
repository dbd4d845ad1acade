//! `renewctl rehearse`: a whole renewal with the token in memory and the sandbox of this program, in a folder that is gone
//! afterwards. Nothing real is touched.

use clap::Args;
use serde_json::json;

use crate::cli::arguments::Answers;
use crate::cli::form::FormFile;
use crate::cli::output::Output;
use crate::cli::script::{Done, Reaction, Script, Target};
use crate::cli::{DONE, FAILED};
use crate::compose::{self, training};
use crate::domain::certificate::Certificate;
use crate::domain::identifier::Snils;
use crate::domain::key::FoundCertificate;
use crate::domain::secret::{Keep, Pin};
use crate::fault::{Fault, SupportCode};
use crate::renewal::{Input, Question, View};
use crate::runtime::workshop::Workshop;
use crate::runtime::{Engine, Pause, panel};
use crate::tr;

/// Options of `rehearse`.
#[derive(Debug, Args)]
pub struct Options {
    /// One JSON object per event, and the outcome last.
    #[arg(long)]
    json: bool,
}

impl Options {
    /// The answer is read by a script.
    pub fn json(&self) -> bool {
        self.json
    }
}

/// Practises.
///
/// # Errors
/// When the sandbox cannot be started; what stops the renewal is told with exit code 1.
pub fn run(_: &Options, output: &mut Output) -> Result<u8, Fault> {
    output.text(&tr!("rehearsal-begun"));
    let workshop = compose::rehearsal::open()?;
    let workshop = workshop.as_ref();
    let found = panel::read(workshop)?.certificates.into_iter().find(is_trainee);
    let found = found.ok_or_else(|| Fault::new(SupportCode::CertNotFound))?;
    match play(workshop, &found, output) {
        Ok(view) => {
            let old = found.certificate.serial_hex();
            let new = view.certificate.as_ref().map(Certificate::serial_hex).unwrap_or_default();
            output.object(
                &json!({"outcome": "rehearsed", "code": "OK", "old": old, "new": new, "real": false}),
            );
            output.text(&tr!("rehearsal-done", old = old, new = new));
            Ok(DONE)
        }
        Err(fault) => {
            output.fault(&fault);
            output.text(&tr!("rehearsal-failed"));
            Ok(FAILED)
        }
    }
}

fn is_trainee(found: &FoundCertificate) -> bool {
    found.certificate.snils().is_some_and(|snils| snils.digits() == training::SNILS)
}

/// Answers as a script does; the PIN is the one that the window of the training tells.
fn play(workshop: &dyn Workshop, found: &FoundCertificate, output: &mut Output) -> Result<View, Fault> {
    let answers = Answers { yes: true, ..Answers::default() };
    let snils = Snils::parse(training::SNILS).map_err(|_| Fault::new(SupportCode::Internal))?;
    let mut script = Script {
        old_key: Some(found.key.clone()),
        snils: Some(snils),
        target: Target::SameAs(found.key.place.clone()),
        exportable: false,
        answers: &answers,
        form: FormFile::default(),
        cancel: false,
        done: Done::default(),
    };
    let profile = workshop.profile();
    let ports = workshop.ports(&profile, Some((found.key.clone(), found.certificate.clone())))?;
    let mut engine = Engine::start(ports, profile, found, output)?;
    loop {
        let view = engine.view();
        match engine.pause() {
            Pause::End => return Ok(view),
            Pause::Until(at) => {
                let wait = std::time::Duration::try_from(at - workshop.clock().now()).unwrap_or_default();
                std::thread::sleep(wait);
                engine.wake(output);
            }
            Pause::User => {
                if let Some(fault) = &view.fault {
                    return Err(fault.clone());
                }
                let input = match &view.question {
                    Some(Question::Pin { .. }) => {
                        Input::Unlock(Pin::new(training::PIN.to_owned()), Keep::Once)
                    }
                    _ => match script.react(&view)? {
                        Reaction::Answer(input) => *input,
                        Reaction::Later | Reaction::Refused => return Err(SupportCode::CaRejected.into()),
                    },
                };
                engine.feed(input, output);
            }
        }
    }
}
