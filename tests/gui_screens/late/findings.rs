//! What the registers found before the key is made.

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
