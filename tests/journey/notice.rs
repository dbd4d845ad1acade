//! A notice on a real desktop: shown by dunst, pressed, and the wizard opens on the certificate it is about.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::display::{Display, patiently, runs};
use crate::world::{SNILS, SOFTHSM, World};
use crate::{MAIN, PRIMARY, SNILS as SNILS_PAGE, VERIFY, steps};

/// СНИЛС of the head of the training organisation.
const HEAD: &str = "08765430300";

/// The screen, a message bus and a desktop that shows notices.
struct Desktop {
    display: Display,
    bus: String,
}

impl Desktop {
    fn open() -> Option<Self> {
        for program in ["dbus-daemon", "dunst", "dunstctl"] {
            if !runs(program) {
                eprintln!("skipped: {program} is not installed");
                return None;
            }
        }
        let mut display = Display::open()?;
        let mut daemon = Command::new("dbus-daemon");
        daemon.args(["--session", "--nofork", "--print-address=1"]).stdout(Stdio::piped());
        let mut bus = String::new();
        let out = display.serve(daemon).stdout.take().unwrap();
        BufReader::new(out).read_line(&mut bus).unwrap();
        let bus = bus.trim().to_owned();
        let mut dunst = Command::new("dunst");
        dunst.args(["-conf", "/dev/null"]).env("DBUS_SESSION_BUS_ADDRESS", &bus).stdout(Stdio::null());
        display.serve(dunst);
        let desktop = Self { display, bus };
        patiently("the desktop", || desktop.dunstctl(&["count", "displayed"]));
        Some(desktop)
    }

    /// What dunst answers; `None` as long as it is not there.
    fn dunstctl(&self, arguments: &[&str]) -> Option<String> {
        let mut command = Command::new("dunstctl");
        self.display.lend(&mut command);
        command.args(arguments).env("DBUS_SESSION_BUS_ADDRESS", &self.bus);
        let output = command.output().unwrap();
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// The scheduled check.
    fn check(&self, world: &World) -> Option<i32> {
        let mut check = world.renewctl_command(["check", "--module", SOFTHSM, "--profile"]);
        check.arg(world.path("sandbox/profile.toml")).env("DBUS_SESSION_BUS_ADDRESS", &self.bus);
        self.display.lend(&mut check);
        check.output().unwrap().status.code()
    }

    fn waits_for_a_notice(&self) {
        let shown = || self.dunstctl(&["count", "displayed"]).filter(|count| count == "1");
        patiently("the notice", shown);
    }
}

#[test]
fn the_button_of_a_notice_opens_the_wizard_on_its_certificate_in_the_one_window() {
    let Some(world) = World::new("notice") else { return };
    let Some(desktop) = Desktop::open() else { return };
    world.put_certificate(20);
    assert_eq!(desktop.check(&world), Some(10));
    desktop.waits_for_a_notice();
    desktop.dunstctl(&["close-all"]);

    // Another holder becomes due; the program does not run.
    world.put_certificate_on(crate::world::LABEL, 4, &["--role", "head"]);
    assert_eq!(desktop.check(&world), Some(10));
    desktop.waits_for_a_notice();
    desktop.display.picture("72-notice");
    assert_eq!(desktop.display.windows(), 0);
    desktop.dunstctl(&["action", "0"]);
    let window = desktop.display.window();
    window.wait_for(SNILS_PAGE);
    window.write(HEAD);
    window.keys(&["Return"]);
    // The number of the first holder would not be taken here.
    window.wait_for(VERIFY);
    window.wait_for_colour((MAIN.0, MAIN.1 - 15), PRIMARY);

    // A second start of the program ends at once: the window is there already.
    let mut again = steps::program(&world, "profile.toml", SOFTHSM);
    desktop.display.lend(&mut again);
    assert!(again.status().unwrap().success());
    assert_eq!((desktop.display.windows(), window.page().as_str()), (1, VERIFY));

    // The next notice comes while the program runs: the same window shows its certificate.
    world.put_certificate_and(3, &["--fss"]);
    assert_eq!(desktop.check(&world), Some(10));
    desktop.waits_for_a_notice();
    desktop.dunstctl(&["action", "0"]);
    window.wait_for(SNILS_PAGE);
    window.write(&SNILS.replace(['-', ' '], ""));
    window.keys(&["Return"]);
    window.wait_for(VERIFY);
    assert_eq!(desktop.display.windows(), 1);
    window.close();
}
