//! What stands beside the renewals: «Диагностика» with «Репетиция», and the card that says what will hinder a renewal.

use std::path::PathBuf;

use iced::Task;

use crate::domain::workplace::Line;
use crate::fault::Fault;
use crate::gui::app::{App, Message, Section};
use crate::gui::screens::Page;
use crate::gui::screens::diagnostics::{self, DiagnosticsScreen};
use crate::gui::screens::trouble::fault_notice;
use crate::gui::theme::Tone;
use crate::runtime::pages::PageNews;

/// The pages and what they have heard.
#[derive(Debug, Default)]
pub(super) struct Beside {
    diagnostics: DiagnosticsScreen,
    /// What will hinder the next renewal.
    hindering: Vec<Line>,
    /// The keyring of the system is missing.
    keyring: Option<Fault>,
}

impl Beside {
    /// News for these pages.
    pub(super) fn hear(&mut self, news: PageNews) {
        match news {
            PageNews::Keyring(fault) => self.keyring = fault,
            PageNews::Hindrances(lines) => self.hindering = lines,
            PageNews::Diagnosis(lines) => {
                // What was mended hinders no more.
                self.hindering.retain(|old| {
                    lines.iter().any(|new| new.check.subject == old.check.subject && new.hinders())
                });
                self.diagnostics.hear(PageNews::Diagnosis(lines));
            }
            news => self.diagnostics.hear(news),
        }
    }

    /// An order failed.
    pub(super) fn failed(&mut self) {
        self.diagnostics.failed();
    }

    /// «Диагностика».
    pub(super) fn page<'a>(&'a self, training: bool, fault: Option<&Fault>) -> Page<'a, Message> {
        self.diagnostics.page(training, fault).map(Message::Diagnostics)
    }

    /// «Уведомления» with the card above all others.
    pub(super) fn warn<'a>(&'a self, mut page: Page<'a, Message>) -> Page<'a, Message> {
        let teaser = diagnostics::teaser(&self.hindering, Message::Open(Section::Diagnostics));
        page.sections.splice(0..0, teaser);
        let keyring = |fault| fault_notice(Tone::Info, fault);
        page.extend(self.keyring.as_ref().map(keyring))
    }
}

impl App {
    /// A section was opened.
    pub(super) fn section_opened(&mut self, section: Section) {
        if section == Section::Diagnostics
            && let Some(order) = self.beside.diagnostics.opened()
        {
            self.send(order);
        }
    }

    /// Something was pressed on «Диагностика».
    pub(super) fn on_diagnostics(&mut self, message: diagnostics::Message) -> Task<Message> {
        let action = self.beside.diagnostics.update(message, self.now, &documents());
        self.perform(action.map(Message::Diagnostics))
    }
}

/// Where a printed form is saved unless the user says otherwise.
pub(super) fn documents() -> PathBuf {
    let folders = directories::UserDirs::new();
    let documents = folders.as_ref().and_then(|folders| folders.document_dir());
    documents.or(folders.as_ref().map(directories::UserDirs::home_dir)).map(PathBuf::from).unwrap_or_default()
}
