//! Draws the whole window anew after a change, instead of its changed parts.
//!
//! The software renderer compares a frame with the one before and paints what differs. When one page follows
//! another it misses some: ends of lines stay blank, edges are painted twice. A blink of the caret and a hovered
//! button go right, so only those are left to it.

use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::{Tree, Widget};
use iced::advanced::{Renderer as _, renderer};
use iced::{Element, Length, Rectangle, Renderer, Size, Theme, mouse};

/// See [`repaint`].
struct Repaint {
    change: u8,
}

/// Shows nothing. Put it under the whole window; `change` must be another number after each change.
///
/// It works by an empty layer with other bounds than in the frame before: the renderer paints all that lies within
/// the bounds of a layer that has moved.
pub fn repaint<'a, M: 'a>(change: u8) -> Element<'a, M> {
    Element::new(Repaint { change })
}

impl<M> Widget<M, Theme, Renderer> for Repaint {
    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Fill)
    }

    fn layout(&mut self, _: &mut Tree, _: &Renderer, limits: &layout::Limits) -> layout::Node {
        layout::Node::new(limits.max())
    }

    fn draw(
        &self,
        _: &Tree,
        renderer: &mut Renderer,
        _: &Theme,
        _: &renderer::Style,
        _: Layout<'_>,
        _: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        renderer.with_layer(viewport.expand(f32::from(self.change)), |_| {});
    }
}
