//! A private X server, and a client of it that sees windows come and go.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    ChangeWindowAttributesAux, ConnectionExt, EventMask, ImageFormat, MapState, Window,
};
use x11rb::rust_connection::RustConnection;

use super::process;

/// Nothing here takes longer.
const PATIENCE: Duration = Duration::from_secs(60);
/// Smaller windows are helpers.
const SMALLEST: u16 = 300;

/// The server and our connection to it.
pub struct Xvfb {
    server: Child,
    display: String,
    connection: RustConnection,
    root: Window,
}

impl Xvfb {
    /// Starts a server on a free display.
    pub fn start() -> Self {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp", "-noreset"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut number = String::new();
        let _ = BufReader::new(server.stdout.take().unwrap()).read_line(&mut number).unwrap();
        let display = format!(":{}", number.trim());
        let (connection, screen) = x11rb::connect(Some(&display)).unwrap();
        let root = connection.setup().roots[screen].root;
        let wanted = ChangeWindowAttributesAux::new().event_mask(EventMask::SUBSTRUCTURE_NOTIFY);
        connection.change_window_attributes(root, &wanted).unwrap().check().unwrap();
        Self { server, display, connection, root }
    }

    /// For `DISPLAY`.
    pub fn display(&self) -> &str {
        &self.display
    }

    /// Processor time of the server so far.
    pub fn work(&self) -> Duration {
        process::work(self.server.id())
    }

    /// Drops what has happened so far.
    pub fn forget(&mut self) {
        while self.connection.poll_for_event().unwrap().is_some() {}
    }

    /// The first window that is shown.
    pub fn wait_for_window(&mut self, begun: Instant) -> Window {
        loop {
            if let Event::MapNotify(shown) = self.event(begun) {
                let size = self.connection.get_geometry(shown.window).unwrap().reply();
                if shown.event == self.root && size.is_ok_and(|size| size.width >= SMALLEST) {
                    return shown.window;
                }
            }
        }
    }

    /// Waits until the window shows more than one colour.
    pub fn wait_for_picture(&mut self, window: Window, begun: Instant) {
        loop {
            let size = self.connection.get_geometry(window).unwrap().reply().unwrap();
            let image = self
                .connection
                .get_image(ImageFormat::Z_PIXMAP, window, 0, 0, size.width, size.height, u32::MAX)
                .unwrap()
                .reply();
            // A window that reaches over the edge of the screen, or is being moved, has no image just now.
            let drawn = image.is_ok_and(|image| image.data.chunks(4).any(|pixel| pixel != &image.data[..4]));
            if drawn {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "nothing was drawn");
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// Waits until a window is gone after its program was killed.
    pub fn wait_until_gone(&mut self, window: Window) {
        let begun = Instant::now();
        let shown =
            |reply: x11rb::protocol::xproto::GetWindowAttributesReply| reply.map_state != MapState::UNMAPPED;
        while self.connection.get_window_attributes(window).unwrap().reply().is_ok_and(shown) {
            assert!(begun.elapsed() < PATIENCE, "the window stays");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn event(&self, begun: Instant) -> Event {
        loop {
            if let Some(event) = self.connection.poll_for_event().unwrap() {
                return event;
            }
            assert!(begun.elapsed() < PATIENCE, "no window came");
            std::thread::sleep(Duration::from_micros(200));
        }
    }
}

impl Drop for Xvfb {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
