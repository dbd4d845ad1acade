//! Which certificates need replacing, when to speak of them, and when to look again: decisions only, no clock and no
//! token.
//!
//! ```text
//! certificates found, what the user said of each ─→ Watched ─┐
//! the clock, the latest time seen on it ─→ settle() ─────────┼─→ states() ─→ due() ─→ the panel «Уведомления»
//! working days of the state, thresholds, the CA's checks ────┘
//! ```
//!
//! A certificate is quiet while its renewal is under way, once a newer one of the same holder, purpose and issuer
//! *covers* it, and when the user has hidden it or put it off. Nothing else makes it quiet, a clock that was set
//! back least of all.
//!
//! | Rule | |
//! |---|---|
//! | Usable until | the earliest end of certificate and private key |
//! | Notices | one for each of [`Thresholds`]; one on the last day on which the checks of the CA still fit, counted in working days; one when a time it was put off for is over; one when it is over |
//! | «Напомнить позже» | for a week, three times at most, never past five days before the end nor past the day to begin by |
//! | «Скрыть» | until it is shown again; a newer certificate of the same holder has a reminder of its own |

mod calendar;
mod clock;
mod due;
pub mod queue;
mod thresholds;
mod timing;
mod urgency;

pub use calendar::{Calendar, CalendarError};
pub use clock::{Behind, Settled, settle};
pub use due::{Due, State, Watched, due, look_again, states};
pub use thresholds::Thresholds;
pub use timing::{Begin, Occasion, Rules, Timing};
pub use urgency::Urgency;
