//! The queue of «Заменить все»: in which order, where each certificate stands, which one is next.
//!
//! One token after the other, so that a PIN that is kept serves all of its certificates; within that, and among tokens,
//! what ends first. What is here goes before what has to be plugged in, and nobody waits for a CA.

use std::collections::BTreeMap;

use crate::domain::key::PlaceId;
use crate::domain::moment::Moment;
use crate::domain::queue::{Item, Queue};

/// What is known of the certificates at this moment, by their fingerprints.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// Due, and not begun.
    pub due: Vec<Due>,
    /// Places that can be reached.
    pub connected: Vec<PlaceId>,
    /// What became of a certificate so far.
    pub courses: BTreeMap<String, Course>,
}

/// A certificate that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Its fingerprint.
    pub certificate: String,
    /// Where its key lives.
    pub place: PlaceId,
    /// Until when it can sign.
    pub end: Moment,
}

/// How far a certificate has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Course {
    /// Begun and not ended: the name of its renewal, and whether somebody else is at it.
    Begun(String, bool),
    /// There is a new one.
    Replaced,
    /// Given up at this time, or impossible from here: the support code that says why.
    Stopped(Moment, String),
}

/// Where a certificate of the queue stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turn {
    /// Can begin now.
    Ready,
    /// Was begun, and goes on now: the name of its renewal.
    Begun(String),
    /// The token with this label must be plugged in.
    Plug(String),
    /// Its CA or organisation is at it.
    Waits,
    /// Left aside, with the support code that says why.
    PutOff(String),
    /// Nothing to be done any more.
    Done,
}

impl Turn {
    /// It waits for the user.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Ready | Self::Begun(_) | Self::Plug(_))
    }
}

/// What comes next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// This certificate, by its place in the queue.
    Item(usize),
    /// Nothing before the token with this label is plugged in.
    Plug(String),
    /// Nothing: what is left waits for others.
    Wait,
    /// Nothing: what is left was put off by the user.
    Rest,
    /// All are done.
    Over,
}

/// The queue with whatever else is due, in its order.
#[must_use]
pub fn join(mut queue: Queue, seen: &Seen, now: Moment) -> Queue {
    for due in &seen.due {
        if !queue.items.iter().any(|item| item.certificate == due.certificate) {
            queue.items.push(Item {
                certificate: due.certificate.clone(),
                place: due.place.clone(),
                end: due.end,
                since: now,
                put_off: None,
            });
        }
    }
    let mut first: BTreeMap<String, Moment> = BTreeMap::new();
    for item in &queue.items {
        let end = first.entry(name(&item.place)).or_insert(item.end);
        *end = (*end).min(item.end);
    }
    queue.items.sort_by_cached_key(|item| {
        let place = name(&item.place);
        (first.get(&place).copied(), place, item.end, item.certificate.clone())
    });
    queue
}

/// Where a certificate stands.
pub fn turn(item: &Item, seen: &Seen) -> Turn {
    let connected = seen.connected.contains(&item.place);
    let put_off = || item.put_off.clone().map(Turn::PutOff);
    match (seen.courses.get(&item.certificate), &item.place) {
        (Some(Course::Replaced), _) => Turn::Done,
        // What was given up before the queue began, is in it again all the same.
        (Some(Course::Stopped(at, why)), _) if *at >= item.since => Turn::PutOff(why.clone()),
        (Some(Course::Begun(_, true)), _) => put_off().unwrap_or(Turn::Waits),
        (_, PlaceId::Token { label, .. }) if !connected => {
            put_off().unwrap_or_else(|| Turn::Plug(label.clone()))
        }
        (Some(Course::Begun(renewal, false)), _) => put_off().unwrap_or_else(|| Turn::Begun(renewal.clone())),
        _ if seen.due.iter().any(|due| due.certificate == item.certificate) => {
            put_off().unwrap_or(Turn::Ready)
        }
        // Its place is here and says nothing of it any more: hidden, removed, or replaced elsewhere.
        _ => Turn::Done,
    }
}

/// What comes next, by where each one stands.
pub fn next(turns: &[Turn]) -> Next {
    let here = turns.iter().position(|turn| matches!(turn, Turn::Ready | Turn::Begun(_)));
    let plug = || {
        turns.iter().find_map(|turn| match turn {
            Turn::Plug(label) => Some(Next::Plug(label.clone())),
            _ => None,
        })
    };
    let rest = || match turns.iter().any(|turn| matches!(turn, Turn::PutOff(_))) {
        _ if turns.contains(&Turn::Waits) => Next::Wait,
        true => Next::Rest,
        false => Next::Over,
    };
    here.map(Next::Item).or_else(plug).unwrap_or_else(rest)
}

fn name(place: &PlaceId) -> String {
    match place {
        PlaceId::Token { serial, label } => format!("{label}\n{serial}"),
        PlaceId::Computer => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use time::Duration;
    use time::macros::datetime;

    use super::*;

    const NOW: Moment = datetime!(2026-11-25 9:00 UTC);

    fn token(label: &str) -> PlaceId {
        PlaceId::Token { serial: "1".to_owned(), label: label.to_owned() }
    }

    fn due(certificate: &str, label: &str, days: i64) -> Due {
        Due { certificate: certificate.to_owned(), place: token(label), end: NOW + Duration::days(days) }
    }

    /// Two tokens: «A» with what ends last and in the middle, «B» with what ends first and very last.
    fn seen() -> Seen {
        Seen {
            due: vec![due("a30", "A", 30), due("a5", "A", 5), due("b4", "B", 4), due("b60", "B", 60)],
            connected: vec![token("A"), token("B")],
            courses: BTreeMap::new(),
        }
    }

    fn queue() -> Queue {
        join(Queue::default(), &seen(), NOW)
    }

    fn order(queue: &Queue) -> Vec<&str> {
        queue.items.iter().map(|item| item.certificate.as_str()).collect()
    }

    fn turns(queue: &Queue, seen: &Seen) -> Vec<Turn> {
        queue.items.iter().map(|item| turn(item, seen)).collect()
    }

    /// The certificate that comes next, or what has to happen before.
    fn next_of(queue: &Queue, seen: &Seen) -> String {
        match next(&turns(queue, seen)) {
            Next::Item(index) => order(queue).get(index).copied().unwrap_or_default().to_owned(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn a_token_is_finished_before_the_next_and_what_ends_first_goes_first() {
        assert_eq!(order(&queue()), ["b4", "b60", "a5", "a30"]);
        let mut more = seen();
        more.due.push(due("c1", "C", 1));
        let joined = join(queue(), &more, NOW + Duration::HOUR);
        assert_eq!(
            order(&joined),
            ["c1", "b4", "b60", "a5", "a30"],
            "what became due joins, nothing stands twice"
        );
    }

    #[test]
    fn what_is_here_goes_before_what_has_to_be_plugged_in() {
        let mut seen = seen();
        let queue = queue();
        assert_eq!(next_of(&queue, &seen), "b4");
        seen.connected = vec![token("A")];
        seen.due.retain(|due| due.place == token("A"));
        assert_eq!(next_of(&queue, &seen), "a5");
        for certificate in ["a5", "a30"] {
            let _ = seen.courses.insert(certificate.to_owned(), Course::Replaced);
        }
        assert_eq!(next_of(&queue, &seen), r#"Plug("B")"#);
        seen.connected.push(token("B"));
        seen.due = vec![due("b4", "B", 4), due("b60", "B", 60)];
        assert_eq!(next_of(&queue, &seen), "b4");
    }

    #[test]
    fn nobody_waits_for_a_ca_and_what_was_answered_comes_back_in_its_place() {
        let mut seen = seen();
        let queue = queue();
        let _ = seen.courses.insert("b4".to_owned(), Course::Begun("r1".to_owned(), true));
        assert_eq!(next_of(&queue, &seen), "b60");
        let _ = seen.courses.insert("b4".to_owned(), Course::Begun("r1".to_owned(), false));
        assert_eq!(turns(&queue, &seen).first(), Some(&Turn::Begun("r1".to_owned())));
        assert_eq!(next_of(&queue, &seen), "b4");
    }

    #[test]
    fn what_was_put_off_stays_with_its_reason_until_it_is_done_all_the_same() {
        let mut seen = seen();
        let mut queue = queue();
        queue.items.iter_mut().take(1).for_each(|item| item.put_off = Some("PIN-LOCKED".to_owned()));
        assert_eq!(next_of(&queue, &seen), "b60");
        assert_eq!(turns(&queue, &seen).first(), Some(&Turn::PutOff("PIN-LOCKED".to_owned())));
        let _ = seen.courses.insert("b4".to_owned(), Course::Replaced);
        assert_eq!(turns(&queue, &seen).first(), Some(&Turn::Done));
    }

    #[test]
    fn what_was_given_up_before_the_queue_began_is_in_it_again() {
        let mut seen = seen();
        let given_up = |at| Course::Stopped(at, "CANCELLED".to_owned());
        let _ = seen.courses.insert("b4".to_owned(), given_up(NOW - Duration::DAY));
        assert_eq!(next_of(&queue(), &seen), "b4");
        let _ = seen.courses.insert("b4".to_owned(), given_up(NOW + Duration::HOUR));
        assert_eq!(next_of(&queue(), &seen), "b60");
    }

    #[test]
    fn the_end_says_whether_anything_waits_or_was_left_aside() {
        use Turn::{Done, PutOff, Waits};
        let aside = || PutOff("PIN-LOCKED".to_owned());
        let table = [
            (vec![Done, Done], Next::Over),
            (vec![], Next::Over),
            (vec![Done, aside()], Next::Rest),
            (vec![aside(), Waits, Done], Next::Wait),
        ];
        for (turns, expected) in table {
            assert_eq!(next(&turns), expected, "{turns:?}");
        }
    }
}
