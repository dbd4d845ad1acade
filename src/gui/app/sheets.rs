//! Pages that lie over the others until «Назад»: about a certificate, and about what lies on the places.

use std::path::Path;

use crate::gui::screens::cleanup::{self, CleanUpScreen};
use crate::gui::screens::history::{self, HistoryScreen};
use crate::gui::screens::recovery::{self, RecoveryScreen};
use crate::gui::screens::{Action, Home, Page, Sheet, details, print};
use crate::gui::widgets::quiet;
use crate::paper::form::Form;
use crate::runtime::message::{Command, Notice, Panel};
use crate::runtime::pages::{PageNews, PageOrder};
use crate::runtime::recovery::Remains;
use crate::tr;

/// What the user did on such a page.
#[derive(Debug, Clone)]
pub enum Message {
    /// «Печатная форма».
    Print(print::Message),
    /// «Проверка ключей».
    Recovery(recovery::Message),
    /// «Старые ключи».
    CleanUp(cleanup::Message),
    /// «История замен».
    History(history::Message),
}

/// A page over everything else.
pub(super) enum OpenSheet {
    Details(Box<Form>),
    Print(Box<print::PrintScreen>),
    Recovery(Box<RecoveryScreen>),
    CleanUp(Box<CleanUpScreen>),
    History(Box<HistoryScreen>),
}

impl OpenSheet {
    /// The page, and what has to be asked of the worker for it; `None` for what is a dialog. Forms are saved in
    /// `documents`.
    pub(super) fn open(sheet: Sheet, documents: &Path) -> Option<(Self, Option<Command>)> {
        Some(match sheet {
            Sheet::Details(certificate) => (Self::Details(Box::new(details::form(&certificate))), None),
            Sheet::Print(document) => {
                let screen = print::PrintScreen::new(document, documents);
                (Self::Print(Box::new(screen)), Some(Command::Printers))
            }
            Sheet::Recovery => (Self::Recovery(Box::new(RecoveryScreen::new())), None),
            Sheet::CleanUp(place) => (Self::CleanUp(Box::new(CleanUpScreen::new(place))), None),
            Sheet::History => {
                let screen = HistoryScreen::new(documents);
                (Self::History(Box::new(screen)), Some(Command::Page(PageOrder::History)))
            }
            Sheet::Pin(..) => return None,
        })
    }

    /// Takes a message; one of a page that was closed changes nothing.
    pub(super) fn update(&mut self, message: Message, panel: &Panel, remains: &Remains) -> Action<Message> {
        match (self, message) {
            (Self::Print(screen), Message::Print(message)) => screen.update(message).map(Message::Print),
            (Self::Recovery(screen), Message::Recovery(message)) => {
                screen.update(message, panel).map(Message::Recovery)
            }
            (Self::CleanUp(screen), Message::CleanUp(message)) => {
                screen.update(message, panel, remains).map(Message::CleanUp)
            }
            (Self::History(screen), Message::History(message)) => {
                screen.update(message).map(Message::History)
            }
            _ => Action::None,
        }
    }

    /// Takes news that are for this page, and gives back all others.
    pub(super) fn hear(&mut self, notice: Notice) -> Option<Notice> {
        match (self, notice) {
            (Self::Print(screen), Notice::Printers(printers)) => screen.found_printers(printers),
            (Self::Print(screen), Notice::FormSaved(path)) => screen.saved(path),
            (Self::Print(screen), Notice::FormPrinted) => screen.sent(),
            (Self::Print(screen), Notice::Failed(fault)) => screen.failed(fault),
            (Self::Recovery(screen), Notice::Tended(result)) => screen.tended(result),
            (Self::CleanUp(screen), Notice::Tended(result)) => screen.tended(result),
            (
                Self::History(screen),
                Notice::Page(news @ (PageNews::History(..) | PageNews::HistorySaved(_))),
            ) => screen.hear(news),
            (Self::History(screen), Notice::Failed(fault)) => screen.failed(fault),
            (_, notice) => return Some(notice),
        }
        None
    }

    /// Draws the page.
    pub(super) fn page<'a>(&'a self, home: &Home<'a>) -> Page<'a, super::Message> {
        let back = || quiet(tr!("app-back"), Some(super::Message::CloseSheet));
        match self {
            Self::Details(form) => details::page(form).left(back()),
            Self::Print(screen) => {
                screen.view().map(|message| super::Message::Sheet(Message::Print(message))).left(back())
            }
            Self::Recovery(screen) => screen
                .page(home)
                .map(|message| super::Message::Sheet(Message::Recovery(message)))
                .left(back()),
            Self::History(screen) => {
                screen.page().map(|message| super::Message::Sheet(Message::History(message))).left(back())
            }
            Self::CleanUp(screen) => {
                let page = screen.page(home).map(|message| super::Message::Sheet(Message::CleanUp(message)));
                if screen.has_way_back() { page } else { page.left(back()) }
            }
        }
    }
}
