//! The token is pulled at each step of a renewal: the window says so, and goes on when it is back.
//!
//! Twice: through the remoting of p11-kit, whose connection is cut as a cable is, and by the interposer, which pulls
//! the token in the middle of the very call.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use renewal_master::sandbox::Clock;

use crate::display::{Display, PRIMARY, Window, patiently};
use crate::long::MAIN_TOP;
use crate::modules::{Interposed, interposer};
use crate::world::{SOFTHSM, World};
use crate::{ACCEPT, BACKUP, DEAD, DONE_MARK, ENROLL, GATHER, MAIN, PIN_DIALOG, PLACE, SENT, steps};

/// Where Debian puts the client of the remoting.
const CLIENT: &str = "/usr/lib/x86_64-linux-gnu/pkcs11/p11-kit-client.so";
const ADDRESS: &str = "P11_KIT_SERVER_ADDRESS";

const ABSENT: &str = "Носитель не вставлен";
const REMOVED: &str = "Носитель отключён";

#[test]
fn the_connection_to_the_token_is_cut_at_every_step_and_the_window_goes_on() {
    let Some(mut world) = World::new("pulled") else { return };
    let Some(mut display) = Display::open() else { return };
    let Some(mut token) = Remote::insert(&world) else { return };
    world.put_certificate(4);
    // The certificate comes when the clock is put forward.
    world.start_sandbox(&["--delay", "3600"]);
    let mut program = steps::program(&world, "profile.toml", CLIENT);
    program.env(ADDRESS, token.address());
    let window = display.start(program);

    to_the_place(&window);
    token.pull();
    window.wait_for_colour(MAIN_TOP, DEAD);
    window.picture("70-pulled-place");
    token.put_back();
    window.wait_for_colour(MAIN_TOP, PRIMARY);
    window.keys(&["Return"]);

    window.wait_for(GATHER);
    token.pull();
    steps::gather(&window);
    window.wait_for(ABSENT);
    window.wait_for_colour(MAIN_TOP, PRIMARY);
    window.picture("70-pulled-gathering");
    token.put_back();
    // Seen without a press of a button.
    window.wait_for(PIN_DIALOG);

    token.pull();
    steps::unlock(&window);
    window.wait_for(ABSENT);
    token.put_back();
    steps::unlock(&window);

    window.wait_for(ENROLL);
    window.wait_for_colour(SENT, DONE_MARK);
    // Nobody needs it while the CA works.
    token.pull();
    Clock::in_folder(&world.path("sandbox")).next_working_day().unwrap();
    // «Проверить сейчас».
    window.click(MAIN);
    window.wait_for(REMOVED);
    window.wait_for_colour(MAIN_TOP, PRIMARY);
    window.picture("70-pulled-certificate");
    token.put_back();
    try_again(&window);
    steps::unlock(&window);

    window.wait_for(ACCEPT);
    token.pull();
    steps::accept(&window);
    window.wait_for(REMOVED);
    token.put_back();
    try_again(&window);
    steps::unlock(&window);

    window.wait_for(BACKUP);
    token.pull();
    steps::back_up(&window);
    steps::done(&window);
    token.put_back();
    steps::has_one_new_pair(&world);
}

#[test]
fn the_token_is_pulled_in_the_middle_of_what_it_does_and_the_window_goes_on() {
    let Some(world) = World::new("pulled-within") else { return };
    let Some(mut display) = Display::open() else { return };
    world.put_certificate(4);
    let token = Interposed::in_folder(world.path("interposer"));
    let mut program = steps::program(&world, "profile.toml", interposer());
    token.environment(&mut program, SOFTHSM);
    let window = display.start(program);
    let put_back = |next: &str| {
        window.wait_for(REMOVED);
        token.script(next);
        token.put_back();
        try_again(&window);
    };

    to_the_place(&window);
    window.keys(&["Return"]);
    window.wait_for(GATHER);
    // The key is made, and nobody is told.
    token.script("C_GenerateKeyPair=after:pull");
    steps::gather(&window);
    steps::unlock(&window);
    put_back("C_Sign=pull");
    steps::unlock(&window);
    // The certificate is written, and nobody is told.
    put_back("C_CreateObject=after:pull");
    steps::unlock(&window);
    put_back("");
    steps::unlock(&window);

    window.wait_for(ACCEPT);
    token.script("C_Sign=after:pull");
    steps::accept(&window);
    put_back("");
    steps::unlock(&window);

    window.wait_for(BACKUP);
    steps::back_up(&window);
    steps::done(&window);
    steps::has_one_new_pair(&world);
}

/// The token behind the remoting of p11-kit: a server, and a process of its own for each connection.
struct Remote {
    server: Option<Child>,
    socket: std::path::PathBuf,
    configuration: std::path::PathBuf,
}

impl Remote {
    /// `None`, with the reason printed, when p11-kit is not installed.
    fn insert(world: &World) -> Option<Self> {
        let runs = Command::new("p11-kit").arg("--help").stdout(Stdio::null()).stderr(Stdio::null()).status();
        for (missing, name) in [(runs.is_err(), "p11-kit"), (!Path::new(CLIENT).exists(), "p11-kit-modules")]
        {
            if missing {
                eprintln!("skipped: {name} is not installed");
                return None;
            }
        }
        let (socket, configuration) = (world.path("p11-kit.socket"), world.path("softhsm2.conf"));
        let mut remote = Self { server: None, socket, configuration };
        remote.put_back();
        Some(remote)
    }

    fn address(&self) -> String {
        format!("unix:path={}", self.socket.display())
    }

    /// Cuts every connection, and takes no new one.
    fn pull(&mut self) {
        let Some(mut server) = self.server.take() else { return };
        // First the server, so that nobody comes back meanwhile.
        let connections = children_of(server.id());
        let _ = server.kill();
        let _ = server.wait();
        for connection in connections {
            let _ = Command::new("kill").args(["-9", &connection]).stderr(Stdio::null()).status();
        }
        let _ = std::fs::remove_file(&self.socket);
    }

    fn put_back(&mut self) {
        let mut server = Command::new("p11-kit");
        server.args(["server", "--foreground", "--name"]).arg(&self.socket).args([
            "--provider",
            SOFTHSM,
            "pkcs11:",
        ]);
        server.env("SOFTHSM2_CONF", &self.configuration).stdout(Stdio::null()).stderr(Stdio::null());
        self.server = Some(server.spawn().unwrap());
        patiently("the server of the token", || self.socket.exists().then_some(()));
    }
}

impl Drop for Remote {
    fn drop(&mut self) {
        self.pull();
    }
}

/// Process ids of the connections.
fn children_of(server: u32) -> Vec<String> {
    let path = format!("/proc/{server}/task/{server}/children");
    std::fs::read_to_string(path).unwrap_or_default().split_whitespace().map(str::to_owned).collect()
}

fn to_the_place(window: &Window<'_>) {
    steps::renew_the_first(window);
    steps::snils(window);
    steps::verify(window);
    window.wait_for(PLACE);
    window.wait_for_colour(MAIN_TOP, PRIMARY);
}

/// «Повторить», unless the token was seen to come back before: then the PIN is asked for already.
fn try_again(window: &Window<'_>) {
    // Not by the pointer: beside the dialog it would take the focus away from the field.
    window.keys(&["Return"]);
    window.wait_for(PIN_DIALOG);
}
