//! HTTPS without a client: one TLS connection, requests as bytes, one timer.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Stopwatch;

/// One connection that is kept.
pub struct Line {
    stream: StreamOwned<ClientConnection, TcpStream>,
    address: String,
    watch: Stopwatch,
}

impl Line {
    /// Connects to the sandbox of this folder. The handshake counts as a round trip.
    pub fn connect(sandbox: &Path) -> Self {
        let port = std::fs::read_to_string(sandbox.join("port")).unwrap();
        let address = format!("127.0.0.1:{}", port.trim());
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(sandbox.join("root.pem")).unwrap()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = ServerName::try_from("127.0.0.1").unwrap();
        let mut connection = ClientConnection::new(Arc::new(config), name).unwrap();
        let mut watch = Stopwatch::default();
        let stream = watch.time(|| {
            let mut socket = TcpStream::connect(&address).unwrap();
            socket.set_nodelay(true).unwrap();
            while connection.is_handshaking() {
                connection.complete_io(&mut socket).unwrap();
            }
            StreamOwned::new(connection, socket)
        });
        Self { stream, address, watch }
    }

    /// A message and its answer. `headers` end with CRLF each.
    pub fn post<T: DeserializeOwned>(&mut self, path: &str, message: &impl Serialize, headers: &str) -> T {
        let body = serde_json::to_vec(message).unwrap();
        let headers = format!("Content-Type: application/json\r\n{headers}");
        serde_json::from_slice(&self.exchange("POST", path, &headers, &body)).unwrap()
    }

    /// An empty message and its answer.
    pub fn post_nothing<T: DeserializeOwned>(&mut self, path: &str) -> T {
        serde_json::from_slice(&self.exchange("POST", path, "", &[])).unwrap()
    }

    /// A message that is answered with success alone.
    pub fn hand_in(&mut self, path: &str, message: &impl Serialize) {
        let body = serde_json::to_vec(message).unwrap();
        let _ = self.exchange("POST", path, "Content-Type: application/json\r\n", &body);
    }

    /// A question and its answer.
    pub fn get<T: DeserializeOwned>(&mut self, path: &str) -> T {
        serde_json::from_slice(&self.exchange("GET", path, "", &[])).unwrap()
    }

    /// The time spent between sending and having the whole answer.
    pub fn time(self) -> Duration {
        self.watch.0
    }

    fn exchange(&mut self, method: &str, path: &str, headers: &str, body: &[u8]) -> Vec<u8> {
        let length = body.len();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\n{headers}Content-Length: {length}\r\n\r\n",
            self.address
        );
        let bytes = [head.as_bytes(), body].concat();
        let Self { stream, watch, .. } = self;
        let (head, body) = watch.time(|| {
            stream.write_all(&bytes).unwrap();
            stream.flush().unwrap();
            answer(stream)
        });
        assert!(head.starts_with("HTTP/1.1 2"), "{method} {path}: {head}{}", String::from_utf8_lossy(&body));
        body
    }
}

/// Head and body of an answer of known length (RFC 9112 6.3).
fn answer(stream: &mut impl Read) -> (String, Vec<u8>) {
    let (mut bytes, mut chunk) = (Vec::new(), [0; 16 * 1024]);
    loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase().replace("http", "HTTP");
            let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
            let length = length.map_or(0, |text| text.trim().parse::<usize>().unwrap());
            if bytes.len() >= end + 4 + length {
                return (head, bytes.split_off(end + 4));
            }
        }
        let read = stream.read(&mut chunk).unwrap();
        assert!(read > 0, "the sandbox hung up");
        bytes.extend_from_slice(&chunk[..read]);
    }
}
