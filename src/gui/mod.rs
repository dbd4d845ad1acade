//! The window: the only part of the program that knows iced.

pub mod shell;
pub mod theme;
pub mod widgets;
