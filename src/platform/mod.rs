//! The desktop around the program: folders, one copy at a time, printing, opening, the keyring, drives.

pub mod appearance;
pub mod directories;
pub mod instance;
mod keyring;
pub mod link;
pub mod media;
pub mod notebook;
pub mod notify;
pub mod opener;
pub mod pins;
pub mod printer;
mod process;
pub mod reader;
pub mod schedule;
pub mod settings;
pub mod told;
pub mod vault;
