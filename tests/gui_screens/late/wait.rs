//! The long wait: stages, terms, the bill, taking a request back.

use super::*;

/// Rows 1.32, 1.36: five working days from Friday morning end on the next Friday.
#[test]
fn every_stage_is_shown_with_who_acts_and_until_when() {
    let window = at(waiting("checking"));
    for line in [
        "Заявка № К-2026-000418 на рассмотрении",
        "Идёт проверка сведений",
        "Автоматическая проверка по реестрам · до 27.11.2026",
        "с 20.11.2026 в 09:05",
        "Согласование руководителем",
        "Руководитель организации",
        "Оплата",
        "Рассмотрение оператором",
        "Оператор удостоверяющего центра · до 1 рабочего дня",
        "Изготовление сертификата",
    ] {
        assert!(window.shows(line), "{line}");
    }
    assert!(!window.shows("Сведения проверены"));
    window.looks_like_day_and_night("32-waiting");
}

/// Row 1.33.
#[test]
fn what_is_over_is_ticked_in_its_own_words() {
    let window = at(waiting("operator"));
    for done in ["Сведения проверены", "Руководитель согласовал", "Оплата получена"]
    {
        assert!(window.shows(done), "{done}");
    }
    assert!(window.shows("На рассмотрении оператора") && window.shows("Изготовление сертификата"));
    assert!(!window.shows("Сертификат изготовлен") && !window.shows("Оплата"));
    window.looks_like_day_and_night("32-waiting-operator");
}

#[test]
fn the_word_of_the_ca_on_the_end_of_a_stage_goes_before_the_calendar() {
    let window = at(with_news("checking", |news| {
        news.until = Some(fixture::at(datetime!(2026-12-01 18:00)));
    }));
    assert!(window.shows("Автоматическая проверка по реестрам · до 01.12.2026"));
}

/// Row 3.26.
#[test]
fn the_status_is_asked_for_at_once_and_not_twice() {
    let mut window = at(waiting("checking"));
    assert!(window.shows("Смотрели сегодня в 14:30, следующий раз сегодня в 15:00."));
    window.click("Обновить статус");
    assert!(matches!(window.input(), Some(Input::AskNow)));
    window.click("Обновить статус");
    assert!(window.input().is_none(), "the answer is still to come");
}

/// Row 1.32: days may pass, the window need not stay open.
#[test]
fn the_window_can_be_left() {
    let mut window = at(waiting("checking"));
    window.click("Закрыть");
    assert!(matches!(window.order(), Some(Command::Leave)));
}

#[test]
fn a_request_is_taken_back_only_after_a_question() {
    let mut window = at(waiting("checking"));
    window.click("Отозвать заявку");
    assert!(window.input().is_none());
    window.act(|ui| {
        ui.tap_key(Named::Escape);
    });
    assert!(!window.shows("Отозвать заявку?"), "Esc means no");
    window.click("Отозвать заявку");
    window.click("Отозвать");
    assert!(matches!(window.input(), Some(Input::Stop)));
}

#[test]
fn the_keyboard_alone_reaches_every_button() {
    let mut view = waiting("payment");
    view.waiting.as_mut().unwrap().news.payment = Some(payment(false));
    let reached = by_keyboard(&view);
    for order in ["AskNow", "Leave", "Bill"] {
        assert!(reached.iter().any(|reached| reached.contains(order)), "{order}: {reached:?}");
    }
}

/// Rows 0.24, 2.30, 2.44, 2.29: number, link and where the key is, all on one page.
#[test]
fn number_link_and_place_of_the_key_stand_on_one_page_and_can_be_copied() {
    let mut window = at(waiting("checking"));
    assert!(window.shows("К-2026-000418") && window.shows("https://ca.example/treasury/r/d1"));
    assert!(window.shows("Новый ключ лежит на носителе «Рутокен ЭЦП 3.0», документы и заявка сохранены в удостоверяющем центре."));
    assert!(messages_of(&window, "Скопировать ссылку").contains("https://ca.example/treasury/r/d1"));
    assert!(messages_of(&window, "Скопировать").contains("К-2026-000418"));
    window.click("Скопировать ссылку");
    assert!(window.shows("Скопировано") && window.shows("Скопировать"));
}

#[test]
fn a_key_on_this_computer_is_not_said_to_lie_on_a_token() {
    let placed = Some((PlaceId::Computer, false));
    let window = at(View { placed, ..waiting("checking") });
    assert!(
        window.shows(
            "Новый ключ лежит на этом компьютере, документы и заявка сохранены в удостоверяющем центре."
        )
    );
}

/// Rows 2.29, 3.23.
#[test]
fn the_head_is_told_by_a_message_with_number_and_link() {
    let mut window = at(waiting("approval"));
    assert!(window.shows("Нужно согласие руководителя"));
    window.looks_like_day_and_night("32-waiting-head");
    let copied = messages_of(&window, "Скопировать сообщение целиком");
    for part in ["№ К-2026-000418", "Иванова Мария Петровна", "https://ca.example/treasury/r/d1"]
    {
        assert!(copied.contains(part), "{part}: {copied}");
    }
    window.click("Скопировать сообщение целиком");
    assert!(window.shows("Скопировано"));
    window.click("Скопировать");
    assert!(window.shows("Скопировать сообщение целиком"), "only the last copy is confirmed");
    assert!(!at(waiting("operator")).shows("Нужно согласие руководителя"));
}

#[test]
fn a_head_without_a_link_gets_the_number() {
    let accepted = Some(Accepted { link: None, ..accepted() });
    let mut view = View { accepted, ..waiting("approval") };
    view.forms.draft = None;
    let window = at(view);
    assert!(window.shows("Сообщите руководителю номер заявки: она стоит у него в разделе «Согласование»."));
    let copied = messages_of(&window, "Скопировать сообщение целиком");
    assert!(copied.contains("№ К-2026-000418") && copied.contains("Петровна)."), "{copied}");
}

/// Rows 3.24, 3.28.
#[test]
fn what_is_to_be_paid_is_told_and_the_bill_is_fetched_once_and_shown() {
    let mut view = with_news("payment", |news| news.payment = Some(payment(false)));
    Arc::make_mut(&mut view.profile).store = true;
    let mut window = at(view.clone());
    assert!(window.shows("Платит ООО «Ромашка», сумма 24,90 BYN."));
    assert!(window.shows("Срок нового сертификата начнётся в день выпуска, после оплаты."));
    window.looks_like_day_and_night("32-waiting-payment");
    window.click("Посмотреть счёт");
    assert!(matches!(window.input(), Some(Input::Bill)));
    let bill: Arc<[u8]> = b"%PDF-1.7".as_slice().into();
    let fetched = View { bill: Some(bill.clone()), ..view };
    let shown = |order: Option<Command>| matches!(order, Some(Command::ShowDocument { name, bytes }) if name == "Счёт" && bytes == bill);
    window.hear(Notice::View(Box::new(fetched.clone())));
    assert!(shown(window.order()), "it came: it is shown");
    window.hear(Notice::View(Box::new(fetched)));
    assert!(window.order().is_none(), "no news");
    window.click("Посмотреть счёт");
    assert!(shown(window.order()), "from memory, without asking the CA again");
}

#[test]
fn a_paid_bill_is_called_paid() {
    let window = at(with_news("operator", |news| news.payment = Some(payment(true))));
    assert!(window.shows("Оплачено") && !window.shows("Ждёт оплаты"));
}

/// Row 3.25.
#[test]
fn the_days_are_counted_and_the_last_ones_are_told_in_colour() {
    for (hours, said, name) in [
        (10 * 24, "Заявка хранится до 02.12.2026: осталось 10 дней.", "calm"),
        (3 * 24, "Заявка хранится до 25.11.2026: осталось 3 дня.", "soon"),
        (20, "Заявка хранится до 23.11.2026: остался 1 день.", "last"),
        (-20, "Срок хранения заявки истёк 21.11.2026. Обновите статус, чтобы узнать, что с ней.", "over"),
    ] {
        let deadline = Some(fixture::now() + Duration::hours(hours));
        let window = at(View { deadline, ..waiting("approval") });
        assert!(window.shows(said), "{said}");
        window.looks_like_day_and_night(&format!("32-waiting-{name}"));
    }
    assert!(!at(View { deadline: None, ..waiting("checking") }).shows("Заявка хранится"));
}

#[test]
fn a_stage_of_another_ca_does_not_break_the_page() {
    let mut window = at(waiting("notarisation"));
    assert!(window.shows("Заявка в удостоверяющем центре") && window.shows("Проверка сведений"));
    assert!(!window.shows("Сведения проверены") && !window.shows("ca-stage-notarisation"));
    window.looks_like("32-waiting-unknown");
    window.click("Обновить статус");
    assert!(matches!(window.input(), Some(Input::AskNow)));
}

/// Rows 1.34, 3.27.
#[test]
fn a_certificate_that_was_made_is_told_so_while_it_is_written() {
    for view in
        [waiting("issued"), View { waiting: None, certificate: Some(fixture::new()), ..waiting("issuing") }]
    {
        let window = at(view);
        assert!(window.shows("Получаем его, проверяем и записываем рядом с ключом."));
        assert!(window.shows("Сведения проверены") && window.shows("Оператор рассмотрел"));
        assert!(!window.shows("Отозвать заявку") && !window.shows("Обновить статус"));
        window.looks_like("32-waiting-made");
    }
}

#[test]
fn before_the_first_look_the_window_can_be_left_too() {
    let mut window = at(View { waiting: None, ..waiting("checking") });
    assert!(window.shows("Спрашиваем удостоверяющий центр о заявке…"));
    window.click("Обновить статус");
    assert!(window.order().is_none());
    window.click("Закрыть");
    assert!(matches!(window.order(), Some(Command::Leave)));
}

#[test]
fn a_bill_that_cannot_be_fetched_is_told_and_the_wait_goes_on() {
    let fault = Some(SupportCode::CaUnreachable.into());
    let mut window = at(View { fault, ..waiting("checking") });
    assert!(window.shows("Нет связи с удостоверяющим центром. Заявка не затронута, ожидание продолжается. Попробуйте ещё раз немного позже. (CA-UNREACHABLE)"));
    window.click("Обновить статус");
    assert!(matches!(window.input(), Some(Input::AskNow)));
}

/// The longest page at its designed size: the names wrap, and what is below can be scrolled to.
#[test]
fn the_longest_page_wraps_and_scrolls() {
    let mut view = with_news("approval", |news| {
        news.payment = Some(Payment { payer: LONG_NAME.to_owned(), ..payment(false) });
    });
    view.fault = Some(SupportCode::CaUnreachable.into());
    view.forms
        .dossier
        .sections
        .entry(Section::Contacts)
        .or_default()
        .set("email", format!("{}@romashka.example", "i".repeat(60)));
    view.places[0].title = LONG_NAME.to_owned();
    let mut window = Window::at(view);
    window.looks_like("32-waiting-longest");
    window.whole("32-waiting-longest-whole");
    window.click_below("Изменить контакты");
    assert!(window.shows("Контакты для уведомлений"));
}
