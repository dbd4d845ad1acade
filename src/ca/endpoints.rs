//! Two addresses of one CA: the second is tried when the first cannot be reached, and kept when it can.

use crate::ca::http::{Answer, CONNECTING, Call, PHASE, Transport};
use crate::fault::Fault;

/// Makes the transport to the second address when it is needed.
pub(super) type Spare<T> = Box<dyn Fn() -> Result<T, Fault> + Send>;

/// A transport with a second address.
pub(super) struct Endpoints<T> {
    current: T,
    spare: Option<Spare<T>>,
}

impl<T: Transport> Endpoints<T> {
    /// Begins with the first address.
    pub fn new(current: T, spare: Option<Spare<T>>) -> Self {
        Self { current, spare }
    }
}

impl<T: Transport> Transport for Endpoints<T> {
    /// Nothing was sent while no connection stood, so even what must not be sent twice may go to the other address.
    /// When neither can be reached it is our side that has no network, and the first address stays the first.
    fn send(&mut self, call: &Call) -> Result<Answer, Fault> {
        let outcome = self.current.send(call);
        if !is_unreached(&outcome) {
            return outcome;
        }
        let Some(make) = &self.spare else { return outcome };
        let mut other = make()?;
        let second = other.send(call);
        if is_unreached(&second) {
            return outcome;
        }
        self.current = other;
        self.spare = None;
        second
    }
}

fn is_unreached(outcome: &Result<Answer, Fault>) -> bool {
    outcome.as_ref().is_err_and(|fault| fault.fact(PHASE) == Some(CONNECTING))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::ca::http::Method;
    use crate::fault::SupportCode;

    /// Writes down its name and answers from a list that all addresses share.
    struct Address(&'static str, World);

    #[derive(Clone, Default)]
    struct World(Arc<Mutex<(Vec<&'static str>, Vec<&'static str>)>>);

    impl Transport for Address {
        fn send(&mut self, _: &Call) -> Result<Answer, Fault> {
            let mut world = self.1.0.lock().unwrap();
            world.0.push(self.0);
            let unreachable = Fault::new(SupportCode::CaUnreachable);
            match world.1.iter().find_map(|state| state.strip_prefix(self.0)) {
                Some(" is away") => Err(unreachable.with(PHASE, CONNECTING)),
                Some(" hangs up") => Err(unreachable),
                _ => Ok(Answer { status: 200, ..Answer::default() }),
            }
        }
    }

    fn endpoints(world: &World) -> Endpoints<Address> {
        let spare = world.clone();
        Endpoints::new(
            Address("first", world.clone()),
            Some(Box::new(move || Ok(Address("second", spare.clone())))),
        )
    }

    fn states(world: &World, states: &[&'static str]) {
        world.0.lock().unwrap().1 = states.to_vec();
    }

    fn asked(world: &World) -> Vec<&'static str> {
        std::mem::take(&mut world.0.lock().unwrap().0)
    }

    #[test]
    fn the_second_address_takes_over_and_stays_when_the_first_cannot_be_reached() {
        let world = World::default();
        let mut endpoints = endpoints(&world);
        let post = Call::new(Method::Post, "/");
        endpoints.send(&post).unwrap();
        states(&world, &["first is away"]);
        endpoints.send(&post).unwrap();
        assert_eq!(asked(&world), ["first", "first", "second"]);
        states(&world, &[]);
        endpoints.send(&post).unwrap();
        states(&world, &["second is away"]);
        endpoints.send(&post).unwrap_err();
        assert_eq!(asked(&world), ["second", "second"]);
    }

    #[test]
    fn what_may_have_been_sent_does_not_go_to_the_second_address() {
        let world = World::default();
        states(&world, &["first hangs up"]);
        endpoints(&world).send(&Call::new(Method::Post, "/")).unwrap_err();
        assert_eq!(asked(&world), ["first"]);
    }

    #[test]
    fn without_any_network_the_first_address_stays_the_first() {
        let world = World::default();
        let mut endpoints = endpoints(&world);
        states(&world, &["first is away", "second is away"]);
        endpoints.send(&Call::new(Method::Get, "/")).unwrap_err();
        states(&world, &[]);
        endpoints.send(&Call::new(Method::Get, "/")).unwrap();
        assert_eq!(asked(&world), ["first", "second", "first"]);
    }
}
