//! Whole renewals played without a world.
