//! The panel: what can be put off or hidden, what comes back, and what an empty list says.

use super::*;
use renewal_master::domain::moment::Moment;
use renewal_master::domain::reminder::{Looks, Wish};
use renewal_master::fault::Fault;
use renewal_master::runtime::message::{Card, Panel, Quiet, Tally};
use renewal_master::watch::{Begin, Occasion, Timing, Urgency};
use time::macros::{date, datetime};

const PLACE: &str = "Рутокен ЭЦП 3.0 № 1047386621";

/// The window showing this panel.
fn showing(panel: Panel) -> Window {
    let mut window = Window::new();
    window.hear(Notice::Panel(Box::new(panel)));
    while window.order().is_some() {}
    window
}

fn later() -> Moment {
    fixture::at(datetime!(2026-11-29 14:32))
}

/// A card of the only certificate, due in twenty days.
fn due(timing: Timing) -> Panel {
    let card = Card::Due {
        found: Box::new(fixture::found()),
        days_left: 20,
        urgency: Urgency::Remind,
        place: PLACE.to_owned(),
        timing,
    };
    Panel { cards: vec![card], ..fixture::panel() }
}

fn timing() -> Timing {
    let begin = Begin { day: date!(2026 - 12 - 03), checks: 5, missed: false, unsettled: None };
    Timing { occasion: Occasion::Threshold(30), begin: Some(begin), later: Some(later()) }
}

fn quiet(until: Option<Moment>) -> Quiet {
    Quiet { found: Box::new(fixture::found()), place: PLACE.to_owned(), until }
}

fn wish(window: &Window) -> Option<Wish> {
    match window.order()? {
        Command::Remind(wish) => Some(wish),
        other => panic!("not a wish: {other:?}"),
    }
}

#[test]
fn a_certificate_can_be_put_off_or_hidden_from_its_card() {
    let fingerprint = fixture::old().fingerprint();
    let mut window = showing(due(timing()));
    window.looks_like("70-notices");
    window.click("Напомнить позже");
    assert_eq!(wish(&window), Some(Wish::Later(fingerprint.clone(), later())));
    // The panel is on its way: nothing is asked for twice.
    window.click("Скрыть");
    assert_eq!(wish(&window), None);
    let mut window = showing(due(timing()));
    window.click("Скрыть");
    assert_eq!(wish(&window), Some(Wish::Hide(fingerprint)));
}

#[test]
fn what_cannot_wait_any_more_cannot_be_put_off() {
    let window = showing(due(Timing { later: None, ..timing() }));
    assert!(!window.shows("Напомнить позже") && window.shows("Скрыть") && window.shows("Заменить"));
}

#[test]
fn the_day_to_begin_by_is_told_with_its_reason() {
    let begin = |change: fn(&mut Begin)| {
        let mut timing = timing();
        timing.begin.as_mut().into_iter().for_each(change);
        showing(due(timing))
    };
    assert!(begin(|_| ()).shows("Начните не позже 03.12.2026: проверки занимают до 5 рабочих дней."));
    assert!(
        begin(|begin| begin.checks = 1)
            .shows("Начните не позже 03.12.2026: проверки занимают до 1 рабочего дня.")
    );
    assert!(begin(|begin| begin.unsettled = Some(2027)).shows("Начните не позже 03.12.2026: проверки занимают до 5 рабочих дней. День может сдвинуться: переносы выходных на 2027 год ещё не опубликованы."));
    assert!(begin(|begin| begin.missed = true).shows("Начать нужно было не позже 03.12.2026: проверки занимают до 5 рабочих дней. Начните сегодня, они могут успеть."));
}

#[test]
fn what_is_hidden_or_put_off_can_be_shown_again() {
    let quiet = vec![quiet(Some(later())), quiet(None)];
    let tally = Tally { later: 1, hidden: 1, ..Tally::default() };
    let mut window = showing(Panel { cards: Vec::new(), quiet, tally, ..fixture::panel() });
    assert!(window.shows("Найдено 2 сертификата: 1 отложен, 1 скрыт."));
    assert!(!window.shows("Показывать снова"));
    window.click("Скрытые и отложенные: 2 · показать");
    window.looks_like("71-notices-quiet");
    assert!(window.shows("Отложен: напомним 29.11.2026.") && window.shows("Скрыт: о нём не напоминаем."));
    window.click("Показывать снова");
    assert_eq!(wish(&window), Some(Wish::Show(fixture::old().fingerprint())));
    window.click("Скрытые и отложенные: 2 · свернуть");
    assert!(!window.shows("Показывать снова"));
}

#[test]
fn an_empty_list_says_what_became_of_every_certificate_and_when_it_speaks_again() {
    let empty = |tally| showing(Panel { cards: Vec::new(), tally, ..fixture::panel() });
    let window = empty(Tally { replaced: 2, ..Tally::default() });
    assert!(window.shows("Найдено 2 сертификата: 2 уже заменены новыми."));
    let near_from = Some(fixture::at(datetime!(2027-12-24 12:00)));
    let window = empty(Tally { far: 1, near_from, replaced: 1, ..Tally::default() });
    window.looks_like("72-notices-empty");
    assert!(
        window.shows("Найдено 2 сертификата: 1 заменять рано, 1 уже заменён новым. Напомним 24.12.2027.")
    );
}

#[test]
fn an_expired_certificate_stands_back_and_tells_the_way_out() {
    let found = Box::new(fixture::found());
    let fault = SupportCode::CertExpired.into();
    let card = Card::Visit { found, fault, place: PLACE.to_owned() };
    let mut window = showing(Panel { cards: vec![card], ..fixture::panel() });
    window.looks_like("73-notices-expired");
    assert!(window.shows("Нужен личный визит") && !window.shows("Заменить"));
    window.click("Скрыть");
    assert_eq!(wish(&window), Some(Wish::Hide(fixture::old().fingerprint())));
}

#[test]
fn a_clock_that_is_behind_is_told_and_only_what_was_seen_on_it_can_be_denied() {
    let behind = |clock_doubted| {
        let faults = vec![Fault::new(SupportCode::ClockWrong).with("side", "behind")];
        showing(Panel { faults, clock_doubted, ..fixture::panel() })
    };
    assert!(!behind(false).shows("Часы идут верно"));
    let mut window = behind(true);
    window.click("Часы идут верно");
    assert_eq!(wish(&window), Some(Wish::TrustClock));
}

#[test]
fn the_panel_says_when_somebody_looked_and_when_somebody_looks_again() {
    let scheduled = Some(fixture::at(datetime!(2026-11-21 21:00)));
    let looks = Looks { scheduled, ..Looks::default() };
    let window = showing(Panel { looks, ..fixture::panel() });
    assert!(window.shows("Проверено сегодня в 09:00 · 2 сертификата на 1 носителе"));
    assert!(window.shows("Следующая проверка завтра в 09:00"));
    assert!(window.shows("По расписанию проверено 21.11.2026 в 21:00"));
    let today = Some(fixture::at(datetime!(2026-11-22 18:00)));
    assert!(
        showing(Panel { next_look: today, ..fixture::panel() }).shows("Следующая проверка сегодня в 18:00")
    );
}
