//! A program that is measured: what `/proc` says of it.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A running program; killed by its own process id when dropped.
pub struct Program(Child);

impl Program {
    /// Starts it on a display, with a home of its own.
    pub fn start(program: &str, home: &Path, display: &str) -> Self {
        let child = Command::new(program)
            .env("DISPLAY", display)
            .env("HOME", home)
            .env("RENEWAL_HOME", home.join("renewal"))
            .env_remove("WAYLAND_DISPLAY")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self(child)
    }

    /// Proportional set size in megabytes (10^6 bytes): memory of its own and its share of libraries that others
    /// use too.
    pub fn memory(&self) -> f64 {
        let rollup = fs::read_to_string(format!("/proc/{}/smaps_rollup", self.0.id())).unwrap();
        let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<f64>().unwrap() * 1024.0 / 1e6
    }

    /// Processor time of all its threads so far.
    pub fn work(&self) -> Duration {
        work(self.0.id())
    }

    /// Ends it.
    pub fn stop(self) {}
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Processor time of all living threads of a process, in nanoseconds of the scheduler. `utime` would have steps of
/// ten milliseconds.
pub fn work(process: u32) -> Duration {
    let threads = fs::read_dir(format!("/proc/{process}/task")).unwrap();
    let nanos = |thread: fs::DirEntry| {
        let text = fs::read_to_string(thread.path().join("schedstat")).unwrap_or_default();
        text.split(' ').next().and_then(|first| first.parse::<u64>().ok()).unwrap_or_default()
    };
    Duration::from_nanos(threads.filter_map(Result::ok).map(nanos).sum())
}
