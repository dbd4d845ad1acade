//! «Согласование»: signing in as the head, the requests that wait, one of them, what became of it.

use iced::Element;

use crate::approval::{Candidate, Input, Outcome, Question, View};
use crate::domain::field::Field;
use crate::domain::key::KeyRef;
use crate::domain::moment::Moment;
use crate::domain::portal::Approval;
use crate::fault::Fault;
use crate::gui::screens::approval_card::{self, CardScreen};
use crate::gui::screens::notifications::entry;
use crate::gui::screens::page::map_dialog;
use crate::gui::screens::trouble::{Trouble, day_and_clock};
use crate::gui::screens::{Action, Page, place, unlock};
use crate::gui::theme::{Tone, measures};
use crate::gui::widgets::{
    MAIN, body, card, card_title, notice, primary, quiet, radio_card, secondary, small,
};
use crate::i18n;
use crate::renewal;
use crate::runtime::message::Command;
use crate::tr;
use iced::widget::column;

/// The name of no widget: focusing it takes the focus away from all.
const NOTHING: &str = "nothing";

/// The section with its drafts.
#[derive(Debug, Default)]
pub struct ApprovalsScreen {
    /// As last told; `None` until the worker has answered.
    view: Option<View>,
    /// A certificate other than the preselected one was chosen.
    chosen: Option<KeyRef>,
    unlock: Option<unlock::UnlockScreen>,
    card: CardScreen,
    /// An answer is under way.
    busy: bool,
}

/// What the user did.
#[derive(Debug, Clone)]
pub enum Message {
    /// A certificate was chosen.
    Choose(KeyRef),
    /// «Войти».
    SignIn,
    /// The dialog of the PIN.
    Unlock(unlock::Message),
    /// «Открыть» of a request.
    Open(String),
    /// The open request.
    Card(approval_card::Message),
    /// «Обновить».
    Refresh,
    /// «Повторить».
    Retry,
    /// «Повторить», before there was anything.
    Begin,
    /// «Назад», «Выйти», «К списку».
    Back,
}

impl ApprovalsScreen {
    /// Before the worker was asked.
    pub fn new() -> Self {
        Self::default()
    }

    /// The worker has answered, or was asked.
    pub fn is_open(&self) -> bool {
        self.view.is_some() || self.busy
    }

    /// The worker was asked.
    pub fn opening(&mut self) {
        self.busy = true;
    }

    /// The worker could not.
    pub fn failed(&mut self) {
        self.busy = false;
    }

    /// How many requests wait, as far as it is known.
    pub fn waiting(&self) -> usize {
        self.view.as_ref().and_then(|view| view.list.as_ref()).map_or(0, Vec::len)
    }

    /// The head's work moved. Drafts stay as long as the same request is open.
    pub fn show(&mut self, view: View) -> Action<Message> {
        self.busy = false;
        let request = |view: &View| view.card.as_ref().map(|open| open.card.approval.request.clone());
        if self.view.as_ref().and_then(request) != request(&view) {
            self.card = CardScreen::new();
        }
        let asks = matches!(view.question, Some(Question::Pin { .. }));
        if asks != self.unlock.is_some() {
            self.unlock = asks.then(unlock::UnlockScreen::new);
        }
        let before = self.view.as_ref().and_then(|view| view.question.clone());
        let changed = view.question.is_some() && view.question != before;
        self.view = Some(view);
        if changed { self.entered() } else { Action::None }
    }

    /// Takes a message.
    pub fn update(&mut self, message: Message) -> Action<Message> {
        let input = match message {
            Message::Choose(key) => {
                self.chosen = Some(key);
                return Action::None;
            }
            Message::Begin => {
                self.busy = true;
                return Action::Tell(Command::Approvals(None));
            }
            Message::SignIn => self.chosen().map(Input::SignIn),
            Message::Unlock(message) => return self.unlock(message),
            Message::Card(message) => {
                let was = self.card.is_declining();
                let input = self.card.update(message);
                if !was && self.card.is_declining() {
                    return Action::Run(iced::widget::operation::focus(approval_card::REASON));
                }
                input
            }
            Message::Open(request) => Some(Input::Open(request)),
            Message::Refresh => Some(Input::Refresh),
            Message::Retry => Some(Input::Retry),
            Message::Back => Some(Input::Back),
        };
        input.map_or(Action::None, |input| self.tell(input))
    }

    fn tell(&mut self, input: Input) -> Action<Message> {
        self.busy = true;
        Action::Tell(Command::Approval(input))
    }

    /// The dialog of the PIN is the same as in a renewal, and so is its question.
    fn unlock(&mut self, message: unlock::Message) -> Action<Message> {
        let (Some(screen), Some(question)) = (&mut self.unlock, self.view.as_ref().and_then(pin_question))
        else {
            return Action::None;
        };
        match screen.update(message, &question) {
            Action::Ask(renewal::Input::Unlock(pin, keep)) => self.tell(Input::Unlock(pin, keep)),
            Action::Leave => self.tell(Input::Back),
            Action::Show(sheet) => Action::Show(sheet),
            _ => Action::None,
        }
    }

    /// A PIN is asked for.
    pub fn asks_pin(&self) -> bool {
        self.unlock.is_some()
    }

    /// The dialog of the PIN, while it is open.
    pub fn pin_dialog(&mut self) -> Option<&mut unlock::UnlockScreen> {
        self.unlock.as_mut()
    }

    /// Draws the section. `fault` is one that stopped it before it began.
    pub fn page<'a>(&'a self, now: Moment, fault: Option<&Fault>) -> Page<'a, Message> {
        let Some(view) = &self.view else { return self.closed(fault) };
        let told = view.fault.as_ref().filter(|_| self.unlock.is_none()).or(fault);
        let busy = self.busy || view.question.is_none();
        let page = match (&view.question, &view.outcome, &view.card, &view.person) {
            (Some(Question::Retry), ..) => self.stopped(told),
            (_, Some(outcome), ..) => self.decided(outcome, view, busy),
            (_, _, Some(open), _) => {
                self.card.view(open, &view.profile.forms, told, busy, now).map(Message::Card)
            }
            (_, _, _, Some(person)) => self.list(view, &person.name, told, busy, now),
            _ => self.certificates(view, told, busy),
        };
        let dialog = self.unlock.as_ref().zip(pin_question(view)).and_then(|(screen, question)| {
            screen.dialog(&question, view.fault.as_ref(), self.busy, tr!("approvals-cancel"))
        });
        match dialog {
            Some(dialog) => page.over(Some(map_dialog(dialog, Message::Unlock))),
            None => page,
        }
    }

    fn closed(&self, fault: Option<&Fault>) -> Page<'_, Message> {
        let page = Page::new(tr!("approvals-title"));
        match fault.filter(|_| !self.busy) {
            Some(fault) => page.push(trouble(fault)).right(primary(tr!("app-repeat"), Some(Message::Begin))),
            None => page.push(body(tr!("working"))),
        }
    }

    fn certificates(&self, view: &View, fault: Option<&Fault>, busy: bool) -> Page<'_, Message> {
        let chosen = self.chosen();
        let cards = view.candidates.iter().map(|candidate| {
            let selected = chosen.as_ref() == Some(&candidate.found.key);
            draw_candidate(candidate, selected, busy)
        });
        let nothing = view.candidates.is_empty() && !busy;
        Page::new(tr!("approvals-title"))
            .lead(tr!("approvals-sign-in-lead"))
            .extend(fault.map(trouble))
            .extend(view.wanted.then(|| notice(Tone::Info, tr!("approvals-wanted"))))
            .extend(cards)
            .extend(nothing.then(|| small(tr!("approvals-no-certificate"))))
            .extend((busy && view.candidates.is_empty()).then(|| body(tr!("working"))))
            .left(quiet(tr!("refresh"), (!busy).then_some(Message::Refresh)))
            .right(primary(tr!("approvals-sign-in"), (!busy && chosen.is_some()).then_some(Message::SignIn)))
    }

    fn list<'a>(
        &self,
        view: &'a View,
        name: &str,
        fault: Option<&Fault>,
        busy: bool,
        now: Moment,
    ) -> Page<'a, Message> {
        let list = view.list.as_deref().unwrap_or_default();
        let empty = column![card_title(tr!("approvals-empty")), small(tr!("approvals-empty-line"))];
        let empty =
            (view.list.as_ref().is_some_and(Vec::is_empty)).then(|| card(empty.spacing(measures::GAP_XS)));
        let mut page = Page::new(tr!("approvals-title")).lead(tr!("approvals-person", name = name));
        if busy {
            page = page.aside(tr!("approvals-loading"));
        }
        page.extend(fault.map(trouble))
            .extend(list.iter().map(|approval| draw_approval(approval, busy, now)))
            .extend(empty)
            .left(quiet(tr!("approvals-sign-out"), (!busy).then_some(Message::Back)))
            .right(secondary(tr!("refresh"), (!busy).then_some(Message::Refresh)))
    }

    fn decided(&self, outcome: &Outcome, view: &View, busy: bool) -> Page<'_, Message> {
        let (number, holder) = (outcome.approval.number.as_str(), outcome.approval.holder.as_str());
        let (title, lead) = match (outcome.confirmed, outcome.approved) {
            (true, true) => {
                (tr!("approval-approved-title"), tr!("approval-approved", number = number, holder = holder))
            }
            (true, false) => {
                (tr!("approval-declined-title"), tr!("approval-declined", number = number, holder = holder))
            }
            (false, _) => (
                tr!("approval-unconfirmed-title"),
                tr!("approval-unconfirmed", number = number, holder = holder),
            ),
        };
        let left = view.list.as_ref().map(|list| small(tr!("approval-left", count = list.len())));
        let page = Page::new(title).lead(lead).extend(left);
        // The large tick is for what is certain.
        let page = if outcome.confirmed { page.centred() } else { page };
        page.right(primary(tr!("approval-back-to-list"), (!busy).then_some(Message::Back)))
    }

    fn stopped(&self, fault: Option<&Fault>) -> Page<'_, Message> {
        Page::new(tr!("approvals-title"))
            .extend(fault.map(trouble))
            .left(quiet(tr!("approvals-sign-out"), (!self.busy).then_some(Message::Back)))
            .right(primary(tr!("app-repeat"), (!self.busy).then_some(Message::Retry)))
    }

    /// The chosen certificate, if it is still there; else the preselected one.
    fn chosen(&self) -> Option<KeyRef> {
        let view = self.view.as_ref()?;
        let there = |key: &&KeyRef| view.candidates.iter().any(|candidate| candidate.found.key == **key);
        self.chosen.as_ref().filter(there).or(view.preselected.as_ref()).cloned()
    }

    /// The focus where a question opens. A decision gets none: an Enter too much must not sign.
    pub fn entered(&self) -> Action<Message> {
        let id = match self.view.as_ref().and_then(|view| view.question.as_ref()) {
            Some(Question::Pin { .. }) => unlock::FIELD,
            Some(Question::Certificate) if self.chosen().is_some() => MAIN,
            Some(Question::Decided | Question::Retry) => MAIN,
            _ => NOTHING,
        };
        Action::Run(iced::widget::operation::focus(id))
    }
}

fn pin_question(view: &View) -> Option<renewal::Question> {
    match &view.question {
        Some(Question::Pin { key, place }) => {
            Some(renewal::Question::Pin { key: key.clone(), place: place.clone() })
        }
        _ => None,
    }
}

fn trouble<'a>(fault: &Fault) -> Element<'a, Message> {
    let trouble = Trouble::new(fault);
    notice(Tone::Bad, trouble.notice()).into()
}

fn draw_candidate<'a>(candidate: &Candidate, selected: bool, busy: bool) -> Element<'a, Message> {
    let certificate = &candidate.found.certificate;
    let subject = certificate.subject();
    let until = tr!("approvals-until", date = i18n::date(certificate.usable_until()));
    let place = candidate.place.as_ref().map(place::name);
    let parts = [
        subject.value(Field::Title).map(str::to_owned),
        subject.value(Field::Organization).map(str::to_owned),
        place,
        Some(until),
    ];
    let line = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let choose = (!busy).then(|| Message::Choose(candidate.found.key.clone()));
    let card = radio_card(subject.full_name(), selected, choose).detail(line);
    if candidate.head { card.badge(Tone::Info, tr!("approvals-position-head")).into() } else { card.into() }
}

fn draw_approval<'a>(approval: &Approval, busy: bool, now: Moment) -> Element<'a, Message> {
    let when = day_and_clock(approval.submitted_at, now);
    let line = tr!("approvals-line", number = approval.number.as_str(), when = when);
    let open = (!busy).then(|| Message::Open(approval.request.clone()));
    let text = column![card_title(approval.holder.clone()), small(line)];
    entry(text, None, Some(secondary(tr!("approvals-open"), open)))
}
