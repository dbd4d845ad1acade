//! How the settings take effect in the window: language, theme, size, and what it works on.

use iced::{Size, Theme};

use crate::domain::settings::{InForce, ThemeChoice};
use crate::gui::app::{App, Message, Section};
use crate::gui::screens::Page;
use crate::gui::screens::approvals::ApprovalsScreen;
use crate::gui::screens::settings::SettingsScreen;
use crate::gui::shell::Room;
use crate::gui::theme::{self, measures};
use crate::i18n;
use crate::runtime::message::{Command, Panel};
use crate::runtime::settings::{Mode, SettingsView};
use crate::tr;

impl App {
    /// With these settings. What is wrong with their file is told once the window is there.
    #[must_use]
    pub fn with(mut self, held: InForce) -> Self {
        self.fault = held.mistakes.first().cloned();
        self.held = held;
        self
    }

    /// The theme that was chosen; without a choice that of the system, light where it does not say.
    pub fn theme(&self) -> Theme {
        let dark = match self.held.settings.theme {
            ThemeChoice::System => self.system_is_dark,
            choice => choice == ThemeChoice::Dark,
        };
        if dark { theme::dark() } else { theme::light() }
    }

    /// How much larger than designed everything is.
    pub fn scale(&self) -> f32 {
        f32::from(self.held.settings.text_size) / 100.0
    }

    /// The window has another size now, in units of the design.
    pub(super) fn resized(&mut self, size: Size) {
        self.size = size * self.scale();
    }

    /// How much room a page has.
    pub(super) fn room(&self) -> Room {
        Room::of(self.size.width / self.scale())
    }

    pub(super) fn open_settings(&mut self) {
        self.section = Section::Settings;
        self.send(Command::Settings);
    }

    pub(super) fn settings_page(&self) -> Page<'_, Message> {
        let mode = if self.training { Mode::Training } else { Mode::Work };
        let page = self.settings.as_ref().map(|settings| settings.page(mode, self.fault.as_ref()));
        page.unwrap_or_else(|| Page::new(tr!("settings-title"))).map(Message::Settings)
    }

    /// The settings were read or saved.
    pub(super) fn hold(&mut self, view: SettingsView) {
        if self.held.settings.language != view.held.settings.language {
            i18n::speak(view.held.settings.language);
        }
        self.held = view.held.clone();
        match &mut self.settings {
            Some(screen) => screen.heard(view),
            None => self.settings = Some(SettingsScreen::new(view)),
        }
    }

    /// Everything was opened anew: what was read of the tokens before is gone.
    pub(super) fn opened(&mut self, mode: Mode) {
        let training = mode == Mode::Training;
        if self.training != training {
            self.panel = Panel::default();
        }
        if !training {
            self.wanted = self.wanted.take().or(self.after_choice.take());
        }
        self.training = training;
        self.wizard = None;
        self.approvals = ApprovalsScreen::new();
        self.opening = false;
        self.scanning = true;
    }
}

/// The size of the window as designed.
pub(super) fn designed() -> Size {
    measures::WINDOW.into()
}
