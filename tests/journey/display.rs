//! A screen of its own with the program in it, driven as a person drives it: by pointer and keys only.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long anything may take until the test gives up.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often the screen is looked at.
const GLANCE: Duration = Duration::from_millis(40);
/// Colour of a main button that can be pressed, as the theme has it.
pub const PRIMARY: &str = "#1B5FC1";

/// An X server and a window manager; both are stopped by their own process ids.
pub struct Display {
    number: String,
    running: Vec<Child>,
}

impl Display {
    /// A screen on a free display. `None`, with the reason printed, when a program for it is not installed.
    pub fn open() -> Option<Self> {
        for program in ["Xvfb", "openbox", "xdotool", "xprop", "setxkbmap", "import", "convert"] {
            if !runs(program) {
                eprintln!("skipped: {program} is not installed");
                return None;
            }
        }
        let (number, server) = patiently("the screen", server);
        let mut display = Self { number, running: vec![server] };
        // Windows get the keyboard from a window manager only. On a busy machine it may give up: then another.
        let mut manager = display.manager();
        let managed = |display: &Self| {
            display.output("xprop", &["-root", "_NET_SUPPORTING_WM_CHECK"]).contains("window id")
        };
        let here = patiently_or(|| {
            if manager.try_wait().unwrap().is_some() {
                manager = display.manager();
            }
            managed(&display).then_some(())
        });
        display.running.push(manager);
        here.unwrap_or_else(|| panic!("no window manager on {}", display.number));
        // Letters that no key has are lost on the way; with the Russian keyboard beside the other each has its key.
        // Not before the window manager: without any client the server forgets it.
        display.output("setxkbmap", &["-layout", "us,ru"]);
        Some(display)
    }

    fn manager(&self) -> Child {
        self.command("openbox").stderr(Stdio::null()).spawn().unwrap()
    }

    /// Starts the program and waits for its window.
    pub fn start(&mut self, mut program: Command) -> Window<'_> {
        program.env("DISPLAY", &self.number).env_remove("WAYLAND_DISPLAY");
        let program = program.spawn().unwrap();
        self.running.push(program);
        self.window()
    }

    /// Waits for a window of the program, whoever has started it.
    pub fn window(&self) -> Window<'_> {
        let display = self;
        let id = patiently("the window", || {
            let found = display.output("xdotool", &["search", "--onlyvisible", "--class", "RenewalMaster"]);
            found.lines().next().map(str::to_owned)
        });
        // The window manager gives the keyboard to a new window in its own time; what is typed before is lost.
        patiently("the keyboard", || {
            display.output("xdotool", &["windowfocus", &id]);
            (display.output("xdotool", &["getwindowfocus"]).trim() == id).then_some(())
        });
        let pid = display.output("xdotool", &["getwindowpid", &id]);
        let thread = format!("/proc/{0}/task/{0}/stat", pid.trim());
        Window { display, id, thread, pictures: std::env::var_os("JOURNEY_PICTURES").map(PathBuf::from) }
    }

    /// How many windows the program has.
    pub fn windows(&self) -> usize {
        self.output("xdotool", &["search", "--onlyvisible", "--class", "RenewalMaster"]).lines().count()
    }

    /// Starts something that serves the desktop until the screen is closed.
    pub fn serve(&mut self, mut program: Command) -> &mut Child {
        program.env("DISPLAY", &self.number).env_remove("WAYLAND_DISPLAY").stderr(Stdio::null());
        let at = self.running.len();
        self.running.push(program.spawn().unwrap());
        &mut self.running[at]
    }

    /// Lets a program that shows no window of its own belong to this screen.
    pub fn lend(&self, program: &mut Command) {
        program.env("DISPLAY", &self.number).env_remove("WAYLAND_DISPLAY");
    }

    /// Saves the whole screen, if `JOURNEY_PICTURES` names a folder.
    pub fn picture(&self, name: &str) {
        let Some(folder) = std::env::var_os("JOURNEY_PICTURES").map(PathBuf::from) else { return };
        let file = format!("PNG24:{}", folder.join(format!("{name}.png")).display());
        let _ = self.output("import", &["-window", "root", "-strip", &file]);
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env("DISPLAY", &self.number);
        command
    }

    fn output(&self, program: &str, arguments: &[&str]) -> String {
        let output = self.command(program).args(arguments).stderr(Stdio::null()).output().unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        for mut child in self.running.drain(..).rev() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// The window of the program.
pub struct Window<'a> {
    display: &'a Display,
    id: String,
    /// Where the kernel tells what its thread does.
    thread: String,
    pictures: Option<PathBuf>,
}

impl Window<'_> {
    /// What the title bar says before the name of the program: the title of the page or dialog.
    pub fn page(&self) -> String {
        let title = self.display.output("xdotool", &["getwindowname", &self.id]);
        title.split(" · ").next().unwrap_or_default().trim().to_owned()
    }

    /// The process of the program.
    pub fn process(&self) -> u32 {
        self.thread.split('/').nth(2).and_then(|id| id.parse().ok()).unwrap()
    }

    /// Waits for a page or dialog.
    pub fn wait_for(&self, title: &str) {
        let mut last = String::new();
        let here = || {
            last = self.page();
            (last == title).then_some(())
        };
        if patiently_or(here).is_none() {
            self.picture("99-stuck");
            panic!("waited for «{title}», stands at «{last}»");
        }
        // The title is told before the page is drawn and before it has the focus.
        self.settle();
    }

    /// Waits for a page whose title has something between these two: a number.
    pub fn wait_for_number(&self, before: &str, after: &str) {
        let here = |page: &str| page.starts_with(before) && page.ends_with(after);
        if patiently_or(|| here(&self.page()).then_some(())).is_none() {
            self.picture("99-stuck");
            panic!("waited for «{before}…{after}», stands at «{}»", self.page());
        }
        self.settle();
    }

    /// Closes the window by its key of the desktop, and waits until the program has ended: what it does at the end
    /// belongs to what is tried.
    pub fn close(self) {
        self.keys(&["alt+F4"]);
        let mut pressed = Instant::now();
        patiently("the end of the program", || {
            let stat = std::fs::read_to_string(&self.thread).unwrap_or_default();
            let ended = stat.is_empty() || stat.contains(") Z ");
            // The keys reach nobody as long as the window manager has not given the new window the focus.
            if !ended && pressed.elapsed() > Duration::from_secs(5) {
                let _ = self.display.command("xdotool").args(["key", "alt+F4"]).status();
                pressed = Instant::now();
            }
            ended.then_some(())
        });
    }

    /// Ends the program as a power cut does, and waits until its window is gone.
    pub fn kill(self) {
        let id = self.process().to_string();
        assert!(Command::new("kill").args(["-9", &id]).status().unwrap().success());
        patiently("the end of the window", || {
            let found = self.display.output("xdotool", &["search", "--class", "RenewalMaster"]);
            (!found.lines().any(|window| window == self.id)).then_some(())
        });
    }

    /// Turns the wheel over the page to its end.
    pub fn scroll_to_the_end(&self) {
        self.xdotool(&[
            "mousemove",
            "--window",
            &self.id,
            "620",
            "400",
            "click",
            "--repeat",
            "40",
            "--delay",
            "5",
            "5",
        ]);
        self.settle();
    }

    /// Waits until a point has a colour, for example until a button can be pressed. The pointer is put where it
    /// lights up nothing.
    pub fn wait_for_colour(&self, at: (u32, u32), colour: &str) {
        self.xdotool(&["mousemove", "--window", &self.id, "580", "690"]);
        if patiently_or(|| (self.colour(at) == colour).then_some(())).is_none() {
            self.picture("99-stuck");
            panic!("{at:?} of «{}» is {}, not {colour}", self.page(), self.colour(at));
        }
    }

    /// Clicks into the window, at its own coordinates.
    pub fn click(&self, (x, y): (u32, u32)) {
        let (x, y) = (x.to_string(), y.to_string());
        self.xdotool(&["mousemove", "--window", &self.id, &x, &y, "click", "1"]);
        self.settle();
    }

    /// Waits until the window has taken what was sent to it. Of several events that it takes together it knows one
    /// place of the pointer only, the last: on a busy machine a pointer that moved on would take its click along.
    pub fn settle(&self) {
        let mut asleep = 0;
        patiently("the window to come to rest", || {
            let stat = std::fs::read_to_string(&self.thread).unwrap();
            asleep = if stat.contains(") S ") { asleep + 1 } else { 0 };
            (asleep == 3).then_some(())
        });
    }

    /// Waits until the button there is alive, and clicks it.
    pub fn press(&self, button: (u32, u32)) {
        self.wait_for_colour((button.0, button.1 - 15), PRIMARY);
        self.click(button);
    }

    /// Taps keys, by their names in X11.
    pub fn keys(&self, names: &[&str]) {
        let mut words = vec!["key", "--delay", "20"];
        words.extend(names);
        self.xdotool(&words);
    }

    /// Types a text.
    pub fn write(&self, text: &str) {
        self.xdotool(&["type", "--delay", "20", text]);
    }

    /// Moves the pointer to places in turn, with a little time between.
    pub fn wander(&self, places: impl IntoIterator<Item = (u32, u32)>) {
        let mut words = Vec::new();
        for (x, y) in places {
            let step = ["mousemove", "--window", &self.id, &x.to_string(), &y.to_string(), "sleep", "0.003"];
            words.extend(step.map(str::to_owned));
        }
        self.xdotool(&words.iter().map(String::as_str).collect::<Vec<_>>());
    }

    /// The colour of a point, as `#RRGGBB`.
    pub fn colour(&self, (x, y): (u32, u32)) -> String {
        let crop = format!("1x1+{x}+{y}");
        let text =
            self.display.output("import", &["-window", &self.id, "-crop", &crop, "-depth", "8", "txt:-"]);
        let line = text.lines().nth(1).unwrap_or_default();
        line.find('#').and_then(|at| line.get(at..at + 7)).unwrap_or_default().to_owned()
    }

    /// A checksum of a part of the picture: width, height, left, top.
    pub fn checksum(&self, (width, height, x, y): (u32, u32, u32, u32)) -> String {
        let crop = format!("{width}x{height}+{x}+{y}");
        self.display.output("import", &["-window", &self.id, "-crop", &crop, "-format", "%#", "info:-"])
    }

    /// Waits until a part of the picture is another than before.
    pub fn wait_for_change(&self, part: (u32, u32, u32, u32)) {
        self.wait_for_other(part, &self.checksum(part));
    }

    /// Waits until a part of the picture has another checksum than this.
    pub fn wait_for_other(&self, part: (u32, u32, u32, u32), before: &str) {
        patiently("a change", || (self.checksum(part) != before).then_some(()));
    }

    /// Saves what is seen, if `JOURNEY_PICTURES` names a folder.
    pub fn picture(&self, name: &str) {
        let Some(folder) = &self.pictures else { return };
        self.settle();
        std::fs::create_dir_all(folder).unwrap();
        let file = folder.join(format!("{name}.png"));
        // All colours: with 255 the shadow of a dialog has steps. No dates: the same picture is the same file.
        let file = format!("PNG24:{}", file.display());
        let arguments = ["-window", &self.id, "-strip", "-define", "png:compression-filter=1", &file];
        let _ = self.display.output("import", &arguments);
    }

    fn xdotool(&self, arguments: &[&str]) {
        assert!(self.display.command("xdotool").args(arguments).status().unwrap().success(), "{arguments:?}");
    }
}

/// An X server and its display; `None` when another one took its number at the same moment.
fn server() -> Option<(String, Child)> {
    // No key repeats itself, however late its release comes on a busy machine.
    let mut server = Command::new("Xvfb")
        .args(["-displayfd", "1", "-screen", "0", "1100x800x24", "-nolisten", "tcp", "-r"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut number = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut number).unwrap();
    if number.trim().is_empty() {
        let _ = server.kill();
        let _ = server.wait();
        return None;
    }
    Some((format!(":{}", number.trim()), server))
}

/// It is installed.
pub fn runs(program: &str) -> bool {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&paths).any(|folder| folder.join(program).is_file())
}

/// Waits for something beside the window.
pub fn patiently<T>(what: &str, look: impl FnMut() -> Option<T>) -> T {
    patiently_or(look).unwrap_or_else(|| panic!("{what}: waited in vain"))
}

fn patiently_or<T>(mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        if let Some(found) = look() {
            return Some(found);
        }
        std::thread::sleep(GLANCE);
    }
    None
}
