//! At how many days before the end a certificate is spoken of: data, for every office has its own pace.

use time::Duration;

/// Most days that a threshold may have: what is further away than two years is no reminder.
const MOST: u16 = 730;

/// Days before the end at which a notice is given, each once. The first of them puts a certificate into the panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thresholds(Vec<u16>);

impl Default for Thresholds {
    fn default() -> Self {
        Self(vec![60, 30, 14, 7, 3, 1])
    }
}

impl Thresholds {
    /// From days in any order, each at least one. `None` when there are none, or one is 0 or above two years.
    pub fn new(days: impl IntoIterator<Item = u16>) -> Option<Self> {
        let mut days: Vec<u16> = days.into_iter().collect();
        days.sort_unstable_by(|a, b| b.cmp(a));
        days.dedup();
        let sound = !days.is_empty() && days.iter().all(|days| (1..=MOST).contains(days));
        sound.then_some(Self(days))
    }

    /// The days, the most first.
    pub fn days(&self) -> &[u16] {
        &self.0
    }

    /// How long before the end a certificate is spoken of for the first time.
    pub fn first(&self) -> Duration {
        self.0.first().map_or(Duration::ZERO, |days| Duration::days(i64::from(*days)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_come_in_any_order_and_each_counts_once() {
        assert_eq!(Thresholds::new([7, 90, 7, 1]).map(|t| t.days().to_vec()), Some(vec![90, 7, 1]));
        assert_eq!(Thresholds::default().first(), Duration::days(60));
        for wrong in [vec![], vec![30, 0], vec![MOST + 1]] {
            assert_eq!(Thresholds::new(wrong.clone()), None, "{wrong:?}");
        }
    }
}
