//! «Уведомления»: every place where an unfinished renewal can stand, as its card says it.

use renewal_master::domain::form::Section;
use renewal_master::domain::portal::Payment;
use renewal_master::domain::refusal::{Refusal, Source};
use renewal_master::renewal::Step;
use renewal_master::runtime::message::{Card, Command, Notice, Panel, Unfinished};
use renewal_master::runtime::standing::{Deadline, Standing};
use time::macros::datetime;

use super::{Window, fixture};

fn window(cards: impl IntoIterator<Item = Unfinished>) -> Window {
    let cards = cards.into_iter().map(|card| Card::Unfinished(Box::new(card))).collect();
    let mut window = Window::new();
    window.hear(Notice::Panel(Box::new(Panel { cards, ..fixture::panel() })));
    window
}

fn waiting(stage: &str) -> Unfinished {
    let standing = Standing::Waiting { stage: Some(stage.to_owned()), payment: None, promised: None };
    fixture::unfinished(stage, standing)
}

fn refused(source: Source, reason: &str) -> Unfinished {
    let refusal =
        Refusal { source, reason: reason.to_owned(), sections: vec![Section::Identity], new_key: false };
    fixture::unfinished("refused", Standing::Refused(refusal))
}

fn due_in(mut card: Unfinished, days: i64) -> Unfinished {
    card.deadline = Some(Deadline::new(fixture::now() + time::Duration::days(days), fixture::now()));
    card
}

/// The order that the only button of the card gives.
fn resumed(window: &mut Window, button: &str) -> Option<String> {
    window.click(button);
    match window.order() {
        Some(Command::Resume(renewal)) => Some(renewal),
        other => panic!("{other:?}"),
    }
}

/// Seed rows 0.39, 1.31, 1.33, 2.45, 3.24, 3.25.
#[test]
fn every_stage_is_told_in_words_with_its_deadline_and_its_button() {
    let payment =
        Some(Payment { amount: "38,52 BYN".into(), payer: "ООО «Ромашка»".into(), paid: false });
    let unpaid = Standing::Waiting { stage: Some("payment".into()), payment, promised: None };
    let promised = fixture::at(datetime!(2026-11-27 18:00));
    let checking =
        Standing::Waiting { stage: Some("checking".into()), payment: None, promised: Some(promised) };
    let unnamed = Unfinished {
        first: true,
        holder: String::new(),
        organization: None,
        number: None,
        ..fixture::unfinished("first", Standing::Step(Step::Form(Section::Holder)))
    };
    let elsewhere = Unfinished {
        ca: Some("Федеральное казначейство".into()), ..waiting("approval")
    };
    let lapsed = Standing::Lapsed(fixture::at(datetime!(2026-11-20 12:00)));
    let first = window([
        refused(Source::Mvd, "паспорт недействителен"),
        fixture::unfinished("made", Standing::Made),
        due_in(fixture::unfinished("unpaid", unpaid), 3),
        fixture::unfinished("lapsed", lapsed),
    ]);
    for words in [
        "Отклонена: паспорт недействителен",
        "Исправить",
        "Сертификат изготовлен",
        "Получить",
        "Ждёт оплаты: 38,52 BYN, платит ООО «Ромашка»",
        "Осталось 3 дня",
        "Удостоверяющий центр хранил черновик до 20.11.2026, теперь его там нет.",
        "Откройте, чтобы подать заново. Если отменить, новый ключ будет удалён с носителя.",
        "Открыть",
    ] {
        assert!(first.shows(words), "{words}");
    }
    first.looks_like_day_and_night("40-unfinished-needs-you");

    let second = window([
        due_in(elsewhere, 1),
        due_in(fixture::unfinished("checking", checking), 26),
        fixture::unfinished("carried", Standing::Carried),
        unnamed,
    ]);
    for words in [
        "Ждёт согласования руководителя",
        "Остался 1 день",
        "Заявка хранится до 23.11.2026",
        "Идёт проверка сведений, ответ до 27.11.2026",
        "Осталось 26 дней",
        "Загрузите файл запроса на портал и принесите сертификат",
        "Первый выпуск не закончен",
        "Остановились на шаге «Владелец»",
    ] {
        assert!(second.shows(words), "{words}");
    }
    assert!(second.shows(
        "Петров Олег Иванович · ООО «Ромашка» · Федеральное казначейство · сохранено 19.11.2026 в 09:05"
    ));
    assert!(second.shows("Владелец ещё не указан · сохранено 19.11.2026 в 09:05"));
    second.looks_like_day_and_night("41-unfinished-waiting");
}

/// Seed rows 1.34, 2.02.
#[test]
fn a_made_certificate_is_fetched_with_one_press() {
    let mut window = window([fixture::unfinished("made", Standing::Made)]);
    assert_eq!(resumed(&mut window, "Получить").as_deref(), Some("made"));
}

/// Seed rows 0.33, 1.35.
#[test]
fn a_declined_request_is_corrected_with_one_press_and_a_final_one_only_opened() {
    let mut repairable = window([refused(Source::Head, "нет печати")]);
    assert!(repairable.shows("Руководитель отклонил заявку"));
    assert_eq!(resumed(&mut repairable, "Исправить").as_deref(), Some("refused"));
    let mut last = window([refused(Source::Visit, "паспорт сменился")]);
    assert!(!last.shows("Исправить"));
    assert_eq!(resumed(&mut last, "Открыть").as_deref(), Some("refused"));
    assert!(window([refused(Source::Other, "")]).shows("Отклонена, причина не названа"));
}

/// Seed row 3.25.
#[test]
fn a_deadline_that_has_passed_and_a_stage_without_a_name_are_told_too() {
    let window = window([due_in(waiting("horoscope"), -1)]);
    assert!(window.shows("Срок истёк"));
    assert!(window.shows("Удостоверяющий центр работает над заявкой"));
}

#[test]
fn only_what_needs_the_user_is_counted_at_the_menu() {
    assert!(window([waiting("checking"), refused(Source::Mvd, "x"), waiting("operator")]).shows("1"));
    assert!(!window([waiting("checking")]).shows("1"));
}

#[test]
fn the_page_of_the_training_operator_is_one_press_away() {
    let mut window = Window::new();
    assert!(!window.shows("Страница оператора учебного центра"));
    let page = "https://127.0.0.1:7443/".to_owned();
    let panel = Panel { operator_page: Some(page.clone()), ..fixture::panel() };
    window.hear(Notice::Panel(Box::new(panel)));
    window.looks_like("42-operator-page");
    window.click("Страница оператора учебного центра");
    assert!(matches!(window.order(), Some(Command::Open(opened)) if opened == page));
}
