//! «Готово»: from when the new certificate is used, the printed form, the copy; or how else it ended.

use iced::Center;
use iced::widget::row;

use crate::domain::medium::CopyPlace;
use crate::domain::queue::Order;
use crate::fault::SupportCode;
use crate::gui::screens::trouble::Trouble;
use crate::gui::screens::{Action, Frame, Page, Sheet};
use crate::gui::theme::{Tone, measures};
use crate::gui::widgets::{notice_with, primary, quiet, secondary, small};
use crate::i18n;
use crate::renewal::{Step, Takeover, View};
use crate::runtime::message::{Command, Document};
use crate::tr;

/// This screen has no drafts.
#[derive(Debug, Clone, Copy, Default)]
pub struct FinishScreen;

/// What the user did.
#[derive(Debug, Clone)]
pub enum Message {
    /// «Печатная форма».
    Form,
    /// «Открыть копию».
    OpenCopy,
    /// «Открыть страницу».
    OpenPage,
    /// «Заменить второй».
    Second,
    /// «Следующий сертификат» of the queue.
    Next,
    /// «Закрыть».
    Close,
}

/// How the renewal ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    Replaced(Takeover),
    Disagreed,
    Revoked,
    Cancelled,
}

impl FinishScreen {
    /// Nothing to keep.
    pub fn new() -> Self {
        Self
    }

    /// Takes a message.
    pub fn update(&mut self, message: Message, frame: &Frame<'_>) -> Action<Message> {
        let view = frame.view;
        match (message, &view.certificate, &view.backup, frame.second) {
            (Message::Form, Some(certificate), ..) => {
                Action::Show(Sheet::Print(Document::Certificate(Box::new(certificate.clone()))))
            }
            (Message::OpenCopy, _, Some((CopyPlace::Folder(folder), _)), _) => {
                Action::Tell(Command::Open(folder.to_string_lossy().into_owned()))
            }
            (Message::OpenPage, ..) => Action::Tell(Command::Open(view.page.clone())),
            (Message::Second, .., Some(found)) => Action::Tell(Command::Start(Box::new(found.clone()))),
            (Message::Next, ..) => Action::Tell(Command::Queue(Order::Next)),
            (Message::Close, ..) => Action::Leave,
            _ => Action::None,
        }
    }

    /// Draws the screen.
    pub fn view<'a>(&'a self, frame: &Frame<'a>) -> Page<'a, Message> {
        let view = frame.view;
        let until = view.old_until.map(i18n::date).unwrap_or_default();
        let ending = ending(view);
        let (title, lead) = match ending {
            Ending::Replaced(Takeover::Now) => (tr!("done-title"), tr!("done-now", until = until)),
            Ending::Replaced(Takeover::On(from)) => {
                (tr!("done-title"), tr!("done-later", from = i18n::date(from), until = until))
            }
            Ending::Disagreed => {
                let text = tr!("done-disagreed", page = view.page.as_str(), until = until);
                (tr!("done-disagreed-title"), text)
            }
            Ending::Revoked => {
                let trouble = Trouble::new(&SupportCode::CertRevoked.into());
                (trouble.headline, trouble.advice)
            }
            Ending::Cancelled => (tr!("done-cancelled-title"), tr!("done-cancelled", until = until)),
        };
        let page = Page::new(title).lead(lead);
        let mut page = match frame.queue.is_some_and(|queue| queue.more) {
            true => page
                .left(quiet(tr!("app-close"), Some(Message::Close)))
                .right(primary(tr!("queue-following"), Some(Message::Next))),
            false => page.right(primary(tr!("app-close"), Some(Message::Close))),
        };
        if matches!(ending, Ending::Replaced(_)) {
            let form = view.certificate.is_some().then(|| secondary(tr!("done-form"), Some(Message::Form)));
            let place = view.backup.as_ref().map(|(place, _)| place);
            let folder = place.and_then(CopyPlace::folder);
            let copy = folder.map(|_| secondary(tr!("done-copy"), Some(Message::OpenCopy)));
            let where_to = place.map(|place| match place {
                CopyPlace::Folder(folder) => tr!("done-copy-folder", path = folder.to_string_lossy()),
                CopyPlace::Token { label, .. } => tr!("done-copy-token", token = label.as_str()),
            });
            page = page
                .centred()
                .push(row![form, copy].spacing(measures::GAP_M))
                .extend(where_to.map(|said| small(said).width(measures::MEASURE).align_x(Center)));
        }
        if ending == Ending::Disagreed {
            // There may be no browser, or it may have been closed.
            page = page.push(secondary(tr!("done-page"), Some(Message::OpenPage)));
        }
        let again =
            |_| notice_with(Tone::Warn, tr!("done-second"), tr!("done-second-replace"), Message::Second);
        page.extend(frame.second.map(again))
    }
}

fn ending(view: &View) -> Ending {
    match view.takeover {
        Some(takeover) => Ending::Replaced(takeover),
        None if view.fault.as_ref().is_some_and(|fault| fault.code == SupportCode::CertRevoked) => {
            Ending::Revoked
        }
        // «Не согласен» is the only way to an end from there: «Отмена» is not offered at that step.
        None if view.step == Step::Verify => Ending::Disagreed,
        None => Ending::Cancelled,
    }
}
