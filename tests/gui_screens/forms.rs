//! The screens of the long way up to the submission.

use super::*;
use renewal_master::domain::form::{Section, Slot, Values};
use renewal_master::domain::workplace::Checked;
use renewal_master::gui::screens::form::typing::widget;
use renewal_master::gui::screens::trouble::Trouble;

/// The window at a step, tall enough for its page.
fn at(view: View) -> Window {
    Window { tall: true, ..Window::at(view) }
}

fn form(section: Section) -> Window {
    at(treasury::at(section))
}

/// What was handed in, whatever was saved before.
fn filled(window: &Window) -> Option<Values> {
    std::iter::from_fn(|| window.input()).find_map(|input| match input {
        Input::Fill(_, values) => Some(values),
        _ => None,
    })
}

mod workplace {
    use super::*;

    fn window(faults: &[(Checked, SupportCode, bool)]) -> Window {
        let checks = treasury::checks(faults);
        at(View { checks, ..treasury::view(Step::Workplace, Some(Question::Workplace)) })
    }

    /// Rows 1.02, 1.01, 2.08.
    #[test]
    fn a_workplace_in_order_lets_the_work_begin() {
        let mut window = window(&[]);
        assert!(window.shows("Всё готово: можно начинать."));
        window.looks_like_day_and_night("21-workplace");
        window.click("Продолжить");
        assert!(matches!(window.input(), Some(Input::Proceed)));
    }

    /// Rows 1.03, 2.34.
    #[test]
    fn a_blocking_check_names_cause_and_fix_and_stops_the_work_until_it_is_mended() {
        let mut window = window(&[
            (Checked::Token, SupportCode::TokenAbsent, true),
            (Checked::Keyring, SupportCode::VaultFailed, false),
        ]);
        window.looks_like_day_and_night("21-workplace-blocked");
        window.click("Продолжить");
        assert!(window.input().is_none());
        window.click("Проверить снова");
        assert!(matches!(window.input(), Some(Input::Recheck)));
    }

    #[test]
    fn a_warning_alone_stops_nothing() {
        let mut window = window(&[(Checked::Keyring, SupportCode::VaultFailed, false)]);
        window.click("Продолжить");
        assert!(matches!(window.input(), Some(Input::Proceed)));
    }

    /// Row 1.03.
    #[test]
    fn a_report_for_the_administrator_can_be_saved_and_opened() {
        let mut window = window(&[(Checked::Driver, SupportCode::ModuleLoad, true)]);
        window.click("Сохранить отчёт для администратора");
        let Some(Command::SaveReport(checks, path)) = window.order() else { panic!("no report") };
        assert_eq!(checks.len(), 6);
        assert!(path.to_string_lossy().ends_with("проверка-рабочего-места-22.11.2026.txt"));
        window.hear(Notice::ReportSaved(path.clone()));
        window.click("Открыть отчёт");
        assert!(matches!(window.order(), Some(Command::Open(opened)) if opened == path.to_string_lossy()));
    }
}

mod office {
    use super::*;

    /// Rows 0.03, 0.04, 2.16: search as you type, the office of the chosen region only.
    #[test]
    fn region_and_office_are_found_by_any_part_of_their_names_with_the_keyboard_alone() {
        let mut window = form(Section::Office);
        window.looks_like_day_and_night("22-office");
        window.type_into("form-region", "моск");
        assert!(window.shows("Московская область") && window.shows("г. Москва"));
        assert!(!window.shows("Республика Алтай"));
        window.picture("22-office-search");
        window.act(|ui| {
            ui.click(selector::id("form-region")).unwrap();
            ui.tap_key(Named::ArrowDown);
        });
        window.act(|ui| {
            ui.click(selector::id("form-region")).unwrap();
            ui.tap_key(Named::Enter);
        });
        assert!(window.shows("УФК по г. Москве"), "the second entry was «г. Москва»");
        assert!(!window.shows("УФК по Орловской области"));
        window.click("УФК по г. Москве");
        window.looks_like_day_and_night("22-office-chosen");
        window.click("Далее");
        let Some(Input::Fill(Section::Office, values)) = window.input() else { panic!("not handed in") };
        assert_eq!((values.text("region"), values.text("office")), ("05", "7300"));
        assert_eq!(values.text("ogrn"), "1027700132195", "from the certificate, row 2.16");
    }

    /// Row 0.05.
    #[test]
    fn nothing_goes_on_before_both_are_chosen() {
        let mut window = form(Section::Office);
        window.click("Далее");
        assert!(window.input().is_none());
        assert!(window.shows("Заполните это поле."));
    }

    #[test]
    fn an_office_of_another_region_does_not_stay() {
        let values = Values::default().with("region", "05").with("office", "7300");
        let mut window = at(treasury::with(Section::Office, values));
        window.type_into("form-region", "орл");
        window.act(|ui| {
            ui.click(selector::id("form-region")).unwrap();
            ui.tap_key(Named::Enter);
        });
        window.click("Далее");
        let values = filled(&window).unwrap();
        assert_eq!((values.text("region"), values.text("office")), ("07", "5400"), "the only one is taken");
    }
}

mod content {
    use super::*;

    /// Rows 0.02, 0.06, 1.10, 1.14, 2.19, 2.20, 2.37, 2.38.
    #[test]
    fn kinds_classes_and_powers_have_sensible_defaults() {
        let mut window = form(Section::Content);
        window.looks_like_day_and_night("23-content");
        window.whole("23-content-whole");
        window.click("Далее");
        let Some(Input::Fill(Section::Content, values)) = window.input() else { panic!("not handed in") };
        assert_eq!(values.text("request"), "change");
        assert_eq!(values.text("kind"), "official");
        assert_eq!(values.text("class"), "ks1");
        assert!(values.flag("power-client-auth"));
        assert!(!window.shows("Landocs. Делопроизводство"));
    }

    #[test]
    fn a_power_brings_its_base_along_and_the_preset_leaves_testing_out() {
        let mut window = form(Section::Content);
        window.click("ЭП администратора организации");
        window.click("Все, кроме «Тестирование»");
        window.click("Далее");
        let values = filled(&window).unwrap();
        for power in ["gmu-base", "gmu-admin", "sufd-first", "sufd-second"] {
            assert!(values.flag(&format!("power-{power}")), "{power}");
        }
        assert!(!values.flag("power-sufd-test"));
    }

    #[test]
    fn a_base_alone_is_refused_at_its_place() {
        let mut window = form(Section::Content);
        window.click("Базовый OID");
        window.click("Далее");
        assert!(matches!(window.input(), None | Some(Input::Draft(..))));
        assert!(window.shows("К этому полномочию нужно выбрать ещё одно из той же системы."));
    }

    /// Row 0.10.
    #[test]
    fn staff_of_the_central_office_get_their_class_and_are_told_why() {
        let mut view = treasury::at(Section::Content);
        let office = Values::default().with("region", "05").with("office", "cafk");
        let _ = view.forms.dossier.sections.insert(Section::Office, office);
        let mut window = at(view);
        assert!(window.shows("Сотрудникам выбранного органа положен этот класс, поменять его нельзя."));
        window.click("КС1");
        window.click("Далее");
        let values = filled(&window);
        assert_eq!(values.unwrap().text("class"), "ks2");
    }

    /// Rows 0.09, 2.18.
    #[test]
    fn an_existing_certificate_fills_the_choices_and_a_bad_file_is_named() {
        let mut window = form(Section::Content);
        let _ = window.app.update(Message::Dropped("/media/old.cer".into()));
        assert!(matches!(window.order(), Some(Command::ReadCertificate(path)) if path.ends_with("old.cer")));
        window.hear(Notice::Certificate(Err(SupportCode::CertUnreadable.into())));
        window.picture("23-content-unreadable");
        window.hear(Notice::Certificate(Ok(Box::new(fixture::old()))));
        assert!(window.shows("Взято из сертификата: Иванова Мария Петровна"));
    }
}

mod identity {
    use super::*;

    /// Rows 1.12, 2.24.
    #[test]
    fn an_unchanged_document_is_one_click() {
        let mut window = form(Section::Identity);
        window.looks_like_day_and_night("24-identity");
        window.click("Далее");
        assert!(matches!(window.input(), Some(Input::Fill(Section::Identity, values)) if values.is_empty()));
    }

    /// Rows 0.08, 1.11, 1.17, 2.32, 2.47, 2.48.
    #[test]
    fn a_changed_document_opens_the_fields_and_everything_missing_is_said_at_once() {
        let mut window = form(Section::Identity);
        window.click("Документ изменился");
        assert!(window.shows("обязательное поле"));
        window.click("Паспорт гражданина РФ");
        window.looks_like_day_and_night("24-identity-changed");
        window.click("Далее");
        assert!(filled(&window).is_none());
        assert!(window.shows("Заполните это поле.") && window.shows("Прикрепите файл."));
        window.looks_like_day_and_night("24-identity-missing");
    }

    #[test]
    fn dates_and_codes_are_typed_in_their_shape_and_kept_for_machines() {
        let mut window = at(treasury::with(Section::Identity, treasury::passport()));
        assert!(window.shows("Паспорт гражданина РФ"));
        for _ in 0..10 {
            window.act(|ui| {
                ui.click(selector::id("form-issued")).unwrap();
                ui.tap_key(Named::Backspace);
            });
        }
        window.type_into("form-issued", "31022024");
        assert!(window.shows("Такого дня нет. Напишите дату как 05.03.2019."));
        let saved = std::iter::from_fn(|| {
            let _ = window.app.update(Message::Tick);
            window.input()
        })
        .last();
        let Some(Input::Draft(_, values)) = saved else { panic!("half-typed values are not saved") };
        assert_eq!(values.text("issued"), "31.02.2024");
        assert_eq!(values.text("born"), "1984-07-19");
    }

    /// Row 1.12: what was typed for a document that did not change after all is not signed.
    #[test]
    fn fields_that_are_closed_again_are_not_handed_in() {
        let mut window = at(treasury::with(Section::Identity, treasury::passport()));
        window.click("Документ прежний, ничего не изменилось");
        window.click("Далее");
        let filled = filled(&window);
        assert_eq!(filled, Some(Values::default()));
    }
}

mod scans {
    use super::*;
    use renewal_master::domain::form::{Inspected, Media, Scan};

    fn view() -> View {
        treasury::with(Section::Identity, treasury::passport())
    }

    /// Rows 1.23, 2.47: by path, by drop.
    #[test]
    fn a_file_is_attached_by_its_path_or_by_dropping_it() {
        let mut window = at(view());
        window.act(|ui| {
            ui.click(selector::id("scan-path")).unwrap();
            ui.typewrite("/home/user/p.jpg");
        });
        window.act(|ui| {
            ui.click(selector::id("scan-path")).unwrap();
            ui.tap_key(Named::Enter);
        });
        assert!(
            matches!(window.input(), Some(Input::Attach { slot: Slot::Identity, path }) if path.ends_with("p.jpg"))
        );
        window.hear(Notice::View(Box::new(view())));
        let _ = window.app.update(Message::Dropped("/home/user/q.pdf".into()));
        assert!(matches!(window.input(), Some(Input::Attach { path, .. }) if path.ends_with("q.pdf")));
    }

    #[test]
    fn what_is_attached_is_listed_with_kind_and_size_and_can_be_removed() {
        let mut view = view();
        view.forms.dossier.scans.push(treasury::scan());
        let mut window = at(view);
        assert!(window.shows("паспорт.jpg") && window.shows("JPG · 900 КБ"));
        window.click("Удалить");
        assert!(matches!(window.input(), Some(Input::Detach { digest, .. }) if digest.starts_with("9f86")));
    }

    /// Row 2.33.
    #[test]
    fn a_picture_that_is_too_large_is_offered_smaller_with_both_sizes() {
        let small = Scan { size: 943_000, ..treasury::scan() };
        let mut view = view();
        view.forms.offer = Some(Inspected::TooLarge {
            name: "паспорт.jpg".to_owned(),
            media: Media::Jpg,
            size: 6_501_171,
            shrunk: Some(small),
        });
        let mut window = at(view);
        window.whole("24-identity-shrink-whole");
        assert!(window.shows("Файл «паспорт.jpg» больше 1 МБ: 6,1 МБ. Уменьшить до 920 КБ?"));
        window.picture("24-identity-shrink");
        window.click("Уменьшить");
        assert!(matches!(window.input(), Some(Input::TakeShrunk(true))));
    }

    #[test]
    fn a_refused_file_is_told_at_its_place() {
        let mut window = at(view());
        let _ = window.app.update(Message::Dropped("/home/user/q.exe".into()));
        let _ = window.input();
        let fault: Fault = SupportCode::DiskDenied.into();
        window.hear(Notice::View(Box::new(View { fault: Some(fault.clone()), ..view() })));
        window.picture("24-identity-refused");
        // The next path is typed: nothing appears above the field that would push it away.
        window.type_into("scan-path", "/home/user/p.jpg");
        assert!(!window.shows(&Trouble::new(&fault).line()));
        window.click("Прикрепить");
        assert!(matches!(window.input(), Some(Input::Draft(..) | Input::Attach { .. })));
    }

    /// What is missing is a file: «Далее» leads to the field for its path.
    #[test]
    fn without_a_scan_next_leads_to_its_path() {
        let mut window = at(view());
        window.click("Далее");
        assert!(window.input().is_none(), "nothing is handed in");
        assert!(window.shows("Прикрепите файл."));
        assert_eq!(widget("scan-identity"), "scan-path");
    }
}

mod statement {
    use super::*;

    fn values() -> Values {
        treasury::dossier().sections.remove(&Section::Statement).unwrap()
    }

    /// Rows 0.16, 2.25, 2.26: the word goes alone, once, and only when it is asked for.
    #[test]
    fn the_code_word_is_masked_kept_out_of_the_values_and_handed_over_when_asked_for() {
        let mut window = at(treasury::with(Section::Statement, values()));
        window.click("Далее");
        assert!(window.input().is_none(), "the word is missing");
        window.type_into("form-code-word", "василёк");
        window.looks_like_day_and_night("25-statement");
        assert!(!window.shows("василёк"));
        window.click("Далее");
        let filled = window.input();
        assert!(!format!("{filled:?}").contains("василёк"));
        assert!(matches!(filled, Some(Input::Fill(Section::Statement, _))));
        window.hear(Notice::View(Box::new(treasury::at(Section::Contacts))));
        window.hear(Notice::View(Box::new(treasury::view(Step::Review, Some(Question::CodeWord)))));
        // The runtime would take the answer of `update`; here it is sent by the window itself.
        assert!(matches!(window.input(), Some(Input::CodeWord(word)) if word.reveal() == "василёк"));
    }

    /// After a restart nobody knows the word.
    #[test]
    fn after_a_restart_the_word_is_asked_for_again() {
        let mut window = at(treasury::view(Step::Review, Some(Question::CodeWord)));
        window.looks_like_day_and_night("25-code-word");
        window.type_into("code-word", "василёк");
        window.click("Продолжить");
        assert!(matches!(window.input(), Some(Input::CodeWord(word)) if word.reveal() == "василёк"));
    }

    /// Rows 0.17, 0.18, 2.49: two copies unless the user says otherwise; back to the same step, nothing lost.
    #[test]
    fn the_application_is_printed_in_two_copies_and_closing_it_loses_nothing() {
        let mut window = at(treasury::with(Section::Statement, values()));
        window.type_into("form-head-name", "!");
        window.click("Посмотреть и напечатать");
        let saved = window.order();
        assert!(matches!(saved, Some(Command::Printers)), "{saved:?}");
        window.hear(Notice::Printers(vec!["Kyocera".to_owned()]));
        window.click("Напечатать");
        let order = window.order();
        let Some(Command::PrintForm { document, copies: 2, .. }) = order else { panic!("{order:?}") };
        let renewal_master::runtime::message::Document::Statement(view) = document else { panic!() };
        assert_eq!(view.forms.dossier.text(Section::Statement, "head-name"), "Петров О. И.!");
        window.hear(Notice::FormPrinted);
        window.click("Назад");
        assert!(window.shows("Заявление на сертификат"));
        window.click("Далее");
        assert!(window.shows("Заполните это поле."), "the word; the rest is still there");
    }
}

mod contacts {
    use super::*;

    /// Rows 0.19, 0.20, 1.25, 1.26.
    #[test]
    fn telephone_and_mail_are_checked_and_kept() {
        let mut window = form(Section::Contacts);
        window.type_into("form-phone", "89123456789");
        window.type_into("form-email", "ivanova@romashka");
        window.click("Получать уведомления об изменении статуса заявки");
        assert!(window.shows("Это не похоже на адрес почты. Пример: ivanova@romashka.example"));
        window.looks_like_day_and_night("26-contacts");
        window.type_into("form-email", ".example");
        window.click("Далее");
        let filled = filled(&window);
        let values = filled.unwrap();
        assert_eq!(values.text("phone"), "+79123456789");
        assert_eq!(values.text("email"), "ivanova@romashka.example");
        assert!(values.flag("notify"));
    }

    #[test]
    fn the_whole_form_is_filled_and_handed_in_by_the_keyboard_alone() {
        let mut window = form(Section::Contacts);
        window.act(|ui| {
            ui.tap_key(Named::Tab);
            ui.typewrite("9123456789");
            ui.tap_key(Named::Tab);
            ui.typewrite("ivanova@romashka.example");
            ui.tap_key(Named::Tab);
            ui.tap_key(Named::Space);
            // «Назад», then «Далее».
            ui.tap_key(Named::Tab);
            ui.tap_key(Named::Tab);
            ui.tap_key(Named::Enter);
        });
        let values = filled(&window).unwrap();
        assert_eq!(values.text("phone"), "+79123456789");
        assert!(values.flag("notify"));
    }

    #[test]
    fn what_is_typed_is_saved_within_a_second_and_when_the_screen_is_left() {
        let mut window = form(Section::Contacts);
        window.type_into("form-email", "i");
        let _ = window.app.update(Message::Tick);
        assert!(matches!(window.input(), Some(Input::Draft(Section::Contacts, _))));
        let _ = window.app.update(Message::Tick);
        assert!(window.input().is_none(), "nothing changed since");
        window.type_into("form-email", "v");
        window.click("Назад");
        assert!(matches!(window.input(), Some(Input::Draft(_, values)) if values.text("email") == "iv"));
        assert!(matches!(window.input(), Some(Input::Back)));
    }

    #[test]
    fn closing_the_window_saves_what_was_typed() {
        let mut window = form(Section::Contacts);
        window.type_into("form-email", "i");
        let Window { app, orders, .. } = window;
        drop(app);
        assert!(matches!(orders.try_recv(), Ok(Command::Input(Input::Draft(Section::Contacts, _)))));
    }
}

mod consents {
    use super::*;

    /// Rows 3.10, 3.13.
    #[test]
    fn both_switches_must_be_on_and_the_texts_can_be_read() {
        let mut window = form(Section::Consents);
        window.click("Пользовательское соглашение");
        window.click("Далее");
        assert!(filled(&window).is_none());
        assert!(window.shows("Без согласия заявку не примут."));
        window.looks_like_day_and_night("27-consents");
        window.click("Открыть текст");
        assert!(matches!(window.order(), Some(Command::Open(page)) if page.ends_with("user-agreement")));
        window.click("Публичный договор");
        window.click("Далее");
        assert!(filled(&window).is_some());
    }
}

mod drafts {
    use super::*;

    fn window() -> Window {
        at(treasury::view(Step::SignIn, Some(Question::Drafts(treasury::drafts()))))
    }

    /// Rows 2.45, 2.46.
    #[test]
    fn the_latest_draft_is_offered_with_its_last_day_and_one_that_is_over_cannot_be_taken() {
        let mut window = window();
        window.looks_like_day_and_night("28-drafts");
        window.click("Черновик № К-2026-000297 от 11.10.2026");
        window.click("Продолжить");
        assert!(matches!(window.input(), Some(Input::TakeDraft(Some(draft))) if draft == "d2"));
    }

    #[test]
    fn beginning_anew_is_a_choice_too() {
        let mut window = window();
        window.click("Начать заново");
        window.click("Продолжить");
        assert!(matches!(window.input(), Some(Input::TakeDraft(None))));
    }
}

mod review {
    use super::*;

    /// Rows 0.21 to 0.23, 1.27 to 1.29, 2.28: everything is shown, and one question stands before the signature.
    #[test]
    fn nothing_is_signed_before_the_question_was_answered() {
        let mut window = at(treasury::review());
        window.looks_like_day_and_night("29-review");
        window.whole("29-review-whole");
        window.click("Подписать и отправить");
        assert!(window.input().is_none());
        assert!(window.shows("Подписать сведения электронной подписью?"));
        window.looks_like_day_and_night("29-review-ask");
        window.click("Да, подписать");
        assert!(matches!(window.input(), Some(Input::Sign)));
    }

    #[test]
    fn an_enter_too_much_signs_nothing() {
        let mut window = at(treasury::review());
        window.act(|ui| {
            ui.tap_key(Named::Enter);
        });
        assert!(window.input().is_none());
        assert!(!window.shows("Подписать сведения электронной подписью?"));
    }

    /// Row 1.29.
    #[test]
    fn every_document_is_listed_with_size_and_digest() {
        let mut window = at(treasury::review());
        assert!(window.shows("Скан документа: паспорт.jpg") && window.shows("900 КБ"));
        assert!(window.shows(&format!("SHA-256 {}…", "c".repeat(16))));
        window.click("Показать SHA-256 целиком");
        assert!(window.shows(&format!("SHA-256 {}", "c".repeat(64))));
    }

    #[test]
    fn a_section_can_be_changed_from_here() {
        let mut window = at(treasury::review());
        window.click("Изменить");
        assert!(matches!(window.input(), Some(Input::Revise(Section::Office))));
    }

    /// Rows 2.29, 2.44, 2.46, 2.30.
    #[test]
    fn number_and_link_can_be_copied_and_it_is_confirmed() {
        let mut window = at(treasury::review());
        assert!(window.shows("К-2026-000418") && window.shows("https://ca.example/treasury/r/d1"));
        window.click("Скопировать ссылку");
        assert!(window.shows("Скопировано") && window.shows("Скопировать"));
    }

    #[test]
    fn the_upload_shows_how_much_has_arrived() {
        let uploading = Some((treasury::scan(), 460_800));
        let view = View { question: None, uploading, to_sign: Vec::new(), ..treasury::review() };
        let window = at(view);
        assert!(window.shows("450 КБ из 900 КБ"));
        window.looks_like_day_and_night("29-review-upload");
    }
}

mod verify {
    use super::*;
    use renewal_master::domain::refusal::{Finding, Source};

    fn window(blocking: bool) -> Window {
        let finding = Finding {
            source: Source::Mvd,
            field: "identity/number".to_owned(),
            detail: "Паспорт недействителен".to_owned(),
            blocking,
        };
        at(View { findings: vec![finding], ..treasury::view(Step::Verify, Some(Question::Data)) })
    }

    /// Rows 2.11 to 2.13, 3.21.
    #[test]
    fn a_finding_that_means_refusal_stops_before_anything_is_sent() {
        let mut window = window(true);
        window.looks_like_day_and_night("30-verify-findings");
        window.click("Верны");
        assert!(window.input().is_none());
    }

    /// Row 2.11: the section to blame is one press away.
    #[test]
    fn a_finding_leads_to_the_section_it_is_about() {
        let mut window = window(true);
        window.click("Изменить");
        assert!(matches!(window.input(), Some(Input::Revise(Section::Identity))));
    }

    #[test]
    fn a_mere_remark_stops_nothing() {
        let mut window = window(false);
        window.click("Верны");
        assert!(matches!(window.input(), Some(Input::Agree)));
    }
}

mod sign_in {
    use super::*;

    /// Rows 0.01, 2.15.
    #[test]
    fn the_question_for_the_pin_stands_over_what_is_signed_in_with() {
        let question = Question::Pin { key: fixture::key_on(&fixture::rutoken()), place: fixture::rutoken() };
        let mut window = at(treasury::view(Step::SignIn, Some(question)));
        window.looks_like_day_and_night("28-sign-in");
        window.type_into("pin", "12345678");
        window.click("Продолжить");
        assert!(matches!(window.input(), Some(Input::Unlock(..))));
    }
}

/// All steps of the longest journey are seen at once, also beside the notice of the training mode; row 2.06.
#[test]
fn the_rail_shows_every_step_of_a_long_journey() {
    for training in [false, true] {
        let mut window = Window::at_in(treasury::at(Section::Office), training);
        window.picture(if training { "31-rail-training" } else { "31-rail" });
        for step in ["Рабочее место", "Согласия", "Подпись и отправка", "Ожидание", "Готово"]
        {
            // Only what is in sight can be clicked.
            window.click(step);
        }
    }
}
