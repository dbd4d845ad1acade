//! Which certificates need replacing, and when to look again: decisions only, no clock and no token.
//!
//! ```text
//! certificates found ─→ Watched ─┐
//! now (local) ───────────────────┼─→ due() ─→ most urgent first, for the panel «Уведомления»
//! working days of the country ───┘
//! ```
//!
//! A certificate is silent while its renewal is under way, once it is revoked, and once a newer one of the same
//! holder, purpose and issuer *covers* it.

mod calendar;
mod due;
mod urgency;

pub use calendar::{Calendar, CalendarError};
pub use due::{Due, Watched, clock_is_behind, due, look_again, revoked};
pub use urgency::Urgency;
