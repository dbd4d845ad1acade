//! Request files, and certificates that come as files.

use super::*;

fn view(question: Question) -> View {
    let profile = Arc::new(Profile { protocol: Protocol::File, draft_days: 31, ..profile() });
    View {
        profile,
        waiting: None,
        question: Some(question),
        request_file: Some(PathBuf::from("/media/backup/ivanova.req")),
        ..waiting("operator")
    }
}

fn awaiting() -> View {
    view(Question::CertificateFile)
}

fn saving() -> Window {
    let mut window = at(View { request_file: None, deadline: None, ..view(Question::SaveRequest) });
    window.hear(Notice::Media(fixture::media()));
    window
}

/// Row 3.14.
#[test]
fn the_request_file_is_written_where_the_user_wants_it() {
    let mut window = saving();
    window.looks_like_day_and_night("35-save-request");
    window.click("Записать файл запроса");
    let input = window.input();
    assert!(matches!(&input, Some(Input::SaveRequest(folder)) if folder.ends_with("backup")), "{input:?}");
    let mut window = saving();
    window.click("Папка на этом компьютере");
    window.click("Записать файл запроса");
    assert!(matches!(window.input(), Some(Input::SaveRequest(folder)) if folder.ends_with("copies")));
}

#[test]
fn drives_are_looked_for_when_the_page_opens_and_again_on_demand() {
    let mut window = Window::new();
    window.click("Продолжить");
    while window.order().is_some() {}
    window.hear(Notice::View(Box::new(view(Question::SaveRequest))));
    assert!(matches!(window.order(), Some(Command::Media)));
    window.click("Обновить");
    assert!(matches!(window.order(), Some(Command::Media)));
    window.click("Записать файл запроса");
    assert!(window.input().is_none(), "there is nowhere to write to yet");
}

#[test]
fn a_folder_that_cannot_be_written_to_is_told_on_the_page() {
    let mut window = saving();
    let fault = Some(SupportCode::DiskDenied.into());
    window.hear(Notice::View(Box::new(View { fault, ..view(Question::SaveRequest) })));
    window.looks_like("35-save-request-denied");
    assert!(matches!(window.order(), Some(Command::Media)), "the drives are looked for again");
    window.click("Записать файл запроса");
    assert!(matches!(window.input(), Some(Input::SaveRequest(_))));
}

#[test]
fn the_portal_and_the_folder_are_one_press_away_and_the_days_are_counted() {
    let mut window = at(awaiting());
    assert!(window.shows("/media/backup/ivanova.req"));
    assert!(window.shows("Портал хранит запрос до 20.12.2026: осталось 28 дней."));
    window.looks_like_day_and_night("35-by-hand");
    window.click("Открыть страницу портала");
    assert!(matches!(window.order(), Some(Command::Open(page)) if page == "https://ca.example/page"));
    window.click("Открыть папку");
    assert!(matches!(window.order(), Some(Command::Open(folder)) if folder == "/media/backup"));
    window.click("Закрыть");
    assert!(matches!(window.order(), Some(Command::Leave)));
}

#[test]
fn a_certificate_file_that_is_dropped_is_taken_at_once() {
    let mut window = at(awaiting());
    let _ = window.app.update(Message::Dropped("/home/user/new.cer".into()));
    let input = window.input();
    assert!(matches!(&input, Some(Input::Import(path)) if path.ends_with("new.cer")), "{input:?}");
    let _ = window.app.update(Message::Dropped("/home/user/other.cer".into()));
    assert!(window.input().is_none(), "one at a time");
}

#[test]
fn a_certificate_file_is_taken_by_its_path_with_the_keyboard_alone() {
    let mut window = at(awaiting());
    window.click("Принять сертификат");
    assert!(window.input().is_none(), "there is no path yet");
    // Explorer copies a path in quotes.
    window.type_into("certificate-file", "\"/home/user/new.p7b\"");
    window.act(|ui| {
        ui.click(selector::id("certificate-file")).unwrap();
        ui.tap_key(Named::Enter);
    });
    let input = window.input();
    assert!(
        matches!(&input, Some(Input::Import(path)) if path == Path::new("/home/user/new.p7b")),
        "{input:?}"
    );
    let reached = by_keyboard(&awaiting());
    for order in ["Open(\"https", "Open(\"/media", "Leave"] {
        assert!(reached.iter().any(|reached| reached.contains(order)), "{order}: {reached:?}");
    }
}

#[test]
fn what_is_wrong_with_a_certificate_stands_at_the_field_until_it_is_changed() {
    let mut window = at(awaiting());
    window.type_into("certificate-file", "/home/user/new.cer");
    window.click("Принять сертификат");
    assert!(window.input().is_some());
    let fault = Fault::from(SupportCode::IssuedOtherKey);
    window.hear(Notice::View(Box::new(View { fault: Some(fault), ..awaiting() })));
    window.looks_like_day_and_night("35-by-hand-refused");
    assert!(!window.shows("Перетащите файл в окно, выберите его или впишите путь."));
    window.type_into("certificate-file", "2");
    assert!(window.shows("Перетащите файл в окно, выберите его или впишите путь."));
}

#[test]
fn giving_up_is_asked_for_twice() {
    let mut window = at(awaiting());
    window.click("Отменить замену");
    assert!(window.input().is_none() && window.shows("Отменить замену?"));
    window.click("Не отменять");
    assert!(window.input().is_none() && !window.shows("Отменить замену?"));
}

#[test]
fn a_long_path_wraps() {
    let file = PathBuf::from(format!("/home/user/{}.req", LONG_NAME.replace([' ', '«', '»', ',', '.'], "_")));
    Window::at(View { request_file: Some(file), ..awaiting() }).looks_like("35-by-hand-longest");
}
