//! Certificates that are not what was asked for, and a CA that says no.

use crate::case::Case;

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
        let outcome = case.refused(arguments, 1, "CA-REJECTED");
        assert_eq!(outcome["facts"]["reason"], "Нет оплаты");
        arguments = case.resume();
    }
    case.ca.set_faults("{}");
    case.resumes();
}
