//! Dialogs: a card over a dimmed page that neither mouse nor keyboard can reach meanwhile.

use super::focus_scope::focus_scope;
use crate::gui::theme::{colours, measures, styles};
use iced::widget::{Column, Row, center, container, opaque, row, scrollable, space, stack};
use iced::{Border, Element, Fill, Padding};

/// A question or a short form over the page.
pub struct Dialog<'a, M> {
    /// Names the dialog; a new name moves the focus to its first element.
    pub name: &'static str,
    /// The heading.
    pub title: String,
    /// A second line under the heading, for example which token is meant.
    pub subject: Option<String>,
    /// Fields and texts, one below the other.
    pub body: Vec<Element<'a, M>>,
    /// Buttons, the main one last.
    pub buttons: Vec<Element<'a, M>>,
    /// What Esc sends; `None` if the dialog must be answered.
    pub on_escape: Option<M>,
}

/// The page, and the dialog over it if there is one. Wrap every page in it, so that the page keeps its
/// focus and scroll position when a dialog comes and goes.
pub fn layer<'a, M: Clone + 'a>(
    page: impl Into<Element<'a, M>>,
    dialog: Option<Dialog<'a, M>>,
) -> Element<'a, M> {
    let page = focus_scope(page).active(dialog.is_none());
    let over = dialog.map(|dialog| {
        let (name, on_escape) = (dialog.name, dialog.on_escape.clone());
        let scope =
            focus_scope(scrollable(card(dialog)).style(styles::scroll)).on_escape(on_escape).autofocus(name);
        opaque(center(scope).style(|theme| container::background(colours(theme).scrim)))
    });
    stack![page].push(over).width(Fill).height(Fill).into()
}

fn card<'a, M: 'a>(dialog: Dialog<'a, M>) -> Element<'a, M> {
    let buttons = Row::with_children(dialog.buttons).spacing(measures::GAP_M);
    let content = Column::new()
        .push(super::heading(dialog.title))
        .push(dialog.subject.map(super::small))
        .extend(dialog.body)
        .push(row![space::horizontal(), buttons])
        .spacing(measures::GAP_L);
    let card =
        container(content).width(measures::DIALOG_WIDTH).padding(measures::DIALOG_PADDING).style(|theme| {
            styles::surface(theme)
                .border(Border { radius: measures::RADIUS_CARD.into(), ..Border::default() })
        });
    shaded(card.into())
}

/// Puts a soft shadow around and below a card: rings of ever paler shade, one around the other. The shadow that
/// a container can be given is not clipped by the software renderer, so every blink of a caret would draw it
/// once more over what is there, until the dialog is black.
fn shaded<'a, M: 'a>(card: Element<'a, M>) -> Element<'a, M> {
    (1..=measures::SHADOW_RINGS).fold(card, |inner, ring| {
        let reach = f32::from(ring) * measures::SHADOW_STEP;
        container(inner)
            .padding(Padding { bottom: measures::SHADOW_STEP * 1.6, ..Padding::new(measures::SHADOW_STEP) })
            .style(move |theme| {
                container::background(colours(theme).shadow)
                    .border(Border { radius: (measures::RADIUS_CARD + reach).into(), ..Border::default() })
            })
            .into()
    })
}
