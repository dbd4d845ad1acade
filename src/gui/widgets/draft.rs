//! What the user is typing into a secret field, on its way through messages.
//!
//! Messages must be `Clone` and `Debug`; a [`Pin`] is neither. The draft may be copied, shows nothing, and is
//! wiped. (The stock text field keeps plain copies while it is on the screen; see the threats chapter.)

use crate::domain::secret::Pin;
use zeroize::Zeroizing;

/// A PIN or password not yet confirmed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SecretDraft(Zeroizing<String>);

impl SecretDraft {
    /// Takes over what a field reported: `field.on_input(|text| Message::Pin(SecretDraft::new(text)))`.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text, for the field that shows it as dots.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// True until something has been typed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Hands the finished text over and leaves the draft empty.
    pub fn take(&mut self) -> Pin {
        Pin::new(std::mem::take(&mut *self.0))
    }
}

impl std::fmt::Debug for SecretDraft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretDraft(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_shows_nothing_and_is_empty_after_it_was_handed_over() {
        let mut draft = SecretDraft::new("12345678".into());
        assert_eq!(format!("{draft:?}"), "SecretDraft(…)");
        assert_eq!(draft.take().reveal(), "12345678");
        assert!(draft.is_empty());
    }
}
