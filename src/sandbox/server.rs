//! The sandbox as a TLS server on 127.0.0.1, on a thread of its own, gone when it is dropped.

use std::fs;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::serve::Listener;
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::domain::certificate::{Certificate, Purpose};
use crate::domain::identifier::Snils;
use crate::fault::{Fault, SupportCode};
use crate::sandbox::authority::{Authority, write_private};
use crate::sandbox::desk::Desk;
use crate::sandbox::faults::Faults;
use crate::sandbox::portal::{self, Shared};

/// A client that does not finish its handshake in this time is dropped.
const HANDSHAKE: Duration = Duration::from_secs(5);

/// How the sandbox runs.
#[derive(Debug, Clone)]
pub struct Options {
    /// Keys, requests and the files for clients.
    pub folder: PathBuf,
    /// Port; 0 takes the one of last time if it is free, or any.
    pub port: u16,
    /// Seconds between the acceptance of a request and the certificate.
    pub delay: u32,
}

impl Options {
    /// In this folder, on any port, without delay.
    pub fn in_folder(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), port: 0, delay: 0 }
    }
}

/// A running sandbox.
pub struct Server {
    folder: PathBuf,
    address: SocketAddr,
    desk: Shared,
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
        let desk = Desk::open(options.folder.clone(), options.delay)?;
        let tls = configuration(&desk)?;
        let listener = bind(&options)?;
        let address = listener.local_addr()?;
        write_private(&options.folder.join("port"), &address.port().to_string())?;
        write_private(&options.folder.join("profile.toml"), &profile(address))?;
        let authority = desk.authority().clone();
        let desk = Arc::new(Mutex::new(desk));
        let (stop, stopped) = oneshot::channel();
        let routes = portal::router(desk.clone());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let thread = std::thread::Builder::new().name("sandbox".into()).spawn(move || {
            runtime.block_on(async move {
                let Ok(listener) = TcpListener::from_std(listener) else { return };
                let served = axum::serve(TlsListener::new(listener, tls), routes);
                tokio::select! {
                    _ = served => {}
                    _ = stopped => {}
                }
            });
            // Connections that clients keep alive must not hold the thread.
            runtime.shutdown_background();
        })?;
        Ok(Self { folder: options.folder, address, desk, authority, stop: Some(stop), thread: Some(thread) })
    }

    /// Address of the portal.
    pub fn url(&self) -> String {
        url(self.address)
    }

    /// The root as PEM file.
    pub fn root_pem_path(&self) -> PathBuf {
        self.folder.join("root.pem")
    }

    /// The profile for clients.
    pub fn profile_path(&self) -> PathBuf {
        self.folder.join("profile.toml")
    }

    /// Makes it misbehave from now on.
    pub fn set_faults(&self, faults: Faults) {
        portal::lock(&self.desk).faults = faults;
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

/// Handshakes run side by side, so that a client that stays silent blocks nobody.
struct TlsListener {
    ready: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    address: io::Result<SocketAddr>,
}

impl TlsListener {
    fn new(listener: TcpListener, configuration: Arc<ServerConfig>) -> Self {
        let address = listener.local_addr();
        let acceptor = TlsAcceptor::from(configuration);
        let (done, ready) = mpsc::channel(16);
        drop(tokio::spawn(async move {
            loop {
                let Ok((stream, peer)) = listener.accept().await else {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                };
                let (acceptor, done) = (acceptor.clone(), done.clone());
                drop(tokio::spawn(async move {
                    if let Ok(Ok(stream)) = timeout(HANDSHAKE, acceptor.accept(stream)).await {
                        let _ = done.send((stream, peer)).await;
                    }
                }));
            }
        }));
        Self { ready, address }
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.ready.recv().await {
            Some(accepted) => accepted,
            // The accepting task lives as long as the runtime.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        match &self.address {
            Ok(address) => Ok(*address),
            Err(error) => Err(io::Error::new(error.kind(), error.to_string())),
        }
    }
}

fn bind(options: &Options) -> Result<std::net::TcpListener, Fault> {
    let at = |port: u16| std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    let last = fs::read_to_string(options.folder.join("port")).ok().and_then(|port| port.parse().ok());
    let bound = match (options.port, last) {
        (0, Some(last)) => at(last).or_else(|_| at(0)),
        (port, _) => at(port),
    };
    let listener = bound.map_err(|error| Fault::new(SupportCode::Internal).with("detail", error))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

fn configuration(desk: &Desk) -> Result<Arc<ServerConfig>, Fault> {
    let internal = |error: rustls::Error| Fault::new(SupportCode::Internal).with("detail", error);
    let (chain, key) = desk.authority().tls()?;
    let chain = chain.into_iter().map(CertificateDer::from).collect();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let configuration = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(internal)?
        .with_no_client_auth()
        .with_single_cert(chain, PrivatePkcs8KeyDer::from(key).into())
        .map_err(internal)?;
    Ok(Arc::new(configuration))
}

fn url(address: SocketAddr) -> String {
    format!("https://{address}")
}

fn profile(address: SocketAddr) -> String {
    let url = url(address);
    format!(
        "schema = 1\nid = \"sandbox\"\ntitle = \"Учебный удостоверяющий центр\"\nprotocol = \"portal\"\n\
         endpoint = \"{url}\"\npage = \"{url}/page\"\ntls_anchors = [\"root.pem\"]\nanchors = [\"root.pem\"]\n\
         acknowledgement = true\nshown_wait = 300\nkey_months = 15\nsign_tool = \"Мастер перевыпуска\"\n\
         training = true\n"
    )
}
