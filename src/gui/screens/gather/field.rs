//! The field itself: feels the pointer and the keys, draws the trail of the pointer.

use iced::keyboard::{self, Key, key::Named};
use iced::widget::canvas::{self, Action, Frame, Geometry, Path, Stroke};
use iced::{Point, Rectangle, Renderer, Theme, mouse};

use super::Message;
use crate::entropy::Event;
use crate::gui::theme::{colours, measures};

/// Height of the field.
pub const HEIGHT: f32 = 280.0;
/// How many places of the pointer are drawn.
pub const TRAIL: usize = 60;

/// What the field draws.
pub struct Field<'a> {
    /// Last places, oldest first.
    pub trail: &'a [Point],
    /// The drawing, until something new was felt.
    pub drawn: &'a canvas::Cache,
    /// False while a question is asked or when nothing more is needed.
    pub open: bool,
}

impl canvas::Program<Message> for Field<'_> {
    type State = ();

    fn update(
        &self,
        (): &mut (),
        event: &canvas::Event,
        bounds: Rectangle,
        cursor: mouse::Cursor,
    ) -> Option<Action<Message>> {
        if !self.open {
            return None;
        }
        match event {
            // The position of the event, not of the cursor: that one is the same for a whole batch of events.
            canvas::Event::Mouse(mouse::Event::CursorMoved { position }) => {
                let (x, y) = inside(*position, bounds)?;
                Some(Action::publish(Message::Felt(Event::Move { x, y })))
            }
            canvas::Event::Mouse(mouse::Event::ButtonPressed(button)) => {
                let (x, y) = inside(cursor.position()?, bounds)?;
                let button = match button {
                    mouse::Button::Left => 0,
                    mouse::Button::Right => 1,
                    _ => 2,
                };
                Some(Action::publish(Message::Felt(Event::Click { x, y, button })))
            }
            canvas::Event::Keyboard(keyboard::Event::KeyPressed { key, modified_key, repeat, .. }) => {
                match key {
                    Key::Named(Named::Escape) => Some(Action::publish(Message::AskStop).and_capture()),
                    // Tab walks through the buttons, Enter and Space press them: captured there, felt here
                    // only when nothing else wants them.
                    _ => {
                        let code = code(modified_key)?;
                        Some(Action::publish(Message::Felt(Event::Key { code, repeat: *repeat })))
                    }
                }
            }
            _ => None,
        }
    }

    fn draw(
        &self,
        (): &(),
        renderer: &Renderer,
        theme: &Theme,
        bounds: Rectangle,
        _cursor: mouse::Cursor,
    ) -> Vec<Geometry> {
        vec![self.drawn.draw(renderer, bounds.size(), |frame| draw(frame, theme, self.trail))]
    }

    fn mouse_interaction(&self, (): &(), bounds: Rectangle, cursor: mouse::Cursor) -> mouse::Interaction {
        if cursor.is_over(bounds) { mouse::Interaction::Crosshair } else { mouse::Interaction::default() }
    }
}

/// The field with the trail: the older a place, the paler.
fn draw(frame: &mut Frame, theme: &Theme, trail: &[Point]) {
    let colours = colours(theme);
    let size = frame.size();
    let edge = Path::rounded_rectangle(
        Point::new(0.5, 0.5),
        iced::Size::new(size.width - 1.0, size.height - 1.0),
        measures::RADIUS_CARD.into(),
    );
    frame.fill(&edge, colours.surface_chosen);
    frame.stroke(&edge, Stroke::default().with_color(colours.line));
    for (step, pair) in trail.windows(2).enumerate() {
        if let [from, to] = pair {
            let alpha = 0.35 * fade(step, trail.len());
            let line = Path::line(*from, *to);
            frame.stroke(
                &line,
                Stroke::default().with_width(1.5).with_color(colours.primary.scale_alpha(alpha)),
            );
        }
    }
    for (step, place) in trail.iter().enumerate() {
        let dot = Path::circle(*place, 3.0 + (step % 3) as f32);
        frame.fill(&dot, colours.primary.scale_alpha(fade(step, trail.len())));
    }
}

/// From nearly clear to full. The renderer refuses an opacity above 1, which rounding alone can bring about.
fn fade(step: usize, length: usize) -> f32 {
    (0.2 + 0.8 * (step + 1) as f32 / length.max(1) as f32).min(1.0)
}

/// Pixels from the corner of the field; `None` outside.
fn inside(position: Point, bounds: Rectangle) -> Option<(u16, u16)> {
    bounds.contains(position).then_some(((position.x - bounds.x) as u16, (position.y - bounds.y) as u16))
}

/// A number that tells keys apart; modifiers alone tell nothing.
fn code(key: &Key) -> Option<u32> {
    match key {
        Key::Character(text) => text.chars().next().map(u32::from),
        Key::Named(Named::Shift | Named::Control | Named::Alt | Named::Super) => None,
        // Beyond all characters.
        Key::Named(named) => Some(0x0020_0000 | *named as u32),
        Key::Unidentified => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_place_of_the_trail_is_more_than_opaque() {
        for length in 1..=TRAIL {
            assert!((0..length).all(|step| (0.0..=1.0).contains(&fade(step, length))), "{length}");
        }
    }
}
