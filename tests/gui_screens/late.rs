//! The screens behind the submission: the long wait, refusals, request files, the certificate store, the papers.

use super::*;
use std::path::PathBuf;
use std::sync::Arc;

use renewal_master::domain::exchange::{Accepted, WaitNews};
use renewal_master::domain::form::{Dossier, Section, Values};
use renewal_master::domain::portal::Payment;
use renewal_master::domain::profile::{EarlyStep, Profile, Protocol, WaitingStage};
use renewal_master::domain::refusal::{Finding, Refusal, Source};
use renewal_master::domain::secret::{Pin, Sealed};
use renewal_master::gui::screens::print;
use renewal_master::i18n;
use renewal_master::renewal::{FormsView, WaitView};
use renewal_master::runtime::message::{Document, Panel};
use time::Duration;
use time::macros::datetime;

/// As long as the name of an organisation may be.
const LONG_NAME: &str = "ГОСУДАРСТВЕННОЕ БЮДЖЕТНОЕ ПРОФЕССИОНАЛЬНОЕ ОБРАЗОВАТЕЛЬНОЕ УЧРЕЖДЕНИЕ ВЫСШЕГО И ДОПОЛНИТЕЛЬНОГО \
     ОБРАЗОВАНИЯ «СЕВЕРО-ЗАПАДНЫЙ МЕЖОТРАСЛЕВОЙ НАУЧНО-МЕТОДИЧЕСКИЙ ЦЕНТР ПОДГОТОВКИ, ПЕРЕПОДГОТОВКИ И ПОВЫШЕНИЯ \
     КВАЛИФИКАЦИИ РАБОТНИКОВ БЮДЖЕТНОЙ СФЕРЫ», Г. МОСКВЫ";

/// The window at a step, tall enough for its page.
fn at(view: View) -> Window {
    Window { tall: true, ..Window::at(view) }
}

/// What each press of the keyboard alone leads to: Tab so many times, then Enter, each time in a new window.
fn by_keyboard(view: &View) -> Vec<String> {
    let pressed = (1..=16).filter_map(|tabs| {
        let mut window = at(view.clone());
        window.act(|ui| {
            for _ in 0..tabs {
                ui.tap_key(Named::Tab);
            }
            ui.tap_key(Named::Enter);
        });
        window.order().map(|order| format!("{order:?}"))
    });
    pressed.collect()
}

/// What a press sends inside the window.
fn messages_of(window: &Window, text: &str) -> String {
    let mut ui = window.open();
    ui.click(text).unwrap_or_else(|_| panic!("«{text}» is not there"));
    format!("{:?}", ui.into_messages().collect::<Vec<_>>())
}

/// The Treasury's CA with every stage there is.
fn profile() -> Profile {
    let stage = |stage: &str, working_days, actor: &str| WaitingStage {
        stage: stage.to_owned(),
        working_days,
        actor: actor.to_owned(),
    };
    Profile {
        waiting: vec![
            stage("checking", Some(5), "registers"),
            stage("approval", None, "head"),
            stage("payment", None, "payer"),
            stage("operator", Some(1), "operator"),
            stage("issuing", None, "ca"),
        ],
        page: "https://ca.example/page".to_owned(),
        ..(*treasury::profile()).clone()
    }
}

/// What was filled in, with who is told of news.
fn forms() -> FormsView {
    FormsView { dossier: treasury::dossier(), draft: Some(treasury::draft()), ..FormsView::default() }
}

fn waiting(stage: &str) -> View {
    let wait = WaitView {
        stage: stage.to_owned(),
        news: WaitNews { since: Some(fixture::at(datetime!(2026-11-20 9:05))), ..WaitNews::default() },
        asked_at: fixture::at(datetime!(2026-11-22 14:30)),
        next: fixture::at(datetime!(2026-11-22 15:00)),
        since: fixture::at(datetime!(2026-11-20 9:00)),
        may_close: true,
    };
    let profile = Arc::new(profile());
    View {
        waiting: Some(wait),
        rail: Step::rail(&profile),
        profile,
        forms: forms(),
        accepted: Some(accepted()),
        placed: Some((fixture::rutoken().id, false)),
        deadline: Some(fixture::at(datetime!(2026-12-20 9:00))),
        ..treasury::view(Step::Wait, None)
    }
}

fn accepted() -> Accepted {
    Accepted {
        request: "id".to_owned(),
        number: "К-2026-000418".to_owned(),
        link: Some("https://ca.example/treasury/r/d1".to_owned()),
        until: Some(fixture::at(datetime!(2026-12-20 9:00))),
    }
}

fn payment(paid: bool) -> Payment {
    Payment { amount: "24,90 BYN".to_owned(), payer: "ООО «Ромашка»".to_owned(), paid }
}

fn with_news(stage: &str, news: impl FnOnce(&mut WaitNews)) -> View {
    let mut view = waiting(stage);
    news(&mut view.waiting.as_mut().unwrap().news);
    view
}

mod wait {
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
        assert!(window.shows(
            "Новый ключ лежит на этом компьютере, документы и заявка сохранены в удостоверяющем центре."
        ));
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
        assert!(
            window.shows("Сообщите руководителю номер заявки: она стоит у него в разделе «Согласование».")
        );
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
        for view in [
            waiting("issued"),
            View { waiting: None, certificate: Some(fixture::new()), ..waiting("issuing") },
        ] {
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
}

mod contacts {
    use super::*;

    const PHONE: &str = "waiting-phone";
    const EMAIL: &str = "waiting-email";

    fn window() -> Window {
        let mut window = at(waiting("checking"));
        window.click("Изменить контакты");
        window
    }

    /// Presses this key so many times at the end of a field; it is drawn anew after each.
    fn press(window: &mut Window, field: &'static str, key: Named, times: usize) {
        for _ in 0..times {
            window.act(|ui| {
                ui.click(selector::id(field)).unwrap();
                ui.tap_key(Named::End);
                ui.tap_key(key);
            });
        }
    }

    /// Types at the end of what stands there.
    fn append(window: &mut Window, field: &'static str, text: &str) {
        window.act(|ui| {
            ui.click(selector::id(field)).unwrap();
            ui.tap_key(Named::End);
            ui.typewrite(text);
        });
    }

    #[test]
    fn wrong_contacts_are_refused_at_their_fields() {
        let mut window = window();
        window.looks_like_day_and_night("32-contacts");
        append(&mut window, EMAIL, "@");
        assert!(window.shows("Это не похоже на адрес почты. Пример: ivanova@romashka.example"));
        press(&mut window, PHONE, Named::Backspace, 3);
        assert!(window.shows("Номер не полный или не этой страны."));
        window.looks_like_day_and_night("32-contacts-wrong");
        window.click("Сохранить");
        press(&mut window, PHONE, Named::Enter, 1);
        assert!(window.input().is_none());
    }

    #[test]
    fn right_ones_are_sent_as_they_are_kept() {
        let mut window = window();
        press(&mut window, PHONE, Named::Backspace, 2);
        append(&mut window, PHONE, "11");
        append(&mut window, EMAIL, ".ru");
        window.click("Получать уведомления об изменении статуса заявки");
        window.click("Сохранить");
        let Some(Input::ChangeContacts(values)) = window.input() else { panic!("not sent") };
        assert_eq!(values.text("phone"), "+79123456711");
        assert_eq!(values.text("email"), "ivanova@romashka.example.ru");
        assert!(!values.flag("notify"));
        assert!(!window.shows("Контакты для уведомлений"), "the dialog is closed");
    }

    #[test]
    fn the_page_tells_where_news_go_now() {
        let mut window = window();
        window.act(|ui| {
            ui.tap_key(Named::Escape);
        });
        assert!(window.shows("Письма о заявке приходят сюда"));
        assert!(window.shows("ivanova@romashka.example\n+7 (912) 345-67-89"));
        let mut changed = waiting("checking");
        let _ = changed.forms.dossier.sections.insert(
            Section::Contacts,
            Values::default().with("phone", "+79010000001").with("email", "i@romashka.example"),
        );
        window.hear(Notice::View(Box::new(changed)));
        assert!(window.shows("Контакты (письма о заявке выключены)"));
        assert!(window.shows("i@romashka.example\n+7 (901) 000-00-01"));
    }

    #[test]
    fn contacts_that_did_not_arrive_are_not_lost() {
        let mut window = window();
        append(&mut window, EMAIL, ".ru");
        window.click("Сохранить");
        assert!(window.input().is_some());
        let fault = Some(SupportCode::CaUnreachable.into());
        window.hear(Notice::View(Box::new(View { fault, ..waiting("checking") })));
        window.click("Изменить контакты");
        window.click("Сохранить");
        let again = window.input();
        assert!(
            matches!(&again, Some(Input::ChangeContacts(values)) if values.text("email").ends_with(".ru")),
            "{again:?}"
        );
    }

    #[test]
    fn a_ca_that_knows_no_contacts_offers_none() {
        let mut view = waiting("checking");
        Arc::make_mut(&mut view.profile).steps.retain(|step| *step != EarlyStep::Form(Section::Contacts));
        assert!(!at(view).shows("Изменить контакты"));
    }

    #[test]
    fn the_keyboard_alone_changes_them() {
        let mut window = window();
        window.act(|ui| {
            // The dialog opens with its first field, the telephone.
            ui.tap_key(Named::Tab);
            ui.tap_key(Named::End);
            ui.typewrite(".ru");
        });
        press(&mut window, EMAIL, Named::Enter, 1);
        assert!(
            matches!(window.input(), Some(Input::ChangeContacts(values)) if values.text("email").ends_with(".ru"))
        );
    }
}

mod first_issue {
    use super::*;

    fn first() -> View {
        let mut view =
            View { old: None, old_key: None, rows: Vec::new(), holder: None, ..waiting("checking") };
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
        let papers: Vec<_> =
            print::form(&document).blocks.into_iter().flat_map(|block| block.checks).collect();
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
}

fn refusal(source: Source) -> Refusal {
    Refusal {
        source, reason: "Данные не совпали".to_owned(), sections: Vec::new(), new_key: false
    }
}

fn refused(refusal: Refusal) -> View {
    View { refusal: Some(refusal), question: Some(Question::Refused), waiting: None, ..waiting("checking") }
}

mod refusals {
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
        assert!(window.shows("Исправить нужно: Документ личности, Заявление. Остальное останется как есть. Ключ останется прежним."));
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
}

mod findings {
    use super::*;

    fn window(source: Source) -> Window {
        let finding = Finding {
            source,
            field: "surname".to_owned(),
            detail: "Фамилия не найдена".to_owned(),
            blocking: true,
        };
        at(View { findings: vec![finding], ..treasury::view(Step::Verify, Some(Question::Data)) })
    }

    /// Rows 2.12, 2.13: before sending the advice is the very same as after a refusal.
    #[test]
    fn a_register_is_named_with_the_same_advice_as_a_refusal_gives() {
        for source in Source::ALL {
            let mut window = window(source);
            let ways = i18n::ways_out(source).join("\n");
            let said = format!("{} (Фамилия): Фамилия не найдена.\n{ways}", i18n::register(source));
            assert!(window.shows(&said), "{said}");
            window.click("Верны");
            assert!(window.input().is_none(), "{source:?} blocks");
        }
        window(Source::Fns).looks_like_day_and_night("30-verify-fns");
    }

    #[test]
    fn the_registers_are_asked_again() {
        let mut window = window(Source::Mvd);
        window.click("Проверить снова");
        assert!(matches!(window.input(), Some(Input::Recheck)));
    }
}

mod by_hand {
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
        assert!(
            matches!(&input, Some(Input::SaveRequest(folder)) if folder.ends_with("backup")),
            "{input:?}"
        );
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
        let file =
            PathBuf::from(format!("/home/user/{}.req", LONG_NAME.replace([' ', '«', '»', ',', '.'], "_")));
        Window::at(View { request_file: Some(file), ..awaiting() }).looks_like("35-by-hand-longest");
    }
}

mod store {
    use super::*;

    fn view() -> View {
        View {
            certificate: Some(fixture::new()),
            store_login: Some("ivanova-418".to_owned()),
            ..fixture::view(Step::Accept, Some(Question::Acknowledgement))
        }
    }

    /// Row 3.29: the login is told; the password comes from the keyring, is shown on demand and gone when closed.
    #[test]
    fn the_password_is_shown_on_demand_and_gone_when_closed() {
        let mut window = at(view());
        assert!(window.shows("Сертификат лежит и в хранилище удостоверяющего центра. Логин: ivanova-418"));
        window.looks_like_day_and_night("36-store");
        let pressed = messages_of(&window, "Показать пароль");
        window.click("Показать пароль");
        let order = window.order();
        assert!(matches!(&order, Some(Command::RevealStore(renewal)) if renewal == "r1"));
        let notice = Notice::StorePassword(Sealed::new(Pin::new("Qw7-secret".to_owned())));
        let debug = format!("{pressed} {order:?} {notice:?}");
        assert!(!debug.contains("secret"), "{debug}");
        window.hear(notice);
        assert!(window.shows("Qw7-secret"));
        window.looks_like_day_and_night("36-store-password");
        assert!(!messages_of(&window, "Закрыть").contains("secret"));
        window.click("Закрыть");
        assert!(!window.shows("Qw7-secret"));
        // Only asking again brings it back.
        window.hear(Notice::View(Box::new(view())));
        assert!(!window.shows("Qw7-secret"));
    }

    #[test]
    fn esc_hides_it_too() {
        let mut window = at(view());
        window.hear(Notice::StorePassword(Sealed::new(Pin::new("Qw7-secret".to_owned()))));
        window.act(|ui| {
            ui.tap_key(Named::Escape);
        });
        assert!(!window.shows("Qw7-secret"));
    }

    #[test]
    fn a_password_that_comes_too_late_is_not_shown() {
        let mut window = at(view());
        window.hear(Notice::View(Box::new(fixture::view(
            Step::Backup,
            Some(Question::Backup { with_key: false }),
        ))));
        window.hear(Notice::StorePassword(Sealed::new(Pin::new("Qw7-secret".to_owned()))));
        assert!(!window.shows("Qw7-secret"));
    }

    /// Rows 4.16 to 4.18: nothing is signed before it was read, everything can be read, and printed.
    #[test]
    fn the_certificate_is_read_printed_and_confirmed() {
        let mut window = at(view());
        window.click("Подписать и продолжить");
        assert!(window.input().is_none());
        window.click("Посмотреть полностью");
        assert!(window.shows("Состав сертификата") && window.shows("112-233-445 95"));
        window.click("Назад");
        window.click("Печать");
        assert!(matches!(window.order(), Some(Command::Printers)));
        let paper = words(&Document::Certificate(Box::new(fixture::new())));
        assert!(paper.contains("Иванова Мария Петровна") && paper.contains("ООО «Ромашка»"), "{paper}");
        window.click("Назад");
        window.click("С информацией в сертификате ознакомлен(а)");
        window.click("Подписать и продолжить");
        assert!(matches!(window.input(), Some(Input::Acknowledge)));
    }

    #[test]
    fn a_ca_without_a_store_shows_no_login() {
        assert!(!at(View { store_login: None, ..view() }).shows("Показать пароль"));
    }
}

/// Everything a form says, for what is drawn and printed of it.
fn words(document: &Document) -> String {
    let form = print::form(document);
    assert!(renewal_master::paper::layout::pages(&form).is_ok_and(|pages| !pages.is_empty()));
    format!("{form:?}")
}

mod papers {
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
}
