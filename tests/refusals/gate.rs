//! A server between `renewctl` and the sandbox, with the sandbox's own name, that stops the upload of the request
//! at an exact point and tells the test so. Everything else passes, and is kept for the test to read.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use renewal_master::domain::certificate::Certificate;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::support::faulty_server::request;
use crate::support::sandbox_client::SandboxClient;

const LONGEST: Duration = Duration::from_secs(60);

/// Where the upload stops.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// Nowhere.
    Nothing,
    /// Half of it has reached the sandbox.
    Upload,
    /// The sandbox has taken it and has answered; the answer goes nowhere.
    Answer,
}

pub struct Gate {
    address: SocketAddr,
    received: Arc<Mutex<Vec<String>>>,
    held: Receiver<()>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Gate {
    /// In front of the sandbox, until it is dropped.
    pub fn open(sandbox: &SandboxClient, hold: Hold) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (received, stop) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
        let (tell, held) = channel();
        let server = Serving { sandbox: sandbox.clone(), hold, received: received.clone(), tell };
        let (config, stopped) = (configuration(sandbox), stop.clone());
        let thread = std::thread::spawn(move || {
            for connection in listener.incoming() {
                if stopped.load(Ordering::SeqCst) {
                    return;
                }
                // A client that is killed is what this is for.
                let _ = connection.and_then(|connection| server.serve(connection, config.clone()));
            }
        });
        Self { address, received, held, stop, thread: Some(thread) }
    }

    /// The profile of the sandbox, with this gate in its place.
    pub fn instead(&self, profile: &str) -> String {
        let endpoint = profile.lines().find(|line| line.starts_with("endpoint")).unwrap();
        profile.replace(endpoint, &format!("endpoint = \"https://{}\"", self.address))
    }

    /// Returns when the upload stands still.
    pub fn wait(&self) {
        self.held.recv_timeout(LONGEST).expect("the request comes within a minute");
    }

    /// Body of the first request to a path that ends so.
    pub fn body_of(&self, path: &str) -> String {
        let received = self.received.lock().unwrap();
        let is_wanted = |request: &&String| request.lines().next().unwrap().contains(&format!("{path} "));
        let request = received.iter().find(is_wanted).unwrap_or_else(|| panic!("no {path} in {received:?}"));
        request.split_once("\r\n\r\n").unwrap().1.to_owned()
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct Serving {
    sandbox: SandboxClient,
    hold: Hold,
    received: Arc<Mutex<Vec<String>>>,
    tell: Sender<()>,
}

impl Serving {
    /// One request a connection.
    fn serve(&self, connection: TcpStream, config: Arc<ServerConfig>) -> std::io::Result<()> {
        connection.set_read_timeout(Some(LONGEST))?;
        let tls = ServerConnection::new(config).map_err(std::io::Error::other)?;
        let mut client = StreamOwned::new(tls, connection);
        let request = request(&mut client)?;
        self.received.lock().unwrap().push(request.clone());
        let hold = if request.starts_with("POST /v1/requests ") { self.hold } else { Hold::Nothing };
        let request = request.replacen("\r\n", "\r\nConnection: close\r\n", 1).into_bytes();
        if hold == Hold::Upload {
            let mut sandbox = self.sandbox.connect();
            sandbox.write_all(&request[..request.len() - request.len() / 3])?;
            sandbox.flush()?;
            return self.stand_still(client);
        }
        let answer = self.sandbox.talk(&request);
        if hold == Hold::Answer {
            return self.stand_still(client);
        }
        client.write_all(&answer)?;
        client.conn.send_close_notify();
        client.flush()
    }

    /// Until the client is gone.
    fn stand_still(&self, mut client: impl Read) -> std::io::Result<()> {
        let _ = self.tell.send(());
        client.read(&mut [0]).map(|_| ())
    }
}

fn configuration(sandbox: &SandboxClient) -> Arc<ServerConfig> {
    let chain = ["tls.pem", "issuing.pem"].map(|name| Certificate::from_pem(&sandbox.file(name)).unwrap());
    let chain = chain.map(|certificate| CertificateDer::from(certificate.der().to_vec()));
    let key = PrivateKeyDer::from_pem_slice(sandbox.file("tls.key").as_bytes()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain.to_vec(), key)
        .unwrap();
    Arc::new(config)
}
