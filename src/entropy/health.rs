//! The two continuous health tests of NIST SP 800-90B, section 4.4: is a noise source stuck or lopsided?
//!
//! Both cut-offs follow from two numbers. `H` is the min-entropy claimed for a sample: 1 bit for which key, or
//! for where the pointer went. `α` is the chance that a sound source of that entropy fails by accident: 2⁻²⁰,
//! the value the standard recommends.
//!
//! A failed test withholds credit and nothing else: events are still hashed in. It ends by itself: after as
//! many changes as there were repetitions, or after a window that passes. So a user who was resting an elbow on
//! the keyboard is delayed by some seconds and never locked out; and the other source goes on earning meanwhile.

/// What the source in use looks like, for the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// Both tests pass.
    Normal,
    /// The same sample again and again: a held key, a stuck button, a ruler-straight glide.
    Repeating,
    /// One sample takes up too much of a window: a key between all others.
    Lopsided,
}

/// Claimed min-entropy of a sample in bits: `H`.
const CLAIMED_BITS: f64 = 1.0;

/// −log₂ α.
const FALSE_ALARM_EXPONENT: i32 = 20;

/// Samples in a window of the adaptive proportion test: `W`.
///
/// The standard has 512 for a source that runs for ever. Here a user produces two or three hundred samples in
/// all, and a window that never ends would test nothing; the cut-off is computed for this window with the same
/// `α`, so the false alarms per window stay as rare.
const WINDOW: u32 = 64;

/// Both tests over one noise source.
#[derive(Debug)]
pub(super) struct Monitor {
    repetition: RepetitionCount,
    proportion: AdaptiveProportion,
}

impl Monitor {
    pub(super) fn new() -> Self {
        Self { repetition: RepetitionCount::new(), proportion: AdaptiveProportion::new() }
    }

    /// Feeds a sample to both tests.
    pub(super) fn observe(&mut self, sample: u64) {
        self.repetition.observe(sample);
        self.proportion.observe(sample);
    }

    pub(super) fn health(&self) -> Health {
        if self.repetition.probation > 0 {
            Health::Repeating
        } else if self.proportion.probation > 0 {
            Health::Lopsided
        } else {
            Health::Normal
        }
    }
}

/// SP 800-90B 4.4.1. Fails when a sample comes `cutoff` times in a row.
#[derive(Debug)]
struct RepetitionCount {
    cutoff: u32,
    last: Option<u64>,
    run: u32,
    /// Changes still to be seen after a failure.
    probation: u32,
}

impl RepetitionCount {
    fn new() -> Self {
        Self { cutoff: repetition_cutoff(CLAIMED_BITS), last: None, run: 0, probation: 0 }
    }

    fn observe(&mut self, sample: u64) {
        if self.last == Some(sample) {
            self.run += 1;
        } else {
            self.run = 1;
            self.probation = self.probation.saturating_sub(1);
        }
        self.last = Some(sample);
        if self.run >= self.cutoff {
            self.probation = self.cutoff;
        }
    }
}

/// SP 800-90B 4.4.2. Fails when the first sample of a window comes `cutoff` times in that window.
#[derive(Debug)]
struct AdaptiveProportion {
    cutoff: u32,
    first: Option<u64>,
    seen: u32,
    count: u32,
    /// Samples still to be passed after a failure: a whole window, in which a source as bad would fail again.
    probation: u32,
}

impl AdaptiveProportion {
    fn new() -> Self {
        let cutoff = proportion_cutoff(WINDOW, CLAIMED_BITS);
        Self { cutoff, first: None, seen: 0, count: 0, probation: 0 }
    }

    fn observe(&mut self, sample: u64) {
        self.probation = self.probation.saturating_sub(1);
        let first = *self.first.get_or_insert(sample);
        self.seen += 1;
        if sample == first {
            self.count += 1;
        }
        if self.count >= self.cutoff {
            self.probation = WINDOW;
            self.restart();
        } else if self.seen >= WINDOW {
            self.restart();
        }
    }

    fn restart(&mut self) {
        (self.first, self.seen, self.count) = (None, 0, 0);
    }
}

/// `C = 1 + ⌈−log₂ α / H⌉`: 21 for one bit.
fn repetition_cutoff(claimed_bits: f64) -> u32 {
    1 + (f64::from(FALSE_ALARM_EXPONENT) / claimed_bits).ceil() as u32
}

/// `C = 1 + CRITBINOM(W, 2⁻ᴴ, 1 − α)`: one more than the smallest `k` for which at most `α` of the windows
/// hold the sample more than `k` times.
fn proportion_cutoff(window: u32, claimed_bits: f64) -> u32 {
    let alpha = 2f64.powi(-FALSE_ALARM_EXPONENT);
    // From the top downwards: the tail is summed from its smallest terms, so nothing is lost to rounding.
    let mut tail = 0.0;
    for k in (0..=window).rev() {
        tail += binomial(window, k, 2f64.powf(-claimed_bits));
        if tail > alpha {
            return 1 + k;
        }
    }
    1
}

/// The chance of exactly `k` hits in `n` tries.
fn binomial(n: u32, k: u32, p: f64) -> f64 {
    let ways: f64 = (0..k).map(|i| f64::from(n - i) / f64::from(i + 1)).product();
    ways * p.powf(f64::from(k)) * (1.0 - p).powf(f64::from(n - k))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng, rngs::StdRng};

    fn after(samples: impl IntoIterator<Item = u64>) -> Monitor {
        let mut monitor = Monitor::new();
        samples.into_iter().for_each(|sample| monitor.observe(sample));
        monitor
    }

    /// Five samples of six are the same one, and never more than five in a row.
    fn lopsided() -> impl Iterator<Item = u64> {
        let mut rare = 1000;
        (0..).map(move |i| {
            rare += 1;
            if i % 6 == 5 { rare } else { 7 }
        })
    }

    #[test]
    fn cut_offs_are_those_of_the_standard() {
        assert_eq!(repetition_cutoff(1.0), 21);
        assert_eq!(repetition_cutoff(2.0), 11);
        assert_eq!(repetition_cutoff(0.5), 41);
        // Computed with exact integers: Σ C(W, k) for k ≥ C stays within 2^(W − 20), for C − 1 it does not.
        assert_eq!(proportion_cutoff(64, 1.0), 51);
        assert_eq!(proportion_cutoff(512, 1.0), 311);
        assert_eq!(proportion_cutoff(1024, 1.0), 589);
    }

    #[test]
    fn a_stuck_source_fails_at_the_cut_off_and_not_before() {
        assert_eq!(after([7; 20]).health(), Health::Normal);
        assert_eq!(after([7; 21]).health(), Health::Repeating);
        assert_eq!(after([7; 10_000]).health(), Health::Repeating);
    }

    #[test]
    fn a_lopsided_source_fails_within_a_window() {
        assert_eq!(after(lopsided().take(64)).health(), Health::Lopsided);
        assert_eq!(after(lopsided().take(10_000)).health(), Health::Lopsided);
    }

    #[test]
    fn a_stuck_source_recovers_when_it_moves_again() {
        let mut monitor = after([7; 30]);
        (0..20).for_each(|sample| monitor.observe(sample));
        assert_eq!(monitor.health(), Health::Repeating);
        (20..200).for_each(|sample| monitor.observe(sample));
        assert_eq!(monitor.health(), Health::Normal);
    }

    #[test]
    fn a_single_change_does_not_clear_a_stuck_source() {
        let mut monitor = after([7; 21]);
        for _ in 0..100 {
            monitor.observe(8);
            (0..50).for_each(|_| monitor.observe(7));
            assert_eq!(monitor.health(), Health::Repeating);
        }
    }

    #[test]
    fn a_lopsided_source_recovers_after_a_good_window() {
        let mut monitor = after(lopsided().take(64));
        (0..128).for_each(|sample| monitor.observe(sample));
        assert_eq!(monitor.health(), Health::Normal);
    }

    #[test]
    fn a_source_of_the_claimed_entropy_passes() {
        let mut dice = StdRng::seed_from_u64(1);
        let mut monitor = Monitor::new();
        for _ in 0..20_000 {
            monitor.observe(dice.random_range(0..2));
            assert_eq!(monitor.health(), Health::Normal);
        }
    }
}
