//! A page as it is drawn: on paper, in a PDF file and in the preview.

/// Width and height of an A4 sheet in millimetres (ISO 216).
pub const A4: (f32, f32) = (210.0, 297.0);

/// Width of every line in millimetres.
pub const LINE_WIDTH: f32 = 0.12;

/// Shade of the rectangles, 0 black to 1 white: visible on paper, but text on it stays readable by fax.
pub const SHADE: f32 = 0.92;

/// One A4 page. Items are drawn in order, so a background comes before its text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Page {
    /// What is on it.
    pub items: Vec<Item>,
}

/// Something on a page. All lengths are millimetres; the origin is the top left corner, y grows downwards.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// One line of text, black, never wrapped.
    Text {
        /// Left edge.
        x: f32,
        /// Baseline (not the top of the letters): top = `y - size * font::ASCENT`.
        y: f32,
        /// Size of the em square.
        size: f32,
        /// Golos Text Bold instead of Regular.
        bold: bool,
        /// The characters; every one of them has a glyph.
        text: String,
    },
    /// A thin black line of [`LINE_WIDTH`].
    Line {
        /// Start.
        from: (f32, f32),
        /// End.
        to: (f32, f32),
    },
    /// A rectangle filled with [`SHADE`], without a border.
    Rect {
        /// Left edge.
        x: f32,
        /// Top edge.
        y: f32,
        /// Width.
        width: f32,
        /// Height.
        height: f32,
    },
}

impl Item {
    /// The same item further down.
    #[must_use]
    pub fn moved_down(mut self, distance: f32) -> Self {
        match &mut self {
            Self::Text { y, .. } | Self::Rect { y, .. } => *y += distance,
            Self::Line { from, to } => {
                from.1 += distance;
                to.1 += distance;
            }
        }
        self
    }
}
