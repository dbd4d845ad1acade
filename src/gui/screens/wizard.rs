//! The wizard: shows the screen that belongs to the question of the renewal and hands its answers on.

use std::cmp::Ordering;
use std::path::{Path, PathBuf};

use crate::domain::key::FoundCertificate;
use crate::domain::moment::Moment;
use crate::domain::queue::Order;
use crate::domain::secret::Pin;
use crate::gui::screens::form::typing::Typing;
use crate::gui::screens::page::map_dialog;
use crate::gui::screens::queue::Place;
use crate::gui::screens::{Action, Frame, Page, by_hand, code_word, sign_in, snils, unlock};
use crate::gui::shell::Rail;
use crate::gui::widgets::{self, StepMark};
use crate::i18n;
use crate::ports::Medium;
use crate::renewal::{Input, Progress, Question, Step, View};
use crate::runtime::message::{Command, Notice};
use crate::tr;

mod queue;
mod screen;

pub use screen::Message;
use screen::{Screen, kind};

/// The name of no widget: focusing it takes the focus away from all.
const NOTHING: &str = "nothing";

/// A running renewal in the window.
#[derive(Debug)]
pub struct Wizard {
    view: View,
    screen: Screen,
    /// Lies over the screen while a PIN or password is asked for.
    unlock: Option<unlock::UnlockScreen>,
    /// Lies over the screen while the code word is asked for.
    word: Option<code_word::CodeWordScreen>,
    /// The code word as typed into the application, until the renewal asks for it.
    typed_word: Option<Pin>,
    media: Option<Vec<Medium>>,
    /// The media are being looked at.
    looking: bool,
    /// An answer is under way.
    busy: bool,
    /// «Черновик сохранён…», for the foot of the rail.
    saved: String,
    /// Its place in the queue of «Заменить все».
    queue: Option<Place>,
}

impl Wizard {
    /// The wizard at the step of the view.
    pub fn new(view: View, now: Moment) -> (Self, Action<Message>) {
        let screen = Screen::new(kind(&view), &view);
        let unlock = asks_for_secret(&view).then(unlock::UnlockScreen::new);
        let word = asks_for_word(&view).then(code_word::CodeWordScreen::new);
        let saved = saved(&view);
        let (typed_word, media) = (None, None);
        let mut wizard = Self {
            view,
            screen,
            unlock,
            word,
            typed_word,
            media,
            looking: false,
            busy: false,
            saved,
            queue: None,
        };
        wizard.refused();
        let entered = wizard.entered(now);
        (wizard, entered)
    }

    /// The renewal as last told.
    pub fn renewal(&self) -> &View {
        &self.view
    }

    /// A PIN or password is asked for.
    pub fn asks_pin(&self) -> bool {
        self.unlock.is_some()
    }

    /// The dialog of the PIN, while it is open.
    pub fn pin_dialog(&mut self) -> Option<&mut unlock::UnlockScreen> {
        self.unlock.as_mut()
    }

    /// The renewal moved. Drafts stay as long as the screen stays.
    pub fn show(&mut self, view: View, now: Moment) -> Action<Message> {
        self.busy = false;
        let unlocking = asks_for_secret(&view);
        let asking = asks_for_word(&view);
        let another = kind(&view) != self.screen.kind();
        let changed = another || unlocking != self.unlock.is_some() || asking != self.word.is_some();
        if let Screen::Form(screen) = &mut self.screen
            && (another || asking)
        {
            self.typed_word = screen.take_code_word().or(self.typed_word.take());
        }
        // Behind the dialog of the PIN the screen of the step stays as it is.
        if another {
            self.screen = Screen::new(kind(&view), &view);
        }
        if unlocking != self.unlock.is_some() {
            self.unlock = unlocking.then(unlock::UnlockScreen::new);
        }
        if asking != self.word.is_some() {
            self.word = asking.then(code_word::CodeWordScreen::new);
        }
        // Only now there is something to answer: before, the main button could not take the focus.
        let asked = self.view.question.is_none() && view.question.is_some();
        let refused = view.fault.is_some() && view.fault != self.view.fault;
        self.saved = saved(&view);
        let before = std::mem::replace(&mut self.view, view);
        if let Screen::Waiting(screen) = &self.screen
            && let Some(news) = screen.news(&before, &self.view)
        {
            return news.map(Message::Waiting);
        }
        if let Screen::Form(screen) = &mut self.screen {
            let frame = Frame {
                view: &self.view,
                now,
                busy: false,
                media: self.media.as_deref(),
                second: None,
                queue: None,
            };
            screen.moved(&frame);
        }
        if refused {
            self.refused();
        }
        // The word was typed a moment ago: nobody is asked twice.
        if let Some(word) = self.typed_word.take_if(|_| asking) {
            self.busy = true;
            return Action::Ask(Input::CodeWord(word));
        }
        // Whoever types already, while the draft is still on its way to the CA, is not called to another field.
        let called = asked && !self.screen.typing().is_some_and(Typing::is_typed_into);
        if changed || called || refused { self.entered(now) } else { Action::None }
    }

    /// Something was typed and is not saved yet.
    pub fn is_dirty(&self) -> bool {
        self.screen.typing().is_some_and(Typing::is_dirty)
    }

    /// What was typed and is not saved yet, once.
    pub fn unsaved(&mut self) -> Option<Input> {
        self.screen.typing_mut().and_then(Typing::unsaved)
    }

    /// A file dropped on the window means something here.
    pub fn takes_files(&self) -> bool {
        matches!(self.screen, Screen::Form(_) | Screen::Content(_) | Screen::ByHand(_))
    }

    /// A file was dropped on the window.
    pub fn dropped(&mut self, path: PathBuf) -> Action<Message> {
        if self.is_busy() || self.unlock.is_some() || self.word.is_some() {
            return Action::None;
        }
        let action = match &mut self.screen {
            Screen::Form(screen) => screen.dropped(path).map(Message::Form),
            Screen::Content(screen) => screen.dropped(path).map(Message::Content),
            Screen::ByHand(screen) => screen.dropped(path, &self.view).map(Message::ByHand),
            _ => Action::None,
        };
        self.busy |= matches!(action, Action::Ask(_));
        action
    }

    /// Takes what a screen has asked the worker for. News for a screen that is gone change nothing.
    pub fn hear(&mut self, notice: Notice) {
        match (notice, &mut self.screen) {
            (Notice::Media(media), screen) => {
                self.media = Some(media);
                self.looking = false;
                let (view, media) = (&self.view, self.media.as_deref());
                if let Screen::Backup(screen) = screen {
                    screen.found(&Frame {
                        view,
                        now: view.saved_at,
                        busy: false,
                        media,
                        second: None,
                        queue: None,
                    });
                }
            }
            (Notice::Certificate(read), Screen::Form(screen)) => {
                screen.read(read.as_deref().map_err(Clone::clone));
            }
            (Notice::Certificate(read), Screen::Content(screen)) => {
                screen.read(read.as_deref().map_err(Clone::clone), &self.view);
            }
            (Notice::ReportSaved(path), Screen::Workplace(screen)) => screen.saved(path),
            (Notice::StorePassword(sealed), Screen::Accept(screen)) => screen.revealed(sealed.open()),
            _ => {}
        }
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
                Ordering::Equal if matches!(self.screen, Screen::Stopped(_) | Screen::Refused(_)) => {
                    StepMark::Failed
                }
                Ordering::Equal => StepMark::Current,
                Ordering::Greater => StepMark::Ahead,
            },
        });
        let open = self.view.question != Some(Question::End);
        Rail::Steps(steps.collect(), open.then_some(self.saved.as_str()))
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

    /// Something to be inserted is awaited: what is there is looked at again and again.
    pub fn awaits_medium(&self) -> bool {
        matches!(&self.screen, Screen::Backup(screen) if screen.awaits_medium())
    }

    /// The next look, unless the last one is still under way.
    pub fn look(&mut self) -> Option<Command> {
        (self.awaits_medium() && !std::mem::replace(&mut self.looking, true)).then_some(Command::Media)
    }

    fn refused(&mut self) {
        if let (Screen::Backup(screen), Some(Question::Backup { .. })) =
            (&mut self.screen, &self.view.question)
        {
            screen.refused(&self.view);
        }
    }

    /// Routes a message to its screen. A message of a screen that is gone changes nothing.
    pub fn update(
        &mut self,
        message: Message,
        now: Moment,
        second: Option<&FoundCertificate>,
        documents: &Path,
    ) -> Action<Message> {
        let busy = self.is_busy();
        let frame = Frame {
            view: &self.view,
            now,
            busy,
            media: self.media.as_deref(),
            second,
            queue: self.queue.as_ref(),
        };
        let action = match (&mut self.screen, message) {
            (_, Message::CodeWord(m)) => match &mut self.word {
                Some(word) => word.update(m, busy).map(Message::CodeWord),
                None => Action::None,
            },
            (Screen::Workplace(screen), Message::Workplace(m)) => {
                screen.update(m, &frame, documents).map(Message::Workplace)
            }
            (Screen::SignIn, Message::SignIn(m)) => sign_in::update(m).map(Message::SignIn),
            (Screen::Drafts(screen), Message::Drafts(m)) => screen.update(m, &frame).map(Message::Drafts),
            (Screen::Form(screen), Message::Form(m)) => screen.update(m, &frame).map(Message::Form),
            (Screen::Office(screen), Message::Office(m)) => screen.update(m, &frame).map(Message::Office),
            (Screen::Content(screen), Message::Content(m)) => screen.update(m, &frame).map(Message::Content),
            (Screen::Consents(screen), Message::Consents(m)) => {
                screen.update(m, &frame).map(Message::Consents)
            }
            (Screen::Review(screen), Message::Review(m)) => screen.update(m).map(Message::Review),
            (_, Message::Unlock(m)) => match (&mut self.unlock, &self.view.question) {
                (Some(unlock), Some(question)) => unlock.update(m, question).map(Message::Unlock),
                _ => Action::None,
            },
            (Screen::Snils(screen), Message::Snils(m)) => screen.update(m).map(Message::Snils),
            (Screen::Verify(screen), Message::Verify(m)) => screen.update(m).map(Message::Verify),
            (Screen::Place(screen), Message::Place(m)) => screen.update(m, &self.view).map(Message::Place),
            (Screen::Gather(screen), Message::Gather(m)) => screen.update(m).map(Message::Gather),
            (Screen::Enroll(screen), Message::Enroll(m)) => screen.update(m).map(Message::Enroll),
            (Screen::Waiting(screen), Message::Waiting(m)) => {
                screen.update(m, &self.view).map(Message::Waiting)
            }
            (Screen::Refused(screen), Message::Refused(m)) => {
                screen.update(m, &self.view).map(Message::Refused)
            }
            (Screen::ByHand(screen), Message::ByHand(m)) => screen.update(m, &frame).map(Message::ByHand),
            (Screen::Accept(screen), Message::Accept(m)) => screen.update(m, &self.view).map(Message::Accept),
            (Screen::Backup(screen), Message::Backup(m)) => screen.update(m, &frame).map(Message::Backup),
            (Screen::Finish(screen), Message::Finish(m)) => screen.update(m, &frame).map(Message::Finish),
            (Screen::Stopped(screen), Message::Stopped(m)) => screen.update(m).map(Message::Stopped),
            (_, Message::NextInQueue) => Action::Tell(Command::Queue(Order::Next)),
            (_, Message::SkipInQueue(why)) => {
                self.queue.as_ref().map_or(Action::None, |queue| queue.put_off(why))
            }
            _ => Action::None,
        };
        self.busy |= matches!(action, Action::Ask(_));
        action
    }

    /// Draws the screen and the dialog over it.
    pub fn page<'a>(&'a self, now: Moment, second: Option<&'a FoundCertificate>) -> Page<'a, Message> {
        let media = self.media.as_deref();
        let frame =
            Frame { view: &self.view, now, busy: self.is_busy(), media, second, queue: self.queue.as_ref() };
        let page = match &self.screen {
            Screen::Workplace(screen) => screen.view(&frame).map(Message::Workplace),
            Screen::SignIn => sign_in::view(&frame).map(Message::SignIn),
            Screen::Drafts(screen) => screen.view(&frame).map(Message::Drafts),
            Screen::Form(screen) => screen.view(&frame).map(Message::Form),
            Screen::Office(screen) => screen.view(&frame).map(Message::Office),
            Screen::Content(screen) => screen.view(&frame).map(Message::Content),
            Screen::Consents(screen) => screen.view(&frame).map(Message::Consents),
            Screen::Review(screen) => screen.view(&frame).map(Message::Review),
            Screen::Snils(screen) => screen.view(&frame).map(Message::Snils),
            Screen::Verify(screen) => screen.view(&frame).map(Message::Verify),
            Screen::Place(screen) => screen.view(&frame).map(Message::Place),
            Screen::Gather(screen) => screen.view(&frame).map(Message::Gather),
            Screen::Enroll(screen) => screen.view(&frame).map(Message::Enroll),
            Screen::Waiting(screen) => screen.view(&frame).map(Message::Waiting),
            Screen::Refused(screen) => screen.view(&frame).map(Message::Refused),
            Screen::ByHand(screen) => screen.view(&frame).map(Message::ByHand),
            Screen::Accept(screen) => screen.view(&frame).map(Message::Accept),
            Screen::Backup(screen) => screen.view(&frame).map(Message::Backup),
            Screen::Finish(screen) => screen.view(&frame).map(Message::Finish),
            Screen::Stopped(screen) => screen.view(&frame).map(Message::Stopped),
        };
        // Who is signed in stands on every page where something is filled in for him.
        let filling =
            self.screen.typing().is_some() || matches!(self.screen, Screen::Drafts(_) | Screen::Review(_));
        let page = match &self.view.person {
            Some(person) if filling && page.aside.is_none() && !person.name.is_empty() => {
                page.aside(person.name.clone())
            }
            _ => page,
        };
        let page = match &self.queue {
            Some(place) => self.in_queue(place, page),
            None => page,
        };
        let unlock = self.unlock.as_ref().and_then(|unlock| unlock.view(&frame));
        let word = self.word.as_ref().map(|word| map_dialog(word.view(&frame), Message::CodeWord));
        match unlock.map(|dialog| map_dialog(dialog, Message::Unlock)).or(word) {
            Some(dialog) => page.over(Some(dialog)),
            None => page,
        }
    }

    /// An answer is under way, or the screen waits for something that is not its question.
    fn is_busy(&self) -> bool {
        let asked = match &self.screen {
            Screen::Workplace(_) => self.view.question == Some(Question::Workplace),
            Screen::Form(_) | Screen::Office(_) | Screen::Content(_) | Screen::Consents(_) => {
                matches!(self.view.question, Some(Question::Form(_) | Question::CodeWord))
            }
            _ => true,
        };
        self.busy || !asked
    }

    /// What a screen needs when it opens: the focus in its main field or on its main button, the drives.
    ///
    /// «Верны» and «Подписать» get no focus, and lose one that a button in the same place had before: they
    /// confirm what was read, and an Enter too much on the screen before must not say so.
    pub fn entered(&self, now: Moment) -> Action<Message> {
        let focus = |id: &'static str| Action::Run(iced::widget::operation::focus::<Message>(id));
        match (&self.unlock, &self.word, &self.screen) {
            (Some(_), ..) => return focus(unlock::FIELD),
            (None, Some(_), _) => return focus(code_word::FIELD),
            _ => {}
        }
        if let Some(typing) = self.screen.typing() {
            return match typing.first_missing(&self.view, now) {
                Some(field) => Action::Run(widgets::focus_at(field)),
                None => focus(widgets::MAIN),
            };
        }
        match &self.screen {
            Screen::Snils(_) => focus(snils::FIELD),
            Screen::Backup(_) => Action::Tell(Command::Media),
            Screen::ByHand(_) if self.view.question == Some(Question::SaveRequest) => {
                Action::Tell(Command::Media)
            }
            Screen::ByHand(_) => focus(by_hand::FIELD),
            Screen::Place(_)
            | Screen::Finish(_)
            | Screen::Stopped(_)
            | Screen::Workplace(_)
            | Screen::Waiting(_)
            | Screen::Drafts(_) => focus(widgets::MAIN),
            _ => focus(NOTHING),
        }
    }
}

fn saved(view: &View) -> String {
    tr!("draft-saved", time = i18n::clock(view.saved_at))
}

fn asks_for_secret(view: &View) -> bool {
    matches!(view.question, Some(Question::Pin { .. } | Question::NewPassword { .. }))
}

fn asks_for_word(view: &View) -> bool {
    view.question == Some(Question::CodeWord)
}
