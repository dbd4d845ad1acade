//! Clients of a certification authority, one per protocol, behind one port.
//!
//! ```text
//! CaAsk → portal | est (what to send, what the answer means) → repeat → endpoints → https → tls → the server
//! ```
//!
//! The protocols are pure: they turn values into `http::Call` and `http::Answer` back into values. Only
//! `https` touches the network.

mod ber;
mod bundle;
mod endpoints;
mod est;
mod file;
mod http;
mod https;
mod portal;
mod presented;
pub mod profile;
mod repeat;
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod script;
mod tls;

use std::sync::Arc;

use crate::ca::http::{Call, Method, Transport};
use crate::domain::moment::Moment;
use crate::domain::profile::{Profile, Protocol};
use crate::domain::settings::ProxyChoice;
use crate::fault::{Fault, SupportCode};
use crate::ports::CertificateAuthority;

pub use bundle::certificate_from_file;
pub use file::{FileExchange, Sheet, read_request};
pub use http::{CAUSE, NAME, PROXY, REFUSED};
pub use https::{ClockSkew, Limits, proxy};
pub use presented::ISSUER;
pub use repeat::Budget;
pub use tls::{ClientIdentity, NOT_YET, SignMessage, VALIDITY};

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
    /// Whether the way leads through a proxy.
    pub proxy: ProxyChoice,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            budget: Budget::default(),
            now: Arc::new(Moment::now_utc),
            skew: ClockSkew::default(),
            proxy: ProxyChoice::System,
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
    // Nobody is asked anything there, and there may be no address at all.
    if profile.protocol == Protocol::File {
        return Ok(Box::new(file::ByHand));
    }
    let now = settings.now.clone();
    let identity = identity.filter(|_| profile.protocol == Protocol::Est);
    let issuers = identity.is_some().then(tls::Issuers::default);
    let transport = transport(profile, identity.zip(issuers.clone()), settings)?;
    let longest_scan = usize::try_from(profile.forms.scan_bytes).unwrap_or(usize::MAX);
    Ok(match profile.protocol {
        Protocol::Portal => Box::new(portal::Portal::new(transport, now, longest_scan)),
        Protocol::File => Box::new(file::ByHand),
        Protocol::Est => Box::new(est::Est::new(transport, profile.anchors.clone(), issuers, now)),
    })
}

/// Whether the CA of a profile can be reached, without signing in and without asking anything of it. Afterwards
/// `settings.skew` tells how far its clock is from ours.
///
/// Any answer of the server of the profile will do, also that there is nothing under this address.
///
/// # Errors
/// As any call: `CaUnreachable`, `CaSlow`, `CaTlsName`, `CaTlsRoot`, `CaBusy`, `CaFailed`, `CaGarbage`.
pub fn reach(profile: &Profile, settings: Settings) -> Result<(), Fault> {
    let path = match profile.protocol {
        Protocol::File => return Ok(()),
        Protocol::Portal => "/v1",
        Protocol::Est => "/cacerts",
    };
    let now = settings.now.clone();
    let outcome = transport(profile, None, settings)?.send(&Call::new(Method::Get, path));
    match outcome {
        Ok(answer) if answer.status < 500 && answer.status != 429 => Ok(()),
        Ok(answer) => Err(answer.refusal(&answer.plain_text(), now())),
        // A server that wants to know first who we are is there.
        Err(fault) if fault.code == SupportCode::CaRefused => Ok(()),
        Err(fault) => Err(fault),
    }
}

/// HTTPS to the addresses of a profile, with repetitions.
fn transport(
    profile: &Profile,
    identity: Option<(ClientIdentity, tls::Issuers)>,
    settings: Settings,
) -> Result<impl Transport + use<>, Fault> {
    let Settings { limits, budget, now, skew, proxy } = settings;
    let roots = profile.tls_anchors.clone();
    let to = move |endpoint: &str| {
        https::Https::new(endpoint, &roots, identity.clone(), limits, now.clone(), skew.clone(), &proxy)
    };
    let first = to(&profile.endpoint)?;
    let spare = profile.second_endpoint.clone();
    let spare = spare.map(|endpoint| Box::new(move || to(&endpoint)) as endpoints::Spare<_>);
    Ok(repeat::Repeating::new(endpoints::Endpoints::new(first, spare), budget))
}
