//! Where a PIN stays that was given to the program: in none of its files, and, after logout, nowhere in its memory or in
//! that of its helpers. `docs/tokens.md` tells what this cannot show.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[cfg(feature = "gui")]
#[allow(dead_code, reason = "the journeys use the rest")]
#[path = "journey/display.rs"]
mod display;
mod support;

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use support::dump;
use support::world::{LABEL, PIN, SOFTHSM, World};

/// Nothing else in a program looks like it, nor like a piece of it.
const SECRET: &str = "plum7vexq4zik";

/// A token with one certificate, whose PIN is the secret.
fn world(name: &str) -> Option<World> {
    let world = World::new(name)?;
    world.put_certificate(4);
    world.on_token(LABEL, PIN, &["--change-pin", "--new-pin", SECRET]);
    Some(world)
}

/// Nothing of the program has it: the token library keeps its own files.
fn in_no_file(world: &World) {
    let found =
        [dump::files(&world.path("home"), SECRET), dump::files(&world.path("sandbox"), SECRET)].concat();
    assert!(found.is_empty(), "{found:?}");
}

/// Where it is in the memory of the program and of those it has begun; also half of it would be too much, as the field
/// had it while it was typed.
fn in_memory(process: u32) -> Vec<String> {
    let look = |text: &str| -> Vec<String> {
        let in_one = |process| {
            dump::memory(process, text).unwrap_or_else(|why| {
                eprintln!("skipped: {why}");
                Vec::new()
            })
        };
        dump::family(process).into_iter().flat_map(in_one).collect()
    };
    let (whole, half) = (look(SECRET), look(&SECRET[..SECRET.len() / 2]));
    assert!(half.len() <= whole.len(), "{half:#?}");
    whole
}

#[test]
fn the_look_into_a_memory_finds_what_is_there() {
    let kept = std::hint::black_box(format!("{SECRET} of this test"));
    let found = dump::memory(std::process::id(), &kept);
    assert!(found.is_err() || found.is_ok_and(|found| !found.is_empty()), "{kept}");
}

#[test]
fn while_renewctl_waits_for_the_ca_the_pin_is_in_the_locked_memory_of_the_open_session_only() {
    let Some(mut world) = world("pin-renewctl") else { return };
    world.start_sandbox(&["--delay", "3600"]);
    let mut renewctl = world.renewctl_command(world.renew_arguments());
    let mut renewctl = renewctl.env("TEST_PIN", SECRET).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(renewctl.stdout.take().unwrap()).lines().map(Result::unwrap);
    let said: Vec<String> = lines.by_ref().take_while(|line| !line.contains("\"submitted\"")).collect();
    let ended = renewctl.try_wait().unwrap();
    assert!(ended.is_none(), "{ended:?} {said:#?}");
    // A key may want the PIN for every signature, so it lives as long as the session, once, in the worker.
    let found = in_memory(renewctl.id());
    let kept = |place: &String| place.starts_with("UTF-8 in locked ") && place.ends_with(" token-worker");
    assert!(found.len() <= 1 && found.iter().all(kept), "{found:#?}");
    in_no_file(&world);
    assert!(said.iter().all(|line| !line.contains(SECRET)));
    renewctl.kill().unwrap();
    renewctl.wait().unwrap();
}

#[cfg(feature = "gui")]
mod typed {
    use std::process::Command;
    use std::time::{Duration, Instant};

    use super::display::{Display, PRIMARY, Window};
    use super::support::session::{self, Keyring, in_session};
    use super::support::world::last_object;
    use super::*;

    const MAIN_BUTTON: (u32, u32) = (925, 647);
    const PROGRAM: &str = env!("CARGO_BIN_EXE_renewal-master");

    fn arguments(world: &World) -> Vec<String> {
        let profile = world.path("sandbox/profile.toml").display().to_string();
        ["--profile", &profile, "--module", SOFTHSM].map(str::to_owned).to_vec()
    }

    fn main_button(window: &Window<'_>, keys: &[&str]) {
        window.wait_for_colour(MAIN_BUTTON, PRIMARY);
        window.keys(keys);
    }

    /// From the panel to the place of the new key, and as far as the program goes without a PIN.
    fn up_to_the_pin(window: &Window<'_>) {
        window.wait_for("Уведомления");
        window.wait_for_colour((878, 136), PRIMARY);
        // Six entries of the navigation stand before the card.
        window.keys(&["Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "Return"]);
        window.wait_for("Введите СНИЛС владельца сертификата");
        window.write("11223344595");
        window.keys(&["Return"]);
        window.wait_for("Проверьте данные нового сертификата");
        main_button(window, &["shift+Tab", "Return"]);
        window.wait_for("Куда записать новый ключ");
        main_button(window, &["Return"]);
        window.wait_for("Двигайте мышью внутри поля");
        let mut state = 7_u32;
        while window.page() != "Достаточно" {
            window.wander((0..200).map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (300 + (state >> 8) % 620, 160 + (state >> 20) % 250)
            }));
        }
        main_button(window, &["shift+Tab", "Return"]);
    }

    /// From the new certificate back to the panel.
    fn to_the_end(window: &Window<'_>) {
        window.wait_for("Ознакомьтесь с новым сертификатом");
        window.keys(&["Tab", "Tab", "Tab", "space"]);
        main_button(window, &["Tab", "Return"]);
        window.wait_for("Сделайте резервную копию");
        main_button(window, &["shift+Tab", "Return"]);
        window.wait_for("Сертификат заменён");
        window.keys(&["Return"]);
        window.wait_for("Уведомления");
    }

    /// The window, typed into as a person does. What the toolkit keeps is told in `docs/tokens.md`.
    #[test]
    fn after_a_renewal_in_the_window_the_pin_that_was_typed_is_gone() {
        let Some(mut world) = world("pin-window") else { return };
        let Some(mut display) = Display::open() else { return };
        world.start_sandbox(&["--delay", "1"]);
        let mut program = Command::new(PROGRAM);
        program.args(arguments(&world));
        world.environment(&mut program);
        program.env_remove("TEST_PIN");
        let window = display.start(program);
        up_to_the_pin(&window);
        window.wait_for("PIN-код носителя");
        window.write(SECRET);
        window.settle();
        let typed = dump::memory(window.process(), SECRET);
        assert!(
            typed.as_ref().is_ok_and(|found| !found.is_empty()) || typed.is_err(),
            "the look misses it: {typed:?}"
        );
        window.keys(&["Return"]);
        to_the_end(&window);

        assert_eq!(in_memory(window.process()), [""; 0]);
        in_no_file(&world);
    }

    /// The same with the tick that puts it into the keyring: it is nowhere else.
    #[test]
    fn a_pin_that_the_keyring_keeps_is_in_no_memory_and_no_file() {
        if !session::installed() {
            return;
        }
        let Some(mut world) = world("pin-kept-window") else { return };
        let Some(mut display) = Display::open() else { return };
        world.start_sandbox(&["--delay", "1"]);
        let settings = world.renewctl(["settings", "set", "remember_pin", "true"]);
        assert!(settings.status.success());
        let program = |world: &World| {
            let mut program = in_session(world, Keyring::Open, PROGRAM, &arguments(world));
            program.env_remove("TEST_PIN");
            program
        };
        let window = display.start(program(&world));
        up_to_the_pin(&window);
        window.wait_for("PIN-код носителя");
        window.write(SECRET);
        // Two ticks and «Продолжить позже» stand between the field and «Продолжить».
        window.keys(&["Tab", "Tab", "space", "Tab", "Tab", "Return"]);
        to_the_end(&window);
        assert_eq!(in_memory(window.process()), [""; 0]);
        window.close();
        in_no_file(&world);
        assert_eq!(dump::files(&world.path("user/data"), SECRET), Vec::<std::path::PathBuf>::new());

        // The keyring has it, for this token.
        let ended = world.path("user/entries");
        let until = Instant::now() + Duration::from_secs(30);
        while !ended.exists() && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(20));
        }
        assert!(session::entries(&world).contains("pin-"));
        let forget = ["pin", "forget", "--json", "--token", LABEL, "--module", SOFTHSM].map(str::to_owned);
        let renewctl = env!("CARGO_BIN_EXE_renewctl");
        let forgotten = in_session(&world, Keyring::Open, renewctl, &forget).output().unwrap();
        assert_eq!(last_object(&forgotten)["count"], 1, "{forgotten:?}");
    }
}
