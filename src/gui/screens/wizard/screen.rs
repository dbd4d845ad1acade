//! Which screen a step of the renewal has: one line per screen here and one in the tables of the wizard.

use crate::domain::form::Section;
use crate::domain::profile::Protocol;
use crate::fault::SupportCode;
use crate::gui::screens::form::typing::Typing;
use crate::gui::screens::{
    accept, backup, by_hand, code_word, consents, content, drafts, enroll, finish, form, gather, office,
    place, refused, review, sign_in, snils, stopped, unlock, verify, waiting, workplace,
};
use crate::renewal::{Question, Step, View};

/// The screen shown.
#[derive(Debug)]
pub(super) enum Screen {
    Workplace(workplace::WorkplaceScreen),
    SignIn,
    Drafts(drafts::DraftsScreen),
    Form(Box<form::FormScreen>),
    Office(Box<office::OfficeScreen>),
    Content(Box<content::ContentScreen>),
    Consents(Box<consents::ConsentsScreen>),
    Review(review::ReviewScreen),
    Snils(snils::SnilsScreen),
    Verify(verify::VerifyScreen),
    Place(place::PlaceScreen),
    Gather(Box<gather::GatherScreen>),
    Enroll(enroll::EnrollScreen),
    Waiting(Box<waiting::WaitingScreen>),
    Refused(refused::RefusedScreen),
    ByHand(by_hand::ByHandScreen),
    Accept(accept::AcceptScreen),
    Backup(backup::BackupScreen),
    Finish(finish::FinishScreen),
    Stopped(stopped::StoppedScreen),
}

/// A message of the screen shown, or of the dialog over it.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "one variant per screen, named after it")]
pub enum Message {
    Workplace(workplace::Message),
    SignIn(sign_in::Message),
    Drafts(drafts::Message),
    Form(form::Message),
    Office(office::Message),
    Content(content::Message),
    Consents(consents::Message),
    CodeWord(code_word::Message),
    Review(review::Message),
    Snils(snils::Message),
    Verify(verify::Message),
    Place(place::Message),
    Gather(gather::Message),
    Unlock(unlock::Message),
    Enroll(enroll::Message),
    Waiting(waiting::Message),
    Refused(refused::Message),
    ByHand(by_hand::Message),
    Accept(accept::Message),
    Backup(backup::Message),
    Finish(finish::Message),
    Stopped(stopped::Message),
    NextInQueue,
    SkipInQueue(SupportCode),
}

/// Which screen a view asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Workplace,
    SignIn,
    Drafts,
    Form(Section),
    Review,
    Snils,
    Verify,
    Place,
    Gather,
    Enroll,
    Waiting,
    Refused,
    ByHand,
    Accept,
    Backup,
    Finish,
    Stopped,
}

impl Screen {
    pub(super) fn new(kind: Kind, view: &View) -> Self {
        match kind {
            Kind::Workplace => Self::Workplace(workplace::WorkplaceScreen::new()),
            Kind::SignIn => Self::SignIn,
            Kind::Drafts => Self::Drafts(drafts::DraftsScreen::new()),
            Kind::Form(Section::Office) => Self::Office(Box::new(office::OfficeScreen::new(view))),
            Kind::Form(Section::Content) => Self::Content(Box::new(content::ContentScreen::new(view))),
            Kind::Form(Section::Consents) => Self::Consents(Box::new(consents::ConsentsScreen::new(view))),
            Kind::Form(section) => Self::Form(Box::new(form::FormScreen::new(section, view))),
            Kind::Review => Self::Review(review::ReviewScreen::new()),
            Kind::Snils => Self::Snils(snils::SnilsScreen::new()),
            Kind::Verify => Self::Verify(verify::VerifyScreen::new()),
            Kind::Place => Self::Place(place::PlaceScreen::new(view)),
            Kind::Gather => Self::Gather(Box::default()),
            Kind::Enroll => Self::Enroll(enroll::EnrollScreen::new()),
            Kind::Waiting => Self::Waiting(Box::default()),
            Kind::Refused => Self::Refused(refused::RefusedScreen::new()),
            Kind::ByHand => Self::ByHand(by_hand::ByHandScreen::new()),
            Kind::Accept => Self::Accept(accept::AcceptScreen::new()),
            Kind::Backup => Self::Backup(backup::BackupScreen::new()),
            Kind::Finish => Self::Finish(finish::FinishScreen::new()),
            Kind::Stopped => Self::Stopped(stopped::StoppedScreen::new()),
        }
    }

    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Workplace(_) => Kind::Workplace,
            Self::SignIn => Kind::SignIn,
            Self::Drafts(_) => Kind::Drafts,
            Self::Form(screen) => Kind::Form(screen.typing().section()),
            Self::Office(_) => Kind::Form(Section::Office),
            Self::Content(_) => Kind::Form(Section::Content),
            Self::Consents(_) => Kind::Form(Section::Consents),
            Self::Review(_) => Kind::Review,
            Self::Snils(_) => Kind::Snils,
            Self::Verify(_) => Kind::Verify,
            Self::Place(_) => Kind::Place,
            Self::Gather(_) => Kind::Gather,
            Self::Enroll(_) => Kind::Enroll,
            Self::Waiting(_) => Kind::Waiting,
            Self::Refused(_) => Kind::Refused,
            Self::ByHand(_) => Kind::ByHand,
            Self::Accept(_) => Kind::Accept,
            Self::Backup(_) => Kind::Backup,
            Self::Finish(_) => Kind::Finish,
            Self::Stopped(_) => Kind::Stopped,
        }
    }
}

impl Screen {
    /// The section that is being typed, if the screen is a form.
    pub(super) fn typing(&self) -> Option<&Typing> {
        match self {
            Self::Form(screen) => Some(screen.typing()),
            Self::Office(screen) => Some(screen.typing()),
            Self::Content(screen) => Some(screen.typing()),
            Self::Consents(screen) => Some(screen.typing()),
            _ => None,
        }
    }

    pub(super) fn typing_mut(&mut self) -> Option<&mut Typing> {
        match self {
            Self::Form(screen) => Some(screen.typing_mut()),
            Self::Office(screen) => Some(screen.typing_mut()),
            Self::Content(screen) => Some(screen.typing_mut()),
            Self::Consents(screen) => Some(screen.typing_mut()),
            _ => None,
        }
    }
}

pub(super) fn kind(view: &View) -> Kind {
    match (&view.question, &view.step) {
        (Some(Question::End), _) => Kind::Finish,
        (Some(Question::Retry), _) => Kind::Stopped,
        (Some(Question::Refused), _) => Kind::Refused,
        (Some(Question::Drafts(_)), _) => Kind::Drafts,
        (Some(Question::Form(section)), _) | (_, Step::Form(section)) => Kind::Form(*section),
        (_, Step::Workplace) => Kind::Workplace,
        (_, Step::SignIn) => Kind::SignIn,
        (_, Step::Review) => Kind::Review,
        (_, Step::Identify) => Kind::Snils,
        (_, Step::Verify) => Kind::Verify,
        (_, Step::Place) => Kind::Place,
        (_, Step::Gather) => Kind::Gather,
        // The dialog of the PIN stands over the stages: the collector is done.
        (_, Step::Unlock | Step::Enroll) => Kind::Enroll,
        (_, Step::Wait) if view.profile.protocol == Protocol::File => Kind::ByHand,
        (_, Step::Wait) => Kind::Waiting,
        (_, Step::Accept) => Kind::Accept,
        (_, Step::Backup) => Kind::Backup,
        (_, Step::Finish) => Kind::Finish,
    }
}
