//! Certificates that are not what was asked for, and a CA that says no.

use renewal_master::domain::refusal::Source;
use renewal_master::i18n;

use crate::case::Case;
use crate::support::world::{SNILS, objects_of};

#[test]
fn a_wrong_certificate_is_not_written_and_the_renewal_can_be_given_up() {
    let Some(case) = Case::new("misissued") else { return };
    for (wrong, code) in [
        ("other-key", "ISSUED-OTHER-KEY"),
        ("other-holder", "ISSUED-OTHER-HOLDER"),
        ("unknown-chain", "ISSUED-CHAIN"),
        ("past-dates", "ISSUED-DATES"),
    ] {
        case.ca.set_faults(&format!(r#"{{"issue":"{wrong}"}}"#));
        case.refused(case.renew(), 1, code);
        case.ca.set_faults("{}");
        // The CA gives what it has made: it stays wrong, however often it is asked.
        case.refused(case.resume(), 1, code);
        let certificates = case.world.objects().matches("Certificate Object").count();
        assert_eq!(certificates, 1, "{wrong}: it was written");
        let mut cancel = case.resume();
        cancel.push("--cancel".into());
        assert_eq!(case.note(&case.world.renewctl(cancel))["outcome"], "cancelled", "{wrong}");
        case.untouched();
    }
    case.finishes(case.renew());
}

#[test]
fn a_refusal_of_the_ca_is_told_in_its_words_and_a_change_of_mind_is_noticed() {
    let Some(case) = Case::new("rejected") else { return };
    case.ca.set_faults(r#"{"reject":"Нет оплаты"}"#);
    let mut arguments = case.renew();
    for _ in 0..2 {
        let outcome = case.refused(arguments, 5, "CA-REJECTED");
        assert_eq!(outcome["reason"], "Нет оплаты");
        assert_eq!(outcome["next"], "repair");
        arguments = case.resume();
    }
    case.ca.set_faults("{}");
    case.resumes();
}

#[test]
fn on_a_terminal_a_refusal_reads_as_on_the_screen() {
    let Some(case) = Case::new("refusal-words") else { return };
    case.ca.set_faults(r#"{"reject":"Нет оплаты"}"#);
    let outcome = case.refused(case.renew(), 5, "CA-REJECTED");
    let source = Source::ALL.into_iter().find(|source| outcome["source"] == source.id()).unwrap();
    let ways = i18n::ways_out(source);
    assert_eq!(outcome["remedy"], ways.join("\n"), "{outcome}");
    let for_people = case.resume().into_iter().filter(|argument| argument != "--json");
    let output = case.world.renewctl(for_people);
    let said = String::from_utf8_lossy(&output.stdout);
    let headline = format!("Отказ. {}. Причина: Нет оплаты", i18n::refusal(source));
    assert!(said.lines().any(|line| line == headline), "{said}");
    let advice = String::from_utf8_lossy(&output.stderr);
    for way in ways {
        assert!(advice.lines().any(|line| line == way), "{way} is not in:\n{advice}");
    }
}

#[test]
fn a_refused_request_is_sent_again_as_another_one_with_the_same_key() {
    let Some(case) = Case::new("repaired") else { return };
    case.ca.set_faults(r#"{"reject":"Нет оплаты"}"#);
    let mut arguments = case.renew();
    arguments.push("--repair".into());
    let output = case.world.renewctl(arguments);
    let objects = objects_of(&output);
    let outcome = case.note(&output);
    assert_eq!((&outcome["outcome"], output.status.code()), (&"refused".into(), Some(5)), "once a call");
    let all = |event: &str| objects.iter().filter(|object| object["event"] == event).collect::<Vec<_>>();
    assert_eq!((all("repair-begun").len(), all("key-made").len()), (1, 1), "{objects:?}");
    let [first, second] = all("submitted")[..] else { panic!("not sent twice: {objects:?}") };
    assert_ne!(first["request"], second["request"]);
    case.ca.set_faults("{}");
    case.resumes();
}

#[test]
fn a_ca_that_sees_first_time_holders_in_person_says_so_and_nothing_is_begun() {
    let Some(case) = Case::new("first") else { return };
    let arguments = case.renew().into_iter();
    let arguments: Vec<String> = arguments.filter(|a| a != "--snils" && a != SNILS).collect();
    let outcome = case.refused([arguments, vec!["--first".into()]].concat(), 2, "CA-UNSUPPORTED");
    assert!(outcome["renewal"].is_null());
    case.untouched();
}
