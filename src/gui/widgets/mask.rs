//! Text in a fixed shape such as `000-000-000 00`, and where the caret belongs after each edit. Pure.
//!
//! Reformatting after each key without moving the caret scrambles numbers: a digit typed after an inserted
//! dash would land before it. Here the caret is counted in digits, which reformatting never changes.

/// The shape of a number: `0` stands for a digit, every other character for itself. Before it a country code may
/// stand, which the user need not type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mask {
    /// Country code as shown, with what separates it; empty for none.
    prefix: &'static str,
    /// What may also be typed instead of the code: `8` in Russia, `80` in Belarus.
    trunk: &'static str,
    /// What follows the prefix.
    slots: &'static str,
    /// Prefix and slots in one.
    pattern: &'static str,
}

/// A text with the caret in it, both counted in characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// The text.
    pub text: String,
    /// Characters before the caret.
    pub caret: usize,
}

impl Mask {
    /// A mask with the given pattern.
    pub const fn new(pattern: &'static str) -> Self {
        Self { prefix: "", trunk: "", slots: pattern, pattern }
    }

    /// A telephone number: the pattern begins with `prefix`.
    pub const fn telephone(prefix: &'static str, trunk: &'static str, pattern: &'static str) -> Self {
        let (_, slots) = pattern.split_at(prefix.len());
        Self { prefix, trunk, slots, pattern }
    }

    /// The pattern, which also serves as placeholder.
    pub fn pattern(self) -> &'static str {
        self.pattern
    }

    /// Brings any text into shape: other characters are dropped, digits beyond the end too.
    pub fn apply(self, text: &str) -> String {
        let digits = self.own_digits(text);
        // The code alone was typed: it is shown, or the key would seem dead.
        let begun = !self.prefix.is_empty() && text.chars().any(|c| c.is_ascii_digit());
        let mut shaped = String::with_capacity(self.pattern.len());
        if begun || !digits.is_empty() {
            shaped.push_str(self.prefix);
        }
        let mut digits = digits.into_iter().peekable();
        for slot in self.slots.chars() {
            if digits.peek().is_none() {
                break;
            }
            shaped.extend(if slot == '0' { digits.next() } else { Some(slot) });
        }
        shaped
    }

    /// True when every digit is there.
    pub fn is_complete(self, text: &str) -> bool {
        self.apply(text).chars().count() == self.pattern.chars().count()
    }

    /// What the field shows after an edit: `before` was in shape, `after` is what the keyboard made of it.
    ///
    /// `caret_before` is `None` if a piece of text was selected. Backspace and Delete on a separator take
    /// the digit behind it, as if the separator were not there.
    pub fn edit(self, before: &str, caret_before: Option<usize>, after: &Edited) -> Edited {
        let mut digits = self.own_digits(&after.text);
        // Digits of the country code do not count, wherever they stand.
        let foreign = digits_in(&after.text, usize::MAX).saturating_sub(digits.len());
        let mut ahead = digits_in(&after.text, after.caret).saturating_sub(foreign).min(digits.len());
        if digits.is_empty() && after.text.len() < before.len() {
            return Edited { text: String::new(), caret: 0 };
        }
        let only_separators_went =
            after.text.len() < before.len() && digits.len() == self.own_digits(before).len();
        match caret_before {
            Some(caret) if only_separators_went && after.caret < caret && ahead > 0 => {
                ahead -= 1;
                digits.remove(ahead);
            }
            Some(caret) if only_separators_went && after.caret == caret && ahead < digits.len() => {
                digits.remove(ahead);
            }
            _ => {}
        }
        let own: String = digits.into_iter().collect();
        let text = match own.is_empty() {
            true => self.apply(&after.text),
            false => self.apply(&format!("{}{own}", self.prefix)),
        };
        let code = self.prefix.chars().count().min(text.chars().count());
        let rest: String = text.chars().skip(code).collect();
        let caret = code + after_digits(&rest, ahead);
        Edited { text, caret }
    }

    /// The digits without the country code, however that was typed or pasted.
    fn own_digits(self, text: &str) -> Vec<char> {
        let all = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        if self.prefix.is_empty() {
            return all(text).chars().collect();
        }
        let count = self.slots.chars().filter(|c| *c == '0').count();
        let digits = all(text.strip_prefix(self.prefix).unwrap_or(text));
        let inside = text.starts_with(self.prefix);
        let code = all(self.prefix);
        let own = [code.as_str(), self.trunk].into_iter().find_map(|code| {
            let rest = digits.strip_prefix(code)?;
            let spelled = text.trim_start().starts_with('+') || rest.is_empty();
            (digits.len() > count || (spelled && !inside)).then_some(rest)
        });
        own.unwrap_or(&digits).chars().collect()
    }
}

/// Digits among the first `caret` characters.
fn digits_in(text: &str, caret: usize) -> usize {
    text.chars().take(caret).filter(char::is_ascii_digit).count()
}

/// The place just behind the n-th digit, before any separator.
fn after_digits(text: &str, n: usize) -> usize {
    if n == 0 {
        return 0;
    }
    let nth = text.chars().enumerate().filter(|(_, c)| c.is_ascii_digit()).nth(n - 1);
    nth.map_or(text.chars().count(), |(place, _)| place + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SNILS: Mask = Mask::new("000-000-000 00");

    /// Replays keys as a text field does: digits are inserted, `<` is Backspace, `>` is Delete.
    fn type_keys(start: &str, caret: usize, keys: &str) -> Edited {
        let mut shown = Edited { text: start.into(), caret };
        for key in keys.chars() {
            let mut raw: Vec<char> = shown.text.chars().collect();
            let mut caret = shown.caret;
            match key {
                '<' if caret == 0 => continue,
                '<' => {
                    caret -= 1;
                    raw.remove(caret);
                }
                '>' if caret == raw.len() => continue,
                '>' => {
                    raw.remove(caret);
                }
                typed => {
                    raw.insert(caret, typed);
                    caret += 1;
                }
            }
            let raw = Edited { text: raw.into_iter().collect(), caret };
            shown = SNILS.edit(&shown.text, Some(shown.caret), &raw);
        }
        shown
    }

    #[test]
    fn typing_at_the_end_puts_the_separators_in() {
        assert_eq!(type_keys("", 0, "11223344595"), Edited { text: "112-233-445 95".into(), caret: 14 });
        assert_eq!(type_keys("", 0, "112"), Edited { text: "112".into(), caret: 3 });
    }

    #[test]
    fn typing_in_the_middle_keeps_the_caret_with_the_typed_digit() {
        assert_eq!(type_keys("112-33", 3, "2"), Edited { text: "112-233".into(), caret: 5 });
        assert_eq!(type_keys("112-233", 0, "98"), Edited { text: "981-122-33".into(), caret: 2 });
    }

    #[test]
    fn backspace_and_delete_pass_through_separators() {
        assert_eq!(type_keys("112-233", 4, "<"), Edited { text: "112-33".into(), caret: 2 });
        assert_eq!(type_keys("112-233", 3, ">"), Edited { text: "112-33".into(), caret: 3 });
        assert_eq!(type_keys("112-233-445 95", 14, "<<<<<<<<<<<"), Edited { text: String::new(), caret: 0 });
    }

    #[test]
    fn letters_and_digits_beyond_the_end_are_ignored() {
        assert_eq!(type_keys("112", 3, "ы"), Edited { text: "112".into(), caret: 3 });
        assert_eq!(type_keys("112-233-445 95", 14, "7").text, "112-233-445 95");
    }

    #[test]
    fn a_number_can_be_pasted_in_any_form() {
        for pasted in
            ["11223344595", "112-233-445 95", "СНИЛС: 112 233 445 95.", "112\u{a0}233\u{a0}445\u{a0}95"]
        {
            let raw = Edited { text: pasted.into(), caret: pasted.chars().count() };
            assert_eq!(SNILS.edit("", Some(0), &raw), Edited { text: "112-233-445 95".into(), caret: 14 });
        }
    }

    #[test]
    fn deleting_a_selected_separator_deletes_no_digit() {
        let raw = Edited { text: "112233".into(), caret: 3 };
        assert_eq!(SNILS.edit("112-233", None, &raw), Edited { text: "112-233".into(), caret: 3 });
    }

    #[test]
    fn a_telephone_number_gets_its_country_code_however_it_is_typed() {
        const RU: Mask = Mask::telephone("+7 ", "8", "+7 (000) 000-00-00");
        const BY: Mask = Mask::telephone("+375 ", "80", "+375 (00) 000-00-00");
        let typed = |mask: Mask, keys: &str| {
            keys.chars().fold(Edited { text: String::new(), caret: 0 }, |shown, key| {
                let mut raw: Vec<char> = shown.text.chars().collect();
                raw.insert(shown.caret, key);
                let caret = shown.caret + 1;
                mask.edit(&shown.text, Some(shown.caret), &Edited { text: raw.into_iter().collect(), caret })
            })
        };
        for keys in ["9123456789", "79123456789", "89123456789", "+7 912 345-67-89"] {
            assert_eq!(typed(RU, keys).text, "+7 (912) 345-67-89", "{keys}");
        }
        for keys in ["291234567", "375291234567"] {
            assert_eq!(typed(BY, keys).text, "+375 (29) 123-45-67", "{keys}");
        }
        for pasted in ["+79123456789", "8 (912) 345-67-89", "9123456789"] {
            let raw = Edited { text: pasted.into(), caret: pasted.chars().count() };
            assert_eq!(RU.edit("", Some(0), &raw).text, "+7 (912) 345-67-89", "{pasted}");
        }
        assert_eq!(BY.apply("+375291234567"), "+375 (29) 123-45-67");
        let raw = Edited { text: "+7 (".into(), caret: 4 };
        assert_eq!(RU.edit("+7 (9", Some(5), &raw).text, "", "the last digit takes the code along");
    }

    #[test]
    fn a_number_is_complete_with_its_last_digit() {
        assert!(SNILS.is_complete("112-233-445 95") && !SNILS.is_complete("112-233-445 9"));
    }
}
