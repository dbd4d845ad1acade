//! Repeats what may be repeated: a few tries within a few seconds, with growing pauses nobody else shares.

use std::time::{Duration, Instant};

use crate::ca::http::{Answer, Call, Transport};
use crate::fault::{Fault, SupportCode};

/// How often and how long.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    /// Tries in all, the first one included.
    pub tries: u32,
    /// Pause before the second try; it doubles with each further one.
    pub pause: Duration,
    /// No new try begins after this time.
    pub total: Duration,
}

impl Default for Budget {
    fn default() -> Self {
        Self { tries: 3, pause: Duration::from_millis(400), total: Duration::from_secs(5) }
    }
}

/// A transport that tries again.
pub(super) struct Repeating<T> {
    inner: T,
    budget: Budget,
    /// Stands for [`std::thread::sleep`] in tests.
    sleep: Box<dyn FnMut(Duration) + Send>,
}

impl<T: Transport> Repeating<T> {
    /// Wraps a transport.
    pub fn new(inner: T, budget: Budget) -> Self {
        Self { inner, budget, sleep: Box::new(std::thread::sleep) }
    }
}

impl<T: Transport> Transport for Repeating<T> {
    fn send(&mut self, call: &Call) -> Result<Answer, Fault> {
        let begun = Instant::now();
        let mut tries = 1;
        loop {
            let outcome = self.inner.send(call);
            if !call.may_be_repeated() || !is_passing(&outcome) || tries >= self.budget.tries {
                return outcome;
            }
            // Thousands of clients lose the same server in the same second: each comes back at its own moment.
            let pause = self.budget.pause.mul_f64(f64::from(1u32 << (tries - 1).min(8)) * jitter());
            if begun.elapsed() + pause > self.budget.total {
                return outcome;
            }
            (self.sleep)(pause);
            tries += 1;
        }
    }
}

/// Gone in a moment, perhaps. A busy server told us to stay away, and a slow one has used up our time already:
/// both are left to the schedule of the renewal.
fn is_passing(outcome: &Result<Answer, Fault>) -> bool {
    match outcome {
        Ok(answer) => answer.status >= 500 && answer.status != 503,
        Err(fault) => matches!(fault.code, SupportCode::CaUnreachable | SupportCode::CaGarbage),
    }
}

fn jitter() -> f64 {
    rand::random_range(0.5..1.5)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use std::sync::mpsc;

    use super::*;
    use crate::ca::http::{IDEMPOTENCY_KEY, Method};

    /// Gives the answers in order and counts them.
    struct Script(Vec<Result<u16, SupportCode>>, usize);

    impl Transport for Script {
        fn send(&mut self, _: &Call) -> Result<Answer, Fault> {
            let outcome = self.0[self.1.min(self.0.len() - 1)];
            self.1 += 1;
            outcome.map(|status| Answer { status, ..Answer::default() }).map_err(Fault::new)
        }
    }

    fn run(
        script: &[Result<u16, SupportCode>],
        call: &Call,
    ) -> (Result<u16, SupportCode>, usize, Vec<Duration>) {
        let (told, pauses) = mpsc::channel();
        let mut repeating = Repeating {
            inner: Script(script.to_vec(), 0),
            budget: Budget::default(),
            sleep: Box::new(move |pause| told.send(pause).unwrap()),
        };
        let outcome = repeating.send(call).map(|a| a.status).map_err(|f| f.code);
        (outcome, repeating.inner.1, pauses.try_iter().collect())
    }

    fn get() -> Call {
        Call::new(Method::Get, "/")
    }

    #[test]
    fn a_passing_failure_is_tried_three_times_with_growing_pauses() {
        let (outcome, tries, pauses) = run(&[Err(SupportCode::CaUnreachable)], &get());
        assert_eq!((outcome, tries), (Err(SupportCode::CaUnreachable), 3));
        assert!((200..600).contains(&pauses[0].as_millis()), "{pauses:?}");
        assert!((400..1200).contains(&pauses[1].as_millis()), "{pauses:?}");
    }

    #[test]
    fn success_ends_the_repetition() {
        let (outcome, tries, _) = run(&[Ok(502), Err(SupportCode::CaGarbage), Ok(200), Ok(500)], &get());
        assert_eq!((outcome, tries), (Ok(200), 3));
    }

    #[test]
    fn a_call_that_might_do_something_twice_is_sent_once() {
        let (_, tries, _) = run(&[Err(SupportCode::CaUnreachable)], &Call::new(Method::Post, "/"));
        assert_eq!(tries, 1);
        let keyed = Call::new(Method::Post, "/").header(IDEMPOTENCY_KEY, "x");
        assert_eq!(run(&[Err(SupportCode::CaUnreachable)], &keyed).1, 3);
    }

    #[test]
    fn what_will_not_pass_is_not_tried_again() {
        use SupportCode::*;
        for outcome in [Ok(200), Ok(404), Ok(429), Ok(503), Err(CaSlow), Err(CaTlsName), Err(PinWrong)] {
            assert_eq!(run(&[outcome], &get()).1, 1, "{outcome:?}");
        }
    }

    #[test]
    fn no_try_begins_after_the_time_is_up() {
        let mut repeating = Repeating {
            inner: Script(vec![Ok(500)], 0),
            budget: Budget { total: Duration::ZERO, ..Budget::default() },
            sleep: Box::new(|_| ()),
        };
        repeating.send(&get()).unwrap();
        assert_eq!(repeating.inner.1, 1);
    }
}
