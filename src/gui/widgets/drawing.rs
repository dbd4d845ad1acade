//! A drawing that is kept between frames: drawn again only when it would look different.

use crate::gui::theme::{Colours, colours};
use iced::widget::canvas::{Cache, Frame, Geometry};
use iced::{Renderer, Size, Theme};
use std::cell::RefCell;

/// What a canvas shows, as the state of its program. Without it every canvas would be painted anew each time a
/// caret blinks.
#[derive(Debug)]
pub struct Drawing<Subject> {
    kept: Cache,
    /// What is drawn, and whether with the dark colours.
    shown: RefCell<Option<(Subject, bool)>>,
}

impl<Subject> Default for Drawing<Subject> {
    fn default() -> Self {
        Self { kept: Cache::default(), shown: RefCell::default() }
    }
}

impl<Subject: PartialEq + Clone> Drawing<Subject> {
    /// The kept drawing of `subject`, or a new one.
    pub fn of(
        &self,
        subject: &Subject,
        renderer: &Renderer,
        theme: &Theme,
        size: Size,
        draw: impl FnOnce(&mut Frame, &Colours),
    ) -> Vec<Geometry> {
        let dark = theme.extended_palette().is_dark;
        let mut shown = self.shown.borrow_mut();
        if !shown.as_ref().is_some_and(|(drawn, in_dark)| drawn == subject && *in_dark == dark) {
            self.kept.clear();
            *shown = Some((subject.clone(), dark));
        }
        vec![self.kept.draw(renderer, size, |frame| draw(frame, colours(theme)))]
    }
}
