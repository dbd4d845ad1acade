//! The settings from the first window on, and a change that opens everything anew.

use std::process::Command;

use crate::display::Display;
use crate::world::{SOFTHSM, World};
use crate::{BACKGROUND, NOTIFICATIONS};

/// Below the cards of an empty panel; at twice the size, left of the first button.
const EMPTY: (u32, u32) = (600, 560);
/// Behind the cards by night, and the footer.
const NIGHT: [&str; 2] = ["#12181F", "#1B232D"];

/// The program as a double click starts it.
fn program(world: &World) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_renewal-master"));
    world.environment(&mut program);
    program.env("XDG_CONFIG_HOME", world.path("config")).env("XDG_RUNTIME_DIR", world.path("run"));
    program
}

#[test]
fn with_a_ca_in_the_settings_the_window_opens_for_work_as_large_and_dark_as_chosen() {
    let Some(world) = World::new("settings window") else { return };
    let Some(mut display) = Display::open() else { return };
    let set = |key: &str, value: &str| {
        let output = world.renewctl(["settings", "set", key, value]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    set("profile", world.path("sandbox/profile.toml").to_str().unwrap());
    set("modules", &format!("[\"{SOFTHSM}\"]"));
    let window = display.start(program(&world));
    window.wait_for(NOTIFICATIONS);
    window.wait_for_colour(EMPTY, BACKGROUND);
    // No home of the training was made: this is real work.
    assert!(!world.path("home/training").exists());
    window.close();

    set("text_size", "200");
    set("theme", "dark");
    let window = display.start(program(&world));
    window.wait_for(NOTIFICATIONS);
    let seen = window.colour(EMPTY);
    assert!(NIGHT.contains(&seen.as_str()), "{seen}");
    window.picture("70-settings-200-dark");
    window.close();

    // What cannot be read stops nothing.
    std::fs::write(world.path("home/settings.toml"), "theme = = 1").unwrap();
    let window = display.start(program(&world));
    window.wait_for(NOTIFICATIONS);
    window.close();
    let kept = std::fs::read_to_string(world.path("home/settings.toml")).unwrap();
    assert_eq!(kept, "theme = = 1");
}
