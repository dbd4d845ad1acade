//! The dialogs of a PIN: what they ask, what they refuse before a try is spent, what a refusal leaves standing.

use iced::keyboard::key::Named;
use iced_test::selector;
use renewal_master::domain::key::{PinState, Place};
use renewal_master::domain::secret::Keep;
use renewal_master::fault::{Fault, SupportCode};
use renewal_master::gui::app::{Message, Section};
use renewal_master::renewal::{Input, Question, Step, View};
use renewal_master::runtime::message::{Command, Notice, Panel};
use renewal_master::runtime::pins::{PinAnswer, PinOrder};

use super::{Window, fixture};

const OLD: &str = "12345678";
const NEW: &str = "Vesna-2026";

/// The section «Носители» with one token.
pub(super) fn tokens(place: Place) -> Window {
    let mut window = Window::new();
    let panel = Panel { places: vec![place, fixture::computer()], ..fixture::panel() };
    window.hear(Notice::Panel(Box::new(panel)));
    let _ = window.app.update(Message::Open(Section::Tokens));
    window
}

fn changing(place: Place) -> Window {
    let mut window = tokens(place);
    window.click("Сменить PIN-код");
    window
}

fn unlocking() -> Window {
    let mut window = tokens(locked());
    window.click("Разблокировать");
    window
}

fn locked() -> Place {
    Place { pin: PinState::Locked, ..fixture::rutoken() }
}

fn last_try() -> Place {
    Place { pin: PinState::FinalTry, ..fixture::rutoken() }
}

/// The PIN that opens, the new one, and the new one again.
fn fill(window: &mut Window, opener: &str, new: &str, again: &str) {
    for (field, text) in [("pin-old", opener), ("pin-new", new), ("pin-new-repeat", again)] {
        if !text.is_empty() {
            window.type_into(field, text);
        }
    }
}

fn answer(window: &mut Window, seen: Place, done: Result<(), SupportCode>) {
    let place = seen.id.clone();
    let done = done.map_err(Fault::from);
    window.hear(Notice::Pin(Box::new(PinAnswer { place, seen: Some(seen), done, remark: None })));
}

fn pins(window: &Window) -> Option<(String, String)> {
    match window.order()? {
        Command::Pin(PinOrder::Change { old, new, .. }) => {
            Some((old.reveal().to_owned(), new.reveal().to_owned()))
        }
        Command::Pin(PinOrder::Unlock { admin, new, .. }) => {
            Some((admin.reveal().to_owned(), new.reveal().to_owned()))
        }
        other => panic!("not an order for a PIN: {other:?}"),
    }
}

fn sent(old: &str, new: &str) -> Option<(String, String)> {
    Some((old.to_owned(), new.to_owned()))
}

#[test]
fn every_token_is_offered_what_helps_it() {
    let offered = [
        (PinState::Fine, "Сменить PIN-код"),
        (PinState::ToBeChanged, "Сменить PIN-код"),
        (PinState::FinalTry, "Сменить PIN-код"),
        (PinState::Locked, "Разблокировать"),
        (PinState::NotSet, "Задать PIN-код"),
    ];
    for (pin, button) in offered {
        let window = tokens(Place { pin, ..fixture::rutoken() });
        assert!(window.shows(button), "{pin:?}: {button}");
        assert!(!window.shows("Сменить пароль"), "no key lies on this computer");
    }
    let window = tokens(Place { writable: false, ..fixture::rutoken() });
    assert!(!window.shows("Сменить PIN-код"));
    let three = Place { pin: PinState::CountLow, tries_left: Some(3), ..fixture::rutoken() };
    assert!(tokens(three).shows("осталось попыток ввода PIN-кода: 3"));
}

#[test]
fn a_pin_is_changed_once_and_the_end_is_told() {
    let mut window = changing(fixture::rutoken());
    assert!(window.shows("Рутокен ЭЦП 3.0 №\u{a0}1047386621") && window.shows("Знаков: от 6 до 32."));
    window.looks_like("66-pin-change");
    fill(&mut window, OLD, NEW, NEW);
    window.click("Сменить");
    assert_eq!(pins(&window), sent(OLD, NEW));
    // What a token does cannot be called back.
    window.act(|ui| {
        ui.tap_key(Named::Escape);
    });
    assert!(window.shows("Подождите…"));
    answer(&mut window, fixture::rutoken(), Ok(()));
    assert!(window.shows("PIN-код действует") && window.order().is_none());
    window.looks_like("66-pin-changed");
    window.click("Готово");
    assert!(window.shows("Сменить PIN-код") && !window.shows("PIN-код действует"));
}

#[test]
fn a_dialog_is_filled_in_and_sent_by_the_keyboard_alone() {
    let mut window = tokens(fixture::rutoken());
    window.click("Сменить PIN-код");
    window.act(|ui| {
        ui.click(selector::id("pin-old")).unwrap();
        ui.typewrite(OLD);
        for _ in 0..2 {
            ui.tap_key(Named::Tab);
            ui.typewrite(NEW);
        }
        ui.tap_key(Named::Enter);
    });
    assert_eq!(pins(&window), sent(OLD, NEW));
}

#[test]
fn a_wrong_old_pin_is_told_at_its_field_and_the_new_one_stays() {
    let mut window = changing(fixture::rutoken());
    fill(&mut window, "87654321", NEW, NEW);
    window.click("Сменить");
    assert!(pins(&window).is_some());
    let low = Place { pin: PinState::CountLow, ..fixture::rutoken() };
    answer(&mut window, low, Err(SupportCode::PinWrong));
    assert!(window.shows("PIN-код не подошёл. Осталось мало попыток."));
    window.looks_like("66-pin-wrong");
    window.type_into("pin-old", OLD);
    assert!(!window.shows("PIN-код не подошёл. Осталось мало попыток."));
    window.click("Сменить");
    assert_eq!(pins(&window), sent(OLD, NEW));
}

#[test]
fn a_refused_new_pin_is_told_at_its_field_and_the_old_one_stays() {
    for code in [SupportCode::PinWeak, SupportCode::PinReused, SupportCode::PinLength] {
        let mut window = changing(fixture::rutoken());
        fill(&mut window, OLD, "77777777", "77777777");
        window.click("Сменить");
        assert!(pins(&window).is_some());
        answer(&mut window, fixture::rutoken(), Err(code));
        if code == SupportCode::PinWeak {
            window.looks_like("66-pin-weak");
        }
        window.click("Сменить");
        assert!(pins(&window).is_none(), "{code:?}: what was refused is gone");
        fill(&mut window, "", NEW, NEW);
        window.click("Сменить");
        assert_eq!(pins(&window), sent(OLD, NEW), "{code:?}");
    }
}

#[test]
fn what_cannot_be_right_is_told_before_a_try_is_spent() {
    let mut window = changing(fixture::rutoken());
    let refused = [
        ("123", "123", "Слишком коротко: знаков 3, нужно от 6. Попытка не потрачена."),
        (
            "очень-длинный-пароль",
            "",
            "Слишком длинно: знаков 38, можно до 32. Русская буква считается за два знака.",
        ),
        ("весна-26", "", "Русская буква считается за два знака. Надёжнее латинские буквы и цифры."),
        (NEW, "Vesna-2027", "PIN-коды не совпадают."),
        (OLD, OLD, "Это прежний. Придумайте другой."),
    ];
    for (new, again, told) in refused {
        let mut window = changing(fixture::rutoken());
        fill(&mut window, OLD, new, again);
        assert!(window.shows(told), "{new}: {told}");
        if again != new || new.len() < 6 {
            window.click("Сменить");
            assert!(window.order().is_none());
        }
    }
    window.type_into("pin-old", "зфыыцщкв");
    assert!(window.shows("Вы набирали в русской раскладке: переключите и наберите заново."));
}

#[test]
fn the_last_try_is_not_spent_on_a_change_without_a_tick() {
    let mut window = changing(last_try());
    fill(&mut window, OLD, NEW, NEW);
    window.click("Сменить");
    assert!(pins(&window).is_none());
    window.click("Понимаю, PIN-код введён верно");
    window.click("Сменить");
    assert_eq!(pins(&window), sent(OLD, NEW));
    answer(&mut window, locked(), Err(SupportCode::PinLocked));
    assert!(!window.shows("Прежний PIN-код"), "no field that could not help");
    window.looks_like("66-pin-locked");
    window.click("Разблокировать");
    assert!(window.shows("PIN-код администратора"));
}

#[test]
fn a_pin_of_the_administrator_is_spent_only_after_the_warning_was_read() {
    let mut window = unlocking();
    window.looks_like("67-pin-unlock");
    fill(&mut window, "87654321", NEW, NEW);
    window.click("Разблокировать");
    assert!(pins(&window).is_none());
    window.click("Понимаю, PIN-код администратора верен");
    window.click("Разблокировать");
    assert_eq!(pins(&window), sent("87654321", NEW));
    answer(&mut window, locked(), Err(SupportCode::AdminPinWrong));
    window.looks_like("67-pin-admin-wrong");
    window.type_into("pin-old", "00000000");
    window.click("Разблокировать");
    assert!(pins(&window).is_none(), "each try wants its own tick");
    window.click("Понимаю, PIN-код администратора верен");
    window.click("Разблокировать");
    assert_eq!(pins(&window), sent("00000000", NEW), "the new PIN was not lost");
    answer(&mut window, locked(), Err(SupportCode::AdminPinLocked));
    assert!(!window.shows("Новый PIN-код"), "nothing typed could help any more");
    window.looks_like("67-pin-admin-locked");
    window.click("Закрыть");
    assert!(window.shows("Разблокировать"));
}

#[test]
fn an_unlocked_token_is_fine_in_the_list_at_once() {
    let mut window = unlocking();
    fill(&mut window, "87654321", NEW, NEW);
    window.click("Понимаю, PIN-код администратора верен");
    window.click("Разблокировать");
    answer(&mut window, fixture::rutoken(), Ok(()));
    window.click("Готово");
    assert!(window.shows("PIN-код в порядке") && window.shows("Сменить PIN-код"));
}

#[test]
fn a_reader_with_keys_of_its_own_gets_no_fields() {
    let reader = Place { protected_path: true, ..fixture::rutoken() };
    let mut window = changing(reader.clone());
    assert!(!window.shows("Прежний PIN-код"));
    window.looks_like("66-pin-reader");
    window.click("Сменить");
    assert_eq!(pins(&window), sent("", ""));
    let question = Question::Pin { key: fixture::key_on(&reader), place: reader };
    let mut window = Window::at(fixture::view(Step::Unlock, Some(question)));
    assert!(!window.shows("Запомнить до закрытия программы"), "there is nothing to keep");
    window.click("Продолжить");
    assert!(matches!(window.input(), Some(Input::Unlock(pin, Keep::Once)) if pin.is_empty()));
}

pub(super) fn asking(place: Place) -> Window {
    let question = Question::Pin { key: fixture::key_on(&place), place };
    Window::at(fixture::view(Step::Unlock, Some(question)))
}

#[test]
fn a_pin_is_kept_only_for_who_asks_for_it() {
    for (tick, keep) in [(false, Keep::Once), (true, Keep::UntilClosed)] {
        let mut window = asking(fixture::rutoken());
        if tick {
            window.click("Запомнить до закрытия программы");
        }
        window.type_into("pin", OLD);
        window.click("Продолжить");
        assert!(matches!(window.input(), Some(Input::Unlock(_, asked)) if asked == keep));
    }
}

#[test]
fn a_factory_pin_can_be_changed_in_the_middle_and_nothing_typed_is_lost() {
    let mut window = asking(Place { pin: PinState::ToBeChanged, ..fixture::rutoken() });
    window.looks_like("06-pin-factory");
    window.type_into("pin", OLD);
    window.click("Сменить PIN-код");
    assert!(window.shows("Новый PIN-код ещё раз"));
    window.act(|ui| {
        ui.tap_key(Named::Escape);
    });
    assert!(window.shows("PIN-код носителя") && !window.shows("Новый PIN-код ещё раз"));
    window.click("Продолжить");
    assert!(matches!(window.input(), Some(Input::Unlock(pin, _)) if pin.reveal() == OLD));
}

#[test]
fn a_step_that_stopped_on_a_pin_offers_what_helps_for_the_token_that_is_meant() {
    let stopped = |code: SupportCode, places: Vec<Place>| {
        let fault = Fault::new(code).with("token", "Рутокен ЭЦП 3.0");
        let question = Some(Question::Retry);
        Window::at(View { fault: Some(fault), places, ..fixture::view(Step::Enroll, question) })
    };
    let mut window = stopped(SupportCode::PinLocked, vec![locked(), fixture::etoken()]);
    window.looks_like("08-stopped-locked");
    window.click("Разблокировать");
    assert!(window.shows("PIN-код администратора") && window.shows("Рутокен ЭЦП 3.0 №\u{a0}1047386621"));
    let mut window = stopped(SupportCode::PinExpired, vec![fixture::rutoken()]);
    window.click("Сменить PIN-код");
    assert!(window.shows("Прежний PIN-код"));
    let twins =
        stopped(SupportCode::PinLocked, vec![locked(), Place { id: fixture::etoken().id, ..locked() }]);
    assert!(!twins.shows("Разблокировать") && twins.shows("Повторить"), "the wrong one must not be touched");
}

#[test]
fn caps_lock_is_told_by_the_keys_and_not_guessed() {
    let mut window = asking(fixture::rutoken());
    window.type_into("pin", "VESNA");
    assert!(window.shows("Похоже, включён Caps Lock."));
    let _ = window.app.update(Message::CapsLock(false));
    assert!(!window.shows("Похоже, включён Caps Lock."));
    let _ = window.app.update(Message::CapsLock(true));
    assert!(window.shows("Включён Caps Lock: буквы получаются заглавными."));
}

#[test]
fn the_training_tells_the_pin_of_its_administrator() {
    let mut window = Window::new_in(true);
    let panel = Panel { places: vec![locked()], ..fixture::panel() };
    window.hear(Notice::Panel(Box::new(panel)));
    let _ = window.app.update(Message::Open(Section::Tokens));
    window.click("Разблокировать");
    let told =
        format!("В учебном режиме PIN-код администратора {}.", renewal_master::token::memory::ADMIN_PIN);
    assert!(window.shows(&told));
}
