//! The pool: hashes every event in, counts what it is worth, and gives one seed.

use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

use super::credit::{Assessor, Credit, Worthless};
use super::event::{Event, Source};
use super::health::{Health, Monitor};
use crate::domain::secret::Seed;

/// Bits to collect: as many as a seed can hold.
pub const REQUIRED_BITS: u32 = 256;

/// Separates the hashes of this file from each other and from every other use of SHA-256.
const STEP: &[u8] = b"renewal-master pool step";
const SEED: &[u8] = b"renewal-master seed";

/// Collects events until they are worth [`REQUIRED_BITS`].
///
/// The state is one digest, `state ← SHA-256(state ‖ event ‖ time)`: it does not grow, nobody can compute
/// earlier events back from it, and it is wiped on drop. Beside it stand the last two keys and a few dozen
/// places of the pointer, needed to tell new from old.
pub struct Pool {
    state: Zeroizing<[u8; 32]>,
    credited_bits: u32,
    assessor: Assessor,
    keys: Monitor,
    pointer: Monitor,
    in_use: Source,
}

impl Pool {
    /// An empty pool.
    #[expect(clippy::new_without_default, reason = "an empty pool of randomness is no sensible default")]
    pub fn new() -> Self {
        Self {
            state: Zeroizing::new([0; 32]),
            credited_bits: 0,
            assessor: Assessor::default(),
            keys: Monitor::new(),
            pointer: Monitor::new(),
            in_use: Source::Pointer,
        }
    }

    /// Hashes an event in and says what it was worth.
    ///
    /// `nanos` counts from any fixed moment by a clock that does not go back. It may be coarse, and a batch of
    /// events may share it. Worthless events are hashed in as well: they cannot harm.
    pub fn add(&mut self, event: Event, nanos: u64) -> Credit {
        self.mix(&event.bytes(nanos));
        let healthy = self.observe(event) == Health::Normal;
        let credit = match self.assessor.assess(event, nanos) {
            nothing @ Credit::Nothing(_) => nothing,
            Credit::Bits(_) if !healthy => Credit::Nothing(Worthless::Unhealthy),
            Credit::Bits(_) if self.is_full() => Credit::Nothing(Worthless::Full),
            Credit::Bits(bits) => {
                self.assessor.limit_rate(bits.min(REQUIRED_BITS - self.credited_bits), nanos)
            }
        };
        self.credited_bits += credit.bits();
        credit
    }

    /// Bits credited so far, up to [`REQUIRED_BITS`].
    pub fn credited_bits(&self) -> u32 {
        self.credited_bits
    }

    /// Bits to collect.
    pub fn required_bits(&self) -> u32 {
        REQUIRED_BITS
    }

    /// True when all the required bits have been credited.
    pub fn is_full(&self) -> bool {
        self.credited_bits >= REQUIRED_BITS
    }

    /// The share collected, 0.0 to 1.0.
    pub fn progress(&self) -> f32 {
        self.credited_bits as f32 / REQUIRED_BITS as f32
    }

    /// The health of the source last used: a user who turned from a stuck key to the mouse sees the mouse.
    pub fn health(&self) -> Health {
        match self.in_use {
            Source::Keys => self.keys.health(),
            Source::Pointer => self.pointer.health(),
        }
    }

    /// Hashes the events together with 32 bytes of the system's source (see
    /// [`system_random`](super::system_random)): `SHA-256(label ‖ system ‖ state)`.
    ///
    /// The seed is unknown as long as one of the two is. A pool that is not full gives a seed too; what its
    /// events were worth goes with it and into the journal.
    pub fn condition(self, mut system: [u8; 32]) -> Seed {
        let digest = Sha256::new()
            .chain_update(SEED)
            .chain_update(system)
            .chain_update(self.state.as_slice())
            .finalize();
        system.zeroize();
        Seed::new(digest.into(), self.credited_bits)
    }

    fn mix(&mut self, bytes: &[u8]) {
        let digest = Sha256::new().chain_update(STEP).chain_update(self.state.as_slice()).chain_update(bytes);
        digest.finalize_into((&mut *self.state).into());
    }

    /// Feeds the health tests of the event's source. Held keys too: they are the plainest stuck source.
    fn observe(&mut self, event: Event) -> Health {
        let sample = self.assessor.sample(event);
        self.in_use = event.source();
        let monitor = match self.in_use {
            Source::Keys => &mut self.keys,
            Source::Pointer => &mut self.pointer,
        };
        monitor.observe(sample);
        monitor.health()
    }
}

impl std::fmt::Debug for Pool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pool(…, {} bits credited, {:?})", self.credited_bits, self.health())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng, rngs::StdRng};

    const MS: u64 = 1_000_000;

    /// A person at the keyboard: some thirty keys, five to fifteen a second.
    fn typing(seed: u64) -> impl Iterator<Item = (Event, u64)> {
        let mut dice = StdRng::seed_from_u64(seed);
        let mut nanos = 0;
        std::iter::from_fn(move || {
            nanos += dice.random_range(60..200) * MS;
            Some((Event::Key { code: dice.random_range(0..30), repeat: false }, nanos))
        })
    }

    /// A person with a mouse, sixty reports a second: the speed changes by a few pixels from one to the next.
    fn moving(seed: u64) -> impl Iterator<Item = (Event, u64)> {
        let mut dice = StdRng::seed_from_u64(seed);
        let (mut x, mut y, mut dx, mut dy, mut nanos) = (300i32, 200i32, 5i32, 3i32, 0);
        std::iter::from_fn(move || {
            nanos += 16 * MS;
            dx = (dx + dice.random_range(-3..=3)).clamp(-20, 20);
            dy = (dy + dice.random_range(-3..=3)).clamp(-20, 20);
            // The field ends somewhere, and the hand turns back.
            dx = if (0..600).contains(&(x + dx)) { dx } else { -dx };
            dy = if (0..400).contains(&(y + dy)) { dy } else { -dy };
            (x, y) = (x + dx, y + dy);
            Some((Event::Move { x: x as u16, y: y as u16 }, nanos))
        })
    }

    fn filled_by(events: impl Iterator<Item = (Event, u64)>) -> (Pool, u64) {
        let mut pool = Pool::new();
        for (event, nanos) in events.take(10_000) {
            pool.add(event, nanos);
            if pool.is_full() {
                return (pool, nanos);
            }
        }
        (pool, u64::MAX)
    }

    #[test]
    fn typing_alone_fills_the_bar_within_a_minute() {
        for seed in 0..20 {
            let (pool, nanos) = filled_by(typing(seed));
            assert_eq!(pool.credited_bits(), REQUIRED_BITS);
            assert_eq!(pool.health(), Health::Normal);
            assert!(nanos < 60_000 * MS, "{} s", nanos / 1000 / MS);
        }
    }

    #[test]
    fn the_mouse_alone_fills_the_bar_within_a_minute() {
        for seed in 0..20 {
            let (pool, nanos) = filled_by(moving(seed));
            assert_eq!(pool.credited_bits(), REQUIRED_BITS);
            assert_eq!(pool.health(), Health::Normal);
            assert!(nanos < 60_000 * MS, "{} s", nanos / 1000 / MS);
        }
    }

    #[test]
    fn a_mouse_that_reports_a_thousand_times_a_second_does_not_fill_the_bar_at_once() {
        let fast = moving(1).enumerate().map(|(i, (event, _))| (event, i as u64 * MS));
        assert!(filled_by(fast).1 > 2_000 * MS);
    }

    #[test]
    fn a_held_key_earns_nothing_and_is_reported() {
        let mut pool = Pool::new();
        for i in 0..1000 {
            pool.add(Event::Key { code: 65, repeat: i > 0 }, i * 33 * MS);
        }
        assert_eq!(pool.credited_bits(), 0);
        assert_eq!(pool.health(), Health::Repeating);
    }

    #[test]
    fn a_resting_or_ruler_straight_pointer_earns_nothing_and_is_reported() {
        for step in [0, 1] {
            let mut pool = Pool::new();
            for i in 0..1000u16 {
                pool.add(Event::Move { x: i * step, y: 10 }, u64::from(i) * 16 * MS);
            }
            assert_eq!(pool.credited_bits(), 0);
            assert_eq!(pool.health(), Health::Repeating);
        }
    }

    #[test]
    fn credit_is_withheld_after_a_failure_and_granted_again_after_recovery() {
        let mut pool = Pool::new();
        (0..100).for_each(|i| {
            pool.add(Event::Key { code: 1000, repeat: false }, i * 50 * MS);
        });
        let mut earned = typing(1).map(|(event, nanos)| pool.add(event, 5_000 * MS + nanos).bits());
        assert_eq!(earned.by_ref().take(15).sum::<u32>(), 0);
        assert!(earned.take(200).sum::<u32>() > 100);
    }

    #[test]
    fn a_stuck_keyboard_does_not_stand_in_the_way_of_the_mouse() {
        let mut pool = Pool::new();
        for (event, nanos) in moving(1).take(600) {
            pool.add(Event::Key { code: 65, repeat: true }, nanos);
            pool.add(event, nanos);
        }
        assert!(pool.is_full());
        assert_eq!(pool.health(), Health::Normal);
    }

    #[test]
    fn a_full_pool_stays_at_what_a_seed_can_hold() {
        let (mut pool, at) = filled_by(typing(1));
        for (event, nanos) in typing(2).take(50) {
            pool.add(event, at + nanos);
        }
        assert_eq!(pool.credited_bits(), REQUIRED_BITS);
        assert!((pool.progress() - 1.0).abs() < f32::EPSILON);
        assert_eq!(pool.condition([0; 32]).credited_bits(), REQUIRED_BITS);
    }

    #[test]
    fn the_seed_depends_on_the_events_on_their_times_and_on_the_system() {
        let seed = |code, nanos, system| {
            let mut pool = Pool::new();
            pool.add(Event::Key { code, repeat: false }, nanos);
            *pool.condition([system; 32]).reveal()
        };
        let all = [seed(1, 1, 1), seed(2, 1, 1), seed(1, 2, 1), seed(1, 1, 2)];
        assert!((0..4).all(|i| (0..i).all(|j| all[i] != all[j])));
        assert_eq!(all[0], seed(1, 1, 1));
    }

    #[test]
    fn debug_shows_nothing_of_the_state() {
        let pool = Pool::new();
        assert_eq!(format!("{pool:?}"), "Pool(…, 0 bits credited, Normal)");
    }

    /// Not a proof of randomness, which no test can give, but proof that nothing is lost or doubled between the
    /// events and the seed: one time stamp counts up, all else stays, and the seeds look like noise.
    #[test]
    fn seeds_of_counted_events_look_like_noise() {
        const SEEDS: usize = 4096;
        let mut bytes = Vec::with_capacity(SEEDS * 32);
        for nanos in 0..SEEDS as u64 {
            let mut pool = Pool::new();
            pool.add(Event::Move { x: 1, y: 1 }, nanos);
            bytes.extend_from_slice(pool.condition([0; 32]).reveal());
        }

        // Monobit: of a million bits, half are ones; six standard deviations of √n / 2 are allowed.
        let bits = 8.0 * bytes.len() as f64;
        let ones: u32 = bytes.iter().map(|byte| byte.count_ones()).sum();
        assert!((f64::from(ones) - bits / 2.0).abs() < 6.0 * bits.sqrt() / 2.0, "{ones} ones of {bits}");

        // χ² over byte values: 255 degrees of freedom, six standard deviations of √510.
        let mut counts = [0u32; 256];
        bytes.iter().for_each(|byte| counts[usize::from(*byte)] += 1);
        let expected = bytes.len() as f64 / 256.0;
        let chi: f64 = counts.iter().map(|count| (f64::from(*count) - expected).powi(2) / expected).sum();
        assert!((chi - 255.0).abs() < 6.0 * 510f64.sqrt(), "χ² = {chi}");

        // Neighbours differ in half of their bits.
        let flips: u32 = bytes.iter().zip(&bytes[32..]).map(|(a, b)| (a ^ b).count_ones()).sum();
        assert!((f64::from(flips) - bits / 2.0).abs() < 6.0 * bits.sqrt() / 2.0, "{flips} flips of {bits}");
    }
}
