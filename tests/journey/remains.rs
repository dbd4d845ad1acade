//! «Проверка ключей» and «Старые ключи» in a real window: a certificate that was deleted is written again, and a pair
//! that ended long ago is removed.

use serde_json::Value;

use crate::display::{Display, PRIMARY, patiently};
use crate::world::{SOFTHSM, World, last_object};
use crate::{CARD, HOME, IN_THE_FIRST_CARD, MAIN, NOTIFICATIONS, TOKENS, steps};

const RECOVERY: &str = "Проверка ключей";
const OLD_KEYS: &str = "Старые ключи";
const CHECK: &str = "Проверьте, что будет удалено";
/// The button of the first card of a list.
const FIRST_BUTTON: (u32, u32) = (880, 150);

#[test]
fn a_deleted_certificate_and_an_old_pair_are_tended_by_mouse() {
    let Some(world) = World::new("journey-remains") else { return };
    let Some(mut display) = Display::open() else { return };
    world.put_certificate(4);
    let first = renew(&world, false);
    let day = |days: i64| std::fs::write(world.path("sandbox/clock"), (days * 86_400).to_string()).unwrap();
    let end =
        (first["not_after"].as_i64().unwrap() - time::OffsetDateTime::now_utc().unix_timestamp()) / 86_400;
    day(end - 3);
    let second = renew(&world, true);
    day(end + 40);
    let container = |made: &Value| world.path("home/keys").join(made["cka_id"].as_str().unwrap());
    let certificate = container(&second).join("certificate.cer");
    let bytes = std::fs::read(&certificate).unwrap();
    std::fs::remove_file(&certificate).unwrap();

    let window = display.start(steps::program(&world, "profile.toml", SOFTHSM));
    window.wait_for(NOTIFICATIONS);
    window.wait_for_colour(IN_THE_FIRST_CARD, CARD);
    window.settle();
    window.click(FIRST_BUTTON);
    window.wait_for(RECOVERY);
    window.settle();
    window.picture("68-recovery");
    // One finding, whose button lies in the middle of its card.
    window.click((856, 206));
    display_patiently(&certificate, &bytes);
    window.click(HOME);
    window.wait_for(NOTIFICATIONS);

    window.click(TOKENS);
    window.wait_for("Носители");
    window.settle();
    // The last place is this computer, with a link below its name.
    window.click((380, 287));
    window.wait_for(OLD_KEYS);
    window.settle();
    window.click((310, 175));
    window.wait_for_colour((MAIN.0, MAIN.1 - 15), PRIMARY);
    window.picture("69-cleanup");
    window.press(MAIN);
    window.wait_for(CHECK);
    window.click((290, 317));
    window.wait_for_colour((MAIN.0, MAIN.1 - 15), PRIMARY);
    window.picture("69-cleanup-check");
    window.press(MAIN);
    patiently("the removal", || (!container(&first).exists()).then_some(()));
    assert!(container(&second).join("key.p8").exists());
}

fn display_patiently(file: &std::path::Path, bytes: &[u8]) {
    patiently("the certificate", || std::fs::read(file).is_ok_and(|now| now == bytes).then_some(()));
}

/// A renewal whose key stays on this computer.
fn renew(world: &World, again: bool) -> Value {
    let mut arguments = world.renew_arguments();
    if again {
        let at = arguments.iter().position(|argument| argument == "--token").unwrap();
        arguments.drain(at..at + 2);
    }
    arguments.extend(["--computer", "--new-password-env", "TEST_PIN"].map(str::to_owned));
    let outcome = last_object(&world.renewctl(arguments));
    assert_eq!(outcome["outcome"], "finished", "{outcome}");
    outcome
}
