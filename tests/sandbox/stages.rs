//! Requests at the long CAs: what moves them on, what ends them, and what their holders are told.

use p256::ecdsa::SigningKey;
use p256::elliptic_curve::Generate;
use renewal_master::domain::certificate::Certificate;
use renewal_master::domain::field::Field;
use renewal_master::domain::form::{Dossier, Section, Values};
use renewal_master::domain::portal::{Acknowledgement, Draft, Issued, StoreAccess};
use renewal_master::sandbox::{Faults, Misissue};
use reqwest::Method;
use serde_json::{Value, json};

use crate::portal::{Operator, Portal, belarusian_dossier, changed, dossier, dossier_with_passport, spki};

#[test]
fn the_treasury_takes_nine_working_days_and_forgets_nothing_in_between() {
    let mut portal = Portal::new("nine-days");
    let mut holder = portal.holder("/treasury");
    let request = holder.ask(&dossier_with_passport());
    let status = holder.client.get(&format!("/v1/requests/{request}"));
    assert!(status.headers.contains_key("retry-after"));
    let status: Value = status.read(200);
    assert_eq!((&status["stage"], &status["store"]), (&json!("checking"), &json!(false)));
    let begun = portal.clock().now();
    let promised = portal.clock().after_working_days(begun, 5);
    let until = time::OffsetDateTime::parse(
        status["until"].as_str().unwrap(),
        &time::format_description::well_known::Rfc3339,
    );
    assert!((until.unwrap() - promised).whole_seconds().abs() < 60, "{status}");

    portal.pass_working_days(4);
    portal.restart();
    assert_eq!(holder.client.stage(&request), "checking");
    portal.pass_working_days(1);
    assert_eq!(holder.client.stage(&request), "approval");
    let mut head = portal.head("/treasury");
    assert!(head.sign_in().head);
    assert_eq!(head.decide(&request, true, "").status, 204);
    assert_eq!(holder.client.stage(&request), "operator");
    let early = holder.client.refused(Method::GET, &format!("/v1/requests/{request}/certificate"));
    assert_eq!(early, (409, "conflict".into()));
    portal.restart();
    portal.pass_working_days(3);
    assert_eq!(holder.client.stage(&request), "issuing");
    portal.pass_working_days(1);
    assert_eq!(holder.client.stage(&request), "issued");

    let issued: Issued = holder.client.get(&format!("/v1/requests/{request}/certificate")).read(200);
    let certificate = Certificate::from_der(&issued.certificate).unwrap();
    // The term begins on the day of issue, not on that of the request.
    assert!((certificate.not_before() - begun).whole_days() >= 9, "{}", certificate.not_before());
    assert!(certificate.not_before() <= portal.clock().now());
    let receipt = Acknowledgement { receipt: holder.receipt(&issued.certificate) };
    let path = format!("/v1/requests/{request}/acknowledgement");
    assert_eq!(holder.client.send(Method::POST, &path, &receipt).status, 204);
    holder.sign_in();
    assert_eq!(
        holder.client.refused(Method::DELETE, &format!("/v1/requests/{request}")),
        (409, "conflict".into())
    );
}

#[test]
fn several_stages_pass_at_once_when_nobody_has_looked_for_weeks() {
    let portal = Portal::new("weeks");
    let holder = portal.holder("/treasury");
    let request = holder.ask(&dossier());
    let operator = Operator::of(&portal);
    assert_eq!(operator.press("treasury", &request, "check", &[]), 303);
    assert_eq!(operator.press("treasury", &request, "approve", &[]), 303);
    portal.pass_days(60);
    assert_eq!(holder.client.stage(&request), "issued");
}

#[test]
fn the_belarusian_service_wants_the_head_and_the_money_and_keeps_the_certificate_in_a_store() {
    let portal = Portal::new("pasluga");
    let mut holder = portal.holder("/e-pasluga");
    let request = holder.ask(&belarusian_dossier());
    let path = |part: &str| format!("/v1/requests/{request}{part}");
    assert_eq!(holder.client.stage(&request), "approval", "the comparison takes no time here");
    assert_eq!(holder.client.refused(Method::GET, &path("/bill")), (409, "conflict".into()));
    assert_eq!(portal.head("/e-pasluga").decide(&request, true, "").status, 204);
    let status = holder.client.status(&request);
    assert_eq!(status["stage"], "payment");
    let payment = json!({"amount": "38,52 BYN", "payer": "ООО «Ромашка»", "paid": false});
    assert_eq!(status["payment"], payment);
    let bill = holder.client.get(&path("/bill"));
    assert_eq!(bill.headers["content-type"], "application/pdf");
    let pages = lopdf::Document::load_mem(&bill.body).unwrap().get_pages().len();
    assert_eq!((bill.status, pages), (200, 1));
    assert_eq!(holder.client.refused(Method::GET, &path("/store")), (409, "conflict".into()));

    assert_eq!(Operator::of(&portal).press("e-pasluga", &request, "pay", &[]), 303);
    let status = holder.client.status(&request);
    assert_eq!((&status["stage"], &status["store"]), (&json!("issued"), &json!(true)));
    assert_eq!(status["payment"]["paid"], true);
    // Not beside the store.
    assert_eq!(holder.client.refused(Method::GET, &path("/certificate")), (409, "conflict".into()));
    let other = portal.head("/e-pasluga");
    assert_eq!(other.client.refused(Method::GET, &path("/store")), (404, "not-found".into()));
    assert_eq!(portal.stranger("/e-pasluga").refused(Method::GET, &path("/store")), (401, "sign-in".into()));
    let access: StoreAccess = holder.client.get(&path("/store")).read(200);
    holder.client.token.clear();
    let fetch = |login: &str, password: &str| {
        holder
            .client
            .call(Method::GET, "/v1/store/certificate", |call| call.basic_auth(login, Some(password)))
    };
    for (login, password) in
        [(access.login.as_str(), "wrong"), ("nobody", access.password.as_str()), ("", "")]
    {
        let refused = fetch(login, password);
        assert_eq!(refused.problem(), (401, "sign-in".into()));
        assert!(refused.headers["www-authenticate"].to_str().unwrap().starts_with("Basic"));
    }
    let stored: Issued = fetch(&access.login, &access.password).read(200);
    let certificate = Certificate::from_der(&stored.certificate).unwrap();
    assert!(portal.server().authority().has_issued(&certificate));
}

#[test]
fn what_nobody_approves_or_pays_for_in_time_ends() {
    let portal = Portal::new("lapse");
    let treasury = portal.holder("/treasury").ask(&dossier());
    let unpaid = portal.holder("/e-pasluga").ask(&belarusian_dossier());
    assert_eq!(Operator::of(&portal).press("e-pasluga", &unpaid, "approve", &[]), 303);
    let unapproved = portal.person("/e-pasluga", renewal_master::sandbox::Role::Holder, Some("Кассир"));
    let unapproved = unapproved.ask(&belarusian_dossier());
    portal.pass_days(9);
    assert_eq!(portal.stranger("/e-pasluga").stage(&unpaid), "payment");
    portal.pass_days(1);
    let source = |base: &str, request: &str| {
        let status = portal.stranger(base).status(request);
        (
            status["stage"].as_str().unwrap().to_owned(),
            status["refusal"]["source"].as_str().map(str::to_owned),
        )
    };
    let rejected = |source: &str| ("rejected".to_owned(), Some(source.to_owned()));
    assert_eq!(source("/e-pasluga", &unpaid), rejected("payment"));
    assert_eq!(source("/e-pasluga", &unapproved), rejected("other"));
    assert_ne!(source("/treasury", &treasury).0, "rejected", "a month has not passed");
    portal.pass_days(21);
    assert_eq!(source("/treasury", &treasury), rejected("other"));
}

#[test]
fn a_refused_request_is_corrected_under_its_number_with_the_same_key_and_scans() {
    let portal = Portal::new("repair");
    let holder = portal.holder("/treasury");
    let draft = holder.client.open_draft(&dossier_with_passport(), false);
    holder.client.upload(&draft.draft, crate::portal::SCAN);
    let (key, subject) = (SigningKey::generate(), holder.certificate.subject().clone());
    let request = holder.request(&key, &subject, &dossier_with_passport(), Some(&draft));
    let first: Value = holder.client.submit(&"01".repeat(16), &request).read(201);
    let id = first["request"].as_str().unwrap();
    let fields = [("source", "mvd"), ("reason", "Паспорт недействителен"), ("section", "identity")];
    assert_eq!(Operator::of(&portal).press("treasury", id, "refuse", &fields), 303);
    let status = holder.client.status(id);
    let refusal = json!({
        "source": "mvd", "reason": "Паспорт недействителен", "sections": ["identity"], "new_key": false
    });
    assert_eq!((&status["stage"], &status["refusal"]), (&json!("rejected"), &refusal));
    assert_eq!(status["reason"], "Паспорт недействителен");

    let [open] = holder.client.get("/v1/drafts").read::<Vec<Draft>>(200).try_into().unwrap();
    assert_eq!((&open.draft, &open.number), (&draft.draft, &draft.number));
    let mut corrected = dossier_with_passport();
    corrected.sections.get_mut(&Section::Identity).unwrap().set("number", "654321");
    let again = holder.request(&key, &subject, &corrected, Some(&open));
    let second: Value = holder.client.submit(&"02".repeat(16), &again).read(201);
    assert_eq!(second["number"], first["number"]);
    assert_ne!(second["request"], first["request"]);
    assert_eq!(holder.client.stage(second["request"].as_str().unwrap()), "checking");
}

#[test]
fn a_key_is_certified_once_and_a_refused_one_only_where_the_ca_takes_it_again() {
    let portal = Portal::new("keys");
    let holder = portal.holder("/e-pasluga");
    let (key, subject) = (SigningKey::generate(), holder.certificate.subject().clone());
    let submit = |number: u8, key: &SigningKey| {
        let draft = holder.client.open_draft(&belarusian_dossier(), false);
        let request = holder.request(key, &subject, &belarusian_dossier(), Some(&draft));
        holder.client.submit(&format!("{number:02x}").repeat(16), &request)
    };
    let accepted: Value = submit(1, &key).read(201);
    let id = accepted["request"].as_str().unwrap();
    let declined = portal.head("/e-pasluga").decide(id, false, "Уволена");
    assert_eq!(declined.status, 204);
    assert_eq!(submit(2, &key).problem(), (422, "bad-request".into()));
    assert_eq!(submit(3, &SigningKey::generate()).status, 201);
}

#[test]
fn registers_are_asked_before_sending_and_again_before_approval() {
    let portal = Portal::new("registers");
    for (base, dossier, field, value, source, stage) in [
        ("/treasury", dossier(), Field::Surname, "Петрова", "mvd", "rejected"),
        ("/treasury", dossier(), Field::Inn, "123456789047", "fns", "rejected"),
        ("/treasury", dossier(), Field::Ogrn, "1047702026701", "egr", "rejected"),
        ("/treasury", dossier(), Field::Title, "Главный бухгалтер", "", "approval"),
        ("/treasury", dossier(), Field::Email, "new@example.ru", "", "approval"),
        ("/e-pasluga", belarusian_dossier(), Field::Email, "new@example.ru", "certificate", "rejected"),
        ("/e-pasluga", belarusian_dossier(), Field::Title, "Главный бухгалтер", "", "approval"),
    ] {
        let holder = portal.holder(base);
        let asked = changed(holder.certificate.subject(), field, value);
        let query =
            json!({"certificate": base64(holder.certificate.der()), "subject": asked, "dossier": dossier});
        let answer: Value = portal.stranger(base).send(Method::POST, "/v1/register", &query).read(200);
        let findings = answer["findings"].as_array().unwrap();
        let found = findings.first().map_or("", |finding| finding["source"].as_str().unwrap());
        assert_eq!(found, source, "{base} {field:?}: {answer}");
        assert!(findings.iter().all(|finding| finding["blocking"] == true), "{answer}");

        let draft = holder.client.open_draft(&dossier, false);
        let request = holder.request(&SigningKey::generate(), &asked, &dossier, Some(&draft));
        let accepted: Value = holder.client.submit(&draft.draft, &request).read(201);
        let id = accepted["request"].as_str().unwrap();
        if base == "/treasury" {
            assert_eq!(holder.client.stage(id), "checking");
            portal.pass_working_days(5);
        }
        let status = holder.client.status(id);
        assert_eq!(status["stage"], stage, "{base} {field:?}: {status}");
        assert_eq!(status["refusal"]["source"].as_str().unwrap_or_default(), source, "{status}");
    }
}

#[test]
fn a_changed_passport_is_warned_of_and_blocks_nothing() {
    let portal = Portal::new("visit");
    let holder = portal.holder("/treasury");
    let query = json!({
        "certificate": base64(holder.certificate.der()),
        "subject": holder.certificate.subject(),
        "dossier": dossier_with_passport(),
    });
    let answer: Value = portal.stranger("/treasury").send(Method::POST, "/v1/register", &query).read(200);
    let [finding] = answer["findings"].as_array().unwrap().as_slice() else { panic!("{answer}") };
    assert_eq!((&finding["source"], &finding["blocking"]), (&json!("visit"), &json!(false)));
    // A certificate of somebody else's CA is told nothing.
    let elsewhere = Portal::new("visit-elsewhere").holder("");
    let query = json!({
        "certificate": base64(elsewhere.certificate.der()),
        "subject": elsewhere.certificate.subject(),
        "dossier": {},
    });
    let refused = portal.stranger("/treasury").send(Method::POST, "/v1/register", &query);
    assert_eq!(refused.problem(), (404, "holder-unknown".into()));
}

#[test]
fn a_dossier_is_taken_only_signed_complete_and_with_all_its_scans() {
    let portal = Portal::new("dossier");
    let holder = portal.holder("/treasury");
    let head = portal.head("/treasury");
    let (key, subject) = (SigningKey::generate(), holder.certificate.subject().clone());
    let draft = holder.client.open_draft(&dossier_with_passport(), false);
    let good = holder.request(&key, &subject, &dossier_with_passport(), Some(&draft));
    let refuse = |request: &renewal_master::domain::portal::Request, code: &str, why: &str| {
        let refused = holder.client.submit(&"0c".repeat(16), request);
        assert_eq!(refused.problem(), (422, code.into()), "{why}");
    };
    refuse(&good, "bad-request", "the scan has not arrived");
    holder.client.upload(&draft.draft, crate::portal::SCAN);
    let mut bad = good.clone();
    bad.dossier = None;
    refuse(&bad, "bad-request", "no dossier");
    bad.dossier = Some(head.package(&dossier_with_passport().canonical()));
    refuse(&bad, "bad-request", "signed by another one");
    bad.dossier = Some(dossier_with_passport().canonical());
    refuse(&bad, "bad-signature", "not signed");
    let spaced = serde_json::to_string_pretty(&dossier_with_passport()).unwrap();
    bad.dossier = Some(holder.package(spaced.as_bytes()));
    refuse(&bad, "bad-request", "not written by the rules");
    let hidden =
        format!("{{\"hidden\":1,{}", &String::from_utf8(dossier_with_passport().canonical()).unwrap()[1..]);
    bad.dossier = Some(holder.package(hidden.as_bytes()));
    refuse(&bad, "bad-request", "something is signed that nobody reads");
    let mut wrong = dossier_with_passport();
    wrong.sections.get_mut(&Section::Contacts).unwrap().set("phone", "12");
    refuse(&holder.request(&key, &subject, &wrong, Some(&draft)), "bad-request", "no telephone number");
    let other = changed(&subject, Field::Snils, "08765430300");
    refuse(
        &holder.request(&key, &other, &dossier_with_passport(), Some(&draft)),
        "bad-request",
        "another holder",
    );

    let accepted = holder.client.submit(&"0c".repeat(16), &good);
    assert_eq!(accepted.status, 201);
    assert_eq!(holder.client.submit(&"0c".repeat(16), &good).body, accepted.body, "the same again");
    assert_eq!(holder.client.submit(&"0d".repeat(16), &good).problem(), (409, "conflict".into()), "twice");
    assert_eq!(holder.client.submit("", &good).problem(), (400, "bad-request".into()), "no key");
}

#[test]
fn contacts_can_be_changed_until_the_end_and_get_one_message_a_change() {
    let portal = Portal::new("contacts");
    let holder = portal.holder("/treasury");
    let request = holder.ask(&dossier());
    let path = format!("/v1/requests/{request}/contacts");
    let contacts = |phone: &str, email: &str, notify: bool| {
        holder.client.send(Method::PUT, &path, &json!({"phone": phone, "email": email, "notify": notify}))
    };
    assert_eq!(contacts("+79161234567", "new@example.ru", true).status, 204);
    assert_eq!(contacts("89161234567", "new@example.ru", true).problem(), (422, "bad-request".into()));
    assert_eq!(contacts("+375291234567", "new@example.ru", true).problem(), (422, "bad-request".into()));
    assert_eq!(contacts("+79161234567", "new@example", true).problem(), (422, "bad-request".into()));
    let other = portal.head("/treasury");
    let foreign = json!({"phone": "+79161234567", "email": "x@example.ru", "notify": true});
    assert_eq!(other.client.send(Method::PUT, &path, &foreign).problem(), (404, "not-found".into()));

    let operator = Operator::of(&portal);
    assert_eq!(operator.press("treasury", &request, "check", &[]), 303);
    for _ in 0..3 {
        assert_eq!(holder.client.stage(&request), "approval");
    }
    let [message] = portal.outbox().try_into().unwrap();
    assert_eq!((&message["to"], &message["stage"]), (&json!("new@example.ru"), &json!("approval")));
    let fields =
        [("source", "operator"), ("reason", "Нет печати"), ("section", "statement"), ("new-key", "yes")];
    assert_eq!(operator.press("treasury", &request, "refuse", &fields), 303);
    let [_, message] = portal.outbox().try_into().unwrap();
    assert_eq!((&message["stage"], &message["reason"]), (&json!("rejected"), &json!("Нет печати")));
    assert_eq!(contacts("+79161234567", "new@example.ru", false).problem(), (409, "conflict".into()));
    assert_eq!(holder.client.status(&request)["refusal"]["new_key"], true);
}

#[test]
fn nobody_is_written_to_who_did_not_want_it() {
    let portal = Portal::new("silence");
    let holder = portal.holder("/treasury");
    let mut quiet = dossier();
    quiet.sections.get_mut(&Section::Contacts).unwrap().set("notify", "");
    let request = holder.ask(&quiet);
    assert_eq!(Operator::of(&portal).press("treasury", &request, "check", &[]), 303);
    assert!(portal.outbox().is_empty());
}

#[test]
fn a_withdrawn_request_is_gone_with_its_draft() {
    let portal = Portal::new("withdraw");
    let holder = portal.holder("/treasury");
    let request = holder.ask(&dossier_with_passport());
    let path = format!("/v1/requests/{request}");
    assert_eq!(portal.head("/treasury").client.refused(Method::DELETE, &path), (404, "not-found".into()));
    for _ in 0..2 {
        assert_eq!(holder.client.call(Method::DELETE, &path, |call| call).status, 204);
    }
    portal.pass_days(40);
    assert_eq!(portal.stranger("/treasury").stage(&request), "withdrawn");
    assert_eq!(std::fs::read_to_string(portal.path("treasury/drafts.json")).unwrap(), "[]");
    assert_eq!(std::fs::read_dir(portal.path("treasury/files")).unwrap().count(), 0);
}

#[test]
fn a_first_certificate_needs_no_other_and_its_identifiers_are_the_capabilities() {
    let portal = Portal::new("first");
    let somebody = portal.holder("");
    let client = portal.stranger("/treasury");
    let mut filled = dossier_with_passport();
    let holder = Values::default()
        .with("surname", "Новикова")
        .with("given-name", "Ольга Ивановна")
        .with("title", "Экономист")
        .with("snils", "12345678964")
        .with("personal-inn", "164400537302")
        .with("organization", "ООО «Ромашка»")
        .with("locality", "г. Москва")
        .with("street", "ул. Ленина, д. 1");
    let _ = filled.sections.insert(Section::Holder, holder);
    let draft = client.open_draft(&Dossier::default(), true);
    let path = format!("/v1/drafts/{}", draft.draft);
    assert_eq!(client.send(Method::PUT, &path, &json!({"dossier": filled, "first": true})).status, 204);
    assert_eq!(client.get(&path).read::<Draft>(200).dossier, filled);
    client.upload(&draft.draft, crate::portal::SCAN);

    let key = SigningKey::generate();
    let subject = changed(
        &changed(somebody.certificate.subject(), Field::Surname, "Новикова"),
        Field::Snils,
        "12345678964",
    );
    let request = renewal_master::domain::portal::Request {
        package: somebody.pkcs10(&key, &subject),
        dossier: Some(filled.canonical()),
        draft: Some(draft.draft.clone()),
    };
    let accepted: Value = client.submit(&"0f".repeat(16), &request).read(201);
    assert_eq!(client.submit(&"0f".repeat(16), &request).read::<Value>(201), accepted);
    assert_eq!(accepted["number"], draft.number.as_str());
    let id = accepted["request"].as_str().unwrap();
    let contacts = json!({"phone": "+79160000000", "email": "o@example.ru", "notify": false});
    assert_eq!(client.send(Method::PUT, &format!("/v1/requests/{id}/contacts"), &contacts).status, 204);
    let operator = Operator::of(&portal);
    for action in ["check", "approve", "issue"] {
        assert_eq!(operator.press("treasury", id, action, &[]), 303, "{action}");
    }
    let issued: Issued = client.get(&format!("/v1/requests/{id}/certificate")).read(200);
    let certificate = Certificate::from_der(&issued.certificate).unwrap();
    assert_eq!(certificate.spki_der(), spki(&key));
    // Nobody else's receipt; the new key has to sign.
    let foreign = Acknowledgement { receipt: somebody.receipt(&issued.certificate) };
    let path = format!("/v1/requests/{id}/acknowledgement");
    assert_eq!(client.send(Method::POST, &path, &foreign).problem(), (422, "bad-signature".into()));
    let owner = somebody.with(key, certificate);
    let receipt = Acknowledgement { receipt: owner.receipt(&issued.certificate) };
    assert_eq!(client.send(Method::POST, &path, &receipt).status, 204);

    let body = json!({"dossier": {}, "first": true});
    let elsewhere = portal.stranger("/e-pasluga").send(Method::POST, "/v1/drafts", &body);
    assert_eq!(elsewhere.problem(), (409, "conflict".into()), "there everybody has one already");
}

#[test]
fn a_wrong_certificate_can_be_asked_for_at_every_ca() {
    let portal = Portal::new("misissue");
    let holder = portal.holder("/treasury");
    let request = holder.ask(&dossier());
    portal.server().set_faults(Faults { issue: Some(Misissue::OtherHolder), ..Faults::default() });
    let operator = Operator::of(&portal);
    for action in ["check", "approve", "issue"] {
        assert_eq!(operator.press("treasury", &request, action, &[]), 303);
    }
    let issued: Issued = holder.client.get(&format!("/v1/requests/{request}/certificate")).read(200);
    let certificate = Certificate::from_der(&issued.certificate).unwrap();
    assert_eq!(certificate.subject().value(Field::Surname), Some("Петрова"));
}

fn base64(bytes: &[u8]) -> String {
    base64::Engine::encode(&base64::engine::general_purpose::STANDARD, bytes)
}
