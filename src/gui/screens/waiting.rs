//! «Ожидание»: the stages of a long request, who has to act, what is to be paid, until when. Days may pass here.

use iced::Element;
use iced::widget::column;
use time::Duration;

use crate::domain::form::{Section, Values, check};
use crate::domain::moment::{self, Moment};
use crate::domain::portal::Payment;
use crate::domain::profile::{EarlyStep, WaitingStage};
use crate::gui::screens::page::question;
use crate::gui::screens::receipt::{self, Receipt};
use crate::gui::screens::trouble::{Trouble, day_and_clock};
use crate::gui::screens::{Action, Frame, Page, Sheet, place, visit};
use crate::gui::theme::{Tone, measures};
use crate::gui::widgets::dialog::Dialog;
use crate::gui::widgets::{
    self, Hint, StageMark, body, card, card_title, check_box, field, link, notice, primary, quiet, secondary,
    small,
};
use crate::i18n;
use crate::renewal::{Input, View, WaitView};
use crate::runtime::message::{Command, Document};
use crate::tr;

/// A request that is forgotten so soon is spoken of in colour.
const SOON: Duration = Duration::days(3);
/// Identifier of the telephone field, for focus and tests.
pub const PHONE: &str = "waiting-phone";

/// Drafts of the screen.
#[derive(Debug, Clone, Default)]
pub struct WaitingScreen {
    over: Option<Over>,
    receipt: Receipt,
    /// The message for the head is on the clipboard.
    copied: bool,
}

/// What lies over the page.
#[derive(Debug, Clone)]
enum Over {
    /// «Отозвать заявку?»
    Stopping,
    /// Telephone and e-mail.
    Contacts(Values),
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
    /// The dialog was left.
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
    Contacts,
    /// A field of the dialog.
    Typed(&'static str, String),
    /// The flag of the dialog.
    Notify(bool),
    /// «Сохранить» in the dialog.
    SaveContacts,
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
            Message::AskNow => return Action::Ask(Input::AskNow),
            Message::Leave => return Action::Leave,
            Message::AskStop => self.over = Some(Over::Stopping),
            Message::Stay => self.over = None,
            Message::Stop => {
                self.over = None;
                return Action::Ask(Input::Stop);
            }
            Message::Receipt(copy) => return self.receipt.update(copy),
            Message::Copy(text) => {
                self.copied = true;
                return Action::Run(iced::clipboard::write(text));
            }
            Message::Bill => {
                return match &view.bill {
                    Some(bill) => Action::Tell(Command::ShowDocument {
                        name: tr!("waiting-bill-file"),
                        bytes: bill.clone(),
                    }),
                    None => Action::Ask(Input::Bill),
                };
            }
            Message::Papers => {
                return Action::Show(Sheet::Print(Document::VisitList(Box::new(view.clone()))));
            }
            Message::Contacts => {
                let contacts = view.forms.dossier.section(Section::Contacts);
                self.over = Some(Over::Contacts(contacts.cloned().unwrap_or_default()));
                return Action::Run(iced::widget::operation::focus(PHONE));
            }
            Message::Typed(name, text) => {
                if let Some(Over::Contacts(values)) = &mut self.over {
                    values.set(name, text);
                }
            }
            Message::Notify(set) => {
                if let Some(Over::Contacts(values)) = &mut self.over {
                    values.set_flag("notify", set);
                }
            }
            Message::SaveContacts => {
                if let Some(Over::Contacts(values)) = &self.over
                    && let Some(values) = kept(values, view)
                {
                    self.over = None;
                    return Action::Ask(Input::ChangeContacts(values));
                }
            }
        }
        Action::None
    }

    /// Draws the screen.
    pub fn view<'a>(&'a self, frame: &Frame<'a>) -> Page<'a, Message> {
        let view = frame.view;
        let number = view.accepted.as_ref().map(|accepted| accepted.number.clone()).unwrap_or_default();
        let receipt = self.receipt.view(view).map(|receipt| card(receipt.map(Message::Receipt)));
        let Some(wait) = &view.waiting else {
            return Page::new(tr!("waiting-title", number = number)).lead(tr!("waiting-first"));
        };
        let next = tr!(
            "waiting-looked",
            last = day_and_clock(wait.asked_at, frame.now),
            next = day_and_clock(wait.next, frame.now)
        );
        let first = view.old.is_none();
        Page::new(tr!("waiting-title", number = number.as_str()))
            .lead(tr!("waiting-lead"))
            .extend(view.fault.as_ref().map(|fault| notice(Tone::Warn, Trouble::new(fault).line())))
            .extend(deadline(view, frame.now))
            .push(card(stages(view, wait, frame.now)))
            .extend(wait.news.payment.as_ref().map(|payment| pay(payment, frame)))
            .extend((wait.stage == "approval").then(|| self.for_the_head(view, &number)))
            .extend(first.then(|| papers(view)))
            .extend(receipt)
            .push(column![small(next), small(kept_where(view))].spacing(measures::GAP_XS))
            .left(quiet(
                tr!("enroll-withdraw"),
                frame.unless_busy(Message::AskStop).filter(|_| view.can_stop),
            ))
            .right(secondary(tr!("waiting-contacts"), self.contacts_message(frame)))
            .right(secondary(tr!("app-close"), Some(Message::Leave)))
            .right(primary(tr!("waiting-refresh"), frame.unless_busy(Message::AskNow)))
            .over(self.over.as_ref().map(|over| dialog(over, view, &number)))
    }

    /// A whole message for the head, with the link in it (seed 2.29, 3.23).
    fn for_the_head<'a>(&self, view: &View, number: &str) -> Element<'a, Message> {
        let address = view.accepted.as_ref().and_then(|accepted| accepted.link.clone()).unwrap_or_default();
        let holder = view.holder.as_ref().map(|holder| holder.subject.full_name()).unwrap_or_default();
        let message = tr!("waiting-head-message", holder = holder, number = number, link = address.as_str());
        let label = if self.copied { tr!("copied-details") } else { tr!("waiting-copy-message") };
        card(
            column![
                card_title(tr!("waiting-head-title")),
                body(tr!("waiting-head")),
                link(label, Some(Message::Copy(message))),
            ]
            .spacing(measures::GAP_S),
        )
        .into()
    }

    fn contacts_message(&self, frame: &Frame<'_>) -> Option<Message> {
        let has = frame.view.profile.has(EarlyStep::Form(Section::Contacts));
        frame.unless_busy(Message::Contacts).filter(|_| has)
    }
}

/// Where the key, the documents and the request are: the three facts that nothing was lost (seed 2.44).
fn kept_where(view: &View) -> String {
    let place = view.placed.as_ref().and_then(|(id, _)| view.places.iter().find(|place| place.id == *id));
    match place {
        Some(place) => tr!("waiting-kept-at", place = place::title(place)),
        None => tr!("waiting-kept"),
    }
}

/// One line a stage of the profile: who acts, since when, until when.
fn stages<'a>(view: &View, wait: &WaitView, now: Moment) -> Element<'a, Message> {
    let order = &view.profile.waiting;
    let here = order.iter().position(|stage| stage.stage == wait.stage);
    widgets::stages(order.iter().enumerate().map(|(index, stage)| {
        let mark = match here {
            Some(here) if index < here => StageMark::Done,
            Some(here) if index == here => StageMark::Running,
            _ => StageMark::Pending,
        };
        let title = match mark {
            StageMark::Done => i18n::text(&format!("waiting-done-{}", stage.stage), &[]),
            _ => i18n::text(&format!("ca-stage-{}", stage.stage), &[]),
        };
        let mut line = widgets::Stage::new(mark, title).detail(who(stage));
        if mark == StageMark::Running {
            if let Some(since) = wait.news.since {
                line = line.time(tr!("enroll-since", when = day_and_clock(since, now)));
            }
            if let Some(until) = wait.news.until {
                line =
                    line.detail(format!("{} {}", who(stage), tr!("waiting-until", date = i18n::date(until))));
            }
        }
        line
    }))
}

fn who(stage: &WaitingStage) -> String {
    let actor = i18n::text(&format!("actor-{}", stage.actor), &[]);
    match stage.working_days {
        Some(days) => format!("{actor} · {}", tr!("waiting-working-days", count = days)),
        None => actor,
    }
}

/// When the CA forgets the request, in colour when that is soon (seed 3.25).
fn deadline<'a>(view: &View, now: Moment) -> Option<Element<'a, Message>> {
    let end = view.deadline?;
    let days = moment::days_left(now, end);
    let tone = if end - now <= SOON { Tone::Warn } else { Tone::Info };
    Some(notice(tone, tr!("waiting-deadline", date = i18n::date(end), count = days)).into())
}

fn pay<'a>(payment: &Payment, frame: &Frame<'_>) -> Element<'a, Message> {
    let state = if payment.paid { tr!("waiting-paid") } else { tr!("waiting-unpaid") };
    let line = tr!("waiting-payer", payer = payment.payer.as_str(), amount = payment.amount.as_str());
    let store = frame.view.profile.store.then(|| small(tr!("waiting-term-begins")));
    card(
        column![
            card_title(state),
            body(line),
            store,
            link(tr!("waiting-bill"), frame.unless_busy(Message::Bill)),
        ]
        .spacing(measures::GAP_S),
    )
    .into()
}

/// The last step of a first issue is a visit: what to take along (seed 2.50).
fn papers<'a>(view: &View) -> Element<'a, Message> {
    let lines = visit::papers(view).into_iter().map(|paper| body(format!("— {paper}")).into());
    card(
        column![
            card_title(tr!("waiting-visit-title")),
            iced::widget::Column::with_children(lines).spacing(measures::GAP_XS),
            link(tr!("waiting-visit-print"), Some(Message::Papers)),
        ]
        .spacing(measures::GAP_S),
    )
    .into()
}

fn dialog<'a>(over: &'a Over, view: &View, number: &str) -> Dialog<'a, Message> {
    match over {
        Over::Stopping => question(
            "stop",
            tr!("enroll-withdraw-title"),
            tr!("enroll-withdraw-text", number = number),
            (tr!("enroll-withdraw-confirm"), Some(Message::Stop)),
            (tr!("enroll-stay"), Message::Stay),
        ),
        Over::Contacts(values) => contacts(values, view),
    }
}

fn contacts<'a>(values: &'a Values, view: &View) -> Dialog<'a, Message> {
    let country = view.profile.forms.country;
    let bad = |wrong: bool, id: &str| match wrong {
        true => Hint::Bad(i18n::text(&format!("form-wrong-{id}"), &[])),
        false => Hint::None,
    };
    let (phone, email) = (values.text("phone"), values.text("email"));
    let phone_hint = bad(check::phone(phone, country).is_none(), "phone");
    let email_hint = bad(!check::is_email(email), "email");
    let save = kept(values, view).is_some().then_some(Message::SaveContacts);
    Dialog {
        name: "contacts",
        title: tr!("waiting-contacts-title"),
        subject: Some(tr!("waiting-contacts-text")),
        body: vec![
            field(tr!("form-contacts-phone"), phone)
                .id(PHONE)
                .hint(phone_hint)
                .on_input(|text| Message::Typed("phone", text))
                .on_submit(Some(Message::SaveContacts))
                .into(),
            field(tr!("form-contacts-email"), email)
                .hint(email_hint)
                .on_input(|text| Message::Typed("email", text))
                .on_submit(Some(Message::SaveContacts))
                .into(),
            check_box(
                tr!("form-contacts-notify"),
                values.flag("notify"),
                Some(Message::Notify as fn(bool) -> Message),
            ),
        ],
        buttons: vec![secondary(tr!("app-cancel"), Some(Message::Stay)), primary(tr!("waiting-save"), save)],
        on_escape: Some(Message::Stay),
    }
}

/// The contacts as they are kept, if both are right.
fn kept(values: &Values, view: &View) -> Option<Values> {
    let phone = check::phone(values.text("phone"), view.profile.forms.country)?;
    check::is_email(values.text("email")).then(|| values.clone().with("phone", phone))
}
