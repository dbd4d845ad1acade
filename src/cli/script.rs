//! The answers of a script: every question of a renewal is answered from the arguments, or not at all.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::cli::arguments::Answers;
use crate::cli::drive::secret;
use crate::cli::form::{self, FormFile};
use crate::domain::form::{Inspected, Section, Slot};
use crate::domain::identifier::Snils;
use crate::domain::key::{KeyRef, Place, PlaceId};
use crate::domain::medium::CopyPlace;
use crate::domain::secret::{Keep, Seed};
use crate::entropy;
use crate::fault::{Fault, SupportCode};
use crate::renewal::{Input, Question, Step, View};

/// What comes of a question.
pub enum Reaction {
    /// It is answered.
    Answer(Box<Input>),
    /// The answer is still to come, for days perhaps: a certificate file.
    Later,
    /// The request was refused, or would be.
    Refused,
}

/// Where the new key goes.
pub enum Target {
    Computer,
    SameAs(PlaceId),
    Label(String),
}

impl Target {
    fn find(&self, places: &[Place]) -> Option<PlaceId> {
        let wanted = |place: &&Place| match (self, &place.id) {
            (Self::Computer, id) => *id == PlaceId::Computer,
            (Self::SameAs(same), id) => id == same,
            (Self::Label(wanted), PlaceId::Token { label, .. }) => label == wanted,
            (Self::Label(_), PlaceId::Computer) => false,
        };
        places.iter().find(wanted).map(|place| place.id.clone())
    }
}

/// All answers, and what was answered already: nothing is tried twice.
pub struct Script<'a> {
    pub old_key: Option<KeyRef>,
    pub snils: Option<Snils>,
    pub target: Target,
    pub exportable: bool,
    pub answers: &'a Answers,
    pub form: FormFile,
    pub cancel: bool,
    pub done: Done,
}

/// What this run has done already.
#[derive(Default)]
pub struct Done {
    repaired: bool,
    revised: BTreeSet<Section>,
    cleared: BTreeSet<Section>,
    attached: BTreeSet<(Slot, PathBuf)>,
}

impl Script<'_> {
    /// The answer to the question that is asked. A question that comes back with a fault is not answered twice.
    pub fn react(&mut self, view: &View) -> Result<Reaction, Fault> {
        match &view.question {
            Some(Question::Refused) if self.answers.repair && !self.done.repaired && view.can_repair() => {
                self.done.repaired = true;
                return Ok(answer(Input::Repair));
            }
            Some(Question::Refused) => return Ok(Reaction::Refused),
            _ => {}
        }
        if let Some(fault) = &view.fault {
            return Err(fault.clone());
        }
        if let Some(section) = self.next_revision(view) {
            return Ok(answer(Input::Revise(section)));
        }
        match &view.question {
            Some(Question::Data) if !view.can_agree() => Ok(Reaction::Refused),
            Some(Question::CertificateFile) => Ok(match &self.answers.certificate {
                Some(path) => answer(Input::Import(path.clone())),
                None => Reaction::Later,
            }),
            Some(question) => self.answer(question, view).map(answer),
            None => Err(Fault::new(SupportCode::Internal).with("detail", "nothing was asked")),
        }
    }

    fn answer(&mut self, question: &Question, view: &View) -> Result<Input, Fault> {
        let answers = self.answers;
        Ok(match question {
            Question::Workplace => match view.checks.iter().find(|check| check.blocks()) {
                Some(check) => return Err(check.fault.clone().unwrap_or(SupportCode::Internal.into())),
                None => Input::Proceed,
            },
            Question::Drafts(drafts) => match &answers.draft {
                None => Input::TakeDraft(None),
                Some(number) => {
                    let draft = drafts.iter().find(|d| d.number == *number || d.draft == *number);
                    Input::TakeDraft(Some(draft.ok_or_else(|| missing("--draft"))?.draft.clone()))
                }
            },
            Question::Form(section) => return self.fill(*section, view),
            Question::CodeWord => {
                if !view.forms.problems.is_empty() {
                    return Err(form::problems(Section::Statement, &view.forms.problems));
                }
                let word = secret(answers.code_word_env.as_deref());
                Input::CodeWord(word.ok_or_else(|| missing("--code-word-env"))?)
            }
            Question::Snils => Input::Snils(self.snils.clone().ok_or_else(|| missing("--snils"))?),
            Question::Data if answers.yes => Input::Agree,
            Question::Review if answers.yes => Input::Sign,
            Question::Acknowledgement if answers.yes => Input::Acknowledge,
            Question::Data | Question::Review | Question::Acknowledgement => return Err(missing("--yes")),
            Question::Place => {
                let place = self.target.find(&view.places).ok_or(SupportCode::TokenAbsent)?;
                Input::Choose { place, exportable: self.exportable }
            }
            Question::Randomness => Input::Randomness(system_seed()?),
            // A new container keeps its password when it is opened again by a later run.
            Question::NewPassword { key } | Question::Pin { key, .. } if self.is_new_container(key) => {
                let name = answers.new_password_env.as_deref().or(answers.pin_env.as_deref());
                Input::Unlock(secret(name).ok_or_else(|| missing("--new-password-env"))?, Keep::Once)
            }
            Question::Pin { key, .. } if self.is_copy_token(key, view) => {
                let name = answers.backup_pin_env.as_deref().or(answers.pin_env.as_deref());
                Input::Unlock(secret(name).ok_or_else(|| missing("--backup-pin-env"))?, Keep::Once)
            }
            Question::Pin { .. } | Question::NewPassword { .. } => Input::Unlock(
                secret(answers.pin_env.as_deref()).ok_or_else(|| missing("--pin-env"))?,
                Keep::Once,
            ),
            Question::SaveRequest => {
                let folder = answers.request_file.clone().ok_or_else(|| missing("--request-file"))?;
                std::fs::create_dir_all(&folder)?;
                Input::SaveRequest(folder)
            }
            Question::Backup { with_key } => match (&answers.backup, &answers.backup_token) {
                (None, None) => Input::SkipBackup,
                (_, Some(label)) => {
                    let absent = || Fault::new(SupportCode::TokenAbsent).with("token", label);
                    let token = other_token(label, view).ok_or_else(absent)?;
                    Input::Backup { place: token, password: None }
                }
                (Some(medium), None) => {
                    // A script names a folder, not a drive that may be missing.
                    std::fs::create_dir_all(medium)?;
                    let password = secret(answers.backup_password_env.as_deref());
                    if *with_key && password.is_none() {
                        return Err(missing("--backup-password-env"));
                    }
                    Input::Backup { place: CopyPlace::Folder(medium.clone()), password }
                }
            },
            Question::Refused | Question::CertificateFile | Question::Retry | Question::End => {
                return Err(Fault::new(SupportCode::Internal).with("detail", "nothing was asked"));
            }
        })
    }

    /// A section: first its files, then its values. What was handed in once and was wrong is not handed in again.
    fn fill(&mut self, section: Section, view: &View) -> Result<Input, Fault> {
        match &view.forms.offer {
            Some(Inspected::TooLarge { shrunk: Some(_), .. }) if self.form.take_shrunk => {
                return Ok(Input::TakeShrunk(true));
            }
            Some(Inspected::TooLarge { name, size, .. }) => {
                return Err(form::wrong(format!("[scans] {name} ({size})")));
            }
            _ => {}
        }
        if !view.forms.problems.is_empty() {
            return Err(form::problems(section, &view.forms.problems));
        }
        let slot = section.slot().map(|(slot, _)| slot);
        if let Some(slot) = slot
            && let Some(files) = self.form.scans(slot)?
        {
            let attached: Vec<_> = view.forms.dossier.scans_of(slot).collect();
            let stale = attached.iter().find(|scan| !files.iter().any(|(_, digest)| *digest == scan.digest));
            if let Some(scan) = stale.filter(|_| !self.done.cleared.contains(&section)) {
                return Ok(Input::Detach { slot, digest: scan.digest.clone() });
            }
            let _ = self.done.cleared.insert(section);
            for (path, digest) in files {
                let there = attached.iter().any(|scan| scan.digest == digest);
                if !there && self.done.attached.insert((slot, path.clone())) {
                    return Ok(Input::Attach { slot, path });
                }
            }
        }
        let known = view.forms.values.get(&section).cloned().unwrap_or_default();
        Ok(Input::Fill(section, self.form.fill(section, &known)))
    }

    fn next_revision(&mut self, view: &View) -> Option<Section> {
        let filled = |section: &&Section| view.forms.dossier.section(**section).is_some();
        let wanted = self.answers.revise.iter().filter(filled);
        let section = wanted.copied().find(|section| !self.done.revised.contains(section))?;
        let _ = self.done.revised.insert(section);
        Some(section)
    }

    /// The PIN is that of the token which takes the copy.
    fn is_copy_token(&self, key: &KeyRef, view: &View) -> bool {
        let own = view.placed.as_ref().is_some_and(|(place, _)| *place == key.place);
        view.step == Step::Backup && !own && key.place != PlaceId::Computer
    }

    fn is_new_container(&self, key: &KeyRef) -> bool {
        key.place == PlaceId::Computer && Some(key) != self.old_key.as_ref()
    }
}

/// The token with this label that is not the one of the new key.
fn other_token(wanted: &str, view: &View) -> Option<CopyPlace> {
    let own = view.placed.as_ref().map(|(place, _)| place);
    let others = view.places.iter().map(|place| &place.id).filter(|id| Some(*id) != own);
    let mut tokens = others.filter_map(CopyPlace::on);
    tokens.find(|place| matches!(place, CopyPlace::Token { label, .. } if label == wanted))
}

fn answer(input: Input) -> Reaction {
    Reaction::Answer(Box::new(input))
}

fn missing(what: &str) -> Fault {
    Fault::new(SupportCode::ArgumentMissing).with("argument", what)
}

/// A script has no hands to move a mouse: the system's source alone, and the journal says so.
fn system_seed() -> Result<Seed, Fault> {
    entropy::from_system().map_err(|error| Fault::new(SupportCode::Internal).with("detail", error))
}
