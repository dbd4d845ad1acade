//! The operator's page by its forms alone; `tests/operator_page.rs` does the same in a browser.

use reqwest::Method;
use serde_json::json;

use crate::portal::{Operator, Portal, SCAN, belarusian_dossier, digest, dossier, dossier_with_passport};

#[test]
fn a_form_counts_only_with_the_token_of_the_page() {
    let portal = Portal::new("csrf");
    let request = portal.holder("/treasury").ask(&dossier());
    let operator = Operator::of(&portal);
    let path = format!("requests/treasury/{request}/check");
    for token in ["", "00000000000000000000000000000000"] {
        assert_eq!(operator.post(&path, token, &[]), 403);
        assert_eq!(operator.post("clock/next-day", token, &[]), 403);
    }
    assert_eq!(portal.stranger("/treasury").stage(&request), "checking");
    assert!(!portal.path("clock").exists());
    assert_eq!(operator.post(&path, &operator.token(), &[]), 303);
}

#[test]
fn a_button_of_another_stage_changes_nothing() {
    let portal = Portal::new("buttons");
    let request = portal.holder("/e-pasluga").ask(&belarusian_dossier());
    let operator = Operator::of(&portal);
    for action in ["check", "pay", "issue"] {
        assert_eq!(operator.press("e-pasluga", &request, action, &[]), 409, "{action}");
    }
    assert_eq!(operator.press("e-pasluga", &request, "refuse", &[("source", "mvd"), ("reason", " ")]), 422);
    assert_eq!(operator.press("e-pasluga", &request, "explode", &[]), 404);
    assert_eq!(operator.press("nowhere", &request, "check", &[]), 404);
    assert_eq!(portal.stranger("/e-pasluga").stage(&request), "approval");
}

#[test]
fn what_a_holder_typed_is_shown_as_text_and_what_he_sent_is_saved_never_shown() {
    let portal = Portal::new("escape");
    let holder = portal.holder("/treasury");
    let mut dossier = dossier_with_passport();
    dossier.scans[0].name = "<img src=x onerror=alert(1)>.pdf".into();
    let issuer = "<script>alert(\"1\")</script>";
    let identity = renewal_master::domain::form::Section::Identity;
    dossier.sections.get_mut(&identity).unwrap().set("issuer", issuer);
    let request = holder.ask(&dossier);
    let operator = Operator::of(&portal);
    let page = operator.page(&format!("requests/treasury/{request}"));
    assert!(page.contains("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;"), "{page}");
    assert!(!page.contains("<script") && !page.contains("<img"), "{page}");
    let file = operator.answer(&format!("requests/treasury/{request}/files/{}", digest(SCAN)));
    assert_eq!((file.status, file.body.as_slice()), (200, SCAN));
    assert_eq!(file.headers["content-disposition"], "attachment");
    assert_eq!(file.headers["x-content-type-options"], "nosniff");
    let policy = file.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("script-src"), "{policy}");
}

#[test]
fn the_page_answers_to_no_other_name_of_this_computer() {
    let portal = Portal::new("rebinding");
    let root = portal.server().root_pem_path();
    let call = crate::portal::http(&root).get(portal.server().operator_url()).header("Host", "evil.example");
    assert_eq!(call.send().unwrap().status().as_u16(), 421);
}

#[test]
fn the_next_working_day_is_a_button() {
    let portal = Portal::new("next-day");
    let operator = Operator::of(&portal);
    let before = portal.clock().now();
    let expected = portal.clock().after_working_days(before, 1);
    assert_eq!(operator.post("clock/next-day", &operator.token(), &[]), 303);
    assert!((portal.clock().now() - expected).whole_seconds().abs() < 60);
    // Its certificates are of that day, too.
    let holder = portal.holder("");
    assert!(holder.certificate.usable_until() > expected);
    let challenge = portal.stranger("").send(Method::POST, "/v1/challenge", &json!({}));
    assert_eq!(challenge.status, 200);
}
