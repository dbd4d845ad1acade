//! PINs in the password store of the system: where it is offered, what is told of it, how it ends.

use renewal_master::domain::key::{Keeping, PinState, Place};
use renewal_master::domain::secret::Keep;
use renewal_master::domain::settings::{InForce, Key, LanguageChoice, Settings};
use renewal_master::fault::{Fault, SupportCode};
use renewal_master::renewal::{Input, Question, Step, View};
use renewal_master::runtime::message::{Command, Notice, Panel};
use renewal_master::runtime::pins::PinAnswer;
use renewal_master::runtime::settings::SettingsView;

use super::pins::{asking, tokens};
use super::remains::{opened, repaired, rewrite, type_pin};
use super::{Window, fixture};

const PIN: &str = "12345678";
const STORE: &str = "Хранить в хранилище паролей системы";
const MEMORY: &str = "Запомнить до закрытия программы";

fn place(keeping: Keeping) -> Place {
    Place { keeping, ..fixture::rutoken() }
}

#[test]
fn a_pin_is_kept_in_the_store_only_by_a_tick_of_its_own() {
    for (ticks, expected) in [
        (&[][..], Keep::Once),
        (&[STORE], Keep::InKeyring),
        (&[MEMORY, STORE], Keep::InKeyring),
        (&[STORE, MEMORY], Keep::UntilClosed),
        (&[STORE, STORE], Keep::Once),
    ] {
        let mut window = asking(place(Keeping::Offered));
        ticks.iter().for_each(|tick| window.click(tick));
        window.type_into("pin", PIN);
        window.click("Продолжить");
        assert!(matches!(window.input(), Some(Input::Unlock(_, keep)) if keep == expected), "{ticks:?}");
    }
}

#[test]
fn what_keeping_it_means_is_said_beside_the_tick() {
    let mut window = asking(place(Keeping::Offered));
    assert!(window.shows("Только в памяти. Подписывать можно без нового ввода."));
    window.click(STORE);
    assert!(window.shows("Кто войдёт под вашим именем, подпишет без PIN-кода."));
    window.looks_like("06-pin-store");
}

#[test]
fn without_a_password_store_the_choice_is_missing_and_one_line_says_why() {
    let window = asking(place(Keeping::NoKeyring));
    assert!(window.shows("Хранилища паролей в системе нет (KEYRING-ABSENT)."));
    assert!(window.shows(MEMORY) && !window.shows(STORE));
    window.looks_like("06-pin-no-store");
    let window = asking(place(Keeping::NotWanted));
    assert!(window.shows(MEMORY) && !window.shows(STORE) && !window.shows("KEYRING-ABSENT"));
}

#[test]
fn a_stored_pin_that_did_not_fit_is_told_with_the_try_that_it_has_cost() {
    let place = Place { pin: PinState::CountLow, ..place(Keeping::Offered) };
    let question = Question::Pin { key: fixture::key_on(&place), place };
    let fault = Some(SupportCode::PinStale.into());
    let window = Window::at(View { fault, ..fixture::view(Step::Unlock, Some(question)) });
    assert!(window.shows("Сохранённый PIN-код не подошёл, одна попытка потрачена. Осталось мало попыток."));
    window.looks_like("06-pin-stale");
}

#[test]
fn a_kept_pin_is_told_beside_its_token_and_forgotten_there() {
    assert!(!tokens(place(Keeping::Offered)).shows("Забыть PIN-код"));
    let mut window = tokens(place(Keeping::Kept));
    assert!(window.shows("PIN-код лежит в хранилище паролей системы."));
    window.looks_like("66-pin-kept");
    window.click("Забыть PIN-код");
    assert!(matches!(window.order(), Some(Command::ForgetPin(id)) if id == fixture::rutoken().id));

    let left = Panel { places: vec![place(Keeping::Offered)], ..fixture::panel() };
    window.hear(Notice::Panel(Box::new(left)));
    window.hear(Notice::Failed(SupportCode::PinNotForgotten.into()));
    assert!(window.shows(
        "Хранилище паролей не удалило PIN-код носителя. Программа им больше не пользуется; ключи не затронуты. \
         Разблокируйте хранилище паролей системы: при следующем запуске программа удалит его сама. \
         (PIN-NOT-FORGOTTEN)"
    ));
}

#[test]
fn after_a_change_it_is_told_what_became_of_the_kept_pin() {
    let changed = |remark: Option<SupportCode>, keeping: Keeping| {
        let mut window = tokens(place(Keeping::Kept));
        window.click("Сменить PIN-код");
        for field in ["pin-old", "pin-new", "pin-new-repeat"] {
            window.type_into(field, if field == "pin-old" { PIN } else { "Vesna-2026" });
        }
        window.click("Сменить");
        let (seen, remark) = (Some(place(keeping)), remark.map(Fault::from));
        let answer = PinAnswer { place: fixture::rutoken().id, seen, done: Ok(()), remark };
        window.hear(Notice::Pin(Box::new(answer)));
        window
    };
    let window = changed(None, Keeping::Kept);
    assert!(window.shows("Прежний больше не подойдёт. Новый занял его место в хранилище паролей системы."));
    let window = changed(Some(SupportCode::PinNotKept), Keeping::Offered);
    assert!(window.shows("PIN-код действует"));
    window.looks_like("66-pin-changed-not-kept");
}

#[test]
fn a_repair_asks_for_no_pin_that_is_kept_and_for_one_that_does_not_fit() {
    let kept = Panel { places: vec![place(Keeping::Kept)], ..fixture::panel() };
    let repairing = || {
        let mut window = opened(vec![rewrite()]);
        window.hear(Notice::Panel(Box::new(kept.clone())));
        window.click("Записать снова");
        assert_eq!(repaired(&window), (rewrite(), None));
        assert!(!window.shows("PIN-код носителя"));
        window
    };
    let mut window = repairing();
    window.hear(Notice::Tended(Ok(1)));
    assert!(window.shows("Готово. Всё, о чём вы просили, сделано и проверено."));
    for (code, told) in [(SupportCode::PinStale, true), (SupportCode::ArgumentMissing, false)] {
        let mut window = repairing();
        window.hear(Notice::Tended(Err(code.into())));
        assert!(window.shows("PIN-код носителя"));
        assert_eq!(
            window.shows("Сохранённый PIN-код не подошёл, одна попытка потрачена. Введите нынешний PIN-код."),
            told
        );
        type_pin(&mut window, PIN);
        assert_eq!(repaired(&window).1.as_deref(), Some(PIN));
    }
}

fn settings(view: SettingsView) -> Window {
    let russian = Settings { language: LanguageChoice::Russian, ..view.held.settings };
    let held = InForce { settings: russian, ..view.held };
    let mut window = Window::new();
    window.app = window.app.with(held.clone());
    window.tall = true;
    window.click("Настройки");
    let _ = window.order();
    window.hear(Notice::Settings(Box::new(SettingsView { held, ..view })));
    window
}

#[test]
fn the_offer_is_a_switch_of_the_settings_that_says_what_it_means() {
    let mut window = settings(SettingsView::default());
    assert!(window.shows(
        "Кто войдёт в систему под вашим именем, сможет подписывать без PIN-кода. Хранятся PIN-коды только тех \
         носителей, у которых вы это отметите; если выключить, программа забудет все."
    ));
    window.click("Предлагать хранить PIN-код в хранилище паролей системы");
    window.click("Сохранить");
    assert!(matches!(window.order(), Some(Command::SaveSettings(wanted)) if wanted.remember_pin));

    let locked = InForce { locked: vec![Key::RememberPin], ..InForce::default() };
    let mut window = settings(SettingsView { held: locked, ..SettingsView::default() });
    assert!(window.shows("Задано администратором"));
    window.click("Предлагать хранить PIN-код в хранилище паролей системы");
    window.click("Сохранить");
    assert!(matches!(window.order(), Some(Command::SaveSettings(wanted)) if !wanted.remember_pin));
}

#[test]
fn what_is_in_the_way_of_keeping_or_forgetting_is_told_in_the_settings() {
    let told = |code: SupportCode, words: &str| {
        let view = SettingsView { pin_fault: Some(code.into()), ..SettingsView::default() };
        assert!(settings(view).shows(words), "{words}");
    };
    told(
        SupportCode::KeyringAbsent,
        "Хранилища паролей системы нет (KEYRING-ABSENT): предлагать пока нечего.",
    );
    told(
        SupportCode::PinNotForgotten,
        "Хранилище паролей не удалило PIN-код носителя. Программа им больше не пользуется; ключи не затронуты. \
         Разблокируйте хранилище паролей системы: при следующем запуске программа удалит его сама. \
         (PIN-NOT-FORGOTTEN)",
    );
}
