//! What a refusal says by its source, and the ways out of it.

use super::*;

/// Rows 1.35, 2.12, 2.13, 3.22: whoever refuses, the page says what happened and where to go.
#[test]
fn each_source_has_its_own_headline_and_its_own_ways_out() {
    for source in Source::ALL {
        let mut window = at(refused(refusal(source)));
        assert!(window.shows(&i18n::refusal(source)), "{source:?}");
        for way in i18n::ways_out(source) {
            assert!(window.shows(&way), "{source:?}: {way}");
        }
        assert!(window.shows("Причина: Данные не совпали"));
        let facts = "Заявка № К-2026-000418. Прежний сертификат действует до конца своего срока.";
        assert!(window.shows(facts), "the number is needed on the telephone");
        assert_eq!(window.shows("Исправить и подать снова"), !source.is_final(), "{source:?}");
        if source.is_final() {
            window.click("Открыть страницу центра");
            let order = window.order();
            assert!(
                matches!(&order, Some(Command::Open(page)) if page == "https://ca.example/page"),
                "{order:?}"
            );
        } else {
            window.click("Исправить и подать снова");
            assert!(matches!(window.input(), Some(Input::Repair)), "{source:?}");
        }
    }
}

#[test]
fn they_look_like_this() {
    for source in [Source::Mvd, Source::Fns, Source::Egr, Source::Head, Source::Visit] {
        at(refused(refusal(source))).looks_like_day_and_night(&format!("34-refused-{}", source.id()));
    }
}

/// Row 0.33: the state, the reason in the head's words, what becomes of the key.
#[test]
fn a_head_who_declined_is_named_with_the_reason_and_the_key_can_be_cleaned_up() {
    let declined =
        Refusal {
            reason: "Нет такой должности".to_owned(), new_key: true, ..refusal(Source::Head)
        };
    let mut window = at(refused(declined));
    assert!(window.shows("Руководитель отклонил заявку"));
    assert!(window.shows("Причина: Нет такой должности"));
    assert!(window.shows("Введённое останется как есть, любой раздел можно изменить перед отправкой. Понадобится новый ключ: ключ отклонённой заявки будет удалён."));
    window.click("Отменить замену");
    assert!(window.input().is_none());
    window.looks_like_day_and_night("34-refused-stop");
    assert!(window.shows("Новый ключ будет удалён, введённое останется в журнале. Прежний сертификат действует до конца своего срока."));
    window.act(|ui| {
        ui.tap_key(Named::Escape);
    });
    assert!(!window.shows("Отменить замену?"));
    window.click("Отменить замену");
    window.act(|ui| {
        // The safe answer stands first.
        ui.tap_key(Named::Tab);
        ui.tap_key(Named::Enter);
    });
    assert!(matches!(window.input(), Some(Input::Stop)));
}

#[test]
fn what_must_be_corrected_is_named_and_the_rest_stays() {
    let sections = vec![Section::Identity, Section::Statement];
    let window = at(refused(Refusal { sections, ..refusal(Source::Operator) }));
    assert!(window.shows(
        "Исправить нужно: Документ личности, Заявление. Остальное останется как есть. Ключ останется прежним."
    ));
}

#[test]
fn a_profile_that_wants_a_new_key_after_a_refusal_is_believed() {
    let mut view = refused(refusal(Source::Operator));
    Arc::make_mut(&mut view.profile).new_key_after_refusal = true;
    assert!(at(view).shows("Введённое останется как есть, любой раздел можно изменить перед отправкой. Понадобится новый ключ: ключ отклонённой заявки будет удалён."));
}

/// Row 3.22: nothing can be mended from here, but there is somewhere to go with a list in the hand.
#[test]
fn a_final_refusal_prints_the_papers_and_offers_no_repair() {
    let mut window = at(refused(refusal(Source::Egr)));
    assert!(!window.shows("Исправить и подать снова"));
    window.click("Что взять с собой");
    assert!(matches!(window.order(), Some(Command::Printers)));
    window.hear(Notice::Printers(vec!["Kyocera".to_owned()]));
    window.click("Напечатать");
    let order = window.order();
    let Some(Command::PrintForm { document: Document::VisitList(view), copies: 1, .. }) = order else {
        panic!("{order:?}")
    };
    assert_eq!(view.refusal.map(|refusal| refusal.source), Some(Source::Egr));
    window.click("Назад");
    assert!(window.shows("Организации нет в государственном реестре"));
}

#[test]
fn the_decision_can_wait() {
    let mut window = at(refused(refusal(Source::Fns)));
    window.click("Выйти и продолжить позже");
    assert!(matches!(window.order(), Some(Command::Leave)));
}

#[test]
fn the_keyboard_alone_reaches_every_button() {
    let reached = by_keyboard(&refused(refusal(Source::Mvd)));
    for order in ["Repair", "Leave", "Printers", "Open("] {
        assert!(reached.iter().any(|reached| reached.contains(order)), "{order}: {reached:?}");
    }
}

#[test]
fn a_long_reason_wraps() {
    let long = Refusal { reason: LONG_NAME.repeat(2), ..refusal(Source::Fns) };
    let mut window = Window::at(refused(long));
    window.looks_like("34-refused-longest");
    window.click("Исправить и подать снова");
    assert!(matches!(window.input(), Some(Input::Repair)));
}
