//! Contacts that change while the CA works.

use super::*;

const PHONE: &str = "waiting-phone";
const EMAIL: &str = "waiting-email";

fn window() -> Window {
    let mut window = at(waiting("checking"));
    window.click("Изменить контакты");
    window
}

/// Presses this key so many times at the end of a field; it is drawn anew after each.
fn press(window: &mut Window, field: &'static str, key: Named, times: usize) {
    for _ in 0..times {
        window.act(|ui| {
            ui.click(selector::id(field)).unwrap();
            ui.tap_key(Named::End);
            ui.tap_key(key);
        });
    }
}

/// Types at the end of what stands there.
fn append(window: &mut Window, field: &'static str, text: &str) {
    window.act(|ui| {
        ui.click(selector::id(field)).unwrap();
        ui.tap_key(Named::End);
        ui.typewrite(text);
    });
}

#[test]
fn wrong_contacts_are_refused_at_their_fields() {
    let mut window = window();
    window.looks_like_day_and_night("32-contacts");
    append(&mut window, EMAIL, "@");
    assert!(window.shows("Это не похоже на адрес почты. Пример: ivanova@romashka.example"));
    press(&mut window, PHONE, Named::Backspace, 3);
    assert!(window.shows("Номер не полный или не этой страны."));
    window.looks_like_day_and_night("32-contacts-wrong");
    window.click("Сохранить");
    press(&mut window, PHONE, Named::Enter, 1);
    assert!(window.input().is_none());
}

#[test]
fn right_ones_are_sent_as_they_are_kept() {
    let mut window = window();
    press(&mut window, PHONE, Named::Backspace, 2);
    append(&mut window, PHONE, "11");
    append(&mut window, EMAIL, ".ru");
    window.click("Получать уведомления об изменении статуса заявки");
    window.click("Сохранить");
    let Some(Input::ChangeContacts(values)) = window.input() else { panic!("not sent") };
    assert_eq!(values.text("phone"), "+79123456711");
    assert_eq!(values.text("email"), "ivanova@romashka.example.ru");
    assert!(!values.flag("notify"));
    assert!(!window.shows("Контакты для уведомлений"), "the dialog is closed");
}

#[test]
fn the_page_tells_where_news_go_now() {
    let mut window = window();
    window.act(|ui| {
        ui.tap_key(Named::Escape);
    });
    assert!(window.shows("Письма о заявке приходят сюда"));
    assert!(window.shows("ivanova@romashka.example\n+7 (912) 345-67-89"));
    let mut changed = waiting("checking");
    let _ = changed.forms.dossier.sections.insert(
        Section::Contacts,
        Values::default().with("phone", "+79010000001").with("email", "i@romashka.example"),
    );
    window.hear(Notice::View(Box::new(changed)));
    assert!(window.shows("Контакты (письма о заявке выключены)"));
    assert!(window.shows("i@romashka.example\n+7 (901) 000-00-01"));
}

#[test]
fn contacts_that_did_not_arrive_are_not_lost() {
    let mut window = window();
    append(&mut window, EMAIL, ".ru");
    window.click("Сохранить");
    assert!(window.input().is_some());
    let fault = Some(SupportCode::CaUnreachable.into());
    window.hear(Notice::View(Box::new(View { fault, ..waiting("checking") })));
    window.click("Изменить контакты");
    window.click("Сохранить");
    let again = window.input();
    assert!(
        matches!(&again, Some(Input::ChangeContacts(values)) if values.text("email").ends_with(".ru")),
        "{again:?}"
    );
}

#[test]
fn a_ca_that_knows_no_contacts_offers_none() {
    let mut view = waiting("checking");
    Arc::make_mut(&mut view.profile).steps.retain(|step| *step != EarlyStep::Form(Section::Contacts));
    assert!(!at(view).shows("Изменить контакты"));
}

#[test]
fn the_keyboard_alone_changes_them() {
    let mut window = window();
    window.act(|ui| {
        // The dialog opens with its first field, the telephone.
        ui.tap_key(Named::Tab);
        ui.tap_key(Named::End);
        ui.typewrite(".ru");
    });
    press(&mut window, EMAIL, Named::Enter, 1);
    assert!(
        matches!(window.input(), Some(Input::ChangeContacts(values)) if values.text("email").ends_with(".ru"))
    );
}
