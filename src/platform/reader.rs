//! The service of the system that speaks to readers of tokens: pcscd on Linux, SCardSvr on Windows.

/// How it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// It answers, or will as soon as a reader is plugged in.
    Answers,
    /// Its socket is there, and nobody answers.
    Silent,
    /// It is not there.
    Absent,
    /// It is there and may not be started.
    Disabled,
}

/// Asks the service for its version, on Windows the system whether it may run. `None` where nothing is known of such a
/// service.
pub fn service() -> Option<Service> {
    #[cfg(target_os = "linux")]
    return Some(linux::service());
    #[cfg(windows)]
    return windows::service();
    #[cfg(not(any(target_os = "linux", windows)))]
    None
}

/// Windows starts the service with the first reader and stops it with the last one: that it does not run now tells
/// nothing, that it may not is what hinders.
#[cfg(any(windows, test))]
mod windows {
    use super::Service;

    #[cfg(windows)]
    pub fn service() -> Option<Service> {
        use std::process::Command;
        use std::time::Duration;

        let mut question = Command::new("sc");
        let answer = crate::platform::process::run(question.args(["qc", "SCardSvr"]), Duration::from_secs(5));
        let answer = answer.ok().filter(|answer| answer.status.success())?;
        Some(of_configuration(&String::from_utf8_lossy(&answer.stdout)))
    }

    /// What `sc qc` tells. Its words are translated, the names of its values are not.
    pub fn of_configuration(told: &str) -> Service {
        let disabled = told.split_whitespace().any(|word| word == "DISABLED");
        if disabled { Service::Disabled } else { Service::Answers }
    }
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

#[cfg(test)]
mod tests {
    use super::{Service, windows};

    #[test]
    fn on_windows_a_service_that_may_not_start_is_told_from_one_that_only_does_not_run() {
        let told = |start: &str| {
            let text = format!(
                "[SC] QueryServiceConfig SUCCESS\r\n\r\nИмя_службы: SCardSvr\r\n        Тип                : 20  \
                 WIN32_SHARE_PROCESS\r\n        Тип_запуска        : {start}\r\n        Управление_ошибками: 1   \
                 NORMAL\r\n"
            );
            windows::of_configuration(&text)
        };
        assert_eq!(told("3   DEMAND_START"), Service::Answers);
        assert_eq!(told("4   DISABLED"), Service::Disabled);
    }
}
