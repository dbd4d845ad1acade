//! What the head of an organisation sees and decides.

use renewal_master::domain::portal::{Approval, ApprovalCard, Decision};
use renewal_master::sandbox::Role;
use reqwest::Method;
use serde_json::json;

use crate::portal::{Portal, SCAN, belarusian_dossier, digest, dossier_with_passport};

#[test]
fn the_head_sees_the_waiting_requests_of_the_organisation_with_every_value_and_document() {
    let portal = Portal::new("card");
    let holder = portal.holder("/treasury");
    let request = holder.ask(&dossier_with_passport());
    let list = |head: &crate::portal::Person| head.client.get("/v1/approvals").read::<Vec<Approval>>(200);
    assert!(list(&portal.head("/treasury")).is_empty(), "the checks come first");
    portal.pass_working_days(5);
    let head = portal.head("/treasury");
    let [line] = list(&head).try_into().unwrap();
    assert_eq!((line.request.as_str(), line.holder.as_str()), (request.as_str(), "Иванова Мария Петровна"));
    let card: ApprovalCard = head.client.get(&format!("/v1/approvals/{request}")).read(200);
    assert_eq!(card.approval, line);
    assert_eq!(card.dossier, dossier_with_passport());
    assert_eq!((&card.current, &card.subject), (holder.certificate.subject(), holder.certificate.subject()));
    let file = head.client.get(&format!("/v1/approvals/{request}/files/{}", digest(SCAN)));
    assert_eq!((file.status, file.body.as_slice()), (200, SCAN));
    let absent = format!("/v1/approvals/{request}/files/{}", digest(b"another"));
    assert_eq!(head.client.refused(Method::GET, &absent), (404, "not-found".into()));
}

#[test]
fn only_the_head_of_that_organisation_approves() {
    let portal = Portal::new("heads");
    let holder = portal.holder("/e-pasluga");
    let request = holder.ask(&belarusian_dossier());
    let path = format!("/v1/approvals/{request}");
    for path in ["/v1/approvals", &path, &format!("{path}/files/{}", digest(SCAN))] {
        assert_eq!(holder.client.refused(Method::GET, path), (403, "other".into()), "an accountant");
        assert_eq!(portal.stranger("/e-pasluga").refused(Method::GET, path), (401, "sign-in".into()));
    }
    for title in ["Директор", "генеральный директор", "Руководитель", "Начальник"]
    {
        let head = portal.person("/e-pasluga", Role::Head, Some(title));
        assert_eq!(head.client.get(&path).status, 200, "{title}");
    }
    let deputy = portal.person("/e-pasluga", Role::Head, Some("Заместитель начальника"));
    assert_eq!(deputy.client.refused(Method::GET, &path), (403, "other".into()));
}

#[test]
fn a_head_applies_for_himself_and_then_confirms_it_as_head() {
    let portal = Portal::new("both-roles");
    let director = portal.person("/e-pasluga", Role::Holder, Some("Директор"));
    let request = director.ask(&belarusian_dossier());
    assert_eq!(director.decide(&request, true, "").status, 204);
    assert_eq!(director.client.stage(&request), "payment");
}

#[test]
fn a_decision_is_signed_by_whoever_is_signed_in_on_the_card_that_was_shown() {
    let portal = Portal::new("decision");
    let holder = portal.holder("/e-pasluga");
    let request = holder.ask(&belarusian_dossier());
    let other_request = portal.person("/e-pasluga", Role::Holder, Some("Кассир")).ask(&belarusian_dossier());
    let head = portal.head("/e-pasluga");
    let path = format!("/v1/approvals/{request}/decision");
    let card: ApprovalCard = head.client.get(&format!("/v1/approvals/{request}")).read(200);
    let good =
        Decision { request: request.clone(), approved: true, reason: String::new(), card: card.digest() };
    let refuse = |decision: &Decision, why: &str| {
        let refused = head.client.send(Method::POST, &path, &head.sign_decision(decision));
        assert_eq!(refused.problem(), (422, "bad-request".into()), "{why}");
    };
    refuse(&Decision { card: digest(b"another card"), ..good.clone() }, "another card");
    refuse(&Decision { request: other_request, ..good.clone() }, "another request");
    refuse(&Decision { approved: false, reason: "  ".into(), ..good.clone() }, "no reason");
    refuse(&Decision { approved: false, reason: "я".repeat(1001), ..good.clone() }, "a novel");
    let by_holder = head.client.send(Method::POST, &path, &holder.sign_decision(&good));
    assert_eq!(by_holder.problem(), (422, "bad-signature".into()), "signed by the holder");
    let unsigned = head.client.send(Method::POST, &path, &json!({"decision": "AQID"}));
    assert_eq!(unsigned.problem(), (422, "bad-signature".into()));
    assert_eq!(portal.stranger("/e-pasluga").stage(&request), "approval", "nothing was decided");

    let signed = head.sign_decision(&good);
    for _ in 0..2 {
        assert_eq!(head.client.send(Method::POST, &path, &signed).status, 204, "a repetition does no harm");
    }
    let late = Decision { approved: false, reason: "Передумал".into(), ..good };
    let late = head.client.send(Method::POST, &path, &head.sign_decision(&late));
    assert_eq!(late.problem(), (409, "conflict".into()));
    assert_eq!(
        head.client.get(&format!("/v1/approvals/{request}")).status,
        200,
        "what was decided can be seen"
    );
}

#[test]
fn a_head_who_declines_is_the_source_of_the_refusal_and_gives_its_reason() {
    let portal = Portal::new("decline");
    let holder = portal.holder("/treasury");
    let request = holder.ask(&dossier_with_passport());
    portal.pass_working_days(5);
    assert_eq!(portal.head("/treasury").decide(&request, false, "Сотрудник увольняется").status, 204);
    let status = holder.client.status(&request);
    let refusal =
        json!({"source": "head", "reason": "Сотрудник увольняется", "sections": [], "new_key": false});
    assert_eq!((&status["stage"], &status["refusal"]), (&json!("rejected"), &refusal));
    let [_, message] = portal.outbox().try_into().unwrap();
    assert_eq!(message["reason"], "Сотрудник увольняется");
}
