//! What is to go wrong, in words.
//!
//! ```text
//! C_Sign#2=0x32                      the second C_Sign answers so and does nothing
//! C_GenerateKeyPair#1=after:0x30     it is done, and then answers so: the answer is lost
//! *#17=hang                          the seventeenth call of all never comes back
//! *=sleep:5                          every call takes five milliseconds more
//! C_CreateObject#2+=pull             from the second one on the token is pulled at each of them
//! C_Login=after:abort                the process dies behind the call
//! flags=0x40000                      C_GetTokenInfo shows these flags as well
//! hide=0x8                           C_GetTokenInfo does not show these flags
//! free=100                           C_GetTokenInfo shows so much room, in bytes
//! pins=3                             so many wrong PINs lock the token
//! ```
//!
//! Separated by blanks or ends of lines. A word that is not understood stops the process: a test must not pass
//! because its fault was misspelled.

use std::time::Duration;

use cryptoki_sys::{CK_FLAGS, CK_RV, CK_ULONG};

/// A whole script.
#[derive(Debug, Default)]
pub struct Script {
    rules: Vec<Rule>,
    /// Flags that the token shows besides its own.
    pub flags: CK_FLAGS,
    /// Flags of its own that it does not show.
    pub hidden: CK_FLAGS,
    /// Room that the token pretends to have.
    pub free: Option<CK_ULONG>,
    /// Wrong PINs that lock the token.
    pub pins: Option<u64>,
}

/// What happens at a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Answer(CK_RV),
    Sleep(Duration),
    Hang,
    Pull,
    Abort,
}

#[derive(Debug)]
struct Rule {
    /// `*` for any.
    function: String,
    /// The first call that is meant.
    number: u64,
    /// So are all that follow.
    onward: bool,
    /// The real call is made first.
    after: bool,
    action: Action,
}

impl Script {
    pub fn parse(text: &str) -> Self {
        let mut script = Self::default();
        for word in text.split_whitespace() {
            let (left, right) = word.split_once('=').unwrap_or_else(|| panic!("no script: {word}"));
            match left {
                "flags" => script.flags |= number(right) as CK_FLAGS,
                "hide" => script.hidden |= number(right) as CK_FLAGS,
                "free" => script.free = Some(number(right) as CK_ULONG),
                "pins" => script.pins = Some(number(right)),
                _ => script.rules.push(Rule::parse(left, right)),
            }
        }
        script
    }

    /// What is to happen before (or after) this call: the `number`th of its function, the `of_all`th of all.
    pub fn actions(&self, function: &str, number: u64, of_all: u64, after: bool) -> Vec<Action> {
        let meant = |rule: &&Rule| {
            let number = match rule.function.as_str() {
                "*" => of_all,
                name if name == function => number,
                _ => return false,
            };
            rule.after == after && (number == rule.number || (rule.onward && number > rule.number))
        };
        self.rules.iter().filter(meant).map(|rule| rule.action).collect()
    }
}

impl Rule {
    fn parse(call: &str, action: &str) -> Self {
        let (function, which) = call.split_once('#').unwrap_or((call, "1+"));
        assert!(function == "*" || function.starts_with("C_"), "no function: {function}");
        let (after, action) = match action.strip_prefix("after:") {
            Some(action) => (true, action),
            None => (false, action),
        };
        let action = match action.split_once(':').unwrap_or((action, "")) {
            ("sleep", millis) => Action::Sleep(Duration::from_millis(number(millis))),
            ("hang", "") => Action::Hang,
            ("pull", "") => Action::Pull,
            ("abort", "") => Action::Abort,
            (rv, _) => Action::Answer(number(rv) as CK_RV),
        };
        let onward = which.ends_with('+');
        Self {
            function: function.to_owned(),
            number: number(which.trim_end_matches('+')),
            onward,
            after,
            action,
        }
    }
}

fn number(text: &str) -> u64 {
    let number = match text.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16),
        None => text.parse(),
    };
    number.unwrap_or_else(|_| panic!("no number: {text}"))
}
