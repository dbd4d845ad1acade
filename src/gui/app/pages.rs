//! Which page is on show, and what the navigation says.

use crate::gui::app::{App, Message, OpenSheet, Section, second};
use crate::gui::screens::trouble::Trouble;
use crate::gui::screens::{Home, Page};
use crate::gui::screens::{certificates, details, notifications, tokens};
use crate::gui::theme::Tone;
use crate::gui::widgets::{NavItem, notice, quiet};
use crate::tr;

impl App {
    pub(super) fn page(&self) -> Page<'_, Message> {
        let back = || quiet(tr!("app-back"), Some(Message::CloseSheet));
        match (&self.sheet, &self.wizard) {
            (Some(OpenSheet::Details(form)), _) => details::page(form).left(back()),
            (Some(OpenSheet::Print(screen)), _) => screen.view().map(Message::Print).left(back()),
            (None, Some(wizard)) => {
                let page = wizard.page(self.now, second(&self.panel, wizard)).map(Message::Wizard);
                page.extend(self.fault.as_ref().map(|fault| notice(Tone::Warn, Trouble::new(fault).line())))
            }
            (None, None) => self.home_page(),
        }
    }

    fn home_page(&self) -> Page<'_, Message> {
        let busy = !self.gone && (self.scanning || self.opening);
        let (panel, fault) = (&self.panel, self.fault.as_ref());
        let home = Home { panel, now: self.now, busy, gone: self.gone, fault };
        match self.section {
            Section::Notifications => notifications::page(&home).map(Message::Notifications),
            Section::Certificates => certificates::page(&home).map(Message::Certificates),
            Section::Tokens => tokens::page(&home).map(Message::Tokens),
            Section::Approvals => self.approvals.page(self.now, self.fault.as_ref()).map(Message::Approvals),
            Section::Settings => self.settings_page(),
        }
    }

    pub(super) fn navigation(&self) -> Vec<NavItem<Message>> {
        let due = self.panel.cards.iter().filter(|card| card.needs_you());
        let item = |section: Section, title: String, waiting: usize| NavItem {
            title,
            waiting,
            selected: section == self.section,
            on_press: Message::Open(section),
        };
        vec![
            item(Section::Notifications, tr!("nav-notifications"), due.count()),
            item(Section::Certificates, tr!("nav-certificates"), 0),
            item(Section::Tokens, tr!("nav-tokens"), 0),
            item(Section::Approvals, tr!("nav-approvals"), self.approvals.waiting()),
            item(Section::Settings, tr!("nav-settings"), 0),
        ]
    }
}
