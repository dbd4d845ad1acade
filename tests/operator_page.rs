//! The operator's page in a real browser: every button, and what the portal says afterwards.
//!
//! `JOURNEY_PICTURES=docs/screens cargo test --test operator_page` draws its pictures anew.
#![cfg(target_os = "linux")]
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, dead_code)]

#[path = "support/browser.rs"]
mod browser;
#[path = "support/portal.rs"]
mod portal;

use std::sync::Arc;

use browser::Browser;
use portal::{Portal, belarusian_dossier, changed, dossier_with_passport};
use renewal_master::domain::field::Field;
use renewal_master::i18n;
use serde_json::json;

/// A sandbox that speaks Russian, and a browser before its page.
fn office(name: &str) -> Option<(Portal, Browser)> {
    let portal = Portal::with(name, |options| renewal_master::sandbox::Options {
        texts: Arc::new(|id| i18n::text_in(i18n::Language::Russian, id, &[])),
        ..options
    });
    let http = portal::http(&portal.server().root_pem_path());
    let browser = Browser::open(name, http, &portal.path("tls.pem"))?;
    browser.go(&portal.server().operator_url());
    Some((portal, browser))
}

/// Opens the only request of a CA.
fn open_request(browser: &Browser, scheme: &str) {
    browser.click("a.home");
    browser.click(&format!("#{scheme} tbody a"));
}

/// Where the page says the request stands.
fn shown(browser: &Browser) -> String {
    browser.attribute("#stage [data-stage]", "data-stage")
}

#[test]
fn a_request_is_checked_approved_and_issued_by_clicks() {
    let Some((portal, browser)) = office("clicks") else { return };
    assert!(browser.text("#treasury").contains("Заявок пока нет"));
    let holder = portal.holder("/treasury");
    let dossier = dossier_with_passport();
    let draft = holder.client.open_draft(&dossier, false);
    holder.client.upload(&draft.draft, portal::SCAN);
    let promoted = changed(holder.certificate.subject(), Field::Title, "Главный бухгалтер");
    let key = p256::elliptic_curve::Generate::generate();
    let sent = holder.request(&key, &promoted, &dossier, Some(&draft));
    let accepted: serde_json::Value = holder.client.submit(&draft.draft, &sent).read(201);
    let request = accepted["request"].as_str().unwrap();

    browser.click("a.home");
    assert_eq!(browser.text("#treasury tbody td:nth-child(2)"), "Иванова Мария Петровна");
    assert_eq!(browser.text("#treasury tbody td:nth-child(3)"), "Идёт проверка сведений");
    browser.picture("20-operator-list");
    open_request(&browser, "treasury");
    assert_eq!(browser.text("h1"), format!("№ {}", draft.number));
    assert!(
        browser.text("tr.changed").contains("Бухгалтер Главный бухгалтер"),
        "{}",
        browser.text("tr.changed")
    );
    assert!(browser.text("main").contains("ОВД района Арбат"), "the passport");
    assert_eq!(browser.text("#documents a"), "паспорт.pdf");
    assert_eq!(browser.text("#check"), "Проверка пройдена");
    browser.picture("20-operator-request");
    for (button, stage) in [("#check", "approval"), ("#approve", "operator"), ("#issue", "issued")] {
        browser.click(button);
        browser.wait_for_attribute("#stage [data-stage]", "data-stage", stage);
        assert_eq!(holder.client.stage(request), stage, "{button}");
    }
    assert_eq!(browser.count("button.primary"), 0, "nothing is left to be done");
    assert_eq!(browser.count("#refuse"), 0);
    assert_eq!(browser.count("#history tr"), 5);
    assert!(browser.text("#history").contains("сертификат изготовлен"));
    browser.picture("20-operator-issued");
    // A reload presses no button twice.
    assert!(browser.address().ends_with(request), "{}", browser.address());
}

#[test]
fn a_bill_is_marked_as_paid_and_the_certificate_lies_in_the_store() {
    let Some((portal, browser)) = office("paid") else { return };
    let holder = portal.holder("/e-pasluga");
    let request = holder.ask(&belarusian_dossier());
    open_request(&browser, "e-pasluga");
    assert_eq!(shown(&browser), "approval");
    browser.click("#approve");
    browser.wait_for_attribute("#stage [data-stage]", "data-stage", "payment");
    assert!(browser.text("dl").contains("38,52 BYN · ООО «Ромашка» · не оплачено"), "{}", browser.text("dl"));
    assert_eq!(holder.client.status(&request)["payment"]["paid"], false);
    browser.picture("20-operator-payment");
    browser.click("#pay");
    browser.wait_for_attribute("#stage [data-stage]", "data-stage", "issued");
    assert!(browser.text("dl").contains("· оплачено"));
    let status = holder.client.status(&request);
    assert_eq!((&status["store"], &status["payment"]["paid"]), (&json!(true), &json!(true)));
}

#[test]
fn a_refusal_needs_its_reason_and_says_what_to_correct() {
    let Some((portal, browser)) = office("refused") else { return };
    let holder = portal.holder("/treasury");
    let request = holder.ask(&dossier_with_passport());
    open_request(&browser, "treasury");
    browser.click("#refuse");
    assert_eq!(holder.client.stage(&request), "checking", "without a reason nothing is sent");
    browser.click("#source option[value=mvd]");
    browser.write("#reason", "Паспорт недействителен <b>с 2024 года</b>");
    browser.click("input[value=identity]");
    browser.click("input[name=new-key]");
    browser.scroll_down();
    browser.picture("20-operator-refuse");
    browser.click("#refuse");
    browser.wait_for_attribute("#stage [data-stage]", "data-stage", "rejected");
    assert!(
        browser.text("dl").contains("МВД: Паспорт недействителен <b>с 2024 года</b>"),
        "shown as it was typed"
    );
    let refusal = json!({
        "source": "mvd", "reason": "Паспорт недействителен <b>с 2024 года</b>", "sections": ["identity"],
        "new_key": true
    });
    assert_eq!(holder.client.status(&request)["refusal"], refusal);
    assert_eq!(browser.count("#check"), 0);
}

#[test]
fn working_days_pass_at_the_press_of_a_button() {
    let Some((portal, browser)) = office("days") else { return };
    let holder = portal.holder("/treasury");
    let request = holder.ask(&dossier_with_passport());
    for day in 1..=5 {
        assert_eq!(holder.client.stage(&request), "checking", "day {day}");
        let today = browser.text("#today");
        browser.click("#next-day");
        browser.wait_for_change("#today", &today);
    }
    assert_eq!(holder.client.stage(&request), "approval");
    open_request(&browser, "treasury");
    assert_eq!(shown(&browser), "approval");
}
