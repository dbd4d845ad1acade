//! The window: the only part of the program that knows iced.

pub mod app;
pub mod icon;
pub mod screens;
pub mod shell;
pub mod theme;
pub mod widgets;
