//! Notices on the desktop, with a message bus and a desktop of the test's own.

use std::time::Duration;

use super::bus;
use super::office::{Office, POLITE};

const TEST: &str = "desktop::news_come_to_the_desktop_once_and_say_what_to_do";

/// Seed rows 0.30, 0.34, 1.34, 1.35, D.01.
#[test]
fn news_come_to_the_desktop_once_and_say_what_to_do() {
    if !bus::inside() {
        bus::with_a_bus(TEST);
        return;
    }
    let Some(mut office) = Office::new("desktop", "treasury") else { return };
    office.bus = std::env::var("DBUS_SESSION_BUS_ADDRESS").ok();
    let (_desktop, seen) = bus::desktop(&["body"]);
    // The notice has come before the check ends; what comes is read without waiting for more.
    let shown = || -> Vec<(String, String)> { seen.try_iter().collect() };

    office.world.put_certificate(20);
    assert_eq!(office.check().code, 10);
    let due = seen.recv_timeout(Duration::from_secs(5)).unwrap();
    assert_eq!(due.0, "Пора заменить сертификат");
    let text = "Иванова Мария Петровна. Осталось 20 дней. Откройте программу и нажмите «Заменить». Начните не позже ";
    assert!(due.1.starts_with(text), "{}", due.1);
    assert_eq!(office.check().code, 10);
    assert_eq!(shown(), [], "once, not every day");

    let sent = office.submit();
    let number = sent.outcome()["number"].as_str().unwrap().to_owned();
    let title = format!("Учебный режим: Заявка № {number}");
    assert_eq!(office.check().code, 0);
    assert_eq!(shown(), [], "nothing has happened");

    office.pass_working_days(5);
    assert_eq!(office.check().code, 10);
    let text =
        "Ждёт согласования руководителя. Откройте программу и отправьте руководителю ссылку на заявку.";
    assert_eq!(shown(), [(title.clone(), text.to_owned())]);
    assert_eq!(office.check().code, 0);
    assert_eq!(shown(), []);

    office.press("refuse", &[("source", "operator"), ("reason", "Нет печати.")]);
    office.pass(POLITE);
    assert_eq!(office.check().code, 10);
    let text = "Отклонена: Нет печати. Откройте программу и нажмите «Исправить».";
    assert_eq!(shown(), [(title, text.to_owned())]);
    assert_eq!(office.check().code, 10);
    assert_eq!(shown(), []);
}
