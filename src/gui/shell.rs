//! The frame of the window: the rail at the left, a page with its footer at the right.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::gui::theme::{Tone, measures, styles};
use crate::gui::widgets::{self, NavItem, Step, StepMark};
use crate::tr;
use iced::widget::{Column, Row, center, column, container, keyed_column, row, scrollable, space};
use iced::{Center, Element, Fill, Padding};

/// What stands in the rail.
pub enum Rail<'a, M> {
    /// The sections of the program.
    Nav(Vec<NavItem<M>>),
    /// The steps of a renewal, with a note at the bottom (that the draft is saved).
    Steps(Vec<Step>, Option<&'a str>),
}

/// See [`page`].
pub struct Page<'a, M> {
    title: Option<String>,
    subtitle: Option<String>,
    aside: Option<Element<'a, M>>,
    body: Vec<Element<'a, M>>,
    fills: bool,
    centred: bool,
    left: Option<Element<'a, M>>,
    right: Vec<Element<'a, M>>,
}

/// A page under `title`.
pub fn page<'a, M>(title: impl Into<String>) -> Page<'a, M> {
    Page { title: Some(title.into()), ..Page::bare() }
}

/// A page without a title whose content stands in the middle: the last screen.
pub fn centred_page<'a, M>() -> Page<'a, M> {
    Page { centred: true, ..Page::bare() }
}

impl<'a, M> Page<'a, M> {
    fn bare() -> Self {
        Self {
            title: None,
            subtitle: None,
            aside: None,
            body: Vec::new(),
            fills: false,
            centred: false,
            left: None,
            right: Vec::new(),
        }
    }

    /// A sentence under the title.
    #[must_use]
    pub fn subtitle(mut self, sentence: impl Into<String>) -> Self {
        self.subtitle = Some(sentence.into());
        self
    }

    /// A badge or a short text at the right of the title.
    #[must_use]
    pub fn aside(mut self, element: impl Into<Element<'a, M>>) -> Self {
        self.aside = Some(element.into());
        self
    }

    /// Adds content below what is there.
    #[must_use]
    pub fn push(mut self, element: impl Into<Element<'a, M>>) -> Self {
        self.body.push(element.into());
        self
    }

    /// Adds content if there is any.
    #[must_use]
    pub fn push_maybe(mut self, element: Option<impl Into<Element<'a, M>>>) -> Self {
        self.body.extend(element.map(Into::into));
        self
    }

    /// Lets content with a height of `Fill` take what is left, instead of scrolling.
    #[must_use]
    pub fn fill(mut self) -> Self {
        self.fills = true;
        self
    }

    /// The left end of the footer: a quiet button, or a text.
    #[must_use]
    pub fn left(mut self, element: impl Into<Element<'a, M>>) -> Self {
        self.left = Some(element.into());
        self
    }

    /// Adds a button at the right end of the footer; the main one comes last.
    #[must_use]
    pub fn right(mut self, button: impl Into<Element<'a, M>>) -> Self {
        self.right.push(button.into());
        self
    }
}

/// How much room the window has for a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// As designed: the rail stands beside the page.
    Wide,
    /// A small window, or a large text: the rail lies above the page and goes away with it when that is scrolled.
    Narrow,
}

impl Room {
    /// For a window of this width, in units of the design.
    pub fn of(width: f32) -> Self {
        if width < measures::NARROW { Self::Narrow } else { Self::Wide }
    }
}

/// The window with as much room as designed, or less.
pub fn fitted<'a, M: Clone + 'a>(
    rail: Rail<'a, M>,
    page: Page<'a, M>,
    training: bool,
    room: Room,
) -> Element<'a, M> {
    match room {
        Room::Wide => frame(rail, page, training),
        Room::Narrow => narrow(rail, page, training),
    }
}

/// The whole window. In training mode every page says so, and with which number and PIN to practise.
pub fn frame<'a, M: Clone + 'a>(rail: Rail<'a, M>, page: Page<'a, M>, training: bool) -> Element<'a, M> {
    let edge = container(space()).width(1).height(Fill).style(styles::line);
    container(row![self::rail(rail, training), edge, content(page)])
        .width(Fill)
        .height(Fill)
        .style(styles::window)
        .into()
}

fn rail<'a, M: Clone + 'a>(rail: Rail<'a, M>, training: bool) -> Element<'a, M> {
    let inset = measures::GAP_XL;
    let (list, note) = match rail {
        // Entries have a background of their own, which reaches out to the left of their words.
        Rail::Nav(items) => {
            (container(widgets::nav(items)).padding(Padding::from([0.0, measures::GAP_L])), None)
        }
        Rail::Steps(steps, note) => {
            let top = Padding::from([0.0, inset]).top(measures::LABEL_GAP);
            (container(widgets::steps(steps, training)).padding(top), note)
        }
    };
    let training = training.then(|| {
        let hint = widgets::small(tr!("app-training-hint")).line_height(measures::LINE_HEIGHT);
        let both = column![widgets::badge(Tone::Warn, tr!("app-training")), hint];
        container(both.spacing(measures::GAP_S)).padding([0.0, inset])
    });
    let list = column![list, training].spacing(measures::GAP_XL);
    let note = note.map(|note| {
        container(widgets::small(note).line_height(measures::LINE_HEIGHT))
            .padding(Padding::from([0.0, inset]))
    });
    container(
        column![
            container(widgets::logo()).padding(Padding::from([0.0, inset])),
            scrollable(list).height(Fill).width(Fill).style(styles::scroll),
            note,
        ]
        .spacing(measures::GAP_XL),
    )
    .width(measures::RAIL_WIDTH)
    .height(Fill)
    .padding(Padding::from([measures::GAP_XL, 0.0]))
    .style(styles::surface)
    .into()
}

fn content<'a, M: Clone + 'a>(page: Page<'a, M>) -> Element<'a, M> {
    let body = Column::with_children(page.body).spacing(measures::CARD_GAP).width(Fill);
    let inset = Padding::from([0.0, measures::GUTTER]);
    let body: Element<'a, M> = if page.centred {
        center(body.align_x(Center)).padding(inset).into()
    } else if page.fills {
        container(body.height(Fill)).height(Fill).padding(inset.bottom(measures::CARD_GAP)).into()
    } else {
        let inside = container(body).padding(inset.top(FOCUS_ROOM).bottom(measures::CARD_GAP));
        let body = scrollable(inside).height(Fill).width(Fill).style(styles::scroll);
        // A page begins at its top, however far the one before it was scrolled.
        keyed_column([(key(page.title.as_deref()), body.into())]).height(Fill).width(Fill).into()
    };
    let title = page.title.map(|title| {
        row![widgets::title(title).width(Fill), page.aside].spacing(measures::GAP_L).align_y(Center)
    });
    let subtitle =
        page.subtitle.map(|subtitle| container(widgets::muted(subtitle)).max_width(measures::MEASURE));
    let has_head = title.is_some();
    let head = has_head.then(|| {
        let bottom = if page.fills { measures::CARD_GAP } else { measures::CARD_GAP - FOCUS_ROOM };
        let around = Padding::from([0.0, measures::GUTTER]).top(measures::GAP_XXL).bottom(bottom);
        container(column![title, subtitle].spacing(measures::CARD_GAP)).padding(around)
    });
    column![head, body, footer(page.left, page.right)].width(Fill).height(Fill).into()
}

/// Everything above each other; only the buttons stay where they are.
fn narrow<'a, M: Clone + 'a>(rail: Rail<'a, M>, page: Page<'a, M>, training: bool) -> Element<'a, M> {
    let top: Element<'a, M> = match rail {
        Rail::Nav(items) => widgets::nav_row(items),
        Rail::Steps(steps, note) => {
            let is_here = |step: &Step| matches!(step.mark, StepMark::Current | StepMark::Failed);
            let at = steps.iter().position(is_here).unwrap_or_default();
            let title = steps.get(at).map(|step| step.title.clone()).unwrap_or_default();
            let line = tr!("app-step-of", number = at + 1, all = steps.len(), title = title);
            column![widgets::label(line), note.map(widgets::small)].into()
        }
    };
    let training = training.then(|| {
        let hint = widgets::small(tr!("app-training-hint")).line_height(measures::LINE_HEIGHT);
        column![widgets::badge(Tone::Warn, tr!("app-training")), hint].spacing(measures::GAP_S)
    });
    let top = container(column![top, training].spacing(measures::GAP_M)).width(Fill);
    let name = key(page.title.as_deref());
    let title = page.title.map(|title| {
        row![widgets::title(title), page.aside]
            .spacing(measures::GAP_M)
            .wrap()
            .vertical_spacing(measures::GAP_S)
    });
    let body = Column::with_children(page.body).spacing(measures::CARD_GAP).width(Fill);
    let body = if page.centred { body.align_x(Center) } else { body };
    let all = column![
        top.padding(measures::GAP_L).style(styles::surface),
        container(column![title, page.subtitle.map(widgets::muted), body].spacing(measures::CARD_GAP))
            .padding(Padding::from([0.0, measures::GAP_L]).bottom(measures::CARD_GAP)),
    ];
    let all = scrollable(all.spacing(measures::GAP_L)).height(Fill).width(Fill).style(styles::scroll);
    let page_area = keyed_column([(name, all.into())]).height(Fill).width(Fill);
    let buttons = Row::with_children(page.left.into_iter().chain(page.right)).spacing(measures::GAP_M);
    let bar = container(buttons.wrap().vertical_spacing(measures::GAP_S).align_x(iced::Right))
        .align_right(Fill)
        .padding([measures::GAP_S, measures::GAP_L])
        .style(styles::surface);
    let edge = container(space()).width(Fill).height(1).style(styles::line);
    container(column![page_area, edge, bar]).width(Fill).height(Fill).style(styles::window).into()
}

/// Tells pages apart.
fn key(title: Option<&str>) -> u64 {
    let mut hasher = DefaultHasher::new();
    title.hash(&mut hasher);
    hasher.finish()
}

/// Room at the top of a scrolled page, so that a focus ring there is not cut off.
const FOCUS_ROOM: f32 = measures::GAP_S;

fn footer<'a, M: 'a>(left: Option<Element<'a, M>>, right: Vec<Element<'a, M>>) -> Element<'a, M> {
    let left = container(left.unwrap_or_else(|| space().into())).width(Fill);
    let buttons = row![left, Row::with_children(right).spacing(measures::GAP_M)]
        .spacing(measures::GAP_M)
        .align_y(Center);
    let bar = container(buttons)
        .center_y(measures::FOOTER_HEIGHT)
        .width(Fill)
        .padding(Padding::from([0.0, measures::GUTTER]))
        .style(styles::surface);
    column![container(space()).width(Fill).height(1).style(styles::line), bar].into()
}
