//! Token models that cannot make the keys this program needs, and what they can do instead.
//!
//! Whether a token makes P-256 keys it says itself (`C_GetMechanismInfo`); the model only explains why it does not.
//! Sources: handbooks of the vendors and the model strings that programs of the field look for; «Rutoken ECP» is the
//! name of the 2.0 and of the 3.0 alike, so the mechanism list has the last word.

use crate::domain::key::{Place, PlaceId};

/// What a token is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Makes {
    /// P-256 keys: everything this program needs.
    P256,
    /// Nothing: it keeps containers of a CSP as files, and certificates.
    Nothing,
    /// Keys by GOST R 34.10 only.
    GostOnly,
    /// RSA keys only.
    RsaOnly,
    /// Not P-256; what else is not known.
    Unknown,
}

impl Makes {
    /// All kinds.
    pub const ALL: [Self; 5] = [Self::P256, Self::Nothing, Self::GostOnly, Self::RsaOnly, Self::Unknown];

    /// Name in facts of a fault and in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Self::P256 => "p256",
            Self::Nothing => "storage-only",
            Self::GostOnly => "gost-only",
            Self::RsaOnly => "rsa-only",
            Self::Unknown => "unknown",
        }
    }
}

/// A part of a model string, in small letters, and what such tokens make. The first one that fits counts: the more
/// exact one stands first.
const MODELS: [(&str, Makes); 16] = [
    ("rutoken lite", Makes::Nothing),
    ("rutoken s", Makes::Nothing),
    ("jacarta lt", Makes::Nothing),
    // The name by which JaCarta LT calls itself.
    ("jacarta ds", Makes::Nothing),
    ("rutoken ecp pki", Makes::RsaOnly),
    ("rutoken pki", Makes::RsaOnly),
    ("rutoken ecp", Makes::GostOnly),
    ("rutoken", Makes::GostOnly),
    ("jacarta gost", Makes::GostOnly),
    ("jacarta-2", Makes::GostOnly),
    ("jacarta 2", Makes::GostOnly),
    ("etoken gost", Makes::GostOnly),
    ("jacarta laser", Makes::RsaOnly),
    ("jacarta pki", Makes::RsaOnly),
    ("etoken", Makes::RsaOnly),
    // The name by which eToken PRO calls itself, and JaCarta PRO too.
    ("pro", Makes::RsaOnly),
];

/// What a place makes.
pub fn makes(place: &Place) -> Makes {
    if place.p256 || place.id == PlaceId::Computer {
        return Makes::P256;
    }
    let model = place.model.to_lowercase();
    let words: Vec<&str> = model.split(|c: char| c.is_whitespace() || c == '_').collect();
    let model = words.join(" ");
    let fits = |part: &&(&str, Makes)| {
        // Whole words only: «PRO» is a model, «Prototype» is another one.
        format!(" {model} ").contains(&format!(" {} ", part.0))
    };
    MODELS.iter().find(fits).map_or(Makes::Unknown, |(_, makes)| *makes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::key::{Keeping, PinState};

    fn place(model: &str, p256: bool) -> Place {
        Place {
            id: PlaceId::Token { serial: "1".into(), label: "t".into() },
            title: String::new(),
            model: model.into(),
            free_bytes: None,
            pin: PinState::Fine,
            pin_length: (4, 32),
            protected_path: false,
            admin_pin: PinState::Unknown,
            tries_left: None,
            p256,
            writable: true,
            keeping: Keeping::NotWanted,
        }
    }

    #[test]
    fn storage_only_gost_and_rsa_tokens_are_told_apart_by_their_models() {
        for (model, makes_only) in [
            ("Rutoken lite", Makes::Nothing),
            ("Rutoken S", Makes::Nothing),
            ("Rutoken S 64K", Makes::Nothing),
            ("JaCarta LT", Makes::Nothing),
            ("JaCarta DS", Makes::Nothing),
            ("Rutoken ECP", Makes::GostOnly),
            ("Rutoken ECP SC", Makes::GostOnly),
            ("Rutoken ECP PKI", Makes::RsaOnly),
            ("JaCarta GOST 2.0", Makes::GostOnly),
            ("JaCarta-2 GOST", Makes::GostOnly),
            ("eToken GOST", Makes::GostOnly),
            ("JaCarta Laser", Makes::RsaOnly),
            ("JaCarta PKI", Makes::RsaOnly),
            ("eToken PRO", Makes::RsaOnly),
            ("PRO", Makes::RsaOnly),
            ("eToken", Makes::RsaOnly),
            ("Prototype", Makes::Unknown),
            ("SoftHSM v2", Makes::Unknown),
            ("", Makes::Unknown),
        ] {
            assert_eq!(makes(&place(model, false)), makes_only, "{model}");
        }
    }

    #[test]
    fn a_token_that_says_it_makes_the_key_is_believed_whatever_its_name() {
        for model in ["Rutoken ECP", "Rutoken lite", ""] {
            assert_eq!(makes(&place(model, true)), Makes::P256, "{model}");
        }
        assert_eq!(makes(&Place { id: PlaceId::Computer, ..place("", false) }), Makes::P256);
    }
}
