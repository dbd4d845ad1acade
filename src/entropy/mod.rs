//! Randomness: what the user adds on the screen «Датчик случайных чисел», and what the system gives.
//!
//! ```text
//! keys, mouse ─→ Event ─┬─→ health: is the source stuck?      ─┐
//!                       ├─→ credit: what is this event worth? ─┴─→ bits, up to 256
//!                       └─→ pool: hashed in, whatever it is worth
//!                                     │
//!               system source ────────┴─→ SHA-256 ─→ Seed ─→ Drbg (keys), identifiers, C_SeedRandom
//! ```
//!
//! The user's events never replace the system's source: the two are hashed together, so the seed is at least
//! as good as the better of them. The bits credited are therefore no condition of safety against a sound
//! system; they are what is left if the system's source is broken, and they are counted so that this promise is
//! not an empty one. It follows that a user who cannot fill the bar (a sparse mouse over a remote desktop, say)
//! may be let on with [`from_system`] and a note in the journal: nothing waits here for ever.
//!
//! Everything but [`system_random`] is a pure function of the events and times given, and tested as such.

mod credit;
mod drbg;
mod event;
mod health;
mod pool;
mod system;

pub use credit::{Credit, Worthless};
pub use drbg::Drbg;
pub use event::Event;
pub use health::Health;
pub use pool::{Pool, REQUIRED_BITS};
pub use system::{SystemRandom, SystemRandomError, from_system, system_random};
