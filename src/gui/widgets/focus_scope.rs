//! A part of the window that keeps Tab inside itself: the page, or a dialog over it.
//!
//! Stock iced binds no Tab key, and a dialog in a `stack` stops only the mouse: Tab would still walk through
//! the page beneath. A scope that is not active is drawn but gets no events and is hidden from operations.
//! Keys are handled here, not in a subscription, so that one Esc is enough (a text field swallows Esc) and
//! tests without an event loop see what the user sees.

use std::hash::{DefaultHasher, Hash, Hasher};

use iced::advanced::layout::{self, Layout};
use iced::advanced::renderer;
use iced::advanced::widget::{Id, Operation, Tree, Widget, operation, tree};
use iced::advanced::{Clipboard, Shell, overlay};
use iced::keyboard::{self, Key, key::Named};
use iced::{Element, Event, Length, Rectangle, Renderer, Size, Theme, Vector, mouse, window};

/// See [`focus_scope`].
pub struct FocusScope<'a, M> {
    content: Element<'a, M>,
    active: bool,
    on_escape: Option<M>,
    autofocus: Option<&'static str>,
    page: Option<u64>,
}

/// Tab and Shift+Tab go round inside `content` and scroll what they reach into view; the arrows and the page keys
/// scroll what is longer than the window, so that it can be read without a mouse.
pub fn focus_scope<'a, M>(content: impl Into<Element<'a, M>>) -> FocusScope<'a, M> {
    FocusScope { content: content.into(), active: true, on_escape: None, autofocus: None, page: None }
}

impl<M> FocusScope<'_, M> {
    /// With `false`, the scope is a picture: neither mouse nor keyboard reach it.
    #[must_use]
    pub fn active(mut self, active: bool) -> Self {
        self.active = active;
        self
    }

    /// What Esc sends.
    #[must_use]
    pub fn on_escape(mut self, message: Option<M>) -> Self {
        self.on_escape = message;
        self
    }

    /// Focuses the first element once for each new `name`, for example when a dialog opens.
    #[must_use]
    pub fn autofocus(mut self, name: &'static str) -> Self {
        self.autofocus = Some(name);
        self
    }

    /// Names the page: another one begins at its top, however far the one before it was scrolled.
    #[must_use]
    pub fn page(mut self, title: &str) -> Self {
        let mut hasher = DefaultHasher::new();
        title.hash(&mut hasher);
        self.page = Some(hasher.finish());
        self
    }
}

/// What has been done already.
#[derive(Default)]
struct State {
    /// The name whose first element has been focused.
    focused_for: Option<&'static str>,
    /// The page that was scrolled to its top.
    page: Option<u64>,
}

impl<M: Clone> FocusScope<'_, M> {
    fn focus_first_once(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer) {
        let state = tree.state.downcast_mut::<State>();
        if self.autofocus.is_some() && state.focused_for != self.autofocus {
            state.focused_for = self.autofocus;
            self.operate(tree, layout, renderer, &mut FocusNth::new(0));
        }
    }

    fn begin_at_top(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer) {
        let state = tree.state.downcast_mut::<State>();
        if state.page != self.page {
            state.page = self.page;
            self.operate(tree, layout, renderer, &mut ToTop);
        }
    }

    fn move_focus(&mut self, back: bool, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer) {
        let mut count = Count::default();
        self.operate(tree, layout, renderer, &mut count);
        let last = count.total.saturating_sub(1);
        let next = match (count.focused, back) {
            (Some(i), false) if i < last => i + 1,
            (Some(i), true) if i > 0 => i - 1,
            (_, false) => 0,
            (_, true) => last,
        };
        let mut focus = FocusNth::new(next);
        self.operate(tree, layout, renderer, &mut focus);
        if let Some((bounds, around)) = focus.found {
            self.operate(tree, layout, renderer, &mut Reveal { bounds, around, seen: 0 });
        }
    }
}

impl<M: Clone> Widget<M, Theme, Renderer> for FocusScope<'_, M> {
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
        if self.active {
            self.content.as_widget_mut().operate(&mut tree.children[0], layout, renderer, op);
        }
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
        if self.active {
            self.begin_at_top(tree, layout, renderer);
            self.focus_first_once(tree, layout, renderer);
        }
        // Buttons learn in RedrawRequested that the mouse has left them, so a picture gets it too, without a mouse.
        let redraw = matches!(event, Event::Window(window::Event::RedrawRequested(_)));
        if self.active || redraw {
            let cursor = if self.active { cursor } else { mouse::Cursor::Unavailable };
            let content = self.content.as_widget_mut();
            content.update(
                &mut tree.children[0],
                event,
                layout,
                cursor,
                renderer,
                clipboard,
                shell,
                viewport,
            );
        }
        let Event::Keyboard(keyboard::Event::KeyPressed { key: Key::Named(named), modifiers, .. }) = event
        else {
            return;
        };
        match named {
            _ if !self.active => {}
            Named::Tab if !shell.is_event_captured() && !modifiers.command() && !modifiers.alt() => {
                self.move_focus(modifiers.shift(), tree, layout, renderer);
                shell.capture_event();
                shell.request_redraw();
            }
            Named::ArrowUp | Named::ArrowDown | Named::PageUp | Named::PageDown
                if !shell.is_event_captured() && modifiers.is_empty() =>
            {
                let mut scroll = Scroll { key: *named, moved: false };
                self.operate(tree, layout, renderer, &mut scroll);
                if scroll.moved {
                    shell.capture_event();
                    shell.request_redraw();
                }
            }
            // Even when captured: a text field captures Esc only to drop its own focus.
            Named::Escape => {
                if let Some(message) = self.on_escape.clone() {
                    shell.publish(message);
                    shell.capture_event();
                }
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
        self.content.as_widget().draw(&tree.children[0], renderer, theme, style, layout, cursor, viewport);
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        if !self.active {
            return mouse::Interaction::None;
        }
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
        if !self.active {
            return None;
        }
        self.content.as_widget_mut().overlay(&mut tree.children[0], layout, renderer, viewport, translation)
    }
}

impl<'a, M: Clone + 'a> From<FocusScope<'a, M>> for Element<'a, M> {
    fn from(scope: FocusScope<'a, M>) -> Self {
        Element::new(scope)
    }
}

/// Counts what can be focused, and remembers which of it is.
#[derive(Default)]
struct Count {
    total: usize,
    focused: Option<usize>,
}

impl Operation for Count {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn focusable(&mut self, _: Option<&Id>, _: Rectangle, state: &mut dyn operation::Focusable) {
        if state.is_focused() {
            self.focused = Some(self.total);
        }
        self.total += 1;
    }
}

/// Focuses the n-th element, takes the focus from all others, and notes where it is and which of all scrollables
/// it lies in.
#[derive(Default)]
struct FocusNth {
    left: Option<usize>,
    found: Option<(Rectangle, Vec<usize>)>,
    scrollables: usize,
    /// The children of this one come next.
    entering: Option<usize>,
    around: Vec<usize>,
}

impl FocusNth {
    fn new(n: usize) -> Self {
        Self { left: Some(n), ..Self::default() }
    }
}

impl Operation for FocusNth {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        let depth = self.around.len();
        self.around.extend(self.entering.take());
        operate(self);
        self.around.truncate(depth);
    }

    fn scrollable(
        &mut self,
        _: Option<&Id>,
        _: Rectangle,
        _: Rectangle,
        _: Vector,
        _: &mut dyn operation::Scrollable,
    ) {
        self.entering = Some(self.scrollables);
        self.scrollables += 1;
    }

    fn focusable(&mut self, _: Option<&Id>, bounds: Rectangle, state: &mut dyn operation::Focusable) {
        if self.left == Some(0) {
            state.focus();
            self.found = Some((bounds, self.around.clone()));
        } else {
            state.unfocus();
        }
        self.left = self.left.and_then(|n| n.checked_sub(1));
    }
}

/// What is seen above and below an element that was scrolled into view: its label, and what is said against it.
const ROOM: f32 = 32.0;

/// Scrolls every scrollable around the given bounds just so far that they are seen.
pub(super) struct Reveal {
    pub(super) bounds: Rectangle,
    pub(super) around: Vec<usize>,
    pub(super) seen: usize,
}

impl Operation for Reveal {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn scrollable(
        &mut self,
        _: Option<&Id>,
        bounds: Rectangle,
        content: Rectangle,
        translation: Vector,
        state: &mut dyn operation::Scrollable,
    ) {
        let number = self.seen;
        self.seen += 1;
        // By place alone a button of the footer would seem to lie in the long page above it.
        if !self.around.contains(&number) {
            return;
        }
        let above = bounds.y - (self.bounds.y - translation.y - ROOM);
        let below = (self.bounds.y - translation.y + self.bounds.height + ROOM) - (bounds.y + bounds.height);
        let by = if above > 0.0 { -above } else { below.max(0.0) };
        state.scroll_by(operation::scrollable::AbsoluteOffset { x: 0.0, y: by }, bounds, content);
    }
}

/// Scrolls everything to its beginning.
struct ToTop;

impl Operation for ToTop {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn scrollable(
        &mut self,
        _: Option<&Id>,
        _: Rectangle,
        _: Rectangle,
        _: Vector,
        state: &mut dyn operation::Scrollable,
    ) {
        state.scroll_to(operation::scrollable::AbsoluteOffset { x: None, y: Some(0.0) });
    }
}

/// Scrolls what is longer than its room, by a line or by nearly a page.
struct Scroll {
    key: Named,
    moved: bool,
}

/// What an arrow moves, and what of the last page is still seen on the next.
const LINE: f32 = 40.0;

impl Operation for Scroll {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn scrollable(
        &mut self,
        _: Option<&Id>,
        bounds: Rectangle,
        content: Rectangle,
        _: Vector,
        state: &mut dyn operation::Scrollable,
    ) {
        if content.height <= bounds.height {
            return;
        }
        let page = (bounds.height - LINE).max(LINE);
        let y = match self.key {
            Named::ArrowUp => -LINE,
            Named::ArrowDown => LINE,
            Named::PageUp => -page,
            _ => page,
        };
        state.scroll_by(operation::scrollable::AbsoluteOffset { x: 0.0, y }, bounds, content);
        self.moved = true;
    }
}
