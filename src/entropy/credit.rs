//! What an event is worth: one bit, two at most, and nothing where nothing new happened.
//!
//! | Event | Bits | Why no more |
//! |---|---|---|
//! | a key unlike the last two | 1 | people drum on neighbouring keys; 1 of some 3 bits |
//! | … at a new rhythm | + 1 | intervals scatter over tens of milliseconds, but windows see them frame by frame |
//! | a move that bends the path | 1 | a hand draws smooth curves: the bend is hard to foretell by a pixel, the way is not |
//! | a click at another place | 1 | as a move |
//!
//! Time alone earns nothing: a window hands over events in batches, with the same time or with the time of the
//! frame. A held key, a place seen a moment ago and a straight line earn nothing either. Last, no more than
//! [`BITS_PER_SECOND`] are credited, for a mouse that reports a thousand times a second tells its path in
//! more points, not more of it.

use std::collections::VecDeque;

use super::event::Event;

/// The most that one second can earn. The bar needs two and a half seconds at least.
const BITS_PER_SECOND: u32 = 100;

const SECOND: u64 = 1_000_000_000;

/// Intervals that differ by less are the same rhythm: a macro pad, or the frame clock.
const RHYTHM: u64 = 2_000_000;

/// A place visited within so many moves is not new: a shaken mouse, a device that feigns activity.
const REMEMBERED_PLACES: usize = 32;

/// A key among the last so many is not new: drumming with two fingers.
const REMEMBERED_KEYS: usize = 2;

/// The answer to an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credit {
    /// Worth so many bits.
    Bits(u32),
    /// Hashed in, but worth nothing.
    Nothing(Worthless),
}

impl Credit {
    /// The bits, 0 for nothing.
    pub fn bits(self) -> u32 {
        match self {
            Self::Bits(bits) => bits,
            Self::Nothing(_) => 0,
        }
    }
}

/// Why an event earned nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worthless {
    /// The first of its kind: there is nothing yet to differ from.
    First,
    /// The system repeats a held key.
    AutoRepeat,
    /// One of the last two keys again.
    SameKey,
    /// A place the pointer has just been at.
    SamePlace,
    /// The pointer goes on in a straight line, or back along it.
    StraightLine,
    /// This second has earned what a second can.
    TooFast,
    /// The source fails a health test: credit is withheld until it recovers.
    Unhealthy,
    /// All that is required has been collected.
    Full,
}

/// Remembers as much of the past as is needed to tell new from old.
#[derive(Debug, Default)]
pub(super) struct Assessor {
    keys: VecDeque<u32>,
    last_key_at: Option<u64>,
    last_interval: Option<u64>,
    places: VecDeque<(u16, u16)>,
    last_step: Option<Step>,
    last_click: Option<(u16, u16)>,
    second_began: u64,
    second_earned: u32,
}

type Step = (i32, i32);

impl Assessor {
    /// What the event is worth by itself, the rate not yet considered.
    pub(super) fn assess(&mut self, event: Event, nanos: u64) -> Credit {
        match event {
            Event::Key { repeat: true, .. } => Credit::Nothing(Worthless::AutoRepeat),
            Event::Key { code, repeat: false } => self.key(code, nanos),
            Event::Move { x, y } => self.movement((x, y)),
            Event::Click { x, y, .. } => self.click((x, y)),
        }
    }

    /// Cuts a credit down to what is left of this second.
    pub(super) fn limit_rate(&mut self, bits: u32, nanos: u64) -> Credit {
        // A clock set back begins a new second as well; otherwise it would stop the collecting.
        if nanos < self.second_began || nanos - self.second_began >= SECOND {
            (self.second_began, self.second_earned) = (nanos, 0);
        }
        let bits = bits.min(BITS_PER_SECOND - self.second_earned);
        self.second_earned += bits;
        if bits == 0 { Credit::Nothing(Worthless::TooFast) } else { Credit::Bits(bits) }
    }

    /// The sample for the health tests: which key, or which way the pointer went.
    pub(super) fn sample(&self, event: Event) -> u64 {
        match event {
            Event::Key { code, .. } => u64::from(code),
            Event::Move { x, y } => {
                let (dx, dy) = self.places.back().map_or((0, 0), |last| step(*last, (x, y)));
                u64::from(dx.cast_unsigned()) << 32 | u64::from(dy.cast_unsigned())
            }
            // The top bit keeps clicks apart from steps: no step goes that far to the left.
            Event::Click { x, y, button } => {
                1 << 63 | u64::from(button) << 32 | u64::from(x) << 16 | u64::from(y)
            }
        }
    }

    fn key(&mut self, code: u32, nanos: u64) -> Credit {
        let new_rhythm = self.rhythm(nanos);
        let first = self.keys.is_empty();
        let known = self.keys.contains(&code);
        remember(&mut self.keys, code, REMEMBERED_KEYS);
        if first {
            Credit::Nothing(Worthless::First)
        } else if known {
            Credit::Nothing(Worthless::SameKey)
        } else {
            Credit::Bits(if new_rhythm { 2 } else { 1 })
        }
    }

    /// True when the interval since the last key differs from the one before.
    fn rhythm(&mut self, nanos: u64) -> bool {
        let interval = self.last_key_at.map(|last| nanos.saturating_sub(last));
        let before = self.last_interval;
        self.last_key_at = Some(nanos);
        self.last_interval = interval;
        match (interval, before) {
            (Some(now), Some(before)) => now > 0 && now.abs_diff(before) >= RHYTHM,
            _ => false,
        }
    }

    fn movement(&mut self, place: (u16, u16)) -> Credit {
        let Some(last) = self.places.back().copied() else {
            self.places.push_back(place);
            return Credit::Nothing(Worthless::First);
        };
        if place == last {
            return Credit::Nothing(Worthless::SamePlace);
        }
        let step = step(last, place);
        let bends = self.last_step.map(|last| cross(last, step) != 0);
        let known = self.places.contains(&place);
        self.last_step = Some(step);
        remember(&mut self.places, place, REMEMBERED_PLACES);
        match bends {
            None => Credit::Nothing(Worthless::First),
            Some(_) if known => Credit::Nothing(Worthless::SamePlace),
            Some(false) => Credit::Nothing(Worthless::StraightLine),
            Some(true) => Credit::Bits(1),
        }
    }

    fn click(&mut self, place: (u16, u16)) -> Credit {
        match self.last_click.replace(place) {
            None => Credit::Nothing(Worthless::First),
            Some(last) if last == place => Credit::Nothing(Worthless::SamePlace),
            Some(_) => Credit::Bits(1),
        }
    }
}

fn step(from: (u16, u16), to: (u16, u16)) -> Step {
    (i32::from(to.0) - i32::from(from.0), i32::from(to.1) - i32::from(from.1))
}

/// Zero when both steps lie on one line, whichever way they go. `i64`, for a product of two steps takes 34 bits.
fn cross(a: Step, b: Step) -> i64 {
    i64::from(a.0) * i64::from(b.1) - i64::from(a.1) * i64::from(b.0)
}

fn remember<T>(past: &mut VecDeque<T>, item: T, limit: usize) {
    if past.len() == limit {
        past.pop_front();
    }
    past.push_back(item);
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: u64 = 1_000_000;

    fn credits(events: &[(Event, u64)]) -> Vec<Credit> {
        let mut assessor = Assessor::default();
        events.iter().map(|(event, nanos)| assessor.assess(*event, *nanos)).collect()
    }

    fn keys(codes: &str, times: &[u64]) -> Vec<Credit> {
        let events: Vec<_> = codes
            .chars()
            .zip(times)
            .map(|(c, ms)| (Event::Key { code: c.into(), repeat: false }, ms * MS))
            .collect();
        credits(&events)
    }

    fn path(places: &[(u16, u16)]) -> Vec<Credit> {
        let events: Vec<_> = places.iter().map(|(x, y)| (Event::Move { x: *x, y: *y }, 0)).collect();
        credits(&events)
    }

    #[test]
    fn a_repeated_key_earns_nothing() {
        use Credit::Nothing;
        let earned = keys("aaa", &[0, 90, 250]);
        assert_eq!(
            earned,
            [Nothing(Worthless::First), Nothing(Worthless::SameKey), Nothing(Worthless::SameKey)]
        );
    }

    #[test]
    fn drumming_with_two_fingers_earns_two_bits_at_most() {
        let earned: u32 =
            keys("abababab", &[0, 90, 250, 300, 470, 520, 700, 810]).iter().map(|c| c.bits()).sum();
        assert!(earned <= 2, "{earned}");
    }

    #[test]
    fn a_new_key_at_a_new_rhythm_earns_two_bits() {
        assert_eq!(keys("abc", &[0, 90, 250])[2], Credit::Bits(2));
    }

    #[test]
    fn a_metronome_earns_for_its_keys_alone() {
        assert_eq!(keys("abc", &[0, 100, 200])[2], Credit::Bits(1));
        assert_eq!(keys("abc", &[0, 100, 201])[2], Credit::Bits(1));
    }

    #[test]
    fn keys_of_one_batch_earn_nothing_for_their_time() {
        assert_eq!(keys("abcd", &[0, 90, 90, 90])[2..], [Credit::Bits(1), Credit::Bits(1)]);
    }

    #[test]
    fn auto_repeat_earns_nothing_and_is_no_new_key() {
        let held = (Event::Key { code: 1, repeat: true }, 0);
        assert_eq!(credits(&[held, held])[1], Credit::Nothing(Worthless::AutoRepeat));
    }

    #[test]
    fn a_resting_pointer_earns_nothing() {
        let earned = path(&[(5, 5), (6, 5), (6, 6), (6, 6), (6, 6)]);
        assert_eq!(earned[2], Credit::Bits(1));
        assert_eq!(earned[3..], [Credit::Nothing(Worthless::SamePlace); 2]);
    }

    #[test]
    fn a_straight_line_earns_nothing_at_any_speed_and_slope() {
        for line in [[(0, 0), (1, 0), (2, 0), (9, 0)], [(0, 0), (2, 3), (8, 12), (10, 15)]] {
            let earned: u32 = path(&line).iter().map(|credit| credit.bits()).sum();
            assert_eq!(earned, 0, "{line:?}");
        }
    }

    #[test]
    fn a_shaken_mouse_earns_nothing() {
        let square = [(0, 0), (9, 0), (9, 9), (0, 9)];
        let places: Vec<_> = square.iter().cycle().take(400).copied().collect();
        let earned: u32 = path(&places).iter().map(|credit| credit.bits()).sum();
        assert!(earned <= 2, "{earned}");
    }

    #[test]
    fn clicks_count_at_another_place_only() {
        let click = |x| (Event::Click { x, y: 1, button: 0 }, 0);
        let earned = credits(&[click(1), click(1), click(2)]);
        assert_eq!(earned[1..], [Credit::Nothing(Worthless::SamePlace), Credit::Bits(1)]);
    }

    #[test]
    fn a_second_earns_a_hundred_bits_at_most() {
        let mut assessor = Assessor::default();
        let mut earned = |nanos| (0..500).map(|_| assessor.limit_rate(2, nanos).bits()).sum::<u32>();
        assert_eq!(earned(0), BITS_PER_SECOND);
        assert_eq!(earned(SECOND - 1), 0);
        assert_eq!(earned(SECOND), BITS_PER_SECOND);
        assert_eq!(earned(SECOND / 2), BITS_PER_SECOND, "a clock set back does not stop the collecting");
    }
}
