//! The window against XCA, a Qt program of the same trade, on one private screen (Xvfb, no window manager):
//! from start to the first window, memory and work while nobody touches it. `docs/speed.md` explains.
//!
//! The window is seen by the screen itself (`MapNotify` on the root), not by polling. Redraws cannot hide: a
//! program that draws uses the processor, and so does the screen that it draws on; both clocks are read, in
//! nanoseconds, over the same idle stretch.

#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod support;

#[cfg(target_os = "linux")]
mod screen;

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("skipped: needs Xvfb and /proc of Linux");
}

#[cfg(target_os = "linux")]
fn main() {
    use support::tools;
    if tools::present("the window", &[("Xvfb", "xvfb")]) {
        tools::tell_load();
        let with_xca = tools::present("the comparison", &[("xca", "xca")]);
        screen::compare(env!("CARGO_BIN_EXE_renewal-master"), with_xca.then_some("xca"));
    }
}
