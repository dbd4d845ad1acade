//! The one transport that touches the network: one host, pinned roots, no redirects, bounded time and size.

use std::error::Error as StdError;
use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use reqwest::blocking::{Client, Response};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, DATE, HeaderName, HeaderValue, RETRY_AFTER};
use reqwest::{Url, redirect};
use zeroize::Zeroizing;

use crate::ca::http::{
    Answer, CAUSE, CONNECTING, Call, Method, NAME, PHASE, PROXY, REFUSED, Transport, garbage,
};
use crate::ca::presented::Presented;
use crate::ca::tls::{self, ClientIdentity, Issuers, KeyFault};
use crate::domain::certificate::Certificate;
use crate::domain::moment::Moment;
use crate::domain::settings::ProxyChoice;
use crate::fault::{Fault, SupportCode};

/// Limits of one exchange.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Until the connection stands.
    pub connect: Duration,
    /// Until the head of the answer is there, and again until its last byte.
    pub overall: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), overall: Duration::from_secs(30) }
    }
}

/// How far the server's clock is ahead of ours, from the `Date` of its last answer. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct ClockSkew(Arc<Mutex<Option<time::Duration>>>);

impl ClockSkew {
    /// `None` until the first answer. Precise to a second or two.
    pub fn last(&self) -> Option<time::Duration> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, skew: time::Duration) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(skew);
    }
}

/// HTTPS to one endpoint.
pub(super) struct Https {
    client: Client,
    endpoint: String,
    limits: Limits,
    key_fault: KeyFault,
    presented: Presented,
    clock: super::Now,
    skew: ClockSkew,
}

impl Https {
    /// Prepares the client; nothing is sent yet.
    ///
    /// Unless the user has chosen otherwise, proxies are taken from `https_proxy` and `no_proxy`; never for this
    /// computer itself: the sandbox must be reached even where every program is sent through a proxy. Through a proxy
    /// goes a tunnel: the roots of the profile hold as without one.
    ///
    /// # Errors
    /// `ProfileInvalid` when a root or the endpoint cannot be used.
    pub fn new(
        endpoint: &str,
        roots: &[Certificate],
        identity: Option<(ClientIdentity, Issuers)>,
        limits: Limits,
        clock: super::Now,
        skew: ClockSkew,
        proxy: &ProxyChoice,
    ) -> Result<Self, Fault> {
        let invalid = |e: &(dyn StdError + 'static)| {
            Fault::new(SupportCode::ProfileInvalid).with("detail", innermost(e))
        };
        let url = Url::parse(endpoint).map_err(|e| invalid(&e))?;
        let (key_fault, has_identity) = (KeyFault::default(), identity.is_some());
        let presented = Presented::default();
        let mut builder = Client::builder()
            .tls_backend_preconfigured(tls::config(roots, identity, &key_fault, &presented)?)
            .https_only(true)
            .redirect(redirect::Policy::none())
            .connect_timeout(limits.connect)
            .timeout(limits.overall)
            .user_agent(concat!("renewal-master/", env!("CARGO_PKG_VERSION")));
        builder = match proxy {
            _ if is_this_computer(&url) => builder.no_proxy(),
            ProxyChoice::System => builder,
            ProxyChoice::None => builder.no_proxy(),
            ProxyChoice::At(address) => builder.proxy(reqwest::Proxy::all(address).map_err(|e| invalid(&e))?),
        };
        if has_identity {
            // As with sessions of TLS: a connection that was made anonymously stays so.
            builder = builder.pool_max_idle_per_host(0);
        }
        let client = builder.build().map_err(|e| invalid(&e))?;
        Ok(Self { client, endpoint: endpoint.to_owned(), limits, key_fault, presented, clock, skew })
    }

    fn exchange(&self, call: &Call) -> Result<Answer, Fault> {
        let begun = Instant::now();
        let url = format!("{}{}", self.endpoint, call.path);
        let mut request = match call.method {
            Method::Get => self.client.get(url),
            Method::Post => self.client.post(url),
            Method::Put => self.client.put(url),
            Method::Patch => self.client.patch(url),
            Method::Delete => self.client.delete(url),
        };
        for (name, value) in &call.headers {
            request = request.header(*name, value);
        }
        if let Some(value) = &call.authorization {
            let mut value = HeaderValue::from_maybe_shared(Bytes::from_owner(value.clone()))
                .map_err(|_| garbage("session token"))?;
            value.set_sensitive(true);
            request = request.header(AUTHORIZATION, value);
        }
        if !call.body.is_empty() {
            // Owned by the connection and still wiped when it is through with it.
            request = request.body(Bytes::from_owner(call.body.clone()));
        }
        let response = request.send().map_err(|e| unsent(&e))?;
        self.read(response, call.longest, begun)
    }

    fn read(&self, mut response: Response, longest: usize, begun: Instant) -> Result<Answer, Fault> {
        let text = |name: HeaderName| response.headers().get(name)?.to_str().ok().map(str::to_owned);
        let media_type = text(CONTENT_TYPE).unwrap_or_default();
        let date = text(DATE).and_then(|d| httpdate::parse_http_date(&d).ok()).map(Moment::from);
        if let Some(date) = date {
            self.skew.keep(date - (self.clock)());
        }
        let announced = response.content_length().and_then(|n| usize::try_from(n).ok()).unwrap_or_default();
        let mut answer = Answer {
            status: response.status().as_u16(),
            media_type: media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase(),
            retry_after: text(RETRY_AFTER),
            date,
            // What grows is copied, and the copies are not wiped: room for all of it from the beginning.
            body: Zeroizing::new(Vec::with_capacity(announced.min(longest))),
        };
        // The time limit of the client counts from each read anew; a server that drips must not hold us.
        let deadline = begun + self.limits.overall * 2;
        let mut chunk = Zeroizing::new([0; 16 * 1024]);
        loop {
            let read = response.read(chunk.as_mut_slice()).map_err(|e| fault_of(&e))?;
            answer.body.extend_from_slice(chunk.get(..read).unwrap_or_default());
            if read == 0 {
                return Ok(answer);
            }
            if answer.body.len() > longest {
                return Err(garbage("the answer is too long"));
            }
            if Instant::now() > deadline {
                return Err(SupportCode::CaSlow.into());
            }
        }
    }
}

impl Transport for Https {
    fn send(&mut self, call: &Call) -> Result<Answer, Fault> {
        let _stale = (self.key_fault.take(), self.key_fault.take_anonymous());
        let outcome = self.exchange(call).map_err(|fault| self.presented.tell(fault));
        let anonymous = self.key_fault.take_anonymous();
        match (self.key_fault.take(), outcome) {
            (Some(fault), Err(_)) => Err(fault),
            (_, Err(fault)) if anonymous && fault.fact(tls::ALERT).is_some() => {
                Err(tls::turned_away(fault.fact("detail").unwrap_or_default()))
            }
            (_, outcome) => outcome,
        }
    }
}

/// The proxy that leads to a CA: its host and port, without the password that may stand in the environment, and
/// whether the settings of this program name it.
pub fn proxy(chosen: &ProxyChoice) -> Option<(String, bool)> {
    let (address, of_settings) = match chosen {
        ProxyChoice::None => return None,
        ProxyChoice::At(address) => (address.clone(), true),
        ProxyChoice::System => {
            let named = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"].into_iter();
            let set = |name| std::env::var(name).ok().filter(|text| !text.is_empty());
            (named.filter_map(set).next()?, false)
        }
    };
    let url = Url::parse(&address).or_else(|_| Url::parse(&format!("http://{address}"))).ok()?;
    let host = url.host_str()?;
    let named = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    Some((named, of_settings))
}

fn is_this_computer(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|a| a.is_loopback())
}

/// An error before the head of an answer came. While the connection did not stand, the server was told nothing.
fn unsent(error: &reqwest::Error) -> Fault {
    let fault = fault_of(error);
    let known = matches!(fault.code, SupportCode::CaUnreachable | SupportCode::CaSlow);
    if known && error.is_connect() { fault.with(PHASE, CONNECTING) } else { fault }
}

/// Tells errors apart by what lies at their root. Errors travel wrapped: reqwest in I/O in hyper in I/O in rustls.
fn fault_of(error: &(dyn StdError + 'static)) -> Fault {
    let chain = chain(error);
    let detail = innermost(error);
    if let Some(error) = chain.iter().find_map(|e| e.downcast_ref::<rustls::Error>()) {
        return tls::fault(error);
    }
    let reqwest = || chain.iter().filter_map(|e| e.downcast_ref::<reqwest::Error>());
    let io = || chain.iter().filter_map(|e| e.downcast_ref::<io::Error>());
    if reqwest().any(reqwest::Error::is_timeout) || io().any(|e| e.kind() == io::ErrorKind::TimedOut) {
        return Fault::new(SupportCode::CaSlow).with("detail", detail);
    }
    if reqwest().any(reqwest::Error::is_builder) {
        return Fault::new(SupportCode::Internal).with("detail", detail);
    }
    let body_broke = reqwest().any(|e| e.is_body() || e.is_decode());
    if !body_broke && (reqwest().any(reqwest::Error::is_connect) || io().next().is_some()) {
        let fault = Fault::new(SupportCode::CaUnreachable).with("detail", detail);
        return match cause(&chain) {
            Some(cause) => fault.with(CAUSE, cause),
            None => fault,
        };
    }
    garbage(detail)
}

/// Why no connection came about, where that can be told. The clients below tell it in words only.
fn cause(chain: &[&(dyn StdError + 'static)]) -> Option<&'static str> {
    let says = |words: &str| chain.iter().any(|error| error.to_string().starts_with(words));
    let refused = |error: &&(dyn StdError + 'static)| {
        error.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::ConnectionRefused)
    };
    match () {
        () if says("tunnel error") || says("proxy") => Some(PROXY),
        () if says("dns error") || says("failed to lookup address") => Some(NAME),
        () if chain.iter().any(refused) => Some(REFUSED),
        () => None,
    }
}

/// The error and all that is wrapped in it; `io::Error` hides its content from [`StdError::source`].
fn chain<'a>(error: &'a (dyn StdError + 'static)) -> Vec<&'a (dyn StdError + 'static)> {
    let mut chain = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        chain.push(error);
        let inside = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        next = inside.map(|e| e as &(dyn StdError + 'static)).or_else(|| error.source());
    }
    chain
}

fn innermost(error: &(dyn StdError + 'static)) -> String {
    chain(error).last().map(ToString::to_string).unwrap_or_default()
}
