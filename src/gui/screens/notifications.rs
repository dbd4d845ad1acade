//! «Уведомления»: what needs replacing, what was begun, what was received. The first screen of the program.

use iced::alignment::{Horizontal, Vertical};
use iced::widget::{Column, Text, column, row};
use iced::{Center, Element, Fill};

use crate::domain::certificate::{Certificate, Purpose};
use crate::domain::field::Field;
use crate::domain::key::FoundCertificate;
use crate::domain::moment::{self, Moment};
use crate::domain::queue::Order;
use crate::domain::reminder::Wish;
use crate::fault::{Fault, SupportCode};
use crate::gui::screens::trouble::{Trouble, day_and_clock, remark};
use crate::gui::screens::{Action, Home, Page, queue, recovery};
use crate::gui::theme::{Tone, measures, styles};
use crate::gui::widgets::{badge, card, card_title, link, notice, notice_with, primary, secondary, small};
use crate::i18n;
use crate::runtime::message::{Card, Command, Quiet, Tally, Unfinished};
use crate::runtime::standing::{Nearness, Standing};
use crate::tr;
use crate::watch::{Timing, Urgency};

/// What is unfolded.
#[derive(Debug, Default)]
pub struct Notifications {
    quiet_shown: bool,
    queue_shown: bool,
}

/// What the user did.
#[derive(Debug, Clone)]
pub enum Message {
    /// «Заменить».
    Replace(Box<FoundCertificate>),
    /// «Напомнить позже», «Скрыть», «Показывать снова», «Часы идут верно».
    Wish(Wish),
    /// «Скрытые и отложенные».
    Unfold,
    /// «Заменить все», «Продолжить очередь».
    All,
    /// The page «Очередь».
    Queue(queue::Message),
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

impl Notifications {
    /// Takes a message.
    pub fn update(&mut self, message: Message) -> Action<Message> {
        Action::Tell(match message {
            Message::Replace(found) => Command::Start(found),
            Message::Wish(wish) => Command::Remind(wish),
            Message::Unfold => {
                self.quiet_shown = !self.quiet_shown;
                return Action::None;
            }
            Message::All => {
                self.queue_shown = true;
                Command::Queue(Order::Begin)
            }
            Message::Queue(message) => {
                self.queue_shown &= !matches!(message, queue::Message::Back | queue::Message::End);
                return queue::update(message);
            }
            Message::Resume(renewal) => Command::Resume(renewal),
            Message::First => Command::StartFirst,
            Message::Check => Command::Scan,
            Message::OperatorPage(page) => Command::Open(page),
            Message::Recovery => return recovery::sheet(),
        })
    }

    /// Draws the screen.
    pub fn page<'a>(&self, home: &Home<'a>) -> Page<'a, Message> {
        let panel = home.panel;
        if let Some(queue) = panel.queue.as_ref().filter(|_| self.queue_shown) {
            return queue::page(queue, home).map(Message::Queue);
        }
        let faults = panel.faults.iter().chain(home.fault).map(|fault| draw_fault(fault, home));
        let nothing = panel.cards.is_empty() && panel.checked_at.is_some();
        let quiet = panel.quiet.iter().filter(|_| self.quiet_shown);
        Page::new(tr!("notifications-title"))
            .aside(home.checked())
            .extend(faults)
            .extend(recovery::teaser(home, Message::Recovery))
            .extend(panel.cards.iter().map(|card| draw(card, home)))
            .extend(nothing.then(|| nothing_due(home)))
            .extend(self.fold(panel.quiet.len()))
            .extend(quiet.map(|quiet| draw_quiet(quiet, home)))
            .extend(
                panel.first_issue.then(|| link(tr!("notifications-first"), home.unless_busy(Message::First))),
            )
            .left(footer(home))
            .extend_right(all(home))
            .right(secondary(tr!("notifications-check-now"), home.unless_busy(Message::Check)))
    }

    /// The page «Очередь» is shown as long as there is a queue.
    pub fn shows_queue(&self) -> bool {
        self.queue_shown
    }

    /// The queue goes on: its page is where it comes back to.
    pub fn show_queue(&mut self) {
        self.queue_shown = true;
    }

    /// The way to what the user does not want to hear of.
    fn fold<'a>(&self, count: usize) -> Option<Element<'a, Message>> {
        let words = match self.quiet_shown {
            true => tr!("notices-quiet-fold", count = count),
            false => tr!("notices-quiet", count = count),
        };
        (count > 0).then(|| link(words, Some(Message::Unfold)))
    }
}

/// «Заменить все», when that is more than one, or the way back to what was chosen.
fn all<'a>(home: &Home<'a>) -> Option<Element<'a, Message>> {
    let due = home.panel.cards.iter().filter(|card| matches!(card, Card::Due { .. })).count();
    let words = match &home.panel.queue {
        Some(_) => tr!("queue-continue"),
        None if due > 1 => tr!("queue-all", count = due),
        None => return None,
    };
    Some(secondary(words, home.unless_busy(Message::All)))
}

/// A clock that is right after all can only be told so by the user.
fn draw_fault<'a>(fault: &Fault, home: &Home<'a>) -> Element<'a, Message> {
    let trouble = Trouble::new(fault);
    let words = trouble.notice();
    if fault.code == SupportCode::ClockWrong && home.panel.clock_doubted {
        let trust = Message::Wish(Wish::TrustClock);
        return notice_with(Tone::Warn, words, tr!("notices-trust-clock"), trust).into();
    }
    notice(Tone::Warn, words).into()
}

/// In the training mode the other side is played on a page; else when somebody looks again, and looked while no
/// window was open.
fn footer<'a>(home: &Home<'a>) -> Element<'a, Message> {
    if let Some(page) = &home.panel.operator_page {
        return link(tr!("notifications-operator-page"), Some(Message::OperatorPage(page.clone())));
    }
    let next = home.panel.next_look.map(|at| tr!("notices-next", when = coming(at, home.now)));
    let scheduled = home.panel.looks.scheduled;
    let scheduled = scheduled.map(|at| tr!("notices-scheduled", when = day_and_clock(at, home.now)));
    column(next.into_iter().chain(scheduled).map(|line| small(line).into())).into()
}

/// «завтра в 09:00».
fn coming(at: Moment, now: Moment) -> String {
    let tomorrow = moment::local(now).date().next_day();
    match tomorrow == Some(moment::local(at).date()) {
        true => tr!("notices-tomorrow", time = i18n::clock(at)),
        false => day_and_clock(at, now),
    }
}

/// An empty list says why it is empty, and what comes next.
fn nothing_due<'a>(home: &Home<'_>) -> Element<'a, Message> {
    let found = home.panel.certificates.len();
    let why = if found == 0 { tr!("notifications-empty-none") } else { why_quiet(found, home.panel.tally) };
    card(column![card_title(tr!("notifications-empty")), small(why)].spacing(measures::GAP_XS)).into()
}

/// «Найдено 3 сертификата: 1 уже заменён новым, 2 скрыты.»
fn why_quiet(found: usize, tally: Tally) -> String {
    let parts = [
        (tally.far, tr!("notices-far", count = tally.far)),
        (tally.replaced, tr!("notices-replaced", count = tally.replaced)),
        (tally.later, tr!("notices-put-off", count = tally.later)),
        (tally.hidden, tr!("notices-hidden", count = tally.hidden)),
    ];
    let parts: Vec<_> = parts.into_iter().filter(|(count, _)| *count > 0).map(|(_, part)| part).collect();
    let found = tr!("notices-found", count = found);
    let next = tally.near_from.map(|from| tr!("notices-near-from", date = i18n::date(from)));
    let why = if parts.is_empty() { format!("{found}.") } else { format!("{found}: {}.", parts.join(", ")) };
    [Some(why), next].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn draw<'a>(card: &'a Card, home: &Home<'a>) -> Element<'a, Message> {
    let replace = |found: &FoundCertificate| home.unless_busy(Message::Replace(Box::new(found.clone())));
    match card {
        Card::Due { found, days_left, urgency, place, timing } => aligned(
            Vertical::Top,
            holder(&found.certificate, place).extend(begin_by(timing).map(Into::into)),
            Some(badge(tone(*urgency), tr!("app-days-left", days = *days_left))),
            Some(primary(tr!("notifications-replace"), replace(found))),
            // Behind the main button, also for the keyboard.
            Some(ways_to_be_quiet(found, timing.later, home)),
        ),
        Card::Visit { found, fault, place } => {
            let trouble = Trouble::new(fault);
            entry(
                greyed(&found.certificate, place)
                    .push(remark(Tone::Bad, trouble.line()))
                    .push(ways_to_be_quiet(found, None, home)),
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

/// Until when to begin, where the CA promises how long its checks take.
fn begin_by<'a>(timing: &Timing) -> Option<Text<'a>> {
    let begin = timing.begin?;
    let sentence = i18n::begin_by(&begin);
    Some(if begin.missed { remark(Tone::Bad, sentence) } else { small(sentence) })
}

/// «Напомнить позже», as long as that is possible, and «Скрыть».
fn ways_to_be_quiet<'a>(
    found: &FoundCertificate,
    later: Option<Moment>,
    home: &Home<'a>,
) -> Element<'a, Message> {
    let certificate = found.certificate.fingerprint();
    let wish = |wish| home.unless_busy(Message::Wish(wish));
    let later = later.map(|until| link(tr!("notices-later"), wish(Wish::Later(certificate.clone(), until))));
    let hide = link(tr!("notices-hide"), wish(Wish::Hide(certificate)));
    row![later, hide].spacing(measures::GAP_L).into()
}

/// A certificate that the user does not want to hear of, and the way back.
fn draw_quiet<'a>(quiet: &'a Quiet, home: &Home<'a>) -> Element<'a, Message> {
    let certificate = &quiet.found.certificate;
    let why = match quiet.until {
        Some(until) => tr!("notices-later-line", date = i18n::date(until)),
        None => tr!("notices-hidden-line"),
    };
    let show = home.unless_busy(Message::Wish(Wish::Show(certificate.fingerprint())));
    entry(
        greyed(certificate, &quiet.place).push(small(why)),
        None,
        Some(secondary(tr!("notices-show"), show)),
    )
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
    aligned(Vertical::Center, text, badge, button, None)
}

/// The same with the right side beside the first lines of a long text, or beside its middle.
fn aligned<'a, Message: 'a>(
    side: Vertical,
    text: Column<'a, Message>,
    badge: Option<Element<'a, Message>>,
    button: Option<Element<'a, Message>>,
    below: Option<Element<'a, Message>>,
) -> Element<'a, Message> {
    let right = column![badge, button].spacing(measures::GAP_XS).align_x(Horizontal::Right);
    let text = text.spacing(measures::GAP_XS).width(Fill);
    let beside = row![text, right].spacing(measures::GAP_L).align_y(side);
    card(column![beside, below].spacing(measures::GAP_XS)).into()
}

/// Three lines about a certificate: whose, for what, where it lies.
pub fn holder<'a, Message: 'a>(certificate: &Certificate, place: &str) -> Column<'a, Message> {
    lines(card_title(certificate.subject().full_name()), certificate, place)
}

/// The same of one that nothing can be done with.
fn greyed<'a>(certificate: &Certificate, place: &str) -> Column<'a, Message> {
    lines(card_title(certificate.subject().full_name()).style(styles::muted), certificate, place)
}

fn lines<'a, Message: 'a>(title: Text<'a>, certificate: &Certificate, place: &str) -> Column<'a, Message> {
    let subject = certificate.subject();
    let inn = subject.value(Field::InnLe).or(subject.value(Field::Inn));
    let inn = inn.map(|inn| tr!("inn-line", inn = inn));
    let parts = [subject.value(Field::Title), subject.value(Field::Organization), inn.as_deref()];
    let who = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let what = match certificate.purpose() {
        Purpose::Reporting => tr!("purpose-reporting"),
        Purpose::Fss => tr!("purpose-fss"),
    };
    column![title, small(who), small(format!("{what} · {place}"))]
}

/// The colour of an urgency.
pub fn tone(urgency: Urgency) -> Tone {
    match urgency {
        Urgency::Info => Tone::Info,
        Urgency::Remind => Tone::Warn,
        Urgency::Urgent | Urgency::Critical | Urgency::Expired => Tone::Bad,
    }
}
