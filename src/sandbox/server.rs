//! The sandbox as two TLS servers on 127.0.0.1, the portal and the operator's page, on a thread of their own, gone
//! when it is dropped.

use std::fmt;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use axum::Router;
use rustls::ServerConfig;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::domain::certificate::{Certificate, Purpose};
use crate::domain::identifier::Snils;
use crate::fault::{Fault, SupportCode};
use crate::sandbox::authority::{Authority, write_private};
use crate::sandbox::bill::{self, BillMaker};
use crate::sandbox::clock::Clock;
use crate::sandbox::desk::{Desk, Setup};
use crate::sandbox::faults::Faults;
use crate::sandbox::operator::{self, Texts};
use crate::sandbox::portal::{self, House};
use crate::sandbox::scheme::SCHEMES;
use crate::sandbox::{profiles, tls};

/// How the sandbox runs.
#[derive(Clone)]
pub struct Options {
    /// Keys, requests and the files for clients.
    pub folder: PathBuf,
    /// Port; 0 takes the one of last time if it is free, or any.
    pub port: u16,
    /// Seconds that each stage without a promised time takes.
    pub delay: u32,
    /// The clock; by default that of the folder.
    pub clock: Clock,
    /// Draws bills; by default plainly.
    pub bill: BillMaker,
    /// Texts of the operator's page by their names; by default the names themselves.
    pub texts: Texts,
}

impl Options {
    /// In this folder, on any port, without delay.
    pub fn in_folder(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            port: 0,
            delay: 0,
            clock: Clock::in_folder(folder),
            bill: Arc::new(bill::plain),
            texts: Arc::new(|id| id.to_owned()),
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { folder, port, delay, clock, .. } = self;
        f.debug_struct("Options")
            .field("folder", folder)
            .field("port", port)
            .field("delay", delay)
            .field("clock", clock)
            .finish_non_exhaustive()
    }
}

/// A running sandbox.
pub struct Server {
    folder: PathBuf,
    address: SocketAddr,
    operator: SocketAddr,
    house: House,
    authority: Arc<Authority>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Server {
    /// Starts it; when this returns it answers.
    ///
    /// # Errors
    /// `DiskDenied`, `DiskFull`; `Internal` when the port is taken.
    pub fn start(options: Options) -> Result<Self, Fault> {
        let authority = Arc::new(Authority::open(&options.folder)?);
        let tls = tls::configuration(&authority)?;
        let portal = bind(&options.folder.join("port"), options.port)?;
        let page = bind(&options.folder.join("operator-port"), 0)?;
        let (address, operator) = (portal.local_addr()?, page.local_addr()?);
        profiles::write(&options.folder, &url(address))?;
        let mut desks = Vec::new();
        for scheme in &SCHEMES {
            let setup = Setup {
                scheme,
                authority: authority.clone(),
                clock: options.clock.clone(),
                root: options.folder.clone(),
                address: url(address) + scheme.base,
                delay: options.delay,
                bill: options.bill.clone(),
            };
            desks.push(Arc::new(Mutex::new(Desk::open(setup)?)));
        }
        let house: House = Arc::new(desks);
        let portal = (portal, portal::router(house.clone()));
        let page = (page, operator::router(house.clone(), options.clock, options.texts, operator)?);
        let (stop, stopped) = oneshot::channel();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let thread = std::thread::Builder::new().name("sandbox".into()).spawn(move || {
            runtime.block_on(async move {
                tokio::select! {
                    () = serve(portal, tls.clone()) => {}
                    () = serve(page, tls) => {}
                    _ = stopped => {}
                }
            });
            // Connections that clients keep alive must not hold the thread.
            runtime.shutdown_background();
        })?;
        let (stop, thread) = (Some(stop), Some(thread));
        Ok(Self { folder: options.folder, address, operator, house, authority, stop, thread })
    }

    /// Address of the portal.
    pub fn url(&self) -> String {
        url(self.address)
    }

    /// Address of the operator's page.
    pub fn operator_url(&self) -> String {
        url(self.operator) + "/"
    }

    /// The root as PEM file.
    pub fn root_pem_path(&self) -> PathBuf {
        self.folder.join("root.pem")
    }

    /// The profile for clients of the short journey.
    pub fn profile_path(&self) -> PathBuf {
        self.folder.join(profiles::file_name(SCHEMES[0].id))
    }

    /// The profiles of the other CAs, by their names.
    pub fn profiles(&self) -> Vec<(&'static str, PathBuf)> {
        let others = SCHEMES.iter().skip(1).map(|scheme| scheme.id);
        others.map(|id| (id, self.folder.join(profiles::file_name(id)))).collect()
    }

    /// Makes it misbehave from now on.
    pub fn set_faults(&self, faults: Faults) {
        portal::set_faults(&self.house, &faults);
    }

    /// The keys, to issue certificates beside the portal.
    pub fn authority(&self) -> &Authority {
        &self.authority
    }

    /// A certificate of the training holder that is about to end.
    ///
    /// # Errors
    /// `Internal` when the key cannot be encoded.
    pub fn issue_for_training(
        &self,
        spki: &[u8],
        snils: &Snils,
        days: u32,
        purpose: Purpose,
    ) -> Result<Certificate, Fault> {
        self.authority.issue_for_training(spki, snils, days, purpose)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn serve((listener, routes): (std::net::TcpListener, Router), tls: Arc<ServerConfig>) {
    if let Ok(listener) = TcpListener::from_std(listener) {
        let _ = axum::serve(tls::TlsListener::new(listener, tls), routes).await;
    }
}

/// The port of last time is kept in a file, so that profiles and bookmarks stay right.
fn bind(file: &Path, port: u16) -> Result<std::net::TcpListener, Fault> {
    let at = |port: u16| std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    let last = fs::read_to_string(file).ok().and_then(|port| port.parse().ok());
    let bound = match (port, last) {
        (0, Some(last)) => at(last).or_else(|_| at(0)),
        (port, _) => at(port),
    };
    let listener = bound.map_err(|error| Fault::new(SupportCode::Internal).with("detail", error))?;
    listener.set_nonblocking(true)?;
    write_private(file, &listener.local_addr()?.port().to_string())?;
    Ok(listener)
}

fn url(address: SocketAddr) -> String {
    format!("https://{address}")
}
