//! Printed forms: data → pages → PDF.
//!
//! ```text
//! Certificate ─ certificate_form::build ─▶ Form ─ layout::pages ─▶ Vec<Page> ─┬─ pdf::write ─▶ bytes
//!                                                                             └─ preview in the window
//! ```
//!
//! The pages hold nothing but texts, lines and rectangles in millimetres, so what the user sees before printing
//! is drawn from the very same values as the file.

pub mod certificate_form;
pub mod font;
pub mod form;
pub mod layout;
pub mod page;
pub mod pdf;
