//! Wrong answers: the number, the token, the PIN.

use std::process::Stdio;

use crate::case::{Case, is_for_people, with};
use crate::support::world::{LABEL, SNILS, SOFTHSM};

#[test]
fn a_number_with_wrong_check_digits_is_refused() {
    let Some(case) = Case::new("snils-check") else { return };
    for wrong in ["112-233-445 96", "112-233-445 00", "11223344559", "", "СНИЛС"] {
        case.refused(with(case.renew(), SNILS, wrong), 2, "SNILS-CHECK");
    }
    case.untouched();
    case.finishes(case.renew());
}

#[test]
fn the_number_of_another_person_is_refused() {
    let Some(case) = Case::new("snils-other") else { return };
    case.refused(with(case.renew(), SNILS, "087-654-303 00"), 2, "SNILS-OTHER");
    case.untouched();
    case.finishes(case.renew());
}

#[test]
fn a_token_that_is_not_there_is_refused_by_its_name() {
    let Some(case) = Case::new("absent") else { return };
    let outcome = case.refused(with(case.renew(), LABEL, "Другой"), 2, "TOKEN-ABSENT");
    assert_eq!(outcome["facts"]["token"], "Другой");
    // A driver that is not installed is told as such.
    case.refused(with(case.renew(), SOFTHSM, "/usr/lib/no-such-driver.so"), 2, "MODULE-LOAD");
    case.refused(with(case.renew(), SOFTHSM, "/bin/true"), 2, "MODULE-LOAD");
    case.untouched();
    case.finishes(case.renew());
}

#[test]
fn a_token_pulled_out_between_two_runs_is_asked_for() {
    let Some(case) = Case::new("pulled") else { return };
    let mut wrong = case.world.renewctl_command(case.renew());
    case.refused_by(wrong.env("TEST_PIN", "00000000"), 1, "PIN-WRONG-0xa0");
    let (tokens, drawer) = (case.world.path("tokens"), case.world.path("drawer"));
    std::fs::rename(&tokens, &drawer).unwrap();
    std::fs::create_dir(&tokens).unwrap();
    let output = case.world.renewctl(case.resume());
    assert_eq!(case.note(&output)["code"], "TOKEN-ABSENT");
    std::fs::remove_dir_all(&tokens).unwrap();
    std::fs::rename(&drawer, &tokens).unwrap();
    case.resumes();
}

#[test]
fn a_wrong_pin_is_told_again_and_again_and_the_right_one_still_opens() {
    let Some(case) = Case::new("pin") else { return };
    let mut first = case.world.renewctl_command(case.renew());
    case.refused_by(first.env("TEST_PIN", "00000000"), 1, "PIN-WRONG-0xa0");
    for wrong in ["", "1", "парольпароль"] {
        let mut again = case.world.renewctl_command(case.resume());
        case.refused_by(again.env("TEST_PIN", wrong), 1, "PIN-WRONG-0xa0");
    }
    case.refused(with(case.resume(), "TEST_PIN", "NO_SUCH_VARIABLE"), 1, "ARGUMENT-MISSING");
    case.untouched();
    case.resumes();
}

#[test]
fn a_renewal_that_is_called_again_goes_on_and_makes_no_second_key() {
    let Some(case) = Case::new("again") else { return };
    case.ca.set_faults(r#"{"on":"/v1/requests","status":500}"#);
    case.refused(case.renew(), 1, "CA-FAILED");
    let objects = case.world.objects();
    case.refused(case.renew(), 1, "CA-FAILED");
    assert_eq!(case.world.objects(), objects);
    case.ca.set_faults("{}");
    case.finishes(case.renew());
}

#[test]
fn without_json_a_refusal_is_two_sentences_and_a_code() {
    let Some(case) = Case::new("words") else { return };
    let mut arguments = case.renew();
    arguments.retain(|argument| argument != "--json");
    let mut command = case.world.renewctl_command(arguments);
    let output = command.env("TEST_PIN", "00000000").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let words = String::from_utf8(output.stderr).unwrap();
    let [what, remedy, code] = words.lines().collect::<Vec<_>>()[..] else { panic!("{words}") };
    assert!(is_for_people(what) && is_for_people(remedy), "{words}");
    assert_eq!(code, "[PIN-WRONG-0xa0]");
    case.resumes();
}

#[test]
fn a_renewal_goes_on_when_nobody_reads_its_words() {
    let Some(case) = Case::new("unread") else { return };
    let mut command = case.world.renewctl_command(case.renew());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
    assert_eq!(case.world.objects().matches("Certificate Object").count(), 2);
}
