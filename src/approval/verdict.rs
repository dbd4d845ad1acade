//! What the head may say, and what must come with it.

/// Longest reason in characters; exactly so many are allowed.
pub const LONGEST_REASON: usize = 1000;

/// An answer of the head that carries everything it needs; see [`Verdict::approve`] and [`Verdict::decline`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    approved: bool,
    reason: String,
}

/// Why a reason cannot be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReasonTrouble {
    /// Nothing stands there.
    Empty,
    /// More than [`LONGEST_REASON`], by so many characters.
    TooLong(usize),
}

impl Verdict {
    /// «Согласовать»; only when the documents were checked.
    pub fn approve(documents_checked: bool) -> Option<Self> {
        documents_checked.then(|| Self { approved: true, reason: String::new() })
    }

    /// «Отклонить»; only with the tick and a reason.
    pub fn decline(certain: bool, text: &str) -> Option<Self> {
        let reason = reason(text).ok().filter(|_| certain)?;
        Some(Self { approved: false, reason })
    }

    /// Approved, not declined.
    pub fn approved(&self) -> bool {
        self.approved
    }

    /// Why, if declined; empty otherwise.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

/// The reason as it is sent: without white space around it, and on one line.
///
/// # Errors
/// What is wrong with it.
pub fn reason(text: &str) -> Result<String, ReasonTrouble> {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = line.trim();
    match line.chars().count() {
        0 => Err(ReasonTrouble::Empty),
        count if count > LONGEST_REASON => Err(ReasonTrouble::TooLong(count - LONGEST_REASON)),
        _ => Ok(line.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    /// Seed rows 0.28 and 0.32.
    #[test]
    fn nothing_is_decided_without_its_tick_and_its_reason() {
        assert!(Verdict::approve(true).unwrap().approved());
        assert_eq!(Verdict::approve(false), None);
        assert_eq!(Verdict::decline(true, " истёк паспорт\n").unwrap().reason(), "истёк паспорт");
        for (certain, text) in [(false, "истёк паспорт"), (true, ""), (true, " \t\n")] {
            assert_eq!(Verdict::decline(certain, text), None, "{certain} {text:?}");
        }
    }

    #[test]
    fn a_reason_is_counted_in_characters() {
        assert_eq!(reason(&"я".repeat(LONGEST_REASON)).unwrap().chars().count(), LONGEST_REASON);
        assert_eq!(reason(&"я".repeat(LONGEST_REASON + 3)), Err(ReasonTrouble::TooLong(3)));
        assert_eq!(reason("а\u{0}б").unwrap(), "а б");
    }
}
