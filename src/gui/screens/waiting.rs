//! «Ожидание»: the stages of a long request, who has to act, what is to be paid, until when. Days may pass here.

use iced::widget::text::Wrapping;
use iced::widget::{Column, column, row};
use iced::{Center, Element, Fill};
use time::Duration;

use crate::domain::form::Section;
use crate::domain::key::PlaceId;
use crate::domain::moment::{self, Moment};
use crate::domain::portal::{Payment, Stage};
use crate::domain::profile::EarlyStep;
use crate::fault::Fault;
use crate::gui::screens::page::{map_dialog, question};
use crate::gui::screens::receipt::{self, Receipt};
use crate::gui::screens::trouble::{Trouble, day_and_clock};
use crate::gui::screens::{Action, Frame, Page, Sheet, place, visit};
use crate::gui::theme::{Tone, measures};
use crate::gui::widgets::dialog::Dialog;
use crate::gui::widgets::{body, card, card_title, link, notice, primary, quiet, secondary, small};
use crate::i18n;
use crate::renewal::{Input, View, WaitView};
use crate::runtime::message::{Command, Document};
use crate::tr;

pub mod contacts;
mod stages;

use contacts::Contacts;

/// A request that is forgotten so soon is spoken of in colour, and once more on its last day.
const SOON: Duration = Duration::days(3);

/// Drafts of the screen.
#[derive(Debug, Clone, Default)]
pub struct WaitingScreen {
    over: Option<Over>,
    receipt: Receipt,
    /// The message for the head is on the clipboard.
    copied: bool,
    /// Contacts that are on their way: shown again if they do not arrive.
    sent: Option<Contacts>,
}

/// What lies over the page.
#[derive(Debug, Clone)]
enum Over {
    /// «Отозвать заявку?»
    Stopping,
    /// Telephone and e-mail.
    Contacts(Contacts),
}

/// What the user did.
#[derive(Debug, Clone)]
pub enum Message {
    /// «Обновить статус».
    AskNow,
    /// «Закрыть»: back to the panel.
    Leave,
    /// «Отозвать заявку».
    AskStop,
    /// «Не отменять».
    Stay,
    /// «Отозвать» in the dialog.
    Stop,
    /// «Скопировать» beside the number or the link.
    Receipt(receipt::Copy),
    /// «Скопировать сообщение целиком»: this text.
    Copy(String),
    /// «Посмотреть счёт».
    Bill,
    /// «Изменить контакты».
    OpenContacts,
    /// The dialog of the contacts.
    Contacts(contacts::Message),
    /// «Напечатать список» of the papers for the visit.
    Papers,
}

impl WaitingScreen {
    /// Nothing open, nothing copied.
    pub fn new() -> Self {
        Self::default()
    }

    /// The bill came: it is shown once.
    pub fn news(&self, before: &View, now: &View) -> Option<Action<Message>> {
        let bill = now.bill.as_ref().filter(|_| before.bill.is_none())?;
        Some(Action::Tell(Command::ShowDocument { name: tr!("waiting-bill-file"), bytes: bill.clone() }))
    }

    /// Takes a message.
    pub fn update(&mut self, message: Message, view: &View) -> Action<Message> {
        match message {
            Message::AskNow => Action::Ask(Input::AskNow),
            Message::Leave => Action::Leave,
            Message::AskStop => {
                self.over = Some(Over::Stopping);
                Action::None
            }
            Message::Stay => {
                self.over = None;
                Action::None
            }
            Message::Stop => {
                self.over = None;
                Action::Ask(Input::Stop)
            }
            Message::Receipt(copy) => {
                self.copied = false;
                self.receipt.update(copy)
            }
            Message::Copy(text) => {
                self.copied = true;
                self.receipt = Receipt::default();
                Action::Run(iced::clipboard::write(text))
            }
            Message::Bill => match &view.bill {
                Some(bill) => Action::Tell(Command::ShowDocument {
                    name: tr!("waiting-bill-file"),
                    bytes: bill.clone(),
                }),
                None => Action::Ask(Input::Bill),
            },
            Message::Papers => Action::Show(Sheet::Print(Document::VisitList(Box::new(view.clone())))),
            Message::OpenContacts => {
                let sent = self.sent.take().filter(|_| view.fault.is_some());
                self.over = Some(Over::Contacts(sent.unwrap_or_else(|| Contacts::new(view))));
                Action::Run(iced::widget::operation::focus(contacts::PHONE))
            }
            Message::Contacts(message) => self.contacts(message, view),
        }
    }

    fn contacts(&mut self, message: contacts::Message, view: &View) -> Action<Message> {
        let Some(Over::Contacts(open)) = &mut self.over else { return Action::None };
        match message {
            contacts::Message::Cancel => self.over = None,
            contacts::Message::Save => {
                if let Some(values) = open.kept(view.profile.forms.country) {
                    self.sent = Some(open.clone());
                    self.over = None;
                    return Action::Ask(Input::ChangeContacts(values));
                }
            }
            typed => open.update(typed),
        }
        Action::None
    }

    /// Draws the screen.
    pub fn view<'a>(&'a self, frame: &Frame<'a>) -> Page<'a, Message> {
        let view = frame.view;
        let page = match &view.waiting {
            _ if stages::is_over(view) => made(view, frame.now),
            Some(wait) => self.waiting(wait, frame),
            None => Page::new(title(view)).lead(tr!("waiting-first")),
        };
        let receipt = self.receipt.view(view).map(|receipt| receipt.map(Message::Receipt));
        let receipt = column![receipt, contacts_line(frame)].spacing(measures::GAP_M);
        let page = page.push(card(receipt)).push(small(kept_where(view)));
        let page = page.right(secondary(tr!("app-close"), Some(Message::Leave)));
        if stages::is_over(view) {
            return page;
        }
        let refresh = frame.unless_busy(Message::AskNow).filter(|_| view.waiting.is_some());
        page.left(quiet(
            tr!("enroll-withdraw"),
            frame.unless_busy(Message::AskStop).filter(|_| view.can_stop),
        ))
        .right(primary(tr!("waiting-refresh"), refresh))
        .over(self.over.as_ref().map(|over| dialog(over, frame)))
    }

    fn waiting<'a>(&self, wait: &'a WaitView, frame: &Frame<'a>) -> Page<'a, Message> {
        let view = frame.view;
        let looked = tr!(
            "waiting-looked",
            last = day_and_clock(wait.asked_at, frame.now),
            next = day_and_clock(wait.next, frame.now)
        );
        let progress = column![stages::draw(view, frame.now), small(looked)].spacing(measures::GAP_S);
        let payment = |paid| wait.news.payment.as_ref().filter(|payment| payment.paid == paid);
        // What somebody has to do now comes first.
        Page::new(title(view))
            .lead(tr!("waiting-lead"))
            .extend(view.fault.as_ref().map(wish_failed))
            .extend(view.deadline.map(|end| deadline(end, frame.now)))
            .extend((wait.stage == Stage::Approval.id()).then(|| self.for_the_head(view)))
            .extend(payment(false).map(|payment| pay(payment, frame)))
            .push(card(progress))
            .extend(payment(true).map(|payment| pay(payment, frame)))
            .extend(view.old.is_none().then(|| papers(view)))
    }

    /// A whole message for the head, with the link in it (seed 2.29, 3.23).
    fn for_the_head<'a>(&self, view: &View) -> Element<'a, Message> {
        let number = number(view);
        let holder = view.holder.as_ref().map(|holder| holder.subject.full_name()).unwrap_or_default();
        let address = view.accepted.as_ref().and_then(|accepted| accepted.link.as_deref());
        let (advice, message) = match address {
            Some(address) => (
                tr!("waiting-head"),
                tr!("waiting-head-message", holder = holder, number = number, link = address),
            ),
            None => (
                tr!("waiting-head-number"),
                tr!("waiting-head-message-number", holder = holder, number = number),
            ),
        };
        let label = if self.copied { tr!("copied-details") } else { tr!("waiting-copy-message") };
        let copy = link(label, Some(Message::Copy(message)));
        card(column![card_title(tr!("waiting-head-title")), body(advice), copy].spacing(measures::GAP_S))
            .into()
    }
}

fn number(view: &View) -> &str {
    view.accepted.as_ref().map(|accepted| accepted.number.as_str()).unwrap_or_default()
}

fn title(view: &View) -> String {
    tr!("waiting-title", number = number(view))
}

/// The certificate is there and is being checked and written.
fn made<'a>(view: &View, now: Moment) -> Page<'a, Message> {
    Page::new(tr!("waiting-made-title")).lead(tr!("waiting-made")).push(card(stages::draw(view, now)))
}

/// Where the key, the documents and the request are: the three facts that nothing was lost (seed 2.44).
fn kept_where(view: &View) -> String {
    let place = view.placed.as_ref().and_then(|(id, _)| view.places.iter().find(|place| place.id == *id));
    match place {
        Some(place) if place.id == PlaceId::Computer => tr!("waiting-kept-here"),
        Some(place) => tr!("waiting-kept-at", place = place::title(place)),
        None => tr!("waiting-kept"),
    }
}

/// When the CA forgets the request (seed 3.25).
fn deadline<'a>(end: Moment, now: Moment) -> Element<'a, Message> {
    let date = i18n::date(end);
    let said = match moment::days_left(now, end) {
        0 => tr!("waiting-over", date = date),
        days => tr!("waiting-deadline", date = date, count = days),
    };
    notice(urgency(end - now), said).into()
}

fn urgency(left: Duration) -> Tone {
    match left {
        left if left <= Duration::DAY => Tone::Bad,
        left if left <= SOON => Tone::Warn,
        _ => Tone::Info,
    }
}

fn pay<'a>(payment: &'a Payment, frame: &Frame<'_>) -> Element<'a, Message> {
    let state = if payment.paid { tr!("waiting-paid") } else { tr!("waiting-unpaid") };
    let line = tr!("waiting-payer", payer = payment.payer.as_str(), amount = payment.amount.as_str());
    let store = frame.view.profile.store.then(|| small(tr!("waiting-term-begins")));
    let bill = link(tr!("waiting-bill"), frame.unless_busy(Message::Bill));
    card(column![card_title(state), body(line), store, bill].spacing(measures::GAP_S)).into()
}

/// The last step of a first issue is a visit: what to take along (seed 2.50).
fn papers<'a>(view: &View) -> Element<'a, Message> {
    let line = |paper| row![body("•"), body(paper).width(Fill)].spacing(measures::GAP_S).into();
    let lines = visit::papers(view).into_iter().map(line);
    card(
        column![
            card_title(tr!("waiting-visit-title")),
            Column::with_children(lines).spacing(measures::GAP_XS),
            link(tr!("waiting-visit-print"), Some(Message::Papers)),
        ]
        .spacing(measures::GAP_S),
    )
    .into()
}

/// Where news of the request go, with «Изменить контакты»; only a CA that asks for contacts can change them.
fn contacts_line<'a>(frame: &Frame<'_>) -> Option<Element<'a, Message>> {
    let view = frame.view;
    let known = view.profile.has(EarlyStep::Form(Section::Contacts)) && !stages::is_over(view);
    known.then(|| {
        let (title, contacts) = Contacts::new(view).lines();
        let contacts = body(contacts).wrapping(Wrapping::WordOrGlyph);
        let change = link(tr!("waiting-contacts"), frame.unless_busy(Message::OpenContacts));
        row![column![small(title), contacts].width(Fill), change]
            .spacing(measures::GAP_M)
            .align_y(Center)
            .into()
    })
}

/// Bill or contacts failed: what a fault advises is meant for a step that stopped, and nothing has.
fn wish_failed<'a>(fault: &Fault) -> Element<'a, Message> {
    let trouble = Trouble::new(fault);
    let said = format!("{}. {} ({})", trouble.headline, tr!("waiting-wish-failed"), trouble.code);
    notice(Tone::Warn, said).into()
}

fn dialog<'a>(over: &'a Over, frame: &Frame<'a>) -> Dialog<'a, Message> {
    match over {
        Over::Stopping => question(
            "stop",
            tr!("enroll-withdraw-title"),
            match frame.view.old {
                Some(_) => tr!("enroll-withdraw-text", number = number(frame.view)),
                None => tr!("waiting-withdraw-first", number = number(frame.view)),
            },
            (tr!("enroll-withdraw-confirm"), Some(Message::Stop)),
            (tr!("enroll-stay"), Message::Stay),
        ),
        Over::Contacts(open) => {
            map_dialog(open.view(frame.view.profile.forms.country, frame.busy), Message::Contacts)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Row 3.25: calm while there is time, in colour from three days on, once more on the last one.
    #[test]
    fn the_end_of_a_request_is_told_in_colour_three_days_before_and_on_the_last_day() {
        let hours = |hours| urgency(Duration::hours(hours));
        assert_eq!([hours(73), hours(72), hours(25)], [Tone::Info, Tone::Warn, Tone::Warn]);
        assert_eq!([hours(24), hours(-1)], [Tone::Bad, Tone::Bad]);
    }
}
