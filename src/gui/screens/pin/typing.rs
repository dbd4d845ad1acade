//! What can be said of a typed PIN before a try is spent on it: its length, the layout, Caps Lock. Never what it is.

use crate::domain::key::Place;
use crate::tr;

/// How the keyboard stands, as far as a key has told it: `Some(true)` for Caps Lock.
pub type CapsLock = Option<bool>;

/// What the characters and the keys tell of the keyboard: PINs are Latin, and seldom all capitals.
pub fn keyboard(secret: &str, caps: CapsLock) -> Option<String> {
    let letters: Vec<char> = secret.chars().filter(|c| c.is_alphabetic()).collect();
    let capitals = letters.len() > 2 && letters.iter().all(|c| c.is_uppercase());
    if has_cyrillic(secret) {
        Some(tr!("pin-layout"))
    } else if caps == Some(true) && !letters.is_empty() {
        Some(tr!("pin-caps"))
    } else if caps.is_none() && capitals {
        Some(tr!("pin-capitals"))
    } else {
        None
    }
}

/// The same of a new password, which may well be Russian.
pub fn of_new(secret: &str, caps: CapsLock) -> Option<String> {
    if has_cyrillic(secret) { Some(tr!("unlock-cyrillic")) } else { keyboard(secret, caps) }
}

/// What a single key tells of Caps Lock: a capital without Shift, or a small letter with it.
pub fn caps_lock(text: &str, shift: bool) -> CapsLock {
    let mut characters = text.chars();
    let (Some(c), None) = (characters.next(), characters.next()) else { return None };
    let has_case = c.is_uppercase() || c.is_lowercase();
    has_case.then(|| c.is_uppercase() != shift)
}

/// «Знаков: от 6 до 32», in the bytes that tokens count; nothing where a place has no limits.
pub fn limits((shortest, longest): (usize, usize)) -> Option<String> {
    Some(match (shortest, longest) {
        (0 | 1, 0) => return None,
        (_, 0) => tr!("pin-limits-least", shortest = shortest),
        (0 | 1, _) => tr!("pin-limits-most", longest = longest),
        _ => tr!("pin-limits", shortest = shortest, longest = longest),
    })
}

/// Why a PIN of this length cannot be the right one. One that is too short is told when its typing is over.
pub fn misfit(secret: &str, (shortest, longest): (usize, usize), over: bool) -> Option<String> {
    let typed = secret.len();
    // A token that tells no longest PIN says 0.
    if longest != 0 && typed > longest {
        let told = tr!("pin-too-long", typed = typed, longest = longest);
        let double = has_cyrillic(secret).then(|| tr!("pin-double"));
        Some(std::iter::once(told).chain(double).collect::<Vec<_>>().join(" "))
    } else if over && typed < shortest {
        Some(tr!("pin-too-short", typed = typed, shortest = shortest))
    } else {
        None
    }
}

/// A letter of the Russian or Belarusian alphabet stands in it: two bytes each.
pub fn has_cyrillic(secret: &str) -> bool {
    secret.chars().any(|c| ('\u{400}'..='\u{4FF}').contains(&c))
}

/// What is left of the tries, in words; a number only where the place tells one.
pub fn tries_left(place: &Place) -> String {
    place.tries_left.map_or_else(|| tr!("unlock-low"), |tries| tr!("pin-tries-left", tries = tries))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_russian_layout_and_caps_lock_are_noticed_without_telling_the_pin() {
        assert_eq!(keyboard("йцук", None), Some(tr!("pin-layout")));
        assert_eq!(keyboard("QWERTY", None), Some(tr!("pin-capitals")));
        assert_eq!(keyboard("QWERTY", Some(false)), None, "meant so: typed with Shift");
        assert_eq!(keyboard("q", Some(true)), Some(tr!("pin-caps")));
        assert_eq!(keyboard("12345678", Some(true)), None, "digits have no capitals");
    }

    #[test]
    fn a_key_tells_of_caps_lock_only_when_it_is_a_letter() {
        assert_eq!((caps_lock("A", false), caps_lock("A", true)), (Some(true), Some(false)));
        assert_eq!((caps_lock("ф", false), caps_lock("ф", true)), (Some(false), Some(true)));
        assert_eq!((caps_lock("1", false), caps_lock("", false)), (None, None));
    }

    #[test]
    fn a_length_is_counted_in_bytes_and_told_before_a_try_is_spent() {
        let limits = (6, 8);
        assert_eq!(misfit("123456", limits, true), None);
        assert_eq!(misfit("123", limits, false), None, "not yet typed to its end");
        assert_eq!(misfit("123", limits, true), Some(tr!("pin-too-short", typed = 3, shortest = 6)));
        let long = tr!("pin-too-long", typed = 10, longest = 8);
        assert_eq!(misfit("1234567890", limits, false), Some(long.clone()));
        assert_eq!(misfit("весна", limits, false), Some(format!("{long} {}", tr!("pin-double"))));
        assert_eq!(misfit(&"1".repeat(900), (4, 0), true), None);
    }
}
