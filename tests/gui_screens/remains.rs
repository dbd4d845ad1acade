//! «Проверка ключей», «Старые ключи», and tokens that cannot take a key: what is said, what one button does.

use renewal_master::domain::certificate::Certificate;
use renewal_master::domain::key::{CkaId, KeyRef, Place, PlaceId};
use renewal_master::fault::{Fault, SupportCode};
use renewal_master::renewal::cleanup::{OldPair, Proof, Reason, Verdict};
use renewal_master::renewal::recovery::{Finding, Kind, Repair};
use renewal_master::renewal::story::Asked;
use renewal_master::renewal::{Question, Step, View};
use renewal_master::runtime::message::{Command, Notice, Panel};
use renewal_master::runtime::recovery::Remains;
use time::Duration;
use time::macros::datetime;

use super::{Window, fixture};

const PIN: &str = "12345678";

fn key(number: u8) -> KeyRef {
    KeyRef { place: fixture::rutoken().id, id: CkaId::marked([number; 12]) }
}

fn finding(kind: Kind, repair: Repair, asked: Asked) -> Finding {
    Finding {
        kind,
        renewal: Some("r1".to_owned()),
        holder: "Иванова Мария Петровна".to_owned(),
        key: key(1),
        label: "Иванова М. П., до 02.2028".to_owned(),
        asked,
        unseen: false,
        repair,
    }
}

pub(super) fn rewrite() -> Finding {
    Finding { unseen: true, ..finding(Kind::CertificateMissing, Repair::Rewrite, Asked::Issued) }
}

fn leftover() -> Finding {
    Finding { key: key(2), ..finding(Kind::Leftover, Repair::Remove, Asked::Never) }
}

fn other_computer() -> Finding {
    let holder = String::new();
    let found = finding(Kind::OtherComputer, Repair::Remove, Asked::Never);
    Finding { key: key(3), renewal: None, holder, unseen: true, ..found }
}

/// The panel, with what was found beside it; without a training mode.
fn window(findings: Vec<Finding>) -> Window {
    window_with(Remains { findings, old_pairs: Vec::new() })
}

fn window_with(remains: Remains) -> Window {
    let mut window = Window::new();
    window.hear(Notice::Remains(Box::new(remains)));
    window
}

pub(super) fn opened(findings: Vec<Finding>) -> Window {
    let mut window = window(findings);
    window.click("Посмотреть");
    window
}

pub(super) fn type_pin(window: &mut Window, pin: &str) {
    window.type_into("pin", pin);
    window.click("Продолжить");
}

/// The finding of the only order that was given, and the PIN with it.
pub(super) fn repaired(window: &Window) -> (Finding, Option<String>) {
    match window.order() {
        Some(Command::Repair(finding, pin)) => (*finding, pin.map(|pin| pin.0.reveal().to_owned())),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_card_of_the_panel_leads_to_what_was_found_and_back() {
    let mut window = window(vec![rewrite(), leftover()]);
    assert!(window.shows("На носителях есть 2 незаконченных дела"));
    window.click("Посмотреть");
    for words in [
        "Проверка ключей",
        "Рядом с ключом нет сертификата",
        "Чтобы проверить, нужен PIN-код.",
        "Остался ключ отменённой замены",
        "Иванова Мария Петровна · Рутокен ЭЦП 3.0 №\u{a0}1047386621",
    ] {
        assert!(window.shows(words), "{words}");
    }
    window.looks_like_day_and_night("68-recovery");
    window.click("Назад");
    assert!(window.shows("Осталось 4 дня"));
}

#[test]
fn what_the_cards_of_the_renewals_say_themselves_makes_no_card_more() {
    let waiting = finding(Kind::KeyWithoutCertificate, Repair::Resume, Asked::Waiting);
    let window = window(vec![waiting]);
    assert!(!window.shows("Посмотреть"));
}

#[test]
fn with_nothing_found_the_page_says_so_and_is_reached_from_the_tokens() {
    let mut window = window(Vec::new());
    window.click("Носители");
    window.click("Проверить ключи и сертификаты");
    assert!(window.shows("Всё на месте"));
    window.click("Проверить сейчас");
    assert!(matches!(window.order(), Some(Command::Scan)));
}

#[test]
fn every_kind_of_finding_says_what_happened_and_what_its_button_does() {
    use Asked::{Issued, Never};
    use Repair::{Insert, Nothing, Remove, Resume, Rewrite};
    for (kind, repair, asked, title, button) in [
        (Kind::KeyWithoutCertificate, Resume, Never, "Ключ есть, сертификата ещё нет", Some("Продолжить")),
        (Kind::KeyUnseen, Resume, Never, "Нового ключа пока не видно", Some("Продолжить")),
        (Kind::Half, Resume, Never, "Ключ сделан наполовину", Some("Продолжить")),
        (Kind::Doubled, Resume, Never, "Под одним номером два ключа", Some("Продолжить")),
        (Kind::KeyLost, Resume, Never, "Ключа на носителе нет", Some("Продолжить")),
        (Kind::KeyLost, Nothing, Issued, "Ключа на носителе нет", None),
        (Kind::CertificateMissing, Resume, Issued, "Сертификат выпущен, но не записан", Some("Продолжить")),
        (Kind::CertificateMissing, Rewrite, Issued, "Рядом с ключом нет сертификата", Some("Записать снова")),
        (Kind::SecondKey, Remove, Never, "Остался лишний ключ этой замены", Some("Удалить ключ")),
        (Kind::Leftover, Remove, Never, "Остался ключ отменённой замены", Some("Удалить ключ")),
        (Kind::Leftover, Remove, Issued, "Старый ключ удалён не до конца", Some("Удалить ключ")),
        (Kind::UndoUnfinished, Resume, Never, "Отмена не закончена", Some("Продолжить")),
        (Kind::OtherComputer, Remove, Never, "Незаконченный ключ с другого компьютера", Some("Удалить ключ")),
        (Kind::PlaceAbsent, Insert, Never, "Носитель с новым ключом не вставлен", Some("Проверить сейчас")),
    ] {
        // Something that makes the card stands beside it.
        let mut window = opened(vec![finding(kind, repair, asked), Finding { key: key(9), ..leftover() }]);
        assert!(window.shows(title), "{title}");
        let words = ["Продолжить", "Записать снова"].into_iter().find(|words| window.shows(words));
        let expected = button.filter(|button| ["Продолжить", "Записать снова"].contains(button));
        assert_eq!(words, expected, "{title}");
        if repair == Resume {
            window.click("Продолжить");
            assert!(matches!(window.order(), Some(Command::Resume(renewal)) if renewal == "r1"), "{title}");
        }
    }
}

#[test]
fn a_certificate_is_written_again_after_the_pin_and_a_wrong_one_can_be_mended() {
    let mut window = opened(vec![rewrite()]);
    window.click("Записать снова");
    assert!(window.order().is_none(), "nothing is done before the PIN");
    type_pin(&mut window, "00000000");
    assert_eq!(repaired(&window), (rewrite(), Some("00000000".to_owned())));
    window.hear(Notice::Tended(Err(Fault::new(SupportCode::PinWrong))));
    window.hear(Notice::Panel(Box::new(fixture::panel())));
    assert!(window.shows("PIN-код носителя"));
    type_pin(&mut window, PIN);
    assert_eq!(repaired(&window).1.as_deref(), Some(PIN));
    window.hear(Notice::Tended(Ok(1)));
    window.hear(Notice::Panel(Box::new(fixture::panel())));
    window.hear(Notice::Remains(Box::default()));
    assert!(window.shows("Готово. Всё, о чём вы просили, сделано и проверено."));
    assert!(window.shows("Всё на месте"));
}

#[test]
fn nothing_is_removed_without_a_question_and_the_pin() {
    let mut window = opened(vec![leftover()]);
    window.click("Удалить ключ");
    assert!(window.shows("Удалить этот ключ?"));
    window.looks_like("68-recovery-ask");
    window.click("Оставить");
    assert!(window.order().is_none());
    window.click("Удалить ключ");
    window.click("Удалить");
    assert!(window.order().is_none(), "nothing is done before the PIN");
    window.click("Отмена");
    assert!(window.order().is_none());
    window.click("Удалить ключ");
    window.click("Удалить");
    type_pin(&mut window, PIN);
    assert_eq!(repaired(&window), (leftover(), Some(PIN.to_owned())));
}

#[test]
fn a_key_of_another_computer_is_removed_only_after_a_warning_of_its_own() {
    let mut window = opened(vec![other_computer()]);
    window.click("Удалить ключ");
    assert!(window.shows(
        "Иванова М. П., до 02.2028. Если замену заканчивают на другом компьютере, её сертификат без этого ключа не заработает. Удаляйте, только если та замена брошена."
    ));
}

#[test]
fn things_that_have_changed_meanwhile_are_told_and_left_alone() {
    let mut window = opened(vec![leftover()]);
    window.hear(Notice::Tended(Ok(0)));
    assert!(
        window.shows("Положение на носителе изменилось, поэтому ничего не сделано. Ниже — как оно сейчас.")
    );
}

#[test]
fn a_container_of_this_computer_is_tended_without_its_password() {
    let on_computer = Finding { key: KeyRef { place: PlaceId::Computer, ..key(1) }, ..rewrite() };
    let mut window = opened(vec![on_computer.clone()]);
    window.click("Записать снова");
    assert_eq!(repaired(&window), (on_computer, None));
}

fn certificate(serial: u8, from: time::PrimitiveDateTime, until: time::PrimitiveDateTime) -> Certificate {
    fixture::certificate("Бухгалтер", serial, fixture::at(from), fixture::at(until))
}

/// A pair that may go, one that is too young, and one that nothing has replaced.
fn old_pairs() -> Vec<OldPair> {
    let by = certificate(9, datetime!(2026-01-10 0:00), datetime!(2027-04-10 12:00));
    let pair = |number: u8, ended: time::PrimitiveDateTime, verdict: Verdict| OldPair {
        key: key(number),
        certificate: certificate(number, datetime!(2023-01-10 0:00), ended),
        renewal: format!("r{number}"),
        ended: fixture::at(ended),
        verdict,
    };
    let proof = Proof { by, renewal: "r9".to_owned(), seen: false };
    let young = fixture::now() + Duration::days(12);
    vec![
        pair(1, datetime!(2025-04-10 12:00), Verdict::Safe(Box::new(proof))),
        pair(2, datetime!(2025-08-01 12:00), Verdict::Kept(Reason::NotReplaced)),
        pair(3, datetime!(2026-11-04 12:00), Verdict::Kept(Reason::TooYoung(young))),
    ]
}

fn clean_up() -> Window {
    let mut window = window_with(Remains { findings: Vec::new(), old_pairs: old_pairs() });
    window.click("Носители");
    window.click("Удалить старые ключи");
    window
}

#[test]
fn old_keys_go_in_two_steps_with_the_reasons_a_tick_and_the_pin() {
    let mut window = clean_up();
    window.looks_like_day_and_night("69-cleanup");
    window.click("Далее");
    assert!(!window.shows("Проверьте, что будет удалено"), "nothing was chosen");
    window.click("Иванова Мария Петровна");
    window.click("Далее");
    assert!(window.shows("Проверьте, что будет удалено"));
    assert!(window.shows("Срок истёк 10.04.2025. Его заменил сертификат № …00003A09, действует до 10.04.2027, его ключ лежит на этом же носителе. Незаконченных заявок с этим ключом нет."));
    window.looks_like("69-cleanup-check");
    window.click("Удалить");
    assert!(window.order().is_none() && !window.shows("PIN-код носителя"), "the warning was not read");
    window.click("Понимаю: зашифрованное для этого ключа прочитать будет нельзя");
    window.click("Удалить");
    assert!(window.order().is_none(), "nothing is done before the PIN");
    type_pin(&mut window, PIN);
    match window.order() {
        Some(Command::CleanUp(keys, Some(pin))) => {
            assert_eq!((keys, pin.0.reveal()), (vec![key(1)], PIN));
        }
        other => panic!("{other:?}"),
    }
    window.hear(Notice::Tended(Ok(1)));
    window.hear(Notice::Panel(Box::new(fixture::panel())));
    assert!(window.shows("Старые ключи удалены. Действующие ключи на месте."));
}

#[test]
fn what_stays_says_why_and_cannot_be_chosen() {
    let window = clean_up();
    for words in [
        "Замены этому ключу на этом компьютере не записано.",
        "Можно удалить с 04.12.2026: раньше подписанное этим ключом ещё могут проверять.",
        "остаётся",
    ] {
        assert!(window.shows(words), "{words}");
    }
}

#[test]
fn a_proof_that_does_not_hold_after_the_pin_is_told_and_nothing_was_removed() {
    let mut window = clean_up();
    window.click("Иванова Мария Петровна");
    window.click("Далее");
    window.click("Понимаю: зашифрованное для этого ключа прочитать будет нельзя");
    window.click("Удалить");
    type_pin(&mut window, PIN);
    window.hear(Notice::Tended(Err(Fault::new(SupportCode::PairNeeded))));
    window.hear(Notice::Panel(Box::new(fixture::panel())));
    assert!(window.shows("Этот ключ удалять нельзя. Он на месте: нет доказательства, что он больше не нужен. Вставьте носитель с новым ключом и откройте список старых ключей снова: там написано, почему ключ остаётся. (PAIR-NEEDED)"));
}

#[test]
fn a_token_without_old_keys_offers_no_removal() {
    let mut window = window(Vec::new());
    window.click("Носители");
    assert!(!window.shows("Удалить старые ключи"));
}

/// Storage-only, GOST and RSA tokens are told apart, and each says what to do.
#[test]
fn a_token_that_cannot_make_the_key_says_what_it_is_good_for() {
    let model = |model: &str| Place { p256: false, model: model.to_owned(), ..fixture::etoken() };
    for (place, reason, way_out) in [
        (model("Rutoken lite"), "только хранит ключи других программ", "носитель без криптографии"),
        (model("Rutoken ECP"), "делает ключи только по ГОСТ", "делает ключи ГОСТ"),
        (model("PRO"), "делает только ключи RSA", "делает ключи RSA"),
        (Place { free_bytes: Some(100), ..fixture::etoken() }, "мало места: нужно 4 КБ", "не хватает места"),
    ] {
        let title = format!("{} №\u{a0}02a41f77", place.title);
        let places = vec![fixture::rutoken(), place];
        let view = View { places, placed: None, ..fixture::view(Step::Place, Some(Question::Place)) };
        let window = Window::at(view);
        assert!(window.shows(reason), "{reason}");
        let said = [
            format!(
                "{title} — носитель без криптографии: в нём лежат контейнеры КриптоПро, а сам он ключей не делает. Контейнеры и сертификаты останутся на месте. Для нового ключа нужен Рутокен ЭЦП 3.0 или другой носитель с ключами P-256."
            ),
            format!(
                "{title} делает ключи ГОСТ, а этот удостоверяющий центр выпускает сертификаты для ключей P-256. Ключи на носителе останутся на месте. Для нового ключа нужен Рутокен ЭЦП 3.0 или другой носитель с ключами P-256."
            ),
            format!(
                "{title} делает ключи RSA, а этот удостоверяющий центр выпускает сертификаты для ключей P-256. Ключи на носителе останутся на месте. Для нового ключа нужен Рутокен ЭЦП 3.0 или другой носитель с ключами P-256."
            ),
            format!(
                "На носителе {title} не хватает места для ключа и сертификата. Вставьте другой или освободите место: «Носители» → «Удалить старые ключи». Ключи других программ удаляйте только в этих программах."
            ),
        ];
        let shown: Vec<&String> = said.iter().filter(|words| window.shows(words)).collect();
        assert!(shown.len() == 1 && shown[0].contains(way_out), "{way_out}: {shown:?}");
        if way_out == "носитель без криптографии" {
            window.looks_like("04-place-storage");
        }
    }
}

/// With no panel there is nothing to say yet.
#[test]
fn before_anything_was_read_nothing_is_claimed() {
    let mut window = Window::new();
    window.hear(Notice::Panel(Box::new(Panel { places: Vec::new(), ..fixture::panel() })));
    assert!(!window.shows("Посмотреть"));
}
