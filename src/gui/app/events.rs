//! What the window listens to beside its own widgets, and when.

use iced::{Event, Subscription, keyboard, window};

use crate::gui::app::{App, Message};
use crate::gui::screens::pin::typing;

impl App {
    /// A tick only while something is counted on the screen, typed and not saved, or to be inserted; files only while
    /// one is wanted.
    pub fn subscription(&self) -> Subscription<Message> {
        let sizes = window::resize_events().map(|(_, size)| Message::Resized(size));
        let themes = iced::system::theme_changes().map(Message::SystemTheme);
        let keys = self.takes_pin().then(|| iced::event::listen_with(caps_lock));
        let always = [sizes, themes].into_iter().chain(keys);
        let Some(wizard) = &self.wizard else { return Subscription::batch(always) };
        let counts = wizard.counts() || wizard.awaits_medium();
        let tick = wizard.is_dirty() || (self.sheet.is_none() && counts);
        let tick = tick.then(|| iced::time::every(std::time::Duration::from_secs(1)).map(|_| Message::Tick));
        let files = wizard.takes_files().then(|| iced::event::listen_with(dropped));
        Subscription::batch(tick.into_iter().chain(files).chain(always))
    }
}

/// Files dropped on the window, among all that happens to it.
fn dropped(event: Event, _: iced::event::Status, _: window::Id) -> Option<Message> {
    match event {
        Event::Window(window::Event::FileDropped(path)) => Some(Message::Dropped(path)),
        _ => None,
    }
}

/// What a key tells of Caps Lock, among all that happens to the window.
fn caps_lock(event: Event, _: iced::event::Status, _: window::Id) -> Option<Message> {
    let Event::Keyboard(keyboard::Event::KeyPressed { text: Some(text), modifiers, .. }) = event else {
        return None;
    };
    typing::caps_lock(&text, modifiers.shift()).map(Message::CapsLock)
}
