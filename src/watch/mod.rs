//! Which certificates need replacing.

/// How urgent a replacement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Urgency {
    /// Up to 60 days.
    Info,
    /// Up to 30 days.
    Remind,
    /// Up to 14 working days.
    Urgent,
    /// Up to 5 days.
    Critical,
    /// Over.
    Expired,
}
