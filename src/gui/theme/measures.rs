//! Distances, radii and type sizes by name, in logical pixels.

/// The window as designed and its smallest useful size.
pub const WINDOW: (f32, f32) = (1000.0, 700.0);

/// A window of less width has no rail beside its page.
pub const NARROW: f32 = 780.0;

/// Between a title and its second line.
pub const GAP_XS: f32 = 4.0;
/// Between things that belong together.
pub const GAP_S: f32 = 8.0;
/// Between buttons, between a mark and its text.
pub const GAP_M: f32 = 12.0;
/// Between the parts of a card.
pub const GAP_L: f32 = 16.0;
/// Between sections; the inset of the rail.
pub const GAP_XL: f32 = 24.0;
/// Above the title of a page, and between the logo and what follows.
pub const GAP_XXL: f32 = 36.0;

/// Between a page's content and the edges of the window.
pub const GUTTER: f32 = 44.0;
/// Between cards.
pub const CARD_GAP: f32 = 18.0;
/// Inside a card, above and below, border included.
pub const CARD_PADDING_Y: f32 = 19.0;
/// Inside a card, left and right, border included.
pub const CARD_PADDING_X: f32 = 21.0;
/// Left and right of the words on a button.
pub const BUTTON_PADDING: f32 = 21.0;
/// Above and below the words of a badge; left and right it is a multiple.
pub const BADGE_PADDING: f32 = 10.0;
/// Between a label and its field.
pub const LABEL_GAP: f32 = 6.0;
/// Rings of shade around a dialog.
pub const SHADOW_RINGS: u8 = 9;
/// Width of a ring of shade.
pub const SHADOW_STEP: f32 = 4.0;
/// Inside a dialog.
pub const DIALOG_PADDING: f32 = 28.0;

/// Corners of controls.
pub const RADIUS: f32 = 8.0;
/// Corners of cards.
pub const RADIUS_CARD: f32 = 12.0;
/// Corners of badges: larger than half of any badge.
pub const RADIUS_PILL: f32 = 100.0;

/// The rail on the left, without its border.
pub const RAIL_WIDTH: f32 = 235.0;
/// The footer, without its border; it grows if a text needs more.
pub const FOOTER_HEIGHT: f32 = 76.0;
/// Buttons and fields.
pub const CONTROL_HEIGHT: f32 = 44.0;
/// The field for one number.
pub const LARGE_CONTROL_HEIGHT: f32 = 52.0;
/// An entry of the navigation.
pub const NAV_HEIGHT: f32 = 40.0;
/// Badges.
pub const BADGE_HEIGHT: f32 = 22.0;
/// A progress bar.
pub const PROGRESS_HEIGHT: f32 = 10.0;
/// The mark of the program above the rail.
pub const LOGO: f32 = 28.0;
/// Longest line that reads well; subtitles stop here.
pub const MEASURE: f32 = 620.0;
/// A row of a list to choose from, and how many of them are seen at once.
pub const LIST_ROW: f32 = 36.0;
/// See [`LIST_ROW`].
pub const LIST_ROWS: f32 = 5.5;
/// The track of a switch.
pub const SWITCH: (f32, f32) = (40.0, 24.0);
/// More steps than this stand closer together.
pub const MANY_STEPS: usize = 9;
/// The circle of one of many steps, and between them.
pub const STEP_CLOSE: (f32, f32) = (22.0, 7.0);
/// The same where the rail has to say more.
pub const STEP_TIGHT: (f32, f32) = (20.0, 3.0);
/// A dialog.
pub const DIALOG_WIDTH: f32 = 460.0;
/// The field for one number.
pub const FIELD_WIDTH: f32 = 340.0;
/// The circle of a step.
pub const STEP_MARK: f32 = 24.0;
/// The circle of a stage.
pub const STAGE_MARK: f32 = 22.0;
/// Above and below a list of stages, inside its card.
pub const STAGE_INSET: f32 = 9.0;
/// The tick of the last screen.
pub const DONE_MARK: f32 = 72.0;
/// Check boxes and radio marks.
pub const CHOICE_MARK: f32 = 20.0;

/// Titles of pages.
pub const TITLE: f32 = 24.0;
/// The large field for one number.
pub const NUMBER: f32 = 22.0;
/// Titles of dialogs.
pub const HEADING: f32 = 20.0;
/// The name of the program above the rail.
pub const LOGO_TEXT: f32 = 16.0;
/// Ordinary text, buttons, titles of cards.
pub const BODY: f32 = 15.0;
/// Labels, notices, cells of tables.
pub const LABEL: f32 = 14.0;
/// Second lines, hints, badges.
pub const SMALL: f32 = 13.0;
/// The number in the circle of a step.
pub const STEP_NUMBER: f32 = 12.0;
/// Height of a line of text, relative to its size.
pub const LINE_HEIGHT: f32 = 1.45;
/// The same for second lines.
pub const SMALL_LINE_HEIGHT: f32 = 1.4;
/// The same for titles.
pub const TITLE_LINE_HEIGHT: f32 = 1.25;
