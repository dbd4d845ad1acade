//! «Диагностика», «Репетиция», «История замен» and the card long before a renewal: what is said, what is ordered.

use renewal_master::domain::history::{Outcome, Record, Verdict};
use renewal_master::domain::workplace::{Checked, Line, Seen};
use renewal_master::fault::{Fault, SupportCode};
use renewal_master::runtime::message::{Command, Notice};
use renewal_master::runtime::pages::{PageNews, PageOrder};

use super::{Window, fixture};

fn lines() -> Vec<Line> {
    let state = Fault::new(SupportCode::ReaderService).with("state", "absent");
    vec![
        Line::new(Checked::Reader, Some(state), true, Seen::Fine),
        Line::new(Checked::Ca, None, true, Seen::Answered(84)),
        Line::new(Checked::Keyring, Some(SupportCode::KeyringAbsent.into()), false, Seen::Fine),
    ]
}

fn told(window: &mut Window, news: PageNews) {
    window.hear(Notice::Page(news));
}

fn ordered(window: &Window) -> PageOrder {
    match window.order() {
        Some(Command::Page(order)) => order,
        other => panic!("{other:?}"),
    }
}

fn opened() -> Window {
    let mut window = Window::new();
    window.tall = true;
    window.click("Диагностика");
    assert!(matches!(ordered(&window), PageOrder::Diagnose), "the page looks by itself");
    told(&mut window, PageNews::Diagnosis(lines()));
    window
}

#[test]
fn every_failed_line_says_what_to_do_and_the_report_takes_all_of_them() {
    let mut window = opened();
    for text in [
        "Нужно исправить",
        "READER-SERVICE",
        "KEYRING-ABSENT",
        "ответ за 84 мс",
        "Служба чтения носителей не запущена. Администратору: установите пакет pcscd и включите его командой \
         systemctl enable --now pcscd.socket.",
    ] {
        assert!(window.shows(text), "{text}");
    }
    window.click("Сохранить отчёт");
    let PageOrder::SaveDiagnosis(saved, path) = ordered(&window) else { panic!("no report") };
    assert_eq!((saved, path.extension().unwrap().to_str()), (lines(), Some("txt")));
    told(&mut window, PageNews::DiagnosisSaved(path.clone()));
    window.click("Открыть отчёт");
    assert!(matches!(window.order(), Some(Command::Open(opened)) if opened == path.to_string_lossy()));
    window.click("Проверить снова");
    assert!(matches!(ordered(&window), PageOrder::Diagnose));
    assert!(window.shows("Идёт проверка…"));
}

#[test]
fn what_will_hinder_the_renewal_leads_to_the_diagnosis_until_it_is_mended() {
    let mut window = Window::new();
    told(&mut window, PageNews::Hindrances(lines()[..1].to_vec()));
    let said = "Замене сертификата помешает: Служба чтения носителей не запущена.";
    assert!(window.shows(said));
    window.click("Посмотреть");
    let mut mended = lines();
    mended[0].check.fault = None;
    told(&mut window, PageNews::Diagnosis(mended));
    window.click("Уведомления");
    assert!(!window.shows(said));
}

#[test]
fn a_missing_keyring_is_told_on_the_first_page_until_it_is_there() {
    let mut window = Window::new();
    window.tall = true;
    let fault = Fault::new(SupportCode::KeyringAbsent);
    let said = renewal_master::gui::screens::trouble::Trouble::new(&fault).notice();
    told(&mut window, PageNews::Keyring(Some(fault)));
    assert!(window.shows(&said));
    told(&mut window, PageNews::Keyring(None));
    assert!(!window.shows(&said));
}

#[test]
fn a_rehearsal_is_ordered_from_real_work_and_says_that_the_token_is_not_used() {
    let mut window = opened();
    window.click("Начать репетицию");
    assert!(matches!(ordered(&window), PageOrder::Rehearse));
    told(&mut window, PageNews::Rehearsing);
    assert!(window.shows("Открывается окно с пометкой «Учебный режим». Ваш носитель не используется."));

    let mut training = Window::new_in(true);
    training.click("Диагностика");
    told(&mut training, PageNews::Diagnosis(lines()));
    assert!(!training.shows("Начать репетицию"), "this is the rehearsal");
}

#[test]
fn the_rehearsal_is_this_program_in_its_training_mode_and_takes_no_module_along() {
    let program = renewal_master::compose::rehearsal_program().unwrap();
    assert_eq!(program.get_program(), std::env::current_exe().unwrap().as_os_str());
    assert_eq!(program.get_args().collect::<Vec<_>>(), ["--training", "operator"]);
    let removed = program.get_envs().any(|(name, value)| name == "RENEWAL_PKCS11_MODULES" && value.is_none());
    assert!(removed);
}

#[test]
fn the_history_tells_every_record_and_names_the_altered_one() {
    let record = |outcome, new: Option<&str>| Record {
        at: fixture::now(),
        renewal: "r1".to_owned(),
        holder: "Иванова Мария Петровна".to_owned(),
        old: Some("01D7".to_owned()),
        new: new.map(str::to_owned),
        outcome,
    };
    let records = vec![record(Outcome::Begun, None), record(Outcome::Finished, Some("02E8"))];
    let mut window = Window::new();
    window.click("Сертификаты");
    window.click("История замен");
    assert!(matches!(ordered(&window), PageOrder::History));
    told(&mut window, PageNews::History(records.clone(), Verdict::Whole));
    for text in ["Записи не изменялись", "замена завершена", "22.11.2026 14:32 · 01D7 → 02E8"]
    {
        assert!(window.shows(text), "{text}");
    }
    window.click("Сохранить CSV");
    let PageOrder::SaveHistory(path) = ordered(&window) else { panic!("no table") };
    told(&mut window, PageNews::HistorySaved(path));
    assert!(window.shows("Открыть файл"));
    told(&mut window, PageNews::History(records, Verdict::Altered(2)));
    assert!(window.shows("Запись 2 изменена"));
    window.click("Назад");
    assert!(window.shows("Сертификаты"));
}
