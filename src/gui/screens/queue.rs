//! «Очередь»: every certificate of «Заменить все» with where it stands, and the way on.

use iced::widget::{column, row};

use crate::domain::certificate::{Certificate, Purpose};
use crate::domain::key::PlaceId;
use crate::domain::queue::Order;
use crate::fault::{Fault, SupportCode};
use crate::gui::screens::notifications::entry;
use crate::gui::screens::trouble::Trouble;
use crate::gui::screens::{Action, Home, Page};
use crate::gui::theme::{Tone, measures};
use crate::gui::widgets::{badge, card_title, link, notice, primary, quiet, secondary, small};
use crate::i18n;
use crate::runtime::message::{Command, Panel};
use crate::runtime::queue::{Line, QueueView};
use crate::tr;
use crate::watch::queue::{Next, Turn};

/// The place of the open renewal in the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The certificate, by its fingerprint.
    pub certificate: String,
    /// Which one, from one.
    pub at: usize,
    /// Of how many.
    pub of: usize,
    /// Another one waits for the user.
    pub more: bool,
}

impl Place {
    /// `None` when the certificate is in no queue.
    pub fn of(certificate: &Certificate, queue: &QueueView) -> Option<Self> {
        let certificate = certificate.fingerprint();
        let at = queue.lines.iter().position(|line| line.certificate == certificate)?;
        let mut others = queue.lines.iter().filter(|line| line.certificate != certificate);
        let more = others.any(|line| line.turn.is_open());
        Some(Self { certificate, at: at + 1, of: queue.lines.len(), more })
    }

    /// «2 из 3».
    pub fn said(&self) -> String {
        tr!("queue-place", at = self.at, of = self.of)
    }

    /// «Пропустить»: because of the fault it stopped with.
    pub fn put_off<M>(&self, why: SupportCode) -> Action<M> {
        let order = Order::PutOff(self.certificate.clone(), why.as_str().to_owned());
        Action::Tell(Command::Queue(order))
    }
}

/// What the user did.
#[derive(Debug, Clone)]
pub enum Message {
    /// «Дальше».
    Next,
    /// «Вернуть в очередь»: this certificate.
    Return(String),
    /// «Закончить очередь».
    End,
    /// «Назад».
    Back,
}

/// Takes a message; the page itself keeps nothing.
pub fn update<M>(message: Message) -> Action<M> {
    match message {
        Message::Next => Action::Tell(Command::Queue(Order::Next)),
        Message::Return(certificate) => Action::Tell(Command::Queue(Order::Return(certificate))),
        Message::End => Action::Tell(Command::Queue(Order::End)),
        Message::Back => Action::None,
    }
}

/// The token that was awaited has come: the queue goes on by itself.
pub fn goes_on_by_itself(before: &Panel, now: &Panel) -> bool {
    let next = |panel: &Panel| panel.queue.as_ref().map(|queue| queue.next.clone());
    matches!((next(before), next(now)), (Some(Next::Plug(_)), Some(Next::Item(_))))
}

/// Draws the page.
pub fn page<'a>(queue: &'a QueueView, home: &Home<'a>) -> Page<'a, Message> {
    let done = queue.lines.iter().filter(|line| line.turn == Turn::Done).count();
    let order = |message| home.unless_busy(message);
    let ended = queue.next == Next::Rest;
    let here = match &queue.next {
        Next::Item(index) => Some(*index),
        _ => None,
    };
    let fault = home.fault.map(|fault| {
        let trouble = Trouble::new(fault);
        notice(Tone::Warn, trouble.notice())
    });
    let lines = queue.lines.iter().enumerate();
    let page = Page::new(tr!("queue-title"))
        .aside(tr!("queue-done-of", done = done, of = queue.lines.len()))
        .lead(tr!("queue-lead"))
        .extend(fault)
        .extend(what_now(&queue.next).map(|(tone, words)| notice(tone, words)))
        .extend(lines.map(|(index, line)| draw(line, here == Some(index), home)))
        .left(quiet(tr!("app-back"), Some(Message::Back)));
    if ended {
        return page.right(primary(tr!("queue-end"), order(Message::End)));
    }
    page.right(secondary(tr!("queue-end"), order(Message::End)))
        .right(primary(tr!("queue-next"), order(Message::Next).filter(|_| here.is_some())))
}

/// Why nothing can be begun at the moment.
fn what_now(next: &Next) -> Option<(Tone, String)> {
    match next {
        Next::Plug(label) => Some((Tone::Warn, tr!("queue-plug", token = label.as_str()))),
        Next::Wait => Some((Tone::Info, tr!("queue-waits-all"))),
        Next::Rest => Some((Tone::Info, tr!("queue-rest"))),
        Next::Item(_) | Next::Over => None,
    }
}

fn draw<'a>(line: &'a Line, next: bool, home: &Home<'a>) -> iced::Element<'a, Message> {
    let place = match &line.place {
        PlaceId::Token { label, .. } => label.clone(),
        PlaceId::Computer => tr!("queue-computer"),
    };
    let (holder, what) = match &line.holder {
        Some((holder, purpose)) => {
            let purpose = match purpose {
                Purpose::Reporting => tr!("purpose-reporting"),
                Purpose::Fss => tr!("purpose-fss"),
            };
            (holder.clone(), format!("{purpose} · {place}"))
        }
        None => (tr!("queue-unread"), place),
    };
    let until = small(tr!("queue-until", date = i18n::date(line.until)));
    let (tone, state) = state(&line.turn, next);
    let text = column![card_title(holder), small(what), until];
    let (text, button) = match &line.turn {
        Turn::PutOff(why) => {
            let again = home.unless_busy(Message::Return(line.certificate.clone()));
            let reason = column![small(reason(why)), row![link(tr!("queue-return"), again)]];
            (text.push(reason.spacing(measures::GAP_XS)), None)
        }
        _ => (text, None),
    };
    entry(text, Some(badge(tone, state)), button)
}

/// Where it stands, in a word or two.
fn state(turn: &Turn, next: bool) -> (Tone, String) {
    match turn {
        Turn::Done => (Tone::Ok, tr!("queue-state-done")),
        Turn::Begun(_) => (Tone::Info, tr!("queue-state-begun")),
        Turn::Ready if next => (Tone::Info, tr!("queue-state-next")),
        Turn::Ready => (Tone::Info, tr!("queue-state-ready")),
        Turn::Plug(label) => (Tone::Warn, tr!("queue-state-plug", token = label.as_str())),
        Turn::Waits => (Tone::Info, tr!("queue-state-waits")),
        Turn::PutOff(_) => (Tone::Bad, tr!("queue-state-put-off")),
    }
}

/// Why it was put off: the first sentence of the fault it stopped with.
fn reason(why: &str) -> String {
    let code = SupportCode::ALL.iter().find(|code| code.as_str() == why);
    // The facts of the fault are not kept: a sentence that needs them says only its code.
    let said = code.map(|code| Trouble::new(&Fault::new(*code)).headline).filter(|said| !said.contains('{'));
    match why {
        "" => tr!("queue-given-up"),
        why => said.unwrap_or_else(|| tr!("queue-stopped", code = why)),
    }
}
