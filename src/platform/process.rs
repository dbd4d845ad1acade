//! Runs a small system program with a time limit.

use std::io::{self, Read};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Runs a program to its end and returns what it wrote.
///
/// `LC_ALL=C` makes the output the same in every language.
///
/// # Errors
/// `NotFound` when there is no such program; `TimedOut` after `limit`, when the program is killed.
pub(super) fn run(command: &mut Command, limit: Duration) -> io::Result<Output> {
    #[cfg(windows)]
    {
        /// Else a console flashes up over the window (CREATE_NO_WINDOW, process creation flags).
        const NO_WINDOW: u32 = 0x0800_0000;
        let _ = std::os::windows::process::CommandExt::creation_flags(command, NO_WINDOW);
    }
    let mut child = command
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    // Both pipes are drained while the program runs, or it would stop as soon as one of them is full.
    let out = drain(child.stdout.take());
    let err = drain(child.stderr.take());
    let end = Instant::now() + limit;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if Instant::now() >= end {
            child.kill()?;
            let _ = child.wait()?;
            return Err(io::ErrorKind::TimedOut.into());
        }
        thread::sleep(Duration::from_millis(10));
    };
    Ok(Output { status, stdout: out.join().unwrap_or_default(), stderr: err.join().unwrap_or_default() })
}

fn drain(pipe: Option<impl Read + Send + 'static>) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            let _ = pipe.read_to_end(&mut bytes);
        }
        bytes
    })
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_program_that_hangs_is_stopped() {
        let error = run(Command::new("sleep").arg("60"), Duration::from_millis(50)).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    }

    #[test]
    fn much_output_does_not_block() {
        let output = run(Command::new("seq").arg("100000"), Duration::from_secs(30)).unwrap();
        assert!(output.stdout.ends_with(b"100000\n"));
    }
}
