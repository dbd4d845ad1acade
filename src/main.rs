//! The window.

use std::sync::mpsc;

use renewal_master::gui::app::{self, WorkerLink};
use renewal_master::i18n;

fn main() -> iced::Result {
    i18n::set_language(i18n::Language::of_environment());
    let (commands, _orders) = mpsc::channel();
    let (_news, notices) = mpsc::channel();
    app::run(WorkerLink { commands, notices }, false)
}
