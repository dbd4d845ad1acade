//! The certificate store and its password.

use super::*;

fn view() -> View {
    View {
        certificate: Some(fixture::new()),
        store_login: Some("ivanova-418".to_owned()),
        ..fixture::view(Step::Accept, Some(Question::Acknowledgement))
    }
}

/// Row 3.29: the login is told; the password comes from the keyring, is shown on demand and gone when closed.
#[test]
fn the_password_is_shown_on_demand_and_gone_when_closed() {
    let mut window = at(view());
    assert!(window.shows("Сертификат лежит и в хранилище удостоверяющего центра. Логин: ivanova-418"));
    window.looks_like_day_and_night("36-store");
    let pressed = messages_of(&window, "Показать пароль");
    window.click("Показать пароль");
    let order = window.order();
    assert!(matches!(&order, Some(Command::RevealStore(renewal)) if renewal == "r1"));
    let notice = Notice::StorePassword(Sealed::new(Pin::new("Qw7-secret".to_owned())));
    let debug = format!("{pressed} {order:?} {notice:?}");
    assert!(!debug.contains("secret"), "{debug}");
    window.hear(notice);
    assert!(window.shows("Qw7-secret"));
    window.looks_like_day_and_night("36-store-password");
    assert!(!messages_of(&window, "Закрыть").contains("secret"));
    window.click("Закрыть");
    assert!(!window.shows("Qw7-secret"));
    // Only asking again brings it back.
    window.hear(Notice::View(Box::new(view())));
    assert!(!window.shows("Qw7-secret"));
}

#[test]
fn esc_hides_it_too() {
    let mut window = at(view());
    window.hear(Notice::StorePassword(Sealed::new(Pin::new("Qw7-secret".to_owned()))));
    window.act(|ui| {
        ui.tap_key(Named::Escape);
    });
    assert!(!window.shows("Qw7-secret"));
}

#[test]
fn a_password_that_comes_too_late_is_not_shown() {
    let mut window = at(view());
    window.hear(Notice::View(Box::new(fixture::view(
        Step::Backup,
        Some(Question::Backup { with_key: false }),
    ))));
    window.hear(Notice::StorePassword(Sealed::new(Pin::new("Qw7-secret".to_owned()))));
    assert!(!window.shows("Qw7-secret"));
}

/// Rows 4.16 to 4.18: nothing is signed before it was read, everything can be read, and printed.
#[test]
fn the_certificate_is_read_printed_and_confirmed() {
    let mut window = at(view());
    window.click("Подписать и продолжить");
    assert!(window.input().is_none());
    window.click("Посмотреть полностью");
    assert!(window.shows("Состав сертификата") && window.shows("112-233-445 95"));
    window.click("Назад");
    window.click("Печать");
    assert!(matches!(window.order(), Some(Command::Printers)));
    let paper = words(&Document::Certificate(Box::new(fixture::new())));
    assert!(paper.contains("Иванова Мария Петровна") && paper.contains("ООО «Ромашка»"), "{paper}");
    window.click("Назад");
    window.click("С информацией в сертификате ознакомлен(а)");
    window.click("Подписать и продолжить");
    assert!(matches!(window.input(), Some(Input::Acknowledge)));
}

#[test]
fn a_ca_without_a_store_shows_no_login() {
    assert!(!at(View { store_login: None, ..view() }).shows("Показать пароль"));
}
