//! Whole journeys in a real window: by mouse in the training mode with a refusal on the way, by keyboard on a real
//! token, and the long ones of the Treasury and of the Belarusian service with all who take part in them.
//!
//! `JOURNEY_PICTURES=docs/screens cargo test --test journey` draws the pictures of the README anew. Some of them show
//! where things are kept: set `TMPDIR` to a folder whose name tells nothing, such as an empty `/home/user/`.
#![cfg(all(feature = "gui", target_os = "linux"))]
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, dead_code)]

mod by_hand;
mod display;
mod e_pasluga;
mod first;
mod long;
#[path = "../support/modules.rs"]
mod modules;
mod notice;
mod pins;
mod pulled;
mod queue;
mod remains;
#[path = "../support/sandbox_client.rs"]
mod sandbox_client;
mod settings;
mod steps;
mod treasury;
#[path = "../support/world.rs"]
mod world;

use std::process::Command;

use display::{Display, PRIMARY};
use sandbox_client::SandboxClient;
use world::{PIN, SOFTHSM, World};

/// Bottom right: the main button of every page.
const MAIN: (u32, u32) = (925, 662);
/// The navigation.
const HOME: (u32, u32) = (80, 113);
const CERTIFICATES: (u32, u32) = (80, 158);
const TOKENS: (u32, u32) = (80, 202);
const DIAGNOSTICS: (u32, u32) = (80, 290);
const SETTINGS: (u32, u32) = (80, 334);
/// «История замен» below the certificates.
const HISTORY: (u32, u32) = (320, 662);
/// A place without words.
const IN_THE_FIRST_CARD: (u32, u32) = (600, 100);
/// The upper part of a page, below its title: width, height, left, top.
const TOP: (u32, u32, u32, u32) = (600, 100, 280, 120);
/// What only a dialog changes, by dimming it.
const EDGE: (u32, u32, u32, u32) = (10, 10, 245, 300);
/// «Заменить» of the first card.
const RENEW: (u32, u32) = (878, 151);
/// The main button of the dialog of the PIN.
const UNLOCK: (u32, u32) = (640, 461);
/// Where its caret blinks: width, height, left, top.
const CARET: (u32, u32, u32, u32) = (10, 30, 310, 304);
/// The mark of «Запрос отправлен», left of its tick.
const SENT: (u32, u32) = (305, 298);
const DONE_MARK: &str = "#1A7F4E";
/// Inside the card of «Подтверждение», and outside of what the printed form shows.
const ACCEPT_CARD: (u32, u32) = (620, 300);
/// Surface of a card, and what lies between cards.
const CARD: &str = "#FFFFFF";
const BACKGROUND: &str = "#F4F6F9";
/// A main button that cannot be pressed.
const DEAD: &str = "#E3E8EF";

/// Six entries of the navigation, then the first card.
const TO_THE_FIRST_CARD: [&str; 8] = ["Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "Return"];
/// From nowhere back to the main button.
const TO_THE_MAIN_BUTTON: [&str; 2] = ["shift+Tab", "Return"];

const NOTIFICATIONS: &str = "Уведомления";
const SNILS: &str = "Введите СНИЛС владельца сертификата";
const VERIFY: &str = "Проверьте данные нового сертификата";
const PLACE: &str = "Куда записать новый ключ";
const GATHER: &str = "Двигайте мышью внутри поля";
const FULL: &str = "Достаточно";
const PIN_DIALOG: &str = "PIN-код носителя";
const ENROLL: &str = "Получаем новый сертификат";
const REFUSED: &str = "Заявка отклонена";
const STOPPED: &str = "Нет связи с удостоверяющим центром";
const ACCEPT: &str = "Ознакомьтесь с новым сертификатом";
const DETAILS: &str = "Состав сертификата";
const PRINT: &str = "Печатная форма";
const BACKUP: &str = "Сделайте резервную копию";
const DONE: &str = "Сертификат заменён";

#[test]
fn the_training_is_clicked_through_to_its_end() {
    let Some(mut display) = Display::open() else { return };
    let home = Home::new("mouse");
    let window = display.start(steps::training(&home));

    steps::panel(&window);
    window.picture("01-notifications");
    window.click(CERTIFICATES);
    window.wait_for("Сертификаты");
    window.wait_for_colour(IN_THE_FIRST_CARD, CARD);
    window.picture("16-certificates");
    window.click(TOKENS);
    window.wait_for("Носители");
    window.wait_for_colour(IN_THE_FIRST_CARD, CARD);
    window.picture("17-tokens");
    window.click(DIAGNOSTICS);
    window.wait_for("Диагностика рабочего места");
    window.wait_for_colour((MAIN.0, MAIN.1 - 15), PRIMARY);
    window.picture("12-diagnostics");
    window.click(SETTINGS);
    window.wait_for("Настройки");
    window.wait_for_colour(IN_THE_FIRST_CARD, CARD);
    window.picture("70-settings");
    window.click(HOME);
    window.wait_for(NOTIFICATIONS);
    window.press(RENEW);

    window.wait_for(SNILS);
    window.click((450, 197));
    window.write("11223344595");
    window.wait_for_colour((MAIN.0, MAIN.1 - 15), PRIMARY);
    window.picture("02-snils");
    window.press(MAIN);

    window.wait_for(VERIFY);
    window.wait_for_colour((MAIN.0, MAIN.1 - 15), PRIMARY);
    window.picture("03-verify");
    let bright = window.checksum(EDGE);
    window.click((786, 662));
    window.wait_for("Данные неверны?");
    window.wait_for_other(EDGE, &bright);
    window.picture("15-disagree");
    window.keys(&["Escape"]);
    window.wait_for(VERIFY);
    window.press(MAIN);

    let ca = SandboxClient(home.0.join("training/sandbox"));
    ca.set_faults(r#"{"reject":"Приказ о назначении не найден"}"#);
    window.wait_for(PLACE);
    window.wait_for_colour((MAIN.0, MAIN.1 - 15), PRIMARY);
    window.picture("04-token");
    window.press(MAIN);

    window.wait_for(GATHER);
    let mut places = random_places();
    window.wander(places.by_ref().take(250));
    window.picture("05-entropy");
    while window.page() == GATHER {
        window.wander(places.by_ref().take(100));
    }
    assert_eq!(window.page(), FULL);
    window.press(MAIN);

    window.wait_for(PIN_DIALOG);
    window.wait_for_colour((UNLOCK.0, UNLOCK.1 - 15), DEAD);
    window.click((500, 319));
    window.write("12345670");
    window.press(UNLOCK);
    // Refused: the field is empty and has the focus, the button is dead.
    window.wait_for_colour((UNLOCK.0, UNLOCK.1 - 15), DEAD);
    window.picture("06-pin");
    for _ in 0..3 {
        window.wait_for_change(CARET);
    }
    assert_eq!(window.colour((620, 270)), "#FFFFFF", "the dialog darkens while the caret blinks");
    window.write(PIN);
    window.press(UNLOCK);

    window.wait_for(REFUSED);
    window.wait_for_colour((MAIN.0, MAIN.1 - 15), PRIMARY);
    window.picture("60-refused");
    ca.set_faults("{}");
    window.press(MAIN);
    // Nothing was typed twice: the data are confirmed anew, and the same key goes on.
    window.wait_for(VERIFY);
    window.press(MAIN);

    window.wait_for(ENROLL);
    window.wait_for_colour(SENT, DONE_MARK);
    window.picture("07-progress");

    window.wait_for(ACCEPT);
    window.wait_for_colour(ACCEPT_CARD, CARD);
    window.click((400, 402));
    window.wait_for(DETAILS);
    window.wait_for_colour((900, 560), CARD);
    window.picture("13-details");
    // Scrolled by the keyboard; the next page, and this one again, begin at the top.
    let top = window.checksum(TOP);
    window.keys(&["Next"]);
    window.wait_for_other(TOP, &top);
    window.keys(&["Escape"]);
    window.wait_for(ACCEPT);
    window.wait_for_colour((900, 560), BACKGROUND);
    window.click((400, 402));
    window.wait_for(DETAILS);
    window.wait_for_colour((900, 560), CARD);
    assert_eq!(window.checksum(TOP), top, "the page begins in the middle");
    window.keys(&["Escape"]);
    window.wait_for(ACCEPT);
    window.wait_for_colour((900, 560), BACKGROUND);
    window.click((575, 402));
    window.wait_for(PRINT);
    window.wait_for_colour(ACCEPT_CARD, BACKGROUND);
    window.picture("14-print");
    window.keys(&["Escape"]);
    window.wait_for(ACCEPT);
    window.wait_for_colour(ACCEPT_CARD, CARD);
    window.click((290, 475));
    window.wait_for_colour((MAIN.0, MAIN.1 - 15), PRIMARY);
    window.picture("09-certificate");
    window.press(MAIN);

    window.wait_for(BACKUP);
    window.wait_for_colour((MAIN.0, MAIN.1 - 15), PRIMARY);
    window.picture("10-backup");
    window.press(MAIN);

    window.wait_for(DONE);
    window.wait_for_colour((MAIN.0, MAIN.1 - 15), PRIMARY);
    window.picture("11-done");
    window.press(MAIN);

    window.wait_for(NOTIFICATIONS);
    // The certificate that was renewed asks for nothing any more; the other one of the holder still does.
    window.wait_for_colour((878, 136), PRIMARY);
    window.click(CERTIFICATES);
    window.wait_for("Сертификаты");
    window.click(HISTORY);
    window.wait_for("История замен");
    window.wait_for_colour((780, 150), CARD);
    window.picture("71-history");
    let copies = std::fs::read_dir(home.0.join("training/backup")).unwrap().count();
    assert_eq!(copies, 1, "the copy is not where it should be");
    assert_eq!(ca.orders().len(), 2, "the refused request and the repaired one");
}

#[test]
fn the_journey_on_a_token_needs_no_mouse_and_outlives_a_lost_network() {
    let Some(mut world) = World::new("keyboard") else { return };
    let Some(mut display) = Display::open() else { return };
    world.put_certificate(4);
    let window = display.start(steps::program(&world, "profile.toml", SOFTHSM));

    steps::renew_the_first(&window);
    steps::snils(&window);
    steps::verify(&window);
    steps::place(&window);
    window.wait_for(GATHER);
    world.stop_sandbox();
    steps::gather(&window);
    steps::unlock(&window);

    window.wait_for(STOPPED);
    window.wait_for_colour((MAIN.0, MAIN.1 - 15), PRIMARY);
    window.picture("08-error");
    world.start_sandbox(&["--delay", "1"]);
    window.keys(&["Return"]);

    steps::accept(&window);
    steps::back_up(&window);
    steps::done(&window);
    steps::has_one_new_pair(&world);
    let profile = world.path("sandbox/profile.toml");
    let check = world.renewctl(["check", "--profile", profile.to_str().unwrap(), "--module", SOFTHSM]);
    assert_eq!(check.status.code(), Some(0));
}

#[test]
fn without_a_screen_a_sentence_is_said_and_not_a_panic() {
    let home = Home::new("no-screen");
    let mut program = Command::new(env!("CARGO_BIN_EXE_renewal-master"));
    program.env("RENEWAL_HOME", &home.0).env("RENEWAL_LANG", "ru");
    for name in ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"] {
        program.env_remove(name);
    }
    let output = program.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(said.starts_with("Окно не открылось") && said.lines().count() == 1, "{said}");
}

/// A home of its own, gone when dropped.
struct Home(std::path::PathBuf);

impl Home {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("renewal-journey-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Places inside the field without a pattern.
fn random_places() -> impl Iterator<Item = (u32, u32)> {
    std::iter::from_fn({
        let mut state = 7_u32;
        move || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            Some((300 + (state >> 8) % 620, 160 + (state >> 20) % 250))
        }
    })
}
