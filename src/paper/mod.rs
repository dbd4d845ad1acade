//! Printed forms: data → pages → PDF.
//!
//! ```text
//! Certificate ─ certificate_form ─┐
//! Dossier ─────────── statement ──┤
//! Request ─────── request_sheet ──┼─ build ─▶ Form ─ layout::pages ─▶ Vec<Page> ─┬─ pdf::write ─▶ bytes
//! Bill ──────────────────── bill ─┤                                              └─ preview in the window
//! Visit ───────────── visit_list ─┘
//! ```
//!
//! The pages hold nothing but texts, lines and rectangles in millimetres, so what the user sees before printing
//! is drawn from the very same values as the file.

pub mod bill;
pub mod certificate_form;
pub mod font;
pub mod form;
pub mod layout;
pub mod of_renewal;
pub mod page;
pub mod pdf;
pub mod request_sheet;
pub mod statement;
pub mod visit_list;
