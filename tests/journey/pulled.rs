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
use crate::world::{PIN, SOFTHSM, World, blocks};
use crate::{
    ACCEPT, BACKUP, DEAD, DONE, DONE_MARK, ENROLL, GATHER, MAIN, NOTIFICATIONS, PIN_DIALOG, PLACE, SENT,
    SNILS, TO_THE_FIRST_CARD, TO_THE_MAIN_BUTTON, VERIFY, drum,
};

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
    let mut program = program(&world, Path::new(CLIENT));
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
    drum(&window);
    window.keys(&TO_THE_MAIN_BUTTON);
    window.wait_for(ABSENT);
    window.wait_for_colour(MAIN_TOP, PRIMARY);
    window.picture("70-pulled-gathering");
    token.put_back();
    // Seen without a press of a button.
    window.wait_for(PIN_DIALOG);

    token.pull();
    unlock(&window);
    window.wait_for(ABSENT);
    token.put_back();
    window.wait_for(PIN_DIALOG);
    unlock(&window);

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
    unlock(&window);

    window.wait_for(ACCEPT);
    token.pull();
    accept(&window);
    window.wait_for(REMOVED);
    token.put_back();
    try_again(&window);
    unlock(&window);

    window.wait_for(BACKUP);
    token.pull();
    to_the_end(&window);
    token.put_back();
    has_one_new_pair(&world);
}

#[test]
fn the_token_is_pulled_in_the_middle_of_what_it_does_and_the_window_goes_on() {
    let Some(world) = World::new("pulled-within") else { return };
    let Some(mut display) = Display::open() else { return };
    world.put_certificate(4);
    let token = Interposed::in_folder(world.path("interposer"));
    let mut program = program(&world, interposer());
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
    drum(&window);
    window.keys(&TO_THE_MAIN_BUTTON);
    window.wait_for(PIN_DIALOG);
    unlock(&window);
    put_back("C_Sign=pull");
    unlock(&window);
    // The certificate is written, and nobody is told.
    put_back("C_CreateObject=after:pull");
    unlock(&window);
    put_back("");
    unlock(&window);

    window.wait_for(ACCEPT);
    token.script("C_Sign=after:pull");
    accept(&window);
    put_back("");
    unlock(&window);

    window.wait_for(BACKUP);
    to_the_end(&window);
    has_one_new_pair(&world);
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

fn program(world: &World, module: &Path) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_renewal-master"));
    program.arg("--profile").arg(world.path("sandbox/profile.toml")).arg("--module").arg(module);
    world.environment(&mut program);
    program
}

fn to_the_place(window: &Window<'_>) {
    window.wait_for(NOTIFICATIONS);
    window.wait_for_colour((878, 136), PRIMARY);
    window.keys(&TO_THE_FIRST_CARD);
    window.wait_for(SNILS);
    window.write("11223344595");
    window.keys(&["Return"]);
    window.wait_for(VERIFY);
    window.wait_for_colour(MAIN_TOP, PRIMARY);
    window.keys(&TO_THE_MAIN_BUTTON);
    window.wait_for(PLACE);
    window.wait_for_colour(MAIN_TOP, PRIMARY);
}

fn unlock(window: &Window<'_>) {
    window.write(PIN);
    window.keys(&["Return"]);
}

/// «Повторить», unless the token was seen to come back before: then the PIN is asked for already.
fn try_again(window: &Window<'_>) {
    // Not by the pointer: beside the dialog it would take the focus away from the field.
    window.keys(&["Return"]);
    window.wait_for(PIN_DIALOG);
}

fn accept(window: &Window<'_>) {
    window.keys(&["Tab", "Tab", "Tab", "space"]);
    window.wait_for_colour(MAIN_TOP, PRIMARY);
    window.keys(&["Tab", "Return"]);
}

/// The copy goes into a folder, and needs no token.
fn to_the_end(window: &Window<'_>) {
    window.wait_for_colour(MAIN_TOP, PRIMARY);
    window.keys(&TO_THE_MAIN_BUTTON);
    window.wait_for(DONE);
    window.keys(&["Return"]);
    window.wait_for(NOTIFICATIONS);
}

/// The old pair with its certificate, and one more of each.
fn has_one_new_pair(world: &World) {
    let objects = world.objects();
    for class in ["Private Key Object", "Public Key Object", "Certificate Object"] {
        let found = blocks(&objects).iter().filter(|block| block.starts_with(class)).count();
        assert_eq!(found, 2, "{class}:\n{objects}");
    }
}
