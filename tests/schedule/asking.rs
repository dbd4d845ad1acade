//! What the check asks of the CA, how often, and what the user finds afterwards.

use renewal_master::platform::instance::Instance;

use super::office::{Office, POLITE};

/// Seed rows 0.30, 0.35, 0.39, 1.31 to 1.34, 2.02: through all stages with the program closed, and the certificate is
/// fetched and confirmed with the PIN at the end.
#[test]
fn every_stage_is_seen_without_a_pin_and_resume_finishes_with_it() {
    let Some(office) = Office::new("stages", "treasury") else { return };
    office.world.put_certificate(20);
    let sent = office.submit();
    assert_eq!((sent.outcome()["outcome"].as_str(), sent.code), (Some("waiting"), 4), "{:?}", sent.objects);

    let early = office.check();
    assert_eq!(early.told(), ("checking", false, 0), "{:?}", early.objects);
    assert_eq!(early.look()["asked"], false, "never before the CA wants to be asked again");
    assert_eq!(early.look()["next"], sent.outcome()["next"]);
    assert_eq!(early.look()["number"], sent.outcome()["number"]);

    office.pass(POLITE);
    let same = office.check();
    assert_eq!((same.told(), &same.look()["asked"]), (("checking", false, 0), &true.into()));
    assert!(same.look()["next"].as_i64() > early.look()["next"].as_i64(), "journaled: asked again later");
    assert_eq!(office.check().look()["asked"], false);

    office.pass_working_days(5);
    assert_eq!(office.check().told(), ("approval", true, 10));
    assert_eq!(office.check().told(), ("approval", false, 0), "told once");

    office.press("approve", &[]);
    assert_eq!(office.check().look()["asked"], false);
    office.pass(POLITE);
    assert_eq!(office.check().told(), ("operator", true, 10));

    office.press("issue", &[]);
    office.pass(POLITE);
    let made = office.check();
    assert_eq!((made.told(), &made.look()["next"]), (("issued", true, 10), &serde_json::Value::Null));
    let again = office.check();
    assert!(again.events("looked").is_empty(), "nothing waits at the CA any more");
    assert_eq!((again.events("unfinished")[0]["stage"].as_str(), again.code), (Some("issued"), 10));
    assert_eq!(office.keys(), 2, "the check has touched no key");
    assert_eq!(office.mails(), ["approval", "operator", "issuing", "issued"], "each told once by e-mail too");

    let finished = office.resume(&[]);
    assert_eq!(finished.outcome()["outcome"], "finished", "{:?}", finished.objects);
    let quiet = office.check();
    assert_eq!(
        (quiet.code, quiet.outcome()["outcome"].as_str()),
        (0, Some("nothing-due")),
        "{:?}",
        quiet.objects
    );
}

/// Seed rows 0.33, 0.34, 1.35.
#[test]
fn a_refusal_is_seen_once_with_its_reason_and_waits_for_the_user() {
    let Some(office) = Office::new("refusal", "treasury") else { return };
    office.world.put_certificate(20);
    assert_eq!(office.submit().code, 4);
    let reason = [("source", "operator"), ("reason", "Нет печати"), ("section", "statement")];
    office.press("refuse", &reason);
    office.pass(POLITE);
    assert_eq!(office.check().told(), ("rejected", true, 10));
    office.pass(POLITE);
    let again = office.check();
    assert!(again.events("looked").is_empty(), "a decision is not asked for again and again");
    assert_eq!((again.events("unfinished")[0]["stage"].as_str(), again.code), (Some("rejected"), 10));
    assert_eq!(office.mails().iter().filter(|stage| *stage == "rejected").count(), 1);
    let resumed = office.resume(&[]);
    assert_eq!((resumed.outcome()["reason"].as_str(), resumed.code), (Some("Нет печати"), 5));
}

/// Seed rows 3.24, 3.27: the certificate lies in a store whose access is told only to somebody who signs in.
#[test]
fn an_unpaid_bill_needs_the_user_and_so_does_a_certificate_in_the_store() {
    let Some(office) = Office::new("store", "e-pasluga") else { return };
    office.world.put_certificate(20);
    let sent = office.submit();
    assert_eq!(sent.code, 4, "{:?}", sent.objects);
    office.press("approve", &[]);
    office.pass(POLITE);
    assert_eq!(office.check().told(), ("payment", true, 10));
    assert_eq!(office.check().told(), ("payment", false, 10), "no news, but somebody has to pay");
    office.press("pay", &[]);
    office.pass(POLITE);
    assert_eq!(office.check().told(), ("issued", true, 10));
    assert!(office.check().events("looked").is_empty());
    let finished = office.resume(&[]);
    assert_eq!(finished.outcome()["outcome"], "finished", "{:?}", finished.objects);
}

#[test]
fn a_window_that_is_open_is_left_alone_and_the_certificates_are_checked_all_the_same() {
    let Some(office) = Office::new("beside", "treasury") else { return };
    office.world.put_certificate(20);
    assert_eq!(office.submit().code, 4);
    office.pass_working_days(5);
    let window = Instance::take(&office.home()).unwrap();
    let beside = office.check();
    assert!(beside.events("looked").is_empty(), "{:?}", beside.objects);
    assert_eq!((beside.code, beside.outcome()["certificates"].as_u64()), (0, Some(1)));
    drop(window);
    assert_eq!(office.check().told(), ("approval", true, 10));
}

#[test]
fn a_ca_that_cannot_be_reached_is_told_and_changes_no_exit_code() {
    let Some(mut office) = Office::new("gone", "treasury") else { return };
    office.world.put_certificate(20);
    assert_eq!(office.submit().code, 4);
    office.pass_working_days(5);
    office.world.stop_sandbox();
    let failed = office.check();
    assert_eq!(failed.told(), ("checking", false, 0), "{:?}", failed.objects);
    assert_eq!(failed.look()["code"], "CA-UNREACHABLE");
    assert_eq!(failed.outcome()["faults"], serde_json::json!(["CA-UNREACHABLE"]));
    office.reopen();
    assert_eq!(office.check().told(), ("approval", true, 10), "nothing was lost, and it is asked at once");
}

/// Seed row 0.02.
#[test]
fn an_additional_certificate_leaves_the_old_one_due() {
    let Some(office) = Office::new("additional", "treasury") else { return };
    let old = office.world.put_certificate(20);
    office.wants_an_additional_one();
    assert_eq!(office.submit().code, 4);
    let due = |ran: &super::office::Ran| {
        let due = ran.objects.iter().filter(|object| object["urgency"].is_string());
        due.map(|object| object["serial"].clone()).collect::<Vec<_>>()
    };
    let during = office.check();
    assert_eq!((due(&during), during.code), (vec![old["serial"].clone()], 10));
    office.press("check", &[]);
    office.press("approve", &[]);
    office.press("issue", &[]);
    office.pass(POLITE);
    let finished = office.resume(&[]);
    assert_eq!(finished.outcome()["outcome"], "finished", "{:?}", finished.objects);
    let after = office.check();
    assert_eq!((due(&after), after.code), (vec![old["serial"].clone()], 10), "{:?}", after.objects);
}
