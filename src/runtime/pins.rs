//! Changing and unlocking the PIN of a place, beside whatever else goes on.

use crate::domain::key::{Place, PlaceId};
use crate::domain::secret::Pin;
use crate::fault::Fault;
use crate::ports::SharedTokens;

/// What is to be done with a PIN. Not `Clone`: it carries secrets.
#[derive(Debug)]
pub enum PinOrder {
    /// A new PIN by the old one.
    Change {
        /// Of which place.
        place: PlaceId,
        /// The PIN that holds; empty for a reader with keys of its own.
        old: Pin,
        /// The PIN that is to hold.
        new: Pin,
    },
    /// A new PIN by that of the administrator.
    Unlock {
        /// Of which place.
        place: PlaceId,
        /// PIN of the administrator.
        admin: Pin,
        /// The PIN that is to hold.
        new: Pin,
    },
}

/// What has come of a [`PinOrder`].
#[derive(Debug, Clone)]
pub struct PinAnswer {
    /// Which place was meant.
    pub place: PlaceId,
    /// The place as looked at afterwards, with its counter; `None` when it is gone.
    pub seen: Option<Place>,
    /// Whether the new PIN holds.
    pub done: Result<(), Fault>,
    /// What went wrong beside that: the kept PIN could not be replaced or forgotten.
    pub remark: Option<Fault>,
}

impl PinOrder {
    /// Which place is meant.
    pub fn place(&self) -> &PlaceId {
        match self {
            Self::Change { place, .. } | Self::Unlock { place, .. } => place,
        }
    }
}

/// Carries an order out, once, and looks at the place again.
pub fn carry_out(order: PinOrder, tokens: &SharedTokens) -> PinAnswer {
    let mut tokens = tokens.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let place = order.place().clone();
    let done = match order {
        PinOrder::Change { place, old, new } => tokens.change_pin(&place, old, new),
        PinOrder::Unlock { place, admin, new } => tokens.unlock_pin(&place, admin, new),
    };
    let seen = tokens.places().unwrap_or_default().into_iter().find(|seen| seen.id == place);
    PinAnswer { place, seen, done, remark: tokens.remarks().pop() }
}
