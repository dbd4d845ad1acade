//! The cards of «Настройки».

use iced::widget::{Column, Row, column, row};
use iced::{Element, Fill};

use crate::domain::settings::{Key, LanguageChoice, Settings, ThemeChoice};
use crate::fault::{Fault, SupportCode};
use crate::gui::screens::settings::{BACKUP, MODULES, Message, PROXY, SettingsScreen, THRESHOLDS, Way};
use crate::gui::screens::trouble::{Trouble, remark};
use crate::gui::theme::{Tone, measures};
use crate::gui::widgets::{Field, card, card_title, field, label, radio, secondary, small, switch};
use crate::i18n;
use crate::runtime::settings::Mode;
use crate::tr;

/// Steps of the text size on the page; the file takes any percent between.
const TEXT_SIZE_STEP: usize = 25;

impl SettingsScreen {
    /// All cards from top to bottom.
    pub(super) fn sections<'a>(&'a self, mode: Mode) -> Vec<Element<'a, Message>> {
        vec![self.authority(mode), self.tokens(), self.notices(), self.look(), self.copies(), self.network()]
    }

    fn authority<'a>(&'a self, mode: Mode) -> Element<'a, Message> {
        let chosen = self.draft.profile.as_deref();
        let known = |id: &str| self.view.profiles.iter().any(|profile| profile.id == id);
        let other = chosen.filter(|id| !known(id)).map(|id| (Some(id), id.to_owned()));
        let all = self.view.profiles.iter().map(|profile| (Some(profile.id.as_str()), profile.title.clone()));
        let none = (None, tr!("settings-profile-none"));
        let lines = all.chain(other).chain([none]).map(|(id, title)| {
            let message = Message::Profile(id.map(str::to_owned));
            radio(title, chosen == id, self.unless_locked(Key::Profile, message)).into()
        });
        let there = self.held().settings.profile.is_some();
        let practise = match mode {
            Mode::Work => Some((tr!("settings-to-training"), Mode::Training)),
            Mode::Training if there => Some((tr!("settings-to-work"), Mode::Work)),
            Mode::Training => None,
        };
        let practise = practise.map(|(words, mode)| secondary(words, Some(Message::Reopen(mode))));
        self.section(
            tr!("settings-profile"),
            column![self.of_administrator(Key::Profile), choices(lines), practise],
        )
    }

    fn tokens(&self) -> Element<'_, Message> {
        let modules = field(tr!("settings-modules"), self.modules.as_str())
            .id(MODULES)
            .hint(self.hint(self.read_modules(), tr!("settings-modules-hint")));
        let modules = self.typed(Key::Modules, modules, Message::Modules);
        let remember = self.unless_locked(Key::RememberPin, Message::RememberPin);
        self.section(
            tr!("settings-tokens"),
            column![
                modules,
                self.of_administrator(Key::Modules),
                switch(tr!("settings-remember-pin"), self.draft.remember_pin, remember),
                small(tr!("settings-remember-pin-line")),
                self.of_administrator(Key::RememberPin),
                self.pins(),
            ],
        )
    }

    /// Why PINs are not kept, or not forgotten, as it was wished.
    fn pins<'a>(&self) -> Option<Element<'a, Message>> {
        let fault = self.view.pin_fault.as_ref()?;
        let code = fault.support_code();
        Some(match fault.code {
            SupportCode::KeyringAbsent => {
                remark(Tone::Warn, tr!("settings-remember-pin-none", code = code)).into()
            }
            _ => remark(Tone::Bad, Trouble::new(fault).notice()).into(),
        })
    }

    fn notices(&self) -> Element<'_, Message> {
        let autostart = self.unless_locked(Key::Autostart, Message::Autostart);
        let days = field(tr!("settings-thresholds"), self.thresholds.as_str())
            .id(THRESHOLDS)
            .hint(self.hint(self.read_thresholds(), tr!("settings-thresholds-hint")));
        self.section(
            tr!("settings-notices"),
            column![
                switch(tr!("settings-autostart"), self.draft.autostart, autostart),
                self.of_administrator(Key::Autostart),
                self.schedule(),
                self.typed(Key::Thresholds, days, Message::Thresholds),
                self.of_administrator(Key::Thresholds),
            ],
        )
    }

    /// How the check stands, and why it does not if it was wanted.
    fn schedule(&self) -> Element<'_, Message> {
        let held = &self.held().settings;
        let wanted = self.draft.autostart;
        match &self.view.schedule_fault {
            Some(fault) => remark(Tone::Bad, Trouble::new(fault).notice()).into(),
            None if wanted && self.draft.profile.is_none() => small(tr!("settings-autostart-later")).into(),
            // What is chosen and not saved yet says nothing of the system.
            None if wanted != held.autostart => small("").into(),
            None => small(i18n::schedule(self.view.schedule)).into(),
        }
    }

    fn look(&self) -> Element<'_, Message> {
        let languages = LanguageChoice::ALL.iter().map(|one| {
            let words = match one {
                LanguageChoice::System => tr!("settings-as-system"),
                LanguageChoice::Russian => "Русский".to_owned(),
                LanguageChoice::English => "English".to_owned(),
            };
            let message = self.unless_locked(Key::Language, Message::Language(*one));
            radio(words, self.draft.language == *one, message).into()
        });
        let sizes = Settings::TEXT_SIZES.step_by(TEXT_SIZE_STEP).map(|percent| {
            let message = self.unless_locked(Key::TextSize, Message::TextSize(percent));
            radio(tr!("settings-percent", percent = percent), self.draft.text_size == percent, message).into()
        });
        let themes = ThemeChoice::ALL.iter().map(|one| {
            let words = match one {
                ThemeChoice::System => tr!("settings-as-system"),
                ThemeChoice::Light => tr!("settings-light"),
                ThemeChoice::Dark => tr!("settings-dark"),
            };
            let message = self.unless_locked(Key::Theme, Message::Theme(*one));
            radio(words, self.draft.theme == *one, message).into()
        });
        self.section(
            tr!("settings-look"),
            column![
                self.labelled(Key::Language, tr!("settings-language"), choices(languages)),
                self.labelled(Key::TextSize, tr!("settings-text-size"), choices(sizes)),
                self.labelled(Key::Theme, tr!("settings-theme"), choices(themes)),
            ],
        )
    }

    fn copies(&self) -> Element<'_, Message> {
        let folder = field(tr!("settings-backup"), self.backup.as_str())
            .id(BACKUP)
            .hint(self.hint(self.read_backup(), tr!("settings-backup-hint")));
        let browse = self.unless_locked(Key::BackupFolder, Message::Browse);
        self.section(
            tr!("settings-copies"),
            column![
                self.typed(Key::BackupFolder, folder, Message::Backup),
                self.of_administrator(Key::BackupFolder),
                secondary(tr!("settings-browse"), browse),
            ],
        )
    }

    fn network(&self) -> Element<'_, Message> {
        let ways = [
            (Way::System, tr!("settings-as-system")),
            (Way::Direct, tr!("settings-proxy-none")),
            (Way::Proxy, tr!("settings-proxy-at")),
        ];
        let ways = ways.into_iter().map(|(way, words)| {
            let message = self.unless_locked(Key::Proxy, Message::Proxy(way));
            radio(words, self.way == way, message).into()
        });
        let address = (self.way == Way::Proxy).then(|| {
            let address = field(tr!("settings-proxy-address"), self.address.as_str())
                .id(PROXY)
                .placeholder("http://proxy:3128")
                .hint(self.hint(self.read_proxy(), tr!("settings-proxy-hint")));
            self.typed(Key::Proxy, address, Message::Address)
        });
        self.section(
            tr!("settings-proxy"),
            column![self.of_administrator(Key::Proxy), choices(ways), address],
        )
    }

    fn section<'a>(&self, title: String, content: Column<'a, Message>) -> Element<'a, Message> {
        card(column![card_title(title), content.spacing(measures::GAP_M)].spacing(measures::GAP_M)).into()
    }

    fn labelled<'a>(&self, key: Key, name: String, choices: Element<'a, Message>) -> Element<'a, Message> {
        column![label(name), choices, self.of_administrator(key)].spacing(measures::LABEL_GAP).into()
    }

    fn typed<'a>(
        &self,
        key: Key,
        field: Field<'a, Message>,
        message: fn(String) -> Message,
    ) -> Element<'a, Message> {
        match self.unless_locked(key, message) {
            Some(message) => field.on_input(message).on_submit(Some(Message::Save)).into(),
            None => field.into(),
        }
    }

    fn of_administrator<'a>(&self, key: Key) -> Option<Element<'a, Message>> {
        self.held().is_locked(key).then(|| row![small(tr!("settings-locked"))].width(Fill).into())
    }
}

/// Lines of a choice beside each other, as many as there is room for.
fn choices<'a>(lines: impl IntoIterator<Item = Element<'a, Message>>) -> Element<'a, Message> {
    let lines = Row::with_children(lines).spacing(measures::GAP_XL).wrap();
    lines.vertical_spacing(measures::GAP_S).into()
}

/// A mistake in a file, with its place.
pub(super) fn mistake(mistake: &Fault) -> String {
    let fact = |name| mistake.fact(name).unwrap_or_default();
    match (mistake.code, mistake.fact("line")) {
        (SupportCode::SettingsInvalid, Some(line)) => tr!(
            "settings-mistake",
            file = fact("file"),
            line = line,
            column = fact("column"),
            detail = fact("detail")
        ),
        _ => Trouble::new(mistake).line(),
    }
}
