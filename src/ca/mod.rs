//! Clients of a certification authority, one per protocol, behind one port.
//!
//! ```text
//! CaAsk → portal | est (what to send, what the answer means) → repeat → https → tls → the server
//! ```
//!
//! The protocols are pure: they turn values into `http::Call` and `http::Answer` back into values. Only
//! `https` touches the network.

mod ber;
mod est;
mod file;
mod http;
mod https;
mod portal;
pub mod profile;
mod repeat;
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod script;
mod tls;

use std::sync::Arc;

use crate::domain::moment::Moment;
use crate::domain::profile::{Profile, Protocol};
use crate::fault::Fault;
use crate::ports::CertificateAuthority;

pub use file::FileExchange;
pub use https::{ClockSkew, Limits};
pub use repeat::Budget;
pub use tls::{ClientIdentity, SignMessage};

/// Tells the time. The protocols need it for dates, and for nothing that must be secure.
pub type Now = Arc<dyn Fn() -> Moment + Send + Sync>;

/// What tests and the composition may want other than the default.
#[derive(Clone)]
pub struct Settings {
    /// Time limits of one exchange.
    pub limits: Limits,
    /// Repetitions.
    pub budget: Budget,
    /// The clock.
    pub now: Now,
    /// Keep a clone to learn how far the clock of the server is from ours.
    pub skew: ClockSkew,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            budget: Budget::default(),
            now: Arc::new(Moment::now_utc),
            skew: ClockSkew::default(),
        }
    }
}

/// A client for the CA of a profile. Nothing is sent yet.
///
/// EST signs in by TLS and needs `identity` for all but the first look; the portal has a sign-in of its own and
/// never shows the user's certificate to the network. One client serves one renewal from submission to issue.
///
/// # Errors
/// `ProfileInvalid` when the roots or the endpoint cannot be used.
pub fn connect(
    profile: &Profile,
    identity: Option<ClientIdentity>,
) -> Result<Box<dyn CertificateAuthority>, Fault> {
    connect_with(profile, identity, Settings::default())
}

/// [`connect`] with settings.
///
/// # Errors
/// As [`connect`].
pub fn connect_with(
    profile: &Profile,
    identity: Option<ClientIdentity>,
    settings: Settings,
) -> Result<Box<dyn CertificateAuthority>, Fault> {
    let Settings { limits, budget, now, skew } = settings;
    let identity = identity.filter(|_| profile.protocol == Protocol::Est);
    let issuers = identity.is_some().then(tls::Issuers::default);
    let https = https::Https::new(profile, identity.zip(issuers.clone()), limits, now.clone(), skew)?;
    let transport = repeat::Repeating::new(https, budget);
    Ok(match profile.protocol {
        Protocol::Portal => Box::new(portal::Portal::new(transport, now)),
        Protocol::File => Box::new(file::ByHand),
        Protocol::Est => Box::new(est::Est::new(transport, profile.anchors.clone(), issuers, now)),
    })
}
