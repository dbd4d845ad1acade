//! Makes any element reachable by Tab and usable by Enter and Space.
//!
//! Stock iced lets Tab reach text fields only. The wrapper adds a focus of its own around a button, a check
//! box or a card; the ring is drawn only for focus that came from the keyboard, as browsers do.

use crate::gui::theme::{colours, measures};
use iced::advanced::layout::{self, Layout};
use iced::advanced::renderer::{self, Quad, Renderer as _};
use iced::advanced::widget::{Id, Operation, Tree, Widget, operation, tree};
use iced::advanced::{Clipboard, Shell, overlay};
use iced::keyboard::{self, Key, key::Named};
use iced::{Border, Color, Element, Event, Length, Rectangle, Renderer, Size, Theme, Vector, mouse};

/// Width of the ring, and its distance from what it surrounds.
const RING: f32 = 2.0;

/// See [`focusable`].
pub struct Focusable<'a, M> {
    id: Option<Id>,
    content: Element<'a, M>,
    on_activate: Option<M>,
    radius: f32,
}

/// Wraps `content`: Tab reaches it and Enter or Space send `on_activate`. With `None` it is passed over.
pub fn focusable<'a, M>(content: impl Into<Element<'a, M>>, on_activate: Option<M>) -> Focusable<'a, M> {
    Focusable { id: None, content: content.into(), on_activate, radius: measures::RADIUS }
}

impl<M> Focusable<'_, M> {
    /// A name for `operation::focus` and for tests.
    #[must_use]
    pub fn id(mut self, id: impl Into<Id>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// The corner radius of the content, which the ring follows.
    #[must_use]
    pub fn radius(mut self, radius: f32) -> Self {
        self.radius = radius;
        self
    }
}

#[derive(Default)]
struct State {
    focused: bool,
    ring: bool,
}

impl operation::Focusable for State {
    fn is_focused(&self) -> bool {
        self.focused
    }

    /// Called by Tab and by `operation::focus`, never by a click: so the ring is wanted.
    fn focus(&mut self) {
        *self = Self { focused: true, ring: true };
    }

    fn unfocus(&mut self) {
        *self = Self::default();
    }
}

impl<M: Clone> Widget<M, Theme, Renderer> for Focusable<'_, M> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn children(&self) -> Vec<Tree> {
        vec![Tree::new(&self.content)]
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(std::slice::from_ref(&self.content));
    }

    fn size(&self) -> Size<Length> {
        self.content.as_widget().size()
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &layout::Limits) -> layout::Node {
        self.content.as_widget_mut().layout(&mut tree.children[0], renderer, limits)
    }

    fn operate(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer, op: &mut dyn Operation) {
        let state = tree.state.downcast_mut::<State>();
        if self.on_activate.is_some() {
            op.focusable(self.id.as_ref(), layout.bounds(), state);
        } else {
            *state = State::default();
        }
        self.content.as_widget_mut().operate(&mut tree.children[0], layout, renderer, op);
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, M>,
        viewport: &Rectangle,
    ) {
        let content = self.content.as_widget_mut();
        content.update(&mut tree.children[0], event, layout, cursor, renderer, clipboard, shell, viewport);

        let state = tree.state.downcast_mut::<State>();
        match (event, &self.on_activate) {
            (Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)), on_activate) => {
                let clicked = on_activate.is_some() && cursor.is_over(layout.bounds());
                if state.focused != clicked || state.ring {
                    *state = State { focused: clicked, ring: false };
                    shell.request_redraw();
                }
            }
            (
                Event::Keyboard(keyboard::Event::KeyPressed {
                    key: Key::Named(Named::Enter | Named::Space),
                    repeat: false,
                    ..
                }),
                Some(message),
            ) if state.focused && !shell.is_event_captured() => {
                shell.publish(message.clone());
                shell.capture_event();
            }
            _ => {}
        }
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let content = self.content.as_widget();
        content.draw(&tree.children[0], renderer, theme, style, layout, cursor, viewport);
        if tree.state.downcast_ref::<State>().ring {
            let border = Border {
                color: colours(theme).primary,
                width: RING,
                radius: (self.radius + 2.0 * RING).into(),
            };
            let ring = Quad { bounds: layout.bounds().expand(2.0 * RING), border, ..Quad::default() };
            // A layer of its own, or a neighbour drawn later would cover a side of the ring.
            renderer.with_layer(*viewport, |renderer| renderer.fill_quad(ring, Color::TRANSPARENT));
        }
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        self.content.as_widget().mouse_interaction(&tree.children[0], layout, cursor, viewport, renderer)
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, M, Theme, Renderer>> {
        self.content.as_widget_mut().overlay(&mut tree.children[0], layout, renderer, viewport, translation)
    }
}

impl<'a, M: Clone + 'a> From<Focusable<'a, M>> for Element<'a, M> {
    fn from(focusable: Focusable<'a, M>) -> Self {
        Element::new(focusable)
    }
}
