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

/// x
#[derive(Debug, Clone)]
pub struct Watched {
    /// x
    pub holder_key: String,
    /// x
    pub purpose: String,
    /// x
    pub issuer: String,
    /// x
    pub not_before: time::OffsetDateTime,
    /// x
    pub usable_until: time::OffsetDateTime,
    /// x
    pub revoked: bool,
    /// x
    pub in_progress: bool,
}

/// x
#[derive(Debug, Clone)]
pub struct Due {
    /// x
    pub index: usize,
    /// x
    pub urgency: Urgency,
}

/// x
pub fn due(_watched: &[Watched], _now: time::OffsetDateTime) -> Vec<Due> {
    Vec::new()
}
