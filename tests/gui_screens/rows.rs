//! What single rows of the seeds promise and no other test of the screens shows.

use super::*;
use iced::{Event, Point, mouse};
use renewal_master::domain::field::Field;
use renewal_master::domain::form::{Section, Values};
use renewal_master::domain::key::FoundCertificate;
use renewal_master::domain::profile::Profile;
use renewal_master::domain::refusal::{Finding, Source};
use renewal_master::i18n;
use renewal_master::renewal::WaitView;
use renewal_master::runtime::message::Card;
use renewal_master::watch::{Timing, Urgency};
use time::macros::datetime;

/// The window at a step, tall enough for its page.
fn at(view: View) -> Window {
    Window { tall: true, ..Window::at(view) }
}

/// What was handed in, whatever was saved before.
fn is_filled(window: &Window) -> bool {
    std::iter::from_fn(|| window.input()).any(|input| matches!(input, Input::Fill(..)))
}

/// Rows 1.01, 2.10.
#[test]
fn it_is_said_up_front_whether_a_visit_will_be_needed() {
    let first = || {
        let checks = treasury::checks(&[]);
        View { checks, ..treasury::view(Step::Workplace, Some(Question::Workplace)) }
    };
    assert!(at(first()).shows("Личный визит не понадобится, если паспортные данные не менялись и прежним ключом можно подписывать. Если визит всё же будет нужен, программа скажет об этом."));
    assert!(at(View { old: None, ..first() }).shows("Сертификата ещё нет, поэтому в конце понадобится один личный визит. Программа скажет, какие документы взять."));
}

/// Row 3.02.
#[test]
fn what_a_ca_does_not_do_is_said_before_the_first_step() {
    let note =
        "Атрибутный сертификат для ФСЗН этой услугой не выпускают: для него есть услуги 6.1.43 и 6.2.43.";
    let shipped = include_str!("../../assets/profiles/e-pasluga.toml");
    assert!(shipped.contains(&format!("\nnote = \"{note}\"\n")));
    let profile = Profile { note: note.to_owned(), ..(*treasury::profile()).clone() };
    let view = treasury::view(Step::Workplace, Some(Question::Workplace));
    let profile = std::sync::Arc::new(profile);
    assert!(at(View { profile, checks: treasury::checks(&[]), ..view }).shows(note));
}

/// Row 0.01.
#[test]
fn who_is_signed_in_stands_on_every_page_that_is_filled_in_for_him() {
    for section in [Section::Office, Section::Content, Section::Identity, Section::Contacts] {
        assert!(at(treasury::at(section)).shows("Иванова Мария Петровна"), "{section:?}");
    }
    assert!(!at(View { person: None, ..treasury::at(Section::Office) }).shows("Иванова Мария Петровна"));
}

/// Row 2.09.
#[test]
fn a_lost_network_is_told_with_its_causes_in_their_order() {
    let window = Window::at(View {
        fault: Some(SupportCode::CaUnreachable.into()),
        stages: fixture::stages(Stage::Check, Progress::Failed),
        ..fixture::view(Step::Enroll, Some(Question::Retry))
    });
    assert!(window.shows("Нет связи с удостоверяющим центром"));
    assert!(window.shows("Ключ и заявка не потеряны. Проверьте по порядку: открываются ли другие сайты, не мешают ли VPN, прокси или антивирус. Если всё в порядке, не отвечает сам центр: нажмите «Повторить» или вернитесь позже."));
}

/// Row 2.16.
#[test]
fn numbers_of_the_certificate_cannot_be_typed_over() {
    let values = Values::default().with("ogrn", "1027700132195").with("inn", "7707083893");
    let window = at(treasury::with(Section::Office, values));
    for (number, field) in [("1027700132195", "form-ogrn"), ("7707083893", "form-inn")] {
        assert!(window.shows(number) && window.open().find(selector::id(field)).is_err(), "{field}");
    }
    assert!(window.shows("Из действующего сертификата"));
}

/// Row 2.32.
#[test]
fn a_changed_passport_is_warned_of_at_once() {
    let warning = "Когда меняется документ, удостоверяющий центр обычно просит прийти лично. Заявку можно подать и сейчас: если визит понадобится, программа скажет.";
    let mut window = at(treasury::at(Section::Identity));
    assert!(!window.shows(warning));
    window.click("Документ изменился");
    assert!(window.shows(warning));
}

/// Rows 2.35, 2.36, 2.39.
#[test]
fn a_first_issue_asks_who_the_holder_is_and_checks_every_number() {
    let first = |section| {
        let rail = Step::rail_of(&treasury::profile(), true);
        at(View { old: None, old_key: None, person: None, rail, ..treasury::at(section) })
    };
    let wrong = "Контрольная сумма не сходится. Сверьте номер с документом.";
    let fill = |inn: &str| {
        let mut window = first(Section::Holder);
        for (field, text) in [
            ("form-surname", "Новикова"),
            ("form-given-name", "Ольга Ивановна"),
            ("form-title", "Экономист"),
            ("form-snils", "12345678964"),
            ("form-personal-inn", inn),
            ("form-organization", "ООО «Ромашка»"),
            ("form-locality", "г. Москва"),
            ("form-street", "ул. Ленина, д. 1"),
        ] {
            window.type_into(field, text);
        }
        window.click("Далее");
        window
    };
    let refused = fill("500100732250");
    assert!(refused.shows(wrong) && !is_filled(&refused));
    assert!(is_filled(&fill("500100732259")));

    let mut empty = first(Section::Holder);
    empty.click("Далее");
    assert!(empty.shows("Заполните это поле.") && !is_filled(&empty));
    // Nobody's certificate tells them: both numbers are typed, and the switch is there.
    for (field, text) in [("form-ogrn", "1027700132194"), ("form-inn", "7707083890")] {
        let mut office = first(Section::Office);
        assert!(office.shows("Сведения подаёт уполномоченное лицо"));
        office.type_into(field, text);
        office.click("Далее");
        assert!(office.shows(wrong) && !is_filled(&office), "{field}");
    }
}

/// Rows 2.12, 2.13, 3.22.
#[test]
fn every_register_is_named_with_the_way_to_mend_its_data() {
    for (source, register, ways) in [
        (Source::Mvd, "МВД", &["МВД"][..]),
        (Source::Fns, "ФНС", &["налогов", "«Обратиться в ФНС России»", "личном кабинете"]),
        (Source::Egr, "организаций", &["регистрационн"]),
    ] {
        let id = source.id();
        let finding =
            Finding {
                source, field: String::new(), detail: "Не найдено".to_owned(), blocking: true
            };
        let view = treasury::view(Step::Verify, Some(Question::Data));
        let window = at(View { findings: vec![finding], ..view });
        let (name, remedy) = (i18n::register(source), i18n::ways_out(source).join("\n"));
        assert!(window.shows(&format!("{name}: Не найдено.\n{remedy}")), "{id}");
        assert!(name.contains(register) && ways.iter().all(|way| remedy.contains(way)), "{name}: {remedy}");
    }
}

/// Rows 0.06, 1.14, 2.18.
#[test]
fn kind_class_and_powers_are_read_once_more_before_the_signature() {
    let window = at(treasury::review());
    for shown in
        ["Сертификат должностного лица", "КС1", "Первая подпись, Вторая подпись", "Главный бухгалтер"]
    {
        assert!(window.shows(shown), "{shown}");
    }
}

/// Row 1.16: who takes this computer by mistake could sign nowhere else.
#[test]
fn a_key_that_stays_in_this_computer_wants_a_second_yes() {
    let mut window = Window::at(View { placed: None, ..fixture::view(Step::Place, Some(Question::Place)) });
    window.click("Этот компьютер");
    assert!(window.shows("Ключ нельзя будет перенести на носитель. Подписывать можно будет только здесь."));
    window.click("Далее");
    assert!(window.input().is_none());
    window.click("Понимаю: подписывать можно будет только на этом компьютере");
    window.looks_like("32-place-only-here");
    window.click("Далее");
    let choice = window.input();
    assert!(matches!(choice, Some(Input::Choose { place: PlaceId::Computer, exportable: false })));
}

/// Rows 4.09, 4.10.
#[test]
fn only_what_happens_inside_the_field_counts_and_esc_never_does() {
    let mut window = Window::at(fixture::view(Step::Gather, Some(Question::Randomness)));
    window.act(|ui| {
        let mut place = 7_u32;
        ui.simulate((0..200).flat_map(|_| {
            place = place.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            // Over the steps at the left of the window.
            let position = Point::new((place >> 24) as f32 * 0.8, (place >> 8 & 0x1FF) as f32);
            [
                Event::Mouse(mouse::Event::CursorMoved { position }),
                Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)),
            ]
        }));
    });
    assert!(window.shows("Собрано 0 %"));
    for _ in 0..2 {
        window.act(|ui| {
            for _ in 0..20 {
                ui.tap_key(Named::Escape);
            }
        });
    }
    assert!(window.shows("Собрано 0 %"));
    assert!(window.input().is_none());
}

/// Rows 2.43, 4.12, 4.13: with a password and without, and what a forgotten one costs.
#[test]
fn a_password_may_be_left_out_and_a_forgotten_one_is_warned_of() {
    let question = Question::NewPassword { key: fixture::key_on(&fixture::computer()) };
    let mut window = Window::at(fixture::view(Step::Unlock, Some(question)));
    assert!(window.shows(
        "Его спросят при каждой подписи. Забытый пароль не восстановить: понадобится внеплановая замена."
    ));
    window.type_into("pin", "один");
    window.type_into("pin-repeat", "два");
    assert!(window.shows("Пароли не совпадают."));
    window.click("Продолжить");
    assert!(window.input().is_none());
    for field in ["pin", "pin-repeat"] {
        for _ in 0..4 {
            window.act(|ui| {
                ui.click(selector::id(field)).unwrap();
                ui.tap_key(Named::Backspace);
            });
        }
    }
    window.click("Продолжить");
    assert!(matches!(window.input(), Some(Input::Unlock(password, _)) if password.reveal().is_empty()));
}

/// Rows 0.39, 1.31, 1.33, 3.18.
#[test]
fn every_stage_of_the_ca_is_told_in_words() {
    for (stage, words) in [
        ("checking", "Идёт проверка сведений"),
        ("approval", "Ждёт согласования руководителя"),
        ("payment", "Ждёт оплаты"),
        ("operator", "На рассмотрении оператора"),
        ("issuing", "Сертификат изготавливается"),
    ] {
        let view = fixture::waiting();
        let waiting = view.waiting.clone().map(|waiting| WaitView { stage: stage.to_owned(), ..waiting });
        let window = Window::at(View { waiting, ..view });
        assert!(window.shows(&format!("{words} · Следующая проверка через 12 с")), "{stage}");
    }
}

/// Row 3.26.
#[test]
fn the_status_can_be_asked_for_by_hand() {
    let mut window = Window::at(fixture::waiting());
    window.click("Проверить сейчас");
    assert!(matches!(window.input(), Some(Input::AskNow)));
}

/// Rows 2.14, 3.08, 3.17: name, post, organisation, number, both dates, token.
#[test]
fn the_list_of_certificates_tells_them_apart() {
    let mut window = Window::new();
    window.click("Сертификаты");
    for shown in [
        "Иванова Мария Петровна",
        "Бухгалтер · ООО «Ромашка» · ИНН 7707083893",
        "Отчётность ФНС, СФР, Росстат · Рутокен ЭЦП 3.0 №\u{a0}1047386621",
        "№\u{a0}01D7C40A11B24F9000003A01 · с 26.08.2025 по 26.11.2026",
    ] {
        assert!(window.shows(shown), "{shown}");
    }
}

/// Row 4.01.
#[test]
fn the_second_certificate_of_the_holder_is_listed_and_offered_after_the_first() {
    let (from, until) = (datetime!(2025-08-28 0:00), datetime!(2026-11-28 12:00));
    let fss = fixture::certificate_with(
        &[(Field::FssNumber, "7712345678")],
        "Бухгалтер",
        7,
        fixture::at(from),
        fixture::at(until),
    );
    let fss = FoundCertificate { certificate: fss, ..fixture::found() };
    let mut panel = fixture::panel();
    panel.cards.push(Card::Due {
        found: Box::new(fss.clone()),
        days_left: 6,
        urgency: Urgency::Urgent,
        place: "Рутокен ЭЦП 3.0 № 1047386621".to_owned(),
        timing: Timing::default(),
    });
    let finished = View {
        certificate: Some(fixture::new()),
        takeover: Some(Takeover::Now),
        ..fixture::view(Step::Finish, Some(Question::End))
    };
    let mut window = Window::at(finished);
    assert!(!window.shows("Заменить второй"));
    window.hear(Notice::Panel(Box::new(panel)));
    assert!(window.shows("У владельца есть и второй сертификат, срок которого подходит к концу."));
    window.click("Заменить второй");
    // The page that is over is left first.
    assert!(matches!(window.order(), Some(Command::Leave)));
    assert!(matches!(window.order(), Some(Command::Start(found)) if *found == fss));
}

/// Row 2.51, the measure of the article: what a planned change costs the user, without the movements of the mouse.
#[test]
fn a_planned_change_takes_eight_clicks_and_twenty_one_keys() {
    let (mut window, mut clicks, mut keys) = (Window::new(), 0, 0);
    let mut click = |window: &mut Window, text: &str| {
        clicks += 1;
        window.click(text);
    };
    let mut enter = |window: &mut Window, field: &'static str, text: &str| {
        keys += text.chars().count() + 1;
        // The focus is there already in the program; the simulator has to be told.
        window.type_into(field, text);
        window.act(|ui| {
            ui.click(selector::id(field)).unwrap();
            ui.tap_key(Named::Enter);
        });
    };
    let asks = |window: &mut Window, view: View| window.hear(Notice::View(Box::new(view)));

    click(&mut window, "Заменить");
    assert!(matches!(window.order(), Some(Command::Start(_))));
    asks(&mut window, fixture::view(Step::Identify, Some(Question::Snils)));
    enter(&mut window, "snils", "11223344595");
    assert!(matches!(window.input(), Some(Input::Snils(_))));
    asks(&mut window, fixture::view(Step::Verify, Some(Question::Data)));
    click(&mut window, "Верны");
    assert!(matches!(window.input(), Some(Input::Agree)));
    asks(&mut window, View { placed: None, ..fixture::view(Step::Place, Some(Question::Place)) });
    click(&mut window, "Далее");
    assert!(matches!(window.input(), Some(Input::Choose { .. })));
    // Then the mouse is moved until the bar is full, which takes real seconds; the button is pressed then.
    asks(&mut window, fixture::view(Step::Gather, Some(Question::Randomness)));
    click(&mut window, "Далее");
    let question = Question::Pin { key: fixture::key_on(&fixture::rutoken()), place: fixture::rutoken() };
    asks(&mut window, fixture::view(Step::Unlock, Some(question)));
    enter(&mut window, "pin", "12345678");
    assert!(matches!(window.input(), Some(Input::Unlock(..))));
    asks(&mut window, fixture::waiting());
    let certificate = Some(fixture::new());
    asks(&mut window, View { certificate, ..fixture::view(Step::Accept, Some(Question::Acknowledgement)) });
    click(&mut window, "С информацией в сертификате ознакомлен(а)");
    click(&mut window, "Подписать и продолжить");
    assert!(matches!(window.input(), Some(Input::Acknowledge)));
    asks(&mut window, fixture::view(Step::Backup, Some(Question::Backup { with_key: false })));
    window.hear(Notice::Media(fixture::media()));
    while !matches!(window.order(), Some(Command::Media) | None) {}
    click(&mut window, "Создать копию");
    assert!(matches!(window.input(), Some(Input::Backup { .. })));
    let takeover = Some(Takeover::Now);
    asks(&mut window, View { takeover, ..fixture::view(Step::Finish, Some(Question::End)) });
    click(&mut window, "Закрыть");
    assert!(matches!(window.order(), Some(Command::Leave)));
    assert_eq!((clicks, keys), (8, 21));
}
