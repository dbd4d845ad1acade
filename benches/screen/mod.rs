//! Runs both programs in turns on one private screen and prints the table.

mod process;
mod xvfb;

use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::support::series::Series;
use crate::support::{table, tools};
use process::Program;
use xvfb::Xvfb;

/// From the first window until it counts as idle.
const SETTLE: Duration = Duration::from_secs(3);
/// How long nobody touches it.
const IDLE: Duration = Duration::from_secs(10);
/// Idle stretches are long: that many runs have one.
const IDLE_RUNS: usize = 3;

/// What was measured of one program.
struct Measured {
    window: Series,
    picture: Series,
    memory: Series,
    work: Series,
    drawing: Series,
}

impl Measured {
    fn new() -> Self {
        let [window, picture, memory, work, drawing] = ["ms", "ms", "MB", "ms", "ms"].map(Series::new);
        Self { window, picture, memory, work, drawing }
    }
}

/// Measures and prints.
pub fn compare(ours: &str, theirs: Option<&str>) {
    let home = Home::new();
    let mut screen = Xvfb::start();
    let (mut us, mut them) = (Measured::new(), Measured::new());
    // The first start of each reads the disk and makes settings: it does not count.
    run(ours, &home.0, &mut screen, false, &mut Measured::new());
    if let Some(theirs) = theirs {
        run(theirs, &home.0, &mut screen, false, &mut Measured::new());
    }
    for number in 0..tools::runs(15) {
        let idle = number < IDLE_RUNS;
        run(ours, &home.0, &mut screen, idle, &mut us);
        if let Some(theirs) = theirs {
            run(theirs, &home.0, &mut screen, idle, &mut them);
        }
    }
    table::head("renewal-master", theirs.unwrap_or("-"));
    table::compare("start to first window", &us.window, &them.window, Some(0.4));
    table::compare("start to first picture in it", &us.picture, &them.picture, None);
    table::compare("idle memory (PSS)", &us.memory, &them.memory, Some(0.3));
    table::limit("processor, 10 s idle", &us.work, &them.work, 1.0);
    table::limit("processor of the screen, 10 s idle", &us.drawing, &them.drawing, 1.0);
}

fn run(program: &str, home: &Path, screen: &mut Xvfb, idle: bool, measured: &mut Measured) {
    screen.forget();
    let begun = Instant::now();
    let program = Program::start(program, home, screen.display());
    let window = screen.wait_for_window(begun);
    measured.window.push_time(begun.elapsed());
    screen.wait_for_picture(window, begun);
    measured.picture.push_time(begun.elapsed());
    sleep(SETTLE);
    measured.memory.push(program.memory());
    if idle {
        let before = (program.work(), screen.work());
        sleep(IDLE);
        measured.work.push_time(program.work() - before.0);
        measured.drawing.push_time(screen.work() - before.1);
    }
    program.stop();
    screen.wait_until_gone(window);
}

/// A throw-away home for the settings of both programs.
struct Home(PathBuf);

impl Home {
    fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("renewal-window-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
