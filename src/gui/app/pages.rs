//! Which page is on show, and what the navigation says.

use crate::gui::app::{App, Message, Section, second};
use crate::gui::screens::trouble::fault_notice;
use crate::gui::screens::{Home, Page};
use crate::gui::screens::{certificates, tokens};
use crate::gui::theme::Tone;
use crate::gui::widgets::NavItem;
use crate::renewal::recovery::Finding;
use crate::tr;

impl App {
    pub(super) fn page(&self) -> Page<'_, Message> {
        self.under_pin(self.page_below())
    }

    fn page_below(&self) -> Page<'_, Message> {
        match (&self.sheet, &self.wizard) {
            (Some(sheet), _) => sheet.page(&self.home()),
            (None, Some(wizard)) => {
                let page = wizard.page(self.now, second(&self.panel, wizard)).map(Message::Wizard);
                page.extend(self.fault.as_ref().map(|fault| fault_notice(Tone::Warn, fault)))
            }
            (None, None) => self.home_page(),
        }
    }

    pub(super) fn home(&self) -> Home<'_> {
        let busy = !self.gone && (self.scanning || self.opening);
        let (panel, remains, fault) = (&self.panel, &self.remains, self.fault.as_ref());
        Home { panel, remains, now: self.now, busy, gone: self.gone, fault }
    }

    fn home_page(&self) -> Page<'_, Message> {
        let home = self.home();
        match self.section {
            Section::Notifications => {
                self.beside.warn(self.notifications.page(&home).map(Message::Notifications))
            }
            Section::Diagnostics => self.beside.page(self.training, self.fault.as_ref()),
            Section::Certificates => certificates::page(&home).map(Message::Certificates),
            Section::Tokens => tokens::page(&home).map(Message::Tokens),
            Section::Approvals => self.approvals.page(self.now, self.fault.as_ref()).map(Message::Approvals),
            Section::Settings => self.settings_page(),
        }
    }

    pub(super) fn navigation(&self) -> Vec<NavItem<Message>> {
        let due = self.panel.cards.iter().filter(|card| card.needs_you()).count();
        // One card leads to all of it.
        let remains = usize::from(self.remains.findings.iter().any(Finding::is_news));
        let item = |section: Section, title: String, waiting: usize| NavItem {
            title,
            waiting,
            selected: section == self.section,
            on_press: Message::Open(section),
        };
        vec![
            item(Section::Notifications, tr!("nav-notifications"), due + remains),
            item(Section::Certificates, tr!("nav-certificates"), 0),
            item(Section::Tokens, tr!("nav-tokens"), 0),
            item(Section::Approvals, tr!("nav-approvals"), self.approvals.waiting()),
            item(Section::Diagnostics, tr!("nav-diagnostics"), 0),
            item(Section::Settings, tr!("nav-settings"), 0),
        ]
    }
}
