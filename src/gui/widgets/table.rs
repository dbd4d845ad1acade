//! A table of texts; rows that changed are marked by colour and by weight.

use crate::gui::theme::{colours, fonts, measures};
use iced::widget::{Column, Container, Row, container, space, text};
use iced::{Element, Fill, FillPortion, Font, Padding};

/// See [`table`].
pub struct Table {
    portions: Vec<u16>,
    header: Option<Vec<String>>,
    rows: Vec<(Vec<String>, Kind)>,
}

/// A table whose columns share the width in the given portions; the first column names what stands in a row.
pub fn table(portions: impl IntoIterator<Item = u16>) -> Table {
    Table { portions: portions.into_iter().collect(), header: None, rows: Vec::new() }
}

impl Table {
    /// The names of the columns.
    #[must_use]
    pub fn header<S: Into<String>>(mut self, cells: impl IntoIterator<Item = S>) -> Self {
        self.header = Some(cells.into_iter().map(Into::into).collect());
        self
    }

    /// Adds a row.
    #[must_use]
    pub fn row<S: Into<String>>(self, cells: impl IntoIterator<Item = S>) -> Self {
        self.row_of(cells, Kind::Plain)
    }

    /// Adds the row the table is about, its values in a heavier type.
    #[must_use]
    pub fn main_row<S: Into<String>>(self, cells: impl IntoIterator<Item = S>) -> Self {
        self.row_of(cells, Kind::Main)
    }

    /// Adds a row that is marked when `changed`: its last cell is what is new.
    #[must_use]
    pub fn row_if_changed<S: Into<String>>(self, cells: impl IntoIterator<Item = S>, changed: bool) -> Self {
        self.row_of(cells, if changed { Kind::Changed } else { Kind::Plain })
    }

    fn row_of<S: Into<String>>(mut self, cells: impl IntoIterator<Item = S>, kind: Kind) -> Self {
        self.rows.push((cells.into_iter().map(Into::into).collect(), kind));
        self
    }
}

/// What a row is, which decides its background and the type of its cells.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Plain,
    Main,
    Changed,
}

impl<'a, M: 'a> From<Table> for Element<'a, M> {
    fn from(table: Table) -> Self {
        let mut lines = Column::new();
        if let Some(header) = table.header {
            let cells = header.into_iter().map(|cell| (cell, Role::Header)).collect();
            lines = lines.push(line(&table.portions, cells, Kind::Plain)).push(rule(Role::Header));
        }
        for (cells, kind) in table.rows {
            let last = cells.len().saturating_sub(1);
            let role = |column| match column {
                0 => Role::Name,
                _ if kind == Kind::Main => Role::Strong,
                column if kind == Kind::Changed && column == last => Role::Strong,
                _ => Role::Value,
            };
            let cells = cells.into_iter().enumerate().map(|(column, cell)| (cell, role(column))).collect();
            lines = lines.push(line(&table.portions, cells, kind)).push(rule(Role::Value));
        }
        lines.into()
    }
}

/// What a cell is, which decides its type.
#[derive(Clone, Copy, PartialEq)]
enum Role {
    Header,
    Name,
    Value,
    Strong,
}

fn line<'a, M: 'a>(portions: &[u16], cells: Vec<(String, Role)>, kind: Kind) -> Container<'a, M> {
    let cells = cells.into_iter().zip(portions).map(|((words, role), portion)| {
        container(cell(words, role))
            .width(FillPortion(*portion))
            .padding(Padding::from([measures::GAP_S, measures::GAP_M]))
            .into()
    });
    container(Row::with_children(cells)).width(Fill).style(move |theme| {
        let background = (kind == Kind::Changed).then_some(colours(theme).warn_soft.into());
        container::Style { background, ..container::Style::default() }
    })
}

fn cell<'a>(words: String, role: Role) -> iced::widget::Text<'a> {
    let (size, font): (_, Font) = match role {
        Role::Header => (measures::LABEL, fonts::MEDIUM),
        Role::Name => (measures::SMALL, fonts::REGULAR),
        Role::Value => (measures::LABEL, fonts::REGULAR),
        Role::Strong => (measures::LABEL, fonts::SEMIBOLD),
    };
    text(words).size(size).font(font).line_height(measures::LINE_HEIGHT).style(move |theme| {
        let c = colours(theme);
        let quiet = matches!(role, Role::Header | Role::Name);
        text::Style { color: Some(if quiet { c.muted } else { c.ink }) }
    })
}

/// The line under a row.
fn rule<'a, M: 'a>(under: Role) -> Container<'a, M> {
    container(space()).width(Fill).height(1).style(move |theme| {
        let c = colours(theme);
        container::background(if under == Role::Header { c.line } else { c.line_soft })
    })
}
