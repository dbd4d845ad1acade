//! «Уведомления»: what needs replacing, what was begun, what was received. The first screen of the program.

use iced::alignment::Horizontal;
use iced::widget::{Column, column, row};
use iced::{Center, Element, Fill};

use crate::domain::certificate::{Certificate, Purpose};
use crate::domain::field::Field;
use crate::domain::key::FoundCertificate;
use crate::gui::screens::trouble::{Trouble, day_and_clock, remark};
use crate::gui::screens::{Action, Home, Page, recovery};
use crate::gui::theme::{Tone, measures};
use crate::gui::widgets::{badge, card, card_title, link, notice, primary, secondary, small};
use crate::i18n;
use crate::runtime::message::{Card, Command, Unfinished};
use crate::runtime::standing::{Nearness, Standing};
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
    /// «Страница оператора учебного центра».
    OperatorPage(String),
    /// «Проверка ключей».
    Recovery,
}

/// Takes a message.
pub fn update(message: Message) -> Action<Message> {
    Action::Tell(match message {
        Message::Replace(found) => Command::Start(found),
        Message::Resume(renewal) => Command::Resume(renewal),
        Message::First => Command::StartFirst,
        Message::Check => Command::Scan,
        Message::OperatorPage(page) => Command::Open(page),
        Message::Recovery => return recovery::sheet(),
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
        .extend(recovery::teaser(home, Message::Recovery))
        .extend(panel.cards.iter().map(|card| draw(card, home)))
        .extend(nothing.then(|| nothing_due(home)))
        .extend(panel.first_issue.then(|| link(tr!("notifications-first"), home.unless_busy(Message::First))))
        .left(footer(home))
        .right(secondary(tr!("notifications-check-now"), home.unless_busy(Message::Check)))
}

/// In the training mode the other side is played on a page; else what a look at the panel does not do.
fn footer<'a>(home: &Home<'a>) -> Element<'a, Message> {
    match &home.panel.operator_page {
        Some(page) => link(tr!("notifications-operator-page"), Some(Message::OperatorPage(page.clone()))),
        None => small(tr!("notifications-footer")).into(),
    }
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
        Card::Unfinished(unfinished) => draw_unfinished(unfinished, home),
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

/// What it is, where it stands, until when, and the one thing to do about it.
fn draw_unfinished<'a>(unfinished: &'a Unfinished, home: &Home<'a>) -> Element<'a, Message> {
    let title = match &unfinished.number {
        Some(number) => tr!("notifications-unfinished-number", number = number.as_str()),
        None if unfinished.first => tr!("unfinished-first"),
        None => tr!("notifications-unfinished"),
    };
    let unknown = tr!("unfinished-first-holder");
    let holder = if unfinished.holder.is_empty() { &unknown } else { &unfinished.holder };
    let when = day_and_clock(unfinished.saved_at, home.now);
    let who = [Some(holder), unfinished.organization.as_ref(), unfinished.ca.as_ref()];
    let who = who.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" · ");
    let (tone, state) = state(&unfinished.standing);
    let text = column![card_title(title), remark(tone, state)]
        .extend(advice(unfinished).map(|line| small(line).into()))
        .push(small(tr!("unfinished-line", holder = who, when = when)));
    let resume = home.unless_busy(Message::Resume(unfinished.renewal.clone()));
    let button = match &unfinished.standing {
        Standing::Made => primary(tr!("unfinished-get"), resume),
        Standing::Refused(refusal) if !refusal.source.is_final() => {
            secondary(tr!("unfinished-repair"), resume)
        }
        Standing::Step(_) => secondary(tr!("app-continue"), resume),
        _ => secondary(tr!("unfinished-open"), resume),
    };
    entry(text, left(unfinished), Some(button))
}

/// Where a renewal stands, in words and in the colour of what it means.
fn state(standing: &Standing) -> (Tone, String) {
    match standing {
        Standing::Step(step) => {
            let step = i18n::text(&format!("step-{}", step.id()), &[]);
            (Tone::Info, tr!("unfinished-step", step = step))
        }
        Standing::Waiting { promised, .. } => match (standing.unpaid(), promised) {
            (Some(payment), _) => {
                let (amount, payer) = (payment.amount.as_str(), payment.payer.as_str());
                (Tone::Warn, tr!("unfinished-unpaid", amount = amount, payer = payer))
            }
            (None, Some(promised)) if !waits_for_people(standing) => {
                let answer = tr!("unfinished-promised", date = i18n::date(*promised));
                (Tone::Info, format!("{}, {answer}", i18n::stage(standing.id())))
            }
            _ => (Tone::Info, i18n::stage(standing.id())),
        },
        Standing::Carried => (Tone::Info, tr!("unfinished-carried")),
        Standing::Made => (Tone::Ok, i18n::stage(standing.id())),
        Standing::Refused(refusal) if refusal.reason.is_empty() => {
            (Tone::Bad, tr!("unfinished-refused-silently"))
        }
        Standing::Refused(refusal) => {
            (Tone::Bad, tr!("unfinished-refused", reason = refusal.reason.as_str()))
        }
        Standing::Lapsed(until) => (Tone::Bad, tr!("unfinished-lapsed", date = i18n::date(*until))),
    }
}

/// The end of such a stage is the deadline itself, not a promise of the CA.
fn waits_for_people(standing: &Standing) -> bool {
    matches!(standing.id(), "approval" | "payment")
}

/// Until when it is kept, or what can be done when it is not any more.
fn advice(unfinished: &Unfinished) -> Option<String> {
    let kept = |state: &str| {
        let deadline = unfinished.deadline?;
        Some(tr!("unfinished-kept", state = state, date = i18n::date(deadline.at)))
    };
    match &unfinished.standing {
        Standing::Lapsed(_) => Some(tr!("unfinished-lapsed-do")),
        Standing::Refused(refusal) => Some(i18n::text(&format!("refusal-{}", refusal.source.id()), &[])),
        Standing::Step(_) => kept("draft"),
        Standing::Waiting { .. } | Standing::Carried => kept("request"),
        Standing::Made => None,
    }
}

/// The days that are left, in colour when they are few (seed row 3.25).
fn left<'a>(unfinished: &Unfinished) -> Option<Element<'a, Message>> {
    let runs =
        matches!(unfinished.standing, Standing::Waiting { .. } | Standing::Carried | Standing::Step(_));
    let deadline = unfinished.deadline.filter(|_| runs)?;
    let tone = match deadline.nearness() {
        Nearness::Far => Tone::Info,
        Nearness::Near => Tone::Warn,
        Nearness::Last => Tone::Bad,
    };
    Some(match deadline.days_left {
        0 => badge(Tone::Bad, tr!("unfinished-over")),
        days => badge(tone, tr!("app-days-left", days = days)),
    })
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
