//! The Treasury in a real window: nine working days, the holder by keyboard alone, the head by mouse.
//!
//! What every answer of the CA leads to is tried elsewhere; here somebody types and clicks through.

use std::path::PathBuf;
use std::process::Command;

use renewal_master::sandbox::Clock;

use crate::display::{Display, PRIMARY, Window};
use crate::long::{
    AUTHORITY, CONTACTS, CONTENT, IDENTITY, MAIN_TOP, OFFICE, REVIEW, RING, STATEMENT, WAITING, WORKPLACE,
    approve, next, press,
};
use crate::sandbox_client::SandboxClient;
use crate::world::{PIN, SOFTHSM, World};
use crate::{CARD, IN_THE_FIRST_CARD, NOTIFICATIONS, TO_THE_FIRST_CARD, TO_THE_MAIN_BUTTON, VERIFY, steps};

const CA: &str = "treasury";
const HEAD: &str = "Руководитель";

const ASK: &str = "Подписать сведения электронной подписью?";
const CODE_WORD: &str = "Кодовое слово";
const REFUSED: &str = "Оператор отклонил заявку";
/// Before the number.
const REQUEST: &str = "Заявка № ФК-";

const WORD: &str = "Ромашка-17";

#[test]
fn nine_working_days_at_the_treasury_are_typed_through_with_the_window_closed_between() {
    let Some(world) = World::new("journey-treasury") else { return };
    let Some(mut display) = Display::open() else { return };
    world.put_certificate(30);
    let tokens_of_the_head = equip_the_head(&world);
    let passport = world.path("passport.jpg");
    world.tool("convert", ["-size", "900x600", "xc:#f4efe2", passport.to_str().unwrap()]);
    let ca = SandboxClient(world.path("sandbox"));
    let clock = Clock::in_folder(&world.path("sandbox"));
    let days = |count: usize| (0..count).for_each(|_| clock.next_working_day().unwrap());

    let window = display.start(program(&world, "home"));
    steps::renew_the_first(&window);
    until_the_passport_is_half_typed(&window);
    window.close();

    let window = display.start(program(&world, "home"));
    go_on(&window);
    window.wait_for(IDENTITY);
    window.picture("40-treasury-reopened");
    from_the_scan_to_the_code_word(&window, passport.to_str().unwrap());
    from_the_contacts_to_the_pin(&window);
    sign(&window);
    window.wait_for_number(REQUEST, WAITING);
    window.wait_for_colour(MAIN_TOP, PRIMARY);
    window.picture("61-waiting");
    window.close();

    days(5);
    let window = display.start(program(&world, "home"));
    go_on(&window);
    window.wait_for_number(REQUEST, WAITING);
    window.wait_for_colour(MAIN_TOP, PRIMARY);
    window.picture("61-waiting-head");
    window.close();

    let mut program_of_the_head = program(&world, "home-of-the-head");
    program_of_the_head.env("SOFTHSM2_CONF", &tokens_of_the_head);
    let window = display.start(program_of_the_head);
    window.wait_for(NOTIFICATIONS);
    approve(&window, REQUEST, "40-treasury");
    window.close();

    days(1);
    let reason = [("source", "operator"), ("reason", "Номер паспорта не читается"), ("section", "identity")];
    press(&ca, CA, "refuse", &reason);
    let window = display.start(program(&world, "home"));
    go_on(&window);
    window.wait_for(REFUSED);
    window.wait_for_colour(MAIN_TOP, PRIMARY);
    window.picture("60-refused-operator");
    window.keys(&TO_THE_MAIN_BUTTON);
    correct(&window);
    window.wait_for_number(REQUEST, WAITING);
    window.close();

    // The second time all are quicker.
    days(3);
    for action in ["check", "approve", "issue"] {
        press(&ca, CA, action, &[]);
    }
    let window = display.start(program(&world, "home"));
    go_on(&window);
    receive(&window);
    window.close();

    let orders = ca.orders_at(CA);
    let said = |field: &str| -> Vec<String> { orders.iter().map(|order| order[field].to_string()).collect() };
    assert_eq!(said("acknowledged"), ["false", "true"], "{orders:#?}");
    steps::has_one_new_pair(&world);
}

fn program(world: &World, home: &str) -> Command {
    let mut program = steps::program(world, "treasury.toml", SOFTHSM);
    program.env("RENEWAL_HOME", world.path(home));
    program
}

/// A token with the certificate of the head, on a computer of his own. The configuration that leads to it.
fn equip_the_head(world: &World) -> PathBuf {
    let (folder, configuration) = (world.path("tokens-of-the-head"), world.path("head.conf"));
    std::fs::create_dir(&folder).unwrap();
    let text = format!("directories.tokendir = {}\nobjectstore.backend = file\n", folder.display());
    std::fs::write(&configuration, text).unwrap();
    let sandbox = world.path("sandbox");
    let certificate = ["training", "--dir", sandbox.to_str().unwrap(), "--module", SOFTHSM, "--token", HEAD];
    let mut certificate = world.renewctl_command(certificate);
    certificate.args(["--pin-env", "TEST_PIN", "--days", "300", "--role", "head"]);
    let mut token = Command::new("softhsm2-util");
    token.args(["--init-token", "--free", "--label", HEAD, "--so-pin", PIN, "--pin", PIN]);
    for mut command in [token, certificate] {
        let output = command.env("SOFTHSM2_CONF", &configuration).output().unwrap();
        assert!(output.status.success(), "{output:?}");
    }
    configuration
}

/// «Открыть» of the only card.
fn go_on(window: &Window<'_>) {
    window.wait_for(NOTIFICATIONS);
    window.wait_for_colour(IN_THE_FIRST_CARD, CARD);
    window.keys(&TO_THE_FIRST_CARD);
}

fn tabs(window: &Window<'_>, count: usize) {
    window.keys(&vec!["Tab"; count]);
}

fn until_the_passport_is_half_typed(window: &Window<'_>) {
    window.wait_for(WORKPLACE);
    next(window);
    steps::unlock(window);

    // The region is known from the certificate; of its offices one is searched for.
    window.wait_for(OFFICE);
    window.write("москв");
    window.picture("40-treasury-office");
    window.keys(&["Return", "Return"]);

    window.wait_for(CONTENT);
    next(window);

    window.wait_for(IDENTITY);
    window.wait_for_colour(RING, PRIMARY);
    // «Документ изменился», «Паспорт гражданина РФ», behind it three others.
    window.keys(&["Tab", "Tab", "space", "Tab", "space", "Tab", "Tab", "Tab", "Tab"]);
    for value in ["4510", "123456", "ОВД района Арбат", "770001", "03022020", "06051980"] {
        window.write(value);
        window.keys(&["Tab"]);
    }
}

/// Only the scan is missing, if all that was typed is there: so it is where the focus stands.
fn from_the_scan_to_the_code_word(window: &Window<'_>, passport: &str) {
    // The title is told before the focus is moved.
    window.settle();
    window.write(passport);
    window.keys(&["Return"]);
    next(window);
    window.wait_for(AUTHORITY);
    next(window);

    window.wait_for(STATEMENT);
    for (value, tabs_behind) in [
        ("Приказ о назначении", 1),
        ("01022025", 1),
        ("17-к", 3),
        ("Генеральный директор", 1),
        ("А. В. Соколов", 1),
    ] {
        window.write(value);
        tabs(window, tabs_behind);
    }
    window.write(WORD);
    window.picture("40-treasury-statement");
    window.keys(&["Return"]);
}

fn from_the_contacts_to_the_pin(window: &Window<'_>) {
    window.wait_for(CONTACTS);
    window.write("9161234567");
    window.keys(&["Tab", "Tab", "space", "shift+Tab", "Return"]);
    window.wait_for(VERIFY);
    window.wait_for_colour(MAIN_TOP, PRIMARY);
    window.picture("40-treasury-verify");
    window.keys(&TO_THE_MAIN_BUTTON);
    steps::place(window);
    steps::gather(window);
    steps::unlock(window);
}

fn sign(window: &Window<'_>) {
    window.wait_for(REVIEW);
    window.wait_for_colour(MAIN_TOP, PRIMARY);
    window.picture("40-treasury-review");
    window.keys(&TO_THE_MAIN_BUTTON);
    window.wait_for(ASK);
    // «Нет» has the focus.
    window.keys(&["Tab", "Return"]);
}

/// The number of the passport is typed anew, everything else stays; the key as well.
fn correct(window: &Window<'_>) {
    window.wait_for(IDENTITY);
    window.wait_for_colour(RING, PRIMARY);
    tabs(window, 8);
    window.keys(&["ctrl+a"]);
    window.write("654321");
    window.keys(&["Return"]);
    steps::verify(window);
    steps::unlock(window);
    window.wait_for(CODE_WORD);
    window.write(WORD);
    window.picture("40-treasury-code-word");
    window.keys(&["Return"]);
    sign(window);
}

fn receive(window: &Window<'_>) {
    steps::unlock(window);
    steps::accept(window);
    steps::back_up(window);
    window.picture("40-treasury-done");
    steps::done(window);
}
