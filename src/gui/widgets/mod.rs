//! The parts screens are built from: each looks like the design, can be used from the keyboard alone, and
//! knows nothing of certificates.

mod badge;
mod button;
mod card;
mod check_box;
pub mod dialog;
mod draft;
mod drawing;
mod field;
mod focus_scope;
mod focusable;
mod input;
mod label;
mod logo;
pub mod marks;
mod mask;
mod nav;
mod notice;
mod progress;
mod radio_card;
mod repaint;
mod stages;
mod steps;
mod table;

pub use badge::{badge, count};
pub use button::{MAIN, link, primary, quiet, secondary};
pub use card::{card, tight_card};
pub use check_box::check_box;
pub use draft::SecretDraft;
pub use drawing::Drawing;
pub use field::{Field, Hint, field};
pub use focus_scope::{FocusScope, focus_scope};
pub use focusable::{Focusable, focusable};
pub use label::{body, card_title, heading, label, muted, small, title};
pub use logo::logo;
pub use mask::{Edited, Mask};
pub use nav::{NavItem, nav};
pub use notice::{notice, notice_with};
pub use progress::{progress, progress_with_text};
pub use radio_card::{RadioCard, radio_card};
pub use repaint::repaint;
pub use stages::{Stage, StageMark, stages};
pub use steps::{Step, StepMark, steps};
pub use table::{Table, table};
