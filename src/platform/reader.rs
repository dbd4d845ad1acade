//! The service of the system that speaks to readers of tokens: pcscd on Linux.

/// How it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// It answers.
    Answers,
    /// Its socket is there, and nobody answers.
    Silent,
    /// It is not there.
    Absent,
}

/// Asks the service for its version. `None` where nothing is known of such a service.
pub fn service() -> Option<Service> {
    #[cfg(target_os = "linux")]
    return Some(linux::service());
    #[cfg(not(target_os = "linux"))]
    None
}

#[cfg(target_os = "linux")]
mod linux {
    use std::io::{Read, Write};
    use std::os::unix::net::UnixStream;
    use std::path::PathBuf;
    use std::time::Duration;

    use super::Service;

    /// Variable by which clients of pcscd look for another socket.
    const SOCKET: &str = "PCSCLITE_CSOCK_NAME";
    /// Longest wait for an answer: a service that systemd starts first needs a moment.
    const PATIENCE: Duration = Duration::from_secs(5);
    /// `CMD_VERSION` of the protocol (winscard_msg.h), and the version that is offered.
    const COMMAND: u32 = 0x11;
    const VERSION: (i32, i32) = (4, 3);
    /// `struct version_struct`: two numbers and a return value.
    const LENGTH: u32 = 12;

    pub fn service() -> Service {
        let socket = std::env::var_os(SOCKET).map_or_else(|| "/run/pcscd/pcscd.comm".into(), PathBuf::from);
        if !socket.exists() {
            return Service::Absent;
        }
        match UnixStream::connect(socket).and_then(ask) {
            Ok(()) => Service::Answers,
            Err(_) => Service::Silent,
        }
    }

    fn ask(mut stream: UnixStream) -> std::io::Result<()> {
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let words = [LENGTH, COMMAND, VERSION.0.cast_unsigned(), VERSION.1.cast_unsigned(), 0];
        stream.write_all(&words.map(u32::to_ne_bytes).concat())?;
        stream.read_exact(&mut [0; LENGTH as usize])
    }
}
