//! The embedded CA of the training mode, of the tests and of `renewctl sandbox`. **Not for production**: its keys
//! lie unencrypted in a folder, and it believes every holder it has issued a certificate to.
//!
//! ```text
//! renewctl, window ──HTTPS on 127.0.0.1──▶ server ─▶ portal (routes) ─┬▶ desk (decisions) ─▶ authority (keys)
//! a person with a browser ───────HTTPS──▶ server ─▶ operator (pages) ─┘
//! ```
//!
//! One server is three CAs, each with a desk of its own: what differs stands in [`scheme`].

mod authority;
mod bill;
mod clock;
mod desk;
mod faults;
mod holder;
mod html;
mod operator;
mod portal;
mod profiles;
mod scheme;
mod server;
mod tls;

pub use authority::Authority;
pub use bill::Bill;
pub use clock::Clock;
pub use faults::{Faults, Misissue};
pub use holder::{Role, Trainee};
pub use server::{Options, Server};
