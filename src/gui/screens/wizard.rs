//! The wizard: shows the screen that belongs to the question of the renewal and hands its answers on.

use std::cmp::Ordering;

use crate::domain::key::FoundCertificate;
use crate::domain::moment::Moment;
use crate::gui::screens::page::map_dialog;
use crate::gui::screens::{
    Action, Frame, Page, accept, backup, enroll, finish, gather, place, snils, stopped, unlock, verify,
};
use crate::gui::shell::Rail;
use crate::gui::widgets::{self, StepMark};
use crate::i18n;
use crate::ports::Medium;
use crate::renewal::{Progress, Question, Step, View};
use crate::runtime::message::Command;
use crate::tr;

/// The name of no widget: focusing it takes the focus away from all.
const NOTHING: &str = "nothing";

/// A running renewal in the window.
#[derive(Debug)]
pub struct Wizard {
    view: View,
    screen: Screen,
    /// Lies over the screen while a PIN or password is asked for.
    unlock: Option<unlock::UnlockScreen>,
    media: Option<Vec<Medium>>,
    /// An answer is under way.
    busy: bool,
    /// «Черновик сохранён…», for the foot of the rail.
    saved: String,
}

/// The screen shown.
#[derive(Debug)]
enum Screen {
    Snils(snils::SnilsScreen),
    Verify(verify::VerifyScreen),
    Place(place::PlaceScreen),
    Gather(Box<gather::GatherScreen>),
    Enroll(enroll::EnrollScreen),
    Accept(accept::AcceptScreen),
    Backup(backup::BackupScreen),
    Finish(finish::FinishScreen),
    Stopped(stopped::StoppedScreen),
}

/// A message of the screen shown, or of the dialog over it.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "one variant per screen, named after it")]
pub enum Message {
    Snils(snils::Message),
    Verify(verify::Message),
    Place(place::Message),
    Gather(gather::Message),
    Unlock(unlock::Message),
    Enroll(enroll::Message),
    Accept(accept::Message),
    Backup(backup::Message),
    Finish(finish::Message),
    Stopped(stopped::Message),
}

/// Which screen a view asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Snils,
    Verify,
    Place,
    Gather,
    Enroll,
    Accept,
    Backup,
    Finish,
    Stopped,
}

impl Wizard {
    /// The wizard at the step of the view.
    pub fn new(view: View) -> (Self, Action<Message>) {
        let screen = Screen::new(kind(&view), &view);
        let unlock = asks_for_secret(&view).then(unlock::UnlockScreen::new);
        let saved = saved(&view);
        let wizard = Self { view, screen, unlock, media: None, busy: false, saved };
        let entered = wizard.entered();
        (wizard, entered)
    }

    /// The renewal as last told.
    pub fn renewal(&self) -> &View {
        &self.view
    }

    /// The renewal moved. Drafts stay as long as the screen stays.
    pub fn show(&mut self, view: View) -> Action<Message> {
        self.busy = false;
        let unlocking = asks_for_secret(&view);
        let changed = kind(&view) != self.screen.kind() || unlocking != self.unlock.is_some();
        // Behind the dialog of the PIN the screen of the step stays as it is.
        if kind(&view) != self.screen.kind() {
            self.screen = Screen::new(kind(&view), &view);
        }
        if unlocking != self.unlock.is_some() {
            self.unlock = unlocking.then(unlock::UnlockScreen::new);
        }
        // Only now there is something to answer: before, the main button could not take the focus.
        let asked = self.view.question.is_none() && view.question.is_some();
        let refused = view.fault.is_some() && view.fault != self.view.fault;
        self.saved = saved(&view);
        self.view = view;
        if changed || asked || refused { self.entered() } else { Action::None }
    }

    /// The steps at the left, and that the draft is saved.
    pub fn rail<M>(&self) -> Rail<'_, M> {
        let rail = &self.view.rail;
        let here = self.view.step.rail_index(rail);
        let at_end = self.view.question == Some(Question::End) && self.view.takeover.is_some();
        let steps = rail.iter().enumerate().map(|(index, step)| widgets::Step {
            title: i18n::text(&format!("step-{}", step.id()), &[]),
            mark: match index.cmp(&here) {
                _ if at_end => StepMark::Done,
                Ordering::Less => StepMark::Done,
                Ordering::Equal if matches!(self.screen, Screen::Stopped(_)) => StepMark::Failed,
                Ordering::Equal => StepMark::Current,
                Ordering::Greater => StepMark::Ahead,
            },
        });
        let open = self.view.question != Some(Question::End);
        Rail::Steps(steps.collect(), open.then_some(self.saved.as_str()))
    }

    /// Drives were looked for.
    pub fn found_media(&mut self, media: Vec<Medium>) {
        self.media = Some(media);
    }

    /// True while something is counted on the screen: only then the window needs a tick.
    pub fn counts(&self) -> bool {
        let running = |stage: &crate::renewal::StageView| matches!(stage.progress, Progress::Running(_));
        let waits_long = self.view.waiting.as_ref().is_some_and(|wait| wait.may_close);
        self.view.step == Step::Enroll
            && self.view.question.is_none()
            && self.view.stages.iter().any(running)
            && !waits_long
    }

    /// Routes a message to its screen. A message of a screen that is gone changes nothing.
    pub fn update(
        &mut self,
        message: Message,
        now: Moment,
        second: Option<&FoundCertificate>,
    ) -> Action<Message> {
        let frame = Frame { view: &self.view, now, busy: self.busy, media: self.media.as_deref(), second };
        let action = match (&mut self.screen, message) {
            (_, Message::Unlock(m)) => match (&mut self.unlock, &self.view.question) {
                (Some(unlock), Some(question)) => unlock.update(m, question).map(Message::Unlock),
                _ => Action::None,
            },
            (Screen::Snils(screen), Message::Snils(m)) => screen.update(m).map(Message::Snils),
            (Screen::Verify(screen), Message::Verify(m)) => screen.update(m).map(Message::Verify),
            (Screen::Place(screen), Message::Place(m)) => screen.update(m, &self.view).map(Message::Place),
            (Screen::Gather(screen), Message::Gather(m)) => screen.update(m).map(Message::Gather),
            (Screen::Enroll(screen), Message::Enroll(m)) => screen.update(m).map(Message::Enroll),
            (Screen::Accept(screen), Message::Accept(m)) => screen.update(m, &self.view).map(Message::Accept),
            (Screen::Backup(screen), Message::Backup(m)) => screen.update(m, &frame).map(Message::Backup),
            (Screen::Finish(screen), Message::Finish(m)) => screen.update(m, &frame).map(Message::Finish),
            (Screen::Stopped(screen), Message::Stopped(m)) => screen.update(m).map(Message::Stopped),
            _ => Action::None,
        };
        self.busy |= matches!(action, Action::Ask(_));
        action
    }

    /// Draws the screen and the dialog over it.
    pub fn page<'a>(&'a self, now: Moment, second: Option<&'a FoundCertificate>) -> Page<'a, Message> {
        let media = self.media.as_deref();
        let frame = Frame { view: &self.view, now, busy: self.busy, media, second };
        let page = match &self.screen {
            Screen::Snils(screen) => screen.view(&frame).map(Message::Snils),
            Screen::Verify(screen) => screen.view(&frame).map(Message::Verify),
            Screen::Place(screen) => screen.view(&frame).map(Message::Place),
            Screen::Gather(screen) => screen.view(&frame).map(Message::Gather),
            Screen::Enroll(screen) => screen.view(&frame).map(Message::Enroll),
            Screen::Accept(screen) => screen.view(&frame).map(Message::Accept),
            Screen::Backup(screen) => screen.view(&frame).map(Message::Backup),
            Screen::Finish(screen) => screen.view(&frame).map(Message::Finish),
            Screen::Stopped(screen) => screen.view(&frame).map(Message::Stopped),
        };
        match self.unlock.as_ref().and_then(|unlock| unlock.view(&frame)) {
            Some(dialog) => page.over(Some(map_dialog(dialog, Message::Unlock))),
            None => page,
        }
    }

    /// What a screen needs when it opens: the focus in its main field or on its main button, the drives.
    ///
    /// «Верны» and «Подписать» get no focus, and lose one that a button in the same place had before: they
    /// confirm what was read, and an Enter too much on the screen before must not say so.
    fn entered(&self) -> Action<Message> {
        let focus = |id: &'static str| Action::Run(iced::widget::operation::focus::<Message>(id));
        match (&self.unlock, &self.screen) {
            (Some(_), _) => focus(unlock::FIELD),
            (None, Screen::Snils(_)) => focus(snils::FIELD),
            (None, Screen::Backup(_)) if self.media.is_none() => Action::Tell(Command::Media),
            (None, Screen::Place(_) | Screen::Finish(_) | Screen::Stopped(_)) => focus(widgets::MAIN),
            _ => focus(NOTHING),
        }
    }
}

impl Screen {
    fn new(kind: Kind, view: &View) -> Self {
        match kind {
            Kind::Snils => Self::Snils(snils::SnilsScreen::new()),
            Kind::Verify => Self::Verify(verify::VerifyScreen::new()),
            Kind::Place => Self::Place(place::PlaceScreen::new(view)),
            Kind::Gather => Self::Gather(Box::default()),
            Kind::Enroll => Self::Enroll(enroll::EnrollScreen::new()),
            Kind::Accept => Self::Accept(accept::AcceptScreen::new()),
            Kind::Backup => Self::Backup(backup::BackupScreen::new()),
            Kind::Finish => Self::Finish(finish::FinishScreen::new()),
            Kind::Stopped => Self::Stopped(stopped::StoppedScreen::new()),
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Snils(_) => Kind::Snils,
            Self::Verify(_) => Kind::Verify,
            Self::Place(_) => Kind::Place,
            Self::Gather(_) => Kind::Gather,
            Self::Enroll(_) => Kind::Enroll,
            Self::Accept(_) => Kind::Accept,
            Self::Backup(_) => Kind::Backup,
            Self::Finish(_) => Kind::Finish,
            Self::Stopped(_) => Kind::Stopped,
        }
    }
}

fn kind(view: &View) -> Kind {
    match (&view.question, view.step) {
        (Some(Question::End), _) => Kind::Finish,
        (Some(Question::Retry), _) => Kind::Stopped,
        (_, Step::Identify) => Kind::Snils,
        (_, Step::Verify) => Kind::Verify,
        (_, Step::Place) => Kind::Place,
        (_, Step::Gather) => Kind::Gather,
        // The dialog of the PIN stands over the stages: the collector is done.
        (_, Step::Unlock | Step::Enroll | Step::Review | Step::Wait) => Kind::Enroll,
        (_, Step::Workplace | Step::SignIn | Step::Form(_)) => Kind::Enroll,
        (_, Step::Accept) => Kind::Accept,
        (_, Step::Backup) => Kind::Backup,
        (_, Step::Finish) => Kind::Finish,
    }
}

fn saved(view: &View) -> String {
    tr!("draft-saved", time = i18n::clock(view.saved_at))
}

fn asks_for_secret(view: &View) -> bool {
    matches!(view.question, Some(Question::Pin { .. } | Question::NewPassword { .. }))
}
