//! The widgets as a user meets them: Tab, Enter, Space, Esc, typing into a shape, and how they look.
#![cfg(feature = "gui")]
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod gallery;

use gallery::Said;
use iced::keyboard::key::Named;
use iced::{Element, Event, keyboard};
use iced_test::{Simulator, selector};
use renewal_master::gui::theme;
use renewal_master::gui::widgets::{dialog, focus_scope};

fn open(page: Element<'_, Said>) -> Simulator<'_, Said> {
    Simulator::with_size(theme::settings(), theme::measures::WINDOW, page)
}

/// Presses Tab (or Shift+Tab) the given number of times.
fn tab(ui: &mut Simulator<'_, Said>, times: usize, modifiers: keyboard::Modifiers) {
    for _ in 0..times {
        let key = keyboard::Key::Named(Named::Tab);
        let _ = ui.simulate([Event::Keyboard(keyboard::Event::KeyPressed {
            key: key.clone(),
            modified_key: key,
            physical_key: keyboard::key::Physical::Code(keyboard::key::Code::Tab),
            location: keyboard::Location::Standard,
            modifiers,
            text: None,
            repeat: false,
        })]);
    }
}

fn said(ui: Simulator<'_, Said>) -> Vec<Said> {
    ui.into_messages().collect()
}

#[test]
fn tab_reaches_everything_that_can_be_used_and_goes_round() {
    for (presses, expected) in [
        (1, vec![Said::Chose(0)]),
        (2, vec![Said::Chose(1)]),
        // «Этот компьютер» cannot be chosen here, so it is passed over.
        (3, vec![Said::Back]),
        (4, vec![Said::Next]),
        (5, vec![Said::Chose(0)]),
    ] {
        let mut ui = open(gallery::choice(Some(1)));
        tab(&mut ui, presses, keyboard::Modifiers::default());
        let _ = ui.tap_key(Named::Enter);
        assert_eq!(said(ui), expected, "after {presses} presses of Tab");
    }
}

#[test]
fn shift_tab_goes_the_other_way_round() {
    let mut ui = open(gallery::choice(Some(1)));
    tab(&mut ui, 1, keyboard::Modifiers::SHIFT);
    let _ = ui.tap_key(Named::Space);
    tab(&mut ui, 1, keyboard::Modifiers::SHIFT);
    let _ = ui.tap_key(Named::Space);
    assert_eq!(said(ui), [Said::Next, Said::Back]);
}

#[test]
fn a_button_without_a_message_does_nothing() {
    let mut ui = open(gallery::choice(None));
    ui.click("Далее").unwrap();
    tab(&mut ui, 4, keyboard::Modifiers::default());
    let _ = ui.tap_key(Named::Enter);
    assert_eq!(said(ui), [Said::Chose(0)], "the fourth Tab is back at the first card");
}

#[test]
fn a_click_on_the_words_of_a_card_or_a_check_box_counts() {
    let mut ui = open(gallery::choice(None));
    ui.click("eToken 5110").unwrap();
    assert_eq!(said(ui), [Said::Chose(1)]);
    let mut ui = open(dialog::layer(gallery::choice(None), Some(gallery::pin(""))));
    ui.click("Запомнить до закрытия программы").unwrap();
    assert_eq!(said(ui), [Said::Remember(true)]);
}

#[test]
fn a_dialog_takes_the_keyboard_at_once_and_keeps_it() {
    let mut ui = open(dialog::layer(gallery::number(""), Some(gallery::pin(""))));
    let _ = ui.typewrite("12");
    tab(&mut ui, 1, keyboard::Modifiers::default());
    let _ = ui.tap_key(Named::Space);
    // The check box, two buttons, and round to the PIN again: never to the page beneath.
    tab(&mut ui, 3, keyboard::Modifiers::default());
    let _ = ui.typewrite("3");
    assert_eq!(
        said(ui),
        [Said::Pin("1".into()), Said::Pin("12".into()), Said::Remember(true), Said::Pin("123".into())]
    );
}

#[test]
fn the_mouse_does_not_reach_the_page_under_a_dialog() {
    let mut ui = open(dialog::layer(gallery::number("112-233-445 95"), Some(gallery::pin(""))));
    ui.point_at((910.0, 662.0));
    let _ = ui.simulate(iced_test::simulator::click());
    assert_eq!(said(ui), []);
    let mut ui = open(dialog::layer(gallery::number("112-233-445 95"), None));
    ui.point_at((910.0, 662.0));
    let _ = ui.simulate(iced_test::simulator::click());
    assert_eq!(said(ui), [Said::Next], "the same place without a dialog");
}

#[test]
fn what_is_not_active_is_only_a_picture() {
    for (active, expected) in [(true, vec![Said::Number("1".into()), Said::Back]), (false, vec![])] {
        let mut ui = open(focus_scope(gallery::number("")).active(active).into());
        ui.point_at((450.0, 198.0));
        let _ = ui.simulate(iced_test::simulator::click());
        let _ = ui.typewrite("1");
        tab(&mut ui, 1, keyboard::Modifiers::default());
        let _ = ui.tap_key(Named::Enter);
        assert_eq!(said(ui), expected, "active: {active}");
    }
}

#[test]
fn esc_closes_a_dialog_with_one_press_even_from_a_field() {
    let mut ui = open(dialog::layer(gallery::number(""), Some(gallery::pin(""))));
    let _ = ui.typewrite("1");
    let _ = ui.tap_key(Named::Escape);
    assert_eq!(said(ui), [Said::Pin("1".into()), Said::Escaped]);
}

#[test]
fn what_tab_reaches_is_scrolled_into_view() {
    let mut ui = open(gallery::many_choices());
    assert!(ui.click("Носитель 9").is_err(), "it is below the edge at first");
    tab(&mut ui, 10, keyboard::Modifiers::default());
    ui.click("Носитель 9").unwrap();
    assert_eq!(said(ui), [Said::Chose(9)]);
}

#[test]
fn a_long_page_is_read_without_a_mouse() {
    let mut ui = open(gallery::many_choices());
    for _ in 0..2 {
        let _ = ui.tap_key(Named::PageDown);
    }
    ui.click("Носитель 11").unwrap();
    let _ = ui.tap_key(Named::PageUp);
    let _ = ui.tap_key(Named::PageUp);
    ui.click("Носитель 0").unwrap();
    assert!(ui.click("Носитель 11").is_err(), "it is below the edge again");
    for _ in 0..20 {
        let _ = ui.tap_key(Named::ArrowDown);
    }
    ui.click("Носитель 11").unwrap();
    assert_eq!(said(ui), [Said::Chose(11), Said::Chose(0), Said::Chose(11)]);
}

#[test]
fn a_button_of_the_footer_leaves_the_page_where_it_is() {
    let mut ui = open(gallery::many_choices());
    let place = |ui: &mut Simulator<'_, Said>| ui.find("Носитель 3").unwrap().visible_bounds();
    let before = place(&mut ui);
    tab(&mut ui, 1, keyboard::Modifiers::SHIFT);
    assert_eq!(place(&mut ui), before);
    let _ = ui.tap_key(Named::Enter);
    assert_eq!(said(ui), [Said::Next]);
}

#[test]
fn enter_in_a_field_submits_it() {
    let mut ui = open(dialog::layer(gallery::number(""), Some(gallery::pin("12345678"))));
    ui.click(selector::id("pin")).unwrap();
    let _ = ui.tap_key(Named::Enter);
    assert_eq!(said(ui), [Said::Next]);
}

#[test]
fn digits_typed_fast_land_in_their_order() {
    let mut ui = open(dialog::layer(gallery::number(""), None));
    ui.click(selector::id("snils")).unwrap();
    let _ = ui.typewrite("11223344595");
    let mut said = said(ui);
    assert_eq!(said.pop(), Some(Said::Number("112-233-445 95".into())));
    assert_eq!(said.pop(), Some(Said::Number("112-233-445 9".into())));
}

#[test]
fn a_digit_can_be_corrected_in_the_middle() {
    let mut ui = open(dialog::layer(gallery::number("112-233-445 95"), None));
    ui.click(selector::id("snils")).unwrap();
    let _ = ui.tap_key(Named::Home);
    for _ in 0..3 {
        let _ = ui.tap_key(Named::ArrowRight);
    }
    let _ = ui.tap_key(Named::Backspace);
    let _ = ui.typewrite("7");
    assert_eq!(said(ui).pop(), Some(Said::Number("117-233-445 95".into())));
}

/// A picture per page and look, compared by hash. To see them: `GALLERY=folder cargo test --test gui_widgets`.
#[test]
fn every_page_looks_as_it_did() {
    for (look, theme) in [("light", theme::light()), ("dark", theme::dark())] {
        for (name, page) in gallery::pages() {
            // The dark look differs in colours only: the pages with most of them are enough.
            if look == "dark" && !["choice", "dialog", "failed"].contains(&name) {
                continue;
            }
            let mut ui = open(page);
            if name == "choice" {
                tab(&mut ui, 2, keyboard::Modifiers::default());
            }
            let picture = ui.snapshot(&theme).unwrap();
            if let Ok(folder) = std::env::var("GALLERY") {
                let file = format!("{folder}/{name}-{look}");
                let _ = std::fs::remove_file(format!("{file}-tiny-skia.png"));
                let _ = picture.matches_image(file).unwrap();
            }
            let file = format!("tests/snapshots/{name}-{look}");
            assert!(picture.matches_hash(file).unwrap(), "{name} looks different when {look}");
        }
    }
}

#[test]
fn arrows_walk_through_a_list_only_while_its_field_has_the_focus() {
    let mut ui = open(gallery::search(true));
    let _ = ui.tap_key(Named::ArrowDown);
    assert_eq!(said(ui), []);
    let mut ui = open(gallery::search(true));
    tab(&mut ui, 1, keyboard::Modifiers::default());
    let _ = ui.tap_key(Named::ArrowDown);
    let _ = ui.tap_key(Named::ArrowUp);
    let _ = ui.tap_key(Named::Enter);
    assert_eq!(said(ui), [Said::Opened(1), Said::Opened(0), Said::Next]);
}

#[test]
fn an_entry_of_a_list_is_taken_by_a_click_and_tab_passes_the_list_over() {
    let mut ui = open(gallery::search(true));
    ui.click("г. Москва").unwrap();
    assert_eq!(said(ui), [Said::Chose(1)]);
    let mut ui = open(gallery::search(true));
    tab(&mut ui, 2, keyboard::Modifiers::default());
    let _ = ui.tap_key(Named::Space);
    assert_eq!(said(ui), [Said::Remember(false)]);
}

#[test]
fn a_closed_list_shows_none_of_its_entries() {
    assert!(open(gallery::search(false)).find("г. Москва").is_err());
}
