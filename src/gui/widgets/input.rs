//! A text field with a halo while it is focused and, if wanted, a mask that keeps its text in shape.
//!
//! It wraps the stock text field because only the widget itself knows the caret: the mask moves it in the
//! same event, so fast typing, editing in the middle and pasting all land where the user expects.

use super::mask::{Edited, Mask};
use crate::gui::theme::{colours, measures};
use iced::advanced::layout::{self, Layout};
use iced::advanced::renderer::{self, Quad, Renderer as _};
use iced::advanced::text;
use iced::advanced::widget::{Id, Operation, Tree, Widget, tree};
use iced::advanced::{Clipboard, Shell};
use iced::widget::text_input::{self, TextInput};
use iced::{
    Background, Border, Color, Element, Event, Font, Length, Padding, Rectangle, Renderer, Size, Theme, mouse,
};

/// Width of the halo.
const HALO: f32 = 4.0;

type InputState = text_input::State<<Renderer as text::Renderer>::Paragraph>;

/// How a field behaves and looks; the label and hint around it belong to [`super::field`].
pub(super) struct Settings {
    pub id: Option<Id>,
    pub placeholder: String,
    pub secret: bool,
    pub mask: Option<Mask>,
    pub size: f32,
    pub font: Font,
    pub height: f32,
    pub bad: bool,
    pub submits: bool,
}

/// A field showing `value`; without `on_input` it cannot be edited.
pub(super) struct Input<'a, M> {
    settings: Settings,
    value: String,
    on_input: Option<Box<dyn Fn(String) -> M + 'a>>,
    on_submit: Option<M>,
    inner: Element<'a, Edit>,
}

/// What the stock field inside reports.
#[derive(Clone)]
enum Edit {
    Changed(String),
    Submitted,
}

impl<'a, M: Clone> Input<'a, M> {
    pub(super) fn new(
        settings: Settings,
        value: String,
        on_input: Option<Box<dyn Fn(String) -> M + 'a>>,
        on_submit: Option<M>,
    ) -> Self {
        let inner = stock(&settings, &value, on_input.is_some());
        Self { settings, value, on_input, on_submit, inner }
    }

    /// Where the caret stands in `value`, or `None` while something is selected.
    fn caret(tree: &Tree, value: &str) -> Option<usize> {
        let state = tree.children[0].state.downcast_ref::<InputState>();
        match state.cursor().state(&text_input::Value::new(value)) {
            text_input::cursor::State::Index(caret) => Some(caret),
            text_input::cursor::State::Selection { .. } => None,
        }
    }

    /// Brings what was typed into shape, moves the caret with it, and tells the screen.
    fn changed(
        &mut self,
        raw: String,
        caret_before: Option<usize>,
        tree: &mut Tree,
        shell: &mut Shell<'_, M>,
    ) {
        if let Some(mask) = self.settings.mask {
            let caret = Self::caret(tree, &raw).unwrap_or(usize::MAX);
            let shaped = mask.edit(&self.value, caret_before, &Edited { text: raw, caret });
            tree.children[0].state.downcast_mut::<InputState>().move_cursor_to(shaped.caret);
            self.value = shaped.text;
            // Another key may come before the next view: the field must already show the shaped text.
            self.inner = stock(&self.settings, &self.value, true);
            shell.invalidate_layout();
        } else {
            self.value = raw;
        }
        if let Some(on_input) = &self.on_input {
            shell.publish(on_input(self.value.clone()));
        }
    }
}

impl<M: Clone> Widget<M, Theme, Renderer> for Input<'_, M> {
    fn tag(&self) -> tree::Tag {
        struct Field;
        tree::Tag::of::<Field>()
    }

    fn children(&self) -> Vec<Tree> {
        vec![Tree::new(&self.inner)]
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(std::slice::from_ref(&self.inner));
    }

    fn size(&self) -> Size<Length> {
        self.inner.as_widget().size()
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &layout::Limits) -> layout::Node {
        self.inner.as_widget_mut().layout(&mut tree.children[0], renderer, limits)
    }

    fn operate(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer, op: &mut dyn Operation) {
        self.inner.as_widget_mut().operate(&mut tree.children[0], layout, renderer, op);
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
        let caret_before = Self::caret(tree, &self.value);
        let mut edits = Vec::new();
        let mut inner_shell = Shell::new(&mut edits);
        let inner = self.inner.as_widget_mut();
        let field = &mut tree.children[0];
        inner.update(field, event, layout, cursor, renderer, clipboard, &mut inner_shell, viewport);

        shell.request_redraw_at(inner_shell.redraw_request());
        shell.request_input_method(inner_shell.input_method());
        if inner_shell.is_event_captured() {
            shell.capture_event();
        }
        for edit in edits {
            match edit {
                Edit::Changed(raw) => self.changed(raw, caret_before, tree, shell),
                Edit::Submitted => self.on_submit.clone().into_iter().for_each(|m| shell.publish(m)),
            }
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
        let inner = &tree.children[0];
        if inner.state.downcast_ref::<InputState>().is_focused() {
            let halo = Quad {
                bounds: layout.bounds().expand(HALO),
                border: Border { radius: (measures::RADIUS + HALO).into(), ..Border::default() },
                ..Quad::default()
            };
            renderer.fill_quad(halo, Color { a: 0.15, ..colours(theme).primary });
        }
        self.inner.as_widget().draw(inner, renderer, theme, style, layout, cursor, viewport);
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        self.inner.as_widget().mouse_interaction(&tree.children[0], layout, cursor, viewport, renderer)
    }
}

impl<'a, M: Clone + 'a> From<Input<'a, M>> for Element<'a, M> {
    fn from(input: Input<'a, M>) -> Self {
        Element::new(input)
    }
}

/// The stock field of iced in our look.
fn stock<'a>(settings: &Settings, value: &str, editable: bool) -> Element<'a, Edit> {
    let line = settings.size * measures::LINE_HEIGHT;
    let padding = Padding::from([(settings.height - line) / 2.0, measures::GAP_L]);
    let bad = settings.bad;
    let mut field = TextInput::new(&settings.placeholder, value)
        .secure(settings.secret)
        .size(settings.size)
        .font(settings.font)
        .line_height(measures::LINE_HEIGHT)
        .padding(padding)
        .on_input_maybe(editable.then_some(Edit::Changed))
        .on_submit_maybe(settings.submits.then_some(Edit::Submitted))
        .style(move |theme, status| style(theme, status, bad));
    if let Some(id) = &settings.id {
        field = field.id(id.clone());
    }
    field.into()
}

fn style(theme: &Theme, status: text_input::Status, bad: bool) -> text_input::Style {
    let c = colours(theme);
    let (border, width) = match status {
        text_input::Status::Focused { .. } => (c.primary, 2.0),
        _ if bad => (c.bad, 1.0),
        text_input::Status::Hovered => (c.muted, 1.0),
        text_input::Status::Active | text_input::Status::Disabled => (c.outline, 1.0),
    };
    let disabled = status == text_input::Status::Disabled;
    text_input::Style {
        background: Background::Color(if disabled { c.bg } else { c.surface }),
        border: Border { color: border, width, radius: measures::RADIUS.into() },
        icon: c.muted,
        placeholder: c.muted,
        value: if disabled { c.muted } else { c.ink },
        selection: Color { a: 0.3, ..c.primary },
    }
}
