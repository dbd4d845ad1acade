//! Text in a fixed shape such as `000-000-000 00`, and where the caret belongs after each edit. Pure.
//!
//! Reformatting after each key without moving the caret scrambles numbers: a digit typed after an inserted
//! dash would land before it. Here the caret is counted in digits, which reformatting never changes.

/// The shape of a number: `0` stands for a digit, every other character for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mask(&'static str);

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
        Self(pattern)
    }

    /// The pattern, which also serves as placeholder.
    pub fn pattern(self) -> &'static str {
        self.0
    }

    /// Brings any text into shape: other characters are dropped, digits beyond the end too.
    pub fn apply(self, text: &str) -> String {
        let mut digits = text.chars().filter(char::is_ascii_digit).peekable();
        let mut shaped = String::with_capacity(self.0.len());
        for slot in self.0.chars() {
            if digits.peek().is_none() {
                break;
            }
            shaped.extend(if slot == '0' { digits.next() } else { Some(slot) });
        }
        shaped
    }

    /// True when every digit is there.
    pub fn is_complete(self, text: &str) -> bool {
        self.apply(text).chars().count() == self.0.chars().count()
    }

    /// What the field shows after an edit: `before` was in shape, `after` is what the keyboard made of it.
    ///
    /// `caret_before` is `None` if a piece of text was selected. Backspace and Delete on a separator take
    /// the digit behind it, as if the separator were not there.
    pub fn edit(self, before: &str, caret_before: Option<usize>, after: &Edited) -> Edited {
        let mut digits: Vec<char> = after.text.chars().filter(char::is_ascii_digit).collect();
        let mut ahead = digits_in(&after.text, after.caret);
        let only_separators_went =
            after.text.len() < before.len() && digits.len() == digits_in(before, usize::MAX);
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
        let text = self.apply(&digits.into_iter().collect::<String>());
        let caret = after_digits(&text, ahead);
        Edited { text, caret }
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
    fn a_number_is_complete_with_its_last_digit() {
        assert!(SNILS.is_complete("112-233-445 95") && !SNILS.is_complete("112-233-445 9"));
    }
}
