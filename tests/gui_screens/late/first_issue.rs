//! The first issue: nothing is replaced, and a visit stands at the end.

use super::*;

fn first() -> View {
    let mut view = View { old: None, old_key: None, rows: Vec::new(), holder: None, ..waiting("checking") };
    let holder = Values::default()
        .with("surname", "Иванова")
        .with("given-name", "Мария Петровна")
        .with("organization", "ООО «Ромашка»");
    let _ = view.forms.dossier.sections.insert(Section::Holder, holder);
    view
}

/// Row 2.50.
#[test]
fn the_papers_for_the_visit_are_listed_and_can_be_printed() {
    let mut window = at(first());
    assert!(window.shows("Последний шаг — визит. Возьмите с собой:"));
    window.looks_like_day_and_night("33-first-issue");
    window.whole("33-first-issue-whole");
    window.click("Напечатать список");
    assert!(matches!(window.order(), Some(Command::Printers)));
    window.picture("33-visit-list");
    let document = Document::VisitList(Box::new(first()));
    let papers: Vec<_> = print::form(&document).blocks.into_iter().flat_map(|block| block.checks).collect();
    assert!(papers.len() > 3, "{papers:?}");
    window.click("Назад");
    for paper in papers {
        assert!(window.shows(&paper), "{paper} stands on paper and not on the screen");
    }
}

#[test]
fn nobody_is_told_of_a_certificate_that_does_not_exist() {
    let mut window = at(first());
    window.click("Отозвать заявку");
    assert!(window.shows("Заявка № К-2026-000418 будет отозвана, новый ключ удалён."));
    let refused = Some(refusal(Source::Operator));
    let mut window = at(View { refusal: refused, question: Some(Question::Refused), ..first() });
    assert!(window.shows("Новый ключ цел, введённое сохранено."));
    assert!(window.shows("Заявка № К-2026-000418."));
    window.click("Отменить замену");
    assert!(window.shows("Новый ключ будет удалён, введённое останется в журнале."));
}

#[test]
fn the_panel_offers_it_only_where_it_is_possible() {
    let mut window = Window::new();
    assert!(!window.shows("Сертификата ещё нет? Получить первый"));
    let checked_at = Some(fixture::now());
    window.hear(Notice::Panel(Box::new(Panel { first_issue: true, checked_at, ..Panel::default() })));
    window.looks_like_day_and_night("33-first-offer");
    window.click("Сертификата ещё нет? Получить первый");
    assert!(matches!(window.order(), Some(Command::StartFirst)));
    window.click("Сертификата ещё нет? Получить первый");
    assert!(window.order().is_none(), "once is enough");
}
