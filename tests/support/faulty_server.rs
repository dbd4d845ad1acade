//! An HTTPS server that does what no good server does: stops in the middle, answers nonsense, says nothing.
//!
//! It listens on 127.0.0.1, serves one connection after the other, each by the next [`Behaviour`] of its list
//! (the last one for ever), and keeps what it was sent. It ends when it is dropped.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// No client waits longer than this for the end of a test.
const LONGEST: Duration = Duration::from_secs(10);

/// What to do with a connection.
#[derive(Clone)]
pub enum Behaviour {
    /// Take the request, answer with these bytes, close.
    Answer(Vec<u8>),
    /// Take the request and close without a word.
    HangUp,
    /// Take the request and say nothing until the client leaves.
    Silence,
    /// Answer with these bytes, then send one more every 20 ms until the client leaves (or ten seconds passed).
    Drip(Vec<u8>),
    /// Speak no TLS at all.
    NoTls,
}

/// An answer with a right length.
pub fn http(status: &str, headers: &str, body: &str) -> Behaviour {
    Behaviour::Answer(
        format!(
            "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n{body}",
            body.len()
        )
        .into_bytes(),
    )
}

/// A JSON answer with status 200.
pub fn json(body: &str) -> Behaviour {
    http("200 OK", "Content-Type: application/json\r\n", body)
}

pub struct FaultyServer {
    address: SocketAddr,
    received: Arc<Mutex<Vec<String>>>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl FaultyServer {
    /// `chain` in DER, the server's own certificate first; `key` as PKCS#8.
    pub fn start(chain: &[&[u8]], key: &[u8], behaviours: Vec<Behaviour>) -> Self {
        let chain = chain.iter().map(|der| CertificateDer::from(der.to_vec())).collect();
        let key = PrivateKeyDer::try_from(key.to_vec()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (received, stop) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
        let (log, stopped, config) = (received.clone(), stop.clone(), Arc::new(config));
        let thread = std::thread::spawn(move || {
            let mut behaviours = behaviours.into_iter();
            let mut current = behaviours.next();
            for connection in listener.incoming() {
                if stopped.load(Ordering::SeqCst) {
                    return;
                }
                if let (Ok(connection), Some(behaviour)) = (connection, &current) {
                    // A client that goes away is no failure of the server.
                    let _ = serve(connection, config.clone(), behaviour, &log);
                }
                current = behaviours.next().or(current);
            }
        });
        Self { address, received, stop, thread: Some(thread) }
    }

    /// `https://127.0.0.1:port`
    pub fn endpoint(&self) -> String {
        format!("https://{}", self.address)
    }

    /// Requests that came, head and body as one text each.
    pub fn received(&self) -> Vec<String> {
        self.received.lock().unwrap().clone()
    }
}

impl Drop for FaultyServer {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn serve(
    connection: TcpStream,
    config: Arc<ServerConfig>,
    behaviour: &Behaviour,
    log: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    connection.set_read_timeout(Some(LONGEST))?;
    connection.set_write_timeout(Some(LONGEST))?;
    if let Behaviour::NoTls = behaviour {
        return (&connection).write_all(b"220 smtp.example ready\r\n");
    }
    let tls = ServerConnection::new(config).map_err(std::io::Error::other)?;
    let mut stream = StreamOwned::new(tls, connection);
    let request = request(&mut stream)?;
    log.lock().unwrap().push(request);
    match behaviour {
        Behaviour::Answer(bytes) => {
            stream.write_all(bytes)?;
            stream.conn.send_close_notify();
            stream.flush()
        }
        Behaviour::HangUp | Behaviour::NoTls => Ok(()),
        Behaviour::Silence => stream.read(&mut [0]).map(|_| ()),
        Behaviour::Drip(bytes) => {
            stream.write_all(bytes)?;
            let begun = Instant::now();
            while begun.elapsed() < LONGEST {
                stream.write_all(b" ")?;
                stream.flush()?;
                std::thread::sleep(Duration::from_millis(20));
            }
            Ok(())
        }
    }
}

/// Reads head and body by `Content-Length`.
pub fn request(stream: &mut impl Read) -> std::io::Result<String> {
    let mut request = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let read = stream.read(&mut chunk)?;
        if read == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        request.extend_from_slice(&chunk[..read]);
        let text = String::from_utf8_lossy(&request).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                line.to_ascii_lowercase().strip_prefix("content-length:").map(|n| n.trim().parse().unwrap())
            });
            if body.len() >= length.unwrap_or(0) {
                return Ok(text);
            }
        }
    }
}
