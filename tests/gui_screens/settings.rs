//! «Настройки», and where links to certificates lead.

use iced_test::Simulator;
use renewal_master::domain::certificate::Certificate;
use renewal_master::domain::link::Link;
use renewal_master::domain::settings::{InForce, Key, LanguageChoice, ProxyChoice, Settings, ThemeChoice};
use renewal_master::fault::{Fault, SupportCode};
use renewal_master::gui::screens::settings::{MODULES, PROXY, THRESHOLDS};
use renewal_master::gui::theme;
use renewal_master::runtime::message::{Command, Notice, Panel};
use renewal_master::runtime::settings::{Mode, ProfileChoice, SettingsView};

use super::{Window, fixture};

fn settings() -> Settings {
    Settings { language: LanguageChoice::Russian, ..Settings::default() }
}

fn view(held: InForce) -> SettingsView {
    let choice = |id: &str, title: &str| ProfileChoice { id: id.to_owned(), title: title.to_owned() };
    let profiles =
        vec![choice("treasury", "УЦ Федерального казначейства"), choice("e-pasluga", "е-Паслуга (НЦЭУ)")];
    SettingsView { held, profiles, ..SettingsView::default() }
}

fn of(settings: Settings) -> InForce {
    InForce { settings, ..InForce::default() }
}

/// The page, and nothing typed yet.
fn window(held: InForce) -> Window {
    let mut window = Window::new();
    window.app = window.app.with(of(settings()));
    window.tall = true;
    window.click("Настройки");
    assert!(matches!(window.order(), Some(Command::Settings)));
    window.hear(Notice::Settings(Box::new(view(held))));
    window
}

fn saved(window: &Window) -> Option<Settings> {
    match window.order()? {
        Command::SaveSettings(wanted) => Some(*wanted),
        other => panic!("not saved: {other:?}"),
    }
}

/// The window at this text size, as large as designed.
fn at_size(percent: u16, dark: bool) -> Window {
    let theme = if dark { ThemeChoice::Dark } else { ThemeChoice::Light };
    let settings = Settings { text_size: percent, theme, ..settings() };
    let mut window = window(of(settings.clone()));
    window.app = window.app.with(of(settings));
    window
}

fn pictured(window: &Window, name: &str, end: bool) {
    let scale = window.app.scale();
    let (width, height) = theme::measures::WINDOW;
    let mut ui: Simulator<'_, _> = window.open_with((width / scale, height / scale));
    if end {
        ui.point_at((width / scale / 2.0, height / scale / 2.0));
        scroll_down_here(&mut ui);
    }
    let snapshot = super::picture_of(&mut ui, &window.app.theme(), name);
    let stored = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots/gui").join(name);
    assert!(snapshot.matches_hash(stored).unwrap(), "{name} looks different");
}

fn scroll_down_here(ui: &mut Simulator<'_, renewal_master::gui::app::Message>) {
    let delta = iced::mouse::ScrollDelta::Pixels { x: 0.0, y: -10_000.0 };
    let _ = ui.simulate([iced::Event::Mouse(iced::mouse::Event::WheelScrolled { delta })]);
}

#[test]
fn the_page_fits_its_window_at_any_text_size_by_day_and_by_night() {
    pictured(&at_size(100, false), "70-settings", false);
    pictured(&at_size(100, true), "70-settings-dark", true);
    pictured(&at_size(200, false), "70-settings-200", false);
    pictured(&at_size(200, true), "70-settings-200-dark", true);
}

#[test]
fn with_the_largest_text_the_panel_and_the_wizard_are_reached_by_scrolling() {
    let large = of(Settings { text_size: 200, theme: ThemeChoice::Light, ..settings() });
    let mut panel = Window::new();
    panel.app = panel.app.with(large.clone());
    pictured(&panel, "71-panel-200", false);
    let mut wizard = Window::at_in(fixture::waiting(), true);
    wizard.app = wizard.app.with(large);
    pictured(&wizard, "71-wizard-200", false);
    pictured(&wizard, "71-wizard-200-end", true);
}

#[test]
fn what_is_chosen_is_saved_by_one_button_and_takes_effect() {
    let mut window = window(of(settings()));
    window.click("УЦ Федерального казначейства");
    window.click("150 %");
    window.click("Тёмное");
    window.click("Проверять сертификаты при входе в систему и каждый день");
    window.click("Без прокси-сервера");
    window.type_into(MODULES, "/usr/lib/a.so; /opt/b c.so");
    window.click("Сохранить");
    let wanted = saved(&window).unwrap();
    let expected = Settings {
        profile: Some("treasury".to_owned()),
        text_size: 150,
        theme: ThemeChoice::Dark,
        autostart: true,
        proxy: ProxyChoice::None,
        modules: vec!["/usr/lib/a.so".into(), "/opt/b c.so".into()],
        ..settings()
    };
    assert_eq!(wanted, expected);
    // Nothing is sent twice while the first is under way.
    window.click("Сохранить");
    assert_eq!(saved(&window), None);
    window.hear(Notice::Settings(Box::new(view(of(wanted)))));
    assert!(window.shows("Сохранено."));
    assert_eq!(window.app.scale(), 1.5);
    assert_eq!(window.app.theme().to_string(), theme::dark().to_string());
}

#[test]
fn a_wrong_value_is_told_at_its_field_and_nothing_typed_is_lost() {
    let mut window = window(of(settings()));
    window.click("Через прокси-сервер");
    window.type_into(PROXY, "http://user:secret@proxy:3128");
    window.type_into(THRESHOLDS, ", 400");
    window.click("Сохранить");
    assert_eq!(saved(&window), None);
    let proxy = "Нужен адрес вида http://proxy:3128, без имени и пароля.";
    assert!(window.shows(proxy));
    assert!(window.shows("Нужны числа от 1 до 365 через запятую, не больше 10."));
    window.click("Сертификаты");
    window.click("Настройки");
    assert!(matches!(window.order(), Some(Command::Settings)));
    window.hear(Notice::Settings(Box::new(view(of(settings())))));
    assert!(window.shows(proxy), "the draft outlives a look elsewhere");
    window.hear(Notice::Failed(SupportCode::DiskFull.into()));
    assert!(window.shows(proxy));
}

#[test]
fn what_the_administrator_has_given_cannot_be_changed() {
    let held = InForce {
        settings: Settings { profile: Some("treasury".to_owned()), ..settings() },
        locked: vec![Key::Profile, Key::Theme, Key::Modules],
        mistakes: Vec::new(),
    };
    let mut window = window(held);
    assert!(window.shows("Задано администратором"));
    window.click("Тёмное");
    window.click("е-Паслуга (НЦЭУ)");
    window.click("Сохранить");
    let wanted = saved(&window).unwrap();
    assert_eq!((wanted.theme, wanted.profile.as_deref()), (ThemeChoice::System, Some("treasury")));
    window.looks_like("70-settings-locked");
}

#[test]
fn a_broken_file_is_told_with_its_place_and_stops_nothing() {
    let mistake = Fault::new(SupportCode::SettingsInvalid)
        .with("file", "/home/user/.config/renewal-master/settings.toml")
        .with("line", 3)
        .with("column", 9)
        .with("detail", "true or false is wanted");
    let mut window = Window::new();
    window.app = window.app.with(InForce { mistakes: vec![mistake.clone()], ..of(settings()) });
    assert!(window.open().find("Заменить").is_ok(), "the program works");
    window.tall = true;
    window.click("Настройки");
    let held = InForce { mistakes: vec![mistake], ..of(settings()) };
    window.hear(Notice::Settings(Box::new(view(held))));
    assert!(window.shows(
        "В настройках ошибка, действует обычное значение. /home/user/.config/renewal-master/settings.toml, \
         строка 3, место 9: true or false is wanted"
    ));
}

#[test]
fn practice_and_work_are_one_click_apart() {
    let treasury = of(Settings { profile: Some("treasury".to_owned()), ..settings() });
    let mut window = window(treasury.clone());
    window.click("Открыть учебный режим");
    assert!(matches!(window.order(), Some(Command::Reopen(Mode::Training))));
    window.hear(Notice::Opened(Mode::Training));
    window.hear(Notice::Settings(Box::new(view(treasury))));
    window.click("Вернуться к работе");
    assert!(matches!(window.order(), Some(Command::Reopen(Mode::Work))));
}

fn link_to(certificate: &Certificate) -> Notice {
    Notice::Link(Link::to_certificate(certificate))
}

#[test]
fn a_link_to_a_certificate_begins_its_renewal_once_the_certificates_were_read() {
    let mut window = Window::new();
    window.hear(Notice::Opened(Mode::Training));
    window.hear(link_to(&fixture::old()));
    assert!(window.order().is_none(), "nothing is known of it yet");
    window.hear(Notice::Panel(Box::new(fixture::panel())));
    match window.order() {
        Some(Command::Start(found)) => assert_eq!(found.certificate, fixture::old()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_link_that_comes_before_a_ca_was_chosen_leads_to_the_settings_and_begins_when_one_was() {
    let mut window = Window::new_in(true);
    window.hear(Notice::Panel(Box::default()));
    window.hear(link_to(&fixture::old()));
    assert!(matches!(window.order(), Some(Command::Scan)), "it may have been put in meanwhile");
    window.hear(Notice::Panel(Box::default()));
    assert!(matches!(window.order(), Some(Command::Settings)), "the settings are read");
    window.hear(Notice::Settings(Box::new(view(InForce::default()))));
    let said = "Удостоверяющий центр ещё не выбран. Сертификат и ключ не затронуты. Выберите его в «Настройках»: это \
                центр, который выдал ваш сертификат. (CA-NOT-CHOSEN)";
    assert!(window.shows(said));

    window.hear(Notice::Opened(Mode::Work));
    window.hear(Notice::Panel(Box::new(fixture::panel())));
    assert!(matches!(window.order(), Some(Command::Start(found)) if found.certificate == fixture::old()));
}

#[test]
fn a_link_to_the_certificate_that_is_open_changes_nothing() {
    let mut window = Window::new();
    window.hear(link_to(&fixture::old()));
    assert!(matches!(window.order(), Some(Command::Start(_))));
    window.hear(Notice::View(Box::new(fixture::waiting())));
    window.hear(link_to(&fixture::old()));
    assert!(window.order().is_none());
}

#[test]
fn a_link_to_a_certificate_that_is_not_here_says_so() {
    let mut window = Window::new();
    window.hear(Notice::Panel(Box::new(Panel { cards: Vec::new(), ..fixture::panel() })));
    window.hear(link_to(&fixture::old()));
    assert!(window.order().is_none(), "it needs no renewal");
    window.hear(link_to(&fixture::new()));
    assert!(matches!(window.order(), Some(Command::Scan)), "it may have been put in meanwhile");
    window.hear(Notice::Panel(Box::new(fixture::panel())));
    assert!(window.order().is_none());
    let absent = "Носитель не вставлен. Ключи на нём не затронуты. Вставьте носитель и нажмите «Повторить». (TOKEN-ABSENT)";
    assert!(window.shows(absent), "the token with it is somewhere else");
}
