//! The application, before it is printed.

use super::*;

fn statement() -> View {
    let dossier: Dossier = treasury::dossier();
    let values = dossier.sections.clone();
    let forms = FormsView { dossier, values, ..FormsView::default() };
    View { forms, ..treasury::at(Section::Statement) }
}

/// Rows 0.17, 0.18, 2.49.
#[test]
fn the_application_is_seen_before_it_is_printed_in_two_copies() {
    let mut window = at(statement());
    window.click("Посмотреть и напечатать");
    assert!(matches!(window.order(), Some(Command::Printers)));
    window.hear(Notice::Printers(vec!["Kyocera".to_owned()]));
    assert!(window.shows("Копий: 2"));
    window.picture("37-statement");
    window.click("Напечатать");
    let order = window.order();
    let Some(Command::PrintForm { document, copies: 2, .. }) = order else { panic!("{order:?}") };
    let said = words(&document);
    for part in
        ["Заявление", "Иванова Мария Петровна", "Главный бухгалтер", "УФК по г. Москве", "Петров О. И."]
    {
        assert!(said.contains(part), "{part} is not in {said}");
    }
    assert!(!said.contains("papers-") && !said.contains("paper-"));
    window.click("Назад");
    assert!(window.shows("Заявление на сертификат"), "the same step as before");
}

#[test]
fn a_first_application_names_whoever_was_typed() {
    let holder = Values::default()
        .with("surname", "Петрова")
        .with("given-name", "Анна Олеговна")
        .with("organization", "ООО «Ромашка»");
    let mut view = View { old: None, rows: Vec::new(), holder: None, ..statement() };
    let _ = view.forms.dossier.sections.insert(Section::Holder, holder);
    let said = words(&Document::Statement(Box::new(view)));
    assert!(said.contains("Петрова Анна Олеговна") && !said.contains("Иванова Мария"), "{said}");
}
