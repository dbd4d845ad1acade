//! A field with a list under it: typing narrows the list, arrows walk through it, Enter or a click takes an entry.

use super::field::Field;
use super::keys::keys;
use crate::gui::theme::{colours, fonts, measures, styles};
use iced::keyboard::key::Named;
use iced::widget::button::{Status, Style};
use iced::widget::{Column, button, column, container, scrollable, text};
use iced::{Background, Border, Element, Fill, Padding, Theme};

/// See [`picker`].
pub struct Picker<'a, M> {
    field: Field<'a, M>,
    /// Name of the list, for scrolling.
    list: &'static str,
    entries: Vec<String>,
    marked: usize,
    empty: String,
    open: bool,
    on_move: Box<dyn Fn(isize) -> M + 'a>,
    on_take: Box<dyn Fn(usize) -> M + 'a>,
}

/// The field, and the entries it found. `on_move` marks another entry, `on_take` takes one by its place.
pub fn picker<'a, M>(
    field: Field<'a, M>,
    list: &'static str,
    on_move: impl Fn(isize) -> M + 'a,
    on_take: impl Fn(usize) -> M + 'a,
) -> Picker<'a, M> {
    Picker {
        field,
        list,
        entries: Vec::new(),
        marked: 0,
        empty: String::new(),
        open: false,
        on_move: Box::new(on_move),
        on_take: Box::new(on_take),
    }
}

/// Where the list must stand so that the marked entry is seen with one before it.
pub fn picker_offset(marked: usize) -> scrollable::AbsoluteOffset {
    let before = u16::try_from(marked.saturating_sub(1)).unwrap_or(u16::MAX);
    scrollable::AbsoluteOffset { x: 0.0, y: f32::from(before) * measures::LIST_ROW }
}

impl<M> Picker<'_, M> {
    /// Shows the list: these entries with one of them marked, or a sentence when there are none.
    #[must_use]
    pub fn open(mut self, entries: Vec<String>, marked: usize, empty: String) -> Self {
        self.entries = entries;
        self.marked = marked;
        self.empty = empty;
        self.open = true;
        self
    }
}

impl<'a, M: Clone + 'a> From<Picker<'a, M>> for Element<'a, M> {
    fn from(picker: Picker<'a, M>) -> Self {
        let list = picker.open.then(|| {
            let (marked, take) = (picker.marked, &picker.on_take);
            let rows =
                picker.entries.into_iter().enumerate().map(|(at, entry)| row(entry, at == marked, take(at)));
            let mut rows: Vec<Element<'a, M>> = rows.collect();
            if rows.is_empty() {
                let empty = super::small(picker.empty);
                rows.push(container(empty).padding([measures::GAP_S, measures::GAP_L]).into());
            }
            let rows =
                scrollable(Column::with_children(rows)).id(picker.list).width(Fill).style(styles::scroll);
            container(rows)
                .max_height(measures::LIST_ROW * measures::LIST_ROWS)
                .padding(measures::GAP_XS)
                .style(styles::card)
        });
        let on_move = picker.on_move;
        keys(column![picker.field, list].spacing(measures::GAP_S), move |key| match key {
            Named::ArrowDown => Some(on_move(1)),
            Named::ArrowUp => Some(on_move(-1)),
            _ => None,
        })
        .into()
    }
}

/// Not reached by Tab: a list of ninety entries would have to be walked through.
fn row<'a, M: Clone + 'a>(entry: String, marked: bool, on_press: M) -> Element<'a, M> {
    let words = text(entry)
        .size(measures::LABEL)
        .font(if marked { fonts::SEMIBOLD } else { fonts::REGULAR })
        .wrapping(text::Wrapping::None);
    button(container(words).center_y(Fill))
        .width(Fill)
        .height(measures::LIST_ROW)
        .padding(Padding::from([0.0, measures::GAP_M]))
        .on_press(on_press)
        .style(move |theme, status| style(theme, status, marked))
        .into()
}

fn style(theme: &Theme, status: Status, marked: bool) -> Style {
    let c = colours(theme);
    let background = match (marked, status) {
        (true, _) => Some(c.primary_soft),
        (false, Status::Hovered | Status::Pressed) => Some(c.bg),
        (false, _) => None,
    };
    Style {
        background: background.map(Background::Color),
        text_color: if marked { c.primary_ink } else { c.ink },
        border: Border { radius: measures::RADIUS.into(), ..Border::default() },
        ..Style::default()
    }
}
