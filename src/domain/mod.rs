//! Values parsed once, at the border: what has a type here is known to be well formed.

pub mod certificate;
pub mod entry;
pub mod exchange;
pub mod field;
pub mod form;
pub mod history;
pub mod identifier;
pub mod key;
pub mod link;
pub mod medium;
pub mod model;
pub mod moment;
pub mod portal;
pub mod profile;
pub mod queue;
pub mod refusal;
pub mod reminder;
pub mod request;
pub mod schedule;
pub mod sealed;
pub mod secret;
pub mod settings;
pub mod signed;
pub mod subject;
pub mod workplace;
