//! What a test says to the sandbox of a [`World`](super::world::World) beside the program: faults, raw requests.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use renewal_master::domain::certificate::Certificate;
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use serde_json::Value;

/// Longest wait for an answer.
const LONGEST: Duration = Duration::from_secs(20);

/// Knows the folder of a sandbox, and from it its port and root.
#[derive(Clone)]
pub struct SandboxClient(pub PathBuf);

impl SandboxClient {
    /// Makes the running sandbox misbehave from now on, as `src/sandbox/faults.rs` says; `{}` ends it.
    pub fn set_faults(&self, faults: &str) {
        let length = faults.len();
        let head = "PUT /sandbox/faults HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n";
        let typed = "Content-Type: application/json\r\n";
        let request = format!("{head}{typed}Content-Length: {length}\r\n\r\n{faults}");
        let answer = self.talk(request.as_bytes());
        let answer = String::from_utf8_lossy(&answer);
        assert!(answer.starts_with("HTTP/1.1 204"), "{faults}: {answer}");
    }

    /// What stands at an address of the operator's page: a page, a bill, a scan.
    pub fn operator_page(&self, path: &str) -> Vec<u8> {
        let host = format!("127.0.0.1:{}", self.file("operator-port").trim());
        let head = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        body_of(&Self::exchange(self.connect_to("operator-port"), head.as_bytes()), "200")
    }

    /// Presses a button of the operator's page.
    pub fn press(&self, path: &str, fields: &[(&str, &str)]) {
        let page = String::from_utf8(self.operator_page("/")).unwrap();
        let token = page.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        let mut body = form_urlencoded::Serializer::new(String::new());
        let body = body.append_pair("token", token).extend_pairs(fields).finish();
        let host = format!("127.0.0.1:{}", self.file("operator-port").trim());
        let head = format!("POST {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n");
        let typed = "Content-Type: application/x-www-form-urlencoded\r\n";
        let request = format!("{head}{typed}Content-Length: {}\r\n\r\n{body}", body.len());
        // Whatever was pressed, the page behind it is another one.
        let _ = body_of(&Self::exchange(self.connect_to("operator-port"), request.as_bytes()), "303");
    }

    /// Sends bytes and reads to the end of the connection.
    pub fn talk(&self, request: &[u8]) -> Vec<u8> {
        Self::exchange(self.connect(), request)
    }

    fn exchange(mut stream: StreamOwned<ClientConnection, TcpStream>, request: &[u8]) -> Vec<u8> {
        stream.write_all(request).unwrap();
        let mut answer = Vec::new();
        match stream.read_to_end(&mut answer) {
            Ok(_) => answer,
            // Not every server says goodbye in TLS.
            Err(_) if !answer.is_empty() => answer,
            Err(error) => panic!("no answer: {error}"),
        }
    }

    /// A connection that trusts only the root of the sandbox.
    pub fn connect(&self) -> StreamOwned<ClientConnection, TcpStream> {
        self.connect_to("port")
    }

    fn connect_to(&self, port: &str) -> StreamOwned<ClientConnection, TcpStream> {
        let root = Certificate::from_pem(&self.file("root.pem")).unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from(root.der().to_vec())).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let tcp = TcpStream::connect(format!("127.0.0.1:{}", self.file(port).trim())).unwrap();
        tcp.set_read_timeout(Some(LONGEST)).unwrap();
        let tls = ClientConnection::new(Arc::new(config), "localhost".try_into().unwrap()).unwrap();
        StreamOwned::new(tls, tcp)
    }

    /// Requests that were taken.
    pub fn orders(&self) -> Vec<Value> {
        self.orders_at("")
    }

    /// Requests that were taken by one of the CAs: `treasury`, `e-pasluga`.
    pub fn orders_at(&self, ca: &str) -> Vec<Value> {
        let orders = std::fs::read(self.0.join(ca).join("requests.json"));
        orders.map(|bytes| serde_json::from_slice(&bytes).unwrap()).unwrap_or_default()
    }

    /// A text file of its folder.
    pub fn file(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.join(name)).unwrap()
    }
}

/// The body of an answer that must have this status.
fn body_of(answer: &[u8], status: &str) -> Vec<u8> {
    let head = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap_or(answer.len());
    let text = String::from_utf8_lossy(&answer[..head]);
    assert!(text.starts_with(&format!("HTTP/1.1 {status}")), "{text}");
    answer.get(head + 4..).unwrap_or_default().to_vec()
}
