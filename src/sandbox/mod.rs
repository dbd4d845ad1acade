//! The embedded CA of the training mode, of the tests and of `renewctl sandbox`. **Not for production**: its keys
//! lie unencrypted in a folder, and it believes every holder it has issued a certificate to.
//!
//! ```text
//! renewctl, window ──HTTPS on 127.0.0.1──▶ server ─▶ portal (routes) ─▶ desk (decisions) ─▶ authority (keys)
//! ```

mod authority;
mod desk;
mod faults;
mod holder;
mod portal;
mod server;

pub use authority::Authority;
pub use faults::{Faults, Misissue};
pub use server::{Options, Server};
