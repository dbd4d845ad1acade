//! «Уведомления»: what needs replacing, what was begun, what was received. The first screen of the program.

use iced::alignment::Horizontal;
use iced::widget::{Column, column, row};
use iced::{Center, Element, Fill};

use crate::domain::certificate::{Certificate, Purpose};
use crate::domain::field::Field;
use crate::domain::key::FoundCertificate;
use crate::domain::moment::Moment;
use crate::gui::screens::trouble::{Trouble, day_and_clock, remark};
use crate::gui::screens::{Action, Home, Page};
use crate::gui::theme::{Tone, measures};
use crate::gui::widgets::{badge, card, card_title, link, notice, primary, secondary, small};
use crate::i18n;
use crate::runtime::message::{Card, Command};
use crate::tr;
use crate::watch::Urgency;

/// What the user did.
#[derive(Debug, Clone)]
pub enum Message {
    /// «Заменить».
    Replace(Box<FoundCertificate>),
    /// «Продолжить».
    Resume(String),
    /// «Получить первый сертификат».
    First,
    /// «Проверить сейчас».
    Check,
}

/// Takes a message.
pub fn update(message: Message) -> Action<Message> {
    Action::Tell(match message {
        Message::Replace(found) => Command::Start(found),
        Message::Resume(renewal) => Command::Resume(renewal),
        Message::First => Command::StartFirst,
        Message::Check => Command::Scan,
    })
}

/// Draws the screen.
pub fn page<'a>(home: &Home<'a>) -> Page<'a, Message> {
    let panel = home.panel;
    let faults = panel.faults.iter().chain(home.fault).map(|fault| {
        let trouble = Trouble::new(fault);
        notice(Tone::Warn, format!("{} ({})", trouble.line(), trouble.code))
    });
    let nothing = panel.cards.is_empty() && panel.checked_at.is_some();
    Page::new(tr!("notifications-title"))
        .aside(home.checked())
        .extend(faults)
        .extend(panel.cards.iter().map(|card| draw(card, home)))
        .extend(nothing.then(|| nothing_due(home)))
        .extend(panel.first_issue.then(|| link(tr!("notifications-first"), home.unless_busy(Message::First))))
        .left(small(tr!("notifications-footer")))
        .right(secondary(tr!("notifications-check-now"), home.unless_busy(Message::Check)))
}

/// An empty list says why it is empty.
fn nothing_due<'a>(home: &Home<'_>) -> Element<'a, Message> {
    let why = match home.panel.certificates.len() {
        0 => tr!("notifications-empty-none"),
        count => tr!("notifications-empty-fine", count = count),
    };
    card(column![card_title(tr!("notifications-empty")), small(why)].spacing(measures::GAP_XS)).into()
}

fn draw<'a>(card: &'a Card, home: &Home<'a>) -> Element<'a, Message> {
    let replace = |found: &FoundCertificate| home.unless_busy(Message::Replace(Box::new(found.clone())));
    match card {
        Card::Due { found, days_left, urgency, place } => entry(
            holder(&found.certificate, place),
            Some(badge(tone(*urgency), tr!("app-days-left", days = *days_left))),
            Some(primary(tr!("notifications-replace"), replace(found))),
        ),
        Card::Visit { found, fault, place } => {
            let trouble = Trouble::new(fault);
            entry(
                holder(&found.certificate, place).push(remark(Tone::Bad, trouble.line())),
                Some(badge(Tone::Bad, tr!("notifications-visit"))),
                None,
            )
        }
        Card::Unfinished { renewal, holder, ca, step, number, saved_at } => entry(
            unfinished(holder, *step, number.as_deref(), *saved_at, home.now)
                .extend(ca.as_ref().map(|ca| small(ca.clone()).into())),
            None,
            Some(secondary(tr!("app-continue"), home.unless_busy(Message::Resume(renewal.clone())))),
        ),
        Card::Received { holder, from } => entry(
            column![
                row![card_title(holder.clone()), badge(Tone::Ok, tr!("notifications-received"))]
                    .spacing(measures::GAP_M)
                    .align_y(Center),
                small(tr!("notifications-received-line", date = i18n::date(*from))),
            ],
            None,
            None,
        ),
    }
}

fn unfinished<'a>(
    holder: &str,
    step: crate::renewal::Step,
    number: Option<&str>,
    saved_at: Moment,
    now: Moment,
) -> Column<'a, Message> {
    let title = match number {
        Some(number) => tr!("notifications-unfinished-number", number = number),
        None => tr!("notifications-unfinished"),
    };
    let step = i18n::text(&format!("step-{}", step.id()), &[]);
    let when = day_and_clock(saved_at, now);
    let line = tr!("notifications-unfinished-line", holder = holder, step = step, when = when);
    column![card_title(title), small(line)]
}

/// A card with text at the left, a badge and a button at the right.
pub fn entry<'a, Message: 'a>(
    text: Column<'a, Message>,
    badge: Option<Element<'a, Message>>,
    button: Option<Element<'a, Message>>,
) -> Element<'a, Message> {
    let right = column![badge, button].spacing(measures::GAP_XS).align_x(Horizontal::Right);
    let text = text.spacing(measures::GAP_XS).width(Fill);
    card(row![text, right].spacing(measures::GAP_L).align_y(Center)).into()
}

/// Three lines about a certificate: whose, for what, where it lies.
pub fn holder<'a, Message: 'a>(certificate: &Certificate, place: &str) -> Column<'a, Message> {
    let subject = certificate.subject();
    let inn = subject.value(Field::InnLe).or(subject.value(Field::Inn));
    let inn = inn.map(|inn| tr!("inn-line", inn = inn));
    let parts = [subject.value(Field::Title), subject.value(Field::Organization), inn.as_deref()];
    let who = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let what = match certificate.purpose() {
        Purpose::Reporting => tr!("purpose-reporting"),
        Purpose::Fss => tr!("purpose-fss"),
    };
    column![card_title(subject.full_name()), small(who), small(format!("{what} · {place}")),]
}

/// The colour of an urgency.
pub fn tone(urgency: Urgency) -> Tone {
    match urgency {
        Urgency::Info => Tone::Info,
        Urgency::Remind => Tone::Warn,
        Urgency::Urgent | Urgency::Critical | Urgency::Expired => Tone::Bad,
    }
}
