//! What is kept only for some time: counted, warned of, and cleaned up.

use super::office::{DAY, Office, POLITE};

/// Seed row 3.25: ten days, a warning at three and one more at the last.
#[test]
fn a_deadline_is_warned_of_at_three_days_and_at_the_last() {
    let Some(office) = Office::new("deadline", "e-pasluga") else { return };
    office.world.put_certificate(40);
    assert_eq!(office.submit().code, 4);
    office.pass(POLITE);
    assert_eq!(office.check().told(), ("approval", false, 0));
    for (days, warned) in [(6, false), (1, true), (1, false), (1, true)] {
        office.pass(days * DAY);
        let check = office.check();
        assert_eq!(check.look()["changed"], warned, "{:?}", check.objects);
    }
    let last = office.check();
    assert_eq!(last.told(), ("approval", false, 10), "it stays urgent without being told again");
    assert_eq!(last.events("unfinished")[0]["days_left"], 1);
    office.pass(DAY);
    assert_eq!(office.check().told(), ("rejected", true, 10), "the CA has forgotten it and says so");
}

/// Seed row 2.45: a month, and then the key can be cleaned up.
#[test]
fn a_draft_that_has_lapsed_is_told_and_its_key_is_removed_by_cancelling() {
    let Some(office) = Office::new("lapsed", "treasury") else { return };
    office.world.put_certificate(60);
    let stopped = office.renew(&[]);
    assert_eq!(stopped.outcome()["code"], "ARGUMENT-MISSING", "the code word: {:?}", stopped.objects);
    assert_eq!(office.keys(), 2);
    let before = office.check();
    let card = before.events("unfinished")[0];
    assert_eq!((card["stage"].as_str(), card["days_left"].as_i64()), (Some("enroll"), Some(31)));
    office.pass(31 * DAY);
    let after = office.check();
    assert_eq!((after.events("unfinished")[0]["stage"].as_str(), after.code), (Some("lapsed"), 10));
    let cancelled = office.resume(&["--cancel"]);
    assert_eq!(cancelled.outcome()["outcome"], "cancelled", "{:?}", cancelled.objects);
    assert_eq!(office.keys(), 1);
    assert!(office.check().events("unfinished").is_empty());
}

#[test]
fn a_first_issue_is_told_by_the_name_that_was_typed() {
    let Some(office) = Office::new("first", "treasury") else { return };
    let stopped = office.renew(&["--first"]);
    assert_ne!(stopped.code, 0, "{:?}", stopped.objects);
    let check = office.check();
    assert_eq!(check.code, 10, "{:?}", check.objects);
    assert_eq!(check.events("unfinished")[0]["holder"], "Иванова Мария Петровна");
}
